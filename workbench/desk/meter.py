"""Measuring edits beside a screen, in a process of its own that lives as long as it has work.

Importing sacreBLEU stalls every thread of its process, so the desk's own may not do it; starting
one for each confirmation would take a second each time. What is measured is ``workbench.evaluate``'s
affair, and what does not come about here is measured the next time.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import threading
from typing import TYPE_CHECKING

from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from workbench.store import Project

__all__ = ["Meter"]

_MOST = 2000
"""Segments measured at one request, a few seconds."""
_PATIENCE_SECONDS = 60.0
_IDLE_SECONDS = 300.0
"""Without a request before the process ends: it holds some 60 MB."""


class Meter:
    """Records the edits of what was reviewed; may be asked by several threads."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._lock = threading.Lock()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None

    def measure(self, project: Project) -> None:
        """Record what is not recorded yet, and wait for it.

        Args:
            project: of the calling thread; the process opens one of its own.
        """
        if not project.effort.pairs(unmeasured=True):
            return
        with self._lock, contextlib.suppress(EOFError, OSError):
            connection = self._running()
            connection.send((project.path, project.author))
            if connection.poll(_PATIENCE_SECONDS):
                connection.recv()
            else:
                self._end()

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
        process = context.Process(
            target=_serve, args=(there,), name="workbench-effort", daemon=True
        )
        # As for the engine's process: what stands in the place of the stream may have no number.
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


def _serve(connection: Connection) -> None:
    """Measure whenever asked, until nobody asks any more; runs in the process."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)  # the terminal belongs to the desk
    with contextlib.suppress(OSError):
        os.nice(10)  # the person at the keys comes first
    from workbench.evaluate.effort import measure_effort
    from workbench.store import Project

    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while connection.poll(_IDLE_SECONDS):
            path, author = connection.recv()
            with (
                contextlib.suppress(WorkbenchError),
                Project.open(path, create=False, author=author, wait_seconds=2) as project,
            ):
                measure_effort(project, most=_MOST)
            connection.send(None)
