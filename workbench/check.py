"""``check`` as a job: every check on the English of a project or of two files, nothing changed.

The checks on one segment are the services'; what takes the whole glossary or more than one
segment to see is found here: forbidden renderings anywhere, renderings beyond the mentions, the
same Dutch rendered in two ways. A baseline takes out what is known already.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.evaluate.lines import check_lengths, read_lines
from workbench.glossary.forbidden import ForbiddenRenderings
from workbench.glossary.match import Matcher
from workbench.glossary.satisfy import verify
from workbench.model import Finding, Segment, Severity, TermOutcome
from workbench.qa import CHECKS, check_draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from workbench.glossary.file import Glossary
    from workbench.model import TermHit
    from workbench.store.repo import Project

__all__ = [
    "EXPLANATIONS",
    "CheckReport",
    "Judge",
    "Place",
    "Reported",
    "check_files",
    "check_project",
    "read_baseline",
    "without_known",
]

EXPLANATIONS: Mapping[str, str] = {
    **{name: check.explanation for name, check in CHECKS.items()},
    "forbidden": "The target has a rendering that the glossary forbids.",
    "term-count": "The target renders a glossary term more often than the source mentions it.",
    "inconsistent": "The same Dutch was rendered otherwise elsewhere.",
}
"""Every check by name, with what it finds."""
_SAME_WORDS = 3  # of a source below which two renderings are nobody's mistake


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
    waived: frozenset[tuple[str, int]] = frozenset()
    """(concept, start) of terms that an editor let pass."""


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

    def at_least(self, severity: Severity) -> CheckReport:
        """Return the report without lesser findings."""
        kept = tuple(one for one in self.findings if one.finding.severity >= severity)
        return replace(self, findings=kept)

    def counts(self) -> dict[str, int]:
        """Return the number of findings of each severity, the worst first."""
        found = Counter(one.finding.severity for one in self.findings)
        return {severity.label: found[severity] for severity in sorted(Severity, reverse=True)}


class Judge:
    """Runs all checks on one segment under one glossary."""

    def __init__(self, glossary: Glossary) -> None:
        """Build nothing yet: matcher and index come with the first segment."""
        self.matcher = Matcher(glossary)
        self._forbidden = ForbiddenRenderings(glossary)

    def __call__(self, place: Place) -> tuple[Finding, ...]:
        """Return the findings on a segment's target, the segment's own checks first."""
        target = place.target
        hits = self.matcher.match(place.segment.source).hits
        verification = verify(target, hits)
        outcomes: list[TermOutcome] = []
        for hit, where, satisfied in zip(
            hits, verification.placements, verification.satisfied, strict=True
        ):
            # As in the pipeline: what is only preferred or proposed is asked for, not demanded.
            lacking = not satisfied and hit.enforced and bool(hit.renderings)
            waived = (hit.concept, hit.start) in place.waived
            outcomes.append(
                TermOutcome(
                    hit=hit,
                    rung="waived" if waived else "unresolved" if lacking else "human",
                    rendering=where.text if where else "",
                    target_start=where.start if where else None,
                    target_end=where.end if where else None,
                )
            )
        findings = list(check_draft(place.segment, target, outcomes))
        if any(finding.check == "empty" for finding in findings):
            return tuple(findings)
        findings += [
            Finding(
                check="forbidden",
                severity=Severity.CRITICAL,
                message=f"“{use.text}” is forbidden for {hits[use.hit].concept}",
                start=use.start,
                end=use.end,
            )
            for use in verification.forbidden
            if hits[use.hit].status == "preferred"
            and (hits[use.hit].concept, hits[use.hit].start) not in place.waived
        ]
        findings += [
            Finding(
                check="forbidden",
                severity=Severity.FUNCTIONAL,
                message=f"“{use.text}” is forbidden for {use.concept}",
                start=use.start,
                end=use.end,
            )
            for use in self._forbidden.find(target, matched=_concepts(hits))
        ]
        findings += [
            Finding(
                check="term-count",
                severity=Severity.COSMETIC,
                message=f"{over.rendering} is said {over.found} times for {over.mentions}",
                start=over.spans[0][0],
                end=over.spans[0][1],
            )
            for over in verification.over_generated
        ]
        return tuple(findings)


def _concepts(hits: Sequence[TermHit]) -> set[str]:
    return {hit.concept for hit in hits}


def check_files(source: Path, target: Path, *, glossary: Glossary) -> CheckReport:
    """Check a file of English against its Dutch, line by line; empty pairs are passed over.

    Raises:
        InputError: a file cannot be read, or their lines do not correspond.
    """
    sources, targets = read_lines(source), read_lines(target)
    check_lengths(targets, sources, where=str(target), beside=str(source))
    places: list[Place] = []
    at = 0
    for number, (dutch, english) in enumerate(zip(sources, targets, strict=True)):
        segment = Segment(
            number=number,
            unit=number,
            segment=0,
            kind="sentence",
            start=at,
            end=at + len(dutch),
            source=dutch,
        )
        at += len(dutch) + 1
        if dutch.strip() or english.strip():
            places.append(
                Place(
                    document=target.name,
                    path=str(target),
                    segment=segment,
                    target=english,
                    line=number + 1,
                )
            )
    return _report(places, Judge(glossary))


def check_project(
    project: Project, *, glossary: Glossary, names: Sequence[str] = ()
) -> CheckReport:
    """Check the current renderings of a project; it is only read.

    Args:
        project: open for reading.
        glossary: the terms to hold them against.
        names: documents, by name or unique beginning; empty for all.

    Raises:
        UsageError: a name fits no document, or several.
    """
    records = [project.find_document(name) for name in names] or project.documents()
    places: list[Place] = []
    untranslated = 0
    for record in records:
        for stored in project.segments(record.id):
            if stored.rendering is None:
                untranslated += 1
                continue
            places.append(
                Place(
                    document=record.name,
                    path=record.path,
                    segment=stored.segment,
                    target=stored.rendering.target,
                    waived=frozenset(_waived(stored.rendering.terms)),
                )
            )
    return replace(_report(places, Judge(glossary)), untranslated=untranslated)


def _waived(terms: Iterable[Mapping[str, object]]) -> Iterator[tuple[str, int]]:
    for term in terms:
        start = term.get("start")
        if term.get("rung") == "waived" and isinstance(start, int):
            yield str(term.get("concept")), start


def _report(places: Sequence[Place], judge: Judge) -> CheckReport:
    other = _inconsistent(places)
    return CheckReport(
        segments=len(places),
        findings=tuple(
            Reported(place=place, finding=finding)
            for i, place in enumerate(places)
            for finding in (*judge(place), *other.get(i, ()))
        ),
    )


def _inconsistent(places: Sequence[Place]) -> dict[int, tuple[Finding, ...]]:
    """Return by index what says otherwise than the first segment with the same Dutch."""
    first: dict[str, Place] = {}
    found: dict[int, tuple[Finding, ...]] = {}
    for i, place in enumerate(places):
        source = " ".join(place.segment.source.split())
        if len(source.split()) < _SAME_WORDS:
            continue
        known = first.setdefault(source, place)
        if " ".join(known.target.split()) != " ".join(place.target.split()):
            number = known.segment.number if known.line is None else known.line
            found[i] = (
                Finding(
                    check="inconsistent",
                    severity=Severity.COSMETIC,
                    message=f"the same Dutch reads otherwise at {known.document}:{number}",
                ),
            )
    return found


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
