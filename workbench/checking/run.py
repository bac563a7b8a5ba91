"""``check`` as a job: every check on the English of a project or of two files, nothing changed.

The checks on one segment are the services'; what takes the whole glossary or more than one
segment to see is found here: forbidden renderings anywhere, renderings beyond the mentions, the
same Dutch rendered in two ways, quotations that a paragraph closes. What somebody lets pass is left
out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from workbench.checking.report import CheckReport, Place, Reported, read_baseline, without_known
from workbench.errors import UsageError
from workbench.evaluate.lines import check_lengths, read_lines
from workbench.glossary.english import without_possessive
from workbench.glossary.forbidden import ForbiddenRenderings
from workbench.glossary.match import Matcher, term_key
from workbench.glossary.satisfy import outcome, verify
from workbench.glossary.surnames import surnames_in
from workbench.glossary.waived import still_waived
from workbench.model import Finding, Fix, Segment, Severity, TermOutcome
from workbench.qa import CHECKS, PLAIN, Guide, check_draft
from workbench.text.quotes import quote_balance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from workbench.glossary.file import Glossary
    from workbench.glossary.satisfy import Verification
    from workbench.model import Rung, StoredSegment, TermHit
    from workbench.store.records import DocumentRecord
    from workbench.store.repo import Project
    from workbench.store.waivers import WaiverRecord

__all__ = [
    "EXPLANATIONS",
    "CheckReport",
    "Judge",
    "Judged",
    "Place",
    "Reported",
    "balanced_paragraphs",
    "check_files",
    "check_project",
    "place_of",
    "read_baseline",
    "without_known",
    "without_waived",
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
class Judged:
    """What became of the terms of a target, and what the checks say."""

    terms: tuple[TermOutcome, ...]
    findings: tuple[Finding, ...]
    term_key: str
    """Hash of the concepts that matched."""


class Judge:
    """Runs all checks on one segment under one glossary."""

    def __init__(self, glossary: Glossary, *, guide: Guide = PLAIN) -> None:
        """Build nothing yet: matcher and index come with the first segment."""
        self.glossary = glossary
        self.guide = guide
        self.matcher = Matcher(glossary)
        self._forbidden = ForbiddenRenderings(glossary)

    def __call__(self, place: Place) -> tuple[Finding, ...]:
        """Return the findings on a segment's target, the segment's own checks first."""
        return self.judge(place).findings

    def judge(self, place: Place, *, rungs: Mapping[tuple[str, int], Rung] | None = None) -> Judged:
        """Return terms and findings of a segment's target.

        Args:
            place: the segment with its English.
            rungs: how terms were rendered, by (concept, start), where that is known.
        """
        hits = self.matcher.match(place.segment.source).hits
        verification = verify(place.target, hits)
        same = place.term_key == term_key(hits)
        waived = still_waived(place.terms, hits, unchanged=same)
        outcomes: list[TermOutcome] = []
        for hit, where, satisfied in zip(
            hits, verification.placements, verification.satisfied, strict=True
        ):
            key = hit.concept, hit.start
            # As in the pipeline: what is only preferred or proposed is asked for, not demanded.
            lacking = not satisfied and hit.enforced and bool(hit.renderings)
            rung: Rung = (rungs or {}).get(key, "human")
            if rung in {"unresolved", "waived"}:
                rung = "human"
            if key in waived:
                rung = "waived"
            elif lacking:
                rung = "unresolved"
            outcomes.append(outcome(hit, where, rung=rung))
        findings = check_draft(
            place.segment, place.target, outcomes, guide=self.guide, names=place.names
        )
        if not any(finding.check == "empty" for finding in findings):
            findings = (*findings, *self._of_the_glossary(place, hits, verification, waived))
        return Judged(terms=tuple(outcomes), findings=findings, term_key=term_key(hits))

    def _of_the_glossary(
        self,
        place: Place,
        hits: Sequence[TermHit],
        verification: Verification,
        waived: frozenset[tuple[str, int]],
    ) -> Iterator[Finding]:
        for use in verification.forbidden:
            hit = hits[use.hit]
            if hit.status != "preferred" or (hit.concept, hit.start) in waived:
                continue
            wanted = hit.renderings[0] if hit.renderings and hit.policy != "forbid" else None
            yield Finding(
                check="forbidden",
                severity=Severity.CRITICAL,
                message=f"“{use.text}” is forbidden for {hit.concept}",
                start=use.start,
                end=use.end,
                # Where the term stands there as well, one of the two may have to go.
                fix=_rendered(use.start, use.text, wanted, safe=use.hit in verification.missing),
            )
        for other in self._forbidden.find(place.target, matched={hit.concept for hit in hits}):
            if re.search(rf"(?<!\w){re.escape(other.text)}(?!\w)", place.segment.source):
                continue  # the Dutch says so itself, in a title or of something else
            concept = self.glossary.by_id[other.concept]
            yield Finding(
                check="forbidden",
                severity=Severity.FUNCTIONAL,
                message=f"“{other.text}” is forbidden for {other.concept}",
                start=other.start,
                end=other.end,
                # The Dutch does not mention it: what it should say instead is a guess.
                fix=_rendered(other.start, other.text, concept.en, safe=False),
            )
        for over in verification.over_generated:
            yield Finding(
                check="term-count",
                severity=Severity.COSMETIC,
                message=f"{over.rendering} is said {over.found} times for {over.mentions}",
                start=over.spans[0][0],
                end=over.spans[0][1],
            )


def _rendered(start: int, text: str, wanted: str | None, *, safe: bool) -> Fix | None:
    """Return the fix that puts a rendering in the place of another; an owner's ending stays."""
    bare = without_possessive(text)
    if wanted is None or wanted == bare:
        return None
    if text[:1].isupper() and wanted[:1].islower() and not start:
        wanted = wanted[0].upper() + wanted[1:]
    return Fix(
        start=start,
        end=start + len(bare),
        text=bare,
        replacement=wanted,
        message=f"write “{wanted}”",
        safe=safe,
    )


def check_files(
    source: Path, target: Path, *, glossary: Glossary, guide: Guide = PLAIN
) -> CheckReport:
    """Check a file of English against its Dutch, line by line; empty pairs are passed over.

    Raises:
        InputError: a file cannot be read, or their lines do not correspond.
    """
    sources, targets = read_lines(source), read_lines(target)
    check_lengths(targets, sources, where=str(target), beside=str(source))
    places: list[Place] = []
    surnames = surnames_in("\n".join(sources))
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
                    names=surnames,
                )
            )
    return _report(places, Judge(glossary, guide=guide))


def check_project(
    project: Project, *, glossary: Glossary, names: Sequence[str] = (), guide: Guide = PLAIN
) -> CheckReport:
    """Check the current renderings of a project; it is only read.

    Args:
        project: open for reading.
        glossary: the terms to hold them against.
        names: documents, by name or unique beginning, each with ``:N`` for one segment alone;
            empty for all.
        guide: which English it is to be, with the words and rules of the house.

    Raises:
        UsageError: a name fits no document, or several, or the document has no such segment.
    """
    wanted = [_wanted(project, name) for name in names]
    wanted = wanted or [(record, None) for record in project.documents()]
    places: list[Place] = []
    waivers: list[WaiverRecord] = []
    untranslated = 0
    for record, number in wanted:
        waivers += [one for one in project.waivers.all(record.id) if number in {None, one.number}]
        surnames = surnames_in(project.document_text(record.id))
        for stored in project.segments(record.id):
            if number not in {None, stored.segment.number}:
                continue
            place = place_of(stored, path=record.path, names=surnames)
            if place is None:
                untranslated += 1
            elif not stored.omitted:
                places.append(place)
    report = _report(places, Judge(glossary, guide=guide))
    return replace(without_waived(report, waivers), untranslated=untranslated)


def _wanted(project: Project, name: str) -> tuple[DocumentRecord, int | None]:
    """Return the document that is meant, and the number of the segment where one is."""
    document, colon, number = name.rpartition(":")
    if not colon or not document or not number.isascii() or not number.isdigit():
        return project.find_document(name), None
    try:
        return project.find_document(name), None  # a document may be called so
    except UsageError:
        record = project.find_document(document)
        return record, project.segment(record.id, int(number)).segment.number


def place_of(
    stored: StoredSegment, *, path: str, names: frozenset[str] = frozenset()
) -> Place | None:
    """Return a stored segment as a place; None where it has no English yet."""
    if stored.rendering is None:
        return None
    return Place(
        document=stored.document,
        path=path,
        segment=stored.segment,
        target=stored.rendering.target,
        terms=stored.rendering.terms,
        term_key=stored.rendering.term_key,
        names=names,
    )


def without_waived(report: CheckReport, waivers: Sequence[WaiverRecord]) -> CheckReport:
    """Return the report without what somebody lets pass, and with who does."""
    passed = {(one.document, one.number, one.check, one.message) for one in waivers}
    kept = tuple(
        one
        for one in report.findings
        if (
            one.place.document,
            one.place.segment.number,
            one.finding.check,
            one.finding.message,
        )
        not in passed
    )
    return replace(report, findings=kept, waivers=tuple(waivers))


def _report(places: Sequence[Place], judge: Judge) -> CheckReport:
    other = _inconsistent(places)
    balanced = balanced_paragraphs(places)
    return CheckReport(
        segments=len(places),
        findings=tuple(
            Reported(place=place, finding=finding)
            for i, place in enumerate(places)
            for finding in (*judge(place), *other.get(i, ()))
            if not (
                finding.check == "quotes"
                and finding.severity > Severity.COSMETIC
                and (place.path, place.segment.unit) in balanced
            )
        ),
    )


def balanced_paragraphs(places: Sequence[Place]) -> set[tuple[str, int]]:
    """Return the paragraphs of several sentences that open and close as many quotations as theirs.

    A translator may close in one sentence what the Dutch closes in the next.
    """
    found: set[tuple[str, int]] = set()
    for key, group in groupby(places, key=lambda place: (place.path, place.segment.unit)):
        members = list(group)
        if len(members) > 1:
            source, target = (
                quote_balance(" ".join(texts))
                for texts in (
                    [place.segment.source for place in members],
                    [place.target for place in members],
                )
            )
            if source[1:] == target[1:]:
                found.add(key)
    return found


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
