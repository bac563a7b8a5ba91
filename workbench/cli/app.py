"""The ``workbench`` command: all commands put together, and the way in and out.

Imported for every call, ``--help`` included, which has to answer in under 150 ms: nothing
heavier than Typer may be imported at the top of any module of this package.
"""

from __future__ import annotations

import errno
import re
import signal
import sys
import warnings
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import TyperException

from workbench import __version__
from workbench.cli.command import group
from workbench.cli.lazy import LazyGroup
from workbench.cli.output import ExitCode, Output, prepare_streams
from workbench.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["app", "main", "run"]

PROGRAM = "workbench"
_STANDARD_INPUT = re.compile(r"-:\d+")

app = group(
    PROGRAM,
    about="Translate Dutch articles into English under a glossary that is obeyed.",
    kind=LazyGroup,
)


def _show_version(value: bool) -> None:
    if value:
        Output().data(f"workbench {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    pass


def _dispatch(arguments: list[str]) -> int:
    """Parse and run; what cannot be parsed becomes one of our own errors.

    Raises:
        UsageError: the command line cannot be parsed; the hint names the fitting ``--help``.
    """
    named = [argument for argument in arguments if _STANDARD_INPUT.fullmatch(argument)]
    if named and "--" not in arguments:  # a segment of the document "-" looks like an option
        arguments = [*(a for a in arguments if a not in named), "--", *named]
    try:
        code = typer.main.get_command(app).main(arguments, prog_name=PROGRAM, standalone_mode=False)
    except TyperException as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context is not None else PROGRAM
        message = error.format_message().replace("Value error, ", "")
        if message.startswith("Usage:"):  # a group without a command
            Output().help(message)
            return ExitCode.USAGE
        raise UsageError(
            message, where=path.partition(" ")[2] or None, hint=f"see '{path} --help'"
        ) from error
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    except SystemExit as left:
        # Typer's own answer to a reader of --help that has gone away.
        if isinstance(left.__context__, OSError) and left.__context__.errno == errno.EPIPE:
            raise BrokenPipeError from left
        raise
    return int(code or ExitCode.DONE)


def run(arguments: Sequence[str]) -> int:
    """Run one command line in this process and return its exit code."""
    output = Output(debug="--debug" in arguments)
    return output.run(lambda: _dispatch(list(arguments)))


def main() -> int:
    """Run the process's command line; the console script and ``python -m`` both come here."""
    prepare_streams()
    for name in ("SIGTERM", "SIGHUP"):  # a closed terminal has no second on Windows
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)
    if not sys.warnoptions:
        # Libraries' deprecations are for the test suite, which makes them errors; not for users.
        warnings.simplefilter("ignore")
    return run(sys.argv[1:])
