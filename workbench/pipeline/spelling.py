"""How English spells names that Dutch spells its own way: places, and names from the East.

Reference works go first, then the rules of romanisation, where the letters of a name, of what
stands beside it or its sentence are sure of its origin. Nothing here looks at a target; ``names``
puts the spellings there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from workbench.glossary.surroundings import eastern_word
from workbench.text.lexicon import dutch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.glossary.gazetteer import Place

__all__ = [
    "NAME_WORD",
    "SPELT_DUTCH",
    "english_spelling",
    "run_spellings",
    "speaks_of_the_east",
]

_SURE = 0.53
"""Confidence of a romanisation from which it is taken over; all above it that the five articles
and eighteen invented ones hold were right."""
_RESPELT = 0.6
"""Similarity from which on the English of a region is its Dutch name respelt."""
_QUARTER = re.compile(r"(?:Noord|Zuid|Oost|West|Midden|Neder|Opper)-")
_SHORTEST = 4
NAME_WORD = re.compile(r"[^\W\d_](?:[\w-]|[’'](?!s?(?!\w)))*")
"""A word without the ending of an owner."""
_ENDED = re.compile(
    r"(?:[oe]va?|in[ae]?|enko|sjvili|dze|j?an|sk[iy]j?|kaja|aja|oek|tsj|ovna|evna|bek|baj)\Z"
)
"""How names of persons end east of Poland."""
_HUSHED = re.compile(r"tsj|dzj|zj|(?<=\w)sj(?!e\Z)")
"""Letters that Dutch only has for foreign sounds; ``-sje`` makes Dutch words small."""

SPELT_DUTCH = re.compile(r"oe|tsj|dzj|zj|sj|ch|(?<=\w)j")
"""What a spelling that is not yet English has; an initial J alone may be English: ``Japarov``."""
_ONLY_DUTCH = re.compile(r"tsj(?!e\Z|erk|ibb)|dzj|zj(?!ak\Z)")
"""What no other language with our letters has; Frisian has ``tsjerk``, Slovene ``Bizjak``."""
_HUSHED_OR_ROUND = re.compile(r"sj|oe")
_DUTCH_ENDED = re.compile(r"(?:e[nr]|man|je|ing|[^j]oek|\A[a-z]{2}sja)\Z")
"""How Dutch words and names end that have the same letters: ``Soeren``, ``Moerman``, ``Misja``."""
_SURNAME = re.compile(r"(?:[a-z]{2}jeva?|[a-z]{2}[oe]va?|enko|sjvili|dze|skij|skaja|joek|ovitsj)\Z")
"""How no given name ends, nor a name of the Poles; those of the South Slavs can, with few letters
that Dutch alone has."""
_GIVEN = re.compile(
    r"(?:\A[^j]{0,4}ja|[aei]j|jana|lena|ija|alja)\Z"
    r"|\A(?:anatoli|darja|jakov|jarema|kristjan|michail|nastja|valeri|vitali)\Z"
)
"""Given names that are met from Ljubljana to Berlin as well."""
_FOREIGN = re.compile(r"[^a-zëï'’-]|sz|cz")
"""Letters that no Dutch romanisation has."""
_LIKE_EASTERN = 2.5
_NEIGHBOUR = 1.2
"""Log-odds of all letters of a name, for itself and for what stands beside it."""


def speaks_of_the_east(source: str) -> bool:
    """Whether a Dutch text names the lands east of Poland or somebody who is surely from there.

    >>> speaks_of_the_east("De Rus Ilja zweeg."), speaks_of_the_east("Ilja Pfeijffer zweeg.")
    (True, False)
    """
    if eastern_word(source) is not None:
        return True
    from workbench.glossary.origin import likeness

    return any(
        (_SURNAME.search(word) or word.endswith("in")) and likeness(word) >= _NEIGHBOUR
        for word in (m.group().lower() for m in NAME_WORD.finditer(source) if m.group().istitle())
    )


@lru_cache(maxsize=4096)
def english_spelling(name: str, *, eastern: bool = False) -> str | None:
    """Return how English spells a name that Dutch spells its own way, None where nothing is sure.

    Args:
        name: one word.
        eastern: whether the text around it speaks of the lands east of Poland. Without that
            ``Ilja`` and ``Arjan`` may be from Zwolle, and ``Andrej`` from Zagreb.

    >>> [english_spelling(name) for name in ("Tasjkent", "Pasjinjan", "Verhoeff", "Riga")]
    ['Tashkent', 'Pashinyan', None, None]
    """
    if not name[:1].isupper() or (len(name) < _SHORTEST and not _HUSHED.search(name)):
        return None
    if name.isupper() and name.capitalize() != name:  # A380 has no other capitals
        found = english_spelling(name.capitalize(), eastern=eastern)
        return None if found is None else found.upper()
    # Word lists of half a megabyte: only where a name has to be looked up.
    from workbench.glossary.gazetteer import demonyms, gazetteer
    from workbench.glossary.romanise import romanise
    from workbench.glossary.words import eastern_names

    place = gazetteer().get(name)
    if place is not None and place.type != "demonym":
        return _of_place(name, place)
    lower = name.lower()
    if not name.istitle() or name in demonyms() or _FOREIGN.search(lower):
        return None
    known = lower in eastern_names()
    if not known and not (_ENDED.search(lower) or _HUSHED.search(lower)):
        return None
    if not known and (lower.endswith("y") or not SPELT_DUTCH.search(lower)):
        return None  # who wrote Chomsky wrote no Dutch
    if not eastern and not _surely_eastern(lower, known=known):
        return None
    spelt = romanise(name)
    return spelt.english if spelt.applied and spelt.confidence >= _SURE else None


_LONGEST_RUN = 4


@lru_cache(maxsize=256)
def run_spellings(source: str, *, eastern: bool = False) -> Mapping[str, str]:
    """Return how English spells the words of names in which one is surely Eastern, by the Dutch.

    What stands beside such a word follows the same rules; so do the parts of a name with a hyphen,
    which is returned whole.

    >>> run_spellings("Gisteren sprak Machabat Tazjibek met hem.")
    {'Machabat': 'Makhabat', 'Tazjibek': 'Tazhibek'}
    """
    found: dict[str, str] = {}
    for run in _runs(source):
        if not _HUSHED_OR_ROUND.search(run.lower()) and not SPELT_DUTCH.search(run.lower()):
            continue
        words = run.split()
        spelt = _spelt_run(run, words, eastern=eastern)
        if spelt is not None:
            pairs = zip(words, spelt.split(), strict=True)
            found |= {dutch: english for dutch, english in pairs if dutch != english}
    return found


def _runs(source: str) -> Iterator[str]:
    """Yield words with a capital that stand side by side, and single ones with a hyphen."""
    run: list[str] = []
    end = -1
    ordinary = dutch().openers | dutch().particles
    for match in NAME_WORD.finditer(source):
        word = match.group()
        if not (word.istitle() and len(word) > 1) or word.lower() in ordinary:
            continue
        if run and (source[end : match.start()] != " " or len(run) == _LONGEST_RUN):
            yield from _whole(run)
            run = []
        run.append(word)
        end = match.end()
    yield from _whole(run)


def _whole(run: list[str]) -> Iterator[str]:
    yield from (word for word in run if "-" in word)
    if len(run) > 1:
        yield " ".join(run)


def _spelt_run(run: str, words: list[str], *, eastern: bool) -> str | None:
    """Return a run as the rules of romanisation have it, None where nothing is sure."""
    from workbench.glossary.gazetteer import demonyms, gazetteer
    from workbench.glossary.romanise import romanise

    if any(word in demonyms() for word in words) or (len(words) == 1 and run in gazetteer()):
        return None
    made = romanise(run)
    if not made.applied or made.confidence < _SURE or len(made.english.split()) != len(words):
        return None
    place = gazetteer().get(run)
    if place is not None:
        return made.english if place.english == made.english else None
    if len(words) == 1:
        # Its parts are too short to be sure of, but with so many hushed letters it is not Dutch.
        hushed = _ONLY_DUTCH if not eastern else _RUN_HUSHED
        return made.english if hushed.search(run.lower()) else None
    sure = any(
        word not in gazetteer() and english_spelling(word, eastern=eastern) is not None
        for word in words
    )
    return made.english if sure else None


_RUN_HUSHED = re.compile(r"tsj|dzj|zj|sj(?!e\Z)")


def _of_place(name: str, place: Place) -> str | None:
    """Return the English of a place; of a region only where it is the same word respelt.

    Reference works call regions by their local names, and many are called as persons are.
    """
    from workbench.qa.names import translated

    if place.english == name:
        return None
    if place.origin.startswith("CLDR subdivision") and not translated(name):
        compound = _QUARTER.match(name) is not None
        one_word = " " not in place.english and place.english.isascii()
        alike = Levenshtein.normalized_similarity(name, place.english) >= _RESPELT
        romanised = _ONLY_DUTCH.search(name) or _HUSHED_OR_ROUND.search(name)
        if not (compound or romanised or (one_word and alike)):
            return None
    return place.english


def _surely_eastern(lower: str, *, known: bool) -> bool:
    """Whether a name shows by its letters alone that Dutch took it over from another script."""
    from workbench.glossary.origin import likeness
    from workbench.glossary.words import established_spellings

    if _ONLY_DUTCH.search(lower):
        return True
    usual = lower in established_spellings()
    surname = _SURNAME.search(lower) is not None or lower.endswith(("ovski", "evski"))
    if known or usual:
        if _DUTCH_ENDED.search(lower) or (lower.endswith("ski") and not (usual or surname)):
            return False
        return surname or _GIVEN.search(lower) is None
    round_ = _HUSHED_OR_ROUND.search(lower) is not None
    if round_ and surname:
        return True
    surname = surname or (round_ and lower.endswith(("in", "ina"))) or lower.endswith("jan")
    return surname and likeness(lower) >= _LIKE_EASTERN and bool(SPELT_DUTCH.search(lower))
