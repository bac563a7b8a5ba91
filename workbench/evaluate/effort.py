"""Post-edit effort from a project's own history: how much people changed of what machines wrote.

No reference is needed: what a person confirmed is the reference, the machine's last rendering of
the same Dutch before it the hypothesis.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.evaluate.history import periods
from workbench.evaluate.scores import edit_counts, score
from workbench.store.effort import EffortTotals, PostEdited

if TYPE_CHECKING:
    from workbench.evaluate.history import Period
    from workbench.evaluate.scores import Score
    from workbench.store.repo import Project

__all__ = ["Effort", "measure_effort", "post_edit_effort"]

_BATCH = 50
"""Pairs kept at once, so that a long first measurement is not lost when it is broken off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What people did to machine renderings."""

    segments: int
    """Segments that a person confirmed or changed after a machine had rendered them."""
    unchanged: int
    hter: Score | None
    """TER of the machine's rendering against the person's, None where there is no segment."""
    recorded: EffortTotals = field(default_factory=EffortTotals)
    """What the review desk has recorded, with the time it took."""
    periods: tuple[Period, ...] = ()
    """Day by day, where a report is wanted."""


def post_edit_effort(project: Project, *, detailed: bool = False) -> Effort:
    """Return the effort over all documents of a project, which is only read.

    Args:
        project: open for reading.
        detailed: day by day as well.
    """
    pairs = project.effort.pairs()
    machine = [pair.draft for pair in pairs]
    person = [pair.target for pair in pairs]
    return Effort(
        segments=len(person),
        unchanged=sum(a == b for a, b in zip(machine, person, strict=True)),
        hter=next((s for s in score(machine, person) if s.metric == "TER"), None)
        if person
        else None,
        recorded=sum(project.effort.by_document().values(), EffortTotals()),
        periods=periods(pairs) if detailed else (),
    )


def measure_effort(project: Project, *, most: int | None = None) -> int:
    """Work out the edits of whatever was post-edited since, keep them, and return how many.

    Args:
        project: open for writing.
        most: pairs to take on, at a few milliseconds each; None for all.
    """
    pairs = project.effort.pairs(unmeasured=True)[:most]
    for start in range(0, len(pairs), _BATCH):
        part = pairs[start : start + _BATCH]
        counts = edit_counts([(pair.draft, pair.target) for pair in part])
        project.effort.record(
            PostEdited(
                rendering_id=pair.rendering_id, draft_id=pair.draft_id, edits=edits, words=words
            )
            for pair, (edits, words) in zip(part, counts, strict=True)
        )
    return len(pairs)
