"""Checks on figures: numbers, dates, addresses.

A wrong figure is the mistake that a reader of the English cannot see, so these are critical. What
is counted, currencies and units, is looked at in ``units``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.model import Severity
from workbench.qa.registry import Remark, Subject, check, repair
from workbench.text.dress import dress
from workbench.text.figures import english_figure
from workbench.text.numbers import compare_numbers, compare_said, find_numbers
from workbench.text.times import find_times, wrong_times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.model import Fix
    from workbench.text.numbers import Number
    from workbench.text.times import Clock

__all__ = ["address", "date", "number"]


@check("number", Severity.CRITICAL)
def number(subject: Subject) -> Iterator[Remark]:
    """A number of the source is missing from the target, or the target has another one."""
    source, target = find_numbers(subject.source, "nl"), find_numbers(subject.target, "en")
    missing, extra = compare_numbers(source, target)
    told = [*missing, *extra]
    if told:
        missing, extra = _without_times(subject, missing, extra)
        extra = [one for one in extra if not (one.text.istitle() and one.text in subject.source)]
    for dutch, english, written in wrong_times(subject.source, subject.target):
        missing = _without(missing, dutch)
        extra = _without(extra, english)
        yield Remark(
            f"the Dutch has {dutch.text}, the English {english.text}",
            english.start,
            english.end,
            fix=repair(subject, english.start, english.end, written, f"write {written}", safe=True),
        )
    for lost in list(missing):
        found = _dutch_way(subject, lost.text)
        if found is None:
            continue
        missing.remove(lost)
        extra = [one for one in extra if one.end <= found.start or found.end <= one.start]
        yield Remark(f"{found.text} is written the Dutch way", found.start, found.end, fix=found)
    yield from _remarks(subject, missing, extra)
    for left, right in compare_said(source, target):
        if left in told or right in told:
            continue
        if left and right:
            message = f"the Dutch has {left.text}, the English {right.text}"
            yield Remark(message, right.start, right.end)
        else:
            yield from _lacking([left] if left else [], [right] if right else [])


def _remarks(subject: Subject, missing: list[Number], extra: list[Number]) -> Iterator[Remark]:
    """Yield what is said of numbers that only one side has."""
    if missing and extra and len(missing) == len(extra):
        for left, right in zip(missing, extra, strict=True):
            figure = english_figure(left.text) if right.text[:1].isdigit() else None
            yield Remark(
                f"the Dutch has {left.text}, the English {right.text}",
                right.start,
                right.end,
                fix=None
                if figure is None
                else repair(subject, right.start, right.end, figure, f"write {figure}", safe=False),
            )
        return
    yield from _lacking(missing, extra)


def _lacking(missing: list[Number], extra: list[Number]) -> Iterator[Remark]:
    """Yield what is said of numbers that stand alone."""
    for number in missing:
        yield Remark(f"{number.text} is missing from the English")
    for number in extra:
        yield Remark(f"{number.text} is not in the Dutch", number.start, number.end)


def _without_times(
    subject: Subject, missing: list[Number], extra: list[Number]
) -> tuple[list[Number], list[Number]]:
    """Return the numbers outside the times that both sides say: tien over half elf, 10.40."""
    english = find_times(subject.target, "en")
    for clock in find_times(subject.source, "nl"):
        same = next((e for e in english if (e.minutes - clock.minutes) % _HALF_DAY == 0), None)
        if same is not None:
            missing, extra = _without(missing, clock), _without(extra, same)
    return missing, extra


_HALF_DAY = 720


def _without(numbers: list[Number], clock: Clock) -> list[Number]:
    """Return the numbers outside a time of day."""
    return [one for one in numbers if one.end <= clock.start or clock.end <= one.start]


def _dutch_way(subject: Subject, written: str) -> Fix | None:
    """Return the fix for a figure that was copied with the points and commas of Dutch."""
    for text in (written, written.split()[0]):
        english = english_figure(text)
        if english is None or english == text:
            continue
        match = re.search(rf"(?<![\d.,]){re.escape(text)}(?![\d]|[.,]\d)", subject.target)
        if match:
            return repair(
                subject, match.start(), match.end(), english, f"write {english}", safe=True
            )
    return None


_MONTHS = {
    "januari": "January", "februari": "February", "maart": "March", "april": "April",
    "mei": "May", "juni": "June", "juli": "July", "augustus": "August",
    "september": "September", "oktober": "October", "november": "November",
    "december": "December",
}  # fmt: skip
_DAYS = {
    "maandag": "Monday", "dinsdag": "Tuesday", "woensdag": "Wednesday", "donderdag": "Thursday",
    "vrijdag": "Friday", "zaterdag": "Saturday", "zondag": "Sunday",
}  # fmt: skip
_DUTCH_DATE = re.compile(rf"\b(?:{'|'.join([*_MONTHS, *_DAYS])})", re.IGNORECASE)
_SHORT = {name[:3]: name for name in (*_MONTHS.values(), *_DAYS.values())} | {"Sept": "September"}
_ENGLISH_DATE = re.compile(
    rf"\b(?P<name>{'|'.join((*_MONTHS.values(), *_DAYS.values()))})(?!\w*[a-rt-z])"
    rf"|\b(?P<short>{'|'.join(_SHORT)})(?![\w])",
)
_NUMERIC_DATE = re.compile(r"(?<![\d.,/-])\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?![\d.,/-]*\d)")
# A day of the month, the Dutch month alone, a weekday with or without its part of the day.
_DAY_AND_MONTH = re.compile(rf"(?<![\d.,])(?:[12]?\d|3[01]) (?P<name>{'|'.join(_MONTHS)})\b")
_ALONE = re.compile(
    rf"(?<![\w-])(?:(?P<month>{'|'.join(_MONTHS)})|(?P<day>{'|'.join(_DAYS)})"
    r"(?:ochtend|morgen|middag|avond|nacht)?)(?![\w-])"
)
_SLASHED = re.compile(r"(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])")
# Words that are no dates as well: he may march.
_DOUBTFUL = frozenset({"May", "March", "Sun", "Mar", "Sat", "Dec", "Jan", "Jun", "Apr", "Aug"})


@check("date", Severity.CRITICAL)
def date(subject: Subject) -> Iterator[Remark]:
    """A month or day of the week of the source is missing or became another one in the target."""
    wanted: list[str] = []
    for match in _DUTCH_DATE.finditer(subject.source):
        word = match.group().lower()
        # "Maart" may be a surname, "mei" is nothing else; compounds (vrijdagavond) count as well.
        if match.group()[0].isupper() and match.start() and word in _MONTHS:
            continue
        wanted.append((_MONTHS | _DAYS)[word])
    found = [
        (match["name"] or _SHORT[match["short"]], match)
        for match in _ENGLISH_DATE.finditer(subject.target)
    ]
    english = [name for name, _ in found]
    missing = [name for name in dict.fromkeys(wanted) if name not in english]
    if not missing or _NUMERIC_DATE.search(subject.target) or _SLASHED.search(subject.target):
        return
    for name, match in found:
        same_kind = [m for m in missing if (m in _DAYS.values()) == (name in _DAYS.values())]
        if name not in wanted and match.group() not in _DOUBTFUL and same_kind:
            wrong, right = match.group(), same_kind[0]
            yield Remark(
                f"the Dutch has {right}, the English {name}",
                match.start(),
                match.end(),
                fix=repair(subject, match.start(), match.end(), right, f"write {right}", safe=False)
                if wrong == name
                else None,
            )
            missing.remove(same_kind[0])
    lost = _lost(subject, english)
    for name in missing:
        if name in lost:
            fix = _put_back(subject, name)
            yield Remark(
                f"{name} is missing from the English",
                None if fix is None else fix.start,
                None if fix is None else fix.end,
                Severity.FUNCTIONAL,
                fix,
            )


def _put_back(subject: Subject, name: str) -> Fix | None:
    """Return the fix for a month whose day and year stand without it."""
    british = subject.guide.language.lower() != "en-us"
    for edit in dress(subject.source, subject.target, british=british).edits:
        if edit.reason == "date" and name in edit.replacement:
            message = f"write {edit.replacement}"
            return repair(subject, edit.start, edit.end, edit.replacement, message, safe=True)
    return None


def _lost(subject: Subject, english: list[str]) -> set[str]:
    """Return the months and weekdays that the Dutch surely names and the English does not.

    A weekday, or a month without a day, counts only where the English names no other of its kind:
    the night from Sunday to Monday is Sunday night.
    """
    dated = {_MONTHS[match["name"]] for match in _DAY_AND_MONTH.finditer(subject.source)}
    kinds = {name in _DAYS.values() for name in english}
    # A capital inside a sentence is a name's (Maart), at its start it is none.
    for match in _ALONE.finditer(subject.source[:1].lower() + subject.source[1:]):
        name = _MONTHS[match["month"]] if match["month"] else _DAYS[match["day"]]
        if (match["day"] is not None) not in kinds:
            dated.add(name)
    if not dated:
        return dated
    from difflib import get_close_matches  # standard library, only where a date is lost

    words = [word.capitalize() for word in _LETTERS.findall(subject.target)[:_MOST_WORDS]]
    # Novemeber is there, though misspelt.
    return {name for name in dated if not get_close_matches(name, words, n=1, cutoff=_LIKE)}


_LETTERS = re.compile(r"\b[A-Za-z]{3,13}\b")
_MOST_WORDS = 400
_LIKE = 0.8


_ADDRESS = re.compile(
    r"\bhttps?://[^\s<>\"“”„]*[^\s<>\"“”„.,;:!?)\]’']|\bwww\.[^\s<>\"“”„]*[^\s<>\"“”„.,;:!?)\]’']"
    r"|\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}"
)


@check("address", Severity.CRITICAL)
def address(subject: Subject) -> Iterator[Remark]:
    """An address of the source is missing from the target or was changed."""
    target = {match.group() for match in _ADDRESS.finditer(subject.target)}
    for match in _ADDRESS.finditer(subject.source):
        if match.group() not in target and match.group() not in subject.target:
            yield Remark(f"{match.group()} is missing from the English")
