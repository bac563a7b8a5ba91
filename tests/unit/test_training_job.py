"""Whole runs on a tiny network: the same twice, the same after an interruption, usable at the end."""

from __future__ import annotations

import json
import os
import shutil
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.training_support import Heard, tiny_recipe
from workbench.engine.base import DecodeOptions
from workbench.engine.build import verify as verify_model
from workbench.engine.catalogue import find_model
from workbench.engine.folder import open_folder
from workbench.engine.load import load_engine
from workbench.errors import ConfigError, InputError, ModelError, UsageError
from workbench.training import job, loop, network
from workbench.training.deadline import Deadline
from workbench.training.job import MODEL_FOLDER, TrainOptions, train
from workbench.training.recipe_file import load_recipe

if TYPE_CHECKING:
    from pathlib import Path

    import torch
    from transformers import MarianMTModel

    from workbench.training.batches import Batch
    from workbench.training.recipe_file import LoadedRecipe


def weights(run: Path) -> bytes:
    return (run / MODEL_FOLDER / "model.safetensors").read_bytes()


def options(
    out: Path,
    *,
    steps: int | None = None,
    minutes: float | None = None,
    seed: int | None = None,
    size: str | None = None,
    resume: bool = False,
) -> TrainOptions:
    return TrainOptions(
        out=out, threads=1, steps=steps, minutes=minutes, seed=seed, size=size, resume=resume
    )


def always_saving(loaded: LoadedRecipe) -> LoadedRecipe:
    """Return a recipe that has a checkpoint after every step."""
    return replace(loaded, recipe=loaded.recipe.model_copy(update={"save_minutes": 0.0}))


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> LoadedRecipe:
    return tiny_recipe(tmp_path_factory.mktemp("recipe"))


@pytest.fixture(scope="module")
def straight(recipe: LoadedRecipe, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that nothing disturbed."""
    out = tmp_path_factory.mktemp("straight") / "run"
    train(recipe, options(out), Heard())
    return out


def test_a_run_learns_and_says_how_it_is_doing(recipe: LoadedRecipe, tmp_path: Path) -> None:
    heard = Heard()
    trained = train(recipe, options(tmp_path / "run", steps=30), heard)
    assert trained.steps == 30
    assert trained.tokens > 0
    assert [look.step for look in heard.looks] == [5, 10, 15, 20, 25, 30]
    first, last = heard.looks[0], heard.looks[-1]
    assert last.loss < first.loss - 0.5
    assert first.dev_loss is not None
    assert last.dev_loss is not None
    assert last.dev_loss < first.dev_loss
    assert last.seconds_left == 0
    assert any("put aside" in note for note in heard.notes)
    assert any("overlap with held-out text: 0" in note for note in heard.notes)
    log = (tmp_path / "run" / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["step"] for line in log] == [5, 10, 15, 20, 25, 30]


def test_the_same_seed_gives_the_same_weights(
    recipe: LoadedRecipe, straight: Path, tmp_path: Path
) -> None:
    train(recipe, options(tmp_path / "again"), Heard())
    assert weights(tmp_path / "again") == weights(straight)
    train(recipe, options(tmp_path / "other", seed=4), Heard())
    assert weights(tmp_path / "other") != weights(straight)


def test_a_run_that_was_killed_goes_on_as_if_it_had_not_been(
    recipe: LoadedRecipe, straight: Path, tmp_path: Path
) -> None:
    class KilledError(Exception):
        pass

    class Killer(Heard):
        def progress(self, done: int, total: int) -> None:
            if done == 6:
                raise KilledError

    recipe = always_saving(recipe)
    out = tmp_path / "run"
    with pytest.raises(KilledError):
        train(recipe, options(out), Killer())
    with pytest.raises(UsageError, match="holds a run already"):
        train(recipe, options(out), Heard())
    shutil.rmtree(out / MODEL_FOLDER, ignore_errors=True)
    heard = Heard()
    trained = train(recipe, options(out, resume=True), heard)
    assert trained.steps == 8
    assert weights(out) == weights(straight)
    assert [look.step for look in heard.looks] == [8]


def test_going_on_under_another_recipe_is_said(tmp_path: Path) -> None:
    recipe = tiny_recipe(tmp_path / "r", steps=2)
    train(recipe, options(tmp_path / "run"), Heard())
    heard = Heard()
    changed = tiny_recipe(tmp_path / "r", steps=2, augmentation={"hints": 0.5})
    train(changed, options(tmp_path / "run", resume=True, steps=3), heard)
    assert any("recipe or data are not the checkpoint's any more" in note for note in heard.notes)
    other = {"start": "random", "width": 16, "heads": 2, "max_positions": 64}
    with pytest.raises(ModelError, match="the checkpoint is of a network of another shape"):
        train(
            tiny_recipe(tmp_path / "r", model=other, tokeniser={"pieces": 350}),
            options(tmp_path / "run", resume=True),
            Heard(),
        )


def test_sigterm_saves_the_step_it_comes_in(
    recipe: LoadedRecipe, straight: Path, tmp_path: Path
) -> None:
    class Asker(Heard):
        def progress(self, done: int, total: int) -> None:
            if done == 3:
                os.kill(os.getpid(), signal.SIGTERM)

    out = tmp_path / "run"
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        train(recipe, options(out), Asker())
    assert signal.getsignal(signal.SIGTERM) is before
    open_folder(out / MODEL_FOLDER)  # weights of that moment are there, too
    train(recipe, options(out, resume=True), Heard())
    assert weights(out) == weights(straight)


def test_a_loss_that_is_no_number_stops_and_keeps_the_last_good_checkpoint(
    recipe: LoadedRecipe, straight: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = network.loss_of, 0

    def spoilt(
        marian: MarianMTModel, batch: Batch, *, device: torch.device, half: bool, smoothing: float
    ) -> tuple[torch.Tensor, int]:
        nonlocal calls
        loss, pieces = real(marian, batch, device=device, half=half, smoothing=smoothing)
        calls += 1
        return (loss * float("nan") if calls == 9 else loss), pieces

    out = tmp_path / "run"
    recipe = always_saving(recipe)
    monkeypatch.setattr(loop, "loss_of", spoilt)
    with pytest.raises(ModelError, match=r"state\.pt: .* nan at step 5; .* step 4 is kept"):
        train(recipe, options(out), Heard())
    monkeypatch.setattr(loop, "loss_of", real)
    train(recipe, options(out, resume=True), Heard())
    assert weights(out) == weights(straight)


def test_the_export_is_a_model_for_both_engines_and_stock_transformers(
    straight: Path, recipe: LoadedRecipe
) -> None:
    from transformers import MarianMTModel, MarianTokenizer

    folder = straight / MODEL_FOLDER
    assert any("ct2-int8" in line for line in verify_model(find_model(folder)))
    stock = MarianMTModel.from_pretrained(folder, local_files_only=True)
    assert str(stock.dtype) == "torch.float16"
    assert not stock.model.shared.weight[stock.config.pad_token_id].any()
    text = "De minister sprak woensdag."
    with pytest.warns(UserWarning, match="sacremoses"):
        ids = MarianTokenizer.from_pretrained(folder)(text).input_ids
    engine = load_engine(folder, engine="torch").engine
    pieces = engine.tokenizer.encode(text)
    assert len(ids) == len(pieces) + 1
    assert engine.translate([pieces], DecodeOptions())[0][0].text
    assert load_engine(folder, engine="ct2").engine.takes_hints
    assert open_folder(folder).card.licence == "CC0-1.0"


def test_large_weights_are_cut_into_shards(tmp_path: Path) -> None:
    tiny_recipe(tmp_path / "r", steps=1)
    recipe = load_recipe(tmp_path / "r" / "recipe.yaml", shard_mb=0.05)
    train(recipe, options(tmp_path / "run"), Heard())
    folder = tmp_path / "run" / MODEL_FOLDER
    shards = sorted(folder.glob("model-*.safetensors"))
    assert len(shards) > 1
    assert max(shard.stat().st_size for shard in shards) < 60_000
    assert (folder / "model.safetensors.index.json").is_file()
    assert load_engine(folder, engine="torch").engine.translate([["▁De"]], DecodeOptions(beam=1))


def test_minutes_are_measured_and_become_steps(
    recipe: LoadedRecipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def steady(minutes: float, *, steps: int) -> Deadline:
        return Deadline(minutes, steps=steps, clock=lambda: 0.0)

    monkeypatch.setattr(job, "Deadline", steady)  # however busy this machine may be
    heard = Heard()
    trained = train(recipe, options(tmp_path / "run", minutes=0.02), heard)
    said = next(note for note in heard.notes if "s a step" in note)
    assert f"{trained.steps} steps in 0.02 minutes" in said
    # Measuring leaves no trace: the same number of steps gives the same weights.
    train(recipe, options(tmp_path / "again", steps=trained.steps), Heard())
    assert weights(tmp_path / "again") == weights(tmp_path / "run")


def test_the_number_type_is_measured(tmp_path: Path) -> None:
    recipe = tiny_recipe(tmp_path / "r", sizes={"cpu": {"batch_tokens": 300, "part": 0.5}}, steps=1)
    heard = Heard()
    trained = train(recipe, options(tmp_path / "run"), heard)
    said = next(note for note in heard.notes if "in bf16" in note)
    assert f"{trained.precision} is used" in said


def test_a_gpu_size_in_half_precision_learns_with_workers(tmp_path: Path) -> None:
    """What a GPU run does, as far as a processor can: autocast, forked builders, rare looks."""
    gpu = {
        "precision": "bf16",
        "batch_tokens": 600,
        "accumulate": 1,
        "learning_rate": 0.003,
        "warmup_steps": 2,
        "label_smoothing": 0.1,
        "part": 0.5,
        "workers": 2,
        "every": 12,
    }
    recipe = tiny_recipe(tmp_path / "r", sizes={"gpu": gpu}, steps=24)
    heard = Heard()
    trained = train(recipe, options(tmp_path / "run", size="gpu"), heard)
    assert trained.precision == "bf16"
    assert [look.step for look in heard.looks] == [12, 24]
    assert heard.looks[1].loss < heard.looks[0].loss - 0.5
    # The number of workers changes nothing about what is learned.
    alone = tiny_recipe(tmp_path / "r", sizes={"gpu": gpu | {"workers": 0}}, steps=24)
    train(alone, options(tmp_path / "alone", size="gpu"), Heard())
    assert weights(tmp_path / "alone") == weights(tmp_path / "run")


def test_training_begins_from_nothing_with_a_vocabulary_of_its_own(tmp_path: Path) -> None:
    recipe = tiny_recipe(
        tmp_path / "r",
        model={
            "start": "random",
            "width": 16,
            "heads": 2,
            "feed_forward": 32,
            "encoder_layers": 1,
            "decoder_layers": 1,
            "max_positions": 64,
        },
        tokeniser={"pieces": 350},
        steps=2,
    )
    train(recipe, options(tmp_path / "run"), Heard())
    engine = load_engine(tmp_path / "run" / MODEL_FOLDER, engine="ct2").engine
    assert engine.tokenizer.encode("Tokajev <t> sprak")[0] != "<t>"
    assert engine.takes_hints


def test_a_full_disk_is_noticed_before_the_first_step(
    recipe: LoadedRecipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(InputError, match="0 MB are free, training needs 3 MB; make room"):
        train(recipe, options(tmp_path / "run"), Heard())


def test_what_does_not_fit_together_is_said(recipe: LoadedRecipe, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="the recipe has no size gpu; there is cpu"):
        train(recipe, options(tmp_path / "run", size="gpu"), Heard())
    with pytest.raises(ModelError, match="no checkpoint to go on from"):
        train(recipe, options(tmp_path / "run", resume=True), Heard())
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "state.pt").write_bytes(b"PK nothing")
    with pytest.raises(ModelError, match="the checkpoint is damaged"):
        train(recipe, options(tmp_path / "run", resume=True), Heard())
