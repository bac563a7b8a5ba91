"""The editor in the list: what its keys do to a text of several rows, and how its rows break."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual._cells import cell_len
from textual._xterm_parser import XTermParser
from textual.events import Key

from tests.desk_support import desk, in_loop, screen_text, settle
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
        # With the £ it is no longer what was confirmed, so that is the first alternative.
        await arrive(app, pilot, "\x1b2")
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
