"""What a decoder has to offer: the protocol both engines fulfil, and its options.

Nothing heavy may be imported here: the pipeline, the command line and the desk all read this
module, and torch alone costs 1.6 s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.model import Hypothesis

__all__ = ["Constraint", "DecodeOptions", "Engine", "TermHint", "Tokenizer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodeOptions:
    """How to decode; equal options on equal sources give equal hypotheses, whatever the batch."""

    beam: int = 4
    n_best: int = 1
    """Hypotheses returned for each source, at most ``beam``."""
    max_target_tokens: int = 256
    """Hard limit in pieces; the engine also bounds it by 3 x source + 20 (see the adapters)."""
    suppress: tuple[tuple[str, ...], ...] = ()
    """Sequences of target pieces that may not appear in any hypothesis."""
    no_repeat_ngram: int = 0
    """Where above 0, no sequence of that many pieces occurs twice: for repetition loops."""
    prefix: tuple[str, ...] = ()
    """Target pieces that every hypothesis begins with; the decoder goes on from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermHint:
    """An inline annotation: the source slice ``[start, end)`` should be rendered as ``target``."""

    start: int
    end: int
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """Target text that must occur: any one of ``alternatives``, at least once, at most ``most``."""

    alternatives: tuple[str, ...]
    most: int = 1
    start: int = 0
    """Half-open offsets of the term in the source text, for the attention gate."""
    end: int = 0


class Tokenizer(Protocol):
    """Text to pieces and back; sources and targets never contain ``</s>``."""

    def encode(self, text: str) -> list[str]:
        """Return source pieces; reserved pieces such as ``<s>`` written in ``text`` stay text."""
        ...

    def encode_hinted(self, text: str, hints: Sequence[TermHint]) -> list[str]:
        """Return source pieces with inline annotations; only for a model that ``takes_hints``."""
        ...

    def encode_target(self, text: str) -> list[str]:
        """Return target pieces, for scoring, constraints and suppression."""
        ...

    def decode(self, tokens: Sequence[str]) -> str:
        """Return the text of target pieces."""
        ...

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Return for each piece of ``encode(text)`` its half-open offsets in ``text``."""
        ...

    def target_offsets(self, tokens: Sequence[str]) -> list[tuple[int, int]]:
        """Return for each target piece its half-open offsets in ``decode(tokens)``."""
        ...

    def encodable(self, text: str) -> bool:
        """Whether ``decode(encode_target(text)) == text`` without an unknown piece."""
        ...

    def writable(self, text: str) -> bool:
        """Whether it is encodable and no character of it is spelt in bytes.

        A model can spell any character so, but has hardly ever seen it done.
        """
        ...


class Engine(Protocol):
    """A loaded model behind one decoder implementation."""

    name: str
    """``ct2-int8``, ``ct2-float32`` or ``torch-float32``."""
    signature: str
    """``model:<name>@<first 12 of sha256>|engine:<name>``."""
    max_source_tokens: int
    """Pieces the model takes, ``</s>`` not counted; more raises ModelError, nothing is cut."""
    takes_hints: bool
    """Whether the model was trained on inline annotations (``model.toml``)."""
    threads: int

    @property
    def tokenizer(self) -> Tokenizer:
        """Text to pieces and back."""
        ...

    def translate(
        self, sources: Sequence[Sequence[str]], options: DecodeOptions
    ) -> list[tuple[Hypothesis, ...]]:
        """Decode sources of any lengths, best hypothesis first; the order is kept.

        The engine itself forms batches of exactly equal source length within a token budget, so
        no source is ever padded and no result depends on what else was asked for.

        Args:
            sources: n_sources sequences of source pieces, each at most ``max_source_tokens``.
            options: beam, number of hypotheses, suppressed sequences.

        Returns:
            n_sources tuples of at most ``options.n_best`` hypotheses.

        Raises:
            ModelError: a source is empty or longer than ``max_source_tokens``.
        """
        ...

    def translate_each(
        self, asked: Sequence[tuple[Sequence[str], DecodeOptions]]
    ) -> list[tuple[Hypothesis, ...]]:
        """Decode sources under options of their own, at once as far as the engine can.

        Returns:
            As ``translate`` would for each source and its options.

        Raises:
            ModelError: a source is empty or longer than ``max_source_tokens``.
        """
        ...

    def align(
        self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]
    ) -> list[list[list[float]]]:
        """Return cross-attention, averaged over heads of the layer that aligns best.

        Returns:
            For each (source pieces, target pieces) pair a matrix of shape
            (n_target, n_source), rows summing to about 1, columns without ``</s>``.
        """
        ...

    def score(self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[float]:
        """Return each target's mean log-probability per token, ``</s>`` included."""
        ...

    def close(self) -> None:
        """Free the model."""
        ...
