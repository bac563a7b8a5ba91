"""Acts that take longer than a moment: nothing is lost, nothing else acts, nothing stands still."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from tests.desk_support import desk, in_loop, screen_text, settle, still_cursor, until
from tests.store_support import states, sync, targets, translate
from workbench.desk import Session
from workbench.errors import StoreError
from workbench.model import Draft
from workbench.store import Project
from workbench.store.desk import Desk
from workbench.tui import acting
from workbench.tui import app as tui_app
from workbench.tui.app import ReviewApp
from workbench.tui.effort_screen import EffortScreen
from workbench.tui.messages import Decoded
from workbench.tui.screens import AskScreen
from workbench.tui.split_screen import SplitScreen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.pilot import Pilot

__all__ = ["still_cursor"]

DUTCH = ("Hij kwam. Daarna ging hij.", "Dit is twee.", "Dit is drie.", "Dit is vier.")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.open(tmp_path / "w.db", author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", DUTCH))
        yield opened


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Keep splits waiting inside their thread until it is set."""
    opened = threading.Event()
    split = Desk.split

    def waiting(*args: object, **kwargs: object) -> object:
        assert opened.wait(30)
        return split(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Desk, "split", waiting)
    return opened


async def begin_split(app: ReviewApp, pilot: Pilot[int], *, busy: bool = True) -> None:
    await pilot.press("alt+s")
    await until(pilot, lambda: isinstance(app.screen, SplitScreen))
    await pilot.press("enter")
    if busy:
        await until(pilot, lambda: app.busy)


async def until_fault(app: ReviewApp) -> None:
    """Wait without the pilot, which waits for the screen of an application that ends."""
    async with asyncio.timeout(30):
        while app.fault is None:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.05)


@in_loop
async def test_keys_wait_for_a_split_and_go_to_what_came_of_it(
    project: Project, gate: threading.Event
) -> None:
    async with desk(project) as (app, pilot):
        await begin_split(app, pilot)
        await pilot.press("!", "ctrl+s", "?")
        await until(pilot, lambda: "splitting" in str(app.title_line.render()))
        assert states(project, 1) == ["translated"] * 4
        assert app.editor.text == "EN Hij kwam. Daarna ging hij."
        gate.set()
        await until(pilot, lambda: app.session.text == "Daarna ging hij.?")
        assert targets(project, 1)[:2] == ["EN Hij kwam.!", "Daarna ging hij."]
        assert states(project, 1)[:2] == ["reviewed", "translated"]
        assert not app.busy


@in_loop
async def test_nothing_else_acts_meanwhile(project: Project, gate: threading.Event) -> None:
    async with desk(project) as (app, pilot):
        await begin_split(app, pilot)
        await app.run_action("join")
        await app.run_action("confirm")
        assert app._act(app.session.confirm) is None
        await pilot.pause(1.2)  # saving and looking for changes of others come round
        assert len(list(project.segments(1))) == 4
        gate.set()
        await until(pilot, lambda: not app.busy)
        assert len(app.session.rows) == len(list(project.segments(1))) == 5


@in_loop
async def test_a_split_that_fails_leaves_the_desk_as_it_was(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object, **_kwargs: object) -> None:
        raise StoreError("the disk is gone")

    async with desk(project) as (app, pilot):
        monkeypatch.setattr(Desk, "split", fails)
        await pilot.press("alt+s")
        await until(pilot, lambda: isinstance(app.screen, SplitScreen))
        await pilot.press("enter")
        await until(
            pilot, lambda: "the disk is gone" in [note.message for note in app._notifications]
        )
        assert not app.busy
        await pilot.press("!", "ctrl+s")
        assert targets(project, 1)[0] == "EN Hij kwam. Daarna ging hij.!"


@in_loop
async def test_where_one_connection_has_the_project_alone_it_does_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.store.filesystem.network_name", lambda _path: "nfs")
    for job in ("back_up", "load_memory", "begin_doubting"):
        monkeypatch.setattr(ReviewApp, job, lambda *_args: None)
    with Project.open(tmp_path / "w.db", author="anna") as project:
        translate(project, sync(project, "/in/a.txt", DUTCH))
        translate(project, sync(project, "/in/b.txt", ("Iets anders.",)))
        async with desk(project) as (app, pilot):
            await begin_split(app, pilot, busy=False)
            await until(pilot, lambda: len(app.session.rows) == 5)
            await pilot.press("ctrl+z")
            await until(pilot, lambda: len(app.session.rows) == 4)
            app._act(lambda: app.session.begin_open(2))
            assert app.session.document.name == "b.txt"


@in_loop
async def test_a_fault_in_showing_what_was_done_aside_ends_the_desk_in_order(
    project: Project, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_args: object) -> None:
        raise StoreError("the project is damaged")

    async with desk(project) as (app, pilot):
        await begin_split(app, pilot)
        monkeypatch.setattr(app, "_acted", damaged)
        gate.set()
        await until_fault(app)
    assert str(app.fault) == "the project is damaged"


@in_loop
async def test_a_fault_in_showing_what_was_waited_for_ends_the_desk_in_order(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_args: object) -> None:
        raise StoreError("the project is damaged")

    async with desk(project) as (app, pilot):
        monkeypatch.setattr(app, "_acted", damaged)
        with Project.open(project.path, author="ben") as other, other.transaction():
            await pilot.press("!", "ctrl+s")
            await until(pilot, lambda: app.busy)
        await until_fault(app)
    assert str(app.fault) == "the project is damaged"


@in_loop
async def test_a_sentence_finished_during_an_act_waits_for_its_end(
    project: Project, gate: threading.Event
) -> None:
    async with desk(project) as (app, pilot):
        await begin_split(app, pilot)
        prefix = "EN Hij kwam."
        app.post_message(Decoded(1, DUTCH[0], Draft(target="Lost."), prefix=prefix))
        await pilot.pause(0.5)
        assert app.editor.text == "EN Hij kwam. Daarna ging hij."
        gate.set()
        await until(
            pilot, lambda: any("nothing was put in" in note.message for note in app._notifications)
        )
        assert app.editor.text == prefix


@in_loop
async def test_a_desk_that_could_not_be_left_does_not_stand_still_afterwards(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tui_app, "PATIENCE_SECONDS", 0.3)
    async with desk(project) as (app, pilot):
        with Project.open(project.path, author="ben") as other, other.transaction():
            await pilot.press("!", "ctrl+q")
            await until(pilot, lambda: any(n.title == "Not saved" for n in app._notifications))
            assert project._database._write_seconds == acting.HURRY_SECONDS
        await pilot.press("ctrl+q")
        await pilot.pause()
    assert targets(project, 1)[0] == "EN Hij kwam. Daarna ging hij.!"


@in_loop
async def test_an_export_waits_until_what_was_typed_is_entered(
    project: Project, tmp_path: Path
) -> None:
    written = tmp_path / "out.txt"
    async with desk(project) as (app, pilot):
        await pilot.press("!", "escape", "x")
        await until(pilot, lambda: isinstance(app.screen, AskScreen))
        app.screen.query_one(Input).value = str(written)
        with Project.open(project.path, author="ben") as other, other.transaction():
            await pilot.press("enter")
            await until(pilot, lambda: app.busy)
            await pilot.pause(0.3)
            assert not written.exists()
        await until(pilot, written.exists)
        assert "EN Hij kwam. Daarna ging hij.!" in written.read_text()


@in_loop
async def test_an_act_waits_for_whoever_writes_and_the_screen_does_not(project: Project) -> None:
    async with desk(project) as (app, pilot):
        with Project.open(project.path, author="ben") as other:
            with other.transaction():
                await pilot.press("!", "ctrl+s", "?")
                await until(pilot, lambda: "waiting for" in str(app.title_line.render()))
                assert app.busy
            await until(pilot, lambda: app.session.text == "EN Dit is twee.?")
        assert targets(project, 1)[0] == "EN Hij kwam. Daarna ging hij.!"
        assert states(project, 1)[0] == "reviewed"


@in_loop
async def test_what_cannot_be_done_in_time_is_told_and_nothing_is_lost(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acting, "PATIENCE_SECONDS", 0.3)
    async with desk(project) as (app, pilot):
        with Project.open(project.path, author="ben") as other:
            with other.transaction():
                await pilot.press("!", "ctrl+s")
                await until(
                    pilot, lambda: any("in use" in note.message for note in app._notifications)
                )
                assert not app.busy
                assert app.editor.text.endswith("!")
            await pilot.press("ctrl+s")
            await until(pilot, lambda: states(project, 1)[0] == "reviewed")
        assert targets(project, 1)[0] == "EN Hij kwam. Daarna ging hij.!"


@in_loop
async def test_typing_is_saved_once_the_other_one_is_done(project: Project) -> None:
    async with desk(project) as (app, pilot):
        with Project.open(project.path, author="ben") as other, other.transaction():
            await pilot.press("!")
            await pilot.pause(1.2)
            assert not app._saving_failed
            assert project.desk.drafted(1) == {}
        await until(pilot, lambda: project.desk.drafted(1))
        assert list(project.desk.drafted(1).values()) == ["EN Hij kwam. Daarna ging hij.!"]


@in_loop
async def test_a_split_elsewhere_is_read_aside_while_somebody_types(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("ctrl+down", "!")
        with Project.open(project.path, author="ben") as other:
            theirs = Session(other)
            theirs.open_first()
            cut = theirs.propose_cut()
            assert cut is not None
            theirs.split(cut)
        await until(pilot, lambda: len(app.session.rows) == 5)
        assert app.session.row.number == 2
        assert app.editor.text == "EN Dit is twee.!"
        await pilot.press("ctrl+s")
        assert targets(project, 1)[2] == "EN Dit is twee.!"


@in_loop
async def test_a_project_damaged_under_way_ends_the_desk_in_order(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_args: object) -> None:
        raise StoreError("the project is damaged")

    async with desk(project) as (app, pilot):
        await pilot.press("!")
        monkeypatch.setattr(Desk, "acts", damaged)
        await pilot.press("?")
        await until_fault(app)
    assert str(app.fault) == "the project is damaged"
    assert app.return_value == 1
    assert app.session.text == "EN Hij kwam. Daarna ging hij.!?"


@in_loop
async def test_where_one_connection_has_the_project_alone_jobs_use_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.store.filesystem.network_name", lambda _path: "nfs")
    with Project.open(tmp_path / "w.db", author="anna") as project:
        document = sync(project, "/in/a.txt", DUTCH)
        translate(project, document)
        project.commit_edit(project.segment(document, 1).id, "Reviewed before.")
        async with desk(project) as (app, pilot):
            assert app._memory is not None
            assert [pair.target for pair in app._memory] == ["Reviewed before."]
            app.read_article()
            app.export(project.path, name="a.txt", out=str(tmp_path / "out"), author="anna")
            await settle(pilot)
            said = " ".join(note.message for note in app._notifications)
            assert "the article is copied" in said
            assert "written to" in said
            assert "Reviewed before." in (tmp_path / "out" / "a.txt").read_text()
            await pilot.press("f12")
            await settle(pilot)
            assert isinstance(app.screen, EffortScreen)
            assert "1/4" in screen_text(app) or "reviewed" in screen_text(app)
            assert "lock" not in screen_text(app)
