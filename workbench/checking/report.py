"""What ``check`` found: findings in their places, and what is known of them already.

Values only, shared by the job that finds and the one that acts on it. A baseline is an earlier
report as JSON.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.model import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from workbench.model import Finding, Segment
    from workbench.store.waivers import WaiverRecord

__all__ = ["CheckReport", "Place", "Reported", "read_baseline", "without_known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A segment with its English, and where it stands."""

    document: str
    path: str
    """Of the file that an editor would open: the Dutch of a document, the English of two files."""
    segment: Segment
    target: str
    line: int | None = None
    """From 1, where a line is a segment."""
    terms: tuple[Mapping[str, object], ...] = ()
    """As they are stored, for what an editor let pass."""
    term_key: str = ""
    """Hash of the concepts that ``terms`` were made for."""
    names: frozenset[str] = frozenset()
    """Surnames of its document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A finding in its place."""

    place: Place
    finding: Finding

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What stays the same while segments are moved: for baselines."""
        place = self.place
        return place.document, place.segment.source, self.finding.check, self.finding.message


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What the checks found, in document order."""

    segments: int
    findings: tuple[Reported, ...]
    untranslated: int = 0
    """Segments without any English yet, which were not checked."""
    known: int = 0
    """Findings left out because a baseline has them."""
    waivers: tuple[WaiverRecord, ...] = ()
    """What somebody lets pass, and why; left out of the findings."""

    def at_least(self, severity: Severity) -> CheckReport:
        """Return the report without lesser findings."""
        kept = tuple(one for one in self.findings if one.finding.severity >= severity)
        return replace(self, findings=kept)

    def counts(self) -> dict[str, int]:
        """Return the number of findings of each severity, the worst first."""
        found = Counter(one.finding.severity for one in self.findings)
        return {severity.label: found[severity] for severity in sorted(Severity, reverse=True)}


def read_baseline(path: Path) -> Counter[tuple[str, str, str, str]]:
    """Return the findings of an earlier ``check --json``, as keys.

    Raises:
        InputError: the file is none.
    """
    hint = "`workbench check --json > FILE` makes one"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Counter(
            (str(f["document"]), str(f["source"]), str(f["check"]), str(f["message"]))
            for f in raw["findings"]
        )
    except OSError as error:
        message = (error.strerror or "cannot be read").lower()
        raise InputError(message, where=str(path), hint=hint) from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("is no baseline", where=str(path), hint=hint) from error


def without_known(report: CheckReport, known: Counter[tuple[str, str, str, str]]) -> CheckReport:
    """Return the report without what a baseline has, as often as it has it."""
    left = known.copy()
    kept: list[Reported] = []
    for one in report.findings:
        if left[one.key] > 0:
            left[one.key] -= 1
        else:
            kept.append(one)
    return replace(report, findings=tuple(kept), known=len(report.findings) - len(kept))
