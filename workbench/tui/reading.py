"""How the English reads: the paragraphs around the current segment as running text.

For a sidebar with room to spare. In the list sentences stand apart, and whether one follows from
the other is seen best where they do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from workbench.tui.signs import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.store import RowRecord

__all__ = ["Paragraph", "paragraphs_around", "reading_lines"]

_MOST = 2500
"""Characters on either side of the current segment, more than any sidebar has room for."""
_KINDS = {"headline": "bold", "label": "bold", "caption": "italic", "credit": "italic"}
_CUT = "…"
_AROUND = 4
"""Lines that have to be left for what stands around the current segment."""


class Paragraph(NamedTuple):
    """A paragraph's English."""

    kind: str
    pieces: tuple[str, ...]
    """Of its segments, in order."""
    current: int | None = None
    """Which of them is the current one."""


def paragraphs_around(rows: Sequence[RowRecord], index: int, text: str) -> list[Paragraph]:
    """Return the paragraph of a row and those before and after it.

    Args:
        rows: of the article.
        index: of the current row.
        text: its English as it stands in the editor.
    """
    first, last = _reach(rows, index, -1), _reach(rows, index, 1)
    found: list[Paragraph] = []
    pieces: list[str] = []
    current: int | None = None
    for at in range(first, last + 1):
        if at == index:
            current = len(pieces)
        pieces.append(text if at == index else rows[at].target or "")
        if at == last or rows[at + 1].unit != rows[at].unit:
            found.append(Paragraph(rows[at].kind, tuple(pieces), current))
            pieces, current = [], None
    return found


def _reach(rows: Sequence[RowRecord], index: int, step: int) -> int:
    """Return the row furthest from one that is near enough, its paragraph being whole."""
    at, characters = index, 0
    while 0 <= at + step < len(rows):
        if characters > _MOST and rows[at].unit != rows[at + step].unit:
            break
        at += step
        characters += len(rows[at].target or "") + 1
        if characters > 2 * _MOST:
            break
    return at


def reading_lines(paragraphs: Sequence[Paragraph], *, width: int, height: int) -> list[Content]:
    """Return as many lines as there is room for, the current segment among them.

    Without room for it and something around there are none: that would tell nothing new.

    Args:
        paragraphs: as ``paragraphs_around`` returns them.
        width: cells of a line.
        height: lines at most, 3 or more.
    """
    lines: list[Content] = []
    first: int | None = None
    last = 0
    for paragraph in paragraphs:
        content, span = _content(paragraph)
        if not content.plain.strip():
            continue
        if lines:
            lines.append(Content(""))
        at = 0
        for line in content.wrap(width):
            start = content.plain.find(line.plain.strip(), at)
            at = max(at, start + len(line.plain.strip()))
            if span is not None and start < span[1] and at > span[0]:
                first, last = (len(lines) if first is None else first), len(lines)
            lines.append(line)
    if len(lines) <= height:
        return lines
    first = first or 0
    if last - first + 1 > height - _AROUND:
        return []
    # The current segment a little above the middle: what follows is what it leads to.
    top = max(0, min(first - max(0, height - (last - first + 1)) // 3, len(lines) - height))
    part = lines[top : top + height]
    if top:
        part[0] = Content.styled(_CUT, "$dim")
    if top + height < len(lines):
        part[-1] = Content.styled(_CUT, "$dim")
    return part


def _content(paragraph: Paragraph) -> tuple[Content, tuple[int, int] | None]:
    """Return a paragraph with its current segment in full colour, and where that stands."""
    style = _KINDS.get(paragraph.kind, "")
    content, span = Content(""), None
    for number, piece in enumerate(paragraph.pieces):
        here = number == paragraph.current
        # Where the current one is empty, its place shows what would be without it.
        text = shown(piece).strip() or (_CUT if here else "")
        if not text:
            continue
        if content.plain:
            content = content + Content(" ")
        if here:
            span = len(content.plain), len(content.plain) + len(text)
        content = content + Content.styled(text, f"{'$foreground' if here else '$dim'} {style}")
    return content, span
