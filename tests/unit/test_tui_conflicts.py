"""Somebody else changes what is on the screen."""

from __future__ import annotations

from tests.desk_support import desk, in_loop, project, screen_text, still_cursor
from tests.store_support import targets
from workbench.store import Project
from workbench.tui.screens import ConflictScreen

__all__ = ["project", "still_cursor"]


@in_loop
async def test_a_conflict_shows_both_texts_and_mine_or_theirs_stays(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press(*"mine")
        with Project.open(project.path, author="ben") as other:
            other.commit_edit(1, "their text")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, ConflictScreen)
        shown = screen_text(app)
        assert "stemde.mine" in shown
        assert "their" in shown
        assert "ben" in shown
        assert targets(project, 1)[0] == "their text"
        await pilot.press("m")
        await pilot.pause()
        assert app.editor.text.endswith("mine")
        await pilot.press("ctrl+s")
        assert str(targets(project, 1)[0]).endswith("mine")


@in_loop
async def test_a_conflict_is_noticed_while_typing(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press(*"mine")
        with Project.open(project.path, author="ben") as other:
            other.commit_edit(1, "their text")
        await pilot.pause(1.3)
        assert isinstance(app.screen, ConflictScreen)
        await pilot.press("t")
        await pilot.pause()
        assert app.editor.text == "their text"
        assert any(str(r.target).endswith("mine") for r in project.history(1))
