"""The server of the desk in a browser: who is let in, what is loaded, what is started and ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import secrets
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from workbench.errors import UsageError
from workbench.web import DRIVER, MOST_DESKS, service
from workbench.web import server as server_module
from workbench.web.guard import Guard, Token, new_token
from workbench.web.server import DeskServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
    from pathlib import Path

    from aiohttp import ClientWebSocketResponse

    from tests.conftest import RunHere

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.timeout(120),
]

TOKEN = Token("t0ken")
ROUTES = ("/", "/static/js/textual.js", "/desk/desk.css", "/download/key", "/ws", "/nothing")

# What a desk is to the server: it says that packets follow, tells the words it was started with,
# and writes down that it was asked to end.
DESK = """
import json, os, sys
def send(value):
    data = json.dumps(value).encode()
    os.write(1, b"D" + len(data).to_bytes(4, "big") + data)
os.write(1, b"__GANGLION__\\n")
send({"words": sys.argv[1:], "pid": os.getpid(), "driver": os.environ["TEXTUAL_DRIVER"],
      "size": [os.environ["COLUMNS"], os.environ["ROWS"]]})
while data := os.read(0, 65536):
    send({"keys": data[5:].decode()})
open(sys.argv[1], "a").write("saved")
"""

Client = TestClient[aiohttp.web.Request, aiohttp.web.Application]


def words(*more: str) -> list[str]:
    return [sys.executable, "-c", DESK, *more]


@contextlib.asynccontextmanager
async def serving(
    arguments: Sequence[str], *, host: str = "127.0.0.1"
) -> AsyncIterator[tuple[Client, DeskServer]]:
    desks = DeskServer(arguments, host=host, token=TOKEN, title="<news> & co")
    served = TestServer(await desks._make_app())
    # Names and addresses share their cookies only where the jar is told so.
    async with TestClient(served, cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        assert client.port is not None
        desks.guard.port = client.port
        yield client, desks


def run(test: Callable[[], Coroutine[None, None, None]]) -> None:
    asyncio.run(test())


async def status(answer: Awaitable[aiohttp.ClientResponse]) -> int:
    response = await answer
    await response.read()
    return response.status


async def first(websocket: ClientWebSocketResponse) -> dict[str, object]:
    found: dict[str, object] = json.loads(await websocket.receive_bytes(timeout=30))
    return found


async def eventually(done: Callable[[], object], what: str) -> None:
    for _ in range(600):
        if done():
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"not within 30 s: {what}")


# Who is let in


@pytest.mark.parametrize("brought", ["", "?token=", "?token=t0keN", "?token=t0ken1", "?token=é"])
@pytest.mark.parametrize("route", ROUTES)
def test_without_the_token_there_is_nothing(route: str, brought: str) -> None:
    async def test() -> None:
        async with serving(words()) as (client, _):
            response = await client.get(route + brought)
            assert response.status == 403
            assert "workbench review --web" in await response.text()
            assert "Set-Cookie" not in response.headers

    run(test)


@pytest.mark.parametrize("route", ROUTES[:3])
def test_the_token_opens_page_and_files(route: str) -> None:
    async def test() -> None:
        async with serving(words()) as (client, _):
            assert await status(client.get(f"{route}?token=t0ken")) == 200

    run(test)


def test_the_page_leaves_a_cookie_that_opens_the_rest() -> None:
    async def test() -> None:
        async with serving(words()) as (client, desks):
            page = await client.get("/?token=t0ken")
            cookie = page.headers["Set-Cookie"]
            assert cookie.startswith(f"workbench-{client.port}=")
            assert "HttpOnly" in cookie
            assert "SameSite=Strict" in cookie
            assert desks.guard.cookie in cookie
            for route, expected in zip(ROUTES, (200, 200, 200, 404, 400, 404), strict=True):
                assert await status(client.get(route)) == expected, route
            wrong = {"Cookie": f"{desks.guard.cookie}=other"}
            async with aiohttp.ClientSession() as stranger:
                assert await status(stranger.get(client.make_url("/"), headers=wrong)) == 403

    run(test)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1.evil.example:{port}",
        "evil.example@127.0.0.1:{port}",
        "192.168.1.7:{port}",
        "[::1",
        "127.0.0.1:port",
        "",
    ],
)
def test_a_foreign_host_is_refused(host: str) -> None:
    async def test() -> None:
        async with serving(words()) as (client, _):
            headers = {"Host": host.format(port=client.port)}
            for route in ROUTES:
                assert await status(client.get(f"{route}?token=t0ken", headers=headers)) == 403

    run(test)


@pytest.mark.parametrize("host", ["localhost:{port}", "127.0.0.1:{port}", "LOCALHOST:{port}"])
def test_this_machine_has_more_than_one_name(host: str) -> None:
    async def test() -> None:
        async with serving(words()) as (client, _):
            headers = {"Host": host.format(port=client.port)}
            assert await status(client.get("/?token=t0ken", headers=headers)) == 200

    run(test)


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "http://127.0.0.1",
        "https://127.0.0.1:{port}",
        "http://localhost:{port}",
    ],
)
def test_a_foreign_origin_is_refused(origin: str) -> None:
    async def test() -> None:
        async with serving(words("unused")) as (client, _):
            headers = {"Origin": origin.format(port=client.port)}
            for route in ROUTES:
                assert await status(client.get(f"{route}?token=t0ken", headers=headers)) == 403
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await client.ws_connect("/ws?token=t0ken", headers=headers)
            assert refused.value.status == 403

    run(test)


def test_the_own_origin_is_not(tmp_path: Path) -> None:
    async def test() -> None:
        async with serving(words(str(tmp_path / "end"))) as (client, _):
            headers = {"Origin": f"http://127.0.0.1:{client.port}"}
            async with client.ws_connect("/ws?token=t0ken", headers=headers) as websocket:
                assert "words" in await first(websocket)

    run(test)


def test_tokens_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []
    real = secrets.compare_digest

    def spy(left: bytes, right: bytes) -> bool:
        compared.append((left, right))
        return real(left, right)

    monkeypatch.setattr("workbench.web.guard.secrets.compare_digest", spy)

    async def test() -> None:
        async with serving(words()) as (client, _):
            await client.get("/?token=wrong")

    run(test)
    assert compared == [(b"wrong", b"t0ken"), (b"", b"t0ken")]


def test_every_start_has_a_token_of_its_own() -> None:
    tokens = {new_token() for _ in range(50)}
    assert len(tokens) == 50
    assert min(map(len, tokens)) >= 43
    assert DeskServer(["x"]).token != DeskServer(["x"]).token


@pytest.mark.parametrize(
    ("bound", "asked", "right"),
    [
        ("0.0.0.0", "192.168.1.7:80", True),
        ("0.0.0.0", "evil.example:80", False),
        ("desk.example", "desk.example:80", True),
        ("desk.example", "localhost:80", False),
        ("::1", "[::1]:80", True),
        ("192.168.1.7", "192.168.1.8:80", False),
    ],
)
def test_names_of_another_address(bound: str, asked: str, right: bool) -> None:
    from aiohttp.test_utils import make_mocked_request

    guard = Guard(TOKEN, host=bound)
    guard.port = 80
    request = make_mocked_request("GET", "/", headers={"Host": asked})
    assert guard._meant_for_us(request) is right


# What is loaded


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
