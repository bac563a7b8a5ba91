"""Checks on a draft: small functions with a severity, run in a fixed order.

A check that fires on good English is worse than none, because people stop reading it; each was
tuned on human reference translations until it was quiet there. The first sentence of a check's
docstring is what the user reads as its explanation. Checks look at one segment and change nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.model import Finding
from workbench.qa import (
    articles,
    figures,
    house,
    marks,
    names,
    negation,
    phrases,
    spelling,
    terms,
    units,
    whole,
    words,
)
from workbench.qa.guide import PLAIN, Guide
from workbench.qa.registry import Check, Subject
from workbench.qa.whole import is_empty
from workbench.text.loops import is_loop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.model import Segment, TermOutcome

__all__ = ["CHECKS", "PLAIN", "Check", "Guide", "check_draft", "check_terms", "is_empty", "is_loop"]

CHECKS: dict[str, Check] = {
    check.name: check
    for check in (
        whole.empty,
        whole.repetition,
        whole.untranslated,
        figures.number,
        figures.date,
        units.unit,
        figures.address,
        names.name,
        negation.negation,
        marks.quotes,
        marks.quote_style,
        marks.brackets,
        whole.length,
        words.dutch_word,
        words.false_friend,
        words.doubled_word,
        phrases.doubled_phrase,
        spelling.spelling,
        articles.article,
        words.capitals,
        marks.spacing,
        marks.end_punctuation,
        house.house_style,
        terms.term,
    )
}
"""All checks by name, in the order in which they run and are reported."""
_SILENCES = {
    "empty": frozenset(CHECKS),
    "untranslated": frozenset(
        {
            "negation",
            "dutch-word",
            "name",
            "false-friend",
            "capitals",
            "date",
            "unit",
            "spelling",
            "article",
            "doubled-phrase",
        }
    ),
    "repetition": frozenset({"doubled-word", "doubled-phrase", "spelling"}),
}
"""What need not be said any more where a check has found something."""


def check_draft(
    segment: Segment,
    target: str,
    outcomes: Sequence[TermOutcome] = (),
    *,
    guide: Guide = PLAIN,
    names: frozenset[str] = frozenset(),
) -> tuple[Finding, ...]:
    """Run every check on a target.

    Args:
        segment: the segment with its Dutch source.
        target: the English, from a machine or a person.
        outcomes: what became of the terms that matched in the source.
        guide: which English it is to be, with the words and rules of the house.
        names: surnames of the document, which are no words.

    Returns:
        The findings in the order of the registry. Where there is no target, nothing but that is
        reported.
    """
    subject = Subject(segment=segment, target=target, outcomes=outcomes, guide=guide, names=names)
    findings: list[Finding] = []
    silenced: set[str] = set()
    for check in CHECKS.values():
        if check.name in silenced:
            continue
        found = _findings(check, subject)
        if found:
            silenced |= _SILENCES.get(check.name, frozenset())
        findings += found
    return tuple(findings)


def check_terms(
    segment: Segment, target: str, outcomes: Sequence[TermOutcome]
) -> tuple[Finding, ...]:
    """Run the check on the glossary's terms alone, for a target that is not judged anew."""
    return tuple(_findings(terms.term, Subject(segment=segment, target=target, outcomes=outcomes)))


def _findings(check: Check, subject: Subject) -> list[Finding]:
    """Return what one check says of a target."""
    return [
        Finding(
            check=check.name,
            severity=remark.severity or check.severity,
            message=remark.message,
            start=remark.start,
            end=remark.end,
            fix=remark.fix,
        )
        for remark in check.run(subject)
    ]
