"""The list of articles: find one, open it, rename it, take it out of the project, bring it back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from workbench.tui.entry import Entry
from workbench.tui.help_data import HelpData
from workbench.tui.screens import Choice, PickScreen
from workbench.tui.signs import shown
from workbench.tui.title_line import progress_bar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workbench.store import DocumentRecord

__all__ = ["ArticlesScreen"]

_HEADLINE = 64
"""Characters of a headline that are shown."""
_ROOM = 87
"""Cells of an entry at the most."""


class ArticlesScreen(PickScreen, inherit_bindings=False):
    """Gives ``open:3``, ``rename:3``, ``remove:3`` or ``restore:3``, with the article's number.

    Letters are for finding an article: none of them may do something to one.
    """

    ABOUT = HelpData(
        title="the articles",
        about="All articles of the project with their progress; those that were taken out of it "
        "stand at the end. Nothing is lost by taking one out.",
        keys=(
            ("letters, digits", "show the articles with these in their name or headline"),
            ("↓ ↑", "the next, the previous one"),
            ("Enter", "opens it, or brings it back where it was removed"),
            ("F2", "gives it another name"),
            ("Delete", "takes it out of the project"),
            ("Escape", "stays in this article"),
        ),
    )
    # With priority, so that the field in which one is looked for does not take them.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", priority=True),
        Binding("down", "step('cursor_down')", "Down", priority=True),
        Binding("up", "step('cursor_up')", "Up", priority=True),
        Binding("pagedown", "step('page_down')", "Page down", priority=True),
        Binding("pageup", "step('page_up')", "Page up", priority=True),
        Binding("f2", "with('rename')", "Rename", priority=True),
        Binding("delete", "delete", "Remove", priority=True),
    ]
    HINT = "Enter opens · F2 renames · Delete removes · Escape"

    def __init__(
        self,
        documents: Sequence[DocumentRecord],
        removed: Sequence[DocumentRecord],
        *,
        at: int,
        drawn: bool = True,
        headlines: Mapping[int, str] | None = None,
    ) -> None:
        """List articles and removed ones.

        Args:
            documents: those of the project.
            removed: those taken out of it.
            at: the one to begin with.
            drawn: whether progress is a bar as well.
            headlines: how each begins, by its number.
        """
        heads = headlines or {}
        every = [
            *(
                Choice(
                    f"open:{d.id}",
                    d.name,
                    _headline(heads.get(d.id, "")) + _progress(d, drawn=drawn),
                )
                for d in documents
            ),
            *(
                Choice(
                    f"restore:{d.id}",
                    d.name,
                    f"removed {(d.removed or '')[:10]}; Enter restores",
                )
                for d in removed
            ),
        ]
        super().__init__("Articles", every, at=at)
        self._every = every
        self._open = every[at].id if at < len(every) else ""
        self._words = {
            f"{what}:{d.id}": f"{d.name} {heads.get(d.id, '')}".casefold()
            for what, some in (("open", documents), ("restore", removed))
            for d in some
        }

    def compose(self) -> ComposeResult:
        """A field to find an article with, and the list."""
        with Vertical(classes="window wide") as window:
            window.border_title = self._title
            window.border_subtitle = self.HINT
            yield Input(
                placeholder="type a part of the name or the headline", select_on_focus=False
            )
            options = OptionList(*self._options(), markup=False)
            options.can_focus = False
            options.highlighted = self._at if self._choices else None
            yield options

    def _options(self) -> Iterator[Option]:
        for choice in self._choices:
            lines = [shown(choice.title), *(f"  {shown(x)}" for x in choice.detail.splitlines())]
            draw = partial(self._drawn_choice, choice, "", room=_ROOM, drawn=True)
            yield Option(Entry(lines, draw), id=choice.id)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the articles that have all of the words."""
        event.stop()
        wanted = event.value.casefold().split()
        before = self.marked
        self._choices = [
            one for one in self._every if all(word in self._words[one.id] for word in wanted)
        ]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(self._options())
        # The one that was marked stays so where it can; with nothing to look for, the open one.
        stays = before if wanted else self._open
        at = next((n for n, one in enumerate(self._choices) if one.id == stays), 0)
        options.highlighted = at if self._choices else None
        if not self._choices:
            self.query_one(".window").border_subtitle = "no article has that · Escape"

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the one that is marked."""
        event.stop()
        if self.marked is not None:
            self.dismiss(self.marked)

    def action_step(self, which: str) -> None:
        """Go on or back in the list, while the field keeps the focus."""
        getattr(self.query_one(OptionList), f"action_{which}")()

    def action_delete(self) -> None:
        """Take the marked article out; amid what is looked for, delete a letter of that."""
        field = self.query_one(Input)
        if field.cursor_position < len(field.value):
            field.action_delete_right()
        else:
            self.action_with("remove")

    def action_with(self, what: str) -> None:
        """Give the marked article with what is to be done to it; a removed one only comes back."""
        which = self.marked
        if which is not None and which.startswith("open:"):
            self.dismiss(f"{what}:{which.partition(':')[2]}")


def _headline(text: str) -> str:
    """Return the beginning of an article as a line of its own, empty where there is none."""
    flat = " ".join(text.split())
    if not flat:
        return ""
    return f"{flat if len(flat) <= _HEADLINE else flat[: _HEADLINE - 1] + '…'}\n"


def _progress(document: DocumentRecord, *, drawn: bool) -> str:
    final = document.states.get("final", 0)
    done = document.states.get("reviewed", 0) + final
    bar = "".join(progress_bar(done, document.segments)) + "  " if drawn else ""
    of_these = (
        "" if not final else ", all final" if final == document.segments else f", {final} final"
    )
    return f"{bar}{done}/{document.segments} reviewed{of_these}, {document.words} words"
