"""The batch run: documents in, drafts into the project, English files out.

The job that ties reading, segmenting, the project, the pipeline and writing together. Work is
cut into windows that are committed whole, so an interruption costs a window and nothing that was
done is done again. Nothing here decides how a segment is translated or how a file is parsed.
"""

from __future__ import annotations

import contextlib
import tempfile
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import __version__
from workbench.batch.output import OutputPlan, is_own_output, write_document
from workbench.batch.reading import find_inputs, read_input, segments_of
from workbench.batch.tally import Tally
from workbench.batch.tally import listed as listed_places
from workbench.errors import InputError, ModelError, WorkbenchError
from workbench.formats.write import refuse_input
from workbench.glossary.file import EMPTY_GLOSSARY, load_glossary
from workbench.glossary.match import Matcher, term_key
from workbench.glossary.occurrences import RenderingIndex
from workbench.glossary.satisfy import outcome, passed, verify
from workbench.glossary.surnames import surnames_in
from workbench.glossary.waived import still_waived
from workbench.guide import load_guide
from workbench.store.codec import decode_finding
from workbench.store.records import DraftItem
from workbench.store.repo import Project
from workbench.text.counting import counted
from workbench.text.house_quotes import depth_after

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.batch.learning import LearnedNames
    from workbench.batch.options import Reporter, TranslateOptions
    from workbench.glossary.file import Glossary
    from workbench.model import Rung, StoredSegment, TermHit, TermOutcome
    from workbench.pipeline import Item, Translator
    from workbench.qa import Guide
    from workbench.store.records import DocumentRecord

__all__ = ["Run", "Work", "run_translate"]


@dataclass(slots=True, kw_only=True)
class Work:
    """One document of the run."""

    record: DocumentRecord
    text: str
    pending: list[int]
    """Numbers of the segments to decode, in order."""


def run_translate(options: TranslateOptions, reporter: Reporter) -> int:
    """Translate documents and return the exit code of the contract.

    Raises:
        WorkbenchError: nothing could be done; the class carries the exit code.
        KeyboardInterrupt: interrupted; finished windows and documents are saved.
    """
    glossary = load_glossary(options.glossary) if options.glossary else EMPTY_GLOSSARY
    with contextlib.ExitStack() as stack:
        path = options.project
        if path is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="workbench-"))
            path = Path(folder) / "workbench.db"
        inputs = find_inputs(options, reporter)
        run = Run(options, reporter, glossary)
        run.inputs, run.failed = inputs.resolved, inputs.failed
        created = not path.exists()
        empty: list[Path] = []
        stack.callback(_remove, empty)  # registered first, so that the project is closed by then
        run.project = stack.enter_context(Project.open(path, author=options.author))
        for note in run.project.notes:
            reporter.note(note)
        try:
            return run.translate(inputs.documents)
        except WorkbenchError:
            if created and not run.project.documents():
                empty.append(path)
            raise


def _remove(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


class Run:
    """The state of one run; lives as long as ``run_translate``."""

    project: Project

    def __init__(self, options: TranslateOptions, reporter: Reporter, glossary: Glossary) -> None:
        self.options = options
        self.reporter = reporter
        self.glossary = glossary
        self.matcher = Matcher(glossary)
        self.tally = Tally()
        self.failed = 0
        self.saved = 0
        self.inputs: set[Path] = set()
        self.engine_name = ""
        self.threads = 0
        self.translator: Translator | None = None
        self.learned: LearnedNames | None = None
        self.warned: set[str] = set()

    def _sync(self, path: Path | None, name: str) -> Work:
        """Read a document and bring the project up to date with it."""
        reporter = self.reporter
        document = read_input(self.options, path, name)
        for note in document.notes:
            reporter.note(f"{name}: {note}")
        segments = segments_of(self.options, document, reporter)
        report = self.project.sync_document(document, segments)
        changes = [
            f"{count} {what}"
            + (f" ({listed_places([str(number) for number in numbers])})" if numbers else "")
            for count, what, numbers in (
                (report.changed, "changed", report.changed_numbers),
                (report.added, "added", report.added_numbers),
                (report.removed, "removed", ()),
            )
            if count
        ]
        if report.returned:
            reporter.note(
                f"{report.document.name}: had been removed from the project and is back with all "
                "it had"
            )
        if report.unfit:
            what = counted(report.unfit, "split or join", plural="splits and joins")
            reporter.note(f"{report.document.name}: {what} no longer fit the Dutch; undone")
        if changes and not report.created:
            reporter.note(
                f"{report.document.name}: segments since the last run: {', '.join(changes)}"
            )
        return Work(record=report.document, text=document.text, pending=[])

    def translate(self, documents: list[tuple[Path | None, str]]) -> int:
        """Do the run and return the exit code."""
        begin = time.perf_counter()
        work: list[Work] = []
        last: WorkbenchError | None = None
        for path, name in self._foreign(documents):
            try:
                work.append(self._sync(path, name))
            except (InputError, OSError) as error:
                last = error if isinstance(error, WorkbenchError) else InputError(str(error))
                self.failed += 1
                if len(documents) > 1:
                    self.reporter.error(last)
        if not work:
            if last is not None and len(documents) == 1:
                raise last
            raise InputError("no document could be read")
        names = [item.record.name for item in work]
        plan = OutputPlan(self.options, names, inputs=self.inputs)
        for place in plan.paths.values():
            refuse_input(place, self.inputs)
        run_id = self.project.start_run(command="translate", signature="")
        for item in work:
            self._plan(item)
        if any(item.pending for item in work):
            self.load()
        self._note_signatures(work)
        self.decode(work, plan)
        stats = self.tally.stats(
            documents=len(work),
            seconds=time.perf_counter() - begin,
            engine=self.engine_name,
            threads=self.threads,
        )
        self.project.finish_run(run_id, stats=stats)
        if self.options.stats:
            self.reporter.stats(stats)
        # a run without a project is a filter in a pipe, with nothing left to look into
        self.tally.report(self.reporter, summary=self.options.project is not None)
        if self.glossary.is_outdated():
            self.reporter.warning(
                f"{self.glossary.name}: changed during the run, which went by it as it was at the "
                "start; translate again for the segments that the change concerns"
            )
        if self.failed:
            return 5 if self.saved else 2
        return int(bool(self.tally.unresolved or self.tally.worst))

    def _foreign(self, documents: list[tuple[Path | None, str]]) -> list[tuple[Path | None, str]]:
        """Leave out what an earlier run wrote into a folder that is read: English is no input."""
        if len(documents) == 1:
            return documents  # named by the user, who will know
        kept = [
            (path, name)
            for path, name in documents
            if path is None or not is_own_output(self.project, path)
        ]
        left = len(documents) - len(kept)
        if left and kept:
            wrote = "that an earlier run wrote"
            what = counted(left, f"file {wrote} was", plural=f"files {wrote} were")
            self.reporter.note(f"{what} passed over")
            return kept
        return documents

    def _plan(self, work: Work) -> None:
        """Find what of a document has to be decoded, and update what an editor has reviewed."""
        listed: list[str] = []
        for stored in self.project.segments(work.record.id):
            hits = self.hits(stored)
            key = term_key(hits)
            if stored.state in {"initial", "translated"}:
                current = stored.rendering
                if current is None or stored.stale or self.options.fresh or stored.term_key != key:
                    work.pending.append(stored.segment.number)
                if current is None or current.origin == "engine":
                    continue
                # somebody wrote it without confirming it: a draft is added beside it, not over it
            if stored.overtaken:
                # What was found before had the older Dutch in view, as had whoever wrote it.
                self.recheck(stored, hits, key, surnames=surnames_in(work.text))
            elif stored.term_key != key and self.recheck(stored, hits, key):
                listed.append(f"{work.record.name}:{stored.segment.number}")
        if listed:
            what = counted(len(listed), "segment")
            self.reporter.warning(
                f"{what} that an editor wrote or reviewed no longer follow the glossary and were "
                f"left alone: {listed_places(listed)}"
            )

    def hits(self, stored: StoredSegment) -> tuple[TermHit, ...]:
        """Return the terms of a segment; a context that took too long is told once."""
        match = self.matcher.match(stored.segment.source)
        for warning in match.warnings:
            if warning not in self.warned:
                self.warned.add(warning)
                self.reporter.warning(warning)
        return match.hits

    def recheck(
        self,
        stored: StoredSegment,
        hits: tuple[TermHit, ...],
        key: str,
        *,
        surnames: frozenset[str] = frozenset(),
    ) -> bool:
        """Hold a kept target against changed concepts; return whether it fails one anew.

        What was found before is no news, and what somebody has waived stays waived while its
        concept is as it was. One that is for an older Dutch is held against the present one by all
        checks.

        Args:
            stored: the segment.
            hits: its terms.
            key: of these.
            surnames: of its document, for all checks.
        """
        rendering = stored.rendering
        if rendering is None:
            return False
        if stored.omitted:
            none = [outcome(hit, None, rung="human") for hit in hits]
            self.project.set_findings(stored.id, (), terms=none, term_key=key)
            return False
        # Only where something was reviewed and has changed.
        from workbench.qa import check_draft, check_terms

        verification = verify(rendering.target, hits)
        waived = still_waived(rendering.terms, hits, unchanged=rendering.term_key == key)
        outcomes: list[TermOutcome] = []
        for hit, place, satisfied in zip(
            hits, verification.placements, verification.satisfied, strict=True
        ):
            rung: Rung = "human"
            if not satisfied and (hit.concept, hit.start) in waived:
                rung = "waived"
            elif not satisfied and hit.enforced:
                rung = "unresolved"
            outcomes.append(outcome(hit, place, rung=rung))
        if stored.overtaken:
            everything = check_draft(
                stored.segment, rendering.target, outcomes, guide=self.guide, names=surnames
            )
            self.project.set_findings(stored.id, everything, terms=passed(outcomes), term_key=key)
            return any(finding.check == "term" for finding in everything)
        findings = check_terms(stored.segment, rendering.target, outcomes)
        before = {str(old["message"]) for old in rendering.findings if old["check"] == "term"}
        others = [decode_finding(old) for old in rendering.findings if old["check"] != "term"]
        self.project.set_findings(
            stored.id, [*others, *findings], terms=passed(outcomes), term_key=key
        )
        return any(finding.message not in before for finding in findings)

    @cached_property
    def guide(self) -> Guide:
        """Return the house's words and rules, which only what is checked needs."""
        return load_guide(self.glossary, project=self.options.project)

    def load(self) -> None:
        """Load the engine; only a run that has something to decode pays for it."""
        from workbench.batch.learning import LearnedNames
        from workbench.engine.load import load_engine  # ctranslate2 or torch
        from workbench.pipeline import PipelineOptions, Translator

        options = self.options
        self.learned = LearnedNames(self.project)
        loaded = load_engine(options.model, engine=options.engine, jobs=options.jobs)
        for note in loaded.notes:
            self.reporter.note(note)
        self.engine_name, self.threads = loaded.engine.name, loaded.engine.threads
        self.translator = Translator(
            loaded.engine,
            PipelineOptions(
                beam=options.beam,
                n_best=options.n_best,
                glossary_hash=self.glossary.sha256[:12] if self.glossary.concepts else "",
                guide=self.guide,
            ),
            constrained=loaded.constrained,
            words=loaded.words,
            renderings=RenderingIndex(self.glossary) if self.glossary.concepts else None,
            stage=self.reporter.stage,
        )

    def _note_signatures(self, work: list[Work]) -> None:
        """Say how many renderings another engine, model, beam or version made."""
        if self.options.fresh:
            return
        mine = self._made_now()
        other = 0
        for item in work:
            pending = set(item.pending)
            for stored in self.project.segments(item.record.id):
                rendering = stored.rendering
                if (
                    rendering is not None
                    and rendering.origin == "engine"
                    and stored.state == "translated"
                    and stored.segment.number not in pending
                    and not mine.items() <= _parts(rendering.signature).items()
                ):
                    other += 1
        if other:
            what = counted(other, "rendering was", plural="renderings were")
            self.reporter.note(
                f"{what} made with another model, engine, beam or version and left "
                "alone; --fresh decodes again"
            )

    def would_make(self, signature: str) -> bool:
        """Whether a draft with this signature is what the run would make, glossary apart."""
        return self._made_now().items() <= _parts(signature).items()

    def _made_now(self) -> dict[str, str]:
        """Return what a rendering made in this run would have in its signature.

        Where nothing is decoded no engine is loaded for it; ``auto`` then says nothing about the
        engine, because which one that is shows only when it is tried.
        """
        options = self.options
        if self.translator is not None:
            parts = _parts(self.translator.signature)
            del parts["glossary"]
            return parts
        from workbench.engine.catalogue import find_model

        try:
            model = find_model(options.model)
        except ModelError:
            if options.model is not None:
                raise
            return {}  # what is done already needs no model
        parts = {"model": model.identity, "beam": str(options.beam), "version": __version__}
        if options.engine != "auto":
            parts["library"] = options.engine
        return parts

    def decode(self, work: list[Work], plan: OutputPlan) -> None:
        """Decode what is pending and write each document as soon as it is complete."""
        total = sum(len(item.pending) for item in work)
        waiting = list(work)
        left = {item.record.id: len(item.pending) for item in work}

        def flush() -> None:
            while waiting and not left[waiting[0].record.id]:
                self._write(waiting.pop(0), plan)

        flush()
        if not total or self.translator is None:
            return
        places: dict[int, tuple[StoredSegment, int]] = {}

        def items() -> Iterator[Item]:
            # An editor may rename a document meanwhile: its number is what says which it is.
            for one in work:
                for stored, item in self.pending_items([one]):
                    places[id(item)] = stored, one.record.id
                    yield item

        tally = self.tally
        self.reporter.progress(0, total)
        clock = time.perf_counter()
        for group in self.translator.groups(items()):
            tally.seconds_decode += time.perf_counter() - clock
            done = [(*places.pop(id(item)), item, draft) for item, draft in group]
            self.project.add_drafts(
                DraftItem(
                    segment_id=stored.id,
                    draft=draft,
                    term_key=term_key(item.hits),
                    source=stored.segment.source,
                )
                for stored, _, item, draft in done
            )
            for stored, document_id, _, draft in done:
                tally.source_tokens += draft.source_tokens
                tally.target_tokens += draft.target_tokens
                tally.decoded += draft.decoded
                left[document_id] -= 1
                if any(finding.check == "split" for finding in draft.findings):
                    tally.split.append(f"{stored.document}:{stored.segment.number}")
            tally.drafted += len(done)
            self.reporter.progress(tally.drafted, total)
            flush()
            clock = time.perf_counter()
        # An editor may have joined segments meanwhile, so that fewer came than were counted.
        for rest in waiting:
            self._write(rest, plan)

    def pending_items(self, work: list[Work]) -> Iterator[tuple[StoredSegment, Item]]:
        """Yield the segments to decode with their terms, document by document."""
        from workbench.batch.learning import with_surnames
        from workbench.pipeline import Item  # the services behind it were loaded with the engine

        for item in work:
            if not item.pending:
                continue
            wanted = set(item.pending)
            unit, depth = -1, 0
            for stored in self.project.segments(item.record.id, stop=item.pending[-1] + 1):
                segment = stored.segment
                depth = depth if segment.unit == unit else 0
                if segment.number in wanted:
                    hits = self.hits(stored)
                    known = self.learned(segment.source, hits) if self.learned else ()
                    known = with_surnames(item.text, segment.source, hits, known)
                    yield (
                        stored,
                        Item(segment=segment, hits=hits, quote_depth=depth, learned=known),
                    )
                unit, depth = segment.unit, depth_after(segment.source, depth)

    def _write(self, work: Work, plan: OutputPlan) -> None:
        """Write a document's file and count what is in it."""

        def segments() -> Iterator[StoredSegment]:
            for stored in self.project.segments(work.record.id):
                self.tally.count(stored, document=work.record.name, fail_on=self.options.fail_on)
                yield stored

        try:
            write_document(
                self.project, work.record, work.text, segments(), plan=plan, reporter=self.reporter
            )
            self.saved += 1
        except InputError as error:
            if plan.out == "-":
                raise
            self.failed += 1
            self.reporter.error(error)


def _parts(signature: str) -> dict[str, str]:
    """Return a signature's parts by name, with the engine's library as one more.

    >>> _parts("model:m@1|engine:ct2-int8|beam:4")["library"]
    'ct2'
    """
    named = (part.partition(":") for part in signature.split("|"))
    parts = {name: value for name, _, value in named}
    return {**parts, "library": parts.get("engine", "").partition("-")[0]}
