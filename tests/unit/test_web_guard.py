"""Who is let in to the desks in a browser: token, host, origin."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import aiohttp
import pytest

from workbench.web.guard import Guard, new_token
from workbench.web.server import DeskServer

if TYPE_CHECKING:
    from pathlib import Path

from tests.web_support import ROUTES, TOKEN, first, run, serving, status, words

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.timeout(120),
]


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
