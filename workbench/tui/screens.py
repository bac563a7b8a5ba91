"""The small windows that come and go: a question, a choice, a conflict."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from workbench.tui.differing import difference, hanging
from workbench.tui.entry import Entry
from workbench.tui.help_data import HelpData
from workbench.tui.signs import shown
from workbench.tui.window import Window

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workbench.desk import Conflict

__all__ = ["AskScreen", "Choice", "ConflictScreen", "PickScreen"]

_WIDE, _FRAME = 96, 9
"""Cells of a wide window, and those of its frame, its margins and a scroll bar."""


class AskScreen(Window["str | None"]):
    """Asks for a line of text; Escape gives None."""

    ABOUT = HelpData(
        title="a question",
        about="One line of text is wanted; what belongs into it stands below the field.",
        keys=(("Enter", "takes what is written"), ("Escape", "leaves everything as it was")),
    )
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "cancel", "Cancel")]

    def __init__(self, title: str, *, hint: str = "", value: str = "") -> None:
        """Ask under a title; the field starts with ``value``."""
        super().__init__()
        self._title, self._hint, self._value = title, hint, value

    def compose(self) -> ComposeResult:
        """A field and a line on what belongs into it."""
        with Vertical(classes="window") as window:
            window.border_title = self._title
            window.border_subtitle = "Enter takes it · Escape leaves it"
            yield Input(value=self._value, select_on_focus=False)
            if self._hint:
                yield Static(self._hint, classes="hint", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the text."""
        event.stop()
        self.dismiss(event.value)

    def action_cancel(self) -> None:
        """Give None."""
        self.dismiss(None)


class Choice(NamedTuple):
    """One line of a choice."""

    id: str
    title: str
    detail: str = ""


class PickScreen(Window["str | None"]):
    """Asks for one of several; digits take the first nine at once, Escape gives None."""

    ABOUT = HelpData(
        title="a choice",
        about="One of several is wanted. Where texts differ from the one in the editor, what they "
        "have more is underlined and what they lack is struck through.",
        keys=(
            ("↓ ↑, j k", "the next, the previous one"),
            ("1 to 9", "takes the one with this number"),
            ("Enter", "takes the marked one"),
            ("Escape", "leaves everything as it was"),
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "cancel", "Cancel"),
        ("j", "cursor_down", "Down"),
        ("k", "cursor_up", "Up"),
        *[(str(digit), f"take({digit})", f"Take {digit}") for digit in range(1, 10)],
    ]

    HINT = "Enter takes it · Escape leaves it"

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        base: str | None = None,
        at: int = 0,
        whole: bool = True,
    ) -> None:
        """Show choices; with ``base`` their titles show how they differ from it.

        Not ``whole``, only the words around a difference are shown with it.
        """
        super().__init__()
        self._title, self._choices, self._base, self._at = title, choices, base, at
        self._whole = whole

    def compose(self) -> ComposeResult:
        """A list."""
        with Vertical(classes="window wide") as window:
            window.border_title = self._title
            window.border_subtitle = self.HINT
            options = OptionList(*self._options(), markup=False)
            options.highlighted = self._at if self._choices else None
            yield options

    def _options(self) -> Iterator[Option]:
        drawn = getattr(self.app, "drawn", True)
        # What goes on in another line stands under the text, not under its number.
        room = min(_WIDE, self.app.size.width * 96 // 100) - _FRAME
        for number, choice in enumerate(self._choices, 1):
            lead = f"{number} " if number < 10 else "  "
            draw = partial(self._drawn_choice, choice, lead, room=room, drawn=drawn)
            if self._base is None:
                lines = [lead + shown(choice.title)]
                lines += [f"  {shown(line)}" for line in choice.detail.splitlines()]
                yield Option(Entry(lines, draw), id=choice.id)
            else:
                yield Option(draw(), id=choice.id)

    def _drawn_choice(self, choice: Choice, lead: str, *, room: int, drawn: bool) -> Content:
        title = (
            Content(shown(choice.title))
            if self._base is None
            else difference(
                self._base, choice.title, whole=self._whole, drawn=drawn, choice=self._whole
            )
        )
        lines = hanging(Content.styled(lead, "$primary bold") + title, room)
        for line in choice.detail.splitlines():
            lines += hanging(Content.styled(f"  {shown(line)}", "$dim"), room)
        return Content("\n").join(lines)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say which one it is, for whom the highlight cannot be seen."""
        event.stop()
        self.query_one(
            ".window"
        ).border_subtitle = f"{event.option_index + 1} of {len(self._choices)} · {self.HINT}"

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Give the choice."""
        event.stop()
        self.dismiss(event.option_id)

    @property
    def marked(self) -> str | None:
        """Return the choice that is marked, None where there is none."""
        at = self.query_one(OptionList).highlighted
        return None if at is None else self._choices[at].id

    def action_take(self, digit: int) -> None:
        """Give the choice with this number."""
        if digit <= len(self._choices):
            self.dismiss(self._choices[digit - 1].id)

    def action_cursor_down(self) -> None:
        """Move down."""
        self.query_one(OptionList).action_cursor_down()

    def action_cursor_up(self) -> None:
        """Move up."""
        self.query_one(OptionList).action_cursor_up()

    def action_cancel(self) -> None:
        """Give None."""
        self.dismiss(None)


class ConflictScreen(Window["str | None"]):
    """Shows both texts of a segment that was changed elsewhere and asks which is to stay."""

    ABOUT = HelpData(
        title="a conflict",
        about="Somebody else, or a batch run, has changed the segment that you were writing at. "
        "Nothing is lost: the text that you do not keep stays in the history.",
        keys=(
            ("m", "keeps mine: it stays in the editor, to be confirmed"),
            ("t", "keeps theirs"),
            ("↓ ↑", "scroll where the texts are long"),
            ("Escape", "decides later"),
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("m", "keep('mine')", "Keep mine"),
        ("t", "keep('theirs')", "Keep theirs"),
        ("escape", "keep('')", "Later"),
    ]

    def __init__(self, conflict: Conflict, *, number: int) -> None:
        """Show a conflict of the segment with this number."""
        super().__init__()
        self._conflict, self._number = conflict, number

    def compose(self) -> ComposeResult:
        """Both texts, and what each choice means; they may be longer than the terminal is high."""
        with VerticalScroll(classes="window wide") as window:
            window.border_title = f"Segment {self._number} was changed elsewhere"
            window.border_subtitle = "m keeps mine · t keeps theirs · Escape decides later"
            yield Static(self._page(), markup=False)

    def _page(self) -> Content:
        conflict = self._conflict
        lines: list[Content] = []
        if conflict.old_source:
            lines += [
                Content("The Dutch is no longer what your text was written for:"),
                Content.styled(shown(conflict.old_source), "$dim"),
                Content(""),
            ]
        who = f"{conflict.by}, {conflict.when[:16].replace('T', ' ')}" if conflict.by else "nobody"
        lines += [
            Content.styled("mine", "$primary bold"),
            Content(shown(conflict.mine) or "(empty)"),
            Content(""),
            Content.styled(f"theirs ({shown(who)})", "$primary bold"),
            difference(
                conflict.mine,
                conflict.theirs,
                whole=True,
                drawn=getattr(self.app, "drawn", True),
                choice=True,
            )
            if conflict.theirs
            else Content("(empty)"),
            Content(""),
            Content.styled("Nothing is lost: the other text stays in the history.", "$dim"),
        ]
        return Content("\n").join(lines)

    def action_keep(self, which: str) -> None:
        """Give ``mine``, ``theirs``, or None for later."""
        self.dismiss(which or None)
