"""Read the numbers of a Dutch or an English text and compare them by value.

``4,8 miljoen`` is 4.8 million, ``5.000`` is 5,000, a ``miljard`` is a billion and a ``biljoen`` a
trillion. What can be read in more than one way keeps all its readings, and two numbers agree where
any of them do: a check that cries wolf is switched off. Nothing is converted here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from workbench.text.number_joins import join_magnitudes, place_decades, spread_magnitudes
from workbench.text.number_parts import Language, date_at, digits_at, single, vulgar_at
from workbench.text.number_spoken import word_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from workbench.text.number_parts import Family, Item, Reading

__all__ = ["Language", "Number", "compare_numbers", "compare_said", "find_numbers"]

Weight = Literal["exact", "word", "hint"]


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
    family: Family = ""
    """What a word says of its number; see ``compare_said``."""
    sure: bool = False
    """Whether what belongs to a family is hardly ever said otherwise."""


_TOKEN = re.compile(
    r"(?P<skip>\x1b\[[0-?]*[ -/]*[@-~]|(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}|(?<![^\W_])(?:[ckm]?m|mi|ft)[23]\b)"
    r"|(?P<date>(?<![\d.,/-])\d{1,2}(?P<sign>[-/.])\d{1,2}(?P=sign)(?:\d{4}|\d{2})(?![\d.,/-]*\d))"
    r"|(?P<digits>\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,:]\d+)*)"
    r"|(?P<vulgar>[½¼¾⅓])"
    r"|(?P<word>[^\W\d_]+)"
)
_CACHED = 2_000  # characters of a text whose numbers are kept for the next question


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
    items = join_magnitudes(_items(text, language), text, language)
    spread_magnitudes(items, text)
    if language == "nl":
        place_decades(items, text)
    return tuple(
        Number(
            start=item.start,
            end=item.end,
            text=text[item.start : item.end],
            readings=item.values,
            weight=_weight(item),
            family=item.family,
            sure=item.sure,
        )
        for item in items
    )


_numbers_again = lru_cache(maxsize=256)(_numbers)
"""The ladder, the repairs and the checks ask for the same source and targets one after another."""


def _weight(item: Item) -> Weight:
    """Return how much a number counts in the comparison."""
    if item.exact:
        return "exact"
    value = single(item)
    return "word" if item.cardinal and value is not None and value >= 2 else "hint"


def _items(text: str, language: Language) -> list[Item]:
    """Return digits and number words one by one."""
    items: list[Item] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup if match.lastgroup != "sign" else "date"
        start, end = match.span()
        if match.group("date"):
            items += date_at(match.group(), start)
        elif kind == "digits":
            items += digits_at(text, match.group(), start, language)
        elif kind == "vulgar":
            items.append(vulgar_at(text, match.group(), start, items))
        elif kind == "word":
            item = word_at(text, match.group().lower(), start, end, language)
            if item is not None:
                items.append(item)
    return [item for item in items if item.end > item.start]


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


def compare_said(
    source: Sequence[Number], target: Sequence[Number]
) -> list[tuple[Number | None, Number | None]]:
    """Compare what words say of numbers: ordinals, parts, round numbers, multiples.

    Returns:
        The pairs that contradict each other: a word of the source that nothing in the target
        answers, and one of the same family in the target that nothing in the source does. Where
        there is no such other one, None stands beside those that are hardly ever said otherwise.

    >>> [(a.text, b.text) for a, b in compare_said(
    ...     find_numbers("honderden doden op de derde dag", "nl"),
    ...     find_numbers("thousands dead on the third day", "en"),
    ... )]
    [('honderden', 'thousands')]
    """
    if len(source) + len(target) > _MOST:
        return []
    found: list[tuple[Number | None, Number | None]] = []
    # What agrees with each other answers nothing else.
    ours = [number for number in source if not number.family]
    theirs = [number for number in target if not number.family]
    for weight in ("exact", "word"):
        _match_off(ours, theirs, weight, weight)
    ours += [number for number in source if number.family]
    theirs += [number for number in target if number.family]
    for family in ("order", "part", "round", "times"):
        left = [number for number in source if number.family == family]
        right = [number for number in target if number.family == family]
        for number in list(left):
            answer = next((one for one in right if one.readings & number.readings), None)
            if answer is not None:
                _drop(right, answer)
                _drop(left, number)
        left = [number for number in left if not _answered(number, theirs, target)]
        right = [number for number in right if not _answered(number, ours, source)]
        paired = min(len(left), len(right))
        found += zip(left, right, strict=False)
        found += [(number, None) for number in left[paired:] if number.sure]
        found += [(None, number) for number in right[paired:] if number.sure]
    return found


def _answered(number: Number, free: Sequence[Number], others: Sequence[Number]) -> bool:
    """Whether some number of the other side may be this one.

    Args:
        number: one that belongs to a family.
        free: the numbers of the other side that agree with none of this one.
        others: all numbers of the other side.
    """
    ordinal = number.family == "order"
    if any(
        number.readings & other.readings and not (ordinal and other.text.lower() in _ONES)
        for other in free
    ):
        return True
    if number.family != "part":
        return False
    said = {value for other in others for kind, value in other.readings if kind == "n"}
    return any(
        part < 1 and (_out_of(part, said) or round(part * 100) in said)
        for _, part in number.readings
    )


_ONES = frozenset({"a", "an", "one", "another", "single", "once", "een", "één"})
"""Which count and do not say that something is the first."""


def _out_of(part: Fraction, said: set[Fraction]) -> bool:
    """Whether numbers may say a part: one in four, two out of three; for a half, double."""
    return part.denominator in said and (part.numerator in said or part.numerator == 1)


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
