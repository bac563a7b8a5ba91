"""Escape with a key right after it, as terminals send it: no rubbish, and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import Key, Paste

from tests.desk_support import in_loop, project, settle, until
from tests.store_support import states
from tests.unit.test_tui_ordered_keys import HastyApp, hasty
from workbench.tui.alt_keys import DeskParser, name_alt_keys

if TYPE_CHECKING:
    from workbench.store import Project

__all__ = ["project"]


def typed(data: str) -> list[Key]:
    """Return the keys that a terminal's bytes are taken for."""
    name_alt_keys()
    parser = DeskParser()
    keys = [*parser.feed(data), *parser.feed("")]
    return [key for key in keys if isinstance(key, Key)]


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        ("\x1bj\x1bk", "alt+j alt+k"),
        # No hand presses Alt with a letter and goes on in the same breath.
        ("\x1bhello", "escape h e l l o"),
        ("\x1bjj\x1b", "escape j j escape"),
        ("\x1bs\x1b[D", "alt+s left"),
        ("\x1b/vote\r", "alt+slash v o t e enter"),
        ("\x1b\x13\x1b", "escape ctrl+s escape"),
        ("\x1b\r", "escape enter"),
        ("\x1b2", "alt+2"),
        # Keys that begin with Escape stay what they are.
        ("\x1bOP\x1b[A\x1b[1;5B", "f1 up ctrl+down"),
        ("\x1bb\x1bf\x1b\x7f", "ctrl+left ctrl+right ctrl+w"),
        ("\x1b", "escape"),
    ],
)
def test_escape_and_a_key_in_one_go(data: str, keys: str) -> None:
    assert " ".join(key.key for key in typed(data)) == keys


def test_what_is_pasted_is_no_key() -> None:
    parser = DeskParser()
    events = [*parser.feed("\x1b[200~one"), *parser.feed(" two\x1b[201~")]
    events += [*parser.feed("\x1bjj")]
    pasted = [event.text for event in events if isinstance(event, Paste)]
    assert pasted == ["one two"]
    assert [event.key for event in events if isinstance(event, Key)] == ["escape", "j", "j"]


def desk(project: Project, data: str = "") -> HastyApp:
    return hasty(project, *(typed(data) if data else ()))


@in_loop
async def test_before_the_desk_is_there_it_was_escape(project: Project) -> None:
    app = desk(project, "\x1bj\x1bjexyz")
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: app.editor.text == "EN Dit is drie.xyz")


@in_loop
async def test_a_letter_that_alt_does_nothing_with_acts_as_after_escape(project: Project) -> None:
    app = desk(project)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        for key in typed("\x1bc"):
            app.post_message(key)
        await until(pilot, lambda: states(project, 1)[0] == "reviewed")
        assert app.segments.has_focus
        assert app.editor.text == "EN Dit is twee."


@in_loop
async def test_words_after_escape_leave_no_rubbish_in_the_text(project: Project) -> None:
    app = desk(project)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        for key in typed("\x1bhello\x1b"):
            app.post_message(key)
        await settle(pilot)
        assert app.editor.text == "EN De Mazjilis stemde."
        assert app.segments.has_focus


@in_loop
async def test_in_a_window_alt_with_a_letter_types_nothing(project: Project) -> None:
    app = desk(project)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+f")
        for key in [*typed("a\x1bq"), *typed("b")]:
            app.post_message(key)
        await settle(pilot)
        assert len(app.screen_stack) == 2
        assert app.screen.query_one("Input").value == "ab"  # type: ignore[attr-defined]
