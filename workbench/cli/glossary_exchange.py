"""``glossary export`` and ``glossary import``: tables for other programs, and theirs for us."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from workbench.cli.command import GlossaryOption, JsonOption, ProjectOption, command
from workbench.cli.glossary_opening import glossary_app, glossary_path
from workbench.cli.output import ExitCode, Output, counted
from workbench.errors import InputError, UsageError

__all__: list[str] = []

TableFormat = Annotated[
    Literal["csv", "xlsx", "omegat", "deepl", "weblate", "tbx"] | None,
    typer.Option(
        "--format",
        help="csv and xlsx have the workbench's own columns, omegat three between tabs, tbx is "
        "TBX-Basic; by default the file's name decides between these.",
        show_default=False,
    ),
]
_SHOWN = 20


@command(glossary_app, "export")
def export(
    output: Output,
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="Where to; - is standard output.")
    ] = "-",
    format_: TableFormat = None,
    glossary: GlossaryOption = None,
    project: ProjectOption = None,
) -> None:
    """Write the glossary as a table, and say what the table cannot hold."""
    from workbench.formats.write import write_output
    from workbench.glossary.exchange import (
        guess_format,
        losses,
        says_format,
        spreadsheet_formulas,
        write_rows,
    )
    from workbench.glossary.file import load_glossary

    path = glossary_path(glossary, project)
    loaded = load_glossary(path)
    chosen = format_ or guess_format(file)
    if Path(file).is_dir():
        raise UsageError("that is a folder", where=file, hint="name a file in it")
    if format_ is None and file != "-" and not says_format(file):
        raise UsageError(
            "the name says no format",
            where=file,
            hint="end it in .csv, .xlsx, .tbx or .tsv, or add --format",
        )
    if file == "-" and chosen == "xlsx":
        raise UsageError("a workbook is no text", where="glossary export", hint="name a file")
    data = write_rows(loaded, chosen)
    if file == "-":
        output.write(data.decode())
    else:
        result = write_output(Path(file), data, last_written_sha=None, inputs=(path.resolve(),))
        if result.backup is not None:
            output.warning(f"{file}: another file was there; kept as {result.backup.name}")
    if chosen in {"csv", "deepl", "weblate", "omegat"} and (risky := spreadsheet_formulas(loaded)):
        output.warning(
            f'"{risky[0]}"'
            + (f" and {counted(len(risky) - 1, 'more text')}" if len(risky) > 1 else "")
            + ": a spreadsheet takes a cell that begins so for a formula; open the table there as "
            "text, or export .xlsx, whose cells all are"
        )
    lost = losses(loaded, chosen)
    for concept, keys in list(lost.items())[:_SHOWN]:
        output.note(f"{loaded.location(concept)}: {concept}: not in the table: {', '.join(keys)}")
    if len(lost) > _SHOWN:
        output.note(f"{len(lost) - _SHOWN} more concepts have something that the table lacks")


@command(glossary_app, "import")
def import_(
    output: Output,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="The table; - is standard input.")],
    format_: TableFormat = None,
    encoding: Annotated[
        str | None,
        typer.Option("--encoding", metavar="NAME", help="Of the file; UTF-8 by default."),
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="Take their rendering where it is not ours."),
    ] = False,
    status: Annotated[
        Literal["preferred", "proposed", "deprecated"] | None,
        typer.Option("--status", help="Of new concepts that have none."),
    ] = None,
    glossary: GlossaryOption = None,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> int:
    """Add the concepts of a table; what contradicts the glossary is reported and left."""
    from workbench.glossary.edit import Editor
    from workbench.glossary.exchange import guess_format, read_rows, says_format
    from workbench.glossary.merge import merge_rows

    if format_ is None and file != "-" and not says_format(file):
        raise UsageError(
            "the name says no format",
            where=file,
            hint="name a file in .csv, .xlsx, .tbx or .tsv, or add --format csv, xlsx, omegat, "
            "deepl, weblate or tbx",
        )
    editor = Editor.open(glossary_path(glossary, project))
    name = "standard input" if file == "-" else file
    if file != "-" and not Path(file).is_file():
        raise InputError("no such file", where=file, hint="name a table, or - for standard input")
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    rows = read_rows(data, name=name, format_=format_ or guess_format(file), encoding=encoding)
    merged = merge_rows(editor, rows, name=name, overwrite=overwrite, status=status or "")
    editor.save()
    if json:
        output.json(
            {
                "added": list(merged.added),
                "same": merged.same,
                "replaced": merged.replaced,
                "empty": list(merged.empty),
                "conflicts": [
                    {
                        "concept": one.concept,
                        "source": one.source,
                        "ours": one.ours,
                        "theirs": one.theirs,
                        "line": one.line,
                    }
                    for one in merged.conflicts
                ],
            }
        )
    else:
        for concept in merged.added:
            output.data(f"{editor.glossary.location(concept)}: {concept}")
    done = "replaced" if overwrite else "kept ours"
    for one in merged.conflicts[:_SHOWN]:
        output.warning(
            f'{name}:{one.line}: "{one.source}" is "{one.ours}" in a row above and "{one.theirs}" '
            "here; the first was taken"
            if one.above
            else f'{name}:{one.line}: "{one.source}" is "{one.ours}" in {one.concept} and '
            f'"{one.theirs}" in the table; {done}'
        )
    if len(merged.conflicts) > _SHOWN:
        output.warning(f"{len(merged.conflicts) - _SHOWN} more contradictions; {done}")
    if merged.empty:
        lines = ", ".join(map(str, merged.empty[:_SHOWN]))
        output.warning(
            f"{name}: {counted(len(merged.empty), 'row')} without English left out: line {lines}"
            + (" and more" if len(merged.empty) > _SHOWN else "")
        )
    output.note(
        f"{counted(len(merged.added), 'concept')} added, {merged.same} of the rows in the glossary already"
    )
    left = len(merged.conflicts) - merged.replaced
    return ExitCode.FINDINGS if left else ExitCode.DONE
