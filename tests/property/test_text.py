from __future__ import annotations

import json
import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.jsonl import dump_line
from workbench.formats.write import render_text
from workbench.model import apply_edits
from workbench.text.casing import agree_initial, lower_for_decoding, restore_caps
from workbench.text.clauses import fit_clause, split_clauses
from workbench.text.loops import is_loop
from workbench.text.numbers import compare_numbers, find_numbers
from workbench.text.quotes import find_marks, pair_marks, quote_balance, repair_quotes
from workbench.text.surface import terminal_safe

ANYTHING = st.text(max_size=60)
QUOTED = st.text(alphabet="„“”‘’\"'»« .,:-asnt90Z\n", max_size=40)
WORDS = st.lists(
    st.text(alphabet="abcdé,;.’", min_size=1, max_size=12), min_size=1, max_size=60
).map(" ".join)


@given(st.one_of(QUOTED, ANYTHING), st.one_of(QUOTED, ANYTHING))
def test_repaired_quotes_are_their_edits(source: str, target: str) -> None:
    repaired = repair_quotes(source, target)
    assert apply_edits(target, repaired.edits) == repaired.text
    assert all(0 <= edit.start <= edit.end <= len(target) for edit in repaired.edits)


@given(st.one_of(QUOTED, ANYTHING), ANYTHING)
def test_repair_touches_nothing_but_marks(source: str, target: str) -> None:
    repaired = repair_quotes(source, target)
    marks = "„“”‟\"«»″‘’‚‛'‹›′, "

    def letters(text: str) -> str:
        return "".join(character for character in text if character not in marks)

    assert letters(repaired.text) == letters(target)


@given(st.one_of(QUOTED, ANYTHING))
def test_marks_are_in_order_and_each_is_in_one_quotation(text: str) -> None:
    marks = find_marks(text)
    assert all(text[mark.start : mark.end] == mark.text for mark in marks)
    assert all(one.end <= two.start for one, two in pairwise(marks))
    paired = [
        mark
        for quotation in pair_marks(marks)
        for mark in (quotation.opening, quotation.closing)
        if mark is not None
    ]
    assert sorted(mark.start for mark in paired) == [mark.start for mark in marks]


@given(st.text(alphabet="abc ", min_size=1, max_size=30).filter(str.strip))
def test_a_running_quotation_neither_gains_nor_loses_marks(words: str) -> None:
    words = words.strip()
    for source in (f"„{words}.", f"{words}.”", f"{words}.", f"„{words}.”"):
        for target in (f'"{words}."', f"“{words}.", f"{words}.”", f"{words}."):
            assert quote_balance(repair_quotes(source, target).text) == quote_balance(source)


@given(WORDS, st.integers(min_value=1, max_value=40))
def test_clauses_cover_all_but_white_space(source: str, limit: int) -> None:
    def count(text: str) -> int:
        return sum(-(-len(word) // 3) for word in text.split())

    spans = split_clauses(source, count, limit=limit)
    assert all(start < end for start, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    kept = "".join(source[start:end] for start, end in spans)
    assert kept.replace(" ", "") == source.replace(" ", "")
    assert all(count(source[start:end]) <= limit for start, end in spans)


@given(ANYTHING, st.integers(min_value=1, max_value=9))
def test_clauses_of_anything(source: str, limit: int) -> None:
    spans = split_clauses(source, len, limit=limit)
    covered = "".join(source[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(source.split())
    assert all(end - start <= limit for start, end in spans)


@given(WORDS, st.integers(min_value=2, max_value=40))
def test_a_piece_is_its_own_fit(source: str, limit: int) -> None:
    spans = split_clauses(source, len, limit=limit)
    for n, (start, end) in enumerate(spans):
        piece = source[start:end]
        assert fit_clause(piece, piece, first=not n, last=n + 1 == len(spans)) == piece.strip()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", " ", "\n", "\r\n", " \n\n ", "\t"]), st.text("ab", min_size=1)
        )
    ),
    st.sampled_from(["", "\n", " "]),
)
def test_rendering_a_document_with_its_own_text_gives_it_back(
    parts: list[tuple[str, str]], tail: str
) -> None:
    text = ""
    pieces = []
    for gap, word in parts:
        text += gap or " "
        pieces.append((len(text), len(text) + len(word), word))
        text += word
    text += tail
    assert "".join(render_text(text, pieces)) == text
    emptied = "".join(render_text(text, [(start, end, "") for start, end, _ in pieces]))
    assert emptied.count("\n") == text.count("\n")
    kept = [(start, end, word if at % 2 else "") for at, (start, end, word) in enumerate(pieces)]
    for line in re.split(r"[\r\n\t]", "".join(render_text(text, kept))):
        assert "  " not in line.strip()


@given(
    st.lists(
        st.lists(
            st.tuples(st.from_regex(r"[A-Z]{1,3}", fullmatch=True), st.booleans()), min_size=1
        ),
        min_size=1,
    ),
    st.sampled_from(["", " ", "\n", "\n "]),
    st.sampled_from(["\n", "\n\n", "\n ", " \n\n "]),
    st.sampled_from(["", "\n", " \n"]),
)
def test_what_is_left_out_leaves_nothing_behind(
    lines: list[list[tuple[str, bool]]], head: str, between: str, tail: str
) -> None:
    """As an article written without it: no space at either end of a line, no line too many."""
    text, pieces = head, []
    for at, line in enumerate(lines):
        text += between if at else ""
        for place, (word, kept) in enumerate(line):
            text += " " if place else ""
            pieces.append((len(text), len(text) + len(word), word if kept else None))
            text += word
    text += tail
    written = "".join(render_text(text, pieces))
    said = [[word for word, kept in line if kept] for line in lines]
    assert [row.split() for row in written.splitlines() if row.strip()] == [
        line for line in said if line
    ]
    whole = {line[0][0] for line in lines if line[0][1]}
    for row in written.splitlines():
        assert "  " not in row.strip()
        if row.startswith(" ") and row.strip():
            # Its own beginning, with the space that the Dutch has there.
            assert row.split()[0] in whole
    if sum(map(bool, said)) > 1:
        inner = written.strip()
        assert "\n" * (between.count("\n") + 1) not in inner.replace(" ", "")


@given(ANYTHING)
def test_lengths_are_kept(text: str) -> None:
    assert len(restore_caps(text)) == len(text)
    for written in (text, text.upper()):
        lowered, changed = lower_for_decoding(written)
        assert len(lowered) == len(written)
        assert changed == (lowered != written)
    agreed = agree_initial(text, text.lower())
    assert apply_edits(text.lower(), agreed.edits) == agreed.text


@given(st.text(alphabet=st.characters(categories=["Cc", "Cf", "Cs", "Lu", "Zs", "Zl"])))
def test_a_terminal_gets_no_orders(text: str) -> None:
    safe = terminal_safe(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", safe)
    assert terminal_safe(safe) == safe
    safe.encode("utf-8")


@given(st.dictionaries(st.sampled_from(["source", "target"]), st.text(st.characters())))
def test_a_json_line_comes_back(value: dict[str, str]) -> None:
    line = dump_line(value)
    assert line.splitlines() == [line.rstrip("\n")]
    assert json.loads(line.encode("utf-8")) == value


@given(st.one_of(ANYTHING, st.text(alphabet="0123456789.,:-/ %€½éen half miljoen'tw", max_size=30)))
def test_numbers_of_anything(text: str) -> None:
    for language in ("nl", "en"):
        numbers = find_numbers(text, language)
        assert compare_numbers(numbers, numbers) == ([], [])
        assert all(text[number.start : number.end] == number.text for number in numbers)


@given(st.fractions(min_value=0, max_value=10**7, max_denominator=100))
def test_a_value_is_the_same_in_both_conventions(value: object) -> None:
    english = f"{float(value):,.2f}"  # type: ignore[arg-type]
    dutch = english.translate(str.maketrans(",.", ".,"))
    assert compare_numbers(find_numbers(dutch, "nl"), find_numbers(english, "en")) == ([], [])


@given(ANYTHING)
def test_a_text_is_no_loop_of_itself(text: str) -> None:
    assert not is_loop(text, text)
