"""The server: a page that loads nothing from elsewhere, and a desk behind its WebSocket.

textual-serve brings the protocol, the terminal for the browser and its font. Its server trusts
whoever reaches it; this one asks (``guard``) and starts four desks at most.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import shlex
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp_jinja2
import jinja2
from aiohttp import web
from textual_serve.server import Server, to_int

from workbench.errors import UsageError
from workbench.web import HOST, MOST_DESKS, PORT
from workbench.web.guard import Guard, is_wildcard, new_token
from workbench.web.service import DeskService

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.web.guard import Token

__all__ = ["DeskServer"]

_log = logging.getLogger(__name__)

_HERE = Path(__file__).parent
_WAIT_SECONDS = 2.0
"""For another desk to end: a page that is loaded again closes its old one at the same time."""
_MOST_CELLS = 1000
_MALFORMED = (ValueError, LookupError, TypeError, AttributeError, AssertionError)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class DeskServer(Server):
    """Serves one command, a desk for every page that is open."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        title: str = "workbench",
        host: str = HOST,
        port: int = PORT,
        token: Token | None = None,
    ) -> None:
        """Take the command.

        Args:
            arguments: the command's words, each passed on exactly as it is.
            title: of the page.
            host: address or name to bind to.
            port: 0 for any that is free.
            token: None for a new one.
        """
        super().__init__(
            shlex.join(arguments),
            host=host,
            port=port,
            title=title,
            templates_path=_HERE / "pages",
        )
        self.token = new_token() if token is None else token
        self.guard = Guard(self.token, host=host)
        self._seats = asyncio.Semaphore(MOST_DESKS)
        self._services: set[DeskService] = set()
        self._endings: set[asyncio.Task[None]] = set()

    @property
    def link(self) -> str:
        """What to open in the browser, once the server listens."""
        host = socket.gethostname() if is_wildcard(self.host) else self.host
        name = f"[{host}]" if ":" in host else host
        return f"http://{name}:{self.guard.port}/?token={self.token}"

    def run(self, *, ready: Callable[[str], None]) -> None:
        """Serve until the process is told to end; every desk saves what was typed.

        Args:
            ready: called with the link once the server listens.

        Raises:
            UsageError: the address cannot be bound to.
        """
        asyncio.run(self._run(ready))

    async def _run(self, ready: Callable[[str], None]) -> None:
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # nohup wants the command to outlive its terminal.
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                loop.add_signal_handler(number, ended.set)
        runner = web.AppRunner(await self._make_app(), access_log=None, handle_signals=False)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self.host, self.port)
            try:
                await site.start()
            except OSError as error:
                raise self._unbound(error) from error
            self.guard.port = runner.addresses[0][1]
            ready(self.link)
            await ended.wait()
        finally:
            await runner.cleanup()

    def _unbound(self, error: OSError) -> UsageError:
        if error.errno == errno.EADDRINUSE:
            return UsageError(
                f"port {self.port} is taken",
                where="--port",
                hint="give another one, or 0 for any that is free",
            )
        if error.errno == errno.EACCES:
            return UsageError(
                f"port {self.port} is not for everybody", where="--port", hint="take one above 1023"
            )
        return UsageError(
            f"{self.host} is no address of this machine", where="--host", hint=f"{HOST} always is"
        )

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self.guard.check])
        aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(self.templates_path))
        app.add_routes(
            [
                web.get("/", self.handle_index, name="index"),
                web.get("/ws", self.handle_websocket, name="websocket"),
                web.get("/download/{key}", self.handle_download, name="download"),
                web.static("/static", self.statics_path, name="static"),
                web.static("/desk", _HERE / "static", name="desk"),
            ]
        )
        app.on_response_prepare.append(_add_headers)
        app.on_shutdown.append(self.on_shutdown)
        return app

    async def handle_index(self, request: web.Request) -> web.Response:
        """Return the page, and with it the cookie for what it loads."""
        size = to_int(request.query.get("fontsize", "16"), 16)
        response = aiohttp_jinja2.render_template(
            "desk.html",
            request,
            {
                "title": self.title,
                "font_size": min(max(size, 6), 72),
                "socket": f"ws://{request.headers['Host']}/ws",
                "most": MOST_DESKS,
            },
        )
        response.headers["Cache-Control"] = "no-store"
        self.guard.admit(response)
        return response

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Run a desk for as long as the connection lasts.

        Raises:
            web.HTTPServiceUnavailable: as many desks are open as may be.
        """
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                await self._seats.acquire()
        except TimeoutError:
            raise web.HTTPServiceUnavailable(
                text=f"{MOST_DESKS} desks are open already; close one.\n"
            ) from None
        websocket = web.WebSocketResponse(heartbeat=15)
        service = DeskService(
            self.command,
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=_closing(websocket),
            download_manager=self.download_manager,
        )
        self._services.add(service)
        try:
            await websocket.prepare(request)
            await service.start(_cells(request, "width", 80), _cells(request, "height", 24))
            await self._process_messages(websocket, service)
        except _MALFORMED as error:
            _log.warning("a page sent what no page sends: %r", error)
        except OSError as error:
            _log.warning("no desk can be started: %s", error)
        finally:
            # A lost connection may cancel this handler; the desk is to end in order all the same.
            ending = asyncio.create_task(self._end(service))
            self._endings.add(ending)
            ending.add_done_callback(self._endings.discard)
            await asyncio.shield(ending)
        with contextlib.suppress(ConnectionError, RuntimeError):
            await websocket.close()
        return websocket

    async def _end(self, service: DeskService) -> None:
        try:
            await service.stop()
        finally:
            self._services.discard(service)
            self._seats.release()

    async def on_shutdown(self, app: web.Application) -> None:  # noqa: ARG002 - aiohttp gives it
        """End every desk in order."""
        await asyncio.gather(*(service.stop() for service in list(self._services)))


def _closing(websocket: web.WebSocketResponse) -> Callable[[], asyncio.Future[None]]:
    """Return what closes the connection and, as the desk wants it, says nothing of the outcome."""

    async def close() -> None:
        await websocket.close()

    return lambda: asyncio.ensure_future(close())


def _cells(request: web.Request, name: str, default: int) -> int:
    return min(max(to_int(request.query.get(name, ""), default), 1), _MOST_CELLS)


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Say in every answer that nothing but this server may be loaded, embed or be told of it."""
    response.headers.update(_HEADERS)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        f"font-src 'self'; img-src 'self' data:; connect-src 'self' ws://{request.headers.get('Host', '')}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
