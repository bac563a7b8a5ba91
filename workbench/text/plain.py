"""Dutch short forms written out, as a model was taught them: ``m.b.t.`` is ``met betrekking tot``.

A small model has seen most abbreviations a handful of times and guesses at the rest; their words it
knows. Only what can be read in one way where it stands is written out. The words live in
``data/plain_nl.toml``; the document itself is never changed, only what a decoder gets to see.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from workbench.text.times import find_times

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["plain_dutch"]

_ENDS = re.compile(r"\.[\"'”’»)\]]*\s*\Z")
_DAY = r"(?:maan|dins|woens|donder|vrij|zater|zon)dag"
_CLOSE = re.compile(rf"(?<!\w)(?P<day>{_DAY})\s(?P<when>j\.?l|a\.?s)\.(?!\w)", re.IGNORECASE)
"""A day of this or the next week: the word goes before it."""
_CLOSE_DATE = re.compile(r"(?<=[\w.])\s(?:jl|j\.l|a\.s)\.(?!\w)(?P<more>.?)", re.DOTALL)
"""Of a date, the year it is in: English leaves it out."""
_MONEY = re.compile(
    r"€\s?(?P<amount>\d[\d.,]*)\s(?P<size>mln|mld|mrd|mio|miljoen|miljard)\b(?P<stop>\.?)"
)
_ROUND = re.compile(r"€\s?(?P<amount>\d[\d.]*),[-–—]{1,2}(?![\w-])")
_RETIRED = re.compile(
    r"\b(?P<rank>(?:[a-z]+-)?[a-z]*(?:generaal|kolonel|majoor|kapitein|admiraal|commandant|luitenant"
    r"|officier|ambassadeur|rechter|predikant))\s\(?b\.d\.\)?(?P<more>.?)",
    re.DOTALL,
)
"""Of a person no longer in service: English says it before the rank, as Dutch can."""
_UNTIL = re.compile(r"(?<=[\w.])\st/m\s(?=\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Forms:
    """The table as patterns and look-ups."""

    words: dict[str, str]
    before: dict[str, str]
    behind: dict[str, str]
    months: dict[str, str]
    word: re.Pattern[str]
    before_figure: re.Pattern[str]
    behind_figure: re.Pattern[str]
    month: re.Pattern[str]
    title: re.Pattern[str]


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    raw = tomllib.loads((files(__package__) / "data" / "plain_nl.toml").read_text(encoding="utf-8"))
    words, before, behind = raw["anywhere"], raw["before_figure"], raw["behind_figure"]
    months = raw["months"]
    dropped = _either(raw["titles"]["dropped"].split())
    return _Forms(
        words=words,
        before=before,
        behind=behind,
        months=months,
        word=re.compile(rf"(?<![\w.@/-])(?i:{_either(words)})\.(?![\w@])"),
        before_figure=re.compile(rf"(?<![\w.@/-])(?i:{_either(before)})\.(?=\s?\d)"),
        behind_figure=re.compile(rf"(?<=\d\s)(?:{_either(behind)})(?![\w/])\.?"),
        month=re.compile(
            rf"(?<=\d\s)(?:{_either(months)})\.(?!\w)|(?<!\w)(?:{_either(months)})\.(?=\s\d{{4}}\b)"
        ),
        title=re.compile(rf"(?<![\w.])(?:{dropped})\.\s(?=(?:[a-z]{{2,4}}\.\s)*[A-Z])"),
    )


def _either(keys: dict[str, str] | list[str]) -> str:
    return "|".join(map(re.escape, sorted(keys, key=len, reverse=True)))


def plain_dutch(text: str) -> list[tuple[int, int, str]]:
    """Return what to write for the short forms of a Dutch segment.

    Returns:
        Start, end and replacement of each place, in order and apart from one another.

    >>> plain_dutch("Zie blz. 3, m.b.t. de wet.")
    [(4, 8, 'bladzijde'), (12, 18, 'met betrekking tot')]
    """
    if not any(sign in text for sign in "./€") and not any(map(str.isdigit, text)):
        return []
    found = sorted(_found(text), key=lambda one: (one[0], -one[1]))
    kept: list[tuple[int, int, str]] = []
    for start, end, words in found:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, words))
    return kept


def _found(text: str) -> Iterator[tuple[int, int, str]]:
    forms = _forms()
    for match in _CLOSE.finditer(text):
        when = "afgelopen" if match["when"][0] in "jJ" else "aanstaande"
        day = match["day"]
        when, day = (when.capitalize(), day.lower()) if day[0].isupper() else (when, day)
        yield match.start(), match.end(), f"{when} {day}{_stop(text, match.end())}"
    for match in _CLOSE_DATE.finditer(text):
        yield match.start(), match.start("more"), _stop(text, match.start("more"))
    for match in _MONEY.finditer(text):
        size = forms.behind.get(match["size"], match["size"])
        stop = _stop(text, match.end()) if match["stop"] else ""
        yield match.start(), match.end(), f"{match['amount']} {size} euro{stop}"
    for match in _ROUND.finditer(text):
        yield match.start(), match.end(), f"{match['amount']} euro"
    for clock in find_times(text, "nl"):
        # with a colon and nothing behind it a figure is copied; otherwise it is guessed at
        hour, minute = divmod(clock.minutes, 60)
        if clock.digits and (hour > 12 or re.search(r"\d\D+\d", clock.text)):
            stop = _stop(text, clock.end) if clock.text.endswith(".") else ""
            yield clock.start, clock.end, f"{hour}:{minute:02}{stop}"
    for match in _RETIRED.finditer(text):
        stop = _stop(text, match.start("more"))
        yield match.start(), match.start("more"), f"oud-{match['rank']}{stop}"
    for match in _UNTIL.finditer(text):
        yield match.start(), match.end(), " tot en met "
    for match in forms.title.finditer(text):
        yield match.start(), match.end(), ""
    for pattern, table in (
        (forms.word, forms.words),
        (forms.before_figure, forms.before),
        (forms.behind_figure, forms.behind),
        (forms.month, forms.months),
    ):
        for match in pattern.finditer(text):
            written = match.group()
            words = table[written.removesuffix(".").lower()]
            if written[0].isupper():
                words = words[0].upper() + words[1:]
            if written.endswith(".") and not words.endswith("."):
                words += _stop(text, match.end())
            yield match.start(), match.end(), words


def _stop(text: str, end: int) -> str:
    """Return the full stop that is the sentence's as well as the short form's."""
    return "." if _ENDS.match(text, end - 1) else ""
