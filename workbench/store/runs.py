"""Runs: who works on the project, with what.

A run without an end is either going on or was killed; that is how a lock can be explained.
"""

# ruff: noqa: S608  CONFIG: only constants of the package are put into SQL, values are bound.
from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from workbench.store import clock
from workbench.store.codec import decode_object, encode
from workbench.store.records import RunRecord

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from workbench.store.db import Database

__all__ = ["finish_run", "holder", "runs", "start_run"]

_COLUMNS = "id, started, finished, command, author, signature, host, pid, stats"


def start_run(database: Database, *, command: str, signature: str, author: str) -> int:
    """Record that a run begins and return its number."""
    with database.transaction():
        database.execute(
            "INSERT INTO run (started, command, author, signature, host, pid) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (clock.now(), command, author, signature, os.uname().nodename, os.getpid()),
        )
        return int(database.one("SELECT last_insert_rowid()")[0])


def finish_run(database: Database, run_id: int, *, stats: Mapping[str, object] | None) -> None:
    """Record that a run has ended, with its figures."""
    with database.transaction():
        database.execute(
            "UPDATE run SET finished = ?, stats = ? WHERE id = ?",
            (clock.now(), None if stats is None else encode(stats), run_id),
        )


def runs(database: Database, *, limit: int) -> list[RunRecord]:
    """Return the last runs, the newest first."""
    rows = database.all(f"SELECT {_COLUMNS} FROM run ORDER BY id DESC LIMIT ?", (limit,))
    return [
        RunRecord(
            id=row[0],
            started=row[1],
            finished=row[2],
            command=row[3],
            author=row[4],
            signature=row[5],
            host=row[6],
            pid=row[7],
            stats=decode_object(row[8]),
        )
        for row in rows
    ]


def holder(path: Path) -> str:
    """Say which process seems to hold a project, "" where that cannot be read."""
    try:
        with closing(
            sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=0.1)
        ) as connection:
            rows = connection.execute(
                "SELECT pid, host, command, author, started FROM run WHERE finished IS NULL "
                "ORDER BY id DESC LIMIT 50"
            ).fetchall()
    except sqlite3.Error:
        return ""
    here = os.uname().nodename
    for pid, host, command, author, started in rows:
        if host == here and (pid == os.getpid() or not _is_alive(pid)):
            continue
        return f"process {pid} on {host} (`{command}` by {author}, since {started})"
    return ""


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it belongs to somebody else, so it is there
        return True
    return True
