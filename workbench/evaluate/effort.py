"""Post-edit effort from a project's own history: how much people changed of what machines wrote.

No reference is needed: what a person confirmed is the reference, the machine's last rendering of
the same Dutch before it the hypothesis.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.evaluate.scores import score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.evaluate.scores import Score
    from workbench.model import Rendering
    from workbench.store.repo import Project

__all__ = ["Effort", "post_edit_effort"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What people did to machine renderings."""

    segments: int
    """Segments that a person confirmed or changed after a machine had rendered them."""
    unchanged: int
    hter: Score | None
    """TER of the machine's rendering against the person's, None where there is no segment."""


def post_edit_effort(project: Project) -> Effort:
    """Return the effort over all documents of a project, which is only read."""
    machine: list[str] = []
    person: list[str] = []
    for record in project.documents():
        for stored in project.segments(record.id):
            current = stored.rendering
            if current is None or current.origin != "human" or not current.target.strip():
                continue
            before = _machine_before(project.history(stored.id), current)
            if before is not None:
                machine.append(before.target)
                person.append(current.target)
    return Effort(
        segments=len(person),
        unchanged=sum(a == b for a, b in zip(machine, person, strict=True)),
        hter=next((s for s in score(machine, person) if s.metric == "TER"), None)
        if person
        else None,
    )


def _machine_before(history: Sequence[Rendering], current: Rendering) -> Rendering | None:
    """Return the last engine rendering of the same Dutch before the current one."""
    found: Rendering | None = None
    for rendering in history:
        if rendering.id == current.id:
            break
        if rendering.origin == "engine" and rendering.source == current.source:
            found = rendering
    return found
