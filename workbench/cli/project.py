"""``status``, ``export`` and ``project``: what a project holds, and keeping it safe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from workbench.cli.command import (
    AuthorOption,
    FormatOption,
    JsonOption,
    ProjectOption,
    command,
    group,
    refuse_empty,
)
from workbench.cli.effort import effort_object
from workbench.cli.opening import open_project
from workbench.cli.output import ExitCode, Output, counted
from workbench.errors import StoreError

if TYPE_CHECKING:
    from workbench.store.records import DocumentRecord

__all__ = ["app"]

app = group()
project_app = group(
    "project", about="Back up, restore or verify a project; take documents out or rename them."
)
app.add_typer(project_app)

STATES = ("initial", "translated", "reviewed", "final")


@command(app, "status")
def status(output: Output, project: ProjectOption = None, json: JsonOption = False) -> None:
    """Count documents, segments, words and findings."""
    from workbench.store.effort import EffortTotals

    with open_project(output, project, readonly=True) as opened:
        whole = opened.status()
        documents = opened.documents()
        removed = len(opened.removed_documents())
        effort = opened.effort.by_document()
        path = str(opened.path)
    no_effort = EffortTotals()
    all_effort = sum(effort.values(), no_effort)
    if json:
        output.json(
            {
                "project": path,
                "documents": whole.documents,
                "segments": whole.segments,
                "states": dict(whole.states),
                "source_words": whole.source_words,
                "findings": dict(whole.findings),
                "stale": whole.stale,
                "effort": effort_object(all_effort),
                "by_document": [
                    {
                        **_document_object(document),
                        "effort": effort_object(effort.get(document.id, no_effort)),
                    }
                    for document in documents
                ],
            }
        )
        return
    output.table(
        [
            ("document", "segments", *STATES, "words"),
            *(
                (
                    document.name,
                    str(document.segments),
                    *(str(document.states.get(state, 0)) for state in STATES),
                    str(document.words),
                )
                for document in documents
            ),
            (
                f"{whole.documents} in all",
                str(whole.segments),
                *(str(whole.states.get(state, 0)) for state in STATES),
                str(whole.source_words),
            ),
        ]
    )
    findings = ", ".join(f"{number} {severity}" for severity, number in whole.findings.items())
    output.data(f"open findings: {findings}")
    if removed:
        what = counted(removed, "document was", plural="documents were")
        output.note(
            f"{what} removed; `workbench project restore-document` lists what can come back"
        )
    if whole.stale:
        output.data(f"segments whose Dutch has changed since they were translated: {whole.stale}")
    if all_effort.hter is not None:
        pace = all_effort.words_per_hour
        output.data(
            f"post-edit effort: {counted(all_effort.edited, 'segment')}, {all_effort.unchanged} left "
            f"unchanged, HTER {all_effort.hter:.1f}"
            + (f", {pace:.0f} words an hour" if pace else "")
        )


@command(app, "export")
def export(
    output: Output,
    documents: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DOCUMENT", help="Names or unique beginnings of names; else all documents."
        ),
    ] = None,
    out: Annotated[
        str,
        typer.Option(
            "--out",
            metavar="DIR|FILE|-",
            help="Where to; - is standard output.",
            callback=refuse_empty,
        ),
    ] = "-",
    format_: FormatOption = None,
    require: Annotated[
        Literal["reviewed", "final"] | None,
        typer.Option("--require", help="Exit 1 when a segment has not got that far."),
    ] = None,
    project: ProjectOption = None,
) -> int:
    """Write documents out of the project as they stand now."""
    from workbench.export import export_documents

    with open_project(output, project, readonly=out == "-") as opened:
        ready = export_documents(
            opened,
            names=documents or [],
            out=out,
            reporter=output,
            format=format_,
            require=require,
        )
    return ExitCode.DONE if ready else ExitCode.FINDINGS


@command(project_app, "backup")
def backup(
    output: Output,
    to: Annotated[
        Path | None,
        typer.Argument(metavar="FILE|DIR", help="Where to; else the project's backup folder."),
    ] = None,
    project: ProjectOption = None,
) -> None:
    """Write a backup, which is consistent also while others write."""
    with open_project(output, project, readonly=False) as opened:
        output.data(str(opened.backup(to)))


@command(project_app, "restore")
def restore(
    output: Output,
    backup: Annotated[Path, typer.Argument(metavar="BACKUP", help="The backup to put in place.")],
    project: ProjectOption = None,
) -> None:
    """Put a backup in the project's place; the file that was there is kept."""
    from workbench.config import resolve_project
    from workbench.store.backup import restore as bring_back

    path = resolve_project(project)
    kept = bring_back(path, backup)
    output.data(str(path))
    if kept is not None:
        output.note(f"the project that was there is kept as {kept}")


@command(project_app, "verify")
def verify(output: Output, project: ProjectOption = None, json: JsonOption = False) -> None:
    """Check the project's file and that its content holds together."""
    with open_project(output, project, readonly=True) as opened:
        problems = opened.verify()
        path = str(opened.path)
    if json:
        output.json({"project": path, "sound": not problems, "problems": problems})
    elif not problems:
        output.data(f"{path}: sound")
    if problems:
        listed = "; ".join(problems[:3]) + ("; …" if len(problems) > 3 else "")
        raise StoreError(
            listed, where=path, hint="`workbench project restore BACKUP` brings a backup back"
        )


@command(project_app, "remove")
def remove(
    output: Output,
    documents: Annotated[
        list[str],
        typer.Argument(metavar="DOCUMENT", help="Names or unique beginnings of names."),
    ],
    project: ProjectOption = None,
    author: AuthorOption = None,
) -> None:
    """Take documents out of the project; nothing of them is lost, and they can come back."""
    with open_project(output, project, readonly=False, author=author) as opened:
        found = [opened.find_document(name) for name in documents]
        for record in {record.id: record for record in found}.values():
            opened.remove_document(record.id)
            output.data(record.name)


@command(project_app, "restore-document")
def restore_document(
    output: Output,
    documents: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DOCUMENT", help="Names or unique beginnings; without any they are listed."
        ),
    ] = None,
    project: ProjectOption = None,
    author: AuthorOption = None,
) -> None:
    """Bring removed documents back with all they had, or list which there are."""
    with open_project(output, project, readonly=not documents, author=author) as opened:
        if not documents:
            gone = opened.removed_documents()
            for record in gone:
                output.data(
                    f"{record.name}  {counted(record.segments, 'segment')}, removed {record.removed}"
                )
            if not gone:
                output.note("no document was removed from the project")
            return
        found = [opened.find_document(name, removed=True) for name in documents]
        for record_id in dict.fromkeys(record.id for record in found):
            output.data(opened.restore_document(record_id))


@command(project_app, "rename")
def rename(
    output: Output,
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help="A document's name or unique beginning.")
    ],
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Its new name; it keeps the file's ending.")
    ],
    project: ProjectOption = None,
    author: AuthorOption = None,
) -> None:
    """Give a document another display name, under which its English is written too."""
    with open_project(output, project, readonly=False, author=author) as opened:
        output.data(opened.rename_document(opened.find_document(document).id, name))


def _document_object(document: DocumentRecord) -> dict[str, object]:
    return {
        "document": document.name,
        "path": document.path,
        "segments": document.segments,
        "states": {state: document.states.get(state, 0) for state in STATES},
        "source_words": document.words,
        "stale": document.stale,
    }
