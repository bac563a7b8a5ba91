"""TERm: the translation edit rate in which the words of a term weigh double.

The shifts and edits are those of sacreBLEU's TER; only their price is changed afterwards, so that
without any term the figure is TER's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

__all__ = ["TERM_COST", "term_edit_rate"]

TERM_COST = 2
"""Price of an edit of a reference word that belongs to a term.

Source: Alam et al. 2021, Findings of the WMT shared task on machine translation using
terminologies.
"""
_MOST_CANDIDATES = 1000  # of shifts, as in Tercom


def term_edit_rate(
    hypothesis: Sequence[str], reference: Sequence[str], terms: Collection[int]
) -> float:
    """Return the weighted edits per word of the reference; 0 is perfect, there is no upper bound.

    Args:
        hypothesis: words.
        reference: words, at least one.
        terms: indexes of the reference words that belong to a term.
    """
    # Its public function returns no trace; the lock file pins the version these belong to.
    from sacrebleu.metrics.lib_ter import BeamEditDistance, _shift

    distance = BeamEditDistance(list(reference))
    words = list(hypothesis)
    shifts = tried = 0
    while True:
        gain, shifted, tried = _shift(words, list(reference), distance, tried)
        if tried >= _MOST_CANDIDATES or gain <= 0:
            break
        shifts += 1
        words = shifted
    _, trace = distance(words)
    cost = shifts
    at = 0
    for operation in trace:
        if operation == "d":  # a word of the hypothesis too much
            cost += 1
            continue
        if operation != " ":
            cost += TERM_COST if at in terms else 1
        at += 1
    return cost / len(reference)
