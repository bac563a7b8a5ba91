"""Window overlap: whether the words around a term are those around it in the reference.

A rendering that is forced into the wrong place passes every count of renderings; here it fails.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["window_overlap"]

_WORD = re.compile(r"\w+(?:['’.,-]\w+)*")

Span = tuple[int, int]


def window_overlap(
    target: str,
    reference: str,
    terms: Iterable[tuple[Sequence[Span], Sequence[Span]]],
    *,
    size: int,
) -> float:
    """Return the mean overlap over the terms that both sides render, 0 where there is none.

    The renderings of a term are paired so that the most similar windows come first. An overlap is
    the share of the reference's window words that the target's window has, too; punctuation is no
    word and capitals make no difference.

    Args:
        target: the hypothesis.
        reference: the human translation.
        terms: for each term where target and reference render it, as half-open offsets.
        size: words taken on either side.

    Source:
        Alam et al. 2021, Findings of the WMT shared task on machine translation using
        terminologies.
    """
    found: list[float] = []
    for mine, theirs in terms:
        overlaps = sorted(
            (
                (_overlap(_window(target, m, size), _window(reference, t, size)), -i, -j)
                for i, m in enumerate(mine)
                for j, t in enumerate(theirs)
            ),
            reverse=True,
        )
        used_mine: set[int] = set()
        used_theirs: set[int] = set()
        for overlap, i, j in overlaps:
            if i not in used_mine and j not in used_theirs:
                used_mine.add(i)
                used_theirs.add(j)
                found.append(overlap)
    return sum(found) / len(found) if found else 0.0


def _window(text: str, span: Span, size: int) -> Counter[str]:
    """Return the words beside a span, at most ``size`` on each side."""
    before = [m.group().lower() for m in _WORD.finditer(text[: span[0]])]
    after = [m.group().lower() for m in _WORD.finditer(text[span[1] :])]
    return Counter(before[-size:] + after[:size])


def _overlap(mine: Counter[str], theirs: Counter[str]) -> float:
    """Return the share of the reference's words; 1 where neither side has any."""
    if not theirs:
        return 0.0 if mine else 1.0
    return (mine & theirs).total() / theirs.total()
