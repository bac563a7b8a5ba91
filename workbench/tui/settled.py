"""Waiting until a widget has taken the keys that were sent to it.

Textual hands a bound key to its action at once, while the letters before it still wait at the
editor. Where both come together (a paste, a slow line, a script) the action would be told of a text
that nobody saw, and the letters would land in the next segment.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.message_pump import MessagePump

__all__ = ["settled"]

_PATIENCE_SECONDS = 2.0


async def settled(pump: MessagePump | None) -> None:
    """Return when a widget or an application has dealt with all that was sent to it so far.

    Must not be awaited by the very one that is waited for. Gives up after two seconds.
    """
    done = asyncio.Event()
    if pump is None or not pump.call_later(done.set):
        return
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await done.wait()
    except TimeoutError:
        return
