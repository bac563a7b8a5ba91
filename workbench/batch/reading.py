"""What a batch run reads: which documents, in which encoding, cut into which segments."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import UsageError
from workbench.formats.read import find_documents, read_document, read_stream
from workbench.formats.write import refuse_unwritable
from workbench.model import Segment
from workbench.text.segment import looks_hard_wrapped, segment_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.batch.options import Reporter, TranslateOptions
    from workbench.model import Document

__all__ = ["Inputs", "find_inputs", "line_segments", "read_input", "segments_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a run is asked to read."""

    documents: list[tuple[Path | None, str]]
    """Path and display name; None is standard input."""
    resolved: set[Path] = field(default_factory=set)
    """The files, which are never written to."""
    failed: int = 0
    """Paths that gave nothing."""


def find_inputs(options: TranslateOptions, reporter: Reporter) -> Inputs:
    """Return the documents of a run; a path that gives nothing is told and counted.

    Raises:
        WorkbenchError: no document was found, or input and output contradict each other.
    """
    if "-" in options.paths and len(options.paths) > 1:
        raise UsageError("- stands alone: standard input is the only document")
    out_dir = None if options.out in {None, "-"} else Path(str(options.out))
    if out_dir is not None:
        refuse_unwritable(out_dir)
    if options.paths == ("-",):
        return Inputs(documents=[(None, "-")])
    found = find_documents(
        [Path(path) for path in options.paths], out_dir=out_dir, project=options.project
    )
    if out_dir is not None:
        _refuse_input_folder(options, out_dir)
    if options.out == "-" and options.format is None and len(found.documents) > 1:
        raise UsageError(
            "--out - takes one text; several documents go to a folder",
            hint="or use --format jsonl, which names the document of each segment",
        )
    for problem in found.problems:
        if not found.documents and problem is found.problems[-1]:
            raise problem
        reporter.error(problem)
    if found.ignored:
        what = (
            "1 file of another kind was"
            if found.ignored == 1
            else (f"{found.ignored} files of other kinds were")
        )
        reporter.note(f"{what} passed over")
    return Inputs(
        documents=[(path, name) for path, name in found.documents],
        resolved={path.resolve() for path, _ in found.documents},
        failed=len(found.problems),
    )


def _refuse_input_folder(options: TranslateOptions, out_dir: Path) -> None:
    """Refuse to write into a folder that is read, unless no name can be the same."""
    if options.format == "jsonl":
        return
    for path in map(Path, options.paths):
        if path.is_dir() and path.resolve() == out_dir.resolve():
            raise UsageError(
                "--out is a folder the documents are read from",
                where=str(out_dir),
                hint="choose another folder",
            )


def read_input(options: TranslateOptions, path: Path | None, name: str) -> Document:
    """Read one document.

    Raises:
        InputError: it cannot be read.
    """
    if path is None:
        return read_stream(
            sys.stdin.buffer if sys.stdin is not None else None,
            encoding=options.encoding,
            max_size=options.max_size,
            blank=options.lines,
        )
    return read_document(path, name=name, encoding=options.encoding, max_size=options.max_size)


def segments_of(
    options: TranslateOptions, document: Document, reporter: Reporter
) -> Iterator[Segment]:
    """Return the segments of a document as the options ask for them."""
    if options.lines:
        return line_segments(document.text)
    if not options.unwrap and looks_hard_wrapped(document.text):
        reporter.note(f"{document.name}: looks hard-wrapped; --unwrap takes paragraphs as units")
    return segment_text(document.text, unwrap=options.unwrap)


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
