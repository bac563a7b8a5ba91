from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from textual._cells import cell_len

from workbench.desk.difference import word_difference
from workbench.desk.filters import Query, parse_query
from workbench.errors import UsageError
from workbench.tui.signs import RUNGS, SEVERITIES, STATES, shown, steady
from workbench.tui.wrapping import wrap

ANY = st.text(max_size=80)


@given(ANY)
def test_what_is_drawn_has_the_same_offsets_and_nothing_that_steers(text: str) -> None:
    assert len(shown(text)) == len(steady(text)) == len(text)
    assert not [c for c in shown(text) if unicodedata.category(c) in {"Cc", "Cs"}]
    assert not set(shown(text)) & set("\u200b\u200d\u200e\u200f\u202e\u2066\u2069\ufeff\u2028")
    assert not [c for c in steady(text) if unicodedata.category(c) == "Cc" and c not in "\n\t"]


@given(ANY, st.integers(min_value=4, max_value=40))
def test_lines_hold_all_of_a_text_within_the_width(text: str, width: int) -> None:
    flat = shown(text)
    lines = wrap(flat, width)
    assert "".join(flat[start:end] for start, end in lines) == flat
    assert all(cell_len(flat[start:end].rstrip()) <= width for start, end in lines)


@given(st.text(alphabet="a1👩👨🏽🚀❤⌨🏳🌈\ufe0f\ufe0e\u200d\u20e3\u0301日🇳🇱", max_size=20))
def test_a_terminal_that_draws_each_character_by_itself_comes_to_the_same_width(
    text: str,
) -> None:
    drawn = shown(text)
    assert cell_len(drawn) == sum(cell_len(character) for character in drawn)


@given(ANY, ANY)
def test_a_difference_holds_both_texts(old: str, new: str) -> None:
    pieces = word_difference(old, new)
    assert "".join(p.text for p in pieces if p.kind != "new") == old
    assert "".join(p.text for p in pieces if p.kind != "old") == new


@given(ANY)
def test_any_search_is_understood_or_refused_by_name(text: str) -> None:
    try:
        query: Query | None = parse_query(text)
        hint: str | None = None
    except UsageError as error:
        query, hint = None, error.hint
    assert hint if query is None else bool(query.text) == bool(text.strip())


def test_signs_are_one_cell_and_told_apart_without_colour() -> None:
    for signs in (STATES, SEVERITIES):
        drawn = [sign for sign, _ in signs.values()]
        assert len(set(drawn)) == len(drawn)
        assert all(cell_len(sign) == 1 for sign in drawn)
    rungs = [sign for sign, _ in RUNGS.values() if sign.strip()]
    assert len(set(rungs)) == len(rungs)
