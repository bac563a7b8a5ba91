"""Copies of a project: one a day before the first write, on demand, and back again.

A copy is made by ``VACUUM INTO``, which is consistent while others write, and appears under its
name only when complete. Backups of ``news.db`` lie in ``news-backups/`` beside it.
"""

from __future__ import annotations

import os
import re
import sqlite3
import time
from contextlib import closing, suppress
from threading import Lock, get_ident
from typing import TYPE_CHECKING

from workbench.errors import InputError, StoreError, StoreLocked, UsageError
from workbench.store import clock
from workbench.store.kept_backups import folder_of, is_sound

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.store.db import Database

__all__ = ["KEEP", "Daily", "backup", "restore"]

KEEP = 7
"""Daily backups kept; those made on demand are never deleted."""
_ABANDONED_SECONDS = 86_400
_at_work: set[Path] = set()
"""Daily backups that a thread of this process is making."""
_guard = Lock()


class Daily:
    """Makes the day's backup before its first write; call it before every one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._done = ""

    def __call__(self) -> None:
        """Make today's backup unless there is one already or nothing to save; keep the last seven.

        A backup that cannot be made leaves a note and does not stand in the way of work. Where
        another thread is making it, nobody waits: it is as the project was when that began.
        """
        day = clock.today()
        if self._done == day:
            return
        self._done = day
        project = self._database.path
        target = folder_of(project) / f"{project.stem}-{day}.db"
        if target.exists() or self._database.first("SELECT 1 FROM document LIMIT 1") is None:
            return
        with _guard:
            if target in _at_work:
                return
            _at_work.add(target)
        try:
            _copy(self._database, target)
            _prune(project)
        except (OSError, InputError, StoreError) as error:
            why = error.strerror if isinstance(error, OSError) else error.message
            self._database.notes.append(f"the project has no backup of today: {target}: {why}")
        finally:
            with _guard:
                _at_work.discard(target)


def _prune(project: Path) -> None:
    """Delete daily backups but the last seven, and what killed processes left half done."""
    dated = re.compile(re.escape(project.stem) + r"-\d{4}-\d\d-\d\d\.db")
    files = sorted(folder_of(project).iterdir())
    for old in [file for file in files if dated.fullmatch(file.name)][:-KEEP]:
        old.unlink(missing_ok=True)
    for file in files:
        if file.name.startswith(f".{project.stem}-") and file.suffix == ".partial":
            with suppress(FileNotFoundError):
                if time.time() - file.stat().st_mtime > _ABANDONED_SECONDS:
                    file.unlink()


def backup(database: Database, to: Path | None = None) -> Path:
    """Write a backup and return its path.

    Args:
        database: the open project.
        to: a new file or an existing folder; None for the project's own folder of backups.

    Raises:
        UsageError: the file exists.
        InputError: it cannot be written.
    """
    name = f"{database.path.stem}-{clock.now()[:19].replace(':', '').replace('T', '-')}.db"
    target = folder_of(database.path) / name if to is None else to
    if target.is_dir():
        target = target / name
    if target.exists():
        raise UsageError("the file exists", where=str(target), hint="name a new one")
    try:
        _copy(database, target)
    except (OSError, InputError) as error:
        # SQLite's own troubles with the copy come under the name of the project.
        why = error.strerror if isinstance(error, OSError) else _full_or_refused(error)
        raise InputError(
            f"the backup cannot be written ({why})",
            where=str(target),
            hint="name a folder that can be written",
        ) from error
    return target


def _full_or_refused(error: InputError) -> str:
    return "the disk is full" if "full" in error.message else "the folder refuses it"


def _copy(database: Database, target: Path) -> None:
    """Write a copy that appears under its name only when it is complete and on the disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # The threads of a process share its number.
    partial = target.with_name(f".{target.name}.{os.getpid()}-{get_ident()}.partial")
    try:
        partial.unlink(missing_ok=True)
        database.vacuum_into(partial)
        _to_disk(partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _to_disk(file: Path) -> None:
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def restore(project: Path, source: Path, *, wait_seconds: float = 30.0) -> Path | None:
    """Put a backup in the project's place; what was there is kept beside it.

    Args:
        project: the project file, which may be damaged or missing.
        source: the backup.
        wait_seconds: how long to wait for another process that has the project open.

    Returns:
        Where the previous file now lies, None where there was none.

    Raises:
        InputError: the backup is missing, or a file cannot be written.
        StoreError: the backup is damaged or no project.
        StoreLocked: the project is open elsewhere.
    """
    import shutil  # 10 ms, needed on this path only

    project, source = project.resolve(), source.resolve()
    if not source.is_file():
        raise InputError("no such backup", where=str(source), hint="name one that exists")
    if source == project:
        raise UsageError("a project cannot be restored from itself", where=str(project))
    if not is_sound(source):
        raise StoreError(
            "the backup is damaged or no workbench project", where=str(source), hint="take another"
        )
    stamp = clock.now()[:19].replace(":", "").replace("T", "-")
    kept = project.with_name(f"{project.stem}.before-restore-{stamp}{project.suffix}")
    fresh = project.with_name(f".{project.name}.{os.getpid()}.partial")
    try:
        shutil.copyfile(source, fresh)
        _to_disk(fresh)
        had_one = project.exists()
        if had_one:
            _refuse_if_open(project, wait_seconds)
            # The old log belongs to the old file; beside the restored one it would damage it.
            for ending in ("", "-wal", "-shm"):
                part = project.with_name(project.name + ending)
                if part.exists():
                    part.rename(kept.with_name(kept.name + ending))
        fresh.replace(project)
    except OSError as error:
        raise InputError(
            f"the backup cannot be put in place ({error.strerror})",
            where=str(project),
            hint="make the folder writable",
        ) from error
    finally:
        fresh.unlink(missing_ok=True)
    return kept if had_one else None


def _refuse_if_open(project: Path, wait_seconds: float) -> None:
    """Raise StoreLocked where another process keeps the project open, readers included."""
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            with closing(sqlite3.connect(project, timeout=0.1, isolation_level=None)) as connection:
                connection.execute("PRAGMA locking_mode = EXCLUSIVE")
                connection.execute("BEGIN EXCLUSIVE")
                connection.execute("ROLLBACK")
        except sqlite3.DatabaseError as error:
            # Any other failure is the damage that the backup is there for.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                return
            if time.monotonic() > deadline:
                raise StoreLocked(
                    f"the project is in use by another process (waited {wait_seconds:.0f} s)",
                    where=str(project),
                    hint="close it there first",
                ) from error
            time.sleep(0.2)
        else:
            return
