"""Two texts as one, with what differs marked by more than colour, or said in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from workbench.desk.difference import abridged, word_difference
from workbench.tui.signs import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.desk.difference import Piece

__all__ = ["difference"]

_STYLES = {"same": "", "old": "$error strike", "new": "$success underline"}


def difference(old: str, new: str, *, whole: bool = False, drawn: bool = True) -> Content:
    """Return ``new`` with what it has more underlined and what it lacks struck through.

    Args:
        old: what it is held against.
        new: the text.
        whole: keep all of it; else only the words around a difference are left of what both have.
        drawn: False to say in words what lines under and through words say otherwise.
    """
    pieces = word_difference(old, new)
    if not whole:
        pieces = abridged(pieces)
    if not drawn:
        return Content(shown("".join(_said(pieces))))
    return Content("").join([Content.styled(shown(text), _STYLES[kind]) for kind, text in pieces])


def _said(pieces: Sequence[Piece]) -> Iterator[str]:
    """Yield the text with remarks in it.

    >>> "".join(_said(word_difference("a bad old dog", "a good dog")))
    'a good (not: bad old) dog'
    """
    for at, (kind, text) in enumerate(pieces):
        if kind == "same":
            yield text
        elif kind == "old":
            if at + 1 < len(pieces) and pieces[at + 1].kind == "new":
                continue
            yield f"(left out: {text.strip()})" + text[len(text.rstrip()) :]
        else:
            before = pieces[at - 1] if at else None
            remark = (
                f" (not: {before.text.strip()})" if before and before.kind == "old" else " (added)"
            )
            yield text.rstrip() + remark + text[len(text.rstrip()) :]
