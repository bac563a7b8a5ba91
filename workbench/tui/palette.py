"""The palette of actions: the table under its names, found by any word for what is wanted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.command import DiscoveryHit, Hit, Provider
from textual.content import Content

from workbench.tui.action import Action, key_name
from workbench.tui.actions import ACTIONS

if TYPE_CHECKING:
    from textual.command import Hits
    from textual.style import Style

__all__ = ["Actions", "word_score"]

_WORD = re.compile(r"\w+")
_WIDTH = 76
_AROUND = 7
"""Cells of border, padding and scroll bar."""


def palette_width(terminal: int) -> int:
    """Return the cells of a line in the palette, as the style sheet has it.

    >>> palette_width(200), palette_width(60)
    (69, 50)
    """
    return min(_WIDTH, terminal * 96 // 100) - _AROUND


def word_score(action: Action, query: str) -> float:
    """Return how well an action is called what was typed: from 0, not at all, to 1.

    Every word of the query has to begin a word of the title, of the other words for it, or, worth
    the least, of the sentence on it.

    >>> word_score(Action(id="x", title="Mark final", help="Done.", group="Desk"), "fin")
    1.0
    """
    worth = 1.0
    wanted = _WORD.findall(query.casefold())
    for word in wanted:
        for text, value in ((action.title, 1.0), (action.words, 0.8), (action.help, 0.4)):
            if any(known.startswith(word) for known in _WORD.findall(text.casefold())):
                worth = min(worth, value)
                break
        else:
            return 0.0
    return worth if wanted else 0.0


def _of_look(name: str) -> Action:
    """Return what takes a look by its name; the table only has the way from one to the next."""
    return Action(
        id=f"take_look({name!r})",
        title=f"Look: {'high contrast' if name == 'contrast' else name}",
        help="The desk's colours; the settings say which ones it begins with.",
        words="theme colour colours color colors",
        group="Desk",
    )


def _with_words(title: str, query: str, style: Style) -> Content:
    """Return a title with what was typed shown in it."""
    content = Content(title)
    for word in _WORD.findall(query):
        for match in re.finditer(rf"(?<!\w){re.escape(word)}", title, re.IGNORECASE):
            content = content.stylize(style, *match.span())
    return content


class Actions(Provider):
    """The table as commands of the palette."""

    @property
    def _actions(self) -> tuple[Action, ...]:
        """Return the table with the keys that are in force, and each look by its name."""
        keymap = getattr(self.app, "keymap", None)
        looks = (_of_look(name) for name in getattr(self.app, "looks", ()))
        return (*(ACTIONS if keymap is None else keymap.actions), *looks)

    async def discover(self) -> Hits:
        """Yield all of them, for a palette that nothing was typed into yet."""
        for action in self._actions:
            yield DiscoveryHit(
                self._with_keys(Content(action.title), action),
                lambda a=action: self._run(a),
                action.title,
                action.help,
            )

    async def search(self, query: str) -> Hits:
        """Yield those that are called what was typed; only without any, those spelt like it."""
        matcher = self.matcher(query)
        scores = {action.id: word_score(action, query) for action in self._actions}
        spelt = not any(scores.values())
        for action in self._actions:
            score = matcher.match(action.title) if spelt else scores[action.id]
            if score > 0:
                title = (
                    matcher.highlight(action.title)
                    if spelt
                    else _with_words(action.title, query, matcher.match_style)
                )
                yield Hit(
                    score,
                    self._with_keys(title, action),
                    lambda a=action: self._run(a),
                    action.title,
                    action.help,
                )

    def _with_keys(self, title: Content, action: Action) -> Content:
        """Return a title with the keys at the end of the line."""
        keys = " or ".join(key_name(keys) for keys in (action.keys, action.list_keys) if keys)
        gap = max(2, palette_width(self.app.size.width) - title.cell_length - cell_len(keys))
        return title + Content(" " * gap) + Content.styled(keys, "$primary")

    def _run(self, action: Action) -> None:
        self.app.call_later(self.app.run_action, action.id)
