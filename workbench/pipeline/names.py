"""Names no glossary lists: garbled ones put right, Dutch spellings of Eastern ones made English.

A model either copies a name, spells it the English way or garbles it. The first two are as they
should be, except that an English reader knows no ``Tasjkent``; the third is mended here, towards
the English spelling where reference works or the rules of romanisation are sure of one. What the
glossary says of a name is none of this module's business: such places are left alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from workbench.glossary.substitute import near_runs, words_of
from workbench.glossary.surroundings import eastern_word
from workbench.model import Edit, Enforced, apply_edits
from workbench.text.languages import DUTCH
from workbench.text.lexicon import dutch
from workbench.text.names import unlisted_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workbench.glossary.gazetteer import Place
    from workbench.model import TermHit

__all__ = ["english_names", "english_spelling", "repair_names", "speaks_of_the_east"]

_LIKENESS = 0.7
_FIRST_LIKENESS = 0.8
"""Of the first word of a sentence, whose capital says nothing."""
_SURE = 0.53
"""Confidence of a romanisation from which it is taken over; all above it that the five articles
and eighteen invented ones hold were right."""
_RESPELT = 0.6
"""Similarity from which on the English of a region is its Dutch name respelt."""
_QUARTER = re.compile(r"(?:Noord|Zuid|Oost|West|Midden|Neder|Opper)-")
_SHORTEST = 4
_NAME = re.compile(r"[^\W\d_](?:[\w-]|[’'](?!s?(?!\w)))*")
"""A word without the ending of an owner."""
_ENDED = re.compile(
    r"(?:[oe]va?|in[ae]?|enko|sjvili|dze|j?an|sk[iy]j?|kaja|aja|oek|tsj|ovna|evna|bek|baj)\Z"
)
"""How names of persons end east of Poland."""
_HUSHED = re.compile(r"tsj|dzj|zj|(?<=\w)sj(?!e\Z)")
"""Letters that Dutch only has for foreign sounds; ``-sje`` makes Dutch words small."""

_DUTCH = re.compile(r"oe|tsj|dzj|zj|sj|ch|(?<=\w)j")
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
        for word in (m.group().lower() for m in _NAME.finditer(source) if m.group().istitle())
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
    if len(name) < _SHORTEST or not name[0].isupper():
        return None
    if name.isupper():
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
    if not known and (lower.endswith("y") or not _DUTCH.search(lower)):
        return None  # who wrote Chomsky wrote no Dutch
    if not eastern and not _surely_eastern(lower, known=known):
        return None
    spelt = romanise(name)
    return spelt.english if spelt.applied and spelt.confidence >= _SURE else None


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
    return surname and likeness(lower) >= _LIKE_EASTERN and bool(_DUTCH.search(lower))


def repair_names(
    source: str,
    target: str,
    *,
    hits: Sequence[TermHit],
    one_piece: Callable[[str], bool],
) -> Enforced:
    """Put names no concept covers back where the decoder garbled their spelling.

    Only a capitalised word that the model does not know as one piece, that is neither in the source
    nor English and is spelt nearly like a name the target lacks is taken for a garbled name. A
    romanisation is none where no spelling is sure.
    """
    covered = [(hit.start, hit.end) for hit in hits]
    eastern = speaks_of_the_east(source)
    wanted = [(name.text, _LIKENESS) for name in unlisted_names(source, covered)]
    first = _first_word(source, covered)
    if first is not None and english_spelling(first, eastern=eastern) is not None:
        wanted.append((first, _FIRST_LIKENESS))
    spelt = [
        (name, english_spelling(name, eastern=eastern) or name, least) for name, least in wanted
    ]
    lacking = [one for one in spelt if one[0] not in target and one[1] not in target]
    if not lacking:
        return Enforced(text=target)
    # Hunspell and rapidfuzz, which the checks of the same draft load anyway.
    from workbench.qa.dictionary import dictionary
    from workbench.qa.names import romanised

    has = dictionary().has
    known = [
        (word.start, word.end)
        for word in words_of(target)
        if word.text in source or one_piece(word.text) or has(word.text)
    ]
    renderings = {r for hit in hits for r in hit.renderings}
    known += [
        (m.start(), m.end())
        for rendering in renderings
        for m in re.finditer(re.escape(rendering), target)
    ]
    edits: list[Edit] = []
    for name, spelling, least in lacking:
        near = near_runs(target, (name, spelling), taken=known, least=least)
        near = [n for n in near if not name.startswith(target[n[1] : n[2]])]
        if not near:
            continue
        _, start, end = near[0]
        known.append((start, end))
        # One article has one spelling, so a sure one goes before the model's own.
        if spelling != name or target[start:end].lower() not in romanised(name):
            edits.append(Edit(start=start, end=end, replacement=spelling, reason="name"))
    edits.sort(key=lambda edit: edit.start)
    return Enforced(text=apply_edits(target, tuple(edits)), edits=tuple(edits))


def english_names(source: str, *, hits: Sequence[TermHit]) -> Callable[[str], Enforced]:
    """Return the step that respells the names a target took over from its source.

    A place of a reference work is left alone beside another word with a capital in both texts: it
    is part of a longer name there (``Michel van Keulen``, ``Europa League``).
    """
    covered = [(hit.start, hit.end) for hit in hits]
    eastern = speaks_of_the_east(source)
    places = [m for m in _NAME.finditer(source) if m.group()[0].isupper()]
    spellings = {
        m.group(): spelling
        for m in places
        if not any(m.start() < end and start < m.end() for start, end in covered)
        and (m.group() not in _RIVERS or source[: m.start()].endswith("de "))
        and (spelling := english_spelling(m.group(), eastern=eastern)) is not None
    }
    ordinary = dutch()
    kept = {
        m.group()
        for m in places
        if m.group() not in spellings
        and m.group().lower() not in ordinary.openers | ordinary.particles | DUTCH
    }
    kept |= {source[start:end] for start, end in covered}

    def step(text: str) -> Enforced:
        edits = tuple(_respelt(text, spellings, kept)) if spellings else ()
        return Enforced(text=apply_edits(text, edits), edits=edits)

    return step


def _respelt(text: str, spellings: dict[str, str], kept: set[str]) -> Iterator[Edit]:
    """Yield the edits for every name of ``spellings`` in a text."""
    from workbench.glossary.gazetteer import gazetteer

    words = list(_NAME.finditer(text))
    for number, match in enumerate(words):
        spelling = spellings.get(match.group())
        if spelling is None:
            continue
        if match.group() in gazetteer():
            beside = words[max(0, number - 1) : number] + words[number + 1 : number + 2]
            if any(
                (other.group() in kept or other.group() in _PARTICLES)
                and text[min(match.end(), other.end()) : max(match.start(), other.start())] == " "
                and (other.group()[0].isupper() or other.start() < match.start())
                for other in beside
            ):
                continue
        yield Edit(start=match.start(), end=match.end(), replacement=spelling, reason="name")


_RIVERS = frozenset({"Maas"})
"""Which are also surnames, without an article."""
_PARTICLES = frozenset({"van", "Van", "von", "Von", "de", "De", "den", "Den"})


def _first_word(source: str, covered: Sequence[tuple[int, int]]) -> str | None:
    """Return the first word of a source that no hit covers, None where it is no name."""
    match = _NAME.search(source)
    if match is None or not match.group().istitle() or source[: match.start()].strip("„“\"‘'(–- "):
        return None
    if any(match.start() < end and start < match.end() for start, end in covered):
        return None
    return match.group()
