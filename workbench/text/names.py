"""Names no glossary lists: which words of a Dutch segment should stand in the English as they are.

Only names a rule can be sure of are returned: a capitalised word inside a sentence, or a run of
them, without the endings by which Dutch makes inhabitants and adjectives of place names (those are
translated, not copied); and a listed place with small words in its name, as one. Case and spelling
are all that is looked at otherwise; no other lexicon comes in here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.text.places import find_compound_places

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Name", "unlisted_names"]

_NAME_WORD = re.compile(r"[^\W\d_][\w’'.-]*[^\W_]")
_OPENER = re.compile(r"[.!?:…]['\"’”)\]]*\s+['\"‘’“„«(\[–—-]*\s*$|^[\W\d_]*$")
_DERIVED = re.compile(
    r"(?:isch|ische|se|aan|aans|anen|ees|ezen|ër|ërs|ers|er|ië|land|ese|ens|en|s)$"
)
"""Endings of Dutch demonyms, adjectives, plurals, possessives and country names."""
_CAMEL = re.compile(r"[a-z][A-Z]")
"""A capital inside a word is a maker's or a party's spelling (``GroenLinks``): always a name."""


@dataclass(frozen=True, slots=True)
class Name:
    """A word or listed place that looks like a name, with half-open offsets in the source."""

    start: int
    end: int
    text: str


def unlisted_names(source: str, covered: Sequence[tuple[int, int]]) -> list[Name]:
    """Return the words of ``source`` that look like names and lie outside ``covered``.

    >>> [n.text for n in unlisted_names("Gisteren sprak Alimzjan met Nikita in Duitsland.", [])]
    ['Alimzjan', 'Nikita']
    >>> [n.text for n in unlisted_names("Bergen op Zoom wacht af.", [])]
    ['Bergen op Zoom']
    """
    found = [
        Name(place.start(), place.end(), place.group())
        for place in find_compound_places(source)
        if not any(place.start() < stop and begin < place.end() for begin, stop in covered)
    ]
    covered = [*covered, *((place.start, place.end) for place in found)]
    for match in _NAME_WORD.finditer(source):
        word, start, end = match.group(), match.start(), match.end()
        if not word[0].isupper() or word.isupper() or len(word) < 4:
            continue
        if any(start < stop and begin < end for begin, stop in covered):
            continue
        if _OPENER.search(source[:start][-12:] if start > 12 else source[:start]):
            continue
        if "-" in word:
            continue
        if _DERIVED.search(word.lower()) and not _CAMEL.search(word):
            continue
        found.append(Name(start, end, word))
    return sorted(found, key=lambda name: name.start)
