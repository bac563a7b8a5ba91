"""Names no glossary lists: garbled ones put right, Dutch spellings of Eastern ones made English.

A model either copies a name, spells it the English way or garbles it. The first two are as they
should be, except that an English reader knows no ``Tasjkent``; the third is mended here, towards
the English spelling where reference works or the rules of romanisation are sure of one. What the
glossary says of a name is none of this module's business: such places are left alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.glossary.substitute import near_runs, words_of
from workbench.model import Edit, Enforced, apply_edits
from workbench.pipeline.spelling import (
    NAME_WORD,
    SPELT_DUTCH,
    english_spelling,
    run_spellings,
    speaks_of_the_east,
)
from workbench.text.languages import DUTCH
from workbench.text.lexicon import dutch
from workbench.text.names import unlisted_names
from workbench.text.places import compound_places, find_compound_places, half_translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workbench.model import TermHit

__all__ = ["english_names", "repair_names"]

_LIKENESS = 0.7
_FIRST_LIKENESS = 0.8
"""Of the first word of a sentence, whose capital says nothing."""


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
    runs = run_spellings(source, eastern=eastern)
    wanted = [
        (name.text, _LIKENESS)
        for name in unlisted_names(source, covered)
        if name.text not in compound_places()
    ]
    wanted += [(name, _LIKENESS) for name in runs if "-" in name]
    first = _first_word(source, covered)
    if first is not None and english_spelling(first, eastern=eastern) is not None:
        wanted.append((first, _FIRST_LIKENESS))
    spelt = [
        (name, english_spelling(name, eastern=eastern) or runs.get(name, name), least)
        for name, least in wanted
    ]
    lacking = [one for one in spelt if one[0] not in target and one[1] not in target]
    if not lacking:
        return Enforced(text=target)
    # Hunspell and rapidfuzz, which the checks of the same draft load anyway.
    from workbench.glossary.gazetteer import gazetteer
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
        settled = spelling != name or name in gazetteer()
        by_run = "-" in name or english_spelling(name, eastern=eastern) is None
        if name in runs and by_run and not SPELT_DUTCH.search(target[start:end].lower()):
            continue  # Kassym-Jomart is another usual spelling, which a neighbour cannot rule out
        if settled or target[start:end].lower() not in romanised(name):
            edits.append(Edit(start=start, end=end, replacement=spelling, reason="name"))
    edits.sort(key=lambda edit: edit.start)
    return Enforced(text=apply_edits(target, tuple(edits)), edits=tuple(edits))


def english_names(source: str, *, hits: Sequence[TermHit]) -> Callable[[str], Enforced]:
    """Return the step that respells the names a target took over from its source.

    A place of a reference work is left alone beside another word with a capital in both texts: it
    is part of a longer name there (``Michel van Keulen``, ``Europa League``).
    """
    covered = [(hit.start, hit.end) for hit in hits]
    compounds = [
        place
        for place in find_compound_places(source)
        if not any(place.start() < end and start < place.end() for start, end in covered)
    ]
    covered += [place.span() for place in compounds]
    eastern = speaks_of_the_east(source)
    runs = run_spellings(source, eastern=eastern)
    places = [m for m in NAME_WORD.finditer(source) if m.group()[0].isupper()]
    spellings = {
        m.group(): spelling
        for m in places
        if not any(m.start() < end and start < m.end() for start, end in covered)
        and (m.group() not in _RIVERS or source[: m.start()].endswith("de "))
        and (spelling := english_spelling(m.group(), eastern=eastern) or runs.get(m.group()))
        is not None
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
        edits = list(_respelt(text, spellings, kept)) if spellings else []
        for name in dict.fromkeys(place.group() for place in compounds):
            whole = _whole_place(name, text)
            if whole is not None:
                # The river in it is no place of its own.
                edits = [e for e in edits if e.end <= whole.start or whole.end <= e.start]
                edits.append(whole)
        edits += _compounds(source, text, eastern=eastern, taken=edits)
        done = tuple(sorted(edits, key=lambda edit: edit.start))
        return Enforced(text=apply_edits(text, done), edits=done)

    return step


def _compounds(source: str, text: str, *, eastern: bool, taken: Sequence[Edit]) -> Iterator[Edit]:
    """Yield the edits that part a respelt place from the noun behind it: ``Osj-bazaar``.

    Only before a noun that is the same in English; the decoder runs the two together.
    """
    for found in _PLACE_AND_NOUN.finditer(source):
        place, noun = found.groups()
        english = english_spelling(place, eastern=eastern)
        if english is None:
            continue
        either = rf"(?<![\w-])(?:{re.escape(place)}|{re.escape(english)})-?{noun}(?![\w-])"
        for m in re.finditer(either, text):
            if not any(m.start() < edit.end and edit.start < m.end() for edit in taken):
                whole = f"{english} {noun}"
                yield Edit(start=m.start(), end=m.end(), replacement=whole, reason="name")


_PLACE_AND_NOUN = re.compile(r"(?<![\w-])([^\W\d_a-z][^\W\d_]{1,30})-([a-z]{3,30})(?![\w-])")


def _whole_place(dutch: str, text: str) -> Edit | None:
    """Return the edit that puts a place with small words in its name back, None where none is due."""
    english = compound_places().get(dutch, dutch)
    if english in text:
        return None
    found = re.search(re.escape(dutch), text) or half_translated(dutch, text)
    if found is None or found.group() == english:
        return None
    return Edit(start=found.start(), end=found.end(), replacement=english, reason="name")


def _respelt(text: str, spellings: dict[str, str], kept: set[str]) -> Iterator[Edit]:
    """Yield the edits for every name of ``spellings`` in a text."""
    from workbench.glossary.gazetteer import gazetteer

    words = list(NAME_WORD.finditer(text))
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
    match = NAME_WORD.search(source)
    if match is None or not match.group().istitle() or source[: match.start()].strip("„“\"‘'(–- "):
        return None
    if any(match.start() < end and start < match.end() for start, end in covered):
        return None
    return match.group()
