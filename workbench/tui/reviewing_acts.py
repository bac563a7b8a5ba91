"""What an editor decides on a segment: confirmed or not, final, with a remark, and taken back."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from workbench.errors import WorkbenchError
from workbench.model import Severity
from workbench.text.counting import counted
from workbench.tui.asking import Asking
from workbench.tui.screens import Choice

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.desk import Outcome
    from workbench.store import Undone

__all__ = ["HELD_SECONDS", "ReviewingActs"]

HELD_SECONDS = 0.15
"""Between two presses of a key that is held down there are fewer; nobody presses twice so fast."""


class ReviewingActs(Asking):
    """The part of the application that decides."""

    _announced: tuple[int, Undone] | None = None
    """The segment, by its stored number, at which was said what undo would take back, and what."""
    _led_to: int | None = None
    """The segment that undo led to from another one."""
    _undo_pressed: float = float("-inf")

    def action_confirm(self) -> None:
        """Confirm and go on."""
        self._decide(self.session.confirm_and_next, "confirmed")

    def _decide(self, act: Callable[[], Outcome], done: str) -> None:
        """Confirm, and say so where a critical finding is left: that is the person's decision."""
        session = self.session
        number = session.row.number
        left: list[str] = []

        def decide() -> Outcome:
            # By the text as it is confirmed: what is typed may be a moment ahead of the signs.
            # Without any English it is left out, and asks for that itself.
            left[:] = [
                finding.message
                for finding in session.judgement().findings
                if finding.severity == Severity.CRITICAL and session.text.strip()
            ]
            return act()

        def decided(outcome: Outcome) -> None:
            if outcome.kind == "done" and left:
                more = f", and {len(left) - 1} more" if len(left) > 1 else ""
                self.notify(
                    f"segment {number} {done}; critical: {left[0]}{more}",
                    severity="warning",
                    timeout=6,
                )

        self._act(decide, decided)

    def action_unconfirm(self) -> None:
        """Take a confirmation back."""
        self._act(self.session.unconfirm)

    def action_finalise(self) -> None:
        """Mark the segment final and go on."""
        self._decide(self.session.finalise_and_next, "final")

    def action_finalise_all(self) -> None:
        """Ask whether all reviewed segments of the article are final."""
        if len(self.screen_stack) > 1:
            return
        session = self.session
        session.type(self.editor.text)
        ready, critical = session.to_finalise()
        if not ready:
            self.notify("no segment of this article waits to be marked final")
            return
        left = f"{counted(critical, 'of them has', plural='of them have')} a critical finding"

        def picked(which: str | None) -> None:
            if which == "yes":
                self._act(session.begin_finalise_all)

        self._pick(
            f"Mark {counted(len(ready), 'reviewed segment')} of this article final?",
            [
                Choice("yes", "Mark them final", left if critical else "one undo takes it back"),
                Choice("no", "Leave them as they are"),
            ],
            picked,
        )

    def action_undo(self) -> None:
        """Undo typing, else the last act; in the editor none elsewhere before it was named."""
        if len(self.screen_stack) > 1:
            return
        if not self.editor.has_focus:
            self._announced = None
            self._act(self.session.begin_undo)
            return
        held = time.monotonic() - self._undo_pressed < HELD_SECONDS
        if self.editor.can_undo:
            self._announced = None
            self.editor.undo()
        elif self.busy or (held and self._announced is not None) or self._stops(held=held):
            pass  # a key that is held down never comes past what was said
        else:
            self._undo_act()
        self._undo_pressed = time.monotonic()

    def _stops(self, *, held: bool) -> bool:
        """Say what undo would take back, where that was not said yet; return whether it was not."""
        session, here = self.session, self.session.stored.id
        session.type(self.editor.text)
        try:
            if session.takes_term_out:
                return held  # it was added just now, and nothing was done since
            following = session.upcoming()
        except WorkbenchError:
            return False  # the act itself waits where it has to, and says what is the matter
        if following is None or self._announced == (here, following):
            return False
        near = here in (following.several or (following.segment_id,))
        if near and not held and self._led_to != here and not self.editor.can_redo:
            return False
        self._announced = here, following
        where = f"segment {following.number}"
        if following.several:
            where = f"{len(following.several)} segments"
        self.notify(
            f"nothing more typed here; once more takes back: {following.what} of {where}",
            timeout=5,
        )
        return True

    def _undo_act(self) -> None:
        before = self.session.index

        def undone(_: Outcome) -> None:
            # By its place: what was split and is one again is another segment, and still here.
            if self.session.index != before:
                self._led_to = self.session.stored.id
            self._undo_pressed = time.monotonic()

        self._announced = None
        self._act(self.session.begin_undo, undone)

    def action_redo(self) -> None:
        """Redo typing, else what was undone last."""
        if len(self.screen_stack) > 1:
            return
        self._announced = None
        if self.editor.has_focus and self.editor.can_redo:
            self.editor.redo()
            return
        self._act(self.session.begin_redo)

    def action_comment(self) -> None:
        """Ask for a remark and keep it."""

        def answered(text: str | None) -> None:
            if text:
                self._act(lambda: self.session.comment(text))

        self._ask("Comment", answered, hint="a remark for whoever comes to this segment next")
