"""The batch run: documents in, drafts into the project, English files out.

The job that ties reading, segmenting, the project, the pipeline and writing together. Work is
cut into windows that are committed whole, so an interruption costs a window and nothing that was
done is done again. Nothing here decides how a segment is translated or how a file is parsed.
"""

from __future__ import annotations

import contextlib
import hashlib
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import __version__
from workbench.batch_output import OutputPlan, write_document
from workbench.errors import InputError, ModelError, UsageError, WorkbenchError
from workbench.formats.read import find_documents, read_document, read_stream
from workbench.formats.write import refuse_input, refuse_unwritable
from workbench.glossary.file import EMPTY_GLOSSARY, load_glossary
from workbench.glossary.match import Matcher
from workbench.glossary.satisfy import verify
from workbench.model import Finding, Segment, Severity, TermOutcome
from workbench.store.records import DraftItem
from workbench.store.repo import Project
from workbench.text.house_quotes import depth_after
from workbench.text.segment import looks_hard_wrapped, segment_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.batch_options import Reporter, TranslateOptions
    from workbench.glossary.file import Glossary
    from workbench.model import Document, StoredSegment, TermHit
    from workbench.pipeline import Item, Translator
    from workbench.store.records import DocumentRecord

__all__ = ["line_segments", "run_translate", "term_key"]

_SHOWN = 20
"""Unresolved terms and the like that are listed one by one; the rest is counted."""


def term_key(hits: tuple[TermHit, ...]) -> str:
    """Return what of the glossary a segment's rendering depends on, as a short hash.

    Only the concepts that match count, so that another entry of the file changes nothing.
    """
    if not hits:
        return ""
    prints = sorted({hit.fingerprint for hit in hits})
    return hashlib.sha256("\n".join(prints).encode()).hexdigest()[:16]


def line_segments(text: str) -> Iterator[Segment]:
    r"""Yield every line that holds text as one segment; a line ends at ``\n`` only.

    >>> [(s.source, s.unit) for s in line_segments("Ja.\n\n Nee. Toch wel.\n")]
    [('Ja.', 0), ('Nee. Toch wel.', 1)]
    """
    number = 0
    at = 0
    for line in text.split("\n"):
        source = line.strip()
        if source:
            start = at + line.index(source)
            yield Segment(
                number=number,
                unit=number,
                segment=0,
                kind="sentence",
                start=start,
                end=start + len(source),
                source=source,
            )
            number += 1
        at += len(line) + 1


@dataclass(slots=True, kw_only=True)
class _Tally:
    """The figures of a run."""

    source_words: int = 0
    segments: int = 0
    decoded: int = 0
    """Segments an engine ran for."""
    drafted: int = 0
    """Segments that got a new draft, by an engine or without one."""
    source_tokens: int = 0
    target_tokens: int = 0
    seconds_decode: float = 0.0
    rungs: Counter[str] = field(default_factory=Counter)
    findings: Counter[Severity] = field(default_factory=Counter)
    unresolved: list[str] = field(default_factory=list)
    split: list[str] = field(default_factory=list)
    """Places of the segments that were cut because of their length."""
    worst: list[str] = field(default_factory=list)
    """Findings as severe as ``--fail-on`` asks, with their places."""


@dataclass(slots=True, kw_only=True)
class _Work:
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
        run = _Run(options, reporter, glossary)
        documents = run.read()
        run.project = stack.enter_context(Project.open(path, author=options.author))
        for note in run.project.notes:
            reporter.note(note)
        return run.translate(documents)


class _Run:
    """The state of one run; lives as long as ``run_translate``."""

    project: Project

    def __init__(self, options: TranslateOptions, reporter: Reporter, glossary: Glossary) -> None:
        self.options = options
        self.reporter = reporter
        self.glossary = glossary
        self.matcher = Matcher(glossary)
        self.tally = _Tally()
        self.failed = 0
        self.saved = 0
        self.inputs: set[Path] = set()
        self.engine_name = ""
        self.threads = 0
        self.translator: Translator | None = None
        self.warned: set[str] = set()

    # Reading

    def read(self) -> list[tuple[Path | None, str]]:
        """Return what to read: path and display name, None for standard input.

        Raises:
            WorkbenchError: no document was found.
        """
        options = self.options
        if "-" in options.paths and len(options.paths) > 1:
            raise UsageError("- stands alone: standard input is the only document")
        out_dir = self._out_dir()
        if out_dir is not None:
            refuse_unwritable(out_dir)
        if options.paths == ("-",):
            return [(None, "-")]
        found = find_documents([Path(path) for path in options.paths], out_dir=out_dir)
        if out_dir is not None:
            self._refuse_input_folder(out_dir)
        if options.out == "-" and options.format is None and len(found.documents) > 1:
            raise UsageError(
                "--out - takes one text; several documents go to a folder",
                hint="or use --format jsonl, which names the document of each segment",
            )
        for problem in found.problems:
            if not found.documents and problem is found.problems[-1]:
                raise problem
            self.reporter.error(problem)
            self.failed += 1
        if found.ignored:
            self.reporter.note(f"{found.ignored} files of other kinds were passed over")
        self.inputs = {path.resolve() for path, _ in found.documents}
        return [(path, name) for path, name in found.documents]

    def _out_dir(self) -> Path | None:
        out = self.options.out
        return None if out in {None, "-"} else Path(str(out))

    def _refuse_input_folder(self, out_dir: Path) -> None:
        """Refuse to write into a folder that is read, unless no name can be the same."""
        if self.options.format == "jsonl":
            return
        for path in map(Path, self.options.paths):
            folder = path if path.is_dir() else path.parent
            if folder.resolve() == out_dir.resolve() and path.is_dir():
                raise UsageError(
                    "--out is a folder the documents are read from",
                    where=str(out_dir),
                    hint="choose another folder",
                )

    def _document(self, path: Path | None, name: str) -> Document:
        options = self.options
        if path is None:
            return read_stream(
                sys.stdin.buffer if sys.stdin is not None else None,
                encoding=options.encoding,
                max_size=options.max_size,
                blank=options.lines,
            )
        return read_document(path, name=name, encoding=options.encoding, max_size=options.max_size)

    def _sync(self, path: Path | None, name: str) -> _Work:
        """Read a document and bring the project up to date with it."""
        options, reporter = self.options, self.reporter
        document = self._document(path, name)
        for note in document.notes:
            reporter.note(f"{name}: {note}")
        if options.lines:
            segments = line_segments(document.text)
        else:
            if not options.unwrap and looks_hard_wrapped(document.text):
                reporter.note(f"{name}: looks hard-wrapped; --unwrap takes paragraphs as units")
            segments = segment_text(document.text, unwrap=options.unwrap)
        report = self.project.sync_document(document, segments)
        changes = [
            f"{count} {what}"
            for count, what in (
                (report.changed, "changed"),
                (report.added, "added"),
                (report.removed, "removed"),
            )
            if count
        ]
        if changes and not report.created:
            reporter.note(
                f"{report.document.name}: since the last run {', '.join(changes)} (segments)"
            )
        return _Work(record=report.document, text=document.text, pending=[])

    # Translating

    def translate(self, documents: list[tuple[Path | None, str]]) -> int:
        """Do the run and return the exit code."""
        begin = time.perf_counter()
        work: list[_Work] = []
        last: WorkbenchError | None = None
        for path, name in documents:
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
            self._load()
        self._note_signatures(work)
        self._decode(work, plan)
        stats = self._stats(work, time.perf_counter() - begin)
        self.project.finish_run(run_id, stats=stats)
        if self.options.stats:
            self.reporter.stats(stats)
        return self._exit_code()

    def _plan(self, work: _Work) -> None:
        """Find what of a document has to be decoded, and update what an editor has reviewed."""
        listed: list[str] = []
        for stored in self.project.segments(work.record.id):
            hits = self._hits(stored)
            key = term_key(hits)
            if stored.state in {"initial", "translated"}:
                current = stored.rendering
                if current is None or stored.stale or self.options.fresh or stored.term_key != key:
                    work.pending.append(stored.segment.number)
                if current is None or current.origin == "engine" or stored.stale:
                    continue
                # somebody wrote it without confirming it: a draft is added beside it, not over it
            if stored.term_key != key and self._recheck(stored, hits, key):
                listed.append(f"{work.record.name}:{stored.segment.number}")
        if listed:
            what = "1 segment" if len(listed) == 1 else f"{len(listed)} segments"
            self.reporter.warning(
                f"{what} that an editor wrote or reviewed no longer follow the glossary and were "
                f"left alone: {_listed(listed)}"
            )

    def _hits(self, stored: StoredSegment) -> tuple[TermHit, ...]:
        match = self.matcher.match(stored.segment.source)
        for warning in match.warnings:
            if warning not in self.warned:
                self.warned.add(warning)
                self.reporter.warning(warning)
        return match.hits

    def _recheck(self, stored: StoredSegment, hits: tuple[TermHit, ...], key: str) -> bool:
        """Hold a reviewed target against changed concepts; return whether it now fails one."""
        rendering = stored.rendering
        if rendering is None:
            return False
        verification = verify(rendering.target, hits)
        outcomes: list[TermOutcome] = []
        findings: list[Finding] = []
        for hit, place, satisfied in zip(
            hits, verification.placements, verification.satisfied, strict=True
        ):
            outcomes.append(
                TermOutcome(
                    hit=hit,
                    rung="human",
                    rendering=place.text if place else "",
                    target_start=place.start if place else None,
                    target_end=place.end if place else None,
                )
            )
            if not satisfied and hit.enforced:
                findings.append(_term_finding(hit))
        kept = [
            Finding(
                check=str(old["check"]),
                severity=Severity[str(old["severity"]).upper()],
                message=str(old["message"]),
            )
            for old in rendering.findings
            if old["check"] != "term"
        ]
        self.project.set_findings(stored.id, [*kept, *findings], terms=outcomes, term_key=key)
        return bool(findings)

    def _load(self) -> None:
        """Load the engine; only a run that has something to decode pays for it."""
        from workbench.engine.catalogue import load_engine  # ctranslate2 or torch
        from workbench.pipeline import PipelineOptions, Translator

        options = self.options
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
            ),
            constrained=loaded.constrained,
        )

    def _note_signatures(self, work: list[_Work]) -> None:
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
            what = "rendering was" if other == 1 else "renderings were"
            self.reporter.note(
                f"{other} {what} made with another model, engine, beam or version and left "
                "alone; --fresh decodes again"
            )

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

    def _decode(self, work: list[_Work], plan: OutputPlan) -> None:
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
        ids = {item.record.name: item.record.id for item in work}
        places: dict[int, StoredSegment] = {}

        def items() -> Iterator[Item]:
            for stored, item in self._pending(work):
                places[id(item)] = stored
                yield item

        tally = self.tally
        self.reporter.progress(0, total)
        clock = time.perf_counter()
        for group in self.translator.groups(items()):
            tally.seconds_decode += time.perf_counter() - clock
            done = [(places.pop(id(item)), item, draft) for item, draft in group]
            self.project.add_drafts(
                DraftItem(
                    segment_id=stored.id,
                    draft=draft,
                    term_key=term_key(item.hits),
                    source=stored.segment.source,
                )
                for stored, item, draft in done
            )
            for stored, _, draft in done:
                tally.source_tokens += draft.source_tokens
                tally.target_tokens += draft.target_tokens
                tally.decoded += draft.decoded
                left[ids[stored.document]] -= 1
                if any(finding.check == "split" for finding in draft.findings):
                    tally.split.append(f"{stored.document}:{stored.segment.number}")
            tally.drafted += len(done)
            self.reporter.progress(tally.drafted, total)
            flush()
            clock = time.perf_counter()

    def _pending(self, work: list[_Work]) -> Iterator[tuple[StoredSegment, Item]]:
        """Yield the segments to decode with their terms, document by document."""
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
                    hits = self._hits(stored)
                    yield stored, Item(segment=segment, hits=hits, quote_depth=depth)
                unit, depth = segment.unit, depth_after(segment.source, depth)

    # Writing and counting

    def _write(self, work: _Work, plan: OutputPlan) -> None:
        """Write a document's file and count what is in it."""

        def counted() -> Iterator[StoredSegment]:
            for stored in self.project.segments(work.record.id):
                self._count(work, stored)
                yield stored

        try:
            write_document(
                self.project, work.record, work.text, counted(), plan=plan, reporter=self.reporter
            )
            self.saved += 1
        except InputError as error:
            if plan.out == "-":
                raise
            self.failed += 1
            self.reporter.error(error)

    def _count(self, work: _Work, stored: StoredSegment) -> None:
        tally = self.tally
        tally.segments += 1
        tally.source_words += len(stored.segment.source.split())
        rendering = stored.rendering
        if rendering is None:
            return
        for term in rendering.terms:
            tally.rungs[str(term["rung"])] += 1
            if term["rung"] == "unresolved":
                place = f"{work.record.name}:{stored.segment.number}"
                tally.unresolved.append(f"{place}: {term['source']} ({term['concept']})")
        for finding in rendering.findings:
            severity = Severity[str(finding["severity"]).upper()]
            tally.findings[severity] += 1
            if self.options.fail_on is not None and severity >= self.options.fail_on:
                place = f"{work.record.name}:{stored.segment.number}"
                tally.worst.append(f"{place}: {severity.label}: {finding['message']}")

    def _stats(self, work: list[_Work], seconds: float) -> dict[str, object]:
        tally = self.tally
        speed = tally.target_tokens / tally.seconds_decode if tally.seconds_decode else 0.0
        return {
            "documents": len(work),
            "segments": tally.segments,
            "source_words": tally.source_words,
            "source_tokens": tally.source_tokens,
            "target_tokens": tally.target_tokens,
            "seconds_total": round(seconds, 3),
            "seconds_decode": round(tally.seconds_decode, 3),
            "tokens_per_second": round(speed, 1),
            "segments_reused": tally.segments - tally.drafted,
            "segments_decoded": tally.decoded,
            "terms_matched": sum(tally.rungs.values()),
            "terms_by_rung": dict(sorted(tally.rungs.items())),
            "peak_rss_bytes": _peak_rss_bytes(),
            "engine": self.engine_name,
            "threads": self.threads,
        }

    def _exit_code(self) -> int:
        tally, reporter = self.tally, self.reporter
        if tally.split:
            what = "1 segment is" if len(tally.split) == 1 else f"{len(tally.split)} segments are"
            reporter.note(
                f"{what} too long for the model and translated in parts: {_listed(tally.split)}"
            )
        for line in tally.unresolved[:_SHOWN]:
            reporter.warning(f"{line}: unresolved, the English does not have the rendering")
        if len(tally.unresolved) > _SHOWN:
            reporter.warning(f"{len(tally.unresolved) - _SHOWN} more terms are unresolved")
        for line in tally.worst[:_SHOWN]:
            reporter.warning(line)
        if len(tally.worst) > _SHOWN:
            reporter.warning(f"{len(tally.worst) - _SHOWN} more findings are as severe")
        self._summary()
        if self.failed:
            return 5 if self.saved else 2
        return int(bool(tally.unresolved or tally.worst))

    def _summary(self) -> None:
        """Say in one line what came of the run and where to look next."""
        tally = self.tally
        if self.options.project is None:
            return  # a filter in a pipe, with nothing left to look into
        parts = [f"{tally.segments} segments, {tally.drafted} of them translated now"]
        if tally.findings:
            counts = ", ".join(
                f"{tally.findings[severity]} {severity.label}"
                for severity in sorted(tally.findings, reverse=True)
            )
            parts.append(f"findings: {counts} (`workbench check` lists them)")
        self.reporter.note("; ".join(parts))


def _term_finding(hit: TermHit) -> Finding:
    wanted = hit.renderings[0] if hit.renderings else ""
    return Finding(
        check="term",
        severity=Severity.FUNCTIONAL,
        message=f"the glossary now wants {wanted!r} for {hit.source!r}",
    )


def _listed(places: list[str]) -> str:
    return ", ".join(places[:_SHOWN]) + (" …" if len(places) > _SHOWN else "")


def _parts(signature: str) -> dict[str, str]:
    """Return a signature's parts by name, with the engine's library as one more.

    >>> _parts("model:m@1|engine:ct2-int8|beam:4")["library"]
    'ct2'
    """
    named = (part.partition(":") for part in signature.split("|"))
    parts = {name: value for name, _, value in named}
    return {**parts, "library": parts.get("engine", "").partition("-")[0]}


def _peak_rss_bytes() -> int:
    """Return the largest resident size of this process so far."""
    import resource  # not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
