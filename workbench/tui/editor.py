"""The editor of the current segment: soft wrap, marked terms, and nothing a terminal would obey."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.widgets import TextArea

from workbench.tui.help_data import HelpData
from workbench.tui.messages import Typed
from workbench.tui.signs import KINDS, steady

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from workbench.tui.list_model import Mark

__all__ = ["SegmentEditor"]


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
            ("Ctrl+U, Ctrl+K", "delete to the beginning, to the end of the line"),
            ("Tab", "leads to the sidebar, where it is open"),
        ),
    )

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
        self._marks: Sequence[Mark] = ()
        self._loading = False

    def show(self, text: str, *, kind: str = "") -> None:
        """Start on another text of a kind; the undo of the last one does not reach into it."""
        for name in KINDS:
            self.set_class(name == kind, name)
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
        """Wrap anew and show the text from its beginning, where all of it has room."""
        self._rewrap_and_refresh_virtual_size()
        self.refresh()
        if self.wrapped_document.height <= self.size.height:
            self.scroll_to(0, 0, animate=False, immediate=True)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell the application, unless the text is only being shown."""
        event.stop()
        self.post_message(Typed(self.text))
