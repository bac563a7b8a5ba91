"""How a row of the list is drawn: its signs, its two texts, and what is marked in them.

Where a row stands on the screen is the list's affair; nothing here asks for it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual._cells import cell_len
from textual.widget import Widget

from workbench.tui.list_model import Columns
from workbench.tui.signs import EDITED, KINDS, RUNGS, SEVERITIES, STATES, shown
from workbench.tui.wrapping import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.store import RowRecord
    from workbench.tui.list_model import Mark, Marks, Rows

__all__ = ["RowDrawing"]


class RowDrawing(Widget):
    """Draws rows a line at a time; the list says which."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "list--dim",
        "list--rule",
        "list--current",
        "list--source",
        "list--done",
        "list--pending",
        "list--headline",
        "list--kind",
        "list--caption",
        "list--credit",
        "list--label",
        "list--term",
        "list--quiet",
        "list--unmet",
        "list--finding",
        "list--spelling",
        "list--chosen",
        "list--critical",
        "list--functional",
        "list--cosmetic",
        "list--bar",
        "list--sign",
    }

    data: Rows
    _styles_of: dict[str, Style]

    def _columns(self) -> Columns:
        rows = self.data.rows
        digits = max(2, len(str(rows[-1].number)) if rows else 2)
        gutter = digits + 7
        free = max(20, self.size.width - gutter - 3 - 2)
        source = free // 2
        return Columns(digits=digits, gutter=gutter, source=source, target=free - source)

    def _target(self, position: int) -> str:
        index = self.data.visible[position]
        if index == self.data.index:
            return self.data.text
        return self.data.rows[index].target or ""

    @property
    def _reopened(self) -> bool:
        """Whether the current segment, which was reviewed, is being edited."""
        row = self.data.rows[self.data.index]
        return row.state in {"reviewed", "final"} and self.data.text != (row.target or "")

    def _style(self, name: str) -> Style:
        found = self._styles_of.get(name)
        if found is None:
            # Only what the rule itself says, so that styles can be laid over one another.
            found = self.get_component_rich_style(f"list--{name}", partial=True)
            self._styles_of[name] = found
        return found

    def _lead_segments(self, position: int, width: int) -> list[Segment]:
        """Draw the line above a paragraph: what kind of text it is, where that is worth a word."""
        columns = self._columns()
        name = KINDS.get(self.data.rows[self.data.visible[position]].kind, "")
        if not name:
            return [Segment(" " * (width - 1))]
        rest = max(0, width - 1 - columns.gutter - len(name) - 2)
        return [
            Segment(" " * columns.gutter),
            Segment(f"{name} ", self._style("kind")),
            Segment("─" * rest, self._style("rule")),
            Segment(" "),
        ]

    def _row_line(
        self, position: int, row: RowRecord, line: int, columns: Columns
    ) -> list[Segment]:
        index = self.data.visible[position]
        current = index == self.data.index
        ground = self._style("current") if current else Style()
        marks = self.data.marks(index)
        plain = self._style(row.kind) if row.kind in KINDS else Style()
        source = self._cell(
            row.source,
            columns.source,
            line,
            self._style("source") + plain + ground,
            marks.source,
            quiet=not current,
        )
        state = "done" if row.state in {"reviewed", "final"} else "pending"
        target = self._cell(
            self._target(position),
            columns.target,
            line,
            self._style(state) + plain + ground,
            marks.target,
            quiet=not current,
        )
        rule = Segment(" │ ", self._style("rule") + ground)
        return [
            *self._gutter(row, marks, line, columns, ground, current=current),
            *source,
            rule,
            *target,
        ]

    def _gutter(
        self,
        row: RowRecord,
        marks: Marks,
        line: int,
        columns: Columns,
        ground: Style,
        *,
        current: bool,
    ) -> list[Segment]:
        bar = Segment("▌" if current else " ", self._style("bar") + ground)
        dim = self._style("dim") + ground
        if line:
            return [bar, Segment(" " * (columns.gutter - 1), ground + self._style("dim"))]
        state = STATES[row.state][0]
        worst = row.severity if marks.severity is None else marks.severity
        severity = ("cosmetic", "cosmetic", "functional", "critical")[worst]
        rung = RUNGS.get(marks.rung, (" ", ""))[0]
        if row.stale:
            state = "↻"
        elif current and self._reopened:
            state = EDITED[0]
        done = row.state in {"reviewed", "final"}
        return [
            bar,
            Segment(f"{row.number:>{columns.digits}} ", dim),
            Segment(state, self._style("sign" if done else "dim") + ground),
            Segment(SEVERITIES[worst][0], self._style(severity) + ground),
            Segment(rung, (self._style("unmet") if rung == "u" else self._style("dim")) + ground),
            Segment("”" if row.noted else " ", dim),
            Segment(" ", ground),
        ]

    def _cell(
        self,
        text: str,
        width: int,
        line: int,
        style: Style,
        marks: Sequence[Mark],
        *,
        quiet: bool,
    ) -> list[Segment]:
        """Return one wrapped line of a text, padded to ``width``.

        Terms of a quiet row are underlined without a colour of their own: a page has dozens.
        """
        plain = shown(text)
        lines = wrap(plain, width)
        if line >= len(lines):
            return [Segment(" " * width, style)]
        start, end = lines[line]
        content = plain[start:end].rstrip()
        end = start + len(content)
        cuts = sorted(
            {start, end} | {p for mark in marks for p in (mark.start, mark.end) if start < p < end}
        )
        segments: list[Segment] = []
        for left, right in pairwise(cuts):
            piece = style
            for mark in marks:
                if mark.start <= left and right <= mark.end:
                    kind = "quiet" if quiet and mark.kind == "term" else mark.kind
                    piece = piece + self._style(kind)
            segments.append(Segment(plain[left:right], piece))
        used = cell_len(content)
        if used < width:
            segments.append(Segment(" " * (width - used), style))
        return segments
