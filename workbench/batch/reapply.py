"""A changed glossary and a project: what would change, and translating exactly that again.

The job behind ``glossary impact`` and ``glossary apply``. It ties the project to the glossary's own
judgement and to the batch, which decodes; what an editor has reviewed is listed and never touched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from workbench.glossary.file import load_glossary
from workbench.glossary.match import term_key
from workbench.glossary.surnames import surnames_in
from workbench.store.previews import Preview, preview_key
from workbench.store.records import DraftItem
from workbench.store.repo import Project

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from workbench.batch.options import Reporter, TranslateOptions
    from workbench.batch.run import Run, Work
    from workbench.glossary.impact import Affected, Difference
    from workbench.model import StoredSegment
    from workbench.pipeline import Item
    from workbench.store.previews import Previews

__all__ = ["Applied", "Retranslated", "affected_segments", "decode_previews", "run_apply"]


def affected_segments(
    project: Project, difference: Difference, previews: Mapping[str, Preview] | None = None
) -> Iterator[Affected]:
    """Yield the segments that a change bears on, document by document.

    Only segments that hold a form of a changed concept are loaded at all.

    Args:
        project: the open project.
        difference: the change.
        previews: drafts that were decoded for it, by their keys.
    """
    for document_id, stored, affected in _affected(project, difference):
        if affected.new is None and previews:
            key = term_key(difference.new.match(stored.segment.source).hits)
            if found := previews.get(preview_key(stored, document_id, key)):
                yield replace(affected, new=found.target, decoded=True)
                continue
        yield affected


def _affected(
    project: Project, difference: Difference
) -> Iterator[tuple[int, StoredSegment, Affected]]:
    places = list(project.sources())
    concerned = difference.concerned([source for _, _, source in places])
    for document_id, group in groupby(concerned, key=lambda at: places[at][0]):
        numbers = [places[at][1] for at in group]
        for stored in project.segments_numbered(document_id, numbers):
            affected = difference.affect(stored)
            if affected is not None:
                yield document_id, stored, affected


def decode_previews(
    options: TranslateOptions,
    project: Path,
    difference: Difference,
    previews: Previews,
    reporter: Reporter,
) -> int:
    """Decode the segments for which a change cannot be estimated, and keep the drafts for ``apply``.

    Nothing is written into the project. What is kept already is not decoded again; whoever calls
    this later, or calls ``run_apply``, ends it after the segments at hand.

    Args:
        options: as for ``run_apply``; its glossary is not read, the change is ``difference``.
        project: the project file, which exists.
        difference: the change.
        previews: where the drafts go.
        reporter: takes progress, notes and warnings.

    Returns:
        The number of segments decoded.

    Raises:
        WorkbenchError: no model can be used.
        TimeoutError: another process is decoding and does not stop.
    """
    from workbench.batch.run import Run, Work  # 80 ms, for decoding alone

    done = 0
    with previews.turn() as turn, Project.open(project, create=False, readonly=True) as opened:
        run = Run(options, reporter, difference.new.glossary)
        run.project = opened
        open_numbers: dict[int, list[int]] = {}
        for document_id, stored, affected in _affected(opened, difference):
            if affected.new is None and not affected.kept and not stored.stale:
                open_numbers.setdefault(document_id, []).append(stored.segment.number)
        work = [
            Work(
                record=record,
                text=opened.document_text(record.id),
                pending=open_numbers[record.id],
            )
            for record in opened.documents()
            if record.id in open_numbers
        ]
        kept = previews.read()
        wanted = {
            key
            for _, item, key in _keyed(run, work)
            if (found := kept.get(key)) is None or not _fits(run, found, item)
        }
        if not wanted or turn.is_over():
            return 0
        run.load()
        if run.translator is None:
            return 0
        # Once more: what is learned from editors is known only to a run that is to decode.
        keyed = [(item, key) for _, item, key in _keyed(run, work) if key in wanted]
        items = [item for item, _ in keyed]
        keys = {id(item): key for item, key in keyed}
        reporter.progress(0, len(items))
        for group in run.translator.groups(items):
            for item, draft in group:
                previews.keep(keys[id(item)], draft, quote_depth=item.quote_depth)
            done += len(group)
            reporter.progress(done, len(items))
            if turn.is_over():
                break
    return done


def _keyed(run: Run, work: list[Work]) -> Iterator[tuple[StoredSegment, Item, str]]:
    """Yield pending segments with the keys under which drafts of them are kept."""
    ids = {item.record.name: item.record.id for item in work}
    for stored, item in run.pending_items(work):
        yield stored, item, preview_key(stored, ids[stored.document], term_key(item.hits))


def _fits(run: Run, preview: Preview, item: Item) -> bool:
    """Whether decoding would give what is kept already."""
    return preview.quote_depth == item.quote_depth and run.would_make(preview.signature)


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
    """Document and number of reviewed segments whose English no longer does, for the editor."""
    reused: int
    """How many of the translated ones ``impact`` had decoded already."""
    code: int
    """Exit code: 1 where a term is left unresolved."""


def run_apply(
    options: TranslateOptions,
    project: Path,
    reporter: Reporter,
    *,
    previews: Previews | None = None,
) -> Applied:
    """Translate again the segments whose concepts have changed, and nothing else.

    Segments nobody has translated yet, or whose Dutch has changed, are left for ``translate``.

    Args:
        options: with the glossary as it is now; paths and output are not looked at.
        project: the project file, which exists.
        reporter: takes progress, notes and warnings.
        previews: drafts decoded for this change before it was made.

    Raises:
        WorkbenchError: nothing could be done; the class carries the exit code.
    """
    from workbench.batch.output import OutputPlan
    from workbench.batch.run import Run, Work

    if options.glossary is None:
        raise ValueError("a glossary is what is applied")
    glossary = load_glossary(options.glossary)
    if previews is not None:
        previews.interrupt()
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
                    names: frozenset[str] = frozenset()
                    if stored.overtaken:
                        names = surnames_in(opened.document_text(record.id))
                    if run.recheck(stored, hits, key, surnames=names):
                        kept.append((record.name, stored.segment.number))
            if item.pending:
                item.text = opened.document_text(record.id)  # its surnames are asked for
            work.append(item)
        changed = [item for item in work if item.pending]
        numbers = {item.record.id: list(item.pending) for item in changed}
        reused = 0
        if changed:
            run_id = opened.start_run(command="glossary apply", signature="")
            if previews is not None:
                reused = _reuse(run, changed, previews)
            left = [item for item in changed if item.pending]
            if left:
                run.load()
                plan = OutputPlan(options, [item.record.name for item in left], inputs=())
                run.decode(left, plan)
            opened.finish_run(run_id)
        done = [
            opened.segment(document_id, number)
            for document_id, pending in numbers.items()
            for number in pending
        ]
    return Applied(
        retranslated=tuple(_retranslated(before[stored.id], stored) for stored in done),
        kept=tuple(kept),
        reused=reused,
        code=_unresolved(done),
    )


def _reuse(run: Run, work: list[Work], previews: Previews) -> int:
    """Take over the drafts that were decoded already, and return how many there were."""
    known = previews.read()
    if not known:
        return 0
    found: list[DraftItem] = []
    taken: set[tuple[str, int]] = set()
    for stored, item, key in _keyed(run, work):
        preview = known.get(key)
        if preview is None or not _fits(run, preview, item):
            continue
        draft = preview.draft(item.hits)
        if draft is not None:
            found.append(
                DraftItem(
                    segment_id=stored.id,
                    draft=draft,
                    term_key=term_key(item.hits),
                    source=stored.segment.source,
                )
            )
            taken.add((stored.document, stored.segment.number))
    run.project.add_drafts(found)
    for one in work:
        one.pending = [n for n in one.pending if (one.record.name, n) not in taken]
    previews.clear()
    return len(found)


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
