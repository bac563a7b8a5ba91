"""The editor in the list: what its keys do to a text of several rows, and how its rows break."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual._cells import cell_len
from textual._xterm_parser import XTermParser
from textual.events import Key

from tests.desk_support import desk, in_loop, screen_text, settle, until
from tests.store_support import sync, translate
from workbench.desk import Session
from workbench.store import Project
from workbench.tui.app import ReviewApp
from workbench.tui.signs import steady
from workbench.tui.wrapping import TAB, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

LONG = " ".join(f"word{number}" for number in range(40))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.open(tmp_path / "w.db", author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", ("Een.", "Dit is twee.")))
        yield opened


@in_loop
async def test_home_and_end_go_to_the_row_first_and_then_to_the_text(project: Project) -> None:
    async with desk(project) as (app, pilot):
        app.editor.put(LONG)
        await settle(pilot)
        rows = wrap(LONG, app.editor.wrap_width)
        assert len(rows) > 3
        app.editor.move_cursor((0, rows[1][0] + 4))
        await pilot.press("home")
        assert app.editor.cursor_location == (0, rows[1][0])
        await pilot.press("home")
        assert app.editor.cursor_location == (0, 0)
        app.editor.move_cursor((0, rows[1][0] + 4))
        await pilot.press("end")
        in_row = app.editor.cursor_location[1]
        assert rows[1][0] + 4 < in_row <= rows[1][1]
        await pilot.press("end")
        assert app.editor.cursor_location == (0, len(LONG))
        await pilot.press("end")
        assert app.editor.cursor_location == (0, len(LONG))
        await pilot.press("shift+home", "shift+home")
        assert app.editor.selected_text == LONG


@pytest.mark.parametrize("digit", range(1, 10))
def test_escape_and_a_digit_from_a_terminal_are_alt_and_the_digit(
    project: Project, digit: int
) -> None:
    ReviewApp(Session(project))
    events = list(XTermParser().feed(f"\x1b{digit}£"))
    assert [event.key for event in events if isinstance(event, Key)] == [
        f"alt+{digit}",
        "pound_sign",
    ]


async def arrive(app: ReviewApp, pilot: Pilot[int], sequence: str) -> None:
    """Let a terminal send something, and wait for what it does."""
    assert app._driver is not None
    for event in XTermParser().feed(sequence):
        event.set_sender(app)
        app._driver.send_message(event)
    await settle(pilot)


@in_loop
async def test_alt_and_a_digit_take_an_alternative_and_a_pound_sign_is_typed(
    project: Project,
) -> None:
    async with desk(project) as (app, pilot):
        drafted = app.editor.text
        app.editor.put("Another wording.")
        await settle(pilot)
        await pilot.press("ctrl+s", "ctrl+up")
        await arrive(app, pilot, "£")
        assert app.editor.text == "Another wording.£"
        # With the £ it is no longer what was confirmed, so that is an alternative, too.
        await until(pilot, lambda: len(app._alternatives) == 2)
        await arrive(app, pilot, f"\x1b{app._alternatives.index(drafted) + 1}")
        assert app.editor.text == drafted


@in_loop
async def test_ctrl_u_and_ctrl_k_reach_the_ends_of_the_text(project: Project) -> None:
    async with desk(project) as (app, pilot):
        app.editor.put(LONG)
        await settle(pilot)
        at = LONG.index("word20")
        app.editor.move_cursor((0, at))
        await pilot.press("ctrl+k")
        assert app.editor.text == LONG[:at]
        await pilot.press("ctrl+k")
        assert app.editor.text == LONG[:at]
        await pilot.press("ctrl+z")
        assert app.editor.text == LONG
        app.editor.move_cursor((0, at))
        await pilot.press("ctrl+u")
        assert app.editor.text == LONG[at:]
        assert app.editor.cursor_location == (0, 0)
        await pilot.press("ctrl+u")
        assert app.editor.text == LONG[at:]


@in_loop
async def test_ctrl_u_takes_what_is_selected_along(project: Project) -> None:
    async with desk(project) as (app, pilot):
        app.editor.put("one two threes")
        app.editor.move_cursor((0, 4))
        await pilot.press("shift+right", "shift+right", "shift+right", "ctrl+u")
        assert app.editor.text == " threes"
        await pilot.press("ctrl+z", "end", "shift+left", "ctrl+k")
        assert app.editor.text == "one two three"


@in_loop
async def test_rows_break_as_the_list_says_before_the_editor_has_its_size(
    project: Project,
) -> None:
    async with desk(project) as (app, pilot):
        app.editor.put(LONG)
        await settle(pilot)
        for width in (119, 90, 60, 111, 70, 140):
            await pilot.resize_terminal(width, 30)
            columns = app.segments._columns()
            assert app.editor.wrap_width == columns.target
            # What the list says counts at once, whatever size the editor has so far.
            app.editor.wrap_at(columns.target - 3)
            assert app.editor.wrapped_document.height == len(wrap(LONG, columns.target - 3))
            app.editor.wrap_at(columns.target)
            await settle(pilot)
            drawn = screen_text(app).splitlines()
            for start, end in wrap(LONG, columns.target)[:3]:
                assert any(f"│ {LONG[start:end].rstrip()}" in line for line in drawn)


@in_loop
async def test_rows_break_by_what_is_drawn(project: Project) -> None:
    text = " ".join(
        f"n{number} 👨\u200d👩\u200d👧\u200d👦❤\ufe0f \u202ex\ttab" for number in range(12)
    )
    async with desk(project) as (app, pilot):
        app.editor.put(text)
        await settle(pilot)
        editor = app.editor
        assert editor.text == text
        rows = [row for line in editor.wrapped_document.lines for row in line]
        assert "".join(rows) == steady(text)
        assert all(cell_len(row.expandtabs(TAB).rstrip()) <= editor.wrap_width for row in rows)
        assert editor.size.height == len(rows)
        drawn = screen_text(app)
        assert all(f"n{number} " in drawn for number in range(12))
        await pilot.press("home", *"Z")
        await settle(pilot)
        start = editor.text.index("Z")
        assert editor.text == text[:start] + "Z" + text[start:]


@in_loop
async def test_the_cursor_stays_in_sight_whatever_becomes_of_the_terminal(
    project: Project,
) -> None:
    async with desk(project) as (app, pilot):
        app.editor.put(" ".join(LONG for _ in range(12)))
        for width, height in ((60, 12), (200, 60), (57, 10), (90, 20), (120, 40), (80, 24)):
            await pilot.resize_terminal(width, height)
            await settle(pilot)
            x, y = app.editor.cursor_screen_offset
            assert app.segments.region.contains(x, y), (width, height)
            line = screen_text(app).splitlines()[y]
            assert "word39" in line, (width, height)
            assert app.editor.region.bottom <= app.segments.region.bottom


@in_loop
async def test_a_word_on_is_where_the_next_one_begins(project: Project) -> None:
    async with desk(project) as (app, pilot):
        text = "From Finland, he’s sent 1,500 “non-stop” mails."
        app.editor.put(text)
        app.editor.move_cursor((0, 0))
        stops = []
        for _ in range(9):
            await pilot.press("ctrl+right")
            stops.append(app.editor.cursor_location[1])
        begins = [text.index(word) for word in ("Finland", "he", "sent", "1", "non", "mails")]
        assert stops == [*begins, len(text), len(text), len(text)]
        back = []
        for _ in range(8):
            await pilot.press("ctrl+left")
            back.append(app.editor.cursor_location[1])
        assert back == [*reversed(begins), 0, 0]


@in_loop
async def test_what_is_typed_over_a_selection_is_undone_in_one_step(project: Project) -> None:
    async with desk(project) as (app, pilot):
        app.editor.put("He proclaimed it.")
        app.editor.move_cursor((0, 0))
        await pilot.press("ctrl+right", "ctrl+shift+right", *"announced ")
        assert app.editor.text == "He announced it."
        await pilot.press("ctrl+z")
        assert app.editor.text == "He proclaimed it."
        await pilot.press("ctrl+y")
        assert app.editor.text == "He announced it."
        # Letters after one that was only deleted are a step of their own.
        await pilot.press("end", "backspace", *"!!", "ctrl+z")
        assert app.editor.text == "He announced it"


@in_loop
async def test_an_undo_with_nothing_left_takes_no_typing_away(project: Project) -> None:
    async with desk(project) as (app, pilot):
        before = app.editor.text
        await pilot.press(*" aap noot", "ctrl+z")
        assert app.editor.text == before
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert app.editor.text == before
        await pilot.press("ctrl+y")
        assert app.editor.text == f"{before} aap noot"


@in_loop
async def test_one_undo_too_many_takes_back_no_act_elsewhere(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("ctrl+s")
        await settle(pilot)
        before = app.editor.text
        await pilot.press(*" aap", "ctrl+z", "ctrl+z")
        await settle(pilot)
        assert app.session.index == 1
        assert project.segment(1, 0).state == "reviewed"
        await pilot.press("ctrl+y")
        assert app.editor.text == f"{before} aap"
        said: list[str] = []
        monkeypatch.setattr(app, "notify", lambda message, **_: said.append(message))
        # Whoever means it presses it once more; a key that is held down does not.
        monkeypatch.setattr("workbench.tui.reviewing_acts.HELD_SECONDS", 60.0)
        await pilot.press(*["ctrl+z"] * 12)
        await settle(pilot)
        assert project.segment(1, 0).state == "reviewed"
        assert said[-1] == "nothing more typed here; once more takes back: confirm of segment 0"
        monkeypatch.setattr("workbench.tui.reviewing_acts.HELD_SECONDS", 0.0)
        await pilot.press("ctrl+z")
        await until(pilot, lambda: project.segment(1, 0).state == "translated")


@in_loop
async def test_undo_stops_before_every_act_elsewhere(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.tui.reviewing_acts.HELD_SECONDS", 0.0)
    async with desk(project) as (app, pilot):
        await pilot.press("ctrl+s", "ctrl+s")
        await settle(pilot)

        def reviewed() -> list[int]:
            return [one.segment.number for one in project.segments(1) if one.state == "reviewed"]

        assert (app.session.index, reviewed()) == (1, [0, 1])
        for left, at in (([0], 1), ([0], 1), ([], 0)):
            await pilot.press("ctrl+z")
            await settle(pilot)
            assert (reviewed(), app.session.index) == (left, at)
        # Redo brings all of it back, also after an undo that found nothing.
        await pilot.press("ctrl+z", "ctrl+y", "ctrl+y")
        await settle(pilot)
        assert reviewed() == [0, 1]
        # In the list there is no stop.
        await pilot.press("escape", "z", "z")
        await settle(pilot)
        assert reviewed() == []


@in_loop
async def test_a_reviewed_row_that_is_edited_shows_it(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("ctrl+s", "ctrl+up")
        await settle(pilot)

        def first_row() -> str:
            return next(line for line in screen_text(app).splitlines() if "Een." in line)

        assert "✓" in first_row()
        await pilot.press("x")
        assert "✎" in first_row()
        await pilot.press("backspace")
        assert "✓" in first_row()


@in_loop
async def test_undo_reaches_no_text_below_a_window(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press(*" aap", "ctrl+g", "ctrl+z", "ctrl+y")
        await settle(pilot)
        assert app.editor.text.endswith(" aap")


@in_loop
async def test_an_act_that_leaves_the_text_as_it_is_leaves_the_cursor(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("home", *"So ", "f4", *"why", "enter")
        await settle(pilot)
        assert app.editor.cursor_location == (0, 3)
        await pilot.press("ctrl+z")
        assert not app.editor.text.startswith("So")
        # What was confirmed is another matter: typing from before is not taken back.
        await pilot.press(*"So ", "ctrl+down", "ctrl+up", "ctrl+z")
        await settle(pilot)
        assert not app.editor.can_undo
