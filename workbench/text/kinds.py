"""What a line of a newspaper text is: headline, caption, credit, label or running sentences.

A credit, a date or a genre word at either end of a line is a segment of its own even without a
full stop. Only the first and last few hundred code points of a line are looked at, whatever its
length. Which words introduce a credit and which names are sources stands in the lexicon.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.text.lexicon import dutch

if TYPE_CHECKING:
    from workbench.model import Kind

__all__ = ["Part", "line_parts"]

HEAD, TAIL = 200, 160
"""Code points looked at from either end of a line."""
SHORT = 700
"""A line longer than this is running text, whatever ends it."""
LABEL_WORDS = 5
"""Most words of a line without a full stop that names a section."""
HEADLINE = 220
"""Most code points of a line without a full stop that reads as a headline."""
GENRE = 60
"""Least code points of a line that a genre word may stand before."""

# Every repetition here is possessive or atomic: a name can be read in many ways, and a line of
# hyphens must not make the matcher try them all.
NAME = (
    r"(?>[^\W\d_a-zß-öø-ÿ][\w'’.&-]*+|[a-z]{1,2}[A-Z]\w++"
    r"|(?:van|de|der|den|het|ten|ter|von|du|la|le|el|al|bin|en|via|and|'t|’t|x)(?!\w)"
    r"|[\w-]{1,40}+\.(?:nl|com|be|eu|org)|\d{2,4}+|[/&–|©-])"
)
JOINT = r"(?>\s?[,/|]\s?|\s[–-]\s|\s++)"
NAMES = rf"(?:{NAME}(?:{JOINT}{NAME}){{0,24}}+)"
ONE_NAME, ONE_JOINT = re.compile(NAME), re.compile(JOINT)
FOLLOWS = re.compile(r"\s+(?P<next>[^\W\d_]\w*)\s+(?P<after>\w)")
MOST_NAMES = 7
DATE = (
    r"(?:\d{4}-\d{1,2}(?:-\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    r"|\d{1,2}\s(?:jan|feb|maart|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec)[a-z]{0,7}\.?\s\d{4})"
    r"(?:,?\s(?:om\s)?\d{1,2}[:.]\d{2}(?:\suur)?)?"
)
PERSON = re.compile(rf"{NAMES}\s\(\d{{1,3}}\)(?:,?\s[^!?…]{{1,60}}+)?")
BYLINE = re.compile(
    rf"(?:[Dd]oor|DOOR|[Tt]ekst|TEKST|[Aa]uteur|[Rr]edactie|[Gg]eschreven door):?\s+{NAMES}\.?"
    rf"(?:\s?[;,|/–-]\s?(?:en\s)?(?:[Ff]oto[’']?s?|[Ff]otografie|[Bb]eeld|[Ii]llustraties?):?\s{NAMES}\.?)?"
    r"|(?:[Dd]oor|[Vv]an) on(?:ze|s) (?:\w+\s)?\w{0,20}?(?:verslagge|correspondent|redact|medewerk|reporter)"
    r"[^.!?…]{0,70}"
)
SOURCES = re.compile(r"(?:Bron|Bronnen|BRON|BRONNEN)(?:\sen\s\w+)?:\s")
BRACKETED = re.compile(
    r"[(\[]\s?(?:foto|beeld|illustratie|bron)(?:’s|'s)?\s?:?\s[^()\[\]]{2,70}[)\]]\s?\.?\Z",
    re.IGNORECASE,
)
SMALL_CREDIT = re.compile(r"\sfoto’?s?:?\s[A-Z]")
START = re.compile(r"(?<!\S)(?:[^\W\d_a-zß-öø-ÿ]|©)")
ENDED = re.compile(
    r"[.!?…]['’\"”»)\]]*(?:\s\([^()\d]{2,40}\)"
    r"|(?:\s?[\u2600-\u27bf\U0001f000-\U0001faff\u200d\ufe0f]|\s\#\w+)++)?\Z"
)
"""The end of a sentence; a bracket, pictures or tags may come behind it."""
INNER_END = re.compile(r"[\w)][.!?…]['’\"”»)\]]*\s['\"„“‘«(]?[^\W\d_a-zß-öø-ÿ]\w*\s")
"""A mark with what looks like another sentence behind it."""
SENTENCES = 3
"""Least sentences in a line without a mark at its end that make it running text."""
ITEM = re.compile(r"(?:[-–—*•▪■●◦‣·]|\d{1,2}[.)])\s")
"""How an item of a list begins."""
OPENED = "„“\"‘'"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a unit; one that is ``whole`` is a single segment."""

    start: int
    end: int
    kind: Kind
    whole: bool = False
    rule: str = ""


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What has to be built from the lexicon."""

    tail: re.Pattern[str]
    """A credit up to the end of a line."""
    known: re.Pattern[str]
    """A credit of a known source."""
    lead: re.Pattern[str]
    """What introduces a credit."""
    date: re.Pattern[str]
    genre: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    words = dutch()
    sure = "|".join(map(re.escape, words.credit_sure))
    loose = "|".join(map(re.escape, words.credit_loose))
    upper = "|".join(re.escape(word.upper()) for word in (*words.credit_sure, *words.credit_loose))
    sources = "|".join(map(re.escape, words.sources))
    lead = (
        rf"(?:(?:{sure}|{loose}|{upper})\s?:\s?|(?:{sure})\s(?:door\s|van\s|via\s)?"
        rf"|(?:{loose}|{upper})\s(?=(?:{sources})\b)|(?:(?:{sure})\s)?©\s?)"
    )
    dated = "|".join(map(re.escape, words.dated))
    genres = "|".join((*words.genres, *map(str.upper, words.genres)))
    follows = rf"(?=\s+[{OPENED}]?\w)"
    return _Patterns(
        tail=re.compile(rf"{lead}{NAMES}\.?\Z"),
        known=re.compile(rf"{lead}(?:{NAME}\s){{0,3}}?(?:{sources})(?:\s?[/|]\s?{NAME})?{follows}"),
        lead=re.compile(lead),
        date=re.compile(rf"(?i:(?:{dated})\s?:?\s?)?{DATE}{follows}"),
        genre=re.compile(rf"(?:{genres}){follows}"),
    )


def line_parts(text: str, start: int, end: int, *, first: bool) -> list[Part]:
    """Return the parts of one unit, in order; together they cover it up to white space.

    Args:
        text: the document.
        start: offset of the unit's first character, no white space.
        end: one past the unit's last character, no white space.
        first: whether this is the document's first unit.
    """
    if end - start > SHORT:
        return _body(text, start, end, "sentence")
    line = text[start:end]
    if BYLINE.fullmatch(line):
        return [Part(start, end, "credit", whole=True, rule="byline")]
    tail = _patterns().tail
    for begin in START.finditer(text, max(start, end - TAIL), end):
        at = begin.start()
        if tail.match(text, at, end):
            if at == start:
                return [Part(start, end, "credit", whole=True, rule="credit line")]
            before = text[start:at].rstrip()
            if not _joins(before):
                credit = Part(at, end, "credit", whole=True, rule="credit at the end of a line")
                pictured = text[at:end].casefold().startswith(_pictured())
                kind: Kind = "caption" if pictured else _kind(before, first=first)
                return [*_body(text, start, start + len(before), kind), credit]
    if bracket := BRACKETED.search(text, max(start, end - 90), end):
        before = text[start : bracket.start()].rstrip()
        if not before:
            return [Part(start, end, "credit", whole=True, rule="credit in brackets")]
        if ENDED.search(before):
            credit = Part(bracket.start(), end, "credit", whole=True, rule="credit in brackets")
            return [*_body(text, start, start + len(before), "caption"), credit]
    if bracket or (SMALL_CREDIT.search(line) and not ENDED.search(line)):
        return _body(text, start, end, "caption")
    parts = _body(text, start, end, _kind(line, first=first))
    if parts[0].kind == "credit":
        return [parts[0], *(replace(part, kind="caption") for part in parts[1:])]
    if SOURCES.match(line) and not ENDED.search(line):
        return [Part(start, end, "credit", whole=True, rule="list of sources")]
    return parts


@lru_cache(maxsize=1)
def _pictured() -> tuple[str, ...]:
    """Return what a credit for a picture begins with."""
    return ("©", "bron", *(word.casefold() for word in dutch().credit_sure))


def _joins(before: str) -> bool:
    """Whether a text ends so that a credit word after it still belongs to its sentence."""
    if before.endswith((",", ":", ";", "(", "-", "–", "/")):
        return True
    return before.rsplit(None, 1)[-1].lower() in dutch().joining


def _body(text: str, start: int, end: int, kind: Kind) -> list[Part]:
    """Return what stands at the head of a line on its own, and the rest."""
    head = _head(text, start, end)
    if head is None:
        return [Part(start, end, kind)]
    begin = head.end
    while begin < end and text[begin].isspace():
        begin += 1
    return [head, Part(begin, end, "sentence" if kind in ("headline", "label") else kind)]


def _head(text: str, start: int, end: int) -> Part | None:
    """Return the credit, date or genre word at the head of a line, if there is one."""
    patterns = _patterns()
    stop = min(end, start + HEAD)
    at = _named(text, start, stop)
    if at:
        rule = "credit before a word that opens sentences"
        return Part(start, at, "credit", whole=True, rule=rule)
    found = patterns.known.match(text, start, stop)
    if found and _capital(text, found.end(), stop):
        return Part(start, found.end(), "credit", whole=True, rule="credit of a known source")
    if not ENDED.search(text[max(start, end - 8) : end]):
        return None
    found = patterns.date.match(text, start, stop)
    if found and _capital(text, found.end(), stop):
        return Part(start, found.end(), "label", whole=True, rule="date at the head of a line")
    found = patterns.genre.match(text, start, stop)
    if found and end - start >= GENRE and _capital(text, found.end(), stop):
        return Part(start, found.end(), "label", whole=True, rule="genre at the head of a line")
    return None


def _named(text: str, start: int, stop: int) -> int:
    """Return the end of the names of a credit that a sentence follows, 0 where there is none."""
    lead = _patterns().lead.match(text, start, stop)
    if lead is None:
        return 0
    words, at = dutch(), lead.end()
    for _ in range(MOST_NAMES):
        name = ONE_NAME.match(text, at, stop)
        if name is None:
            return 0
        follows = FOLLOWS.match(text, name.end(), stop)
        if follows and follows["next"][0].isupper() and follows["after"].islower():
            low = follows["next"].lower()
            if low in words.openers or low in words.particles:
                return name.end()
        joint = ONE_JOINT.match(text, name.end(), stop)
        if joint is None:
            return 0
        at = joint.end()
    return 0


def _capital(text: str, at: int, stop: int) -> bool:
    """Whether what follows ``at`` begins with a capital."""
    return text[at:stop].lstrip(" \u00a0\t" + OPENED)[:1].isupper()


def _kind(line: str, *, first: bool) -> Kind:
    """Return the kind of a line without a credit."""
    if len(line) > HEADLINE:
        return "sentence"
    quoted = line[0] in "‘'" and line[-1] in "’'" and line[1:2].isalnum() and len(line) > 3
    if quoted and not ENDED.search(line[:-1]):
        return "headline"
    if ENDED.search(line):
        asks = line[-1] in "?!" or (quoted and line[-2] in "?!")
        return "headline" if asks and (first or quoted) else "sentence"
    if PERSON.fullmatch(line):
        return "label"
    if line[-1] in ",;:":
        return "label" if line[-1] == ":" and len(line.split()) <= LABEL_WORDS else "sentence"
    if first:
        return "headline"
    if ITEM.match(line) or len(INNER_END.findall(line)) + 1 >= SENTENCES:
        return "sentence"
    return "label" if len(line.split()) <= LABEL_WORDS else "headline"
