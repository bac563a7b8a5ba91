"""What the list of segments shows, and where in a line: marks, rows, columns.

Plain values between the application and the list; nothing is drawn here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from workbench.store import RowRecord

__all__ = ["Columns", "Mark", "Marks", "Rows"]


class Mark(NamedTuple):
    """A stretch of a text with its meaning."""

    start: int
    end: int
    kind: Literal["term", "unmet", "finding", "spelling", "chosen"]


class Marks(NamedTuple):
    """The marks of a row's two texts."""

    source: tuple[Mark, ...] = ()
    target: tuple[Mark, ...] = ()
    severity: int | None = None
    """Of the worst finding in a text that is being written, None where the row itself says it."""
    rung: str = ""
    """The last resort that any of its terms needed; empty where it has no terms."""


class Rows(Protocol):
    """What the list shows; the application hands it a session's rows."""

    @property
    def rows(self) -> list[RowRecord]:
        """All rows of the document."""
        ...

    @property
    def visible(self) -> list[int]:
        """Indexes of those that are shown, in order."""
        ...

    @property
    def index(self) -> int:
        """Index of the current row."""
        ...

    @property
    def text(self) -> str:
        """What stands in the editor."""
        ...

    def marks(self, index: int) -> Marks:
        """Return the marks of a row; called for rows on the screen only."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where everything stands in a line, in cells."""

    digits: int
    gutter: int
    source: int
    target: int
    gap: int = 3

    @property
    def editor(self) -> int:
        """Return where the English begins."""
        return self.gutter + self.source + self.gap
