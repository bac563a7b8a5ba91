"""Adding renderings and reading segments with what is current for them.

A rendering is never changed or deleted: the segment only points to another one. The rule that no
machine displaces what a person wrote lives here, in the same statement that moves the pointer, so
that no race between a batch run and an editor can break it.
"""

# ruff: noqa: S608  CONFIG: only constants of the package are put into SQL, values are bound.
from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from workbench.errors import UsageError
from workbench.model import Rendering, Segment, StoredSegment
from workbench.store import clock, waivers
from workbench.store.codec import decode_list, decode_object, encode, finding_object, term_object
from workbench.store.current import FINDINGS, TERMS
from workbench.store.naming import held_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.model import Finding, State, TermOutcome
    from workbench.store.db import Database, Row
    from workbench.store.records import DraftItem

__all__ = [
    "Origin",
    "add_drafts",
    "commit_edit",
    "history",
    "segment",
    "segments",
    "segments_numbered",
    "set_findings",
]

Origin = Literal["engine", "human", "memory"]

_PAGE = 2_000
_CHUNK = 500

_SEGMENT = (
    "SELECT g.id, g.number, g.unit, g.segment, g.kind, g.start, g.end, s.text, g.state, g.stale, "
    "r.id, r.target, r.author, r.origin, r.created, r.signature, r.score, "
    f"{TERMS}, {FINDINGS}, r.term_key, "
    "CASE WHEN r.source_id = g.source_id THEN NULL "
    "ELSE (SELECT text FROM source WHERE id = r.source_id) END, d.name, g.term_key"
)
_FROM = (
    " FROM segment g JOIN source s ON s.id = g.source_id JOIN document d ON d.id = g.document_id "
    "LEFT JOIN rendering r ON r.id = g.rendering_id "
    "LEFT JOIN segment_findings f ON f.segment_id = g.id AND f.rendering_id = g.rendering_id "
)


def segments(
    database: Database, document_id: int, *, start: int, stop: int | None, trace: bool
) -> Iterator[StoredSegment]:
    """Yield present segments numbered from ``start`` to below ``stop``, in order.

    They are read in pages, so that no cursor stays open while the caller writes or waits.
    """
    last = start - 1
    bound = 2**62 if stop is None else stop
    while True:
        rows = database.all(
            f"{_SEGMENT}, {'r.trace' if trace else 'NULL'}{_FROM}"
            "WHERE g.document_id = ? AND g.removed IS NULL AND g.number > ? AND g.number < ? "
            "ORDER BY g.number LIMIT ?",
            (document_id, last, bound, _PAGE),
        )
        for row in rows:
            yield _stored(row)
        if len(rows) < _PAGE:
            return
        last = rows[-1][1]


def segment(database: Database, document_id: int, number: int) -> StoredSegment | None:
    """Return one present segment with everything, None where there is no such number."""
    if number >= 2**62:  # more than SQLite can count to
        return None
    row = database.first(
        f"{_SEGMENT}, r.trace{_FROM}WHERE g.document_id = ? AND g.removed IS NULL AND g.number = ?",
        (document_id, number),
    )
    return None if row is None else _stored(row)


def segments_numbered(
    database: Database, document_id: int, numbers: Sequence[int]
) -> Iterator[StoredSegment]:
    """Yield the present segments of a document that have these numbers, with their traces."""
    for first in range(0, len(numbers), _CHUNK):
        chunk = numbers[first : first + _CHUNK]
        marks = ",".join("?" * len(chunk))
        for row in database.all(
            f"{_SEGMENT}, r.trace{_FROM}WHERE g.document_id = ? AND g.removed IS NULL "
            f"AND g.number IN ({marks}) ORDER BY g.number",
            (document_id, *chunk),
        ):
            yield _stored(row)


def edited_segments(database: Database, document_id: int) -> Iterator[StoredSegment]:
    """Yield the present segments whose current text a person wrote, with their traces, in order."""
    for row in database.all(
        f"{_SEGMENT}, r.trace{_FROM}WHERE g.document_id = ? AND g.removed IS NULL "
        "AND r.origin = 'human' ORDER BY g.number",
        (document_id,),
    ):
        yield _stored(row)


def _stored(row: Row) -> StoredSegment:
    rendering = None
    if row[10] is not None:
        rendering = Rendering(
            id=row[10],
            target=row[11],
            author=row[12],
            origin=row[13],
            created=row[14],
            signature=row[15],
            score=row[16],
            terms=decode_list(row[17]),
            findings=decode_list(row[18]),
            term_key=row[19],
            source=row[7] if row[20] is None else row[20],
            trace=decode_object(row[23]),
        )
    return StoredSegment(
        id=row[0],
        document=held_name(row[21]),
        segment=Segment(
            number=row[1],
            unit=row[2],
            segment=row[3],
            kind=row[4],
            start=row[5],
            end=row[6],
            source=row[7],
        ),
        state=row[8],
        rendering=rendering,
        stale=bool(row[9]),
        term_key=row[22],
    )


def history(database: Database, segment_id: int) -> list[Rendering]:
    """Return all renderings of a segment as they were made, the oldest first."""
    rows = database.all(
        "SELECT r.id, r.target, r.author, r.origin, r.created, r.signature, r.score, r.terms, "
        "r.findings, r.term_key, s.text, r.trace FROM rendering r JOIN source s "
        "ON s.id = r.source_id WHERE r.segment_id = ? ORDER BY r.id",
        (segment_id,),
    )
    return [
        Rendering(
            id=row[0],
            target=row[1],
            author=row[2],
            origin=row[3],
            created=row[4],
            signature=row[5],
            score=row[6],
            terms=decode_list(row[7]),
            findings=decode_list(row[8]),
            term_key=row[9],
            source=row[10],
            trace=decode_object(row[11]),
        )
        for row in rows
    ]


_INSERT = (
    "INSERT INTO rendering (id, segment_id, source_id, run_id, origin, author, created, signature, "
    "term_key, score, target, terms, findings, trace) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

_FREE = (
    "(state IN ('initial', 'translated') AND coalesce((SELECT origin FROM rendering "
    "WHERE id = segment.rendering_id), 'engine') = 'engine')"
)
"""Whether a machine may choose the current rendering: nobody has written or confirmed one."""


def add_drafts(
    database: Database,
    items: Sequence[DraftItem],
    *,
    author: str,
    run_id: int | None,
    origin: Origin = "engine",
    make_current: bool = True,
    state: State | None = "translated",
) -> list[int]:
    """Add drafts in one transaction and return the numbers of their renderings.

    A draft becomes current only where nobody has written or confirmed a rendering, and only when
    it was made for the Dutch the segment has now; elsewhere it is an alternative in the history.

    Args:
        database: the open project.
        items: the drafts, at most one for each segment.
        author: who ran the machine.
        run_id: the run they come from.
        origin: what made them.
        make_current: False to add alternatives only.
        state: of the segments whose current rendering changes; None leaves it.

    Raises:
        UsageError: a segment does not exist.
    """
    if not items:
        return []
    with database.transaction():
        sources = _sources(database, items)
        first = int(database.one("SELECT coalesce(max(id), 0) + 1 FROM rendering")[0])
        time = clock.now()
        waived = waivers.known(database)
        database.executemany(
            _INSERT,
            (
                (
                    first + n,
                    item.segment_id,
                    sources[n],
                    run_id,
                    origin,
                    author,
                    time,
                    item.draft.signature,
                    item.term_key,
                    item.draft.score,
                    item.draft.target,
                    encode([term_object(term) for term in item.draft.terms]),
                    _findings(item.draft.findings, waived, item.segment_id, sources[n]),
                    None if item.draft.trace is None else encode(item.draft.trace),
                )
                for n, item in enumerate(items)
            ),
        )
        free = _FREE if origin == "engine" else "(1)"
        database.executemany(
            "UPDATE segment SET stale = 0, "
            "term_key = CASE WHEN state IN ('initial', 'translated') THEN ?6 ELSE term_key END, "
            f"rendering_id = CASE WHEN ?1 AND {free} THEN ?2 ELSE rendering_id END, "
            f"state = CASE WHEN ?1 AND {free} THEN coalesce(?3, state) ELSE state END "
            "WHERE id = ?4 AND source_id = ?5",
            (
                (int(make_current), first + n, state, item.segment_id, sources[n], item.term_key)
                for n, item in enumerate(items)
            ),
        )
    return list(range(first, first + len(items)))


def _sources(database: Database, items: Sequence[DraftItem]) -> list[int]:
    """Return for each draft the stored source it was made for."""
    current: dict[int, tuple[int, str]] = {}
    ids = [item.segment_id for item in items]
    for at in range(0, len(ids), _CHUNK):
        chunk = ids[at : at + _CHUNK]
        marks = ",".join("?" * len(chunk))
        for segment_id, source_id, text in database.all(
            "SELECT g.id, s.id, s.text FROM segment g JOIN source s ON s.id = g.source_id "
            f"WHERE g.id IN ({marks})",
            chunk,
        ):
            current[segment_id] = (source_id, text)
    found: list[int] = []
    for item in items:
        if item.segment_id not in current:
            raise _unknown(item.segment_id)
        source_id, text = current[item.segment_id]
        if item.source is not None and item.source != text:
            row = database.first(
                "SELECT id FROM source WHERE segment_id = ? AND text = ? ORDER BY id DESC",
                (item.segment_id, item.source),
            )
            if row is None:
                raise UsageError(
                    f"segment {item.segment_id} never had the Dutch this draft was made for"
                )
            source_id = row[0]
        found.append(source_id)
    return found


def _findings(
    findings: Sequence[Finding], waived: waivers.Known, segment_id: int, source_id: int
) -> str:
    """Return what is stored of findings: all but those that somebody lets pass."""
    objects = [finding_object(finding) for finding in findings]
    return encode(waivers.unwaived(objects, waived.get((segment_id, source_id))))


def _unknown(segment_id: int) -> UsageError:
    return UsageError(f"the project has no segment with the internal number {segment_id}")


def commit_edit(
    database: Database,
    segment_id: int,
    target: str,
    *,
    author: str,
    state: State,
    terms: Sequence[TermOutcome] | None,
    findings: Sequence[Finding] | None,
    term_key: str | None,
    origin: Origin,
    run_id: int | None,
) -> int:
    """Make what a person wrote or confirmed the current rendering; on disk when this returns.

    Terms, findings and term key that are not given are taken over from the current rendering where
    they still hold: the key with the Dutch unchanged, the others with both texts unchanged. With
    both unchanged the signature goes along too: a machine's words stay its own, whoever confirms.

    Raises:
        UsageError: the segment does not exist.
    """
    with database.transaction(durable=True):
        row = database.first(
            f"SELECT g.source_id, r.source_id, r.target, {TERMS}, {FINDINGS}, g.term_key, "
            f"r.signature{_FROM}WHERE g.id = ?",
            (segment_id,),
        )
        if row is None:
            raise _unknown(segment_id)
        source_id, made_for, old_target, old_terms, old_findings, old_key, old_signature = row
        same_source = made_for == source_id
        same = same_source and old_target == target
        key = term_key if term_key is not None else (old_key if same_source else "")
        rendering_id = int(database.one("SELECT coalesce(max(id), 0) + 1 FROM rendering")[0])
        database.execute(
            _INSERT,
            (
                rendering_id,
                segment_id,
                source_id,
                run_id,
                origin,
                author,
                clock.now(),
                old_signature if same else "",
                key,
                None,
                target,
                (old_terms if same else "[]")
                if terms is None
                else encode([term_object(term) for term in terms]),
                (old_findings if same else "[]")
                if findings is None
                else _findings(findings, waivers.known(database), segment_id, source_id),
                None,
            ),
        )
        database.execute(
            "UPDATE segment SET rendering_id = ?, state = ?, stale = 0, term_key = ? WHERE id = ?",
            (rendering_id, state, key, segment_id),
        )
    return rendering_id


def set_findings(
    database: Database,
    segment_id: int,
    findings: Sequence[Finding],
    terms: Sequence[TermOutcome],
    *,
    term_key: str | None,
) -> bool:
    """Replace terms and findings of the current rendering as seen today; its row stays as it was.

    Returns:
        Whether anything changed.

    Raises:
        UsageError: the segment does not exist or has no rendering.
    """
    with database.transaction():
        row = database.first(
            f"SELECT g.rendering_id, {TERMS}, {FINDINGS}, g.term_key, g.source_id{_FROM}"
            "WHERE g.id = ?",
            (segment_id,),
        )
        if row is None:
            raise _unknown(segment_id)
        if row[0] is None:
            raise UsageError(f"segment {segment_id} has no rendering that findings could be about")
        key = row[3] if term_key is None else term_key
        value = (
            row[0],
            encode([term_object(term) for term in terms]),
            _findings(findings, waivers.known(database), segment_id, row[4]),
        )
        if (*value, key) == row[:4]:
            return False
        database.execute(
            "INSERT INTO segment_findings (segment_id, rendering_id, terms, findings, changed) "
            "VALUES (?, ?, ?, ?, ?) ON CONFLICT (segment_id) DO UPDATE SET "
            "rendering_id = excluded.rendering_id, terms = excluded.terms, "
            "findings = excluded.findings, changed = excluded.changed",
            (segment_id, *value, clock.now()),
        )
        database.execute("UPDATE segment SET term_key = ? WHERE id = ?", (key, segment_id))
    return True
