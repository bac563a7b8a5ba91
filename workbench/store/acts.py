"""What people did at segments, in order, and taking it back step by step.

An act moves a segment's pointer, or exchanges segments for others; what was there before is kept
with it. Undoing an act that somebody else has built upon would undo their work too, so it is
refused and the act stays out of the way from then on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.store import clock, reshape, waivers
from workbench.store.records import ActRecord, Undone

if TYPE_CHECKING:
    from workbench.store.db import Database, Row

__all__ = ["is_large", "of_segment", "record", "redo", "undo", "upcoming"]


def record(
    database: Database,
    segment_id: int,
    *,
    what: str,
    author: str,
    before: tuple[int | None, str],
    after: tuple[int | None, str],
    step: int | None = None,
) -> int:
    """Record an act and return its number.

    Args:
        database: the open project, in a transaction.
        segment_id: what it was done to.
        what: its name.
        author: who did it.
        before: rendering and state before it.
        after: the same after it.
        step: the first of several acts that are undone as one; 0 for that first one itself.
    """
    if not step:
        # Something new was done: what had been undone before can no longer be redone. Asked from
        # the few acts that are undone, not from the document's segments: those may be 50,000.
        database.execute(
            "UPDATE act SET undone = 2 WHERE undone = 1 AND author = ?2 AND "
            "(SELECT document_id FROM segment WHERE id = act.segment_id) = "
            "(SELECT document_id FROM segment WHERE id = ?1)",
            (segment_id, author),
        )
    act_id = int(database.one("SELECT coalesce(max(id), 0) + 1 FROM act")[0])
    database.execute(
        "INSERT INTO act (id, segment_id, author, created, what, before_id, before_state, "
        "after_id, after_state, step) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            act_id,
            segment_id,
            author,
            clock.now(),
            what,
            *before,
            *after,
            act_id if step == 0 else step,
        ),
    )
    return act_id


def of_segment(database: Database, segment_id: int) -> list[ActRecord]:
    """Return what was done at a segment, the oldest first, and how it came to be."""
    rows = database.all(
        "SELECT a.id, a.author, a.created, a.what, a.after_id, a.after_state, a.undone, "
        "coalesce(w.check_name || ': ' || w.message, ''), coalesce(w.reason, '') FROM act a "
        "LEFT JOIN waiver_act w ON w.act_id = a.id WHERE a.segment_id = ?1 UNION ALL "
        "SELECT a.id, a.author, a.created, a.what, (SELECT min(id) FROM rendering "
        "WHERE segment_id = ?1), a.after_state, a.undone, '', '' FROM reshape r "
        "JOIN act a ON a.id = r.act_id WHERE ?1 IN (r.left_id, r.right_id) "
        "AND a.what = 'split' ORDER BY 1",
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
            finding=row[7],
            reason=row[8],
        )
        for row in rows
    ]


def undo(database: Database, document_id: int, *, author: str) -> Undone | None:
    """Take back an author's last act in a document; None where there is none left."""
    return _step(database, document_id, author=author, back=True)


def redo(database: Database, document_id: int, *, author: str) -> Undone | None:
    """Do again what was undone last; None where there is nothing."""
    return _step(database, document_id, author=author, back=False)


# Acts first, from either end, as ``CROSS JOIN`` has it: the one that is looked for is mostly the
# first, and a document may have 50,000 segments.
_ACT = (
    "SELECT a.id, a.segment_id, a.what, a.before_id, a.before_state, a.after_id, a.after_state, "
    "g.rendering_id, g.state, g.source_id, g.number, a.step FROM act a "
    "CROSS JOIN segment g ON g.id = a.segment_id "
)


def _next(database: Database, document_id: int, *, author: str, back: bool) -> Row | None:
    undone, order = (0, "DESC") if back else (1, "ASC")
    return database.first(
        f"{_ACT}LEFT JOIN reshape r ON r.act_id = a.id WHERE g.document_id = ? "
        "AND a.author = ? AND a.undone = ? AND (g.removed IS NULL OR r.act_id IS NOT NULL) "
        f"ORDER BY a.id {order} LIMIT 1",
        (document_id, author, undone),
    )


def upcoming(database: Database, document_id: int, *, author: str) -> Undone | None:
    """Return what the next undo would take back, and where; nothing is changed."""
    row = _next(database, document_id, author=author, back=True)
    if row is None:
        return None
    segment_id, number = row[1], row[10]
    several: tuple[int, ...] = ()
    if row[11] is not None:
        several = tuple(
            one[0]
            for one in database.all(
                "SELECT segment_id FROM act WHERE step = ? AND undone = 0", (row[11],)
            )
        )
    found = reshape.shape_of(database, row[0])
    if found is not None:
        segment_id, number = _present(database, found[0])
    return Undone(
        segment_id=segment_id,
        number=number,
        what=row[2],
        done=False,
        several=several if len(several) > 1 else (),
        act_id=row[0],
    )


def is_large(database: Database, document_id: int, *, author: str, back: bool) -> bool:
    """Whether the next act to undo, or to redo, is one on several segments, or on their places."""
    row = _next(database, document_id, author=author, back=back)
    return row is not None and (
        row[11] is not None
        or database.first("SELECT 1 FROM reshape WHERE act_id = ?", (row[0],)) is not None
    )


def _step(database: Database, document_id: int, *, author: str, back: bool) -> Undone | None:
    with database.transaction(durable=True):
        row = _next(database, document_id, author=author, back=back)
        if row is None:
            return None
        found = reshape.shape_of(database, row[0])
        if found is not None:
            return _exchange(database, row, found, author=author, back=back)
        waiver = waivers.of_act(database, row[0])
        if waiver is not None:
            return _turn(database, row, waiver, back=back)
        rows = [row]
        if row[11] is not None:
            rows = database.all(
                f"{_ACT}WHERE a.step = ? AND a.undone = ? AND g.removed IS NULL ORDER BY a.id",
                (row[11], int(not back)),
            )
        done = [one for one in rows if _move(database, one, author=author, back=back)]
    first = (done or rows)[0]
    return Undone(
        segment_id=first[1],
        number=first[10],
        what=row[2],
        done=bool(done),
        several=tuple(one[1] for one in done) if len(rows) > 1 else (),
        left=len(rows) - len(done),
    )


def _move(database: Database, row: Row, *, author: str, back: bool) -> bool:
    """Move one segment's pointer back or on; False where somebody has changed it since."""
    act_id, segment_id = row[:2]
    before, after = row[3:5], row[5:7]
    there, wanted = (after, before) if back else (before, after)
    if row[7:9] != there:
        database.execute("UPDATE act SET undone = 2 WHERE id = ?", (act_id,))
        return False
    database.execute(
        "UPDATE segment SET rendering_id = ?1, state = ?2, "
        "stale = CASE WHEN ?1 IS NULL THEN stale ELSE "
        "(SELECT source_id <> ?4 FROM rendering WHERE id = ?1) END, "
        "term_key = coalesce((SELECT term_key FROM rendering WHERE id = ?1), '') "
        "WHERE id = ?3",
        (wanted[0], wanted[1], segment_id, row[9]),
    )
    database.execute("UPDATE act SET undone = ? WHERE id = ?", (1 if back else 0, act_id))
    database.execute(
        "DELETE FROM draft_text WHERE segment_id = ? AND author = ?", (segment_id, author)
    )
    return True


def _turn(database: Database, row: Row, waiver: waivers.Waiver, *, back: bool) -> Undone:
    """Let a finding pass, or be open, once more; the English is another matter and stays."""
    on = (row[2] == "waive") != back
    # Of another Dutch it says nothing any more.
    done = row[9] == waiver.source_id and waivers.turn(database, row[1], waiver, on=on)
    database.execute(
        "UPDATE act SET undone = ? WHERE id = ?", ((1 if back else 0) if done else 2, row[0])
    )
    return Undone(segment_id=row[1], number=row[10], what=row[2], done=done)


def _present(database: Database, shape: reshape.Shape) -> tuple[int, int]:
    """Return the segment of a split or join that is there now, and its number."""
    row = database.one(
        "SELECT id, number FROM segment WHERE id IN (?, ?) ORDER BY removed IS NULL DESC LIMIT 1",
        (shape.left, shape.whole),
    )
    return row[0], row[1]


def _exchange(
    database: Database, row: Row, found: tuple[reshape.Shape, bool], *, author: str, back: bool
) -> Undone:
    """Exchange the segments of a split or join once more."""
    shape, unchanged = found
    # What was split is put together again, and the other way round.
    apart = (row[2] == "split") != back
    done = unchanged and reshape.exchange(database, shape, apart=apart, author=author)
    database.execute(
        "UPDATE act SET undone = ? WHERE id = ?", ((1 if back else 0) if done else 2, row[0])
    )
    whole: tuple[int, ...] = (shape.whole,)
    parts: tuple[int, ...] = (shape.left, shape.right)
    went, came = (whole, parts) if apart else (parts, whole)
    if done:
        for segment_id in went:
            database.execute(
                "DELETE FROM draft_text WHERE segment_id = ? AND author = ?", (segment_id, author)
            )
    segment_id, number = _present(database, shape)
    return Undone(
        segment_id=segment_id,
        number=number,
        what=row[2],
        done=done,
        went=went if done else (),
        came=came if done else (),
    )
