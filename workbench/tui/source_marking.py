"""Marking words of the Dutch in the list with the mouse, to make a term of them.

The list knows where everything stands; here only what the pointer does to the Dutch is followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.desk.terms import whole_words
from workbench.tui.messages import SourceChosen
from workbench.tui.row_drawing import RowDrawing
from workbench.tui.signs import shown
from workbench.tui.wrapping import offset_in, wrap

if TYPE_CHECKING:
    from textual import events

__all__ = ["SourceMarking"]


class SourceMarking(RowDrawing):
    """A list whose Dutch can be marked by dragging over it."""

    _lines: list[tuple[int, int]]
    _begun: tuple[int, int] | None = None
    """The row, and the offset in its Dutch, where a button went down."""
    _marked = False
    """Whether the pointer has moved since, over words."""

    def _lead(self, position: int) -> int:
        """Return how many lines stand above a row."""
        raise NotImplementedError

    def _dutch_at(self, event: events.MouseEvent) -> tuple[int, int] | None:
        """Return which row's Dutch is under the pointer, by its index, and the offset there."""
        if not 0 <= event.y < len(self._lines):
            return None
        position, line = self._lines[event.y]
        index, columns = self.data.visible[position], self._columns()
        plain = shown(self.data.rows[index].source)
        lines, at = wrap(plain, columns.source), line - self._lead(position)
        cells = event.x - columns.gutter
        if not (0 <= at < len(lines) and 0 <= cells < columns.source):
            return None
        return index, offset_in(plain, lines[at], cells)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to mark where a button goes down in the Dutch."""
        self._begun, self._marked = self._dutch_at(event), False

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Mark what lies between there and the pointer, in whole words."""
        if self._begun is None or not event.button:
            return
        here = self._dutch_at(event)
        if here is None or here[0] != self._begun[0]:
            return
        start, end = sorted((self._begun[1], here[1]))
        if end == start and not self._marked:
            return
        place = whole_words(self.data.rows[here[0]].source, start, end + 1)
        if place is not None:
            self._marked = True
            self.post_message(SourceChosen(here[0], place))

    def on_mouse_up(self) -> None:
        """Leave it at what is marked; a mere click takes the mark away."""
        if self._begun is not None and not self._marked:
            self.post_message(SourceChosen(self._begun[0], None))
        self._begun = None
