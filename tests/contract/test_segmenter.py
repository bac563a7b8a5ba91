"""What every segmenter promises, checked on each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from workbench.text.segment import DutchSegmenter, Segmenter, SentencexSegmenter
from workbench.text.segmenters import WINDOW

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN = "Hij ging naar huis. Daar at hij brood.  Toen sliep hij."


class SegmenterContract:
    """Inherit, and give the segmenter as a fixture."""

    @pytest.fixture
    def make(self) -> Callable[[], Segmenter]:
        raise NotImplementedError

    def test_plain_sentences(self, make: Callable[[], Segmenter]) -> None:
        assert list(make().breaks(PLAIN)) == [19, 38, 55]

    def test_range_of_the_text_only(self, make: Callable[[], Segmenter]) -> None:
        assert list(make().breaks(PLAIN, 20, 39)) == [38]

    def test_offsets_count_code_points(self, make: Callable[[], Segmenter]) -> None:
        text = "Café 😀 is open. Daar at hij een Gött. Toen ging hij."
        assert [text[:end] for end in make().breaks(text)] == [
            "Café 😀 is open.",
            "Café 😀 is open. Daar at hij een Gött.",
            text,
        ]

    @pytest.mark.parametrize("text", ["", " ", "\u00a0 \t"])
    def test_nothing_in_white_space(self, make: Callable[[], Segmenter], text: str) -> None:
        assert list(make().breaks(text)) == []

    @pytest.mark.parametrize(
        "text", ["geen punt", "geen punt ", ".", "…", "?!", "\0", "’s", "(", "”"]
    )
    def test_ends_where_the_text_ends(self, make: Callable[[], Segmenter], text: str) -> None:
        assert list(make().breaks(text))[-1] == len(text.rstrip())

    @pytest.mark.parametrize("tail", ["", " ", "\n"])
    def test_longer_than_a_window(self, make: Callable[[], Segmenter], tail: str) -> None:
        text = "woord " * (WINDOW // 4) + "einde. " + PLAIN + tail
        ends = list(make().breaks(text))
        assert ends == sorted(set(ends))
        shift = text.index(PLAIN)
        assert ends[-4:] == [shift - 1, shift + 19, shift + 38, shift + 55]

    def test_ascending_and_not_empty(self, make: Callable[[], Segmenter]) -> None:
        text = "„Ga weg!” riep hij. ’s Nachts … (zie art. 5.) A. B. C. Enz. « Ja. » ? ! . 1. 2."
        ends = list(make().breaks(text))
        assert all(text[a:b].strip() for a, b in zip([0, *ends], ends, strict=False))


class TestSentencex(SegmenterContract):
    @pytest.fixture
    def make(self) -> Callable[[], Segmenter]:
        return SentencexSegmenter


class TestDutch(SegmenterContract):
    @pytest.fixture
    def make(self) -> Callable[[], Segmenter]:
        return DutchSegmenter

    def test_breaks_only_before_white_space(self) -> None:
        text = "Zie R.Politik en NU.nl. ’s Nachts kost 4.500 euro. L.’s jas.Weg. Ja."
        ends = list(DutchSegmenter().breaks(text))
        assert all(text[end : end + 1].isspace() for end in ends[:-1])
