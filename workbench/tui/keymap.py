"""The user's own keys for the desk, from ``keymap.toml``.

A file is taken as a whole or not at all: half of somebody's keys would be worse to work with than
the usual ones. Whatever is wrong with it is one error that names the line.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.keys import Keys, _character_to_key

from workbench.config import line_of, read_toml
from workbench.errors import ConfigError, Location
from workbench.tui.actions import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from workbench.tui.action import Action

__all__ = ["Keymap", "load_keymap"]

_MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
_NAMED = {
    *(key.value for key in Keys if "+" not in key.value and not key.value.startswith("<")),
}
# All others type, or move in what is typed.
_FREE = re.compile(r"f\d+|(?:.*\+)?(?:ctrl|alt|super|hyper|meta)\+.+")
_TAKEN = {
    **{f"alt+{digit}": "Take an alternative" for digit in range(1, 10)},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Keymap:
    """All actions with the keys that are in force, and what differs from the usual ones."""

    actions: tuple[Action, ...] = ACTIONS
    changed: Mapping[str, str]
    """By identifier of a binding, as Textual wants it."""


def load_keymap(path: Path) -> Keymap:
    """Return the keys that are in force; without a file the usual ones.

    Raises:
        ConfigError: the file cannot be read, names an unknown action or key, or gives one key to
            two actions.
    """
    if not path.is_file():
        return Keymap(changed={})
    text, table = read_toml(path)
    inside = table.pop("list", {})
    if not isinstance(inside, dict):
        raise ConfigError(
            "list: is a table of actions",
            where=Location(str(path), line_of(text, "list")),
            hint='write [list] on a line of its own and below it lines such as confirm = "c"',
        )
    places = _places(text)
    known = {action.id: action for action in ACTIONS}
    changed: dict[str, str] = {}
    for prefix, part in (("", table), ("list.", inside)):
        for name, raw in part.items():
            where = Location(str(path), places.get(prefix + name, 0))
            if name not in known:
                raise _unknown(f'there is no action "{name}"', name, list(known), where)
            keys = ",".join(_keys(name, raw, where=where, typing=not prefix))
            changed[prefix + name] = keys
            known[name] = (
                replace(known[name], list_keys=keys) if prefix else replace(known[name], keys=keys)
            )
    actions = tuple(known.values())
    _refuse_clashes(actions, changed, path=path, places=places)
    return Keymap(actions=actions, changed=changed)


def _places(text: str) -> dict[str, int]:
    """Return the line of every key, those of the list with their prefix."""
    places: dict[str, int] = {}
    prefix = ""
    for number, line in enumerate(text.splitlines(), 1):
        name = line.partition("=")[0].strip().strip("\"'")
        if name.startswith("["):
            prefix = "list."
        elif name and not name.startswith("#"):
            places.setdefault(prefix + name.removeprefix("list."), number)
    return places


def _keys(name: str, raw: object, *, where: Location, typing: bool) -> list[str]:
    """Return the keys of a value, each as Textual calls it.

    Args:
        name: of the action.
        raw: as the file has it: one text, or a list of texts.
        where: for errors.
        typing: whether they act while somebody types.
    """
    found = raw if isinstance(raw, list) else [raw]
    keys: list[str] = []
    for item in found:
        if not isinstance(item, str) or not item.strip():
            raise ConfigError(
                f"{name}: {item!r} is no key",
                where=where,
                hint='write one as "ctrl+s", or several as ["ctrl+s", "f12"]',
            )
        # A comma parts keys, and is one itself.
        for part in [item] if item.strip() == "," else item.split(","):
            key = _key(part.strip(), where=where)
            if typing and not _FREE.fullmatch(key):
                raise ConfigError(
                    f'{name}: "{part.strip()}" is needed for typing',
                    where=where,
                    hint="use a function key or one with Ctrl or Alt, or put it under [list]",
                )
            if key not in keys:
                keys.append(key)
    return keys


def _key(text: str, *, where: Location) -> str:
    """Return a key as Textual calls it.

    Raises:
        ConfigError: there is no such key.
    """
    # A plus sign is a key too: "ctrl++".
    parts = [*text[:-1].split("+")[:-1], "+"] if text.endswith("+") else text.split("+")
    *modifiers, last = parts
    for modifier in modifiers:
        if modifier.lower() not in _MODIFIERS:
            raise _unknown(f'there is no key "{text}"', modifier, [*_MODIFIERS], where)
    if len(last) == 1:
        name = _character_to_key(last)
        name = name.lower() if modifiers else name
    else:
        name = last.lower()
        if name not in _NAMED:
            raise _unknown(f'there is no key "{text}"', name, sorted(_NAMED), where)
    return "+".join([*sorted(modifier.lower() for modifier in modifiers), name])


def _unknown(problem: str, given: str, known: list[str], where: Location) -> ConfigError:
    near = difflib.get_close_matches(given, known, n=1)
    hint = (
        f'did you mean "{near[0]}"?'
        if near
        else "`workbench review`, F1 and docs/review.md show them all"
    )
    return ConfigError(problem, where=where, hint=hint)


def _refuse_clashes(
    actions: tuple[Action, ...],
    changed: Mapping[str, str],
    *,
    path: Path,
    places: Mapping[str, int],
) -> None:
    """Raise ConfigError where a key is given to two actions that could both want it."""
    everywhere = {key: (action.id, "") for action in actions for key in _split(action.keys)}
    for prefix in ("", "list."):
        owners: dict[str, str] = dict(_TAKEN)
        if prefix:
            owners |= {str(digit): "Take an alternative" for digit in range(1, 10)}
        for action in actions:
            for key in _split(action.list_keys if prefix else action.keys):
                other = owners.setdefault(key, action.title)
                if prefix and key in everywhere and everywhere[key][0] != action.id:
                    other = next(a.title for a in actions if a.id == everywhere[key][0])
                if other != action.title:
                    mine = prefix + action.id
                    named = mine if mine in changed else _owner(actions, other, prefix, changed)
                    raise ConfigError(
                        f'"{key}" is given both to “{other}” and to “{action.title}”',
                        where=Location(str(path), places.get(named, 0)),
                        hint="give one of them another key",
                    )


def _owner(actions: tuple[Action, ...], title: str, prefix: str, changed: Mapping[str, str]) -> str:
    found = next((a.id for a in actions if a.title == title), "")
    return found if found in changed else prefix + found


def _split(keys: str) -> Iterator[str]:
    return (key for key in keys.split(",") if key)
