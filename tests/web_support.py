"""A server of desks for the tests, with a small program in the place of a desk."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from workbench.web.guard import Token
from workbench.web.server import DeskServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence

    from aiohttp import ClientWebSocketResponse


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
