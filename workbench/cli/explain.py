"""``workbench explain``: why a segment reads as it does, as JSON or in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.command import GlossaryOption, JsonOption, ProjectOption, command, group
from workbench.cli.opening import open_project
from workbench.cli.output import Output
from workbench.cli.unmatched import unmatched_terms
from workbench.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbench.cli.unmatched import Unmatched
    from workbench.desk.naming import NameTold
    from workbench.evaluate.quality import Quality
    from workbench.model import Rendering
    from workbench.store.repo import Project
    from workbench.store.waivers import WaiverRecord

__all__ = ["app", "explain_lines"]

app = group()


@command(app, "explain")
def explain(
    output: Output,
    segment: Annotated[
        str,
        typer.Argument(
            metavar="DOCUMENT:N", help="A document's name or unique beginning, and a number."
        ),
    ],
    project: ProjectOption = None,
    glossary: GlossaryOption = None,
    json: JsonOption = False,
) -> None:
    """Tell why a segment reads as it does."""
    from workbench.batch.learning import LearnedNames
    from workbench.desk.naming import names_told
    from workbench.formats.jsonl import segment_object

    name, colon, number = segment.rpartition(":")
    if not colon or not number.isascii() or not number.isdigit():
        raise UsageError(
            f'"{segment}" names no segment',
            where="explain",
            hint="write DOCUMENT:N, such as 004:9",
        )
    with open_project(output, project, readonly=True) as opened:
        stored = opened.segment(opened.find_document(name).id, int(number))
        history = opened.history(stored.id)
        quality = _quality(opened, history)
        waivers = [one for one in opened.waivers.all() if one.segment_id == stored.id]
        learned = LearnedNames(opened)(stored.segment.source, ())
    current = stored.rendering
    names = names_told(
        stored.segment.source,
        stored.target or "",
        [] if current is None else list(_spans(current.terms)),
        learned=learned,
    )
    unmatched = unmatched_terms(output, stored.segment.source, glossary=glossary, project=project)
    if json:
        output.json(
            {
                **segment_object(stored),
                "quality": None
                if quality is None
                else {
                    "rank": quality.rank,
                    "of": quality.of,
                    "expected_hter": None
                    if quality.expected_hter is None
                    else round(quality.expected_hter, 1),
                },
                "author": None if current is None else current.author,
                "origin": None if current is None else current.origin,
                "created": None if current is None else current.created,
                "trace": None if (draft := _drafted(current, history)) is None else draft.trace,
                "names": [
                    {"source": n.source, "english": n.english, "there": n.there, "why": n.why}
                    for n in names
                ],
                "unmatched": [
                    {
                        "concept": one.concept,
                        "source": one.source,
                        "start": one.start,
                        "end": one.end,
                        "reason": one.reason,
                    }
                    for one in unmatched
                ],
                "waivers": [
                    {
                        "check": one.check,
                        "message": one.message,
                        "reason": one.reason,
                        "author": one.author,
                        "created": one.created,
                    }
                    for one in waivers
                ],
                "history": [_rendering_object(rendering, current) for rendering in history],
            }
        )
        return
    for line in explain_lines(
        segment_object(stored), current, history, waivers=waivers, names=names, unmatched=unmatched
    ):
        output.text(line)
    if quality is not None:
        output.text("")
        output.text(f"sureness of the decoder  {quality}")


def _quality(opened: Project, history: list[Rendering]) -> Quality | None:
    """Return what the score of a segment's last draft says beside the others of the project."""
    from workbench.evaluate.quality import QualityEstimate

    drafts = [one for one in history if one.origin == "engine" and one.score is not None]
    if not drafts:
        return None
    last = drafts[-1]
    return QualityEstimate(opened)(last.score, last.signature, last.source)


def _spans(terms: Sequence[Mapping[str, object]]) -> Iterator[tuple[int, int]]:
    """Yield where stored terms stand in the Dutch."""
    for term in terms:
        start, end = term.get("start"), term.get("end")
        if isinstance(start, int) and isinstance(end, int):
            yield start, end


def _drafted(current: Rendering | None, history: Sequence[Rendering]) -> Rendering | None:
    """Return the draft that a text goes back to: itself, else the machine's last one before it."""
    if current is None or current.trace is not None:
        return current
    drafts = [
        one
        for one in history
        if one.id < current.id and one.trace is not None and one.source == current.source
    ]
    return drafts[-1] if drafts else None


def explain_lines(
    segment: Mapping[str, object],
    current: Rendering | None,
    history: list[Rendering],
    *,
    waivers: Sequence[WaiverRecord] = (),
    names: Sequence[NameTold] = (),
    unmatched: Sequence[Unmatched] = (),
) -> Iterator[str]:
    """Yield the story of a segment in plain words, a line at a time."""
    yield f"{segment['document']}:{segment['number']}  {segment['kind']}, {segment['state']}"
    yield f"source  {segment['source']}"
    if current is None:
        yield "target  none yet"
        return
    if current.source != segment["source"]:
        yield f"before  {current.source}  (the Dutch that the target was made for)"
    yield f"target  {current.target}"
    yield f"by      {current.author}, {current.created}, {_how(current)}"
    yield f"made    {current.signature or 'without an engine'}"
    yield ""
    yield from _term_lines(current)
    if unmatched:
        yield "not matched, by the glossary as it is now"
        yield from (f"  {one}" for one in unmatched)
    if names:
        yield "names that no term covers"
        yield from (f"  {name}" for name in names)
    draft = _drafted(current, history)
    of = "hypotheses" if draft is current else "hypotheses of the draft before it"
    yield from _trace_lines(None if draft is None else draft.trace, of=of)
    yield "findings"
    for finding in current.findings:
        yield f"  {finding.get('severity')}  {finding.get('check')}: {finding.get('message')}"
    for one in waivers:
        yield f"  waived  {one.check}: {one.message}  ({one.author}: {one.reason})"
    if not current.findings and not waivers:
        yield "  none"
    yield "history, the oldest first"
    for rendering in history:
        mark = "*" if rendering.id == current.id else " "
        yield f"{mark} {rendering.created}  {rendering.author}  {_how(rendering)}"
        yield f"    {rendering.target}"


def _how(rendering: Rendering) -> str:
    """Return where a text comes from; a person may only have confirmed a machine's words."""
    confirmed = rendering.origin == "human" and rendering.signature
    return f"{rendering.origin}{', as the machine had it' if confirmed else ''}"


RUNGS = {
    "annotated": "the model took the hint in the source",
    "free": "the first hypothesis said so by itself",
    "nbest": "another hypothesis of the beam said so",
    "constrained": "the beam was made to say so",
    "negative": "the wrong wording was banned and the segment decoded again",
    "substitution": "put in place of what the model wrote",
    "whole": "the segment is the term",
    "memory": "taken from the translation memory",
    "human": "an editor wrote it",
    "waived": "an editor let it pass",
    "unresolved": "not rendered as the glossary says",
}


def _term_lines(current: Rendering) -> Iterator[str]:
    yield "terms"
    for term in current.terms:
        rung = str(term.get("rung"))
        rendering = f"“{term['rendering']}”" if term.get("rendering") else "nothing"
        yield (
            f"  {term.get('concept')}: “{term.get('source')}” → {rendering}"
            f"  [{rung}: {RUNGS.get(rung, rung)}]"
        )
    if not current.terms:
        yield "  none matched"


def _trace_lines(trace: Mapping[str, object] | None, *, of: str) -> Iterator[str]:
    """Yield what each rung tried; the trace is the pipeline's, JSON all the way down."""
    pieces = trace.get("pieces") if trace is not None else None
    if not isinstance(pieces, list):
        return
    yield f"{of}, in the order they were tried"
    for piece in pieces:
        if len(pieces) > 1:
            yield f"  of “{piece['source']}”"
        for attempt in piece.get("attempts", ()):
            mark = "*" if attempt.get("chosen") else " "
            missing = attempt.get("missing")
            lacks = f"  [lacks {', '.join(missing)}]" if missing else ""
            yield f"{mark} {attempt['rung']:<12} {_score(attempt.get('score'))}  {attempt['target']}{lacks}"
        for note in piece.get("notes", ()):
            yield f"  {note}"
        if words := piece.get("words"):
            told = ", ".join(f"{dutch} → {english}" for dutch, english in words)
            yield f"  given in English, because the model hardly knows them: {told}"
        # What a rung took from the beam stands above already, and two may differ in pieces alone.
        listed = {attempt["target"] for attempt in piece.get("attempts", ())}
        for other in piece.get("alternatives", ()):
            if other["target"] in listed:
                continue
            listed.add(other["target"])
            yield f"  {'n-best':<12} {_score(other.get('score'))}  {other['target']}"
        if piece.get("cost") and piece.get("hinted") != piece.get("source"):
            yield f"  cost of the terms: {piece['cost']:.4f} in log-probability per token"
    finished = trace.get("finished") if trace is not None else None
    if isinstance(finished, dict):
        yield f"  finished from: {finished.get('before')}"


def _score(value: object) -> str:
    return f"{value:8.4f}" if isinstance(value, int | float) else " " * 8


def _rendering_object(rendering: Rendering, current: Rendering | None) -> dict[str, object]:
    return {
        "target": rendering.target,
        "author": rendering.author,
        "origin": rendering.origin,
        "created": rendering.created,
        "signature": rendering.signature,
        "score": None if rendering.score is None else round(rendering.score, 4),
        "current": current is not None and rendering.id == current.id,
    }
