"""One desk for one open page: a process, and what passes between it and the browser.

The protocol is Textual's (a letter, four bytes of length, the payload); textual-serve speaks it,
but starts its command through a shell, prints on standard output what the process has to say, and
waits for ever for a process that does not end.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shlex
from typing import TYPE_CHECKING

from textual_serve.app_service import AppService

from workbench.web import DRIVER, DRIVER_VARIABLE

if TYPE_CHECKING:
    from asyncio.subprocess import Process

__all__ = ["DeskService"]

_log = logging.getLogger(__name__)

_READY = b"__GANGLION__\n"
_PRELUDE_LINES = 10
_PATIENCE_SECONDS = 10.0
"""For a desk to save and end by itself."""
_KEPT_BYTES = 16_384
"""Of what the process wrote to standard error, the last."""
_UNSENT = (ConnectionError, RuntimeError)
"""What sending raises where the browser has gone."""


class DeskService(AppService):
    """Starts a desk, carries keys in and the screen out, and ends it when the page is closed."""

    _errors = b""

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        environment = super()._build_environment(width=width, height=height)
        environment[DRIVER_VARIABLE] = DRIVER
        return environment

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Start the command without a shell, so that nothing in it is read as anything but text."""
        process = await asyncio.create_subprocess_exec(
            *shlex.split(self.command),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._build_environment(width=width, height=height),
            # Ctrl+C in the server's terminal is the server's; it ends its desks in order.
            start_new_session=True,
        )
        self._process, self._stdin = process, process.stdin
        return process

    async def run(self) -> None:
        """Carry what the process says to the browser until it ends; then close the page."""
        process = self._process
        if process is None or process.stdout is None or process.stderr is None:
            return
        errors = asyncio.create_task(self._keep_errors(process.stderr))
        if await self._started(process.stdout):
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                while True:
                    await self._pass_on(*await _packet(process.stdout))
        # What was written before the process began to speak, or after it had lost its voice.
        while await process.stdout.read(_KEPT_BYTES):
            pass
        await errors
        if await process.wait() and self._errors:
            text = self._errors.decode(errors="replace").strip()
            _log.warning("a desk has ended: %s", text.splitlines()[-1])
            with contextlib.suppress(*_UNSENT):
                await self.remote_write_bytes(text.replace("\n", "\r\n").encode())
        with contextlib.suppress(*_UNSENT):
            await self.remote_close()

    async def stop(self) -> None:
        """End the process, which saves what was typed, and wait for it; safe to call twice."""
        process = self._process
        if process is None:
            return
        await self._download_manager.cancel_app_downloads(app_service_id=self.app_service_id)
        self.stdin.close()  # the desk takes the end of its keys for the end of its terminal
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await process.wait()
        except TimeoutError:
            _log.warning("a desk did not end within %.0f s and was killed", _PATIENCE_SECONDS)
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        if self._task is not None:
            await self._task

    @staticmethod
    async def _started(stdout: asyncio.StreamReader) -> bool:
        """Wait for the line by which Textual says that packets follow."""
        for _ in range(_PRELUDE_LINES):
            line = await stdout.readline()
            if line == _READY:
                return True
            if not line:
                break
        return False

    async def _pass_on(self, kind: bytes, payload: bytes) -> None:
        # Reading goes on without a browser: a full pipe would keep the desk from ending.
        with contextlib.suppress(*_UNSENT):
            if kind == b"D":
                await self.on_data(payload)
            elif kind == b"M":
                await self.on_meta(payload)
            elif kind == b"P":
                await self.on_packed(payload)

    async def _keep_errors(self, stderr: asyncio.StreamReader) -> None:
        while data := await stderr.read(_KEPT_BYTES):
            self._errors = (self._errors + data)[-_KEPT_BYTES:]


async def _packet(stdout: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Return kind and payload of the next packet.

    Raises:
        asyncio.IncompleteReadError: there is none any more.
    """
    kind = await stdout.readexactly(1)
    size = int.from_bytes(await stdout.readexactly(4), "big")
    return kind, await stdout.readexactly(size)
