"""``evaluate`` as a job: files or a project in, one immutable evaluation out.

Reading, refusing and aligning happen before anything is scored, so that an error costs no time.
Nothing is written and nothing printed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.errors import InputError, UsageError
from workbench.evaluate.effort import post_edit_effort
from workbench.evaluate.lines import (
    check_hypothesis,
    check_lengths,
    check_reference,
    check_source,
    distinct_names,
    read_lines,
)
from workbench.evaluate.references import Row, align, best_document, read_references, squeeze
from workbench.evaluate.rungs import missing_terms, rung_counts
from workbench.evaluate.scores import SAMPLES, compare, heard, score
from workbench.evaluate.terms import TermLine, term_scores
from workbench.glossary.match import Matcher

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from workbench.evaluate.effort import Effort
    from workbench.evaluate.references import Pair, Parting
    from workbench.evaluate.rungs import RungCount
    from workbench.evaluate.scores import Comparison, Score
    from workbench.evaluate.terms import TermScores
    from workbench.glossary.file import Glossary
    from workbench.model import StoredSegment
    from workbench.store.repo import Project

__all__ = ["Evaluation", "Line", "Part", "System", "evaluate_files", "evaluate_project"]

_FEW = 2  # segments below which a document or kind gets no score of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The scores of one document or one kind of segment."""

    name: str
    segments: int
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One hypothesis beside its reference, to be shown."""

    target: str
    reference: str
    source: str = ""
    document: str = ""
    place: str = ""
    """Where it stands: ``004_x.txt:9``, or the number of the line."""
    kind: str = ""
    missing: tuple[str, ...] = ()
    """The Dutch of terms that the target does not render."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """What was evaluated, and how it did."""

    name: str
    segments: int
    scores: tuple[Score, ...]
    terms: TermScores | None = None
    documents: tuple[Part, ...] = ()
    kinds: tuple[Part, ...] = ()
    lines: tuple[Line, ...] = ()
    rungs: tuple[RungCount, ...] = ()
    """Where the mentions of terms came to rest, of a project and a glossary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All figures of one run."""

    systems: tuple[System, ...]
    comparisons: tuple[Comparison, ...] = ()
    warnings: tuple[str, ...] = ()
    partings: tuple[Parting, ...] = ()
    regrouped: int = 0
    """Pairs of more than one segment or reference line, joined where the cuts differ."""
    effort: Effort | None = None
    """Of a project with segments that people have confirmed or changed."""


def evaluate_files(
    *,
    source: Path | None,
    hypotheses: Sequence[Path],
    reference: Path,
    glossary: Glossary | None = None,
    samples: int = SAMPLES,
) -> Evaluation:
    """Evaluate one or more files of hypotheses, line by line.

    Args:
        source: the Dutch; without it there are no term figures.
        hypotheses: at least one; with more the first is the baseline of the bootstrap.
        reference: the English to hold them against.
        glossary: None for no term figures.
        samples: resamples of the bootstrap.

    Raises:
        InputError: a file cannot be read or does not correspond to the others.
        UsageError: a file is given twice.
    """
    if len({path.resolve() for path in hypotheses}) < len(hypotheses):
        raise UsageError("the same file is given twice", where="--hyp")
    references = read_lines(reference)
    check_reference(references, where=str(reference))
    sources: list[str] | None = None
    if source is not None:
        sources = read_lines(source)
        check_lengths(sources, references, where=str(source), beside=str(reference))
        check_source(sources, where=str(source))
    systems: list[tuple[str, list[str]]] = []
    warnings: list[str] = []
    for name, path in zip(distinct_names(hypotheses), hypotheses, strict=True):
        lines = read_lines(path)
        check_lengths(lines, references, where=str(path), beside=str(reference))
        warnings += check_hypothesis(lines, references, where=str(path))
        systems.append((name, lines))
    matcher = None if glossary is None else Matcher(glossary)
    with heard() as overheard:
        judged = tuple(
            System(
                name=name,
                segments=len(lines),
                scores=score(lines, references),
                terms=None
                if glossary is None or sources is None
                else term_scores(
                    [
                        TermLine(source=s, target=t, reference=r)
                        for s, t, r in zip(sources, lines, references, strict=True)
                    ],
                    glossary,
                ),
                lines=tuple(
                    Line(
                        target=t,
                        reference=r,
                        source=s,
                        place=str(number),
                        missing=() if matcher is None or not s else missing_terms(s, t, matcher),
                    )
                    for number, (s, t, r) in enumerate(
                        zip(sources or [""] * len(lines), lines, references, strict=True), 1
                    )
                ),
            )
            for name, lines in systems
        )
        comparisons = compare(systems, references, samples=samples) if len(systems) > 1 else ()
    return Evaluation(
        systems=judged,
        comparisons=comparisons,
        warnings=(*warnings, *_passed_on(overheard)),
    )


def evaluate_project(
    project: Project,
    folder: Path | None,
    *,
    glossary: Glossary | None = None,
    detailed: bool = False,
) -> Evaluation:
    """Evaluate the current renderings of a project.

    Args:
        project: open for reading.
        folder: references, ``NNN.nl`` and ``NNN.en``, line for line; None for the post-edit
            effort alone.
        glossary: None for no term figures.
        detailed: also what only a report shows, the effort day by day.

    Raises:
        InputError: the references cannot be used, or belong to no document of the project.
        UsageError: without references nobody has confirmed or changed a segment yet either.
    """
    effort = post_edit_effort(project, detailed=detailed)
    if folder is None:
        if not effort.segments:
            raise UsageError(
                "there is nothing to evaluate by yet: no segment was reviewed",
                where=str(project.path),
                hint="give --refs DIR, or --hyp FILE and --ref FILE",
            )
        return Evaluation(systems=(), effort=effort)
    files = read_references(folder)
    texts = {
        record.name: (record, squeeze(project.document_text(record.id)))
        for record in project.documents()
    }
    pairs: list[Pair] = []
    partings: list[Parting] = []
    warnings: list[str] = []
    evaluated: dict[int, StoredSegment] = {}
    for file in files:
        name = best_document(file, [(name, text) for name, (_, text) in texts.items()])
        if name is None:
            warnings.append(f"{file.name}: no document of the project holds its Dutch; left out")
            continue
        segments = list(project.segments(texts[name][0].id))
        rows = [
            Row(
                number=stored.segment.number,
                kind=stored.segment.kind,
                source=stored.segment.source,
                target=None if stored.rendering is None else stored.rendering.target,
            )
            for stored in segments
        ]
        found, apart = align(file, name, rows)
        numbers = {number for pair in found for number in pair.numbers}
        evaluated |= {s.id: s for s in segments if s.segment.number in numbers}
        pairs += found
        partings += apart
    if not pairs:
        raise InputError(
            "no reference answers a translated segment of the project",
            where=str(folder),
            hint="`workbench translate PATH` with the articles of these references",
        )
    targets, references = [p.target for p in pairs], [p.reference for p in pairs]
    warnings += check_hypothesis(targets, references, where=str(project.path))
    matcher = None if glossary is None else Matcher(glossary)
    with heard() as overheard:
        system = System(
            name="current",
            segments=len(pairs),
            scores=score(targets, references),
            terms=None
            if glossary is None
            else term_scores(
                [
                    TermLine(
                        source=p.source,
                        target=p.target,
                        reference=p.reference,
                        document=p.document,
                    )
                    for p in pairs
                ],
                glossary,
            ),
            documents=_parts([(p.document, p) for p in pairs]),
            kinds=_parts([(p.kind, p) for p in pairs]),
            lines=tuple(
                Line(
                    target=p.target,
                    reference=p.reference,
                    source=p.source,
                    document=p.document,
                    place=f"{p.document}:{p.numbers[0]}",
                    kind=p.kind,
                    missing=() if matcher is None else missing_terms(p.source, p.target, matcher),
                )
                for p in pairs
            ),
            rungs=() if matcher is None else rung_counts(evaluated.values(), matcher),
        )
    return Evaluation(
        systems=(system,),
        warnings=(*warnings, *_passed_on(overheard)),
        partings=tuple(partings),
        regrouped=sum(len(p.numbers) > 1 or p.lines > 1 for p in pairs),
        effort=effort if effort.segments else None,
    )


def _parts(named: Sequence[tuple[str, Pair]]) -> tuple[Part, ...]:
    """Score the pairs of each name by themselves."""
    groups: defaultdict[str, list[Pair]] = defaultdict(list)
    for name, pair in named:
        groups[name].append(pair)
    return tuple(
        Part(
            name=name,
            segments=len(pairs),
            scores=score([p.target for p in pairs], [p.reference for p in pairs])
            if len(pairs) >= _FEW
            else (),
        )
        for name, pairs in groups.items()
    )


def _passed_on(messages: dict[str, None]) -> list[str]:
    """Return what sacreBLEU had to say as one warning."""
    return [f"sacreBLEU: {' '.join(messages)}"] if messages else []
