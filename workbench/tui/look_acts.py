"""Changing the look: the style sheet is read for the new colours in a thread, then taken whole."""

from __future__ import annotations

from textual import work

from workbench.tui.asking import Asking
from workbench.tui.look_sheet import LookSheet
from workbench.tui.messages import LookReady

__all__ = ["LookActs"]


class LookActs(Asking):
    """The look's part of the application."""

    looks: tuple[str, ...]
    """The names of all looks, in their order."""
    _wanted_look = ""
    """What was asked for last, while its sheet is being read."""

    def action_theme(self) -> None:
        """Take the next look."""
        names = self.looks
        self.action_take_look(
            names[(names.index(self._wanted_look or self.theme) + 1) % len(names)]
        )

    def action_take_look(self, name: str) -> None:
        """Take a look by its name."""
        if name in self.looks:
            self._wanted_look = name
            self.read_look(name)

    @work(thread=True, exclusive=True, exit_on_error=False, group="look", description="look")
    def read_look(self, name: str) -> None:
        """Read the style sheet with a look's colours."""
        theme = self.available_themes[name]
        sheet = LookSheet(
            variables={
                **self.get_theme_variable_defaults(),
                **theme.to_color_system().generate(),
                **theme.variables,
            }
        )
        sheet.take_sources(dict(self.stylesheet.source))
        self.post_message(LookReady(name, sheet))

    def on_look_ready(self, message: LookReady) -> None:
        """Draw everything in the new look, unless another one is wanted by now."""
        if message.name != self._wanted_look:
            return
        self._wanted_look = ""
        # Windows that were opened meanwhile have brought rules of their own.
        message.sheet.take_sources(self.stylesheet.source)
        self.stylesheet = message.sheet
        self.theme = message.name
        self.notify(message.name, timeout=2)
