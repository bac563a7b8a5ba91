"""Going on from a model with what an editor reviewed, and keeping the result only if it is better.

Two figures decide: chrF on reviewed pairs that were put aside, which has to rise, and on a general
dev set, which may fall by a little at most. A model that fails is not written anywhere. The one it
began with is never touched, and the tuned one before is kept for ``roll_back``.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from workbench.engine.catalogue import record_hashes
from workbench.engine.folder import CARD, length_penalty_of, open_folder, write_card
from workbench.engine.words import RareWords
from workbench.errors import InputError, ModelError, UsageError
from workbench.training.augment import Augmenter, name_pool
from workbench.training.batches import BatchBuilder, Stream
from workbench.training.checkpoint import refuse_little_room
from workbench.training.corpus import HeldOut, Source
from workbench.training.export import export_model, put_in_place
from workbench.training.loop import DevSet, Plan, Trainer
from workbench.training.names import Lexicon
from workbench.training.network import from_folder
from workbench.training.recipe import Augmentation, DataFile, Export, Optimiser, Size
from workbench.training.reviewed import split_reviewed
from workbench.training.scoring import decode_folder, scores_of
from workbench.training.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.engine.catalogue import Model
    from workbench.training.corpus import Pair
    from workbench.training.listener import Listener, Scores
    from workbench.training.reviewed import Reviewed

__all__ = ["Comparison", "TuneOptions", "Tuned", "roll_back", "tune"]

_LOOKS = 4
"""Looks at the dev loss over a whole tuning."""
_BATCH_TOKENS = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class TuneOptions:
    """How to tune."""

    out: Path
    held_share: float = 0.1
    epochs: float = 4.0
    learning_rate: float = 1e-4
    largest_loss: float = 0.5
    """chrF points that the general dev set may lose."""
    gate_lines: int = 400
    """Of the general dev set, spread evenly; each is decoded twice."""
    seed: int = 1
    engine: str = "auto"
    """What decodes for the scores, as in ``load_engine``."""
    threads: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Scores of one set of lines before and after."""

    name: str
    before: Scores
    after: Scores

    @property
    def gain(self) -> float:
        """Return the chrF points gained."""
        return self.after.chrf - self.before.chrf

    def __str__(self) -> str:
        """Return both in one line."""
        return f"{self.name}: {self.before} before, {self.after} after ({self.gain:+.2f} chrF)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """What came of a tuning."""

    model: str
    """The folder, empty where the result was refused."""
    accepted: bool
    reasons: tuple[str, ...]
    """Why it was refused."""
    pairs: int
    held: int
    steps: int
    reviewed: Comparison
    general: Comparison


def tune(
    model: Model,
    pairs: Sequence[Pair],
    gate: tuple[Sequence[str], Sequence[str]],
    options: TuneOptions,
    listener: Listener,
) -> Tuned:
    """Tune a model and put the result in its place if it passes both gates.

    Args:
        model: any MarianMT with one vocabulary.
        pairs: reviewed, the oldest first.
        gate: sources and references of the general dev set.
        options: how.
        listener: is told.

    Raises:
        InputError: there are too few pairs, or the place cannot be written.
        KeyboardInterrupt: somebody stopped it; nothing is changed.
        ModelError: the model cannot be trained on.
        UsageError: the result would overwrite the model it begins with.
    """
    base = model.folder.path
    if options.out.resolve() == base:
        hint = "name another folder with --out"
        raise UsageError("would overwrite the model it begins with", where=str(base), hint=hint)
    _refuse_other(options.out)
    if (model.folder.card.source, model.folder.card.target) == ("en", "nl"):
        hint = "name a model from Dutch to English with --model"
        raise UsageError("translates English into Dutch", where=str(base), hint=hint)
    lines = _spread(gate, options.gate_lines)
    held_out = HeldOut()
    for text in (*gate[0], *gate[1]):
        held_out.add(text, "dev")
    reviewed = split_reviewed(pairs, held_out=held_out, share=options.held_share, seed=options.seed)
    listener.note(
        f"{len(reviewed.pairs)} pairs to learn from, {len(reviewed.held)} put aside; dropped: "
        f"{reviewed.dropped}; overlap with the dev set: {reviewed.overlaps} pairs dropped"
    )
    options.out.parent.mkdir(parents=True, exist_ok=True)
    held_lines = ([p.source for p in reviewed.held], [p.target for p in reviewed.held])
    listener.note(f"decoding {len(held_lines[0]) + len(lines[0])} lines with {model.name}")

    def scored(folder: Path) -> list[Scores]:
        return [
            scores_of(
                decode_folder(folder, s, beam=4, engine=options.engine, jobs=options.threads), r
            )
            for s, r in (held_lines, lines)
        ]

    before = scored(base)
    # Beside its place, so that the last step is a rename.
    with tempfile.TemporaryDirectory(dir=options.out.parent, prefix=".tuning-") as work:
        candidate = Path(work) / "model"
        steps = _train(model, reviewed, candidate, Path(work), options, listener)
        listener.note("decoding them again with the tuned model")
        after = scored(candidate)
        on_reviewed = Comparison(name="reviewed pairs", before=before[0], after=after[0])
        on_general = Comparison(name="general dev set", before=before[1], after=after[1])
        reasons = _reasons(on_reviewed, on_general, options.largest_loss)
        if not reasons:
            _keep(candidate, options.out)
    return Tuned(
        model="" if reasons else str(options.out),
        accepted=not reasons,
        reasons=tuple(reasons),
        pairs=len(reviewed.pairs),
        held=len(reviewed.held),
        steps=steps,
        reviewed=on_reviewed,
        general=on_general,
    )


def _reasons(reviewed: Comparison, general: Comparison, largest_loss: float) -> list[str]:
    reasons: list[str] = []
    if reviewed.gain <= 0:
        reasons.append(f"the reviewed pairs put aside gain nothing ({reviewed.gain:+.2f} chrF)")
    if general.gain < -largest_loss:
        reasons.append(
            f"the general dev set loses {-general.gain:.2f} chrF, more than {largest_loss:g}"
        )
    return reasons


def _train(
    model: Model,
    reviewed: Reviewed,
    candidate: Path,
    work: Path,
    options: TuneOptions,
    listener: Listener,
) -> int:
    """Train on the pairs, write the result as ``candidate``, and return the steps taken."""
    base = model.folder.path
    torch.set_num_threads(options.threads or len(os.sched_getaffinity(0)))
    torch.manual_seed(options.seed)
    vocabulary = Vocabulary.of_folder(base)
    network = from_folder(base, vocabulary)
    refuse_little_room(work, parameters=sum(p.numel() for p in network.parameters()))
    hints = vocabulary.hints and model.folder.card.capabilities.hints
    words = model.folder.words
    lexicon = Lexicon({}, {})
    size = Size(
        batch_tokens=_BATCH_TOKENS,
        accumulate=1,
        learning_rate=options.learning_rate,
        dropout=0.1,
        part=1.0,
    )
    spec = DataFile(file="reviewed", role="news")
    builder = BatchBuilder(
        [Source(spec=spec, pairs=reviewed.pairs, held=[])],
        vocabulary=vocabulary,
        # Hints are gone on with, or the model would forget what they ask.
        augmenter=Augmenter(
            Augmentation(plain=0.6 if hints else 1.0, short=1.0),
            lexicon=lexicon,
            pool=name_pool(reviewed.pairs, lexicon),
            words=RareWords.read(words),
        ),
        size=size,
        max_pieces=min(200, model.folder.max_positions - 1),
        seed=options.seed,
    )
    steps = max(1, round(options.epochs * len(builder.build("all", 0))))
    size = size.model_copy(update={"warmup_steps": min(10, steps // 10)})
    stream = Stream(builder)
    trainer = Trainer(
        network,
        stream,
        vocabulary=vocabulary,
        size=size,
        # A short run averages over its own length; all layers know something already.
        optimiser=Optimiser(encoder_rate=1.0, average=0.9, news_only=0),
        plan=Plan(steps=steps, seed=options.seed, size_name="cpu", half=False, fingerprint=""),
        device=torch.device("cpu"),
    )
    dev = DevSet(held=reviewed.held[:200], lines=([], []), every=max(1, steps // _LOOKS))
    listener.note(f"{steps} steps")
    trainer.run(None, dev, listener)
    settings = Export(
        id=f"{model.name}-tuned",
        licence=model.folder.card.licence,
        hints=hints,
        length_penalty=length_penalty_of(base),
    )
    languages = (model.folder.card.source, model.folder.card.target)
    export_model(
        network, trainer.average, vocabulary, candidate, settings, languages=languages, words=words
    )
    card = model.folder.card.model_copy(update={"id": settings.id, "origin": None, "sha256": {}})
    write_card(candidate / CARD, card)
    record_hashes(candidate)
    return steps


def previous_of(folder: Path) -> Path:
    """Return where the tuned model before the present one is kept."""
    return folder.with_name(f".{folder.name}.previous")


def _keep(candidate: Path, out: Path) -> None:
    """Put a model in its place and keep the one that was there.

    Raises:
        InputError: it cannot be moved.
    """
    try:
        if out.exists():
            previous = previous_of(out)
            shutil.rmtree(previous, ignore_errors=True)
            out.rename(previous)
        put_in_place(candidate, out)
    except OSError as error:
        raise InputError((error.strerror or str(error)).lower(), where=str(out)) from error


def _refuse_other(out: Path) -> None:
    """See to it that nothing but a model is replaced."""
    if out.exists():
        try:
            open_folder(out)
        except ModelError as error:
            hint = "name another folder with --out"
            raise InputError("something else stands there", where=str(out), hint=hint) from error


def roll_back(out: Path) -> None:
    """Put the tuned model before the present one in its place again; the two change places.

    Raises:
        ModelError: there is none before it.
    """
    previous = previous_of(out)
    if not previous.is_dir():
        raise ModelError(
            "there is no earlier tuning to go back to",
            where=str(out),
            hint="the model it began with is untouched: name that one with --model",
        )
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".rolling-") as work:
        aside = Path(work) / "aside"
        if out.exists():
            out.rename(aside)
        previous.rename(out)
        if aside.exists():
            aside.rename(previous)


def _spread(gate: tuple[Sequence[str], Sequence[str]], count: int) -> tuple[list[str], list[str]]:
    total = len(gate[0])
    chosen = range(total) if count >= total else [at * total // count for at in range(count)]
    return [gate[0][at] for at in chosen], [gate[1][at] for at in chosen]
