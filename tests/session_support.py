"""One article of four sentences, and a session on it; what the tests of the desk's acts share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.store_support import sync, translate
from workbench.desk import Session
from workbench.store import Project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["DUTCH", "other", "project", "session"]

DUTCH = ("Dit is een.", "Dit is twee.", "Dit is drie.", "Dit is vier.")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Yield a project with a translated article, opened by Anna."""
    with Project.open(tmp_path / "w.db", author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", DUTCH))
        yield opened


@pytest.fixture
def session(project: Project) -> Session:
    """Return a session at the first segment."""
    opened = Session(project)
    opened.open_first()
    return opened


def other(project: Project, author: str = "ben") -> Project:
    """Open the project once more, as somebody else."""
    return Project.open(project.path, author=author)
