"""An entry of a list that is put together when it comes into sight.

A project may have a thousand articles. A list asks all of its entries for their heights before it
draws the first, and building all of them would hold up everything else for half a second.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from textual._cells import cell_len
from textual.visual import Visual

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.content import Content
    from textual.css.styles import RulesMap
    from textual.strip import Strip
    from textual.style import Style
    from textual.visual import RenderOptions

__all__ = ["Entry"]


class Entry(Visual):
    """Lines of text with their styles."""

    def __init__(self, lines: Sequence[str], draw: Callable[[], Content]) -> None:
        """Take the lines for measuring, and what gives them with their styles.

        Args:
            lines: as they are where there is width enough for each of them.
            draw: called once, when the entry is drawn or there is not width enough.
        """
        self._height = len(lines)
        self._width = max(map(cell_len, lines), default=0)
        self._draw = draw

    @cached_property
    def content(self) -> Content:
        """Return the lines with their styles."""
        return self._draw()

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002
        """Return the width of the longest line in cells."""
        return self._width

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Return the lines that it takes at a width in cells."""
        return self._height if self._width <= width else self.content.get_height(rules, width)

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Draw it."""
        return self.content.render_strips(width, height, style, options)
