"""Checks on words: Dutch left over, false friends, doubled words, capitals.

Each looks for one well-defined slip and is silent in doubt. The word lists were made by hand and
tried on human translations; what a good translator does is no slip.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from workbench.model import Severity
from workbench.qa.dictionary import dictionary
from workbench.qa.registry import Remark, Subject, check, repair
from workbench.text.languages import DUTCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["CAPITAL", "SKIPPED", "capitals", "doubled_word", "dutch_word", "false_friend"]

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TWICE = frozenset(
    ["that", "had", "no", "very", "so", "bye", "ha", "yes", "well", "there", "now", "many", "on"]
)
_MAYBE_TWICE = frozenset(["is", "was", "are", "do", "did", "her", "you", "it", "in", "to", "what"])
_HYPHENED = re.compile(r"\b([a-z]{3,})-\1\b")
_HYPHENED_TWICE = frozenset(
    ["beri", "bye", "chop", "fifty", "goody", "half", "hush", "knock", "never", "pom", "putt", "tut",
     "win", "yada", "zig", "aye", "blah", "boo", "choo", "night", "pooh", "tom", "hee", "bang"]
)  # fmt: skip
_DOUBLED = re.compile(r"\b([^\W\d_]+(?:['’][^\W\d_]+)?) \1\b", re.IGNORECASE)


@check("doubled-word", Severity.FUNCTIONAL)
def doubled_word(subject: Subject) -> Iterator[Remark]:
    """The same word stands twice in a row in the target."""
    found = [
        match
        for match in _DOUBLED.finditer(subject.target)
        # Duran Duran, Sing Sing.
        if match[1].lower() not in _TWICE and not (match[1][0].isupper() and match.start())
    ]
    if _DOUBLED.search(subject.source):
        found = []  # what the Dutch itself says twice
    for match in _HYPHENED.finditer(subject.target):
        if match[1] not in _HYPHENED_TWICE and match.group() not in subject.source:
            yield Remark(
                f"“{match[1]}” stands twice in a row",
                match.start(),
                match.end(),
                fix=repair(
                    subject, match.end(1), match.end(), "", f"say “{match[1]}” once", safe=False
                ),
            )
    for match in found:
        yield Remark(
            f"“{match[1]}” stands twice in a row",
            match.start(),
            match.end(),
            fix=repair(
                subject,
                match.end(1),
                match.end(),
                "",
                f"say “{match[1]}” once",
                # What it is is unclear; he gave her her book; that is what we do do.
                safe=match[1].lower() not in _MAYBE_TWICE,
            ),
        )


_WHOLE = 8  # Dutch words in one target: more is no slip
_SHORTEST = 3  # letters; what is shorter may be part of a name
# Of a word that no English dictionary has; Latin and other foreign words look otherwise.
_DUTCH_SPELLING = re.compile(
    r"aa|ee|oo|uu|ij|oe|eu|ui|ie|sch|cht|lijk|heid|tje|isch|tsj|zj|sj|ouw|dt$|en$|^vr|^zw|^ge[bdfghklmnprstvwz]"
)
SKIPPED = re.compile(
    r"\bhttps?://\S+|\bwww\.\S+|(?<!\S)[\w.+-]{1,64}@\S+|[#@/\\]\w+|(?<!\w)\w{0,40}\d[\w.,]*"
    r"|\b\w{1,64}\.(?:com|org|net|nl|eu|[a-z]{2})\b"
)
"""Addresses, file names, tags and whatever has a digit in it: no words of a language."""


@check("dutch-word", Severity.FUNCTIONAL)
def dutch_word(subject: Subject) -> Iterator[Remark]:
    """A Dutch word was left in the English."""
    source = {word for word in _WORD.findall(subject.source) if word.islower()}
    known = dictionary(subject.guide.language)
    apart = [match.span() for match in SKIPPED.finditer(subject.target)]
    whole = [m.span() for m in _NAMED.finditer(subject.target) if m.group() in subject.source]
    quoted = sorted([*_quotations(subject.target), *whole])
    at = 0
    found = list(_left_capitals(subject, known.has))
    for match in _WORD.finditer(subject.target):
        word = match.group()
        while at < len(quoted) and quoted[at][1] <= match.start():
            at += 1
        inside = at < len(quoted) and quoted[at][0] < match.start()
        if not word.islower() or word not in source or inside:
            continue
        if word in DUTCH and word not in {"zo", "op", "jij"}:
            # between capitals it is part of a name: Het Parool en De Tijd
            if not subject.target[match.end() : match.end() + 2].strip()[:1].isupper():
                found.append(match)
        elif (
            len(word) > _SHORTEST
            and _DUTCH_SPELLING.search(word)
            and not any(start < match.end() and match.start() < end for start, end in apart)
            and not subject.guide.accepts(word)
            and not known.has(word)
        ):
            found.append(match)
    if len(found) > _WHOLE:
        return  # the whole is Dutch, which another check says
    for match in sorted(found, key=lambda match: match.start()):
        yield Remark(f"“{match.group()}” is Dutch", match.start(), match.end())


_NAMED = re.compile(
    r"\b[A-Z][\w’'-]{0,60}(?:(?:\s(?:van|voor|de|het|der|den|en|in|te|ter|op|aan|tegen|zonder|met)){1,3}\s[A-Z][\w’'-]{0,60})+"
)
"""A Dutch name of several words: if it stands whole in both texts, it was left on purpose."""
_LEFT = re.compile(
    r"(?<![\w’'-])[A-Z]\w*(?:atie|aties|iteit|iteiten|heid|schap|isme|ieve|lijke|ische|iging|icus)(?![\w’'-])"
)
"""A word with a capital and an ending that only Dutch words have."""


def _left_capitals(subject: Subject, known: Callable[[str], bool]) -> Iterator[re.Match[str]]:
    """Yield Dutch words with a capital in the middle of English ones.

    A name that was left whole (``Partij voor de Vrijheid``) has a neighbour from the Dutch; the
    word on its own among English ones is half of a translation.
    """
    quoted = _quotations(subject.target)
    placed = {word for outcome in subject.outcomes for word in outcome.rendering.split()}
    for match in _LEFT.finditer(subject.target):
        word = match.group()
        before = subject.target[: match.start()].rsplit(None, 1)[-1:]
        after = subject.target[match.end() :].split(None, 1)[:1]
        if (
            not re.search(rf"\b{word}\b", subject.source)
            or known(word)
            or known(word.lower())
            or word in placed
            or subject.guide.accepts(word)
            or any(start < match.start() < end for start, end in quoted)
            or any(f"{one} {word}" in subject.source for one in before)
            or any(f"{word} {one}" in subject.source for one in after)
        ):
            continue
        yield match


_QUOTATION = re.compile(
    r"“[^“”]*(?:”|$)|«[^«»]*(?:»|$)|\"[^\"]*(?:\"|$)|(?<![^\s(])[‘'][^‘’']*(?:[’']|$)"
)


def _quotations(text: str) -> list[tuple[int, int]]:
    """Return where quotations stand, in which a title or word may stay as it is."""
    return [match.span() for match in _QUOTATION.finditer(text)]


class _Friend(NamedTuple):
    """A pair of look-alikes with what the Dutch word means."""

    dutch: re.Pattern[str]
    english: re.Pattern[str]
    meaning: str
    cased: bool
    """Whether the Dutch is a word with a capital of its own."""


@lru_cache(maxsize=1)
def _friends() -> tuple[_Friend, ...]:
    raw = tomllib.loads(
        (files(__package__) / "data" / "false_friends.toml").read_text(encoding="utf-8")
    )
    return tuple(
        _Friend(
            re.compile(rf"\b(?:{pair['nl']})\b", 0 if pair.get("case") else re.IGNORECASE),
            re.compile(rf"\b(?:{pair['en']})\b", re.IGNORECASE),
            pair["means"],
            bool(pair.get("case")),
        )
        for pair in raw["pairs"]
    )


@check("false-friend", Severity.FUNCTIONAL)
def false_friend(subject: Subject) -> Iterator[Remark]:
    """A Dutch word was rendered by an English one that only looks like it."""
    for friend in _friends():
        dutch = friend.dutch.search(subject.source)
        if dutch and dutch.start() and dutch.group()[0].isupper() and not friend.cased:
            continue  # part of a name: the War Memorial Stadium
        english = friend.english.search(subject.target) if dutch else None
        if dutch and english:
            yield Remark(
                f"“{dutch.group()}” means {friend.meaning}, not “{english.group()}”",
                english.start(),
                english.end(),
            )


CAPITAL = re.compile(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|april|june|july"
    r"|august(?= \d)|september|october|november|december|english|russian|russians|dutch|german"
    r"|germans|french|american|americans|european|europeans|british|ukrainian|ukrainians|kazakh"
    r"|kazakhs|chinese|belgian|italian|spanish|turkish|christian|christians|muslim|muslims"
    r"|islamic|jewish)\b|(?<![\w.'’-])i(?=(?:['’](?:m|ll|ve|d))?\b(?![.'’)-]))"
)
_FIRST = re.compile(r"^[\W\d_]*([^\W\d_])")


@check("capitals", Severity.COSMETIC)
def capitals(subject: Subject) -> Iterator[Remark]:
    """A capital is missing: at the start, of a day, month or people, or of I."""
    source, target = _FIRST.search(subject.source), _FIRST.search(subject.target)
    digits = re.match(r"\W*\d", subject.target)
    if (
        source
        and target
        and not digits
        and source[1].isupper()
        and target[1].islower()
        and subject.segment.kind in {"sentence", "headline"}
        and not re.match(
            r"[\W\d_]*[a-z][A-Z]|[\W\d_]*(?:al|de|van|von|el|bin|ibn|la|le|di|da|i[A-Z]|e[A-Z])[ -][A-Z]",
            subject.target,
        )
    ):
        start, end = target.span(1)
        yield Remark(
            "the English begins with a small letter",
            start,
            end,
            fix=repair(subject, start, end, target[1].upper(), "begin with a capital", safe=True),
        )
    for match in CAPITAL.finditer(subject.target):
        if (
            "@" not in subject.target
            and "www" not in subject.target
            and "http" not in subject.target
        ):
            word = match.group()
            right = word[0].upper() + word[1:]
            yield Remark(
                f"“{word}” needs a capital",
                match.start(),
                match.end(),
                fix=repair(
                    subject, match.start(), match.end(), right, f"write “{right}”", safe=True
                ),
            )
