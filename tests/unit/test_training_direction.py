"""The other direction, synthetic pairs, and a model that has to be beaten."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.tiny_marian import build_tiny_marian
from tests.training_support import Heard, corpus_pairs, tiny_recipe, write_pairs
from workbench.engine.catalogue import find_model
from workbench.engine.load import load_engine
from workbench.errors import ConfigError, ModelError, UsageError
from workbench.training.augment import Augmenter, Example
from workbench.training.batches import BatchBuilder
from workbench.training.corpus import Pair, Source, load
from workbench.training.job import MODEL_FOLDER, TrainOptions, train
from workbench.training.names import Lexicon
from workbench.training.outcome import REPORT
from workbench.training.recipe import Augmentation, DataFile, Size
from workbench.training.recipe_file import load_recipe
from workbench.training.scoring import decode_folder
from workbench.training.tune import TuneOptions, tune
from workbench.training.vocabulary import Vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunHere

DEV = {"source": "dev.nl", "reference": "dev.en", "every": 100, "lines": 2, "beam": 1}
PAIRS = [Pair(*pair) for pair in corpus_pairs()]


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    return Vocabulary.of_folder(build_tiny_marian(tmp_path_factory.mktemp("models") / "tiny"))


def builder(vocabulary: Vocabulary, *specs: DataFile, reverse: bool = False) -> BatchBuilder:
    return BatchBuilder(
        [Source(spec=spec, pairs=PAIRS, held=[]) for spec in specs],
        vocabulary=vocabulary,
        augmenter=Augmenter(
            Augmentation(hints=1, names=0, numbers=0, quotes=0, upper_case=0),
            lexicon=Lexicon({}, {}),
            pool=[],
        ),
        size=Size(batch_tokens=200, part=1, sampling=0),
        max_pieces=100,
        seed=1,
        reverse=reverse,
    )


def rows(made: BatchBuilder, side: str = "source", phase: str = "all") -> list[tuple[int, ...]]:
    """Return the ids of every source or target without padding and ``</s>``."""
    ends = {made.vocabulary.eos, made.vocabulary.pad, -100}
    return sorted(
        tuple(number for number in row if number not in ends)
        for batch in made.build(phase, 0)  # type: ignore[arg-type]
        for row in getattr(batch, side).tolist()
    )


def test_the_other_direction_reads_english_and_writes_dutch(vocabulary: Vocabulary) -> None:
    turned = vocabulary.turned()
    made = builder(turned, DataFile(file="a", role="news"), reverse=True)
    # English is cut as English, and no hint stands in it, though hints were asked for.
    assert rows(made) == sorted(tuple(vocabulary.target(pair.target)) for pair in PAIRS)
    dutch = sorted(tuple(vocabulary.source(Example((pair.source,), ""))) for pair in PAIRS)
    assert rows(made, "target") == dutch


def test_a_machine_source_is_marked_and_kept_out_of_the_news(vocabulary: Vocabulary) -> None:
    tag = vocabulary.ids["</t>"]
    synthetic = DataFile(file="b", role="synthetic", tagged=True)
    made = builder(vocabulary, synthetic)
    plain = [tuple(vocabulary.source(Example((pair.source,), ""))) for pair in PAIRS]
    assert rows(made) == sorted((tag, *ids) for ids in plain)
    assert not made.has_news
    both = builder(vocabulary, DataFile(file="a", role="news"), synthetic)
    assert len(rows(both)) == 2 * len(PAIRS)
    assert not any(ids[0] == tag for ids in rows(both, phase="news"))
    assert len(rows(both, phase="news")) == len(PAIRS)
    # Other files without the tag are as before, and their hints begin with an opening piece.
    assert not any(ids[0] == tag for ids in rows(builder(vocabulary, DataFile(file="a"))))


def test_a_vocabulary_without_annotation_pieces_has_no_tag(tmp_path: Path) -> None:
    plain = Vocabulary.of_folder(build_tiny_marian(tmp_path / "plain", hints=False))
    example = Example((PAIRS[0].source,), "", tagged=True)
    assert plain.source(example) == plain.source(Example((PAIRS[0].source,), ""))


def test_synthetic_pairs_are_left_out_of_the_other_direction(tmp_path: Path) -> None:
    files = [{"file": "other.tsv"}, {"file": "made.tsv.gz", "role": "synthetic", "weight": 0.5}]
    recipe = tiny_recipe(tmp_path, data={"files": files}, direction="en-nl")
    # It need not be there yet: the reverse model comes before what it writes.
    assert [source.spec.file for source in load(recipe).sources] == ["other.tsv"]
    write_pairs(tmp_path / "made.tsv.gz", corpus_pairs()[:8])
    recipe = tiny_recipe(tmp_path, data={"files": files})
    assert [len(source.pairs) for source in load(recipe).sources] == [12, 8]
    recipe = tiny_recipe(tmp_path, data={"files": files[1:]}, direction="en-nl")
    with pytest.raises(ConfigError, match=r"recipe\.yaml:2:3: names synthetic pairs alone"):
        load(recipe)


def test_a_reversed_run_is_a_model_of_its_own(tmp_path: Path) -> None:
    tiny_recipe(tmp_path, evaluation={**DEV, "every": 10, "lines": 0}, steps=30)
    recipe = load_recipe(tmp_path / "recipe.yaml", direction="en-nl")
    assert recipe.recipe.export.id == "tiny-trained-reversed"
    heard = Heard()
    trained = train(recipe, TrainOptions(out=tmp_path / "run", threads=1), heard)
    assert (trained.direction, trained.bleu is not None) == ("en-nl", True)
    folder = tmp_path / "run" / MODEL_FOLDER
    card = find_model(folder).folder.card
    assert (card.source, card.target, card.capabilities.hints) == ("en", "nl", False)
    said = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    assert (said["source_lang"], said["target_lang"]) == ("en", "nl")
    # English pieces are those of the model it began with, where they were the target's.
    start = tmp_path / "start"
    assert (folder / "source.spm").read_bytes() == (start / "target.spm").read_bytes()
    assert (folder / "target.spm").read_bytes() == (start / "source.spm").read_bytes()
    # It has learned something of it, and what is held out is read the same way round.
    losses = [look.dev_loss or 0 for look in heard.looks]
    assert losses[-1] < losses[0] - 0.3
    with pytest.raises(ModelError, match="translates English into Dutch"):
        load_engine(folder)
    assert len(decode_folder(folder, [PAIRS[0].target], beam=1, engine="torch")) == 1
    forward = load_recipe(tmp_path / "recipe.yaml")
    with pytest.raises(ConfigError, match=r"the direction en-nl; add --direction en-nl"):
        train(forward, TrainOptions(out=tmp_path / "run", resume=True, threads=1), Heard())
    # Going on from a reversed model changes nothing about its pieces.
    again = tiny_recipe(
        tmp_path,
        model={"start": "folder", "path": "run/model"},
        direction="en-nl",
        steps=1,
    )
    train(again, TrainOptions(out=tmp_path / "again", threads=1), Heard())
    pieces = (tmp_path / "again" / MODEL_FOLDER / "source.spm").read_bytes()
    assert pieces == (start / "target.spm").read_bytes()
    with pytest.raises(UsageError, match="translates English into Dutch"):
        tune(find_model(folder), PAIRS, ([], []), TuneOptions(out=tmp_path / "tuned"), Heard())


def test_a_baseline_that_is_not_beaten_is_said_and_exits_with_1(
    here: RunHere, tmp_path: Path
) -> None:
    tiny_recipe(tmp_path, evaluation={**DEV, "baseline": "start", "gain": 99}, steps=1)
    done = here("model", "train", "recipe.yaml", "--jobs", "1")
    assert done.code == 1
    assert "warning: tiny-trained-run/model does not beat the baseline: BLEU " in done.err
    assert "where more than 99 points are asked for" in done.err
    assert "baseline: BLEU " in done.out
    report = json.loads((tmp_path / "tiny-trained-run" / REPORT).read_text(encoding="utf-8"))
    assert report["accepted"] is False
    assert report["baseline_bleu"] is not None


def test_a_baseline_is_looked_for_before_training(tmp_path: Path) -> None:
    recipe = tiny_recipe(tmp_path, evaluation={**DEV, "baseline": "gone"})
    with pytest.raises(ModelError, match="gone"):
        train(recipe, TrainOptions(out=tmp_path / "run", threads=1), Heard())
    assert not (tmp_path / "run" / "state.pt").exists()
    with pytest.raises(ConfigError, match=r"a baseline needs source and reference"):
        tiny_recipe(tmp_path, evaluation={"baseline": "start"})
