"""Checks on a draft: small functions with a severity, collected in a registry.

A check that fires on good English is worse than none, because people stop reading it; each was
tuned on human reference translations until it was quiet there. The first sentence of a check's
docstring is what the user reads as its explanation. Checks look at one segment and change nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.model import Finding, Severity
from workbench.text.loops import is_loop
from workbench.text.numbers import compare_numbers, find_numbers
from workbench.text.quotes import quote_balance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.model import Segment, TermOutcome

__all__ = ["CHECKS", "Check", "check_draft", "is_empty", "is_loop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a check looks at."""

    segment: Segment
    target: str
    outcomes: Sequence[TermOutcome]

    @property
    def source(self) -> str:
        """The Dutch of the segment."""
        return self.segment.source


@dataclass(frozen=True, slots=True)
class Remark:
    """What a check has to say; ``severity`` only where it differs from the check's own."""

    message: str
    start: int | None = None
    end: int | None = None
    severity: Severity | None = None


CheckFunction = Callable[[Subject], Iterator[Remark]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A registered check."""

    name: str
    severity: Severity
    explanation: str
    """One sentence for the user: what it finds."""
    run: CheckFunction


CHECKS: dict[str, Check] = {}
"""All checks by name, in the order in which they run and are reported."""


def _check(name: str, severity: Severity) -> Callable[[CheckFunction], CheckFunction]:
    """Register a function as a check of that name and severity."""

    def register(function: CheckFunction) -> CheckFunction:
        text = " ".join((function.__doc__ or "").split())
        explanation = text.split(". ")[0].rstrip(".") + "."
        CHECKS[name] = Check(name=name, severity=severity, explanation=explanation, run=function)
        return function

    return register


def check_draft(
    segment: Segment, target: str, outcomes: Sequence[TermOutcome] = ()
) -> tuple[Finding, ...]:
    """Run every check on a target.

    Args:
        segment: the segment with its Dutch source.
        target: the English, from a machine or a person.
        outcomes: what became of the terms that matched in the source.

    Returns:
        The findings in the order of the registry. Where there is no target, nothing but that is
        reported.
    """
    subject = Subject(segment=segment, target=target, outcomes=outcomes)
    findings: list[Finding] = []
    for check in CHECKS.values():
        findings += [
            Finding(
                check=check.name,
                severity=remark.severity or check.severity,
                message=remark.message,
                start=remark.start,
                end=remark.end,
            )
            for remark in check.run(subject)
        ]
        if check.name == "empty" and findings:
            break
    return tuple(findings)


def is_empty(source: str, target: str) -> bool:
    """Return whether a target says nothing though its source does.

    >>> is_empty("Ja.", "."), is_empty("***", "***")
    (True, False)
    """
    if not target.strip():
        return bool(source.strip())
    return _has_words(source) and not _has_words(target)


def _has_words(text: str) -> bool:
    """Return whether there is a letter or a digit."""
    return any(character.isalnum() for character in text)


@_check("empty", Severity.CRITICAL)
def _empty(subject: Subject) -> Iterator[Remark]:
    """The target is empty. Punctuation alone counts as empty where the source has words."""
    if is_empty(subject.source, subject.target):
        yield Remark("nothing was written for this segment")


@_check("repetition", Severity.CRITICAL)
def _repetition(subject: Subject) -> Iterator[Remark]:
    """The target repeats itself where the source does not."""
    if is_loop(subject.source, subject.target):
        yield Remark("the English repeats itself; the Dutch does not")


_DUTCH = frozenset(
    [
        "het",
        "een",
        "en",
        "niet",
        "dat",
        "dit",
        "zijn",
        "voor",
        "met",
        "die",
        "wordt",
        "werd",
        "ook",
        "naar",
        "maar",
        "uit",
        "bij",
        "nog",
        "wel",
        "geen",
        "deze",
        "zich",
        "hij",
        "zij",
        "ze",
        "hebben",
        "heeft",
        "waren",
        "worden",
        "kan",
        "zou",
        "als",
        "aan",
        "om",
        "er",
        "dan",
        "ik",
        "je",
        "wij",
        "onze",
        "mijn",
        "over",
        "zal",
        "moet",
        "veel",
        "meer",
        "tot",
        "omdat",
        "volgens",
        "tussen",
        "tegen",
        "alle",
        "hun",
        "haar",
    ]
) - {"over", "die", "als", "met", "meer", "tot", "zou", "kan", "wel", "er"}
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@_check("untranslated", Severity.FUNCTIONAL)
def _untranslated(subject: Subject) -> Iterator[Remark]:
    """The target is still Dutch. Names, credits and short labels may stay as they are."""
    source = [word.lower() for word in _WORDS.findall(subject.source)]
    target = [word.lower() for word in _WORDS.findall(subject.target)]
    if len(source) < 4 or not target:
        return
    if source == target:
        if any(word in _DUTCH for word in source):
            yield Remark("the English is the same as the Dutch")
        return
    dutch = [word for word in target if word in _DUTCH]
    if len(dutch) >= 3 and len(dutch) >= len(target) * 0.2:
        yield Remark("most of the target is still Dutch")


@_check("number", Severity.CRITICAL)
def _number(subject: Subject) -> Iterator[Remark]:
    """A number of the source is missing from the target, or the target has another one."""
    missing, extra = compare_numbers(
        find_numbers(subject.source, "nl"), find_numbers(subject.target, "en")
    )
    if missing and extra and len(missing) == len(extra):
        for left, right in zip(missing, extra, strict=True):
            yield Remark(
                f"the Dutch has {left.text}, the English {right.text}", right.start, right.end
            )
        return
    for number in missing:
        yield Remark(f"{number.text} is missing from the English")
    for number in extra:
        yield Remark(f"{number.text} is not in the Dutch", number.start, number.end)


@_check("quotes", Severity.FUNCTIONAL)
def _quotes(subject: Subject) -> Iterator[Remark]:
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


@_check("brackets", Severity.COSMETIC)
def _brackets(subject: Subject) -> Iterator[Remark]:
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


_SHORT = 24  # characters below which a length says nothing
_RATIO = (0.45, 2.2)  # English to Dutch characters


@_check("length", Severity.FUNCTIONAL)
def _length(subject: Subject) -> Iterator[Remark]:
    """The target is much shorter or longer than its source."""
    source, target = len(subject.source.strip()), len(subject.target.strip())
    if not source or max(source, target) < _SHORT:
        return
    # A few characters either way say nothing in a short segment.
    if target + 8 < source * _RATIO[0]:
        yield Remark(f"the English is much shorter: {target} characters for {source}")
    elif target - 12 > source * _RATIO[1]:
        yield Remark(f"the English is much longer: {target} characters for {source}")


_CLOSERS = " \t\u00a0\"'”’“»›)]"


@_check("end-punctuation", Severity.COSMETIC)
def _end_punctuation(subject: Subject) -> Iterator[Remark]:
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


@_check("term", Severity.FUNCTIONAL)
def _term(subject: Subject) -> Iterator[Remark]:
    """A glossary term was not rendered as the glossary asks."""
    for outcome in subject.outcomes:
        if outcome.rung != "unresolved":
            continue
        hit = outcome.hit
        wanted = hit.renderings[0] if hit.renderings else ""
        message = (
            f"{hit.source} ({hit.concept}) should be {wanted}"
            if wanted
            else f"{hit.source} ({hit.concept}) has a forbidden rendering"
        )
        yield Remark(
            message,
            outcome.target_start,
            outcome.target_end,
            Severity.CRITICAL if hit.enforced else None,
        )
