"""How an editor gets about: from segment to segment, and between the list and the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui.asking import Asking

if TYPE_CHECKING:
    from workbench.desk import Outcome

__all__ = ["MovingActs"]


class MovingActs(Asking):
    """The part of the application that moves."""

    def action_next_segment(self) -> None:
        """Go on."""
        self._act(lambda: self.session.step(1))

    def action_previous_segment(self) -> None:
        """Go back."""
        self._act(lambda: self.session.step(-1))

    def action_next_unreviewed(self) -> None:
        """Go to what nobody has confirmed."""
        self._act(self.session.next_unreviewed)

    def action_next_finding(self) -> None:
        """Go to what a check found; say so where that is further up."""
        session = self.session
        before = session.index

        def found(outcome: Outcome) -> None:
            if outcome.ok and not outcome.message and session.index < before:
                self.notify("from the beginning again", timeout=3)

        self._act(session.next_finding, found)

    def action_next_low_score(self) -> None:
        """Go to what the decoder was unsure of."""
        self._act(self.session.begin_next_low_score)

    def action_first(self) -> None:
        """Go to the beginning."""
        if self.session.visible:
            self._act(lambda: self.session.go(self.session.visible[0]))

    def action_last(self) -> None:
        """Go to the end."""
        if self.session.visible:
            self._act(lambda: self.session.go(self.session.visible[-1]))

    def action_page_down(self) -> None:
        """Go a screenful on."""
        self._act(lambda: self.session.go(self.segments.page(1)))

    def action_page_up(self) -> None:
        """Go a screenful back."""
        self._act(lambda: self.session.go(self.segments.page(-1)))

    def action_go_to(self) -> None:
        """Ask for a number and go there."""

        def answered(text: str | None) -> None:
            if text is None:
                return
            if not text.strip().isdigit():
                self.notify("a segment's number is wanted", severity="warning")
                return
            self._act(lambda: self.session.go_to_number(int(text)))

        self._ask("Go to segment", answered, hint=f"0 to {len(self.session.rows) - 1}")

    def action_edit(self) -> None:
        """Go into the editor."""
        self.editor.focus()

    def action_to_list(self) -> None:
        """Go into the list, as Escape does."""
        self.segments.focus()
