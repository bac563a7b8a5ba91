"""Replacing a glossary: what may not be written stays, and the message says whose right is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from workbench.errors import GlossaryError
from workbench.glossary.save import replace_file

if TYPE_CHECKING:
    from pathlib import Path


def test_a_read_only_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "g.yaml"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(GlossaryError, match=r"read-only.*chmod u\+w.*nothing was written"):
        replace_file(path, old=b"old", new=b"new", name="g.yaml")
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["g.yaml"]


def test_a_folder_that_takes_no_new_file_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "g.yaml"
    path.write_bytes(b"old")

    def refused(**_: object) -> tuple[int, str]:
        raise PermissionError(13, "Permission denied", "somewhere/.g.yaml.tmp")

    monkeypatch.setattr("tempfile.mkstemp", refused)
    with pytest.raises(GlossaryError, match=r"^g\.yaml: .*folder allows no new files"):
        replace_file(path, old=b"old", new=b"new", name="g.yaml")
    assert path.read_bytes() == b"old"


def test_the_mode_stays(tmp_path: Path) -> None:
    path = tmp_path / "g.yaml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    replace_file(path, old=b"old", new=b"new", name="g.yaml")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)
