"""Taking acts back and doing them again, across restarts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.desk.judge import Judge
from workbench.desk.outcome import Outcome
from workbench.desk.pending import Pending, finish
from workbench.desk.replacing import Replacing, Several, read_several
from workbench.desk.row_table import Exchanged, exchange
from workbench.desk.terms import take_out
from workbench.desk.waiving import Waiving
from workbench.errors import WorkbenchError
from workbench.guide import load_guide

if TYPE_CHECKING:
    from workbench.desk.pending import Begun
    from workbench.desk.row_table import Marker
    from workbench.desk.terms import NewTerm
    from workbench.glossary.file import Glossary
    from workbench.store import Project
    from workbench.store.records import Undone

__all__ = ["Undoing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What a step back or on has come to in the project."""

    undone: Undone | None
    marker: Marker | None
    """What to know the project by; None where somebody else had changed something besides."""
    exchanged: Exchanged | None = None
    several: Several | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Added:
    """A term that was put into the glossary from here."""

    concept: str
    term: NewTerm
    sha256: str
    """Of the glossary's file with it."""
    document: int
    after: int
    """The act that was the last one in the document then; 0 for none."""


class Undoing(Waiving, Replacing):
    """A seat from which acts are undone and redone, and terms that were added taken out again."""

    _added: tuple[_Added, ...] = ()

    def _note_term(self, concept: str, term: NewTerm, glossary: Glossary) -> None:
        """Keep what undo needs to take a term out again."""
        added = _Added(
            concept=concept,
            term=term,
            sha256=glossary.sha256,
            document=self.document.id,
            after=self._last_act(),
        )
        self._added = (*self._added, added)

    def _last_act(self) -> int:
        following = self.desk.upcoming(self.document.id)
        return following.act_id if following is not None else 0

    @property
    def takes_term_out(self) -> bool:
        """Whether the next undo takes out a term, because nothing else was done since."""
        return not self.changed and self.conflict is None and self._term_to_undo() is not None

    def _term_to_undo(self) -> _Added | None:
        last = self._added[-1] if self._added else None
        if last is None or last.document != self.document.id or last.after != self._last_act():
            return None
        return last

    def _take_term_out(self, added: _Added) -> Outcome:
        """Take a term out again, if nobody has changed the glossary since."""
        said = f"{added.term.nl} → {added.term.en}"
        path = self.glossary_path
        glossary = None if path is None else take_out(path, added.concept, sha256=added.sha256)
        self._added = self._added[:-1]
        if glossary is None:
            remove = f"`workbench glossary remove {added.concept}` takes it out"
            following = self.desk.upcoming(self.document.id)
            more = "" if following is None else f"; once more undoes: {following.what}"
            return Outcome(
                kind="nothing",
                message=f"{said} stays in the glossary, changed since: {remove}{more}",
            )
        self._go_by(glossary)
        return Outcome(kind="done", message=f"undone: {said} is out of the glossary again")

    def _go_by(self, glossary: Glossary) -> None:
        """Judge by a glossary that was written from here."""
        guide = load_guide(glossary, project=self.project.path)
        self.judge = Judge(glossary, guide=guide, names=self.surnames)

    def upcoming(self) -> Undone | None:
        """Return the act that the next undo would take back; None where it would be typing."""
        if self.changed or self.conflict is not None:
            return None
        return self.desk.upcoming(self.document.id)

    def undo(self) -> Outcome:
        """Take back what was typed here, else the last act in this document, whenever it was."""
        return finish(self.begin_undo(), self.project)

    def begin_undo(self) -> Begun:
        """Begin to undo; an act on one segment is over at once."""
        if self.conflict is not None:
            return self._in_conflict()
        if not self.changed:
            added = self._term_to_undo()
            return self._begin_step(back=True) if added is None else self._take_term_out(added)
        typed, self.text = self.text, self.began
        try:
            self.save()
        except WorkbenchError:
            self.text = typed
            raise
        return Outcome(kind="done", message="back to the last rendering")

    def redo(self) -> Outcome:
        """Do again what was undone last in this document."""
        return finish(self.begin_redo(), self.project)

    def begin_redo(self) -> Begun:
        """Begin to redo; an act on one segment is over at once."""
        outcome = self.leave()
        return self._begin_step(back=False) if outcome.ok else outcome

    def _begin_step(self, *, back: bool) -> Begun:
        document_id, marker = self.document.id, self._marker
        pending = Pending(
            saying="undoing" if back else "doing it again",
            run=lambda project: _step(project, document_id, marker, back=back),
            take=lambda step: self._take_step(step, back=back),
        )
        if self.desk.is_large(document_id, back=back):
            return pending
        return finish(pending, self.project)

    def _take_step(self, step: _Step, *, back: bool) -> Outcome:
        undone = step.undone
        if undone is None:
            return Outcome(kind="nothing", message=f"nothing to {'undo' if back else 'redo'}")
        if step.exchanged is not None:
            at = self._follow(step.exchanged)
        else:
            if step.several is not None:
                self._take_several(step.several)
            at = self._index_of(undone.segment_id)
            self._refresh_row(at)
        self._enter(at)
        if undone.done and undone.what in {"waive", "reopen"}:
            # It may have been a waiver, with which a finding comes or goes.
            self._keep_findings()
            self._refresh_row()
        self._keep_shown()
        self._remember()
        if step.exchanged is None and step.several is None and step.marker is not None:
            self._marker = step.marker
        if not undone.done:
            return Outcome(
                kind="nothing",
                message=f"segment {undone.number} was changed elsewhere since: left as it is",
            )
        what = f"{'undone' if back else 'redone'}: {undone.what} of "
        if not undone.several:
            return Outcome(kind="done", message=f"{what}segment {undone.number}")
        what += f"{len(undone.several)} segments"
        if undone.left:
            what += f"; {undone.left} changed elsewhere since and left alone"
        return Outcome(kind="done", message=what)

    def _index_of(self, segment_id: int) -> int:
        """Return where a segment stands among the rows, which may have to be read again."""
        at = self._at(segment_id)
        if at is None:
            self._load_rows()
            at = self._at(segment_id)
        return self.index if at is None else at


def _step(project: Project, document_id: int, marker: Marker, *, back: bool) -> _Step:
    """Undo or redo in a project, and read what has to be shown of it."""
    found: list[tuple[Undone | None, Marker | None]] = []

    def act() -> tuple[tuple[int, ...], tuple[int, ...]] | None:
        current = project.desk.marker(document_id) == marker
        undone = project.desk.undo(document_id) if back else project.desk.redo(document_id)
        found.append((undone, project.desk.marker(document_id) if current else None))
        return (undone.went, undone.came) if undone is not None and undone.came else None

    exchanged = exchange(project, document_id, marker, act)
    undone, after = found[0]
    several = None
    if undone is not None and undone.several:
        several = read_several(project, document_id, undone.several)
    return _Step(undone=undone, marker=after, exchanged=exchanged, several=several)
