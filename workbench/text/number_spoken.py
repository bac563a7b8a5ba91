"""Read one word as a number: ``tweeëntwintig``, ``miljard``, ``thirty``, ``dozen``.

The grammar of the two languages; the words themselves stand in ``number_words``. Nothing here
looks further than the words right beside the one it reads.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.text.number_families import en_said, nl_ordinal, nl_said, said_times
from workbench.text.number_parts import Item, plain, year
from workbench.text.number_words import (
    BARE_MAGNITUDES,
    DECADES,
    EN_HINTS,
    EN_MAGNITUDES,
    EN_SMALL,
    EN_TENS,
    NL_HINTS,
    NL_MAGNITUDES,
    NL_SUMS,
    nl_cardinal,
    nl_prefix,
    nl_word,
)

if TYPE_CHECKING:
    from workbench.text.number_parts import Language, Reading

__all__ = ["word_at"]

# An article inside a number: one and a half, half a million, twee en een half.
_IS_LINK = re.compile(
    r"\band[ -]an?[ -](?:half|quarter)|\bhalf[ -]a[ -]|r of a |\ben een hal(?:f|ve)"
)
_NL_SUFFIX = re.compile(r"(?:jarige?n?|maal|daagse?|urige?|voudige?|koppige?|tal|delige?)$")
_EXACT_FROM = 13  # words for smaller numbers are too often said otherwise


def word_at(text: str, word: str, start: int, end: int, language: Language) -> Item | None:
    """Return what one word stands for, None where it is no number."""
    if word in BARE_MAGNITUDES:
        return Item(start, end, frozenset({("m", Fraction(BARE_MAGNITUDES[word]))}), exact=True)
    if language == "nl":
        return _nl_item(text, word, start, end)
    return _en_item(text, word, start, end)


@lru_cache(maxsize=8192)
def _is_no_number(word: str) -> bool:
    """Whether a Dutch word in lower case stands for no number, wherever it stands."""
    # In a text of its own no neighbour can forbid a reading.
    return word != "een" and _nl_reading(word, word, 0, len(word)) is None


def _nl_item(text: str, word: str, start: int, end: int) -> Item | None:
    """Return what one Dutch word stands for."""
    return None if _is_no_number(word) else _nl_reading(text, word, start, end)


def _nl_reading(text: str, word: str, start: int, end: int) -> Item | None:
    """Read one Dutch word where it stands."""
    if word == "een" and _IS_LINK.search(text[max(0, start - 5) : end + 8].lower()):
        return None
    if word in {"ton", "mille"}:
        return Item(start, end, plain(NL_SUMS[word]), False, True, NL_SUMS[word], loose=True)
    magnitude = NL_MAGNITUDES.get(word)
    if magnitude:
        return Item(start, end, _bare(magnitude), magnitude >= 10**6, True, magnitude)
    said = nl_said(text, word, start, end)
    if said is not None:
        return said
    value = nl_word(word)
    if value is None:
        stem = _NL_SUFFIX.sub("", word)
        value = nl_cardinal(stem) if stem != word else None
    if value is None:
        bare = next((size for name, size in BARE_MAGNITUDES.items() if name in word), None)
        if bare is not None:  # miljoenenproject, gasmiljoenen
            return Item(start, end, frozenset({("m", Fraction(bare))}), exact=False)
        hint = NL_HINTS.get(word) or nl_prefix(word)
        return Item(start, end, plain(hint), exact=False) if hint is not None else None
    values = plain(value)
    if value in DECADES.values() and text[max(0, start - 6) : start].lower() == "jaren ":
        values |= year(value, 2)
        return Item(start, end, values, exact=False)
    if nl_cardinal(word) is None:
        item = Item(start, end, values, _is_exact_word(word, value), True)
        return nl_ordinal(text, item) if nl_word(word) is not None else item
    exact = _is_exact_word(word, value) or (value > 1 and _PER_CENT.match(text, end) is not None)
    return Item(start, end, values, exact, True, cardinal=True, family=said_times(text, end))


_PER_CENT = re.compile(r"\s(?:procent|per cent|percent)\b")


def _is_exact_word(word: str, value: int) -> bool:
    """Return whether a number in words has to turn up on the other side."""
    return value >= _EXACT_FROM and value not in {100, 1000} and not word.endswith(("ste", "de"))


def _en_item(text: str, word: str, start: int, end: int) -> Item | None:
    """Return what one English word stands for."""
    if word in {"k", "m", "mn", "bn", "bln", "tn", "trn", "mln"}:
        if not text[start - 1 : start].isdigit():
            return None
        return Item(start, end, _bare(EN_MAGNITUDES[word]), True, True, EN_MAGNITUDES[word])
    if word in {"a", "an"} and _IS_LINK.search(text[max(0, start - 5) : end + 8].lower()):
        return None
    magnitude = EN_MAGNITUDES.get(word)
    if magnitude:
        return Item(start, end, _bare(magnitude), magnitude >= 10**6, True, magnitude)
    if text.startswith("-something", end):
        return None
    for table in (EN_SMALL, EN_TENS):
        if word in table:
            found = table[word]
            exact = found >= _EXACT_FROM or (found > 1 and _PER_CENT.match(text, end) is not None)
            return Item(
                start, end, plain(found), exact, True, cardinal=True, family=said_times(text, end)
            )
    said = en_said(text, word, start, end)
    if said is not None:
        return said
    if word in DECADES:
        return Item(start, end, year(DECADES[word], 2), exact=False)
    if word in {"noon", "midday", "midnight"}:
        return Item(start, end, frozenset({("t", Fraction(0)), *plain(12)}), exact=False)
    hint = EN_HINTS.get(word)
    return Item(start, end, plain(hint), exact=False, words=True) if hint is not None else None


def _bare(magnitude: int) -> frozenset[Reading]:
    """Return the readings of a magnitude without a number before it."""
    return plain(magnitude) | {("m", Fraction(magnitude))}
