"""Reading and cleaning pairs: what cannot be meant is refused, what teaches nothing is dropped."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from tests.training_support import corpus_pairs, tiny_recipe, write_pairs
from workbench.errors import ConfigError, InputError
from workbench.training.corpus import HeldOut, Pair, clean, load, problem, read_pairs
from workbench.training.recipe import Cleaning, DataFile
from workbench.training.recipe_file import load_recipe

if TYPE_CHECKING:
    from pathlib import Path


def test_plain_and_packed_files_are_read(tmp_path: Path) -> None:
    for name in ("a.tsv", "a.tsv.gz"):
        write_pairs(tmp_path / name, corpus_pairs())
        assert read_pairs(tmp_path / name) == [Pair(*pair) for pair in corpus_pairs()]


def test_swapped_columns_are_noticed_and_can_be_declared(tmp_path: Path) -> None:
    swapped = [(en, nl) for nl, en in corpus_pairs()]
    path = tmp_path / "a.tsv"
    write_pairs(path, swapped)
    with pytest.raises(InputError, match=r"a\.tsv: the columns are swapped.*`swapped: true`"):
        read_pairs(path)
    assert read_pairs(path, swapped=True)[0] == Pair(*corpus_pairs()[0])
    write_pairs(path, corpus_pairs())
    with pytest.raises(InputError, match="the columns are swapped"):
        read_pairs(path, swapped=True)


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_a_file_that_is_cut_off_is_refused(keep: float, tmp_path: Path) -> None:
    path = tmp_path / "a.tsv.gz"
    write_pairs(path, corpus_pairs() * 40)
    packed = path.read_bytes()
    path.write_bytes(packed[: int(len(packed) * keep)])
    with pytest.raises(InputError, match=r"a\.tsv\.gz: the file is cut off .*; copy it again"):
        read_pairs(path)


def test_files_may_lie_beside_the_recipe(tmp_path: Path) -> None:
    loaded = load_recipe(tiny_recipe(tmp_path / "recipe").path, data=tmp_path / "data")
    assert loaded.pair_file("./pairs/a.tsv") == tmp_path / "recipe/pairs/a.tsv"
    assert loaded.pair_file("a.tsv") == tmp_path / "data/a.tsv"


def test_the_pairs_of_the_repository_can_be_learnt_from(repo_root: Path) -> None:
    files = sorted((repo_root / "models/nl-en-news/pairs").glob("*.tsv"))
    assert files
    for path in files:
        pairs = read_pairs(path)
        seeds = "".join(
            seed.read_text(encoding="utf-8") for seed in sorted((repo_root / "seeds").glob("*.txt"))
        )
        assert len({pair.source for pair in pairs}) == len(pairs)
        assert not [pair for pair in pairs if pair.source in seeds]


def test_other_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no\.tsv: there is no such file; .*--data"):
        read_pairs(tmp_path / "no.tsv")
    (tmp_path / "a.tsv.gz").write_bytes(b"not packed at all")
    with pytest.raises(InputError, match="cut off or damaged after line 0"):
        read_pairs(tmp_path / "a.tsv.gz")
    (tmp_path / "b.tsv").write_bytes(b"een\tone\ntw\xe9\ttwo\n")
    with pytest.raises(InputError, match="is not UTF-8"):
        read_pairs(tmp_path / "b.tsv")
    (tmp_path / "c.tsv").write_text("no pair here\n" * 30, encoding="utf-8")
    with pytest.raises(InputError, match=r"c\.tsv:21: is no list of pairs"):
        read_pairs(tmp_path / "c.tsv")
    (tmp_path / "d.tsv.gz").write_bytes(gzip.compress(b""))
    assert read_pairs(tmp_path / "d.tsv.gz") == []


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("De hond liep naar het bos.", "The dog walked to the wood.", None),
        ("", "The dog.", "empty"),
        ("De hond. " * 60, "The dog. " * 60, "long"),
        ("De hond liep met zijn baas naar het bos.", "Dog.", "ratio"),
        ("The dog and the cat were not there.", "The dog and the cat were not there.", "language"),
        ("De hond en de kat.", "Het is niet de hond maar een kat.", "language"),
        ("In 2019 kwam hij.", "He came in 2021.", "alignment"),
        ("Er kwamen 12.500 man.", "12,500 men came.", None),
        ("Er kwamen vijftien man.", "15 men came.", None),
        ("A\ufffdb", "Ab", "damaged"),
        ("Almaty Astana Minsk Kyiv Baku Riga", "Almaty Astana Minsk Kyiv Baku Riga", "copy"),
        ("Foto: AFP", "Foto: AFP", None),
    ],
)
def test_a_pair_is_judged(source: str, target: str, reason: str | None) -> None:
    assert problem(Pair(source, target), Cleaning()) == reason


def test_doubles_and_held_out_lines_are_dropped_and_counted() -> None:
    held = HeldOut(overlap_words=5)
    held.add("De burgemeester opende gisteren de nieuwe bibliotheek van de stad.", "dev.nl")
    held.add("It rained all day.", "dev.en")
    pairs = [
        Pair("Het is zover.", "It is time."),
        Pair("Het  is zover.", "It is time."),  # a double but for a space
        Pair(
            "DE BURGEMEESTER OPENDE GISTEREN DE NIEUWE BIBLIOTHEEK VAN DE STAD.",
            "The mayor opened the library.",
        ),
        Pair(
            "Toen zei hij: de burgemeester opende gisteren de deur.",
            "Then he said: the mayor opened",
        ),
        Pair("Het regende de hele dag.", "It rained all day."),
        Pair("Dit komt apart.", "This is put aside."),
    ]
    cleaned = clean(
        [
            (DataFile(file="a", hold_out=1), pairs),
            (DataFile(file="b"), [Pair("Dit komt apart.", "This is put elsewhere."), pairs[0]]),
        ],
        cleaning=Cleaning(),
        held=held,
    )
    assert cleaned.sources[0].pairs == [pairs[0]]
    assert cleaned.held == [pairs[5]]
    assert cleaned.sources[1].pairs == []
    assert dict(cleaned.overlaps) == {"dev.nl": 2, "dev.en": 1}
    assert dict(cleaned.dropped) == {"double": 2, "held out": 3, "dev": 1}
    assert cleaned.overlap_report().endswith("3 pairs dropped (dev.en 1, dev.nl 2)")


def test_a_recipe_keeps_its_dev_set_and_articles_out(tmp_path: Path) -> None:
    recipe = tiny_recipe(tmp_path)
    write_pairs(tmp_path / "other.tsv", corpus_pairs()[:4] + corpus_pairs()[40:])
    (tmp_path / "article.txt").write_text(
        f"Zo begint het. {corpus_pairs()[40][0]} En zo gaat het verder.\n", encoding="utf-8"
    )
    data = {
        "files": [{"file": "other.tsv"}],
        "held_out": ["article*.txt"],
    }
    changes = {"data": data, "evaluation": {"source": "dev.nl", "reference": "dev.en"}}
    (tmp_path / "later").mkdir()
    recipe = tiny_recipe(tmp_path, **changes)
    write_pairs(tmp_path / "other.tsv", corpus_pairs()[:4] + corpus_pairs()[40:])
    cleaned = load(recipe)
    assert dict(cleaned.overlaps) == {"dev.nl": 4, "article.txt": 1}
    assert len(cleaned.sources[0].pairs) == 7


def test_a_held_out_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    recipe = tiny_recipe(
        tmp_path, data={"files": [{"file": "other.tsv"}], "held_out": ["dev.nl", "gone/*.txt"]}
    )
    with pytest.raises(ConfigError, match=r"recipe\.yaml:\d+:\d+: no file is called gone/\*\.txt"):
        load(recipe)
    recipe = tiny_recipe(tmp_path, data={"files": [{"file": "other.tsv", "hold_out": 12}]})
    with pytest.raises(InputError, match=r"other\.tsv: has 12 pairs, hold_out asks for 12"):
        load(recipe)
