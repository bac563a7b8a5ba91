"""What the review desk asks of a project: light rows, text being typed, acts that can be undone.

An act moves a segment's pointer and is recorded with what stood there before, so undoing it is
moving the pointer back: nothing is ever deleted. Every act names the rendering and the Dutch it
was meant for, and is refused where somebody else has changed them, which is decided inside the
transaction. Nothing about screens or keys may come in here.
"""

# ruff: noqa: S608  CONFIG: only constants of the package are put into SQL, values are bound.
from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.store import clock, renderings
from workbench.store.records import (
    ActRecord,
    DraftText,
    NoteRecord,
    PairRecord,
    RowRecord,
    Undone,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.model import Finding, State, TermOutcome
    from workbench.store.db import Database, Row
    from workbench.store.records import Base
    from workbench.store.renderings import Origin

__all__ = ["Desk"]

_TERMS = "coalesce(f.terms, CASE WHEN r.source_id = g.source_id THEN r.terms ELSE '[]' END)"
_FINDINGS = (
    "coalesce(f.findings, CASE WHEN r.source_id = g.source_id THEN r.findings ELSE '[]' END)"
)
# Looked for in the stored JSON text: parsing it for 50,000 rows would take a second.
_WORST_RUNGS = ("unresolved", "substitution", "negative", "constrained", "nbest", "annotated")
_RUNG = (
    f"CASE WHEN r.id IS NULL OR {_TERMS} = '[]' THEN '' "
    + " ".join(
        f"""WHEN instr({_TERMS}, '"rung":"{rung}"') THEN '{rung}'""" for rung in _WORST_RUNGS
    )
    + " ELSE 'free' END"
)
_SEVERITY = (
    f"CASE WHEN r.id IS NULL OR {_FINDINGS} = '[]' THEN 0 "
    + " ".join(
        f"""WHEN instr({_FINDINGS}, '"severity":"{name}"') THEN {number}"""
        for name, number in (("critical", 3), ("functional", 2))
    )
    + " ELSE 1 END"
)
_ROW = (
    "SELECT g.id, g.number, g.unit, g.kind, g.state, g.stale, s.text, r.target, r.id, r.score, "
    f"{_SEVERITY}, {_RUNG}, "
    "EXISTS (SELECT 1 FROM note n WHERE n.segment_id = g.id) "
    "FROM segment g JOIN source s ON s.id = g.source_id "
    "LEFT JOIN rendering r ON r.id = g.rendering_id "
    "LEFT JOIN segment_findings f ON f.segment_id = g.id AND f.rendering_id = g.rendering_id "
    "WHERE g.removed IS NULL AND "
)


class Desk:
    """The desk's side of an open project; get it from ``Project.desk``."""

    def __init__(self, database: Database, *, author: str) -> None:
        """Work on an open project in the name of ``author``."""
        self._database = database
        self.author = author

    # Rows

    def rows(self, document_id: int) -> list[RowRecord]:
        """Return all present segments of a document, each with what a line of a list shows."""
        found = self._database.all(f"{_ROW}g.document_id = ? ORDER BY g.number", (document_id,))
        return [_row(row) for row in found]

    def row(self, segment_id: int) -> RowRecord | None:
        """Return one such row, None where the segment has gone from its source."""
        found = self._database.first(f"{_ROW}g.id = ?", (segment_id,))
        return None if found is None else _row(found)

    def having(self, document_id: int, *, check: str = "", term: str = "") -> set[int]:
        """Return the segments with a finding of a check, or a term, whose name begins so.

        A term is found by its concept as well as by its Dutch or English.
        """
        column, needle = (_FINDINGS, f'"check":"{check}') if check else (_TERMS, f':"{term}')
        return {
            row[0]
            for row in self._database.all(
                "SELECT g.id FROM segment g JOIN rendering r ON r.id = g.rendering_id "
                "LEFT JOIN segment_findings f ON f.segment_id = g.id "
                "AND f.rendering_id = g.rendering_id WHERE g.document_id = ? "
                f"AND g.removed IS NULL AND instr(lower({column}), lower(?))",
                (document_id, needle),
            )
        }

    def marker(self, document_id: int) -> tuple[object, ...]:
        """Return a value that changes whenever anybody changes a segment of the project."""
        return self._database.one(
            "SELECT (SELECT max(id) FROM rendering), (SELECT max(id) FROM act), "
            "(SELECT sum(id * undone) FROM act), (SELECT max(id) FROM note), "
            "(SELECT max(changed) FROM segment_findings), "
            "(SELECT max(id) FROM source), "
            "(SELECT sha256 || layout || changed FROM document WHERE id = ?)",
            (document_id,),
        )

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
                "SELECT t.segment_id, t.text FROM draft_text t JOIN segment g "
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
    ) -> None:
        # Something new was done: what had been undone before can no longer be redone.
        self._database.execute(
            "UPDATE act SET undone = 2 WHERE undone = 1 AND author = ?2 AND segment_id IN "
            "(SELECT id FROM segment WHERE document_id = "
            "(SELECT document_id FROM segment WHERE id = ?1))",
            (segment_id, self.author),
        )
        self._database.execute(
            "INSERT INTO act (segment_id, author, created, what, before_id, before_state, "
            "after_id, after_state) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (segment_id, self.author, clock.now(), what, *before, *after),
        )

    def undo(self, document_id: int) -> Undone | None:
        """Take back this author's last act in a document; None where there is none left."""
        return self._step(document_id, undone=0, order="DESC", back=True)

    def redo(self, document_id: int) -> Undone | None:
        """Do again what was undone last; None where there is nothing."""
        return self._step(document_id, undone=1, order="ASC", back=False)

    def _step(self, document_id: int, *, undone: int, order: str, back: bool) -> Undone | None:
        with self._database.transaction(durable=True):
            row = self._database.first(
                "SELECT a.id, a.segment_id, a.what, a.before_id, a.before_state, a.after_id, "
                "a.after_state, g.rendering_id, g.state, g.source_id, g.number FROM act a "
                "JOIN segment g ON g.id = a.segment_id WHERE g.document_id = ? AND a.author = ? "
                f"AND a.undone = ? AND g.removed IS NULL ORDER BY a.id {order} LIMIT 1",
                (document_id, self.author, undone),
            )
            if row is None:
                return None
            act_id, segment_id, what = row[:3]
            before, after = row[3:5], row[5:7]
            there, wanted = (after, before) if back else (before, after)
            if row[7:9] != there:
                # Undoing it would undo somebody else's work too: it stays, out of the way.
                self._database.execute("UPDATE act SET undone = 2 WHERE id = ?", (act_id,))
                return Undone(segment_id=segment_id, number=row[10], what=what, done=False)
            self._database.execute(
                "UPDATE segment SET rendering_id = ?1, state = ?2, "
                "stale = CASE WHEN ?1 IS NULL THEN stale ELSE "
                "(SELECT source_id <> ?4 FROM rendering WHERE id = ?1) END, "
                "term_key = coalesce((SELECT term_key FROM rendering WHERE id = ?1), '') "
                "WHERE id = ?3",
                (wanted[0], wanted[1], segment_id, row[9]),
            )
            self._database.execute(
                "UPDATE act SET undone = ? WHERE id = ?", (1 if back else 0, act_id)
            )
            self._drop(segment_id)
        return Undone(segment_id=segment_id, number=row[10], what=what, done=True)

    def acts(self, segment_id: int) -> list[ActRecord]:
        """Return what was done at a segment, the oldest first."""
        rows = self._database.all(
            "SELECT id, author, created, what, after_id, after_state, undone FROM act "
            "WHERE segment_id = ? ORDER BY id",
            (segment_id,),
        )
        return [
            ActRecord(
                id=row[0],
                author=row[1],
                created=row[2],
                what=row[3],
                rendering_id=row[4],
                state=row[5],
                undone=bool(row[6]),
            )
            for row in rows
        ]

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

    # Memory

    def pairs(self) -> Iterator[PairRecord]:
        """Yield every reviewed pair of texts with its neighbours, for the translation memory.

        A segment that has gone from its source still counts; it only has no neighbours any more.
        """
        for row in self._database.all(
            "WITH place AS (SELECT id, lag(source_id) OVER doc AS before, "
            " lead(source_id) OVER doc AS after FROM segment WHERE removed IS NULL "
            " WINDOW doc AS (PARTITION BY document_id ORDER BY number)) "
            "SELECT s.text, r.target, d.name, g.number, r.author, r.created, g.state, "
            " b.text, a.text, g.removed IS NULL, g.id "
            "FROM segment g JOIN rendering r ON r.id = g.rendering_id "
            "JOIN source s ON s.id = r.source_id JOIN document d ON d.id = g.document_id "
            "LEFT JOIN place p ON p.id = g.id "
            "LEFT JOIN source b ON b.id = p.before LEFT JOIN source a ON a.id = p.after "
            "WHERE g.state IN ('reviewed', 'final') AND r.target <> '' ORDER BY r.id"
        ):
            yield PairRecord(
                source=row[0],
                target=row[1],
                document=row[2],
                number=row[3],
                author=row[4],
                created=row[5],
                state=row[6],
                before=row[7] or "",
                after=row[8] or "",
                present=bool(row[9]),
                segment_id=row[10],
            )


def _row(row: Row) -> RowRecord:
    found = RowRecord(*row)
    found.stale, found.noted = bool(found.stale), bool(found.noted)
    return found
