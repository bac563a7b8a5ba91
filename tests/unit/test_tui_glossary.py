"""The glossary beside the desk: changed outside, added to and taken back, asked about."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual.widgets import Input, Static

from tests.desk_support import (
    GLOSSARY,
    desk,
    in_loop,
    project,
    screen_text,
    settle,
    still_cursor,
    until,
)
from workbench.glossary.file import load_glossary
from workbench.model import Draft
from workbench.tui.term_screen import TermScreen

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from workbench.desk.decoder import Request
    from workbench.store import Project
    from workbench.tui.app import ReviewApp

__all__ = ["project", "still_cursor"]

MORE = """\
  - id: twee
    nl: twee
    en: two
"""


class Asked:
    """Stands in for the engine and keeps what it was asked."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def translate(self, request: Request) -> Draft:
        self.requests.append(request)
        return Draft(target="Anew.")

    def close(self) -> None:
        self.requests.clear()


def rewrite(path: Path, text: str) -> None:
    before = path.stat().st_mtime_ns
    path.write_text(text)
    os.utime(path, ns=(before + 1, before + 1))


def said(app: ReviewApp) -> list[str]:
    return [one.message for one in app._notifications]


def file_of(project: Project) -> Path:
    return project.path.parent / "glossary.yaml"


def terms(project: Project) -> list[str]:
    return [concept.nl for concept in load_glossary(file_of(project)).concepts]


@in_loop
async def test_a_draft_is_made_under_the_glossary_as_its_file_is_now(project: Project) -> None:
    async with desk(project) as (app, pilot):
        app._decoder = engine = Asked()  # type: ignore[assignment]
        rewrite(file_of(project), GLOSSARY.replace("en: Mazhilis", "en: Majilis"))
        await pilot.press("f5")
        await settle(pilot)
        ((hit,),) = [request.hits for request in engine.requests]
        assert hit.renderings[0] == "Majilis"
        assert "Mazjilis → Majilis" in screen_text(app)


@in_loop
async def test_a_segment_that_is_entered_is_judged_by_the_file_as_it_is_now(
    project: Project,
) -> None:
    async with desk(project) as (app, pilot):
        rewrite(file_of(project), GLOSSARY + MORE)
        await pilot.press("ctrl+down")
        await settle(pilot)
        assert "the glossary was changed outside: read again" in said(app)
        assert "twee → two" in screen_text(app)
        # Touched only, it says nothing else.
        app.clear_notifications()
        rewrite(file_of(project), GLOSSARY + MORE)
        await pilot.press("ctrl+down")
        await settle(pilot)
        assert said(app) == []


@in_loop
async def test_a_glossary_that_is_wrong_by_now_is_told_and_the_old_one_stays(
    project: Project,
) -> None:
    async with desk(project) as (app, pilot):
        app._decoder = engine = Asked()  # type: ignore[assignment]
        rewrite(file_of(project), "concepts: [")
        await pilot.press("f5")
        await settle(pilot)
        assert any("goes by the glossary it had" in one for one in said(app))
        assert [len(request.hits) for request in engine.requests] == [1]
        file_of(project).unlink()
        await pilot.press("ctrl+down", "ctrl+up")
        await settle(pilot)
        assert "Mazjilis → Mazhilis" in screen_text(app)


async def add(pilot: Pilot[int], nl: str, en: str) -> None:
    await pilot.press("ctrl+t")
    await settle(pilot)
    for name, text in (("nl", nl), ("en", en)):
        pilot.app.screen.query_one(f"#{name}", Input).value = text
    pilot.app.screen.query_one("#en").focus()
    await pilot.press("enter")
    await settle(pilot)


@in_loop
async def test_undo_takes_back_a_term_before_older_acts(project: Project) -> None:
    async with desk(project) as (app, pilot):
        before = file_of(project).read_text()
        await pilot.press("ctrl+s", "escape")
        await add(pilot, "twee", "two")
        await pilot.press("enter")
        await settle(pilot)
        assert terms(project) == ["Mazjilis", "twee"]
        await pilot.press("z")
        await settle(pilot)
        assert said(app)[-1] == "undone: twee → two is out of the glossary again"
        assert file_of(project).read_text() == before
        assert app.session.rows[0].state == "reviewed"
        assert not app.session.judge.hits("Dit is twee.")
        await pilot.press("z")
        await settle(pilot)
        assert app.session.rows[0].state != "reviewed"


@in_loop
async def test_acts_after_a_term_are_undone_before_it(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("escape")
        await add(pilot, "twee", "two")
        await pilot.press("enter", "c")
        await settle(pilot)
        await pilot.press("z")
        await settle(pilot)
        assert app.session.rows[0].state != "reviewed"
        assert "twee" in terms(project)
        await pilot.press("z")
        await settle(pilot)
        assert "twee" not in terms(project)


@in_loop
async def test_a_term_of_a_glossary_that_others_changed_since_stays_and_is_told(
    project: Project,
) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("ctrl+s", "escape")
        await add(pilot, "twee", "two")
        await pilot.press("enter")
        await settle(pilot)
        rewrite(file_of(project), file_of(project).read_text() + "  # theirs\n")
        await pilot.press("z")
        await settle(pilot)
        told = " ".join(said(app))
        assert "`workbench glossary remove two` takes it out; once more undoes: confirm" in told
        assert "twee" in terms(project)
        assert app.session.rows[0].state == "reviewed"
        await pilot.press("z")
        await settle(pilot)
        assert app.session.rows[0].state != "reviewed"


def hint(app: ReviewApp) -> str:
    return " ".join(str(app.screen.query_one(".hint", Static).content).split())


@in_loop
async def test_a_term_that_no_segment_holds_is_asked_about(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await add(pilot, "Bakkererop", "baker")
        assert "no segment of the project holds it. Into the glossary all the same?" in hint(app)
        await pilot.press("enter", "enter", "n")
        await settle(pilot)
        assert isinstance(app.screen, TermScreen)
        assert app.focused is app.screen.query_one("#nl")
        assert terms(project) == ["Mazjilis"]
        await pilot.press("enter")
        await until(pilot, lambda: "y writes it" in hint(app))
        await pilot.press("y")
        await settle(pilot)
        assert terms(project) == ["Mazjilis", "Bakkererop"]


@in_loop
async def test_what_is_typed_takes_the_place_of_a_proposal(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("escape", "plus", "tab", *"eronder")
        await settle(pilot)
        assert app.screen.query_one("#nl", Input).value == "eronder"
        await pilot.press("tab", *"below")
        assert app.screen.query_one("#en", Input).value == "below"


@in_loop
async def test_a_bare_number_is_no_term(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await add(pilot, "12.000", "twelve")
        assert hint(app).startswith("a term has words")
        await pilot.press("enter", "enter")
        await settle(pilot)
        assert isinstance(app.screen, TermScreen)
        assert terms(project) == ["Mazjilis"]


@in_loop
async def test_an_emptied_field_takes_the_draft_and_undo_empties_it_again(
    project: Project,
) -> None:
    async with desk(project) as (app, pilot):
        app._decoder = Asked()  # type: ignore[assignment]
        await pilot.press("ctrl+u", "f5")
        await settle(pilot)
        assert app.editor.text == "Anew."
        assert app.session.changed
        assert all(one.target for one in app.session.history())
        await pilot.press("ctrl+z")
        assert app.editor.text == ""


@in_loop
async def test_there_is_one_short_notice_at_a_time_and_errors_stay(project: Project) -> None:
    async with desk(project) as (app, pilot):
        app.notify("it went wrong", severity="error")
        await pilot.press("escape", "Z", "Z", "Z")
        await settle(pilot)
        app.notify("it went wrong", severity="error")
        await settle(pilot)
        assert sorted(said(app)) == ["it went wrong", "nothing to redo"]
