"""How target text is compared, and what each target piece adds to it.

The constraint automaton and the tests' plain search share this, so that both mean the same by a
word boundary, an apostrophe or the start of a sentence. No tensor, model or constraint in here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "Pieces",
    "bytes_to_chars",
    "fold",
    "occurrences",
    "plain_text",
    "starts_sentence",
    "wordlike",
]

_FOLD = str.maketrans(
    {
        "\u2019": "'",
        "\u2018": "'",
        "\u02bc": "'",
        "\u201b": "'",
        "\u00b4": "'",
        "\u2010": "-",
        "\u2011": "-",
        "\u00a0": " ",
        "\u202f": " ",
    }
)
"""Spellings of one sign; each maps to one character, so that offsets stay."""
_BYTE = re.compile(r"<0x([0-9A-Fa-f]{2})>")
_SENTENCE_START = re.compile(
    r"(?:^|[.!?:\u2026][\"'\u201d)\]]*\s)[\"'\u201c\u201e\u00ab(\[\u2013\u2014-]*\s*$"
)
_TAIL = 12
"""Characters looked at to tell whether a sentence starts here: a few quotes and brackets."""


def fold(text: str) -> str:
    """Return the text with curly apostrophes, special hyphens and spaces made plain.

    >>> fold("Tokayev\u2019s")
    "Tokayev's"
    """
    return text.translate(_FOLD)


@lru_cache(maxsize=4096)
def wordlike(char: str) -> bool:
    """Whether a word goes on through this character; combining marks belong to their letter."""
    return char.isalnum() or char == "_" or unicodedata.category(char).startswith("M")


def starts_sentence(text: str) -> bool:
    """Whether what comes next opens a sentence: after a full stop, or after quotes alone."""
    return (
        not text or _SENTENCE_START.search(text[-_TAIL:] if len(text) > _TAIL else text) is not None
    )


def plain_text(rendering: str) -> str:
    """Return a rendering the way it is compared: NFKC, folded, single spaces."""
    return fold(" ".join(unicodedata.normalize("NFKC", rendering).split()))


class Pieces:
    """What each target piece adds to the text."""

    def __init__(self, vocabulary: Mapping[str, int], reserved: Iterable[int]) -> None:
        """Read a vocabulary once for all sentences.

        Args:
            vocabulary: target pieces and their ids.
            reserved: ids that stand for no text, such as ``</s>``, ``<unk>`` and ``<pad>``.
        """
        size = max(vocabulary.values(), default=-1) + 1
        self.surfaces: list[str | int | None] = [None] * size
        """Text with ``▁`` as a space, the number of a byte piece, or None where there is no text."""
        self.tokens: dict[str, int] = {}
        """Pieces that have text, by that text."""
        kept_out = frozenset(reserved)
        for piece, token in vocabulary.items():
            if token in kept_out:
                continue
            byte = _BYTE.fullmatch(piece)
            surface = int(byte[1], 16) if byte else fold(piece.replace("\u2581", " "))
            self.surfaces[token] = surface
            if isinstance(surface, str) and surface:
                self.tokens.setdefault(surface, token)
        self.longest = max(map(len, self.tokens), default=0)

    def text(self, tokens: Iterable[int]) -> str:
        """Return the folded text of tokens, without the space that opens it."""
        parts: list[bytes] = []
        for token in tokens:
            surface = self.surfaces[token]
            if isinstance(surface, int):
                parts.append(bytes([surface]))
            elif surface is not None:
                parts.append(surface.encode("utf-8", "surrogatepass"))
        text = fold(b"".join(parts).decode("utf-8", "replace"))
        return text.removeprefix(" ")


def bytes_to_chars(data: bytes) -> tuple[str, bytes]:
    """Return the complete characters of UTF-8 data and the bytes of an incomplete one."""
    try:
        return data.decode(), b""
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return data[: error.start].decode(), data[error.start :]
        return data.decode("utf-8", "replace"), b""


def occurrences(
    text: str, renderings: Iterable[str], *, capitals: bool = True
) -> list[tuple[int, int]]:
    """Find renderings between word boundaries in a finished text, by plain search.

    Apostrophes, hyphens and spaces are compared folded; a rendering in lower case also counts with
    a capital at the start of a sentence, unless ``capitals`` is false. An occurrence inside a longer
    one is left out.

    >>> occurrences("Kazakhs in Kazakhstan, a Kazakh.", ["Kazakh"])
    [(25, 31)]
    """
    folded = fold(text)
    found: set[tuple[int, int]] = set()
    for rendering in renderings:
        wanted = plain_text(rendering)
        if not wanted:
            continue
        for spelling, initial in ((wanted, False), (wanted[0].upper() + wanted[1:], True)):
            if initial and (spelling == wanted or not capitals):
                continue
            at = folded.find(spelling)
            while at >= 0:
                end = at + len(spelling)
                if (
                    not (at and wordlike(spelling[0]) and wordlike(folded[at - 1]))
                    and not (end < len(folded) and wordlike(spelling[-1]) and wordlike(folded[end]))
                    and (not initial or starts_sentence(folded[:at]))
                ):
                    found.add((at, end))
                at = folded.find(spelling, at + 1)
    return sorted(
        span
        for span in found
        if not any(o != span and o[0] <= span[0] and span[1] <= o[1] for o in found)
    )
