"""What an editor decides on a segment: confirmed or not, final, with a remark, and taken back."""

from __future__ import annotations

from workbench.tui.asking import Asking

__all__ = ["ReviewingActs"]


class ReviewingActs(Asking):
    """The part of the application that decides."""

    def action_confirm(self) -> None:
        """Confirm and go on."""
        self._act(self.session.confirm_and_next)

    def action_unconfirm(self) -> None:
        """Take a confirmation back."""
        self._act(self.session.unconfirm)

    def action_finalise(self) -> None:
        """Mark the segment final."""
        self._act(self.session.finalise)

    def action_undo(self) -> None:
        """Undo typing, else the last act."""
        if self.editor.has_focus and self.editor.can_undo:
            self.editor.undo()
            return
        self._act(self.session.begin_undo)

    def action_redo(self) -> None:
        """Redo typing, else what was undone last."""
        if self.editor.has_focus and self.editor.history.redo_stack:
            self.editor.redo()
            return
        self._act(self.session.begin_redo)

    def action_comment(self) -> None:
        """Ask for a remark and keep it."""

        def answered(text: str | None) -> None:
            if text:
                self._act(lambda: self.session.comment(text))

        self._ask("Comment", answered, hint="a remark for whoever comes to this segment next")
