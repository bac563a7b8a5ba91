"""What a failure of SQLite means to whoever works with the project, and what helps.

No connection is opened here: the ones that fail are told apart by their codes alone.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from workbench.errors import InputError, StoreError, StoreLocked
from workbench.store.kept_backups import advice

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["damaged", "translated"]


def translated(error: sqlite3.Error, path: Path) -> Exception:
    """Return the workbench's error for an error of SQLite; anything unforeseen comes back as is."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    where = str(path)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreLocked(
            "the project is in use by another process",
            where=where,
            hint="try again when it is done",
        )
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(path)):
        return InputError(
            "the disk is full, the last change was not saved (everything before it is)",
            where=where,
            hint="free some space and run the same command again",
        )
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}:
        return InputError(
            "the project cannot be written",
            where=where,
            hint="make the file and its folder writable, or name another with --project",
        )
    if code == sqlite3.SQLITE_CANTOPEN:
        return InputError(
            "the project cannot be opened",
            where=where,
            hint="check the permissions of the file and its folder",
        )
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT} or (
        getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_IOERR_SHORT_READ
    ):
        return damaged(path, str(error))
    if code == sqlite3.SQLITE_IOERR:
        return StoreError(
            f"the project cannot be read or written ({error})",
            where=where,
            hint="check the disk, then `workbench project verify`",
        )
    return error


def _is_full(path: Path) -> bool:
    """Whether the disk is so full that SQLite could not even make its shared-memory file."""
    import shutil  # 10 ms, needed on this path only

    try:
        return shutil.disk_usage(path.parent).free < 1_000_000
    except OSError:
        return False


def damaged(path: Path, why: str) -> StoreError:
    """Return the error for a damaged project; it names the last good backup and how to use it."""
    return StoreError(f"the project is damaged ({why})", where=str(path), hint=advice(path))
