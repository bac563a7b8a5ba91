"""A process beside the desk that answers one kind of question, and lives as long as it is asked.

What would stall every thread of the desk's own process is done in one of these. It is started at the
first question; what it answers by belongs to whoever asks. A process that has gone is started anew.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

__all__ = ["Beside", "step_back"]


class Beside:
    """Asks a process; may be used by several threads, one after the other."""

    def __init__(self, serve: Callable[[Connection], None], *, name: str) -> None:
        """Start nothing yet.

        Args:
            serve: runs in the process and answers what comes in; a function of a module.
            name: of the process.
        """
        self._serve, self._name = serve, name
        self._lock = threading.Lock()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None

    def ask(self, question: object, *, seconds: float) -> object | None:
        """Return the answer; None where none has come in time, or the process has gone."""
        with self._lock, contextlib.suppress(EOFError, OSError):
            connection = self._running()
            connection.send(question)
            if connection.poll(seconds):
                answer: object = connection.recv()
                return answer
            self._end()
        return None

    def close(self) -> None:
        """End the process, if there is one, whatever it is doing."""
        process = self._process
        if process is not None:
            process.terminate()
            process.join(timeout=5)

    def _running(self) -> Connection:
        if self._connection is not None and self._process is not None and self._process.is_alive():
            return self._connection
        self._end()
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=self._serve, args=(there,), name=self._name, daemon=True)
        # What a front end has put in the place of the stream may have no number, and the helper
        # process of multiprocessing wants to inherit one.
        with contextlib.redirect_stderr(sys.__stderr__ or sys.stderr):
            process.start()
        there.close()
        self._process, self._connection = process, here
        return here

    def _end(self) -> None:
        self.close()
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = None


def step_back(*, behind: bool = False) -> None:
    """Leave the terminal to the desk; called in a process beside it.

    Args:
        behind: also let everything else have the processor first, where nobody waits for an answer.
    """
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    if behind:
        with contextlib.suppress(OSError):
            os.nice(10)  # the person at the keys comes first
