"""The command in a real terminal: what a person sees, and what Ctrl-C does."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [pytest.mark.e2e, pytest.mark.model, pytest.mark.timeout(300)]

WORKBENCH = f"{shlex.quote(sys.executable)} -m workbench"
COLOUR = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:3[0-7]|38|4[0-7]|48|9[0-7])[;m]")
BAR = re.compile(r"segments .*━.* \d+/\d+")


class Terminal:
    """A tmux pane of 100 by 30 with a shell in it."""

    def __init__(self, folder: Path, name: str) -> None:
        self._tmux = ["tmux", "-L", name, "-f", "/dev/null"]
        self._run("new-session", "-d", "-x", "100", "-y", "30", "-c", str(folder), "sh")
        self.type("PS1='$ '; clear")

    def type(self, line: str) -> None:
        self._run("send-keys", "-l", line)
        self._run("send-keys", "Enter")

    def press(self, key: str) -> None:
        self._run("send-keys", key)

    def screen(self, *, escapes: bool = False) -> str:
        # The lines that have scrolled away belong to it; -J joins what the pane has wrapped.
        return self._run("capture-pane", "-p", "-J", "-S", "-", *(["-e"] if escapes else []))

    def title(self) -> str:
        return self._run("display-message", "-p", "#{pane_title}")

    def wait_for(self, seen: Callable[[str], object], *, escapes: bool = False) -> str:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            screen = self.screen(escapes=escapes)
            if seen(screen):
                return screen
            time.sleep(0.05)
        pytest.fail(f"not seen in 120 s; the terminal shows:\n{self.screen()}")

    def close(self) -> None:
        self._run("kill-server")

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._tmux, *arguments], capture_output=True, text=True, timeout=30, check=True
        )
        return done.stdout


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    if shutil.which("tmux") is None:
        pytest.fail("tmux is not installed")
    opened = Terminal(tmp_path, f"workbench-{tmp_path.name}")
    yield opened
    opened.close()


def article(path: Path, *, paragraphs: int) -> None:
    """Write Dutch in which no two paragraphs are the same, so that each is work of its own."""
    path.write_text(
        "\n\n".join(
            f"De burgemeester opende in {1900 + n} de nieuwe bibliotheek. Na {n + 2} jaar was het "
            "gebouw te klein en moest de gemeente opnieuw zoeken."
            for n in range(paragraphs)
        )
    )


def test_a_bar_while_it_works_and_a_clean_screen_after(terminal: Terminal, tmp_path: Path) -> None:
    article(tmp_path / "a.txt", paragraphs=12)
    terminal.type(f"{WORKBENCH} translate a.txt --out out; echo left $?")
    terminal.wait_for(BAR.search)
    screen = terminal.wait_for(re.compile(r"^left 0", re.MULTILINE).search)
    assert not BAR.search(screen)
    assert (tmp_path / "out" / "a.txt").read_text().count("\n\n") == 11


def test_quiet_and_a_redirection_show_no_bar(terminal: Terminal, tmp_path: Path) -> None:
    article(tmp_path / "a.txt", paragraphs=6)
    terminal.type(f"{WORKBENCH} translate a.txt --fresh 2> notes; echo left $?")
    terminal.type(f"{WORKBENCH} translate a.txt --fresh --quiet; echo quiet $?")
    seen: list[str] = []

    def finished(screen: str) -> object:
        seen.append(screen)
        return re.search(r"quiet 0$", screen, re.MULTILINE)

    terminal.wait_for(finished)
    assert not [screen for screen in seen if "━" in screen]
    assert "\x1b" not in (tmp_path / "notes").read_text()


@pytest.mark.parametrize(("setting", "coloured"), [("", True), ("NO_COLOR=1 ", False)])
def test_no_color(terminal: Terminal, tmp_path: Path, setting: str, coloured: bool) -> None:
    article(tmp_path / "a.txt", paragraphs=12)
    terminal.type(f"{setting}{WORKBENCH} translate a.txt; echo left $?")
    screen = terminal.wait_for(lambda screen: "━" in screen, escapes=True)
    assert bool(COLOUR.search(screen)) is coloured
    terminal.wait_for(re.compile(r"^left 0", re.MULTILINE).search)


def test_ctrl_c_says_so_and_the_next_run_goes_on(terminal: Terminal, tmp_path: Path) -> None:
    article(tmp_path / "a.txt", paragraphs=400)
    terminal.type(f"{WORKBENCH} translate a.txt --out out; echo left $?")
    terminal.wait_for(BAR.search)
    terminal.press("C-c")
    screen = terminal.wait_for(re.compile(r"^left \d", re.MULTILINE).search)
    assert "\nleft 130" in screen
    assert "workbench: interrupted; what was done is saved" in screen
    assert "Traceback" not in screen
    terminal.type(f"{WORKBENCH} project verify; echo sound $?")
    terminal.wait_for(re.compile(r"^sound 0", re.MULTILINE).search)


def test_a_document_cannot_steer_the_terminal(terminal: Terminal, tmp_path: Path) -> None:
    before = terminal.title()
    quiet = "Een gewone zin, zoals er in een krant veel meer staan dan andere.\n" * 3
    (tmp_path / "a.txt").write_text(f"{quiet}Een zin\x1b]2;gekaapt\x07 met\x1b[31m kleur\x9b2J.\n")
    terminal.type(f"{WORKBENCH} segment a.txt; {WORKBENCH} segment a.txt --jsonl; echo left $?")
    screen = terminal.wait_for(re.compile(r"^left 0", re.MULTILINE).search)
    assert "Een zin" in screen
    assert terminal.title() == before
    assert not COLOUR.search(terminal.screen(escapes=True))
