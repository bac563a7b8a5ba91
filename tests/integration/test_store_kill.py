"""The project against kill -9 and against two processes that write at once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.store_support import document, sources, sync
from workbench.store import Project

if TYPE_CHECKING:
    from pathlib import Path

_BATCH = 40
_ZINNEN = [f"Zin nummer {number} over Almaty en omgeving." for number in range(4_000)]

_WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.store_support import draft
from workbench.store import DraftItem, Project
batch = int(sys.argv[3])
with Project.open(Path(sys.argv[2]), author="machine") as project:
    todo = [s for s in project.segments(1) if s.rendering is None]
    print("ready", flush=True)
    for at in range(0, len(todo), batch):
        project.add_drafts(
            DraftItem(segment_id=s.id, draft=draft("EN " + s.segment.source), term_key="k")
            for s in todo[at : at + batch]
        )
        print(at + batch, flush=True)
"""

_SYNC = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.store_support import document
from workbench.store import Project
with Project.open(Path(sys.argv[2])) as project:
    read, segments = document("/x/a.txt", [f"{n} nieuw: zin {n} is hier gewijzigd." for n in range(20000)])
    print("ready", flush=True)
    project.sync_document(read, segments)
    print("done", flush=True)
"""

_EDITOR = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from workbench.store import Project
with Project.open(Path(sys.argv[2]), author="Dana") as project:
    for number in range(0, 400, 4):
        stored = project.segment(1, number)
        project.commit_edit(stored.id, f"Dana {number}.")
        print(number, flush=True)
"""


def _start(script: str, repo_root: Path, path: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(repo_root), str(path), *more],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(repo_root)},
    )


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    with Project.open(path) as project:
        sync(project, "/x/a.txt", _ZINNEN)
    return path


def test_killed_while_adding_drafts(path: Path, repo_root: Path) -> None:
    rng = random.Random(7)
    promised = 0
    for _ in range(4):
        process = _start(_WRITER, repo_root, path, str(_BATCH))
        assert _line(process) == "ready"
        before = promised
        for _ in range(rng.randint(2, 8)):
            promised = before + int(_line(process))
        time.sleep(rng.random() * 0.01)
        process.send_signal(signal.SIGKILL)
        assert process.stdout is not None
        for line in process.stdout:
            promised = before + int(line)
        assert process.wait() == -signal.SIGKILL
        process.stdout.close()
        with Project.open(path) as project:
            assert project.verify() == []
            done = [stored for stored in project.segments(1) if stored.rendering is not None]
        # Nothing reported as saved is lost, and a batch is there wholly or not at all.
        assert len(done) >= promised
        assert len(done) % _BATCH == 0
        assert [stored.segment.number for stored in done] == list(range(len(done)))
        promised = len(done)
    assert 0 < promised < len(_ZINNEN)
    process = _start(_WRITER, repo_root, path, str(_BATCH))
    process.communicate()
    with Project.open(path) as project:
        assert project.status().states["translated"] == len(_ZINNEN)
        counts = [len(project.history(stored.id)) for stored in project.segments(1)]
    assert set(counts) == {1}  # nothing finished was done again


def test_killed_while_a_changed_source_is_taken_in(path: Path, repo_root: Path) -> None:
    rng = random.Random(11)
    outcomes = set()
    for _ in range(4):
        process = _start(_SYNC, repo_root, path)
        assert _line(process) == "ready"
        time.sleep(0.05 + rng.random() * 0.5)
        process.kill()
        process.communicate()
        with Project.open(path) as project:
            assert project.verify() == []
            count = len(sources(project, 1))
        outcomes.add(count)
        if count != len(_ZINNEN):
            break
    assert outcomes <= {len(_ZINNEN), 20_000}
    with Project.open(path) as project:
        report = project.sync_document(*document("/x/a.txt", _ZINNEN))
        assert sources(project, 1) == _ZINNEN
        assert report.removed in {0, 20_000 - len(_ZINNEN), 20_000}
        assert project.verify() == []


def test_a_batch_run_and_an_editor_at_once(path: Path, repo_root: Path) -> None:
    writer = _start(_WRITER, repo_root, path, "10")
    assert _line(writer) == "ready"
    editor = _start(_EDITOR, repo_root, path)
    edited, _ = editor.communicate()
    written, _ = writer.communicate()
    assert (editor.returncode, writer.returncode) == (0, 0)
    assert edited.split() == [str(number) for number in range(0, 400, 4)]
    assert int(written.split()[-1]) == len(_ZINNEN)
    with Project.open(path) as project:
        assert project.verify() == []
        for stored in project.segments(1):
            number = stored.segment.number
            assert stored.rendering is not None
            history = [item.target for item in project.history(stored.id)]
            machine = f"EN {stored.segment.source}"
            if number < 400 and number % 4 == 0:
                assert stored.rendering.target == f"Dana {number}."
                assert stored.state == "reviewed"
                assert sorted(history) == sorted([machine, f"Dana {number}."])
            else:
                assert history == [machine]
    assert [item.name for item in path.parent.glob("*-wal")] == []
