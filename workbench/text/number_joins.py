"""Put together what makes one number: ``4,8`` ``miljoen``, ``twenty`` ``two``, ``half zeven``.

Works on the pieces that ``number_parts`` and ``number_spoken`` found; reads nothing anew.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.text.number_parts import HALF, Item, plain, single

if TYPE_CHECKING:
    from workbench.text.number_parts import Language

__all__ = ["join_magnitudes", "spread_magnitudes"]

_BETWEEN = re.compile(
    r"\s*(?:%|procent|per cent|percent|euro|euros|dollar|dollars)?\s*"
    r"(?:tot en met|tot|en|à|of|naar|to|and|or|[-–—/])\s*[€$£]?\s*"
)
_JOINED = re.compile(r"[ \u00a0-]+")
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
    if previous.values != plain(HALF):
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
    time = _half_hour(previous, item, gap, language)
    if time is not None:
        return time
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
        if gap == "" and item.end - item.start == 1:
            values |= previous.values  # 5m is five metres, too
        return Item(previous.start, item.end, values, True, True, item.magnitude)
    if not (previous.words and item.words):
        return None
    linked = _AND.fullmatch(gap) is not None
    half = item.values == plain(HALF)
    if half and linked and left.denominator == 1 and previous.magnitude == 1:
        return Item(previous.start, item.end, plain(left + HALF), previous.exact, True)
    if half or left.denominator != 1 or right.denominator != 1:
        if language == "nl" and close and left == 1 and half:
            return Item(previous.start, item.end, plain(HALF), False, True)  # een half miljoen
        if language == "en" and close and left == 1 and right < 1:
            return Item(previous.start, item.end, plain(right), False, True)
        return None
    if language == "en" and close and left % 100 >= 20 and left % 10 == 0 and 0 < right < 10:
        return Item(previous.start, item.end, plain(left + right), previous.exact, True)
    below = item.cardinal and right < previous.magnitude
    if previous.magnitude >= 100 and below and (close or linked):
        if linked and language == "nl":
            return None
        return Item(previous.start, item.end, plain(left + right), True, True)
    return None


def spread_magnitudes(items: list[Item], text: str) -> None:
    """Let ``5`` in ``5 tot 6 miljoen`` be read as five million, too."""
    for at in range(len(items) - 1, 0, -1):
        item, previous = items[at], items[at - 1]
        if item.magnitude < 1000 or previous.magnitude > 1:
            continue
        if _BETWEEN.fullmatch(text[previous.end : item.start]):
            previous.values |= frozenset(
                (kind, value * item.magnitude) for kind, value in previous.values if kind == "n"
            )
