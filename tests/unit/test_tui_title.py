"""The line at the top fits the width there is, and never says more than is so."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from workbench.tui.title_line import TitleFacts, TitleLine, progress_bar

FACTS = TitleFacts(name="a-rather-long-name-of-an-article.txt", number=7, done=3, total=40)


def text(facts: TitleFacts, width: int, *, drawn: bool = True) -> str:
    return "".join(part for part, _ in TitleLine(drawn=drawn)._parts(facts, width))


@pytest.mark.parametrize("width", [56, 60, 80, 120, 200])
def test_it_fills_the_line_and_keeps_what_counts(width: int) -> None:
    shown = text(FACTS, width)
    assert cell_len(shown) == width
    assert "segment 7 " in shown
    assert shown.endswith("3/40 reviewed")
    assert shown.startswith("a-rather")


def test_the_bar_goes_first_where_there_is_no_room() -> None:
    assert "━" in text(FACTS, 80)
    assert "━" not in text(TitleFacts(name="a.txt", number=1, done=1, total=2, query="x" * 30), 70)
    assert "━" not in text(FACTS, 120, drawn=False)


def test_a_long_search_is_cut_with_a_sign_and_its_count_stays() -> None:
    facts = TitleFacts(
        name="a.txt", number=1, done=1, total=2, query="word " * 40, fitting=5, edited=True
    )
    for width in (60, 80, 120):
        shown = text(facts, width)
        assert cell_len(shown) == width
        assert "…  5 found" in shown
        assert "✎" in shown
        assert shown.endswith("1/2 reviewed")


def test_an_alert_goes_before_edited() -> None:
    both = TitleFacts(name="a", number=0, done=0, total=1, alert="conflict", edited=True)
    assert "! conflict" in text(both, 80)
    assert "edited" not in text(both, 80)


def test_a_name_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in text(TitleFacts(name="a\x1b[2J", number=0, done=0, total=1), 80)


@pytest.mark.parametrize("done", range(0, 60, 7))
def test_a_bar_is_full_only_at_the_end_and_empty_only_at_the_beginning(done: int) -> None:
    full, rest = progress_bar(done, 59)
    assert len(full) + len(rest) == 12
    assert bool(full) == (done > 0)
    assert bool(rest) == (done < 59)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_what_is_under_way_is_told_for_as_long_as_it_takes(width: int) -> None:
    facts = TitleFacts(name="a.txt", number=1, done=1, total=2, doing="loading the model")
    assert "… loading the model" in text(facts, width)
    assert cell_len(text(facts, width)) == width
