"""What is said of one thing that an editor can do, and how its keys are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Action", "Group", "key_name"]

Group = Literal["Reviewing", "Moving", "Looking", "Writing", "Article", "Desk"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do."""

    id: str
    """The method of the application is ``action_<id>``; keymaps use it too."""
    title: str
    """For palette and help."""
    help: str
    """A sentence or two that says what happens."""
    group: Group
    keys: str = ""
    """Work everywhere, also while typing; comma-separated, the first is shown."""
    list_keys: str = ""
    """Work only while the list has the focus: bare letters and the like."""
    words: str = ""
    """Other words for it, which the palette finds it by."""
    footer: str = ""
    """Short title in the footer, empty to keep it out of there."""
    brief: str = ""
    """A still shorter one, where more keys find room by it; empty for the same."""


def key_name(keys: str) -> str:
    """Return the first of a binding's keys as people write it.

    >>> key_name("ctrl+s,ctrl+enter"), key_name("f7"), key_name("slash")
    ('Ctrl+S', 'F7', '/')
    """
    names = {"slash": "/", "question_mark": "?", "plus": "+", "pagedown": "PgDn", "pageup": "PgUp"}
    parts = keys.partition(",")[0].split("+")
    shown = [names.get(part, part if len(part) == 1 else part.title()) for part in parts]
    if len(shown) > 1 and len(shown[-1]) == 1:
        shown[-1] = shown[-1].upper()
    return "+".join(shown)
