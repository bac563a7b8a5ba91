"""What the review desk asks of a project: light rows, text being typed, acts that can be undone.

An act moves a segment's pointer and is recorded with what stood there before, so undoing it is
moving the pointer back: nothing is ever deleted. Every act names the rendering and the Dutch it
was meant for, and is refused where somebody else has changed them, which is decided inside the
transaction. Nothing about screens or keys may come in here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from workbench.store import acts, clock, renderings, reshape, rows, waivers
from workbench.store.records import DraftText, NoteRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.model import Finding, State, TermOutcome
    from workbench.store.db import Database
    from workbench.store.records import ActRecord, Base, Edited, Part, RowRecord, Undone
    from workbench.store.renderings import Origin

__all__ = ["Desk"]

_Item = TypeVar("_Item")

_TOGETHER = 100
"""Texts entered in one transaction, where there are many."""


class Desk:
    """The desk's side of an open project; get it from ``Project.desk``."""

    def __init__(self, database: Database, *, author: str) -> None:
        """Work on an open project in the name of ``author``."""
        self._database = database
        self.author = author

    # Rows

    def rows(self, document_id: int) -> list[RowRecord]:
        """Return all present segments of a document, each with what a line of a list shows."""
        return rows.rows(self._database, document_id)

    def headlines(self) -> dict[int, str]:
        """Return how each document begins, by its number: the English, else the Dutch."""
        return rows.headlines(self._database)

    def row(self, segment_id: int) -> RowRecord | None:
        """Return one such row, None where the segment has gone from its source."""
        return rows.row(self._database, segment_id)

    def having(
        self, document_id: int, within: tuple[int, int], *, check: str = "", term: str = ""
    ) -> set[int]:
        """Return the segments with a finding of a check, or a term, whose name begins so.

        A term is found by its concept as well as by its Dutch or English.

        Args:
            document_id: of the document.
            within: the first and the last number to look at.
            check: a check's name, or the beginning of it.
            term: the same of a term, where no check is asked for.
        """
        return rows.having(self._database, document_id, within, check=check, term=term)

    def marker(self, document_id: int) -> tuple[object, ...]:
        """Return a value that changes whenever anybody changes a segment of the project."""
        return rows.marker(self._database, document_id)

    def changed_rows(
        self, document_id: int, since: tuple[object, ...], *, now: tuple[object, ...] | None = None
    ) -> list[RowRecord] | None:
        """Return a document's rows that anybody has changed since a marker, in order.

        None where all have to be read again: its text is another one, an act was undone, or more
        has changed than is read faster in pieces.

        Args:
            document_id: of the document.
            since: an earlier marker.
            now: the present one, where it is known.
        """
        return rows.changed_rows(self._database, document_id, since, now=now)

    # Text being typed

    def save_draft(self, base: Base, text: str) -> None:
        """Keep text that is being typed; it takes the place of what this author typed before."""
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO draft_text (segment_id, author, text, source_id, rendering_id, "
                "changed) SELECT ?1, ?2, ?3, coalesce((SELECT max(id) FROM source "
                "WHERE segment_id = ?1 AND text = ?4), 0), ?5, ?6 "
                "ON CONFLICT (segment_id, author) DO UPDATE SET text = excluded.text, "
                "source_id = excluded.source_id, rendering_id = excluded.rendering_id, "
                "changed = excluded.changed",
                (
                    base.segment_id,
                    self.author,
                    text,
                    base.source,
                    base.rendering_id,
                    clock.now(),
                ),
            )

    def drop_draft(self, segment_id: int) -> None:
        """Forget what this author typed at a segment: it is in a rendering, or was taken back."""
        with self._database.transaction():
            self._drop(segment_id)

    def _drop(self, segment_id: int) -> None:
        self._database.execute(
            "DELETE FROM draft_text WHERE segment_id = ? AND author = ?", (segment_id, self.author)
        )

    def drafts(self, segment_id: int) -> list[DraftText]:
        """Return what anybody is typing at a segment, this author's own first."""
        rows = self._database.all(
            "SELECT t.author, t.text, t.rendering_id, coalesce(s.text, ''), t.changed "
            "FROM draft_text t LEFT JOIN source s ON s.id = t.source_id WHERE t.segment_id = ? "
            "ORDER BY t.author <> ?, t.changed",
            (segment_id, self.author),
        )
        return [
            DraftText(
                author=row[0], text=row[1], rendering_id=row[2], source=row[3], changed=row[4]
            )
            for row in rows
        ]

    def drafted(self, document_id: int) -> dict[int, str]:
        """Return the text this author has typed and not yet entered, by segment."""
        return dict(
            self._database.all(
                # From the few texts to their segments, never the other way round.
                "SELECT t.segment_id, t.text FROM draft_text t CROSS JOIN segment g "
                "ON g.id = t.segment_id WHERE g.document_id = ? AND t.author = ? "
                "AND g.removed IS NULL",
                (document_id, self.author),
            )
        )

    # Acts

    def commit(
        self,
        base: Base,
        target: str,
        *,
        state: State,
        what: str,
        terms: Sequence[TermOutcome] | None = None,
        findings: Sequence[Finding] | None = None,
        term_key: str | None = None,
        origin: Origin = "human",
    ) -> int | None:
        """Make a text current, record the act and forget what was being typed, as one change.

        Args:
            base: what the person had before them.
            target: the text.
            state: of the segment afterwards.
            what: the act's name.
            terms: as in ``Project.commit_edit``.
            findings: as there.
            term_key: as there.
            origin: where the text comes from.

        Returns:
            The number of the rendering; None where the segment was changed meanwhile, and then
            nothing is written.
        """
        with self._database.transaction(durable=True):
            before = self._held(base)
            if before is None:
                return None
            rendering_id = renderings.commit_edit(
                self._database,
                base.segment_id,
                target,
                author=self.author,
                state=state,
                terms=terms,
                findings=findings,
                term_key=term_key,
                origin=origin,
                run_id=None,
            )
            self._record(base.segment_id, what, before, (rendering_id, state))
            self._drop(base.segment_id)
        return rendering_id

    def set_state(self, base: Base, state: State, *, what: str) -> bool:
        """Change only a segment's state; False where the segment was changed meanwhile."""
        with self._database.transaction(durable=True):
            before = self._held(base)
            if before is None:
                return False
            self._database.execute(
                "UPDATE segment SET state = ? WHERE id = ?", (state, base.segment_id)
            )
            self._record(base.segment_id, what, before, (before[0], state))
        return True

    def set_states(self, bases: Sequence[Base], state: State, *, of: State, what: str) -> list[int]:
        """Change the state of several segments as one act, which one undo takes back.

        Args:
            bases: what the person had before them.
            state: of the segments afterwards.
            of: the state they are in; one that is in another by now is left alone.
            what: the act's name.

        Returns:
            The segments it was done to; one that was changed meanwhile is left alone.
        """

        def one(base: Base, step: int) -> int | None:
            before = self._held(base)
            if before is None or before[1] != of:
                return None
            self._database.execute(
                "UPDATE segment SET state = ? WHERE id = ?", (state, base.segment_id)
            )
            return self._record(base.segment_id, what, before, (before[0], state), step)

        done = self._as_one_act(bases, one)
        return [base.segment_id for base in done]

    def _as_one_act(
        self, items: Sequence[_Item], do: Callable[[_Item, int], int | None]
    ) -> list[_Item]:
        """Do something to several segments as the steps of one act.

        Args:
            items: what it is done to, in order.
            do: does it to one, with the first step's number, 0 at first; returns the number of the
                act, or None where it was not done.

        Returns:
            Those it was done to.
        """
        done: list[_Item] = []
        step = 0
        # In several transactions, so that whoever types meanwhile can save.
        for at in range(0, len(items), _TOGETHER):
            with self._database.transaction(durable=True):
                for item in items[at : at + _TOGETHER]:
                    act_id = do(item, step)
                    if act_id is not None:
                        step = step or act_id
                        done.append(item)
        return done

    def _held(self, base: Base) -> tuple[int | None, str] | None:
        """Return rendering and state of a segment if it is still as the person saw it."""
        row = self._database.first(
            "SELECT g.rendering_id, g.state, s.text FROM segment g JOIN source s "
            "ON s.id = g.source_id WHERE g.id = ? AND g.removed IS NULL",
            (base.segment_id,),
        )
        if row is None or row[0] != base.rendering_id or row[2] != base.source:
            return None
        return row[0], row[1]

    def _record(
        self,
        segment_id: int,
        what: str,
        before: tuple[int | None, str],
        after: tuple[int | None, str],
        step: int | None = None,
    ) -> int:
        return acts.record(
            self._database,
            segment_id,
            what=what,
            author=self.author,
            before=before,
            after=after,
            step=step,
        )

    def commit_all(self, edits: Sequence[Edited], *, what: str) -> list[int]:
        """Make several texts current as one act, which one undo takes back.

        Returns:
            The segments it was done to; one that was changed meanwhile is left alone.
        """
        done = self._as_one_act(edits, lambda edit, step: self._commit_one(edit, what, step))
        return [edit.base.segment_id for edit in done]

    def _commit_one(self, edit: Edited, what: str, step: int) -> int | None:
        """Make one of several texts current and return the act; None where it was changed."""
        before = self._held(edit.base)
        if before is None:
            return None
        rendering_id = renderings.commit_edit(
            self._database,
            edit.base.segment_id,
            edit.target,
            author=self.author,
            state=edit.state,
            terms=edit.terms,
            findings=edit.findings,
            term_key=edit.term_key,
            origin="human",
            run_id=None,
        )
        self._drop(edit.base.segment_id)
        return self._record(edit.base.segment_id, what, before, (rendering_id, edit.state), step)

    def split(
        self, base: Base, *, cut: tuple[int, int], parts: tuple[Part, Part]
    ) -> tuple[int, int] | None:
        """Make two segments of one.

        Args:
            base: what the person had before them.
            cut: half-open offsets of the white space between the parts, in the Dutch.
            parts: what they begin with.

        Returns:
            The two segments; None where the one was changed meanwhile, and nothing is written then.

        Raises:
            ValueError: there is no white space at the cut, or nothing beside it.
        """
        with self._database.transaction(durable=True):
            before = self._held(base)
            if before is None:
                return None
            shape = reshape.add_split(
                self._database, base.segment_id, cut=cut, parts=parts, author=self.author
            )
            self._reshape("split", shape, before, apart=True)
        return shape.left, shape.right

    def join(self, left: Base, right: Base, *, part: Part) -> int | None:
        """Make one segment of two neighbours in a unit.

        Returns:
            The segment; None where one of the two was changed meanwhile or they are no neighbours.
        """
        with self._database.transaction(durable=True):
            before = self._held(left)
            if before is None or self._held(right) is None:
                return None
            shape = reshape.add_join(
                self._database,
                left_id=left.segment_id,
                right_id=right.segment_id,
                part=part,
                author=self.author,
            )
            if shape is None:
                return None
            self._reshape("join", shape, before, apart=False)
        return shape.whole

    def _reshape(
        self, what: str, shape: reshape.Shape, before: tuple[int | None, str], *, apart: bool
    ) -> None:
        """Exchange the segments of a shape as a new act."""
        if not reshape.exchange(self._database, shape, apart=apart, author=self.author):
            raise ValueError("the segments do not make up one another")
        # The whole of a join is new, with the rendering that it begins with.
        after = before if apart else self._held_now(shape.whole)
        act_id = self._record(shape.whole, what, before, after)
        reshape.keep_shape(self._database, act_id, shape)
        for segment_id in (shape.whole,) if apart else (shape.left, shape.right):
            self._drop(segment_id)

    def _held_now(self, segment_id: int) -> tuple[int | None, str]:
        row = self._database.one(
            "SELECT rendering_id, state FROM segment WHERE id = ?", (segment_id,)
        )
        return row[0], row[1]

    def waive(self, base: Base, *, check: str, message: str, reason: str) -> bool:
        """Let a finding pass as an act; False where the segment was changed meanwhile."""
        with self._database.transaction(durable=True):
            before = self._held(base)
            if before is None:
                return False
            source_id = self._database.one(
                "SELECT source_id FROM segment WHERE id = ?", (base.segment_id,)
            )[0]
            waiver = waivers.Waiver(
                source_id=source_id,
                check=check,
                message=message,
                reason=reason.strip(),
                author=self.author,
                created=clock.now(),
            )
            if waivers.turn(self._database, base.segment_id, waiver, on=True):
                act_id = self._record(base.segment_id, "waive", before, before)
                waivers.keep_with_act(self._database, act_id, waiver)
        return True

    def reopen(self, base: Base, waiver: waivers.Waiver) -> bool:
        """Open a finding again as an act; False where the segment was changed meanwhile."""
        with self._database.transaction(durable=True):
            before = self._held(base)
            if before is None:
                return False
            if waivers.turn(self._database, base.segment_id, waiver, on=False):
                act_id = self._record(base.segment_id, "reopen", before, before)
                waivers.keep_with_act(self._database, act_id, waiver)
        return True

    def upcoming(self, document_id: int) -> Undone | None:
        """Return what the next undo would take back, and where; None where there is nothing."""
        return acts.upcoming(self._database, document_id, author=self.author)

    def undo(self, document_id: int) -> Undone | None:
        """Take back this author's last act in a document; None where there is none left."""
        return acts.undo(self._database, document_id, author=self.author)

    def redo(self, document_id: int) -> Undone | None:
        """Do again what was undone last; None where there is nothing."""
        return acts.redo(self._database, document_id, author=self.author)

    def is_large(self, document_id: int, *, back: bool) -> bool:
        """Whether undoing, or redoing, would now change several segments, or their places."""
        return acts.is_large(self._database, document_id, author=self.author, back=back)

    def acts(self, segment_id: int) -> list[ActRecord]:
        """Return what was done at a segment, the oldest first, and how it came to be."""
        return acts.of_segment(self._database, segment_id)

    # Notes

    def add_note(self, segment_id: int, text: str) -> None:
        """Add a remark on a segment."""
        with self._database.transaction(durable=True):
            self._database.execute(
                "INSERT INTO note (segment_id, author, created, text) VALUES (?, ?, ?, ?)",
                (segment_id, self.author, clock.now(), text),
            )

    def notes(self, segment_id: int) -> list[NoteRecord]:
        """Return the remarks on a segment, the oldest first."""
        rows = self._database.all(
            "SELECT author, created, text FROM note WHERE segment_id = ? ORDER BY id",
            (segment_id,),
        )
        return [NoteRecord(author=row[0], created=row[1], text=row[2]) for row in rows]
