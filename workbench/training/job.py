"""One training run from a recipe to a scored folder: everything in its order.

The order matters: workers are forked before a GPU is touched, the disk is looked at before hours are
spent, and what the machine decides (number type, steps in the time given) is decided once, said, and
kept in the checkpoint, so that a run that goes on is the same run.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import torch

from workbench.errors import ConfigError, InputError, ModelError, UsageError
from workbench.training.augment import Augmenter, name_pool
from workbench.training.batches import BatchBuilder, Stream
from workbench.training.checkpoint import STATE, load_checkpoint, refuse_little_room
from workbench.training.corpus import load
from workbench.training.encoder_start import from_encoder
from workbench.training.export import export_model
from workbench.training.loop import DevSet, Plan, Trainer
from workbench.training.measure import faster_in_half
from workbench.training.names import Lexicon
from workbench.training.network import from_folder, marian_config, random_network
from workbench.training.scoring import read_dev, score_folder
from workbench.training.vocabulary import Vocabulary, train_pieces

if TYPE_CHECKING:
    from pathlib import Path

    from transformers import MarianMTModel

    from workbench.training.corpus import Cleaned
    from workbench.training.listener import Listener, Look, Scores
    from workbench.training.recipe import Recipe, Size
    from workbench.training.recipe_file import LoadedRecipe

T = TypeVar("T")

__all__ = ["MODEL_FOLDER", "TrainOptions", "Trained", "train"]

MODEL_FOLDER = "model"
"""Where in the folder of a run the exported model lies."""
PIECES = "pieces.spm"
LOG = "log.jsonl"
REPORT = "report.json"
_HELD_LINES = 300
_MEASURED_STEPS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainOptions:
    """What a command line says beside the recipe."""

    out: Path
    size: str | None = None
    """A section of ``sizes``; None takes ``gpu`` where there is one, else ``cpu``."""
    steps: int | None = None
    minutes: float | None = None
    """Measured before the first step, which fixes the steps."""
    seed: int | None = None
    resume: bool = False
    threads: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What came out of a run."""

    model: str
    """The folder."""
    parameters: int
    steps: int
    tokens: int
    """Target pieces seen."""
    minutes: float
    """Spent in steps."""
    precision: str
    size: str
    seed: int
    device: str
    bleu: float | None
    chrf: float | None
    signatures: tuple[str, ...]
    dropped: dict[str, int]
    overlaps: dict[str, int]


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
        elif (self.out / STATE).exists():
            raise UsageError(
                "holds a run already", where=str(self.out), hint="add --resume, or another --out"
            )
        self._make_folder()
        if self.recipe.evaluation.source:
            self.lines = read_dev(
                self.loaded.resolve(self.recipe.evaluation.source),
                self.loaded.resolve(self.recipe.evaluation.reference),
            )
        cleaned = load(self.loaded)
        self.listener.note(cleaned.report())
        self.listener.note(cleaned.overlap_report())
        kept = sum(len(source.pairs) for source in cleaned.sources)
        fingerprint = f"{self.loaded.fingerprint}/{kept}"
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
        )
        if self.options.minutes and not resumed and not self.options.steps:
            plan = replace(plan, steps=self._steps_in(self.options.minutes, vocabulary, plan))
        self.listener.note(
            f"{parameters / 1e6:.1f} M parameters, {plan.steps} steps, seed {plan.seed}, size "
            f"{self.size_name}, {'bf16' if half else 'fp32'} on {self.device.type}"
        )
        trainer = self._make_trainer(vocabulary, plan)
        self._trainer = trainer
        if resumed is not None:
            trainer.restore(self.out)
        held = _spread(cleaned.held, _HELD_LINES)
        chosen = _spread(list(range(len(self.lines[0]))), self.recipe.evaluation.lines)
        dev = DevSet(
            held=held,
            lines=([self.lines[0][at] for at in chosen], [self.lines[1][at] for at in chosen]),
            every=self.recipe.evaluation.every,
        )
        try:
            trainer.run(self.out, dev, _Logged(self.listener, self.out / LOG))
        finally:
            # Weights of any moment are usable, if not the best; a run cut short leaves some, too.
            if trainer.step == trainer.saved_step and trainer.step:
                self._export(trainer, vocabulary)
        return self._finished(trainer, cleaned, parameters)

    def _make_folder(self) -> None:
        try:
            self.out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError((error.strerror or str(error)).lower(), where=str(self.out)) from error

    def _vocabulary(self, cleaned: Cleaned) -> Vocabulary:
        model, tokeniser = self.recipe.model, self.recipe.tokeniser
        if model.start == "folder":
            return Vocabulary.of_folder(self.loaded.resolve(model.path))
        kept = self.out / PIECES
        if tokeniser.start:
            path = self.loaded.resolve(tokeniser.start)
        elif self.options.resume and kept.is_file():
            path = kept
        else:
            pairs = [p for s in cleaned.sources if s.spec.role != "lexicon" for p in s.pairs]
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
        return BatchBuilder(
            cleaned.sources,
            vocabulary=vocabulary,
            augmenter=Augmenter(settings, lexicon=lexicon, pool=name_pool(news, lexicon)),
            size=self.size,
            max_pieces=self.recipe.cleaning.max_pieces,
            seed=self.seed,
        )

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

    def _steps_in(self, minutes: float, vocabulary: Vocabulary, plan: Plan) -> int:
        """Measure steps and the making of text, and return how many steps fit in the time."""
        assert self.stream is not None  # noqa: S101 - made before
        trainer = self._make_trainer(vocabulary, plan)
        per_step = trainer.seconds_per_step(_MEASURED_STEPS)
        if not self.size.workers:
            per_step += self.stream.seconds_per_batch * self.size.accumulate
        steps = max(1, int(minutes * 60 / per_step))
        self.listener.note(f"{per_step:.2f} s a step: {steps} steps in {minutes:g} minutes")
        return steps

    def _export(self, trainer: Trainer, vocabulary: Vocabulary) -> None:
        export_model(
            trainer.network,
            trainer.average,
            vocabulary,
            self.out / MODEL_FOLDER,
            self.recipe.export,
        )

    def _finished(self, trainer: Trainer, cleaned: Cleaned, parameters: int) -> Trained:
        folder = self.out / MODEL_FOLDER
        scores: Scores | None = None
        if self.lines[0]:
            self.listener.note(f"scoring {len(self.lines[0])} dev lines")
            scores = score_folder(folder, self.lines, beam=self.recipe.evaluation.beam)
        trained = Trained(
            model=str(folder),
            parameters=parameters,
            steps=trainer.step,
            tokens=trainer.tokens,
            minutes=round(trainer.seconds / 60, 2),
            precision="bf16" if trainer.plan.half else "fp32",
            size=self.size_name,
            seed=self.seed,
            device=self.device.type,
            bleu=round(scores.bleu, 2) if scores else None,
            chrf=round(scores.chrf, 2) if scores else None,
            signatures=scores.signatures if scores else (),
            dropped=dict(cleaned.dropped),
            overlaps=dict(cleaned.overlaps),
        )
        report = json.dumps(asdict(trained), indent=2) + "\n"
        (self.out / REPORT).write_text(report, encoding="utf-8")
        return trained


class _Logged:
    """A listener whose looks are also kept in a file, a JSON object a line."""

    def __init__(self, listener: Listener, path: Path) -> None:
        self._listener, self._path = listener, path

    def note(self, message: str) -> None:
        self._listener.note(message)

    def progress(self, done: int, total: int) -> None:
        self._listener.progress(done, total)

    def look(self, look: Look) -> None:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        line = json.dumps({"time": stamp, **asdict(look)})
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        self._listener.look(look)


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
