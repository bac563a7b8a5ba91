"""How a function becomes a command: the options they all share, and one guard around each.

A command takes an ``Output`` first and its own options after it, and returns its exit code, or
None for 0. It stays thin: heavy imports belong inside the function body, because every command
module is imported for ``workbench --help``.
"""

from __future__ import annotations

import functools
import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec, TypeVar

import typer
from typer.core import TyperGroup

from workbench.batch.options import OutputFormat
from workbench.cli.output import Output

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "AuthorOption",
    "EncodingOption",
    "FormatOption",
    "GlossaryOption",
    "JsonOption",
    "JsonlOption",
    "MaxSizeOption",
    "PathsArgument",
    "ProjectOption",
    "UnwrapOption",
    "command",
    "group",
    "refuse_empty",
]

P = ParamSpec("P")
T = TypeVar("T", bound=str | list[str] | None)


def refuse_empty(value: T) -> T:
    """Return the value of a path; an empty one is a variable nobody set, not the current folder.

    Raises:
        typer.BadParameter: it is empty, or one of several is.
    """
    given = value if isinstance(value, list) else [value]
    if "" in given:
        raise typer.BadParameter("the path is empty")
    return value


ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project",
        metavar="FILE",
        help="The project file; else WORKBENCH_PROJECT, else ./workbench.db.",
        show_default=False,
    ),
]
GlossaryOption = Annotated[
    Path | None,
    typer.Option(
        "--glossary",
        metavar="FILE",
        help="The glossary; else WORKBENCH_GLOSSARY, else glossary.yaml beside the project file, "
        "else in the current folder.",
        show_default=False,
    ),
]
AuthorOption = Annotated[
    str | None,
    typer.Option(
        "--author",
        metavar="NAME",
        help="Who is recorded as the author; else the configuration, else the login name.",
        show_default=False,
    ),
]
PathsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH",
        help="Files or folders (searched for .txt); - reads one text.",
        callback=refuse_empty,
    ),
]
EncodingOption = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", help="Read the inputs in this encoding."),
]
MaxSizeOption = Annotated[
    int | None,
    typer.Option(
        "--max-size",
        metavar="BYTES",
        min=1,
        show_default=False,
        help="Refuse larger documents; 100000000 where nothing else is configured.",
    ),
]
UnwrapOption = Annotated[
    bool,
    typer.Option("--unwrap", help="In hard-wrapped text take paragraphs, not lines, as units."),
]
FormatOption = Annotated[
    OutputFormat | None,
    typer.Option("--format", help="Output format; else each document's own."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
JsonlOption = Annotated[bool, typer.Option("--jsonl", help="Print one JSON object a line.")]

_QuietOption = Annotated[
    bool, typer.Option("--quiet", help="No progress and no notes; warnings and errors stay.")
]
_DebugOption = Annotated[
    bool, typer.Option("--debug", help="Show the traceback of an error as well.")
]
_VerboseOption = Annotated[
    int,
    typer.Option(
        "-v",
        "--verbose",
        count=True,
        show_default=False,
        help="Say what is being done; -vv says more.",
    ),
]
_SHARED = tuple(
    inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
    for name, default, annotation in (
        ("quiet", False, _QuietOption),
        ("debug", False, _DebugOption),
        ("verbose", 0, _VerboseOption),
    )
)
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class CommandGroup(TyperGroup):
    """A group whose help shows each command's first sentence whole, wrapped and not cut off."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002
        """Write names and summaries."""
        rows = [(name, command) for name, command in self.commands.items() if not command.hidden]
        with formatter.section("Commands"):
            formatter.write_dl([(name, _summary(command.help or "")) for name, command in rows])


def _summary(text: str) -> str:
    """Return the first paragraph of a help text as one line."""
    return " ".join(inspect.cleandoc(text).split("\n\n")[0].split())


def group(
    name: str | None = None,
    *,
    about: str | None = None,
    kind: type[TyperGroup] | None = None,
) -> typer.Typer:
    """Return a home for commands: a group with a name, or one whose commands join another."""
    return typer.Typer(
        name=name,
        cls=kind or CommandGroup,
        help=about,
        no_args_is_help=True,
        rich_markup_mode=None,  # plain text: no panels, no ANSI, and no import of Rich
        pretty_exceptions_enable=False,
        context_settings=dict(_CONTEXT),
    )


def command(
    app: typer.Typer, name: str
) -> Callable[
    [Callable[Concatenate[Output, P], int | None]], Callable[Concatenate[Output, P], int | None]
]:
    """Register a function as the command ``name`` of ``app`` and return it unchanged."""

    def register(
        function: Callable[Concatenate[Output, P], int | None],
    ) -> Callable[Concatenate[Output, P], int | None]:
        signature = inspect.signature(function, eval_str=True)
        own = list(signature.parameters.values())[1:]

        call: Callable[..., int | None] = function

        @functools.wraps(function)
        def guarded(*, quiet: bool, debug: bool, verbose: int, **options: object) -> int:
            output = Output(quiet=quiet, debug=debug, verbose=verbose)
            output.capture_logging()
            return output.run(lambda: call(output, **options))

        # Typer reads both; the output is ours to give, the shared options are not the function's.
        parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own] + list(_SHARED)
        guarded.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        guarded.__annotations__ = {p.name: p.annotation for p in parameters}
        app.command(name, context_settings=dict(_CONTEXT))(guarded)
        return function

    return register
