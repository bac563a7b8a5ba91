"""Where a concept occurs in stored segments, with what became of it.

The glossary as it is now says where the concept stands in the Dutch, the stored terms say how it was
rendered and by which rung; an occurrence that nobody has treated yet has neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.glossary.match import Matcher
    from workbench.model import State, StoredSegment, TermHit

__all__ = ["Occurrence", "find_occurrences"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One place where a concept stands."""

    document: str
    number: int
    state: State
    hit: TermHit
    source: str
    """The segment's Dutch, in which the hit's offsets count."""
    target: str
    """Its English, empty where there is none."""
    rendering: str
    """The slice of the English, empty where nothing was rendered."""
    target_start: int | None
    target_end: int | None
    rung: str | None
    """None where the stored terms do not know this occurrence."""


def find_occurrences(
    concept: str, segments: Iterable[StoredSegment], matcher: Matcher
) -> Iterator[Occurrence]:
    """Yield the occurrences of a concept in order.

    Args:
        concept: its id.
        segments: the stored segments to look in.
        matcher: of the glossary as it is now.
    """
    for stored in segments:
        for hit in matcher.match(stored.segment.source).hits:
            if hit.concept == concept:
                yield _occurrence(stored, hit)


def _occurrence(stored: StoredSegment, hit: TermHit) -> Occurrence:
    rendering = stored.rendering
    term = next(
        (
            term
            for term in (rendering.terms if rendering is not None else ())
            if term.get("concept") == hit.concept and term.get("start") == hit.start
        ),
        {},
    )
    start, end, rung = term.get("target_start"), term.get("target_end"), term.get("rung")
    return Occurrence(
        document=stored.document,
        number=stored.segment.number,
        state=stored.state,
        hit=hit,
        source=stored.segment.source,
        target=rendering.target if rendering is not None else "",
        rendering=str(term.get("rendering") or ""),
        target_start=start if isinstance(start, int) else None,
        target_end=end if isinstance(end, int) else None,
        rung=None if rung is None else str(rung),
    )
