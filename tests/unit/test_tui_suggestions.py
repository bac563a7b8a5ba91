"""What the desk offers for a segment: its sidebar, alternatives, terms, the memory."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from textual.widgets import Input, Static

from tests.desk_support import desk, in_loop, project, screen_text, settle, still_cursor, until
from tests.store_support import sync, targets, translate
from workbench.glossary.file import load_glossary
from workbench.model import Draft
from workbench.tui.differing import difference
from workbench.tui.screens import PickScreen
from workbench.tui.sidebar import facts_content
from workbench.tui.term_screen import TermScreen

if TYPE_CHECKING:
    from workbench.desk.decoder import Request
    from workbench.store import Project
    from workbench.tui.app import ReviewApp

__all__ = ["project", "still_cursor"]


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
async def test_numbers_of_alternatives_stay_when_one_is_taken(project: Project) -> None:
    add_alternatives(project, "That is one.", "It is one.", "One it is.")
    async with desk(project) as (app, pilot):
        await settle(pilot)
        before = list(app._alternatives)
        assert before[:3] == ["That is one.", "It is one.", "One it is."]
        await pilot.press("alt+2")
        await settle(pilot)
        assert app._alternatives == [before[0], "This is one.", *before[2:]]
        await pilot.press("alt+3")
        assert app.editor.text == "One it is."


def test_a_choice_that_differs_by_more_than_half_is_there_to_be_read() -> None:
    base = "Nobody was hurt in the old harbour on Monday night."
    other = "The port saw no victims."
    assert difference(base, other, choice=True).plain == other
    assert not difference(base, other, choice=True).spans
    near = "Nobody was hurt in the old harbour on Monday."
    shows = difference(base, near, choice=True)
    assert "night" in shows.plain
    assert any("strike" in str(span.style) for span in shows.spans)


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
async def test_a_terms_impact_counts_the_whole_project_and_done_articles_are_told_of(
    project: Project,
) -> None:
    for name, dutch in (("/in/b.txt", ["Niets.", "Ook twee.", "Twee."]), ("/in/c.txt", ["Een."])):
        translate(project, sync(project, name, dutch))
    (_, done, open_) = project.segments(2)
    project.commit_edit(done.id, "Also TWEE.", state="final")
    assert open_.state == "translated"
    async with desk(project, article="a.txt") as (app, pilot):
        await pilot.press("ctrl+t", *"twee", "tab", *"two", "enter")
        await settle(pilot)
        said = " ".join(str(app.screen.query_one(".hint", Static).content).split())
        assert "1 segment of this article holds it; the English of 1 says it otherwise: 1; " in said
        assert (
            "in another article 2 segments hold it, and 2 otherwise: b.txt:1, b.txt:2 "
            "(1 of them reviewed)" in said
        )
        await pilot.press("enter")
        await settle(pilot)
        told = [one.message for one in app._notifications if "other articles" in one.message]
        assert told == [
            "1 reviewed segment of other articles has a critical finding by it now: b.txt:1"
        ]


@in_loop
async def test_history_tells_a_machines_words_from_those_of_a_person(project: Project) -> None:
    async with desk(project, size=(140, 40)) as (app, pilot):
        await pilot.press("ctrl+s", "ctrl+up")
        await settle(pilot)
        assert "anna  confirm, as drafted" in screen_text(app)
        await pilot.press(*" Now", "ctrl+s", "ctrl+up")
        await settle(pilot)
        lines = [line for line in screen_text(app).splitlines() if "anna  confirm" in line]
        assert [("as drafted" in line) for line in lines] == [False, True]


@in_loop
async def test_the_form_goes_through_the_words_of_the_dutch(project: Project) -> None:
    async with desk(project) as (app, pilot):
        await pilot.press("ctrl+t")
        await settle(pilot)

        def fields() -> list[str]:
            return [app.screen.query_one(f"#{name}", Input).value for name in ("nl", "en", "type")]

        assert fields() == ["", "", "term"]
        await pilot.press("down")
        assert fields() == ["stemde", "", "term"]
        # What was typed as English stays.
        await pilot.press("tab", *"voted", "up")
        assert fields() == ["stemde", "voted", "term"]


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
        # Nothing but the term is found in it, so that there is nothing to choose from.
        app.editor.put("They voted.")
        await settle(pilot)
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
async def test_alternatives_that_break_the_glossary_come_last_and_say_so(project: Project) -> None:
    add_alternatives(project, "The chamber voted.", "The Mazhilis did vote.")
    async with desk(project, size=(140, 40)) as (app, pilot):
        await settle(pilot)
        assert app._alternatives[0] == "The Mazhilis did vote."
        told = [line for line in screen_text(app).splitlines() if "lacks Mazhilis" in line]
        assert any("The chamber voted." in line for line in told)
        assert not any("did vote" in line for line in told)
        await pilot.press("f9")
        await settle(pilot)
        assert "lacks Mazhilis" in screen_text(app)
        await pilot.press("1")
        assert app.editor.text == "The Mazhilis did vote."


class SlowDecoder:
    """Stands in for the engine's process and takes its time."""

    def __init__(self) -> None:
        self.may_end = threading.Event()

    def translate(self, request: Request) -> Draft:
        self.may_end.wait(10)
        return Draft(target=f"EN {request.segment.source} again")

    def close(self) -> None:
        self.may_end.set()


@in_loop
async def test_the_title_tells_that_the_engine_works_until_it_is_done(project: Project) -> None:
    async with desk(project) as (app, pilot):
        decoder = SlowDecoder()
        app._decoder = decoder  # type: ignore[assignment]
        for doing in ("… loading the model", "… translating"):
            await pilot.press("f5")
            await pilot.pause(0.3)
            assert doing in screen_text(app).splitlines()[0]
            decoder.may_end.set()
            await until(pilot, lambda: app.editor.text.endswith("again"))
            await settle(pilot)
            assert doing not in screen_text(app)
            decoder.may_end.clear()


@in_loop
async def test_a_waived_finding_stays_in_sight_and_is_opened_again(project: Project) -> None:
    async with desk(project, size=(140, 40)) as (app, pilot):
        await pilot.press("ctrl+a", *"Teh house  here.", "escape", "w")
        await settle(pilot)
        names = [choice.id for choice in app.screen._choices]  # type: ignore[attr-defined]
        at = next(n for n, name in enumerate(names, 1) if "spacing" in name)
        await pilot.press(str(at), *"as in the poem", "enter")
        await settle(pilot)
        assert "w spacing: two spaces" in screen_text(app)
        assert app.sidebar._facts is not None
        told = facts_content(app.sidebar._facts).plain
        assert "waived by anna" in told
        assert ": as in the poem" in told
        assert "anna  waive  spacing: as in the poem" in told
        assert noted(app)
        # `w` takes it back, and so does undo.
        await pilot.press("w")
        await settle(pilot)
        assert "waived, as in the poem: open it again" in screen_text(app)
        names = [choice.id for choice in app.screen._choices]  # type: ignore[attr-defined]
        await pilot.press(str(names.index("open spacing: two spaces") + 1))
        await settle(pilot)
        assert not noted(app)
        assert project.waivers.all() == []
        await pilot.press("z", "z")
        await settle(pilot)
        assert "spacing" in {one.check for one in app.session.judgement().findings}
        assert [one.undone for one in app.session.acts() if one.finding] == [True, True]


def noted(app: ReviewApp) -> bool:
    """Whether the row of the current segment bears the sign of a remark."""
    return app.session.row.noted
