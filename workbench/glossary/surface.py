"""Text as the matcher compares it, with a way back to the text as written.

Source, target and glossary spell the same word with different code points: decomposed accents,
curly or straight apostrophes, no-break spaces, soft hyphens, a Cyrillic ``е`` in a Latin word. All
comparing happens on a :class:`Surface`; offsets leave this module only as offsets of the raw text.
No matching rule belongs here.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

__all__ = ["Surface", "is_word", "plain", "surface"]

_APOSTROPHES = "’‘ʼʹ′´`＇‛ˈ\uff40"
_HYPHENS = "‐‑\u2043\ufe63－"
_BLANKS = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_DROPPED = (
    "\xad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060"
    "\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
_ONE_TO_ONE = (
    dict.fromkeys(_APOSTROPHES, "'")
    | dict.fromkeys(_HYPHENS, "-")
    | dict.fromkeys(_BLANKS, " ")
    # The only letter whose lower case is longer than itself, and those that NFC replaces.
    | {"İ": "I", "\u212b": "Å", "\u212a": "K", "\u0340": "\u0300", "\u0341": "\u0301"}
)
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_FOREIGN = "\u0370-\u03ff\u0400-\u052f\u1f00-\u1fff"
# One pass over the text finds out which kinds of repair it needs; most texts need none or one.
_SPECIAL = re.compile(
    f"[{re.escape(''.join(_ONE_TO_ONE))}{_DROPPED}{_MARKS}{_FOREIGN}\ud800-\udfff]"
)
_IS_MARK = re.compile(f"[{_MARKS}]")
_IS_FOREIGN = re.compile(f"[{_FOREIGN}]")
_RUNS = re.compile("  +")
# No letter has 32 marks, and NFC sorts a longer row of them in quadratic time.
_IRREGULAR = re.compile(rf" [ {_DROPPED}]+|[{_DROPPED}]+|.[{_MARKS}]{{1,32}}", re.DOTALL)
_WORD = re.compile(rf"[\w{_MARKS}{_DROPPED}]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТУХІЈЅЁЇЅаеорсухіјѕёїһӏԁԛԝѐ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧΪαοινρκυτϊό",
    "ABEKMHOPCTYXIJSËÏSaeopcyxijsëïhldqwè" + "ABEZHIKMNOPTYXÏaoivpkutïó",
)


def is_word(char: str) -> bool:
    """Whether a character makes a neighbouring letter part of the same word.

    >>> [is_word(char) for char in "é7_-'"]
    [True, True, True, False, False]
    """
    return (
        char.isalnum()
        or char == "_"
        or (char > "\u02ff" and char.isprintable() and unicodedata.category(char)[0] == "M")
    )


@dataclass(frozen=True, slots=True)
class Surface:
    """A text in comparable spelling; ``text`` and ``folded`` have the same length."""

    text: str
    """NFC, straight apostrophes, single plain spaces, nothing invisible; capitals as written."""
    folded: str
    """``text`` in lower case."""
    _at: tuple[int, ...] = field(default=(), repr=False)
    """Where a stretch begins in ``text``; empty where the raw text has the same offsets."""
    _raw: tuple[int, ...] = field(default=(), repr=False)
    """Where it begins in the raw text."""
    _changed: dict[int, int] = field(default_factory=dict, repr=False)
    """Raw end of each stretch that was replaced as a whole, by its number."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw half-open offsets of ``text[start:end]``, which is not empty."""
        if not self._at:
            return start, end
        first = bisect_right(self._at, start) - 1
        last = bisect_right(self._at, end - 1) - 1
        raw_start = self._raw[first]
        if first not in self._changed:
            raw_start += start - self._at[first]
        raw_end = self._changed.get(last)
        if raw_end is None:
            raw_end = self._raw[last] + end - self._at[last]
        return raw_start, raw_end


def _latinise(match: re.Match[str]) -> str:
    word = match.group()
    if _IS_FOREIGN.search(word) and _LATIN.search(word):
        return word.translate(_LOOKALIKES)
    return word


def surface(raw: str) -> Surface:
    r"""Bring a text into comparable spelling.

    >>> it = surface("O\u00adma\u2019s  huis")
    >>> it.text, it.span(0, 5)
    ("Oma's huis", (0, 6))
    """
    text = raw
    irregular = False
    if special := set(_SPECIAL.findall(text)):
        if any(map(_IS_FOREIGN.match, special)):
            text = _WORD.sub(_latinise, text)
        for char in special:
            if (other := _ONE_TO_ONE.get(char)) is not None:
                text = text.replace(char, other)
            elif "\ud800" <= char <= "\udfff":
                # Half a character, which no encoder takes.
                text = text.replace(char, "\ufffd")
            elif not irregular and (char in _DROPPED or _IS_MARK.match(char)):
                irregular = True
        irregular = irregular or any(char in special for char in "\u0340\u0341")
    if not irregular and "  " not in text:
        return Surface(text, text.lower())
    pieces: list[str] = []
    at: list[int] = []
    begins: list[int] = []
    changed: dict[int, int] = {}
    length = done = 0
    for match in (_IRREGULAR if irregular else _RUNS).finditer(text):
        start, end = match.span()
        found = match.group()
        if start > done:
            pieces.append(text[done:start])
            at.append(length)
            begins.append(done)
            length += start - done
        if found[0] == " " and not _IS_MARK.match(found[1]):
            piece = " "
        elif found[0] in _DROPPED:
            piece = ""
        else:
            piece = unicodedata.normalize("NFC", found)
        if piece:
            changed[len(at)] = end
            at.append(length)
            begins.append(start)
            pieces.append(piece)
            length += len(piece)
        done = end
    if done < len(text):
        pieces.append(text[done:])
        at.append(length)
        begins.append(done)
    text = "".join(pieces)
    return Surface(text, text.lower(), tuple(at), tuple(begins), changed)


def plain(text: str) -> str:
    r"""Return a form or rendering in comparable spelling, without white space around it.

    >>> plain(" Zuid\u00a0 Ossetie\u0308 ")
    'Zuid Ossetië'
    """
    return surface(text).text.strip()
