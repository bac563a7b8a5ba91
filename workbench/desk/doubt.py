"""Which drafts of an article a decoder was least sure of, to begin a review with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.evaluate.quality import QualityEstimate, usual

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.model import Rendering
    from workbench.store.records import RowRecord
    from workbench.store.repo import Project

__all__ = ["Sureness", "by_doubt"]


class Sureness:
    """Tells how sure a decoder was of a draft, beside the others of the project."""

    def __init__(self, project: Project) -> None:
        """Read nothing yet: the scores of a whole project are read once, when first asked."""
        self._project = project
        self._estimate: QualityEstimate | None = None

    @property
    def ready(self) -> bool:
        """Whether it can tell at once."""
        return self._estimate is not None

    def use(self, estimate: QualityEstimate) -> None:
        """Take scores that were read elsewhere: a second's work for 50,000 segments."""
        self._estimate = estimate

    def __call__(self, rendering: Rendering | None) -> str:
        """Return it in words, empty where no decoder made the rendering."""
        if rendering is None or rendering.score is None:
            return ""
        if self._estimate is None:
            self._estimate = QualityEstimate(self._project)
        quality = self._estimate(rendering.score, rendering.signature, rendering.source)
        return "" if quality is None else str(quality)


def by_doubt(rows: Sequence[RowRecord]) -> list[int]:
    """Return the ids of the rows with a score, the least sure for their length first."""
    known = [(row.score, len(row.source), row.id) for row in rows if row.score is not None]
    line = usual((score, length) for score, length, _ in known)
    return [
        row_id
        for _, row_id in sorted(
            (line.excess(score, length), row_id) for score, length, row_id in known
        )
    ]
