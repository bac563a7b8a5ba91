"""A box to tick that shows by its sign whether it is, and not by colour alone.

Textual's own has a dozen rules of style and parts that are drawn apart, so that three of them took
as long to open as the rest of their window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

__all__ = ["TickBox"]


class TickBox(Widget, can_focus=True):
    """A line of words that is so or not."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [("space", "tick", "Tick")]

    value: reactive[bool] = reactive(default=False, init=False)
    """Whether it is ticked."""

    class Changed(Message):
        """A box was ticked, or is so no more."""

    def __init__(self, label: str, *, value: bool, id: str) -> None:
        """Begin with ``value``."""
        super().__init__(id=id)
        self._label = label
        self.set_reactive(TickBox.value, value)

    def render(self) -> Content:
        """Draw it."""
        return Content(f"{'[x]' if self.value else '[ ]'} {self._label} ")

    def watch_value(self) -> None:
        """Tell of it."""
        self.post_message(self.Changed())

    def action_tick(self) -> None:
        """Tick it, or take the tick away."""
        self.value = not self.value

    def on_click(self, event: events.Click) -> None:
        """As for a key."""
        event.stop()
        self.action_tick()
