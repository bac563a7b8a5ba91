"""The article side by side, Dutch left and English right, drawn a line at a time.

Only what is on the screen is ever wrapped or coloured: the place in the document is a row and a
line within it, not a number of lines, so 50,000 segments cost no more than 50. The editor lies
over the English of the current row.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from workbench.tui.bindings import list_bindings
from workbench.tui.editor import SegmentEditor
from workbench.tui.help_data import HelpData
from workbench.tui.messages import RowChosen
from workbench.tui.signs import KINDS, shown, steady
from workbench.tui.source_marking import SourceMarking
from workbench.tui.wrapping import wrap

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workbench.store import RowRecord
    from workbench.tui.list_model import Columns, Rows

__all__ = ["SegmentList"]

_MARGIN = 2
"""Lines kept visible above and below the current row."""
_AFTER = 2
"""Rows kept visible below it: what follows decides how a sentence is put."""
_WHEEL = 3
_KEPT_LINES = 1000
_NOTHING = ("nothing fits the search", "", "Escape shows all again")


class SegmentList(SourceMarking, can_focus=True):
    """Shows rows and holds the editor."""

    BINDINGS: ClassVar[list[BindingType]] = [*list_bindings()]
    HAS_BAR: ClassVar[bool] = True
    """Whether a scroll bar is drawn."""
    ABOUT = HelpData(
        title="the list",
        about="You are in the list of segments. Single letters act here, those of the second "
        "column below; what they do works from the editor too, with the keys of the first.",
        keys=(
            ("Enter", "leads into the editor of the current segment"),
            ("1 to 9", "takes an alternative by its number in the sidebar"),
            ("wheel, click", "scroll, choose a segment"),
        ),
    )

    def __init__(self, data: Rows) -> None:
        """Show ``data``; call ``reload`` whenever it has changed."""
        super().__init__(id="segments")
        self.data = data
        self.editor = SegmentEditor()
        self._top = 0
        """Position in ``visible`` of the first row on the screen."""
        self._skip = 0
        """Lines of that row above the screen."""
        self._lines: list[tuple[int, int]] = []
        """(position, line within its block) of every line on the screen."""
        self._styles_of: dict[str, Style] = {}
        self._base: Style | None = None
        self._drawn: OrderedDict[tuple[object, ...], tuple[RowRecord, Strip]] = OrderedDict()
        """Lines of rows that are not current, as they were drawn last."""
        self._height = 0
        """Lines of the current row when it was drawn last."""
        self._was_reopened = False
        self._focus_lent = False
        """Whether the list has the focus only because the editor is out of sight."""

    def compose(self) -> ComposeResult:
        """Put the editor on top."""
        yield self.editor

    # Layout

    def _lead(self, position: int) -> int:
        """Return how many lines stand above a row: one where a paragraph begins."""
        visible, rows = self.data.visible, self.data.rows
        row = rows[visible[position]]
        if position == 0:
            return int(row.kind in KINDS)
        return int(rows[visible[position - 1]].unit != row.unit)

    def _body(self, position: int) -> int:
        columns = self._columns()
        row = self.data.rows[self.data.visible[position]]
        return max(
            len(wrap(shown(row.source), columns.source)),
            len(wrap(self._wrappable(position), columns.target)),
        )

    def _wrappable(self, position: int) -> str:
        """Return the English as it is wrapped, which is as it is drawn; the editor keeps tabs."""
        text = self._target(position)
        return steady(text) if self.data.visible[position] == self.data.index else shown(text)

    def _block(self, position: int) -> int:
        return self._lead(position) + self._body(position)

    @property
    def position(self) -> int | None:
        """Return where the current row stands among the visible ones, None where it is hidden."""
        from bisect import bisect_left

        visible = self.data.visible
        at = bisect_left(visible, self.data.index)
        return at if at < len(visible) and visible[at] == self.data.index else None

    def _lay_out(self) -> None:
        """Find out what each line of the screen shows, and put the editor in its place."""
        if self._top >= len(self.data.visible):
            self._top, self._skip = max(0, len(self.data.visible) - 1), 0
        lines = self._lines_on_screen()
        room = max(1, self.size.height - _MARGIN)
        if lines and (self._top or self._skip) and len(lines) < room:
            # Scrolled past the end: a search leaves fewer rows, a wider window shorter ones.
            last = len(self.data.visible) - 1
            self._place(last, room - self._block(last))
            lines = self._lines_on_screen()
        self._lines = lines
        self._place_editor()

    def _lines_on_screen(self) -> list[tuple[int, int]]:
        visible, height = self.data.visible, self.size.height
        lines: list[tuple[int, int]] = []
        position, skip = self._top, self._skip
        while position < len(visible) and len(lines) < height:
            block = self._block(position)
            lines += [(position, line) for line in range(min(skip, block - 1), block)]
            position, skip = position + 1, 0
        return lines[:height]

    @property
    def lends_focus(self) -> bool:
        """Whether the editor, which is in sight again, is about to get the focus back."""
        return self._focus_lent and self.editor.display

    def _give_focus_back(self) -> None:
        """Return to the editor, once it is in sight again, what only it should have had."""
        if self._focus_lent and self.editor.display:
            self._focus_lent = False
            if self.screen.focused in {self, None}:
                self.editor.focus(scroll_visible=False)

    def _place_editor(self) -> None:
        at = self.position
        columns = self._columns()
        editor = self.editor
        top = None if at is None else self._line_of(at)
        if at is None or top is None:
            if editor.display and editor.has_focus:
                # What is hidden loses the focus; without any, no letter would reach the list.
                # At once: by ``focus`` the list would get it after the editor has it back.
                self._focus_lent = True
                self.screen.set_focus(self, scroll_visible=False)
            editor.display = False
            return
        self._height = self._body(at)
        x, y, height = self._editor_place(at, columns)
        editor.display = True
        if self._focus_lent:
            # The loan itself may still be under way, and what was hidden takes no focus yet.
            self.call_after_refresh(self._give_focus_back)
        editor.wrap_at(columns.target)
        editor.styles.width = columns.target + 1
        # What would reach below the screen is out of sight even for the cursor.
        room = self.size.height - max(0, top + y)
        editor.styles.height = max(1, min(height, room))
        editor.styles.offset = (x, top + y)

    def _editor_place(self, position: int, columns: Columns) -> tuple[int, int, int]:
        """Return where the editor stands in a row's block: column, line, and its lines."""
        return columns.editor, self._lead(position), self._body(position)

    def _line_of(self, position: int) -> int | None:
        """Return the screen line at which a row's block begins, also above; None if off screen."""
        for y, (found, line) in enumerate(self._lines):
            if found == position:
                return y - line
        return None

    def _place(self, position: int, y: int) -> None:
        """Scroll so that a row's block begins at screen line ``y``."""
        top, above = position, y
        while above > 0 and top > 0:
            top -= 1
            above -= self._block(top)
        self._top, self._skip = top, max(0, -above)

    def reveal(self) -> None:
        """Scroll as little as shows the whole current row and what follows."""
        at = self.position
        if at is None or not self.size.height:
            self._lay_out()
            self.refresh()
            return
        self._lay_out()
        height, block = self.size.height, self._block(at)
        y = self._line_of(at)
        if y is None:
            self._place(at, max(0, (height - block) // 3))
        elif y < _MARGIN and at > 0:
            self._place(at, max(0, min(_MARGIN, height - block)))
        elif y + block > height - (below := self._below(at)):
            self._place(at, max(0, height - below - block))
        self._lay_out()
        self.refresh()

    def _below(self, position: int) -> int:
        """Return how many lines below a row's block stay visible, at most a third of them all."""
        after = range(position + 1, min(position + 1 + _AFTER, len(self.data.visible)))
        lines = sum(map(self._block, after))
        return max(_MARGIN, min(lines, self.size.height // 3))

    def reload(self) -> None:
        """Show data that has changed, the current row in sight."""
        self.reveal()

    def retyped(self) -> None:
        """Follow the text in the editor, which may need another number of lines."""
        at = self.position
        if self._reopened != self._was_reopened:
            self._was_reopened = self._reopened
            self.refresh()
        # The editor draws the text itself; the rows only move if it became longer or shorter.
        if at is None or self._body(at) != self._height or self._line_of(at) is None:
            self.reveal()

    def page(self, by: int) -> int:
        """Return the index of the row a screenful away from the current one."""
        visible = self.data.visible
        at = self.position or 0
        lines = self.size.height - 2 * _MARGIN
        while lines > 0 and 0 <= at + by < len(visible):
            at += by
            lines -= self._block(at)
        return visible[at] if visible else 0

    # Events

    def on_resize(self) -> None:
        """Wrap anew."""
        self._drawn.clear()
        self.reveal()

    def _scroll_lines(self, by: int) -> None:
        if not self.data.visible:
            return
        position, skip = self._top, self._skip + by
        while skip < 0 and position > 0:
            position -= 1
            skip += self._block(position)
        while position < len(self.data.visible) - 1 and skip >= self._block(position):
            skip -= self._block(position)
            position += 1
        self._top, self._skip = position, max(0, min(skip, self._block(position) - 1))
        self._lay_out()
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll without choosing another row."""
        event.stop()
        self._scroll_lines(_WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll without choosing another row."""
        event.stop()
        self._scroll_lines(-_WHEEL)

    def on_click(self, event: events.Click) -> None:
        """Choose the row under the pointer."""
        if 0 <= event.y < len(self._lines):
            position, _ = self._lines[event.y]
            self.post_message(RowChosen(self.data.visible[position]))

    # Drawing

    def notify_style_update(self) -> None:
        """Forget the styles of the theme before, and lines drawn with them."""
        self._styles_of.clear()
        self._drawn.clear()
        self._base = None
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        if self._base is None:
            self._base = self.rich_style  # gathered from all widgets around, for each of 40 lines
        base = self._base
        width = self.size.width
        if y >= len(self._lines):
            if not self.data.visible:
                return self._empty(y, width)
            return Strip([Segment(" " * max(0, width - 1)), self._bar(y)]).apply_style(base)
        position, line = self._lines[y]
        index = self.data.visible[position]
        row = self.data.rows[index]
        if index == self.data.index:
            return self._line(y, position, line, width).apply_style(base)
        # A split or a join gives a row another number, and it stays the same object.
        key = (id(row), row.number, line, self._lead(position), self._bar(y).text, width)
        known = self._drawn.get(key)
        if known is not None and known[0] is row:
            self._drawn.move_to_end(key)
            return known[1]
        strip = self._line(y, position, line, width).apply_style(base)
        # Textual keeps what it makes of a strip with the strip, so giving it again saves more
        # than drawing it. The row is kept so that no other one can have its number.
        self._drawn[key] = row, strip
        if len(self._drawn) > _KEPT_LINES:
            self._drawn.popitem(last=False)
        return strip

    def _line(self, y: int, position: int, line: int, width: int) -> Strip:
        index = self.data.visible[position]
        row = self.data.rows[index]
        lead = self._lead(position)
        columns = self._columns()
        if line >= lead:
            segments = self._row_line(position, row, line - lead, columns)
        elif line == lead - 1:
            segments = self._lead_segments(position, width)
        else:
            segments = []
        ground = self._style("current") if index == self.data.index and line >= lead else Style()
        strip = Strip(segments).adjust_cell_length(width - 1, ground)
        return Strip([*strip, self._bar(y)], width)

    def _empty(self, y: int, width: int) -> Strip:
        """Draw a line of a list without rows, which is only so while a search is on."""
        at = y - max(0, (self.size.height - len(_NOTHING)) // 2)
        text = _NOTHING[at] if 0 <= at < len(_NOTHING) else ""
        style = self._style("source" if at == 0 else "dim")
        return Strip([Segment(text.center(width), style)], width).apply_style(self.rich_style)

    def _bar(self, y: int) -> Segment:
        """Return the scroll bar's cell: where the screen is among all rows."""
        count, height = len(self.data.visible), max(1, self.size.height)
        if (
            not self.HAS_BAR
            or not self._lines
            or count <= 1
            or (self._top == 0 and len(self._lines) < height)
        ):
            return Segment(" ")
        last = self._lines[-1][0]
        if self._top == 0 and last == count - 1 and self._skip == 0 and len(self._lines) < height:
            return Segment(" ")
        begin = int(self._top / count * height)
        end = max(begin + 1, int((last + 1) / count * height))
        return Segment("▐" if begin <= y < end else " ", self._style("rule"))
