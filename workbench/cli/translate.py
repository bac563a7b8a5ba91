"""``workbench translate``: look every setting up and hand the run to the batch."""

from __future__ import annotations

from typing import Annotated, Literal, cast

import typer

from workbench.batch.options import EngineChoice
from workbench.cli.command import (
    AuthorOption,
    EncodingOption,
    FormatOption,
    GlossaryOption,
    MaxSizeOption,
    PathsArgument,
    ProjectOption,
    UnwrapOption,
    command,
    group,
    refuse_empty,
)
from workbench.cli.output import Output
from workbench.errors import UsageError

__all__ = ["app"]

app = group()


@command(app, "translate")
def translate(
    output: Output,
    paths: PathsArgument,
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Where the English goes, - for standard output; without it only the project is "
            "written.",
            callback=refuse_empty,
        ),
    ] = None,
    project: ProjectOption = None,
    glossary: GlossaryOption = None,
    no_glossary: Annotated[
        bool, typer.Option("--no-glossary", help="Translate without a glossary.")
    ] = False,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="NAME|DIR|HUB-ID",
            help="The model; else the configuration, else the embedded one.",
        ),
    ] = None,
    engine: Annotated[
        EngineChoice | None,
        typer.Option(
            "--engine",
            help="The decoder; auto, the default, takes what is installed and works.",
            show_default=False,
        ),
    ] = None,
    format_: FormatOption = None,
    beam: Annotated[
        int | None,
        typer.Option(
            "--beam",
            metavar="N",
            min=1,
            max=64,
            help="Width of the beam; 4 where nothing else is configured.",
            show_default=False,
        ),
    ] = None,
    n_best: Annotated[
        int | None,
        typer.Option(
            "--n-best",
            metavar="N",
            min=1,
            max=64,
            help="Hypotheses to choose from for each segment; else as many as the beam is wide.",
            show_default=False,
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            metavar="N",
            min=1,
            help="Decoding threads, else one for each core; the result does not depend on it.",
            show_default=False,
        ),
    ] = None,
    lines: Annotated[
        bool,
        typer.Option(
            "--lines", help="Every input line is one segment and gives exactly one output line."
        ),
    ] = False,
    fresh: Annotated[
        bool,
        typer.Option("--fresh", help="Decode again all that no editor has reviewed."),
    ] = False,
    fail_on: Annotated[
        Literal["critical", "functional", "cosmetic"] | None,
        typer.Option("--fail-on", help="Exit 1 when a finding is at least this severe."),
    ] = None,
    max_size: MaxSizeOption = None,
    encoding: EncodingOption = None,
    unwrap: UnwrapOption = False,
    author: AuthorOption = None,
    stats: Annotated[
        bool,
        typer.Option("--stats", help="End standard error with one line of JSON about the run."),
    ] = False,
) -> int:
    """Translate files or folders into English; what is done already is not done again."""
    from workbench.batch.options import TranslateOptions
    from workbench.batch.run import run_translate  # the services and all their imports
    from workbench.config import load_settings, resolve_glossary, resolve_project
    from workbench.model import Severity

    if glossary is not None and no_glossary:
        raise UsageError("--glossary and --no-glossary exclude each other", where="translate")
    temporary = project is None and (lines or "-" in paths)
    project_file = None if temporary else resolve_project(project)
    if temporary and out is None:
        out = "-"  # what is kept nowhere is wanted here
    settings = load_settings(project=project_file)
    width = settings.number("beam", beam)
    wanted = settings.number("n_best", n_best) or width
    if n_best is not None and n_best > width:
        raise UsageError(
            f"--n-best {n_best} is more than the beam of {width}",
            where="translate",
            hint=f"use --beam {n_best}",
        )
    glossary_file = None
    if not no_glossary:
        glossary_file = resolve_glossary(glossary, project=project_file)
        if glossary_file is None:
            output.note("no glossary.yaml here or beside the project: translating without one")
    if out == "-":
        output.without_bar()
    options = TranslateOptions(
        paths=tuple(paths),
        out=out,
        project=project_file,
        glossary=glossary_file,
        model=settings.text("model", model),
        engine=cast("EngineChoice", settings.text("engine", engine)),  # checked against its choices
        format=format_,
        beam=width,
        n_best=min(wanted, width),
        jobs=settings.number("jobs", jobs),
        lines=lines,
        fresh=fresh,
        fail_on=None if fail_on is None else Severity[fail_on.upper()],
        max_size=settings.number("max_size", max_size),
        encoding=settings.text("encoding", encoding),
        unwrap=unwrap,
        author=settings.text("author", author) or "",
        stats=stats,
    )
    return run_translate(options, output)
