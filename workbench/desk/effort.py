"""What the desk tells about post-edit effort: one article beside its project.

Reads what is recorded; measuring is ``workbench.evaluate``'s, and beside a screen it happens in the
process of ``meter``.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from workbench.evaluate.effort import measure_effort
from workbench.store.effort import EffortTotals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.store import Project
    from workbench.store.effort import SegmentEffort

__all__ = [
    "BANDS",
    "MOST",
    "ArticleEffort",
    "EffortReport",
    "keep_effort",
    "read_effort",
]

MOST = 200
"""Segments measured in one go, half a second: nobody reviews more between two of them."""
BANDS: tuple[tuple[str, float], ...] = (
    ("unchanged", 0.0),
    ("to 10", 10.0),
    ("to 25", 25.0),
    ("to 50", 50.0),
    ("over 50", float("inf")),
)
"""Of HTER: a name, and the highest figure that belongs to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleEffort:
    """One article, or all of them together."""

    name: str
    done: int
    """Segments reviewed or final."""
    segments: int
    totals: EffortTotals


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortReport:
    """What the summary shows."""

    article: ArticleEffort
    project: ArticleEffort
    articles: Sequence[ArticleEffort]
    segments: Sequence[SegmentEffort]
    """Of the article, in order, those with anything recorded."""

    @property
    def bands(self) -> list[tuple[str, int]]:
        """Return how many segments of the article fall into each band of HTER."""
        counts = dict.fromkeys((name for name, _ in BANDS), 0)
        for one in self.segments:
            if one.hter is not None:
                counts[next(name for name, most in BANDS if one.hter <= most)] += 1
        return list(counts.items())

    @property
    def seconds(self) -> list[float]:
        """Return the time of the article's reviewed segments, in their order."""
        return [one.active_ms / 1000 for one in self.segments if one.reviewed and one.active_ms]

    @property
    def median_seconds(self) -> float | None:
        """Return the time of the segment in the middle, None where no time is known."""
        return median(self.seconds) if self.seconds else None


def keep_effort(project: Project, spent_ms: Mapping[int, int]) -> None:
    """Record time by segment, and the edits of whatever was reviewed since the last call."""
    if spent_ms:
        project.effort.add_time(spent_ms)
    measure_effort(project, most=MOST)


def read_effort(project: Project, document_id: int) -> EffortReport:
    """Return the effort at one article of a project and at all."""
    totals = project.effort.by_document()
    articles = [
        ArticleEffort(
            name=document.name,
            done=document.states.get("reviewed", 0) + document.states.get("final", 0),
            segments=document.segments,
            totals=totals.get(document.id, EffortTotals()),
        )
        for document in project.documents()
    ]
    current = next(
        at for at, document in enumerate(project.documents()) if document.id == document_id
    )
    return EffortReport(
        article=articles[current],
        project=ArticleEffort(
            name="the project",
            done=sum(one.done for one in articles),
            segments=sum(one.segments for one in articles),
            totals=sum((one.totals for one in articles), EffortTotals()),
        ),
        articles=articles,
        segments=project.effort.segments(document_id),
    )
