"""From cleaned pairs to batches of ids, the same ones for the same seed.

Text is built in parts of an epoch. A part is a function of seed, phase and number and of nothing
else, so training that was interrupted goes on with the very batch it would have seen next: what is
kept is the place, not the state of a generator. Batches hold sentences of like length.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import random
import signal
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from workbench.errors import InputError
from workbench.training.augment import Example

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from concurrent.futures import Future

    from workbench.training.augment import Augmenter
    from workbench.training.corpus import Pair, Source
    from workbench.training.recipe import Size
    from workbench.training.vocabulary import Vocabulary

__all__ = ["Batch", "BatchBuilder", "Place", "Stream", "make_batches"]

Phase = Literal["all", "news"]
_SHORT_WORDS = 3
_EMPTY_PARTS = 20
"""Parts in a row that may be empty, as those of a tiny corpus can be."""
_SPAN = 20_000
"""Examples that are sorted by length together: few enough that a batch mixes all kinds."""


class Batch(NamedTuple):
    """Ids of some pairs, ``</s>`` appended and padded."""

    source: np.ndarray
    """int64 of shape (n, longest source), filled up with pad."""
    target: np.ndarray
    """int64 of shape (n, longest target), filled up with -100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in the endless text: the next batch to be learned from."""

    phase: Phase = "all"
    part: int = 0
    index: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    pairs: Sequence[Pair]
    weight: float
    news: bool
    hints: bool
    tagged: bool


class BatchBuilder:
    """Builds any part of the text; holds everything that decides what is in it."""

    def __init__(
        self,
        sources: Sequence[Source],
        *,
        vocabulary: Vocabulary,
        augmenter: Augmenter,
        size: Size,
        max_pieces: int,
        seed: int,
        reverse: bool = False,
    ) -> None:
        """Take pairs and the ways in which they are changed, weighted, cut and put together.

        Args:
            sources: Dutch-English pairs with their weights.
            vocabulary: of the direction that is learned.
            augmenter: changes pairs; with ``reverse`` it may give no hints.
            size: of batches and parts, and how often a source is cut another way.
            max_pieces: a pair with a longer side is left out.
            seed: decides what chance decides.
            reverse: whether English is the source.
        """
        self.vocabulary = vocabulary
        self.augmenter = augmenter
        self.size = size
        self.max_pieces = max_pieces
        self.seed = seed
        self.reverse = reverse
        self._groups: list[_Group] = []
        short = augmenter.settings.short
        for source in sources:
            news = source.spec.role == "news"
            plain = source.spec.role in {"news", "synthetic"}
            weight = source.spec.weight * (1.0 if plain else size.other_weight)
            long_ones = [p for p in source.pairs if len(p.source.split()) > _SHORT_WORDS]
            short_ones = [p for p in source.pairs if len(p.source.split()) <= _SHORT_WORDS]
            factor = 1.0 if source.spec.role == "lexicon" else short
            for pairs, times in ((long_ones, 1.0), (short_ones, factor)):
                if pairs and weight * times:
                    self._groups.append(
                        _Group(
                            pairs=pairs,
                            weight=weight * times,
                            news=news,
                            hints=source.spec.role in {"news", "other"},
                            tagged=source.spec.tagged,
                        )
                    )

    @property
    def has_news(self) -> bool:
        """Whether there is anything for a phase on news alone."""
        return any(group.news for group in self._groups)

    def build(self, phase: Phase, number: int) -> list[Batch]:
        """Return the batches of one part of an epoch, in the order they are seen."""
        rng = random.Random(f"{self.seed}/{phase}/{number}")  # noqa: S311 - nothing is secret here
        examples: list[tuple[list[int], list[int]]] = []
        for group in self._groups:
            if phase == "news" and not group.news:
                continue
            times = group.weight * self.size.part
            whole = int(times)
            chosen = [*group.pairs] * whole
            chosen += rng.sample(group.pairs, round(len(group.pairs) * (times - whole)))
            for pair in chosen:
                example = self.augmenter(pair, rng, hints=group.hints and not self.reverse)
                if self.reverse:
                    example = Example((example.target,), example.text)
                elif group.tagged:
                    example = replace(example, tagged=True)
                sampled = rng.random() < self.size.sampling
                source = self.vocabulary.source(example, rng, sampled=sampled)
                target = self.vocabulary.target(example.target)
                if 0 < len(source) <= self.max_pieces and 0 < len(target) <= self.max_pieces:
                    examples.append((source, target))
        rng.shuffle(examples)
        batches: list[Batch] = []
        for start in range(0, len(examples), _SPAN):
            batches += make_batches(
                examples[start : start + _SPAN],
                tokens=self.size.batch_tokens,
                eos=self.vocabulary.eos,
                pad=self.vocabulary.pad,
            )
        rng.shuffle(batches)
        return batches


def make_batches(
    examples: Iterable[tuple[list[int], list[int]]], *, tokens: int, eos: int, pad: int
) -> list[Batch]:
    """Put examples of like length together.

    Args:
        examples: source and target ids without ``</s>``.
        tokens: rows times the longest side is at most this, save for a single longer example.
        eos: appended to both sides.
        pad: fills the sources.
    """
    batches: list[Batch] = []
    rows: list[tuple[list[int], list[int]]] = []
    widest = 0
    for example in sorted(examples, key=lambda e: (max(map(len, e)) // 3, len(e[1]))):
        width = max(widest, *(len(side) + 1 for side in example))
        if rows and width * (len(rows) + 1) > tokens:
            batches.append(_batch(rows, eos=eos, pad=pad))
            rows, width = [], max(len(side) + 1 for side in example)
        rows.append(example)
        widest = width
    if rows:
        batches.append(_batch(rows, eos=eos, pad=pad))
    return batches


def _batch(rows: list[tuple[list[int], list[int]]], *, eos: int, pad: int) -> Batch:
    sides: list[np.ndarray] = []
    for side, fill in ((0, pad), (1, -100)):
        lengths = [len(row[side]) + 1 for row in rows]
        array = np.full((len(rows), max(lengths)), fill, dtype=np.int64)
        for at, (row, length) in enumerate(zip(rows, lengths, strict=True)):
            array[at, : length - 1] = row[side]
            array[at, length - 1] = eos
        sides.append(array)
    return Batch(*sides)


_builder: BatchBuilder | None = None
"""What a worker process builds with; it has it from the process it was forked from."""


def _build_in_worker(phase: Phase, number: int) -> list[Batch]:
    assert _builder is not None  # noqa: S101 - set before the fork
    return _builder.build(phase, number)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


class Stream:
    """The batches in order, from any place on; with workers the next parts are built ahead."""

    def __init__(self, builder: BatchBuilder, place: Place | None = None) -> None:
        """Begin at a place.

        Workers are forked here, so a stream has to be made before a GPU is touched.
        """
        global _builder
        self.builder = builder
        self.place = place or Place()
        self._pool: ProcessPoolExecutor | None = None
        self._ahead: deque[tuple[Phase, int, Future[list[Batch]]]] = deque()
        self._batches: list[Batch] = []
        self._loaded: tuple[Phase, int] | None = None
        self.seconds_per_batch = 0.0
        """What building the last part here cost; 0 with workers."""
        if builder.size.workers:
            _builder = builder
            self._pool = ProcessPoolExecutor(
                builder.size.workers,
                mp_context=multiprocessing.get_context("fork"),
                initializer=_leave_interrupts_to_the_parent,
            )
            self._look_ahead(self.place.phase, self.place.part)

    def take(self, phase: Phase) -> Batch:
        """Return the next batch of a phase; a new phase begins at its own beginning."""
        if phase != self.place.phase:
            self.place = Place(phase=phase)
        place = self.place
        if self._loaded != (place.phase, place.part):
            self._batches = self._part(place.phase, place.part)
            self._loaded = (place.phase, place.part)
        place = self.place
        # A recipe that was changed since the checkpoint may give fewer batches than it had.
        batch = self._batches[min(place.index, len(self._batches) - 1)]
        if place.index + 1 < len(self._batches):
            self.place = Place(phase=place.phase, part=place.part, index=place.index + 1)
        else:
            self.place = Place(phase=place.phase, part=place.part + 1)
        return batch

    def rewind(self) -> None:
        """Begin anew; a part that is loaded already stays."""
        self.place = Place()

    def close(self) -> None:
        """Let the workers go."""
        if self._pool is not None:
            with contextlib.suppress(OSError):
                self._pool.shutdown(wait=False, cancel_futures=True)

    def _part(self, phase: Phase, number: int) -> list[Batch]:
        for at in range(number, number + _EMPTY_PARTS):
            if self._pool is None:
                began = time.monotonic()
                batches = self.builder.build(phase, at)
                self.seconds_per_batch = (time.monotonic() - began) / max(len(batches), 1)
            else:
                self._look_ahead(phase, at)
                batches = self._ahead.popleft()[2].result()
                self._look_ahead(phase, at + 1)
            if batches:
                self.place = Place(phase=phase, part=at, index=self.place.index)
                return batches
        raise InputError(
            "the recipe leaves nothing to train on",
            hint="look at weights, part and cleaning; see docs/training.md",
        )

    def _look_ahead(self, phase: Phase, number: int) -> None:
        """Have the parts from ``number`` on in the making, one for each worker."""
        if self._pool is None:
            return
        if self._ahead and self._ahead[0][:2] != (phase, number):
            for _, _, future in self._ahead:
                future.cancel()
            self._ahead.clear()
        while len(self._ahead) < self.builder.size.workers:
            at = number + len(self._ahead)
            future = self._pool.submit(_build_in_worker, phase, at)
            self._ahead.append((phase, at, future))
