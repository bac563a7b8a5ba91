"""Two at one article: taking in what others have changed, and ending a conflict with them.

A seat notices a conflict whenever it writes or enters a segment; here it is ended, and looked for
between the acts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.desk.outcome import Outcome
from workbench.desk.pending import Pending, finish
from workbench.desk.row_table import read_rows
from workbench.desk.seat import Seat
from workbench.model import Draft

if TYPE_CHECKING:
    from workbench.desk.pending import Begun
    from workbench.store import RowRecord

__all__ = ["Sharing"]


class Sharing(Seat):
    """A seat that others may write beside."""

    def resolve(self, keep: str) -> Outcome:
        """End a conflict: ``mine`` stays in the editor as a change of theirs, or ``theirs`` stays.

        With ``theirs`` the own text becomes a rendering in the history before theirs is current
        again, so that it can still be taken.
        """
        if self.conflict is None:
            return Outcome(kind="nothing")
        mine = self.conflict.mine
        self.conflict = None
        self._reload()
        if keep == "mine":
            self.text = mine
            self._saved = None
            self.save()
            return Outcome(kind="done", message="your text is kept; confirm it or go on editing")
        if mine.strip() and mine != self.began:
            self.project.add_rendering(
                self.stored.id,
                draft=Draft(target=mine, decoded=False),
                origin="human",
                make_current=False,
                state=None,
                author=self.desk.author,
            )
        self.desk.drop_draft(self.stored.id)
        self._saved = None
        self._reload()
        self._catch_up()
        return Outcome(kind="done", message="their text stays; yours is in the history")

    def poll(self) -> bool:
        """Take in what others have changed; return whether there was anything.

        A segment that is being typed at becomes a conflict; all others simply show the new text.
        """
        return finish(self.begin_poll(), self.project).kind != "nothing"

    def begin_poll(self) -> Begun:
        """Begin to take in what others have changed; a few rows are taken in at once."""
        before, now = self._marker, self.desk.marker(self.document.id)
        if now == before:
            return Outcome(kind="nothing")
        rows = self.desk.changed_rows(self.document.id, before, now=now)
        if rows is not None and not rows:
            self._marker = now  # somewhere else in the project
            return Outcome(kind="nothing")
        if rows is not None and self._take_in(rows):
            self._marker = now
            return self._look_again()
        document_id = self.document.id

        def take(read: tuple[list[RowRecord], tuple[object, ...]]) -> Outcome:
            if self._marker != before or self.document.id != document_id:
                # Something was done here meanwhile, which these rows need not know of.
                return Outcome(kind="nothing")
            self._adopt(*read)
            return self._look_again()

        return Pending(
            saying="reading what others have changed",
            run=lambda project: read_rows(project, document_id),
            take=take,
        )

    def _look_again(self) -> Outcome:
        """Look what has become of the current segment, after rows have been taken in."""
        current_id, text, base, changed = self.stored.id, self.text, self.base, self.changed
        conflict = self.conflict
        at = self._at(current_id)
        if at is None:
            # Gone from its source; draft text stays with it and comes back if the segment does.
            if changed:
                self.desk.save_draft(base, text)
            self._enter(min(self.index, len(self.rows) - 1))
            return Outcome(kind="done")
        if self.desk.row(current_id) is None:  # the whole article is empty
            return Outcome(kind="nothing")
        self.index = at
        self._keep_shown()
        self._reload()
        if changed or conflict is not None:
            self.text = text
            if conflict is not None or self.base != base:
                self.base = base
                if text != self.began or base.source != self.stored.segment.source:
                    self._set_conflict()
                else:
                    self._enter(at)
        return Outcome(kind="done")
