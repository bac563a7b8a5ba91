"""What differs between two texts, word by word, for alternatives, matches and history."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Piece", "abridged", "word_difference"]

_WORD = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
_KEPT = 4
"""Words left standing beside a difference."""


class Piece(NamedTuple):
    """A stretch of text that both have, or only the old or the new one."""

    kind: Literal["same", "old", "new"]
    text: str


def word_difference(old: str, new: str) -> list[Piece]:
    """Return the pieces that make ``new`` out of ``old``, in reading order.

    >>> word_difference("a bad dog", "a good dog")
    [Piece(kind='same', text='a '), Piece(kind='old', text='bad'), Piece(kind='new', text='good'), Piece(kind='same', text=' dog')]
    """
    left, right = _WORD.findall(old), _WORD.findall(new)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(left[start:end])))
            continue
        if end > start:
            pieces.append(Piece("old", "".join(left[start:end])))
        if new_end > new_start:
            pieces.append(Piece("new", "".join(right[new_start:new_end])))
    return pieces


def abridged(pieces: Sequence[Piece], *, kept: int = _KEPT) -> list[Piece]:
    """Return the pieces with long stretches that both have cut down to the words around them.

    Where nothing differs all of it stays: there is nothing to find in it.

    >>> text = "one two three four five six seven"
    >>> [p.text for p in abridged(word_difference(text, text + " eight"), kept=2)]
    ['… six seven', ' eight']
    """
    if all(piece.kind == "same" for piece in pieces):
        return list(pieces)
    return [
        Piece("same", _cut(piece.text, kept, first=at == 0, last=at == len(pieces) - 1))
        if piece.kind == "same"
        else piece
        for at, piece in enumerate(pieces)
    ]


def _cut(text: str, kept: int, *, first: bool, last: bool) -> str:
    """Return a stretch without its middle, or without its far end at either end of the text."""
    words = list(re.finditer(r"\S+", text))
    before, after = (0 if first else kept), (0 if last else kept)
    # A mark of omission takes room itself: a word or two are not worth one.
    if len(words) <= before + after + 2:
        return text
    head = f"{text[: words[before - 1].end()]} " if before else ""
    tail = f" {text[words[-after].start() :]}" if after else ""
    return f"{head}…{tail}"
