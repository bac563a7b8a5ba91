"""Whatever the text, segments and the white space between them are the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.text.segment import looks_hard_wrapped, segment_text
from workbench.text.segmenters import trim

PIECES = st.sampled_from(
    [
        "Hij ging", " ", " ", "\n", "\n\n", "\r\n", "\r", "\u00a0", "\u2028", "\x0b", "\t", ".", ". ",
        "…", "... ", "? ", "! ", "„", "”", "“", "‘", "’", "'", '"', "’s Nachts", "L.", "dr. ", "enz. ",
        "No. 25", "[..]", "(", ")", "«", "»", "– ", "• ", "Foto Jan", "Bron: NOS ", "© ", "date 2022-05 ",
        "1. ", "81 procent", "De", "de", "\0", "\ufeff", "\u200b", "😀", "e\u0301", "العربية. ", "中文。", "Reportage ",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    st.lists(PIECES, max_size=60).map("".join),
)


@given(TEXTS, st.booleans())
def test_segments_and_gaps_give_the_text_back(text: str, unwrap: bool) -> None:
    at = 0
    for segment in segment_text(text, unwrap=unwrap):
        assert not text[at : segment.start].strip()
        assert segment.start < segment.end
        assert segment.source == text[segment.start : segment.end]
        assert segment.source == segment.source.strip()
        at = segment.end
    assert not text[at:].strip()


@given(TEXTS, st.booleans())
def test_numbers_run(text: str, unwrap: bool) -> None:
    segments = list(segment_text(text, unwrap=unwrap))
    assert [segment.number for segment in segments] == list(range(len(segments)))
    unit, position = -1, 0
    for segment in segments:
        if segment.unit == unit:
            position += 1
        else:
            assert segment.unit == unit + 1
            unit, position = segment.unit, 0
        assert segment.segment == position


@given(TEXTS)
def test_no_segment_crosses_a_line_end(text: str) -> None:
    for segment in segment_text(text):
        assert not set(segment.source) & set("\n\r\x0b\x0c\x85\u2028\u2029")


@given(TEXTS)
def test_every_line_that_is_not_empty_is_a_unit(text: str) -> None:
    lines = text
    for sign in "\r\x0b\x0c\x85\u2028\u2029":
        lines = lines.replace(sign, "\n")
    filled = [line for line in lines.split("\n") if line.strip()]
    units = [segment.unit for segment in segment_text(text)]
    assert len(set(units)) == len(filled)


@given(TEXTS)
def test_explaining_changes_nothing(text: str) -> None:
    plain = [(s.start, s.end, s.kind) for s in segment_text(text)]
    explained = list(segment_text(text, explain=True))
    assert [(s.start, s.end, s.kind) for s in explained] == plain
    assert all(segment.why for segment in explained)


@given(TEXTS)
def test_a_segmented_segment_stays_whole_or_finds_a_part(text: str) -> None:
    for segment in segment_text(text):
        again = list(segment_text(segment.source))
        assert again[0].start == 0
        assert again[-1].end == len(segment.source)


@given(TEXTS)
def test_trim_is_rstrip(text: str) -> None:
    assert trim(text, 0, len(text)) == len(text.rstrip())


@given(TEXTS)
def test_hard_wrap_guess_never_fails(text: str) -> None:
    assert looks_hard_wrapped(text) in (True, False)
