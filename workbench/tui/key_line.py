"""The line of keys at the bottom: in the table's order, as many as fit, and they can be clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from workbench.tui.actions import ACTIONS, key_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.tui.actions import Action

__all__ = ["KeyLine"]

_GAP = 2
# Where there is room for few, these are the ones to know.
_FIRST = ("confirm", "help", "leave", "next_unreviewed", "next_finding", "sidebar", "search")


class KeyLine(Static):
    """Shows the keys of the actions that have a short title."""

    def __init__(self, actions: Sequence[Action] = ACTIONS, *, drawn: bool = True) -> None:
        """Begin empty: how much fits is known with the first size.

        Args:
            actions: with the keys that are in force.
            drawn: write ``^S``; else ``Ctrl+S``, which can be read aloud.
        """
        super().__init__("", id="keys", markup=False)
        self._actions = actions
        self._drawn = drawn

    def on_resize(self) -> None:
        """Show as many as fit."""
        short = [action for action in self._actions if action.footer]
        short.sort(key=lambda a: _FIRST.index(a.id) if a.id in _FIRST else len(_FIRST))
        room = self.size.width
        kept: set[str] = set()
        for action in short:
            room -= len(self._keys_of(action.keys)) + len(action.footer) + 1 + _GAP
            if room + _GAP < 0:
                break
            kept.add(action.id)
        pieces = [
            Content.from_markup(
                f"[@click=app.{action.id}][$primary bold]{self._keys_of(action.keys)}[/] {action.footer}[/]"
            )
            for action in self._actions
            if action.id in kept
        ]
        self.update(Content(" " * _GAP).join(pieces))

    def _keys_of(self, keys: str) -> str:
        name = key_name(keys)
        return name.replace("Ctrl+", "^") if self._drawn else name
