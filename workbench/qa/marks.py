"""Checks on marks: quotation marks, brackets, ends of sentences, spaces.

Marks are compared in kind and number, never in style: which English marks a house uses is no
mistake of a translation.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from workbench.model import Severity
from workbench.qa.registry import Remark, Subject, check, repair
from workbench.text.house_quotes import house_quotes
from workbench.text.quotes import find_marks, pair_marks, quote_balance, repair_quotes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.model import Fix

__all__ = ["brackets", "end_punctuation", "quote_style", "quotes", "spacing"]


@check("quotes", Severity.FUNCTIONAL)
def quotes(subject: Subject) -> Iterator[Remark]:
    """The quotation marks of source and target do not correspond."""
    source, target = quote_balance(subject.source), quote_balance(subject.target)
    if source == target or _closes_what_was_forgotten(subject, source, target):
        return
    for what, left, right in zip(
        ("quotation", "opened quotation", "closed quotation"), source, target, strict=True
    ):
        if left != right:
            # A quotation more or less is a matter of style, half a one a mistake.
            whole = source[1:] == target[1:]
            yield Remark(
                f"the Dutch has {left} {what if left == 1 else f'{what}s'}, the English {right}",
                severity=Severity.COSMETIC if whole else None,
                fix=_quotes_of_the_source(subject),
            )
            return


_STRAIGHT = frozenset(["'", '"', "''"])
_CURLY = frozenset("“”„‟‘’‚‛")


def _mixed(subject: Subject) -> Iterator[Remark]:
    """Yield pairs of which one mark is straight and the other is not: a slip of the keyboard."""
    for pair in pair_marks(find_marks(subject.target)):
        opening, closing = pair.opening, pair.closing
        if opening is None or closing is None:
            continue
        if opening.text in _CURLY and closing.text in _STRAIGHT:
            odd, right = closing, "”" if opening.double else "’"
        elif opening.text in _STRAIGHT and closing.text in _CURLY:
            odd, right = opening, "“" if closing.double else "‘"
        else:
            continue
        yield Remark(
            f"{opening.text} and {closing.text} are no pair",
            odd.start,
            odd.end,
            severity=Severity.FUNCTIONAL,
            fix=repair(subject, odd.start, odd.end, right, f"write {right}", safe=True),
        )


def _closes_what_was_forgotten(
    subject: Subject, source: tuple[int, int, int], target: tuple[int, int, int]
) -> bool:
    """Whether the English closes in mid-sentence what the Dutch opens and never closes.

    A quotation that runs on in the next sentence would be closed at the end of this one.
    """
    more = target[0] - source[0]
    return (
        more > 0
        and source[1] - target[1] == more
        and source[2] == target[2]
        and _inner(subject.target) - _inner(subject.source) >= more
    )


def _inner(text: str) -> int:
    """Return how many whole quotations end before the last word."""
    return sum(
        pair.opening is not None
        and pair.closing is not None
        and any(map(str.isalnum, text[pair.closing.end :]))
        for pair in pair_marks(find_marks(text))
    )


def _quotes_of_the_source(subject: Subject) -> Fix | None:
    """Return the fix that gives the target the source's quotations, where that can be done."""
    repaired = repair_quotes(subject.source, subject.target)
    if not repaired.edits or quote_balance(repaired.text) != quote_balance(subject.source):
        return None
    text = repaired.text
    if not any(quote_balance(text)[1:]):
        text = house_quotes(text).text  # nothing is open here: the outer marks are the house's
    start = _alike(text, subject.target)
    after = _alike(text[start:][::-1], subject.target[start:][::-1])
    end = len(subject.target) - after
    new = text[start : len(text) - after]
    return repair(subject, start, end, new, "set the marks as in the Dutch", safe=True)


def _alike(left: str, right: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(left), len(right)))


_MOST = 20  # marks of one segment that are told
_FOREIGN = frozenset(["„", "‚", "«", "»", "‹", "›", ",,", "‟", "‛"])


@check("quote-style", Severity.COSMETIC)
def quote_style(subject: Subject) -> Iterator[Remark]:
    """A quotation mark of another language stands in the target, or two make no pair."""
    yield from islice(_mixed(subject), _MOST)
    foreign = (mark for mark in find_marks(subject.target) if mark.text in _FOREIGN)
    for mark in islice(foreign, _MOST):
        right = ("“" if mark.opens else "”") if mark.double else ("‘" if mark.opens else "’")
        yield Remark(
            f"{mark.text} is no English mark",
            mark.start,
            mark.end,
            fix=repair(subject, mark.start, mark.end, right, f"write {right}", safe=True),
        )


_ESCAPE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
"""A command to a terminal, which is never part of a target."""
_BRACKETS = {"(": ")", "[": "]", "{": "}"}


@check("brackets", Severity.COSMETIC)
def brackets(subject: Subject) -> Iterator[Remark]:
    """The brackets of source and target do not correspond."""
    dutch = _ESCAPE.sub("", subject.source)
    for opening, closing in _BRACKETS.items():
        source = (dutch.count(opening), dutch.count(closing))
        target = (subject.target.count(opening), subject.target.count(closing))
        if source != target:
            # A pair more or less is a matter of style, half a pair a mistake.
            halved = target[0] != target[1] and target[0] - target[1] != source[0] - source[1]
            yield Remark(
                f"{opening}{closing}: {source[0]} and {source[1]} in the Dutch, "
                f"{target[0]} and {target[1]} in the English",
                severity=Severity.FUNCTIONAL if halved else None,
            )


_UNENDED = " \t\u00a0,;:–—"
_TWO_ENDS = re.compile(r"(?<=\w)([,;:])\s*([.!?])[ \t\u00a0\"'”’»›)\]]*\Z")
_CLOSERS = " \t\u00a0\"'”’“»›)]"


_PICTURES = re.compile(r"\s?[\u2600-\u27bf\U0001f000-\U0001faff\u200d\ufe0f]+\Z")


def _bare_end(text: str) -> str:
    """Return a text without what may stand behind its last mark: closing marks, pictures."""
    return _PICTURES.sub("", text.rstrip(_CLOSERS)).rstrip(_CLOSERS)


@check("end-punctuation", Severity.COSMETIC)
def end_punctuation(subject: Subject) -> Iterator[Remark]:
    """One of source and target ends with a full stop, question or exclamation mark."""
    odd = _TWO_ENDS.search(subject.target)
    if odd and not _TWO_ENDS.search(subject.source):
        yield Remark(
            f"the English ends with {odd[1]}{odd[2]}",
            odd.start(),
            odd.end(2),
            fix=repair(subject, odd.start(), odd.end(2), odd[2], f"end with {odd[2]}", safe=False),
        )
    source, target = (_bare_end(text)[-1:] for text in (subject.source, subject.target))
    stops = ".!?…"
    if (source in stops) == (target in stops) or not source or not target:
        return
    if source in stops:
        bare = _bare_end(subject.target)
        # What was left of a sentence that was cut, and blanks that nobody sees, go with it.
        start, end = len(bare.rstrip(_UNENDED)), len(bare)
        if not subject.target[end:].strip():
            end = len(subject.target)
        yield Remark(
            f"the Dutch ends with {source}, the English does not",
            fix=repair(subject, start, end, source, f"end with {source}", safe=target.isalnum()),
        )
    elif target != ".":
        yield Remark(f"the English ends with {target}, the Dutch does not")
    elif source.isalnum() and subject.segment.kind in {"headline", "credit", "label"}:
        yield Remark("the English ends with a full stop, the Dutch does not")


_SPACES = re.compile(
    r"(?<=\S)[ \u00a0]{2,}(?=\S)|(?<=\w) +(?=[,;!?](?:\s|$))|(?<=\w) +(?=\.(?:\s|$))"
)


@check("spacing", Severity.COSMETIC)
def spacing(subject: Subject) -> Iterator[Remark]:
    """There are spaces in the English where none belong."""
    if _SPACES.search(subject.source):
        return  # set so on purpose, or carelessly by the writer
    for match in _SPACES.finditer(subject.target):
        start = max(0, match.start() - 1)
        follows = subject.target[match.end() : match.end() + 1]
        before_mark = follows in ",;!?."
        what = "two spaces" if len(match.group()) > 1 else "a space before a mark"
        yield Remark(
            what,
            start,
            min(len(subject.target), match.end() + 1),
            fix=repair(
                subject,
                match.start(),
                match.end(),
                "" if before_mark else " ",
                "drop the space" if before_mark else "leave one space",
                safe=True,
            ),
        )
