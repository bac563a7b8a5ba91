"""A style sheet that can be read ahead for the colours of a look, in a thread.

Textual reads all style sheets again on the thread that draws whenever the theme changes. What is
read is kept here, one sheet for each look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.css.stylesheet import Stylesheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.css.stylesheet import CssSource
    from textual.css.types import CSSLocation

__all__ = ["LookSheet"]


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
