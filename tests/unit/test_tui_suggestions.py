"""What the desk offers for a segment: its sidebar, alternatives, terms, the memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input, Static

from tests.desk_support import desk, in_loop, project, screen_text, settle, still_cursor
from tests.store_support import sync, targets, translate
from workbench.glossary.file import load_glossary
from workbench.model import Draft
from workbench.tui.differing import difference
from workbench.tui.screens import PickScreen
from workbench.tui.term_screen import TermScreen

if TYPE_CHECKING:
    from workbench.store import Project

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
