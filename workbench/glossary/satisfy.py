"""Whether a target renders the terms of its source: the rule behind every rung and every check.

Pure functions on text. A possessive ending, the capitals of a sentence or headline and a leading
``the`` do not make another rendering; a longer word does. Nothing here decodes, edits or decides
what to do about a missing rendering.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from workbench.glossary.english import without_possessive
from workbench.glossary.surface import Surface, is_word, plain, surface

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.model import TermHit

__all__ = [
    "ForbiddenUse",
    "OverGeneration",
    "Placement",
    "Verification",
    "find_renderings",
    "rendering_key",
    "verify",
]

_ARTICLE = re.compile(r"the (?=\S)", re.IGNORECASE)
_OWNER = re.compile(r"'s(?![\w])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a target renders a hit; half-open offsets in the target."""

    start: int
    end: int
    text: str
    """The target's slice, with a possessive ending where there is one."""


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


@lru_cache(maxsize=65536)
def _parts(rendering: str) -> tuple[str, bool]:
    """Return a rendering without what makes no difference, and whether it has a ``the``.

    >>> _parts("the Mazhilis’s")
    ('Mazhilis', True)
    """
    text = plain(rendering)
    article = _ARTICLE.match(text)
    return without_possessive(text[article.end() :] if article else text), article is not None


def rendering_key(rendering: str) -> str:
    """Return what two renderings have in common that count as the same.

    >>> rendering_key("the Mazhilis’s") == rendering_key("Mazhilis")
    True
    """
    return _parts(rendering)[0].lower()


def find_renderings(target: str, rendering: str, *, case_sensitive: bool) -> list[tuple[int, int]]:
    """Return where a target has a rendering, as half-open offsets in reading order.

    A possessive ending belongs to the slice, so does a ``the`` that the rendering has itself. A
    hyphen is a boundary, a letter or digit is none.

    >>> find_renderings("In Tokayev’s Kazakhstan", "Tokayev", case_sensitive=True)
    [(3, 12)]
    >>> find_renderings("Kazakhstan", "Kazakh", case_sensitive=True)
    []
    """
    it = surface(target)
    return [it.span(*found) for found in _occurrences(it, rendering, case_sensitive)]


def _occurrences(
    it: Surface, rendering: str, case_sensitive: bool, *, exact_article: bool = False
) -> list[tuple[int, int]]:
    """Return the occurrences as offsets in the surface."""
    base, article = (plain(rendering), False) if exact_article else _parts(rendering)
    folded = base.lower()
    found: list[tuple[int, int]] = []
    at = it.folded.find(folded) if folded else -1
    while at >= 0:
        end = at + len(folded)
        if _stands_alone(it.text, at, end) and (
            not case_sensitive or _capitals_fit(it.text[at:end], base)
        ):
            start = at
            if (
                article
                and at >= 4
                and it.folded[at - 4 : at] == "the "
                and (at == 4 or not is_word(it.text[at - 5]))
            ):
                start = at - 4
            found.append((start, _owner_end(it.text, at, end)))
            at = it.folded.find(folded, end)
        else:
            at = it.folded.find(folded, at + 1)
    return found


def _stands_alone(text: str, start: int, end: int) -> bool:
    if start and is_word(text[start - 1]):
        return False
    # O'Neill is no Neill; a quotation mark has no letter before it.
    if start > 1 and text[start - 1] == "'" and is_word(text[start - 2]):
        return False
    return end == len(text) or not is_word(text[end])


def _owner_end(text: str, start: int, end: int) -> int:
    """Return the end of a slice with its possessive ending."""
    if _OWNER.match(text, end):
        return end + 2
    if (
        text[end - 1] in "sxzSXZ"
        and text[end : end + 2] == "' "
        and end + 2 < len(text)
        and is_word(text[end + 2])
        and not (start and text[start - 1] in "'‘")
    ):
        return end + 1
    return end


def _capitals_fit(found: str, base: str) -> bool:
    """Whether a slice has the rendering's capitals, or more as at a headline or sentence start."""
    if found == base:
        return True
    if found.isupper() and sum(char.isalpha() for char in found) > 1:
        return True
    for at, (char, wanted) in enumerate(zip(found, base, strict=True)):
        if char != wanted and not (
            char.isupper() and wanted.islower() and (at == 0 or not is_word(base[at - 1]))
        ):
            return False
    return True


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
        for start, end in _occurrences(it, rendering, sensitive)
    }
    chosen: list[_Span] = []
    for span in sorted(found, key=lambda one: (one.start - one.end, one.start, one.key)):
        if all(span.end <= other.start or other.end <= span.start for other in chosen):
            chosen.append(span)
    return sorted(chosen)


@dataclass(slots=True)
class _Group:
    """The hits that one rendering is enough for."""

    first: str
    keys: frozenset[str]
    members: list[int]


def _groups(hits: Sequence[TermHit]) -> list[_Group]:
    groups: dict[str, _Group] = {}
    for index, hit in enumerate(hits):
        if not hit.renderings:
            continue
        keys = [rendering_key(rendering) for rendering in hit.renderings]
        group = groups.setdefault(keys[0], _Group(keys[0], frozenset(), []))
        group.keys |= frozenset(keys)
        group.members.append(index)
    return list(groups.values())


def _assign(groups: list[_Group], spans: list[_Span]) -> list[list[int]]:
    """Give every group spans: one for as many groups as can have one, then the rest.

    Returns:
        For each group the indexes of its spans, at most as many as it has members.
    """
    owner: dict[int, int] = {}

    def claim(number: int, seen: set[int]) -> bool:
        group = groups[number]
        # The rendering to force comes first, so that Kazakhs goes to the plural.
        eligible = sorted(
            (index for index, span in enumerate(spans) if span.key in group.keys),
            key=lambda index: (spans[index].key != group.first, index),
        )
        for index in eligible:
            if index in seen:
                continue
            seen.add(index)
            if index not in owner or claim(owner[index], seen):
                owner[index] = number
                return True
        return False

    # A group's first rendering is its own, so these claims cannot clash; alternatives then go to
    # those still without, moving others where that helps.
    for number, group in enumerate(groups):
        own = next((index for index, span in enumerate(spans) if span.key == group.first), None)
        if own is not None:
            owner[own] = number
    settled = set(owner.values())
    for number in range(len(groups)):
        if number not in settled:
            claim(number, set())
    given: list[list[int]] = [[] for _ in groups]
    for index, number in owner.items():
        given[number].append(index)
    for index, span in enumerate(spans):
        if index in owner:
            continue
        open_groups = [
            number
            for number, group in enumerate(groups)
            if span.key in group.keys and len(given[number]) < len(group.members)
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
            others and _says_more(hits, other, group)
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
        over_generated=tuple(_surplus(it, hits, groups, spans, assigned)),
        forbidden=tuple(forbidden),
    )


def _says_more(hits: Sequence[TermHit], more: _Group, less: _Group) -> bool:
    """Whether one group's first rendering holds the other's, of the same concept, as words."""
    if more is less or len(more.first) <= len(less.first):
        return False
    concepts = {hits[index].concept for index in less.members}
    return concepts == {hits[index].concept for index in more.members} and any(
        _stands_alone(more.first, at.start(), at.end())
        for at in re.finditer(re.escape(less.first), more.first)
    )


def _surplus(
    it: Surface,
    hits: Sequence[TermHit],
    groups: list[_Group],
    spans: list[_Span],
    assigned: list[list[int]],
) -> Iterator[OverGeneration]:
    """Compare renderings and mentions in every set of groups that share renderings."""
    clusters: list[list[int]] = []
    for number, group in enumerate(groups):
        joined = [number]
        apart: list[list[int]] = []
        for cluster in clusters:
            if any(
                group.keys & groups[other].keys
                or _says_more(hits, group, groups[other])
                or _says_more(hits, groups[other], group)
                for other in cluster
            ):
                joined = [*cluster, *joined]
            else:
                apart.append(cluster)
        clusters = [*apart, joined]
    for cluster in clusters:
        keys = frozenset().union(*(groups[number].keys for number in cluster))
        found = [index for index, span in enumerate(spans) if span.key in keys]
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
            for start, end in _occurrences(it, rendering, hit.case_sensitive, exact_article=True):
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
