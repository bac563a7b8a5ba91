"""Batches of sources that have exactly the same length, and their order restored.

Padding is what makes a decoder word a sentence differently when its neighbours change, so no
batch of either engine holds any. Nothing here knows what a decoder is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["check_lengths", "equal_length_batches", "target_limit"]


def equal_length_batches(
    lengths: Sequence[int], *, token_budget: int | None = None, rows: int | None = None
) -> Iterator[list[int]]:
    """Yield lists of indices of equal length, shortest first, in their order within a length.

    Args:
        lengths: n items, each the length of a source in pieces.
        token_budget: at most this many pieces in a batch; one source is always taken.
        rows: at most this many sources in a batch.

    >>> list(equal_length_batches([3, 2, 3, 3], token_budget=6))
    [[1], [0, 2], [3]]
    """
    groups: dict[int, list[int]] = {}
    for index, length in enumerate(lengths):
        groups.setdefault(length, []).append(index)
    for length in sorted(groups):
        group = groups[length]
        size = len(group) if rows is None else rows
        if token_budget is not None:
            size = min(size, max(1, token_budget // max(1, length)))
        for start in range(0, len(group), size):
            yield group[start : start + size]


def check_lengths(sources: Sequence[Sequence[str]], *, limit: int, where: str) -> None:
    """Refuse what would be cut or could not be decoded.

    Raises:
        ModelError: a source is empty or has more than ``limit`` pieces.
    """
    for source in sources:
        if not source:
            msg = "an empty source cannot be decoded"
            raise ModelError(msg, where=where)
        if len(source) > limit:
            msg = f"a source of {len(source)} pieces is longer than the {limit} this model takes"
            raise ModelError(msg, where=where, hint="split it at a clause mark")


def target_limit(source_length: int, *, longest: int) -> int:
    """Return how many pieces a target may have: 3 x source + 20, at most ``longest``, at least 1.

    A loop that never ends a sentence would otherwise cost 256 steps for a three-word source.

    >>> target_limit(10, longest=256)
    50
    """
    return max(1, min(3 * source_length + 20, longest))
