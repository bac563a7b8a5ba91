"""How sure the decoder was, read ahead: the scores of a whole project are more than a moment's work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.worker import get_current_worker

from workbench.desk.doubt import by_doubt
from workbench.errors import WorkbenchError
from workbench.evaluate.quality import QualityEstimate
from workbench.store import Project
from workbench.tui.acts import Acts
from workbench.tui.messages import DoubtRead

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.store import RowRecord

__all__ = ["DoubtActs"]


class DoubtActs(Acts):
    """The part of the application that knows the scores."""

    def begin_doubting(self) -> None:
        """Read the scores; until they are there nothing is said of them."""
        self.read_doubt(self.session.project.path, self.session.rows)

    @work(thread=True, exclusive=True, exit_on_error=False, group="doubt", description="scores")
    def read_doubt(self, path: Path, rows: list[RowRecord]) -> None:
        """Hold all scores against one another."""
        try:
            with Project.open(path, create=False, readonly=True) as project:
                estimate = QualityEstimate(project)
        except WorkbenchError as error:
            self.log.error(str(error))
            return
        order = by_doubt(list(rows))
        if not get_current_worker().is_cancelled:
            self.post_message(DoubtRead(estimate, rows, order))

    def on_doubt_read(self, message: DoubtRead) -> None:
        """Tell of them from now on."""
        self.session.sureness.use(message.estimate)
        self.session.know_doubt(message.rows, message.order)
        self._show_facts()
