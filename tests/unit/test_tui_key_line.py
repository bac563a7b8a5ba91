"""What shows where one is: keys that follow the focus, ways out of a search, marks in windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import OptionList

from tests.desk_support import desk, in_loop, project, screen_text, settle, still_cursor

if TYPE_CHECKING:
    import pytest
    from textual.pilot import Pilot

    from workbench.store import Project
    from workbench.tui.app import ReviewApp

__all__ = ["project", "still_cursor"]


async def keys(app: ReviewApp, pilot: Pilot[int], *presses: str) -> str:
    """Press keys and return the line of keys."""
    for press in presses:
        await pilot.press(press)
    await settle(pilot)
    return screen_text(app).splitlines()[-1]


@in_loop
async def test_it_shows_what_acts_where_the_focus_is(project: Project) -> None:
    async with desk(project, size=(120, 40)) as (app, pilot):
        line = await keys(app, pilot)
        assert "Esc list" in line
        assert "^S confirm" in line
        assert "Enter edit" not in line
        line = await keys(app, pilot, "tab")
        assert "Esc editor" in line
        assert "^S confirm" in line
        line = await keys(app, pilot, "escape", "escape")
        assert "Enter edit  c confirm  n unreviewed  f finding  / search" in line
        assert "Esc" not in line
        assert "^S" not in line
        line = await keys(app, pilot, "enter")
        assert "Esc list" in line


@in_loop
async def test_in_a_narrow_terminal_the_ways_out_stay(project: Project) -> None:
    async with desk(project, size=(80, 24)) as (app, pilot):
        line = await keys(app, pilot)
        assert line.split("  ") == [
            *(" Esc list", "^S confirm", "F7 next", "F8 finding", "F2 side", "^P more"),
            *("F1 help", "^Q leave "),
        ]
        line = await keys(app, pilot, "escape")
        for act in ("e edit", "c confirm", "/ search", "b side", "+ term", "o open", "? help"):
            assert act in line
        await keys(app, pilot, "e")
        await pilot.resize_terminal(56, 24)
        line = await keys(app, pilot)
        for way in ("^S confirm", "F1 help", "^P actions", "^Q leave"):
            assert way in line


@in_loop
async def test_in_a_wide_terminal_there_is_room_for_what_is_done_often(project: Project) -> None:
    async with desk(project, size=(200, 30)) as (app, pilot):
        line = await keys(app, pilot)
        for act in ("F7 unreviewed", "F9 alternatives", "Alt+A fix", "F5 translate", "^O articles"):
            assert act in line
        line = await keys(app, pilot, "escape")
        for act in ("Enter edit", "a alternatives", "A fix", "R translate", "^Q leave"):
            assert act in line


@in_loop
async def test_the_way_to_the_list_can_be_clicked(project: Project) -> None:
    async with desk(project, size=(120, 40)) as (app, pilot):
        line = await keys(app, pilot)
        await pilot.click("#keys", offset=(line.index("list"), 0))
        assert "Enter edit" in await keys(app, pilot)
        assert app.segments.has_focus


@in_loop
async def test_a_search_is_put_away_with_escape_in_the_list(project: Project) -> None:
    async with desk(project, size=(120, 40)) as (app, pilot):
        await keys(app, pilot, "ctrl+f")
        line = await keys(app, pilot, *"drie", "enter")
        assert app.session.visible == [2]
        # It leads to another row, and whoever was writing goes on writing there.
        assert app.editor.has_focus
        assert "show all" not in line
        line = await keys(app, pilot, "escape")
        assert "Esc show all" in line
        assert app.session.visible == [2]
        line = await keys(app, pilot, "escape")
        assert "show all" not in line
        assert len(app.session.visible) == len(app.session.rows)
        assert app.session.index == 2
        assert app.segments.has_focus


@in_loop
async def test_what_is_marked_in_a_window_shows_without_colour(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with desk(project, size=(120, 40)) as (app, pilot):
        for key in ("ctrl+o", "ctrl+p"):
            await pilot.press(key)
            await settle(pilot)
            seen = marked(app)
            assert "a.txt" in seen or "Confirm and next" in seen
            assert "Unconfirm" not in seen
            await pilot.press("escape")
            await settle(pilot)
        await pilot.press("ctrl+g", "7")
        await settle(pilot)
        # The cursor of a field.
        assert any(
            piece.style is not None and piece.style.reverse
            for strip in app.screen._compositor.render_strips()
            for piece in strip
        )


def marked(app: ReviewApp) -> str:
    """Return all that is underlined in the window on top."""
    region = app.screen.query_one(OptionList).region
    return "".join(
        piece.text
        for strip in app.screen._compositor.render_strips()[region.y : region.bottom]
        for piece in strip.crop(region.x, region.right)
        if piece.style is not None and piece.style.underline
    )


@in_loop
async def test_the_editor_keeps_the_focus_when_the_sidebar_takes_its_place(
    project: Project,
) -> None:
    async with desk(project, size=(80, 14)) as (app, pilot):
        app.editor.put(" ".join("word" for _ in range(40)))
        line = await keys(app, pilot, "ctrl+end")
        assert "Esc list" in line
        below = app.editor.region.y
        # Its row is below what is left of the list, until it is scrolled to.
        line = await keys(app, pilot, "f2")
        assert app.segments.region.bottom <= below
        assert "Esc list" in line
        assert app.editor.has_focus
        before = app.editor.text
        await keys(app, pilot, "D")
        assert app.editor.text == f"{before}D"
