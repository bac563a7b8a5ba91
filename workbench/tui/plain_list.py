"""The article as text to be listened to: words for signs, English below its Dutch, nothing drawn.

A screen reader reads a line from left to right: two columns side by side would be read mixed, and
a sign in a gutter as nothing at all. Place and movement are those of the drawn list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from workbench.tui.list_model import Columns
from workbench.tui.segment_list import SegmentList
from workbench.tui.signs import KINDS, RUNGS, SEVERITIES, shown
from workbench.tui.wrapping import wrap

if TYPE_CHECKING:
    from workbench.store import RowRecord
    from workbench.tui.list_model import Marks

__all__ = ["PlainList", "row_words"]

_STATES = {
    "initial": "no English yet",
    "translated": "drafted",
    "reviewed": "reviewed",
    "final": "final",
}
_DUTCH, _ENGLISH = "Dutch:   ", "English: "
_LABEL = len(_ENGLISH)


def row_words(row: RowRecord, marks: Marks, *, current: bool, edited: bool = False) -> str:
    """Return in words what the drawn list says of a row by its gutter and place."""
    severity = row.severity if marks.severity is None else marks.severity
    sign, meaning = RUNGS.get(marks.rung, ("", ""))
    words = [
        f"{'Current segment' if current else 'Segment'} {row.number}",
        KINDS.get(row.kind, ""),
        _STATES[row.state],
        "being edited" if edited else "",
        "the Dutch has changed since" if row.stale else "",
        SEVERITIES[severity][1],
        f"term: {meaning}" if sign.strip() else "",
        "has a remark or a waived finding" if row.noted else "",
    ]
    return ", ".join(word for word in words if word)


class PlainList(SegmentList):
    """Shows each segment as a line of words, its Dutch and its English, one below the other."""

    HAS_BAR = False

    def _columns(self) -> Columns:
        width = max(20, self.size.width - _LABEL - 2)
        return Columns(digits=0, gutter=_LABEL, source=width, target=width)

    def _lead(self, position: int) -> int:
        """Return the lines above the texts: the words, and an empty one where a paragraph begins."""
        visible, rows = self.data.visible, self.data.rows
        if position == 0:
            return 1
        return 1 + int(rows[visible[position - 1]].unit != rows[visible[position]].unit)

    def _source_lines(self, position: int) -> int:
        row = self.data.rows[self.data.visible[position]]
        return len(wrap(shown(row.source), self._columns().source))

    def _target_lines(self, position: int) -> int:
        return len(wrap(self._wrappable(position), self._columns().target))

    def _body(self, position: int) -> int:
        return self._source_lines(position) + self._target_lines(position)

    def _editor_place(self, position: int, columns: Columns) -> tuple[int, int, int]:
        above = self._lead(position) + self._source_lines(position)
        return columns.gutter, above, self._target_lines(position)

    def _lead_segments(self, position: int, width: int) -> list[Segment]:
        index = self.data.visible[position]
        current = index == self.data.index
        words = row_words(
            self.data.rows[index],
            self.data.marks(index),
            current=current,
            edited=current and self._reopened,
        )
        return [Segment(words[: width - 1], self._style("headline" if current else "source"))]

    def _row_line(
        self, position: int, row: RowRecord, line: int, columns: Columns
    ) -> list[Segment]:
        index = self.data.visible[position]
        current = index == self.data.index
        ground = self._style("current") if current else Style()
        marks = self.data.marks(index)
        dutch = self._source_lines(position)
        in_dutch = line < dutch
        at = line if in_dutch else line - dutch
        label = (_DUTCH if in_dutch else _ENGLISH) if at == 0 else " " * _LABEL
        text, style, places = (
            (row.source, "source", marks.source)
            if in_dutch
            else (self._target(position), "pending", marks.target)
        )
        return [
            Segment(label, self._style("dim") + ground),
            *self._cell(
                text, columns.target, at, self._style(style) + ground, places, quiet=not current
            ),
        ]
