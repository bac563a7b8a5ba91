"""Bringing a stored document up to date with its source, keeping what people did to it.

One transaction for a whole document: either it has all the new segments or it is as it was. What
continues what is decided by ``align``; here it is only written down.
"""

# ruff: noqa: S608  CONFIG: only constants of the package are put into SQL, values are bound.
from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.store import clock
from workbench.store.boundaries import Boundary, layout_of, moved, recut, rule_spans
from workbench.store.naming import display_name, held_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.model import Document, Segment
    from workbench.store.align import Alignment
    from workbench.store.db import Database, Row

__all__ = ["SyncResult", "sync"]

_STDIN = "-"
_DOCUMENT = "id, path, name, given, sha256, layout, encoding, bom, format, removed, named"


@dataclass(slots=True, kw_only=True)
class SyncResult:
    """Counts of one synchronisation, before the document's record is read back."""

    document_id: int
    created: bool = False
    returned: bool = False
    moved_from: str | None = None
    unfit: int = 0
    written: bool = False
    same: int = 0
    moved: int = 0
    changed: int = 0
    added: int = 0
    restored: int = 0
    removed: int = 0
    changed_numbers: tuple[int, ...] = ()
    added_numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Incoming:
    """A document on its way in, with everything derived from it once."""

    document: Document
    segments: Sequence[Segment]
    before: Sequence[str]
    tail: str
    sha256: str
    layout: str
    """Of the segments as the rules make them, so that nothing has to be cut to be compared."""
    boundaries: tuple[Boundary, ...] = ()
    """Splits and joins of people that are in ``segments``."""
    unfit: int = 0
    """Splits and joins that the text has no place for any more."""

    def is_stored(self, row: Row) -> bool:
        """Whether the stored document is like this one in everything."""
        document = self.document
        return row[9] is None and (row[1], *row[3:9]) == (
            document.path,
            document.name,
            self.sha256,
            self.layout,
            document.encoding,
            int(document.bom),
            document.format,
        )


@dataclass(frozen=True, slots=True)
class _Old:
    """A stored segment, as far as alignment needs it."""

    id: int
    place: tuple[object, ...]
    """number, unit, segment, kind, start, end, before."""
    rendered: bool
    source: str


def sync(database: Database, document: Document, segments: Sequence[Segment]) -> SyncResult:
    """Store a document with its segments, or align what is stored with them.

    Args:
        database: the open project.
        document: as read now; its path is its identity.
        segments: all of its segments in order, with only white space between them, as the rules
            make them; splits and joins of people are put into them here.

    Raises:
        InputError: the text holds code points no file can hold (lone surrogates).
        ValueError: the segments are not slices of the text in order.
    """
    incoming = _incoming(document, segments)
    row = _find(database, incoming)
    if row is not None and incoming.is_stored(row):
        return SyncResult(document_id=row[0], same=_present(database, row[0]))
    with database.transaction():
        # Read again: another process may have been faster while this one waited for the lock.
        row = _find(database, incoming)
        if row is not None and incoming.is_stored(row):
            return SyncResult(document_id=row[0], same=_present(database, row[0]))
        if row is None:
            result = _write_document(database, incoming, row)
            _insert(database, incoming, range(len(segments)), result)
        elif row[4:6] == (incoming.sha256, incoming.layout):
            result = _write_document(database, incoming, row)
            result.same = _present(database, row[0])
        else:
            incoming = _fitted(database, incoming, row)
            result = _write_document(database, incoming, row)
            result.unfit = incoming.unfit
            _write_changed(database, incoming, _stored(database, row[0]), result)
            _write_boundaries(database, row[0], incoming.boundaries)
    return result


def _present(database: Database, document_id: int) -> int:
    return int(
        database.one(
            "SELECT count(*) FROM segment WHERE document_id = ? AND removed IS NULL", (document_id,)
        )[0]
    )


def _fitted(database: Database, incoming: _Incoming, row: Row) -> _Incoming:
    """Return a document as it comes in, cut as people have cut and joined the stored one."""
    known = [
        Boundary(kind=kind, left_end=left, right_start=right, author=author, created=created)
        for kind, left, right, author, created in database.all(
            "SELECT kind, left_end, right_start, author, created FROM boundary "
            "WHERE document_id = ? ORDER BY left_end",
            (row[0],),
        )
    ]
    if not known:
        return incoming
    unfit = 0
    if row[4] != incoming.sha256:
        stored = database.all(
            "SELECT g.start, g.end, g.before, s.text FROM segment g JOIN source s "
            "ON s.id = g.source_id WHERE g.document_id = ? AND g.removed IS NULL "
            "ORDER BY g.number",
            (row[0],),
        )
        text = "".join(piece for old in stored for piece in old[2:])
        spans = rule_spans([(old[0], old[1]) for old in stored], known)
        known, unfit = moved(known, old_text=text, old=spans, segments=incoming.segments)
    fitted = recut(incoming.document.text, incoming.segments, boundaries=known)
    return replace(
        _incoming(incoming.document, fitted.segments),
        layout=incoming.layout,
        boundaries=fitted.kept,
        unfit=unfit + fitted.lost,
    )


def _write_boundaries(database: Database, document_id: int, boundaries: Sequence[Boundary]) -> None:
    """Keep the places that splits and joins have in the text as it is now."""
    database.execute("DELETE FROM boundary WHERE document_id = ?", (document_id,))
    database.executemany(
        "INSERT INTO boundary (document_id, kind, left_end, right_start, author, created) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        ((document_id, b.kind, b.left_end, b.right_start, b.author, b.created) for b in boundaries),
    )


def _incoming(document: Document, segments: Sequence[Segment]) -> _Incoming:
    try:
        sha256 = hashlib.sha256(document.text.encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise InputError(
            f"the text has a lone surrogate at character {error.start}",
            where=document.path,
            hint="save the file as UTF-8, or name its encoding with --encoding",
        ) from error
    before: list[str] = []
    at = 0
    for number, segment in enumerate(segments):
        if (
            segment.number != number
            or segment.start < at
            or segment.source != document.text[segment.start : segment.end]
        ):
            message = f"{document.name}: segment {segment.number} is no slice of the text in order"
            raise ValueError(message)
        before.append(document.text[at : segment.start])
        at = segment.end
    return _Incoming(
        document=document,
        segments=segments,
        before=before,
        tail=document.text[at:],
        sha256=sha256,
        layout=layout_of((s.unit, s.segment, s.kind, s.start, s.end) for s in segments),
    )


def _find(database: Database, incoming: _Incoming) -> Row | None:
    """Return the stored document of this path, else one of this content whose file is gone."""
    path = incoming.document.path
    row = database.first(f"SELECT {_DOCUMENT} FROM document WHERE path = ?", (path,))
    if row is not None or path == _STDIN:
        return row
    rows = database.all(
        f"SELECT {_DOCUMENT} FROM document WHERE sha256 = ? AND format = ? AND path <> ? "
        "ORDER BY id",
        (incoming.sha256, incoming.document.format, _STDIN),
    )
    gone = [row for row in rows if not os.path.lexists(row[1])]
    gone.sort(key=lambda row: PurePath(row[1]).name != PurePath(path).name)
    return gone[0] if gone else None


def _write_document(database: Database, incoming: _Incoming, row: Row | None) -> SyncResult:
    document = incoming.document
    time = clock.now()
    own = None if row is None else row[0]

    def is_taken(name: str) -> bool:
        found = database.first("SELECT id FROM document WHERE name = ?", (name,))
        return found is not None and found[0] != own

    values = (
        incoming.sha256,
        incoming.layout,
        document.encoding,
        int(document.bom),
        document.format,
        incoming.tail,
    )
    if row is None:
        name = display_name(document.name, path=document.path, is_taken=is_taken)
        database.execute(
            "INSERT INTO document (sha256, layout, encoding, bom, format, tail, path, given, name, "
            "created, changed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, document.path, document.name, name, time, time),
        )
        document_id = int(database.one("SELECT last_insert_rowid()")[0])
        return SyncResult(document_id=document_id, created=True, written=True)
    # A name once given stays while the document is asked for in the same way; one that a person
    # chose stays in any case, unless another document got it while this one was removed.
    has_moved, returned = row[1] != document.path, row[9] is not None
    name = held_name(str(row[2]))
    if row[10]:
        if is_taken(name):
            name = display_name(name, path=document.path, is_taken=is_taken)
    elif has_moved or returned or row[3] != document.name:
        name = display_name(document.name, path=document.path, is_taken=is_taken)
    database.execute(
        "UPDATE document SET sha256 = ?, layout = ?, encoding = ?, bom = ?, format = ?, tail = ?, "
        "path = ?, given = ?, name = ?, changed = ?, removed = NULL WHERE id = ?",
        (*values, document.path, document.name, name, time, own),
    )
    return SyncResult(
        document_id=row[0],
        returned=returned,
        moved_from=str(row[1]) if has_moved else None,
        written=True,
    )


def _stored(database: Database, document_id: int, *, removed: bool = False) -> list[_Old]:
    """Return the document's segments in order; the removed ones, the last removed first."""
    which = "NOT NULL ORDER BY g.removed DESC, g.number" if removed else "NULL ORDER BY g.number"
    rows = database.all(
        "SELECT g.id, g.number, g.unit, g.segment, g.kind, g.start, g.end, g.before, "
        "g.rendering_id IS NOT NULL, s.text FROM segment g JOIN source s ON s.id = g.source_id "
        f"WHERE g.document_id = ? AND g.removed IS {which}",
        (document_id,),
    )
    return [_Old(row[0], row[1:8], bool(row[8]), row[9]) for row in rows]


def _place(incoming: _Incoming, at: int) -> tuple[object, ...]:
    segment = incoming.segments[at]
    return (
        segment.number,
        segment.unit,
        segment.segment,
        segment.kind,
        segment.start,
        segment.end,
        incoming.before[at],
    )


def _write_changed(
    database: Database, incoming: _Incoming, stored: Sequence[_Old], result: SyncResult
) -> None:
    """Move, change, remove, restore and add segments as the alignment says."""
    from workbench.store.align import align  # rapidfuzz costs 40 ms, needed for changed files only

    alignment = align([old.source for old in stored], [item.source for item in incoming.segments])
    restored = _restorable(database, alignment, incoming, result.document_id)
    time = clock.now()
    result.removed = len(alignment.removed)
    result.restored = len(restored)
    database.executemany(
        "UPDATE segment SET removed = ? WHERE id = ?",
        ((time, stored[i].id) for i in alignment.removed),
    )
    kept = {j: stored[i] for j, i in enumerate(alignment.old) if i is not None} | restored
    places = [(j, old, _place(incoming, j)) for j, old in sorted(kept.items())]
    places = [item for item in places if item[1].place != item[2] or item[0] in restored]
    # Numbers are unique among present segments, so they step aside before they change seats.
    database.executemany(
        "UPDATE segment SET number = -1 - number WHERE id = ? AND removed IS NULL",
        ((old.id,) for _, old, place in places if old.place[0] != place[0]),
    )
    database.executemany(
        "UPDATE segment SET removed = NULL, number = ?, unit = ?, segment = ?, kind = ?, start = ?, "
        "end = ?, before = ? WHERE id = ?",
        ((*place, old.id) for _, old, place in places),
    )
    changed = [j for j, origin in enumerate(alignment.origins) if origin == "changed"]
    _write_sources(database, incoming, [(j, kept[j]) for j in changed], time)
    added = [j for j in range(len(incoming.segments)) if j not in kept]
    result.same = alignment.origins.count("same")
    result.moved = alignment.origins.count("moved")
    result.changed = len(changed)
    _insert(database, incoming, added, result)
    result.added += len(restored)
    result.changed_numbers = tuple(incoming.segments[j].number for j in changed)
    result.added_numbers = tuple(incoming.segments[j].number for j in sorted({*added, *restored}))


def _restorable(
    database: Database, alignment: Alignment, incoming: _Incoming, document_id: int
) -> dict[int, _Old]:
    """Return removed segments whose very text is back, by the new index they continue at."""
    added = [j for j, origin in enumerate(alignment.origins) if origin == "added"]
    if not added:
        return {}
    known: dict[str, list[_Old]] = {}
    for old in _stored(database, document_id, removed=True):
        known.setdefault(old.source, []).append(old)
    back: dict[int, _Old] = {}
    for j in added:
        candidates = known.get(incoming.segments[j].source)
        if candidates:
            back[j] = candidates.pop(0)
    return back


def _write_sources(
    database: Database, incoming: _Incoming, pairs: Sequence[tuple[int, _Old]], time: str
) -> None:
    """Give changed segments their new Dutch; the old one stays as what renderings were made for."""
    first = _next_id(database, "source")
    rows = [(first + n, j, old) for n, (j, old) in enumerate(pairs)]
    database.executemany(
        "INSERT INTO source (id, segment_id, text, created) VALUES (?, ?, ?, ?)",
        ((new, old.id, incoming.segments[j].source, time) for new, j, old in rows),
    )
    database.executemany(
        "UPDATE segment SET source_id = ?, words = ?, state = ?, stale = ? WHERE id = ?",
        (
            (
                new,
                len(incoming.segments[j].source.split()),
                "translated" if old.rendered else "initial",
                int(old.rendered),
                old.id,
            )
            for new, j, old in rows
        ),
    )
    # Terms and findings recorded for the old Dutch have offsets in it.
    database.executemany(
        "DELETE FROM segment_findings WHERE segment_id = ?", ((old.id,) for _, _, old in rows)
    )


def _insert(
    database: Database, incoming: _Incoming, added: Sequence[int], result: SyncResult
) -> None:
    """Insert new segments; numbers are given here, so that rows can be streamed in bulk."""
    result.added = len(added)
    segment, source = _next_id(database, "segment"), _next_id(database, "source")
    time = clock.now()
    database.executemany(
        "INSERT INTO segment (id, document_id, number, unit, segment, kind, start, end, before, "
        "words, source_id, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'initial')",
        (
            (
                segment + n,
                result.document_id,
                *_place(incoming, j),
                len(incoming.segments[j].source.split()),
                source + n,
            )
            for n, j in enumerate(added)
        ),
    )
    database.executemany(
        "INSERT INTO source (id, segment_id, text, created) VALUES (?, ?, ?, ?)",
        ((source + n, segment + n, incoming.segments[j].source, time) for n, j in enumerate(added)),
    )


def _next_id(database: Database, table: str) -> int:
    return int(database.one(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")[0])
