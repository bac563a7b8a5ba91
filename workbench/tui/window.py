"""What lies under a window: the desk, dimmed.

Textual blends every piece of the screen below with the window's ground, for each time that a window
is drawn, which is three times when one opens. The same few styles come again and again, so here each
is blended once. Every window of the desk is built on this; what stands in one is its own affair.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.command import CommandPalette
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.visual import Visual
from textual.widgets import OptionList

if TYPE_CHECKING:
    from textual.app import RenderResult
    from textual.css.styles import RulesMap
    from textual.style import Style as VisualStyle
    from textual.visual import RenderOptions

__all__ = ["Palette", "Window"]

Result = TypeVar("Result")
LOW: list[tuple[int, str]] = [(0, "-low"), (30, "-high")]
"""By the lines of the terminal: in few of them, empty ones are for the text."""


class _Dimmed(Visual):
    """The screen below with a translucent colour over it."""

    def __init__(self, below: BackgroundScreen) -> None:
        self._below = below

    def render_strips(
        self,
        width: int,
        height: int | None,
        style: VisualStyle,
        options: RenderOptions,  # noqa: ARG002
    ) -> list[Strip]:
        """Draw it, cropped to a size in cells."""
        base, colour = style.rich_style, self._below.color
        strips = self._below.screen._compositor.render_strips()
        return [
            Strip(
                [Segment(text, _dimmed(base, piece, colour)) for text, piece, _ in strip],
                strip.cell_length,
            ).crop(0, width)
            for strip in strips[:height]
        ]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002
        """Return the width of the screen below in cells."""
        return self._below.screen.size.width

    def get_height(self, rules: RulesMap, width: int) -> int:  # noqa: ARG002
        """Return its height in lines."""
        return self._below.screen.size.height


@lru_cache(maxsize=2048)
def _dimmed(base: Style, style: Style | None, colour: Color) -> Style:
    """Return a style with a translucent colour over both of its own, and nothing to click.

    What it does not say itself is as in ``base``.
    """
    plain = Style() if style is None else style.clear_meta_and_links()
    if not colour.a:
        return base + plain
    front, back = (
        None if one is None else (Color.from_rich_color(one) + colour).rich_color
        for one in (plain.color, plain.bgcolor)
    )
    return base + plain + Style.from_color(front, back)


def _drawn(result: RenderResult) -> RenderResult:
    return _Dimmed(result) if isinstance(result, BackgroundScreen) else result


class Window(ModalScreen[Result]):
    """A window over the desk that gives a result."""

    VERTICAL_BREAKPOINTS = LOW

    def render(self) -> RenderResult:  # type: ignore[override]  # a Visual is drawn as well
        """Draw what lies below."""
        return _drawn(super().render())


class Palette(CommandPalette):
    """The palette of actions, over the desk as the other windows are."""

    VERTICAL_BREAKPOINTS = LOW

    def __init__(self) -> None:
        """Ask for what an action is called."""
        super().__init__(placeholder="what you want to do, in any words", id="--command-palette")

    def on_mount(self) -> None:
        """Say what it is, as every window does."""
        self.query_one("#--input").border_title = "Find an action"
        results = self.query_one(OptionList)
        results.border_subtitle = "↑ ↓ choose · Enter does it · Escape leaves it"

    def render(self) -> RenderResult:  # type: ignore[override]  # a Visual is drawn as well
        """Draw what lies below."""
        return _drawn(super().render())
