"""One person at one document: where they are, what they typed, and all they can do about it.

The desk without a screen. Text reaches the project in three steps, so that nothing can be lost:
it is kept here while typed, saved as draft text once a second, and becomes a rendering when the
segment is confirmed or left. Whatever writes names the rendering it began from and is refused if
somebody else was faster; then both texts are kept. Nothing about keys or widgets may come in here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.desk.alternatives import alternatives
from workbench.desk.filters import Query, parse_query
from workbench.desk.judge import Judge, Judgement
from workbench.desk.outcome import Conflict, Outcome
from workbench.errors import UsageError
from workbench.model import Draft
from workbench.store.records import Base, DraftItem, PairRecord
from workbench.text.house_quotes import depth_after

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.glossary.file import Glossary
    from workbench.model import Rendering, State, StoredSegment
    from workbench.store import DocumentRecord, NoteRecord, Project, RowRecord
    from workbench.store.records import ActRecord, DraftText

__all__ = ["Session"]

_DONE: frozenset[str] = frozenset({"reviewed", "final"})
_LOW_SHARE = 0.1
"""Share of an article's segments whose score counts as low."""


class Session:
    """A desk's state; used by the thread that opened the project."""

    def __init__(self, project: Project, *, glossary: Glossary | None = None) -> None:
        """Begin without a document; ``open_document`` comes next.

        Args:
            project: open for writing.
            glossary: for terms; None to work without.
        """
        self.project = project
        self.desk = project.desk
        self.judge = Judge(glossary)
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
            document = next((d for d in documents if _open(d)), documents[0])
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
        first = next((i for i, row in enumerate(self.rows) if row.state not in _DONE), 0)
        self._enter(first)

    def _load_rows(self) -> None:
        self.rows = self.desk.rows(self.document.id)
        self._done = sum(row.state in _DONE for row in self.rows)
        self._marker = self.desk.marker(self.document.id)
        self._apply_query()

    @property
    def row(self) -> RowRecord:
        """Return the current row."""
        return self.rows[self.index]

    @property
    def progress(self) -> tuple[int, int]:
        """Return how many segments are reviewed or final, and how many there are."""
        return self._done, len(self.rows)

    # The current segment

    @property
    def began(self) -> str:
        """Return the text that the current rendering has."""
        return self.stored.rendering.target if self.stored.rendering else ""

    @property
    def changed(self) -> bool:
        """Whether the editor holds something that is not yet a rendering."""
        return self.text != self.began

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
        self.stored = self.project.segment(self.document.id, self.row.number)
        current = self.stored.rendering
        self.base = Base(
            segment_id=self.stored.id,
            rendering_id=current.id if current else None,
            source=self.stored.segment.source,
        )
        self.text = current.target if current else ""

    def _refresh_row(self, index: int | None = None) -> None:
        at = self.index if index is None else index
        row = self.desk.row(self.rows[at].id)
        if row is not None:
            self._done += (row.state in _DONE) - (self.rows[at].state in _DONE)
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
        if not (unchanged and same_source):
            judged = self.judge(
                self.stored.segment,
                self.text,
                current=self.stored.rendering if same_source else None,
            )
        omitted = not self.text.strip() and state in _DONE
        keep = unchanged and same_source
        rendering = self.desk.commit(
            self.base,
            self.text,
            state=state,
            what=what,
            terms=None if keep else judged.terms,
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

    def _remember(self) -> None:
        """Note what the current segment now gives the translation memory."""
        rendering = self.stored.rendering
        pair: PairRecord | None = None
        if self.stored.state in _DONE and rendering is not None and rendering.target:
            before, after = self.neighbours()
            pair = PairRecord(
                source=rendering.source,
                target=rendering.target,
                document=self.document.name,
                number=self.row.number,
                author=rendering.author,
                created=rendering.created,
                state=self.stored.state,
                before=before,
                after=after,
                present=True,
                segment_id=self.stored.id,
            )
        self._memory_changes.append((self.stored.id, pair))

    def take_memory_changes(self) -> list[tuple[int, PairRecord | None]]:
        """Return what acts have changed in the translation memory since the last call.

        None stands for a segment that gives it nothing any more.
        """
        changes, self._memory_changes = self._memory_changes, []
        return changes

    # Conflicts

    def _set_conflict(self) -> None:
        """Look what is there now, beside what was typed."""
        mine, old = self.text, self.base.source
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
        self.desk.save_draft(self.base, mine)
        self._saved = mine

    def _in_conflict(self) -> Outcome:
        return Outcome(
            kind="conflict", message="changed elsewhere meanwhile: choose which text is to stay"
        )

    def resolve(self, keep: str) -> Outcome:
        """End a conflict: ``mine`` stays in the editor as a change of theirs, or ``theirs`` stays.

        With ``theirs`` the own text becomes a rendering in the history before theirs is current
        again, so that it can still be taken.
        """
        if self.conflict is None:
            return Outcome(kind="nothing")
        mine = self.conflict.mine
        self.conflict = None
        self._reload()
        if keep == "mine":
            self.text = mine
            self._saved = None
            self.save()
            return Outcome(kind="done", message="your text is kept; confirm it or go on editing")
        if mine.strip() and mine != self.began:
            self.project.add_rendering(
                self.stored.id,
                draft=_plain_draft(mine),
                origin="human",
                make_current=False,
                state=None,
                author=self.desk.author,
            )
        self.desk.drop_draft(self.stored.id)
        self._saved = None
        self._reload()
        self._marker = self.desk.marker(self.document.id)
        return Outcome(kind="done", message="their text stays; yours is in the history")

    def poll(self) -> bool:
        """Take in what others have changed; return whether there was anything.

        A segment that is being typed at becomes a conflict; all others simply show the new text.
        """
        marker = self.desk.marker(self.document.id)
        if marker == self._marker:
            return False
        current_id, text, base, changed = self.stored.id, self.text, self.base, self.changed
        conflict = self.conflict
        self._load_rows()
        at = next((i for i, row in enumerate(self.rows) if row.id == current_id), None)
        if at is None:
            # Gone from its source; draft text stays with it and comes back if the segment does.
            self._enter(min(self.index, len(self.rows) - 1))
            return True
        self.index = at
        self._reload()
        if changed or conflict is not None:
            self.text = text
            if conflict is not None or self.base != base:
                self.base = base
                if text != self.began or base.source != self.stored.segment.source:
                    self._set_conflict()
                else:
                    self._enter(at)
        return True

    # Moving

    def go(self, index: int) -> Outcome:
        """Leave the current segment for another row of the document."""
        if index == self.index:
            return Outcome(kind="nothing")
        outcome = self.leave()
        if outcome.ok:
            self._enter(max(0, min(index, len(self.rows) - 1)))
        return outcome

    def go_to_number(self, number: int) -> Outcome:
        """Go to the segment with this number."""
        if not 0 <= number < len(self.rows):
            return Outcome(
                kind="nothing", message=f"segments are numbered 0 to {len(self.rows) - 1}"
            )
        return self.go(number)

    def step(self, by: int) -> Outcome:
        """Go to the next or a previous visible row."""
        at = self._position()
        if (by > 0 and self.visible and self.visible[at] <= self.index) or by < 0:
            at += by
        if not 0 <= at < len(self.visible):
            return Outcome(kind="nothing", message="this is the last" if by > 0 else "the first")
        return self.go(self.visible[at])

    def _position(self) -> int:
        """Return where in ``visible`` the current row stands, or the next one after it."""
        from bisect import bisect_left

        return min(bisect_left(self.visible, self.index), max(0, len(self.visible) - 1))

    def next_unreviewed(self) -> Outcome:
        """Go to the next segment that nobody has confirmed, from the beginning after the end."""
        return self._next(lambda row: row.state not in _DONE, "every segment is reviewed")

    def next_finding(self) -> Outcome:
        """Go to the next segment with a finding."""
        return self._next(lambda row: row.severity > 0, "no findings are open")

    def next_low_score(self) -> Outcome:
        """Go to the next unreviewed segment that the decoder was least sure of."""
        known = sorted((row.score, row.id) for row in self.rows if row.score is not None)
        if not known:
            return Outcome(kind="nothing", message="no scores are known here")
        lowest = {row_id for _, row_id in known[: max(1, int(len(known) * _LOW_SHARE))]}
        return self._next(
            lambda row: row.id in lowest and row.state not in _DONE,
            "no low scores are left to review",
        )

    def _next(self, wanted: Callable[[RowRecord], bool], none: str) -> Outcome:
        rows = self.rows
        visible = set(self.visible) if self.query.text else range(len(rows))
        for step in range(1, len(rows) + 1):
            at = (self.index + step) % len(rows)
            if at in visible and wanted(rows[at]):
                if at == self.index:
                    break
                return self.go(at)
        return Outcome(kind="nothing", message=none)

    # Searching

    def set_query(self, text: str) -> int:
        """Show only the segments that a search asks for; return how many there are.

        Raises:
            UsageError: the search means nothing.
        """
        self.query = parse_query(text)
        self._apply_query()
        return len(self.visible)

    def _apply_query(self) -> None:
        query = self.query
        if not query.text:
            self.visible = list(range(len(self.rows)))
            return
        among: set[int] | None = None
        for check in query.checks:
            among = _narrow(among, self.desk.having(self.document.id, check=check))
        for term in query.terms:
            among = _narrow(among, self.desk.having(self.document.id, term=term))
        self.visible = [
            i
            for i, row in enumerate(self.rows)
            if (among is None or row.id in among) and _passes(row, query)
        ]

    # Acts

    def confirm(self) -> Outcome:
        """Confirm the current text as reviewed; an empty one has to be confirmed twice."""
        if self.conflict is not None:
            return self._in_conflict()
        if not self.changed and self.stored.state in _DONE and not self.stored.stale:
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
                message="the article is reviewed to the end"
                if not left
                else f"the last segment; {left} are not reviewed yet",
            )
        self._enter(later[0])
        return outcome

    def unconfirm(self) -> Outcome:
        """Take a confirmation back."""
        if self.stored.state not in _DONE:
            return Outcome(kind="nothing", message="it is not confirmed")
        if self.changed or self.conflict is not None:
            return self.leave()
        return self._state("translated", what="unconfirm", message="no longer confirmed")

    def finalise(self) -> Outcome:
        """Mark the segment final, with what was typed there."""
        if self.conflict is not None:
            return self._in_conflict()
        if self.stored.state == "final" and not self.changed:
            return Outcome(kind="nothing", message="it is final already")
        if not self.text.strip():
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

    def undo(self) -> Outcome:
        """Take back what was typed here, else the last act in this document, whenever it was."""
        if self.conflict is not None:
            return self._in_conflict()
        if self.changed:
            self.text = self.began
            self.save()
            return Outcome(kind="done", message="back to the last rendering")
        return self._step_history(back=True)

    def redo(self) -> Outcome:
        """Do again what was undone last in this document."""
        outcome = self.leave()
        return self._step_history(back=False) if outcome.ok else outcome

    def _step_history(self, *, back: bool) -> Outcome:
        step = self.desk.undo if back else self.desk.redo
        undone = step(self.document.id)
        if undone is None:
            return Outcome(kind="nothing", message=f"nothing to {'undo' if back else 'redo'}")
        self._refresh_row(undone.number)
        self._enter(undone.number)
        self._remember()
        self._marker = self.desk.marker(self.document.id)
        if not undone.done:
            return Outcome(
                kind="nothing",
                message=f"segment {undone.number} was changed elsewhere since: left as it is",
            )
        word = "undone" if back else "redone"
        return Outcome(kind="done", message=f"{word}: {undone.what} of segment {undone.number}")

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
        key = self.judge(self.stored.segment, draft.target).term_key if source else None
        self.project.add_drafts(
            [DraftItem(segment_id=segment_id, draft=draft, term_key=key or "", source=source)],
            # What is being typed began from the rendering there is.
            make_current=not (changed and segment_id == self.stored.id),
        )
        self._marker = self.desk.marker(self.document.id)
        at = next((i for i, row in enumerate(self.rows) if row.id == segment_id), None)
        if at is not None:
            self._refresh_row(at)
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

    def comment(self, text: str) -> Outcome:
        """Leave a remark on the current segment."""
        if not text.strip():
            return Outcome(kind="nothing")
        self.desk.add_note(self.stored.id, text.strip())
        self._refresh_row()
        self._marker = self.desk.marker(self.document.id)
        return Outcome(kind="done", message="remark added")

    # What the sidebar shows

    def judgement(self) -> Judgement:
        """Return terms and findings of the text in the editor."""
        return self.judge(self.stored.segment, self.text, current=self.stored.rendering)

    def alternatives(self) -> list[str]:
        """Return other ways to put the segment, at most nine."""
        return alternatives(
            self.stored.segment,
            self.history(),
            hits=self.judge.hits(self.stored.segment.source),
            quote_depth=self.quote_depth(),
            current=self.text,
        )

    def quote_depth(self) -> int:
        """Return how many quotations of the unit are open where the segment begins."""
        depth = 0
        at = self.index
        while at > 0 and self.rows[at - 1].unit == self.row.unit:
            at -= 1
        for row in self.rows[at : self.index]:
            depth = depth_after(row.source, depth)
        return depth

    def neighbours(self) -> tuple[str, str]:
        """Return the Dutch before and after the current segment, empty at either end."""
        rows, at = self.rows, self.index
        return (
            rows[at - 1].source if at else "",
            rows[at + 1].source if at + 1 < len(rows) else "",
        )

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


def _open(document: DocumentRecord) -> bool:
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


def _plain_draft(text: str) -> Draft:
    return Draft(target=text, decoded=False)
