"""The form for a new term: Dutch, English and type, then what it would change, then the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from workbench.desk.terms import NewTerm
from workbench.errors import WorkbenchError
from workbench.tui.help_data import HelpData
from workbench.tui.messages import TermPreviewed
from workbench.tui.signs import shown
from workbench.tui.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workbench.desk.terms import Impact

__all__ = ["TermScreen"]

_AROUND = 70
"""Characters of the sentence shown before the term and after it."""
_TYPES = "person, place, organisation, demonym, event, title or term"


class TermScreen(Window["NewTerm | None"]):
    """Asks for a term; the first Enter shows what it would change, the second gives it."""

    ABOUT = HelpData(
        title="a new term",
        about="A term of the glossary: the Dutch as articles have it, and the English that has to "
        "be used for it. Nothing is written before you have seen what it would change.",
        keys=(
            ("Tab", "leads to the next field"),
            ("↓ ↑", "go through the names and words of the Dutch"),
            ("Enter", "shows what it would change; once more writes it into the glossary"),
            ("Escape", "leaves the glossary as it is"),
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, so that what is typed right after them goes where they lead to.
        Binding("escape", "cancel", "Cancel", priority=True),
        Binding("tab", "app.focus_next", "Next field", priority=True),
        Binding("shift+tab", "app.focus_previous", "Field before", priority=True),
        Binding("down", "other(1)", "Next words", priority=True),
        Binding("up", "other(-1)", "Words before", priority=True),
    ]

    def __init__(
        self,
        proposal: NewTerm,
        *,
        preview: Callable[[NewTerm], Impact],
        source: str = "",
        others: Sequence[NewTerm] = (),
    ) -> None:
        """Begin with a proposal.

        Args:
            proposal: what the fields hold at first.
            preview: says what a term would change, or why it cannot be.
            source: the Dutch of the segment, which is shown.
            others: what else of it a term may be made of.
        """
        super().__init__()
        self._proposal = self._offered = proposal
        self._source = source
        self._others = others
        self._preview = preview
        self._previewed: NewTerm | None = None
        self._looking: NewTerm | None = None
        """The term that is being looked for just now."""
        self._agreed = False

    def compose(self) -> ComposeResult:
        """Three fields and a line below them."""
        with Vertical(classes="window") as window:
            window.border_title = "Add a term"
            window.border_subtitle = "Tab next field · Enter goes on · Escape leaves it"
            if self._source:
                yield Static("", id="source", markup=False)
            hint = " (↓ ↑ offer other words)" if self._others else ""
            yield Static(f"Dutch, as it stands in articles{hint}", classes="label", markup=False)
            yield Input(self._proposal.nl, id="nl", select_on_focus=False)
            yield Static("English", classes="label", markup=False)
            yield Input(self._proposal.en, id="en", select_on_focus=False)
            yield Static(f"Type: {_TYPES}", classes="label", markup=False)
            yield Input(self._proposal.type, id="type", select_on_focus=False)
            yield Static("Enter shows what it would change.", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Begin where something is missing."""
        self.query_one("#en" if self._proposal.nl else "#nl", Input).focus()
        self._show_source()

    def _show_source(self) -> None:
        """Show the sentence with the words of the term in it."""
        for line in self.query("#source").results(Static):
            line.update(_marked(self._source, self.query_one("#nl", Input).value.strip()))

    def action_other(self, step: int) -> None:
        """Put other words of the Dutch into the form; what was typed as English stays."""
        names = [term.nl for term in self._others]
        if not names:
            return
        now = self.query_one("#nl", Input).value.strip()
        at = names.index(now) + step if now in names else (0 if step > 0 else -1)
        other = self._others[at % len(names)]
        english, kind = self.query_one("#en", Input), self.query_one("#type", Input)
        if english.value.strip() == self._offered.en:
            english.value = other.en
        if kind.value.strip() == self._offered.type:
            kind.value = other.type
        self._offered = other
        nl = self.query_one("#nl", Input)
        nl.value = other.nl
        nl.cursor_position = len(other.nl)

    def on_input_changed(self) -> None:
        """Ask again before anything is written: it is another term now."""
        self._show_source()
        if self._previewed is not None and self._term != self._previewed:
            self._previewed = None
            self._say("Enter shows what it would change.")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Show what it would change, then give it."""
        event.stop()
        term = self._term
        if term == self._previewed:
            self.dismiss(term)
            return
        if not term.nl or not term.en:
            self._say("both Dutch and English are needed")
            return
        if term == self._looking:
            # Typed ahead: it counts as soon as there is something to agree to.
            self._agreed = True
            return
        self._looking, self._agreed = term, False
        self._say("looking through the article …")
        # An article of 50,000 segments takes seconds.
        self.run_worker(
            lambda: self._look(term), thread=True, exclusive=True, exit_on_error=False, group="term"
        )

    def _look(self, term: NewTerm) -> None:
        """Find out what a term would change; runs in a thread."""
        try:
            said, usable = str(self._preview(term)), True
        except WorkbenchError as error:
            said, usable = str(error), False
        self.post_message(TermPreviewed(term, said, usable=usable))

    def on_term_previewed(self, message: TermPreviewed) -> None:
        """Show it, unless it is another term by now."""
        if message.term != self._looking:
            return
        self._looking = None
        if message.term != self._term:
            self._say("Enter shows what it would change.")
            return
        if not message.usable:
            self._say(message.said)
            return
        self._previewed = message.term
        if self._agreed:
            self.dismiss(message.term)
        else:
            self._say(f"{message.said}. Enter again writes it into the glossary.")

    @property
    def _term(self) -> NewTerm:
        nl, en, kind = (
            self.query_one(f"#{name}", Input).value.strip() for name in ("nl", "en", "type")
        )
        return NewTerm(nl=nl, en=en, type=kind or "term")

    def _say(self, text: str) -> None:
        self.query_one(".hint", Static).update(shown(text))

    def action_cancel(self) -> None:
        """Give None."""
        self.dismiss(None)


def _marked(source: str, term: str) -> Content:
    """Return what stands around a term in a sentence, the term marked; its beginning without one."""
    at = source.find(term) if term else -1
    if at < 0:
        brief = source[: 2 * _AROUND]
        return Content.styled(
            shown(brief) + ("…" if len(brief) < len(source) else ""), "$secondary"
        )
    start, end = max(0, at - _AROUND), at + len(term) + _AROUND
    before = ("…" if start else "") + source[start:at]
    after = source[at + len(term) : end] + ("…" if end < len(source) else "")
    return Content("").join(
        [
            Content.styled(shown(before), "$secondary"),
            Content.styled(shown(term), "$accent underline"),
            Content.styled(shown(after), "$secondary"),
        ]
    )
