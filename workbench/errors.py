"""Every error the workbench raises on purpose; each is safe to show to a user.

::

    WorkbenchError                exit code
    ├── UsageError                2   an option or argument that cannot be used
    ├── ConfigError               2   a setting in a file or variable
    ├── InputError                2   a document that cannot be read or written
    ├── GlossaryError             2   one problem in a glossary file
    ├── GlossaryErrors            2   all problems of a glossary file at once
    ├── ModelError                3   a model that is missing or unusable
    │   └── ModelMissing          3   … because it is not there; the hint says how to get it
    └── StoreError                4   a project that is damaged
        ├── StoreLocked           4   … held by another process
        └── SchemaTooNew          4   … written by a newer version

The message says what is wrong, ``where`` says at which place, ``hint`` says what to do about it.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "ConfigError",
    "GlossaryError",
    "GlossaryErrors",
    "InputError",
    "Location",
    "ModelError",
    "ModelMissing",
    "SchemaTooNew",
    "StoreError",
    "StoreLocked",
    "UsageError",
    "WorkbenchError",
]


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file; ``line`` and ``column`` count from 1, 0 means unknown."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return ``path``, ``path:line`` or ``path:line:column``, whatever is known."""
        parts = [self.path]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


class WorkbenchError(Exception):
    """The base class: shown to the user as one line, never as a traceback."""

    exit_code = 2

    def __init__(
        self, message: str, *, where: Location | str | None = None, hint: str | None = None
    ) -> None:
        """Keep the three parts apart, so that a front end may lay them out its own way."""
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        """Return ``place: message; hint`` in one line."""
        text = f"{self.where}: {self.message}" if self.where else self.message
        if self.hint:
            text = f"{text.rstrip('.')}; {self.hint}"
        return " ".join(text.split())


class UsageError(WorkbenchError):
    """An option or argument that cannot be used as it is."""


class ConfigError(WorkbenchError):
    """A setting in a configuration file or an environment variable that cannot be used."""


class InputError(WorkbenchError):
    """A document that cannot be read, or an output that cannot be written."""


class GlossaryError(WorkbenchError):
    """One problem in a glossary file."""


class GlossaryErrors(WorkbenchError):
    """All problems found in one glossary file."""

    def __init__(self, problems: list[GlossaryError]) -> None:
        """Take the problems in file order; there is at least one."""
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))

    def __str__(self) -> str:
        """Return one line for each problem."""
        return "\n".join(str(problem) for problem in self.problems)


class ModelError(WorkbenchError):
    """A model that cannot be used."""

    exit_code = 3


class ModelMissing(ModelError):
    """A model that is not on this machine."""


class StoreError(WorkbenchError):
    """A project file that cannot be used."""

    exit_code = 4


class StoreLocked(StoreError):
    """A project file that another process holds."""


class SchemaTooNew(StoreError):
    """A project file written by a newer version of the workbench."""
