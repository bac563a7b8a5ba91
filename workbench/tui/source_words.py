"""The Dutch of a segment in a form, of which words are chosen: by arrows, or by the mouse.

It says which words are chosen and acts on nothing; what becomes of them is the form's affair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from workbench.desk.terms import word_spans
from workbench.tui.messages import WordsChosen
from workbench.tui.signs import shown
from workbench.tui.wrapping import offset_in, wrap

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType
    from textual.geometry import Size

__all__ = ["SourceWords"]

_LINES = 4
"""Shown at most; those with the chosen words in a longer segment."""
_FAR = 100_000


class SourceWords(Static, can_focus=True):
    """Shows the Dutch with the chosen words marked."""

    TAKES_LETTERS: ClassVar[bool] = True
    """What is typed here is meant for a field of the form, which gets it."""
    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, so that what is typed right after them goes where they lead to.
        Binding("left", "step(-1)", "Word before", priority=True),
        Binding("right", "step(1)", "Next word", priority=True),
        Binding("shift+left", "widen(-1)", "Back by a word", priority=True),
        Binding("shift+right", "widen(1)", "On by a word", priority=True),
        Binding("home", f"step({-_FAR})", "First word", priority=True),
        Binding("end", f"step({_FAR})", "Last word", priority=True),
        Binding("shift+home", f"widen({-_FAR})", "Back to the first word", priority=True),
        Binding("shift+end", f"widen({_FAR})", "On to the last word", priority=True),
    ]

    def __init__(self, source: str) -> None:
        """Begin without a choice."""
        super().__init__("", id="source", markup=False)
        self._source = source
        self._words = word_spans(source)
        self._anchor: int | None = None
        """The word that a choice was begun at."""
        self._head = 0
        """The word that it has been moved to."""
        self._span: tuple[int, int] | None = None
        """What is marked, half-open; not always whole words."""
        self._first = 0
        """The first line that is shown."""
        self._dragging = False

    def choose(self, text: str) -> None:
        """Mark a text where it stands in the Dutch; where it does not, mark nothing."""
        if self._span is not None and self._source[slice(*self._span)] == text:
            return
        at = self._source.find(text) if text else -1
        self._span = (at, at + len(text)) if at >= 0 else None
        inside = [
            n for n, (a, b) in enumerate(self._words) if self._span and a < self._span[1] and b > at
        ]
        self._anchor = inside[0] if inside else None
        self._head = inside[-1] if inside else 0
        self._show()

    def _take(self, anchor: int, head: int) -> None:
        """Choose from one word to another, whichever comes first, and say so."""
        self._anchor, self._head = anchor, head
        first, last = sorted((anchor, head))
        self._span = self._words[first][0], self._words[last][1]
        self._show()
        self.post_message(WordsChosen(self._source[slice(*self._span)]))

    def action_step(self, by: int) -> None:
        """Choose the word beside what is chosen."""
        if not self._words:
            return
        if self._anchor is None:
            at = 0 if by > 0 else len(self._words) - 1
        else:
            edge = max(self._anchor, self._head) if by > 0 else min(self._anchor, self._head)
            at = max(0, min(edge + by, len(self._words) - 1))
        self._take(at, at)

    def action_widen(self, by: int) -> None:
        """Choose more words, or fewer."""
        if self._anchor is None:
            self.action_step(by)
            return
        self._take(self._anchor, max(0, min(self._head + by, len(self._words) - 1)))

    # Drawing

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the lines it takes: as many as the Dutch does, and no more than are shown."""
        del container, viewport
        return max(1, min(_LINES, len(wrap(shown(self._source), width))))

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._show()

    def _show(self) -> None:
        width = self.scrollable_content_region.width
        if width <= 0:
            return
        plain = shown(self._source)
        lines = wrap(plain, width)
        span = self._span or (0, 0)
        holding = [n for n, (a, b) in enumerate(lines) if a < span[1] and b > span[0]] or [0]
        if not self._first <= holding[0] <= self._first + _LINES - len(holding):
            self._first = max(0, holding[0] - 1)
        self._first = max(0, min(self._first, len(lines) - _LINES))
        seen = lines[self._first : self._first + _LINES]
        drawn: list[Content] = []
        for start, end in seen:
            left, right = (max(start, min(place, end)) for place in span)
            drawn.append(
                Content("").join(
                    [
                        Content.styled(plain[start:left], "$secondary"),
                        Content.styled(plain[left:right], "$accent underline"),
                        Content.styled(plain[right:end].rstrip(), "$secondary"),
                    ]
                )
            )
        if self._first:
            drawn[0] = Content.styled("…", "$dim")
        if self._first + _LINES < len(lines):
            drawn[-1] = Content.styled("…", "$dim")
        self.update(Content("\n").join(drawn))

    # The mouse

    def _word_at(self, event: events.MouseEvent) -> int | None:
        """Return the word under the pointer, or the one before it."""
        lines = wrap(shown(self._source), self.scrollable_content_region.width)
        at = self._first + event.y
        if not 0 <= at < len(lines):
            return None
        offset = offset_in(shown(self._source), lines[at], event.x)
        before = [n for n, (start, _) in enumerate(self._words) if start <= offset]
        return before[-1] if before else 0 if self._words else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Choose a word; with Shift all up to it."""
        word = self._word_at(event)
        if word is not None:
            event.stop()
            self._dragging = True
            self._take(self._anchor if event.shift and self._anchor is not None else word, word)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Choose all words up to the pointer while a button is held."""
        word = self._word_at(event) if self._dragging and event.button else None
        if word is not None and word != self._head and self._anchor is not None:
            self._take(self._anchor, word)

    def on_mouse_up(self) -> None:
        """Leave it at what is chosen."""
        self._dragging = False
