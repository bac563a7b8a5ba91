"""All work that may not hold up the screen: each job runs in a thread and ends in a message.

A thread opens what it needs itself: the application's project belongs to the application's thread.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work
from textual.worker import get_current_worker

from workbench.batch.learning import LearnedNames
from workbench.errors import WorkbenchError
from workbench.export import export_documents
from workbench.memory import Memory
from workbench.store import Project
from workbench.tui.messages import (
    Decoded,
    DecodingFailed,
    Exported,
    MatchesFound,
    MemoryLoaded,
)
from workbench.tui.ordered_keys import OrderedKeys

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from workbench.desk.decoder import Decoder, Request

__all__ = ["Jobs"]


class Jobs(OrderedKeys):
    """The application's jobs."""

    @work(thread=True, exclusive=True, exit_on_error=False, group="backup", description="backup")
    def back_up(self, path: Path) -> None:
        """Make the day's backup, which comes before the first write, ahead of the first key."""
        try:
            with Project.open(path, create=False) as project, project.transaction():
                pass
        except WorkbenchError as error:
            self.log.error(str(error))

    @work(thread=True, exclusive=True, exit_on_error=False, group="memory", description="memory")
    def load_memory(self, path: Path) -> None:
        """Read all reviewed pairs of a project."""
        try:
            with Project.open(path, create=False, readonly=True) as project:
                memory = Memory(project.desk.pairs())
        except WorkbenchError as error:
            self.log.error(str(error))
            memory = Memory()
        if not get_current_worker().is_cancelled:
            self.post_message(MemoryLoaded(memory))

    @work(thread=True, exclusive=True, exit_on_error=False, group="matches", description="matches")
    def find_matches(
        self, memory: Memory, segment_id: int, text: str, neighbours: tuple[str, str]
    ) -> None:
        """Search the memory for a segment."""
        before, after = neighbours
        matches = memory.search(text, before=before, after=after, without=segment_id)
        if not get_current_worker().is_cancelled:
            self.post_message(MatchesFound(segment_id, matches))

    @work(thread=True, exclusive=True, exit_on_error=False, group="decode", description="decoding")
    def decode(self, decoder: Decoder, path: Path, segment_id: int, request: Request) -> None:
        """Translate a segment in the engine's process, names as editors rendered them before."""
        worker = get_current_worker()
        try:
            with Project.open(path, create=False, readonly=True) as project:
                learned = LearnedNames(project)(request.segment.source, request.hits)
            draft = decoder.translate(replace(request, learned=learned))
        except WorkbenchError as error:
            if not worker.is_cancelled:
                self.post_message(DecodingFailed(str(error)))
            return
        if not worker.is_cancelled:
            self.post_message(
                Decoded(segment_id, request.segment.source, draft, prefix=request.prefix)
            )

    @work(thread=True, exclusive=True, exit_on_error=False, group="export", description="export")
    def export(self, path: Path, *, name: str, out: str, author: str) -> None:
        """Write a document's English as it stands."""
        reporter = _Kept()
        try:
            with Project.open(path, create=False, author=author, wait_seconds=5) as project:
                export_documents(project, names=[name], out=out, reporter=reporter)
        except (WorkbenchError, OSError) as error:
            self.post_message(Exported(str(error), failed=True))
            return
        said = "; ".join(reporter.said)
        self.post_message(
            Exported(f"written to {out}" + (f" ({said})" if said else ""), failed=False)
        )


class _Kept:
    """Keeps what an export has to say; fulfils ``batch.options.Reporter``."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def data(self, line: str) -> None:
        self.said.append(line)

    def write(self, text: str) -> None:
        self.said.append(text)

    def note(self, message: str) -> None:
        self.said.append(message)

    def warning(self, message: str) -> None:
        self.said.append(message)

    def error(self, error: WorkbenchError) -> None:
        self.said.append(str(error))

    def progress(self, done: int, total: int) -> None:
        """Say nothing: one document is written at once."""

    def stage(self, what: str) -> None:
        """Say nothing: an export has no stages."""

    def stats(self, values: Mapping[str, object]) -> None:
        """Say nothing: an export has none."""
