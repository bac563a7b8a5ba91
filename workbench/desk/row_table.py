"""The rows of the article at the desk: which of them are shown, and keeping up with the project.

An article may have 50,000 rows. Reading them all takes a third of a second, so whatever changes
only a few puts only those in; where all have to be read, that can be done by another thread.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from workbench.desk.filters import Query, parse_query
from workbench.glossary.surnames import surnames_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.store import DocumentRecord, Project, RowRecord
    from workbench.store.desk import Desk

__all__ = ["DONE", "PIECE", "Exchanged", "RowTable", "exchange", "read_rows"]

DONE: frozenset[str] = frozenset({"reviewed", "final"})
PIECE = 2000
"""Rows searched at once: a few milliseconds."""

Marker = tuple[object, ...]
"""What the store says of a project's state: another one after any change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """Segments that have taken the place of others."""

    went: tuple[int, ...]
    came: tuple[RowRecord, ...]
    marker: Marker
    rows: list[RowRecord] | None = None
    """All rows, where somebody else had changed something besides; None where nobody had."""


def exchange(
    project: Project,
    document_id: int,
    marker: Marker,
    act: Callable[[], tuple[tuple[int, ...], tuple[int, ...]] | None],
) -> Exchanged | None:
    """Do what exchanges segments, and read what a table needs to follow.

    Args:
        project: of the calling thread.
        document_id: of the document.
        marker: what the table knew the project by.
        act: does it and returns the segments that went and those that came; None where it was
            refused.
    """
    with project.transaction(durable=True):
        current = project.desk.marker(document_id) == marker
        done = act()
        if done is None:
            return None
        went, came = done
        rows = [project.desk.row(one) for one in came]
        after = project.desk.marker(document_id)
    return Exchanged(
        went=went,
        came=tuple(row for row in rows if row is not None),
        marker=after,
        rows=None if current else project.desk.rows(document_id),
    )


def read_rows(project: Project, document_id: int) -> tuple[list[RowRecord], Marker]:
    """Return all rows of a document, and what to know the project by."""
    # In this order: what changes in between is then noticed at the next look.
    marker = project.desk.marker(document_id)
    rows = project.desk.rows(document_id)
    # 0.2 s for a very long article, remembered for whoever asks, and mostly not in their thread.
    surnames_in(_running_text(rows))
    return rows, marker


class RowTable:
    """The rows of one document, those among them that a search shows, and the current one."""

    project: Project
    desk: Desk
    document: DocumentRecord

    def __init__(self) -> None:
        """Begin without rows."""
        self.rows: list[RowRecord] = []
        self.visible: list[int] = []
        """Indexes of the rows that pass the filter, in order."""
        self.query = parse_query("")
        self.index = 0
        """Of the current row in ``rows``."""
        self._marker: Marker = ()
        self._done = 0
        self._shape = 0
        """Changes whenever rows get another place."""
        self._named: tuple[list[RowRecord], frozenset[str]] = (self.rows, frozenset())

    @property
    def row(self) -> RowRecord:
        """Return the current row."""
        return self.rows[self.index]

    @property
    def shown(self) -> bool:
        """Whether the current row passes the filter."""
        at = bisect_left(self.visible, self.index)
        return at < len(self.visible) and self.visible[at] == self.index

    @property
    def progress(self) -> tuple[int, int]:
        """Return how many segments are reviewed or final, and how many there are."""
        return self._done, len(self.rows)

    def neighbours(self, index: int | None = None) -> tuple[str, str]:
        """Return the Dutch before and after a segment, else the current one, empty at either end."""
        rows, at = self.rows, self.index if index is None else index
        return (
            rows[at - 1].source if at else "",
            rows[at + 1].source if at + 1 < len(rows) else "",
        )

    def surnames(self) -> frozenset[str]:
        """Return the surnames of the article, as ``check`` knows them; any thread may ask."""
        rows, names = self._named
        # Splits and joins, which leave the list the same one, leave the words the same.
        if rows is not self.rows:
            rows = self.rows
            names = surnames_in(_running_text(rows))
            self._named = rows, names
        return names

    # All rows

    def _load_rows(self) -> None:
        self._adopt(*read_rows(self.project, self.document.id))

    def _adopt(self, rows: list[RowRecord], marker: Marker) -> None:
        """Show rows that were read, maybe elsewhere."""
        # An article that has become empty is shown as it was; every act on it is refused.
        self.rows = rows or self.rows
        self._marker = marker
        self._shape += 1
        self._done = sum(row.state in DONE for row in self.rows)
        self._apply_query()

    def _at(self, segment_id: int) -> int | None:
        """Return where a segment stands among the rows."""
        return next((at for at, row in enumerate(self.rows) if row.id == segment_id), None)

    # A few of them

    def _put(self, at: int, row: RowRecord) -> None:
        """Put a row in the place of an older one of the same segment."""
        self._done += (row.state in DONE) - (self.rows[at].state in DONE)
        self.rows[at] = row

    def _take_in(self, rows: Sequence[RowRecord]) -> bool:
        """Put rows in the place of older ones; False where they are not where these were."""
        for row in rows:
            at = row.number
            if at >= len(self.rows) or self.rows[at].id != row.id:
                return False
            self._put(at, row)
        if self.query.text:
            for row in rows:
                self._show(row.number, fits=bool(self._fitting(self.query, row.number, 1)))
        return True

    def _show(self, index: int, *, fits: bool) -> None:
        at = bisect_left(self.visible, index)
        there = at < len(self.visible) and self.visible[at] == index
        if fits and not there:
            self.visible.insert(at, index)
        elif there and not fits:
            del self.visible[at]

    def _catch_up(self) -> None:
        """Put in what was changed here a moment ago, and what others have changed meanwhile.

        What is more than a few rows is left to the next look at the project.
        """
        now = self.desk.marker(self.document.id)
        rows = self.desk.changed_rows(self.document.id, self._marker, now=now)
        if rows is not None and self._take_in(rows):
            self._marker = now

    def _follow(self, exchanged: Exchanged) -> int:
        """Show segments in the place of others, and return where the first of them stands."""
        came = exchanged.came
        if exchanged.rows is not None:
            self._adopt(exchanged.rows, exchanged.marker)
        else:
            at, many = self._at(exchanged.went[0]), len(exchanged.went)
            if (
                at is not None
                and tuple(row.id for row in self.rows[at : at + many]) == exchanged.went
            ):
                self._splice(at, many, came)
                self._marker = exchanged.marker
                return at
            self._load_rows()
        at = self._at(came[0].id) if came else None
        return min(self.index, len(self.rows) - 1) if at is None else at

    def _splice(self, at: int, many: int, came: Sequence[RowRecord]) -> None:
        """Put rows in the place of ``many`` others and number those after them anew."""
        rows, by = self.rows, len(came) - many
        self._done += sum(row.state in DONE for row in came)
        self._done -= sum(row.state in DONE for row in rows[at : at + many])
        rows[at : at + many] = came
        self._shape += 1
        for row in islice(rows, at + len(came), None):
            row.number += by
        if not self.query.text:
            self.visible = list(range(len(rows)))
            return
        before = self.visible[: bisect_left(self.visible, at)]
        after = self.visible[bisect_left(self.visible, at + many) :]
        fitting = self._fitting(self.query, at, len(came))
        self.visible = before + fitting + [index + by for index in after]

    # Those that are shown

    def _apply_query(self) -> None:
        query = self.query
        if not query.text:
            self.visible = list(range(len(self.rows)))
            return
        self.visible = [
            index
            for start in range(0, len(self.rows), PIECE)
            for index in self._fitting(query, start)
        ]

    def _fitting(self, query: Query, start: int, many: int | None = None) -> list[int]:
        """Return the indexes of the rows that pass a search, in the piece that begins there."""
        part = self.rows[start : start + (PIECE if many is None else many)]
        among: set[int] | None = None
        within = (part[0].number, part[-1].number) if part else (0, -1)
        for check in query.checks:
            among = _narrow(among, self.desk.having(self.document.id, within, check=check))
        for term in query.terms:
            among = _narrow(among, self.desk.having(self.document.id, within, term=term))
        return [
            index
            for index, row in enumerate(part, start)
            if (among is None or row.id in among) and _passes(row, query)
        ]

    def _keep_shown(self) -> None:
        """Show the current row also where it no longer fits the search: it may not vanish."""
        if not self.shown:
            insort(self.visible, self.index)


def _running_text(rows: Sequence[RowRecord]) -> str:
    """Return the Dutch of rows, each paragraph in a line: a name may follow what is said before."""
    parts: list[str] = []
    unit = None
    for row in rows:
        parts += " " if row.unit == unit else "\n", row.source
        unit = row.unit
    return "".join(parts)


def _narrow(among: set[int] | None, found: set[int]) -> set[int]:
    return found if among is None else among & found


def _passes(row: RowRecord, query: Query) -> bool:
    if query.states and row.state not in query.states:
        return False
    flags = {"noted": row.noted, "stale": row.stale, "open": row.severity > 0}
    if not all(flags[flag] for flag in query.flags):
        return False
    if not query.words:
        return True
    text = f"{row.source}\n{row.target or ''}".casefold()
    return all(word in text for word in query.words)
