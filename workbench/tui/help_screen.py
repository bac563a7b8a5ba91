"""Help: first the part that has the focus and its own keys, then all actions and signs.

Laid out for the width there is: explanations stand beside the actions where there is room, else
below them.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from workbench.tui.action import key_name
from workbench.tui.sidebar import legend
from workbench.tui.window import Window

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workbench.tui.action import Action
    from workbench.tui.help_data import HelpData

__all__ = ["HelpScreen"]

_KEYS, _INSIDE, _TITLE = 12, 8, 26
"""Cells of the columns."""
_BESIDE = 36
"""Cells that an explanation needs to stand beside its action."""


class HelpScreen(Window[None]):
    """All keys and signs, beginning with what the focused part is for."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,q,enter", "dismiss", "Close")]

    def __init__(self, about: HelpData, actions: Sequence[Action] = ()) -> None:
        """Begin with ``about``; ``actions`` follow, none in a window where they do not work."""
        super().__init__()
        self._about = about
        self._actions = actions
        self._text = Static("", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out one long page that scrolls."""
        with VerticalScroll(classes="window wide long") as page:
            page.border_title = f"Help: {self._about.title}"
            page.border_subtitle = (
                "↑ ↓ scroll · Escape closes" if self._actions else "Escape closes"
            )
            yield self._text

    def on_resize(self) -> None:
        """Lay it out for this width."""
        width = self.query_one(".window").scrollable_content_region.width - 1
        self._text.update(Content("\n").join(list(self._page(max(40, width)))))

    def _page(self, width: int) -> Iterator[Content]:
        yield from (Content(line) for line in wrap(self._about.about, width))
        if self._about.keys:
            yield Content("")
        yield from _rows(
            [((keys,), "", what) for keys, what in self._about.keys], (_KEYS + _INSIDE,), width
        )
        for group in dict.fromkeys(action.group for action in self._actions):
            yield Content("")
            yield Content.styled(group, "$secondary bold")
            yield from _rows(
                [
                    ((key_name(a.keys), key_name(a.list_keys)), a.title, a.help)
                    for a in self._actions
                    if a.group == group
                ],
                (_KEYS, _INSIDE),
                width,
            )
        if self._actions:
            yield Content("")
            for line in wrap("Keys of the second column act in the list only.", width):
                yield Content.styled(line, "$dim")
            yield Content("")
            yield Content.styled("Signs", "$secondary bold")
            yield legend()


def _rows(
    rows: Sequence[tuple[tuple[str, ...], str, str]], columns: tuple[int, ...], width: int
) -> Iterator[Content]:
    """Yield lines of keys, title and explanation in columns."""
    start = 2 + sum(columns)
    aside = start + _TITLE
    for keys, title, text in rows:
        lead = "  " + "".join(
            f"{key:<{column - 1}} " for key, column in zip(keys, columns, strict=True)
        )
        head = Content.styled(lead, "$primary")
        if not title:
            first, *rest = wrap(text, width - start) or [""]
            yield head + Content(first)
            yield from (Content(" " * start + line) for line in rest)
            continue
        if width - aside < _BESIDE:
            yield head + Content(title)
            for line in wrap(text, width - start):
                yield Content.styled(" " * start + line, "$dim")
            continue
        first, *rest = wrap(text, width - aside) or [""]
        yield head + Content(f"{title:<{_TITLE - 1}} ") + Content.styled(first, "$dim")
        yield from (Content.styled(" " * aside + line, "$dim") for line in rest)
