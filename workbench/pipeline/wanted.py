"""Names no glossary lists, as terms made by rule: how each may stand in the English.

As in the Dutch, romanised the English way, or as reference works call the place. Capitalised words
that are no names (``Unie``, ``Universiteit``) are not asked for, because English translates them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from workbench.glossary.gazetteer import gazetteer
from workbench.model import TermHit
from workbench.pipeline.spelling import english_spelling, run_spellings, speaks_of_the_east
from workbench.qa.names import romanised, translated
from workbench.text.names import unlisted_names
from workbench.text.places import compound_places
from workbench.text.surface import without_accents

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["WantedName", "joined", "wanted_names"]

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_OWNER = re.compile(r"['’]s?$")
_SAME_PLACE = 0.7
"""Similarity from which a word of the same length, or one letter more or less, is another English
spelling of a place (`Qostanay` for `Kostanay`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedName:
    """A name of a piece that has to be found again in the target."""

    hit: TermHit
    """Preferred, with the one form that may be put into a target."""
    spellings: frozenset[str]
    """In lower case, one word each."""

    def said_in(self, target: str) -> bool:
        """Whether a target has the name in one of its forms."""
        if self.hit.source in target or self.hit.renderings[0] in target:
            return True
        words = {_OWNER.sub("", word).lower() for word in _WORD.findall(target)}
        if self.spellings & words:
            return True
        place = without_accents(self.hit.renderings[0].lower())
        return self.hit.type == "place" and any(
            abs(len(word) - len(place)) <= 1
            and Levenshtein.normalized_similarity(word, place) >= _SAME_PLACE
            for word in words
        )


def wanted_names(
    source: str, covered: Sequence[tuple[int, int]], *, ordinary: Callable[[str], bool]
) -> list[WantedName]:
    """Return the names of a source that its target has to hold.

    Args:
        source: the Dutch of a piece.
        covered: half-open spans of terms, which are asked for already.
        ordinary: whether a word in lower case is one the model knows, so no name of its own.
    """
    found: list[WantedName] = []
    eastern = speaks_of_the_east(source)
    runs = run_spellings(source, eastern=eastern)
    for name in unlisted_names(source, covered):
        place = gazetteer().get(name.text)
        if place is None and (translated(name.text) or ordinary(name.text.lower())):
            continue
        form = english_spelling(name.text, eastern=eastern) or runs.get(name.text, name.text)
        if place is not None and name.text in compound_places():
            form = place.english
        found.append(
            WantedName(
                hit=TermHit(
                    concept="",
                    source=name.text,
                    start=name.start,
                    end=name.end,
                    renderings=(form,),
                    policy="prefer",
                    type="person" if place is None else "place",
                ),
                spellings=romanised(name.text),
            )
        )
    return found


def joined(hits: Sequence[TermHit], source: str) -> tuple[TermHit, ...]:
    """Return names with those that stand side by side in ``source`` as one."""
    found: list[TermHit] = []
    for hit in hits:
        if found and source[found[-1].end : hit.start] == " ":
            last = found.pop()
            hit = replace(
                last,
                source=source[last.start : hit.end],
                end=hit.end,
                renderings=(f"{last.renderings[0]} {hit.renderings[0]}",),
            )
        found.append(hit)
    return tuple(found)
