"""The root of the command line, which imports a command's module only when it is called.

``--help`` and a mistyped name need the names and one sentence each; importing every command for
that would take longer than Typer itself.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["COMMANDS", "LazyGroup"]

COMMANDS: dict[str, tuple[str, str]] = {
    "translate": (
        "translate",
        "Translate files or folders into English; what is done already is not done again.",
    ),
    "segment": ("segment", "Split Dutch documents into segments; no model is loaded."),
    "review": (
        "review",
        "Review the English side by side with the Dutch, in the terminal or in a browser.",
    ),
    "status": ("project", "Count documents, segments, words and findings."),
    "export": ("project", "Write documents out of the project as they stand now."),
    "project": (
        "project",
        "Back up, restore or verify a project; take documents out or rename them.",
    ),
    "explain": ("explain", "Tell why a segment reads as it does."),
    "glossary": ("glossary", "Look after the glossary."),
    "check": ("check", "Check the English: numbers, names, negation, marks, terms and more."),
    "evaluate": (
        "evaluate",
        "Score translations: BLEU, chrF, TER, and how the glossary's terms fared.",
    ),
    "memory": ("memory", "The translation memory: every reviewed segment, and what was imported."),
    "model": (
        "model",
        "List, inspect, pull, verify, convert, train or tune models; synthesise pairs.",
    ),
    "doctor": ("doctor", "Check that the main job can be done here."),
    "paths": ("machine", "Show where files are looked for and kept."),
    "config": ("machine", "Tell what is set and who set it."),
}
"""Module and summary of each command, in the order of the help; a test holds the summaries against
the commands' own."""


class _Commands(MutableMapping[str, Any]):
    """Commands by name, each imported when it is asked for; Typer keeps their type private."""

    def __init__(self) -> None:
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401
        if name not in self._loaded:
            module, _ = COMMANDS[name]
            app = import_module(f"workbench.cli.{module}").app
            self._loaded.update(typer.main.get_group(app).commands)
        return self._loaded[name]

    def __setitem__(self, name: str, command: Any) -> None:  # noqa: ANN401
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in COMMANDS

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class LazyGroup(TyperGroup):
    """A group whose help and whose suggestions import no command."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401
        """Take Typer's settings; the commands are those of ``COMMANDS``."""
        super().__init__(**settings)
        self.commands = _Commands()

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002
        """Write names and summaries, whole: a sentence cut off says less than one wrapped."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])
