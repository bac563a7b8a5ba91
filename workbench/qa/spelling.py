"""The check on spelling, and words that a small model makes up.

What stands in the Dutch, in the glossary or in the project's word list is right. A capital letter
makes a name of an unknown word only where the Dutch has something like it: a name that answers
nothing was invented.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from workbench.model import Fix, Severity
from workbench.qa.abbreviations import invented_abbreviations
from workbench.qa.dictionary import dictionary
from workbench.qa.guide import PLAIN, words_in
from workbench.qa.names import resembles
from workbench.qa.registry import Remark, Subject, check
from workbench.qa.words import CAPITAL, SKIPPED
from workbench.text.languages import DUTCH

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from workbench.qa.guide import Guide

__all__ = ["Misspelling", "misspellings", "spelling"]

_MOST = 20  # in one segment: above, the whole is no English and other checks say so
_LOOKED_AT = 5_000  # words
_NAMES = 200  # unknown ones with a capital, each compared with all words of the Dutch
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_COMPOUND = re.compile(r"[^\W\d_]{1,20}-[^\W\d_]{1,20}(?![\w-])")
_ACRONYM = 6
_MARKS = " \t\"'“‘«„([–—-"
_VOWEL = re.compile(r"[AEIOUYaeiouyÀ-ɏ]")  # without one it is an abbreviation
_LATIN = re.compile(r"[A-Za-zÀ-ɏ'’]+")
_OWNER = re.compile(r"['’]s?$")
# Short beginnings such as de- and up- would make words of slips: defeted, upbat.
_PREFIX = re.compile(
    r"(?:anti|bio|counter|cyber|eco|electro|euro|extra|geo|hyper|infra|inter|intra|macro|mega|meta"
    r"|micro|mini|mono|multi|nano|neo|neuro|over|para|photo|poly|post|pseudo|psycho|semi|super"
    r"|techno|tele|trans|ultra|under)(?=\w{4})"
)
_SUFFIX = re.compile(r"(?:(?<![sxz])(?<![cs]h)s|like|wide|ness|less|house|houses|yard|yards)$")
_SAME = re.compile(r"(\w{2,4}?)\1{2,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Misspelling:
    """A word that is not spelt right."""

    start: int
    """Half-open offsets in the text."""
    end: int
    word: str
    elsewhere: str | None = None
    """The right spelling of a word that is spelt the other country's way."""
    capital: str | None = None
    """The right spelling of a word that only wants a capital."""
    invented: bool = False
    """Whether it is a capitalised word that answers nothing in the Dutch."""


def misspellings(
    text: str, *, source: str = "", guide: Guide = PLAIN, accepted: Collection[str] = ()
) -> Iterator[Misspelling]:
    """Yield what is misspelt in an English text; the first call loads a dictionary, 0.1 s.

    Args:
        text: the English.
        source: the Dutch it renders, whose words may stand in it.
        guide: which English, and words that are right.
        accepted: more words that are right, such as those of a segment's own terms.
    """
    known = dictionary(guide.language)
    own = {word.lower() for word in _WORD.findall(source)} if source else set()
    own |= {word.replace("'", "’") for word in own if "'" in word}
    own |= {word.replace("-", "").lower() for word in _COMPOUND.findall(source)}  # e-book, ebook
    skipped = [match.span() for match in SKIPPED.finditer(text)]
    at = names = 0
    for count, match in enumerate(_WORD.finditer(text)):
        if count >= _LOOKED_AT:
            return
        start, end = match.span()
        while at < len(skipped) and skipped[at][1] <= start:
            at += 1
        if at < len(skipped) and skipped[at][0] < end:
            continue
        whole = match.group()
        word = _OWNER.sub("", whole)
        if (
            len(word) < 3
            or (word.removesuffix("s").isupper() and len(word) <= _ACRONYM)
            or not _VOWEL.search(word)
            or not _LATIN.fullmatch(word)
            or word.lower() in own
            or whole.lower() in own
            or word in accepted
            or guide.accepts(word)
            or guide.accepts(whole)
        ):
            continue
        if known.has(whole) or known.has(word):
            # A capital may be a name's: Pearl Harbor, the Labor Party.
            named = word[0].isupper() and text[:start].strip(_MARKS) != ""
            right = None if named else known.elsewhere(word)
            if right is not None and right not in own:
                yield Misspelling(start=start, end=start + len(word), word=word, elsewhere=right)
            continue
        if word.lower() in DUTCH or CAPITAL.fullmatch(word):
            continue  # other checks say what that is
        if _made_up_of_known(word, known.has) or re.search(r"[a-z][A-Z]", word):
            continue
        capital = word[0].isupper()
        names += capital
        if names > _NAMES:
            return
        if not capital and known.has(word.capitalize()):
            right = word.capitalize()
            yield Misspelling(start=start, end=start + len(word), word=word, capital=right)
            continue
        # A name may be spelt as its language has it, but no name stutters.
        if capital and not _SAME.search(word) and resembles(word, source):
            continue
        yield Misspelling(start=start, end=start + len(word), word=word, invented=capital)


def _made_up_of_known(word: str, has: Callable[[str], bool]) -> bool:
    """Whether a word is a known one with a common beginning or ending."""
    lower = word.lower()
    prefix = _PREFIX.match(lower)
    if prefix and has(lower[prefix.end() :]):
        return True
    suffix = _SUFFIX.search(lower)
    return bool(suffix and len(lower[: suffix.start()]) > 3 and has(lower[: suffix.start()]))


@check("spelling", Severity.FUNCTIONAL)
def spelling(subject: Subject) -> Iterator[Remark]:
    """A word of the target is in no dictionary, or is spelt the other country's way."""
    guide = subject.guide
    accepted = words_in(
        (*(outcome.rendering for outcome in subject.outcomes), *guide.named(subject.source))
    )
    every = misspellings(subject.target, source=subject.source, guide=guide, accepted=accepted)
    found = list(islice(every, _MOST + 1))
    if len(found) > _MOST:
        return
    made_up = invented_abbreviations(
        subject.source,
        subject.target,
        accepts=lambda word: word in accepted or guide.accepts(word),
    )
    for match in made_up:
        yield Remark(f"“{match.group()}” is not in the Dutch", match.start(), match.end())
    for one in found:
        if one.elsewhere is not None:
            country = "British" if guide.language.lower().startswith("en-us") else "American"
            yield Remark(
                f"“{one.word}” is {country}: “{one.elsewhere}”",
                one.start,
                one.end,
                Severity.COSMETIC,
                _fix(one, one.elsewhere, safe=True),
            )
            continue
        if one.capital is not None:
            fix = _fix(one, one.capital, safe=False)
            message = f"“{one.word}” needs a capital"
            yield Remark(message, one.start, one.end, Severity.COSMETIC, fix)
            continue
        guess: Fix | None = None
        if guide.suggest and not one.invented:
            guesses = dictionary(guide.language).suggestions(one.word)
            guess = _fix(one, guesses[0], safe=False) if guesses else None
        what = "neither English nor in the Dutch" if one.invented else "in no dictionary"
        yield Remark(f"“{one.word}” is {what}", one.start, one.end, None, guess)


def _fix(one: Misspelling, replacement: str, *, safe: bool) -> Fix:
    return Fix(
        start=one.start,
        end=one.end,
        text=one.word,
        replacement=replacement,
        message=f"write “{replacement}”",
        safe=safe,
    )
