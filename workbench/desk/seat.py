"""One person's seat at one document: where they are, what they typed, and how it is kept.

Text reaches the project in three steps, so that nothing can be lost:
it is kept here while typed, saved as draft text once a second, and becomes a rendering when the
segment is confirmed or left. Whatever writes names the rendering it began from and is refused if
somebody else was faster; then both texts are kept. What a person may do from here is in
``session``.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from workbench.desk.doubt import Sureness
from workbench.desk.filters import Query, parse_query
from workbench.desk.judge import Judge, Judgement
from workbench.desk.outcome import Conflict, Outcome
from workbench.errors import UsageError
from workbench.glossary.satisfy import passed
from workbench.guide import load_guide
from workbench.store.records import Base, PairRecord

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from workbench.glossary.file import Glossary
    from workbench.model import State, StoredSegment
    from workbench.store import DocumentRecord, Project, RowRecord

__all__ = ["DONE", "PIECE", "Seat", "is_unfinished"]

DONE: frozenset[str] = frozenset({"reviewed", "final"})
PIECE = 2000
"""Rows searched at once: a few milliseconds."""


class Seat:
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
        self.glossary_path = glossary_path
        self.project = project
        self.desk = project.desk
        self.sureness = Sureness(project)
        self.judge = Judge(glossary, guide=load_guide(glossary, project=project.path))
        self.document: DocumentRecord
        self.rows: list[RowRecord] = []
        self.visible: list[int] = []
        """Indexes of the rows that pass the filter, in order."""
        self.query = parse_query("")
        self.index = 0
        """Of the current row in ``rows``."""
        self.stored: StoredSegment
        self.base: Base
        self.text = ""
        """What stands in the editor now."""
        self.conflict: Conflict | None = None
        self._saved: str | None = None
        """The draft text the project has for this segment, None where it has none."""
        self._marker: tuple[object, ...] = ()
        self._omit_asked = False
        self._memory_changes: list[tuple[int, PairRecord | None]] = []
        self._done = 0

    # Documents

    def documents(self) -> list[DocumentRecord]:
        """Return all documents with their progress."""
        return self.project.documents()

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
        outcome = self.leave()
        if not outcome.ok:
            return outcome
        document = next((d for d in self.documents() if d.id == document_id), None)
        if document is None or not document.segments:
            return Outcome(kind="nothing", message="that document has no segments")
        self._open(document)
        return Outcome(kind="done")

    def _open(self, document: DocumentRecord) -> None:
        self.document = document
        self.query = parse_query("")
        self._load_rows()
        _, typed = self._typed_last(document.id)
        first = next((i for i, row in enumerate(self.rows) if row.id == typed), None)
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

    def _load_rows(self) -> None:
        # An article that has become empty is shown as it was; every act on it is refused.
        self.rows = self.desk.rows(self.document.id) or self.rows
        self._count_rows()

    def _count_rows(self) -> None:
        self._done = sum(row.state in DONE for row in self.rows)
        self._marker = self.desk.marker(self.document.id)
        self._apply_query()

    def _take_in(self, rows: Sequence[RowRecord]) -> bool:
        """Put rows in the place of older ones; False where they are not where these were."""
        for row in rows:
            at = row.number
            if at >= len(self.rows) or self.rows[at].id != row.id:
                return False
            self._done += (row.state in DONE) - (self.rows[at].state in DONE)
            self.rows[at] = row
        if self.query.text:
            self._apply_query()
        return True

    @property
    def row(self) -> RowRecord:
        """Return the current row."""
        return self.rows[self.index]

    @property
    def shown(self) -> bool:
        """Whether the current row passes the filter."""
        at = bisect_left(self.visible, self.index)
        return at < len(self.visible) and self.visible[at] == self.index

    @property
    def progress(self) -> tuple[int, int]:
        """Return how many segments are reviewed or final, and how many there are."""
        return self._done, len(self.rows)

    def _apply_query(self) -> None:
        query = self.query
        if not query.text:
            self.visible = list(range(len(self.rows)))
            return
        self.visible = [
            index
            for start in range(0, len(self.rows), PIECE)
            for index in self._fitting(query, start)
        ]

    def _fitting(self, query: Query, start: int) -> list[int]:
        """Return the indexes of the rows that pass a search, in the piece that begins there."""
        part = self.rows[start : start + PIECE]
        among: set[int] | None = None
        within = (part[0].number, part[-1].number) if part else (0, -1)
        for check in query.checks:
            among = _narrow(among, self.desk.having(self.document.id, within, check=check))
        for term in query.terms:
            among = _narrow(among, self.desk.having(self.document.id, within, term=term))
        return [
            index
            for index, row in enumerate(part, start)
            if (among is None or row.id in among) and _passes(row, query)
        ]

    def _keep_shown(self) -> None:
        """Show the current row also where it no longer fits the search: it may not vanish."""
        if not self.shown:
            insort(self.visible, self.index)

    def neighbours(self, index: int | None = None) -> tuple[str, str]:
        """Return the Dutch before and after a segment, else the current one, empty at either end."""
        rows, at = self.rows, self.index if index is None else index
        return (
            rows[at - 1].source if at else "",
            rows[at + 1].source if at + 1 < len(rows) else "",
        )

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
        at = next((i for i, row in enumerate(self.rows) if row.id == wanted.id), None)
        self.index = min(self.index, len(self.rows) - 1) if at is None else at
        return there is not None

    def _refresh_row(self, index: int | None = None) -> None:
        at = self.index if index is None else index
        row = self.desk.row(self.rows[at].id)
        if row is not None:
            self._done += (row.state in DONE) - (self.rows[at].state in DONE)
            self.rows[at] = row

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
        self._marker = self.desk.marker(self.document.id)

    def _remember(self, index: int | None = None) -> None:
        """Note what a segment, else the current one, now gives the translation memory."""
        stored = self.stored
        if index is not None and index != self.index:
            stored = self.project.segment(self.document.id, self.rows[index].number)
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


def _narrow(among: set[int] | None, found: set[int]) -> set[int]:
    return found if among is None else among & found


def _passes(row: RowRecord, query: Query) -> bool:
    if query.states and row.state not in query.states:
        return False
    flags = {"noted": row.noted, "stale": row.stale, "open": row.severity > 0}
    if not all(flags[flag] for flag in query.flags):
        return False
    if not query.words:
        return True
    text = f"{row.source}\n{row.target or ''}".casefold()
    return all(word in text for word in query.words)
