"""Which words of a document are surnames in it, though they may be ordinary Dutch words.

*Visser*, *Kok* and *De Boer* begin a sentence with a capital as any word does, and a decoder makes
fishers, cooks and farmers of them. What else the document says tells: a word that stands in it
behind a given name, initials or a title is a surname wherever it has a capital. Nothing is guessed
from a capital alone, since *Unie* and *Kamer* have one, too.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from workbench.glossary.gazetteer import demonyms, gazetteer
from workbench.glossary.romanise import romanise
from workbench.glossary.words import given_names, word_list
from workbench.model import TermHit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

__all__ = ["document_names", "name_hits", "surnames_in"]

_SHORTEST = 3
_LONGEST_TEXT = 500_000  # code points, 0.2 s
_LONGEST = 20_000
"""Characters of a segment that are looked at."""
_TITLES = word_list("before_surname")
_PARTICLE = r"(?:[Vv]an|[Dd]en?|[Dd]er|[Tt]er|[Tt]en|[Tt]e|[Hh]et|['’]t|[Vv]on)"
_SURNAME = re.compile(
    rf"(?P<small>(?:{_PARTICLE} ){{0,3}})(?P<name>[A-ZÀ-Þ][^\W\d_]+(?:-[A-ZÀ-Þ][^\W\d_]+)?)(?![\w-])"
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BEFORE = re.compile(
    r"(?<![\w-])(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)(?P<dot>\.?) (?=[A-ZÀ-Þvdtu'’hoi])"
)
_LEARNED = re.compile(
    r"(?i:\b(?:hoogleraar|professor|docent|lector|onderzoeker)) (?:[a-zà-ÿ-]{0,20}(?:kunde|logie|ica|iek|economie"
    r"|wetenschap(?:pen)?|recht|geschiedenis|studies|zaken)) (?=[A-ZÀ-Þ])"
)
"""A title with what its owner teaches, before the name."""
_SECOND = re.compile(r" [A-ZÀ-Þ][^\W\d_]+(?![\w-])")
_INITIALS = re.compile(r"(?<![\w.])(?:[A-ZÀ-Þ][a-z]?\.[ -]?){2,}(?=[A-ZÀ-Þvdt'’])")
_KINGS = word_list("behind_de")
"""What kings and saints are called."""


@cache
def _small_words() -> frozenset[str]:
    return word_list("function") | word_list("particles")


def document_names(sources: Iterable[str]) -> frozenset[str]:
    """Return the surnames of a document, as they stand without a given name.

    >>> sorted(document_names(["Toen sprak Jan Visser met minister De Boer.", "Visser zweeg."]))
    ['De Boer', 'Visser']
    >>> sorted(document_names(["De Europese Unie wacht.", "Ook burgemeester Anna van der Meer."]))
    ['Van der Meer']
    """
    found: set[str] = set()
    for source in sources:
        for match in _BEFORE.finditer(source, 0, _LONGEST):
            word = match["word"]
            if word.rpartition("-")[2].lower() in _TITLES:
                # the minister of something is no Van Something
                if source[match.end()].isupper():
                    _take(source, _behind_given(source, match.end()), found)
            elif not match["dot"] and _is_given(word, source, match.start()):
                _take(source, match.end(), found)
        for match in _LEARNED.finditer(source, 0, _LONGEST):
            at = _behind_given(source, match.end())
            if at > match.end():
                _take(source, at, found)
        for match in _INITIALS.finditer(source, 0, _LONGEST):
            if match.group().strip() != "P.S.":
                _take(source, match.end(), found)
    return frozenset(found)


@lru_cache(maxsize=4)
def surnames_in(text: str) -> frozenset[str]:
    """Return the surnames of a document's whole text, of which the beginning is looked at."""
    return document_names(text[:_LONGEST_TEXT].splitlines())


def _is_given(word: str, source: str, start: int) -> bool:
    """Whether a word is a given name where it stands: one that opens a sentence may be a word."""
    if word not in given_names():
        return False
    return word.lower() not in word_list("function") or source[max(0, start - 2) : start].isalnum()


def _word_end(source: str, at: int) -> int:
    """Return where the word that begins at a place ends."""
    word = _WORD.match(source, at)
    return word.end() if word else at


def _behind_given(source: str, at: int) -> int:
    """Return where the surname begins behind a title: of two names no list has, it is the second."""
    end = _word_end(source, at)
    second = _SECOND.match(source, end)
    first = source[at:end]
    # Europese Zaken: an adjective is no given name
    if second is None or not first.istitle() or first[-1] == "e" or first.lower() in _small_words():
        return at
    if second.group()[1:].lower() in word_list("organisation_words"):
        return at
    return end + 1


def _take(source: str, at: int, found: set[str]) -> None:
    """Add the surname that begins at a place, behind further given names."""
    while (given := _WORD.match(source, at)) is not None and given.group() in given_names():
        if not source.startswith(" ", given.end()) or not _SURNAME.match(source, given.end() + 1):
            break
        at = given.end() + 1
    match = _SURNAME.match(source, at)
    if match is None:
        return
    small, name = match["small"], match["name"]
    if len(name) < _SHORTEST or (not small and name.lower() in _small_words()):
        return
    bare = name.removesuffix("s") if name.endswith("s") else name
    if name.isupper() or name.lower() in _KINGS or {name, bare} & demonyms().keys():
        return
    listed = gazetteer().get(name)
    if listed is not None and small in {"", "van ", "Van "}:
        return
    if name.lower() in word_list("organisation_words") or name in given_names():
        return
    whole = small + name
    found.add(whole[0].upper() + whole[1:])


def name_hits(
    source: str, names: Collection[str], covered: Sequence[tuple[int, int]] = ()
) -> tuple[TermHit, ...]:
    """Return where surnames of a document stand alone in a segment, as terms that stay as they are.

    They are preferred and never forced or reported, and have no concept. A name from east of Poland
    is none of them: it has an English spelling, which is looked after elsewhere.

    Args:
        source: the Dutch of a segment.
        names: of its document, from ``document_names``.
        covered: half-open spans of terms.

    >>> [hit.source for hit in name_hits("De Boer zag een boer.", {"De Boer", "Visser"})]
    ['De Boer']
    """
    found: list[TermHit] = []
    for name in sorted(name for name in names if name in source):
        if romanise(name).applied:
            continue
        for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", source):
            start, end = match.span()
            taken = [*covered, *((hit.start, hit.end) for hit in found)]
            if any(start < stop and begin < end for begin, stop in taken):
                continue
            found.append(
                TermHit(
                    concept="",
                    source=name,
                    start=start,
                    end=end,
                    renderings=(name,),
                    policy="prefer",
                    type="person",
                )
            )
    return tuple(sorted(found, key=lambda hit: hit.start))
