"""Keeping what is typed while a screen is still being prepared.

A terminal that is read by lines holds typed keys back, shows them amid what the command writes, and
takes some for itself: Ctrl+S would stop all output until Ctrl+Q. Read key by key they wait for
whoever reads first. Nothing of a front end may come in here: it is imported before any.
"""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["typing_ahead"]

_INPUT, _LOCAL, _CONTROL = 0, 3, 6
"""Where the flags stand in what ``tcgetattr`` returns."""


@contextlib.contextmanager
def typing_ahead() -> Iterator[None]:
    """Let keys wait as they were pressed; afterwards the terminal is as it was.

    Ctrl+C and Ctrl+Z go on to interrupt and suspend, until a front end takes them for itself.
    """
    try:
        import termios  # not everywhere
    except ImportError:
        yield
        return
    try:
        number = sys.stdin.fileno()
        before = termios.tcgetattr(number)
    except (AttributeError, OSError, ValueError, termios.error):  # none, closed, or no terminal
        yield
        return
    flags = [*before[:_CONTROL], [*before[_CONTROL]]]
    flags[_INPUT] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    flags[_LOCAL] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    flags[_CONTROL][termios.VMIN], flags[_CONTROL][termios.VTIME] = 1, 0
    try:
        # At once and without emptying it: what was typed already waits with the rest.
        with contextlib.suppress(termios.error):
            termios.tcsetattr(number, termios.TCSANOW, flags)
        yield
    finally:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(number, termios.TCSANOW, before)
