"""``workbench review --web`` as a process, with a real desk behind its WebSocket."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.store_support import states, sync, targets, translate
from workbench.store import Project

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.timeout(180),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project at a place that no shell may read as anything but a name."""
    folder = tmp_path / 'it\'s a "desk" $(touch x)'
    folder.mkdir()
    path = folder / "news desk.db"
    with Project.open(path, author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", ("Dit is een.", "Dit is twee.")))
    return path


class Served:
    """The command, its link, and the one desk a test opens."""

    def __init__(self, project: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "workbench", "review", "--web", "--port", "0", "--author",
             "bea", "--project", str(project)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=project.parent,
            # a test run under nohup would hand its deafness to hang-ups down
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
        )  # fmt: skip
        assert self.process.stdout is not None
        self.link = self.process.stdout.readline().strip()
        self.errors = ""

    def wait(self) -> int:
        out, self.errors = self.process.communicate(timeout=60)
        assert out == ""
        return self.process.returncode


@pytest.fixture
def served(project: Path) -> Iterator[Served]:
    found = Served(project)
    yield found
    if found.process.poll() is None:
        found.process.kill()
        found.wait()


def drafts(path: Path) -> list[str]:
    with Project.open(path, readonly=True, author="bea") as opened:
        return list(opened.desk.drafted(1).values())


async def eventually(done: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if done():
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"not within 60 s: {what}")


def with_desk(
    link: str, test: Callable[[aiohttp.ClientWebSocketResponse], Coroutine[None, None, None]]
) -> None:
    """Open a desk as the page does, wait until it draws, and do something there."""

    async def run() -> None:
        address = link.replace("/?", "/ws?") + "&width=100&height=30"
        async with aiohttp.ClientSession() as session, session.ws_connect(address) as websocket:
            drawn = b""
            while b"twee." not in drawn:
                drawn += await websocket.receive_bytes(timeout=60)
            await test(websocket)

    asyncio.run(run())


def desk_of(served: Served) -> int:
    children = f"/proc/{served.process.pid}/task/{served.process.pid}/children"
    with open(children, encoding="ascii") as file:  # noqa: PTH123 - a file of the system
        return int(file.read().split()[0])


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_edit_confirm_and_close(served: Served, project: Path) -> None:
    desks: list[int] = []

    async def edit(websocket: aiohttp.ClientWebSocketResponse) -> None:
        desks.append(desk_of(served))
        await websocket.send_json(["stdin", " Bea."])
        await websocket.send_json(["stdin", "\x13"])

        def confirmed() -> bool:
            with Project.open(project, readonly=True) as opened:
                return states(opened, 1)[0] == "reviewed"

        await eventually(confirmed, "confirmed")
        await websocket.send_json(["stdin", " half a sent"])
        # The page is closed at once; what was typed is on its way.

    with_desk(served.link, edit)
    asyncio.run(eventually(lambda: gone(desks[0]), "the desk of a closed page has ended"))
    with Project.open(project, readonly=True) as opened:
        assert targets(opened, 1)[0] == "EN Dit is een. Bea."
    assert drafts(project) == ["EN Dit is twee. half a sent"]
    served.process.send_signal(signal.SIGINT)
    assert served.wait() == 0
    assert "Traceback" not in served.errors
    assert not [path for path in project.parent.iterdir() if path.name == "x"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_server_that_is_ended_takes_its_desks_along(
    served: Served, project: Path, number: signal.Signals
) -> None:
    async def end(websocket: aiohttp.ClientWebSocketResponse) -> None:
        desk = desk_of(served)
        await websocket.send_json(["stdin", " typed"])
        drawn = b""
        while b"typed" not in drawn:
            drawn += await websocket.receive_bytes(timeout=60)
        served.process.send_signal(number)
        await eventually(lambda: gone(desk), "the desk has ended")

    with_desk(served.link, end)
    assert drafts(project) == ["EN Dit is een. typed"]
    assert served.wait() == (-9 if number is signal.SIGKILL else 0)


def test_a_second_server_at_the_same_port(served: Served, project: Path) -> None:
    port = served.link.split(":")[2].split("/")[0]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "workbench",
            "review",
            "--web",
            "--port",
            port,
            "--project",
            project,
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert f"--port: port {port} is taken; give another one" in done.stderr
    assert done.stdout == ""
