"""What the desk shows of itself: help, own keys and looks, words for signs, effort, live signs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.desk_support import GLOSSARY, in_loop, screen_text, settle
from tests.store_support import draft, outcome, states, sync, targets, translate
from workbench.desk import Session
from workbench.glossary.file import load_glossary
from workbench.model import Draft, Finding, Severity
from workbench.store import Project
from workbench.tui.app import ReviewApp
from workbench.tui.effort_screen import EffortScreen
from workbench.tui.help_screen import HelpScreen
from workbench.tui.keymap import load_keymap
from workbench.tui.list_model import Marks
from workbench.tui.plain_list import PlainList, row_words
from workbench.tui.rows import SessionRows, live_marks
from workbench.tui.screens import AskScreen, PickScreen
from workbench.tui.setup import DeskSetup
from workbench.tui.theme_files import load_theme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DUTCH = ("De Mazjilis stemde.", "Dit is twee.", "Dit is drie.", "Dit is vier.")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    (tmp_path / "glossary.yaml").write_text(GLOSSARY)
    with Project.open(tmp_path / "w.db", author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", DUTCH))
        yield opened


def desk(project: Project, setup: DeskSetup | None = None) -> ReviewApp:
    session = Session(project, glossary=load_glossary(project.path.parent / "glossary.yaml"))
    session.open_first()
    return ReviewApp(session, setup=setup)


@in_loop
async def test_own_keys_act_and_are_shown_everywhere(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    path.write_text('confirm = "f11"\nhelp = "f13"\n[list]\nconfirm = "C"\n')
    app = desk(project, DeskSetup(keymap=load_keymap(path)))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "F11 confirm" in screen_text(app)
        await pilot.press("f11")
        assert states(project, 1)[0] == "reviewed"
        await pilot.press("ctrl+s", "f1")
        assert states(project, 1)[1] == "translated"
        await pilot.press("escape", "c")
        assert states(project, 1)[1] == "translated"
        await pilot.press("C")
        assert states(project, 1)[1] == "reviewed"
        await pilot.press("f13")
        assert isinstance(app.screen, HelpScreen)
        page = screen_text(app)
        line = next(line for line in page.splitlines() if "Confirm and next" in line)
        assert line.split("│")[-2].split()[:2] == ["F11", "C"]
        await pilot.press("f13", "ctrl+p")
        await pilot.pause(0.3)
        assert "F11 or C" in screen_text(app)


@in_loop
async def test_what_could_not_be_used_is_told_once_the_desk_is_there(project: Project) -> None:
    app = desk(project, DeskSetup(notes=("keymap.toml:1: no such action",)))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert [note.message for note in app._notifications] == ["keymap.toml:1: no such action"]
        assert app.editor.has_focus


@in_loop
async def test_own_looks_stand_beside_the_desks(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "dusk.toml"
    path.write_text('background = "#201008"')
    app = desk(project, DeskSetup(themes=(load_theme(path),), theme="dusk"))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert app.screen.styles.background.hex == "#201008"
        await pilot.press("escape", "T")
        await settle(pilot)
        assert app.theme == "dark"


@in_loop
async def test_help_begins_with_the_part_that_has_the_focus(project: Project) -> None:
    app = desk(project)
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        for keys, title in (
            ((), "Help: the editor"),
            (("tab",), "Help: the sidebar"),
            (("escape",), "Help: the editor"),
            (("escape",), "Help: the list"),
        ):
            await pilot.press(*keys, "f1")
            assert title in screen_text(app)
            await pilot.press("f1")
            assert len(app.screen_stack) == 1


@in_loop
async def test_a_window_has_help_of_its_own_and_is_there_again_afterwards(
    project: Project,
) -> None:
    app = desk(project)
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+f", *"state:r", "f1")
        assert isinstance(app.screen, HelpScreen)
        assert "Help: a question" in screen_text(app)
        # Nothing that does not work there.
        assert "Confirm and next" not in screen_text(app)
        await pilot.press("escape")
        assert isinstance(app.screen, AskScreen)
        assert "state:r" in screen_text(app)


@in_loop
async def test_help_fits_a_narrow_terminal(project: Project) -> None:
    app = desk(project)
    async with app.run_test(size=(56, 40)) as pilot:
        await settle(pilot)
        await pilot.press("f1")
        lines = [line for line in screen_text(app).splitlines() if line.strip().startswith("│")]
        # A line that was broken again would begin at the border.
        assert all(line.strip()[1:].startswith("  ") for line in lines)


@in_loop
async def test_the_effort_of_what_was_just_done(project: Project) -> None:
    app = desk(project)
    async with app.run_test(size=(120, 50)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s", *" now", "ctrl+s", "f12")
        await settle(pilot)
        assert isinstance(app.screen, EffortScreen)
        page = screen_text(app)
        assert "2 of 4" in page
        assert "1 (50 %)" in page
        await pilot.press("f12")
        assert len(app.screen_stack) == 1
    totals = project.effort.by_document()[1]
    # EN De Mazjilis stemde. | EN Dit is twee. now
    assert (totals.edited, totals.unchanged, totals.edits, totals.words) == (2, 1, 1, 9)
    assert totals.active_ms > 0


@in_loop
async def test_time_is_kept_when_the_desk_is_left(project: Project) -> None:
    app = desk(project)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+down", "ctrl+q")
        for _ in range(100):  # the keys are on their way while the machine is busy
            await pilot.pause(0.05)
            if 1 in project.effort.by_document():
                break
    assert project.effort.by_document()[1].active_ms > 0


@in_loop
async def test_signs_follow_what_is_typed(project: Project) -> None:
    app = desk(project)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        first = next(line for line in screen_text(app).splitlines() if "De Mazjilis" in line)
        assert "○!u" in first or "○?u" in first
        await pilot.press("ctrl+a", "ctrl+k", *"The Mazhilis voted.")
        await settle(pilot)
        first = next(line for line in screen_text(app).splitlines() if "De Mazjilis" in line)
        assert "u" not in first.partition("De Mazjilis")[0]
        assert targets(project, 1)[0] == "EN De Mazjilis stemde."


@in_loop
async def test_a_misspelt_word_is_underlined(project: Project) -> None:
    app = desk(project)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+down", "ctrl+a", "ctrl+k", *"The governmint agreed.")
        await settle(pilot)
        words = [
            (app.editor.text[mark.start : mark.end], mark.kind) for mark in app.rows.live.target
        ]
        assert ("governmint", "spelling") in words
        line = app.editor.get_line(0)
        assert any(
            line.plain[span.start : span.end] == "governmint" and span.style.underline  # type: ignore[union-attr]
            for span in line.spans
        )


@in_loop
async def test_plain_says_in_words_what_is_drawn_otherwise(project: Project) -> None:
    app = desk(project, DeskSetup(plain=True))
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s", "f2", *"!")
        await settle(pilot)
        page = screen_text(app)
        assert not set(page) & set("│─━╭╮╰╯▌▐○✓■●✗→✎^")
        assert "Segment 0, reviewed" in page
        assert "Current segment 1, drafted" in page
        assert "Dutch:   Dit is twee." in page
        assert "English: EN Dit is twee.!" in page
        assert "edited" in page
        assert "(not: .)" in page or "(added)" in page


@in_loop
async def test_plain_windows_draw_nothing_either(project: Project) -> None:
    app = desk(project, DeskSetup(plain=True))
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        for key in ("ctrl+o", "f12", "f1", "ctrl+f"):
            await pilot.press(key)
            await settle(pilot)
            assert not set(screen_text(app)) & set("│─━╭╮╰╯▌▐█"), key
            await pilot.press("escape")


@in_loop
async def test_the_plain_editor_stands_below_the_dutch_of_its_row(project: Project) -> None:
    app = desk(project, DeskSetup(plain=True))
    async with app.run_test(size=(60, 30)) as pilot:
        await settle(pilot)
        await pilot.press(
            "ctrl+down", "ctrl+down", *" and it goes on and on until the line is full"
        )
        await settle(pilot)
        assert isinstance(app.segments, PlainList)
        lines = screen_text(app).splitlines()
        top = app.editor.region.y
        assert lines[top - 1].startswith("Dutch:   Dit is drie.")
        assert lines[top].startswith("English: EN Dit is drie.")
        assert app.editor.region.height == 2
        await pilot.press("ctrl+up")
        assert targets(project, 1)[2] == (
            "EN Dit is drie. and it goes on and on until the line is full"
        )


@in_loop
async def test_a_choice_says_differences_in_words(project: Project) -> None:
    stored = project.segment(1, 0)
    project.add_rendering(stored.id, draft=draft("EN De Mazjilis stemde nu."), make_current=False)
    app = desk(project, DeskSetup(plain=True))
    async with app.run_test(size=(80, 30)) as pilot:
        await settle(pilot)
        await pilot.press("f9")
        assert isinstance(app.screen, PickScreen)
        assert "stemde nu (added)." in screen_text(app)


def test_a_row_in_words(project: Project) -> None:
    project.add_rendering(
        project.segment(1, 2).id,
        draft=Draft(
            target="EN",
            findings=(Finding(check="number", severity=Severity.CRITICAL, message="x"),),
        ),
    )
    project.desk.add_note(project.segment(1, 2).id, "look")
    row = project.desk.rows(1)[2]
    assert row_words(row, Marks(), current=False) == (
        "Segment 2, drafted, critical finding, has a remark or a waived finding"
    )
    row.stale, row.kind = True, "headline"
    assert row_words(row, Marks(severity=0, rung="unresolved"), current=True) == (
        "Current segment 2, headline, drafted, the Dutch has changed since, "
        "term: not rendered as the glossary says, has a remark or a waived finding"
    )


def test_marks_of_a_row_follow_what_is_seen_in_it(project: Project) -> None:
    unmet = replace(outcome(), rung="unresolved")
    project.add_rendering(
        project.segment(1, 2).id, draft=Draft(target="EN", terms=(outcome(), unmet))
    )
    session = Session(project)
    session.open_first()
    rows = SessionRows(session)
    assert rows.marks(1) == Marks()
    assert rows.marks(2).rung == "unresolved"
    project.set_findings(session.rows[2].id, [], terms=[outcome()])
    session.poll()
    assert rows.marks(2).rung == outcome().rung


def test_live_marks_name_the_worst(project: Project) -> None:
    session = Session(project, glossary=load_glossary(project.path.parent / "glossary.yaml"))
    session.open_first()
    marks = live_marks(session.judgement())
    assert marks.rung == "unresolved"
    assert (marks.source[0].start, marks.source[0].end, marks.source[0].kind) == (3, 11, "unmet")
    session.type("EN De Mazhilis stemde.")
    marks = live_marks(session.judgement())
    assert marks.rung == "free" or not marks.rung
    assert {mark.kind for mark in marks.source} == {"term"}


def test_others_changes_come_in_row_by_row(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    translate(project, sync(project, "/in/b.txt", ["Heel iets anders."]))
    session = Session(project)
    session.open_first("a.txt")
    rows = list(session.rows)
    # All rows again would be a second of standing still in a long article.
    monkeypatch.setattr(
        type(session.desk), "rows", lambda *_: pytest.fail("all rows were read again")
    )
    with Project.open(project.path, author="ben") as other:
        other.commit_edit(rows[2].id, "theirs")
        assert session.poll()
        assert session.rows[2].target == "theirs"
        assert session.rows[2].state == "reviewed"
        assert session.progress == (1, 4)
        assert [new is old for new, old in zip(session.rows, rows, strict=True)] == [
            True, True, False, True,
        ]  # fmt: skip
        assert not session.poll()
        other.commit_edit(other.segment(2, 0).id, "in another article")
        assert not session.poll()
        other.commit_edit(rows[0].id, "mine is theirs")
        assert session.poll()
        assert session.text == "mine is theirs"


def test_what_is_undone_elsewhere_comes_in_too(project: Project) -> None:
    with Project.open(project.path, author="ben") as other:
        theirs = Session(other)
        theirs.open_first("a.txt")
        theirs.type("theirs")
        theirs.confirm_and_next()
        session = Session(project)
        session.open_first("a.txt")
        assert session.rows[0].target == "theirs"
        theirs.undo()
    assert session.poll()
    assert session.rows[0].target == "EN De Mazjilis stemde."


@in_loop
async def test_rows_that_stay_the_same_are_not_drawn_again(project: Project) -> None:
    app = desk(project)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        y = next(
            y
            for y, (position, line) in enumerate(app.segments._lines)
            if (position, line) == (2, 1)
        )
        before = app.segments.render_line(y)
        await pilot.press("ctrl+down")
        assert app.segments.render_line(y) is before
        app.theme = "light"
        await pilot.pause()
        assert app.segments.render_line(y) is not before


@in_loop
async def test_what_is_said_in_passing_cannot_be_markup(project: Project) -> None:
    app = desk(project)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        app.notify("[b]bold[/b] and \x1b[2J [/nothing]")
        await pilot.pause()
        assert "[b]bold[/b] and ␛[2J [/nothing]" in screen_text(app)


@in_loop
async def test_a_search_in_a_long_article_leaves_time_for_keys(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.tui.view_acts._AT_ONCE", 0)
    monkeypatch.setattr("workbench.desk.moving.PIECE", 1)
    monkeypatch.setattr("workbench.desk.row_table.PIECE", 1)
    app = desk(project)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+f", *"drie", "enter")
        await settle(pilot)
        assert app.session.visible == [2]
        assert app.session.index == 2
        await pilot.press("ctrl+f", *["backspace"] * 4, *"check:zzz", "enter")
        await settle(pilot)
        assert app.session.visible == []
        assert "nothing fits the search" in screen_text(app)


@in_loop
async def test_a_long_article_is_copied_by_a_job(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.tui.article_acts._AT_ONCE", 0)
    app = desk(project)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+down", "!", "escape", "Y")
        await settle(pilot)
        assert "EN De Mazjilis stemde." in app.clipboard
        assert "EN Dit is twee.!" in app.clipboard


@in_loop
async def test_enter_typed_ahead_agrees_to_a_term_once_it_was_looked_for(project: Project) -> None:
    glossary = project.path.parent / "glossary.yaml"
    session = Session(project, glossary=load_glossary(glossary), glossary_path=glossary)
    session.open_first()
    app = ReviewApp(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+t", *"twee", "tab", *"two", "enter", "enter")
        await settle(pilot)
        assert [concept.nl for concept in load_glossary(glossary).concepts] == ["Mazjilis", "twee"]


@in_loop
async def test_time_is_written_now_and_then_after_an_act(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.tui.effort_acts.KEEP_SECONDS", 0.0)
    app = desk(project)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+down")
        assert project.effort.by_document() == {}
        await pilot.press("ctrl+s")
        # In both segments the person has been.
        assert [one.number for one in project.effort.segments(1)] == [0, 1]
