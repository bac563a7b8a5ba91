"""Two texts as one, with what differs marked by more than colour, or said in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from workbench.desk.difference import abridged, word_difference
from workbench.tui.signs import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.desk.difference import Piece

__all__ = ["difference", "hanging"]

_STYLES = {"same": "", "old": "$error strike", "new": "$success underline"}


def difference(
    old: str, new: str, *, whole: bool = False, drawn: bool = True, choice: bool = False
) -> Content:
    """Return ``new`` with what it has more underlined and what it lacks struck through.

    Args:
        old: what it is held against.
        new: the text.
        whole: keep all of it; else only the words around a difference are left of what both have.
        drawn: False to say in words what lines under and through words say otherwise.
        choice: ``new`` is to be chosen or not: where more than half differs it is there to be read,
            all of it and without marks.
    """
    pieces = word_difference(old, new)
    if choice and _mostly_other(pieces):
        return Content(shown(new))
    if not whole:
        pieces = abridged(pieces)
    if not drawn:
        return Content(shown("".join(_said(pieces))))
    return Content("").join(_apart(pieces))


def _mostly_other(pieces: Sequence[Piece]) -> bool:
    """Return whether the texts have less than half of the longer one's words in common.

    >>> _mostly_other(word_difference("a bad old dog", "a good dog"))
    False
    >>> _mostly_other(word_difference("a bad old dog", "the puppy there"))
    True
    """
    words = {"same": 0, "old": 0, "new": 0}
    for kind, text in pieces:
        words[kind] += len(text.split())
    return words["same"] < max(words["old"], words["new"])


def _apart(pieces: Sequence[Piece]) -> Iterator[Content]:
    """Yield the pieces in their styles, what was struck out never touching what replaces it."""
    before: Piece | None = None
    for piece in pieces:
        joint = before.text[-1:] + piece.text[:1] if before and before.kind == "old" else " "
        if piece.kind == "new" and len(joint) == 2 and not any(mark.isspace() for mark in joint):
            yield Content(" ")
        yield Content.styled(shown(piece.text), _STYLES[piece.kind])
        before = piece


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


def hanging(line: Content, width: int, *, indent: int = 2) -> list[Content]:
    """Return a line broken at a width in cells, all but its beginning indented.

    Where there is hardly any width it is returned as it is.
    """
    if width <= indent + 8 or line.cell_length <= width:
        return [line]
    first, *rest = line.wrap(width)
    if not rest:
        return [first]
    again = line[len(first.plain) :]
    again = again[len(again.plain) - len(again.plain.lstrip(" ")) :]
    return [first, *(Content(" " * indent) + piece for piece in again.wrap(width - indent))]
