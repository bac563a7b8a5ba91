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
_LEAST_QUERY = 6
"""The same for the search."""
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
    doing: str = ""
    """What is under way and may take a while, such as a translation."""


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
        full, rest = progress_bar(facts.done, facts.total)
        done: Part = (f" {facts.done}/{facts.total} reviewed", "$secondary")
        name = shown(facts.name)
        least = min(cell_len(name), _LEAST_NAME)
        wide, brief = self._edited(facts), self._edited(facts, brief=True)
        bar: list[Part] = [(full, "$success"), (rest, "$rule")] if self._drawn else []
        left: list[Part] = []
        right: list[Part] = [done]
        # What is said more briefly first: the figure says what the bar does, a sign what a word.
        for query_room, edited, right in (
            (width // 4, wide, [*bar, done]),
            (width // 4, wide, [done]),
            (_LEAST_QUERY, wide, [done]),
            (_LEAST_QUERY, brief, [done]),
        ):
            left = self._left(facts, width, query_room=query_room) + edited
            if width - _cells(left) - _cells(right) > least:
                break
        name = _cut(name, max(least, width - _cells(left) - _cells(right) - 1))
        gap = max(1, width - cell_len(name) - _cells(left) - _cells(right))
        return [(name, "$foreground bold"), *left, (" " * gap, ""), *right]

    def _left(self, facts: TitleFacts, width: int, *, query_room: int) -> list[Part]:
        left: list[Part] = [(f"   segment {facts.number}", "$secondary")]
        if facts.query:
            query = _cut(shown(facts.query).strip(), query_room)
            left.append((f"   / {query}  {facts.fitting} found", "$accent"))
        if facts.doing and not facts.alert:
            left.append((f"   … {facts.doing}", "$accent"))
        if facts.alert:
            left.append((f"   ! {_cut(shown(facts.alert), width // 3)}", "$error bold"))
        return left

    def _edited(self, facts: TitleFacts, *, brief: bool = False) -> list[Part]:
        if not facts.edited or facts.alert:
            return []
        sign = " ✎" if brief else "   ✎ edited"
        return [(sign if self._drawn else "   edited", "$warning")]


def _cut(text: str, room: int) -> str:
    """Return a text that takes no more cells than there are, with a sign where it was cut."""
    return text if cell_len(text) <= room else set_cell_size(text, room - 1) + "…"


def _cells(parts: Sequence[Part]) -> int:
    return sum(cell_len(text) for text, _ in parts)
