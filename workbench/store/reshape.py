"""Making two segments of one and one of two, and taking that back.

The segments that go are marked as removed, as those are that have gone from a source, and those
that come are rows of their own; taking it back exchanges them again. So nothing is deleted, and
renderings, remarks and history of both sides stay where they were made. ``boundary`` holds what a
new run has to do again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.store import clock
from workbench.store.codec import encode, finding_object, term_object

if TYPE_CHECKING:
    from workbench.store.db import Database
    from workbench.store.records import Part

__all__ = ["Shape", "add_join", "add_split", "exchange", "keep_shape", "shape_of"]

_COLUMNS = (
    "g.id, g.document_id, g.number, g.unit, g.segment, g.kind, g.start, g.end, g.before, "
    "g.source_id, g.rendering_id, g.state, g.removed IS NULL, s.text"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One segment and the two that stand for it when it is cut."""

    whole: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A segment, present or removed."""

    id: int
    document_id: int
    number: int
    unit: int
    segment: int
    kind: str
    start: int
    end: int
    before: str
    source_id: int
    rendering_id: int | None
    state: str
    present: bool
    source: str

    @property
    def token(self) -> str:
        """Return what changes when anybody does anything to it."""
        return f"{self.id}:{self.source_id}:{self.rendering_id}:{self.state}"


def _row(database: Database, segment_id: int) -> _Row:
    row = database.one(
        f"SELECT {_COLUMNS} FROM segment g JOIN source s ON s.id = g.source_id "  # noqa: S608
        "WHERE g.id = ?",
        (segment_id,),
    )
    return _Row(*(*row[:12], bool(row[12]), row[13]))


def add_split(
    database: Database,
    segment_id: int,
    *,
    cut: tuple[int, int],
    parts: tuple[Part, Part],
    author: str,
) -> Shape:
    """Add the two parts of a segment, not yet in its place.

    Args:
        database: the open project, in a transaction.
        segment_id: of the whole.
        cut: half-open offsets of the white space between the parts, in the whole's source.
        parts: what they begin with.
        author: who splits it.

    Raises:
        ValueError: it cannot be cut there.
    """
    whole = _row(database, segment_id)
    left, right = whole.source[: cut[0]], whole.source[cut[1] :]
    gap = whole.source[cut[0] : cut[1]]
    if not gap.isspace() or not left or not right or left[-1:].isspace() or right[:1].isspace():
        raise ValueError("a segment is cut at white space only")
    return Shape(
        whole=whole.id,
        left=_add(database, whole, (whole.before, left), parts[0], author=author),
        right=_add(database, whole, (gap, right), parts[1], author=author),
    )


def add_join(
    database: Database, *, left_id: int, right_id: int, part: Part, author: str
) -> Shape | None:
    """Add the whole of two neighbours in a unit, not yet in their place; None if they are none."""
    left, right = _row(database, left_id), _row(database, right_id)
    if not _neighbours(left, right):
        return None
    text = left.source + right.before + right.source
    whole = _add(database, left, (left.before, text), part, author=author)
    return Shape(whole=whole, left=left.id, right=right.id)


def _neighbours(left: _Row, right: _Row) -> bool:
    return (
        left.present
        and right.present
        and left.document_id == right.document_id
        and left.unit == right.unit
        and left.number + 1 == right.number
    )


def _add(database: Database, like: _Row, text: tuple[str, str], part: Part, *, author: str) -> int:
    """Add a segment that is not in the document yet, with the rendering it begins with."""
    segment_id = _next_id(database, "segment")
    source_id = _next_id(database, "source")
    time = clock.now()
    before, source = text
    database.execute(
        "INSERT INTO segment (id, document_id, number, unit, segment, kind, start, end, before, "
        "words, source_id, state, stale, term_key, removed) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            segment_id,
            like.document_id,
            like.number,
            like.unit,
            like.segment,
            like.kind,
            like.start,
            like.start + len(source),
            before,
            len(source.split()),
            source_id,
            "initial",
            int(part.stale),
            part.term_key,
            time,
        ),
    )
    database.execute(
        "INSERT INTO source (id, segment_id, text, created) VALUES (?, ?, ?, ?)",
        (source_id, segment_id, source, time),
    )
    if part.target is not None:
        rendering_id = _next_id(database, "rendering")
        database.execute(
            "INSERT INTO rendering (id, segment_id, source_id, origin, author, created, signature, "
            "term_key, target, terms, findings) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                rendering_id,
                segment_id,
                source_id,
                part.origin,
                author,
                time,
                part.signature,
                part.term_key,
                part.target,
                encode([term_object(term) for term in part.terms]),
                encode([finding_object(finding) for finding in part.findings]),
            ),
        )
        database.execute(
            "UPDATE segment SET rendering_id = ?, state = ? WHERE id = ?",
            (rendering_id, part.state, segment_id),
        )
    return segment_id


def _next_id(database: Database, table: str) -> int:
    return int(database.one(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")[0])  # noqa: S608


def exchange(database: Database, shape: Shape, *, apart: bool, author: str) -> bool:
    """Put the two parts in the place of the whole, or the whole in theirs.

    Args:
        database: the open project, in a transaction.
        shape: the three segments.
        apart: whether the two are to be in the document afterwards.
        author: who does it.

    Returns:
        False where they no longer stand there, or their Dutch is no longer the same; nothing is
        written then.
    """
    whole = _row(database, shape.whole)
    left, right = _row(database, shape.left), _row(database, shape.right)
    if whole.source != left.source + right.before + right.source:
        return False
    time = clock.now()
    if apart:
        if not whole.present or left.present or right.present:
            return False
        _take_out(database, [whole], time)
        _shift(database, whole, after=whole.number, by=1)
        end = whole.start + len(left.source)
        begin = end + len(right.before)
        place = (whole.number, whole.unit, whole.segment, whole.start, end, whole.before)
        _put_in(database, left.id, place)
        place = (whole.number + 1, whole.unit, whole.segment + 1, begin, whole.end, right.before)
        _put_in(database, right.id, place)
        _carry_notes(database, [whole], left.id)
    else:
        if whole.present or not _neighbours(left, right):
            return False
        end, begin = left.end, right.start
        _take_out(database, [left, right], time)
        _shift(database, left, after=right.number, by=-1)
        place = (left.number, left.unit, left.segment, left.start, right.end, left.before)
        _put_in(database, whole.id, place)
        _carry_notes(database, [left, right], whole.id)
    _mark(database, whole.document_id, (end, begin), cut=apart, by=(author, time))
    database.execute("UPDATE document SET changed = ? WHERE id = ?", (time, whole.document_id))
    return True


def _take_out(database: Database, rows: list[_Row], time: str) -> None:
    for row in rows:
        database.execute("UPDATE segment SET removed = ? WHERE id = ?", (time, row.id))


def _put_in(database: Database, segment_id: int, place: tuple[object, ...]) -> None:
    database.execute(
        "UPDATE segment SET removed = NULL, number = ?, unit = ?, segment = ?, start = ?, end = ?, "
        "before = ? WHERE id = ?",
        (*place, segment_id),
    )


def _shift(database: Database, row: _Row, *, after: int, by: int) -> None:
    """Give the segments after a number others, and those of the same unit other places in it."""
    # Numbers are unique among present segments, so they step aside before they change seats.
    database.execute(
        "UPDATE segment SET number = -number WHERE document_id = ? AND removed IS NULL "
        "AND number > ?",
        (row.document_id, after),
    )
    database.execute(
        "UPDATE segment SET number = ?3 - number, segment = segment + CASE WHEN unit = ?2 THEN ?3 "
        "ELSE 0 END WHERE document_id = ?1 AND removed IS NULL AND number < 0",
        (row.document_id, row.unit, by),
    )


def _carry_notes(database: Database, rows: list[_Row], to: int) -> None:
    """Let remarks go on being seen: each is copied once to the segment that takes over."""
    for row in rows:
        database.execute(
            "INSERT INTO note (segment_id, author, created, text) SELECT ?1, n.author, n.created, "
            "n.text FROM note n WHERE n.segment_id = ?2 AND NOT EXISTS (SELECT 1 FROM note k "
            "WHERE k.segment_id = ?1 AND k.author = n.author AND k.created = n.created "
            "AND k.text = n.text) ORDER BY n.id",
            (to, row.id),
        )


def _mark(
    database: Database, document_id: int, gap: tuple[int, int], *, cut: bool, by: tuple[str, str]
) -> None:
    """Remember a boundary made or taken away; one that undoes the other leaves nothing."""
    kind, other = ("split", "join") if cut else ("join", "split")
    gone = database.execute(
        "DELETE FROM boundary WHERE document_id = ? AND left_end = ? AND kind = ?",
        (document_id, gap[0], other),
    )
    if not gone:
        database.execute(
            "INSERT OR REPLACE INTO boundary (document_id, left_end, right_start, kind, author, "
            "created) VALUES (?, ?, ?, ?, ?, ?)",
            (document_id, *gap, kind, *by),
        )


def keep_shape(database: Database, act_id: int, shape: Shape) -> None:
    """Remember what an act did, with what both sides then were."""
    whole = _row(database, shape.whole)
    left, right = _row(database, shape.left), _row(database, shape.right)
    database.execute(
        "INSERT INTO reshape (act_id, whole_id, left_id, right_id, apart, together) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (act_id, whole.id, left.id, right.id, f"{left.token};{right.token}", whole.token),
    )


def shape_of(database: Database, act_id: int) -> tuple[Shape, bool] | None:
    """Return what an act did, and whether the side that is there now is as it was then.

    None where the act was neither a split nor a join.
    """
    row = database.first(
        "SELECT whole_id, left_id, right_id, apart, together FROM reshape WHERE act_id = ?",
        (act_id,),
    )
    if row is None:
        return None
    shape = Shape(whole=row[0], left=row[1], right=row[2])
    whole = _row(database, shape.whole)
    left, right = _row(database, shape.left), _row(database, shape.right)
    there = whole.token if whole.present else f"{left.token};{right.token}"
    return shape, there == (row[4] if whole.present else row[3])
