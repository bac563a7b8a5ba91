"""Small typographic repairs of a decoded text: spaces, stops, dashes, ordinals, words said twice.

What a careful typesetter would put right without asking; no word of the draft is another
afterwards. Every repair returns its edits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.model import Edit, Enforced, apply_edits
from workbench.text.articles import article_edits
from workbench.text.quote_marks import find_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workbench.model import TermHit

__all__ = ["agree", "closed_bracket", "stutter", "tidy", "typeset"]

_SPACES = re.compile(
    r"[ \t\u00a0]{2,}|(?<=[\w.,”’)\]]) (?=[.,;:!?)\]](?:[\s”’\"')]|$))|(?<=[(\[]) (?=\w)|^\s+|\s+$"
)
_STOPS = re.compile(r"(?<=[.?!])\.(?=[”’\"')]*$)(?<!\.\.\.)")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_OWNER = re.compile(r"(?<=[sxz])'(?= \w)")
_GLUED_TO_OWNER = re.compile(r"(?<=[a-z]s['’])(?=[a-z]{3})")
"""Behind an owner in the plural a decoder forgets the space: no word goes on there."""
_FORMER = re.compile(r"(?<=\b[Ff]ormer)-(?=\w)")
"""English has no hyphen there; a decoder keeps that of ``oud-``."""
_DASHES = re.compile(r"(?<=\s)--(?=\s)")
_ORDINAL = re.compile(r"(?<![\w.,])(?P<digits>\d{1,4})(?P<ending>st|nd|rd|th|ste|de|e)\b")
_DECADE = re.compile(r"(?<![\w'’])'(?=\d0s?\b)(?!\d0s?\s[^'‘’]*['’](?!\w))")
"""A decade of two figures, not a quotation that begins with them and is closed."""
_YEAR = re.compile(r"(?<![\w‘'’])[‘'](?=(?P<year>\d\d)(?!\w))")
_SHORT_YEAR = re.compile(r"['’](?P<year>\d\d)(?!\w)")
_BARS = re.compile(r"\|(?:\s*\|)+")
_HYPHENED = re.compile(r"(?<=\w)-(?P<word>\w{3,40})(?P<again>(?:-(?P=word)){1,9}+)(?![\w-])")
_YEAR_AGAIN = re.compile(r"\b(?P<year>[12]\d{3})(?P<again>,?\s(?P=year))\b")
_TIME_AGAIN = re.compile(r"\b\d{1,2}[:.](?P<minutes>\d\d)(?P<again>[:.](?P=minutes))(?![\d:])")
_CLOSED = re.compile(r"\)[.!?…]*[”’\"']?\Z")
_CLITIC = re.compile(r"(?<!\w)['’][tns](?!\w)")
_TURNED = re.compile(r"(?<!\w)[‘'](?=[tns](?![\w]))")
_TWO_AT_ONCE = re.compile(r"\d*1[123]")
_ENDINGS = {"1": "st", "2": "nd", "3": "rd"}
_SIGN_SPACE = re.compile(r"(?<=[€£$])[ \u00a0\u202f](?=\d)|(?<=\d)[ \u00a0\u202f](?=%)")
"""English sets the sign of a currency, and per cent, close to the figure."""
_STANDS_OFF = re.compile(r"(?:(?<![^\s(])[“‘]|\A[\"'])(?P<space>\s+)(?=\w)")
"""A mark that can only open, with a space behind it."""
_TICK = re.compile(r"(?<=\s)(?P<mark>['‘])\s(?=\w[^'‘’\"“”]*+(?P<closing>['’”])(?!\w))")
"""An opening mark that stands off from a quotation that is closed."""

_STUTTER = re.compile(
    r"(?<![\w’'-])(\w[\w’'-]*(?:[ ,]+\w[\w’'-]*){0,5}?)(?:[.,;’']?\s+)(\1)(?![\w-]|[’']\w)",
    re.IGNORECASE,
)
_TWICE_IN_ENGLISH = frozenset({"that", "had", "is", "was", "do"})
"""Words that a correct English sentence may have twice running: `what it is is unclear`."""


def stutter(source: str) -> Callable[[str], Enforced]:
    """Take out words said twice running, which small models do and the Dutch did not."""

    def step(text: str) -> Enforced:
        if _STUTTER.search(source):
            return Enforced(text=text)
        edits = [
            Edit(start=m.end(1), end=m.end(2), replacement="", reason="stutter")
            for m in _STUTTER.finditer(text)
            if m.group(1).lower() not in _TWICE_IN_ENGLISH and any(map(str.isalpha, m.group(1)))
        ]
        return Enforced(text=apply_edits(text, tuple(edits)), edits=tuple(edits))

    return step


def agree(source: str) -> Callable[[str], Enforced]:
    """Say ``a`` or ``an`` as the word after it sounds."""

    def step(text: str) -> Enforced:
        edits = article_edits(text, source=source)
        return Enforced(text=apply_edits(text, edits), edits=edits)

    return step


def tidy(text: str) -> Enforced:
    """Single spaces, none before a comma or stop, and typographic apostrophes."""
    edits = [
        Edit(
            start=m.start(),
            end=m.end(),
            replacement=" " if m.start() and m.end() < len(text) and len(m.group()) > 1 else "",
            reason="space",
        )
        for m in _SPACES.finditer(text)
    ]
    edits += [
        Edit(start=m.start(), end=m.end(), replacement="", reason="stop")
        for m in _STOPS.finditer(text)
    ]
    edits += [
        Edit(start=start, end=end, replacement="", reason="space")
        for start, end in _inside_quotes(text)
        if not any(start < edit.end and edit.start < end for edit in edits)
    ]
    edits += [
        Edit(start=m.start(), end=m.end(), replacement="’", reason="apostrophe")
        for m in _APOSTROPHE.finditer(text)
    ]
    edits += [
        Edit(start=m.start(), end=m.end(), replacement=" ", reason="space")
        for m in _GLUED_TO_OWNER.finditer(text)
    ]
    if text.count("'") == 1 and "‘" not in text:  # else it may close a quotation
        edits += [
            Edit(start=m.start(), end=m.end(), replacement="’", reason="apostrophe")
            for m in _OWNER.finditer(text)
        ]
    edits += [
        Edit(start=m.start(), end=m.end(), replacement=_opening_for(m), reason="quotes")
        for m in _TICK.finditer(text)
        if not any(m.start() < edit.end and edit.start < m.end() for edit in edits)
    ]
    edits.sort(key=lambda edit: (edit.start, edit.end))
    return Enforced(text=apply_edits(text, tuple(edits)), edits=tuple(edits))


def _opening_for(tick: re.Match[str]) -> str:
    """Return the mark that opens what the tick's quotation is closed with."""
    return "“" if tick["closing"] == "”" else tick["mark"]


def _inside_quotes(text: str) -> Iterator[tuple[int, int]]:
    """Yield the white space that stands on the inner side of a quotation mark.

    Straight marks in even number open and close in turn; any mark at the very end closes.
    """
    for match in _STANDS_OFF.finditer(text):
        yield match.span("space")
    last = re.search(r"(?<=\S)(\s+)[\"”]$", text)
    marks = [m.start() for m in re.finditer('"', text)]
    if len(marks) % 2:
        if last:
            yield last.span(1)
        return
    if last and not marks:
        yield last.span(1)
    for number, at in enumerate(marks):
        opens = not number % 2 and (at == 0 or not text[at - 1].isalnum())
        space = re.compile(r"\s+").match(text, at + 1) if opens and at else None
        if space and space.end() < len(text):
            yield space.span()
        if number % 2 and text[at - 1].isspace():
            yield len(text[:at].rstrip()), at


def typeset(source: str, hits: Sequence[TermHit]) -> Callable[[str], Enforced]:
    """Set dashes as the source has them, ordinals and decades right, and owners with their s."""
    owners = {
        hit.renderings[-1] for hit in hits if hit.derivation == "possessive" and hit.renderings
    }

    marks = {mark.start for mark in find_marks(source)}
    years = {m["year"] for m in _SHORT_YEAR.finditer(source) if m.start() not in marks}

    def step(text: str) -> Enforced:
        edits: list[Edit] = []
        if "–" in source or "—" in source:
            edits += [_edit(m, "–", "dash") for m in _DASHES.finditer(text)]
        for match in _ORDINAL.finditer(text):
            digits = match["digits"]
            teens = _TWO_AT_ONCE.fullmatch(digits)
            ending = "th" if teens else _ENDINGS.get(digits[-1], "th")
            if match["ending"] != ending:
                edits.append(_edit(match, digits + ending, "ordinal"))
        edits += [_edit(m, "", "space") for m in _SIGN_SPACE.finditer(text)]
        edits += [_edit(m, " ", "space") for m in _FORMER.finditer(text)]
        edits += [_edit(m, "’", "apostrophe") for m in _DECADE.finditer(text)]
        edits += [_edit(m, "’", "apostrophe") for m in _YEAR.finditer(text) if m["year"] in years]
        edits += _said_again(source, text)
        if _CLITIC.search(source):
            edits += [_edit(m, "’", "apostrophe") for m in _TURNED.finditer(text)]
        for owner in owners:
            bare = re.compile(rf"(?<!\w){re.escape(owner)}(['’])(?=\s+\w)")
            owned = f"{owner}’" if owner.endswith("s") else f"{owner}’s"
            edits += [
                _edit(m, owned, "possessive") for m in bare.finditer(text) if m.group() != owned
            ]
        edits.sort(key=lambda edit: (edit.start, edit.end))
        apart = [e for n, e in enumerate(edits) if not n or e.start >= edits[n - 1].end]
        return Enforced(text=apply_edits(text, tuple(apart)), edits=tuple(apart))

    return step


def _said_again(source: str, text: str) -> Iterator[Edit]:
    """Yield edits for figures, parts of names and signs that the Dutch says once."""
    for pattern in (_HYPHENED, _YEAR_AGAIN, _TIME_AGAIN):
        if pattern.search(source):
            continue
        for match in pattern.finditer(text):
            start, end = match.span("again")
            yield Edit(start=start, end=end, replacement="", reason="stutter")
    if "|" in source and not _BARS.search(source):
        yield from (_edit(m, "|", "stutter") for m in _BARS.finditer(text))


def closed_bracket(source: str) -> Callable[[str], Enforced]:
    """Return the step that closes a bracket the Dutch closes at its end."""

    def step(text: str) -> Enforced:
        wanted = source.count("(") == source.count(")") == 1 and _CLOSED.search(source.rstrip())
        if not wanted or text.count("(") != 1 or ")" in text:
            return Enforced(text=text)
        outside = len(source.rstrip()) - 1 - source.rstrip().rindex(")")
        at = len(text) - (
            outside if text[len(text) - outside :] == source.rstrip()[-outside:] else 0
        )
        edits = (Edit(start=at, end=at, replacement=")", reason="bracket"),)
        return Enforced(text=apply_edits(text, edits), edits=edits)

    return step


def _edit(match: re.Match[str], replacement: str, reason: str) -> Edit:
    return Edit(start=match.start(), end=match.end(), replacement=replacement, reason=reason)
