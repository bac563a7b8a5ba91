"""The user's own looks of the desk: one TOML file each, in the folder of themes.

A look starts from one of the desk's own and says what is different, so that a file of three lines
is enough and none can leave a part of the screen without a colour.
"""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.color import Color, ColorParseError

from workbench.config import line_of, read_toml
from workbench.errors import ConfigError, Location
from workbench.tui.themes import NAMES, THEMES

if TYPE_CHECKING:
    from pathlib import Path

    from textual.theme import Theme

__all__ = ["COLOURS", "load_theme", "load_themes"]

COLOURS = (
    "primary",
    "secondary",
    "accent",
    "foreground",
    "background",
    "surface",
    "panel",
    "success",
    "warning",
    "error",
)
"""Which Textual knows; a file may set them and ``VARIABLES``."""
VARIABLES = ("dim", "row", "rule")
"""The desk's own: text of little weight, the ground of the current row, lines."""


def load_themes(folder: Path) -> tuple[list[Theme], list[ConfigError]]:
    """Return the looks of a folder by name, and what is wrong with those that cannot be used."""
    themes: list[Theme] = []
    problems: list[ConfigError] = []
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        try:
            themes.append(load_theme(path))
        except ConfigError as error:
            problems.append(error)
    return themes, problems


def load_theme(path: Path) -> Theme:
    """Return the look that a file describes; its name is the file's.

    Raises:
        ConfigError: it cannot be read, has the name of one of the desk's own looks, names something
            unknown, or something that is no colour.
    """
    if path.stem in NAMES:
        raise ConfigError(
            f'"{path.stem}" is one of the desk\'s own themes',
            where=str(path),
            hint="give the file another name",
        )
    text, table = read_toml(path)
    name = table.pop("base", "dark")
    base = next((theme for theme in THEMES if theme.name == name), None)
    if base is None:
        raise ConfigError(
            f"base: there is no theme {name!r} to begin with",
            where=Location(str(path), line_of(text, "base")),
            hint=f"use one of {', '.join(NAMES)}",
        )
    colours: dict[str, str] = {}
    variables: dict[str, str] = {}
    for key, raw in table.items():
        where = Location(str(path), line_of(text, key))
        if key not in COLOURS + VARIABLES:
            near = difflib.get_close_matches(key, COLOURS + VARIABLES, n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"use {', '.join(COLOURS + VARIABLES)}"
            raise ConfigError(f'unknown key "{key}"', where=where, hint=hint)
        try:
            value = Color.parse(str(raw)).hex6
        except ColorParseError as error:
            raise ConfigError(
                f"{key}: {raw!r} is no colour", where=where, hint='write it as "#8fb4d8"'
            ) from error
        (colours if key in COLOURS else variables)[key] = value
    ground, ink = colours.get("background"), colours.get("foreground")
    if ink is not None:
        variables["input-cursor-background"] = ink
    if ground is not None:
        variables["input-cursor-foreground"] = ground
    return replace(
        base,
        name=path.stem,
        variables={**base.variables, **variables},
        **colours,  # type: ignore[arg-type]  # only fields that hold a colour
    )
