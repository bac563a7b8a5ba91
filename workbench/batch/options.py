"""What a batch run is asked to do, and the one channel through which it talks to its user.

The command line fills the options in, the batch reads them, and neither needs the other's imports
to do so. Nothing heavy may come in here: ``workbench --help`` reads this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from workbench.errors import WorkbenchError
    from workbench.model import Severity

__all__ = ["EngineChoice", "OutputFormat", "Reporter", "TranslateOptions"]

EngineChoice = Literal["auto", "ct2", "torch"]
OutputFormat = Literal["txt", "jsonl"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslateOptions:
    """One ``translate`` run, with every setting already looked up."""

    paths: tuple[str, ...]
    """Files and folders as given, at least one; ``-`` is standard input."""
    out: str | None = None
    """Output folder as given, ``-`` for standard output, None to write the project only."""
    project: Path | None = None
    """The project file; None asks for a temporary project that is removed at the end."""
    glossary: Path | None = None
    """The glossary file, known to exist; None to translate without one."""
    model: str | None = None
    """Name, folder or hub id; None takes the embedded default."""
    engine: EngineChoice = "auto"
    format: OutputFormat | None = None
    """Output format; None writes each document in its own."""
    beam: int = 4
    n_best: int = 1
    """Hypotheses asked of the engine for each segment, at most ``beam``."""
    jobs: int = 1
    """Threads or processes that decode at once; the result does not depend on it."""
    lines: bool = False
    """Every input line is one segment and gives exactly one output line."""
    fresh: bool = False
    """Decode again every segment in state ``initial`` or ``translated``."""
    fail_on: Severity | None = None
    """Exit 1 when a finding is at least this severe."""
    max_size: int = 100_000_000
    """Bytes; a larger document is refused."""
    encoding: str | None = None
    """Forced encoding of the inputs; None detects it."""
    unwrap: bool = False
    """In plain text a paragraph is the unit, not the line."""
    author: str = ""
    """Who the renderings are recorded for."""
    stats: bool = False
    """Whether ``Reporter.stats`` is to be called at the end."""


class Reporter(Protocol):
    """The way out of a long job: data to standard output, all else to standard error."""

    def data(self, line: str) -> None:
        """Write ``line`` and a line end to standard output.

        Raises:
            BrokenPipeError: nobody reads any more; let it pass, it becomes exit 141.
        """
        ...

    def write(self, text: str) -> None:
        """Write ``text`` to standard output exactly as it is, nothing added."""
        ...

    def note(self, message: str) -> None:
        """Tell something that asks for no action; silenced by ``--quiet``."""
        ...

    def warning(self, message: str) -> None:
        """Tell something the user should look at; never silenced."""
        ...

    def error(self, error: WorkbenchError) -> None:
        """Tell of a failure after which the job goes on, such as one unreadable document."""
        ...

    def progress(self, done: int, total: int) -> None:
        """Say how far the job is, in segments; as often as convenient, it is rate-limited."""
        ...

    def stage(self, what: str) -> None:
        """Say beside the progress what takes its time while the count stands still; "" for none."""
        ...

    def stats(self, values: Mapping[str, object]) -> None:
        """Keep ``values`` to print as one JSON line, the very last of standard error."""
        ...
