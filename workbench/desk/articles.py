"""Taking articles out of a project from the desk, bringing them back, giving them other names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.desk.outcome import Outcome
from workbench.desk.pending import finish
from workbench.desk.seat import Seat, is_unfinished

if TYPE_CHECKING:
    from workbench.desk.pending import Begun
    from workbench.store import DocumentRecord

__all__ = ["Articles"]


class Articles(Seat):
    """A seat from which the project's articles are looked after."""

    def removed_documents(self) -> list[DocumentRecord]:
        """Return the articles that were taken out and can come back."""
        return self.project.removed_documents()

    def remove_document(self, document_id: int) -> Outcome:
        """Take an article out of the project; the current one is left for another first."""
        return finish(self.begin_remove(document_id), self.project)

    def begin_remove(self, document_id: int) -> Begun:
        """Begin to take an article out; another one has to be opened where it is the current one."""
        if document_id == self.document.id:
            others = [d for d in self.documents() if d.id != document_id and d.segments]
            if not others:
                return Outcome(kind="nothing", message="it is the only article: it stays")
            outcome = self.leave()
            if not outcome.ok:
                return outcome
        else:
            others = []
        name = next((d.name for d in self.documents() if d.id == document_id), "")
        if not self.project.remove_document(document_id):
            return Outcome(kind="nothing", message="it is removed already")
        outcome = Outcome(
            kind="done", message=f"{name} is removed with all it has; the list brings it back"
        )
        if not others:
            return outcome
        return self._opening(next((d for d in others if is_unfinished(d)), others[0]), outcome)

    def restore_document(self, document_id: int) -> Outcome:
        """Bring a removed article back."""
        name = self.project.restore_document(document_id)
        return Outcome(kind="done", message=f"{name} is back")

    def rename_document(self, document_id: int, name: str) -> Outcome:
        """Give an article another name.

        Raises:
            UsageError: it cannot be called so, or another article is.
        """
        new = self.project.rename_document(document_id, name)
        if document_id == self.document.id:
            self.document = next(d for d in self.documents() if d.id == document_id)
            self._marker = self.desk.marker(document_id)
        return Outcome(kind="done", message=f"the article is called {new}")
