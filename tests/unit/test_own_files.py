"""The workbench's own files in a folder that is read: neither counted nor taken for Dutch."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from workbench.batch.output import is_own_output
from workbench.formats.find import find_documents
from workbench.store import Project

if TYPE_CHECKING:
    from pathlib import Path


def test_the_project_and_its_backups_are_not_counted(tmp_path: Path) -> None:
    (tmp_path / "news-backups").mkdir()
    for name in ("a.txt", "news.db", "news.db-wal", "news-backups/news-2026-01-01.db", "b.pdf"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert find_documents([tmp_path]).ignored == 4
    assert find_documents([tmp_path], project=tmp_path / "news.db").ignored == 1


def test_an_output_is_known_until_somebody_changes_it(tmp_path: Path) -> None:
    output, other = tmp_path / "a.txt", tmp_path / "b.txt"
    output.write_bytes(b"The cat sleeps.")
    other.write_bytes(b"De kat slaapt.")
    with Project.open(tmp_path / "w.db", author="a") as project:
        project.outputs.record(output, sha256=hashlib.sha256(output.read_bytes()).hexdigest())
        assert is_own_output(project, output)
        assert not is_own_output(project, other)
        output.write_bytes(b"The dog sleeps.")
        assert not is_own_output(project, output)
