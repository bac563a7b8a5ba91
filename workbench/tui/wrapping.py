"""Breaking text into lines exactly as the editor does, so that nothing jumps when a row is chosen."""

from __future__ import annotations

from functools import lru_cache

# Not public, and pinned with Textual's exact version: whatever the editor uses, rows have to use.
from textual._cells import cell_len
from textual._wrap import compute_wrap_offsets

__all__ = ["TAB", "offset_in", "wrap"]

TAB = 4


@lru_cache(maxsize=8192)
def wrap(text: str, width: int) -> tuple[tuple[int, int], ...]:
    r"""Return half-open offsets of the lines that a text takes at a width in cells.

    >>> wrap("one two three", 8)
    ((0, 8), (8, 13))
    """
    lines: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        start = 0
        for end in (*compute_wrap_offsets(line, max(1, width), TAB), len(line)):
            lines.append((at + start, at + end))
            start = end
        at += len(line) + 1
    return tuple(lines)


def offset_in(text: str, line: tuple[int, int], cells: int) -> int:
    """Return the offset of the character that stands so many cells into a line of a text.

    >>> offset_in("een twee drie", (4, 13), 5), offset_in("een twee", (0, 4), 40)
    (9, 4)
    """
    start, end = line
    used = 0
    for at in range(start, end):
        used += cell_len(text[at])
        if used > cells:
            return at
    return end
