"""Checks on marks: quotation marks, brackets, ends of sentences, spaces.

Marks are compared in kind and number, never in style: which English marks a house uses is no
mistake of a translation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.model import Severity
from workbench.qa.registry import Remark, Subject, check
from workbench.text.quotes import quote_balance

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["brackets", "end_punctuation", "quotes", "spacing"]


@check("quotes", Severity.FUNCTIONAL)
def quotes(subject: Subject) -> Iterator[Remark]:
    """The quotation marks of source and target do not correspond."""
    source, target = quote_balance(subject.source), quote_balance(subject.target)
    if source == target:
        return
    for what, left, right in zip(
        ("quotations", "opened quotations", "closed quotations"), source, target, strict=True
    ):
        if left != right:
            yield Remark(f"the Dutch has {left} {what}, the English {right}")
            return


_BRACKETS = {"(": ")", "[": "]", "{": "}"}


@check("brackets", Severity.COSMETIC)
def brackets(subject: Subject) -> Iterator[Remark]:
    """The brackets of source and target do not correspond."""
    for opening, closing in _BRACKETS.items():
        source = (subject.source.count(opening), subject.source.count(closing))
        target = (subject.target.count(opening), subject.target.count(closing))
        if source != target:
            # A pair more or less is a matter of style, half a pair a mistake.
            halved = target[0] != target[1] and target[0] - target[1] != source[0] - source[1]
            yield Remark(
                f"{opening}{closing}: {source[0]} and {source[1]} in the Dutch, "
                f"{target[0]} and {target[1]} in the English",
                severity=Severity.FUNCTIONAL if halved else None,
            )


_CLOSERS = " \t\u00a0\"'”’“»›)]"


@check("end-punctuation", Severity.COSMETIC)
def end_punctuation(subject: Subject) -> Iterator[Remark]:
    """One of source and target ends with a full stop, question or exclamation mark."""
    source, target = (text.rstrip(_CLOSERS)[-1:] for text in (subject.source, subject.target))
    stops = ".!?…"
    if (source in stops) == (target in stops) or not source or not target:
        return
    if source in stops:
        yield Remark(f"the Dutch ends with {source}, the English does not")
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
        what = "two spaces" if len(match.group()) > 1 else "a space before a mark"
        yield Remark(what, start, min(len(subject.target), match.end() + 1))
