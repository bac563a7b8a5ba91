"""What misspelt words may be meant for: guessed beside the desk, shown, and taken by number."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from tests.desk_support import desk, in_loop, project, screen_text, settle, still_cursor, until
from workbench.desk.fixing import all_safe, offered, words_in_doubt
from workbench.desk.speller import MOST_GUESSES, Speller
from workbench.model import Finding, Fix, Severity
from workbench.tui.screens import PickScreen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.store import Project

__all__ = ["project", "still_cursor"]

TEXT = "Sentense by Xqzt, sentense."


def misspelt(text: str, word: str, *, at: int = 0, fix: Fix | None = None) -> Finding:
    start = text.index(word, at)
    return Finding(
        check="spelling",
        severity=Severity.FUNCTIONAL,
        message=f"“{word}” is in no dictionary",
        start=start,
        end=start + len(word),
        fix=fix,
    )


def test_guesses_are_offered_for_what_has_no_fix_and_is_no_name() -> None:
    own = Fix(start=0, end=8, text="Sentense", replacement="Sentence", message="m")
    findings = [
        misspelt(TEXT, "Sentense", fix=own),
        misspelt(TEXT, "Xqzt"),
        misspelt(TEXT, "sentense"),
        Finding(check="number", severity=Severity.CRITICAL, message="n", start=18, end=26),
    ]
    assert words_in_doubt(findings, TEXT) == ["sentense"]
    assert [one.fix for one in offered(findings, TEXT)] == [own]
    found = offered(findings, TEXT, spellings={"sentense": ("sentence", "sensed"), "Xqzt": ("x",)})
    assert [(one.fix.replacement, one.fix.start) for one in found] == [
        ("Sentence", 0),
        ("sentence", 18),
        ("sensed", 18),
    ]
    assert found[1].finding is findings[2]
    # A capital that may be wanted is a guess like others; what a rule is sure of needs none.
    for safe, words in ((False, ["sentense"]), (True, [])):
        fix = Fix(start=18, end=26, text="sentense", replacement="S", message="m", safe=safe)
        assert words_in_doubt([misspelt(TEXT, "sentense", fix=fix)], TEXT) == words
    # By now something else stands there.
    assert words_in_doubt(findings, TEXT.upper()) == []
    assert offered(findings[2:3], "", spellings={"": ("x",)}) == []


def test_a_process_guesses_again_and_again_and_may_die() -> None:
    speller = Speller()
    try:
        guesses = speller.guesses(["sentense", "zzzzqqq"], language="en-GB")
        assert guesses["sentense"][0] == "sentence"
        assert len(guesses["sentense"]) <= MOST_GUESSES
        assert set(guesses) == {"sentense", "zzzzqqq"}
        process = speller._process
        assert process is not None
        process.kill()
        process.join()
        assert "colour" in speller.guesses(["colourr"], language="en-GB")["colourr"]
    finally:
        speller.close()
        speller.close()


class Guesses:
    """Stands in for the process: what it takes is another test's."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.may_answer = threading.Event()
        self.may_answer.set()

    def guesses(self, words: Sequence[str], *, language: str) -> dict[str, tuple[str, ...]]:
        assert language == "en-GB"
        self.may_answer.wait(10)
        self.asked += words
        known = {"sentense": ("sentence", "sensed"), "exampel": ("example",)}
        return {word: known.get(word, ()) for word in words}

    def close(self) -> None:
        pass


@in_loop
async def test_the_sidebar_shows_them_under_the_numbers_by_which_they_are_taken(
    project: Project,
) -> None:
    async with desk(project, size=(140, 40)) as (app, pilot):
        app.speller = guesses = Guesses()  # type: ignore[assignment]
        await pilot.press("ctrl+down")
        app.editor.put("This exampel is a sentense.")
        await until(pilot, lambda: "exampel" in guesses.asked)
        await settle(pilot)
        shown = screen_text(app)
        assert "Alt+A 1 write “example”" in shown
        assert "Alt+A 2 write “sentence”  3 “sensed”" in shown
        await pilot.press("alt+a", "3")
        assert app.editor.text == "This exampel is a sensed."
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert guesses.asked == ["exampel", "sentense"]


@in_loop
async def test_where_they_are_not_known_yet_the_choice_comes_when_they_are(
    project: Project,
) -> None:
    async with desk(project, size=(80, 24)) as (app, pilot):
        app.speller = guesses = Guesses()  # type: ignore[assignment]
        guesses.may_answer.clear()
        await pilot.press("ctrl+down")
        app.editor.put("This is a sentense.")
        await pilot.press("alt+a", "x")
        guesses.may_answer.set()
        await settle(pilot)
        # Somebody has typed on: no window comes up to take the next letters.
        assert not isinstance(app.screen, PickScreen)
        guesses.may_answer.clear()
        app._spellings.clear()
        app.editor.put("This is a sentense.")
        await pilot.press("alt+a")
        guesses.may_answer.set()
        await until(pilot, lambda: isinstance(app.screen, PickScreen))
        await pilot.press("1")
        assert app.editor.text == "This is a sentence."
        # A guess is asked about also where it is the only one.
        app.editor.put("This is an exampel.")
        await settle(pilot)
        await pilot.press("alt+a")
        await until(pilot, lambda: isinstance(app.screen, PickScreen))
        await pilot.press("enter")
        assert app.editor.text == "This is an example."


def test_a_fix_that_only_removes_marks_is_called_so_and_is_not_safe() -> None:
    text = "He said “so” then."
    bare = Fix(start=8, end=12, text="“so”", replacement="so", message="set the marks", safe=True)
    other = Fix(start=8, end=9, text="“", replacement="‘", message="set the marks", safe=True)
    found = {
        fix.replacement: offered(
            [Finding(check="quotes", severity=Severity.COSMETIC, message="m", fix=fix)], text
        )[0]
        for fix in (bare, other)
    }
    assert found["so"].fix.message == "remove the quotation marks"
    assert found["so"].only_removes_marks
    assert not found["so"].fix.safe
    assert (found["‘"].fix, found["‘"].only_removes_marks) == (other, False)
    assert all_safe([one.fix for one in found.values()], text)[1] == 1
    # An apostrophe too many is no quotation mark.
    own = Fix(start=0, end=2, text="s’", replacement="s", message="m", safe=True)
    finding = Finding(check="spelling", severity=Severity.COSMETIC, message="m", fix=own)
    assert offered([finding], "s’")[0].fix is own


@in_loop
async def test_removing_marks_is_asked_about(project: Project) -> None:
    async with desk(project, size=(80, 24)) as (app, pilot):
        await pilot.press("ctrl+down")
        app.editor.put("This is a “parliament” here.")
        await settle(pilot)
        await pilot.press("alt+a")
        await settle(pilot)
        assert isinstance(app.screen, PickScreen)
        assert "remove the quotation marks" in screen_text(app)
        await pilot.press("escape")
        assert app.editor.text == "This is a “parliament” here."


@in_loop
async def test_the_choice_of_fixes_shows_the_change_with_some_words_around_it(
    project: Project,
) -> None:
    async with desk(project, size=(80, 24)) as (app, pilot):
        app.speller = Guesses()  # type: ignore[assignment]
        await pilot.press("ctrl+down")
        app.editor.put(
            "The council of the town voted for it again and this exampel of what people said "
            "before the vote is a sentense of the kind that nobody in the hall would have written."
        )
        await until(pilot, lambda: len(app.offered()) >= 3)
        await pilot.press("alt+a")
        await until(pilot, lambda: isinstance(app.screen, PickScreen))
        await settle(pilot)
        lines = screen_text(app).split("Accept a fix")[1].splitlines()
        box = [line for line in lines if "exampel" in line or "sentense" in line]
        # Each in a line of its own beside what it is for, and not the whole sentence every time.
        assert len(box) == 3
        assert lines.index(box[-1]) - lines.index(box[0]) <= 6
