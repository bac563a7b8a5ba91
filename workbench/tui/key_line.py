"""The line of keys at the bottom: those of the part that has the focus, and they can be clicked.

In the list single letters act, so they are what is shown there; what leads out of a part stands
first. As many as fit are shown, in the table's order, with shorter words where more fit by them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.style import Style
from textual.content import Content
from textual.widgets import Static

from workbench.tui.action import key_name
from workbench.tui.actions import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.widget import Widget

    from workbench.tui.action import Action

__all__ = ["KeyLine"]

_GAP = 2
# Where there is room for few, these are the ones to know.
_FIRST = (
    "show_all",
    "confirm",
    "help",
    "command_palette",
    "leave",
    "to_list",
    "edit",
    "next_unreviewed",
    "next_finding",
    "search",
    "sidebar",
)


class _Key(NamedTuple):
    action: str
    key: str
    title: str


class KeyLine(Static):
    """Shows the keys of the actions that have a short title."""

    LEADS_OUT: ClassVar[dict[str, _Key]] = {
        "editor": _Key("to_list", "Esc", "list"),
        "sidebar": _Key("edit", "Esc", "editor"),
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
        room = self.size.width
        full, brief = (_fitting(list(self._keys(brief=short)), room) for short in (False, True))
        pieces = [
            Content.from_markup(
                f"[@click=app.{action}][$primary bold]$key[/] [$secondary]{title}[/][/]", key=key
            )
            for action, key, title in (brief if len(brief) > len(full) else full)
        ]
        self.update(Content(" " * _GAP).join(pieces))

    def _keys(self, *, brief: bool = False) -> Iterator[_Key]:
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
                title = (brief and action.brief) or action.footer
                yield self._spelt(_Key(action.id, key_name(keys), title))

    def _spelt(self, key: _Key) -> _Key:
        if not self._drawn:
            return key._replace(key=key.key.replace("Esc", "Escape"))
        return key._replace(key=key.key.replace("Ctrl+", "^").replace("Escape", "Esc"))


def _fitting(keys: Sequence[_Key], room: int) -> list[_Key]:
    """Return those of the keys that ``room`` cells hold, the ones to know before all others."""
    kept: set[_Key] = set()
    for key in sorted(keys, key=_rank):
        room -= len(key.key) + len(key.title) + 1 + _GAP
        if room + _GAP < 0:
            break
        kept.add(key)
    return [key for key in keys if key in kept]


def _rank(key: _Key) -> int:
    return _FIRST.index(key.action) if key.action in _FIRST else len(_FIRST)
