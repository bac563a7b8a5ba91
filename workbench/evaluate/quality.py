"""How good a draft probably is, from the decoder's own token probabilities.

The mean log-probability of a draft's tokens says which drafts are the doubtful ones, once the
length of the sentence is taken out of it: a decoder is less sure of longer ones without their being
worse. It is shown as a rank among the drafts of the same model and engine, whose scores alone can
be compared. When people have edited enough of them, their edits tell what a score meant, and it is
shown as the edits to be expected as well.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.store.repo import Project

__all__ = [
    "NEEDED",
    "Calibration",
    "Quality",
    "QualityEstimate",
    "Usual",
    "calibrate",
    "maker",
    "usual",
]

NEEDED = 200
"""Edited segments from which scores are calibrated."""
_LEAST = 20  # segments in one step of the calibration: fewer say little


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What a draft's score says beside the others."""

    rank: int
    """From 1, the least sure."""
    of: int
    """Drafts of the same model and engine in the project."""
    expected_hter: float | None = None
    """Edits for each hundred words that people made where the score was like this one; None while
    fewer than ``NEEDED`` segments were edited."""

    def __str__(self) -> str:
        """Return it as shown to people."""
        text = f"{self.rank} of {self.of}, 1 being the least sure"
        if self.expected_hter is None:
            return text
        return f"{text}; about {self.expected_hter:.0f} edits for 100 words to be expected"


def maker(signature: str) -> str:
    """Return the part of a signature within which scores can be compared.

    >>> maker("model:m@1|engine:ct2-int8|beam:4|glossary:none|version:1")
    'model:m@1|engine:ct2-int8'
    """
    return "|".join(
        part for part in signature.split("|") if part.partition(":")[0] in {"model", "engine"}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """The score that a maker's drafts have for a length, as a line over its logarithm."""

    level: float = 0.0
    slope: float = 0.0

    def excess(self, score: float, length: int) -> float:
        """Return by how much a score is better than usual for as many characters of Dutch."""
        return score - self.level - self.slope * math.log(max(1, length))


def usual(drafts: Iterable[tuple[float, int]]) -> Usual:
    """Fit the line to drafts by least squares; with few of them, or all alike, it is level.

    Args:
        drafts: score, and characters of the Dutch.
    """
    points = [(math.log(max(1, length)), score) for score, length in drafts]
    if not points:
        return Usual()
    across, up = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    spread = sum((x - across) ** 2 for x, _ in points)
    if len(points) < _LEAST or spread < _LEAST * 1e-3:
        return Usual(level=up)
    slope = sum((x - across) * (y - up) for x, y in points) / spread
    return Usual(level=up - slope * across, slope=slope)


class Calibration:
    """Edits to be expected by score: they never grow with it, and are steady between steps."""

    def __init__(self, scores: Sequence[float], rates: Sequence[float]) -> None:
        """Take the steps, scores rising and rates falling."""
        self.scores = list(scores)
        self.rates = list(rates)

    def __call__(self, score: float) -> float:
        """Return the edits for each word to be expected; between two steps on the line."""
        at = bisect_left(self.scores, score)
        if at == 0:
            return self.rates[0]
        if at == len(self.scores):
            return self.rates[-1]
        left, right = self.scores[at - 1], self.scores[at]
        share = (score - left) / (right - left)
        return self.rates[at - 1] + share * (self.rates[at] - self.rates[at - 1])


def calibrate(edited: Iterable[tuple[float, float, float]]) -> Calibration | None:
    """Fit edits to scores by isotonic regression, weighted by words.

    Args:
        edited: score (its excess over the usual one), edits and words of segments that people have
            edited.

    Returns:
        None while there are fewer than ``NEEDED``.
    """
    pairs = sorted((score, edits, words) for score, edits, words in edited if words > 0)
    if len(pairs) < NEEDED:
        return None
    # Neighbouring segments first: one alone is mostly chance.
    steps: list[list[float]] = []
    for at in range(0, len(pairs), _LEAST):
        part = pairs[at : at + _LEAST]
        if len(part) < _LEAST and steps:
            part = pairs[at - _LEAST :]
            steps.pop()
        words = sum(one[2] for one in part)
        steps.append([sum(one[0] * one[2] for one in part), sum(one[1] for one in part), words])
    # Pool what violates the order until rates fall as scores rise.
    pooled: list[list[float]] = []
    for step in steps:
        pooled.append(list(step))
        while len(pooled) > 1 and pooled[-2][1] * pooled[-1][2] < pooled[-1][1] * pooled[-2][2]:
            last = pooled.pop()
            pooled[-1] = [a + b for a, b in zip(pooled[-1], last, strict=True)]
    return Calibration(
        [scores / words for scores, _, words in pooled],
        [edits / words for _, edits, words in pooled],
    )


class QualityEstimate:
    """The scores of a project's drafts, held against one another and against what was edited."""

    def __init__(self, project: Project) -> None:
        """Read all scores of machine drafts; the project is only read."""
        drafts: dict[str, list[tuple[float, int]]] = {}
        for signature, score, length in project.effort.scores():
            drafts.setdefault(maker(signature), []).append((score, length))
        self._usual = {key: usual(pairs) for key, pairs in drafts.items()}
        self._ranked = {
            key: sorted(self._usual[key].excess(score, length) for score, length in pairs)
            for key, pairs in drafts.items()
        }
        edited: dict[str, list[tuple[float, float, float]]] = {}
        for signature, score, length, edits, words in project.effort.scored():
            key = maker(signature)
            if key in self._usual:
                excess = self._usual[key].excess(score, length)
                edited.setdefault(key, []).append((excess, edits, words))
        self._calibrated = {key: calibrate(pairs) for key, pairs in edited.items()}

    def __call__(self, score: float | None, signature: str, source: str) -> Quality | None:
        """Return what a draft's score says; None where there is nothing to compare it with.

        Args:
            score: of the draft, None where no decoder made it.
            signature: how it was made.
            source: the Dutch it was made for.
        """
        key = maker(signature)
        ranked = self._ranked.get(key)
        if score is None or not ranked:
            return None
        excess = self._usual[key].excess(score, len(source))
        calibration = self._calibrated.get(key)
        return Quality(
            rank=min(bisect_left(ranked, excess) + 1, len(ranked)),
            of=len(ranked),
            expected_hter=None if calibration is None else 100 * calibration(excess),
        )
