"""Keys that come before the desk is on the screen, and what becomes of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.events import AppBlur, Key, Paste

from tests.desk_support import in_loop, project, settle, until
from tests.store_support import states, targets
from workbench.desk import Session
from workbench.store import Project
from workbench.tui import app as tui_app
from workbench.tui.app import ReviewApp
from workbench.tui.screens import ConflictScreen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.events import Event

__all__ = ["project"]


class HastyApp(ReviewApp):
    """A desk at which somebody types before there is one."""

    CSS_PATH = str(Path(tui_app.__file__).with_name("app.tcss"))
    hasty: Sequence[Event] = ()

    def on_load(self) -> None:
        for event in self.hasty:
            self.post_message(event)


def key(name: str) -> Key:
    return Key(name, name if len(name) == 1 else None)


def hasty(project: Project, *events: Event) -> HastyApp:
    session = Session(project)
    session.open_first()
    app = HastyApp(session)
    app.hasty = events
    return app


@in_loop
async def test_what_was_typed_too_early_is_typed_in_order(project: Project) -> None:
    early = [*map(key, "abc"), key("ctrl+s"), *map(key, "de"), key("backspace"), Paste("f")]
    app = hasty(project, *early)
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: app.editor.text == "EN Dit is twee.df")
        assert targets(project, 1)[0] == "EN De Mazjilis stemde.abc"
        assert states(project, 1)[0] == "reviewed"
        await pilot.press("g")
        assert app.editor.text == "EN Dit is twee.dfg"


@in_loop
async def test_it_answers_no_question_that_nobody_had_seen(project: Project) -> None:
    session = Session(project)
    session.open_first()
    session.type("mine")
    session.save()
    with Project.open(project.path, author="ben") as other:
        other.commit_edit(next(other.segments(1)).id, "theirs")
    app = hasty(project, *map(key, "12mt"), key("enter"))
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, ConflictScreen)
        assert targets(project, 1)[0] == "theirs"
        assert app.session.text == "mine"


@in_loop
async def test_a_window_that_a_key_opens_or_closes_loses_none_after_it(project: Project) -> None:
    app = hasty(project)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        for name in ("a", "ctrl+g", "2", "enter", "b", "c"):
            app.post_message(key(name))
        await until(pilot, lambda: app.editor.text == "EN Dit is drie.bc")
        assert targets(project, 1)[0] == "EN De Mazjilis stemde.a"


@in_loop
async def test_letters_after_one_that_leads_from_the_list_are_typed(project: Project) -> None:
    app = hasty(project)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        for name in ("escape", "j", "e", "a", "b", "c"):
            app.post_message(key(name))
        await until(pilot, lambda: app.editor.text == "EN Dit is twee.abc")


@in_loop
async def test_what_had_come_before_keys_were_held_stays_before_them(project: Project) -> None:
    app = hasty(project)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        for looked_at_between in (True, False):
            app._coming = [key("1")]
            app.hold_keys()
            app.post_message(key("2"))
            if looked_at_between:
                app.call_later(app._go_on_typing)
            app.call_later(app.let_keys_go)
            await settle(pilot)
        assert app.editor.text == "EN De Mazjilis stemde.1212"


@in_loop
async def test_a_terminal_too_small_does_not_hold_keys_for_ever(project: Project) -> None:
    app = hasty(project, key("ctrl+s"))
    async with app.run_test(size=(20, 5)) as pilot:
        await until(pilot, lambda: states(project, 1)[0] == "reviewed")


@in_loop
async def test_who_types_into_a_terminal_that_told_it_is_in_the_background_is_heard(
    project: Project,
) -> None:
    session = Session(project)
    session.open_first()
    app = HastyApp(session)
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: app.focused is app.editor)
        app.post_message(AppBlur())
        await until(pilot, lambda: app.focused is None)
        for letter in "abc":
            app.post_message(key(letter))
        await until(pilot, lambda: app.editor.text == "EN De Mazjilis stemde.abc")
