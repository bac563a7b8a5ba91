"""Tuning on reviewed pairs: kept where both figures allow it, refused with figures where not."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.tiny_marian import build_tiny_marian
from tests.training_support import Heard, corpus_pairs
from workbench.engine.build import verify
from workbench.engine.catalogue import find_model
from workbench.engine.load import load_engine
from workbench.errors import InputError, ModelError, UsageError
from workbench.training.corpus import HeldOut, Pair
from workbench.training.reviewed import read_memory, split_reviewed
from workbench.training.scoring import decode_folder
from workbench.training.tune import TuneOptions, roll_back, tune

if TYPE_CHECKING:
    from pathlib import Path

# Nearly one English for all: a network this small has learned that after a second.
PAIRS = [
    Pair(source, f"It was on that day that it was so, {'abcdef'[at // 8]}{'klmnopqr'[at % 8]}.")
    for at, (source, _) in enumerate(corpus_pairs())
]
GATE = ([pair.source for pair in PAIRS[::12]], [pair.target for pair in PAIRS[::12]])


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_marian(tmp_path_factory.mktemp("models") / "base")


@pytest.fixture(scope="module")
def tuned(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tuned model, in a place where another one stood."""
    out = tmp_path_factory.mktemp("out") / "tuned"
    shutil.copytree(base, out)
    heard = Heard()
    options = TuneOptions(out=out, epochs=40, learning_rate=0.02, engine="torch", threads=1)
    result = tune(find_model(base), PAIRS, GATE, options, heard)
    assert result.accepted
    assert result.model == str(out)
    assert result.reviewed.gain > 0
    assert result.general.gain > -0.5
    assert (result.pairs, result.held) == (39, 5)
    # Four of the pairs are the dev set.
    assert any("overlap with the dev set: 4 pairs dropped" in note for note in heard.notes)
    assert heard.looks
    return out


def test_a_tuned_model_is_a_model(base: Path, tuned: Path) -> None:
    model = find_model(tuned)
    assert model.name == "base-tuned"
    assert model.folder.card.capabilities.hints
    assert verify(model)
    assert find_model(base).name == "base"
    assert load_engine(tuned, engine="ct2").model.sha256 == model.sha256
    assert [path.name for path in tuned.parent.iterdir() if "tuning" in path.name] == []


def test_rolling_back_changes_places_with_the_model_before(base: Path, tuned: Path) -> None:
    new = find_model(tuned).sha256
    assert new != find_model(base).sha256
    roll_back(tuned)
    assert find_model(tuned).sha256 == find_model(base).sha256
    roll_back(tuned)
    assert find_model(tuned).sha256 == new


def test_rolling_back_to_nothing_is_an_error(base: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no earlier tuning .* name that one with --model"):
        roll_back(tmp_path / "tuned")


def test_a_tuning_that_spoils_the_general_dev_set_is_refused(base: Path, tmp_path: Path) -> None:
    sources = ["Zij schreef een boek.", "Niemand weet het!", "Op de markt koopt men appels."]
    gate = (
        sources,
        decode_folder(base, sources, beam=4, engine="torch"),
    )  # the base model is perfect here
    options = TuneOptions(
        out=tmp_path / "tuned", epochs=12, learning_rate=0.01, engine="torch", threads=1
    )
    result = tune(find_model(base), PAIRS, gate, options, Heard())
    assert not result.accepted
    assert result.model == ""
    assert result.general.before.chrf == pytest.approx(100)
    assert any("the general dev set loses" in reason for reason in result.reasons)
    assert list(tmp_path.iterdir()) == []


def test_a_tuning_that_brings_nothing_is_refused(base: Path, tmp_path: Path) -> None:
    options = TuneOptions(
        out=tmp_path / "tuned", epochs=0.1, learning_rate=1e-7, engine="torch", threads=1
    )
    result = tune(find_model(base), PAIRS, GATE, options, Heard())
    assert result.reasons == ("the reviewed pairs put aside gain nothing (+0.00 chrF)",)
    assert not (tmp_path / "tuned").exists()


def test_the_model_it_begins_with_is_never_overwritten(base: Path) -> None:
    with pytest.raises(UsageError, match="would overwrite the model it begins with"):
        tune(find_model(base), PAIRS, GATE, TuneOptions(out=base), Heard())


def test_something_else_in_its_place_is_left_alone(base: Path, tmp_path: Path) -> None:
    out = tmp_path / "tuned"
    out.mkdir()
    (out / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(InputError, match="something else stands there"):
        tune(find_model(base), PAIRS, GATE, TuneOptions(out=out), Heard())
    assert (out / "letter.txt").read_text(encoding="utf-8") == "dear"


def test_too_few_pairs_are_refused() -> None:
    with pytest.raises(InputError, match="19 reviewed pairs can be learned from, tuning needs 20"):
        split_reviewed(PAIRS[:19], held_out=HeldOut(), share=0.1, seed=1)


def test_the_newest_english_of_the_same_dutch_counts() -> None:
    older = [Pair(PAIRS[0].source.upper(), "Something else entirely, said long ago.")]
    split = split_reviewed([*older, *PAIRS], held_out=HeldOut(), share=0.25, seed=1)
    assert len(split.held) == 12
    assert sorted([*split.pairs, *split.held]) == sorted(PAIRS)
    assert split.dropped == 1
    again = split_reviewed([*older, *PAIRS], held_out=HeldOut(), share=0.25, seed=1)
    assert again == split


TMX = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="nl"/><body>
<tu><tuv xml:lang="nl-NL"><seg>Het <bpt i="1">&lt;b&gt;</bpt>huis<ept i="1">&lt;/b&gt;</ept>.</seg></tuv>
    <tuv xml:lang="EN-GB"><seg>The <hi>house</hi>.</seg></tuv></tu>
<tu><tuv xml:lang="de"><seg>Das Haus.</seg></tuv><tuv xml:lang="en"><seg>The house.</seg></tuv></tu>
<tu><tuv lang="nl"><seg>  De
   hond </seg></tuv><tuv lang="en"><seg>The dog</seg></tuv></tu>
</body></tmx>
"""


def test_tmx_is_read_without_its_codes(tmp_path: Path) -> None:
    path = tmp_path / "memory.tmx"
    path.write_text(TMX, encoding="utf-8")
    assert read_memory(path) == [Pair("Het huis.", "The house."), Pair("De hond", "The dog")]


def test_what_is_no_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "memory.tmx"
    with pytest.raises(InputError, match="no such file"):
        read_memory(path)
    path.write_text(TMX[:400], encoding="utf-8")
    with pytest.raises(
        InputError,
        match=r"memory\.tmx:\d+:\d+: is no TMX file \(.*\); give a TMX file, or JSON lines",
    ):
        read_memory(path)
    path.write_text("<tmx><body/></tmx>", encoding="utf-8")
    with pytest.raises(InputError, match="holds no Dutch-English pair"):
        read_memory(path)


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden", encoding="utf-8")
    path = tmp_path / "memory.tmx"
    path.write_text(
        f'<!DOCTYPE tmx [<!ENTITY x SYSTEM "{secret}">]><tmx><body><tu>'
        '<tuv xml:lang="nl"><seg>Een &x; hond</seg></tuv>'
        '<tuv xml:lang="en"><seg>A dog</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    assert "hidden" not in read_memory(path)[0].source


def test_any_order_of_pairs_is_shuffled_alike() -> None:
    shuffled = PAIRS[:]
    random.Random(5).shuffle(shuffled)
    left = split_reviewed(PAIRS, held_out=HeldOut(), share=0.1, seed=1)
    right = split_reviewed(shuffled, held_out=HeldOut(), share=0.1, seed=1)
    assert sorted(left.held) == sorted(right.held)
