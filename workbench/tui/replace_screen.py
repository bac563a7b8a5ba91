"""Replacing across the article: what is sought, and live below it what would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from workbench.desk.replacing import Replacement, ReplacePreview
from workbench.tui.differing import difference, hanging
from workbench.tui.help_data import HelpData
from workbench.tui.tick_box import TickBox
from workbench.tui.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

__all__ = ["ReplaceScreen"]

_SHOWN = 40
"""Segments whose change is shown; all are counted."""
_REST_SECONDS = 0.2
_NUMBER = 6
"""Cells of a segment's number."""
_BOXES = (
    ("match_case", "match capitals"),
    ("whole_words", "whole words only"),
    ("reviewed", "in reviewed segments too"),
)


class ReplaceScreen(Window["ReplacePreview | None"]):
    """Asks for a wording and its replacement; gives what was previewed last."""

    ABOUT = HelpData(
        title="replacing",
        about="A wording of the English is replaced in the whole article, as one act that undo "
        "takes back. Below the fields stands what would change, and how often.",
        keys=(
            ("Tab", "leads to the next field"),
            ("Space", "ticks a box"),
            ("Enter", "leads from the first field to the second; elsewhere it replaces"),
            ("Escape", "changes nothing"),
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, so that what is typed right after them goes where they lead to.
        Binding("escape", "cancel", "Cancel", priority=True),
        Binding("tab", "app.focus_next", "Next field", priority=True),
        Binding("shift+tab", "app.focus_previous", "Field before", priority=True),
        ("enter", "replace", "Replace"),
        ("pagedown", "page(1)", "On"),
        ("pageup", "page(-1)", "Back"),
    ]

    class Previewed(Message):
        """A preview was worked out."""

        def __init__(self, preview: ReplacePreview) -> None:
            """Carry it."""
            super().__init__()
            self.preview = preview

    def __init__(self, preview: Callable[[Replacement], ReplacePreview], *, find: str = "") -> None:
        """Begin with a wording to look for; ``preview`` says what a replacement would do."""
        super().__init__()
        self._preview = preview
        self._find = find
        self._found: ReplacePreview | None = None
        self._resting: Timer | None = None

    def compose(self) -> ComposeResult:
        """Two fields, three boxes, the preview."""
        with Vertical(classes="window wide long") as window:
            window.border_title = "Replace across the article"
            window.border_subtitle = "Tab next field · Enter replaces · Escape leaves it"
            yield Static("English to find", classes="label", markup=False)
            yield Input(self._find, id="find", select_on_focus=False)
            yield Static("Put in its place", classes="label", markup=False)
            yield Input("", id="put", select_on_focus=False)
            for name, label in _BOXES:
                yield TickBox(label, value=name != "reviewed", id=name)
            yield Static("", classes="hint", markup=False)
            with VerticalScroll(id="changes", can_focus=False):
                yield Static("", id="preview", markup=False)

    def on_mount(self) -> None:
        """Begin where something is missing."""
        self.query_one("#put" if self._find else "#find", Input).focus()
        self._again()

    @property
    def _wanted(self) -> Replacement:
        return Replacement(
            find=self.query_one("#find", Input).value,
            put=self.query_one("#put", Input).value,
            match_case=self.query_one("#match_case", TickBox).value,
            whole_words=self.query_one("#whole_words", TickBox).value,
            reviewed=self.query_one("#reviewed", TickBox).value,
        )

    def on_input_changed(self) -> None:
        """Work the preview out again in a moment."""
        self._again()

    def on_tick_box_changed(self) -> None:
        """As for a field."""
        self._again()

    def _again(self) -> None:
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(_REST_SECONDS, self._start)

    def _start(self) -> None:
        """Look through the article in a thread: it may have 50,000 segments."""
        wanted = self._wanted
        self.run_worker(
            lambda: self.post_message(self.Previewed(self._preview(wanted))),
            thread=True,
            exclusive=True,
            exit_on_error=False,
            group="replace",
            description="replace preview",
        )

    def on_replace_screen_previewed(self, message: Previewed) -> None:
        """Show it, unless something else is wanted by now."""
        preview = message.preview
        if preview.replacement != self._wanted:
            return
        self._found = preview
        said = str(preview) if preview.replacement.find else "what is to be replaced?"
        if preview.places and not preview.replacement.put:
            said += "; taken out, with nothing in its place"
        self.query_one(".hint", Static).update(said)
        drawn = getattr(self.app, "drawn", True)
        width = self.query_one("#changes").scrollable_content_region.width
        lines = [
            line
            for place in preview.places[:_SHOWN]
            for line in hanging(
                Content.styled(f"{place.number:>5} ", "$dim")
                + difference(place.old, place.new, drawn=drawn),
                width,
                indent=_NUMBER,
            )
        ]
        if len(preview.places) > _SHOWN:
            lines.append(Content.styled(f"      and {len(preview.places) - _SHOWN} more", "$dim"))
        self.query_one("#preview", Static).update(Content("\n").join(lines))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on from the first field; from the second give what is shown, or show it first."""
        event.stop()
        put = self.query_one("#put", Input)
        if event.input is not put:
            # Nobody means to take a wording out by looking for it.
            put.focus()
        else:
            self.action_replace()

    def action_replace(self) -> None:
        """Give what is shown, or show it first."""
        if self._found is None or self._found.replacement != self._wanted:
            self._again()
        elif self._found.places:
            self.dismiss(self._found)

    def action_page(self, by: int) -> None:
        """Scroll the preview."""
        changes = self.query_one("#changes", VerticalScroll)
        changes.scroll_relative(y=by * max(1, changes.size.height - 1), animate=False)

    def action_cancel(self) -> None:
        """Give None."""
        self.dismiss(None)
