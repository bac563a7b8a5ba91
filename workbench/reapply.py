"""A changed glossary and a project: what would change, and translating exactly that again.

The job behind ``glossary impact`` and ``glossary apply``. It ties the project to the glossary's own
judgement and to the batch, which decodes; what an editor has reviewed is listed and never touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.batch import Run, Work
from workbench.batch_output import OutputPlan
from workbench.glossary.file import load_glossary
from workbench.glossary.match import term_key
from workbench.store.repo import Project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from workbench.batch_options import Reporter, TranslateOptions
    from workbench.glossary.impact import Affected, Difference
    from workbench.model import StoredSegment

__all__ = ["Applied", "Retranslated", "affected_segments", "run_apply"]


def affected_segments(project: Project, difference: Difference) -> Iterator[Affected]:
    """Yield the segments that a change bears on, document by document.

    Only segments that hold a form of a changed concept are loaded at all.
    """
    for document_id, number, source in project.sources():
        if difference.may_concern(source):
            affected = difference.affect(project.segment(document_id, number))
            if affected is not None:
                yield affected


@dataclass(frozen=True, slots=True, kw_only=True)
class Retranslated:
    """A segment before and after."""

    document: str
    number: int
    source: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What ``apply`` did."""

    retranslated: tuple[Retranslated, ...]
    kept: tuple[tuple[str, int], ...]
    """Document and number of reviewed and final segments that are left to the editor."""
    code: int
    """Exit code: 1 where a term is left unresolved."""


def run_apply(options: TranslateOptions, project: Path, reporter: Reporter) -> Applied:
    """Translate again the segments whose concepts have changed, and nothing else.

    Segments nobody has translated yet, or whose Dutch has changed, are left for ``translate``.

    Args:
        options: with the glossary as it is now; paths and output are not looked at.
        project: the project file, which exists.
        reporter: takes progress, notes and warnings.

    Raises:
        WorkbenchError: nothing could be done; the class carries the exit code.
    """
    if options.glossary is None:
        raise ValueError("a glossary is what is applied")
    glossary = load_glossary(options.glossary)
    with Project.open(project, create=False, author=options.author) as opened:
        run = Run(options, reporter, glossary)
        run.project = opened
        work: list[Work] = []
        before: dict[int, StoredSegment] = {}
        kept: list[tuple[str, int]] = []
        for record in opened.documents():
            item = Work(record=record, text="", pending=[])
            for stored in opened.segments(record.id):
                if stored.rendering is None or stored.stale:
                    continue
                hits = run.hits(stored)
                key = term_key(hits)
                if stored.term_key == key:
                    continue
                if stored.state in {"initial", "translated"}:
                    item.pending.append(stored.segment.number)
                    before[stored.id] = stored
                else:
                    run.recheck(stored, hits, key)
                    kept.append((record.name, stored.segment.number))
            work.append(item)
        changed = [item for item in work if item.pending]
        if changed:
            run_id = opened.start_run(command="glossary apply", signature="")
            run.load()
            plan = OutputPlan(options, [item.record.name for item in changed], inputs=())
            run.decode(changed, plan)
            opened.finish_run(run_id)
        done = [
            opened.segment(item.record.id, number) for item in changed for number in item.pending
        ]
    return Applied(
        retranslated=tuple(_retranslated(before[stored.id], stored) for stored in done),
        kept=tuple(kept),
        code=_unresolved(done),
    )


def _retranslated(old: StoredSegment, new: StoredSegment) -> Retranslated:
    return Retranslated(
        document=new.document,
        number=new.segment.number,
        source=new.segment.source,
        old=old.rendering.target if old.rendering is not None else "",
        new=new.rendering.target if new.rendering is not None else "",
    )


def _unresolved(done: list[StoredSegment]) -> int:
    terms = (term for stored in done if stored.rendering for term in stored.rendering.terms)
    return int(any(term.get("rung") == "unresolved" for term in terms))
