"""The form for a new term: Dutch, English and type, then what it would change, then the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from workbench.desk.terms import NewTerm
from workbench.errors import WorkbenchError
from workbench.tui.help_data import HelpData
from workbench.tui.messages import TermPreviewed
from workbench.tui.signs import shown
from workbench.tui.source_words import SourceWords
from workbench.tui.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workbench.desk.terms import Impact
    from workbench.tui.messages import WordsChosen

__all__ = ["TermScreen"]

_IN_WORDS = "← → word · Shift more words · Enter goes on · Escape leaves it"
_IN_FIELDS = "Tab next field · Enter goes on · Escape leaves it"
_TYPES = "person, place, organisation, demonym, event, title or term"


class TermScreen(Window["NewTerm | None"]):
    """Asks for a term; the first Enter shows what it would change, the second gives it."""

    ABOUT = HelpData(
        title="a new term",
        about="A term of the glossary: the Dutch as articles have it, and the English that has to "
        "be used for it. Nothing is written before you have seen what it would change.",
        keys=(
            ("← →", "in the Dutch: choose a word; with Shift more of them, or drag the mouse"),
            ("↓ ↑", "go through the names and words of the Dutch, from any field"),
            ("Tab", "leads to the next field"),
            ("Enter", "shows what it would change; once more writes it into the glossary"),
            ("y n", "the answer where no segment holds it"),
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
        # Of use only while it is asked: in a field they are letters.
        Binding("y", "answer(True)", "Write it"),
        Binding("n", "answer(False)", "Do not"),
    ]

    def __init__(
        self,
        proposal: NewTerm,
        *,
        preview: Callable[[NewTerm], Impact],
        source: str = "",
        others: Sequence[NewTerm] = (),
        of_words: Callable[[str], NewTerm] | None = None,
        in_words: bool = False,
    ) -> None:
        """Begin with a proposal.

        Args:
            proposal: what the fields hold at first.
            preview: says what a term would change, or why it cannot be.
            source: the Dutch of the segment, which is shown.
            others: what else of it a term may be made of.
            of_words: what the form offers for chosen words of the Dutch.
            in_words: begin in the Dutch, where the arrows choose words.
        """
        super().__init__()
        self._proposal = self._offered = proposal
        self._source = source
        self._others = others
        self._of_words = of_words or (lambda words: NewTerm(nl=words, en=""))
        self._in_words = in_words and bool(source)
        self._preview = preview
        self._previewed: NewTerm | None = None
        self._looking: NewTerm | None = None
        """The term that is being looked for just now."""
        self._agreed = False
        self._doubted: NewTerm | None = None
        """The term that no segment holds, while it is asked whether it is meant."""

    def compose(self) -> ComposeResult:
        """Three fields and a line below them."""
        with Vertical(classes="window") as window:
            window.border_title = "Add a term"
            window.border_subtitle = _IN_FIELDS
            if self._source:
                yield SourceWords(self._source)
            hint = " (↓ ↑ offer other words)" if self._others else ""
            yield Static(f"Dutch, as it stands in articles{hint}", classes="label", markup=False)
            yield Input(self._proposal.nl, id="nl")
            yield Static("English", classes="label", markup=False)
            yield Input(self._proposal.en, id="en")
            yield Static(f"Type: {_TYPES}", classes="label", markup=False)
            yield Input(self._proposal.type, id="type")
            yield Static("Enter shows what it would change.", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Begin where words are chosen, else where something is missing."""
        if self._in_words:
            words = self.query_one(SourceWords)
            words.focus()
            if not self._proposal.nl and self._others:
                self.action_other(1)
        else:
            self.query_one("#en" if self._proposal.nl else "#nl", Input).focus()
        self._show_source()

    def on_descendant_focus(self) -> None:
        """Say what the keys do where the focus is."""
        if self._doubted is not None:
            self._doubted = None
            self._say("Nothing was written. Enter shows what it would change.")
        here = isinstance(self.focused, SourceWords)
        self.query_one(".window").border_subtitle = _IN_WORDS if here else _IN_FIELDS

    def _show_source(self) -> None:
        """Mark the words of the term in the sentence."""
        for words in self.query(SourceWords):
            words.choose(self.query_one("#nl", Input).value.strip())

    def on_words_chosen(self, message: WordsChosen) -> None:
        """Put chosen words of the Dutch into the form; what was typed as English stays."""
        message.stop()
        self._offer(self._of_words(message.text))

    def on_key(self, event: events.Key) -> None:
        """Let what is typed in the Dutch go where it belongs: into the next field to be filled."""
        if not isinstance(self.focused, SourceWords):
            return
        if event.key == "enter":
            event.stop()
            self.query_one("#en" if self._term.nl else "#nl", Input).focus()
        elif event.is_printable and event.character is not None:
            event.stop()
            field = self.query_one("#en" if self._term.nl else "#nl", Input)
            field.focus()
            field.select_on_focus = False  # else the next letter would replace this one
            field.value = event.character
            field.cursor_position = len(event.character)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let there be an answer only where something is asked."""
        if action == "answer" and self._doubted is None:
            return False
        return super().check_action(action, parameters)

    def action_answer(self, write: bool) -> None:
        """Give a term that no segment holds, or go back to its Dutch."""
        if write and self._doubted is not None:
            self.dismiss(self._doubted)
        else:
            self.query_one("#nl", Input).focus()

    def action_other(self, step: int) -> None:
        """Put other words of the Dutch into the form; what was typed as English stays."""
        names = [term.nl for term in self._others]
        if not names:
            return
        now = self.query_one("#nl", Input).value.strip()
        at = names.index(now) + step if now in names else (0 if step > 0 else -1)
        self._offer(self._others[at % len(names)])

    def _offer(self, other: NewTerm) -> None:
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
        if not any(map(str.isalpha, term.nl)):
            self._say(
                "a term has words: figures and marks alone would be found in every article, and "
                "checks of their own see to them"
            )
            return
        if term == self._looking:
            # Typed ahead: it counts as soon as there is something to agree to.
            self._agreed = True
            return
        self._looking, self._agreed = term, False
        self._say("looking through the project …")
        # An article of 50,000 segments takes seconds.
        self.run_worker(
            lambda: self._look(term), thread=True, exclusive=True, exit_on_error=False, group="term"
        )

    def _look(self, term: NewTerm) -> None:
        """Find out what a term would change; runs in a thread."""
        try:
            found = self._preview(term)
        except WorkbenchError as error:
            self.post_message(TermPreviewed(term, str(error), usable=False))
        else:
            held = bool(found.holds or found.elsewhere)
            self.post_message(TermPreviewed(term, str(found), usable=True, held=held))

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
        if not message.held:
            # As good as always a slip: no key that was meant for something else agrees to it.
            self._doubted = message.term
            self.set_focus(None)
            self._say(f"{message.said}. Into the glossary all the same? y writes it, n does not.")
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
