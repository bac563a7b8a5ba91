"""Measuring edits beside a screen, in a process of its own that lives as long as it has work.

Importing sacreBLEU stalls every thread of its process, so the desk's own may not do it; starting
one for each confirmation would take a second each time. What is measured is ``workbench.evaluate``'s
affair, and what does not come about here is measured the next time.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from workbench.desk.beside import Beside, step_back
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


class Meter(Beside):
    """Records the edits of what was reviewed; may be asked by several threads."""

    def __init__(self) -> None:
        """Start nothing yet."""
        super().__init__(_serve, name="workbench-effort")

    def measure(self, project: Project) -> None:
        """Record what is not recorded yet, and wait for it.

        Args:
            project: of the calling thread; the process opens one of its own.
        """
        if project.effort.pairs(unmeasured=True):
            self.ask((project.path, project.author), seconds=_PATIENCE_SECONDS)


def _serve(connection: Connection) -> None:
    """Measure whenever asked, until nobody asks any more; runs in the process."""
    step_back(behind=True)
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
