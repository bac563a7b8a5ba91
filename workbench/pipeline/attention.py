"""Where in a hypothesis a term is said, by the decoder's attention to the Dutch."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.engine.base import Engine
    from workbench.model import TermHit
    from workbench.pipeline.ascent import Ascent, Attempt

__all__ = ["term_weights"]


def term_weights(
    engine: Engine, ascent: Ascent, attempt: Attempt
) -> Callable[[TermHit, int, int], float]:
    """Return the attention of a stretch of an attempt to a term's source pieces.

    Returns:
        ``weight(hit, start, end)``: the mean over the target pieces of ``[start, end)`` of their
        attention to the pieces of the hit, 0 to 1.
    """
    tokenizer = engine.tokenizer
    source = tokenizer.encode(ascent.piece.text)
    target = attempt.tokens or tuple(tokenizer.encode_target(attempt.text))
    matrix = engine.align([(source, target)])[0]
    source_offsets = tokenizer.offsets(ascent.piece.text)
    target_offsets = tokenizer.target_offsets(target)

    def weight(hit: TermHit, start: int, end: int) -> float:
        columns = [i for i, (a, b) in enumerate(source_offsets) if a < hit.end and hit.start < b]
        rows = [j for j, (a, b) in enumerate(target_offsets) if a < end and start < b]
        if not rows or not columns:
            return 0.0
        return sum(matrix[j][i] for j in rows for i in columns) / len(rows)

    return weight
