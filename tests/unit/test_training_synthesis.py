"""Pairs of which a model wrote one side: what is decoded, kept, dropped and gone on with."""

from __future__ import annotations

import gzip
import json
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from tests.scripted_engine import ScriptedEngine
from tests.tiny_marian import DUTCH, ENGLISH, build_tiny_marian
from tests.training_support import Heard, corpus_pairs, write_pairs
from workbench.engine.catalogue import record_hashes
from workbench.engine.folder import CARD, Card, read_card, write_card
from workbench.engine.load import load_engine
from workbench.errors import InputError, ModelError, UsageError
from workbench.training import synthesis
from workbench.training.corpus import HeldOut, Pair, read_pairs
from workbench.training.recipe import Cleaning
from workbench.training.synthesis import Synthesised, SynthesisOptions, synthesise

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunHere


@pytest.fixture
def decoder(monkeypatch: pytest.MonkeyPatch) -> ScriptedEngine:
    """What decodes in place of a model, from Dutch to English unless a test says otherwise."""
    return use(monkeypatch, ScriptedEngine({}), Card(id="scripted"))


def use(monkeypatch: pytest.MonkeyPatch, engine: ScriptedEngine, card: Card) -> ScriptedEngine:
    model = SimpleNamespace(folder=SimpleNamespace(card=card), identity="scripted@0")
    loaded = SimpleNamespace(engine=engine, model=model, notes=())
    monkeypatch.setattr(synthesis, "load_engine", lambda *_, **__: loaded)
    return engine


def run(
    files: list[Path],
    out: Path,
    *,
    n_best: int = 1,
    fresh: bool = False,
    held_out: HeldOut | None = None,
    listener: Heard | None = None,
) -> Synthesised:
    return synthesise(
        "scripted",
        files,
        SynthesisOptions(out=out, n_best=n_best, fresh=fresh),
        listener or Heard(),
        cleaning=Cleaning(),
        held_out=held_out or HeldOut(),
    )


def test_a_teacher_writes_english_for_the_dutch_of_pairs(
    decoder: ScriptedEngine, tmp_path: Path
) -> None:
    pairs = corpus_pairs()
    write_pairs(tmp_path / "a.tsv.gz", pairs)
    decoder.answers = {nl: [f"{en[:-1]} again."] for nl, en in pairs}
    done = run([tmp_path / "a.tsv.gz"], tmp_path / "out.tsv.gz")
    assert read_pairs(tmp_path / "out.tsv.gz") == [
        Pair(nl, f"{en[:-1]} again.") for nl, en in pairs
    ]
    assert (done.language, done.read, done.decoded, done.pairs) == ("nl", 48, 48, 48)
    assert done.dropped == {}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tsv.gz", "out.tsv.gz"]
    # The same pairs give the same bytes.
    run([tmp_path / "a.tsv.gz"], tmp_path / "again.tsv.gz")
    assert (tmp_path / "again.tsv.gz").read_bytes() == (tmp_path / "out.tsv.gz").read_bytes()


def test_of_several_hypotheses_the_one_nearest_to_the_reference_is_kept(
    decoder: ScriptedEngine, tmp_path: Path
) -> None:
    write_pairs(tmp_path / "a.tsv", [("De hond slaapt.", "The dog is sleeping.")])
    answers = ["A hound rests.", "The dog is asleep.", "Dogs."]
    decoder.answers = {"De hond slaapt.": answers}
    run([tmp_path / "a.tsv"], tmp_path / "best.tsv", n_best=3)
    assert read_pairs(tmp_path / "best.tsv") == [Pair("De hond slaapt.", answers[1])]
    (tmp_path / "a.txt").write_text("De hond slaapt.\n", encoding="utf-8")  # no reference
    run([tmp_path / "a.txt"], tmp_path / "first.tsv", n_best=3)
    assert read_pairs(tmp_path / "first.tsv") == [Pair("De hond slaapt.", answers[0])]


def test_a_model_of_the_other_direction_writes_the_dutch(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    decoder = ScriptedEngine({en: [nl] for nl, en in corpus_pairs()})
    use(monkeypatch, decoder, Card(id="back", source="en", target="nl"))
    lines = [en for _, en in corpus_pairs()]
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    done = run([tmp_path / "a.txt.gz"], tmp_path / "out.tsv.gz")
    assert done.language == "en"
    assert read_pairs(tmp_path / "out.tsv.gz") == [Pair(*pair) for pair in corpus_pairs()]


def test_what_teaches_nothing_is_dropped_and_counted(
    decoder: ScriptedEngine, tmp_path: Path
) -> None:
    texts = {
        "De hond liep gisteren naar het bos.": "The dog walked to the wood yesterday.",
        "De hond liep  gisteren naar het bos.": "",
        "": "",
        "Zij woont in een huis \ufffd.": "",
        "Lang " * 100: "",
        "In 2019 kwam hij hier wonen.": "He came to live here in 2021.",
        "Hij sliep in het bos.": "He slept in the forest in the forest in the forest.",
        "Dat is niet van mij maar van haar.": "Dat is niet van mij maar van haar.",
        "Het regende gisteren de hele dag.": "It rained all day yesterday.",
    }
    (tmp_path / "a.txt").write_text("\n".join(texts), encoding="utf-8")
    decoder.answers = {nl: [en] for nl, en in texts.items()}
    held = HeldOut()
    held.add("It rained all day yesterday.", "dev.en")
    done = run([tmp_path / "a.txt"], tmp_path / "out.tsv", held_out=held)
    assert read_pairs(tmp_path / "out.tsv") == [Pair(*next(iter(texts.items())))]
    assert done.dropped == {
        "double": 1,
        "empty": 1,
        "damaged": 1,
        "long": 1,
        "alignment": 1,
        "repetition": 1,
        "language": 1,
        "held out": 1,
    }
    assert done.overlaps == {"dev.en": 1}
    assert done.read == len(texts)


def test_an_interrupted_run_goes_on_and_decodes_nothing_twice(
    decoder: ScriptedEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopper(Heard):
        def progress(self, done: int, total: int) -> None:
            if done == 20:
                raise KeyboardInterrupt

    monkeypatch.setattr(synthesis, "_CHUNK", 10)
    write_pairs(tmp_path / "a.tsv", corpus_pairs())
    decoder.answers = {nl: [en] for nl, en in corpus_pairs()}
    out, part = tmp_path / "out.tsv.gz", tmp_path / "out.tsv.gz.part"
    with pytest.raises(KeyboardInterrupt):
        run([tmp_path / "a.tsv"], out, listener=Stopper())
    assert not out.exists()
    with part.open("ab") as file:  # killed while it wrote
        file.write(b'"It was on Mon')
    decoder.asked.clear()
    heard = Heard()
    done = run([tmp_path / "a.tsv"], out, listener=heard)
    assert [source for source, _ in decoder.asked] == [nl for nl, _ in corpus_pairs()[20:]]
    assert (done.resumed, done.decoded, done.pairs) == (20, 28, 48)
    assert "20 of 48 are translated already" in heard.notes
    assert read_pairs(out) == [Pair(*pair) for pair in corpus_pairs()]
    assert not part.exists()


def test_what_another_run_left_is_not_mixed_in(
    decoder: ScriptedEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopper(Heard):
        def progress(self, done: int, total: int) -> None:
            if done:
                raise KeyboardInterrupt

    write_pairs(tmp_path / "a.tsv", corpus_pairs())
    write_pairs(tmp_path / "b.tsv", corpus_pairs()[1:])
    decoder.answers = {nl: [en] for nl, en in corpus_pairs()}
    out, part = tmp_path / "out.tsv", tmp_path / "out.tsv.part"
    with pytest.raises(KeyboardInterrupt):
        run([tmp_path / "a.tsv"], out, listener=Stopper())
    with pytest.raises(UsageError, match=r"out\.tsv\.part: was left by another run: .*--fresh"):
        run([tmp_path / "b.tsv"], out)
    part.write_bytes(b"\xff\xfe\nnonsense\n")
    with pytest.raises(UsageError, match="was left by another run"):
        run([tmp_path / "b.tsv"], out)
    assert run([tmp_path / "b.tsv"], out, fresh=True).pairs == 47
    with pytest.raises(UsageError, match=r"out\.tsv: is there already; add --fresh"):
        run([tmp_path / "a.tsv"], out)
    assert run([tmp_path / "a.tsv"], out, fresh=True).pairs == 48


def test_files_that_cannot_be_meant_are_refused(decoder: ScriptedEngine, tmp_path: Path) -> None:
    out = tmp_path / "out.tsv"
    with pytest.raises(InputError, match=r"no\.txt: there is no such file"):
        run([tmp_path / "no.txt"], out)
    (tmp_path / "en.txt").write_text("\n".join(ENGLISH * 3), encoding="utf-8")
    with pytest.raises(InputError, match=r"en\.txt: is English, and the model translates Dutch; "):
        run([tmp_path / "en.txt"], out)
    (tmp_path / "bad.txt").write_bytes(b"caf\xe9\n")
    with pytest.raises(InputError, match=r"bad\.txt:1: is not UTF-8"):
        run([tmp_path / "bad.txt"], out)
    (tmp_path / "cut.txt.gz").write_bytes(gzip.compress("\n".join(DUTCH).encode())[:-9])
    with pytest.raises(InputError, match="cut off or damaged"):
        run([tmp_path / "cut.txt.gz"], out)
    (tmp_path / "nl.txt").write_text("\n".join(DUTCH), encoding="utf-8")
    with pytest.raises(InputError, match=r"gone/out\.tsv\.part: what is decoded cannot be kept"):
        run([tmp_path / "nl.txt"], tmp_path / "gone" / "out.tsv")


def test_a_model_into_dutch_is_for_training_alone(tmp_path: Path) -> None:
    folder = build_tiny_marian(tmp_path / "back")
    write_card(
        folder / CARD, read_card(folder / CARD).model_copy(update={"source": "en", "target": "nl"})
    )
    record_hashes(folder)
    with pytest.raises(ModelError, match="translates English into Dutch; name a model from Dutch"):
        load_engine(folder, engine="ct2")
    assert load_engine(folder, engine="ct2", reverse=True).model.name == "back"


def test_the_command_writes_pairs_and_says_what_became_of_the_rest(
    here: RunHere, tmp_path: Path
) -> None:
    build_tiny_marian(tmp_path / "teacher")
    (tmp_path / "nl.txt").write_text("\n".join([*DUTCH, DUTCH[0]]) + "\n", encoding="utf-8")
    asked = ("model", "synthesise", "nl.txt", "--with", "./teacher", "--out", "out.tsv.gz")
    done = here(*asked, "--beam", "2", "--jobs", "1", "--json")
    assert done.code == 0
    said = json.loads(done.out)
    assert (said["file"], said["read"], said["decoded"]) == ("out.tsv.gz", 9, 8)
    assert said["pairs"] + sum(said["dropped"].values()) == 9
    pairs = read_pairs(tmp_path / "out.tsv.gz", lexicon=True)
    assert [pair.source for pair in pairs] == [s for s in DUTCH if s in {p.source for p in pairs}]
    again = here(*asked)
    assert again.code == 2
    assert again.err == (
        "workbench: out.tsv.gz: is there already; add --fresh to write it anew, or name another "
        "file with --out\n"
    )
    wrong = here(*asked, "--n-best", "8")
    assert wrong.code == 2
    assert "--n-best 8 is more than --beam 4; raise --beam" in wrong.err
