"""Where in a hypothesis the Dutch is said, by the decoder's attention to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.engine.base import Engine, Tokenizer
    from workbench.model import TermHit
    from workbench.pipeline.ascent import Ascent, Attempt

__all__ = ["Attention", "sides", "term_weights"]


def sides(tokenizer: Tokenizer, ascent: Ascent, attempt: Attempt) -> tuple[list[str], list[str]]:
    """Return the pieces of an attempt's source and of its text, as an engine aligns them."""
    target = attempt.tokens or tokenizer.encode_target(attempt.text)
    return tokenizer.encode(ascent.piece.text), list(target)


class Attention:
    """The attention of one target's pieces to those of its source."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        text: str,
        target: Sequence[str],
        matrix: Sequence[Sequence[float]],
    ) -> None:
        """Keep where the pieces stand.

        Args:
            tokenizer: of the engine that aligned them.
            text: the source.
            target: pieces of the target.
            matrix: what ``engine.align`` returned for the two, of shape (n_target, n_source).
        """
        self._matrix = matrix
        self._source = tokenizer.offsets(text)
        self._target = tokenizer.target_offsets(target)

    def columns(self, start: int, end: int) -> list[int]:
        """Return which source pieces touch a stretch of the source."""
        return [i for i, (a, b) in enumerate(self._source) if a < end and start < b]

    def rows(self, start: int, end: int) -> list[int]:
        """Return which target pieces touch a stretch of the target."""
        return [j for j, (a, b) in enumerate(self._target) if a < end and start < b]

    def weight(self, rows: Sequence[int], columns: Sequence[int]) -> float:
        """Return the mean over target pieces of their attention to source pieces, 0 to 1."""
        if not rows or not columns:
            return 0.0
        return sum(self._matrix[j][i] for j in rows for i in columns) / len(rows)


def term_weights(
    engine: Engine, ascent: Ascent, attempt: Attempt
) -> Callable[[TermHit, int, int], float]:
    """Return the attention of a stretch of an attempt to a term's source pieces.

    Returns:
        ``weight(hit, start, end)``: the mean over the target pieces of ``[start, end)`` of their
        attention to the pieces of the hit, 0 to 1.
    """
    source, target = sides(engine.tokenizer, ascent, attempt)
    [matrix] = engine.align([(source, target)])
    attention = Attention(engine.tokenizer, ascent.piece.text, target, matrix)

    def weight(hit: TermHit, start: int, end: int) -> float:
        columns = attention.columns(hit.start, hit.end)
        return attention.weight(attention.rows(start, end), columns)

    return weight
