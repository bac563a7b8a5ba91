"""Times of day in Dutch and English: read, compared, and put right where the Dutch is certain.

Dutch counts to 24 (``14.30 uur``) and looks ahead to the hour (``half acht`` is half past seven).
A small model gets both wrong, and a reader cannot see it. What may last as well as strike (``24
uur``) is a time only behind a word such as ``om``; in doubt nothing is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.model import Edit, Enforced, apply_edits
from workbench.text.number_words import EN_SMALL, NL_SMALL

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Clock", "english_time", "find_times", "repair_times", "wrong_times"]

_HALF_DAY = 720
_NL_HOURS = {word: value for word, value in NL_SMALL.items() if 1 <= value <= 12}
_EN_HOURS = {word: value for word, value in EN_SMALL.items() if 1 <= value <= 12}
_EN_WORDS = {value: word for word, value in _EN_HOURS.items()}
_NL_HOUR = "|".join(sorted(_NL_HOURS, key=len, reverse=True))
_EN_HOUR = "|".join(sorted(_EN_HOURS, key=len, reverse=True))
_STEPS = {"vijf": 5, "tien": 10, "kwart": 15, "twintig": 20}
_EN_STEPS = {"five": 5, "ten": 10, "quarter": 15, "twenty": 20, "half": 30}

_NL_DIGITS = (
    r"(?P<hour>[01]?\d|2[0-4])(?:[.:](?P<minute>[0-5]\d)(?:\s?(?:uur(?!\w)|(?:u\.?|h)(?![\w.:'’]))"
    r"|(?=\s?(?:en|tot|of|[-–])\s?(?:[01]?\d|2[0-4])[.:][0-5]\d\s?(?:uur|u)\b))"
    r"|\s?[uh](?P<short>[0-5]\d)(?![\w'’.:])"
    r"|\s(?:uur|u\.)(?!\w))"
)
_NL = re.compile(
    rf"(?<![\w.,:]){_NL_DIGITS}"
    rf"|\b(?:(?P<step>vijf|tien|kwart|twintig)\s(?P<side>over|voor)\s)?(?P<half>half\s)?"
    rf"(?P<word>{_NL_HOUR}|1[0-2]|[1-9])(?P<uur>\suur)?(?!\w|[.,:]\d)",
    re.IGNORECASE,
)
_STRIKES_AT = re.compile(r"\b(?:om|tegen|vanaf|omstreeks|stipt|klokslag|rond)\s\Z", re.IGNORECASE)
"""What stands before an hour that strikes, not one that lasts."""
_PART = re.compile(
    r"\s?(?:uur\s)?(?:['’‘]s\s(?P<s>ochtends|morgens|middags|avonds|nachts)"
    r"|in de (?P<in>ochtend|morgen|middag|avond|nacht))",
    re.IGNORECASE,
)
_MARK = r"(?:[ap]m\b|[ap]\.\s?m\b\.?(?:m\.?)*|hours?\b|hrs?\b|o[’']clock\b|uur\b|h\b)"
_EN = re.compile(
    rf"(?<![\w.,:/€$£-])(?P<hour>[01]?\d|2[0-4])(?:[.:,](?P<minute>[0-5]\d))?"
    rf"(?P<gap>\s?)(?P<mark>{_MARK})(?!\w)"
    rf"|(?<![\w.,:/€$£-])(?P<block>[012]\d[0-5]\d)\s?(?P<blockmark>[ap]\.?m\b\.?|hours\b|hrs\b)"
    rf"|(?<![\w.,:/€$£-])(?P<bare>[01]?\d|2[0-4])[.:](?P<bareminute>[0-5]\d)(?:(?<=:\d\d)(?:0|:[0-5]\d))?(?![\w%]|[.,:]\d|\s?(?:m|km|kg|per)\b)"
    rf"|\b(?:a\s)?(?P<step>five|ten|quarter|twenty|half)(?:\sminutes)?\s(?P<side>past|to|after|before)\s"
    rf"(?P<word>{_EN_HOUR}|1[0-2]|[1-9])\b(?P<tail>\s?[ap]\.?m\b\.?)?"
    rf"|\bhalf[\s-](?P<halved>{_EN_HOUR})\b(?=\s?(?:[ap]\.?m|o[’']clock|in the|at night|[.,;:!?]|$))",
    re.IGNORECASE,
)
_AT = re.compile(
    r"(?:\b(?:at|around|about|by|from|until|till|before|after|between|since|to|and|of|the)\s|[(:]\s?|^)\Z",
    re.IGNORECASE,
)
_HALF_SAID = re.compile(
    r"\s(?:(?:in the|this|that|yesterday|tomorrow)\s(?:early\s)?(?:morning|afternoon|evening)|at night|tonight)"
)
_AT_SURE = re.compile(r"\b(?:at|around|by)\s\Z", re.IGNORECASE)
_MAYBE = re.compile(r"\b(?:half|kwart|quarter|to|past|over|voor|after|before)\b|uur")
_MOST = 12  # times in a segment above which nothing is compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of day where it stands; ``minutes`` count from midnight."""

    start: int
    end: int
    text: str
    minutes: int
    sure: bool
    """Whether the half of the day is known; otherwise ``minutes`` are below twelve hours."""
    digits: bool
    """Whether it is written in digits with ``uur`` or the like behind it."""


def find_times(text: str, language: str) -> list[Clock]:
    """Return the times of day of a text in order.

    Args:
        text: a segment's source or target.
        language: whose conventions hold: ``nl`` or ``en``.

    >>> [(c.minutes, c.sure) for c in find_times("om 14.30 uur en half acht", "nl")]
    [(870, True), (450, False)]
    """
    if not any(map(str.isdigit, text)) and not _MAYBE.search(text):
        return []
    return list(_dutch(text) if language == "nl" else _english(text))


def _dutch(text: str) -> Iterator[Clock]:
    for match in _NL.finditer(text):
        part = _PART.match(text, match.end())
        if match["hour"]:
            hour = int(match["hour"])
            minute = match["minute"] or match["short"]
            if minute is None and not _STRIKES_AT.search(text[: match.start()]):
                continue
            minutes = hour * 60 + int(minute or 0)
            sure = hour >= 13 or match["hour"][0] == "0" or part is not None
        else:
            hour = _NL_HOURS.get(match["word"].lower()) or int(match["word"])
            struck = match["half"] or match["step"]
            if not struck and not (
                match["uur"] and (part or _STRIKES_AT.search(text[: match.start()]))
            ):
                continue
            if match["word"].lower() == "een" and not (match["half"] or match["uur"] or part):
                continue  # an article
            if match["half"] and _measures(text, match.end()):
                continue
            minutes = hour * 60 - (30 if match["half"] else 0)
            if match["step"]:
                step = _STEPS[match["step"].lower()]
                minutes += step if match["side"].lower() == "over" else -step
            sure = part is not None
        yield Clock(
            start=match.start(),
            end=match.end(),
            text=match.group(),
            minutes=_placed(minutes, part) if sure else minutes % _HALF_DAY,
            sure=sure,
            digits=match["hour"] is not None,
        )


def _measures(text: str, end: int) -> bool:
    """Whether what follows makes ``half`` a part of something, not a time."""
    return re.match(r"\s(?:miljoen|miljard|procent|jaar|kilo|liter|ton)", text[end:]) is not None


def _placed(minutes: int, part: re.Match[str] | None) -> int:
    """Return minutes in the half of the day that the words behind the time name."""
    minutes %= 2 * _HALF_DAY
    said = ((part["s"] or part["in"]) if part else "").lower()
    if not said or minutes >= _HALF_DAY:
        return minutes
    if said.startswith(("middag", "avond")):
        return minutes + _HALF_DAY if minutes < _HALF_DAY else minutes
    if said.startswith("nacht") and minutes >= 9 * 60:
        return minutes + _HALF_DAY
    return minutes


def _english(text: str) -> Iterator[Clock]:
    for match in _EN.finditer(text):
        mark = (match["mark"] or match["blockmark"] or match["tail"] or "").strip().lower()
        if match["hour"]:
            lasts = mark.startswith("h") and not match["minute"]
            if lasts and not _AT_SURE.search(text[: match.start()]):
                continue
            minutes = int(match["hour"]) * 60 + int(match["minute"] or 0)
        elif match["block"]:
            minutes = int(match["block"][:2]) * 60 + int(match["block"][2:])
        elif match["bare"]:
            if ":" not in match.group() and not _AT.search(text[: match.start()]):
                continue
            minutes = int(match["bare"]) * 60 + int(match["bareminute"])
        elif match["halved"]:
            minutes = _EN_HOURS[match["halved"].lower()] * 60 + 30
        else:
            hour = _EN_HOURS.get(match["word"].lower()) or int(match["word"])
            step = _EN_STEPS[match["step"].lower()]
            past = match["side"].lower() in {"past", "after"}
            minutes = hour * 60 + (step if past else -step)
        sure = minutes >= 13 * 60 or mark[:1] in {"a", "p"}
        if mark[:1] in {"a", "p"}:
            minutes = minutes % _HALF_DAY + (_HALF_DAY if mark[0] == "p" else 0)
            sure = True
        yield Clock(
            start=match.start(),
            end=match.end(),
            text=match.group(),
            minutes=minutes if sure else minutes % _HALF_DAY,
            sure=sure,
            digits=match.group()[0].isdigit(),
        )


def english_time(minutes: int, *, sure: bool = True) -> str:
    """Return a time as the house writes it.

    >>> english_time(870), english_time(1080), english_time(450, sure=False)
    ('2.30pm', '6pm', '7.30')
    """
    hour, minute = divmod(minutes % 1440, 60)
    half = ("pm" if hour >= 12 else "am") if sure else ""
    figure = f"{(hour - 1) % 12 + 1}"
    return f"{figure}.{minute:02}{half}" if minute or not sure else f"{figure}{half}"


def _agree(left: Clock, right: Clock) -> bool:
    if left.sure and right.sure:
        return left.minutes % 1440 == right.minutes % 1440
    return (left.minutes - right.minutes) % _HALF_DAY == 0


def _well_written(clock: Clock) -> bool:
    """Whether an English time is written as English writes one, whatever it says."""
    text = clock.text.lower()
    if re.search(r"uur|\bhours?\b|\bhrs?\b|\bh\b|[,:]|m\.m|\d{4}", text):
        return False
    hour = re.match(r"\d+", text)
    return hour is None or 1 <= int(hour[0]) <= 12


def wrong_times(source: str, target: str) -> list[tuple[Clock, Clock, str]]:
    """Return the times of an English target that are others than those of its Dutch source.

    Only where both have as many: then each stands where the other stood.

    Returns:
        The Dutch time, the English one, and what is to be written instead.
    """
    return [
        (here, there, _like(there, here))
        for here, there in _paired(source, target)
        if not _agree(here, there)
    ]


def _paired(source: str, target: str) -> list[tuple[Clock, Clock]]:
    """Return the times of both side by side; none where one side has more."""
    left = find_times(source, "nl")
    right = find_times(target, "en") if left else []
    if len(left) != len(right) or len(left) > _MOST:
        return []
    return list(zip(left, right, strict=True))


def _like(there: Clock, here: Clock) -> str:
    """Return the time of the source in the manner of the one it takes the place of."""
    if not re.search(r"\d", there.text):
        said = _in_words(here.minutes)
        if said is not None:
            article = there.text.lower().startswith("a ")
            return said if article or not said.startswith("a ") else said[2:]
    half = re.search(r"(?i)(?P<half>[ap])\.?\s?m(?!\.m)", there.text)
    if here.sure or half is None:
        return english_time(here.minutes, sure=here.sure)
    return english_time(here.minutes % _HALF_DAY + _HALF_DAY * (half["half"] in "pP"))


def _in_words(minutes: int) -> str | None:
    """Return a time as one says it, None where it has no such name."""
    hour, minute = divmod(minutes % _HALF_DAY, 60)
    now, then = _EN_WORDS[(hour - 1) % 12 + 1], _EN_WORDS[hour % 12 + 1]
    return {
        5: f"five past {now}",
        10: f"ten past {now}",
        15: f"a quarter past {now}",
        20: f"twenty past {now}",
        30: f"half past {now}",
        40: f"twenty to {then}",
        45: f"a quarter to {then}",
        50: f"ten to {then}",
        55: f"five to {then}",
    }.get(minute)


def _as_said(there: Clock, here: Clock, target: str) -> str:
    """Return the time to write, its half of the day left out where the words behind it say it."""
    said = _HALF_SAID.match(target, there.end)
    if said and there.digits and not re.search(r"(?i)[ap]\.?\s?m", there.text):
        return english_time(here.minutes % _HALF_DAY, sure=False)
    return _like(there, here)


def repair_times(source: str, target: str) -> Enforced:
    """Put the source's times of day where the target has others or has them in Dutch dress.

    >>> repair_times("Om 14.30 uur gaat de deur open.", "The door opens at 4.30am.").text
    'The door opens at 2.30pm.'
    """
    edits = tuple(
        Edit(
            start=there.start,
            end=there.end,
            replacement=_as_said(there, here, target),
            reason="time",
        )
        for here, there in _paired(source, target)
        if not _agree(here, there) or not _well_written(there)
    )
    return Enforced(text=apply_edits(target, edits), edits=edits)
