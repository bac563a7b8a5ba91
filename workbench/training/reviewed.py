"""Reviewed pairs as something to learn from: out of a project's memory, or out of a file.

Nothing is trained here, and a project is only read. Of the same Dutch the last English counts.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.formats.pairs import PairFile
from workbench.training.corpus import HeldOut, Pair, normal, problem
from workbench.training.recipe import Cleaning

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["FEWEST", "Reviewed", "read_memory", "split_reviewed"]

FEWEST = 20
"""Pairs below which tuning would learn accidents, and a held-out share say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """Pairs to tune on, and the share kept apart to see what it brought."""

    pairs: list[Pair]
    held: list[Pair]
    dropped: int
    overlaps: int
    """Pairs that stand in the general dev set, and are not used."""


def read_memory(path: Path) -> list[Pair]:
    """Return the Dutch-English pairs of a translation memory, TMX or JSON lines.

    Raises:
        InputError: it cannot be read, is no memory, or has no such pair.
    """
    pairs = [Pair(pair.source, pair.target) for pair in PairFile(path)]
    if not pairs:
        raise InputError(
            "holds no Dutch-English pair",
            where=str(path),
            hint="name a TMX file with xml:lang nl and en, such as `workbench memory export` writes",
        )
    return pairs


def split_reviewed(
    pairs: Iterable[Pair], *, held_out: HeldOut, share: float, seed: int
) -> Reviewed:
    """Drop what teaches nothing, and put a share aside.

    Args:
        pairs: the oldest first.
        held_out: the general dev set.
        share: of the pairs that is put aside, between 0 and 1.
        seed: decides which.

    Raises:
        InputError: there are too few pairs left.
    """
    newest: dict[str, Pair] = {}
    read = 0
    cleaning = Cleaning()
    for source, target in pairs:
        read += 1
        pair = Pair(" ".join(source.split()), " ".join(target.split()))
        key = normal(pair.source)
        newest.pop(key, None)
        if problem(pair, cleaning) is None:
            newest[key] = pair
    kept = sorted(pair for pair in newest.values() if held_out.where(pair) is None)
    if len(kept) < FEWEST:
        raise InputError(
            f"{len(kept)} reviewed pairs can be learned from, tuning needs {FEWEST}",
            hint="review more segments, or name a larger memory",
        )
    random.Random(seed).shuffle(kept)  # noqa: S311 - nothing is secret here
    count = max(FEWEST // 4, round(len(kept) * share))
    return Reviewed(
        pairs=kept[count:],
        held=kept[:count],
        dropped=read - len(newest),
        overlaps=len(newest) - len(kept),
    )
