"""One training run from a recipe to a scored folder: everything in its order.

The order matters: workers are forked before a GPU is touched, the disk is looked at before hours are
spent, and what the machine decides (number type, steps in the time given) is decided once, said, and
kept in the checkpoint, so that a run that goes on is the same run.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import torch

from workbench.engine.folder import open_folder
from workbench.engine.words import RareWords
from workbench.errors import ConfigError, InputError, ModelError, UsageError
from workbench.training.augment import Augmenter, name_pool
from workbench.training.batches import BatchBuilder, Stream
from workbench.training.checkpoint import STATE, load_checkpoint, refuse_little_room
from workbench.training.corpus import Pair, load
from workbench.training.deadline import Deadline
from workbench.training.encoder_start import from_encoder
from workbench.training.export import export_model
from workbench.training.loop import DevSet, Plan, Trainer
from workbench.training.measure import faster_in_half
from workbench.training.names import Lexicon
from workbench.training.network import from_folder, marian_config, random_network
from workbench.training.outcome import LOG, Logged, Trained
from workbench.training.scoring import read_dev, score_folder
from workbench.training.vocabulary import Vocabulary, train_pieces

if TYPE_CHECKING:
    from pathlib import Path

    from transformers import MarianMTModel

    from workbench.training.corpus import Cleaned
    from workbench.training.listener import Listener, Scores
    from workbench.training.recipe import Recipe, Size
    from workbench.training.recipe_file import LoadedRecipe

T = TypeVar("T")

__all__ = ["MODEL_FOLDER", "TrainOptions", "Trained", "train"]

MODEL_FOLDER = "model"
"""Where in the folder of a run the exported model lies."""
PIECES = "pieces.spm"
_HELD_LINES = 300
_MEASURED_STEPS = 3
_MEASURED_S = 60.0
"""At least so many steps, and for so long or a hundredth of the time that is planned: what else the
machine does in a few seconds must not halve the work of two hours, as nothing is ever added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainOptions:
    """What a command line says beside the recipe."""

    out: Path
    size: str | None = None
    """A section of ``sizes``; None takes ``gpu`` where there is one, else ``cpu``."""
    steps: int | None = None
    minutes: float | None = None
    """Measured before the first step, which fixes the steps; a machine that becomes slower later
    leaves out some of them. With ``resume``: minutes from now on."""
    seed: int | None = None
    resume: bool = False
    threads: int | None = None


def train(loaded: LoadedRecipe, options: TrainOptions, listener: Listener) -> Trained:
    """Train, export and score as a recipe says.

    Raises:
        ConfigError: the recipe does not fit together.
        InputError: a file cannot be read, or the disk is too small.
        KeyboardInterrupt: somebody stopped it; checkpoint and export of that moment are written.
        ModelError: what it starts from cannot be used, or the loss is no number.
    """
    run = _Run(loaded, options, listener)
    try:
        return run.all()
    finally:
        run.close()


class _Run:
    """The parts of one run, made in order."""

    def __init__(self, loaded: LoadedRecipe, options: TrainOptions, listener: Listener) -> None:
        recipe = loaded.recipe
        self.loaded, self.options, self.listener = loaded, options, listener
        self.recipe: Recipe = recipe
        self.out = options.out
        self.stream: Stream | None = None
        gpu = torch.cuda.is_available()
        self.size_name, self.size = _size(loaded, options.size, gpu=gpu)
        # A section called cpu stays on the processor where there is a GPU, too.
        self.device = torch.device("cuda" if gpu and self.size_name != "cpu" else "cpu")
        self.seed = recipe.seed if options.seed is None else options.seed
        torch.set_num_threads(options.threads or len(os.sched_getaffinity(0)))
        torch.set_float32_matmul_precision("high")
        self.lines: tuple[list[str], list[str]] = ([], [])
        """Dev sources and references, in the direction that is learned."""
        self.baseline: Path | None = None
        self._trainer: Trainer | None = None

    def close(self) -> None:
        if self.stream is not None:
            self.stream.close()

    def all(self) -> Trained:
        resumed = (
            load_checkpoint(self.out, device=torch.device("cpu")) if self.options.resume else None
        )
        if resumed is not None:
            self.seed = resumed.seed if self.options.seed is None else self.options.seed
            if resumed.size != self.size_name:
                raise ConfigError(
                    f"the checkpoint was made with size {resumed.size}, not {self.size_name}",
                    where=str(self.out),
                    hint=f"add --size {resumed.size}",
                )
            direction = "en-nl" if resumed.fingerprint.endswith("/en-nl") else "nl-en"
            if direction != self.recipe.direction:
                raise ConfigError(
                    f"the checkpoint is of the direction {direction}",
                    where=str(self.out),
                    hint=f"add --direction {direction}",
                )
        elif (self.out / STATE).exists():
            raise UsageError(
                "holds a run already", where=str(self.out), hint="add --resume, or another --out"
            )
        self._make_folder()
        if self.recipe.evaluation.source:
            dutch, english = read_dev(
                self.loaded.resolve(self.recipe.evaluation.source),
                self.loaded.resolve(self.recipe.evaluation.reference),
            )
            self.lines = (english, dutch) if self.recipe.reverse else (dutch, english)
        self._find_baseline()
        cleaned = load(self.loaded)
        self.listener.note(cleaned.report())
        self.listener.note(cleaned.overlap_report())
        kept = sum(len(source.pairs) for source in cleaned.sources)
        fingerprint = f"{self.loaded.fingerprint}/{kept}/{self.recipe.direction}"
        if resumed is not None and resumed.fingerprint != fingerprint:
            self.listener.note("recipe or data are not the checkpoint's any more; they count now")
        vocabulary = self._vocabulary(cleaned)
        builder = self._builder(cleaned, vocabulary)
        self.stream = Stream(builder, resumed.place if resumed else None)
        first = self.stream.take(self.stream.place.phase)  # forks, and finds out that there is text
        network = self._network(vocabulary)
        parameters = sum(parameter.numel() for parameter in network.parameters())
        refuse_little_room(self.out, parameters=parameters)
        network.to(self.device)
        half = resumed.half if resumed else self._half(network, first)
        plan = Plan(
            steps=self.options.steps or (resumed.steps if resumed else self.recipe.steps),
            seed=self.seed,
            size_name=self.size_name,
            half=half,
            fingerprint=fingerprint,
            save_every_s=self.recipe.save_minutes * 60,
        )
        dev = self._dev(cleaned)
        if self.options.minutes and not resumed and not self.options.steps:
            plan = replace(plan, steps=self._steps_in(self.options.minutes, vocabulary, plan, dev))
        self.listener.note(
            f"{parameters / 1e6:.1f} M parameters, {plan.steps} steps, seed {plan.seed}, size "
            f"{self.size_name}, {'bf16' if half else 'fp32'} on {self.device.type}"
        )
        trainer = self._make_trainer(vocabulary, plan)
        self._trainer = trainer
        if resumed is not None:
            trainer.restore(self.out)
        deadline = None
        if self.options.minutes:
            deadline = Deadline(self.options.minutes, steps=trainer.plan.steps - trainer.step)
        try:
            trainer.run(self.out, dev, Logged(self.listener, self.out / LOG), deadline=deadline)
        finally:
            # Weights of any moment are usable, if not the best; a run cut short leaves some, too.
            if trainer.step == trainer.saved_step and trainer.step:
                self._export(trainer, vocabulary)
        return self._finished(trainer, cleaned, parameters)

    def _find_baseline(self) -> None:
        """Open the model to beat before hours are spent, and see that it can be compared."""
        if not self.recipe.evaluation.baseline:
            return
        found = open_folder(self.loaded.resolve(self.recipe.evaluation.baseline))
        if (found.card.source, found.card.target) == self.recipe.languages:
            self.baseline = found.path
        else:
            self.listener.note(
                f"{found.name} translates the other way and is no baseline for this run"
            )

    def _dev(self, cleaned: Cleaned) -> DevSet:
        """Return what is looked at on the way, in the direction that is learned."""
        held = _spread(cleaned.held, _HELD_LINES)
        if self.recipe.reverse:
            held = [Pair(pair.target, pair.source) for pair in held]
        chosen = _spread(list(range(len(self.lines[0]))), self.recipe.evaluation.lines)
        return DevSet(
            held=held,
            lines=([self.lines[0][at] for at in chosen], [self.lines[1][at] for at in chosen]),
            every=self.size.every or self.recipe.evaluation.every,
        )

    def _make_folder(self) -> None:
        try:
            self.out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError((error.strerror or str(error)).lower(), where=str(self.out)) from error

    def _vocabulary(self, cleaned: Cleaned) -> Vocabulary:
        model, tokeniser = self.recipe.model, self.recipe.tokeniser
        if model.start == "folder":
            folder = self.loaded.resolve(model.path)
            vocabulary = Vocabulary.of_folder(folder)
            # Weights of the other direction know this one's words, in the other language's place.
            same = open_folder(folder).card.source == self.recipe.languages[0]
            return vocabulary if same else vocabulary.turned()
        kept = self.out / PIECES
        if tokeniser.start:
            path = self.loaded.resolve(tokeniser.start)
        elif self.options.resume and kept.is_file():
            path = kept
        else:
            pairs = [
                p for s in cleaned.sources if s.spec.role in {"news", "other"} for p in s.pairs
            ]
            self.listener.note(f"training a vocabulary of {tokeniser.pieces} pieces")
            trained = train_pieces(
                (pair.source for pair in pairs),
                (pair.target for pair in pairs),
                pieces=tokeniser.pieces,
                sentences=tokeniser.sentences,
                threads=torch.get_num_threads(),
            )
            kept.write_bytes(trained)
            path = kept
        try:
            return Vocabulary(path.read_bytes())
        except OSError as error:
            raise InputError((error.strerror or str(error)).lower(), where=str(path)) from error
        except ModelError as error:
            raise ModelError(error.message, where=str(path), hint=error.hint) from error

    def _builder(self, cleaned: Cleaned, vocabulary: Vocabulary) -> BatchBuilder:
        lexicon = Lexicon.of(
            pair for s in cleaned.sources if s.spec.role == "lexicon" for pair in s.pairs
        )
        news = [pair for s in cleaned.sources if s.spec.role == "news" for pair in s.pairs]
        settings = self.recipe.augmentation
        if not vocabulary.hints:
            settings = settings.model_copy(update={"plain": 1.0})
            if any(source.spec.tagged for source in cleaned.sources):
                self.listener.note(
                    "the vocabulary has no annotation pieces: synthetic pairs stay without a tag"
                )
        if self.recipe.reverse:  # both are about what an article's Dutch may look like
            settings = settings.model_copy(update={"hints": 0.0, "quotes": 0.0})
        return BatchBuilder(
            cleaned.sources,
            vocabulary=vocabulary,
            augmenter=Augmenter(
                settings,
                lexicon=lexicon,
                pool=name_pool(news, lexicon),
                words=RareWords.read(self._words_path()),
            ),
            size=self.size,
            max_pieces=self.recipe.cleaning.max_pieces,
            seed=self.seed,
            reverse=self.recipe.reverse,
        )

    def _words_path(self) -> Path | None:
        """Return the list of rare words; what translates into Dutch has no use for it."""
        name = self.recipe.export.words
        return self.loaded.resolve(name) if name and not self.recipe.reverse else None

    def _network(self, vocabulary: Vocabulary) -> MarianMTModel:
        """Return the network as it is before the first step, the same for the same seed."""
        torch.manual_seed(self.seed)
        settings = self.recipe.model
        if settings.start == "folder":
            return from_folder(self.loaded.resolve(settings.path), vocabulary)
        config = marian_config(
            settings,
            vocabulary,
            encoder_layers=self.size.encoder_layers or settings.encoder_layers,
            decoder_layers=self.size.decoder_layers or settings.decoder_layers,
        )
        if settings.start == "encoder":
            folder = self.loaded.resolve(settings.path)
            return from_encoder(folder, config, vocabulary, seed=self.seed)
        return random_network(config)

    def _make_trainer(self, vocabulary: Vocabulary, plan: Plan) -> Trainer:
        """Return a trainer at the very beginning, generator and text included."""
        assert self.stream is not None  # noqa: S101 - made before
        network = self._network(vocabulary)
        torch.manual_seed(self.seed)
        self.stream.rewind()
        return Trainer(
            network,
            self.stream,
            vocabulary=vocabulary,
            size=self.size,
            optimiser=self.recipe.optimiser,
            plan=plan,
            device=self.device,
        )

    def _half(self, network: MarianMTModel, batch: object) -> bool:
        if self.size.precision != "auto":
            return self.size.precision == "bf16"
        half, full_s, half_s = faster_in_half(network, batch, device=self.device)  # type: ignore[arg-type]
        self.listener.note(
            f"a try takes {full_s:.2f} s in fp32 and {half_s:.2f} s in bf16: "
            f"{'bf16' if half else 'fp32'} is used"
        )
        return half

    def _steps_in(self, minutes: float, vocabulary: Vocabulary, plan: Plan, dev: DevSet) -> int:
        """Measure steps, looks and the making of text, and return how many steps fit in the time."""
        assert self.stream is not None  # noqa: S101 - made before
        trainer = self._make_trainer(vocabulary, plan)
        # Never more than a small part of the time that is to be planned.
        seconds = min(_MEASURED_S, 0.6 * minutes)
        per_step = trainer.seconds_per_step(_MEASURED_STEPS, seconds=seconds)
        if not self.size.workers:
            per_step += self.stream.seconds_per_batch * self.size.accumulate
        if minutes * 60 / per_step > dev.every:
            per_step += trainer.seconds_per_look(dev) / dev.every
        steps = max(1, int(minutes * 60 / per_step))
        self.listener.note(f"{per_step:.2f} s a step: {steps} steps in {minutes:g} minutes")
        return steps

    def _export(self, trainer: Trainer, vocabulary: Vocabulary) -> None:
        settings = self.recipe.export
        if self.recipe.reverse:  # it has seen none
            settings = settings.model_copy(update={"hints": False})
        export_model(
            trainer.network,
            trainer.average,
            vocabulary,
            self.out / MODEL_FOLDER,
            settings,
            languages=self.recipe.languages,
            words=self._words_path(),
        )

    def _finished(self, trainer: Trainer, cleaned: Cleaned, parameters: int) -> Trained:
        folder = self.out / MODEL_FOLDER
        scores: Scores | None = None
        if self.lines[0]:
            self.listener.note(f"scoring {len(self.lines[0])} dev lines")
            scores = score_folder(folder, self.lines, beam=self.recipe.evaluation.beam)
        baseline: Scores | None = None
        if self.baseline is not None:
            self.listener.note(f"scoring them with the baseline, {self.baseline}")
            baseline = score_folder(self.baseline, self.lines, beam=self.recipe.evaluation.beam)
        gain = scores.bleu - baseline.bleu if scores and baseline else None
        trained = Trained(
            model=str(folder),
            parameters=parameters,
            steps=trainer.step,
            tokens=trainer.tokens,
            minutes=round(trainer.seconds / 60, 2),
            shortened=tuple(trainer.shortened),
            precision="bf16" if trainer.plan.half else "fp32",
            size=self.size_name,
            seed=self.seed,
            device=self.device.type,
            direction=self.recipe.direction,
            bleu=round(scores.bleu, 2) if scores else None,
            chrf=round(scores.chrf, 2) if scores else None,
            signatures=scores.signatures if scores else (),
            baseline_bleu=round(baseline.bleu, 2) if baseline else None,
            baseline_chrf=round(baseline.chrf, 2) if baseline else None,
            accepted=gain is None or gain > self.recipe.evaluation.gain,
            dropped=dict(cleaned.dropped),
            overlaps=dict(cleaned.overlaps),
        )
        trained.write(self.out)
        return trained


def _size(loaded: LoadedRecipe, asked: str | None, *, gpu: bool) -> tuple[str, Size]:
    sizes = loaded.recipe.sizes
    name = asked or ("gpu" if gpu and "gpu" in sizes else "cpu" if "cpu" in sizes else min(sizes))
    if name not in sizes:
        raise ConfigError(
            f"the recipe has no size {name}",
            where=loaded.places.key(("sizes",)),
            hint=f"there is {', '.join(sorted(sizes))}",
        )
    return name, sizes[name]


def _spread(items: list[T], count: int) -> list[T]:
    """Return at most ``count`` items, evenly over a list."""
    if count >= len(items):
        return items
    return [items[at * len(items) // count] for at in range(count)]
