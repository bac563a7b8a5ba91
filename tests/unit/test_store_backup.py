"""Backups: one before each day's first write, seven kept, and the way back."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.store_support import sources, sync
from workbench.errors import InputError, StoreError, StoreLocked, UsageError
from workbench.store import Project, clock
from workbench.store.backup import KEEP, restore
from workbench.store.db import Database
from workbench.store.kept_backups import backups, folder_of, is_sound

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    with Project.open(path) as project:
        sync(project, tmp_path / "a.txt", ["Dag nul."])
    return path


def _names(path: Path) -> list[str]:
    folder = folder_of(path)
    return sorted(item.name for item in folder.iterdir()) if folder.exists() else []


def test_a_new_project_has_nothing_to_save(path: Path) -> None:
    assert _names(path) == []


def test_each_day_begins_with_a_backup(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(1, 10):
        monkeypatch.setattr(clock, "today", lambda day=day: f"2026-12-{day:02}")
        with Project.open(path) as project:
            project.status()
        assert f"news-2026-12-{day:02}.db" not in _names(path)
        for word in ("eerst", "later"):
            with Project.open(path) as project:
                sync(project, tmp_path / "a.txt", [f"Dag {day} {word}."])
        copy = folder_of(path) / f"news-2026-12-{day:02}.db"
        with Project.open(copy, readonly=True) as project:
            before = "Dag nul." if day == 1 else f"Dag {day - 1} later."
            assert sources(project, 1) == [before]
    assert _names(path) == [f"news-2026-12-{day:02}.db" for day in range(3, 10)]
    assert KEEP == 7
    assert len(backups(path)) == 7
    assert backups(path)[0].path.name == "news-2026-12-09.db"


def test_a_desk_left_open_over_night_makes_the_next_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: "2026-12-01")
    with Project.open(path) as project:
        project.commit_edit(1, "Day one.")
        monkeypatch.setattr(clock, "today", lambda: "2026-12-02")
        project.commit_edit(1, "Day two.")
        project.commit_edit(1, "Day two again.")
    assert _names(path) == ["news-2026-12-01.db", "news-2026-12-02.db"]
    with Project.open(folder_of(path) / "news-2026-12-02.db", readonly=True) as project:
        assert [item.target for item in project.history(1)] == ["Day one."]


def test_backups_on_demand_and_those_of_others_are_never_deleted(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = folder_of(path) / "news-archive-2020-01-01.db"
    with Project.open(path) as project:
        made = project.backup()
        named = project.backup(folder_of(path) / "news-keep.db")
    other.write_text("mine")
    stale = folder_of(path) / ".news-2026-11-01.db.123.partial"
    stale.touch()
    os.utime(stale, (time.time() - 200_000,) * 2)
    for day in range(1, 12):
        monkeypatch.setattr(clock, "today", lambda day=day: f"2026-12-{day:02}")
        with Project.open(path) as project:
            project.start_run(command="x")
    assert {made.name, named.name, other.name} <= set(_names(path))
    assert not stale.exists()
    assert len(_names(path)) == 3 + KEEP


def test_a_backup_that_cannot_be_made_is_only_noted(path: Path) -> None:
    folder_of(path).write_text("in the way")
    with Project.open(path) as project:
        project.commit_edit(1, "x")
        project.commit_edit(1, "y")
        assert len(project.notes) == 1
        assert "no backup of today" in project.notes[0]
        assert project.history(1)[-1].target == "y"


def test_a_write_does_not_disturb_a_backup_that_another_thread_makes(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    copy = Database.vacuum_into

    def slow(self: Database, target: Path) -> None:
        copy(self, target)
        begun.set()
        assert go_on.wait(20)

    monkeypatch.setattr(Database, "vacuum_into", slow)

    def back_up() -> None:
        with Project.open(path) as project, project.transaction():
            pass

    thread = threading.Thread(target=back_up)
    thread.start()
    assert begun.wait(20)
    with Project.open(path) as project:
        sync(project, tmp_path / "a.txt", ["Dag later."])
        assert project.notes == ()
        go_on.set()
        thread.join()
        assert sources(project, 1) == ["Dag later."]
    (made,) = _names(path)
    with Project.open(folder_of(path) / made, readonly=True) as kept:
        assert sources(kept, 1) == ["Dag nul."]


def test_a_backup_is_a_whole_project(path: Path, tmp_path: Path) -> None:
    (tmp_path / "safe").mkdir()
    with Project.open(path) as project:
        project.commit_edit(1, "Day zero.")
        made = project.backup(tmp_path / "safe")
        assert made.parent == tmp_path / "safe"
        with pytest.raises(UsageError, match="exists"):
            project.backup(made)
        with pytest.raises(InputError):
            project.backup(path / "below a file.db")
    assert is_sound(made)
    with closing(sqlite3.connect(made)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    with Project.open(made, readonly=True) as project:
        assert project.verify() == []
        assert project.history(1)[-1].target == "Day zero."


def test_restoring_keeps_what_was_there(path: Path, tmp_path: Path) -> None:
    with Project.open(path) as project:
        project.commit_edit(1, "good")
        made = project.backup(tmp_path / "b.db")
        project.commit_edit(1, "bad")
    kept = restore(path, made)
    assert kept is not None
    for file, target in ((path, "good"), (kept, "bad")):
        with Project.open(file) as project:
            assert project.history(1)[-1].target == target
    assert made.exists()
    path.unlink()
    assert restore(path, made) is None
    with Project.open(path) as project:
        assert project.history(1)[-1].target == "good"


def test_restoring_takes_the_log_of_a_killed_process_away(path: Path, tmp_path: Path) -> None:
    with Project.open(path) as project:
        made = project.backup(tmp_path / "b.db")
        project.commit_edit(1, "in the log")
        log = path.with_name("news.db-wal").read_bytes()
    _ = path.with_name("news.db-wal").write_bytes(log)
    restore(path, made)
    with Project.open(path) as project:
        assert project.history(1) == []
        assert project.verify() == []


def test_what_cannot_be_restored(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(InputError, match="no such backup"):
        restore(path, tmp_path / "no.db")
    (tmp_path / "text.db").write_text("not a project " * 1000)
    with pytest.raises(StoreError, match="damaged or no workbench project"):
        restore(path, tmp_path / "text.db")
    with pytest.raises(UsageError, match="from itself"):
        restore(path, path)
    with Project.open(path) as project:
        made = project.backup(tmp_path / "b.db")
    before = path.read_bytes()
    for readonly in (False, True):
        with Project.open(path, readonly=readonly) as project:
            project.status()
            with pytest.raises(StoreLocked, match="in use"):
                restore(path, made, wait_seconds=0)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob(".*partial"))
