"""``workbench evaluate``: scores with signatures, for files or for a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.command import GlossaryOption, JsonOption, ProjectOption, command, group
from workbench.cli.effort import time_object
from workbench.cli.opening import open_project
from workbench.cli.output import Output, counted
from workbench.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.evaluate.job import Evaluation, Part, System
    from workbench.evaluate.scores import Comparison, Score
    from workbench.evaluate.terms import TermScores
    from workbench.glossary.file import Glossary

__all__ = ["app", "evaluation_object"]

app = group()

_SHOWN = 10  # partings told on standard error; --json has them all


@command(app, "evaluate")
def evaluate(
    output: Output,
    more: Annotated[
        list[Path] | None,
        typer.Argument(metavar="HYP", help="More hypotheses, as if each had its own --hyp."),
    ] = None,
    project: ProjectOption = None,
    refs: Annotated[
        Path | None,
        typer.Option("--refs", metavar="DIR", help="References NNN.nl and NNN.en, line for line."),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--source", metavar="FILE", help="The Dutch, a segment a line."),
    ] = None,
    hyp: Annotated[
        list[Path] | None,
        typer.Option(
            "--hyp",
            metavar="FILE",
            help="A hypothesis a line; give several to compare them with the first.",
        ),
    ] = None,
    ref: Annotated[
        Path | None,
        typer.Option("--ref", metavar="FILE", help="The reference, a segment a line."),
    ] = None,
    samples: Annotated[
        int,
        typer.Option("--samples", metavar="N", min=10, help="Resamples of the paired bootstrap."),
    ] = 1000,
    glossary: GlossaryOption = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="DIR", help="Write index.html there, one page in itself."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Score translations: BLEU, chrF, TER, and how the glossary's terms fared."""
    from workbench.config import resolve_glossary, resolve_project
    from workbench.evaluate import job

    hypotheses = [*(hyp or []), *(more or [])]
    project_file = resolve_project(project)
    if refs is not None or (not hypotheses and ref is None and source is None):
        if hypotheses or ref is not None or source is not None:
            raise UsageError(
                "--refs evaluates a project, --source, --hyp and --ref files; not both at once",
                where="evaluate",
            )
        terms = _glossary(output, resolve_glossary(glossary, project=project_file))
        with open_project(output, project, readonly=True) as opened:
            found = job.evaluate_project(opened, refs, glossary=terms, detailed=report is not None)
    else:
        if not hypotheses or ref is None:
            raise UsageError(
                "nothing to evaluate",
                where="evaluate",
                hint="give --hyp FILE and --ref FILE, or --refs DIR for a project",
            )
        if project is not None:
            raise UsageError(
                "--project goes with --refs", where="evaluate", hint="leave --hyp and --ref out"
            )
        path = resolve_glossary(glossary, project=project_file) if source or glossary else None
        if glossary is not None and source is None:
            raise UsageError(
                "terms are found in the Dutch", where="--glossary", hint="give --source FILE, too"
            )
        found = job.evaluate_files(
            source=source,
            hypotheses=hypotheses,
            reference=ref,
            glossary=_glossary(output, path),
            samples=samples,
        )
    _tell(output, found)
    if report is not None:
        _write_report(output, found, report)
    if json:
        output.json(evaluation_object(found))
        return
    for line in _lines(found):
        output.data(line)


def _glossary(output: Output, path: Path | None) -> Glossary | None:
    from workbench.glossary.file import load_glossary  # pydantic and YAML, 0.2 s

    if path is None:
        return None
    output.note(f"terms are those of {path}")
    return load_glossary(path)


def _write_report(output: Output, found: Evaluation, folder: Path) -> None:
    import datetime  # these four only where a report is written
    import hashlib

    from workbench.evaluate.report import GENERATOR, report_page
    from workbench.formats.write import write_output

    rows = [
        (system.name, name, _percent(_term_figures(system.terms)[name]), explanation)
        for system in found.systems
        if system.terms is not None
        for name, explanation in TERM_FIGURES
    ]
    path = folder / "index.html"
    today = datetime.date.today()  # noqa: DTZ011 - the reader's day
    made = f"{today.day} {today:%B %Y}"
    page = report_page(found, terms=rows, made=made).encode()
    before = path.read_bytes() if path.is_file() else b""
    # An earlier report may go; a page of somebody else's is kept.
    own = hashlib.sha256(before).hexdigest() if GENERATOR.encode() in before else None
    written = write_output(path, page, last_written_sha=own)
    if written.backup is not None:
        output.warning(f"{path} was not written by this command and is kept as {written.backup}")
    output.note(f"the report is {path}")


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.2f} %"


def _tell(output: Output, found: Evaluation) -> None:
    for warning in found.warnings:
        output.warning(warning)
    for parting in found.partings[:_SHOWN]:
        place = f"{parting.file}:{parting.line}" if parting.line else parting.file
        output.warning(f"{place}: {parting.reason}, left out: “{parting.text[:60]}”")
    if len(found.partings) > _SHOWN:
        output.warning(f"{len(found.partings) - _SHOWN} more places are left out; --json has all")
    if found.regrouped:
        output.note(
            f"{found.regrouped} segments were cut otherwise than the references and joined with "
            "their neighbours"
        )


TERM_FIGURES = (
    ("exact_match", "mentions with a rendering of their own"),
    ("mention_recall", "mentions rendered, renderings shared"),
    ("recall", "term segments with every term, none too often"),
    ("window_2", "window overlap with the reference, 2 words"),
    ("window_3", "window overlap with the reference, 3 words"),
    ("one_minus_term", "1-TERm"),
    ("consistency", "mentions in their document's dominant rendering"),
    ("over_generation", "renderings beyond the mentions"),
    ("forbidden_rate", "segments with a forbidden rendering"),
)


def _lines(found: Evaluation) -> Iterator[str]:
    """Yield the evaluation as text, every number with its signature below it."""
    for system in found.systems:
        yield f"{system.name}  {counted(system.segments, 'segment')}"
        for score in system.scores:
            yield f"  {score.text}"
            yield f"      {score.signature}"
        if system.terms is not None:
            yield from _term_lines(system.terms)
        for title, parts in (("document", system.documents), ("kind", system.kinds)):
            if parts:
                yield f"  by {title}"
                for part in parts:
                    figures = "  ".join(f"{s.metric} {s.value:.2f}" for s in part.scores)
                    yield f"    {part.name}  {counted(part.segments, 'segment')}  {figures}".rstrip()
    effort = found.effort
    if effort is not None and effort.hter is not None:
        yield f"post-edit effort  {counted(effort.segments, 'segment')}, {effort.unchanged} left unchanged"
        yield f"  H{effort.hter.text}"
        yield f"      {effort.hter.signature}"
        pace = effort.recorded
        if pace.seconds_per_segment is not None and pace.words_per_hour is not None:
            yield (
                f"  {pace.seconds_per_segment:.0f} s a segment, {pace.words_per_hour:.0f} Dutch "
                f"words an hour over the {pace.timed} reviewed segments with a time"
            )
    if found.comparisons:
        yield f"paired bootstrap against {found.systems[0].name}"
        for one in found.comparisons:
            against = "" if one.p is None else f"  p = {one.p:.4f}"
            yield (
                f"  {one.metric:<8} {one.system}  {one.value:.2f} "
                f"({one.mean:.2f} ± {one.interval:.2f}){against}"
            )
        for signature in dict.fromkeys(one.signature for one in found.comparisons):
            yield f"      {signature}"


def _term_lines(terms: TermScores) -> Iterator[str]:
    yield (
        f"  terms  {terms.mentions} mentions in {terms.term_segments} of {terms.segments} segments"
    )
    figures = _term_figures(terms)
    for name, explanation in TERM_FIGURES:
        yield f"    {name:<16} {_percent(figures[name]):>9}  {explanation}"
    yield f"      {terms.signature}"


def _term_figures(terms: TermScores) -> dict[str, float | None]:
    return {
        "exact_match": terms.exact_match,
        "mention_recall": terms.mention_recall,
        "recall": terms.recall,
        "window_2": terms.windows[0],
        "window_3": terms.windows[1],
        "one_minus_term": terms.one_minus_term,
        "consistency": terms.consistency,
        "over_generation": terms.over_generation,
        "forbidden_rate": terms.forbidden_rate,
    }


def evaluation_object(found: Evaluation) -> dict[str, object]:
    """Return the evaluation as one JSON document."""
    return {
        "systems": [_system_object(system) for system in found.systems],
        "significance": _significance_object(found.comparisons),
        "warnings": list(found.warnings),
        "parted": [
            {"file": p.file, "line": p.line or None, "text": p.text, "reason": p.reason}
            for p in found.partings
        ],
        "regrouped": found.regrouped,
        "effort": None
        if found.effort is None or found.effort.hter is None
        else {
            "segments": found.effort.segments,
            "unchanged": found.effort.unchanged,
            "hter": found.effort.hter.value,
            "signature": found.effort.hter.signature,
            **time_object(found.effort.recorded),
        },
    }


def _system_object(system: System) -> dict[str, object]:
    terms = system.terms
    return {
        "name": system.name,
        "segments": system.segments,
        "scores": _score_objects(system.scores),
        "terms": None
        if terms is None
        else {
            **_term_figures(terms),
            "counts": {
                "segments": terms.segments,
                "term_segments": terms.term_segments,
                "recalled": terms.recalled,
                "mentions": terms.mentions,
                "placed": terms.placed,
                "satisfied": terms.satisfied,
                "consistent": list(terms.consistent),
                "renderings": terms.renderings,
                "duplicated": terms.duplicated,
                "leaked": terms.leaked,
                "forbidden": terms.forbidden,
            },
            "signature": terms.signature,
        },
        "rungs": [
            {"rung": one.rung, "mentions": one.mentions, "satisfied": one.satisfied}
            for one in system.rungs
        ],
        "documents": [_part_object(part) for part in system.documents],
        "kinds": [_part_object(part) for part in system.kinds],
    }


def _part_object(part: Part) -> dict[str, object]:
    return {
        "name": part.name,
        "segments": part.segments,
        "scores": _score_objects(part.scores),
    }


def _score_objects(scores: Sequence[Score]) -> list[dict[str, object]]:
    return [
        {"metric": s.metric, "score": s.value, "signature": s.signature, "text": s.text}
        for s in scores
    ]


def _significance_object(comparisons: Sequence[Comparison]) -> list[dict[str, object]]:
    return [
        {
            "metric": one.metric,
            "system": one.system,
            "score": one.value,
            "mean": one.mean,
            "interval": one.interval,
            "p": one.p,
            "signature": one.signature,
        }
        for one in comparisons
    ]
