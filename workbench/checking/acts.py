"""What ``check`` may change: safe fixes made, and findings let pass.

Both only add to the project. A fix is a rendering of its own beside the one it was made from;
what a person has reviewed is never touched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.checking.run import Judge, balanced_paragraphs, place_of
from workbench.errors import UsageError
from workbench.glossary.surnames import surnames_in
from workbench.model import Draft, Severity, apply_fix
from workbench.qa import PLAIN
from workbench.store.records import DraftItem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from workbench.checking.run import Judged, Place
    from workbench.glossary.file import Glossary
    from workbench.model import Finding, Fix, Rendering, Rung, StoredSegment
    from workbench.qa import Guide
    from workbench.store.repo import Project

__all__ = ["Fixed", "fix_project", "fix_target", "reopen", "waive"]

_ROUNDS = 20  # fixes that overlap wait for the next round


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A segment before and after its safe fixes."""

    document: str
    number: int
    old: str
    new: str
    checks: tuple[str, ...]
    """Names of the checks whose fixes were made, in order, each once."""


def fix_target(
    judge: Judge, place: Place, *, passed: Collection[str] = ()
) -> tuple[str, tuple[str, ...]]:
    """Return the English of a place with all safe fixes made, and the checks they are of.

    A fix that would leave the segment no better is not made: the findings of each severity are
    counted before and after.

    Args:
        judge: runs the checks.
        place: the segment with its English.
        passed: checks whose fixes are not wanted here.
    """
    done: dict[str, None] = {}
    refused: set[Fix] = set()
    judged = judge.judge(place)
    for _ in range(_ROUNDS):
        open_fixes = [
            (one.check, one.fix)
            for one in judged.findings
            if one.fix is not None
            and one.fix.safe
            and one.fix not in refused
            and one.check not in passed
        ]
        if not open_fixes:
            break
        # From the end, so that the offsets of the others stay.
        check, fix = max(open_fixes, key=lambda pair: (pair[1].start, pair[1].end))
        better = replace(place, target=apply_fix(place.target, fix))
        after = judge.judge(better)
        if _badness(after.findings) < _badness(judged.findings):
            place, judged = better, after
            done.setdefault(check)
        else:
            refused.add(fix)
    return place.target, tuple(done)


def _badness(findings: Iterable[Finding]) -> tuple[int, ...]:
    """Return the number of findings of each severity, the worst first."""
    found = [finding.severity for finding in findings]
    return tuple(found.count(severity) for severity in sorted(Severity, reverse=True))


def fix_project(
    project: Project,
    *,
    glossary: Glossary,
    names: Sequence[str] = (),
    guide: Guide = PLAIN,
) -> tuple[list[Fixed], int]:
    """Make the safe fixes in all segments that nobody has reviewed.

    Args:
        project: open for writing, in the name of its author.
        glossary: the terms to hold the English against.
        names: documents, by name or unique beginning; empty for all.
        guide: which English it is to be, with the words and rules of the house.

    Returns:
        What was changed, and how many segments with safe fixes are reviewed and were left alone.

    Raises:
        UsageError: a name fits no document, or several.
    """
    judge = Judge(glossary, guide=guide)
    records = [project.find_document(name) for name in names] or project.documents()
    done: list[Fixed] = []
    kept = 0
    for record in records:
        surnames = surnames_in(project.document_text(record.id))
        here = [
            (stored, place_of(stored, path=record.path, names=surnames))
            for stored in project.segments(record.id)
        ]
        balanced = balanced_paragraphs([place for _, place in here if place is not None])
        waived = _passed(project, record.id)
        for stored, place in here:
            if place is None or stored.overtaken or stored.rendering is None:
                continue
            if stored.state not in {"initial", "translated"}:
                kept += any(one.fix is not None and one.fix.safe for one in judge(place))
                continue
            passed = waived.get(stored.id, set())
            if (place.path, place.segment.unit) in balanced:
                passed.add("quotes")
            text, checks = fix_target(judge, place, passed=passed)
            if checks:
                _store(project, stored, stored.rendering, text, checks, judge=judge, place=place)
                done.append(
                    Fixed(
                        document=record.name,
                        number=stored.segment.number,
                        old=place.target,
                        new=text,
                        checks=checks,
                    )
                )
    return done, kept


def _passed(project: Project, document_id: int) -> dict[int, set[str]]:
    """Return by segment the checks of which somebody lets something pass."""
    found: dict[int, set[str]] = {}
    for one in project.waivers.all(document_id):
        found.setdefault(one.segment_id, set()).add(one.check)
    return found


def _store(
    project: Project,
    stored: StoredSegment,
    rendering: Rendering,
    text: str,
    checks: Sequence[str],
    *,
    judge: Judge,
    place: Place,
) -> None:
    """Add the fixed text as a rendering of the same origin, made current."""
    judged = judge.judge(replace(place, target=text), rungs=_rungs(rendering.terms))
    if rendering.origin == "human":
        project.commit_edit(
            stored.id,
            text,
            state=stored.state,
            terms=judged.terms,
            findings=judged.findings,
            term_key=judged.term_key,
        )
        return
    signature = rendering.signature.partition("|fixed:")[0]
    draft = Draft(
        target=text,
        terms=judged.terms,
        findings=judged.findings,
        # The words are still the decoder's, and so is how sure it was of them.
        score=rendering.score,
        signature=f"{signature}|fixed:{'+'.join(checks)}" if signature else "",
    )
    project.add_drafts(
        [DraftItem(segment_id=stored.id, draft=draft, term_key=judged.term_key)],
        origin=rendering.origin,
    )


def _rungs(terms: Iterable[Mapping[str, object]]) -> dict[tuple[str, int], Rung]:
    return {
        (str(term["concept"]), int(str(term["start"]))): term["rung"]  # type: ignore[misc]
        for term in terms
        if term.get("rung") is not None and term.get("start") is not None
    }


def waive(
    project: Project,
    document: str,
    number: int,
    *,
    check: str,
    reason: str,
    glossary: Glossary,
    guide: Guide = PLAIN,
) -> tuple[str, ...]:
    """Let what a check says of a segment pass, until the segment's Dutch changes.

    Args:
        project: open for writing, in the name of its author.
        document: a name or unique beginning.
        number: of the segment.
        check: the check's name.
        reason: why it may pass.
        glossary: the terms to hold the English against.
        guide: which English it is to be, with the words and rules of the house.

    Returns:
        What it said, each a waiver of its own.

    Raises:
        UsageError: there is no such segment or finding, or no reason is given.
    """
    stored, judged = _found(project, document, number, glossary=glossary, guide=guide)
    where = f"{stored.document}:{number}"
    messages = tuple(dict.fromkeys(f.message for f in judged.findings if f.check == check))
    if check == "term":
        raise UsageError(
            "a term is waived by its concept", where=where, hint="`workbench glossary waive` does"
        )
    if not messages:
        there = ", ".join(dict.fromkeys(f.check for f in judged.findings)) or "nothing"
        raise UsageError(
            f'"{check}" finds nothing in this segment', where=where, hint=f"found there: {there}"
        )
    for message in messages:
        project.waivers.waive(stored.id, check=check, message=message, reason=reason)
    # What is stored as open goes as well, so that status and desk no longer show it.
    project.set_findings(stored.id, judged.findings, terms=judged.terms, term_key=judged.term_key)
    return messages


def reopen(
    project: Project,
    document: str,
    number: int,
    *,
    check: str,
    glossary: Glossary,
    guide: Guide = PLAIN,
) -> tuple[str, ...]:
    """Take back what was waived of a check in a segment; return what it had said.

    Raises:
        UsageError: there is no such segment, or nothing of the check is waived there.
    """
    stored, judged = _found(project, document, number, glossary=glossary, guide=guide)
    found = [
        one for one in project.waivers.all() if one.segment_id == stored.id and one.check == check
    ]
    if not found:
        raise UsageError(
            f'nothing of "{check}" is waived here',
            where=f"{stored.document}:{number}",
            hint="`workbench check --json` lists the waivers",
        )
    for one in found:
        project.waivers.withdraw(stored.id, check=check, message=one.message)
    project.set_findings(stored.id, judged.findings, terms=judged.terms, term_key=judged.term_key)
    return tuple(one.message for one in found)


def _found(
    project: Project, document: str, number: int, *, glossary: Glossary, guide: Guide
) -> tuple[StoredSegment, Judged]:
    record = project.find_document(document)
    stored = project.segment(record.id, number)
    surnames = surnames_in(project.document_text(record.id))
    place = place_of(stored, path=record.path, names=surnames)
    if place is None or stored.rendering is None:
        raise UsageError("has no English yet", where=f"{record.name}:{number}")
    judged = Judge(glossary, guide=guide).judge(place, rungs=_rungs(stored.rendering.terms))
    return stored, judged
