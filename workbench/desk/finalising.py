"""Marking segments final, one by one or all that an article has reviewed.

Final is a state beside reviewed and no other text: nothing but states is changed where nothing was
typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.desk.outcome import Outcome
from workbench.desk.pending import Pending
from workbench.desk.replacing import Replacing, read_several
from workbench.model import Severity
from workbench.store.records import Base
from workbench.text.counting import counted

if TYPE_CHECKING:
    from workbench.desk.pending import Begun
    from workbench.desk.replacing import Several
    from workbench.model import State
    from workbench.store import Project

__all__ = ["Finalising"]


class Finalising(Replacing):
    """A seat from which segments are marked final."""

    def finalise(self) -> Outcome:
        """Mark the segment final, with what was typed there."""
        if self.conflict is not None:
            return self._in_conflict()
        if self.stored.state == "final" and not self.changed:
            return Outcome(kind="nothing", message="it is final already")
        if not self.text.strip() and (self.changed or not self.stored.omitted):
            return Outcome(kind="nothing", message="no English here: confirm it as left out first")
        if self.changed or self.stored.state != "reviewed":
            outcome = self._commit("final", what="final")
            return Outcome(kind=outcome.kind, message=outcome.message or "final")
        return self._state("final", what="final", message="final")

    def finalise_and_next(self) -> Outcome:
        """Mark the segment final and go to the next visible one; one that is final already too."""
        number = self.row.number
        already = self.stored.state == "final" and not self.changed
        outcome = self.finalise()
        if not outcome.ok or (outcome.kind == "nothing" and not already):
            return outcome
        said = f"segment {number} is final already" if already else ""
        later = [i for i in self.visible if i > self.index]
        if later:
            self._enter(later[0])
            return Outcome(kind=outcome.kind, message=said)
        left = sum(row.state != "final" for row in self.rows)
        end = f"the last segment; {left} are not final yet" if left else "the article is final"
        return Outcome(kind=outcome.kind, message=f"{said}; {end}" if said else end)

    def to_finalise(self) -> tuple[list[Base], int]:
        """Return the reviewed segments whose Dutch has not changed since.

        How many of them have a critical finding is the second thing.
        """
        ready = [row for row in self.rows if row.state == "reviewed" and not row.stale]
        critical = sum(row.severity == Severity.CRITICAL for row in ready)
        return (
            [Base(segment_id=r.id, rendering_id=r.rendering_id, source=r.source) for r in ready],
            critical,
        )

    def begin_finalise_all(self) -> Begun:
        """Begin to mark all reviewed segments of the article final, as one act."""
        outcome = self.leave()
        if not outcome.ok:
            return outcome
        bases, _ = self.to_finalise()
        document_id = self.document.id

        def run(project: Project) -> tuple[list[int], Several]:
            done = project.desk.set_states(bases, "final", of="reviewed", what="final")
            return done, read_several(project, document_id, done)

        def take(found: tuple[list[int], Several]) -> Outcome:
            done, several = found
            self._take_several(several)
            if not done:
                return Outcome(kind="nothing", message="no segment waits to be marked final")
            left = len(bases) - len(done)
            message = f"{counted(len(done), 'segment')} marked final; one undo takes it back"
            if left:
                message += f"; {left} changed elsewhere meanwhile and left alone"
            return Outcome(kind="done", message=message)

        return Pending(saying="marking all reviewed segments final", run=run, take=take)

    def _state(self, state: State, *, what: str, message: str) -> Outcome:
        self._forget_undone()
        if not self.desk.set_state(self.base, state, what=what):
            self._set_conflict()
            return self._in_conflict()
        self._after_act()
        return Outcome(kind="done", message=message)
