"""What a check is: a function on one segment, with a name, a severity and an explanation.

The first sentence of a check's docstring is what the user reads as its explanation, so that text
and code cannot drift apart. Which checks there are and in which order they run is said in the
package itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.model import Fix
from workbench.qa.guide import PLAIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.model import Segment, Severity, TermOutcome
    from workbench.qa.guide import Guide

__all__ = ["Check", "CheckFunction", "Remark", "Subject", "check", "repair"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a check looks at."""

    segment: Segment
    target: str
    outcomes: Sequence[TermOutcome]
    guide: Guide = PLAIN
    names: frozenset[str] = frozenset()
    """Surnames of the document, which stand in the target as they are."""

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
    fix: Fix | None = None


def repair(
    subject: Subject, start: int, end: int, replacement: str, message: str, *, safe: bool
) -> Fix:
    """Return a fix for a span of a subject's target; an empty span is an insertion."""
    return Fix(
        start=start,
        end=end,
        text=subject.target[start:end],
        replacement=replacement,
        message=message,
        safe=safe,
    )


CheckFunction = Callable[[Subject], Iterator[Remark]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check as it is run and explained."""

    name: str
    severity: Severity
    explanation: str
    """One sentence for the user: what it finds."""
    run: CheckFunction


def check(name: str, severity: Severity) -> Callable[[CheckFunction], Check]:
    """Make a check of that name and severity of a function."""

    def make(function: CheckFunction) -> Check:
        text = " ".join((function.__doc__ or "").split())
        explanation = text.split(". ")[0].rstrip(".") + "."
        return Check(name=name, severity=severity, explanation=explanation, run=function)

    return make
