"""What a project's editors changed in drafts, and which surnames a document has.

The raw material of everything that a draft knows of names besides the glossary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.glossary.corrections import Edited, learn_corrections
from workbench.glossary.learned import learned_glossary, uncovered
from workbench.glossary.match import Matcher
from workbench.glossary.surnames import name_hits, surnames_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.model import TermHit
    from workbench.store import Project

__all__ = ["LearnedNames", "editor_edits", "with_surnames"]


def editor_edits(project: Project) -> list[Edited]:
    """Return what editors made of drafts: each one's text beside the draft before it."""
    edits: list[Edited] = []
    for document in project.documents():
        for stored in project.edited_segments(document.id):
            rendering = stored.rendering
            if rendering is None:  # never: a person's text is a rendering
                continue
            before = [
                one
                for one in project.history(stored.id)
                if one.origin == "engine" and one.id < rendering.id
            ]
            if before:
                edits.append(
                    Edited(
                        place=f"{stored.document}:{stored.segment.number}",
                        source=stored.segment.source,
                        draft=before[-1].target,
                        edited=rendering.target,
                    )
                )
    return edits


class LearnedNames:
    """Names as editors rendered them, looked up segment by segment."""

    def __init__(self, project: Project) -> None:
        """Read all edits of a project once; a run sees one state of them."""
        self._matcher = Matcher(learned_glossary(learn_corrections(editor_edits(project))))

    def __call__(self, source: str, hits: Sequence[TermHit]) -> tuple[TermHit, ...]:
        """Return the learned names of a source outside ``hits``, preferred and never forced."""
        if not self._matcher.glossary.concepts:
            return ()
        return uncovered(self._matcher.match(source).hits, hits)


def with_surnames(
    text: str, source: str, hits: Sequence[TermHit], learned: Sequence[TermHit]
) -> tuple[TermHit, ...]:
    """Return learned names and the surnames of a document that a segment of it has.

    Args:
        text: the document's Dutch, of which the beginning is looked at.
        source: the segment's.
        hits: its terms.
        learned: what editors rendered before, outside the terms.
    """
    covered = [(hit.start, hit.end) for hit in (*hits, *learned)]
    return (*learned, *name_hits(source, surnames_in(text), covered))
