"""How sure the decoder was, read ahead: the scores of a whole project are more than a moment's work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.desk.doubt import by_doubt
from workbench.errors import WorkbenchError
from workbench.evaluate.quality import QualityEstimate
from workbench.tui.asking import Asking
from workbench.tui.jobs import is_cancelled
from workbench.tui.messages import DoubtRead

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.store import RowRecord

__all__ = ["DoubtActs"]


class DoubtActs(Asking):
    """The part of the application that knows the scores."""

    def begin_doubting(self) -> None:
        """Read the scores; until they are there nothing is said of them."""
        self.read_doubt(self.session.project.path, self.session.rows)

    def read_doubt(self, path: Path, rows: list[RowRecord]) -> None:
        """Hold all scores against one another."""

        def job() -> None:
            try:
                with self.lent(path, readonly=True) as project:
                    estimate = QualityEstimate(project)
            except WorkbenchError as error:
                self.log.error(str(error))
                return
            order = by_doubt(list(rows))
            if not is_cancelled():
                self.post_message(DoubtRead(estimate, rows, order))

        self.beside(job, group="doubt", description="scores")

    def on_doubt_read(self, message: DoubtRead) -> None:
        """Tell of them from now on."""
        self.session.sureness.use(message.estimate)
        self.session.know_doubt(message.rows, message.order)
        self._show_facts()
