"""The steps of a run: learning, averaging, looking, saving, and stopping at the right moment.

A run is a function of its recipe, seed and number of steps. The clock decides when a checkpoint is
written, and where minutes were given, whether a machine that became slower has to leave out steps;
nothing else. An interruption waits for the end of the step, so that what is saved is
always a state between two steps.
"""

from __future__ import annotations

import contextlib
import math
import signal
import statistics
import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch

from workbench.errors import ModelError
from workbench.training.checkpoint import STATE, Checkpoint, load_checkpoint, save_checkpoint
from workbench.training.listener import Look
from workbench.training.network import loss_of, set_dropout
from workbench.training.optimiser import Optimisers, rate_at
from workbench.training.scoring import dev_loss, quick_scores

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from transformers import MarianMTModel

    from workbench.training.batches import Batch, Phase, Stream
    from workbench.training.corpus import Pair
    from workbench.training.deadline import Deadline
    from workbench.training.listener import Listener
    from workbench.training.recipe import Optimiser, Size
    from workbench.training.vocabulary import Vocabulary

__all__ = ["DevSet", "Plan", "Trainer"]

_AVERAGE_EVERY = 5
_AVERAGE_WARMUP = 60
"""Steps over which the running mean grows from the latest weights to its full memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was decided before the first step."""

    steps: int
    seed: int
    size_name: str
    half: bool
    fingerprint: str
    save_every_s: float = 600.0
    """Seconds between two checkpoints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DevSet:
    """What a run looks at now and then."""

    held: Sequence[Pair]
    lines: tuple[Sequence[str], Sequence[str]]
    """Dev sources and references to decode; empty: none."""
    every: int
    """Steps between two looks."""


class Trainer:
    """One run on one network."""

    def __init__(
        self,
        network: MarianMTModel,
        stream: Stream,
        *,
        vocabulary: Vocabulary,
        size: Size,
        optimiser: Optimiser,
        plan: Plan,
        device: torch.device,
    ) -> None:
        """Take the parts of a run; the network is moved to the device.

        Args:
            network: to be trained.
            stream: where batches come from, at the place of the next one.
            vocabulary: of network and stream.
            size: of batches, and rates.
            optimiser: the recipe's section.
            plan: steps, seed and precision.
            device: a processor or GPU.
        """
        self.network = network.to(device)
        set_dropout(network, size.dropout)
        self.network.train()
        self.stream = stream
        self.vocabulary = vocabulary
        self.size = size
        self.settings = optimiser
        self.plan = plan
        self.device = device
        self.optimisers = Optimisers(network, optimiser, rate=size.learning_rate)
        self._pad_row()
        self.average = {
            name: parameter.detach().clone()
            for name, parameter in network.named_parameters()
            if parameter.requires_grad
        }
        self.step = 0
        self.tokens = 0
        self.seconds = 0.0
        self.saved_step = -1
        self.shortened: list[tuple[int, int]] = []
        """Steps at which the run was made shorter, and the steps planned from then on."""
        self._losses: list[float] = []
        self._since = (0.0, 0)

    def run(
        self,
        folder: Path | None,
        dev: DevSet,
        listener: Listener,
        *,
        deadline: Deadline | None = None,
    ) -> None:
        """Take the steps that are left, looking and saving on the way.

        Args:
            folder: gets the checkpoints; None keeps none.
            dev: what to look at.
            listener: is told.
            deadline: may leave out steps at the end; None takes all.

        Raises:
            KeyboardInterrupt: somebody asked to stop; the state is saved.
            ModelError: the loss is no number; the last good checkpoint is kept.
            InputError: a checkpoint cannot be written.
        """
        if folder is not None and self.saved_step < 0:
            self.save(folder)
        saved_at = time.monotonic()
        with _interrupts() as asked:
            while self.step < self.plan.steps:
                began = time.monotonic()
                self._one_step(folder)
                self.seconds += time.monotonic() - began
                listener.progress(self.step, self.plan.steps)
                if asked:
                    if folder is not None:
                        self.save(folder)
                    raise KeyboardInterrupt
                if self.step % dev.every == 0 or self.step == self.plan.steps:
                    listener.look(self._look(dev))
                if (
                    folder is not None
                    and time.monotonic() - saved_at > self.plan.save_every_s
                    and self.step < self.plan.steps
                ):
                    self.save(folder)
                    saved_at = time.monotonic()
                if deadline is not None:
                    self._keep(deadline, listener)
        if folder is not None:
            self.save(folder)

    def _keep(self, deadline: Deadline, listener: Listener) -> None:
        """Leave out the steps for which there is no time, so that the rate still falls in it."""
        left = self.plan.steps - self.step
        fitting = deadline.fitting(left)
        if fitting < left:
            steps = self.step + fitting
            listener.note(
                f"slower than measured: {steps} steps instead of {self.plan.steps}, to end in time"
            )
            self.plan = replace(self.plan, steps=steps)
            self.shortened.append((self.step, steps))

    def seconds_per_step(self, fewest: int, *, seconds: float, most: int = 50) -> float:
        """Take some steps for the clock's sake; the run that counts begins anew.

        Args:
            fewest: steps to measure, after one that does not count.
            seconds: to go on for.
            most: steps to measure.
        """
        self._one_step(None)
        began = time.monotonic()
        took: list[float] = []
        while len(took) < fewest or (len(took) < most and time.monotonic() - began < seconds):
            before = time.monotonic()
            self._one_step(None)
            took.append(time.monotonic() - before)
        # Steps cost the same but for what disturbs one of them, which is no measure of the others.
        return statistics.median(took)

    def seconds_per_look(self, dev: DevSet) -> float:
        """Look once for the clock's sake, as ``seconds_per_step``."""
        began = time.monotonic()
        self._look(dev)
        return time.monotonic() - began

    def _phase(self) -> Phase:
        last = self.plan.steps * (1 - self.settings.news_only)
        return "news" if self.step >= last and self.stream.builder.has_news else "all"

    def _one_step(self, folder: Path | None) -> None:
        losses: list[torch.Tensor] = []
        for _ in range(self.size.accumulate):
            batch: Batch = self.stream.take(self._phase())
            loss, pieces = loss_of(
                self.network,
                batch,
                device=self.device,
                half=self.plan.half,
                smoothing=self.size.label_smoothing,
            )
            (loss / self.size.accumulate).backward()  # type: ignore[no-untyped-call]
            losses.append(loss.detach())
            self.tokens += pieces
        # The one place in a step where a GPU is waited for.
        total, length = torch.stack([torch.stack(losses).sum(), self.optimisers.clip()]).tolist()
        if not (math.isfinite(total) and math.isfinite(length)):
            self._refuse(total if math.isfinite(length) else length, folder)
        self.optimisers.step(self._rate())
        self._pad_row()
        self.step += 1
        self._losses.append(total / self.size.accumulate)
        if self.step % _AVERAGE_EVERY == 0 or self.step == self.plan.steps:
            self._take_average()

    def _refuse(self, value: float, folder: Path | None) -> None:
        what = f"the loss or its gradient is {value} at step {self.step + 1}"
        if folder is None:
            raise ModelError(what, hint="lower the learning rate")
        raise ModelError(
            f"{what}; the checkpoint of step {self.saved_step} is kept",
            where=str(folder / STATE),
            hint="lower learning_rate in the recipe and go on with --resume",
        )

    def _rate(self) -> float:
        return rate_at(
            self.step,
            steps=self.plan.steps,
            warmup=self.size.warmup_steps,
            cooldown=self.settings.cooldown,
            floor=self.settings.floor,
        )

    @torch.no_grad()
    def _pad_row(self) -> None:
        self.network.model.shared.weight[self.vocabulary.pad].zero_()

    @torch.no_grad()
    def _take_average(self) -> None:
        decay = min(self.settings.average, (self.step + 1) / (self.step + _AVERAGE_WARMUP))
        for name, parameter in self.network.named_parameters():
            if name in self.average:
                self.average[name].lerp_(parameter, 1 - decay)

    @contextlib.contextmanager
    def averaged(self) -> Iterator[None]:
        """Have the averaged weights in the network for a while."""
        parameters = dict(self.network.named_parameters())
        kept = {name: parameters[name].detach().clone() for name in self.average}
        with torch.no_grad():
            for name, value in self.average.items():
                parameters[name].copy_(value)
        try:
            yield
        finally:
            with torch.no_grad():
                for name, value in kept.items():
                    parameters[name].copy_(value)

    def _look(self, dev: DevSet) -> Look:
        seconds, tokens = self._since
        speed = (self.tokens - tokens) / max(self.seconds - seconds, 1e-9)
        self._since = (self.seconds, self.tokens)
        loss = sum(self._losses) / max(len(self._losses), 1)
        self._losses = []
        held = scores = None
        with self.averaged():
            if dev.held:
                held = dev_loss(self.network, dev.held, self.vocabulary, device=self.device)
            if dev.lines[0]:
                scores = quick_scores(self.network, dev.lines, self.vocabulary, device=self.device)
        return Look(
            step=self.step,
            steps=self.plan.steps,
            loss=loss,
            dev_loss=held,
            scores=scores,
            tokens_per_second=speed,
            seconds_left=self.seconds / max(self.step, 1) * (self.plan.steps - self.step),
            rate=self.size.learning_rate * self._rate(),
        )

    def save(self, folder: Path) -> None:
        """Write the checkpoint of this moment.

        Raises:
            InputError: it cannot be written; the one before is kept.
        """
        on_gpu = self.device.type == "cuda"
        save_checkpoint(
            folder,
            Checkpoint(
                fingerprint=self.plan.fingerprint,
                step=self.step,
                steps=self.plan.steps,
                seed=self.plan.seed,
                size=self.plan.size_name,
                half=self.plan.half,
                place=self.stream.place,
                tokens=self.tokens,
                seconds=self.seconds,
                network=dict(self.network.named_parameters()),
                optimisers=self.optimisers.state(),
                average=self.average,
                random_state=torch.get_rng_state(),
                device_random_state=torch.cuda.get_rng_state() if on_gpu else None,
            ),
        )
        self.saved_step = self.step

    def restore(self, folder: Path) -> None:
        """Go on from a folder's checkpoint.

        Raises:
            ModelError: there is none, or it is of a network of another shape.
        """
        found = load_checkpoint(folder, device=self.device)
        try:
            with torch.no_grad():
                for name, parameter in self.network.named_parameters():
                    parameter.copy_(found.network[name])
            self.optimisers.restore(found.optimisers)
            for name, value in self.average.items():
                value.copy_(found.average[name])
        except (KeyError, RuntimeError, ValueError) as error:
            raise ModelError(
                "the checkpoint is of a network of another shape",
                where=str(folder / STATE),
                hint="restore the recipe it was made with, or leave --resume out",
            ) from error
        self.step, self.tokens, self.seconds = found.step, found.tokens, found.seconds
        self._since = (self.seconds, self.tokens)
        self.saved_step = found.step
        self.stream.place = found.place
        torch.set_rng_state(found.random_state)
        if found.device_random_state is not None and self.device.type == "cuda":
            torch.cuda.set_rng_state(found.device_random_state)


@contextlib.contextmanager
def _interrupts() -> Iterator[list[int]]:
    """Collect interruptions instead of being thrown out of a step; the second one throws."""
    asked: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return

    def ask(number: int, _frame: object) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, ask) for number in numbers}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
