"""The line of keys at the bottom: those of the part that has the focus, and they can be clicked.

In the list single letters act, so they are what is shown there; what leads out of a part stands
first. The keys to know come before all others where there is room for few, then the whole words for
them, then what else an editor does often; all in the table's order. Help has the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.style import Style
from textual.content import Content
from textual.widgets import Static

from workbench.tui.action import key_name
from workbench.tui.actions import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textual.widget import Widget

    from workbench.tui.action import Action

__all__ = ["KeyLine"]

_GAP = 2
_KNOW: Mapping[str, tuple[str, ...]] = {
    # While typing: to confirm, to get about and out. The palette leads to whatever has no room.
    "editor": (
        "confirm",
        "help",
        "leave",
        "command_palette",
        "to_list",
        "edit",
        "next_unreviewed",
        "next_finding",
        "sidebar",
        "add_term",
        "search",
        "articles",
    ),
    # In the list whoever wants to leave is a key away from the editor's line, which says how.
    "segments": (
        "show_all",
        "edit",
        "confirm",
        "help",
        "next_unreviewed",
        "next_finding",
        "add_term",
        "articles",
        "search",
        "sidebar",
        "leave",
        "command_palette",
    ),
}
"""By the part that has the focus: the keys to know, the first ones before all others."""


class _Words(NamedTuple):
    """A key and what it does, as they are written."""

    key: str
    title: str

    @property
    def cells(self) -> int:
        """Return how much room they take, with the gap after them."""
        return len(self.key) + 1 + len(self.title) + _GAP


class _Key(NamedTuple):
    action: str
    full: _Words
    brief: _Words
    """Where there is room for that only."""


class KeyLine(Static):
    """Shows the keys of the actions that have a short title."""

    LEADS_OUT: ClassVar[dict[str, _Key]] = {
        "editor": _Key("to_list", _Words("Esc", "list"), _Words("Esc", "list")),
        "sidebar": _Key("edit", _Words("Esc", "editor"), _Words("Esc", "editor")),
    }
    """By the part that has the focus: what leads out of it. The list has keys for that itself."""

    def __init__(self, actions: Sequence[Action] = ACTIONS, *, drawn: bool = True) -> None:
        """Begin empty: how much fits is known with the first size.

        Args:
            actions: with the keys that are in force.
            drawn: write ``^S``; else ``Ctrl+S``, which can be read aloud.
        """
        super().__init__("", id="keys", markup=False)
        self._actions = actions
        self._drawn = drawn
        self._part = "editor"
        self._searching = False

    @property
    def link_style(self) -> Style:
        """Return nothing: a key and its title can be clicked, and keep a colour each."""
        return Style.null()

    def on_mount(self) -> None:
        """Follow the focus."""
        self.watch(self.screen, "focused", self._focus_moved)

    def on_resize(self) -> None:
        """Show as many as fit."""
        self._show()

    def searching(self, on: bool, /) -> None:
        """Say how a search is put away while one is on."""
        if on != self._searching:
            self._searching = on
            self._show()

    def _focus_moved(self, focused: Widget | None) -> None:
        part = self._part if focused is None or focused.id is None else focused.id
        if part != self._part:
            self._part = part
            self._show()

    def _show(self) -> None:
        know = _KNOW.get(self._part, _KNOW["editor"])
        pieces = [
            Content.from_markup(
                f"[@click=app.{action}][$primary bold]$key[/] [$secondary]{words.title}[/][/]",
                key=words.key,
            )
            for action, words in _fitting(list(self._keys()), know, self.size.width)
        ]
        self.update(Content(" " * _GAP).join(pieces))

    def _keys(self) -> Iterator[_Key]:
        """Yield all that could be shown, in order."""
        in_list = self._part == "segments"
        if self._part in self.LEADS_OUT:
            yield self._spelt(self.LEADS_OUT[self._part])
        if in_list:
            shown = [a for a in self._actions if a.id == ("show_all" if self._searching else "")]
            shown += [a for a in self._actions if a.id == "edit"]
        else:
            shown = []
        shown += [a for a in self._actions if a not in shown and a.id not in {"show_all", "edit"}]
        for action in shown:
            keys = (in_list and action.list_keys) or action.keys
            if action.footer and keys:
                short = min(keys.split(","), key=lambda key: len(key_name(key)))
                yield self._spelt(
                    _Key(
                        action.id,
                        _Words(key_name(keys), action.footer),
                        _Words(key_name(short), action.brief or action.footer),
                    )
                )

    def _spelt(self, key: _Key) -> _Key:
        return key._replace(
            full=key.full._replace(key=self._written(key.full.key)),
            brief=key.brief._replace(key=self._written(key.brief.key)),
        )

    def _written(self, key: str) -> str:
        if not self._drawn:
            return "Escape" if key == "Esc" else key
        return key.replace("Ctrl+", "^").replace("Escape", "Esc")


def _fitting(keys: Sequence[_Key], know: Sequence[str], room: int) -> list[tuple[str, _Words]]:
    """Return the actions whose keys ``room`` cells hold, with what is written for each.

    Args:
        keys: all that could be shown, in their order.
        know: actions whose keys come before all others, the most important one first.
        room: in cells.
    """
    room += _GAP
    written: dict[_Key, _Words] = {}
    ranked = sorted(
        (key for key in keys if key.action in know), key=lambda key: know.index(key.action)
    )
    for key in ranked:
        if key.brief.cells > room:
            break
        written[key] = key.brief
        room -= key.brief.cells
    for key in [key for key in ranked if key in written]:
        more = key.full.cells - key.brief.cells
        if more <= room:
            written[key] = key.full
            room -= more
    if len(written) == len(ranked):
        for key in keys:
            if key not in written and key.full.cells <= room:
                written[key] = key.full
                room -= key.full.cells
    return [(key.action, written[key]) for key in keys if key in written]
