"""All renderings of a glossary in a target, counted against the mentions in its source.

``satisfy`` looks for what the hits of a segment ask for. Here the whole glossary is looked for, so
that a rendering which leaks into a segment without its term is seen, too. Renderings are counted
in pools: those that one mention may be rendered by, whatever its concept. The pipeline judges its
hypotheses by this count, and the metrics report it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import ahocorasick_rs

from workbench.glossary.renderings import capitals_fit, rendering_key, stands_alone
from workbench.glossary.surface import plain, surface

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.glossary.file import Glossary
    from workbench.model import TermHit

__all__ = ["Pool", "RenderingIndex", "Surplus"]

_ON_TERMS = 0.5
_SHORTEST = 4  # letters of a Dutch form that say something inside a longer word
Pool = str
"""The rendering key that stands for a set of renderings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surplus:
    """Renderings a target has beyond the mentions of its source, by pool."""

    duplicated: Counter[Pool]
    """Where the source has at least one mention."""
    leaked: Counter[Pool]
    """Where it has none."""
    found: int
    """All renderings found, surplus or not."""

    @property
    def total(self) -> int:
        """Return the number of surplus renderings."""
        return self.duplicated.total() + self.leaked.total()

    def beyond(self, other: Surplus) -> Surplus:
        """Return what this has more than ``other``, which is the same segment decoded freely."""
        mine, theirs = self.duplicated + self.leaked, other.duplicated + other.leaked
        more = mine - theirs
        return Surplus(
            duplicated=Counter({p: n for p, n in more.items() if p in self.duplicated}),
            leaked=Counter({p: n for p, n in more.items() if p in self.leaked}),
            found=self.found,
        )


class RenderingIndex:
    """Finds what any concept in force may be rendered by; built on first use."""

    def __init__(self, glossary: Glossary) -> None:
        """Keep the glossary."""
        self.glossary = glossary

    @cached_property
    def _entries(self) -> dict[str, list[tuple[str, bool]]]:
        """All (comparable spelling, case sensitive) of each key."""
        entries: dict[str, list[tuple[str, bool]]] = {}
        for concept in self.glossary:
            if concept.policy == "forbid":
                continue
            for form in concept.listed:
                if form.status != "preferred":
                    continue
                for text in (form.en, *form.admitted):
                    if text is not None and (key := rendering_key(text)):
                        entries.setdefault(key, []).append((_bare(text), form.sensitive))
        return entries

    @cached_property
    def _stems(self) -> dict[Pool, frozenset[str]]:
        """The Dutch of each pool without its endings, as it may stand inside a longer word."""
        stems: dict[Pool, set[str]] = {}
        for concept in self.glossary:
            for form in concept.listed:
                for text in (form.en, *form.admitted):
                    pool = None if text is None else self._leaders.get(rendering_key(text))
                    if pool is not None and len(stem := _stem(form.folded)) >= _SHORTEST:
                        stems.setdefault(pool, set()).add(stem)
        return {pool: frozenset(found) for pool, found in stems.items()}

    @cached_property
    def _pools(self) -> dict[str, frozenset[Pool]]:
        """The pools that the renderings of each concept are in."""
        return {
            concept.id: frozenset(
                self._leaders[key]
                for form in concept.listed
                for text in (form.en, *form.admitted)
                if text is not None and (key := rendering_key(text)) in self._leaders
            )
            for concept in self.glossary
        }

    @cached_property
    def _keys(self) -> list[str]:
        return list(self._entries)

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        return ahocorasick_rs.AhoCorasick(self._keys, store_patterns=False)

    @cached_property
    def _leaders(self) -> dict[str, str]:
        """Which pool a key belongs to."""
        leader = {key: key for key in self._keys}

        def lead(key: str) -> str:
            while leader[key] != key:
                leader[key] = leader[leader[key]]
                key = leader[key]
            return key

        for concept in self.glossary:
            if concept.policy == "forbid":
                continue
            keys: list[str] = []
            for form in concept.listed:
                own = [
                    key
                    for text in (form.en, *form.admitted)
                    if text is not None and (key := rendering_key(text)) in leader
                ]
                for key in own[1:]:
                    leader[lead(key)] = lead(own[0])
                keys += own
            # A surname stands for the full name of the same person.
            for longer in keys:
                for shorter in keys:
                    at = longer.find(shorter)
                    if (
                        shorter != longer
                        and at >= 0
                        and stands_alone(longer, at, at + len(shorter))
                    ):
                        leader[lead(shorter)] = lead(longer)
        return {key: lead(key) for key in leader}

    def find(self, target: str) -> list[tuple[int, int, Pool]]:
        """Return the renderings in a target, the longest first where they overlap, in order.

        Returns:
            Half-open offsets in the comparable spelling of the target, and the pool.
        """
        if not self._entries:
            return []
        it = surface(target)
        found: list[tuple[int, int, str]] = []
        for index, start, end in self._automaton.find_matches_as_indexes(
            it.folded, overlapping=True
        ):
            key = self._keys[index]
            if stands_alone(it.text, start, end) and any(
                not sensitive or capitals_fit(it.text[start:end], text)
                for text, sensitive in self._entries[key]
            ):
                found.append((start, end, self._leaders[key]))
        chosen: list[tuple[int, int, str]] = []
        taken = bytearray(len(it.text))
        for start, end, pool in sorted(found, key=lambda one: (one[0] - one[1], one[0])):
            if not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                chosen.append((start, end, pool))
        return sorted(chosen)

    def surplus(self, target: str, hits: Sequence[TermHit], *, source: str) -> Surplus:
        """Count renderings beyond mentions; a mention counts once in every pool it can draw on.

        A form inside a longer Dutch word (``gevangenisstraf``) is no hit, but its rendering is a
        translation and no surplus, so it is counted as a mention here. So is a rendering that the
        source itself holds (``Incheon International Airport``).

        Args:
            target: the English.
            hits: of its source.
            source: the Dutch.
        """
        found = Counter(pool for _, _, pool in self.find(target))
        mentions = self._mentions(found, hits, source)
        duplicated: Counter[Pool] = Counter()
        leaked: Counter[Pool] = Counter()
        for pool, count in found.items():
            if count > mentions[pool]:
                (duplicated if mentions[pool] else leaked)[pool] = count - mentions[pool]
        return Surplus(duplicated=duplicated, leaked=leaked, found=found.total())

    def repeated(
        self,
        target: str,
        hits: Sequence[TermHit],
        *,
        source: str,
        placed: Sequence[tuple[int, int]] = (),
    ) -> list[tuple[int, int]]:
        """Return where a target says renderings that ``surplus`` counts as duplicated.

        So is what leaks of another form of a concept that the source does mention: ``Russians``
        beside the ``Russian`` that one ``Russische`` asks for. And so is part of a rendering that
        is asked for, said once more by itself: ``an asylum`` behind an asylum seekers' centre.

        Args:
            target: the English.
            hits: of its source.
            source: the Dutch.
            placed: offsets in ``target`` of the renderings that mentions were given; the surplus
                is looked for among the others first.

        Returns:
            Half-open offsets in ``target``, the last ones of each pool, in order.
        """
        found = self.find(target)
        counts = Counter(pool for _, _, pool in found)
        mentions = self._mentions(counts, hits, source)
        it = surface(target)
        mentioned = {pool for hit in hits for pool in self._pools.get(hit.concept, ())}
        asked = {rendering_key(hit.renderings[0]) for hit in hits if hit.renderings}
        mentioned |= {pool for a, b, pool in found if _is_part(it.folded[a:b], asked)}
        spans: list[tuple[int, int]] = []
        for pool, count in counts.items():
            if count > mentions[pool] and (mentions[pool] or pool in mentioned):
                own = [it.span(start, end) for start, end, other in found if other == pool]
                own.sort(key=lambda span: not any(a < span[1] and span[0] < b for a, b in placed))
                spans += own[mentions[pool] :]
        return sorted(spans)

    def _mentions(
        self, found: Counter[Pool], hits: Sequence[TermHit], source: str
    ) -> Counter[Pool]:
        """Return how often a source asks for each pool; see ``surplus``."""
        mentions: Counter[Pool] = Counter()
        for hit in hits:
            keys = (rendering_key(rendering) for rendering in hit.renderings)
            for pool in {self._leaders[key] for key in keys if key in self._leaders}:
                mentions[pool] += 1
        folded = surface(source).folded
        for pool, count in found.items():
            if count > mentions[pool]:
                inside = max((folded.count(s) for s in self._stems.get(pool, ())), default=0)
                copied = sum(p == pool for _, _, p in self.find(source))
                mentions[pool] = max(mentions[pool], inside, copied)
        return mentions

    def standing_for(
        self, target: str, pool: Pool, *, attention: Callable[[int, int], float]
    ) -> int:
        """Count the renderings of a pool that the decoder wrote while it looked at a term.

        What it wrote looking elsewhere is its word for another word of the Dutch (``car`` for
        ``arrestantenwagen``), which no glossary asked for.

        Args:
            target: the English.
            pool: as ``find`` and ``surplus`` name it.
            attention: ``attention(start, end)`` is the share, 0 to 1, of the attention of
                ``target[start:end]`` that rests on the terms of the source.
        """
        it = surface(target)
        spans = [it.span(start, end) for start, end, found in self.find(target) if found == pool]
        return sum(attention(start, end) >= _ON_TERMS for start, end in spans)


def _is_part(words: str, renderings: set[str]) -> bool:
    """Whether words are part of one of the renderings and not all of it."""
    return any(
        words != rendering
        and (at := rendering.find(words)) >= 0
        and stands_alone(rendering, at, at + len(words))
        for rendering in renderings
    )


def _stem(folded: str) -> str:
    """Return a Dutch form without the ending that a compound or inflection may change."""
    for ending in ("en", "e", "s", "n"):
        if folded.endswith(ending) and len(folded) - len(ending) > _SHORTEST:
            return folded.removesuffix(ending)
    return folded


def _bare(rendering: str) -> str:
    """Return a rendering in comparable spelling as long as its key: no article, no possessive."""
    text = plain(rendering)
    key = rendering_key(rendering)
    at = text.lower().find(key)
    return text[at : at + len(key)] if at >= 0 else key
