"""Counting what a project holds and checking that it holds together; aggregates in SQL only."""

# ruff: noqa: S608  CONFIG: only constants of the package are put into SQL, values are bound.
from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from workbench.errors import WorkbenchError
from workbench.store.naming import held_name
from workbench.store.records import DocumentRecord, ProjectStatus

if TYPE_CHECKING:
    from workbench.store.db import Database

__all__ = ["document_text", "documents", "status", "verify"]

_STATES = ("initial", "translated", "reviewed", "final")
_SEVERITIES = ("critical", "functional", "cosmetic")
_PRESENT = "document_id NOT IN (SELECT id FROM document WHERE removed IS NOT NULL)"


def documents(
    database: Database, document_id: int | None = None, *, removed: bool = False
) -> list[DocumentRecord]:
    """Return the project's documents ordered by name, or the one with this number.

    Args:
        database: the open project.
        document_id: of one document, which may also be a removed one.
        removed: return those that were taken out, and only those.
    """
    one = "" if document_id is None else " WHERE id = ?"
    which = one or f" WHERE removed IS {'NOT ' if removed else ''}NULL"
    parameters = () if document_id is None else (document_id,)
    counts: dict[int, tuple[dict[str, int], int, int]] = {}
    for owner, state, number, words, stale in database.all(
        "SELECT document_id, state, count(*), sum(words), sum(stale) FROM segment "
        f"WHERE removed IS NULL{one.replace('WHERE id', 'AND document_id')} "
        "GROUP BY document_id, state",
        parameters,
    ):
        states, all_words, all_stale = counts.get(owner, ({}, 0, 0))
        counts[owner] = (states | {state: number}, all_words + words, all_stale + stale)
    overtaken = _overtaken(database, document_id)
    records = []
    for row in database.all(
        f"SELECT id, name, path, sha256, encoding, bom, format, removed FROM document{which} "
        "ORDER BY name",
        parameters,
    ):
        states, words, stale = counts.get(row[0], ({}, 0, 0))
        records.append(
            DocumentRecord(
                id=row[0],
                name=held_name(row[1]),
                path=row[2],
                sha256=row[3],
                encoding=row[4],
                bom=bool(row[5]),
                format=row[6],
                states={state: states[state] for state in _STATES if state in states},
                words=words,
                stale=stale + overtaken.get(row[0], 0),
                removed=row[7],
            )
        )
    return records


def _overtaken(database: Database, document_id: int | None = None) -> dict[int, int]:
    """Return by document in how many segments a text for an older Dutch has a newer draft beside it.

    Those without a draft are ``stale`` in the store.
    """
    # A segment that had one Dutch only is none of them, and an index tells that.
    several = "SELECT segment_id FROM source GROUP BY segment_id HAVING count(*) > 1"
    if document_id is not None:
        several = (
            "SELECT DISTINCT g.id AS segment_id FROM segment g JOIN source o "
            "ON o.segment_id = g.id AND o.id <> g.source_id WHERE g.document_id = ?"
        )
    return dict(
        database.all(
            f"SELECT g.document_id, count(*) FROM ({several}) m "
            "CROSS JOIN segment g ON g.id = m.segment_id JOIN rendering r ON r.id = g.rendering_id "
            "WHERE g.removed IS NULL AND NOT g.stale AND r.source_id <> g.source_id "
            "GROUP BY g.document_id",
            () if document_id is None else (document_id,),
        )
    )


def document_text(database: Database, document_id: int) -> str:
    """Return a document's text as it was read, put together from its segments."""
    rows = database.all(
        "SELECT g.before, s.text FROM segment g JOIN source s ON s.id = g.source_id "
        "WHERE g.document_id = ? AND g.removed IS NULL ORDER BY g.number",
        (document_id,),
    )
    tail = database.one("SELECT tail FROM document WHERE id = ?", (document_id,))[0]
    return "".join(piece for row in rows for piece in row) + str(tail)


def status(database: Database) -> ProjectStatus:
    """Count documents, segments by state, words, and open findings by severity."""
    states = dict.fromkeys(_STATES, 0)
    words = stale = 0
    for state, number, state_words, state_stale in database.all(
        "SELECT state, count(*), sum(words), sum(stale) FROM segment WHERE removed IS NULL "
        f"AND {_PRESENT} GROUP BY state"
    ):
        states[state] = number
        words += state_words
        stale += state_stale
    overtaken = _overtaken(database)
    if overtaken:
        out = {row[0] for row in database.all("SELECT id FROM document WHERE removed IS NOT NULL")}
        stale += sum(number for owner, number in overtaken.items() if owner not in out)
    findings = dict.fromkeys(_SEVERITIES, 0)
    # Few renderings have findings and an index knows which; all others are never looked at.
    for severity, number in database.all(
        "SELECT severity, count(*) FROM ("
        " SELECT e.value ->> 'severity' AS severity FROM rendering r"
        "  JOIN segment g ON g.id = r.segment_id AND g.rendering_id = r.id AND g.removed IS NULL"
        f"   AND g.source_id = r.source_id AND g.{_PRESENT}"
        "  JOIN json_each(r.findings) e WHERE r.findings <> '[]' AND NOT EXISTS"
        "   (SELECT 1 FROM segment_findings f"
        "    WHERE f.segment_id = g.id AND f.rendering_id = r.id)"
        " UNION ALL"
        " SELECT e.value ->> 'severity' FROM segment_findings f"
        "  JOIN segment g ON g.id = f.segment_id AND g.rendering_id = f.rendering_id"
        f"   AND g.removed IS NULL AND g.{_PRESENT}"
        "  JOIN json_each(f.findings) e"
        ") GROUP BY severity"
    ):
        findings[severity] = number
    return ProjectStatus(
        documents=int(database.one("SELECT count(*) FROM document WHERE removed IS NULL")[0]),
        segments=sum(states.values()),
        states=states,
        source_words=words,
        findings=findings,
        stale=stale,
    )


_INVARIANTS = {
    "segments whose rendering belongs to another segment": (
        "SELECT count(*) FROM segment g JOIN rendering r ON r.id = g.rendering_id "
        "WHERE r.segment_id <> g.id"
    ),
    "segments whose Dutch belongs to another segment": (
        "SELECT count(*) FROM segment g JOIN source s ON s.id = g.source_id "
        "WHERE s.segment_id <> g.id"
    ),
    "renderings made for another segment's Dutch": (
        "SELECT count(*) FROM rendering r JOIN source s ON s.id = r.source_id "
        "WHERE s.segment_id <> r.segment_id"
    ),
    "segments past their first state without a rendering": (
        "SELECT count(*) FROM segment WHERE state <> 'initial' AND rendering_id IS NULL"
    ),
    "renderings whose terms, findings or trace are no JSON": (
        "SELECT count(*) FROM rendering WHERE NOT json_valid(terms) OR NOT json_valid(findings) "
        "OR (trace IS NOT NULL AND NOT json_valid(trace))"
    ),
    "documents whose segments are not numbered through": (
        "SELECT count(*) FROM (SELECT 1 FROM segment WHERE removed IS NULL GROUP BY document_id "
        "HAVING min(number) <> 0 OR max(number) <> count(*) - 1)"
    ),
    "splits or joins that stand at no place of their document": (
        "SELECT count(*) FROM boundary b WHERE NOT CASE b.kind WHEN 'split' THEN EXISTS "
        "(SELECT 1 FROM segment g WHERE g.document_id = b.document_id AND g.removed IS NULL "
        "AND g.end = b.left_end) ELSE EXISTS (SELECT 1 FROM segment g WHERE g.document_id = "
        "b.document_id AND g.removed IS NULL AND g.start < b.left_end AND b.right_start < g.end) END"
    ),
}


def verify(database: Database) -> list[str]:
    """Return everything that is wrong with the file or its content; an empty list is good news."""
    try:
        problems = [str(row[0]) for row in database.all("PRAGMA integrity_check") if row[0] != "ok"]
        problems += [
            f"table {row[0]}, row {row[1]}: refers to a row of {row[2]} that is not there"
            for row in database.all("PRAGMA foreign_key_check")
        ]
        for what, query in _INVARIANTS.items():
            number = database.one(query)[0]
            if number:
                problems.append(f"{number} {what}")
        for document_id, name, sha256 in database.all("SELECT id, name, sha256 FROM document"):
            text = document_text(database, document_id)
            if hashlib.sha256(text.encode()).hexdigest() != sha256:
                problems.append(
                    f"{held_name(name)}: its segments do not make up the text that was read"
                )
    except WorkbenchError as error:
        return [error.message]
    return problems
