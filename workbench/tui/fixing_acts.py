"""Taking the fixes that findings offer, among them what a misspelt word may be meant for.

Guesses at spellings come from a process beside the desk, ahead of being asked for: when the sidebar
tells of a finding it can tell them too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.desk.fixing import all_safe, offered, words_in_doubt
from workbench.desk.speller import Speller
from workbench.model import apply_fix
from workbench.tui.asking import Asking
from workbench.tui.messages import SpellingsFound
from workbench.tui.screens import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.desk.fixing import Offered

__all__ = ["FixingActs"]

_LONGEST = 400
"""Words whose guesses are kept; beyond, all are forgotten."""


class FixingActs(Asking):
    """The part of the application that mends what was found."""

    _spellings: dict[str, tuple[str, ...]]
    _fix_wanted: str | None = None
    """The text that fixes were asked for before the guesses among them were known."""

    def begin_fixing(self) -> None:
        """Know no guesses yet."""
        self._spellings = {}
        self.speller = Speller()

    def offered(self) -> list[Offered]:
        """Return the fixes for the text in the editor, as far as they are known."""
        return offered(
            self.session.judgement().findings, self.session.text, spellings=self._spellings
        )

    def guess_spellings(self) -> bool:
        """See to it that the guesses for this text get known; return whether they are."""
        unknown = [
            word
            for word in words_in_doubt(self.session.judgement().findings, self.session.text)
            if word not in self._spellings
        ]
        if unknown:
            self._look_up(unknown, self.session.judge.guide.language)
        return not unknown

    def _look_up(self, words: Sequence[str], language: str) -> None:
        def job() -> None:
            self.post_message(SpellingsFound(self.speller.guesses(words, language=language)))

        # Its own thread also where the project may only be opened once: it is not opened here.
        self.run_worker(
            job,
            thread=True,
            exclusive=True,
            exit_on_error=False,
            group="spelling",
            description="spellings",
        )

    def on_spellings_found(self, message: SpellingsFound) -> None:
        """Tell them, and offer them where they are waited for."""
        if len(self._spellings) > _LONGEST:
            self._spellings.clear()
        self._spellings.update(message.guesses)
        self._show_facts()
        wanted, self._fix_wanted = self._fix_wanted, None
        # Whoever has typed on meanwhile would type into a window that comes up.
        if wanted is not None and wanted == self.editor.text:
            self.action_accept_fix()

    def action_accept_fix(self) -> None:
        """Make the fix that a finding offers; the only one at once, unless it is a guess."""
        if len(self.screen_stack) > 1:
            return
        self.session.type(self.editor.text)
        if not self.guess_spellings():
            self._fix_wanted = self.session.text
            self.notify("looking up what is meant …", timeout=2)
            return
        text, found = self.session.text, self.offered()
        if not found:
            self.notify(
                "no finding here offers a fix"
                if self.session.judgement().findings
                else "nothing was found here"
            )
            return
        if len(found) == 1 and not found[0].is_guess and not found[0].only_removes_marks:
            self._put(apply_fix(text, found[0].fix))
            self.notify(f"{found[0].fix.message}; Ctrl+Z takes it back", timeout=3)
            return
        choices = [
            (apply_fix(text, fix), f"{finding.check}: {fix.message}{', safe' if fix.safe else ''}")
            for finding, fix in found
        ]
        fixed, made = all_safe((fix for _, fix in found), text)
        if made > 1:
            # Last, so that every other one has the number that the sidebar gives it.
            choices.append((fixed, f"all {made} safe fixes"))
        self._pick(
            "Accept a fix",
            [Choice(str(n), *choice) for n, choice in enumerate(choices)],
            lambda which: None if which is None else self._put(choices[int(which)][0]),
            base=text,
            whole=False,
        )
