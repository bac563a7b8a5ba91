"""English dress for what a model wrote as another house would: dates, units, sums, small figures.

Only forms are changed, and only where the Dutch shows what is meant: ``June 7, 2026`` for ``7 juni
2026``, ``km2`` for ``km²``, ``€5 euros``. Values are compared and mended in ``figures`` and
``times``.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING

from workbench.model import Edit, Enforced, apply_edits

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["dress"]

_MONTHS = {
    "january": "januari",
    "february": "februari",
    "march": "maart",
    "april": "april",
    "may": "mei",
    "june": "juni",
    "july": "juli",
    "august": "augustus",
    "september": "september",
    "october": "oktober",
    "november": "november",
    "december": "december",
}
_MONTH_FIRST = re.compile(
    rf"\b(?P<month>{'|'.join(map(str.capitalize, _MONTHS))})\s(?P<day>[12]?\d|3[01])"
    r"(?:st|nd|rd|th)?(?:,?\s(?P<year>[12]\d{3})\b)?(?![\w.,/:-]{0,9}\d)"
    r"(?!\s(?:and|or|to|until|through|[–—-])\s\d)"
)
"""A date of one day: of ``June 7 and 8`` both would have to go before the month."""
_DAY_BEFORE = re.compile(r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?\s(?:of\s)?\Z")
_SMALL = "⁰¹²³⁴-⁹₀-₉⁺⁻₊₋"
_SMALL_FIGURES = re.compile(rf"(?<![\w{_SMALL}])[\w×]{{0,40}}[{_SMALL}]+[\w{_SMALL}]{{0,40}}")
_METRES = re.compile(
    r"(?P<unit>\b(?:kilo|centi|milli)met|(?:(?<=\d[ -])|(?<=\bcubic )|(?<=\bsquare ))met"
    r"|(?:(?<=\d[ -])|(?<=\bmillion )|(?<=\bmilli)|(?<=\bcenti))lit)er(?P<many>s?)\b"
)
_SUM_TWICE = re.compile(
    r"(?P<sum>(?P<sign>[€$£])\d[\d.,]*(?:\s(?:thousand|million|billion|trillion))?)"
    r"\s(?P<word>euros?|dollars?|pounds?)\b"
)
_SIGNS = {"€": "euro", "$": "dollar", "£": "pound"}
_SUM = re.compile(r"(?P<sign>[€$£])\s?(?P<amount>\d[\d.,]*\d|\d)")
_SIGNED = re.compile(r"(?:[€$£¥]|\b(?:EUR|USD|GBP|euros?))\s?\Z")
_NAMED = re.compile(
    r"(?:\s|-)?(?:(?:thousand|million|billion|trillion)(?:\s|-))?"
    r"(?:euro|dollar|pound|cent|EUR|USD|GBP|[€$£¥]|US\b|m\b|bn\b)"
)
"""A currency behind its amount."""
_OF_MONTH = re.compile(rf"\s(?:of\s)?(?:{'|'.join(_MONTHS)})\b", re.IGNORECASE)
_MOST = 60
"""Dates, and sums, of a segment that are looked at: no sentence has as many."""
_COIN = re.compile(
    r"(?P<amount>(?<![\w.,])(?:\d[\d.,]*|thousand|million|billion))"
    r"\s(?P<coin>rou?ble|dollar|euro|pound|franc|rupee|dinar|peso|dirham|hryvnia|crown)"
    r"(?=\s(?:an?|and|or|in|to|for|of|on|per|from|at|by|each|less|more|is|are|was|were|had|ha[sv]e|as"
    r"|than|that|which|who|when|if|with|after|before|since|this|every|he|she|they|it|we|will|would)\b"
    r"|\s?[(–—]|[.,;:!?)\]”’\"]|$)"
)
_WE_ARE = re.compile(r"(?<![\w'’-])(?P<noun>[^\W\d_]{3,30})['’]re\b")
_MAY_BE_SHORT = frozenset(
    ["how", "here", "that", "there", "these", "they", "those", "what", "when", "where", "who", "why",
     "you"]
)  # fmt: skip
"""Words behind which a newspaper lets ``’re`` stand."""
_AT_THE = re.compile(
    r"\b(?P<at>[Aa])t the (?P<part>morning|afternoon|evening)(?=\s(?:at|by|around|about|of|on)\b|[.,;]|$)"
)
_PARTS = {
    "morning": r"['’‘]s\s(?:ochtends|morgens)",
    "afternoon": r"['’‘]s\smiddags",
    "evening": r"['’‘]s\savonds",
}
_DUTCH_DATE = re.compile(
    rf"(?:\b(?P<weekday>maan|dins|woens|donder|vrij|zater|zon)dag\s)?(?<![\d.,])"
    rf"(?P<day>[12]?\d|3[01])\s(?P<month>{'|'.join(_MONTHS.values())})\b(?:\s(?P<year>[12]\d{{3}})\b)?",
    re.IGNORECASE,
)
_ENGLISH_MONTH = {dutch: english.capitalize() for english, dutch in _MONTHS.items()}
_WEEKDAYS = {
    "maan": "Monday", "dins": "Tuesday", "woens": "Wednesday", "donder": "Thursday",
    "vrij": "Friday", "zater": "Saturday", "zon": "Sunday",
}  # fmt: skip
_TENS = re.compile(r"\b(?P<tens>twent|thirt|fort|fift|sixt|sevent|eight|ninet)ys\b")


def dress(source: str, target: str, *, british: bool = True) -> Enforced:
    """Return ``target`` with dates, units, sums and small figures as English newspapers set them.

    Args:
        source: the Dutch segment.
        target: English for it.
        british: whether the day stands before the month and a metre ends in -re.

    >>> dress("op 7 juni 2026 op 60 km²", "on June 7, 2026 at 60 km2").text
    'on 7 June 2026 at 60 km²'
    >>> dress("op zondag 30 november 2025", "on Sunday 30, 2025").text
    'on Sunday 30 November 2025'
    """
    found = [*_small_figures(source, target), *_sums(source, target), *_coins(target)]
    found += [_edit(m, m["tens"] + "ies", "decade") for m in _TENS.finditer(target)]
    found += _lost_months(source, target, british=british)
    found += [
        _edit(m, f"{m['noun']} are", "contraction")
        for m in _WE_ARE.finditer(target)
        if m["noun"].lower() not in _MAY_BE_SHORT
    ]
    found += [
        _edit(m, f"{'I' if m['at'] == 'A' else 'i'}n the {m['part']}", "preposition")
        for m in _AT_THE.finditer(target)
        if re.search(_PARTS[m["part"]], source, re.IGNORECASE)
    ]
    if british:
        found += _dates(source, target)
        found += [
            _edit(m, f"{m['unit']}re{m['many']}", "spelling") for m in _METRES.finditer(target)
        ]
    found.sort(key=lambda edit: (edit.start, edit.end))
    edits: list[Edit] = []
    for edit in found:
        if not edits or edit.start >= edits[-1].end:
            edits.append(edit)
    return Enforced(text=apply_edits(target, tuple(edits)), edits=tuple(edits))


def _dates(source: str, target: str) -> Iterator[Edit]:
    """Yield edits that put the day first where the Dutch has the same day and month."""
    said = source.lower()
    for match in islice(_MONTH_FIRST.finditer(target), _MOST):
        dutch = _MONTHS[match["month"].lower()]
        day = match["day"]
        if not re.search(rf"(?<!\d){day}\s(?:{dutch}|{dutch[:3]}[a-z]{{0,2}}\.)", said):
            continue
        year = f" {match['year']}" if match["year"] else ""
        before = _DAY_BEFORE.search(target, max(0, match.start() - 6), match.start())
        if re.match(rf"\s{match['month']}\b", target[match.end() :]):  # the month is said twice
            if before is None:
                yield _edit(match, day, "date")
            elif before["day"] == day:
                yield Edit(start=match.start(), end=match.end() + 1, replacement="", reason="date")
        elif before is None:
            yield _edit(match, f"{day} {match['month']}{year}", "date")
        elif before["day"] == day:  # said on both sides of the month
            yield _edit(match, f"{match['month']}{year}", "date")


def _lost_months(source: str, target: str, *, british: bool) -> Iterator[Edit]:
    """Yield edits that put a month back where day and year, or weekday and day, stand without it."""
    for match in islice(_DUTCH_DATE.finditer(source), _MOST):
        month, day = _ENGLISH_MONTH[match["month"].lower()], match["day"]
        if re.search(rf"\b{month[:3]}", target):
            continue
        figure = rf"(?<![\w.,:/€$£-]){day}(?:st|nd|rd|th)?"
        said = list(re.finditer(rf"{figure}(?![\w:/%-]|[.,]\d)", target))
        if len(said) != 1:
            continue
        year, weekday = match["year"], match["weekday"]
        whole = year and re.search(rf"(?:\bthe\s)?{figure},?\s(?:of\s)?{year}(?!\w|[.,]\d)", target)
        if whole:
            written = f"{day} {month} {year}" if british else f"{month} {day}, {year}"
            yield _edit(whole, written, "date")
        elif weekday:
            named = _WEEKDAYS[weekday.lower()]
            alone = re.search(
                rf"\b{named},?\s(?P<day>(?:the\s)?{day}(?:st|nd|rd|th)?)"
                r"(?=[,;:!?)]|\.(?!\d)|$|\s(?:the|an?|at|in|on|and|it|he|she|they|we|was|is|will|to|from)\b)",
                target,
            )
            if alone:
                start, end = alone.span("day")
                written = f"{day} {month}" if british else f"{month} {day}"
                yield Edit(start=start, end=end, replacement=written, reason="date")


def _small_figures(source: str, target: str) -> Iterator[Edit]:
    """Yield edits that raise or lower the figures of ``km²`` and ``H₂O`` again."""
    words = dict.fromkeys(m.group() for m in _SMALL_FIGURES.finditer(source))
    for word in islice(words, _MOST):
        flat = unicodedata.normalize("NFKC", word).replace("\u2212", "-")
        if word in target or not re.search(r"[^\W\d_]", flat):
            continue
        for match in re.finditer(rf"(?<![\w.,]){re.escape(flat)}(?!\w)", target):
            yield _edit(match, word, "figure")


def _sums(source: str, target: str) -> Iterator[Edit]:
    """Yield edits where a currency is said twice, or not at all."""
    for match in _SUM_TWICE.finditer(target):
        if match["word"].startswith(_SIGNS[match["sign"]]):
            yield _edit(match, match["sum"], "currency")
    for match in islice(_SUM.finditer(source), _MOST):
        if len(re.findall(rf"(?<![\d.,]){re.escape(match['amount'])}(?![.,]?\d)", source)) > 1:
            continue  # 12 is a day, too
        amount = match["amount"].translate(str.maketrans(".,", ",."))
        said = list(re.finditer(rf"(?<![\w.,]){re.escape(amount)}(?![\w]|[.,]\d)", target))
        if len(said) != 1 or len(amount) < 2:
            continue
        before, after = target[: said[0].start()], target[said[0].end() :]
        if not (_SIGNED.search(before) or _NAMED.match(after) or _OF_MONTH.match(after)):
            yield Edit(
                start=said[0].start(),
                end=said[0].start(),
                replacement=match["sign"],
                reason="currency",
            )


def _coins(target: str) -> Iterator[Edit]:
    """Yield edits that put a coin into the plural behind its amount."""
    for match in _COIN.finditer(target):
        if match["amount"] not in {"1", "1.0"}:
            yield _edit(match, f"{match['amount']} {match['coin']}s", "plural")


def _edit(match: re.Match[str], replacement: str, reason: str) -> Edit:
    return Edit(start=match.start(), end=match.end(), replacement=replacement, reason=reason)
