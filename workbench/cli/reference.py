"""Write the generated parts of docs/cli.md: exit codes, settings, checks and the help of every command.

Run by ``make docs``; a test holds the file against the code, so neither can drift.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from workbench.checking.run import EXPLANATIONS
from workbench.cli.app import PROGRAM, app
from workbench.cli.output import ExitCode, Output
from workbench.config import SETTINGS
from workbench.errors import UsageError
from workbench.qa import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

__all__ = ["command_paths", "refresh"]

WIDTH = 100
"""Columns of the help as printed in the documentation."""
_PART = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def refresh(document: str) -> str:
    """Return the document with every generated part made anew.

    Raises:
        UsageError: it asks for a part that does not exist.
    """
    makers = {
        "exit-codes": _exit_codes,
        "settings": _settings,
        "checks": _checks,
        "commands": _commands,
    }

    def made(match: re.Match[str]) -> str:
        opening, name, closing = match.groups()
        if name not in makers:
            raise UsageError(f'no generated part "{name}"', hint=f"use one of {', '.join(makers)}")
        return f"{opening}\n{makers[name]()}\n{closing}"

    return _PART.sub(made, document)


def command_paths() -> list[str]:
    """Return every command as it is typed, groups included: ``workbench model list``."""
    return [path for path, _ in _walk()]


def _exit_codes() -> str:
    rows = [f"| `{code.value}` | {code.meaning} |" for code in ExitCode]
    return "\n".join(["| code | meaning |", "|---|---|", *rows]) + "\n"


def _settings() -> str:
    rows = []
    for setting in SETTINGS:
        default = setting.default_source.partition(": ")[2] or (
            "not set" if setting.default is None else f"`{setting.default}`"
        )
        rows.append(f"| `{setting.name}` | `{setting.variable}` | {default} | {setting.help} |")
    return (
        "\n".join(["| key | variable | default | what it sets |", "|---|---|---|---|", *rows])
        + "\n"
    )


def _checks() -> str:
    rows = [
        f"| `{name}` | {CHECKS[name].severity.label if name in CHECKS else 'by case'} | {text} |"
        for name, text in EXPLANATIONS.items()
    ]
    return "\n".join(["| check | severity | what it finds |", "|---|---|---|", *rows]) + "\n"


def _commands() -> str:
    parts = []
    for path, context in _walk():
        text = "\n".join(line.rstrip() for line in context.get_help().splitlines())
        parts.append(f"### `{path}`\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def _walk() -> Iterator[tuple[str, Any]]:
    """Yield every command with a context to ask for its help, in the order of ``--help``."""

    def visit(command: Any, name: str, parent: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - Typer keeps these types private
        context = command.make_context(
            name,
            [],
            parent=parent,
            resilient_parsing=True,
            terminal_width=WIDTH,
            max_content_width=WIDTH,
        )
        yield context.command_path, context
        for below in getattr(command, "commands", {}).values():
            yield from visit(below, below.name, context)

    yield from visit(typer.main.get_command(app), PROGRAM, None)


def main(arguments: Sequence[str]) -> int:
    """Refresh the files named, in place."""
    output = Output()

    def work() -> None:
        for name in arguments:
            path = Path(name)
            path.write_text(refresh(path.read_text(encoding="utf-8")), encoding="utf-8")
            output.note(f"{path} is current")

    return output.run(work)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
