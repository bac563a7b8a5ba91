"""Small documents and drafts for the tests of the project store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.model import Document, Draft, Finding, Segment, Severity, TermHit, TermOutcome
from workbench.store import DraftItem, Project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = [
    "document",
    "draft",
    "finding",
    "outcome",
    "sources",
    "states",
    "sync",
    "targets",
    "translate",
]


def document(
    path: Path | str, sentences: Sequence[str], *, name: str = "", encoding: str = "utf-8"
) -> tuple[Document, list[Segment]]:
    """Make a document of these sentences, two in a unit, with untidy white space between them."""
    text = "  "
    segments = []
    for number, sentence in enumerate(sentences):
        if number:
            text += "\r\n\n" if number % 2 == 0 else " \u00a0"
        segments.append(
            Segment(
                number=number,
                unit=number // 2,
                segment=number % 2,
                kind="sentence",
                start=len(text),
                end=len(text) + len(sentence),
                source=sentence,
            )
        )
        text += sentence
    name = name or str(path).rpartition("/")[2]
    return Document(name=name, path=str(path), text=text + "\n", encoding=encoding), segments


def sync(project: Project, path: Path | str, sentences: Sequence[str], *, name: str = "") -> int:
    """Bring such a document into the project and return its number there."""
    return project.sync_document(*document(path, sentences, name=name)).document.id


def draft(target: str, *, score: float | None = -0.5) -> Draft:
    """Make a draft without terms."""
    return Draft(target=target, score=score, signature="model:tiny|engine:test")


def translate(project: Project, document_id: int, *, key: str = "k1") -> list[int]:
    """Add a draft for whatever needs one, as a batch run does."""
    return project.add_drafts(
        DraftItem(
            segment_id=stored.id,
            draft=draft(f"EN {stored.segment.source}"),
            term_key=key,
            source=stored.segment.source,
        )
        for stored in project.segments(document_id)
        if stored.state in {"initial", "translated"}
        and (stored.rendering is None or stored.stale or stored.term_key != key)
    )


def outcome(concept: str = "almaty") -> TermOutcome:
    """Make the outcome of one term."""
    hit = TermHit(concept=concept, source="Almaty", start=0, end=6, renderings=("Almaty",))
    return TermOutcome(hit=hit, rung="free", rendering="Almaty", target_start=3, target_end=9)


def finding(severity: Severity = Severity.CRITICAL, check: str = "number") -> Finding:
    """Make a finding without a place."""
    return Finding(check=check, severity=severity, message="a figure is missing")


def sources(project: Project, document_id: int) -> list[str]:
    """Return the Dutch of all segments in order."""
    return [stored.segment.source for stored in project.segments(document_id)]


def targets(project: Project, document_id: int) -> list[str | None]:
    """Return the current English of all segments in order."""
    return [
        stored.rendering.target if stored.rendering else None
        for stored in project.segments(document_id)
    ]


def states(project: Project, document_id: int) -> list[str]:
    """Return the states of all segments in order."""
    return [stored.state for stored in project.segments(document_id)]
