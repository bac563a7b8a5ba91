"""Light rows of a document: what a line of a list shows, and what has changed since last time.

Fast enough to read 50,000 at once, and told apart by a marker, so that unchanged ones are not read
again.
"""

# ruff: noqa: S608  CONFIG: only constants of the package are put into SQL, values are bound.
from __future__ import annotations

import gc
from threading import Lock
from typing import TYPE_CHECKING

from workbench.store.current import FINDINGS, TERMS
from workbench.store.records import RowRecord

if TYPE_CHECKING:
    from workbench.store.db import Database, Row

__all__ = ["changed_rows", "having", "headlines", "marker", "row", "rows"]

# Looked for in the stored JSON text: parsing it for 50,000 rows would take a second. Most rows have
# no finding, but many have terms, so of these no more is said than that there are any.
_SEVERITY = (
    f"CASE WHEN r.id IS NULL OR {FINDINGS} = '[]' THEN 0 "
    + " ".join(
        f"""WHEN instr({FINDINGS}, '"severity":"{name}"') THEN {number}"""
        for name, number in (("critical", 3), ("functional", 2))
    )
    + " ELSE 1 END"
)
_ROW = (
    "SELECT g.id, g.number, g.unit, g.kind, g.state, "
    # What a person wrote stays current beside a draft for the newer Dutch.
    "g.stale OR coalesce(r.source_id <> g.source_id, 0), s.text, r.target, r.id, r.score, "
    f"{_SEVERITY}, r.id IS NOT NULL AND {TERMS} <> '[]', "
    "g.id IN (SELECT segment_id FROM note) "
    "OR (g.id, g.source_id) IN (SELECT segment_id, source_id FROM waiver) "
    "FROM segment g JOIN source s ON s.id = g.source_id "
    "LEFT JOIN rendering r ON r.id = g.rendering_id "
    "LEFT JOIN segment_findings f ON f.segment_id = g.id AND f.rendering_id = g.rendering_id "
    "WHERE g.removed IS NULL AND "
)
_MOST_CHANGED = 500


class _Uncollected:
    """A time in which Python looks for no cycles: rows have none, and it would look at each of them.

    Of the time that 50,000 rows take that is a quarter, and while it looks no other thread runs.
    Several threads may be in such a time; the last one ends it.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._was_on = False

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                self._was_on = gc.isenabled()
                gc.disable()
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside and self._was_on:
                gc.enable()


_uncollected = _Uncollected()


def rows(database: Database, document_id: int) -> list[RowRecord]:
    """Return all present segments of a document, each with what a line of a list shows."""
    with _uncollected:
        found = database.all(f"{_ROW}g.document_id = ? ORDER BY g.number", (document_id,))
        return [_row(row) for row in found]


def headlines(database: Database) -> dict[int, str]:
    """Return how each document begins, by its number: the English, else the Dutch."""
    return dict(
        database.all(
            "SELECT g.document_id, coalesce(nullif(r.target, ''), s.text) FROM document d "
            "JOIN segment g ON g.document_id = d.id AND g.number = 0 AND g.removed IS NULL "
            "JOIN source s ON s.id = g.source_id LEFT JOIN rendering r ON r.id = g.rendering_id"
        )
    )


def row(database: Database, segment_id: int) -> RowRecord | None:
    """Return one such row, None where the segment has gone from its source."""
    found = database.first(f"{_ROW}g.id = ?", (segment_id,))
    return None if found is None else _row(found)


def having(
    database: Database,
    document_id: int,
    within: tuple[int, int],
    *,
    check: str = "",
    term: str = "",
) -> set[int]:
    """Return the segments with a finding of a check, or a term, whose name begins so.

    A term is found by its concept as well as by its Dutch or English.

    Args:
        database: the open project.
        document_id: of the document.
        within: the first and the last number to look at.
        check: a check's name, or the beginning of it.
        term: the same of a term, where no check is asked for.
    """
    column, needle = (FINDINGS, f'"check":"{check}') if check else (TERMS, f':"{term}')
    return {
        row[0]
        for row in database.all(
            "SELECT g.id FROM segment g JOIN rendering r ON r.id = g.rendering_id "
            "LEFT JOIN segment_findings f ON f.segment_id = g.id "
            "AND f.rendering_id = g.rendering_id WHERE g.document_id = ? "
            "AND g.number BETWEEN ? AND ? "
            f"AND g.removed IS NULL AND instr(lower({column}), lower(?))",
            (document_id, *within, needle),
        )
    }


def marker(database: Database, document_id: int) -> tuple[object, ...]:
    """Return a value that changes whenever anybody changes a segment of the project."""
    return database.one(
        "SELECT (SELECT max(id) FROM rendering), (SELECT max(id) FROM act), "
        "(SELECT coalesce(sum(id * undone), 0) FROM act), (SELECT max(id) FROM note), "
        "(SELECT max(changed) FROM segment_findings), "
        "(SELECT max(id) FROM source), "
        "(SELECT sha256 || layout || changed FROM document WHERE id = ?)",
        (document_id,),
    )


def changed_rows(
    database: Database,
    document_id: int,
    since: tuple[object, ...],
    *,
    now: tuple[object, ...] | None = None,
) -> list[RowRecord] | None:
    """Return a document's rows that anybody has changed since a marker, in order.

    None where all have to be read again: its text is another one, an act was undone, or more
    has changed than is read faster in pieces.

    Args:
        database: the open project.
        document_id: of the document.
        since: an earlier marker.
        now: the present one, where it is known.
    """
    now = now or marker(database, document_id)
    if not since or now[2] != since[2] or now[5:] != since[5:]:
        return None
    found = database.all(
        "SELECT segment_id FROM rendering WHERE id > ? "
        "UNION SELECT segment_id FROM act WHERE id > ? "
        "UNION SELECT segment_id FROM note WHERE id > ? "
        "UNION SELECT segment_id FROM segment_findings WHERE changed > ? LIMIT ?",
        (since[0] or 0, since[1] or 0, since[3] or 0, since[4] or "", _MOST_CHANGED + 1),
    )
    if len(found) > _MOST_CHANGED:
        return None
    rows = database.all(
        f"{_ROW}g.document_id = ? AND g.id IN ({','.join('?' * len(found))}) ORDER BY g.number",
        (document_id, *(row[0] for row in found)),
    )
    return [_row(row) for row in rows]


def _row(row: Row) -> RowRecord:
    found = RowRecord(*row)
    found.stale, found.termed, found.noted = (
        bool(found.stale),
        bool(found.termed),
        bool(found.noted),
    )
    return found
