"""Changing the look: the style sheet is read for the new colours in a thread, then taken whole.

Textual reads all style sheets again on the thread that draws whenever the theme changes. What is
read is kept here, one sheet for each look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.css.stylesheet import Stylesheet

from workbench.tui.acts import Acts
from workbench.tui.messages import LookReady

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.css.stylesheet import CssSource
    from textual.css.types import CSSLocation

__all__ = ["LookActs", "LookSheet"]


class LookSheet(Stylesheet):
    """A style sheet that is not read a second time for the variables it was read for."""

    _known: Mapping[str, str] | None = None

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take other variables; the same ones change nothing."""
        if variables != self._variables:
            self._known = None
            super().set_variables(variables)

    def reparse(self) -> None:
        """Read everything again, unless it has been read for these variables."""
        if self._known == self._variables and not self._require_parse:
            return
        super().reparse()
        self._known = dict(self._variables)

    def take_sources(self, sources: Mapping[CSSLocation, CssSource]) -> None:
        """Add what is missing here, and read it."""
        for place, one in sources.items():
            self.add_source(
                one.content,
                read_from=place,
                is_default_css=one.is_defaults,
                tie_breaker=one.tie_breaker,
                scope=one.scope,
            )
        if self._require_parse:
            self.parse()
        self._known = dict(self._variables)


class LookActs(Acts):
    """The look's part of the application."""

    _wanted_look = ""
    """What was asked for last, while its sheet is being read."""

    def action_theme(self) -> None:
        """Take the next look."""
        names = self.looks
        self._wanted_look = names[(names.index(self._wanted_look or self.theme) + 1) % len(names)]
        self.read_look(self._wanted_look)

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
