"""Post-edit effort as a project keeps it: edits from draft to person's text, time at the desk.

The edits of two renderings never change, because renderings do not; they are worked out once, by
whoever can score, and kept. Time is summed up for each segment and author. Nothing that computes a
metric may come in here.
"""

# ruff: noqa: S608  CONFIG: only constants of the package are put into SQL, values are bound.
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.store import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.store.db import Database

__all__ = ["EffortStore", "EffortTotals", "PostEdit", "PostEdited", "SegmentEffort"]

_DONE = "g.state IN ('reviewed', 'final')"
_PRESENT = (
    "g.removed IS NULL AND g.document_id NOT IN (SELECT id FROM document WHERE removed IS NOT NULL)"
)
# The machine's last rendering of the same Dutch before the one a person made current.
_DRAFT = (
    "(SELECT max(d.id) FROM rendering d JOIN source o ON o.id = d.source_id "
    "WHERE d.segment_id = r.segment_id AND d.id < r.id AND d.origin = 'engine' "
    "AND o.text = (SELECT text FROM source WHERE id = r.source_id))"
)
_TIME = "(SELECT segment_id, sum(active_ms) AS ms FROM time_spent GROUP BY segment_id)"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEdit:
    """A machine's rendering and what a person made of it."""

    rendering_id: int
    draft_id: int
    draft: str
    target: str
    created: str = ""
    """When the person's text was stored; UTC, ISO 8601, ending in Z."""
    active_ms: int = 0
    """At the segment, as far as the desk has recorded it; 0 where it has not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEdited:
    """The effort of one such pair."""

    rendering_id: int
    draft_id: int
    edits: float
    """Insertions, deletions, substitutions and shifts."""
    words: float
    """Of the person's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortTotals:
    """The effort of a document or a whole project, as far as it was recorded."""

    edited: int = 0
    """Segments that a person confirmed or changed after a machine had rendered them."""
    unchanged: int = 0
    edits: float = 0
    words: float = 0
    active_ms: int = 0
    """At the desk, in all segments."""
    timed: int = 0
    """Reviewed and final segments with a time."""
    timed_ms: int = 0
    timed_words: int = 0
    """Of their Dutch."""

    @property
    def hter(self) -> float | None:
        """Return edits for each hundred words, None where nothing was edited yet."""
        return 100 * self.edits / self.words if self.words else None

    @property
    def seconds_per_segment(self) -> float | None:
        """Return the mean time of a reviewed segment."""
        return self.timed_ms / 1000 / self.timed if self.timed else None

    @property
    def words_per_hour(self) -> float | None:
        """Return how many Dutch words are reviewed in an hour of work."""
        return self.timed_words * 3_600_000 / self.timed_ms if self.timed_ms else None

    def __add__(self, other: EffortTotals) -> EffortTotals:
        """Return both together."""
        return EffortTotals(
            edited=self.edited + other.edited,
            unchanged=self.unchanged + other.unchanged,
            edits=self.edits + other.edits,
            words=self.words + other.words,
            active_ms=self.active_ms + other.active_ms,
            timed=self.timed + other.timed,
            timed_ms=self.timed_ms + other.timed_ms,
            timed_words=self.timed_words + other.timed_words,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentEffort:
    """The effort of one segment."""

    number: int
    hter: float | None
    """None where no machine rendered it before a person did, or nobody has yet."""
    active_ms: int
    reviewed: bool


class EffortStore:
    """The effort's side of an open project; get it from ``Project.effort``."""

    def __init__(self, database: Database, *, author: str) -> None:
        """Work on an open project in the name of ``author``."""
        self._database = database
        self._author = author

    def pairs(self, *, unmeasured: bool = False) -> list[PostEdit]:
        """Return every current text of a person with the machine's before it.

        Args:
            unmeasured: only those whose effort is not recorded yet.
        """
        rows = self._database.all(
            "SELECT r.id, d.id, d.target, r.target, r.created, coalesce(t.ms, 0) FROM segment g "
            f"JOIN rendering r ON r.id = g.rendering_id JOIN rendering d ON d.id = {_DRAFT} "
            f"LEFT JOIN {_TIME} t ON t.segment_id = g.id "
            f"WHERE r.origin = 'human' AND trim(r.target) <> '' AND {_PRESENT} "
            + (
                "AND NOT EXISTS (SELECT 1 FROM effort e WHERE e.rendering_id = r.id "
                "AND e.draft_id = d.id) "
                if unmeasured
                else ""
            )
            + "ORDER BY g.document_id, g.number"
        )
        return [
            PostEdit(
                rendering_id=row[0],
                draft_id=row[1],
                draft=row[2],
                target=row[3],
                created=row[4],
                active_ms=row[5],
            )
            for row in rows
        ]

    def scored(self) -> list[tuple[str, float, int, float, float]]:
        """Return the drafts whose effort is recorded.

        Returns:
            For each its signature, score, characters of Dutch, edits, and words of the person's.
        """
        rows = self._database.all(
            "SELECT d.signature, d.score, length(o.text), e.edits, e.words FROM segment g "
            "JOIN effort e ON e.rendering_id = g.rendering_id "
            "JOIN rendering d ON d.id = e.draft_id JOIN source o ON o.id = d.source_id "
            f"WHERE d.score IS NOT NULL AND {_PRESENT}"
        )
        return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]

    def scores(self) -> list[tuple[str, float, int]]:
        """Return signature, score and characters of Dutch of every segment's last draft."""
        rows = self._database.all(
            "SELECT r.signature, r.score, length(o.text) FROM segment g JOIN rendering r ON r.id = "
            "(SELECT max(d.id) FROM rendering d WHERE d.segment_id = g.id "
            "AND d.origin = 'engine' AND d.score IS NOT NULL) "
            f"JOIN source o ON o.id = r.source_id WHERE {_PRESENT}"
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def record(self, measured: Iterable[PostEdited]) -> None:
        """Keep the effort of pairs."""
        with self._database.transaction():
            for one in measured:
                self._database.execute(
                    "INSERT OR REPLACE INTO effort (rendering_id, draft_id, edits, words) "
                    "VALUES (?, ?, ?, ?)",
                    (one.rendering_id, one.draft_id, one.edits, one.words),
                )

    def add_time(self, spent_ms: Mapping[int, int]) -> None:
        """Add this author's time at segments, in milliseconds."""
        with self._database.transaction():
            for segment_id, ms in spent_ms.items():
                self._database.execute(
                    "INSERT INTO time_spent (segment_id, author, active_ms, changed) "
                    "SELECT id, ?2, ?3, ?4 FROM segment WHERE id = ?1 "
                    "ON CONFLICT (segment_id, author) DO UPDATE SET "
                    "active_ms = active_ms + excluded.active_ms, changed = excluded.changed",
                    (segment_id, self._author, ms, clock.now()),
                )

    def by_document(self) -> dict[int, EffortTotals]:
        """Return the totals of all documents that have any, by their number."""
        rows = self._database.all(
            "SELECT g.document_id, count(e.rendering_id), total(e.edits = 0), total(e.edits), "
            f"total(e.words), total(t.ms), total(t.ms > 0 AND {_DONE}), "
            f"total(iif({_DONE}, t.ms, 0)), total(iif(t.ms > 0 AND {_DONE}, g.words, 0)) "
            "FROM segment g LEFT JOIN effort e ON e.rendering_id = g.rendering_id "
            f"LEFT JOIN {_TIME} t ON t.segment_id = g.id "
            f"WHERE {_PRESENT} AND (e.rendering_id IS NOT NULL OR t.ms > 0) GROUP BY g.document_id"
        )
        return {
            row[0]: EffortTotals(
                edited=row[1],
                unchanged=int(row[2]),
                edits=row[3],
                words=row[4],
                active_ms=int(row[5]),
                timed=int(row[6]),
                timed_ms=int(row[7]),
                timed_words=int(row[8]),
            )
            for row in rows
        }

    def segments(self, document_id: int) -> list[SegmentEffort]:
        """Return a document's segments that have any effort recorded, in order."""
        rows = self._database.all(
            f"SELECT g.number, e.edits, e.words, coalesce(t.ms, 0), {_DONE} FROM segment g "
            "LEFT JOIN effort e ON e.rendering_id = g.rendering_id "
            f"LEFT JOIN {_TIME} t ON t.segment_id = g.id WHERE g.document_id = ? "
            "AND g.removed IS NULL AND (e.rendering_id IS NOT NULL OR t.ms > 0) ORDER BY g.number",
            (document_id,),
        )
        return [
            SegmentEffort(
                number=row[0],
                hter=100 * row[1] / row[2] if row[2] else None,
                active_ms=row[3],
                reviewed=bool(row[4]),
            )
            for row in rows
        ]
