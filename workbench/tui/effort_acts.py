"""Post-edit effort at the desk: keeping time while somebody works, and the summary of it.

Time is written after acts, now and then. Edits are measured by another process, a moment after
something was confirmed, when somebody wants to see them, or when the desk has been left.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual import work

from workbench.desk.effort import read_effort
from workbench.errors import WorkbenchError
from workbench.store import Project
from workbench.tui.effort_screen import EffortScreen
from workbench.tui.jobs import is_cancelled
from workbench.tui.messages import EffortKept, EffortRead
from workbench.tui.reviewing_acts import ReviewingActs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from textual.timer import Timer

    from workbench.desk.meter import Meter
    from workbench.desk.stopwatch import Stopwatch

__all__ = ["EffortActs"]

MEASURE_SECONDS = 2.0
"""After the last confirmation before its edits are measured."""

KEEP_SECONDS = 20.0
"""Between two times that effort is written; what is lost by a kill is less time than this."""


class EffortActs(ReviewingActs):
    """The effort's part of the application."""

    stopwatch: Stopwatch
    meter: Meter
    _kept: float
    _measuring: Timer | None = None

    def touch(self) -> None:
        """Note that the person is at the current segment."""
        self.stopwatch.touch(self.session.stored.id)

    def begin_keeping(self) -> None:
        """Keep time from now on."""
        self._kept = time.monotonic()
        self.touch()

    def keep_now_and_then(self) -> None:
        """Write the time after an act that has just written something itself.

        Nobody else writes at that moment, so it need not be waited for; a connection of its own
        would have to be opened and closed, in the way of whoever does.
        """
        if time.monotonic() - self._kept < KEEP_SECONDS:
            return
        self._kept = time.monotonic()
        spent = self.stopwatch.take()
        try:
            self.session.project.effort.add_time(spent)
        except WorkbenchError as error:
            self.log.error(str(error))
            self.stopwatch.give_back(spent)

    def action_confirm(self) -> None:
        """Confirm, go on, and have the edits measured."""
        super().action_confirm()
        self.measure_soon()

    def action_finalise(self) -> None:
        """Mark final, and have the edits measured."""
        super().action_finalise()
        self.measure_soon()

    def measure_soon(self) -> None:
        """Measure what was reviewed, once no more has been for a moment."""
        if self._measuring is not None:
            self._measuring.stop()
        self._measuring = self.set_timer(MEASURE_SECONDS, self._measure)

    def _measure(self) -> None:
        self._measuring = None
        if self.session.project.alone:
            return  # it is measured when the desk has been left
        self.measure(self.session.project.path, self.session.desk.author)

    @work(thread=True, exit_on_error=False, group="measure", description="measuring")
    def measure(self, path: Path, author: str) -> None:
        """Have what is not measured yet measured, so that ``status`` can tell of it."""
        try:
            with Project.open(path, create=False, readonly=True, author=author) as project:
                self.meter.measure(project)
        except WorkbenchError as error:
            self.log.error(str(error))

    def keep_time(self) -> None:
        """Write the time that is not written yet, before the desk is left.

        Raises:
            WorkbenchError: the project cannot be written just now.
        """
        self.touch()
        spent = self.stopwatch.take()
        if spent:
            self.session.project.effort.add_time(spent)

    def on_effort_kept(self, message: EffortKept) -> None:
        """Take back what could not be written; the next time tries it again."""
        self.stopwatch.give_back(message.returned)

    def action_effort(self) -> None:
        """Show the summary."""
        if isinstance(self.screen, EffortScreen):
            self.screen.dismiss()
        elif len(self.screen_stack) == 1:
            self.touch()
            self.push_screen(EffortScreen(drawn=self.drawn))
            self.read_effort(
                self.session.project.path,
                self.session.desk.author,
                self.session.document.id,
                self.stopwatch.take(),
            )

    def read_effort(
        self, path: Path, author: str, document_id: int, spent_ms: Mapping[int, int]
    ) -> None:
        """Write what is not written yet, then read all of it."""

        def job() -> None:
            try:
                with self.lent(path, author=author, wait_seconds=2) as project:
                    project.effort.add_time(spent_ms)
                    if not project.alone:  # else it is measured when the desk has been left
                        self.meter.measure(project)
                    report = read_effort(project, document_id)
            except WorkbenchError as error:
                self.post_message(EffortKept(returned=spent_ms))
                self.post_message(EffortRead(None, reason=str(error)))
                return
            if not is_cancelled():
                self.post_message(EffortRead(report))

        self.beside(job, group="report", description="report")

    def on_effort_read(self, message: EffortRead) -> None:
        """Show it, unless the window was closed meanwhile."""
        if not isinstance(self.screen, EffortScreen):
            return
        if message.report is None:
            self.screen.fail(message.reason)
        else:
            self.screen.show(message.report)
