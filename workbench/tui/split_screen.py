"""Where to split a segment: both texts with a bar in each that the arrow keys move."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from workbench.desk.cutting import Cut, gaps
from workbench.tui.help_data import HelpData
from workbench.tui.signs import shown
from workbench.tui.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

__all__ = ["SplitScreen"]

_BAR = " ┃ "


class SplitScreen(Window["Cut | None"]):
    """Asks where to cut; the English follows the Dutch until it is moved itself."""

    ABOUT = HelpData(
        title="a split",
        about="The segment becomes two. Where the bar stands in the Dutch, one ends and the other "
        "begins; the bar in the English says which words go along. Both then wait to be confirmed.",
        keys=(
            ("← →", "move the bar by a word"),
            ("Home, End", "after the first word, before the last"),
            ("Tab", "from one language to the other"),
            ("Enter", "splits"),
            ("Escape", "leaves the segment whole"),
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "cancel", "Cancel"),
        ("enter", "take", "Split"),
        ("left,h", "move(-1)", "Back"),
        ("right,l", "move(1)", "On"),
        ("home", "move(-100000)", "First"),
        ("end", "move(100000)", "Last"),
        ("tab,shift+tab,up,down,j,k", "other", "Other language"),
    ]

    def __init__(
        self, texts: tuple[str, str], cut: Cut, *, follow: Callable[[int], Cut | None]
    ) -> None:
        """Begin with a proposal.

        Args:
            texts: the Dutch and the English.
            cut: where to begin.
            follow: gives the cut for a place in the Dutch.
        """
        super().__init__()
        self._texts = texts
        self._cut = cut
        self._follow = follow
        self._in_english = False
        self._moved = False
        """Whether the English has been moved by itself."""

    def compose(self) -> ComposeResult:
        """Two texts and what will come of them."""
        with Vertical(classes="window wide") as window:
            window.border_title = "Split the segment"
            window.border_subtitle = "← → move · Tab other language · Enter splits · Escape"
            yield Static("", id="dutch", markup=False)
            yield Static("", id="english", markup=False)
            yield Static("", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Show the proposal."""
        self._show()

    def _show(self) -> None:
        cuts = (self._cut.source, self._cut.target)
        for at, (name, label) in enumerate((("dutch", "Dutch"), ("english", "English"))):
            active = at == int(self._in_english)
            head = Content.styled(
                f"{'▸' if active else ' '} {label}", "$primary bold" if active else "$secondary"
            )
            text, gap = self._texts[at], cuts[at]
            if gap is None:
                body = Content.styled(
                    f"{shown(text) or 'none yet'}  (stays with the first part)", "$dim"
                )
            else:
                body = Content("").join(
                    [
                        Content(shown(text[: gap[0]])),
                        Content.styled(_BAR, "$primary bold"),
                        Content(shown(text[gap[1] :])),
                    ]
                )
            self.query_one(f"#{name}", Static).update(Content("\n").join([head, body, Content("")]))
        said = f"Dutch cut after “{_word_before(self._texts[0], self._cut.source)}”"
        if self._cut.target is not None:
            said += f", English after “{_word_before(self._texts[1], self._cut.target)}”"
        self.query_one(".hint", Static).update(shown(said))

    def action_move(self, by: int) -> None:
        """Move the bar of the active language by words."""
        if self._in_english:
            target = _moved(self._texts[1], self._cut.target, by)
            self._moved = True
            self._cut = Cut(source=self._cut.source, target=target)
        else:
            source = _moved(self._texts[0], self._cut.source, by)
            if source is None:
                return
            followed = None if self._moved else self._follow(source[0])
            self._cut = Cut(
                source=source, target=self._cut.target if followed is None else followed.target
            )
        self._show()

    def action_other(self) -> None:
        """Let the arrows move the other bar; where there is none to move they stay."""
        if self._cut.target is not None or self._in_english:
            self._in_english = not self._in_english
            self._show()

    def action_take(self) -> None:
        """Give the cut."""
        self.dismiss(self._cut)

    def action_cancel(self) -> None:
        """Give None."""
        self.dismiss(None)


def _word_before(text: str, gap: tuple[int, int]) -> str:
    """Return the word before a gap, for whom the bar cannot be seen."""
    return text[: gap[0]].split()[-1]


def _moved(text: str, gap: tuple[int, int] | None, by: int) -> tuple[int, int] | None:
    """Return the gap so many words on, the first or last where there are no more."""
    found = gaps(text)
    if gap is None or gap not in found:
        return gap
    return found[max(0, min(found.index(gap) + by, len(found) - 1))]
