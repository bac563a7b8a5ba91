"""Words that say a number without being one: ``derde``, ``de helft``, ``honderden``, ``verdubbeld``.

They are too often said otherwise to be missed wherever they are not found. But a target that says
another one of the same family (``hundreds`` for ``duizenden``) contradicts its source: so each has a
family, and only within it are two compared.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.text.number_parts import HALF, Item, plain
from workbench.text.number_words import EN_ORDINALS, EN_SMALL, NL_ORDINALS, nl_cardinal, nl_word

if TYPE_CHECKING:
    from workbench.text.number_parts import Family, Language, Reading

__all__ = ["en_said", "joined_parts", "nl_ordinal", "nl_said", "said_times"]

_QUARTER = Fraction(1, 4)
_NL_ROUND = {
    "tientallen": 10,
    "dozijnen": 10,
    "honderden": 100,
    "duizenden": 1000,
    "tienduizenden": 10_000,
    "honderdduizenden": 100_000,
}
_EN_ROUND = {"tens": 10, "dozens": 10, "hundreds": 100, "thousands": 1000}
_SCALE = {"dozijn": 12, "tientje": 10, "tientjes": 10}
_MANY = frozenset({"vele", "velen", "talloze", "talrijke", "ontelbare"})
# Spans of time say a round number, too: decennialang, centuries old.
_NL_SPANS = (("decenni", 10), ("eeuwen", 100), ("millenni", 1000))
_EN_SPANS = {"decades": 10, "centuries": 100, "millennia": 1000}
_EN_TIMES = {
    "twice": 2, "double": 2, "doubled": 2, "doubles": 2, "doubling": 2, "thrice": 3, "triple": 3,
    "tripled": 3, "triples": 3, "tripling": 3, "treble": 3, "trebled": 3, "trebles": 3,
    "trebling": 3, "quadruple": 4, "quadrupled": 4, "quadruples": 4, "quadrupling": 4,
}  # fmt: skip
_EN_PARTS = {
    **{f"{word}s": Fraction(1, value) for word, value in EN_ORDINALS.items() if value > 2},
    "half": HALF, "halves": HALF, "halve": HALF, "halved": HALF, "halving": HALF,
    "quarter": _QUARTER, "quarters": _QUARTER,
}  # fmt: skip
_AND_A_HALF = tuple(
    f"{link}nhal{end}" for link in ("ënee", "enee", "ë", "e") for end in ("f", "ve")
)
_VOUD = re.compile(r"(?:ver)?([^\W\d_]+?)voud")
_MAAL = re.compile(r"([^\W\d_]+)maal")
_HALVES = re.compile(r"halve[er]|helft")
_LARGER = {name: value for name, value in NL_ORDINALS.items() if value > 2} | {"kwart": 4}
_PARTS = re.compile(rf"(twee|drie|vier|vijf|zes|zeven|acht|negen)({'|'.join(_LARGER)})")
_OF_ALL = re.compile(r"\b(?:een|één|1)\s$")
_WHOLE_OF = re.compile(r"\s(?:van|deel)\b")
_EN_OF_ALL = re.compile(r"\b(?:an?|one|1)[ -]$")
_STRUCK = re.compile(r"\s(?:over|voor|na)\b")  # kwart over acht
_TIMES = re.compile(r"\s(?:keer|maal|malen)\b|\stimes\b")
# What a part is of, and how many of the next smaller that makes.
_UNITS = (
    (re.compile(r"\suur\b|(?:\sof)?(?:\san)?[ -]hour\b"), 60),
    (re.compile(r"\sjaar\b|(?:\sof)?(?:\sa)?[ -]year\b"), 12),
    (re.compile(r"\seeuw\b|(?:\sof)?(?:\sa)?[ -]century\b"), 100),
    (re.compile(r"\sdozijn\b|(?:\sof)?(?:\sa)?[ -]dozen\b"), 12),
    (re.compile(r"\sdag\b|(?:\sof)?(?:\sa)?[ -]day\b"), 24),
)


def nl_said(text: str, word: str, start: int, end: int) -> Item | None:
    """Return what a Dutch word that is no number says of one, None where it says nothing."""
    struck = nl_cardinal(word[4:]) if word.startswith("half") else None
    if struck is not None and 1 <= struck <= 12:  # halfnegen
        at = frozenset({("t", Fraction((struck * 60 - 30) % 720))})
        return Item(start, end, at, exact=True)
    said = _nl_part(word) or _nl_many(word)
    if said is None or nl_word(word) is not None:
        return None
    values, family = said
    if family == "part":
        if word == "kwart" and _STRUCK.match(text, end):
            family = ""
        values |= _in_units(values, text, end)
    if word == "eerst" and text.startswith("het ", max(0, start - 4), start):
        family = "order"  # voor het eerst
    sure = family in {"part", "round"} and word not in {"half", "halve"}
    sure = sure and not text.startswith("uit ", max(0, start - 4), start)
    words, scale = family == "part", _SCALE.get(word, 1)
    return Item(start, end, values, False, words, scale, family=family, sure=sure)


@lru_cache(maxsize=4096)
def _nl_part(word: str) -> tuple[frozenset[Reading], Family] | None:
    """Return the fraction that a Dutch word says."""
    if word in {"anderhalf", "anderhalve"}:
        # Said of years, it may become eighteen months.
        return plain(Fraction(3, 2)) | plain(18), "part"
    if word in {"half", "halve"}:
        return plain(HALF), "part"
    if word in {"helft", "kwart"}:
        return plain(HALF) | plain(50) if word == "helft" else plain(_QUARTER), "part"
    for ending in _AND_A_HALF:
        count = nl_cardinal(word.removesuffix(ending)) if word.endswith(ending) else None
        if count is not None:
            return plain(count + HALF), "part"
    if word.startswith(("anderhalf", "anderhalve")):
        return plain(Fraction(3, 2)), ""
    if word.startswith(("halfuur", "halfjaar")):
        return plain(HALF) | plain(30 if word[4] == "u" else 6), ""
    if word.startswith(("half", "halve", "semester")) or _HALVES.search(word):
        return plain(HALF), ""
    if word.startswith("kwart"):
        return plain(_QUARTER) | (plain(15) if word.startswith("kwartier") else frozenset()), ""
    parts = _PARTS.match(word)
    part = Fraction(nl_cardinal(parts[1]) or 0, _LARGER[parts[2]]) if parts else HALF * 2
    if parts is None or part >= 1:
        return None
    # tweederde, tweederdemeerderheid
    return plain(part), "part" if parts.end() == len(word) else ""


@lru_cache(maxsize=4096)
def _nl_many(word: str) -> tuple[frozenset[Reading], Family] | None:
    """Return the round number or the multiple that a Dutch word says."""
    if word in _NL_ROUND:
        return _many(_NL_ROUND[word]), "round"
    if word in _MANY:
        return _many(10) | _many(100) | _many(1000), ""
    if word == "tiental":
        return plain(10) | plain(12), ""  # ten or a dozen, and not dozens
    if word == "dozijn":
        return plain(12) | _many(10), ""
    for stem, size in _NL_SPANS:
        if word.startswith(stem):
            return _many(size), ""
    if "dubbel" in word:
        return plain(nl_cardinal(word.partition("dubbel")[0]) or 2), "times"
    if word in {"tientje", "tientjes"}:
        return plain(10), ""
    if word.endswith(("sten", "den")) and (value := nl_word(word[:-1])) is not None:
        return plain(value) | plain(Fraction(1, value)), ""  # drie honderdsten
    if word.startswith("seconde"):
        return plain(2), ""  # English calls them seconds
    multiple = _VOUD.match(word) or _MAAL.match(word)
    count = nl_cardinal(multiple[1].removesuffix("en")) if multiple else None
    if count is not None and count > 1:
        return plain(count), "times"
    if word.startswith("eerst") and word != "eerste":
        return plain(1), ""
    for name, value in NL_ORDINALS.items():
        if word.startswith(name) and word != name:
            return plain(value), "order"  # tweedehands
    return None


def nl_ordinal(text: str, item: Item) -> Item:
    """Give the family to a Dutch ordinal where it stands: ``een derde van`` is a part."""
    value = min(value for _, value in item.values)
    item.family = "order"
    if value > 2 and _OF_ALL.search(text[max(0, item.start - 5) : item.start].lower()):
        item.values |= plain(1 / value)
        item.sure = _WHOLE_OF.match(text, item.end) is not None
        item.family = "part" if item.sure else _of_what(text, item.end)
    if value == 8 and text.startswith(" finale", item.end):
        item.values |= plain(16)  # the last sixteen
    return item


def en_said(text: str, word: str, start: int, end: int) -> Item | None:
    """Return what an English word that is no number says of one, None where it says nothing."""
    family: Family = "part"
    of = text.startswith(" of ", end)
    a = _EN_OF_ALL.search(text[max(0, start - 4) : start].lower()) is not None
    sure = a and of
    if word in _EN_PARTS:
        values = plain(_EN_PARTS[word])
        values |= _in_units(values, text, end)
    elif word in EN_ORDINALS:
        value = EN_ORDINALS[word]
        values, family = plain(value), "order"
        if value >= 100:
            return Item(start, end, values, False, True, value, family=family)
        if value > 2 and a:
            values |= plain(Fraction(1, value))
            family = "part" if of else _of_what(text, end)
    elif word in _EN_ROUND or (word == "scores" and of):
        values, family = _many(_EN_ROUND.get(word, 10)), "round"
        sure = word in {"dozens", "hundreds", "thousands"}
    elif word in _EN_SPANS:
        values, family = _many(_EN_SPANS[word]), ""
    elif word in _EN_TIMES or (word.endswith("fold") and word[:-4] in EN_SMALL):
        values, family = plain(_EN_TIMES.get(word) or EN_SMALL[word[:-4]]), "times"
    elif word.startswith("semi"):
        values, family = plain(HALF), ""
    elif word == "dozen":
        return Item(start, end, plain(12) | _many(10), False, True, 12)
    elif word.endswith("ly") and word[:-2] in EN_ORDINALS:
        values, family = plain(EN_ORDINALS[word[:-2]]), ""
    else:
        return None
    sure = sure and family in {"part", "round"}
    return Item(start, end, values, exact=False, words=True, family=family, sure=sure)


_NOUN = re.compile(r"\s[a-z]")


def _of_what(text: str, end: int) -> Family:
    """Return the family of ``een zesde`` and ``a sixth`` by what follows: of a noun, it is the sixth."""
    return "order" if _NOUN.match(text, end) else ""


def said_times(text: str, end: int) -> Family:
    """Return the family of a cardinal by what follows it: ``drie keer`` is a multiple."""
    return "times" if _TIMES.match(text, end) else ""


def _many(size: int) -> frozenset[Reading]:
    """Return the reading of a magnitude that is said without a number."""
    return frozenset({("m", Fraction(size))})


def _in_units(values: frozenset[Reading], text: str, end: int) -> frozenset[Reading]:
    """Return what parts of an hour, a year, a century are in minutes, months, years."""
    for unit, size in _UNITS:
        if unit.match(text, end):
            return frozenset((kind, value * size) for kind, value in values if value < 20)
    return frozenset()


_OF = re.compile(r" of | ")


def joined_parts(previous: Item, item: Item, gap: str, language: Language) -> Item | None:
    """Return ``twee derde`` and ``tens of thousands`` as one, None where they are two."""
    close = gap in {" ", "-"}
    size = next((value for kind, value in item.values if kind == "m"), None)
    if previous.family == "round" and size is not None and _OF.fullmatch(gap):
        values = frozenset((kind, value * size) for kind, value in previous.values)
        return Item(previous.start, item.end, values, item.exact, family="round", sure=True)
    said = [value for kind, value in item.values if kind == "n"]
    if not (close and previous.cardinal and said and item.family in {"part", "order", ""}):
        return None
    if language == "nl" and item.family == "order":
        said = [1 / value for value in said]
    part = min(said)
    counts = [value for kind, value in previous.values if kind == "n"]
    if part >= 1 or part.numerator != 1:
        return None
    if len(counts) != 1 or not 1 < counts[0] < part.denominator:
        return None
    values = plain(counts[0] * part)
    values |= frozenset((kind, counts[0] * value) for kind, value in item.values if value > 1)
    return Item(previous.start, item.end, values, False, True, family="part", sure=True)
