"""Names and words that a pair has on both sides: what hints and replacements are made of.

A Dutch newspaper writes `Kazachstan` and `Tokajev` where an English one writes Kazakhstan and
Tokayev. Spelling folded to what both share finds most pairs, a lexicon the rest (`Duitsland`,
Germany). Precision counts here: a wrong pair teaches the model to obey nonsense.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.training.corpus import Pair

__all__ = ["Lexicon", "TermPair", "find_names", "find_words"]

_ALIKE = 76
"""Per cent of likeness of the folded spellings from which two capitalised words are one name."""
_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'-]*\w")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ACCENTS = str.maketrans("áàâäãåéèêëíìîïóòôöõúùûüçñ", "aaaaaaeeeeiiiiooooouuuucn")
# Dutch spellings of Slavic, Turkic and other sounds, towards the English ones; longest first.
_FOLDS = (
    ("sjtsj", "shch"),
    ("dzj", "j"),
    ("tsj", "ch"),
    ("oej", "uy"),
    ("joe", "yu"),
    ("zj", "zh"),
    ("sj", "sh"),
    ("oe", "u"),
    ("ië", "ia"),
    ("ij", "y"),
    ("ch", "kh"),
    ("kh", "k"),
    ("j", "y"),
)
_LETTERS = re.compile(r"[^a-z]")
_POSSESSIVE = re.compile(r"[’']s?$")
_PLAIN_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "de",
        "den",
        "der",
        "die",
        "dit",
        "een",
        "en",
        "for",
        "from",
        "he",
        "her",
        "het",
        "hij",
        "his",
        "in",
        "is",
        "it",
        "its",
        "my",
        "no",
        "not",
        "of",
        "on",
        "or",
        "she",
        "so",
        "that",
        "the",
        "their",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "van",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "with",
        "you",
        "your",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPair:
    """A stretch of the source and of the target that mean the same."""

    start: int
    end: int
    source: str
    target_start: int
    target_end: int
    target: str
    """As it stands in the target."""
    base: str
    """Without the ending the sentence gave it: `Kazakh` of Kazakhs, `raise` of raised."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Single words and names of both languages, each with what it may be on the other side."""

    names: dict[str, frozenset[str]]
    words: dict[str, frozenset[str]]

    @classmethod
    def of(cls, pairs: Iterable[Pair]) -> Lexicon:
        """Take single words out of pairs; what begins with a capital on both sides is a name."""
        names: defaultdict[str, set[str]] = defaultdict(set)
        words: defaultdict[str, set[str]] = defaultdict(set)
        for source, target in pairs:
            if " " in source or " " in target or len(source) < 3 or len(target) < 3:
                continue
            if source[0].isupper() and target[0].isupper():
                names[source].add(target)
            elif source.islower() and target.islower() and len(source) > 3:
                words[source].add(target)
        return cls(
            {key: frozenset(value) for key, value in names.items()},
            # A word with many translations says little about any one of them.
            {key: frozenset(value) for key, value in words.items() if len(value) <= 4},
        )


def fold(word: str) -> str:
    """Return what a name's Dutch and English spelling have in common.

    >>> fold("Tokajev") == fold("Tokayev"), fold("Boerjatië") == fold("Buryatia")
    (True, True)
    """
    word = word.lower()
    for dutch, english in _FOLDS:
        word = word.replace(dutch, english)
    return _LETTERS.sub("", word.translate(_ACCENTS))


def find_names(pair: Pair, lexicon: Lexicon) -> list[TermPair]:
    """Return the names that both sides have once, in the order of the source."""
    targets = [match for match in _CAPITALISED.finditer(pair.target) if len(match.group()) >= 3]
    folded = [fold(_POSSESSIVE.sub("", match.group())) for match in targets]
    taken: set[int] = set()
    found: list[TermPair] = []
    for match in _CAPITALISED.finditer(pair.source):
        word = match.group()
        if len(word) < 3 or word.lower() in _PLAIN_WORDS or pair.source.count(word) != 1:
            continue
        best, best_likeness = -1, 0.0
        known = lexicon.names.get(word) or lexicon.names.get(word.rstrip("s")) or frozenset()
        key = fold(_POSSESSIVE.sub("", word))
        for at, target in enumerate(targets):
            bare = _POSSESSIVE.sub("", target.group())
            if at in taken or target.group().lower() in _PLAIN_WORDS:
                continue
            if bare in known or bare.rstrip("s") in known:
                best, best_likeness = at, 100.0
                break
            if len(key) < 3 or key[:1] != folded[at][:1]:
                continue
            likeness = fuzz.ratio(key, folded[at])
            if likeness > max(_ALIKE, best_likeness):
                best, best_likeness = at, likeness
        if best < 0 or pair.target.count(targets[best].group()) != 1:
            continue
        taken.add(best)
        target = targets[best]
        bare = _POSSESSIVE.sub("", target.group())
        base = bare[:-1] if bare.endswith("s") and bare[:-1] in known else bare
        end = target.start() + len(bare)
        found.append(_term(match, pair, (target.start(), end), base))
    return found


def find_words(pair: Pair, lexicon: Lexicon) -> list[TermPair]:
    """Return the ordinary words that the lexicon connects, whatever their English ending."""
    if not lexicon.words:
        return []
    targets = {match.group().lower(): match for match in _WORD.finditer(pair.target)}
    found: list[TermPair] = []
    used: set[str] = set()
    for match in _WORD.finditer(pair.source):
        word = match.group()
        for base in sorted(lexicon.words.get(word, ())):
            form = next((form for form in inflected(base) if form in targets), None)
            if form is None or form in used or base in _PLAIN_WORDS or base == word:
                continue
            used.add(form)
            place = targets[form].span()
            if pair.target[place[0] : place[1]].islower():
                found.append(_term(match, pair, place, base))
            break
    return found


def inflected(base: str) -> list[str]:
    """Return the regular English forms of a word, itself first.

    >>> inflected("party")[:2], "raised" in inflected("raise")
    (['party', 'parties'], True)
    """
    forms = [base]
    if base.endswith("y") and base[-2:-1] not in set("aeiou"):
        forms += [base[:-1] + "ies", base[:-1] + "ied", base + "ing"]
    elif base.endswith("e"):
        forms += [base + "s", base + "d", base[:-1] + "ing"]
    elif base.endswith(("s", "x", "z", "ch", "sh")):
        forms += [base + "es", base + "ed", base + "ing"]
    else:
        forms += [base + "s", base + "ed", base + "ing"]
    return forms


def _term(match: re.Match[str], pair: Pair, place: tuple[int, int], base: str) -> TermPair:
    return TermPair(
        start=match.start(),
        end=match.end(),
        source=match.group(),
        target_start=place[0],
        target_end=place[1],
        target=pair.target[place[0] : place[1]],
        base=base,
    )
