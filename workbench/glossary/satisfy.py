"""Whether a target renders the terms of its source: the rule behind every rung and every check.

Pure functions on text. A possessive ending, the capitals of a sentence or headline and a leading
``the`` do not make another rendering; a longer word does. Nothing here decodes, edits or decides
what to do about a missing rendering.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from workbench.glossary.english import without_possessive
from workbench.glossary.renderings import (
    find_renderings,
    occurrences,
    rendering_key,
    stands_alone,
)
from workbench.glossary.surface import Surface, surface
from workbench.model import TermOutcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workbench.model import Rung, TermHit

__all__ = [
    "ForbiddenUse",
    "OverGeneration",
    "Placement",
    "Verification",
    "find_renderings",
    "outcome",
    "passed",
    "rendering_key",
    "verify",
]

# Renderings moved to make room for one more; a limit only for glossaries made to exhaust the stack.
_MAX_MOVES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a target renders a hit; half-open offsets in the target."""

    start: int
    end: int
    text: str
    """The target's slice, with a possessive ending where there is one."""


def outcome(
    hit: TermHit, place: Placement | None, *, rung: Rung, cost: float | None = None
) -> TermOutcome:
    """Return what became of a hit that is rendered at ``place``, or nowhere."""
    return TermOutcome(
        hit=hit,
        rung=rung,
        rendering=place.text if place else "",
        target_start=place.start if place else None,
        target_end=place.end if place else None,
        cost=cost,
    )


def passed(terms: Iterable[TermOutcome]) -> tuple[TermOutcome, ...]:
    """Return terms as a person answers for them: left out or worded otherwise, none is missing.

    A finding may still say what fails; no run is to end with 1 for what somebody decided.
    """
    return tuple(
        replace(term, rung="human") if term.rung == "unresolved" else term for term in terms
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OverGeneration:
    """More renderings than the source has mentions."""

    rendering: str
    """As the glossary writes the rendering found too often."""
    found: int
    mentions: int
    spans: tuple[tuple[int, int], ...]
    """Target offsets of the surplus ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForbiddenUse:
    """A forbidden rendering in the target."""

    hit: int
    """Index of the first hit that forbids it."""
    rendering: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """How a target stands to the hits of its source; the tuples run parallel to the hits."""

    placements: tuple[Placement | None, ...]
    """None where a hit is not rendered, or shares the rendering of another mention."""
    satisfied: tuple[bool, ...]
    missing: tuple[int, ...]
    """Indexes of the hits that want a rendering and have none, of any policy and status."""
    over_generated: tuple[OverGeneration, ...] = ()
    forbidden: tuple[ForbiddenUse, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing is missing, surplus or forbidden."""
        return not (self.missing or self.over_generated or self.forbidden)


class _Span(NamedTuple):
    """An occurrence in the surface of the target; of overlapping ones the longest stays."""

    start: int
    end: int
    key: str
    rendering: str


def _spans(it: Surface, hits: Sequence[TermHit]) -> list[_Span]:
    """Return the renderings that the target has, without overlaps, in reading order."""
    asked: dict[tuple[str, bool], str] = {}
    for hit in hits:
        for rendering in hit.renderings:
            asked.setdefault((rendering_key(rendering), hit.case_sensitive), rendering)
    found = {
        _Span(start, end, key, rendering)
        for (key, sensitive), rendering in asked.items()
        for start, end in occurrences(it, rendering, sensitive)
    }
    chosen: list[_Span] = []
    taken = bytearray(len(it.text))
    for span in sorted(found, key=lambda one: (one.start - one.end, one.start, one.key)):
        # Of overlapping renderings none is longer than the one that took the place.
        if not (taken[span.start] or taken[span.end - 1]):
            taken[span.start : span.end] = b"\x01" * (span.end - span.start)
            chosen.append(span)
    return sorted(chosen)


@dataclass(slots=True)
class _Group:
    """The hits that one rendering is enough for."""

    first: str
    """Key of the rendering to force."""
    keys: set[str]
    members: list[int]
    concepts: set[str]


def _groups(hits: Sequence[TermHit]) -> list[_Group]:
    groups: dict[str, _Group] = {}
    for index, hit in enumerate(hits):
        if not hit.renderings:
            continue
        keys = [rendering_key(rendering) for rendering in hit.renderings]
        group = groups.setdefault(keys[0], _Group(keys[0], set(), [], set()))
        group.keys.update(keys)
        group.members.append(index)
        group.concepts.add(hit.concept)
    return list(groups.values())


def _assign(groups: list[_Group], spans: list[_Span]) -> list[list[int]]:
    """Give every group spans: one for as many groups as can have one, then the rest.

    Returns:
        For each group the indexes of its spans, at most as many as it has members.
    """
    places: dict[str, list[int]] = {}
    for index, span in enumerate(spans):
        places.setdefault(span.key, []).append(index)
    owner: dict[int, int] = {}

    def claim(number: int, seen: set[int]) -> bool:
        group = groups[number]
        # The rendering to force comes first, so that Kazakhs goes to the plural.
        eligible = sorted(
            (index for key in group.keys for index in places.get(key, ())),
            key=lambda index: (spans[index].key != group.first, index),
        )
        for index in eligible:
            if index in seen or len(seen) > _MAX_MOVES:
                continue
            seen.add(index)
            if index not in owner or claim(owner[index], seen):
                owner[index] = number
                return True
        return False

    # A group's first rendering is its own, so these claims cannot clash; alternatives then go to
    # those still without, moving others where that helps.
    for number, group in enumerate(groups):
        if own := places.get(group.first):
            owner[own[0]] = number
    settled = set(owner.values())
    for number in range(len(groups)):
        if number not in settled:
            claim(number, set())
    given: list[list[int]] = [[] for _ in groups]
    for index, number in owner.items():
        given[number].append(index)
    askers: dict[str, list[int]] = {}
    for number, group in enumerate(groups):
        for key in group.keys:
            askers.setdefault(key, []).append(number)
    for index, span in enumerate(spans):
        if index in owner:
            continue
        open_groups = [
            number
            for number in askers.get(span.key, ())
            if len(given[number]) < len(groups[number].members)
        ]
        if open_groups:
            best = min(open_groups, key=lambda number: groups[number].first != span.key)
            given[best].append(index)
    return [sorted(indexes) for indexes in given]


def _pair(
    hits: Sequence[TermHit], members: list[int], spans: list[_Span], given: list[int], it: Surface
) -> dict[int, int]:
    """Pair a group's hits with its spans in order, a possessive with a possessive first."""
    pairs: dict[int, int] = {}
    free = list(given)
    for likeness in (True, False):
        for index in members:
            if index in pairs or not free:
                continue
            owning = hits[index].derivation == "possessive"
            for span in free:
                if not likeness or _owning(it, spans[span]) is owning:
                    pairs[index] = span
                    free.remove(span)
                    break
    return pairs


def _owning(it: Surface, span: _Span) -> bool:
    text = it.text[span.start : span.end]
    return without_possessive(text) != text


def verify(target: str, hits: Sequence[TermHit]) -> Verification:
    """Say which hits a target renders, where, and what it has too much.

    Mentions that ask for the same rendering share it, whatever their concepts: one is enough, and
    more renderings than mentions is over-generation. Where renderings contain one another the
    longest takes the place, so nothing counts twice.

    Args:
        target: the English text of one segment.
        hits: the hits of its source, in document order.
    """
    it = surface(target)
    spans = _spans(it, hits)
    groups = _groups(hits)
    placements: list[Placement | None] = [None] * len(hits)
    satisfied = [False] * len(hits)
    assigned = _assign(groups, spans)
    for group, given in zip(groups, assigned, strict=True):
        # A surname is said where the same person's full name is.
        enough = bool(given) or any(
            others and _says_more(other, group)
            for other, others in zip(groups, assigned, strict=True)
        )
        for index in group.members:
            satisfied[index] = enough
        for index, number in _pair(hits, group.members, spans, given, it).items():
            start, end = it.span(spans[number].start, spans[number].end)
            placements[index] = Placement(start=start, end=end, text=target[start:end])
    forbidden = _forbidden(target, it, hits, spans)
    banned = {use.hit for use in forbidden}
    for index, hit in enumerate(hits):
        if not hit.renderings:
            satisfied[index] = index not in banned
    return Verification(
        placements=tuple(placements),
        satisfied=tuple(satisfied),
        missing=tuple(
            index for index, hit in enumerate(hits) if hit.renderings and not satisfied[index]
        ),
        over_generated=tuple(_surplus(it, groups, spans, assigned)),
        forbidden=tuple(forbidden),
    )


def _says_more(more: _Group, less: _Group) -> bool:
    """Whether one group's first rendering holds the other's, of the same concept, as words."""
    return (
        len(more.first) > len(less.first)
        and less.first in more.first
        and more.concepts == less.concepts
        and any(
            stands_alone(more.first, at.start(), at.end())
            for at in re.finditer(re.escape(less.first), more.first)
        )
    )


def _clusters(groups: list[_Group]) -> list[list[int]]:
    """Return the sets of groups that have renderings in common, directly or through others."""
    leader = list(range(len(groups)))

    def lead(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    first_with: dict[str, int] = {}
    for number, group in enumerate(groups):
        for key in group.keys:
            leader[lead(number)] = lead(first_with.setdefault(key, number))
        for other in range(number):
            if _says_more(group, groups[other]) or _says_more(groups[other], group):
                leader[lead(number)] = lead(other)
    clusters: dict[int, list[int]] = {}
    for number in range(len(groups)):
        clusters.setdefault(lead(number), []).append(number)
    return list(clusters.values())


def _surplus(
    it: Surface, groups: list[_Group], spans: list[_Span], assigned: list[list[int]]
) -> Iterator[OverGeneration]:
    """Compare renderings and mentions in every set of groups that share renderings."""
    by_key: dict[str, list[int]] = {}
    for index, span in enumerate(spans):
        by_key.setdefault(span.key, []).append(index)
    for cluster in _clusters(groups):
        keys = set().union(*(groups[number].keys for number in cluster))
        found = sorted(index for key in keys for index in by_key.get(key, ()))
        mentions = sum(len(groups[number].members) for number in cluster)
        if len(found) <= mentions:
            continue
        used = {index for number in cluster for index in assigned[number]}
        free = [index for index in found if index not in used]
        surplus = [spans[index] for index in free[mentions - len(found) :]]
        yield OverGeneration(
            rendering=surplus[-1].rendering,
            found=len(found),
            mentions=mentions,
            spans=tuple(it.span(span.start, span.end) for span in surplus),
        )


def _forbidden(
    target: str, it: Surface, hits: Sequence[TermHit], spans: list[_Span]
) -> list[ForbiddenUse]:
    """Return forbidden renderings, save inside a longer rendering that the glossary asks for."""
    uses: list[ForbiddenUse] = []
    seen: set[tuple[int, int]] = set()
    for index, hit in enumerate(hits):
        for rendering in hit.forbidden:
            for start, end in occurrences(it, rendering, hit.case_sensitive, exact_article=True):
                inside = any(
                    span.start <= start and end <= span.end and span.end - span.start > end - start
                    for span in spans
                )
                if inside or (start, end) in seen:
                    continue
                seen.add((start, end))
                raw_start, raw_end = it.span(start, end)
                uses.append(
                    ForbiddenUse(
                        hit=index,
                        rendering=rendering,
                        start=raw_start,
                        end=raw_end,
                        text=target[raw_start:raw_end],
                    )
                )
    return sorted(uses, key=lambda use: (use.start, use.end))
