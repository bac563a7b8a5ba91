"""The editor of the current segment: soft wrap, marked terms, and nothing a terminal would obey."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.document._history import EditHistory
from textual.widgets import TextArea

from workbench.tui.drawn_document import measured
from workbench.tui.help_data import HelpData
from workbench.tui.messages import Typed
from workbench.tui.signs import KINDS, steady

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.document._edit import Edit

    from workbench.tui.list_model import Mark

__all__ = ["SegmentEditor"]


_WORD = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*")


class _TypingHistory(EditHistory):
    """What was typed over a selection is undone with what took its place."""

    def record(self, edit: Edit) -> None:
        """Keep an edit; letters after one that replaced something go on with it."""
        super().record(edit)
        if len(edit.text) == 1:
            self._previously_replaced = False


class SegmentEditor(TextArea):
    """Holds one segment's English."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "editor--term",
        "editor--unmet",
        "editor--finding",
        "editor--spelling",
    }
    ABOUT = HelpData(
        title="the editor",
        about="You are in the editor, the English of the current segment. What you type is saved; "
        "confirming makes it reviewed, and undo takes it back, also tomorrow.",
        keys=(
            ("Escape", "leads to the list, where single letters act"),
            ("Ctrl+← Ctrl+→", "a word back, a word on"),
            ("Shift+arrows", "select; Ctrl+C copies, Ctrl+X cuts, Ctrl+V puts in"),
            ("Ctrl+W", "deletes the word before the cursor"),
            ("Home, End", "the beginning, the end of the row; once more, of the text"),
            ("Ctrl+U, Ctrl+K", "delete to the beginning, to the end of the text"),
            ("Tab", "leads to the sidebar, where it is open"),
        ),
    )

    _columns = 0
    """Cells of a row, 0 until the list says how many; Textual asks before this class has begun."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(
            soft_wrap=True,
            tab_behavior="focus",
            compact=True,
            highlight_cursor_line=False,
            show_line_numbers=False,
            id="editor",
        )
        self.history = _TypingHistory(
            self.history.max_checkpoints,
            self.history.checkpoint_timer,
            self.history.checkpoint_max_characters,
        )
        self._marks: Sequence[Mark] = ()
        self._loading = False
        self._of: object = None

    def _set_document(self, text: str, language: str | None) -> None:
        """Take another text, and measure it by what is drawn for it."""
        super()._set_document(text, language)
        self.wrapped_document, self.navigator = measured(self.document, tab_width=self.indent_width)
        self._rewrap_and_refresh_virtual_size()

    @property
    def wrap_width(self) -> int:
        """Return the cells of a row: what the list says, as soon as it says so."""
        return self._columns or super().wrap_width

    def wrap_at(self, width: int) -> None:
        """Break rows at a width in cells.

        The list knows it before the editor has that size, and has drawn its own rows by it.
        """
        if width != self._columns:
            self._columns = width
            self._rewrap_and_refresh_virtual_size()
            self.refresh()

    def show(self, text: str, *, kind: str = "", of: object = None) -> None:
        """Start on another text of a kind; the undo of the last one does not reach into it.

        Args:
            text: what stands here from now on.
            kind: of the segment.
            of: what it is the text of. Where that, and the text, is what is here already, cursor,
                undo and redo stay: an act that changes nothing takes nothing away.
        """
        same = of is not None and of == self._of and text == self.text
        self._of = of
        for name in KINDS:
            self.set_class(name == kind, name)
        if same:
            return
        self._loading = True
        self.load_text(text)
        self._loading = False
        self.move_cursor(self.document.end)

    def put(self, text: str) -> None:
        """Replace the whole text in a way that undo takes back."""
        self.replace(text, self.document.start, self.document.end)
        self.move_cursor(self.document.end)

    def mark(self, marks: Sequence[Mark]) -> None:
        """Show these stretches of the text."""
        if tuple(marks) != tuple(self._marks):
            self._marks = tuple(marks)
            # Rendered lines are cached, and the text they were made from is the same.
            self._line_cache.clear()
            self.refresh()

    @property
    def before_cursor(self) -> str:
        """Return the text from its beginning to the cursor."""
        return self.get_text_range(self.document.start, self.cursor_location)

    @property
    def can_undo(self) -> bool:
        """Whether anything was typed since the text was shown."""
        return bool(self.history.undo_stack)

    @property
    def can_redo(self) -> bool:
        """Whether typing was undone that nothing was typed after."""
        return bool(self.history.redo_stack)

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is drawn: harmless, with its marks."""
        line = Text(steady(self.document.get_line(line_index)), end="", no_wrap=True)
        at = sum(len(self.document.get_line(i)) + 1 for i in range(line_index))
        for mark in self._marks:
            start, end = mark.start - at, mark.end - at
            if start < len(line) and end > 0:
                style = self.get_component_rich_style(f"editor--{mark.kind}", partial=True)
                line.stylize(style, max(0, start), end)
        return line

    # A segment is one line, however many rows it takes: what Textual does to the row of the cursor
    # would leave an editor who wants the beginning of the sentence somewhere in the middle.

    def get_cursor_word_right_location(self) -> tuple[int, int]:
        """Return where the next word begins, as word processors go on by a word."""
        row, column = self.selection.end
        line = self.document[row]
        if column == len(line):
            return super().get_cursor_word_right_location()
        starts = (match.start() for match in _WORD.finditer(line))
        return row, next((start for start in starts if start > column), len(line))

    def get_cursor_word_left_location(self) -> tuple[int, int]:
        """Return where the word at the cursor begins, else the one before it."""
        row, column = self.selection.end
        if column == 0:
            return super().get_cursor_word_left_location()
        starts = [match.start() for match in _WORD.finditer(self.document[row])]
        return row, next((start for start in reversed(starts) if start < column), 0)

    def action_cursor_line_start(self, select: bool = False) -> None:
        """Go to the beginning of the row, and from there to that of the text."""
        at = self.get_cursor_line_start_location()
        self.move_cursor(self.document.start if at == self.cursor_location else at, select=select)

    def action_cursor_line_end(self, select: bool = False) -> None:
        """Go to the end of the row, and from there to that of the text."""
        at = self.get_cursor_line_end_location()
        self.move_cursor(self.document.end if at == self.cursor_location else at, select=select)

    def action_delete_to_start_of_line(self) -> None:
        """Delete from the beginning of the text to the cursor, or to the end of what is selected."""
        self._delete_via_keyboard(self.document.start, max(self.selection))

    async def action_delete_to_end_of_line_or_delete_line(self) -> None:
        """Delete from the cursor, or the beginning of what is selected, to the end of the text."""
        self._delete_via_keyboard(min(self.selection), self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            # A segment is one line of the article: a line break would make it two.
            event.stop()
            event.prevent_default()
            return
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            if self.parent is not None:
                self.screen.set_focus(self.parent)  # type: ignore[arg-type]

    async def _on_paste(self, event: events.Paste) -> None:
        # Textual calls the handler of TextArea after this one.
        event.text = " ".join(event.text.splitlines())

    def on_resize(self) -> None:
        """Wrap anew and show all of the text where it has room, else the part with the cursor."""
        self._rewrap_and_refresh_virtual_size()
        self.refresh()
        if self.wrapped_document.height <= self.size.height:
            self.scroll_to(0, 0, animate=False, immediate=True)
            # Whatever follows the cursor of the terminal would look for it where it stood.
            self._recompute_cursor_offset()  # type: ignore[no-untyped-call]
        else:
            self.scroll_cursor_visible()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell the application, unless the text is only being shown."""
        event.stop()
        self.post_message(Typed(self.text))
