"""All that a person can do at the desk, without a screen.

A session is a seat at a document with its moves and acts; every one ends in an ``Outcome``. Nothing
about keys or widgets may come in here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.desk.alternatives import alternatives
from workbench.desk.articles import Articles
from workbench.desk.fixing import fixes
from workbench.desk.judge import Judge
from workbench.desk.moving import Moving
from workbench.desk.outcome import Outcome
from workbench.desk.replacing import Replacing
from workbench.desk.restructure import Restructuring
from workbench.desk.seat import DONE
from workbench.desk.terms import impact, proposals, propose, write
from workbench.desk.undoing import Undoing
from workbench.desk.waiving import Waiving
from workbench.errors import UsageError
from workbench.formats.write import render_text
from workbench.guide import load_guide
from workbench.model import Severity
from workbench.qa import check_draft
from workbench.store.records import DraftItem
from workbench.text.counting import counted
from workbench.text.house_quotes import depth_after

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.desk.terms import Impact, NewTerm
    from workbench.model import Draft, Fix, Rendering, State
    from workbench.store import NoteRecord, Project
    from workbench.store.records import ActRecord, DraftText

__all__ = ["Session"]


class Session(Moving, Undoing, Waiving, Restructuring, Replacing, Articles):
    """A seat and everything that can be done from it."""

    def confirm(self) -> Outcome:
        """Confirm the current text as reviewed; an empty one has to be confirmed twice."""
        if self.conflict is not None:
            return self._in_conflict()
        if not self.shown:
            return Outcome(kind="nothing", message="the segment is not shown: search again first")
        if not self.changed and self.stored.state in DONE and not self.stored.stale:
            return Outcome(kind="nothing")
        if not self.text.strip() and not self._omit_asked:
            self._omit_asked = True
            return Outcome(
                kind="ask", message="no English here: confirm again to leave the segment out"
            )
        return self._commit("reviewed", what="confirm")

    def confirm_and_next(self) -> Outcome:
        """Confirm and go to the next visible segment."""
        outcome = self.confirm()
        if not outcome.ok:
            return outcome
        later = [i for i in self.visible if i > self.index]
        if not later:
            done, total = self.progress
            left = total - done
            return Outcome(
                kind=outcome.kind,
                message=self._at_the_end()
                if not left
                else f"the last segment; {left} are not reviewed yet",
            )
        self._enter(later[0])
        return outcome

    def _at_the_end(self) -> str:
        """Say what is next when all is reviewed: findings that are open come before the export."""
        found = [row.severity for row in self.rows if row.severity]
        if not found:
            return "the article is reviewed to the end: export it, or open another"
        critical = sum(severity == Severity.CRITICAL for severity in found)
        have = counted(len(found), "segment has", plural="segments have")
        return (
            f"the article is reviewed to the end, but {have} open findings"
            f"{f', {critical} of them critical ones' if critical else ''}: “Next finding” leads there"
        )

    def unconfirm(self) -> Outcome:
        """Take a confirmation back."""
        if self.stored.state not in DONE:
            return Outcome(kind="nothing", message="it is not confirmed")
        if self.changed or self.conflict is not None:
            return self.leave()
        if self.stored.omitted:
            return self._want_again()
        return self._state("translated", what="unconfirm", message="no longer confirmed")

    def _want_again(self) -> Outcome:
        """Let the checks find again that there is no English, which was confirmed as left out."""
        judged = self.judge(self.stored.segment, self.text, current=self.stored.rendering)
        rendering = self.desk.commit(
            self.base,
            self.text,
            state="translated",
            what="unconfirm",
            terms=judged.terms,
            findings=judged.findings,
            term_key=judged.term_key,
        )
        if rendering is None:
            self._set_conflict()
            return self._in_conflict()
        self._after_act()
        return Outcome(kind="done", message="no longer left out")

    def finalise(self) -> Outcome:
        """Mark the segment final, with what was typed there."""
        if self.conflict is not None:
            return self._in_conflict()
        if self.stored.state == "final" and not self.changed:
            return Outcome(kind="nothing", message="it is final already")
        if not self.text.strip() and (self.changed or not self.stored.omitted):
            return Outcome(kind="nothing", message="no English here: confirm it as left out first")
        if self.changed or self.stored.state != "reviewed":
            outcome = self._commit("final", what="final")
            return Outcome(kind=outcome.kind, message=outcome.message or "final")
        return self._state("final", what="final", message="final")

    def _state(self, state: State, *, what: str, message: str) -> Outcome:
        if not self.desk.set_state(self.base, state, what=what):
            self._set_conflict()
            return self._in_conflict()
        self._after_act()
        return Outcome(kind="done", message=message)

    def take_draft(self, segment_id: int, source: str, draft: Draft) -> Outcome:
        """Keep a new draft of an engine, and put it in the editor unless something was typed there.

        Where a person has written or confirmed the current rendering, the draft is an alternative.

        Args:
            segment_id: the segment it is for, which need not be the current one any more.
            source: the Dutch it was made for.
            draft: what the engine made of it.
        """
        before = self.text
        changed = self.changed or self.conflict is not None
        key = self.judge.key(source)
        self.project.add_drafts(
            [DraftItem(segment_id=segment_id, draft=draft, term_key=key or "", source=source)],
            # What is being typed began from the rendering there is.
            make_current=not (changed and segment_id == self.stored.id),
        )
        self._lowest_of = None
        at = self._at(segment_id)
        if at is not None:
            self._refresh_row(at)
        self._catch_up()
        if segment_id != self.stored.id:
            return Outcome(kind="done", message="the other segment was translated again")
        if changed:
            return Outcome(kind="done", message="the new draft is among the alternatives")
        self._reload()
        if self.text == draft.target:
            same = before == draft.target
            return Outcome(kind="done", message="the same again" if same else "translated again")
        self.text = draft.target
        return Outcome(
            kind="done", message="the new draft is in the editor; confirm it if it is better"
        )

    def waive(self, concept: str, reason: str) -> Outcome:
        """Let a term pass that the English does not say as the glossary asks.

        It lasts until the concept changes; the reason is kept as a remark.
        """
        if self.conflict is not None:
            return self._in_conflict()
        terms = self.judgement().terms
        if not reason.strip() or not any(
            term.hit.concept == concept and term.rung == "unresolved" for term in terms
        ):
            return Outcome(kind="nothing", message="there is nothing to waive, or no reason given")
        waived = tuple(
            replace(term, rung="waived")
            if term.hit.concept == concept and term.rung == "unresolved"
            else term
            for term in terms
        )
        rendering = self.desk.commit(
            self.base,
            self.text,
            state=self.stored.state if not self.changed else "translated",
            what="waive",
            terms=waived,
            findings=check_draft(self.stored.segment, self.text, waived, guide=self.judge.guide),
            term_key=self.judgement().term_key,
        )
        if rendering is None:
            self._set_conflict()
            return self._in_conflict()
        self.desk.add_note(self.stored.id, f"waived {concept}: {reason.strip()}")
        self._after_act()
        return Outcome(kind="done", message=f"{concept} is waived here")

    def propose_term(self, selected: str = "") -> NewTerm:
        """Return what the form for a new term begins with."""
        return propose(
            self.stored.segment.source,
            self.judge.hits(self.stored.segment.source),
            selected=selected,
        )

    def term_proposals(self) -> list[NewTerm]:
        """Return what else of the segment's Dutch a new term may be made of."""
        source = self.stored.segment.source
        return proposals(source, self.judge.hits(source))

    def term_impact(self, term: NewTerm) -> Impact:
        """Return what a new term would mean for this article.

        Raises:
            UsageError: there is no glossary file.
            WorkbenchError: the glossary would not take it.
        """
        return impact(self._glossary_file(), term, self.rows, author=self.desk.author)

    def add_term(self, term: NewTerm) -> Outcome:
        """Add a term to the glossary file and judge by it from now on.

        Raises:
            UsageError: there is no glossary file.
            WorkbenchError: the glossary would not take it, or was changed elsewhere meanwhile.
        """
        glossary = write(self._glossary_file(), term, author=self.desk.author)
        self.judge = Judge(glossary, guide=load_guide(glossary, project=self.project.path))
        return Outcome(
            kind="done", message=f"{term.nl} → {term.en} is in the glossary; F5 translates again"
        )

    def _glossary_file(self) -> Path:
        if self.glossary_path is None:
            raise UsageError(
                "there is no glossary to add to",
                hint="start the desk with --glossary FILE, or put glossary.yaml beside the project",
            )
        return self.glossary_path

    def comment(self, text: str) -> Outcome:
        """Leave a remark on the current segment."""
        if not text.strip():
            return Outcome(kind="nothing")
        self.desk.add_note(self.stored.id, text.strip())
        self._refresh_row()
        self._catch_up()
        return Outcome(kind="done", message="remark added")

    def article_text(self, *, project: Project | None = None) -> str:
        """Return the article's English as an export would write it, with what is typed now.

        Args:
            project: another connection to the same project, for a thread of its own.
        """
        project = project or self.project
        here, typed, changed = self.stored.id, self.text, self.changed
        text = project.document_text(self.document.id)
        pieces = (
            (
                stored.segment.start,
                stored.segment.end,
                None
                if stored.omitted and (stored.id != here or not changed)
                else (typed if stored.id == here else stored.target),
            )
            for stored in project.segments(self.document.id)
        )
        return "".join(render_text(text, pieces))

    # What the sidebar shows

    def alternatives(self) -> list[str]:
        """Return other ways to put the segment, at most nine."""
        return alternatives(
            self.stored.segment,
            self.history(),
            hits=self.judge.hits(self.stored.segment.source),
            quote_depth=self.quote_depth(),
            current=self.text,
        )

    def fixes(self) -> list[Fix]:
        """Return the fixes that the findings on the text in the editor offer, safe ones first."""
        return fixes(self.judgement().findings, self.text)

    def quote_depth(self) -> int:
        """Return how many quotations of the unit are open where the segment begins."""
        depth = 0
        at = self.index
        while at > 0 and self.rows[at - 1].unit == self.row.unit:
            at -= 1
        for row in self.rows[at : self.index]:
            depth = depth_after(row.source, depth)
        return depth

    def history(self) -> list[Rendering]:
        """Return all renderings of the current segment, the oldest first."""
        return self.project.history(self.stored.id)

    def acts(self) -> list[ActRecord]:
        """Return what was done at the current segment, the oldest first."""
        return self.desk.acts(self.stored.id)

    def notes(self) -> list[NoteRecord]:
        """Return the remarks on the current segment, the oldest first."""
        return self.desk.notes(self.stored.id)

    def others_typing(self) -> list[DraftText]:
        """Return what others are typing at the current segment."""
        return [d for d in self.desk.drafts(self.stored.id) if d.author != self.desk.author]
