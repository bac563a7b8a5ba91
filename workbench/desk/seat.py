"""One person's seat at one document: where they are, what they typed, and how it is kept.

Text reaches the project in three steps, so that nothing can be lost:
it is kept here while typed, saved as draft text once a second, and becomes a rendering when the
segment is confirmed or left. Whatever writes names the rendering it began from and is refused if
somebody else was faster; then both texts are kept. What a person may do from here is in
``session``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from workbench.desk.doubt import Sureness
from workbench.desk.filters import parse_query
from workbench.desk.judge import Judge, Judgement
from workbench.desk.outcome import Conflict, Outcome
from workbench.desk.pending import Pending, finish
from workbench.desk.rereading import GlossaryWatch
from workbench.desk.row_table import DONE, PIECE, RowTable, read_rows
from workbench.errors import UsageError
from workbench.glossary.satisfy import passed
from workbench.guide import load_guide
from workbench.store.records import Base, PairRecord

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.desk.pending import Begun
    from workbench.glossary.file import Glossary
    from workbench.model import State, StoredSegment
    from workbench.store import DocumentRecord, Project, RowRecord

__all__ = ["DONE", "PIECE", "Seat", "is_unfinished"]

_Read: TypeAlias = tuple[list["RowRecord"], tuple[object, ...]]
"""All rows of a document with the marker they were read by."""


class Seat(RowTable):
    """The state of a desk; used by the thread that opened the project."""

    def __init__(
        self,
        project: Project,
        *,
        glossary: Glossary | None = None,
        glossary_path: Path | None = None,
    ) -> None:
        """Begin without a document; ``open_document`` comes next.

        Args:
            project: open for writing.
            glossary: for terms; None to work without.
            glossary_path: its file, to add terms to; None to keep it as it is.
        """
        super().__init__()
        self.glossary_path = glossary_path
        self.project = project
        self.desk = project.desk
        self.sureness = Sureness(project)
        self.judge = Judge(
            glossary,
            guide=load_guide(glossary, project=project.path),
            names=self.surnames,
        )
        self.watch = GlossaryWatch(glossary_path)
        self.stored: StoredSegment
        self.base: Base
        self.text = ""
        """What stands in the editor now."""
        self.conflict: Conflict | None = None
        self._saved: str | None = None
        """The draft text the project has for this segment, None where it has none."""
        self._omit_asked = False
        self._memory_changes: list[tuple[int, PairRecord | None]] = []

    # Documents

    def documents(self) -> list[DocumentRecord]:
        """Return all documents with their progress."""
        return self.project.documents()

    def headlines(self) -> dict[int, str]:
        """Return how each document begins, by its number, to know it by."""
        return self.desk.headlines()

    def open_first(self, name: str | None = None) -> None:
        """Open the document named, else the first unfinished one, at its first unreviewed segment.

        What this author typed and no rendering holds yet, after a crash, comes before either: its
        document and its segment are opened, the newest where there are several.

        Raises:
            UsageError: no document has that name, or there is no segment in the whole project.
        """
        if name is not None:
            document = self.project.find_document(name)
        else:
            documents = [d for d in self.documents() if d.segments]
            if not documents:
                raise UsageError(
                    "the project has nothing to review",
                    where=str(self.project.path),
                    hint="`workbench translate PATH --project FILE` puts articles into it",
                )
            left = max(
                ((when, d) for d in documents if (when := self._typed_last(d.id)[0])),
                key=lambda found: found[0],
                default=None,
            )
            document = (
                left[1]
                if left is not None
                else next((d for d in documents if is_unfinished(d)), documents[0])
            )
        if not document.segments:
            raise UsageError(f"{document.name} has no segments")
        self._open(document)

    def open_document(self, document_id: int) -> Outcome:
        """Leave the current document for another one, opened at its first unreviewed segment."""
        return finish(self.begin_open(document_id), self.project)

    def begin_open(self, document_id: int) -> Begun:
        """Begin to open another document; who is in it already stays where they are."""
        outcome = self.leave()
        if not outcome.ok or document_id == self.document.id:
            return outcome
        document = next((d for d in self.documents() if d.id == document_id), None)
        if document is None or not document.segments:
            return Outcome(kind="nothing", message="that document has no segments")
        return self._opening(document, Outcome(kind="done"))

    def _opening(self, document: DocumentRecord, outcome: Outcome) -> Pending[_Read]:
        """Return what is left to do to show a document."""

        def take(read: _Read) -> Outcome:
            if not read[0]:
                return Outcome(kind="nothing", message="that document has no segments any more")
            self._open(document, read)
            return outcome

        return Pending(
            saying="opening the article",
            run=lambda project: read_rows(project, document.id),
            take=take,
        )

    def _open(self, document: DocumentRecord, read: _Read | None = None) -> None:
        self.document = document
        self.query = parse_query("")
        if read is None:
            self._load_rows()
        else:
            self._adopt(*read)
        _, typed = self._typed_last(document.id)
        first = None if typed is None else self._at(typed)
        if first is None:
            first = next((i for i, row in enumerate(self.rows) if row.state not in DONE), 0)
        self._enter(first)

    def _typed_last(self, document_id: int) -> tuple[str, int | None]:
        """Return when and at which segment text was typed that is in no rendering, the newest.

        An empty time and None where there is no such text.
        """
        found: tuple[str, int | None] = ("", None)
        for segment_id, text in self.desk.drafted(document_id).items():
            row = self.desk.row(segment_id)
            if row is None or text == (row.target or ""):
                continue
            when = max(
                (d.changed for d in self.desk.drafts(segment_id) if d.author == self.desk.author),
                default="",
            )
            if when > found[0]:
                found = when, segment_id
        return found

    # The current segment

    @property
    def began(self) -> str:
        """Return the text that the current rendering has."""
        return self.stored.rendering.target if self.stored.rendering else ""

    @property
    def changed(self) -> bool:
        """Whether the editor holds something that is not yet a rendering."""
        return self.text != self.began

    def judgement(self) -> Judgement:
        """Return terms and findings of the text in the editor; none where it is left out."""
        if self.stored.omitted and not self.changed:
            return Judgement(term_key=self.judge.key(self.stored.segment.source))
        return self.judge(self.stored.segment, self.text, current=self.stored.rendering)

    def _enter(self, index: int) -> None:
        """Make a row current and bring back what was being typed there."""
        self._forget_undone()
        self.index = index
        self._omit_asked = False
        self.conflict = None
        self._reload()
        own = next(
            (d for d in self.desk.drafts(self.stored.id) if d.author == self.desk.author), None
        )
        self._saved = None
        if own is None:
            return
        self._saved = own.text
        self.text = own.text
        if not self.changed:
            return
        if own.rendering_id != self.base.rendering_id or own.source != self.base.source:
            self.base = Base(
                segment_id=self.stored.id, rendering_id=own.rendering_id, source=own.source
            )
            self._set_conflict()

    def _forget_undone(self) -> None:
        """Forget text that was saved while it was typed and is taken back, before leaving it.

        It would stand in the editor again when the segment is come back to.
        """
        if self._saved is not None and self.conflict is None and not self.changed:
            self.desk.drop_draft(self.stored.id)
            self._saved = None

    def _reload(self) -> None:
        """Read the current segment; the editor starts from its rendering."""
        self._find()
        self.stored = self.project.segment(self.document.id, self.row.number)
        current = self.stored.rendering
        self.base = Base(
            segment_id=self.stored.id,
            rendering_id=current.id if current else None,
            source=self.stored.segment.source,
        )
        self.text = current.target if current else ""

    def _find(self) -> bool:
        """Follow the current row to where its segment is now; False where it has gone.

        A changed source gives segments other numbers, and a number alone would lead to another one.
        Where it has gone the row that took its place is current.
        """
        wanted = self.row
        there = self.desk.row(wanted.id)
        if there is not None and there.number == wanted.number:
            return True
        self._load_rows()
        at = self._at(wanted.id)
        self.index = min(self.index, len(self.rows) - 1) if at is None else at
        return there is not None

    def _refresh_row(self, index: int | None = None) -> None:
        at = self.index if index is None else index
        row = self.desk.row(self.rows[at].id)
        if row is not None:
            self._put(at, row)

    def type(self, text: str) -> None:
        """Take what stands in the editor now."""
        if text != self.text:
            self.text = text
            self._omit_asked = False

    def save(self) -> bool:
        """Save what was typed and is not saved yet; return whether anything was written.

        Raises:
            WorkbenchError: the project cannot be written just now; the text stays here.
        """
        if not self.changed and self.conflict is None:
            if self._saved is None:
                return False
            self.desk.drop_draft(self.stored.id)
            self._saved = None
            return True
        if self.text == self._saved:
            return False
        self.desk.save_draft(self.base, self.text)
        self._saved = self.text
        return True

    def leave(self) -> Outcome:
        """Make a changed text a rendering, because its segment is left; nothing else otherwise."""
        if self.conflict is not None:
            return self._in_conflict()
        if not self.changed:
            self.save()
            return Outcome(kind="nothing")
        return self._commit("translated", what="edit")

    def close(self) -> None:
        """Keep everything and let go of the project; where a rendering is refused, draft text stays.

        Raises:
            WorkbenchError: not even the draft text could be written.
        """
        self.save()
        if self.conflict is None and self.changed:
            self._commit("translated", what="edit")

    def _commit(self, state: State, *, what: str) -> Outcome:
        unchanged = not self.changed and self.stored.rendering is not None
        same_source = (
            self.stored.rendering is not None
            and self.stored.rendering.source == self.stored.segment.source
        )
        judged = Judgement()
        omitted = not self.text.strip() and state in DONE
        if omitted or not (unchanged and same_source):
            judged = self.judge(
                self.stored.segment,
                self.text,
                current=self.stored.rendering if same_source else None,
            )
        keep = unchanged and same_source and not omitted
        rendering = self.desk.commit(
            self.base,
            self.text,
            state=state,
            what=what,
            terms=None if keep else (passed(judged.terms) if omitted else judged.terms),
            findings=() if omitted else (None if keep else judged.findings),
            term_key=None if keep else judged.term_key,
        )
        if rendering is None:
            self._set_conflict()
            return self._in_conflict()
        self._after_act()
        return Outcome(kind="done")

    def _after_act(self) -> None:
        self._saved = None
        self._omit_asked = False
        self._refresh_row()
        self._reload()
        self._remember()
        self._catch_up()

    def _remember(self, stored: StoredSegment | None = None, *, index: int | None = None) -> None:
        """Note what a segment, else the current one, now gives the translation memory."""
        stored = stored or self.stored
        rendering = stored.rendering
        pair: PairRecord | None = None
        if stored.state in DONE and rendering is not None and rendering.target:
            before, after = self.neighbours(index)
            pair = PairRecord(
                source=rendering.source,
                target=rendering.target,
                document=self.document.name,
                number=stored.segment.number,
                author=rendering.author,
                created=rendering.created,
                state=stored.state,
                before=before,
                after=after,
                present=True,
                segment_id=stored.id,
                signature=rendering.signature,
            )
        self._memory_changes.append((stored.id, pair))

    def take_memory_changes(self) -> list[tuple[int, PairRecord | None]]:
        """Return what acts have changed in the translation memory since the last call.

        None stands for a segment that gives it nothing any more.
        """
        changes, self._memory_changes = self._memory_changes, []
        return changes

    # Conflicts

    def _set_conflict(self) -> None:
        """Look what is there now, beside what was typed, which is kept first of all."""
        mine, old = self.text, self.base.source
        self.desk.save_draft(self.base, mine)
        self._saved = mine
        if not self._find():
            if self.desk.row(self.row.id) is not None:
                self._enter(self.index)
            return
        self.stored = self.project.segment(self.document.id, self.row.number)
        current = self.stored.rendering
        self.conflict = Conflict(
            mine=mine,
            theirs=current.target if current else "",
            by=current.author if current else "",
            when=current.created if current else "",
            old_source="" if old == self.stored.segment.source else old,
        )
        self.text = mine

    def _in_conflict(self) -> Outcome:
        if self.conflict is None:
            return Outcome(
                kind="ask",
                message="the segment has gone from its source; what you typed is kept with it",
            )
        return Outcome(
            kind="conflict", message="changed elsewhere meanwhile: choose which text is to stay"
        )


def is_unfinished(document: DocumentRecord) -> bool:
    """Whether an article has segments that nobody has reviewed."""
    return any(document.states.get(state, 0) for state in ("initial", "translated"))
