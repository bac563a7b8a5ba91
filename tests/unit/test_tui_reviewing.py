"""Reading, typing, confirming and moving at the desk, and what each of them stores."""

from __future__ import annotations

from tests.desk_support import DUTCH, desk, in_loop, project, screen_text, settle, still_cursor
from tests.store_support import finding, states, targets
from workbench.model import Draft
from workbench.store import Project
from workbench.tui.screens import AskScreen

__all__ = ["project", "still_cursor"]


@in_loop
async def test_both_texts_are_on_the_screen_and_the_editor_has_the_focus(project: Project) -> None:
    async with desk(project) as (app, _):
        shown = screen_text(app)
        for dutch in DUTCH:
            assert dutch in shown
            assert f"EN {dutch}" in shown
        assert "a.txt" in shown
        assert "0/4 reviewed" in shown
        assert app.editor.has_focus


@in_loop
async def test_type_and_confirm(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("!", "ctrl+s")
        assert targets(project, 1)[0] == "EN De Mazjilis stemde.!"
        assert states(project, 1)[0] == "reviewed"
        assert app.session.row.number == 1
        assert app.editor.text == "EN Dit is twee."
        assert "1/4 reviewed" in screen_text(app)


@in_loop
async def test_moving_by_keys_that_terminals_deliver(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("ctrl+down", "ctrl+down")
        assert app.session.row.number == 2
        await pilot.press("ctrl+up")
        assert app.session.row.number == 1
        await pilot.press("ctrl+s", "ctrl+home", "f7")
        assert app.session.row.number == 2
        await pilot.press("ctrl+end")
        assert app.session.row.number == 3
        assert states(project, 1) == ["translated", "reviewed", "translated", "translated"]


@in_loop
async def test_next_finding(project: Project) -> None:
    stored = project.segment(1, 2)
    project.add_rendering(stored.id, draft=Draft(target="EN", findings=(finding(),)))
    async with desk(project) as (app, pilot):
        await pilot.press("f8")
        assert app.session.row.number == 2


@in_loop
async def test_letters_act_in_the_list_and_are_text_in_the_editor(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("c", "1", "j")
        assert app.editor.text.endswith("c1j")
        assert app.session.row.number == 0
        await pilot.press("escape")
        assert app.segments.has_focus
        await pilot.press("j", "j", "k")
        assert app.session.row.number == 1
        await pilot.press("c")
        assert states(project, 1)[1] == "reviewed"
        await pilot.press("enter")
        assert app.editor.has_focus


@in_loop
async def test_enter_makes_no_second_line_and_a_paste_none_either(project: Project) -> None:
    from textual.events import Paste

    async with desk(project) as (app, pilot):
        await pilot.press("enter")
        app.post_message(Paste("one\r\ntwo"))
        await settle(pilot)
        assert app.editor.text == "EN De Mazjilis stemde.one two"


@in_loop
async def test_typed_text_is_in_the_project_within_a_second(project: Project) -> None:
    async with desk(project) as (_, pilot):
        await pilot.press("a", "b", "c")
        await pilot.pause(1.0)
        with Project.open(project.path, readonly=True, author="anna") as reader:
            (kept,) = reader.desk.drafted(1).values()
        assert kept.endswith("abc")
        assert len(project.history(1)) == 1


@in_loop
async def test_leaving_asks_nothing_and_keeps_everything(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("x", "ctrl+q")
        await pilot.pause()
        assert app.return_value == 0
    assert targets(project, 1)[0] == "EN De Mazjilis stemde.x"


@in_loop
async def test_undo_typing_then_acts_and_redo(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("x", "ctrl+s")
        await pilot.press("y", "ctrl+z")
        assert app.editor.text == "EN Dit is twee."
        assert states(project, 1)[0] == "reviewed"
        await pilot.press("ctrl+z")
        assert app.session.row.number == 0
        assert states(project, 1)[0] == "translated"
        assert targets(project, 1)[0] == "EN De Mazjilis stemde."
        await pilot.press("ctrl+y")
        assert targets(project, 1)[0] == "EN De Mazjilis stemde.x"


@in_loop
async def test_unconfirm_and_final(project: Project) -> None:
    async with desk(project) as (_, pilot):
        await pilot.press("f6")
        assert states(project, 1)[0] == "final"
        await pilot.press("f3")
        assert states(project, 1)[0] == "translated"


@in_loop
async def test_comment(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("f4")
        assert isinstance(app.screen, AskScreen)
        await pilot.press(*"why?", "enter")
        await settle(pilot)
        assert [note.text for note in project.desk.notes(1)] == ["why?"]
        assert "why?" in screen_text(app)


@in_loop
async def test_go_to(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("ctrl+g", "3", "enter")
        await pilot.pause()
        assert app.session.row.number == 3
        await pilot.press("ctrl+g", "9", "9", "enter")
        await pilot.press("ctrl+g", "x", "enter")
        await pilot.press("ctrl+g", "escape")
        await pilot.pause()
        assert app.session.row.number == 3


@in_loop
async def test_search_shows_what_fits_and_empty_shows_all(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("ctrl+f", *"drie", "enter")
        await settle(pilot)
        assert app.session.visible == [2]
        assert app.session.row.number == 2
        shown = screen_text(app)
        assert "Dit is drie." in shown
        assert "Dit is vier." not in shown
        await pilot.press("ctrl+f", *["backspace"] * 4, "enter")
        await settle(pilot)
        assert len(app.session.visible) == 4
        await pilot.press("ctrl+f", *"state:zzz", "enter")
        await settle(pilot)
        assert len(app.session.visible) == 4
