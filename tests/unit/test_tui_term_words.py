"""Choosing the Dutch of a new term: by arrows in the form, by the mouse there and in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import MouseMove
from textual.widgets import Input

from tests.desk_support import desk, in_loop, screen_text, settle, still_cursor
from tests.store_support import sync, translate
from workbench.glossary.file import load_glossary
from workbench.store import Project
from workbench.tui.source_words import SourceWords
from workbench.tui.term_screen import TermScreen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from workbench.tui.app import ReviewApp

__all__ = ["still_cursor"]

FIRST = "Gisteren sprak de voorlopige raad van bestuur in Almaty."
LONG = " ".join(f"woord{n}" for n in range(90)) + "."


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.open(tmp_path / "w.db", author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", (FIRST, "Dit is twee.", LONG)))
        yield opened


def fields(app: ReviewApp) -> tuple[str, str]:
    nl, en = (app.screen.query_one(f"#{name}", Input).value for name in ("nl", "en"))
    return nl, en


async def form(app: ReviewApp, pilot: Pilot[int], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)
    assert isinstance(app.screen, TermScreen)


@in_loop
async def test_from_the_list_the_arrows_choose_words_of_the_dutch(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await form(app, pilot, "escape", "plus")
        assert isinstance(app.focused, SourceWords)
        assert fields(app) == ("Almaty", "Almaty")
        await pilot.press("home")
        assert fields(app)[0] == "Gisteren"
        await pilot.press("right", "right", "right", "shift+right", "shift+right", "shift+right")
        assert fields(app) == ("voorlopige raad van bestuur", "")
        await pilot.press("shift+left", "left")
        assert fields(app)[0] == "de"
        await pilot.press("left", "left", "left", "end", "shift+home", "home", "shift+end")
        assert fields(app)[0] == FIRST[:-1]


@in_loop
async def test_what_is_typed_in_the_dutch_goes_into_the_english(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await form(app, pilot, "escape", "ctrl+t", "home", "right", *"spoke", "enter")
        await settle(pilot)
        assert fields(app) == ("sprak", "spoke")
        await pilot.press("enter")
        await settle(pilot)
        glossary = load_glossary(project.path.parent / "glossary.yaml")
        assert ("sprak", "spoke") in [(c.nl, c.en) for c in glossary.concepts]


@in_loop
async def test_enter_in_the_dutch_leads_to_what_is_missing(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await form(app, pilot, "escape", "plus", "enter")
        assert app.focused is app.screen.query_one("#en")
        await pilot.press("shift+tab", "shift+tab")
        assert isinstance(app.focused, SourceWords)
        # English that somebody has typed stays when other words are chosen.
        await pilot.press("tab", "tab", "end", *" city", "shift+tab", "shift+tab", "home")
        assert fields(app) == ("Gisteren", "Almaty city")


@in_loop
async def test_in_a_long_segment_the_chosen_words_are_in_sight(project: Project) -> None:
    async with desk(project, size=(80, 24)) as (app, pilot):
        await pilot.press("ctrl+end")
        await form(app, pilot, "escape", "plus", "end")
        assert fields(app)[0] == "woord89"
        shown = screen_text(app)
        assert "woord89" in shown.split("Add a term")[1].split("Dutch, as")[0]
        await pilot.press("home")
        assert "woord0 " in screen_text(app).split("Add a term")[1].split("Dutch, as")[0]


@in_loop
async def test_the_mouse_chooses_words_in_the_form(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await form(app, pilot, "escape", "plus")
        words = app.screen.query_one(SourceWords)
        at = FIRST.index("raad") + 2
        await pilot.mouse_down(words, offset=(at, 0))
        await pilot.mouse_up(words, offset=(at, 0))
        await settle(pilot)
        assert fields(app)[0] == "raad"


def dragged(app: ReviewApp, first: str, last: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return where two words of the first segment stand on the screen, relative to the list."""
    lines = screen_text(app).splitlines()
    top = app.segments.region.y
    places = []
    for word in (first, last):
        y = next(n for n, line in enumerate(lines) if word in line)
        places.append((lines[y].index(word) + 1, y - top))
    return places[0], places[1]


@in_loop
async def test_words_dragged_over_in_the_list_are_what_the_form_begins_with(
    project: Project,
) -> None:
    async with desk(project) as (app, pilot):
        start, end = dragged(app, "voorlopige", "bestuur")
        await pilot.mouse_down(app.segments, offset=start)
        # The pilot moves without a button; what a terminal sends while dragging has one.
        app.segments.on_mouse_move(moved(app, end))
        await pilot.mouse_up(app.segments, offset=end)
        await settle(pilot)
        source = app.session.stored.segment.source
        marked = app._source_marked
        assert marked is not None
        assert source[marked[1] : marked[2]] == "voorlopige raad van bestuur"
        await form(app, pilot, "ctrl+t")
        assert fields(app) == ("voorlopige raad van bestuur", "")
        await pilot.press("escape")
        # A click takes the mark away.
        await pilot.click(app.segments, offset=start)
        await settle(pilot)
        assert app._source_marked is None


@in_loop
async def test_dutch_from_the_mouse_and_english_that_is_selected_go_together(
    project: Project,
) -> None:
    async with desk(project) as (app, pilot):
        start, _ = dragged(app, "voorlopige", "raad")
        await pilot.mouse_down(app.segments, offset=start)
        app.segments.on_mouse_move(moved(app, (start[0] + 3, start[1])))
        await pilot.mouse_up(app.segments, offset=start)
        await settle(pilot)
        app.editor.focus()
        app.editor.put("The interim board spoke.")
        await pilot.press("ctrl+home")
        app.editor.move_cursor((0, 4))
        await pilot.press("ctrl+shift+right")
        await form(app, pilot, "ctrl+t")
        assert fields(app) == ("voorlopige", "interim")


def moved(app: ReviewApp, place: tuple[int, int]) -> MouseMove:
    """Return what a terminal tells of a mouse that is moved with its button down."""
    x, y = place
    return MouseMove(app.segments, x, y, 0, 0, 1, False, False, False)
