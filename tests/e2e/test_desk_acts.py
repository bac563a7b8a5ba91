"""Splitting at the desk in a real terminal: it is stored at once, and a kill takes nothing back."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from tests.e2e.test_desk import pid_of_desk, wait_until
from tests.e2e.test_terminal import WORKBENCH, Terminal, terminal
from tests.store_support import draft, sources, sync, targets, translate
from workbench.store import Project

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["terminal"]

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

DUTCH = ("Hij stemde. Daarna ging hij weg.", "Dit is twee.")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "workbench.db"
    with Project.open(path, author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", DUTCH))
        stored = opened.segment(1, 0)
        opened.add_rendering(stored.id, draft=draft("He voted. Then he left."))
    return path


def stored(path: Path) -> tuple[list[str], list[str | None]]:
    with Project.open(path, readonly=True) as opened:
        return sources(opened, 1), targets(opened, 1)


def test_split_kill_and_come_back(terminal: Terminal, project: Path) -> None:
    terminal.type(f"{WORKBENCH} review --author anna; echo left $?")
    terminal.wait_for(lambda screen: "He voted. Then he left." in screen and "reviewed" in screen)
    terminal.press("M-s")
    terminal.wait_for(lambda screen: "He voted. ┃ Then he left." in screen)
    terminal.press("Enter")
    wait_until(lambda: len(stored(project)[0]) == 3, "split")
    os.kill(pid_of_desk(terminal), signal.SIGKILL)
    assert stored(project) == (
        ["Hij stemde.", "Daarna ging hij weg.", "Dit is twee."],
        ["He voted.", "Then he left.", "EN Dit is twee."],
    )
    # The killed desk could not put its terminal in order.
    terminal._run("respawn-pane", "-k", "sh")
    terminal.type(f"{WORKBENCH} review --author anna; echo left $?")
    terminal.wait_for(lambda screen: "segment 0 " in screen)
    terminal.press("C-z")
    wait_until(lambda: stored(project)[0] == list(DUTCH), "undone after the restart")
    terminal.press("C-q")
    terminal.wait_for(lambda screen: "left 0" in screen)
