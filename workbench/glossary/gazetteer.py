"""Names of places and peoples in Dutch and English, as reference works have them.

Countries, subdivisions, languages and cities from CLDR (``data/gazetteer.tsv``, written by
``scripts/write_gazetteer.py``); what newspapers call other cities, waters and former states
(``data/exonyms.tsv``), places that ``text.places`` lists; adjectives and people of countries
(``data/demonyms.tsv``). A name that is
found here needs no rule; whether it goes into a glossary is an editor's decision.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from workbench.text.places import compound_places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Demonym", "Place", "demonyms", "gazetteer", "hyphenated_names"]


_QUARTERS = frozenset({"Capital", "Central", "Northern", "Southern", "Eastern", "Western"})
"""What regions are called that are no names."""


class Place(NamedTuple):
    """What something is called in English."""

    english: str
    type: str
    """Type of the concept it would be: ``place``, ``demonym``, ``organisation`` or ``event``."""
    origin: str


class Demonym(NamedTuple):
    """What the adjective or the people of a country are called."""

    english: str
    country: str
    """The Dutch of the country, which forms of one concept have in common."""
    plural: bool
    """Whether it means several people."""


@cache
def gazetteer() -> Mapping[str, Place]:
    """Return the names by their Dutch."""
    rows = (line.split("\t") for line in _lines("gazetteer.tsv"))
    found = {
        # Norfolk and not Norfolk Island, Madrid and not its Autonomous Community: of what one name
        # is given to, newspapers seldom mean that which reference works add a word to.
        dutch: Place(dutch if english.startswith((f"{dutch} ", f"{dutch}-")) else english, *rest)
        for dutch, english, *rest in rows
        if english not in _QUARTERS
    }
    for line in _lines("exonyms.tsv"):
        dutch, english, *kind = line.split("\t")
        # Newspapers say Turkey, and of a region and its capital with one name they mean the capital.
        if kind or dutch not in found or found[dutch].english != english:
            found[dutch] = Place(english, kind[0] if kind else "place", "usage")
    for dutch, english in compound_places().items():
        found.setdefault(dutch, Place(english, "place", "usage"))
    return found


@cache
def demonyms() -> Mapping[str, Demonym]:
    """Return the adjectives, inflected ones as well, and the people of countries by their Dutch.

    >>> demonyms()["Chinese"].english, demonyms()["Esten"].english
    ('Chinese', 'Estonians')
    """
    found: dict[str, Demonym] = {}
    for line in _lines("demonyms.tsv"):
        country, adjectives, adjective, people, english = line.split("\t")
        one, many = english.split("/")
        for pair in people.split(","):
            single, several = pair.split("/")
            found.setdefault(single, Demonym(one, country, plural=False))
            found.setdefault(several, Demonym(many, country, plural=True))
        for dutch in adjectives.split(","):
            # Of a word that is both, as Chinees, the adjective is met far more often.
            found[dutch] = Demonym(adjective, country, plural=False)
            found[re.sub("ees$", "es", dutch) + "e"] = Demonym(adjective, country, plural=False)
    places = gazetteer()
    for name in [name for name in found if name in places]:
        if places[name].origin.startswith("CLDR territory"):
            del found[name]  # Polen and Zweden are lands before they are people
    return found


@cache
def hyphenated_names() -> Mapping[str, str]:
    """Return the English of names, peoples and adjectives with a hyphen by their folded Dutch.

    >>> hyphenated_names()["wit-rusland"], hyphenated_names()["wit-russische"]
    ('Belarus', 'Belarusian')
    """
    known: dict[str, Place | Demonym] = {**gazetteer(), **demonyms()}
    return {dutch.lower(): one.english for dutch, one in known.items() if "-" in dutch}


def _lines(name: str) -> Iterator[str]:
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if not line.startswith("#"))
