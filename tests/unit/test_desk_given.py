"""Words that the decoder was given in English, as the desk tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.desk_support import desk, in_loop, project, screen_text, settle, still_cursor
from workbench.desk.given import given_words
from workbench.model import Draft, Rendering
from workbench.tui.sidebar import SegmentFacts, facts_content

if TYPE_CHECKING:
    from workbench.store import Project

__all__ = ["project", "still_cursor"]


def rendering(number: int, *, source: str = "nl", words: object = None) -> Rendering:
    trace = None if words is None else {"pieces": [{"words": words}, {"attempts": []}]}
    return Rendering(
        id=number,
        target="en",
        origin="engine" if words is not None else "human",
        author="anna",
        created="",
        signature="",
        source=source,
        trace=trace,
    )


def test_the_last_draft_that_the_text_goes_back_to_tells_them() -> None:
    history = [
        rendering(1, words=[["steenmarter", "stone marten"], ["dassen", "badgers"]]),
        rendering(2),
        rendering(3, words=[["dassen", "badgers"], ["dassen", "badgers"]]),
    ]
    told = [
        [word.dutch for word in given_words(history, source="nl", current_id=current)]
        for current in (1, 2, 3, None)
    ]
    assert told == [["steenmarter", "dassen"], ["steenmarter", "dassen"], ["dassen"], ["dassen"]]


def test_other_dutch_and_traces_of_another_shape_tell_nothing() -> None:
    history = [rendering(1, source="older", words=[["dassen", "badgers"]])]
    assert given_words(history, source="nl", current_id=1) == ()
    for words in ("das", [["das"]], [[1, 2]], [None]):
        assert given_words([rendering(1, words=words)], source="nl", current_id=1) == ()
    assert given_words([], source="nl", current_id=None) == ()


def test_they_are_one_line_drawn_or_said() -> None:
    given = given_words(
        [rendering(1, words=[["steenmarter", "stone marten"], ["[b]das", "badger"]])],
        source="nl",
        current_id=1,
    )
    drawn, said = (
        facts_content(SegmentFacts(text="en", source="nl", given=given, drawn=drawn)).plain
        for drawn in (True, False)
    )
    assert drawn == "given in English  steenmarter → stone marten, [b]das → badger"
    assert said == "given in English  steenmarter is stone marten, [b]das is badger"


@in_loop
async def test_the_sidebar_shows_them_from_the_draft(project: Project) -> None:
    project.add_rendering(
        project.segment(1, 1).id,
        draft=Draft(target="This is two.", trace={"pieces": [{"words": [["twee", "pair"]]}]}),
    )
    async with desk(project, size=(140, 40)) as (app, pilot):
        assert "given in English" not in screen_text(app)
        await pilot.press("ctrl+down")
        await settle(pilot)
        assert "given in English  twee → pair" in screen_text(app)
        # They stay when the text is a person's.
        await pilot.press(*" Now", "ctrl+s", "ctrl+up")
        await settle(pilot)
        assert "given in English  twee → pair" in screen_text(app)
