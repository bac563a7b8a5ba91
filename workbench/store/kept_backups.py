"""The backups that a project has: where they lie, which of them are good, and what to advise.

Reading only, and without the project itself, which may be damaged; ``backup`` makes them.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from workbench.store.header import APPLICATION_ID
from workbench.store.records import BackupRecord

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["advice", "backups", "folder_of", "is_sound"]


def folder_of(project: Path) -> Path:
    """Return where backups of the project lie."""
    return project.with_name(f"{project.stem}-backups")


def backups(project: Path) -> list[BackupRecord]:
    """Return a project's backups, the newest first; the project need not be readable."""
    project = project.resolve()
    try:
        files = [
            (file, file.stat())
            for file in folder_of(project).iterdir()
            if file.name.startswith(f"{project.stem}-") and file.suffix == ".db" and file.is_file()
        ]
    except OSError:
        return []
    files.sort(key=lambda item: (item[1].st_mtime_ns, item[0].name), reverse=True)
    return [
        BackupRecord(
            path=file,
            created=datetime.fromtimestamp(stat.st_mtime, UTC)
            .isoformat(timespec="seconds")
            .replace("+00:00", "Z"),
            size_bytes=stat.st_size,
        )
        for file, stat in files
    ]


def is_sound(file: Path) -> bool:
    """Whether a file is an undamaged project; a large one takes seconds."""
    try:
        with closing(_reader(file)) as connection:
            identity = connection.execute("PRAGMA application_id").fetchone()[0]
            return bool(
                identity == APPLICATION_ID
                and connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            )
    except (sqlite3.Error, OSError):
        return False


def _reader(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=1)


def advice(project: Path) -> str:
    """Return what to do about a damaged project: the last good backup and the command for it."""
    for record in backups(project):
        if is_sound(record.path):
            return (
                f"the last good backup is {record.path} of {record.created}; `workbench project "
                f"restore {_quoted(record.path)} --project {_quoted(project)}` brings it back"
            )
    return f"there is no backup in {folder_of(project)}; move the file away to start a new project"


def _quoted(path: Path) -> str:
    import shlex  # needed on this path only

    return shlex.quote(str(path))
