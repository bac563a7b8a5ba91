"""All work that may not hold up the screen: each job runs in a thread and ends in a message.

A thread opens what it needs itself: the application's project belongs to the application's thread.
Where nobody can open the project beside the desk, as on a network drive, jobs are done at once with
the desk's own.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work
from textual.worker import NoActiveWorker, get_current_worker

from workbench.batch.learning import LearnedNames, with_surnames
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
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from workbench.desk import Session
    from workbench.desk.decoder import Decoder, Request

__all__ = ["Jobs", "is_cancelled"]


class Jobs(OrderedKeys):
    """The application's jobs."""

    session: Session

    def beside(self, job: Callable[[], None], *, group: str, description: str) -> None:
        """Do a job that reads or writes the project, in a thread wherever that is possible."""
        if self.session.project.alone:
            job()
            return
        self.run_worker(
            job,
            thread=True,
            exclusive=True,
            exit_on_error=False,
            group=group,
            description=description,
        )

    @contextmanager
    def lent(
        self, path: Path, *, author: str = "", readonly: bool = False, wait_seconds: float = 30.0
    ) -> Iterator[Project]:
        """Give a job the project: one of its own, or the desk's where nobody else can open it.

        Raises:
            WorkbenchError: it cannot be opened.
        """
        if self.session.project.alone:
            yield self.session.project
            return
        with Project.open(
            path, create=False, author=author, readonly=readonly, wait_seconds=wait_seconds
        ) as project:
            yield project

    def back_up(self, path: Path) -> None:
        """Make the day's backup, which comes before the first write, ahead of the first key."""

        def job() -> None:
            try:
                with self.lent(path) as project, project.transaction():
                    pass
            except WorkbenchError as error:
                self.log.error(str(error))

        self.beside(job, group="backup", description="backup")

    def load_memory(self, path: Path) -> None:
        """Read all reviewed pairs of a project."""

        def job() -> None:
            try:
                with self.lent(path, readonly=True) as project:
                    memory = Memory(project.pairs())
            except WorkbenchError as error:
                self.log.error(str(error))
                memory = Memory()
            if not is_cancelled():
                self.post_message(MemoryLoaded(memory))

        self.beside(job, group="memory", description="memory")

    @work(thread=True, exclusive=True, exit_on_error=False, group="matches", description="matches")
    def find_matches(
        self, memory: Memory, segment_id: int, text: str, neighbours: tuple[str, str]
    ) -> None:
        """Search the memory for a segment."""
        before, after = neighbours
        matches = memory.search(text, before=before, after=after, without=segment_id)
        if not get_current_worker().is_cancelled:
            self.post_message(MatchesFound(segment_id, matches))

    def decode(self, decoder: Decoder, path: Path, segment_id: int, request: Request) -> None:
        """Translate a segment in the engine's process, names as editors rendered them before."""
        if self.session.project.alone:
            request = _informed(request, self.session.project, self.session.document.id)
            self._decode_aside(decoder, None, segment_id, request)
        else:
            place = (path, self.session.document.id)
            self._decode_aside(decoder, place, segment_id, request)

    @work(thread=True, exclusive=True, exit_on_error=False, group="decode", description="decoding")
    def _decode_aside(
        self, decoder: Decoder, place: tuple[Path, int] | None, segment_id: int, request: Request
    ) -> None:
        """Decode; where there is a ``place``, learn from the project and document there first."""
        worker = get_current_worker()
        try:
            if place is not None:
                path, document = place
                with Project.open(path, create=False, readonly=True) as project:
                    request = _informed(request, project, document)
            draft = decoder.translate(request)
        except WorkbenchError as error:
            if not worker.is_cancelled:
                self.post_message(DecodingFailed(str(error)))
            return
        if not worker.is_cancelled:
            self.post_message(
                Decoded(segment_id, request.segment.source, draft, prefix=request.prefix)
            )

    def export(self, path: Path, *, name: str, out: str, author: str) -> None:
        """Write a document's English as it stands."""

        def job() -> None:
            reporter = _Kept()
            try:
                with self.lent(path, author=author, wait_seconds=5) as project:
                    export_documents(project, names=[name], out=out, reporter=reporter)
            except (WorkbenchError, OSError) as error:
                self.post_message(Exported(str(error), failed=True))
                return
            said = "; ".join(reporter.said)
            self.post_message(
                Exported(f"written to {out}" + (f" ({said})" if said else ""), failed=False)
            )

        self.beside(job, group="export", description="export")


def is_cancelled() -> bool:
    """Whether the worker that this runs in, if it does in one, was cancelled."""
    try:
        return get_current_worker().is_cancelled
    except NoActiveWorker:
        return False


def _informed(request: Request, project: Project, document: int) -> Request:
    """Return a request with names as editors rendered them before and the document's surnames."""
    source = request.segment.source
    learned = LearnedNames(project)(source, request.hits)
    text = project.document_text(document)
    return replace(request, learned=with_surnames(text, source, request.hits, learned))


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
