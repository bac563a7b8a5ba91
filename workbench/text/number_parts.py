"""What a number is made of, and how figures, dates and fraction signs are read.

The pieces that reading a text finds one by one, before ``number_joins`` puts them together. Words
are read in ``number_spoken``; what is no piece of a number does not belong here.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

__all__ = [
    "HALF",
    "Family",
    "Item",
    "Language",
    "Reading",
    "date_at",
    "digits_at",
    "plain",
    "single",
    "vulgar_at",
    "year",
]

Language = Literal["nl", "en"]
Family = Literal["", "order", "part", "round", "times"]
"""What a word says of a number: ``third``, ``a third`` or ``one and a half``, ``dozens``, ``twice``."""
Reading = tuple[str, Fraction]
"""``n`` and a value, ``t`` and minutes since midnight modulo twelve hours, ``m`` and a magnitude
that stands without a number (``miljarden``), ``x`` and a checksum of digits too many to count."""

_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3)}
HALF = Fraction(1, 2)
_NL_GROUPED = re.compile(r"\d{1,3}(?:[. \u00a0\u2009\u202f]\d{3})+(?:,\d+)?")
_EN_GROUPED = re.compile(r"\d{1,3}(?:[, \u00a0\u2009\u202f]\d{3})+(?:\.\d+)?")
_CLOCK = re.compile(r"([01]?\d|2[0-4])[.:]([0-5]\d)(?:[.:][0-5]\d)?")
_NL_HOUR = re.compile(r"\s*(?:uur\b|u\b|h\b)")
_EN_HOUR = re.compile(r"\s*(?:[ap]\.?m\b|o['’]clock)", re.IGNORECASE)
_DIALLED = re.compile(r"\b0\d{1,3} ?/ ?$|\btel(?:efoon(?:n(?:umme)?r)?|n(?:umme)?r)?\.?:? ?$")
"""What stands before a telephone number; a town that ``telt 1.234 inwoners`` counts them."""
_MOST_DIGITS = 40  # longer ones are no quantities, and Python refuses to convert some


@dataclass(slots=True)
class Item:
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
    family: Family = ""
    sure: bool = False
    """Whether what belongs to a family is hardly ever said otherwise."""


def plain(value: Fraction | int) -> frozenset[Reading]:
    """Return the one reading of a plain value."""
    return frozenset({("n", Fraction(value))})


def single(item: Item) -> Fraction | None:
    """Return the plain value of an item that has one; the smallest of several."""
    values = [value for kind, value in item.values if kind == "n"]
    return min(values) if values else None


def date_at(written: str, start: int) -> list[Item]:
    """Return day, month and year of a date in digits; the month may become a word."""
    items = []
    for index, part in enumerate(re.finditer(r"\d+", written)):
        value = int(part.group())
        values = plain(value) if index < 2 else year(value, len(part.group()))
        exact = index != 1
        items.append(Item(start + part.start(), start + part.end(), values, exact))
    return items


def year(value: int, digits: int) -> frozenset[Reading]:
    """Return the readings of a year, of which two digits may have been left out."""
    values = plain(value)
    if digits == 2:
        values |= plain(1900 + value) | plain(2000 + value)
    return values


def digits_at(text: str, written: str, start: int, language: Language) -> list[Item]:
    """Return what a run of digits with points, commas and colons stands for."""
    end = start + len(written)
    before = text[max(0, start - 16) : start].lower()
    exact = not before.endswith(("covid-", "co", "mp"))
    grouped = _NL_GROUPED if language == "nl" else _EN_GROUPED
    point = "," if language == "nl" else "."
    clock = _CLOCK.fullmatch(written)
    values: frozenset[Reading]
    if len(written) > _MOST_DIGITS or ("." in written and _DIALLED.search(before)):
        return _apart(written, start, exact=exact)
    if grouped.fullmatch(written):
        whole, _, decimals = written.partition(point)
        values = plain(Fraction(re.sub(r"\D", "", whole) + (f".{decimals}" if decimals else "")))
    elif written.isdigit():
        values = plain(int(written))
        if len(written) == 2 and before.endswith(("'", "’", "‘", " ' ", " ’ ", "jaren ")):
            values = year(int(written), 2)
        if len(written) == 2 and re.search(r"\d{4}[-–/]$", before):
            values = year(int(written), 2)
        if len(written) == 4 and int(written[:2]) < 24 and int(written[2:]) < 60:
            values |= {("t", Fraction((int(written[:2]) * 60 + int(written[2:])) % 720))}
        hour = _NL_HOUR if language == "nl" else _EN_HOUR
        if len(written) <= 2 and int(written) <= 24 and hour.match(text, end):
            values |= {("t", Fraction(int(written) * 60 % 720))}
    elif re.fullmatch(r"\d+[.,]\d+", written) and (point in written or clock or language == "nl"):
        separator = "," if "," in written else "."
        if language == "en" and separator == ",":
            return _apart(written, start, exact=exact)
        values = plain(Fraction(written.replace(",", ".")))
        if clock:
            minutes = int(clock.group(1)) * 60 + int(clock.group(2))
            values |= {("t", Fraction(minutes % 720))}
    elif clock:
        minutes = int(clock.group(1)) * 60 + int(clock.group(2))
        values = frozenset({("t", Fraction(minutes % 720))})
    else:
        return _apart(written, start, exact=exact)
    return [Item(start, end, values, exact)]


def _apart(written: str, start: int, *, exact: bool) -> list[Item]:
    """Return each run of digits for itself: a list, a version, a telephone number."""
    return [
        Item(start + part.start(), start + part.end(), _whole(part.group()), exact)
        for part in re.finditer(r"\d+", written)
    ]


def _whole(digits: str) -> frozenset[Reading]:
    """Return the reading of digits; where they are too many to count, of their sequence."""
    if len(digits) > _MOST_DIGITS:
        return frozenset({("x", Fraction(zlib.crc32(digits.encode())))})
    return plain(int(digits))


def vulgar_at(text: str, sign: str, start: int, items: list[Item]) -> Item:
    """Return a fraction sign, added to the whole number right before it."""
    value = _VULGAR[sign]
    if items and not text[items[-1].end : start].strip() and start - items[-1].end <= 1:
        previous = items.pop()
        values = frozenset((kind, whole + value) for kind, whole in previous.values)
        return Item(previous.start, start + 1, values, previous.exact)
    return Item(start, start + 1, plain(value), exact=False)
