"""BLEU, chrF2, chrF2++ and TER with their signatures, and whether two systems differ.

sacreBLEU computes every number; this module only calls it as its command line does, so that both
print the same digits. Nothing else of the workbench imports sacreBLEU.
"""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "SAMPLES",
    "Comparison",
    "Score",
    "compare",
    "edit_counts",
    "heard",
    "score",
    "segment_scores",
]

SAMPLES = 1000
"""Resamples of the paired bootstrap, sacreBLEU's own default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A figure with what is needed to obtain it again."""

    metric: str
    value: float
    signature: str
    text: str
    """As sacreBLEU prints it, to two digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One system against the first, by one metric."""

    metric: str
    system: str
    value: float
    mean: float
    """Of the resamples."""
    interval: float
    """Half the width of the 95 % interval around the mean."""
    p: float | None
    """How likely so large a difference is by chance; None for the first system itself."""
    signature: str


def _metrics() -> list[Any]:
    """Return sacreBLEU's metrics in the order in which they are reported."""
    from sacrebleu.metrics.bleu import BLEU  # 0.1 s and numpy, only where something is scored
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    return [BLEU(), CHRF(), CHRF(word_order=2), TER()]


def score(targets: Sequence[str], references: Sequence[str]) -> tuple[Score, ...]:
    """Return BLEU, chrF2, chrF2++ and TER of a corpus with one reference.

    Args:
        targets: the hypotheses, at least one.
        references: as many.
    """
    scores: list[Score] = []
    for metric in _metrics():
        found = metric.corpus_score(list(targets), [list(references)])
        scores.append(
            Score(
                metric=found.name,
                value=float(found.score),
                signature=str(metric.get_signature()),
                text=str(found.format(width=2)),
            )
        )
    return tuple(scores)


def compare(
    systems: Sequence[tuple[str, Sequence[str]]],
    references: Sequence[str],
    *,
    samples: int = SAMPLES,
) -> tuple[Comparison, ...]:
    """Hold systems against the first one by paired bootstrap resampling.

    Args:
        systems: names and hypotheses, two at least; the first is the baseline.
        references: one for each segment.
        samples: resamples; the seed is sacreBLEU's, so the figures come again.

    Returns:
        By metric, then by system, the baseline first.

    Source:
        Koehn 2004, as ``sacrebleu --paired-bs`` does it.
    """
    from sacrebleu.significance import PairedTest  # as above

    metrics = {f"{type(m).__name__}{i}": m for i, m in enumerate(_metrics())}
    named: list[tuple[str, Sequence[str]]] = [(name, list(targets)) for name, targets in systems]
    test = PairedTest(named, metrics, [list(references)], test_type="bs", n_samples=samples)
    signatures, table = test()
    results: dict[str, list[Any]] = {m: column for m, column in table.items() if m != "System"}
    return tuple(
        Comparison(
            metric=metric,
            system=name,
            value=float(result.score),
            mean=float(result.mean),
            interval=float(result.ci),
            p=None if result.p_value is None else float(result.p_value),
            signature=str(signatures[metric]),
        )
        for metric, column in results.items()
        for (name, _), result in zip(named, column, strict=True)
    )


class Scorable(Protocol):
    """What can be scored by itself."""

    @property
    def target(self) -> str:
        """The hypothesis."""

    @property
    def reference(self) -> str:
        """The human translation."""


def segment_scores(lines: Sequence[Scorable]) -> list[float]:
    """Return chrF2 of every segment by itself, 0 to 100: to sort by, not to compare systems."""
    from sacrebleu.metrics.chrf import CHRF  # as above

    metric = CHRF()
    return [float(metric.sentence_score(one.target, [one.reference]).score) for one in lines]


def edit_counts(pairs: Sequence[tuple[str, str]]) -> list[tuple[float, float]]:
    """Return for each hypothesis and reference TER's edits and the words of the reference.

    Their sums over a corpus, divided, are its TER.
    """
    from sacrebleu.metrics.ter import TER  # as above

    metric = TER()
    counts = []
    for target, reference in pairs:
        found = metric.sentence_score(target, [reference])
        counts.append((float(found.num_edits), float(found.ref_length)))
    return counts


class _Keeper(logging.Handler):
    """Keeps what a library logs at level warning and above."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.messages: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        self.messages[record.getMessage()] = None


@contextlib.contextmanager
def heard() -> Iterator[dict[str, None]]:
    """Collect sacreBLEU's own warnings instead of letting them reach standard error.

    Yields:
        A mapping that fills with the messages, each once, in order.
    """
    logger = logging.getLogger("sacrebleu")
    keeper = _Keeper()
    handlers, propagate = logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [keeper], False
    try:
        yield keeper.messages
    finally:
        logger.handlers, logger.propagate = handlers, propagate
