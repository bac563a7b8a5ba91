"""Words typed where letters act: stopped at the first letter that does nothing, and said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk_support import desk, in_loop, project, settle, still_cursor, until
from tests.store_support import targets
from workbench.store import Project
from workbench.tui.app import ReviewApp
from workbench.tui.articles_screen import ArticlesScreen
from workbench.tui.screens import AskScreen, ConflictScreen
from workbench.tui.typing_guard import PAUSE_SECONDS, TypingGuard

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

__all__ = ["project", "still_cursor"]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a pause be long, for machines that have other work."""
    monkeypatch.setattr("workbench.tui.typing_guard.PAUSE_SECONDS", 60.0)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return the list that titles and texts of what the desk says go to; on the screen they pass."""
    heard: list[tuple[str, str]] = []
    notify = ReviewApp.notify

    def listen(
        app: ReviewApp,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        heard.append((title, message))
        notify(app, message, title=title, severity=severity, timeout=timeout, markup=markup)

    monkeypatch.setattr(ReviewApp, "notify", listen)
    return heard


def pause(app: ReviewApp) -> None:
    """Let the next letter be a new beginning."""
    app._guard._last = float("-inf")


def test_a_letter_that_does_nothing_makes_text_of_what_follows() -> None:
    guard = TypingGuard()
    acts = {"c": "confirm", "u": "unconfirm", "F": "final"}
    told = [guard.may_act(0.1 * n, key, does=acts.get(key, "")) for n, key in enumerate("chuF")]
    assert told == [True, False, False, False]
    # Each letter of a text makes it longer; after a pause it is over.
    assert not guard.may_act(0.3 + PAUSE_SECONDS, "F", does="final")
    assert guard.may_act(0.4 + 2 * PAUSE_SECONDS, "F", does="final")


def test_a_slip_of_the_shift_key_can_be_put_right_at_once() -> None:
    guard = TypingGuard()
    assert not guard.may_act(0.0, "f", does="")
    assert guard.may_act(0.1, "F", does="final")
    assert guard.may_act(0.2, "c", does="confirm")
    assert not guard.may_act(0.3, "h", does="")
    assert not guard.may_act(0.4, "f", does="")
    assert not guard.may_act(0.5, "F", does="final")


def test_only_what_changed_something_counts_as_done() -> None:
    guard = TypingGuard()
    guard.may_act(0.0, "c", does="confirm")
    guard.changed()
    guard.may_act(0.1, "f", does="next finding")
    guard.changed()
    guard.changed()  # a job that ended: no letter did it
    guard.may_act(0.2, "/", does="search")
    assert not guard.may_act(0.3, "h", does="")
    assert guard.done == ["confirm", "next finding"]
    guard.may_act(9.0, "c", does="confirm")
    assert guard.done == []


def test_what_is_being_typed_is_no_answer_to_a_question_that_comes_up() -> None:
    guard = TypingGuard()
    guard.writes(5.0)
    guard.question(5.2)
    assert not guard.may_act(5.3, "t", does="keep theirs")
    assert guard.may_act(5.4 + PAUSE_SECONDS, "t", does="keep theirs")
    guard.writes(7.0)
    guard.ends()
    guard.question(7.1)
    assert guard.may_act(7.2, "t", does="keep theirs")
    guard.writes(10.0)
    guard.question(20.0)
    assert guard.may_act(20.1, "t", does="keep theirs")


@pytest.mark.usefixtures("slow")
@in_loop
async def test_prose_in_the_list_does_next_to_nothing_and_says_so(
    project: Project, said: list[tuple[str, str]]
) -> None:
    async with desk(project) as (app, pilot):
        before = targets(project, 1)
        await pilot.press("escape", *"chief justices", "space", *"Demanded Joy")
        await until(pilot, lambda: said)
        await settle(pilot)
        # The c was taken for what it is; h is no act, and with it the rest is text.
        assert app.session.progress == (1, 4)
        assert app.session.index == 1
        assert targets(project, 1) == before
        assert len(app.session.rows) == 4
        assert app.session.document.name == "a.txt"
        (text,) = [text for title, text in said if title == "This is not the editor"]
        assert "Done before: Confirm and next; undo takes it back" in text
        pause(app)
        await pilot.press("z")
        await settle(pilot)
        assert app.session.progress == (0, 4)


@pytest.mark.usefixtures("slow")
@in_loop
async def test_acts_in_a_row_are_no_prose(project: Project, said: list[tuple[str, str]]) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("escape", "c", "c", "k", "u", "n", "c")
        await settle(pilot)
        assert app.session.progress == (2, 4)
        assert not [title for title, _ in said if title]


@pytest.mark.usefixtures("slow")
@in_loop
async def test_prose_in_a_window_of_letters_removes_no_article(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("escape", *"of")
        await pilot.press("space", *"dread")
        await settle(pilot)
        assert isinstance(app.screen, ArticlesScreen)
        assert app.session.removed_documents() == []


@in_loop
async def test_text_pasted_into_the_list_is_told_of(
    project: Project, said: list[tuple[str, str]]
) -> None:
    from textual.events import Paste

    async with desk(project) as (app, pilot):
        await pilot.press("escape")
        app.post_message(Paste("Dutch text"))
        await until(pilot, lambda: said)
        assert "pasted text" in said[0][1]
        await pilot.press("enter")
        app.post_message(Paste(" more"))
        await settle(pilot)
        assert app.editor.text.endswith("stemde. more")


@pytest.mark.usefixtures("slow")
@in_loop
async def test_a_letter_on_its_way_to_the_editor_answers_no_question(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press(*"mine")
        with Project.open(project.path, author="ben") as other:
            other.commit_edit(1, "their text")
        app._poll()
        await until(pilot, lambda: isinstance(app.screen, ConflictScreen))
        await pilot.press("t")
        await pilot.pause()
        assert isinstance(app.screen, ConflictScreen)
        assert app.editor.text.endswith("mine")
        pause(app)
        await pilot.press("t")
        await until(pilot, lambda: app.editor.text == "their text")


@in_loop
async def test_a_conflict_waits_for_the_window_that_is_open(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press(*"mine", "f4")
        await until(pilot, lambda: isinstance(app.screen, AskScreen))
        await pilot.press(*"remark")
        with Project.open(project.path, author="ben") as other:
            other.commit_edit(1, "their text")
        await until(pilot, lambda: app.session.conflict is not None)
        app._poll()
        await pilot.pause(0.6)
        assert isinstance(app.screen, AskScreen)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConflictScreen))
        assert [note.text for note in app.session.notes()] == ["remark"]
        await pilot.press("escape")
        await pilot.pause(0.6)
        # It was put off, and does not come again by itself.
        assert len(app.screen_stack) == 1
        assert app.session.conflict is not None
