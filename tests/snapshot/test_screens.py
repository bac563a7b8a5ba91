"""What each state of the desk looks like, at two sizes, in dark and in light.

The pictures lie in ``__snapshots__``. After a change that is meant, ``pytest tests/snapshot
--snapshot-update`` writes them anew; look at the difference before it is committed.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, ClassVar

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.worker import WorkerCancelled

from tests.screen_picture import colours, lines
from workbench.desk import Session
from workbench.desk.judge import Judge
from workbench.desk.stopwatch import Stopwatch
from workbench.glossary.file import load_glossary
from workbench.model import Document, Draft, Segment
from workbench.store import DraftItem, Project
from workbench.tui.app import ReviewApp
from workbench.tui.setup import DeskSetup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion
    from textual.pilot import Pilot

    from workbench.model import Kind

SIZES = [(80, 24), (120, 40)]
THEMES = ("dark", "light")
GLOSSARY = """\
concepts:
  - id: mazhilis
    type: organisation
    nl: Mazjilis
    en: Mazhilis
    note: the lower house
  - id: astana
    type: place
    nl: Astana
    en: Astana
"""
# Kind, unit, Dutch, English.
TEXTS: tuple[tuple[Kind, int, str, str], ...] = (
    ("headline", 0, "Parlement stemt over nieuwe grondwet", "Parliament votes on new constitution"),
    ("credit", 1, "Door onze correspondent", "By our correspondent"),
    (
        "sentence",
        2,
        "De Mazjilis stemde woensdag in Astana met 98 tegen 4 stemmen voor.",
        "The Mazhilis voted in favour in Astana on Wednesday by 98 votes to 4.",
    ),
    (
        "sentence",
        2,
        "Volgens de voorzitter is dat een historische stap.",
        "According to the speaker that is a historic step.",
    ),
    (
        "sentence",
        3,
        "De Mazjilis telt 98 leden.",
        "The lower house has 89 members.",
    ),
    ("caption", 4, "De vergaderzaal in Astana.", "The assembly hall in Astana."),
    ("label", 5, "Buitenland", "Foreign news"),
    (
        "sentence",
        6,
        "Waarnemers reageerden met gemengde gevoelens op de uitslag.",
        "Observers reacted with mixed feelings to the outcome.",
    ),
)


class Picture(SingleFileSnapshotExtension):
    """One text file for each picture."""

    _write_mode = WriteMode.TEXT
    _file_extension = "txt"


@pytest.fixture
def seen(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(Picture)


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the clock and the cursor still."""
    monkeypatch.setattr("workbench.store.clock.now", lambda: "2026-11-21T09:30:00.000Z")
    monkeypatch.setattr("workbench.tui.app.Stopwatch", lambda: Stopwatch(clock=lambda: 0.0))
    monkeypatch.setattr("textual.widgets.TextArea.cursor_blink", False)
    monkeypatch.setattr("textual.widgets.Input.cursor_blink", False)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    (tmp_path / "glossary.yaml").write_text(GLOSSARY)
    judge = Judge(load_glossary(tmp_path / "glossary.yaml"))
    with Project.open(tmp_path / "w.db", author="anna") as opened:
        text = ""
        segments: list[Segment] = []
        for number, (kind, unit, dutch, _) in enumerate(TEXTS):
            first = not number or TEXTS[number - 1][1] != unit
            text += ("\n" if first else " ") if number else ""
            segments.append(
                Segment(
                    number=number,
                    unit=unit,
                    segment=0 if first else segments[-1].segment + 1,
                    kind=kind,
                    start=len(text),
                    end=len(text) + len(dutch),
                    source=dutch,
                )
            )
            text += dutch
        # The same text twice would be one document that was moved.
        for name, part in (("constitution.txt", segments), ("second.txt", segments[:4])):
            document = Document(name=name, path=f"/in/{name}", text=text[: part[-1].end])
            record = opened.sync_document(document, part).document
            opened.add_drafts(
                DraftItem(
                    segment_id=stored.id,
                    term_key=judge.key(stored.segment.source) or "",
                    draft=_draft(judge, stored.segment, english),
                )
                for stored, (*_, english) in zip(opened.segments(record.id), TEXTS, strict=False)
            )
        yield opened


def _draft(judge: Judge, segment: Segment, english: str) -> Draft:
    judged = judge(segment, english)
    other = english.replace("According to the speaker", "The speaker says").replace(
        "mixed feelings", "feelings that are mixed"
    )
    return Draft(
        target=english,
        terms=judged.terms,
        findings=judged.findings,
        score=-0.5,
        signature="model:fixed|engine:test",
        trace={
            "pieces": [
                {
                    "attempts": [{"target": english, "chosen": True}],
                    "alternatives": [{"target": other}],
                }
            ]
        },
    )


class Screen:
    """Opens a desk, presses keys and returns the picture."""

    PAUSE: ClassVar[float] = 0.2
    """Longer than the desk waits after a key before it shows the rest."""

    def __init__(
        self, project: Project, size: tuple[int, int], themes: tuple[str, ...] = THEMES
    ) -> None:
        self.project, self.size, self.themes = project, size, themes

    def after(self, *keys: str, plain: bool = False) -> str:
        """Return what is seen after these keys; an empty one waits until all is shown.

        The text comes first, then its colours in every theme.
        """

        async def go() -> str:
            glossary = self.project.path.parent / "glossary.yaml"
            session = Session(
                self.project, glossary=load_glossary(glossary), glossary_path=glossary
            )
            session.open_first()
            app = ReviewApp(session, setup=DeskSetup(theme=self.themes[0], plain=plain))
            async with app.run_test(size=self.size) as pilot:
                await self._settle(pilot)
                for key in keys:
                    if key:
                        await pilot.press(key)
                    else:
                        await self._settle(pilot)
                await self._settle(pilot)
                app.clear_notifications()
                await pilot.pause()
                seen = lines(app)
                for theme in self.themes:
                    app.theme = theme
                    await pilot.pause()
                    seen += [f"--- {theme}", *colours(app)]
                return "\n".join([*seen, ""])

        return asyncio.run(go())

    async def _settle(self, pilot: Pilot[int]) -> None:
        await pilot.pause(self.PAUSE)
        while not getattr(pilot.app, "is_ahead", True):
            await pilot.pause(0.02)
        # A job gives way to a newer one of its kind; that one is waited for then.
        while any(not worker.is_finished for worker in pilot.app.workers):
            with contextlib.suppress(WorkerCancelled):
                await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        app = pilot.app
        assert isinstance(app, ReviewApp)
        # The list has the focus for a moment where the editor was out of sight and comes back.
        async with asyncio.timeout(5):
            while app.segments.lends_focus:
                await pilot.pause(0.02)


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def screen(request: pytest.FixtureRequest, project: Project) -> Screen:
    return Screen(project, request.param)


def test_an_article_just_opened(screen: Screen, seen: SnapshotAssertion) -> None:
    assert screen.after() == seen


def test_reviewed_rows_step_back_and_a_changed_one_says_so(
    screen: Screen, seen: SnapshotAssertion
) -> None:
    assert screen.after("ctrl+s", "ctrl+s", "ctrl+s", *"So ") == seen


def test_a_finding_and_an_unmet_term(screen: Screen, seen: SnapshotAssertion) -> None:
    keys = ("f8",) if screen.size[0] > 100 else ("f8", "f2")
    assert screen.after(*keys) == seen


def test_nothing_fits_the_search(screen: Screen, seen: SnapshotAssertion) -> None:
    assert screen.after("ctrl+f", *"qqq", "enter") == seen


def test_a_question(screen: Screen, seen: SnapshotAssertion) -> None:
    assert screen.after("ctrl+f", *"state:t") == seen


def test_help_for_the_editor(screen: Screen, seen: SnapshotAssertion) -> None:
    assert screen.after("f1") == seen


def test_the_palette(screen: Screen, seen: SnapshotAssertion) -> None:
    assert screen.after("ctrl+p", *"undo") == seen


def test_the_articles(screen: Screen, seen: SnapshotAssertion) -> None:
    assert screen.after("ctrl+s", "ctrl+o") == seen


def test_alternatives(screen: Screen, seen: SnapshotAssertion) -> None:
    assert screen.after("ctrl+end", "", "f9") == seen


def test_a_new_term(screen: Screen, seen: SnapshotAssertion) -> None:
    keys = ("ctrl+t", *"voorzitter", "tab", *"chair", "enter")
    assert screen.after("ctrl+down", "ctrl+down", *keys) == seen


def test_effort(screen: Screen, seen: SnapshotAssertion) -> None:
    project = screen.project
    for number, english in enumerate(
        ("Parliament votes on a new constitution", "By our correspondent", "Quite another thing")
    ):
        stored = project.segment(1, number)
        project.commit_edit(stored.id, english)
        project.effort.add_time({stored.id: 4_000 + 9_000 * number})
    assert screen.after("f12") == seen


def test_a_conflict(screen: Screen, seen: SnapshotAssertion) -> None:
    mine = Session(screen.project)
    mine.open_first()
    mine.type("Parliament decides on new constitution")
    mine.save()
    with Project.open(screen.project.path, author="ben") as other:
        theirs = Session(other)
        theirs.open_first()
        theirs.type("Parliament votes on a new constitution")
        theirs.leave()
    assert screen.after() == seen


def test_where_to_split(screen: Screen, seen: SnapshotAssertion) -> None:
    assert screen.after("ctrl+down", "ctrl+down", "alt+s") == seen


def test_what_a_replacement_would_change(screen: Screen, seen: SnapshotAssertion) -> None:
    assert screen.after("alt+r", *"Astana", "tab", *"the capital", "enter") == seen


def test_in_words(screen: Screen, seen: SnapshotAssertion) -> None:
    assert screen.after("f8", "f2", plain=True) == seen


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_high_contrast(project: Project, size: tuple[int, int], seen: SnapshotAssertion) -> None:
    assert Screen(project, size, ("contrast",)).after("f8") == seen


def test_a_terminal_that_is_too_small(project: Project, seen: SnapshotAssertion) -> None:
    assert Screen(project, (50, 9)).after() == seen


def test_without_colour(
    project: Project, seen: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert Screen(project, (80, 24)).after("f8") == seen
