"""What differs between two texts, word by word, for alternatives, matches and history."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

__all__ = ["Piece", "word_difference"]

_WORD = re.compile(r"\s+|[\w’'-]+|[^\w\s]")


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
