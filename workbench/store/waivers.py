"""Findings that somebody lets pass, and why.

A waiver is for one segment, one check and what it said there, and it holds while the segment's
Dutch stays as it is: once that has changed the finding is open again. What is waived is not stored
with renderings, so no count has to leave it out. At the desk both are acts, and an act keeps the
waiver that it gave or took back, so that undoing it is taking that one away or putting it there.
"""

# ruff: noqa: S608  CONFIG: only constants of the module are put into SQL, values are bound.
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.errors import UsageError
from workbench.store import clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.store.db import Database, Row

__all__ = [
    "Waiver",
    "WaiverRecord",
    "Waivers",
    "keep_with_act",
    "known",
    "of_act",
    "turn",
    "unwaived",
]

Known = dict[tuple[int, int], set[tuple[str, str]]]
"""(check, message) of what is waived, by (segment, source)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverRecord:
    """A finding let pass in a segment as its Dutch is now."""

    segment_id: int
    document: str
    number: int
    check: str
    message: str
    reason: str
    author: str
    created: str
    """UTC, ISO 8601, ending in Z."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A finding let pass in one Dutch of a segment."""

    source_id: int
    check: str
    message: str
    reason: str
    author: str
    created: str
    """UTC, ISO 8601, ending in Z."""


_WAIVER = "source_id, check_name, message, reason, author, created"


def _waiver(row: Row) -> Waiver:
    source_id, check, message, reason, author, created = row
    return Waiver(
        source_id=source_id,
        check=check,
        message=message,
        reason=reason,
        author=author,
        created=created,
    )


def _values(waiver: Waiver) -> tuple[object, ...]:
    return (
        waiver.source_id,
        waiver.check,
        waiver.message,
        waiver.reason,
        waiver.author,
        waiver.created,
    )


def keep_with_act(database: Database, act_id: int, waiver: Waiver) -> None:
    """Keep with an act the waiver that it gave or took back."""
    database.execute(
        "INSERT INTO waiver_act VALUES (?, ?, ?, ?, ?, ?, ?)", (act_id, *_values(waiver))
    )


def of_act(database: Database, act_id: int) -> Waiver | None:
    """Return the waiver that an act gave or took back; None where it was about none."""
    row = database.first(f"SELECT {_WAIVER} FROM waiver_act WHERE act_id = ?", (act_id,))
    return None if row is None else _waiver(row)


def turn(database: Database, segment_id: int, waiver: Waiver, *, on: bool) -> bool:
    """Put a waiver into force or take it out; False where it is so, or another one is there.

    Args:
        database: the open project, in a transaction.
        segment_id: of the segment.
        waiver: which.
        on: whether it is to be in force.
    """
    if on:
        changed = database.execute(
            "INSERT INTO waiver VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (segment_id, *_values(waiver)),
        )
    else:
        changed = database.execute(
            "DELETE FROM waiver WHERE segment_id = ? AND source_id = ? AND check_name = ? "
            "AND message = ? AND reason = ? AND author = ? AND created = ?",
            (segment_id, *_values(waiver)),
        )
    return changed > 0


def known(database: Database) -> Known:
    """Return all waivers, also those for a Dutch that a segment no longer has."""
    found: Known = {}
    for segment_id, source_id, check, message in database.all(
        "SELECT segment_id, source_id, check_name, message FROM waiver"
    ):
        found.setdefault((segment_id, source_id), set()).add((check, message))
    return found


def unwaived(
    objects: Sequence[Mapping[str, object]], waived: set[tuple[str, str]] | None
) -> list[Mapping[str, object]]:
    """Return stored findings without what is waived."""
    if not waived:
        return list(objects)
    return [one for one in objects if (one.get("check"), one.get("message")) not in waived]


class Waivers:
    """The waivers of an open project."""

    def __init__(self, database: Database, *, author: str) -> None:
        """Wrap an open, migrated database."""
        self._database = database
        self._author = author

    def all(self, document_id: int | None = None) -> list[WaiverRecord]:
        """Return the waivers in force, document by document, in order of the segments."""
        rows = self._database.all(
            "SELECT w.segment_id, d.name, g.number, w.check_name, w.message, w.reason, w.author, "
            "w.created FROM waiver w "
            "JOIN segment g ON g.id = w.segment_id AND g.source_id = w.source_id "
            "JOIN document d ON d.id = g.document_id "
            "WHERE g.removed IS NULL AND d.removed IS NULL AND (?1 IS NULL OR d.id = ?1) "
            "ORDER BY d.name, g.number, w.created, w.check_name",
            (document_id,),
        )
        return [
            WaiverRecord(
                segment_id=row[0],
                document=row[1],
                number=row[2],
                check=row[3],
                message=row[4],
                reason=row[5],
                author=row[6],
                created=row[7],
            )
            for row in rows
        ]

    def of(self, segment_id: int) -> set[tuple[str, str]]:
        """Return (check, message) of what is waived in a segment as its Dutch is now."""
        rows = self._database.all(
            "SELECT w.check_name, w.message FROM waiver w JOIN segment g "
            "ON g.id = w.segment_id AND g.source_id = w.source_id WHERE g.id = ?",
            (segment_id,),
        )
        return {(row[0], row[1]) for row in rows}

    def records(self, segment_id: int) -> list[Waiver]:
        """Return what is waived in a segment as its Dutch is now, with reason and author."""
        columns = ", ".join(f"w.{name}" for name in _WAIVER.split(", "))
        return [
            _waiver(row)
            for row in self._database.all(
                f"SELECT {columns} FROM waiver w JOIN segment g "
                "ON g.id = w.segment_id AND g.source_id = w.source_id WHERE g.id = ? "
                "ORDER BY w.created, w.check_name",
                (segment_id,),
            )
        ]

    def waive(
        self, segment_id: int, *, check: str, message: str, reason: str, author: str = ""
    ) -> None:
        """Let a finding pass; again replaces the reason.

        Args:
            segment_id: of ``StoredSegment``.
            check: the check's name.
            message: what it said.
            reason: why it may pass, for those who come after.
            author: who says so; else the project's author.

        Raises:
            UsageError: the segment does not exist, or there is no reason.
        """
        if not reason.strip():
            raise UsageError("a waiver needs a reason", hint="say why the finding may pass")
        with self._database.transaction(durable=True):
            row = self._database.first("SELECT source_id FROM segment WHERE id = ?", (segment_id,))
            if row is None:
                raise UsageError(
                    f"the project has no segment with the internal number {segment_id}"
                )
            self._database.execute(
                "INSERT INTO waiver VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                "reason = excluded.reason, author = excluded.author, created = excluded.created",
                (
                    segment_id,
                    row[0],
                    check,
                    message,
                    reason.strip(),
                    author or self._author,
                    clock.now(),
                ),
            )

    def withdraw(self, segment_id: int, *, check: str, message: str) -> bool:
        """Open a finding again; return whether it was waived."""
        with self._database.transaction(durable=True):
            row = self._database.first("SELECT source_id FROM segment WHERE id = ?", (segment_id,))
            key = (segment_id, row[0] if row else None, check, message)
            where = "segment_id = ? AND source_id = ? AND check_name = ? AND message = ?"
            there = self._database.first(f"SELECT 1 FROM waiver WHERE {where}", key)
            self._database.execute(f"DELETE FROM waiver WHERE {where}", key)
        return there is not None
