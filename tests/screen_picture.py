"""A screen as text: its lines, and below them the style of every stretch of every line.

Small enough to be committed for every state of the desk, and a difference can be read.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.style import Style
    from textual.app import App

__all__ = ["colours", "lines"]

_NAMES = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def lines(app: App[int]) -> list[str]:
    """Return what is written on the screen."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()[:height]
    return [strip.text[:width].rstrip() for strip in strips]


def colours(app: App[int]) -> list[str]:
    """Return the styles of every line, as letters and numbers of cells, and what they stand for."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()[:height]
    for change in app._filters:
        strips = [strip.apply_filter(change, app.background_colors[0]) for strip in strips]
    known: dict[str, str] = {}
    rows = []
    for strip in strips:
        cells = [
            (_told(segment.style), segment.cell_length)
            for segment in strip.crop(0, width)
            if segment.cell_length
        ]
        runs = [
            (style, sum(length for _, length in group))
            for style, group in groupby(cells, key=lambda cell: cell[0])
        ]
        rows.append(
            " ".join(
                f"{known.setdefault(style, _name(len(known)))}{length}" for style, length in runs
            )
        )
    return [*rows, *(f"{name} {style}" for style, name in known.items())]


def _name(number: int) -> str:
    return _NAMES[number] if number < len(_NAMES) else f"<{number}>"


def _told(style: Style | None) -> str:
    if style is None:
        return "plain"
    words = [
        word
        for word, on in (
            ("bold", style.bold),
            ("italic", style.italic),
            ("underline", style.underline),
            ("strike", style.strike),
            ("reverse", style.reverse),
            ("dim", style.dim),
        )
        if on
    ]
    ink = style.color.name if style.color else "default"
    ground = style.bgcolor.name if style.bgcolor else "default"
    return " ".join([ink, "on", ground, *words])
