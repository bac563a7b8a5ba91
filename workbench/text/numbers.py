"""Read the numbers of a Dutch or an English text and compare them by value.

``4,8 miljoen`` is 4.8 million, ``5.000`` is 5,000, a ``miljard`` is a billion and a ``biljoen`` a
trillion. What can be read in more than one way keeps all its readings, and two numbers agree where
any of them do: a check that cries wolf is switched off. Nothing is converted here.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from workbench.text.number_words import (
    BARE_MAGNITUDES,
    DECADES,
    EN_HINTS,
    EN_MAGNITUDES,
    EN_ORDINALS,
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
    from collections.abc import Sequence

__all__ = ["Language", "Number", "compare_numbers", "find_numbers"]

Language = Literal["nl", "en"]
Weight = Literal["exact", "word", "hint"]
Reading = tuple[str, Fraction]
"""``n`` and a value, ``t`` and minutes since midnight modulo twelve hours, ``m`` and a magnitude
that stands without a number (``miljarden``), ``x`` and a checksum of digits too many to count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number as it stands in a text."""

    start: int
    end: int
    text: str
    readings: frozenset[Reading]
    weight: Weight
    """``exact`` has to turn up on the other side: written in digits or with a magnitude. A small
    number in words, a ``word``, is often said otherwise (``beide``, ``both``): it is missed only
    where the other side says another one. A ``hint`` (``dozen``, ``first``) only helps to agree."""


_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3)}
_HALF = Fraction(1, 2)
_TOKEN = re.compile(
    r"(?P<skip>\x1b\[[0-?]*[ -/]*[@-~]|(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}|(?<![^\W_])(?:[ckm]?m|mi|ft)[23]\b)"
    r"|(?P<date>(?<![\d.,/-])\d{1,2}(?P<sign>[-/.])\d{1,2}(?P=sign)(?:\d{4}|\d{2})(?![\d.,/-]*\d))"
    r"|(?P<digits>\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,:]\d+)*)"
    r"|(?P<vulgar>[½¼¾⅓])"
    r"|(?P<word>[^\W\d_]+)"
)
_NL_GROUPED = re.compile(r"\d{1,3}(?:[. \u00a0\u2009\u202f]\d{3})+(?:,\d+)?")
_EN_GROUPED = re.compile(r"\d{1,3}(?:[, \u00a0\u2009\u202f]\d{3})+(?:\.\d+)?")
_CLOCK = re.compile(r"([01]?\d|2[0-4])[.:]([0-5]\d)(?:[.:][0-5]\d)?")
_NL_HOUR = re.compile(r"\s*(?:uur\b|u\b|h\b)")
_EN_HOUR = re.compile(r"\s*(?:[ap]\.?m\b|o['’]clock)", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\s*(?:%|procent|per cent|percent|euro|euros|dollar|dollars)?\s*"
    r"(?:tot en met|tot|en|à|of|naar|to|and|or|[-–—/])\s*[€$£]?\s*"
)
_JOINED = re.compile(r"[ \u00a0-]+")
_AND = re.compile(r"[ -]and[ -]|[ -]and[ -]an?[ -]|[ -]en[ -](?:een[ -])?")
_DIALLED = re.compile(r"\d ?/ ?$|\btel\w*\.?:? ?$")
# An article inside a number: one and a half, half a million, twee en een half.
_IS_LINK = re.compile(
    r"\band[ -]an?[ -](?:half|quarter)|\bhalf[ -]a[ -]|r of a |\ben een hal(?:f|ve)"
)
_NL_SUFFIX = re.compile(r"(?:jarige?n?|maal|daagse?|urige?|voudige?|koppige?|tal|delige?)$")
_CACHED = 2_000  # characters of a text whose numbers are kept for the next question
_MOST_DIGITS = 40  # longer ones are no quantities, and Python refuses to convert some
_EXACT_FROM = 13  # words for smaller numbers are too often said otherwise


@dataclass(slots=True)
class _Item:
    """A token of interest while a text is read."""

    start: int
    end: int
    values: frozenset[Reading]
    exact: bool
    words: bool = False
    magnitude: int = 1
    cardinal: bool = False
    loose: bool = False
    """Whether the magnitude may be a unit instead: ``twee ton`` is two tonnes, too."""


def _plain(value: Fraction | int) -> frozenset[Reading]:
    """Return the one reading of a plain value."""
    return frozenset({("n", Fraction(value))})


def find_numbers(text: str, language: Language) -> list[Number]:
    """Return the numbers of a text in order.

    Args:
        text: a segment's source or target.
        language: whose conventions hold: ``nl`` or ``en``.

    >>> [sorted(number.readings) for number in find_numbers("4,8 miljoen", "nl")]
    [[('n', Fraction(4800000, 1))]]
    """
    if len(text) > _CACHED:
        return list(_numbers(text, language))
    return list(_numbers_again(text, language))


def _numbers(text: str, language: Language) -> tuple[Number, ...]:
    """Read the numbers of a text."""
    items = _join_magnitudes(_items(text, language), text, language)
    _spread_magnitudes(items, text)
    return tuple(
        Number(
            start=item.start,
            end=item.end,
            text=text[item.start : item.end],
            readings=item.values,
            weight=_weight(item),
        )
        for item in items
    )


_numbers_again = lru_cache(maxsize=256)(_numbers)
"""The ladder, the repairs and the checks ask for the same source and targets one after another."""


def _weight(item: _Item) -> Weight:
    """Return how much a number counts in the comparison."""
    if item.exact:
        return "exact"
    value = _single(item)
    return "word" if item.cardinal and value is not None and value >= 2 else "hint"


def _items(text: str, language: Language) -> list[_Item]:
    """Return digits and number words one by one."""
    items: list[_Item] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup if match.lastgroup != "sign" else "date"
        start, end = match.span()
        if match.group("date"):
            items += _date(match.group(), start)
        elif kind == "digits":
            items += _digits(text, match.group(), start, language)
        elif kind == "vulgar":
            items.append(_vulgar(text, match.group(), start, items))
        elif kind == "word":
            item = _word(text, match.group().lower(), start, end, language)
            if item is not None:
                items.append(item)
    return [item for item in items if item.end > item.start]


def _date(written: str, start: int) -> list[_Item]:
    """Return day, month and year of a date in digits; the month may become a word."""
    items = []
    for index, part in enumerate(re.finditer(r"\d+", written)):
        value = int(part.group())
        values = _plain(value) if index < 2 else _year(value, len(part.group()))
        exact = index != 1
        items.append(_Item(start + part.start(), start + part.end(), values, exact))
    return items


def _year(value: int, digits: int) -> frozenset[Reading]:
    """Return the readings of a year, of which two digits may have been left out."""
    values = _plain(value)
    if digits == 2:
        values |= _plain(1900 + value) | _plain(2000 + value)
    return values


def _digits(text: str, written: str, start: int, language: Language) -> list[_Item]:
    """Return what a run of digits with points, commas and colons stands for."""
    end = start + len(written)
    before = text[max(0, start - 9) : start].lower()
    exact = not before.endswith(("covid-", "co", "mp"))
    grouped = _NL_GROUPED if language == "nl" else _EN_GROUPED
    point = "," if language == "nl" else "."
    clock = _CLOCK.fullmatch(written)
    values: frozenset[Reading]
    if len(written) > _MOST_DIGITS or ("." in written and _DIALLED.search(before)):
        return _apart(written, start, exact=exact)
    if grouped.fullmatch(written):
        whole, _, decimals = written.partition(point)
        values = _plain(Fraction(re.sub(r"\D", "", whole) + (f".{decimals}" if decimals else "")))
    elif written.isdigit():
        values = _plain(int(written))
        if len(written) == 2 and before.endswith(("'", "’", "‘", "jaren ")):
            values = _year(int(written), 2)
        if len(written) == 2 and re.search(r"\d{4}[-–/]$", before):
            values = _year(int(written), 2)
        if len(written) == 4 and int(written[:2]) < 24 and int(written[2:]) < 60:
            values |= {("t", Fraction((int(written[:2]) * 60 + int(written[2:])) % 720))}
        hour = _NL_HOUR if language == "nl" else _EN_HOUR
        if len(written) <= 2 and int(written) <= 24 and hour.match(text, end):
            values |= {("t", Fraction(int(written) * 60 % 720))}
    elif re.fullmatch(r"\d+[.,]\d+", written) and (point in written or clock or language == "nl"):
        separator = "," if "," in written else "."
        if language == "en" and separator == ",":
            return _apart(written, start, exact=exact)
        values = _plain(Fraction(written.replace(",", ".")))
        if clock:
            minutes = int(clock.group(1)) * 60 + int(clock.group(2))
            values |= {("t", Fraction(minutes % 720))}
    elif clock:
        minutes = int(clock.group(1)) * 60 + int(clock.group(2))
        values = frozenset({("t", Fraction(minutes % 720))})
    else:
        return _apart(written, start, exact=exact)
    return [_Item(start, end, values, exact)]


def _apart(written: str, start: int, *, exact: bool) -> list[_Item]:
    """Return each run of digits for itself: a list, a version, a telephone number."""
    return [
        _Item(start + part.start(), start + part.end(), _whole(part.group()), exact)
        for part in re.finditer(r"\d+", written)
    ]


def _whole(digits: str) -> frozenset[Reading]:
    """Return the reading of digits; where they are too many to count, of their sequence."""
    if len(digits) > _MOST_DIGITS:
        return frozenset({("x", Fraction(zlib.crc32(digits.encode())))})
    return _plain(int(digits))


def _vulgar(text: str, sign: str, start: int, items: list[_Item]) -> _Item:
    """Return a fraction sign, added to the whole number right before it."""
    value = _VULGAR[sign]
    if items and not text[items[-1].end : start].strip() and start - items[-1].end <= 1:
        previous = items.pop()
        values = frozenset((kind, whole + value) for kind, whole in previous.values)
        return _Item(previous.start, start + 1, values, previous.exact)
    return _Item(start, start + 1, _plain(value), exact=False)


def _word(text: str, word: str, start: int, end: int, language: Language) -> _Item | None:
    """Return what one word stands for, None where it is no number."""
    if word in BARE_MAGNITUDES:
        return _Item(start, end, frozenset({("m", Fraction(BARE_MAGNITUDES[word]))}), exact=True)
    if language == "nl":
        return _nl_item(text, word, start, end)
    return _en_item(text, word, start, end)


@lru_cache(maxsize=8192)
def _is_no_number(word: str) -> bool:
    """Whether a Dutch word in lower case stands for no number, wherever it stands."""
    # In a text of its own no neighbour can forbid a reading.
    return word != "een" and _nl_reading(word, word, 0, len(word)) is None


def _nl_item(text: str, word: str, start: int, end: int) -> _Item | None:
    """Return what one Dutch word stands for."""
    return None if _is_no_number(word) else _nl_reading(text, word, start, end)


def _nl_reading(text: str, word: str, start: int, end: int) -> _Item | None:
    """Read one Dutch word where it stands."""
    if word == "een" and _IS_LINK.search(text[max(0, start - 5) : end + 8].lower()):
        return None
    if word in {"ton", "mille"}:
        return _Item(start, end, _plain(NL_SUMS[word]), False, True, NL_SUMS[word], loose=True)
    magnitude = NL_MAGNITUDES.get(word)
    if magnitude:
        return _Item(start, end, _bare(magnitude), magnitude >= 10**6, True, magnitude)
    if word in {"anderhalf", "anderhalve"}:
        # Said of years, it may become eighteen months.
        values = _plain(Fraction(3, 2)) | _plain(18)
        return _Item(start, end, values, exact=False, words=True)
    if word in {"half", "halve", "kwart"}:
        part = Fraction(1, 4) if word == "kwart" else _HALF
        return _Item(start, end, _plain(part), exact=False, words=True)
    for ending in ("ënhalf", "ënhalve", "enhalf", "enhalve"):
        count = nl_cardinal(word.removesuffix(ending)) if word.endswith(ending) else None
        if count is not None:
            return _Item(start, end, _plain(count + _HALF), exact=False, words=True)
    value = nl_word(word)
    if value is None:
        stem = _NL_SUFFIX.sub("", word)
        value = nl_cardinal(stem) if stem != word else None
    if value is None:
        bare = next((size for name, size in BARE_MAGNITUDES.items() if name in word), None)
        if bare is not None:  # miljoenenproject, gasmiljoenen
            return _Item(start, end, frozenset({("m", Fraction(bare))}), exact=False)
        hint = NL_HINTS.get(word) or nl_prefix(word)
        return _Item(start, end, _plain(hint), exact=False) if hint is not None else None
    values = _plain(value)
    if value in DECADES.values() and text[max(0, start - 6) : start].lower() == "jaren ":
        values |= _year(value, 2)
        return _Item(start, end, values, exact=False)
    cardinal = nl_cardinal(word) is not None
    return _Item(start, end, values, _is_exact_word(word, value), True, cardinal=cardinal)


def _is_exact_word(word: str, value: int) -> bool:
    """Return whether a number in words has to turn up on the other side."""
    return value >= _EXACT_FROM and value not in {100, 1000} and not word.endswith(("ste", "de"))


def _en_item(text: str, word: str, start: int, end: int) -> _Item | None:
    """Return what one English word stands for."""
    if word in {"k", "m", "mn", "bn", "bln", "tn", "trn", "mln"}:
        if not text[start - 1 : start].isdigit():
            return None
        return _Item(start, end, _bare(EN_MAGNITUDES[word]), True, True, EN_MAGNITUDES[word])
    if word in {"a", "an"} and _IS_LINK.search(text[max(0, start - 5) : end + 8].lower()):
        return None
    magnitude = EN_MAGNITUDES.get(word)
    if magnitude:
        return _Item(start, end, _bare(magnitude), magnitude >= 10**6, True, magnitude)
    if word == "half":
        return _Item(start, end, _plain(_HALF), exact=False, words=True)
    if word == "quarter":
        return _Item(start, end, _plain(Fraction(1, 4)), exact=False, words=True)
    if text.startswith("-something", end):
        return None
    for table in (EN_SMALL, EN_TENS):
        if word in table:
            found = table[word]
            return _Item(start, end, _plain(found), found >= _EXACT_FROM, True, cardinal=True)
    if word in EN_ORDINALS:
        return _Item(start, end, _plain(EN_ORDINALS[word]), exact=False, words=True)
    if word in DECADES:
        return _Item(start, end, _year(DECADES[word], 2), exact=False)
    if word in {"noon", "midday", "midnight"}:
        return _Item(start, end, frozenset({("t", Fraction(0)), *_plain(12)}), exact=False)
    hint = EN_HINTS.get(word)
    return _Item(start, end, _plain(hint), exact=False, words=True) if hint is not None else None


def _bare(magnitude: int) -> frozenset[Reading]:
    """Return the readings of a magnitude without a number before it."""
    return _plain(magnitude) | {("m", Fraction(magnitude))}


def _join_magnitudes(items: list[_Item], text: str, language: Language) -> list[_Item]:
    """Put together what makes one number: ``4,8`` ``miljoen``, ``twenty`` ``two``."""
    joined: list[_Item] = []
    for item in items:
        if joined:
            previous = joined[-1]
            gap = text[previous.end : item.start]
            merged = _merged(previous, item, gap, language)
            if merged is not None:
                joined[-1] = merged
                continue
        joined.append(item)
    return joined


def _single(item: _Item) -> Fraction | None:
    """Return the plain value of an item that has one; the smallest of several."""
    values = [value for kind, value in item.values if kind == "n"]
    return min(values) if values else None


def _half_hour(previous: _Item, item: _Item, gap: str, language: Language) -> _Item | None:
    """Return ``half zeven`` and ``half past six`` as a time, None where it is none."""
    hour = _single(item)
    if hour is None or hour.denominator != 1 or not 1 <= hour <= 12 or item.magnitude > 1:
        return None
    if previous.values != _plain(_HALF):
        return None
    if language == "nl" and gap == " ":
        minutes = hour * 60 - 30
    elif language == "en" and gap in {" past ", " "}:
        minutes = hour * 60 + 30
    else:
        return None
    return _Item(previous.start, item.end, frozenset({("t", minutes % 720)}), exact=True)


def _merged(previous: _Item, item: _Item, gap: str, language: Language) -> _Item | None:
    """Return two items as one number, None where they are two."""
    time = _half_hour(previous, item, gap, language)
    if time is not None:
        return time
    left, right = _single(previous), _single(item)
    if left is None or right is None:
        return None
    close = gap == "" or _JOINED.fullmatch(gap) is not None
    if item.magnitude > 1:
        half_a = language == "en" and left < 1 and gap in {" a ", "-a-", " of a "}
        if not (close or half_a) or previous.magnitude >= item.magnitude:
            return None
        values = _plain(left * item.magnitude)
        if item.loose:
            values |= previous.values
            return _Item(previous.start, item.end, values, previous.exact, True)
        if gap == "" and item.end - item.start == 1:
            values |= previous.values  # 5m is five metres, too
        return _Item(previous.start, item.end, values, True, True, item.magnitude)
    if not (previous.words and item.words):
        return None
    linked = _AND.fullmatch(gap) is not None
    half = item.values == _plain(_HALF)
    if half and linked and left.denominator == 1 and previous.magnitude == 1:
        return _Item(previous.start, item.end, _plain(left + _HALF), previous.exact, True)
    if half or left.denominator != 1 or right.denominator != 1:
        if language == "nl" and close and left == 1 and half:
            return _Item(previous.start, item.end, _plain(_HALF), False, True)  # een half miljoen
        if language == "en" and close and left == 1 and right < 1:
            return _Item(previous.start, item.end, _plain(right), False, True)
        return None
    if language == "en" and close and left % 100 >= 20 and left % 10 == 0 and 0 < right < 10:
        return _Item(previous.start, item.end, _plain(left + right), previous.exact, True)
    below = item.cardinal and right < previous.magnitude
    if previous.magnitude >= 100 and below and (close or linked):
        if linked and language == "nl":
            return None
        return _Item(previous.start, item.end, _plain(left + right), True, True)
    return None


def _spread_magnitudes(items: list[_Item], text: str) -> None:
    """Let ``5`` in ``5 tot 6 miljoen`` be read as five million, too."""
    for at in range(len(items) - 1, 0, -1):
        item, previous = items[at], items[at - 1]
        if item.magnitude < 1000 or previous.magnitude > 1:
            continue
        if _BETWEEN.fullmatch(text[previous.end : item.start]):
            previous.values |= frozenset(
                (kind, value * item.magnitude) for kind, value in previous.values if kind == "n"
            )


_MOST = 800
"""Numbers in a segment above which nothing is compared: no sentence has as many, and the time grows
with their square."""


def compare_numbers(
    source: Sequence[Number], target: Sequence[Number]
) -> tuple[list[Number], list[Number]]:
    """Compare the numbers of a source and a target as multisets of values.

    Args:
        source: numbers of the Dutch text.
        target: numbers of the English text.

    Returns:
        The numbers of the source that the target lacks, and those of the target that the source
        lacks, each in order: all that are ``exact``, and number words where both sides have one
        the other lacks.
    """
    if len(source) + len(target) > _MOST:
        return [], []
    left, right = list(source), list(target)
    # The most telling pairs first, so that a hint is not used up by what has a better partner.
    for weights in (("exact", "exact"), ("word", "word"), ("exact", "word"), ("word", "exact")):
        _match_off(left, right, weights[0], weights[1])
    for weight in ("exact", "word", "hint"):
        _match_off(left, right, weight, "hint")
        _match_off(left, right, "hint", weight)
    said = {"exact", "word"}
    contradiction = any(number.weight == "word" for number in left) and any(
        number.weight in said for number in right
    )
    contradiction |= any(number.weight == "word" for number in right) and any(
        number.weight in said for number in left
    )
    counted = said if contradiction else {"exact"}
    return (
        [number for number in left if number.weight in counted],
        [number for number in right if number.weight in counted],
    )


def _match_off(
    left: list[Number], right: list[Number], left_weight: str, right_weight: str
) -> None:
    """Take out of both lists what agrees, one for one, among numbers of the given weights."""
    # What can be read in one way only goes first, so that nothing else takes its partner.
    wanting = [number for number in left if number.weight == left_weight]
    for number in sorted(wanting, key=lambda number: len(number.readings)):
        partners = [
            other
            for other in right
            if other.weight == right_weight and number.readings & other.readings
        ]
        if partners:
            _drop(right, min(partners, key=lambda other: len(other.readings)))
            _drop(left, number)


def _drop(numbers: list[Number], number: Number) -> None:
    """Take this very number out of a list."""
    del numbers[next(at for at, other in enumerate(numbers) if other is number)]
