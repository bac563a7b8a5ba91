"""Going from segment to segment, and choosing which of them are shown."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from workbench.desk.doubt import by_doubt
from workbench.desk.filters import parse_query
from workbench.desk.outcome import Outcome
from workbench.desk.pending import Pending, finish
from workbench.desk.seat import DONE, PIECE, Seat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workbench.desk.filters import Query
    from workbench.desk.pending import Begun
    from workbench.store import RowRecord

__all__ = ["Moving"]

_LOW_SHARE = 0.1
"""Share of an article's segments whose score counts as low."""


class Moving(Seat):
    """A seat whose holder can go about in the article."""

    _lowest_of: tuple[list[RowRecord], frozenset[int]] | None = None

    # Moving

    def go(self, index: int) -> Outcome:
        """Leave the current segment for another row of the document."""
        if index == self.index:
            return Outcome(kind="nothing")
        outcome = self.leave()
        if outcome.ok:
            self._enter(max(0, min(index, len(self.rows) - 1)))
        return outcome

    def go_to_number(self, number: int) -> Outcome:
        """Go to the segment with this number."""
        if not 0 <= number < len(self.rows):
            return Outcome(
                kind="nothing", message=f"segments are numbered 0 to {len(self.rows) - 1}"
            )
        return self.go(number)

    def step(self, by: int) -> Outcome:
        """Go to the next or a previous visible row."""
        at = self._position()
        if (by > 0 and self.visible and self.visible[at] <= self.index) or by < 0:
            at += by
        if not 0 <= at < len(self.visible):
            return Outcome(kind="nothing", message=f"this is the {'last' if by > 0 else 'first'}")
        return self.go(self.visible[at])

    def _position(self) -> int:
        """Return where in ``visible`` the current row stands, or the next one after it."""
        return min(bisect_left(self.visible, self.index), max(0, len(self.visible) - 1))

    def next_unreviewed(self) -> Outcome:
        """Go to the next segment that nobody has confirmed, from the beginning after the end."""
        return self._next(lambda row: row.state not in DONE, "every segment is reviewed")

    def next_finding(self) -> Outcome:
        """Go to the next segment with a finding."""
        return self._next(lambda row: row.severity > 0, "no findings are open")

    def next_low_score(self) -> Outcome:
        """Go to the next unreviewed segment that the decoder was least sure of."""
        return finish(self.begin_next_low_score(), self.project)

    def begin_next_low_score(self) -> Begun:
        """Begin to go there; all scores are held against one another once in an article."""
        rows = self.rows
        if self._lowest_of is not None and self._lowest_of[0] is rows:
            return self._next_low_score()

        def take(order: Sequence[int]) -> Outcome:
            self.know_doubt(rows, order)
            return self._next_low_score()

        return Pending(
            saying="reading the scores", run=lambda _project: by_doubt(list(rows)), take=take
        )

    def _next_low_score(self) -> Outcome:
        lowest = self._lowest_of[1] if self._lowest_of else frozenset()
        if not lowest:
            return Outcome(kind="nothing", message="no scores are known here")
        return self._next(
            lambda row: row.id in lowest and row.state not in DONE,
            "no low scores are left to review",
        )

    def know_doubt(self, rows: list[RowRecord], order: Sequence[int]) -> None:
        """Take the order of doubt, as ``by_doubt`` gives it, that somebody found out for rows."""
        few = frozenset(order[: max(1, int(len(order) * _LOW_SHARE))])
        self._lowest_of = rows, few

    def worst(self) -> Outcome:
        """Go to the unreviewed segment of this document that the decoder was least sure of."""
        at = {row.id: index for index, row in enumerate(self.rows) if row.state not in DONE}
        for row_id in by_doubt(self.rows):
            if row_id in at:
                return self.go(at[row_id])
        return Outcome(kind="nothing", message="no scores are left to review")

    def _next(self, wanted: Callable[[RowRecord], bool], none: str) -> Outcome:
        rows = self.rows
        visible = set(self.visible) if self.query.text else range(len(rows))
        for step in range(1, len(rows) + 1):
            at = (self.index + step) % len(rows)
            if at in visible and wanted(rows[at]):
                if at == self.index:
                    break
                return self.go(at)
        if self.query.text and any(
            wanted(row) for at, row in enumerate(rows) if at not in visible and at != self.index
        ):
            return Outcome(
                kind="nothing", message="no other one is shown: the search hides the rest"
            )
        if wanted(self.row):
            return Outcome(kind="nothing", message="there is no other one: this is the last")
        return Outcome(kind="nothing", message=none)

    # Searching

    def set_query(self, text: str) -> int:
        """Show only the segments that a search asks for; return how many there are.

        Raises:
            UsageError: the search means nothing.
        """
        for _ in self.search(text):
            pass
        return len(self.visible)

    def search(self, text: str) -> Iterator[None]:
        """Show only the segments that a search asks for, found a piece of the article at a time.

        What is shown changes at the end; whoever may not stand still does something else between
        the pieces.

        Raises:
            UsageError: the search means nothing.
        """
        return self._searched(parse_query(text))

    def _searched(self, query: Query) -> Iterator[None]:
        shape = self._shape
        visible: list[int] = []
        for start in range(0, len(self.rows), PIECE) if query.text else ():
            visible += self._fitting(query, start)
            yield
        self.query = query
        if query.text and shape == self._shape:
            self.visible = visible
        else:
            self._apply_query()
