"""Number words of Dutch and English, and the reading of the compounds Dutch makes of them.

Tables and pure look-ups only; how words, digits and magnitudes make one number is in ``numbers``.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = [
    "BARE_MAGNITUDES",
    "DECADES",
    "EN_HINTS",
    "EN_MAGNITUDES",
    "EN_ORDINALS",
    "EN_SMALL",
    "EN_TENS",
    "NL_HINTS",
    "NL_MAGNITUDES",
    "NL_ORDINALS",
    "NL_SUMS",
    "nl_cardinal",
    "nl_prefix",
    "nl_word",
]

NL_MAGNITUDES = {
    "honderd": 100,
    "duizend": 1000,
    "miljoen": 10**6,
    "mln": 10**6,
    "miljard": 10**9,
    "mld": 10**9,
    "mrd": 10**9,
    "biljoen": 10**12,
    "biljard": 10**15,
    "triljoen": 10**18,
}
EN_MAGNITUDES = {
    "hundred": 100,
    "thousand": 1000,
    "k": 1000,
    "million": 10**6,
    "m": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "bln": 10**9,
    "trillion": 10**12,
    "tn": 10**12,
    "trn": 10**12,
    "quadrillion": 10**15,
    "quintillion": 10**18,
}
BARE_MAGNITUDES = {
    "miljoenen": 10**6,
    "miljarden": 10**9,
    "biljoenen": 10**12,
    "millions": 10**6,
    "billions": 10**9,
    "trillions": 10**12,
}

NL_SMALL = {
    word: value
    for value, word in enumerate(
        [
            "nul",
            "een",
            "twee",
            "drie",
            "vier",
            "vijf",
            "zes",
            "zeven",
            "acht",
            "negen",
            "tien",
            "elf",
            "twaalf",
            "dertien",
            "veertien",
            "vijftien",
            "zestien",
            "zeventien",
            "achttien",
            "negentien",
        ]
    )
} | {"één": 1, "eén": 1, "éen": 1, "nul": 0}
NL_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig"],
        start=2,
    )
}
NL_SUMS = {"ton": 100_000, "mille": 1000}
NL_ORDINALS = {
    "eerste": 1,
    "tweede": 2,
    "derde": 3,
    "vierde": 4,
    "vijfde": 5,
    "zesde": 6,
    "zevende": 7,
    "achtste": 8,
    "negende": 9,
    "tiende": 10,
    "elfde": 11,
    "twaalfde": 12,
}
EN_SMALL = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
EN_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
EN_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    "thirteenth": 13,
    "fourteenth": 14,
    "fifteenth": 15,
    "sixteenth": 16,
    "seventeenth": 17,
    "eighteenth": 18,
    "nineteenth": 19,
    "twentieth": 20,
    "thirtieth": 30,
    "fortieth": 40,
    "fiftieth": 50,
    "sixtieth": 60,
    "seventieth": 70,
    "eightieth": 80,
    "ninetieth": 90,
    "hundredth": 100,
    "thousandth": 1000,
}
# Words that say a number without being one; they satisfy it on the other side.
NL_HINTS = {
    "beide": 2,
    "beiden": 2,
    "allebei": 2,
    "tweetal": 2,
    "drietal": 3,
    "viertal": 4,
    "tiental": 10,
    "dozijn": 12,
    "eeuw": 100,
    "decennium": 10,
    "kwartier": 15,
    "etmaal": 24,
}
EN_HINTS = {
    "both": 2,
    "pair": 2,
    "couple": 2,
    "twice": 2,
    "double": 2,
    "once": 1,
    "another": 1,
    "single": 1,
    "triple": 3,
    "dozen": 12,
    "a": 1,
    "an": 1,
    "decade": 10,
    "century": 100,
    "fortnight": 14,
}
DECADES = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}


def nl_word(word: str) -> int | None:
    """Return the value of one Dutch number word, cardinal or ordinal; None if it is none.

    >>> nl_word("tweeënzestigduizendvijfhonderd")
    62500
    """
    if word in NL_ORDINALS:
        return NL_ORDINALS[word]
    value = nl_cardinal(word)
    if value is None:
        for ending in ("ste", "de"):
            stem = word.removesuffix(ending)
            if stem != word and value is None:
                value = nl_cardinal(stem)
    return value


@lru_cache(maxsize=4096)
def nl_cardinal(word: str) -> int | None:
    """Return the value of one Dutch cardinal written as one word."""
    if not word or len(word) > 60:
        return None
    if word in NL_SMALL:
        return NL_SMALL[word]
    if word in NL_TENS:
        return NL_TENS[word]
    for magnitude, name in ((1000, "duizend"), (100, "honderd")):
        head, found, tail = word.partition(name)
        if found:
            count = nl_cardinal(head) if head else 1
            rest = nl_cardinal(tail.removeprefix("en")) if tail else 0
            if count is None or rest is None or rest >= magnitude or count >= 1000:
                return None
            return count * magnitude + rest
    for link in ("ën", "en"):
        for tens, value in NL_TENS.items():
            unit = NL_SMALL.get(word.removesuffix(link + tens), 0)
            if word.endswith(link + tens) and 0 < unit < 10:
                return value + unit
    return None


_STARTS = re.compile(
    "|".join(sorted([*NL_SMALL, *NL_TENS, "honderd", "duizend"], key=len, reverse=True))
)


def nl_prefix(word: str) -> int | None:
    """Return the value of the number a Dutch compound begins with; None if there is none.

    >>> nl_prefix("zestienkleppenmotor")
    16
    """
    start = _STARTS.match(word)
    if start is None:
        return None
    for end in range(min(len(word) - 1, 40), start.end() - 1, -1):
        value = nl_cardinal(word[:end])
        if value is not None and value > 1:
            return value
    return None
