"""The desk's end of a browser: Textual's web driver, which ends with the server it serves.

Where the server is killed, or the page closed, the stream of keys ends. Textual's own driver then
goes on for ever without them, with the project open.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal

from textual.drivers.web_driver import WebDriver

from workbench.tui.ordered_keys import OrderedKeys
from workbench.tui.settled import settled

__all__ = ["BrowserDriver"]

_PATIENCE_SECONDS = 5.0
"""For the desk to take the last keys; it has ten in all before it is killed."""


class BrowserDriver(WebDriver):
    """Takes the end of the keys for the end of the terminal."""

    def run_input_thread(self) -> None:
        """Read keys until there are no more; then ask the desk to save and go."""
        super().run_input_thread()
        if self.exit_event.is_set():
            return
        # A desk that is ending by itself may have no loop any more, or one that no longer turns.
        with contextlib.suppress(RuntimeError, TimeoutError):
            taken = asyncio.run_coroutine_threadsafe(self._take_the_last_keys(), self._loop)
            taken.result(timeout=_PATIENCE_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    async def _take_the_last_keys(self) -> None:
        await settled(self._app)
        if isinstance(self._app, OrderedKeys):
            await self._app.keys_taken()
        await settled(self._app.focused)
