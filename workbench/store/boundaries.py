"""Where people have split and joined segments, and the same again for a document cut anew.

A document is cut into segments by rules; a split adds a boundary to theirs and a join takes one
away. Both are kept as places in the document's text. When the text or the rules have changed, what
the rules make of the old and the new text is aligned, and each place moves with its segment. Pure
functions; no database may come in here.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.model import Segment

__all__ = ["Boundary", "Refitted", "Span", "layout_of", "moved", "recut", "rule_spans"]

Span = tuple[int, int]
"""Start and end of a segment in its document's text."""
_LONGEST = 4_000
"""Characters of a changed segment up to which a split in it is followed: comparing is quadratic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """A place where a person has cut, or has taken a cut of the rules away."""

    kind: Literal["split", "join"]
    left_end: int
    """Where the part before the white space ends in the document's text."""
    right_start: int
    """Where the part after it begins."""
    author: str = ""
    created: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refitted:
    """A document's segments with splits and joins in them."""

    segments: Sequence[Segment]
    kept: tuple[Boundary, ...]
    """Those that make a difference to the rules."""
    lost: int = 0
    """Those that have no place any more."""


def layout_of(places: Iterable[tuple[object, ...]]) -> str:
    """Return a hash of where segments stand: unit, segment, kind, start and end of each."""
    layout = hashlib.sha256()
    for place in places:
        layout.update(repr(place).encode())
    return layout.hexdigest()


def rule_spans(spans: Sequence[Span], boundaries: Iterable[Boundary]) -> list[Span]:
    """Return where the rules alone had cut, from stored segments and what people did to them.

    >>> join = Boundary(kind="join", left_end=3, right_start=4)
    >>> split = Boundary(kind="split", left_end=15, right_start=16)
    >>> rule_spans([(0, 8), (9, 15), (16, 20)], [join, split])
    [(0, 3), (4, 8), (9, 20)]
    """
    made = {(b.left_end, b.right_start) for b in boundaries if b.kind == "split"}
    gone = sorted((b.left_end, b.right_start) for b in boundaries if b.kind == "join")
    found: list[Span] = []
    for start, end in spans:
        if found and (found[-1][1], start) in made:
            start = found.pop()[0]
        at = bisect_left(gone, (start, 0))
        while at < len(gone) and gone[at][0] < end:
            left_end, right_start = gone[at]
            if start < left_end and right_start < end:
                found.append((start, left_end))
                start = right_start
            at += 1
        found.append((start, end))
    return found


def recut(text: str, segments: Sequence[Segment], *, boundaries: Sequence[Boundary]) -> Refitted:
    """Return the segments of the rules with splits and joins put in, numbered through.

    A split where the rules cut by now, and a join where they do not, is done with: nobody misses
    it. What crosses a line, or has no white space to cut at any more, is lost.

    Args:
        text: the document's.
        segments: as the rules have cut them, in order.
        boundaries: places in this very text.
    """
    cuts = {(a.end, b.start): a.unit == b.unit for a, b in pairwise(segments)}
    kept: list[Boundary] = []
    lost = 0
    joins: set[Span] = set()
    splits: list[Span] = []
    inner = _Inside(segments)
    for boundary in sorted(boundaries, key=lambda b: b.left_end):
        place = (boundary.left_end, boundary.right_start)
        if boundary.kind == "join":
            if cuts.get(place):
                joins.add(place)
                kept.append(boundary)
            elif place in cuts or not inner.holds(place):
                lost += 1
        elif place not in cuts:
            if inner.holds(place) and text[slice(*place)].isspace():
                splits.append(place)
                kept.append(boundary)
            else:
                lost += 1
    return Refitted(
        segments=_numbered(text, _joined(segments, joins), splits), kept=tuple(kept), lost=lost
    )


class _Inside:
    """Says whether a place lies within one segment."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._starts = [segment.start for segment in segments]
        self._ends = [segment.end for segment in segments]

    def holds(self, place: Span) -> bool:
        at = bisect_left(self._starts, place[0]) - 1
        return at >= 0 and place[1] < self._ends[at]


def _joined(segments: Sequence[Segment], joins: set[Span]) -> list[Segment]:
    """Return the segments without the boundaries at ``joins``; a whole is of its first part's kind."""
    found: list[Segment] = []
    for segment in segments:
        if found and (found[-1].end, segment.start) in joins:
            found[-1] = replace(found[-1], end=segment.end)
        else:
            found.append(segment)
    return found


def _numbered(text: str, segments: Iterable[Segment], splits: Sequence[Span]) -> list[Segment]:
    """Return the segments cut at ``splits`` as well, with numbers, places and texts."""
    found: list[Segment] = []
    unit = -1
    within = 0
    for segment in segments:
        start = segment.start
        at = bisect_left(splits, (start, 0))
        ends: list[Span] = []
        while at < len(splits) and splits[at][0] < segment.end:
            ends.append(splits[at])
            at += 1
        for end, following in [*ends, (segment.end, segment.end)]:
            within = within + 1 if segment.unit == unit else 0
            unit = segment.unit
            found.append(
                replace(
                    segment,
                    number=len(found),
                    segment=within,
                    start=start,
                    end=end,
                    source=text[start:end],
                )
            )
            start = following
    return found


def moved(
    boundaries: Sequence[Boundary],
    *,
    old_text: str,
    old: Sequence[Span],
    segments: Sequence[Segment],
) -> tuple[list[Boundary], int]:
    """Return splits and joins at their places in a changed text, and how many have none.

    Args:
        boundaries: places in the old text.
        old_text: that text.
        old: where the rules had cut it, from ``rule_spans``.
        segments: as the rules cut the new text.
    """
    from workbench.store.align import align  # rapidfuzz costs 40 ms, needed for changed files only

    alignment = align([old_text[a:b] for a, b in old], [segment.source for segment in segments])
    new_of = {i: j for j, i in enumerate(alignment.old) if i is not None}
    starts = [start for start, _ in old]
    found: list[Boundary] = []
    for boundary in boundaries:
        i = bisect_left(starts, boundary.left_end) - 1
        j = new_of.get(i)
        place: Span | None = None
        if j is not None and boundary.kind == "join":
            if new_of.get(i + 1) == j + 1:
                place = (segments[j].end, segments[j + 1].start)
        elif j is not None:
            start = old[i][0]
            inner = (boundary.left_end - start, boundary.right_start - start)
            there = _followed(old_text[slice(*old[i])], segments[j].source, inner)
            if there is not None:
                place = (segments[j].start + there[0], segments[j].start + there[1])
        if place is not None:
            found.append(replace(boundary, left_end=place[0], right_start=place[1]))
    return found, len(boundaries) - len(found)


def _followed(old: str, new: str, gap: Span) -> Span | None:
    """Return where white space of a text is in another version of it; None where it is gone."""
    if old == new:
        return gap
    if max(len(old), len(new)) > _LONGEST:
        return None
    from rapidfuzz.distance import Indel

    left, right = gap
    for block in Indel.opcodes(old, new):
        if block.tag != "equal" or not block.src_start <= left < block.src_end:
            continue
        # A space alone is found anywhere: a letter beside it has to have come along.
        if not (block.src_start < left or right < block.src_end):
            return None
        low = high = block.dest_start + left - block.src_start
        while low > 0 and new[low - 1].isspace():
            low -= 1
        while high < len(new) and new[high].isspace():
            high += 1
        return (low, high) if low > 0 and high < len(new) else None
    return None
