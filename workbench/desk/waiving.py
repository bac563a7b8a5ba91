"""Letting what a check says of a segment pass, with a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.desk.outcome import Outcome
from workbench.desk.seat import Seat

if TYPE_CHECKING:
    from workbench.desk.judge import Judgement
    from workbench.model import Finding

__all__ = ["Waiving"]


class Waiving(Seat):
    """A seat where findings can be waived; the waived ones are no longer shown."""

    def judgement(self) -> Judgement:
        """Return terms and findings of the text in the editor, without what was waived."""
        judged = super().judgement()
        if not judged.findings:
            return judged
        waived = self.project.waivers.of(self.stored.id)
        kept = tuple(one for one in judged.findings if (one.check, one.message) not in waived)
        return judged if len(kept) == len(judged.findings) else replace(judged, findings=kept)

    def waive_finding(self, finding: Finding, reason: str) -> Outcome:
        """Let a finding pass until the segment's Dutch changes.

        Args:
            finding: one of ``judgement``; a term has a waiver of its own.
            reason: why it may pass.
        """
        if not reason.strip() or finding.check == "term":
            return Outcome(kind="nothing", message="there is nothing to waive, or no reason given")
        self.project.waivers.waive(
            self.stored.id, check=finding.check, message=finding.message, reason=reason
        )
        if self.stored.rendering is not None and not self.changed:
            # What is kept as open goes with it, so that the list no longer shows it.
            judged = self.judgement()
            self.project.set_findings(
                self.stored.id, judged.findings, terms=judged.terms, term_key=judged.term_key
            )
        self._refresh_row()
        self._catch_up()
        return Outcome(kind="done", message=f"{finding.check} is waived here")
