"""Documents out of a project as they stand, into files or onto standard output.

Files are written the batch's way, so that both treat a file that somebody else has changed alike.
Decoding and reading sources have no place here.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.batch.output import document_chunks, save_file
from workbench.errors import UsageError
from workbench.formats.write import output_paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workbench.batch.options import OutputFormat, Reporter
    from workbench.store.records import DocumentRecord
    from workbench.store.repo import Project

__all__ = ["export_documents", "ranges"]

_READY: dict[str, frozenset[str]] = {
    "reviewed": frozenset({"reviewed", "final"}),
    "final": frozenset({"final"}),
}
# Nobody calls a folder so: who asks for such a file is told what there is.
_OTHER_KINDS = frozenset(
    {
        ".csv", ".doc", ".docx", ".epub", ".htm", ".html", ".json", ".md", ".odt", ".ods", ".pdf",
        ".po", ".pptx", ".rtf", ".srt", ".tex", ".tmx", ".tsv", ".xlf", ".xliff", ".xls", ".xlsx",
        ".xml", ".yaml", ".yml",
    }
)  # fmt: skip


def export_documents(
    project: Project,
    *,
    names: Sequence[str],
    out: str,
    reporter: Reporter,
    format: OutputFormat | None = None,
    require: str | None = None,
) -> bool:
    """Write documents out and name their segments that are not yet reviewed.

    Args:
        project: open; for writing, unless ``out`` is ``-``.
        names: display names or unique beginnings of them; empty for all documents.
        out: a folder, a file, or ``-`` for standard output.
        reporter: gets the notes, and the data where ``out`` is ``-``.
        format: None for each document's own.
        require: ``reviewed`` or ``final``, the state that every segment should have.

    Returns:
        Whether every segment has the required state.

    Raises:
        UsageError: there is nothing to export, one text cannot hold several documents, or ``out``
            ends as a kind of document does that is not written here.
        InputError: a file cannot be written.
    """
    _refuse_other_kind(out)
    found = [project.find_document(name) for name in names]
    documents = list({document.id: document for document in found}.values())
    documents = documents or project.documents()
    if not documents:
        raise UsageError(
            "the project has no documents",
            where=str(project.path),
            hint="`workbench translate PATH` puts documents into it",
        )
    ready = [_ready(project, document, require, reporter) for document in documents]
    formats = {document.id: format or _own_format(document) for document in documents}
    known = [*project.documents(), *project.removed_documents()]
    inputs = {Path(record.path) for record in known if record.path != "-"}
    if out == "-" or _is_file(out):
        if len(documents) > 1 and set(formats.values()) != {"jsonl"}:
            raise UsageError(
                "several documents do not fit into one text",
                where="export",
                hint="name one, use --format jsonl, or a folder for --out",
            )
        chunks = (
            chunk
            for document in documents
            for chunk in _chunks(project, document, formats[document.id])
        )
        if out == "-":
            for chunk in chunks:
                reporter.write(chunk)
        else:
            content = "".join(chunks)
            only = documents[0].id if len(documents) == 1 else None
            save_file(
                project, Path(out), content, document_id=only, inputs=inputs, reporter=reporter
            )
        return all(ready)
    paths: dict[str, Path] = {}
    for wanted in set(formats.values()):
        names_so = [document.name for document in documents if formats[document.id] == wanted]
        paths |= output_paths(names_so, Path(out), suffix=f".{wanted}")
    for document in documents:
        save_file(
            project,
            paths[document.name],
            "".join(_chunks(project, document, formats[document.id])),
            document_id=document.id,
            inputs=inputs,
            reporter=reporter,
        )
    return all(ready)


def ranges(numbers: Iterable[int]) -> str:
    """Return ascending numbers as a person would write them.

    >>> ranges([0, 1, 2, 5, 7, 8])
    '0-2, 5, 7-8'
    """
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), key=lambda item: item[1] - item[0])
    ]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _chunks(project: Project, document: DocumentRecord, format_: OutputFormat) -> Iterator[str]:
    text = project.document_text(document.id)
    return document_chunks(text, project.segments(document.id), format_)


def _ready(
    project: Project, document: DocumentRecord, require: str | None, reporter: Reporter
) -> bool:
    """Tell what is not ready in a document; return whether ``require`` is met."""
    untranslated = document.states.get("initial", 0)
    if untranslated:
        reporter.warning(
            f"{document.name}: {untranslated} of {document.segments} segments have no English "
            "yet; `workbench translate` makes it"
        )
    wanted = require or "reviewed"
    below = [
        stored.segment.number
        for stored in project.segments(document.id)
        if stored.state not in _READY[wanted]
    ]
    if not below:
        return True
    word = "final" if wanted == "final" else "reviewed"
    tell = reporter.warning if require else reporter.note
    tell(
        f"{document.name}: {len(below)} of {document.segments} segments are not yet {word}: "
        f"{ranges(below)}"
    )
    return require is None


def _own_format(document: DocumentRecord) -> OutputFormat:
    return "jsonl" if document.format == "jsonl" else "txt"


def _refuse_other_kind(out: str) -> None:
    path = Path(out)
    if path.suffix.lower() in _OTHER_KINDS and not out.endswith("/") and not path.is_dir():
        raise UsageError(
            f"documents are not written as {path.suffix}",
            where=out,
            hint="name a file that ends in .txt or .jsonl, or a folder",
        )


def _is_file(out: str) -> bool:
    """Return whether ``out`` names a file: it is one, or ends like one."""
    path = Path(out)
    if path.exists():
        return not path.is_dir()
    return not out.endswith("/") and path.suffix.lower() in {".txt", ".jsonl"}
