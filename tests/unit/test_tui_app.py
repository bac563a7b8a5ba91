"""The desk driven by keys: each act, what it stores, and what it never does."""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import asynccontextmanager
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

import pytest
from textual.widgets import Static
from textual.worker import WorkerCancelled

from tests.store_support import draft, finding, states, sync, targets, translate
from workbench.desk import Session
from workbench.errors import ModelError
from workbench.glossary.file import load_glossary
from workbench.model import Draft
from workbench.store import DraftItem, Project
from workbench.tui.actions import ACTIONS, key_name
from workbench.tui.app import ReviewApp
from workbench.tui.help_screen import HelpScreen
from workbench.tui.key_line import KeyLine
from workbench.tui.screens import AskScreen, ConflictScreen, PickScreen
from workbench.tui.term_screen import TermScreen
from workbench.tui.themes import NAMES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from workbench.desk.decoder import Request

P = ParamSpec("P")
DUTCH = ("De Mazjilis stemde.", "Dit is twee.", "Dit is drie.", "Dit is vier.")
GLOSSARY = """\
concepts:
  - id: mazhilis
    nl: Mazjilis
    en: Mazhilis
"""


def in_loop(test: Callable[P, Coroutine[object, object, None]]) -> Callable[P, None]:
    """Run a test in an event loop of its own."""

    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        asyncio.run(test(*args, **kwargs))

    return run


@pytest.fixture(autouse=True)
def _still_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the cursor from blinking."""
    monkeypatch.setattr("textual.widgets.TextArea.cursor_blink", False)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.open(tmp_path / "w.db", author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", DUTCH))
        yield opened


@asynccontextmanager
async def desk(
    project: Project, *, size: tuple[int, int] = (120, 30), article: str | None = None
) -> AsyncIterator[tuple[ReviewApp, Pilot[int]]]:
    """Open a desk over the project and wait until everything is shown."""
    glossary = project.path.parent / "glossary.yaml"
    glossary.write_text(GLOSSARY)
    session = Session(project, glossary=load_glossary(glossary), glossary_path=glossary)
    session.open_first(article)
    app = ReviewApp(session)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield app, pilot


async def settle(pilot: Pilot[int]) -> None:
    """Wait for jobs and for the pause after the last key."""
    await pilot.pause(0.2)
    # A job gives way to a newer one of its kind; that one is waited for then.
    while any(not worker.is_finished for worker in pilot.app.workers):
        with contextlib.suppress(WorkerCancelled):
            await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def screen_text(app: ReviewApp) -> str:
    """Return what is on the screen as lines of text."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text[:width] for strip in strips[:height])


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


@in_loop
async def test_sidebar_tells_terms_findings_alternatives_and_history(project: Project) -> None:
    async with desk(project, size=(140, 40)) as (app, _):
        shown = screen_text(app)
        assert "Mazjilis → Mazhilis" in shown
        assert "unresolved" in shown
        assert "term:" in shown
        assert "history" in shown


@in_loop
async def test_the_sidebar_opens_below_where_the_terminal_is_narrow(project: Project) -> None:
    async with desk(project, size=(80, 24)) as (app, pilot):
        assert not app.sidebar.display
        await pilot.press("f2")
        await settle(pilot)
        assert app.sidebar.region.y > app.segments.region.y
        assert app.sidebar.region.width == 80
        await pilot.press("f2")
        await settle(pilot)
        assert not app.sidebar.display


def add_alternatives(project: Project, *texts: str) -> None:
    trace: dict[str, object] = {
        "pieces": [
            {
                "attempts": [{"rung": "free", "target": "This is one.", "chosen": True}],
                "alternatives": [{"target": text, "score": -1.0} for text in texts],
            }
        ]
    }
    project.add_rendering(project.segment(1, 0).id, draft=Draft(target="This is one.", trace=trace))


@in_loop
async def test_alternatives_by_number_and_by_choice(project: Project) -> None:
    add_alternatives(project, "That is one.", "It is one.")
    async with desk(project) as (app, pilot):
        await pilot.press("alt+2")
        assert app.editor.text == "It is one."
        await pilot.press("ctrl+z")
        assert app.editor.text == "This is one."
        await pilot.press("escape", "1", "enter")
        assert app.editor.text == "That is one."
        await pilot.press("ctrl+z", "f9")
        assert isinstance(app.screen, PickScreen)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert app.editor.text == "It is one."
        await pilot.press("ctrl+s")
        assert targets(project, 1)[0] == "It is one."


@in_loop
async def test_a_missing_term_is_inserted_at_the_cursor(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("space", "f10")
        assert app.editor.text == "EN De Mazjilis stemde. Mazhilis"
        await pilot.press("ctrl+down", "f10")
        assert app.editor.text == "EN Dit is twee."


@in_loop
async def test_a_term_is_added_after_its_impact_was_shown(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("ctrl+t", *"twee", "tab", *"two", "enter")
        await pilot.pause()
        file = project.path.parent / "glossary.yaml"
        said = str(app.screen.query_one(".hint", Static).content)
        assert "1 segment of this article holds it; the English of 1 says it otherwise: 1." in said
        assert "twee" not in file.read_text()
        await pilot.press("enter")
        await settle(pilot)
        assert [c.nl for c in load_glossary(file).concepts] == ["Mazjilis", "twee"]
        await pilot.press("ctrl+down")
        await settle(pilot)
        assert "twee → two" in screen_text(app)


@in_loop
async def test_a_term_the_glossary_refuses_is_told_and_not_written(project: Project) -> None:
    async with desk(project) as (app, pilot):
        file = project.path.parent / "glossary.yaml"
        before = file.read_text()
        await pilot.press("ctrl+t", *"Mazjilis", "tab", *"other", "enter", "enter")
        await pilot.pause()
        assert isinstance(app.screen, TermScreen)
        assert file.read_text() == before
        await pilot.press("escape")
        assert file.read_text() == before


@in_loop
async def test_a_term_is_waived_with_a_reason(project: Project) -> None:
    async with desk(project, size=(200, 40)) as (app, pilot):
        await pilot.press("escape", "w", *"quoted so", "enter")
        await settle(pilot)
        stored = project.segment(1, 0)
        assert stored.rendering is not None
        assert [t["rung"] for t in stored.rendering.terms] == ["waived"]
        assert "term" not in {f["check"] for f in stored.rendering.findings}
        assert stored.state == "translated"
        assert "waived mazhilis: quoted so" in screen_text(app)
        await pilot.press("enter", "!", "ctrl+s")
        assert [t["rung"] for t in project.segment(1, 0).rendering.terms] == ["waived"]  # type: ignore[union-attr]


@in_loop
async def test_what_was_reviewed_is_in_the_memory_at_once(project: Project) -> None:
    second = sync(project, "/in/b.txt", ["Dit is twee.", "Iets heel anders."])
    translate(project, second)
    async with desk(project) as (app, pilot):
        await pilot.press("ctrl+down", "!", "ctrl+s")
        app.session.open_document(second)
        app._show_segment()
        await settle(pilot)
        assert "100 %" in screen_text(app)
        await pilot.press("ctrl+r")
        assert app.editor.text == "EN Dit is twee.!"


@in_loop
async def test_another_article_by_its_list(project: Project) -> None:
    second = sync(project, "/in/b.txt", ["Iets heel anders.", "En nog iets."])
    translate(project, second)
    async with desk(project) as (app, pilot):
        await pilot.press("x", "ctrl+o")
        assert isinstance(app.screen, PickScreen)
        assert "0/4 reviewed" in screen_text(app)
        await pilot.press("2")
        await settle(pilot)
        assert app.session.document.name == "b.txt"
        assert targets(project, 1)[0] == "EN De Mazjilis stemde.x"


@in_loop
async def test_export_writes_what_stands_in_the_editor(project: Project, tmp_path: Path) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("Z", "escape", "x")
        assert isinstance(app.screen, AskScreen)
        app.screen.query_one("Input").value = str(tmp_path / "out.txt")  # type: ignore[attr-defined]
        await pilot.press("enter")
        await settle(pilot)
        assert "EN De Mazjilis stemde.Z" in (tmp_path / "out.txt").read_text()


class FakeDecoder:
    """Answers at once."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def translate(self, request: Request) -> Draft:
        self.requests.append(request)
        if request.prefix == "fail":
            raise ModelError("no model here")
        return Draft(target=f"{request.prefix} and the rest." if request.prefix else "Anew.")

    def close(self) -> None:
        self.requests.clear()


@in_loop
async def test_translating_again_and_finishing_a_sentence(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("f5")
        await settle(pilot)
        assert app.editor.text == "EN De Mazjilis stemde."
        app._decoder = FakeDecoder()  # type: ignore[assignment]
        await pilot.press("f5")
        await settle(pilot)
        assert app.editor.text == "Anew."
        assert targets(project, 1)[0] == "Anew."
        await pilot.press("ctrl+a", *"Then", "ctrl+n")
        await settle(pilot)
        assert app.editor.text == "Then and the rest."
        await pilot.press("ctrl+z")
        assert app.editor.text == "ThenAnew."
        await pilot.press("f5")
        await settle(pilot)
        assert app.editor.text == "ThenAnew."
        await pilot.press("ctrl+z", "home", "ctrl+n")
        await settle(pilot)
        assert app.editor.text == "Anew."


@in_loop
async def test_translating_again_knows_the_names_editors_wrote(tmp_path: Path) -> None:
    with Project.open(tmp_path / "names.db", author="anna") as project:
        dutch = ("Gisteren sprak Alimzjan.", "Vandaag zweeg Alimzjan.")
        document = sync(project, "/in/n.txt", dutch)
        translate(project, document)
        first = next(project.segments(document))
        drafted = DraftItem(
            segment_id=first.id,
            draft=Draft(target="Alimzyan spoke yesterday."),
            source=first.segment.source,
        )
        project.add_drafts([drafted])
        project.commit_edit(first.id, "Alimzhan spoke yesterday.")
        async with desk(project) as (app, pilot):
            app._decoder = decoder = FakeDecoder()  # type: ignore[assignment]
            await pilot.press("ctrl+down", "f5")
            await settle(pilot)
            learned = decoder.requests[0].learned
            assert [(hit.source, hit.renderings) for hit in learned] == [
                ("Alimzjan", ("Alimzhan",))
            ]


@in_loop
async def test_a_decoder_that_fails_says_why_and_changes_nothing(project: Project) -> None:
    async with desk(project) as (app, pilot):
        app._decoder = FakeDecoder()  # type: ignore[assignment]
        await pilot.press("home", *"fail", "ctrl+n")
        await settle(pilot)
        assert "no model here" in [note.message for note in app._notifications]
        assert app.editor.text == "failEN De Mazjilis stemde."


@in_loop
async def test_segment_and_article_go_to_the_clipboard(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("!", "escape", "y")
        assert app.clipboard == "EN De Mazjilis stemde.!"
        await pilot.press("Y")
        assert (
            app.clipboard.split()
            == " ".join(["EN De Mazjilis stemde.!", *(f"EN {d}" for d in DUTCH[1:])]).split()
        )


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
        await pilot.click(KeyLine, offset=(2, 0))
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
