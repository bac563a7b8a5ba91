"""What the letters of a name say of where it comes from, learnt from names of East and West.

The rules of ``romanise`` name endings and clusters; many names have none of them and still look
like what they are, because of all their letters together. This adds that up from a table. What
follows from it is the rules' part; nothing here spells anything.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["letter_groups", "likeness", "ukrainian_likeness"]

_LONGEST = 4


def letter_groups(name: str) -> set[str]:
    """Return the groups of up to four letters of a word, its ends marked.

    >>> sorted(letter_groups("Om"))
    ['^o', '^om', '^om$', 'm', 'm$', 'o', 'om', 'om$']
    """
    text = f"^{name.lower()}$"
    groups = {
        text[at : at + size]
        for size in range(1, _LONGEST + 1)
        for at in range(len(text) - size + 1)
    }
    return groups - {"^", "$"}


def likeness(name: str) -> float:
    """Return how much a word looks like a name from east of Poland: log-odds, 0 for even ones."""
    return _sum(name, 0)


def ukrainian_likeness(name: str) -> float:
    """Return how much a name from there looks Ukrainian and not Russian or another: log-odds."""
    return _sum(name, 1)


def _sum(name: str, column: int) -> float:
    weights = _weights()
    nothing = (0.0, 0.0)
    total = weights["="][column]
    return total + sum(weights.get(group, nothing)[column] for group in letter_groups(name))


@cache
def _weights() -> Mapping[str, tuple[float, float]]:
    text = (files(__package__) / "data" / "origin.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {group: (float(east or 0), float(ukraine or 0)) for group, east, ukraine in rows}
