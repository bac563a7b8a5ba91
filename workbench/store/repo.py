"""The project: everything the workbench remembers, in one SQLite file.

``Project`` is the only door to it while it is open: callers see documents, segments and renderings,
never rows or SQL. It knows nothing of engines, glossaries or front ends; what they need is in
``model``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import UsageError
from workbench.store import backup, catalogue, clock, renderings, runs, status, sync
from workbench.store import pairs as memory_pairs
from workbench.store.desk import Desk
from workbench.store.effort import EffortStore
from workbench.store.opening import open_database
from workbench.store.outputs import Outputs
from workbench.store.records import DraftItem, SyncReport
from workbench.store.waivers import Waivers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from workbench.model import (
        Document,
        Draft,
        Finding,
        Rendering,
        Segment,
        State,
        StoredSegment,
        TermOutcome,
        TextPair,
    )
    from workbench.store.db import Database
    from workbench.store.records import DocumentRecord, PairRecord, ProjectStatus, RunRecord
    from workbench.store.renderings import Origin

__all__ = ["Project"]


class Project:
    """An open project; used by the thread that opened it, closed by ``close`` or ``with``."""

    def __init__(self, database: Database, *, author: str = "") -> None:
        """Wrap an open, migrated database; callers use ``open``."""
        self._database = database
        self.path = database.path
        self.author = author or clock.login_name()
        self.run_id: int | None = None
        """The run that renderings belong to, from ``start_run`` to ``finish_run``."""

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        create: bool = True,
        author: str = "",
        readonly: bool = False,
        wait_seconds: float = 30.0,
    ) -> Self:
        """Open a project, creating or updating the file where that is needed and allowed.

        Args:
            path: the project file.
            create: make it where it is not there; False and ``readonly`` refuse instead.
            author: who works; the login name where empty.
            readonly: never write, not even a log beside the file.
            wait_seconds: how long to wait for another process, at opening and at every write.

        Raises:
            InputError: it is not there, or cannot be opened or written.
            StoreError: it is damaged or no project.
            StoreLocked: another process held it for ``wait_seconds``.
            SchemaTooNew: a newer version of the workbench wrote it.
        """
        database = open_database(path, create=create, readonly=readonly, wait_seconds=wait_seconds)
        return cls(database, author=author)

    def close(self) -> None:
        """Close; the write-ahead log is emptied into the file. A second call does nothing."""
        self._database.close()

    def __enter__(self) -> Self:
        """Return the project itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close, whatever happened; what was committed stays."""
        self.close()

    @property
    def notes(self) -> tuple[str, ...]:
        """Return remarks for the user, such as a file system without write-ahead log."""
        return tuple(self._database.notes)

    @property
    def alone(self) -> bool:
        """Whether no other connection can use the project meanwhile, not even one of ours."""
        return self._database.network is not None

    def wait_at_most(self, seconds: float) -> None:
        """Change how long another one that writes is waited for, as for a screen that may not stall.

        Reading is not held up by those that write.
        """
        self._database.wait_at_most(seconds)

    def transaction(self, *, durable: bool = False) -> AbstractContextManager[None]:
        """Group several writes into one change, kept wholly or not at all; keep it short.

        Args:
            durable: on the disk when the block ends, as ``commit_edit`` by itself is.
        """
        return self._database.transaction(durable=durable)

    # Documents

    def documents(self) -> list[DocumentRecord]:
        """Return all documents, ordered by display name."""
        return status.documents(self._database)

    def removed_documents(self) -> list[DocumentRecord]:
        """Return the documents that were taken out of the project and can come back."""
        return status.documents(self._database, removed=True)

    def find_document(self, wanted: str, *, removed: bool = False) -> DocumentRecord:
        """Return the document with this display name, or the only one whose name begins so.

        Args:
            wanted: a name, its beginning, or the path of the source.
            removed: look among those that were taken out of the project.

        Raises:
            UsageError: none or several fit; the message says which there are.
        """
        document_id = catalogue.find(self._database, wanted, removed=removed)
        return status.documents(self._database, document_id)[0]

    def remove_document(self, document_id: int) -> bool:
        """Take a document out of the project, with all it has; return whether it was in.

        It comes back by ``restore_document``, or when its file is translated again.
        """
        return catalogue.remove(self._database, document_id)

    def restore_document(self, document_id: int) -> str:
        """Bring a removed document back and return its name, which may have been taken since."""
        return catalogue.restore(self._database, document_id)

    def rename_document(self, document_id: int, name: str) -> str:
        """Give a document another display name and return it, with its file's ending.

        Raises:
            UsageError: it cannot be called so, or another document is.
        """
        return catalogue.rename(self._database, document_id, name)

    def document_text(self, document_id: int) -> str:
        """Return the document's Dutch as it was last read, white space included."""
        return status.document_text(self._database, document_id)

    def sync_document(self, document: Document, segments: Iterable[Segment]) -> SyncReport:
        """Bring the stored document up to date with its source; nothing is written if it is.

        Unchanged and moved segments keep rendering, state and notes. A changed one goes back to
        ``translated``, is ``stale`` until a draft is added for its new Dutch, and keeps what it
        had; a removed one stays in the history and comes back with everything if its text does.
        The segments given are those of the rules; splits and joins are made in them again. A
        document that was removed from the project is in it again.

        Raises:
            InputError: the text cannot be stored.
            ValueError: the segments are not slices of the text in order.
        """
        result = sync.sync(self._database, document, list(segments))
        return SyncReport(
            document=status.documents(self._database, result.document_id)[0],
            created=result.created,
            returned=result.returned,
            unfit=result.unfit,
            moved_from=result.moved_from,
            written=result.written,
            same=result.same,
            moved=result.moved,
            changed=result.changed,
            added=result.added,
            restored=result.restored,
            removed=result.removed,
            changed_numbers=result.changed_numbers,
            added_numbers=result.added_numbers,
        )

    # Segments and renderings

    def segments(
        self, document_id: int, *, start: int = 0, stop: int | None = None, trace: bool = False
    ) -> Iterator[StoredSegment]:
        """Yield a document's segments in order, numbers ``start`` to below ``stop``.

        Terms and findings of a current rendering are those seen last (``set_findings``).

        Args:
            document_id: of ``DocumentRecord``.
            start: first number.
            stop: number to stop before, None for all.
            trace: also load each rendering's trace, which may be large.
        """
        return renderings.segments(self._database, document_id, start=start, stop=stop, trace=trace)

    def segment(self, document_id: int, number: int) -> StoredSegment:
        """Return one segment with the trace of its rendering.

        Raises:
            UsageError: the document has no such number.
        """
        stored = renderings.segment(self._database, document_id, number)
        if stored is not None:
            return stored
        found = status.documents(self._database, document_id)
        if not found:
            raise UsageError(f"the project has no document with the internal number {document_id}")
        have = f"0 to {found[0].segments - 1}" if found[0].segments else "none"
        raise UsageError(
            f"{found[0].name} has no segment {number}", hint=f"its segments are {have}"
        )

    def segments_numbered(
        self, document_id: int, numbers: Sequence[int]
    ) -> Iterator[StoredSegment]:
        """Yield the segments of a document that have these numbers, with their traces, in order."""
        return renderings.segments_numbered(self._database, document_id, numbers)

    def edited_segments(self, document_id: int) -> Iterator[StoredSegment]:
        """Yield the segments whose current text a person wrote, with their traces, in order."""
        return renderings.edited_segments(self._database, document_id)

    def sources(self) -> Iterator[tuple[int, int, str]]:
        """Yield document id, number and Dutch of every present segment, for quick searches."""
        rows = self._database.all(
            "SELECT g.document_id, g.number, s.text FROM segment g "
            "JOIN source s ON s.id = g.source_id JOIN document d ON d.id = g.document_id "
            "WHERE g.removed IS NULL AND d.removed IS NULL ORDER BY d.name, g.number"
        )
        yield from rows

    def history(self, segment_id: int) -> list[Rendering]:
        """Return all renderings a segment ever had, as they were made, the oldest first."""
        return renderings.history(self._database, segment_id)

    def add_drafts(
        self,
        items: Iterable[DraftItem],
        *,
        author: str = "",
        run_id: int | None = None,
        origin: Origin = "engine",
        make_current: bool = True,
        state: State | None = "translated",
    ) -> list[int]:
        """Add drafts in one transaction and return the numbers of their renderings.

        A draft of an engine becomes current only where nobody has written or confirmed a rendering
        and only if it was made for the Dutch the segment has now; else it is an alternative.

        Raises:
            UsageError: a segment does not exist.
        """
        return renderings.add_drafts(
            self._database,
            list(items),
            author=author or self.author,
            run_id=self.run_id if run_id is None else run_id,
            origin=origin,
            make_current=make_current,
            state=state,
        )

    def add_rendering(
        self,
        segment_id: int,
        *,
        draft: Draft,
        term_key: str = "",
        author: str = "",
        origin: Origin = "engine",
        make_current: bool = True,
        state: State | None = "translated",
    ) -> int:
        """Add one draft, as ``add_drafts`` does for many, and return its rendering's number."""
        item = DraftItem(segment_id=segment_id, draft=draft, term_key=term_key)
        return self.add_drafts(
            [item], author=author, origin=origin, make_current=make_current, state=state
        )[0]

    def commit_edit(
        self,
        segment_id: int,
        target: str,
        *,
        author: str = "",
        state: State = "reviewed",
        terms: Sequence[TermOutcome] | None = None,
        findings: Sequence[Finding] | None = None,
        term_key: str | None = None,
        origin: Origin = "human",
    ) -> int:
        """Make what a person wrote or confirmed current; it is on the disk when this returns.

        Terms, findings and key left out are taken over from the current rendering where they still
        hold.

        Returns:
            The number of the new rendering.

        Raises:
            UsageError: the segment does not exist.
        """
        return renderings.commit_edit(
            self._database,
            segment_id,
            target,
            author=author or self.author,
            state=state,
            terms=terms,
            findings=findings,
            term_key=term_key,
            origin=origin,
            run_id=self.run_id,
        )

    def set_findings(
        self,
        segment_id: int,
        findings: Sequence[Finding],
        *,
        terms: Sequence[TermOutcome],
        term_key: str | None = None,
    ) -> bool:
        """Replace terms and findings of the current rendering as seen today, its text kept.

        For reviewed and final segments whose concept changed. The rendering's own row stays as it
        was made; a new current rendering makes this forgotten.

        Args:
            segment_id: of ``StoredSegment``.
            findings: all findings there are now.
            terms: all outcomes there are now.
            term_key: of the concepts now, so that the next run sees nothing left to do; None
                leaves it.

        Returns:
            Whether anything changed.

        Raises:
            UsageError: the segment does not exist or has no rendering.
        """
        return renderings.set_findings(
            self._database, segment_id, findings, terms, term_key=term_key
        )

    def import_pairs(self, pairs: Iterable[TextPair], *, origin: str) -> int:
        """Add pairs to the translation memory and return how many it did not have yet."""
        return memory_pairs.add(self._database, pairs, origin=origin, author=self.author)

    def pairs(self) -> Iterator[PairRecord]:
        """Yield every pair of texts for the translation memory: imported ones, then reviewed ones.

        A segment that has gone from its source still counts, and so does one of a document that
        was removed; they only have no neighbours any more.
        """
        return memory_pairs.pairs(self._database)

    @property
    def desk(self) -> Desk:
        """Return what the review desk works with, in the name of this project's author."""
        return Desk(self._database, author=self.author)

    @property
    def outputs(self) -> Outputs:
        """Return what was written to the files of output folders."""
        return Outputs(self._database)

    @property
    def waivers(self) -> Waivers:
        """Return the findings that somebody lets pass; new ones in this project's author's name."""
        return Waivers(self._database, author=self.author)

    @property
    def effort(self) -> EffortStore:
        """Return what people did to machine renderings, and how long it took them."""
        return EffortStore(self._database, author=self.author)

    # Runs

    def start_run(self, *, command: str, signature: str = "") -> int:
        """Record that a run begins; renderings added from now on belong to it."""
        self.run_id = runs.start_run(
            self._database, command=command, signature=signature, author=self.author
        )
        return self.run_id

    def finish_run(self, run_id: int, *, stats: Mapping[str, object] | None = None) -> None:
        """Record that the run has ended, with its figures."""
        runs.finish_run(self._database, run_id, stats=stats)
        self.run_id = None

    def runs(self, *, limit: int = 20) -> list[RunRecord]:
        """Return the last runs, the newest first."""
        return runs.runs(self._database, limit=limit)

    # The whole

    def status(self) -> ProjectStatus:
        """Return counts over all documents."""
        return status.status(self._database)

    def verify(self) -> list[str]:
        """Return all that is wrong with file and content, one sentence each; empty is good."""
        return status.verify(self._database)

    def backup(self, to: Path | None = None) -> Path:
        """Write a backup to a new file or into a folder, by default the project's own.

        Raises:
            UsageError: the file exists.
            InputError: it cannot be written.
        """
        return backup.backup(self._database, to)
