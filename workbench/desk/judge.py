"""What the glossary and the checks say about a text that a person is writing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.glossary.match import Matcher, term_key
from workbench.glossary.satisfy import outcome, verify
from workbench.glossary.waived import still_waived
from workbench.qa import PLAIN, check_draft
from workbench.qa.dictionary import dictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbench.glossary.file import Glossary
    from workbench.model import Finding, Rendering, Rung, Segment, TermHit, TermOutcome
    from workbench.qa import Guide

__all__ = ["Judge", "Judgement"]

_CACHED = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Terms and findings of one text."""

    terms: tuple[TermOutcome, ...] = ()
    findings: tuple[Finding, ...] = ()
    term_key: str | None = None
    """Of the concepts that matched; None without a glossary."""


class Judge:
    """Holds texts against one glossary."""

    def __init__(
        self,
        glossary: Glossary | None,
        *,
        guide: Guide = PLAIN,
        names: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        """Keep what is judged by.

        Args:
            glossary: without one there are no terms, and checks still run.
            guide: the house's words and rules.
            names: tells the surnames of the article that is judged, as it is now.
        """
        self.glossary = glossary
        self.guide = guide
        self._names = names
        self._matcher = Matcher(glossary) if glossary is not None and glossary.concepts else None
        self.hits = lru_cache(maxsize=_CACHED)(self._hits)
        self._last: tuple[Segment, str, Rendering | None, frozenset[str], Judgement] | None = None

    def warm_up(self) -> None:
        """Load the dictionaries, 0.3 s in which nothing else runs, before somebody types."""
        # In neither of the two, so that both are asked.
        dictionary(self.guide.language).has("qzxv")

    def _hits(self, source: str) -> tuple[TermHit, ...]:
        return () if self._matcher is None else self._matcher.match(source).hits

    def key(self, source: str) -> str | None:
        """Return the hash of the concepts that match a Dutch text; None without a glossary."""
        return None if self._matcher is None else term_key(self.hits(source))

    def __call__(
        self, segment: Segment, target: str, *, current: Rendering | None = None
    ) -> Judgement:
        """Return terms and findings of ``target`` as the English of ``segment``.

        Args:
            segment: the segment with its Dutch.
            target: what is written there.
            current: the stored rendering, whose rungs stay with the terms that it and ``target``
                render alike.
        """
        # Asked several times for the same text: by list, sidebar and acts.
        names = self._names()
        if self._last is not None:
            same, text, rendering, named, judged = self._last
            if text == target and rendering is current and named is names and same == segment:
                return judged
        judged = self._judged(segment, target, current=current, names=names)
        self._last = (segment, target, current, names, judged)
        return judged

    def _judged(
        self, segment: Segment, target: str, *, current: Rendering | None, names: frozenset[str]
    ) -> Judgement:
        hits = self.hits(segment.source)
        verification = verify(target, hits)
        known = _rungs(current)
        waived: frozenset[tuple[str, int]] = frozenset()
        if current is not None:
            same = current.term_key == term_key(hits)
            waived = still_waived(current.terms, hits, unchanged=same)
        terms: list[TermOutcome] = []
        for hit, place, satisfied in zip(
            hits, verification.placements, verification.satisfied, strict=True
        ):
            text = place.text if place else ""
            rung: Rung = known.get((hit.concept, hit.start, text), "human")
            if not satisfied:
                rung = "unresolved" if hit.enforced or hit.policy == "forbid" else "human"
                if (hit.concept, hit.start) in waived:
                    rung = "waived"
            elif rung in {"unresolved", "waived"}:
                rung = "human"
            terms.append(outcome(hit, place, rung=rung))
        return Judgement(
            terms=tuple(terms),
            findings=check_draft(segment, target, terms, guide=self.guide, names=names),
            term_key=self.key(segment.source),
        )


def _rungs(current: Rendering | None) -> Mapping[tuple[object, object, object], Rung]:
    if current is None:
        return {}
    return {
        (term.get("concept"), term.get("start"), term.get("rendering")): term["rung"]  # type: ignore[misc]
        for term in current.terms
        if term.get("rendering")
    }
