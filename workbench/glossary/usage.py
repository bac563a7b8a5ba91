"""Where a concept occurs in stored segments, with what became of it.

The glossary as it is now says where the concept stands in the Dutch, the stored terms say how it was
rendered and by which rung; an occurrence that nobody has treated yet has neither.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.glossary.renderings import rendering_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.glossary.match import Matcher
    from workbench.model import State, StoredSegment, TermHit

__all__ = ["Occurrence", "Spread", "find_occurrences", "spread"]


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


@dataclass(slots=True, kw_only=True)
class Spread:
    """Every rendering that one concept got, over all documents."""

    concept: str
    mentions: int = 0
    documents: set[str] = field(default_factory=set)
    renderings: dict[str, Counter[str]] = field(default_factory=dict)
    """For each Dutch form, as listed or derived, how often it was rendered by what."""
    bare: int = 0
    """Mentions without a rendering of their own: not treated, shared with another, or missing."""

    @property
    def consistent(self) -> bool:
        """Whether every form came out one way; capitals, possessives and ``the`` do not count."""
        return all(
            len({rendering_key(text) for text in found}) <= 1 for found in self.renderings.values()
        )


def spread(segments: Iterable[StoredSegment], matcher: Matcher) -> list[Spread]:
    """Return the renderings of every concept that occurs, the most mentioned first.

    Args:
        segments: the stored segments to look in.
        matcher: of the glossary as it is now.
    """
    found: dict[str, Spread] = {}
    for stored in segments:
        for hit in matcher.match(stored.segment.source).hits:
            one = found.setdefault(hit.concept, Spread(concept=hit.concept))
            occurrence = _occurrence(stored, hit)
            one.mentions += 1
            one.documents.add(stored.document)
            if occurrence.rendering:
                one.renderings.setdefault(hit.source, Counter())[occurrence.rendering] += 1
            else:
                one.bare += 1
    return sorted(found.values(), key=lambda one: (-one.mentions, one.concept))
