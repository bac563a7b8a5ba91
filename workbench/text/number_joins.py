"""Put together what makes one number: ``4,8`` ``miljoen``, ``twenty`` ``two``, ``half zeven``.

Works on the pieces that ``number_parts`` and ``number_spoken`` found; reads nothing anew.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.text.number_families import joined_parts
from workbench.text.number_parts import HALF, Item, plain, single

if TYPE_CHECKING:
    from workbench.text.number_parts import Language

__all__ = ["join_magnitudes", "place_decades", "spread_magnitudes"]

_BETWEEN = re.compile(
    r"\s*(?:%|procent|per cent|percent|euro|euros|dollar|dollars)?\s*"
    r"(?:tot en met|tot|en|à|of|naar|to|and|or|[-–—/])\s*[€$£]?\s*"
)
_JOINED = re.compile(r"[ \u00a0-]+")
_NOUN_AND = re.compile(r"(?:[ -][a-z]+)?[ -]and[ -]an?[ -]")
_DOZEN = 12
_METRES = re.compile(r" ?m(?:et(?:er|re)s?)? ?")
_HOURS_TO = re.compile(r" ?(?:uur|u\.?)? ?(?:tot|en|of|[-–]) ?(?:van )?")
_AND = re.compile(r"[ -]and[ -]|[ -]and[ -]an?[ -]|[ -]en[ -](?:een[ -])?")


def join_magnitudes(items: list[Item], text: str, language: Language) -> list[Item]:
    """Put together what makes one number: ``4,8`` ``miljoen``, ``twenty`` ``two``."""
    joined: list[Item] = []
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


def _half_hour(previous: Item, item: Item, gap: str, language: Language) -> Item | None:
    """Return ``half zeven`` and ``half past six`` as a time, None where it is none."""
    hour = single(item)
    if hour is None or hour.denominator != 1 or not 1 <= hour <= 12 or item.magnitude > 1:
        return None
    if item.family == "order" or (gap == " " and not item.exact and not item.cardinal):
        return None
    if previous.values != plain(HALF) or previous.family != "part":
        return None
    if language == "nl" and gap == " ":
        minutes = hour * 60 - 30
    elif language == "en" and gap in {" past ", " "}:
        minutes = hour * 60 + 30
    else:
        return None
    return Item(previous.start, item.end, frozenset({("t", minutes % 720)}), exact=True)


def _merged(previous: Item, item: Item, gap: str, language: Language) -> Item | None:
    """Return two items as one number, None where they are two."""
    if _METRES.fullmatch(gap) and item.end - item.start == 2 and item.exact and previous.exact:
        metres, rest = single(previous), single(item)
        if rest is not None and metres is not None and 1 <= metres <= 9:
            return Item(previous.start, item.end, plain(metres + rest / 100), exact=True)
    time = _half_hour(previous, item, gap, language)
    if time is not None:
        return time
    parts = joined_parts(previous, item, gap, language)
    if parts is not None:
        return parts
    left, right = single(previous), single(item)
    if left is None or right is None:
        return None
    close = gap == "" or _JOINED.fullmatch(gap) is not None
    if item.magnitude > 1:
        half_a = language == "en" and left < 1 and gap in {" a ", "-a-", " of a "}
        if not (close or half_a) or previous.magnitude >= item.magnitude:
            return None
        values = plain(left * item.magnitude)
        if item.loose:
            values |= previous.values
            return Item(previous.start, item.end, values, previous.exact, True)
        if language == "en":  # several hundred million
            values |= frozenset(
                (kind, size * item.magnitude) for kind, size in previous.values if kind == "m"
            )
        if gap == "" and item.end - item.start == 1:
            values |= previous.values  # 5m is five metres, too
        dozens = item.magnitude == _DOZEN
        if dozens:  # which are said of 20 and 50, too
            values |= plain(5 * round(left * _DOZEN / 5)) | plain(10 * round(left * _DOZEN / 10))
        return Item(
            previous.start,
            item.end,
            values,
            exact=item.family != "order" and not dozens,  # the five-hundredth
            words=True,
            magnitude=item.magnitude,
            cardinal=dozens,
            family=item.family,
        )
    linked = _AND.fullmatch(gap) is not None
    half = plain(HALF) <= item.values and item.words
    if half and left.denominator == 1 and previous.magnitude == 1:
        mixed = _and_a_half(previous, item, gap, language)
        if mixed is not None:
            return mixed
    if previous.family == "order" or not (previous.words and item.words):
        return None
    if half or left.denominator != 1 or right.denominator != 1:
        if language == "nl" and close and left == 1 and half:
            # een half miljoen
            return Item(previous.start, item.end, item.values, False, True, family=item.family)
        if language == "en" and close and left == 1 and right < 1:
            return Item(previous.start, item.end, item.values, False, True, family=item.family)
        return None
    counts = item.cardinal or item.family == "order"
    tens = left % 100 >= 20 and left % 10 == 0 and 0 < right < 10
    if language == "en" and close and counts and tens:
        return Item(previous.start, item.end, plain(left + right), previous.exact, True)
    below = item.cardinal and right < previous.magnitude
    if previous.magnitude >= 100 and below and (close or linked):
        if linked and language == "nl":
            return None
        return Item(previous.start, item.end, plain(left + right), True, True)
    return None


_OF_THE = re.compile(r" (?:van|in|uit) (?:de|die) ")


def place_decades(items: list[Item], text: str) -> None:
    """Let ``30`` in ``de jaren 30 van de 19e eeuw`` be read as 1830, too, and the 19 be no more."""
    for previous, item in pairwise(items):
        if not _OF_THE.fullmatch(text[previous.end : item.start]):
            continue
        century, decade = single(item), single(previous)
        said = text[max(0, previous.start - 8) : previous.start].lower().rstrip(" '’‘")
        named = re.match(r"(?:ste|de|e)? eeuw", text[item.end : item.end + 8])
        if not said.endswith("jaren") or not named or century is None or decade is None:
            continue
        if decade % 10 == 0 and decade < 100 and 10 <= century <= 20:
            previous.values |= plain(100 * (century - 1) + decade)
            item.exact = False


def _and_a_half(previous: Item, item: Item, gap: str, language: Language) -> Item | None:
    """Return ``two and a half``, ``a year and a half``, ``another century and a half`` as one."""
    count = single(previous) or HALF
    if language == "nl":
        # elf en half twaalf
        linked = gap != " en " and _AND.fullmatch(gap) is not None
    else:
        linked = _NOUN_AND.fullmatch(gap) is not None
        if not (previous.cardinal or previous.exact):
            count = HALF * 2  # a century
    if not linked:
        return None
    values = plain(count + HALF)
    return Item(previous.start, item.end, values, previous.exact, True, family="part", sure=True)


def spread_magnitudes(items: list[Item], text: str) -> None:
    """Let ``5`` in ``5 tot 6 miljoen`` be read as five million, too."""
    for at in range(len(items) - 1, 0, -1):
        item, previous = items[at], items[at - 1]
        hour = single(previous)
        if (
            any(kind == "t" for kind, _ in item.values)
            and previous.exact
            and hour is not None
            and hour <= 24
            and hour.denominator == 1
            and _HOURS_TO.fullmatch(text[previous.end : item.start])
        ):  # van 14 tot 19 uur
            previous.values |= frozenset({("t", hour * 60 % 720)})
        if item.magnitude < 1000 or previous.magnitude > 1:
            continue
        if _BETWEEN.fullmatch(text[previous.end : item.start]):
            previous.values |= frozenset(
                (kind, value * item.magnitude) for kind, value in previous.values if kind == "n"
            )
