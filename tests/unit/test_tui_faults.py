"""Faults that people met at the desk: the window's size, numbers, filters, the palette, a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import MouseScrollDown
from textual.widgets import Input

from tests.desk_support import in_loop, screen_text, settle
from tests.store_support import draft, finding, sync, translate
from workbench.desk import Session
from workbench.desk.terms import propose
from workbench.model import Draft
from workbench.store import Project
from workbench.tui.app import ReviewApp
from workbench.tui.split_screen import SplitScreen
from workbench.tui.term_screen import TermScreen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG = " ".join(f"woord{n}" for n in range(1, 25)) + "."


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual.widgets.TextArea.cursor_blink", False)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    dutch = [LONG, "Hij stemde. Daarna ging hij.", *(f"Zin {n} over niets." for n in range(40))]
    with Project.open(tmp_path / "w.db", author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", dutch))
        yield opened


def desk(project: Project) -> ReviewApp:
    session = Session(project)
    session.open_first()
    return ReviewApp(session)


@in_loop
async def test_keys_act_again_after_the_terminal_was_too_small(project: Project) -> None:
    app = desk(project)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for keys, focused in ((["x"], "editor"), (["escape"], "segments")):
            await pilot.press(*keys)
            await pilot.resize_terminal(50, 9)
            await settle(pilot)
            assert "too small" in screen_text(app)
            await pilot.resize_terminal(120, 36)
            await settle(pilot)
            assert app.focused is not None
            assert app.focused.id == focused
        await pilot.press("enter", "y")
        assert app.editor.text.endswith(".xy")


@in_loop
async def test_focus_comes_back_under_a_window_too(project: Project) -> None:
    app = desk(project)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+g")
        await pilot.resize_terminal(50, 9)
        await settle(pilot)
        await pilot.resize_terminal(120, 36)
        await settle(pilot)
        await pilot.press("3", "enter", "x")
        assert app.session.row.number == 3
        assert app.editor.text.endswith(".x")


@in_loop
async def test_keys_act_while_the_current_row_is_scrolled_out_of_sight(project: Project) -> None:
    app = desk(project)
    async with app.run_test(size=(120, 20)) as pilot:
        await settle(pilot)
        for _ in range(5):
            app.segments.on_mouse_scroll_down(
                MouseScrollDown(app.segments, 1, 1, 0, 1, 0, False, False, False)
            )
        await pilot.pause()
        assert not app.editor.display
        await pilot.press("ctrl+home", "ctrl+down", "x")
        assert app.editor.text.endswith(".x")


@in_loop
@pytest.mark.parametrize("sizes", [((120, 36), (80, 24)), ((160, 40), (80, 24), (120, 36))])
async def test_the_current_row_is_wrapped_anew_with_the_window(
    project: Project, sizes: tuple[tuple[int, int], ...]
) -> None:
    app = desk(project)
    async with app.run_test(size=sizes[0]) as pilot:
        await settle(pilot)
        for width, height in sizes[1:]:
            await pilot.resize_terminal(width, height)
            await settle(pilot)
            editor = app.editor
            assert editor.wrap_width == app.segments._columns().target
            assert editor.wrapped_document.height <= editor.size.height
            assert editor.scroll_offset.y == 0
            width = app.segments.size.width
            shown = "\n".join(line[:width] + " " for line in screen_text(app).splitlines())
            for word in LONG.rstrip(".").split():
                assert shown.count(f"{word} ") + shown.count(f"{word}.") == 2, word


@in_loop
async def test_rows_below_a_split_show_their_new_numbers_at_once(project: Project) -> None:
    app = desk(project)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+down", "alt+s")
        assert isinstance(app.screen, SplitScreen)
        await pilot.press("enter")
        await settle(pilot)
        assert _numbers(app)[:8] == list(range(8))
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert _numbers(app)[:8] == list(range(8))
        await pilot.press("ctrl+g", "4", "enter", "escape")
        assert _numbers(app)[:8] == list(range(8))


def _numbers(app: ReviewApp) -> list[int]:
    """Return the numbers of the rows on the screen, as they are drawn."""
    lines = [app.segments.render_line(y).text for y in range(app.segments.size.height)]
    return [int(line[1:3]) for line in lines if line[1:3].strip().isdigit()]


@in_loop
@pytest.mark.parametrize("start", ["ctrl+end", "ctrl+home"])
async def test_a_search_shows_what_it_found_from_the_top(project: Project, start: str) -> None:
    app = desk(project)
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        await pilot.press(start, "escape", "slash", *"over", "enter")
        await settle(pilot)
        await pilot.press("slash", *["backspace"] * 4, *"Zin 3", "enter")
        await settle(pilot)
        assert len(app.session.visible) > 3
        assert app.session.row.number in _numbers(app)
        first = app.session.rows[app.session.visible[0]].number
        last = app.session.rows[app.session.visible[-1]].number
        shown = _numbers(app)
        assert shown[0] == first or shown[-1] == last
        await pilot.press("slash", *["backspace"] * 5, *"Zin 37", "enter")
        await settle(pilot)
        assert _numbers(app) == [39]
        await pilot.press("slash", *["backspace"] * 6, *"stemde", "enter")
        await settle(pilot)
        assert _numbers(app) == [1]


@in_loop
@pytest.mark.parametrize("height", [24, 40])
async def test_what_follows_the_current_row_is_in_sight(project: Project, height: int) -> None:
    app = desk(project)
    async with app.run_test(size=(80, height)) as pilot:
        await settle(pilot)
        for _ in range(20):
            await pilot.press("ctrl+down")
            number = app.session.row.number
            assert {number, number + 1, number + 2} <= set(_numbers(app))
        await pilot.press("ctrl+end", "ctrl+up")
        assert _numbers(app)[-1] == 41


@in_loop
async def test_the_list_is_not_scrolled_past_its_end(project: Project) -> None:
    app = desk(project)
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        app.segments._scroll_lines(1000)
        await pilot.pause()
        assert _numbers(app)[-1] == 41
        assert len(_numbers(app)) > 8


async def _palette(project: Project, query: str) -> list[str]:
    """Return the titles that the palette shows for a query, the first one first."""
    from textual.command import CommandList

    app = desk(project)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p", *query)
        await pilot.pause(0.5)
        options = app.screen.query_one(CommandList)
        prompts = (options.get_option_at_index(n).prompt for n in range(options.option_count))
        # The keys stand at the end of the line.
        return [str(prompt).splitlines()[0].strip().split("  ")[0] for prompt in prompts]


@in_loop
@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("theme", "Dark, light, high contrast"),
        ("look", "Dark, light, high contrast"),
        ("quit", "Leave"),
        ("leave", "Leave"),
        ("save", "Confirm and next"),
        ("glossary", "Add a term"),
        ("split", "Split the segment"),
        ("merge", "Join with the next segment"),
        ("light", "Look: light"),
        ("high", "Look: high contrast"),
    ],
)
async def test_the_palette_finds_actions_by_plain_words(
    project: Project, query: str, title: str
) -> None:
    found = await _palette(project, query)
    assert title in found
    if query != "split":
        assert "Split the segment" not in found


@in_loop
async def test_the_palette_still_guesses_where_no_word_fits(project: Project) -> None:
    assert "Unconfirm" in await _palette(project, "ucnfrm")


@in_loop
async def test_after_a_crash_the_desk_opens_where_text_was_typed(project: Project) -> None:
    sync(project, "/in/b.txt", ["Iets anders.", "En nog iets."])
    session = Session(project)
    for number, text in ((3, "older"), (5, "newest")):
        session.open_first("a.txt")
        session.go(number)
        session.type(text)
        session.save()
    app = desk(project)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert app.session.row.number == 5
        assert app.editor.text == "newest"


@in_loop
async def test_text_typed_in_a_later_article_opens_that_article(project: Project) -> None:
    translate(project, sync(project, "/in/b.txt", ["Iets anders.", "En nog iets."]))
    session = Session(project)
    session.open_first("b.txt")
    session.go(1)
    session.type("and something else")
    session.save()
    app = desk(project)
    assert app.session.document.name == "b.txt"
    assert app.session.text == "and something else"
    session.leave()
    assert desk(project).session.document.name == "a.txt"


@pytest.mark.parametrize(
    ("source", "selected", "dutch"),
    [
        ("Woordvoerder Dmitri Peskov zweeg.", "Peskov", "Peskov"),
        ("Woordvoerder Dmitri Peskov zweeg.", "Dmitri Peskov", "Dmitri Peskov"),
        ("Echter, Dmitri zweeg.", "however", ""),
        ("Hij sprak met Dmitri.", "Peskov", ""),
        ("Poesjkin schreef dit.", "Pushkin", "Poesjkin"),
        ("Als hij dit zegt.", "also", ""),
        ("Het parlement stemde.", "parliament", "parlement"),
        ("Er is niets.", "…", ""),
    ],
)
def test_a_selection_gets_the_dutch_that_is_alike_or_none(
    source: str, selected: str, dutch: str
) -> None:
    proposed = propose(source, (), selected=selected)
    assert (proposed.nl, proposed.en) == (dutch, selected)


@in_loop
async def test_the_form_begins_with_the_dutch_where_none_is_alike(project: Project) -> None:
    app = desk(project)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press(*" however", "ctrl+shift+left", "ctrl+t")
        assert isinstance(app.screen, TermScreen)
        assert app.screen.query_one("#nl", Input).value == ""
        assert app.screen.query_one("#en", Input).value == "however"
        assert app.focused is not None
        assert app.focused.id == "nl"


@in_loop
async def test_history_calls_a_draft_drafted_after_a_split_was_undone(project: Project) -> None:
    app = desk(project)
    async with app.run_test(size=(140, 40)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+down", "alt+s", "enter")
        await settle(pilot)
        assert "anna  split" in screen_text(app)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert "anna  drafted" in screen_text(app)
        assert "anna  split" not in screen_text(app)


@in_loop
async def test_next_finding_says_that_a_search_hides_the_others(project: Project) -> None:
    for number in (4, 6):
        project.add_rendering(
            project.segment(1, number).id, draft=Draft(target="EN", findings=(finding(),))
        )
    app = desk(project)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+f", *"Zin 2", "enter")
        await settle(pilot)
        said = app.session.next_finding
        assert app.session.row.number == 4
        assert said().message == "no other one is shown: the search hides the rest"
        await pilot.press("f8")
        notes = [note.message for note in app._notifications]
        assert "no other one is shown: the search hides the rest" in notes
        app.session.set_query("")
        project.add_rendering(project.segment(1, 6).id, draft=draft("EN"))
        app.session.poll()
        assert said().message == "there is no other one: this is the last"
