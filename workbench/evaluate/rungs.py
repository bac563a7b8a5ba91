"""Which rung of the ladder the terms of a project were rendered by, and which terms are missing.

Whether a mention is rendered is judged anew from the texts, as for the term figures; only how it
came about is taken from what is stored with the rendering.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.glossary.satisfy import verify

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.glossary.match import Matcher
    from workbench.model import StoredSegment

__all__ = ["UNRECORDED", "RungCount", "missing_terms", "rung_counts"]

UNRECORDED = "unrecorded"
"""A term that the glossary did not know yet when the segment was rendered."""
_ORDER = (
    "whole",
    "annotated",
    "free",
    "nbest",
    "constrained",
    "negative",
    "substitution",
    "memory",
    "human",
    "waived",
    UNRECORDED,
    "unresolved",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RungCount:
    """The mentions that came to rest at one rung."""

    rung: str
    mentions: int
    satisfied: int
    """Of them those that the English renders."""


def rung_counts(segments: Iterable[StoredSegment], matcher: Matcher) -> tuple[RungCount, ...]:
    """Return how many mentions came to rest at each rung, from the first rung to the last.

    Args:
        segments: with a current rendering; others are passed over.
        matcher: of the glossary; concepts with status ``preferred`` count.
    """
    mentions: Counter[str] = Counter()
    satisfied: Counter[str] = Counter()
    for stored in segments:
        if stored.rendering is None:
            continue
        hits = [h for h in matcher.match(stored.segment.source).hits if h.status == "preferred"]
        judged = verify(stored.rendering.target, hits)
        rungs = {
            (term.get("concept"), term.get("start")): str(term.get("rung"))
            for term in stored.rendering.terms
        }
        for hit, done in zip(hits, judged.satisfied, strict=True):
            if hit.renderings:
                rung = rungs.get((hit.concept, hit.start), UNRECORDED)
                mentions[rung] += 1
                satisfied[rung] += done
    known = [rung for rung in _ORDER if rung in mentions]
    return tuple(
        RungCount(rung=rung, mentions=mentions[rung], satisfied=satisfied[rung])
        for rung in [*known, *sorted(mentions.keys() - set(known))]
    )


def missing_terms(source: str, target: str, matcher: Matcher) -> tuple[str, ...]:
    """Return the Dutch of terms that the English does not render, each once."""
    hits = [h for h in matcher.match(source).hits if h.status == "preferred"]
    judged = verify(target, hits)
    return tuple(
        dict.fromkeys(
            hit.source
            for hit, done in zip(hits, judged.satisfied, strict=True)
            if hit.renderings and not done
        )
    )
