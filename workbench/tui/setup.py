"""How somebody wants their desk: keys, looks, words instead of drawings.

Nothing that is wrong here keeps the desk from starting: it says so in a line and does without.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.errors import ConfigError
from workbench.tui.keymap import Keymap, load_keymap
from workbench.tui.theme_files import load_themes
from workbench.tui.themes import NAMES

if TYPE_CHECKING:
    from pathlib import Path

    from textual.theme import Theme

__all__ = ["DeskSetup", "load_setup"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSetup:
    """What a desk is set up with."""

    keymap: Keymap = field(default_factory=lambda: Keymap(changed={}))
    themes: tuple[Theme, ...] = ()
    """The user's own, besides the desk's."""
    theme: str = "dark"
    """The one to begin with."""
    plain: bool = False
    """Whether signs and lines are words, one text below the other, for a screen reader."""
    notes: tuple[str, ...] = ()
    """What could not be used, one line each."""


def load_setup(
    *, keymap_file: Path, themes_dir: Path, theme: str = "dark", plain: bool = False
) -> DeskSetup:
    """Return the user's setup, without whatever in it cannot be used.

    Args:
        keymap_file: keys; it need not exist.
        themes_dir: looks; it need not exist.
        theme: name of the look to begin with.
        plain: as in ``DeskSetup``.
    """
    notes: list[str] = []
    keymap = Keymap(changed={})
    try:
        keymap = load_keymap(keymap_file)
    except ConfigError as error:
        notes.append(f"{error}; the usual keys are in force")
    themes, problems = load_themes(themes_dir)
    notes += [f"{problem}; the theme is left out" for problem in problems]
    known = [*NAMES, *(look.name for look in themes)]
    if theme not in known:
        notes.append(f"there is no theme {theme!r}: use one of {', '.join(known)}")
        theme = NAMES[0]
    return DeskSetup(
        keymap=keymap, themes=tuple(themes), theme=theme, plain=plain, notes=tuple(notes)
    )
