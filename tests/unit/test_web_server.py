"""The server of the desk in a browser: what is loaded, what is started and ended."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp
import pytest

from workbench.errors import UsageError
from workbench.web import DRIVER, MOST_DESKS, service
from workbench.web import server as server_module
from workbench.web.server import DeskServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import RunHere
from tests.web_support import DESK, TOKEN, eventually, first, run, serving, words

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.timeout(120),
]


def test_the_page_links_nothing_outside() -> None:
    async def test() -> None:
        async with serving(words()) as (client, _):
            response = await client.get("/?token=t0ken")
            page = await response.text()
            assert "&lt;news&gt; &amp; co" in page
            wanted = re.findall(r'(?:href|src)="([^"]*)"', page)
            assert wanted
            seen = set()
            while wanted:
                address = wanted.pop()
                if address in seen or address == "data:,":
                    continue
                seen.add(address)
                assert re.match(r"/\w", address), address
                file = await client.get(address)
                assert file.status == 200, address
                if address.endswith(".css"):
                    style = await file.text()
                    assert "@import" not in style
                    wanted += re.findall(r"url\([\"']?([^\"')]*)", style)
            assert any(address.endswith(".ttf") for address in seen)
            socket = re.search(r'data-session-websocket-url="([^"]*)"', page)
            assert socket is not None
            assert socket[1] == f"ws://127.0.0.1:{client.port}/ws"
            policy = response.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert {urlsplit(a).netloc for a in re.findall(r"\w+://[^\s;]+", policy)} == {
                f"127.0.0.1:{client.port}"
            }
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert response.headers["Cache-Control"] == "no-store"

    run(test)


@pytest.mark.parametrize(
    ("asked", "given"), [("20", "20"), ("9999", "72"), ("-3", "6"), ('"><script>', "16")]
)
def test_the_letters_can_be_larger(asked: str, given: str) -> None:
    async def test() -> None:
        async with serving(words()) as (client, _):
            response = await client.get("/", params={"token": TOKEN, "fontsize": asked})
            assert f'data-font-size="{given}"' in await response.text()

    run(test)


# What is started and ended


def test_words_reach_the_desk_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    hostile = ['it\'s a "desk"', "$(touch x)", "`touch x`", "; touch x", "a\nb", "--", "é ∙", ""]

    async def test() -> None:
        async with (
            serving(words("end", *hostile)) as (client, _),
            client.ws_connect("/ws?token=t0ken&width=99&height=7") as websocket,
        ):
            told = await first(websocket)
            assert told["words"] == ["end", *hostile]
            assert told["driver"] == DRIVER
            assert told["size"] == ["99", "7"]
            await websocket.send_json(["stdin", "é"])
            assert await first(websocket) == {"keys": "é"}
            await websocket.send_json(["ping", "1"])
            assert await websocket.receive_json(timeout=30) == ["pong", "1"]

    run(test)
    assert [path.name for path in tmp_path.iterdir()] == ["end"]


def test_a_closed_page_ends_its_desk_which_saves(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving(words(str(tmp_path / "end"))) as (client, desks):
            websocket = await client.ws_connect("/ws?token=t0ken")
            await first(websocket)
            (one,) = desks._services
            process = one._process
            assert process is not None
            await websocket.close()
            await eventually(lambda: not desks._services, "the desk has ended")
            assert process.returncode == 0
            assert (tmp_path / "end").read_text() == "saved"

    run(test)


def test_the_end_of_the_server_ends_every_desk(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving(words(str(tmp_path / "end"))) as (client, _):
            for _ in range(2):
                await first(await client.ws_connect("/ws?token=t0ken"))

    run(test)
    assert (tmp_path / "end").read_text() == "savedsaved"


def test_there_are_four_desks_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "_WAIT_SECONDS", 0.2)

    async def test() -> None:
        async with serving(words(str(tmp_path / "end"))) as (client, desks):
            pages = [await client.ws_connect("/ws?token=t0ken") for _ in range(MOST_DESKS)]
            for page in pages:
                await first(page)
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await client.ws_connect("/ws?token=t0ken")
            assert refused.value.status == 503
            assert len(desks._services) == MOST_DESKS == 4
            await pages[0].close()
            await eventually(lambda: len(desks._services) == 3, "one has ended")
            await first(await client.ws_connect("/ws?token=t0ken"))

    run(test)


def test_a_desk_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_PATIENCE_SECONDS", 0.2)
    stubborn = DESK.replace('open(sys.argv[1], "a").write("saved")', "import time; time.sleep(600)")

    async def test() -> None:
        async with serving([sys.executable, "-c", stubborn]) as (client, desks):
            websocket = await client.ws_connect("/ws?token=t0ken")
            await first(websocket)
            (one,) = desks._services
            await websocket.close()
            await eventually(lambda: not desks._services, "the desk was killed")
            assert one._process is not None
            assert one._process.returncode == -9

    run(test)


def test_a_desk_that_fails_says_why_in_the_page(capfd: pytest.CaptureFixture[str]) -> None:
    failing = [sys.executable, "-c", "import sys; print('no'); sys.exit('workbench: x.db: locked')"]

    async def test() -> None:
        async with serving(failing) as (client, _):
            websocket = await client.ws_connect("/ws?token=t0ken")
            assert b"x.db: locked" in await websocket.receive_bytes(timeout=30)
            assert (await websocket.receive(timeout=30)).type is aiohttp.WSMsgType.CLOSE

    run(test)
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(
    "message", ["", "{", "[]", '["stdin"]', '["stdin", 1]', '["resize", {}]', "1"]
)
def test_a_malformed_message_ends_the_connection_in_order(message: str, tmp_path: Path) -> None:
    async def test() -> None:
        async with serving(words(str(tmp_path / "end"))) as (client, desks):
            websocket = await client.ws_connect("/ws?token=t0ken")
            await first(websocket)
            await websocket.send_str(message)
            assert (await websocket.receive(timeout=30)).type is aiohttp.WSMsgType.CLOSE
            await eventually(lambda: not desks._services, "the desk has ended")

    run(test)
    assert (tmp_path / "end").read_text() == "saved"


def test_a_command_that_does_not_exist_closes_the_page() -> None:
    async def test() -> None:
        async with serving(["/no/such/command"]) as (client, _):
            websocket = await client.ws_connect("/ws?token=t0ken")
            assert (await websocket.receive(timeout=30)).type is aiohttp.WSMsgType.CLOSE

    run(test)


def test_an_address_that_cannot_be_bound_is_said() -> None:
    async def test() -> None:
        async with serving(words()) as (client, _):
            with pytest.raises(UsageError, match=f"--port: port {client.port} is taken"):
                await DeskServer(["x"], port=client.port or 0)._run(print)
        with pytest.raises(UsageError, match=r"--host: 192\.0\.2\.1 is no address of this machine"):
            await DeskServer(["x"], host="192.0.2.1", port=0)._run(print)

    run(test)


# The command


@pytest.fixture
def project(tmp_path: Path) -> Path:
    from tests.store_support import sync, translate
    from workbench.store import Project

    path = tmp_path / "workbench.db"
    with Project.open(path, author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", ["Dit is een."]))
    return path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[DeskServer]:
    """The servers that the command would have run."""
    found: list[DeskServer] = []

    def keep(self: DeskServer, *, ready: Callable[[str], None]) -> None:
        found.append(self)
        ready("http://link")

    monkeypatch.setattr(DeskServer, "run", keep)
    return found


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port", "1"], "--port: is for the desk in a browser; add --web"),
        (["--host", "x"], "--host: is for the desk in a browser; add --web"),
        (["--web", "--project", "none.db"], "none.db"),
        (["--web", "--article", "zzz"], "zzz"),
        (["--web", "--glossary", "none.yaml"], "none.yaml"),
        (["--web", "--port", "70000"], "65535"),
        (["--web", "--host", ""], "--host: the address is empty"),
    ],
)
def test_what_cannot_be_served_is_said_before(
    here: RunHere, project: Path, started: list[DeskServer], arguments: list[str], message: str
) -> None:
    done = here("review", *arguments)
    assert done.code == 2
    assert message in done.err
    assert done.out == ""
    assert not started


def test_the_link_is_the_only_output(
    here: RunHere, project: Path, started: list[DeskServer]
) -> None:
    done = here("review", "--web")
    assert done.code == 0
    assert done.out == "http://link\n"
    assert "warning" not in done.err
    assert (started[0].host, started[0].port) == ("127.0.0.1", 8000)
    assert f"--project={project}" in started[0].command


def test_another_address_brings_a_warning(
    here: RunHere, project: Path, started: list[DeskServer]
) -> None:
    done = here("review", "--web", "--host", "0.0.0.0", "--port", "0", "--quiet")
    assert done.code == 0
    assert "warning: whoever reaches 0.0.0.0 and has the link can read and change" in done.err
    assert here("review", "--web", "--host", "::1", "--quiet").err == ""
