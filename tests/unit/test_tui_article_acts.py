"""Splitting, joining, replacing, fixing, copying and the list of articles, driven by keys."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.widgets import Input, Static

from tests.desk_support import in_loop, screen_text, settle, until
from tests.store_support import draft, sources, states, sync, targets, translate
from workbench.desk import Session
from workbench.desk.fixing import all_safe, fixes
from workbench.model import Finding, Fix, Severity
from workbench.store import Project
from workbench.tui.actions import ACTIONS
from workbench.tui.alt_keys import name_alt_keys
from workbench.tui.app import ReviewApp
from workbench.tui.articles_screen import ArticlesScreen
from workbench.tui.clipboard import is_taken, keep_copy
from workbench.tui.replace_screen import ReplaceScreen
from workbench.tui.screens import AskScreen, PickScreen
from workbench.tui.split_screen import SplitScreen
from workbench.tui.tick_box import TickBox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from textual.pilot import Pilot

DUTCH = ("Hij stemde. Daarna ging hij weg.", "Dit is twee.", "Dit is drie.", "Dit is vier.")
ENGLISH = "He voted. Then he left."


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual.widgets.TextArea.cursor_blink", False)
    for name in ("TMUX", "STY", "TERM_PROGRAM", "KITTY_WINDOW_ID", "WT_SESSION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("workbench.tui.reviewing_acts.HELD_SECONDS", 0.0)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.open(tmp_path / "w.db", author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", DUTCH))
        opened.add_rendering(opened.segment(1, 0).id, draft=draft(ENGLISH))
        yield opened
        assert opened.verify() == []


@asynccontextmanager
async def desk(
    project: Project, *, size: tuple[int, int] = (120, 30)
) -> AsyncIterator[tuple[ReviewApp, Pilot[int], list[str]]]:
    """Open a desk over the project; the list takes in what it says."""
    session = Session(project)
    session.open_first()
    app = ReviewApp(session)
    said: list[str] = []
    notify = app.notify

    def noted(message: str, **options: object) -> None:
        said.append(message)
        notify(message, **options)  # type: ignore[arg-type]

    app.notify = noted  # type: ignore[method-assign]
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield app, pilot, said


@in_loop
async def test_a_segment_is_split_at_its_sentence_end_and_joined_again(project: Project) -> None:
    async with desk(project) as (app, pilot, said):
        await pilot.press("alt+s")
        assert isinstance(app.screen, SplitScreen)
        shown = screen_text(app)
        assert "Hij stemde. ┃ Daarna ging hij weg." in shown
        assert "He voted. ┃ Then he left." in shown
        await pilot.press("enter")
        await settle(pilot)
        assert targets(project, 1)[:2] == ["He voted.", "Then he left."]
        assert app.editor.text == "He voted."
        assert said[-1] == "split in two; undo puts them together again"
        await pilot.press("alt+j")
        await until(pilot, lambda: app.editor.text == ENGLISH)
        assert sources(project, 1)[0] == DUTCH[0]
        assert app.editor.text == ENGLISH
        await pilot.press("ctrl+z", "ctrl+z")
        await until(pilot, lambda: said.count("undone: split of segment 0") == 1)
        assert sources(project, 1) == list(DUTCH)
        assert app.editor.text == ENGLISH


@in_loop
async def test_the_arrows_move_the_cut_and_the_english_follows(project: Project) -> None:
    async with desk(project) as (app, pilot, _):
        await pilot.press("escape", "S", "right")
        assert "Daarna ┃ ging hij weg." in screen_text(app)
        assert "Then ┃ he left." in screen_text(app)
        await pilot.press("tab", "home")
        assert "He ┃ voted. Then he left." in screen_text(app)
        # Moved by itself the English no longer follows.
        await pilot.press("tab", "end")
        assert "ging hij ┃ weg." in screen_text(app)
        await pilot.press("enter")
        await settle(pilot)
        assert sources(project, 1)[:2] == ["Hij stemde. Daarna ging hij", "weg."]
        assert targets(project, 1)[:2] == ["He", "voted. Then he left."]


@in_loop
async def test_a_cursor_amid_the_english_says_where_and_escape_leaves_it(project: Project) -> None:
    async with desk(project) as (app, pilot, _):
        await pilot.press(*["left"] * 5, "alt+s")
        assert "Then he ┃ left." in screen_text(app)
        await pilot.press("escape")
        assert sources(project, 1) == list(DUTCH)
        await pilot.press("ctrl+down", "alt+j")
        assert sources(project, 1) == list(DUTCH)


@in_loop
async def test_replacing_shows_what_it_would_change_first(project: Project) -> None:
    async with desk(project) as (app, pilot, said):
        await pilot.press("ctrl+end", "ctrl+s", "ctrl+home", "alt+r")
        assert isinstance(app.screen, ReplaceScreen)
        await pilot.press(*"Dit", "tab", *"This")
        await settle(pilot)
        hint = str(app.screen.query_one(".hint", Static).content)
        assert hint == "2 times in 2 segments; 1 reviewed passed over"
        shown = screen_text(app)
        assert "EN Dit This is twee." in shown  # what goes is struck through, what comes underlined
        assert targets(project, 1)[1] == "EN Dit is twee."
        await pilot.press("enter")
        await settle(pilot)
        assert targets(project, 1)[1:] == [
            "EN This is twee.",
            "EN This is drie.",
            "EN Dit is vier.",
        ]
        assert said[-1] == "replaced in 2 segments; undo takes it all back"
        assert "EN This is twee." in screen_text(app)
        await pilot.press("ctrl+z")
        assert said[-1] == "nothing more typed here; once more takes back: replace of 2 segments"
        await pilot.press("ctrl+z")
        await until(pilot, lambda: said[-1] == "undone: replace of 2 segments")
        assert targets(project, 1)[1:3] == ["EN Dit is twee.", "EN Dit is drie."]


@in_loop
async def test_replacing_in_reviewed_ones_and_with_other_capitals(project: Project) -> None:
    async with desk(project) as (app, pilot, _):
        await pilot.press("ctrl+end", "ctrl+s", "alt+r")
        await pilot.press(*"dit", "tab", *"this")
        await settle(pilot)
        assert "nothing to replace" in screen_text(app)
        app.screen.query_one("#match_case", TickBox).focus()
        await pilot.press("space")
        assert "[ ] match capitals" in screen_text(app)
        await pilot.click("#reviewed")
        await settle(pilot)
        assert "3 times in 3 segments" in screen_text(app)
        await pilot.press("enter")  # on the box, which only Space ticks
        await settle(pilot)
        assert targets(project, 1)[3] == "EN This is vier."
        assert states(project, 1)[3] == "reviewed"
        assert app.editor.text == "EN This is vier."


@in_loop
async def test_escape_replaces_nothing_and_typed_text_is_part_of_it(project: Project) -> None:
    async with desk(project) as (_, pilot, _said):
        await pilot.press("x", "alt+r", *"left.x", "tab", *"gone.", "escape")
        await settle(pilot)
        assert targets(project, 1)[0] == ENGLISH
        await pilot.press("alt+r", *"left.x", "tab", *"gone.")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert targets(project, 1)[0] == "He voted. Then he gone."


def a_fix(start: int, text: str, replacement: str, *, safe: bool = True) -> Finding:
    return Finding(
        check="test",
        severity=Severity.COSMETIC,
        message="something is wrong",
        fix=Fix(
            start=start,
            end=start + len(text),
            text=text,
            replacement=replacement,
            message=f"write {replacement}",
            safe=safe,
        ),
    )


def offer(app: ReviewApp, monkeypatch: pytest.MonkeyPatch, *findings: Finding) -> None:
    """Let the checks find this, and nothing else."""
    monkeypatch.setattr(
        "workbench.desk.judge.check_draft", lambda *_args, **_options: tuple(findings)
    )
    app.session.judge._last = None
    app._show_rest()


@in_loop
async def test_the_only_fix_is_made_at_once(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(project) as (app, pilot, said):
        offer(app, monkeypatch)
        await pilot.press("alt+a")
        assert said[-1] == "nothing was found here"
        offer(app, monkeypatch, Finding(check="x", severity=Severity.COSMETIC, message="odd"))
        await pilot.press("alt+a")
        assert said[-1] == "no finding here offers a fix"
        offer(app, monkeypatch, a_fix(3, "voted", "has voted"))
        await pilot.pause()
        assert "Alt+A write has voted" in screen_text(app)
        await pilot.press("alt+a")
        assert app.editor.text == "He has voted. Then he left."
        assert targets(project, 1)[0] == ENGLISH
        await pilot.press("ctrl+z")
        assert app.editor.text == ENGLISH


@in_loop
async def test_of_several_fixes_one_or_all_safe_ones_are_taken(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(project) as (app, pilot, _):
        offer(
            app,
            monkeypatch,
            a_fix(0, "He", "She"),
            a_fix(15, "he", "she"),
            a_fix(3, "voted", "sang", safe=False),
        )
        await pilot.press("alt+a")
        assert isinstance(app.screen, PickScreen)
        assert "all 2 safe fixes" in screen_text(app)
        # The numbers are those of the sidebar, and what makes all of them comes last.
        await pilot.press("4")
        assert app.editor.text == "She voted. Then she left."
        await pilot.press("ctrl+z", "alt+a", "3")
        assert app.editor.text == "He sang. Then he left."


def test_fixes_that_overlap_or_fit_no_longer_are_left_out() -> None:
    first, second = a_fix(0, "aa", "b"), a_fix(1, "a", "c")
    gone = a_fix(0, "xx", "y")
    found = fixes([first, second, first, gone], "aa a")
    assert [fix.replacement for fix in found] == ["b", "c"]
    assert all_safe(found, "aa a") == ("ac a", 1)
    assert all_safe([], "aa a") == ("aa a", 0)


@in_loop
async def test_articles_are_renamed_removed_and_brought_back(project: Project) -> None:
    translate(project, sync(project, "/in/b.txt", ("Iets anders.",)))
    async with desk(project) as (app, pilot, said):
        await pilot.press("ctrl+o", "down", "f2")
        assert isinstance(app.screen, AskScreen)
        assert app.screen.query_one(Input).value == "b.txt"
        await pilot.press("home", *"x/", "enter")
        await settle(pilot)
        assert [d.name for d in project.documents()] == ["a.txt", "x/b.txt"]
        await pilot.press("x", "ctrl+o", "delete")
        await settle(pilot)
        # The current one was left for the other, with what was typed there.
        assert app.session.document.name == "x/b.txt"
        assert [d.name for d in project.documents()] == ["x/b.txt"]
        assert targets(project, 1)[0] == ENGLISH + "x"
        await pilot.press("ctrl+o")
        assert isinstance(app.screen, ArticlesScreen)
        assert "Enter restores" in screen_text(app)
        await pilot.press("down", "delete", "enter")
        await settle(pilot)
        assert said[-1] == "a.txt is back"
        assert [d.name for d in project.documents()] == ["a.txt", "x/b.txt"]
        await pilot.press("escape", "B")
        assert said[-1] == "no article was removed"
        await pilot.press("D")
        await settle(pilot)
        assert app.session.document.name == "a.txt"
        await pilot.press("escape", "B", "1")
        await settle(pilot)
        assert said[-1] == "x/b.txt is back"


@in_loop
async def test_the_only_article_stays_and_a_bad_name_is_refused(project: Project) -> None:
    async with desk(project) as (app, pilot, said):
        await pilot.press("escape", "D")
        assert said[-1] == "it is the only article: it stays"
        await pilot.press("N")
        app.screen.query_one(Input).value = "../etc"
        await pilot.press("enter")
        await settle(pilot)
        assert "cannot be the name" in said[-1]
        await pilot.press("N")
        app.screen.query_one(Input).value = "almaty"
        await pilot.press("enter")
        await settle(pilot)
        assert app.session.document.name == "almaty.txt"
        assert "almaty.txt" in screen_text(app)


@in_loop
async def test_what_is_left_out_has_no_finding_and_no_place_in_the_article(
    project: Project,
) -> None:
    async with desk(project, size=(140, 40)) as (app, pilot, _):
        await pilot.press("ctrl+down", "ctrl+k", *["backspace"] * 20, "ctrl+s", "ctrl+s")
        await settle(pilot)
        assert project.segment(1, 1).omitted
        await pilot.press("ctrl+up")
        await settle(pilot)
        assert "empty" not in screen_text(app)
        assert "1/4 reviewed" in screen_text(app)
        assert app.session.article_text().startswith(f"  {ENGLISH}\r\n")


@in_loop
async def test_the_sidebar_shows_what_became_of_the_draft(project: Project) -> None:
    async with desk(project, size=(140, 40)) as (app, pilot, _):
        await pilot.press("!", "ctrl+s", "ctrl+up")
        await settle(pilot)
        assert "changes to the draft" in screen_text(app)
        await pilot.press("ctrl+down")
        await settle(pilot)
        assert "changes to the draft" not in screen_text(app)


@in_loop
async def test_a_copy_is_in_a_file_where_the_terminal_may_not_take_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = project.path.parent / "w-copied.txt"
    async with desk(project) as (app, pilot, said):
        monkeypatch.setenv("TERM", "foot")
        await pilot.press("escape", "y")
        assert app.clipboard == ENGLISH
        assert not file.exists()
        monkeypatch.setenv("TERM", "linux")
        await pilot.press("y")
        assert file.read_text() == ENGLISH
        assert str(file) in said[-1]
        await pilot.press("Y")
        assert file.read_bytes().decode() == app.session.article_text()
        assert app.clipboard == app.session.article_text()


def test_terminals_that_take_copies() -> None:
    assert is_taken("x", {"TERM": "xterm-256color", "WT_SESSION": "1"})
    assert is_taken("x", {"TERM_PROGRAM": "WezTerm"})
    assert not is_taken("x", {"TERM": "xterm-256color"})
    assert not is_taken("x" * 80_000, {"TERM": "foot"})


def test_a_copy_goes_elsewhere_where_the_folder_refuses_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    path = keep_copy("text", tmp_path / "none" / "x" / "w.db")
    assert path.read_text() == "text"
    (tmp_path / "file").write_text("")
    assert keep_copy("more", tmp_path / "file" / "w.db") == tmp_path / "w-copied.txt"


@in_loop
async def test_reopening_starts_at_the_first_unreviewed_segment(project: Project) -> None:
    translate(project, sync(project, "/in/b.txt", ("Iets anders.", "Nog iets.")))
    async with desk(project) as (_, pilot, _said):
        await pilot.press(*["ctrl+s"] * 4, "ctrl+o", "b", "enter")
        await settle(pilot)
        await pilot.press("ctrl+s", "ctrl+up", "ctrl+q")
        await pilot.pause()
    async with desk(project) as (app, _, _said):
        assert (app.session.document.name, app.session.row.number) == ("b.txt", 1)


def test_terminals_deliver_the_keys_of_actions() -> None:
    """Escape and a letter is Alt with it, but for those that stand for another key."""
    name_alt_keys()
    for action in ACTIONS:
        for key in action.keys.split(","):
            lead, _, letter = key.partition("+")
            if lead == "alt":
                sent = ANSI_SEQUENCES_KEYS[f"\x1b{letter}"]
                assert isinstance(sent, tuple)
                assert [one.value for one in sent] == [key], action.id
