"""Opening a project file: made where it is missing, brought up to date, never left half open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.store import backup, clock, migrations, runs
from workbench.store.db import Database
from workbench.store.kept_backups import folder_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["open_database"]


def open_database(path: Path, *, create: bool, readonly: bool, wait_seconds: float) -> Database:
    """Open a project's file, creating or updating it where that is needed and allowed.

    Args:
        path: the project file.
        create: make it where it is not there; False and ``readonly`` refuse instead.
        readonly: never write, not even a log beside the file.
        wait_seconds: how long to wait for another process, at opening and at every write.

    Raises:
        InputError: it is not there, or cannot be opened or written.
        StoreError: it is damaged or no project.
        StoreLocked: another process held it for ``wait_seconds``.
        SchemaTooNew: a newer version of the workbench wrote it.
    """
    path = path.resolve()
    if not path.parent.is_dir():
        raise InputError("the folder is not there", where=str(path.parent), hint="create it")
    if (readonly or not create) and not path.exists():
        raise InputError(
            "no project there",
            where=str(path),
            hint="`workbench translate PATH` makes one, --project names another",
        )
    database = Database(path, readonly=readonly, wait_seconds=wait_seconds, who=runs.holder)
    try:
        version = database.check_version(migrations.LATEST)
        if readonly and version < migrations.LATEST:
            raise InputError(
                "the project is empty"
                if version == 0
                else "the project has to be updated before it can be read",
                where=str(path),
                hint="`workbench translate PATH` does that"
                if version
                else "`workbench translate PATH` puts documents into it",
            )
        if not readonly:
            migrations.migrate(database, before=lambda old: _keep_before_update(database, old))
            database.before_write = backup.Daily(database)
    except BaseException:
        database.close()
        raise
    return database


def _keep_before_update(database: Database, version: int) -> None:
    """Keep a copy before the schema changes; without one nothing is changed."""
    target = folder_of(database.path) / (f"{database.path.stem}-schema{version}-{clock.today()}.db")
    if not target.exists():
        backup.backup(database, target)
