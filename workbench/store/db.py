"""The one connection to a project file: opening, pragmas, locks, transactions, clear errors.

Every statement of the store goes through ``Database``, so that each failure of SQLite becomes an
error with a remedy, waiting for another process stays interruptible, and no statement can forget a
pragma. Neither the schema (``migrations``) nor any table's meaning (``repo``) may come in here.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections import Counter
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from workbench.errors import InputError, SchemaTooNew, StoreError, StoreLocked
from workbench.store import filesystem
from workbench.store.faults import damaged, translated
from workbench.store.header import APPLICATION_ID, MAGIC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

__all__ = ["Database", "Row"]

_POLL_SECONDS = 0.05
_PATIENCE_SECONDS = 3.0
"""Seconds of waiting for another process after which the user is told."""
_logger = logging.getLogger(__name__)
_opened: Counter[Path] = Counter()
"""How many connections of this process each file has."""
_opening = Lock()

Row = tuple[Any, ...]
_T = TypeVar("_T")


class Database:
    """An open project file; belongs to the thread that opened it."""

    def __init__(
        self,
        path: Path,
        *,
        readonly: bool,
        wait_seconds: float,
        who: Callable[[Path], str],
    ) -> None:
        """Open or create the file at ``path``, which is resolved.

        Args:
            path: the project file; its folder exists.
            readonly: open without ever writing; works in a folder that cannot be written.
            wait_seconds: how long to wait for another process before giving up.
            who: says which process holds the file, "" where that is not known.

        Raises:
            InputError: the file cannot be opened.
            StoreError: it is not a project, or damaged.
            StoreLocked: another process held it all the time.
        """
        self.path = path
        self.readonly = readonly
        self.wait_seconds = wait_seconds
        self._write_seconds = wait_seconds
        self._who = who
        self.notes: list[str] = []
        self.before_write: Callable[[], None] | None = None
        """Called outside any transaction before each one that writes: the daily backup."""
        self.network = filesystem.network_name(path if path.exists() else path.parent)
        self._wrote = False
        with _opening:
            # Closing any handle of a file gives up all locks that this process has on it (POSIX),
            # and another process would then take away the log that a connection here writes to.
            if not _opened[self.path]:
                self._check_header()
            self._connection = self._connect()
            _opened[self.path] += 1
        self._is_open = True
        try:
            self._prepare()
        except BaseException:
            self._let_go()
            raise

    # Opening

    def _check_header(self) -> None:
        """Refuse what is no SQLite file before SQLite may touch it."""
        try:
            if self.path.is_dir():
                raise InputError(
                    "a folder is not a project", where=str(self.path), hint="name a file in it"
                )
            if not self.path.exists() or self.path.stat().st_size == 0:
                return
            with self.path.open("rb") as file:
                head = file.read(len(MAGIC))
        except OSError as error:
            raise InputError(
                f"the project cannot be opened ({error.strerror})",
                where=str(self.path),
                hint="check the permissions of the file and its folder",
            ) from error
        if head != MAGIC and head.isascii() and b"\0" not in head:
            raise StoreError(
                "this is not a project file",
                where=str(self.path),
                hint="name another with --project, or bring a backup back: `workbench project "
                "restore BACKUP`",
            )
        if head != MAGIC:
            raise damaged(self.path, "it does not begin as an SQLite file does")

    def _connect(self, *, immutable: bool = False) -> sqlite3.Connection:
        options = "mode=ro" if self.readonly else "mode=rwc"
        if immutable:
            options += "&immutable=1"
        try:
            # The wait is done in _patiently: SQLite's own would not react to Ctrl-C.
            return sqlite3.connect(
                f"{self.path.as_uri()}?{options}", uri=True, isolation_level=None, timeout=0.1
            )
        except sqlite3.Error as error:
            raise translated(error, self.path) from error

    def _prepare(self) -> None:
        try:
            self._patiently(self._set_pragmas)
        except InputError:
            # A write-ahead log's reader has to create a file beside it. Where the folder forbids
            # that and no log is left over, the file can be read as it stands.
            log = self.path.with_name(self.path.name + "-wal")
            if not self.readonly or (log.exists() and log.stat().st_size > 0):
                raise
            self._connection.close()
            self._connection = self._connect(immutable=True)
            self._patiently(self._set_pragmas)

    def _set_pragmas(self) -> None:
        run = self._connection.execute
        run("PRAGMA foreign_keys = ON")
        run("PRAGMA trusted_schema = OFF")
        run("PRAGMA cell_size_check = ON")
        run("PRAGMA cache_size = -16000")
        run("PRAGMA temp_store = MEMORY")
        if self.network is not None:
            # Held in process memory instead of shared memory; must come before the first access.
            run("PRAGMA locking_mode = EXCLUSIVE")
        identity = int(run("PRAGMA application_id").fetchone()[0])
        tables = int(run("SELECT count(*) FROM sqlite_schema").fetchone()[0])
        if identity != APPLICATION_ID and (identity or tables):
            raise StoreError(
                "this is a database, but not a workbench project",
                where=str(self.path),
                hint="name the project with --project",
            )
        if self.readonly:
            run("PRAGMA query_only = ON")
            return
        mode = str(run("PRAGMA journal_mode").fetchone()[0])
        if self.network is not None:
            if mode != "delete":
                run("PRAGMA journal_mode = DELETE")
            run("PRAGMA synchronous = FULL")
            # Takes the lock that the locking mode then keeps: one writer, known from the start.
            run("BEGIN EXCLUSIVE")
            run("COMMIT")
            self.notes.append(
                f"{self.path.name} lies on {self.network}: no write-ahead log there, so only one "
                "process at a time can use the project"
            )
            return
        if mode != "wal":
            run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = NORMAL")

    def check_version(self, latest: int) -> int:
        """Return the schema version of the file.

        Raises:
            SchemaTooNew: it is above ``latest``.
        """
        version = int(self.one("PRAGMA user_version")[0])
        if version > latest:
            raise SchemaTooNew(
                f"the project was written by a newer version of the workbench (schema {version}, "
                f"this one knows {latest})",
                where=str(self.path),
                hint="update the workbench, or name another project with --project",
            )
        return version

    # Waiting

    def _patiently(self, attempt: Callable[[], _T], seconds: float | None = None) -> _T:
        """Return what ``attempt`` returns, repeating it while another process holds the file.

        Raises:
            StoreLocked: it still fails after ``seconds``, or else ``wait_seconds``.
        """
        seconds = self.wait_seconds if seconds is None else seconds
        deadline = time.monotonic() + seconds
        tell = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                return attempt()
            except sqlite3.Error as error:
                mapped = translated(error, self.path)
                if isinstance(mapped, StoreLocked) and time.monotonic() < deadline:
                    if time.monotonic() > tell:
                        tell = deadline
                        _logger.warning(
                            "%s: the project is in use by another process; waiting up to %.0f s",
                            self.path,
                            seconds,
                        )
                    time.sleep(min(_POLL_SECONDS, seconds))
                    continue
                if isinstance(mapped, StoreLocked):
                    raise self._locked(seconds) from error
                raise mapped from error

    def wait_at_most(self, seconds: float) -> None:
        """Change how long another process is waited for before a change; reading waits as before."""
        self._write_seconds = seconds
        # What SQLite itself waits in one go, out of reach of Ctrl-C.
        self._connection.execute(f"PRAGMA busy_timeout = {round(min(0.1, seconds) * 1000)}")

    def _locked(self, seconds: float) -> StoreLocked:
        holder = self._who(self.path)
        waited = f" (waited {seconds:.0f} s)" if seconds >= 1 else ""
        return StoreLocked(
            f"the project is in use by {holder or 'another process'}{waited}",
            where=str(self.path),
            hint="try again when it is done",
        )

    # Reading and writing

    def all(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Return all rows of a query; no cursor is left open."""
        return self._patiently(lambda: self._connection.execute(sql, parameters).fetchall())

    def one(self, sql: str, parameters: Sequence[object] = ()) -> Row:
        """Return the only row of a query that always has one, such as an aggregate."""
        return self.all(sql, parameters)[0]

    def first(self, sql: str, parameters: Sequence[object] = ()) -> Row | None:
        """Return the first row of a query, None where there is none."""
        rows = self.all(sql, parameters)
        return rows[0] if rows else None

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run one statement and return the number of rows it changed."""
        try:
            return self._connection.execute(sql, parameters).rowcount
        except sqlite3.Error as error:
            raise translated(error, self.path) from error

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement for every row of parameters."""
        try:
            self._connection.executemany(sql, rows)
        except sqlite3.Error as error:
            raise translated(error, self.path) from error

    def in_transaction(self) -> bool:
        """Whether a transaction is open on this connection."""
        return self._connection.in_transaction

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[None]:
        """Run the block as one change: all of it is kept or, on any exception, nothing.

        Inside another transaction the block is simply part of that one.

        Args:
            durable: wait until the disk has it (``synchronous=FULL``); for what a person typed.

        Raises:
            InputError: the project is read-only or the disk full.
            StoreLocked: another process did not let go in time.
        """
        if self.in_transaction():
            yield
            return
        if self.readonly:
            raise InputError(
                "the project is open for reading only", where=str(self.path), hint="open it anew"
            )
        if self.before_write is not None:
            self.before_write()
        level = "FULL" if durable or self.network is not None else "NORMAL"
        self.execute(f"PRAGMA synchronous = {level}")
        try:
            self._patiently(
                lambda: self._connection.execute("BEGIN IMMEDIATE"), self._write_seconds
            )
            self._wrote = True
            yield
            self._patiently(lambda: self._connection.execute("COMMIT"))
        except BaseException:
            # SQLite itself has rolled back after some errors, a full disk among them.
            if self.in_transaction():
                self._connection.execute("ROLLBACK")
            raise

    def vacuum_into(self, target: Path) -> None:
        """Write a compact, consistent copy to ``target``, which must not exist."""
        self._patiently(lambda: self._connection.execute("VACUUM INTO ?", (str(target),)))

    # Closing

    def close(self) -> None:
        """Close; where this process wrote, the write-ahead log is emptied into the file first."""
        if self._wrote and self.network is None:
            try:
                self._connection.execute("PRAGMA analysis_limit = 400")
                self._connection.execute("PRAGMA optimize")
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error as error:
                # Another process is still reading: the last one to close does it. Nothing is lost.
                _logger.debug("no checkpoint at close: %s", error)
        self._wrote = False
        self._let_go()

    def _let_go(self) -> None:
        self._connection.close()
        with _opening:
            if self._is_open:
                self._is_open = False
                _opened[self.path] -= 1
