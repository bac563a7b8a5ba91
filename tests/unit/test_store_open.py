"""Opening a project: what is refused, who waits for whom, and what a broken file says."""

from __future__ import annotations

import getpass
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from tests.store_support import draft, sources, sync, targets, translate
from workbench.errors import InputError, SchemaTooNew, StoreError, StoreLocked, WorkbenchError
from workbench.store import Project, clock, filesystem, migrations
from workbench.store.backup import restore
from workbench.store.faults import translated
from workbench.store.kept_backups import backups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workbench.store.db import Database

ZINNEN = [f"Zin nummer {number} over Almaty." for number in range(300)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project with one translated document, closed."""
    path = tmp_path / "news.db"
    with Project.open(path, author="ed") as project:
        translate(project, sync(project, tmp_path / "a.txt", ZINNEN))
    return path


def _pragma(project: Project, name: str) -> object:
    return project._database.one(f"PRAGMA {name}")[0]


def test_a_local_project_uses_the_write_ahead_log(path: Path) -> None:
    with Project.open(path) as project:
        assert _pragma(project, "journal_mode") == "wal"
        assert _pragma(project, "foreign_keys") == 1
        assert _pragma(project, "synchronous") == 1
        assert _pragma(project, "user_version") == migrations.LATEST
        project.start_run(command="x")
        assert path.with_name("news.db-wal").stat().st_size > 0
        assert project.notes == ()
    assert sorted(item.name for item in path.parent.iterdir()) == ["news-backups", "news.db"]


def test_the_log_is_emptied_even_while_somebody_reads(path: Path) -> None:
    with Project.open(path, readonly=True) as reader:
        assert reader.status().segments == 300
        with Project.open(path) as writer:
            writer.start_run(command="x")
        log = path.with_name("news.db-wal")
        assert not log.exists() or log.stat().st_size == 0
        assert reader.runs()[0].command == "x"


def test_an_editor_commit_waits_for_the_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Project.open(path) as project:
        seen: list[str] = []
        execute = project._database.execute

        def spy(sql: str, parameters: tuple[object, ...] = ()) -> int:
            if sql.startswith(("PRAGMA synchronous", "INSERT INTO rendering")):
                seen.append(sql[:25])
            return execute(sql, parameters)

        monkeypatch.setattr(project._database, "execute", spy)
        project.commit_edit(1, "x")
        project.start_run(command="x")
        assert seen == [
            "PRAGMA synchronous = FULL",
            "INSERT INTO rendering (id",
            "PRAGMA synchronous = NORM",
        ]


def test_who_works_is_the_login_name_by_default(path: Path) -> None:
    with Project.open(path) as project:
        assert project.author == clock.login_name() != ""
        project.commit_edit(1, "x")
        assert project.history(1)[-1].author == project.author


def test_nothing_is_created_where_that_is_not_wanted(tmp_path: Path) -> None:
    for readonly in (False, True):
        with pytest.raises(InputError, match="no project there") as caught:
            Project.open(tmp_path / "no.db", create=False, readonly=readonly)
        assert caught.value.exit_code == 2
    with pytest.raises(InputError, match="no project there"):
        Project.open(tmp_path / "no.db", readonly=True)
    with pytest.raises(InputError, match="folder is not there"):
        Project.open(tmp_path / "no" / "no.db")
    with pytest.raises(InputError, match="a folder is not a project"):
        Project.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_becomes_a_project_but_is_none_yet(tmp_path: Path) -> None:
    (tmp_path / "e.db").touch()
    with pytest.raises(InputError, match="the project is empty"):
        Project.open(tmp_path / "e.db", readonly=True)
    with Project.open(tmp_path / "e.db") as project:
        assert project.status().documents == 0


def test_names_with_every_odd_character(tmp_path: Path) -> None:
    for name in ("a b.db", "50%.db", "what?.db", "#1.db", "é'\".db"):
        with Project.open(tmp_path / name) as project:
            sync(project, "/x/a.txt", ["Zin."])
        assert (tmp_path / name).exists()
        with Project.open(tmp_path / name, readonly=True) as project:
            assert project.status().segments == 1


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"version: 1\nconcepts: []\n", "not a project file"), (b"\x00" * 8192, "damaged")],
)
def test_another_kind_of_file_is_refused_untouched(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=problem) as caught:
        Project.open(path)
    assert caught.value.exit_code == 4
    assert path.read_bytes() == content


@pytest.mark.parametrize("readonly", [False, True])
def test_another_database_is_refused_untouched(tmp_path: Path, readonly: bool) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE cookies (x)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not a workbench project"):
        Project.open(path, readonly=readonly)
    assert path.read_bytes() == before


def test_a_newer_schema_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {migrations.LATEST + 1}")
    for readonly in (False, True):
        with pytest.raises(SchemaTooNew, match="newer version") as caught:
            Project.open(path, readonly=readonly)
        assert caught.value.exit_code == 4


def test_reading_only_never_writes(path: Path) -> None:
    before = path.read_bytes()
    with Project.open(path, readonly=True) as project:
        assert project.status().segments == 300
        assert project.verify() == []
        with pytest.raises(InputError, match="reading only"):
            project.commit_edit(1, "x")
    assert path.read_bytes() == before


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Give up root's right to write everywhere for a while."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


def _write_something(path: Path) -> None:
    with Project.open(path) as project:
        project.start_run(command="x")


def test_a_project_in_a_read_only_folder(path: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "folder"
        folder.mkdir()
        copy = Path(shutil.copy(path, folder))
        copy.chmod(0o444)
        folder.chmod(0o555)
        Path(name).chmod(0o755)
        try:
            with _as_nobody():
                with Project.open(copy, readonly=True) as project:
                    assert project.status().segments == 300
                with pytest.raises(InputError, match=r"writable|permissions") as caught:
                    _write_something(copy)
                with pytest.raises(InputError, match="permissions"):
                    Project.open(folder / "new.db")
        finally:
            folder.chmod(0o755)
    assert caught.value.exit_code == 2


@pytest.fixture
def held(path: Path) -> Iterator[Callable[[], None]]:
    """Another connection that holds the write lock until it is told not to."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")

    def let_go() -> None:
        connection.execute("ROLLBACK")

    yield let_go
    connection.close()


@pytest.mark.usefixtures("held")
def test_a_lock_is_reported_after_waiting(path: Path) -> None:
    with Project.open(path, wait_seconds=0.4) as project:
        begin = time.monotonic()
        with pytest.raises(StoreLocked, match="in use by another process;") as caught:
            project.commit_edit(1, "x")
        assert time.monotonic() - begin >= 0.4
        assert caught.value.exit_code == 4
        assert project.status().segments == 300  # reading goes on


def test_a_lock_says_who_holds_it(path: Path) -> None:
    with Project.open(path, author="Dana") as project:
        run = project.start_run(command="workbench review")
        project._database.execute("UPDATE run SET pid = ? WHERE id = ?", (os.getppid(), run))
        dead = subprocess.Popen([sys.executable, "-c", ""])
        dead.wait()
        run = project.start_run(command="killed")
        project._database.execute("UPDATE run SET pid = ? WHERE id = ?", (dead.pid, run))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with (
            Project.open(path, wait_seconds=0.2) as project,
            pytest.raises(StoreLocked, match=rf"process {os.getppid()} on .*review` by Dana"),
        ):
            project.commit_edit(1, "x")


def test_a_lock_that_goes_away_is_waited_for(path: Path, held: Callable[[], None]) -> None:
    timer = threading.Timer(0.5, held)
    timer.start()
    with Project.open(path, wait_seconds=20) as project:
        project.commit_edit(1, "x")
        assert project.history(1)[-1].target == "x"
    timer.join()


def test_a_network_file_system_gets_no_write_ahead_log(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filesystem, "network_name", lambda _: "NFS")
    with Project.open(path) as project:
        assert _pragma(project, "journal_mode") == "delete"
        assert _pragma(project, "synchronous") == 2
        assert "NFS" in project.notes[0]
        project.commit_edit(1, "x")
        assert _pragma(project, "synchronous") == 2
        for readonly in (False, True):
            with pytest.raises(StoreLocked):
                Project.open(path, wait_seconds=0.2, readonly=readonly)
    with Project.open(path, readonly=True) as project:
        assert project.history(1)[-1].target == "x"
    monkeypatch.undo()
    with Project.open(path) as project:
        assert _pragma(project, "journal_mode") == "wal"
        assert project.history(1)[-1].target == "x"
        assert project.notes == ()


def test_the_file_system_is_asked_of_the_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert filesystem._type(Path("/proc")) == 0x9FA0
    assert filesystem._type(tmp_path / "nothing here") == 0
    assert filesystem.network_name(Path("/proc")) is None
    for number, name in ((0x6969, "NFS"), (0xFE534D42, "SMB"), (0x65735546, "FUSE")):
        monkeypatch.setattr(filesystem, "_type", lambda _, number=number: number)
        assert filesystem.network_name(tmp_path) == name
    monkeypatch.setattr(sys, "platform", "darwin")
    assert filesystem.network_name(tmp_path) is None


def test_a_full_disk_loses_nothing_that_was_saved(path: Path, tmp_path: Path) -> None:
    with Project.open(path) as project:
        pages = int(str(_pragma(project, "page_count")))
        project._database.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(InputError, match="disk is full") as caught:
            sync(project, tmp_path / "b.txt", [f"b {text}" for text in ZINNEN * 20])
        assert caught.value.exit_code == 2
        assert "free some space" in str(caught.value)
        assert not project._database.in_transaction()
        project._database.execute(f"PRAGMA max_page_count = {pages * 100}")
        sync(project, tmp_path / "c.txt", [f"c {text}" for text in ZINNEN])
        assert project.verify() == []


def _spoil(path: Path, *, start: int) -> None:
    data = bytearray(path.read_bytes())
    data[start : start + 60_000] = b"\xa5" * min(60_000, len(data) - start)
    path.write_bytes(data)


def test_a_damaged_project_names_the_last_good_backup(path: Path) -> None:
    with Project.open(path) as project:
        good = project.backup()
        bad = project.backup(good.with_name("news-9999.db"))
    _spoil(bad, start=4096)
    os.utime(bad, (2**31, 2**31))
    _spoil(path, start=4096)
    with pytest.raises(StoreError, match="damaged") as caught, Project.open(path) as project:
        list(project.segments(1))
    assert caught.value.exit_code == 4
    assert f"project restore {good} --project {path}" in str(caught.value)
    with Project.open(path, readonly=True) as project:
        assert project.verify()
    restore(path, good)
    with Project.open(path) as project:
        assert sources(project, 1) == ZINNEN


def test_a_cut_off_project_is_damaged(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(StoreError, match="damaged") as caught, Project.open(path) as project:
        assert [project.history(number) for number in range(1, 300)] == []
    assert "restore" in str(caught.value) or "no backup" in str(caught.value)


def test_verify_finds_content_that_contradicts_itself(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE segment SET number = 900 WHERE id = 5")
        connection.execute("UPDATE segment SET rendering_id = 7 WHERE id = 8")
        connection.execute("UPDATE segment SET document_id = 77 WHERE id = 9")
        connection.execute("UPDATE segment SET before = 'x' WHERE id = 10")
        connection.commit()
    with Project.open(path) as project:
        problems = "\n".join(project.verify())
    assert "not numbered through" in problems
    assert "rendering belongs to another segment" in problems
    assert "refers to a row of document" in problems
    assert "a.txt: its segments do not make up" in problems


def test_a_migration_keeps_a_copy_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def m002(database: Database) -> None:
        database.execute("ALTER TABLE document ADD COLUMN colour TEXT")

    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, m002))
    monkeypatch.setattr(migrations, "LATEST", len(migrations.MIGRATIONS))
    with pytest.raises(InputError, match="has to be updated"):
        Project.open(path, readonly=True)
    with Project.open(path) as project:
        assert _pragma(project, "user_version") == migrations.LATEST
        assert project._database.first("SELECT colour FROM document") == (None,)
        assert project.verify() == []
    copies = [record.path.name for record in backups(path)]
    assert copies == [f"news-schema{migrations.LATEST - 1}-{clock.today()}.db"]
    with Project.open(path) as project:
        assert sources(project, 1) == ZINNEN


def test_a_failing_migration_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def m002(database: Database) -> None:
        database.execute("ALTER TABLE document ADD COLUMN colour TEXT")
        database.execute("UPDATE segment SET document_id = 99")

    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, m002))
    monkeypatch.setattr(migrations, "LATEST", len(migrations.MIGRATIONS))
    with pytest.raises(StoreError, match="nothing was changed"):
        Project.open(path)
    monkeypatch.undo()
    with Project.open(path) as project:
        assert _pragma(project, "user_version") == migrations.LATEST
        assert project.verify() == []


def test_one_connection_belongs_to_one_thread(path: Path) -> None:
    errors: list[BaseException] = []
    with Project.open(path) as project:

        def use() -> None:
            try:
                project.add_rendering(1, draft=draft("x"))
            except sqlite3.ProgrammingError as error:
                errors.append(error)

        thread = threading.Thread(target=use)
        thread.start()
        thread.join()
    assert len(errors) == 1


def test_a_login_name_the_system_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", unknown)
    assert clock.login_name() == "unknown"


def _error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "kind", "exit_code"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreLocked, 4),
        (sqlite3.SQLITE_READONLY_DBMOVED, InputError, 2),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, InputError, 2),
        (sqlite3.SQLITE_NOTADB, StoreError, 4),
        (sqlite3.SQLITE_IOERR_SHORT_READ, StoreError, 4),
        (sqlite3.SQLITE_IOERR_FSYNC, StoreError, 4),
    ],
)
def test_every_failure_has_a_place_and_a_remedy(
    tmp_path: Path, code: int, kind: type[WorkbenchError], exit_code: int
) -> None:
    error = translated(_error(code), tmp_path / "news.db")
    assert type(error) is kind
    assert isinstance(error, WorkbenchError)
    assert error.exit_code == exit_code
    assert error.where == str(tmp_path / "news.db")
    assert error.hint


def test_an_io_error_on_a_full_disk_is_the_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    error = translated(_error(sqlite3.SQLITE_IOERR_SHMSIZE), tmp_path / "news.db")
    assert isinstance(error, InputError)
    assert "disk is full" in str(error)


def test_a_mistake_of_ours_is_not_dressed_up(tmp_path: Path) -> None:
    mistake = sqlite3.IntegrityError("CHECK constraint failed")
    assert translated(mistake, tmp_path / "news.db") is mistake


WRITE = """\
import sys
from pathlib import Path
from workbench.store import Project
with Project.open(Path(sys.argv[1])) as project:
    project.commit_edit(project.segment(1, 1).id, "by another process")
"""


def test_opening_twice_keeps_the_locks_that_protect_the_log(path: Path, tmp_path: Path) -> None:
    with Project.open(path) as project:
        number = sync(project, tmp_path / "a.txt", ["Een.", "Twee."])
        project.commit_edit(project.segment(number, 0).id, "first")
        # A thread of a desk does this: it may not cost the desk its locks.
        with Project.open(path, readonly=True) as again:
            assert list(again.segments(number))
        log = path.with_name(path.name + "-wal")
        before = log.stat().st_ino
        subprocess.run([sys.executable, "-c", WRITE, str(path)], check=True, timeout=100)
        assert log.stat().st_ino == before
        project.commit_edit(project.segment(number, 0).id, "second")
        with Project.open(path, readonly=True) as reader:
            assert targets(reader, number) == ["second", "by another process"]
