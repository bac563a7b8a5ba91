"""The line at the top: which article, where in it, what is unsaved, and how much is reviewed.

Told by the application with values; it reads no session itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widgets import Static

from workbench.tui.signs import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["TitleFacts", "TitleLine", "progress_bar"]

_BAR = 12
_LEAST_NAME = 8
"""Cells of the article's name that are kept, however narrow the terminal."""
Part = tuple[str, str]
"""Text and style."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleFacts:
    """What the line shows."""

    name: str
    number: int
    """Of the current segment."""
    done: int
    total: int
    query: str = ""
    """The search that is on, empty without one."""
    fitting: int = 0
    """Segments that fit it."""
    alert: str = ""
    """What needs the person: a conflict, text that cannot be saved."""
    edited: bool = False


def progress_bar(done: int, total: int, *, width: int = _BAR) -> tuple[str, str]:
    """Return the full and the empty part of a bar, told apart by weight and not only by colour.

    Anything begun shows, and nothing looks finished before it is.

    >>> progress_bar(1, 4, width=8), progress_bar(1, 900, width=4), progress_bar(899, 900, width=4)
    (('━━', '──────'), ('━', '───'), ('━━━', '─'))
    """
    full = round(width * done / total) if total else 0
    if 0 < done < total:
        full = max(1, min(full, width - 1))
    return "━" * full, "─" * (width - full)


class TitleLine(Static):
    """One line: what is worked on at its left, progress at its right."""

    def __init__(self, *, drawn: bool = True) -> None:
        """Begin empty; not ``drawn``, progress is told in words alone."""
        super().__init__("", id="title", markup=False)
        self._drawn = drawn
        self._facts: TitleFacts | None = None
        self._last: Sequence[Part] = ()

    def show(self, facts: TitleFacts) -> None:
        """Show other facts; the same ones draw nothing."""
        self._facts = facts
        parts = self._parts(facts, self.size.width)
        if parts != self._last:
            self._last = parts
            self.update(
                Content("").join([Content.styled(text, style) for text, style in parts]),
                layout=False,
            )

    def on_resize(self) -> None:
        """Spread it over another width."""
        if self._facts is not None:
            self.show(self._facts)

    def _parts(self, facts: TitleFacts, width: int) -> list[Part]:
        left: list[Part] = [(f"   segment {facts.number}/{facts.total - 1}", "$secondary")]
        if facts.query:
            left.append((f"   / {shown(facts.query)}: {facts.fitting}", "$accent"))
        if facts.alert:
            left.append((f"   ! {shown(facts.alert)}", "$error bold"))
        elif facts.edited:
            left.append(("   ✎ edited" if self._drawn else "   edited", "$warning"))
        right: list[Part] = [(f" {facts.done}/{facts.total} reviewed", "$secondary")]
        if self._drawn:
            full, rest = progress_bar(facts.done, facts.total)
            right = [(full, "$success"), (rest, "$rule"), *right]
        name = shown(facts.name)
        taken = _cells(left) + _cells(right) + 2
        if taken + min(cell_len(name), _LEAST_NAME) > width:
            # The figure says it as well as the bar does.
            right = right[-1:]
            taken = _cells(left) + _cells(right) + 1
        room = max(_LEAST_NAME, width - taken)
        if cell_len(name) > room:
            name = set_cell_size(name, room - 1) + "…"
        gap = max(1, width - cell_len(name) - _cells(left) - _cells(right))
        return [(name, "$foreground bold"), *left, (" " * gap, ""), *right]


def _cells(parts: Sequence[Part]) -> int:
    return sum(cell_len(text) for text, _ in parts)
