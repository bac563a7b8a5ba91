"""All that a person can do at the desk, without a screen.

A session is a seat at a document with its moves and acts; every one ends in an ``Outcome``. Nothing
about keys or widgets may come in here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.desk.alternatives import alternatives
from workbench.desk.articles import Articles
from workbench.desk.finalising import Finalising
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
from workbench.model import Severity
from workbench.store.records import DraftItem
from workbench.text.counting import counted
from workbench.text.house_quotes import depth_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from workbench.desk.rereading import Reread
    from workbench.desk.terms import Impact, NewTerm
    from workbench.model import Draft, Fix, Rendering
    from workbench.store import NoteRecord, Project, RowRecord
    from workbench.store.records import ActRecord, DraftText

__all__ = ["Session"]

_BESIDE = "your text stays; the new draft is among the alternatives"
_INTO_NOTHING = "translated again; it stands as if you had typed it"


class Session(Moving, Undoing, Waiving, Restructuring, Finalising, Replacing, Articles):
    """A seat and everything that can be done from it."""

    def confirm(self) -> Outcome:
        """Confirm the current text as reviewed; an empty one has to be confirmed twice."""
        if self.conflict is not None:
            return self._in_conflict()
        if not self.shown:
            return Outcome(kind="nothing", message="the segment is not shown: search again first")
        if not self.changed and self.stored.state in DONE and not self.stored.overtaken:
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

    def take_draft(self, segment_id: int, source: str, draft: Draft) -> Outcome:
        """Keep a new draft of an engine; it takes the place of a machine's, never of a person's.

        Where a person is writing, or has written or confirmed what is current, it is an alternative.

        Args:
            segment_id: the segment it is for, which need not be the current one any more.
            source: the Dutch it was made for.
            draft: what the engine made of it.
        """
        before = self.text
        here = segment_id == self.stored.id
        if here and not before.strip() and self.began.strip() and self.conflict is None:
            # An emptied field holds nothing that could stay.
            if self.keep_alternative(segment_id, source, draft) and draft.target.strip():
                self.type(draft.target)
                return Outcome(kind="done", message=_INTO_NOTHING)
            return Outcome(kind="nothing", message="the engine has no English for it")
        changed = self.changed or self.conflict is not None
        # Elsewhere too there may be text of ours that no rendering holds yet.
        typed = changed if here else self._typed_at(segment_id)
        self.project.add_drafts(
            [self._as_item(segment_id, source, draft)],
            # What is being typed began from the rendering there is.
            make_current=not typed,
        )
        self._lowest_of = None
        at = self._at(segment_id)
        if at is not None:
            self._refresh_row(at)
        self._catch_up()
        if not here:
            taken = at is not None and self.rows[at].target == draft.target
            where = "" if at is None else f"segment {self.rows[at].number}: "
            return Outcome(
                kind="done",
                message=f"{where}translated again"
                if taken
                else f"{where}the text there stays; the new draft is among the alternatives",
            )
        if changed:
            return Outcome(kind="done", message=_BESIDE)
        self._reload()
        if self.text == draft.target:
            same = before == draft.target
            return Outcome(kind="done", message="the same again" if same else "translated again")
        return Outcome(kind="done", message=_BESIDE)

    def keep_alternative(self, segment_id: int, source: str, draft: Draft) -> bool:
        """Keep a draft among the alternatives; return whether its segment still has that Dutch."""
        self.project.add_drafts([self._as_item(segment_id, source, draft)], make_current=False)
        self._catch_up()
        at = self._at(segment_id)
        return at is not None and self.rows[at].source == source

    def _as_item(self, segment_id: int, source: str, draft: Draft) -> DraftItem:
        key = self.judge.key(source)
        return DraftItem(segment_id=segment_id, draft=draft, term_key=key or "", source=source)

    def _typed_at(self, segment_id: int) -> bool:
        """Whether we have typed something at a segment that is not yet a rendering."""
        return any(one.author == self.desk.author for one in self.desk.drafts(segment_id))

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

    def other_articles(
        self, *, project: Project | None = None
    ) -> Iterator[tuple[str, list[RowRecord]]]:
        """Return the project's other articles with their rows, one after the other.

        Args:
            project: another connection to the same project, for a thread of its own.
        """
        project, here = project or self.project, self.document.id
        for document in project.documents():
            if document.id != here:
                yield document.name, project.desk.rows(document.id)

    def term_impact(
        self, term: NewTerm, *, others: Iterable[tuple[str, Iterable[RowRecord]]] | None = None
    ) -> Impact:
        """Return what a new term would mean for the project.

        Args:
            term: as the form has it.
            others: the other articles where they were read elsewhere, as by a thread of its own.

        Raises:
            UsageError: there is no glossary file.
            WorkbenchError: the glossary would not take it.
        """
        return impact(
            self._glossary_file(),
            term,
            self.rows,
            author=self.desk.author,
            others=self.other_articles() if others is None else others,
        )

    def add_term(self, term: NewTerm) -> Outcome:
        """Add a term to the glossary file and judge by it from now on.

        Raises:
            UsageError: there is no glossary file.
            WorkbenchError: the glossary would not take it, or was changed elsewhere meanwhile.
        """
        glossary, concept = write(self._glossary_file(), term, author=self.desk.author)
        self._go_by(glossary)
        self._note_term(concept, term, glossary)
        return Outcome(
            kind="done", message=f"{term.nl} → {term.en} is in the glossary; F5 translates again"
        )

    def use_glossary(self, found: Reread) -> bool:
        """Go by a glossary that was read again; return whether it says anything else."""
        before = self.judge.glossary
        if before is not None and before.sha256 == found.glossary.sha256:
            return False
        self.judge = Judge(found.glossary, guide=found.guide, names=self.surnames)
        return True

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
