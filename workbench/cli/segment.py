"""``workbench segment``: the Dutch segments of documents, without a model or a project."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.command import (
    EncodingOption,
    JsonlOption,
    JsonOption,
    MaxSizeOption,
    PathsArgument,
    UnwrapOption,
    command,
    group,
)
from workbench.cli.output import ExitCode, Output
from workbench.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workbench.model import Document

__all__ = ["app"]

app = group()


@command(app, "segment")
def segment(
    output: Output,
    paths: PathsArgument,
    json: JsonOption = False,
    jsonl: JsonlOption = False,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Tell the rule that made or refused each boundary."),
    ] = False,
    unwrap: UnwrapOption = False,
    encoding: EncodingOption = None,
    max_size: MaxSizeOption = None,
) -> int:
    """Split Dutch documents into segments; no model is loaded."""
    from workbench.config import load_settings
    from workbench.formats.jsonl import dump_line, segment_only_object
    from workbench.text.segment import looks_hard_wrapped, segment_text

    if json and jsonl:
        raise UsageError("--json and --jsonl exclude each other", where="segment")
    settings = load_settings()
    reader = _Reader(
        output,
        encoding=settings.text("encoding", encoding),
        max_size=settings.number("max_size", max_size),
    )
    collected: list[dict[str, object]] = []
    for document in reader.read(paths):
        if not unwrap and looks_hard_wrapped(document.text):
            output.note(f"{document.name} looks hard-wrapped: --unwrap joins its lines")
        for piece in segment_text(document.text, unwrap=unwrap, explain=explain):
            if json:
                collected.append(segment_only_object(document.name, piece, why=explain))
            elif jsonl:
                output.write(dump_line(segment_only_object(document.name, piece, why=explain)))
            else:
                # File names may hold line ends as well, and a line is a segment here.
                line = f"{document.name}:{piece.number}\t{piece.kind}\t{piece.source}"
                output.text(" ".join(line.splitlines()))
                for reason in piece.why:
                    output.text(f"\t\t{reason}")
    if json:
        output.json(collected)
    return reader.exit_code


class _Reader:
    """Reads what can be read, tells of the rest and knows what that means for the exit code."""

    def __init__(self, output: Output, *, encoding: str | None, max_size: int) -> None:
        self._output = output
        self._encoding = encoding
        self._max_size = max_size
        self._read = 0
        self._failed = 0

    @property
    def exit_code(self) -> ExitCode:
        """Return what reading came to, once it is over."""
        if not self._failed:
            return ExitCode.DONE
        return ExitCode.PARTIAL if self._read else ExitCode.USAGE

    def read(self, paths: list[str]) -> Iterator[Document]:
        """Yield the documents in the order of ``paths``, under names that are unique."""
        from workbench.formats.read import find_documents, read_document, read_stream, unique_name

        if "-" in paths:
            stdin = sys.stdin.buffer if sys.stdin is not None else None
            yield from self._attempt(
                lambda: read_stream(stdin, encoding=self._encoding, max_size=self._max_size)
            )
        files = [Path(path) for path in paths if path != "-"]
        if not files:
            return
        found = find_documents(files)
        for problem in found.problems:
            self._fail(problem)
        if found.ignored:
            self._output.note(f"files of other kinds passed over: {found.ignored}")
        taken: set[str] = set()
        for file, wanted in found.documents:
            name = unique_name(file, wanted, taken=taken.__contains__)
            taken.add(name)
            yield from self._attempt(
                lambda file=file, name=name: read_document(  # type: ignore[misc]
                    file, name=name, encoding=self._encoding, max_size=self._max_size
                )
            )

    def _attempt(self, read: Callable[[], Document]) -> Iterator[Document]:
        try:
            document = read()
        except InputError as error:
            self._fail(error)
            return
        self._read += 1
        for note in document.notes:
            self._output.note(f"{document.name}: {note}")
        yield document

    def _fail(self, error: InputError) -> None:
        self._failed += 1
        self._output.error(error)
