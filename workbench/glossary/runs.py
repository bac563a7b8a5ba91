"""Runs of capitalised words in a Dutch sentence, as names stand in them.

Where such a name begins and ends is told here: a title, a kind or a people before it is no part of
it, small words may be, and a formula, a numeral or an abbreviation is none. Whether a run is a name
at all, and which runs are one, is told elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.glossary.gazetteer import demonyms, gazetteer
from workbench.glossary.romanise import romanise
from workbench.glossary.surface import plain
from workbench.glossary.words import given_names, is_trade, word_list
from workbench.text.places import find_compound_places

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

__all__ = ["Run", "Text", "find_runs", "is_known", "overlaps"]

_PARTICLES = word_list("particles")
_JOINS = word_list("joins_english")
_SENTENCE_END = re.compile(
    r"(?:^|[.!?:…]['’\"”)\]]*\s+|[„“\"«(‘–—]\s*|(?:^|[\s(„“\"])['’]|^\s*[-•*]\s*)"
    r"(?:['’`][stnk]\s+)?$"
)
_LOOK_BACK = 12
_SHORT = 4
"""Letters of the longest word that is taken for an abbreviation where a dot follows."""
_NUMERAL = re.compile("X{0,3}(?:IX|IV|V?I{0,3})")
_INITIALS = re.compile(
    r"(?:^|(?<=[\s(„“\"]))(?:[A-ZÀ-Þ](?:[a-z]|h|hr)?\.[ -]?)+(?:(?:van|de|den|der|ter|ten|het|'t|’t) )*$"
)
"""Of a person, with the small words of the surname behind them."""
_LONGEST_INITIALS = 80
"""Characters looked back for them."""
_LONGEST_RUN = 40
"""Words; no name is as long, and a list of capitals would be looked at again for every word."""
_LONGEST_JOIN = 3
"""Words from one capital of an organisation's name to the next: Rechten van de Mens."""
_DASH = re.compile(r"(?:\s*\([^()]{2,20}\))?\s*[-–—]\s")
_PLATFORM = re.compile(r"[,(]\s*$")
_COLON_ENDS = re.compile(r"\s*[,.;)]|\s+[a-zà-ÿ]|\s*$")
_SHORT_BEFORE_COLON = 3
_NUMBER = re.compile(r"\s+[Nn][or]\.?\s*\d")
_NUMBERED = frozenset({"No", "Nr"})
_BEFORE_PLACE = word_list("before_place")
_OFFICE_AND_NAME = 3
"""Words that are too few for an office, its ``van`` and a person's two names."""
_LIKE_DEMONYMS = ("talige", "sprekende", "gezinde")
_BEFORE_NAME = word_list("before_name")
_BEFORE_NAME_ENDINGS = tuple(_BEFORE_NAME)
_ORGANISATIONS = word_list("organisation_words")
_INSIDE_ORGANISATION = word_list("joins_organisation")
# Not place_endings: surnames such as Van der Meer have them as well.
_THINGS = (
    *(word for word in word_list("organisation_words") if len(word) > 3),
    *(word for word in word_list("event_words") if len(word) > 3),
    *("straat", "plein", "laan", "kade", "brug", "prijs"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One segment as the project has it."""

    place: str
    """Document and number, such as ``004:9``."""
    document: str
    source: str
    target: str
    """The current English, empty where there is none."""
    kind: str = "sentence"


@dataclass(slots=True)
class Run:
    """Capitalised words in a row, small ones that join them included."""

    text: Text
    words: list[re.Match[str]]
    inside: bool
    """Whether it stands inside a sentence."""
    initials: int | None = None
    """Where the initials before it begin, as in A.B. van den Berg."""

    @property
    def begins(self) -> int:
        """Where the name begins in the source."""
        return self.words[0].start() if self.initials is None else self.initials

    @property
    def form(self) -> str:
        """The name in comparable spelling."""
        return plain(self.text.source[self.begins : self.words[-1].end()])


def find_runs(
    source: str, words: list[re.Match[str]], covered: list[tuple[int, int]]
) -> Iterator[tuple[list[re.Match[str]], bool, int | None]]:
    """Yield runs of capitalised words, whether each is inside a sentence, where initials begin."""
    at = 0
    places = {place.start(): place for place in find_compound_places(source)}
    while at < len(words):
        first = words[at]
        if first.start() in places:
            # One name with all its words: no Rijn to be found in Alphen aan den Rijn.
            ends, begins = places[first.start()].end(), at
            while at < len(words) and words[at].start() < ends:
                at += 1
            named = words[begins:at]
            if not any(overlaps(word, covered) for word in named):
                yield named, True, None
            continue
        if (
            not is_capital(first.group())
            or overlaps(first, covered)
            or _stands_for_more(source, first, first=True)
        ):
            at += 1
            continue
        before = source[max(0, first.start() - _LOOK_BACK) : first.start()]
        inside = _SENTENCE_END.search(before) is None
        last = _last_of_run(source, words, at, covered, places)
        run = words[at : last + 1]
        initials = _INITIALS.search(
            source, max(0, first.start() - _LONGEST_INITIALS), first.start()
        )
        at = last + 1
        if _is_dateline(source, run):
            continue
        while _titled(run, inside):
            run, inside = _without_title(run), True
        if len(run) > 1 and run[-1].group() in _NUMBERED:
            run.pop()
        if len(run) == 1 and _NUMBER.match(source, run[0].end()):
            continue  # Gymnasium No. 25: the kind of thing that has the number
        yield run, inside, initials.start() if initials and run[0] is first else None


def _is_dateline(source: str, run: list[re.Match[str]]) -> bool:
    """Whether a run only says where an article was written: ``DEN HAAG – De Kamer``."""
    return (
        not source[: run[0].start()].strip()
        and all(word.group().isupper() for word in run)
        and _DASH.match(source, run[-1].end()) is not None
    )


def _titled(run: list[re.Match[str]], inside: bool) -> bool:
    """Whether a run is a title, kind or people and a name: Minister Sergej Lavrov, Stad Kyiv."""
    if len(run) < 2:
        return False
    first, second, last = run[0].group(), run[1].group(), run[-1].group()
    rest = [word.group() for word in run[1:]]
    # Prins Hendrikstraat and Koning Boudewijnstichting are no persons.
    if last.lower().endswith(_THINGS):
        return False
    small = first.lower()
    if is_trade(small):
        return is_capital(second) or (second in _PARTICLES and len(rest) > _OFFICE_AND_NAME)
    if not is_capital(second):
        return False
    if small in _BEFORE_PLACE and not inside:
        return True
    if not inside and small not in _BEFORE_NAME and small.endswith(_BEFORE_NAME_ENDINGS):
        return True  # Chipmachinemaker ASML
    if (first in demonyms() and first[-1] == "e") or first.endswith(_LIKE_DEMONYMS):
        # Moskouse Joelia Visjnevetskaja, and not Kazachstaanse Democratische Partij.
        if any(word.lower() in _ORGANISATIONS for word in rest):
            return False
        return all(word in gazetteer() or romanise(word).applied for word in rest)
    return False


def _without_title(run: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return a run without the title or kind that it begins with, and what belongs to that."""
    if run[1].group() in _PARTICLES:
        return run[-2:]  # Schepen van Mobiliteit Els Vandenbroucke
    return run[1:]


def _last_of_run(
    source: str,
    words: list[re.Match[str]],
    at: int,
    covered: list[tuple[int, int]],
    places: Container[int],
) -> int:
    """Return the number of the last word of the name that begins at a word."""
    last, following, joined = at, at + 1, False
    while following < min(len(words), at + _LONGEST_RUN):
        word = words[following]
        gap = source[words[following - 1].end() : word.start()]
        named_so = gap == ": " and following == at + 1 and _has_colon(source, words, at)
        if (
            (gap not in {" ", " & "} and not named_so)
            or word.start() in places
            or overlaps(word, covered)
            or _stands_for_more(source, word, first=False)
        ):
            break
        if is_capital(word.group()):
            known, people = is_known(words[last].group()), word.group() in demonyms()
            named = words[at : last + 1]
            of_organisation = any(one.group().lower() in _ORGANISATIONS for one in named)
            if last < following - 1 and of_organisation:
                # College voor de Rechten van de Mens
                if following - last > _LONGEST_JOIN:
                    break
            elif last < following - 1:
                # Abdullo Davlatov is of the Unie, and no part of its name.
                if len(named) > 1 and word.group().lower() in _ORGANISATIONS:
                    break
                # Jan van der Berg, and not Jan van der Berg van de Unie van Kolen; nor a land and
                # its people, who only stand beside one another.
                if joined or known or people:
                    break
                joined = True
            elif known and people:
                break
            last = following
        elif word.group() == "het" and words[following - 1].group() == "van":
            # Karel van het Reve, and not Peskov van het Kremlin
            if words[last].group() not in given_names():
                break
        elif word.group() not in _PARTICLES and word.group() not in _JOINS:
            named = words[at : last + 1]
            if word.group() not in _INSIDE_ORGANISATION or not any(
                one.group().lower() in _ORGANISATIONS for one in named
            ):
                break
        following += 1
    return last


def _has_colon(source: str, words: list[re.Match[str]], at: int) -> bool:
    """Whether a colon belongs to a name, as in the platform Re: Russia.

    It does in a list of names, and behind what says that a name follows.
    """
    first, second = words[at], words[at + 1]
    if len(first.group()) > _SHORT_BEFORE_COLON or not is_capital(second.group()):
        return False
    if not _COLON_ENDS.match(source, second.end()):
        return False
    before = source[: first.start()]
    kind = words[at - 1].group().lower() if at and before.endswith(" ") else ""
    return _PLATFORM.search(before) is not None or kind.endswith(_BEFORE_NAME_ENDINGS)


def is_capital(word: str) -> bool:
    return word[0].isupper() and len(word) > 1 and not _glued(word)


def _stands_for_more(source: str, word: re.Match[str], *, first: bool) -> bool:
    """Whether a word is only a sign: part of a formula, an abbreviation with its dot, a numeral.

    Behind another word a numeral is part of the name: Willem II.
    """
    text, end = word.group(), word.end()
    if not all(char.isalpha() or char in "'’-" for char in text):
        return True  # H₂O
    if source[end : end + 1].isnumeric() or source[word.start() - 1 : word.start()].isnumeric():
        return True  # CO2
    if len(text) <= _SHORT and re.match(r"\.(?=\s*[\w(])", source[end:]):
        return True  # Jhr. Nat. A.F.Th.
    return first and _NUMERAL.fullmatch(text) is not None


def _glued(word: str) -> bool:
    """Whether two words lost the space between them, as in AndrewRussische."""
    return any(
        word[at].isupper() and word[at:] in demonyms() and word[at - 1] not in "-'’"
        for at in range(2, len(word) - 3)
    )


def overlaps(word: re.Match[str], covered: list[tuple[int, int]]) -> bool:
    """Whether a word has anything in common with one of some half-open stretches."""
    return any(start < word.end() and word.start() < end for start, end in covered)


def is_known(word: str) -> bool:
    """Whether reference works have a word as a place or people."""
    return word in gazetteer() or word in demonyms()
