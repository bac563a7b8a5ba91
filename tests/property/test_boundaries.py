"""Splits and joins put into a document that is cut anew, held against what was cut before."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from workbench.model import Segment
from workbench.store.boundaries import Boundary, layout_of, moved, recut, rule_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = ("Hij", "woont", "in", "Almaty", "sinds", "mei", "en", "werkt", "er", "nu")
sentences = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), min_size=1, max_size=8
)


def cut(sentences: Sequence[str], units: Sequence[int]) -> tuple[str, list[Segment]]:
    """Return a text of these sentences and its segments as rules would make them."""
    text = ""
    segments: list[Segment] = []
    for number, sentence in enumerate(sentences):
        if number:
            text += " " if units[number] == units[number - 1] else "\n"
        start = len(text)
        text += sentence
        within = sum(unit == units[number] for unit in units[:number])
        segments.append(
            Segment(
                number=number,
                unit=units[number],
                segment=within,
                kind="sentence",
                start=start,
                end=len(text),
                source=sentence,
            )
        )
    return text, segments


def some_boundaries(text: str, segments: Sequence[Segment], seed: int) -> list[Boundary]:
    """Return splits at spaces inside segments and joins between those of a unit."""
    chosen = random.Random(seed)
    found: list[Boundary] = []
    for at, segment in enumerate(segments):
        found += [
            Boundary(kind="split", left_end=segment.start + i, right_start=segment.start + i + 1)
            for i, character in enumerate(segment.source)
            if character == " " and chosen.random() < 0.3
        ]
        following = segments[at + 1] if at + 1 < len(segments) else None
        if following and following.unit == segment.unit and chosen.random() < 0.4:
            found.append(Boundary(kind="join", left_end=segment.end, right_start=following.start))
    return found


def units_of(count: int, seed: int) -> list[int]:
    chosen = random.Random(seed)
    units = [0]
    for _ in range(count - 1):
        units.append(units[-1] + (chosen.random() < 0.4))
    return units


@given(sentences=sentences, seed=st.integers(0, 999))
def test_what_was_cut_is_found_again_and_the_rules_come_back(
    sentences: list[str], seed: int
) -> None:
    text, segments = cut(sentences, units_of(len(sentences), seed))
    boundaries = some_boundaries(text, segments, seed)
    result = recut(text, segments, boundaries=boundaries)
    assert result.lost == 0
    assert len(result.kept) == len(boundaries)
    at = 0
    for number, segment in enumerate(result.segments):
        assert segment.number == number
        assert segment.source == text[segment.start : segment.end]
        assert segment.source.strip() == segment.source != ""
        assert not text[at : segment.start].strip()
        at = segment.end
    assert at == len(text)
    spans = [(segment.start, segment.end) for segment in result.segments]
    assert rule_spans(spans, result.kept) == [(s.start, s.end) for s in segments]


@given(sentences=sentences, seed=st.integers(0, 999), more=sentences)
def test_they_move_with_their_segments(sentences: list[str], seed: int, more: list[str]) -> None:
    units = units_of(len(sentences), seed)
    text, segments = cut(sentences, units)
    boundaries = some_boundaries(text, segments, seed)
    before = [f"{sentence} ######" for sentence in more]
    new_text, new = cut([*before, *sentences], [*range(-len(before), 0), *units])
    found, lost = moved(
        boundaries, old_text=text, old=[(s.start, s.end) for s in segments], segments=new
    )
    assert lost == 0
    shift = new[len(before)].start
    assert [(b.left_end - shift, b.right_start - shift) for b in found] == [
        (b.left_end, b.right_start) for b in boundaries
    ]
    assert recut(new_text, new, boundaries=found).lost == 0


def test_a_split_stays_in_a_sentence_that_was_changed() -> None:
    old, _ = cut(["Hij woont in Almaty sinds mei."], [0])
    split = Boundary(kind="split", left_end=19, right_start=20)
    new_text, new = cut(["Kop.", "Zij woonden in Almaty sinds mei."], [0, 1])
    found, lost = moved([split], old_text=old, old=[(0, len(old))], segments=new)
    assert lost == 0
    assert [s.source for s in recut(new_text, new, boundaries=found).segments] == [
        "Kop.",
        "Zij woonden in Almaty",
        "sinds mei.",
    ]


def test_what_has_gone_is_lost_and_counted() -> None:
    old, segments = cut(["Hij woont in Almaty.", "Zij ook.", "Slot."], [0, 0, 1])
    boundaries = [
        Boundary(kind="split", left_end=3, right_start=4),
        Boundary(kind="join", left_end=20, right_start=21),
    ]
    _, new = cut(["Slot."], [0])
    assert moved(
        boundaries, old_text=old, old=[(s.start, s.end) for s in segments], segments=new
    ) == ([], 2)


def test_a_join_does_not_cross_a_line_and_a_split_needs_white_space() -> None:
    text, segments = cut(["Een zin.", "Nog een."], [0, 1])
    join = Boundary(kind="join", left_end=8, right_start=9)
    split = Boundary(kind="split", left_end=1, right_start=2)
    result = recut(text, segments, boundaries=[join, split])
    assert (result.kept, result.lost) == ((), 2)
    assert list(result.segments) == segments


def test_what_the_rules_do_by_now_is_no_loss() -> None:
    text, segments = cut(["Een zin.", "Nog een."], [0, 0])
    split = Boundary(kind="split", left_end=8, right_start=9)
    join = Boundary(kind="join", left_end=3, right_start=4)
    result = recut(text, segments, boundaries=[split, join])
    assert (result.kept, result.lost) == ((), 0)


def test_the_layout_says_where_segments_stand() -> None:
    assert layout_of([(0, 0, "sentence", 0, 3)]) != layout_of([(0, 0, "sentence", 0, 4)])
