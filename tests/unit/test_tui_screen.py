"""The screen itself: help, looks, mouse, strange texts, sizes, colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.desk_support import desk, in_loop, project, screen_text, settle, still_cursor
from tests.store_support import draft, states, sync, targets, translate
from workbench.store import Project
from workbench.tui.action import key_name
from workbench.tui.actions import ACTIONS
from workbench.tui.help_screen import HelpScreen
from workbench.tui.key_line import KeyLine
from workbench.tui.themes import NAMES

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


__all__ = ["project", "still_cursor"]


@in_loop
async def test_help_names_every_action(project: Project) -> None:
    async with desk(project, size=(120, 200)) as (app, pilot):
        await pilot.press("f1")
        assert isinstance(app.screen, HelpScreen)
        shown = screen_text(app)
        for action in ACTIONS:
            assert action.title in shown
        assert "You are in the editor" in shown
        await pilot.press("escape", "escape", "f1")
        assert "You are in the list" in screen_text(app)


@in_loop
async def test_the_palette_runs_an_action(project: Project) -> None:
    async with desk(project) as (_, pilot):
        await pilot.press("ctrl+p")
        await pilot.pause(0.3)
        await pilot.press(*"mark final")
        await pilot.pause(0.5)
        await pilot.press("enter")
        await settle(pilot)
        assert states(project, 1)[0] == "final"


@in_loop
async def test_three_looks(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("escape")
        seen = [app.theme]
        for _ in NAMES:
            await pilot.press("T")
            await settle(pilot)
            seen.append(app.theme)
        assert seen == [*NAMES, NAMES[0]]


@in_loop
async def test_the_mouse_chooses_a_row_and_clicks_a_key(project: Project) -> None:
    async with desk(project) as (app, pilot):
        lines = screen_text(app).splitlines()
        y = next(n for n, line in enumerate(lines) if "Dit is drie." in line)
        await pilot.click(app.segments, offset=(12, y - app.segments.region.y))
        await pilot.pause()
        assert app.session.row.number == 2
        x = screen_text(app).splitlines()[-1].index("confirm")
        await pilot.click(KeyLine, offset=(x, 0))
        await pilot.pause()
        assert states(project, 1)[2] == "reviewed"


@in_loop
async def test_nothing_in_a_text_reaches_the_terminal(tmp_path: Path) -> None:
    evil = "Een [bold red]zin[/] \x1b]2;weg\x07 met \u202eomgekeerd\u202c en \u200bniets."
    with Project.open(tmp_path / "w.db", author="anna [b]x[/b]") as project:
        document = sync(project, "/in/a.txt", [evil, "Twee."], name="[red]a.txt")
        for stored in project.segments(document):
            project.add_rendering(stored.id, draft=draft(f"EN {stored.segment.source}"))
        project.desk.add_note(project.segment(document, 0).id, evil)
        async with desk(project, size=(140, 40)) as (app, pilot):
            shown = screen_text(app)
            assert "[bold red]zin[/]" in shown
            assert "[red]a.txt" in shown
            assert not set(shown) & set("\x1b\x07\u202e\u202c\u200b")
            await pilot.press("end", "x", "ctrl+s")
        assert targets(project, document)[0] == f"EN {evil}x"


@in_loop
async def test_a_terminal_too_small_says_so_and_loses_nothing(project: Project) -> None:
    async with desk(project, size=(30, 6)) as (app, pilot):
        assert "too small" in screen_text(app)
        await pilot.resize_terminal(120, 30)
        await settle(pilot)
        assert "Dit is drie." in screen_text(app)


@in_loop
async def test_a_long_segment_is_as_high_as_the_screen_at_most(tmp_path: Path) -> None:
    with Project.open(tmp_path / "w.db") as project:
        long = "woord " * 800
        translate(project, sync(project, "/in/a.txt", [long.strip(), "Kort."]))
        async with desk(project, size=(80, 24)) as (app, pilot):
            assert app.editor.region.height <= app.segments.region.height
            await pilot.press("end", "!")
            await pilot.press("ctrl+down")
            assert app.session.row.number == 1
            assert "Kort." in screen_text(app)


@in_loop
async def test_rows_and_editor_wrap_alike(tmp_path: Path) -> None:
    with Project.open(tmp_path / "w.db") as project:
        text = "Een zin met nogal wat woorden, die over meer dan een regel loopt op dit scherm."
        translate(project, sync(project, "/in/a.txt", [text, f"{text} Nog een."]))
        async with desk(project, size=(80, 24)) as (app, pilot):
            before = screen_text(app)
            await pilot.press("ctrl+down")
            after = screen_text(app)
            column = app.editor.region.x

            def english(shown: str) -> list[str]:
                return [line[column:].rstrip(" ▐") for line in shown.splitlines()[1:-1]]

            assert english(before) == english(after)


def test_the_documented_keys_are_current(repo_root: Path) -> None:
    page = (repo_root / "docs" / "review.md").read_text(encoding="utf-8")
    for action in ACTIONS:
        row = next(line for line in page.splitlines() if f"| {action.title} |" in line)
        keys = [key_name(keys) for keys in (action.keys, action.list_keys) if keys]
        assert action.help in row, "run `make docs`"
        for key in keys:
            assert f"`{key}`" in row, "run `make docs`"


@in_loop
async def test_without_colour_the_cursor_is_turned_over(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with desk(project) as (app, _):
        assert app.editor.get_component_rich_style("text-area--cursor").reverse
        strips = app.screen._compositor.render_strips()
        segments = [
            segment
            for strip in strips
            for segment in strip.apply_filter(app._filters[-1], app.background_colors[0])
        ]
        styles = [segment.style for segment in segments if segment.style is not None]
        assert styles
        assert all(style.color is None or style.color.is_default for style in styles)
