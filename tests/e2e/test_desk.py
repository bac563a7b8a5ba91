"""The review desk in a real terminal: edit, confirm, be killed, come back, lose nothing."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.e2e.test_terminal import WORKBENCH, Terminal, terminal
from tests.store_support import states, sync, targets, translate
from workbench.store import Project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["terminal"]

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

DUTCH = ("Dit is een.", "Dit is twee.", "Dit is drie.")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "workbench.db"
    with Project.open(path, author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", DUTCH))
    return path


def stored(path: Path) -> tuple[list[str | None], list[str]]:
    with Project.open(path, readonly=True) as opened:
        return targets(opened, 1), states(opened, 1)


def wait_until(done: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if done():
            return
        time.sleep(0.05)
    pytest.fail(f"not within 60 s: {what}")


def open_desk(terminal: Terminal) -> None:
    terminal.type(f"{WORKBENCH} review --author anna; echo left $?")
    terminal.wait_for(lambda screen: "EN Dit is twee." in screen and "reviewed" in screen)


def pid_of_desk(terminal: Terminal) -> int:
    shell = int(terminal._run("display-message", "-p", "#{pane_pid}"))
    found = subprocess.run(
        ["pgrep", "-P", str(shell)], capture_output=True, text=True, check=True
    ).stdout.split()
    return int(found[0])


def drafts(path: Path) -> list[str]:
    with Project.open(path, readonly=True, author="anna") as opened:
        return list(opened.desk.drafted(1).values())


def test_edit_confirm_kill_and_come_back(terminal: Terminal, project: Path) -> None:
    open_desk(terminal)
    terminal.press("!")
    terminal.press("C-s")
    wait_until(lambda: stored(project)[1][0] == "reviewed", "confirmed")
    terminal._run("send-keys", "-l", " half a sent")
    wait_until(lambda: drafts(project) == ["EN Dit is twee. half a sent"], "draft text saved")
    os.kill(pid_of_desk(terminal), signal.SIGKILL)
    assert stored(project)[0] == ["EN Dit is een.!", "EN Dit is twee.", "EN Dit is drie."]
    # The killed desk could not put its terminal in order.
    terminal._run("respawn-pane", "-k", "sh")
    terminal._run("clear-history")
    terminal.type("clear")

    terminal.type(f"{WORKBENCH} review --author anna; echo left $?")
    terminal.wait_for(lambda screen: "half a sent" in screen and "1/3 reviewed" in screen)
    terminal.press("C-s")
    wait_until(lambda: stored(project)[1][1] == "reviewed", "confirmed after the kill")
    terminal.press("C-q")
    terminal.wait_for(re.compile(r"^left 0", re.MULTILINE).search)
    assert stored(project)[0][1] == "EN Dit is twee. half a sent"
    assert drafts(project) == []


def test_a_lost_terminal_saves_what_was_typed(terminal: Terminal, project: Path) -> None:
    open_desk(terminal)
    pid = pid_of_desk(terminal)
    terminal._run("send-keys", "-l", " typed")
    terminal.wait_for(lambda screen: "een. typed" in screen)
    os.kill(pid, signal.SIGHUP)
    wait_until(lambda: drafts(project) == ["EN Dit is een. typed"], "saved at the hangup")


def test_being_ended_leaves_the_terminal_in_order(terminal: Terminal, project: Path) -> None:
    open_desk(terminal)
    terminal._run("send-keys", "-l", " typed")
    terminal.wait_for(lambda screen: "een. typed" in screen)
    os.kill(pid_of_desk(terminal), signal.SIGTERM)
    terminal.wait_for(re.compile(r"^left 143", re.MULTILINE).search)
    assert drafts(project) == ["EN Dit is een. typed"]
    terminal.type("echo in order")
    terminal.wait_for(re.compile(r"^in order", re.MULTILINE).search)


def test_keys_that_scripts_rely_on(terminal: Terminal, project: Path) -> None:
    open_desk(terminal)
    terminal.press("C-Down")
    terminal.wait_for(lambda screen: "segment 1 " in screen)
    terminal.press("C-Up")
    terminal.wait_for(lambda screen: "segment 0 " in screen)
    terminal.press("C-s")
    terminal.wait_for(lambda screen: "1/3 reviewed" in screen)
    terminal.press("C-End")
    terminal.press("F7")
    terminal.wait_for(lambda screen: "segment 1 " in screen)
    terminal.press("F1")
    terminal.wait_for(lambda screen: "You are in the editor" in screen)
    terminal.press("Escape")
    terminal.press("C-q")
    terminal.wait_for(re.compile(r"^left 0", re.MULTILINE).search)
    assert stored(project)[1] == ["reviewed", "translated", "translated"]


def test_what_is_typed_before_the_desk_is_there_is_kept(terminal: Terminal, project: Path) -> None:
    terminal.type(f"{WORKBENCH} review --author anna; echo left $?")
    terminal._run("send-keys", "-l", " too early")
    wait_until(lambda: drafts(project) == ["EN Dit is een. too early"], "typed into the desk")
    terminal.press("C-q")
    terminal.wait_for(re.compile(r"^left 0", re.MULTILINE).search)
    terminal.type("echo in order")
    terminal.wait_for(re.compile(r"^in order", re.MULTILINE).search)
    assert stored(project)[0][0] == "EN Dit is een. too early"


def test_without_a_terminal_it_says_so(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "workbench", "review", "--project", str(project)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    assert done.stdout == ""


def test_with_its_input_closed_it_says_the_same(project: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" -m workbench review --project "$1" <&-', sys.executable, project],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr


def test_no_project_and_an_empty_one(terminal: Terminal, tmp_path: Path) -> None:
    terminal.type(f"{WORKBENCH} review --project none.db; echo left $?")
    screen = terminal.wait_for(re.compile(r"^left \d", re.MULTILINE).search)
    assert "no project there" in screen.replace("\n", "")
    assert "left 2" in screen
    Project.open(tmp_path / "empty.db").close()
    terminal.type(f"clear; {WORKBENCH} review --project empty.db; echo gone $?")
    screen = terminal.wait_for(re.compile(r"^gone 2", re.MULTILINE).search)
    assert "nothing to review" in screen.replace("\n", "")
