"""Where a batch run's English goes: files beside one another, or standard output."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.formats.jsonl import dump_line, segment_object
from workbench.formats.write import output_paths, render_text, write_output

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from workbench.batch.options import OutputFormat, Reporter, TranslateOptions
    from workbench.model import StoredSegment
    from workbench.store.records import DocumentRecord
    from workbench.store.repo import Project

__all__ = ["OutputPlan", "document_chunks", "is_own_output", "save_file", "write_document"]


class OutputPlan:
    """What is written where in one run."""

    def __init__(
        self, options: TranslateOptions, names: Iterable[str], *, inputs: Collection[Path]
    ) -> None:
        """Lay out the files of the documents ``names``; ``inputs`` are never written to."""
        self.out = options.out
        self.format: OutputFormat = options.format or "txt"
        self.lines = options.lines
        self.inputs = inputs
        self.paths: dict[str, Path] = {}
        if options.out is not None and options.out != "-":
            suffix = f".{self.format}"
            self.paths = output_paths(names, Path(options.out), suffix=suffix)


def document_chunks(
    text: str, stored: Iterable[StoredSegment], format_: OutputFormat, *, lines: bool = False
) -> Iterator[str]:
    """Yield a document's output in parts: English text, or one JSON object a line.

    Args:
        text: the document's Dutch.
        stored: all its segments in order.
        format_: what to write.
        lines: whether the output has to have as many lines as the text, also where somebody has
            confirmed that a line has no English.
    """
    if format_ == "jsonl":
        for segment in stored:
            yield dump_line(segment_object(segment))
        return
    yield from render_text(
        text,
        (
            (
                s.segment.start,
                s.segment.end,
                None if s.omitted and not lines else s.target,
            )
            for s in stored
        ),
    )


def write_document(
    project: Project,
    record: DocumentRecord,
    text: str,
    stored: Iterator[StoredSegment],
    *,
    plan: OutputPlan,
    reporter: Reporter,
) -> None:
    """Write one document as the plan says; ``stored`` is read to its end in any case.

    Raises:
        InputError: the file cannot be written.
    """
    if plan.out is None:
        for _ in stored:
            pass
        return
    if plan.out == "-":
        for chunk in document_chunks(text, stored, plan.format, lines=plan.lines):
            reporter.write(chunk)
        return
    content = "".join(document_chunks(text, stored, plan.format, lines=plan.lines))
    save_file(
        project,
        plan.paths[record.name],
        content,
        document_id=record.id,
        inputs=plan.inputs,
        reporter=reporter,
    )


def save_file(
    project: Project,
    path: Path,
    content: str,
    *,
    document_id: int | None,
    inputs: Collection[Path],
    reporter: Reporter,
) -> None:
    """Write a file atomically and remember what was written; somebody's changes are kept.

    Raises:
        InputError: the file cannot be written.
    """
    data = content.encode("utf-8", errors="replace")
    known = project.outputs.hashes(path)
    there = _sha256(path)
    project.outputs.expect(path, sha256=hashlib.sha256(data).hexdigest(), document_id=document_id)
    result = write_output(
        path, data, last_written_sha=there if there in known else None, inputs=inputs
    )
    project.outputs.record(path, sha256=result.sha256, document_id=document_id)
    if result.backup is not None:
        reporter.warning(
            f"{path}: was changed since the workbench wrote it; kept as {result.backup.name}"
        )


def is_own_output(project: Project, path: Path) -> bool:
    """Whether a file is byte for byte what the workbench wrote there."""
    known = project.outputs.hashes(path)
    return bool(known) and _sha256(path) in known


def _sha256(path: Path) -> str | None:
    """Return the hash of what is at a path, None where nothing readable is."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
