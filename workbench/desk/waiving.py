"""Letting what a check says of a segment pass, with a reason, and opening it again.

Both are acts like any other: they stand in the history, and undo takes them back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.desk.outcome import Outcome
from workbench.desk.seat import Seat
from workbench.qa import check_draft

if TYPE_CHECKING:
    from workbench.desk.judge import Judgement
    from workbench.model import Finding, Rung
    from workbench.store.waivers import Waiver

__all__ = ["Passed", "Waiving"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A finding on the text in the editor that somebody has let pass."""

    finding: Finding
    waiver: Waiver


class Waiving(Seat):
    """A seat where findings and terms can be waived; waived findings are no longer open."""

    def judgement(self) -> Judgement:
        """Return terms and findings of the text in the editor, without what was waived."""
        judged = super().judgement()
        if not judged.findings:
            return judged
        waived = self.project.waivers.of(self.stored.id)
        kept = tuple(one for one in judged.findings if (one.check, one.message) not in waived)
        return judged if len(kept) == len(judged.findings) else replace(judged, findings=kept)

    def passed(self) -> tuple[Passed, ...]:
        """Return what is found in the text in the editor and was waived."""
        found = super().judgement().findings
        if not found:
            return ()
        waivers = {(w.check, w.message): w for w in self.project.waivers.records(self.stored.id)}
        return tuple(
            Passed(finding=one, waiver=waivers[one.check, one.message])
            for one in found
            if (one.check, one.message) in waivers
        )

    def waive_finding(self, finding: Finding, reason: str) -> Outcome:
        """Let a finding pass until the segment's Dutch changes.

        Args:
            finding: one of ``judgement``; a term has a waiver of its own.
            reason: why it may pass.
        """
        if not reason.strip() or finding.check == "term":
            return Outcome(kind="nothing", message="there is nothing to waive, or no reason given")
        # What was typed is an act of its own, before this one.
        outcome = self.leave()
        if not outcome.ok:
            return outcome
        return self._turned(
            self.desk.waive(self.base, check=finding.check, message=finding.message, reason=reason),
            f"{finding.check} is waived here",
        )

    def reopen_finding(self, passed: Passed) -> Outcome:
        """Take the waiver of a finding back."""
        outcome = self.leave()
        if not outcome.ok:
            return outcome
        return self._turned(
            self.desk.reopen(self.base, passed.waiver), f"{passed.finding.check} is open again"
        )

    def _turned(self, done: bool, message: str) -> Outcome:
        if not done:
            self._set_conflict()
            return self._in_conflict()
        self._keep_findings()
        self._refresh_row()
        self._catch_up()
        return Outcome(kind="done", message=message)

    def _keep_findings(self) -> None:
        """Store what is open in the current text, so that the list and all counts say the same."""
        if self.stored.rendering is None or self.changed or self.conflict is not None:
            return
        judged = self.judgement()
        self.project.set_findings(
            self.stored.id, judged.findings, terms=judged.terms, term_key=judged.term_key
        )

    def waive(self, concept: str, reason: str) -> Outcome:
        """Let a term pass that the English does not say as the glossary asks.

        It lasts until the concept changes; the reason is kept as a remark.
        """
        if not reason.strip():
            return Outcome(kind="nothing", message="there is nothing to waive, or no reason given")
        outcome = self._set_rung(concept, "unresolved", "waived", what="waive")
        if outcome.kind == "done":
            self.desk.add_note(self.stored.id, f"waived {concept}: {reason.strip()}")
            self._refresh_row()
            self._catch_up()
        return outcome

    def reopen(self, concept: str) -> Outcome:
        """Take the waiver of a term back."""
        return self._set_rung(concept, "waived", "unresolved", what="reopen")

    def _set_rung(self, concept: str, old: Rung, new: Rung, *, what: str) -> Outcome:
        """Give a term of the current text another rung, as an act."""
        if self.conflict is not None:
            return self._in_conflict()
        judged = self.judgement()
        if not any(term.hit.concept == concept and term.rung == old for term in judged.terms):
            return Outcome(kind="nothing", message="there is nothing to waive, or no reason given")
        terms = tuple(
            replace(term, rung=new) if term.hit.concept == concept and term.rung == old else term
            for term in judged.terms
        )
        rendering = self.desk.commit(
            self.base,
            self.text,
            state=self.stored.state if not self.changed else "translated",
            what=what,
            terms=terms,
            findings=check_draft(
                self.stored.segment,
                self.text,
                terms,
                guide=self.judge.guide,
                names=self.surnames(),
            ),
            term_key=judged.term_key,
        )
        if rendering is None:
            self._set_conflict()
            return self._in_conflict()
        self._after_act()
        return Outcome(
            kind="done",
            message=f"{concept} is {'waived here' if new == 'waived' else 'open again'}",
        )
