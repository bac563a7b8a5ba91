"""What every engine owes its callers, checked on a tiny random model and on the embedded one."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import pytest

from tests.tiny_marian import build_tiny_marian
from workbench.engine.base import DecodeOptions
from workbench.engine.load import Loaded, load_engine
from workbench.engine.tokenizer import RESERVED
from workbench.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from workbench.engine.base import Engine
    from workbench.model import Hypothesis

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SENTENCES = (
    "De minister sprak woensdag met de regering.",
    "Niemand weet het!",
    "Hij schreef <s>fout</s> op het bord.",
    "Wie woont er in het huis aan de rivier?",
    "Het parlement stemde tegen.",
    "Niemand zegt het!",
    "Ja.",
)


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_marian(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def _cache(shared_cache: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_CACHE_DIR", str(shared_cache))
        yield


@pytest.fixture(scope="module")
def tiny_torch(tiny_folder: Path) -> Loaded:
    return load_engine(tiny_folder, engine="torch", jobs=1)


@pytest.fixture(scope="module")
def tiny_ct2(tiny_folder: Path, _cache: None) -> Loaded:
    return load_engine(tiny_folder, engine="ct2", jobs=1)


@pytest.fixture(scope="module")
def embedded_torch(repo_root: Path) -> Loaded:
    return load_engine(repo_root / "models" / "nl-en-news", engine="torch", jobs=1)


@pytest.fixture(scope="module")
def embedded_ct2(repo_root: Path, _cache: None) -> Loaded:
    return load_engine(repo_root / "models" / "nl-en-news", engine="ct2", jobs=1)


class EngineContract:
    """Inherited once for each engine and model."""

    fixture: str
    name: str

    @pytest.fixture
    def loaded(self, request: pytest.FixtureRequest) -> Loaded:
        loaded: Loaded = request.getfixturevalue(self.fixture)
        return loaded

    @pytest.fixture
    def engine(self, loaded: Loaded) -> Engine:
        return loaded.engine

    def decode(
        self, engine: Engine, sentences: tuple[str, ...] = SENTENCES, **options: object
    ) -> list[tuple[Hypothesis, ...]]:
        sources = [engine.tokenizer.encode(sentence) for sentence in sentences]
        return engine.translate(sources, DecodeOptions(**options))  # type: ignore[arg-type]

    def test_says_what_it_is(self, loaded: Loaded) -> None:
        engine = loaded.engine
        assert engine.name == self.name
        model = f"{loaded.model.name}@{loaded.model.sha256[:12]}"
        assert engine.signature == f"model:{model}|engine:{self.name}"
        assert engine.threads == 1
        assert engine.takes_hints
        assert engine.max_source_tokens == loaded.model.folder.max_positions - 1

    def test_hypotheses_come_best_first_and_in_the_order_asked(self, engine: Engine) -> None:
        rows = self.decode(engine, n_best=3)
        assert len(rows) == len(SENTENCES)
        for sentence, row in zip(SENTENCES, rows, strict=True):
            assert 1 <= len(row) <= 3
            # the model's own length penalty ranks; the scores are means whatever it is
            share = 1 - getattr(engine, "length_penalty", 1.0)
            ranks = [h.score * (len(h.tokens) + 1) ** share for h in row]
            assert all(a >= b - 1e-4 for a, b in itertools.pairwise(ranks))
            assert len({h.tokens for h in row}) == len(row)
            alone = self.decode(engine, (sentence,), n_best=3)[0]
            assert row == alone

    def test_no_result_depends_on_the_batch(
        self, engine: Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wanted = self.decode(engine)
        shuffled = self.decode(engine, SENTENCES[::-1] * 2)
        assert shuffled == wanted[::-1] * 2
        monkeypatch.setattr("workbench.engine.ct2.TOKEN_BUDGET", 1)
        assert self.decode(engine) == wanted

    def test_options_of_their_own_give_what_they_give_alone(self, engine: Engine) -> None:
        sources = [engine.tokenizer.encode(sentence) for sentence in SENTENCES[:3]]
        begun = tuple(engine.tokenizer.encode_target("The"))
        options = [DecodeOptions(), DecodeOptions(prefix=begun), DecodeOptions(beam=2, n_best=2)]
        asked = list(zip(sources, options, strict=True))
        assert engine.translate_each(asked) == [engine.translate([s], o)[0] for s, o in asked]
        assert engine.translate_each([]) == []

    def test_no_result_depends_on_how_many_hypotheses_are_asked_for(self, engine: Engine) -> None:
        one, four = self.decode(engine), self.decode(engine, n_best=4)
        assert [row[0] for row in one] == [row[0] for row in four]

    def test_the_text_is_that_of_the_tokens(self, engine: Engine) -> None:
        for row in self.decode(engine, n_best=2):
            for hypothesis in row:
                assert hypothesis.text == engine.tokenizer.decode(hypothesis.tokens)
                assert hypothesis.tokens
                assert not set(hypothesis.tokens) & set(RESERVED)

    def test_targets_stay_within_their_limits(self, engine: Engine) -> None:
        for sentence, row in zip(SENTENCES, self.decode(engine), strict=True):
            source = engine.tokenizer.encode(sentence)
            assert len(row[0].tokens) <= 3 * len(source) + 20
        for row in self.decode(engine, max_target_tokens=2):
            assert len(row[0].tokens) <= 2

    @pytest.mark.parametrize("beam", [1, 4])
    def test_a_prefix_begins_every_hypothesis(self, engine: Engine, beam: int) -> None:
        first, other = self.decode(engine, SENTENCES[:2], beam=beam)
        for begun in (first[0].tokens[:2], other[0].tokens[:2]):
            found = self.decode(engine, SENTENCES[:1], beam=beam, n_best=min(2, beam), prefix=begun)
            assert all(hypothesis.tokens[: len(begun)] == begun for hypothesis in found[0])
            assert all(math.isfinite(hypothesis.score) for hypothesis in found[0])

    def test_a_beginning_as_long_as_the_positions_leaves_room_for_one_piece(
        self, engine: Engine
    ) -> None:
        begun = tuple(engine.tokenizer.encode_target("the " * 300))[: engine.max_source_tokens - 1]
        (found,) = self.decode(engine, SENTENCES[:1], beam=2, prefix=begun)[0]
        assert len(found.tokens) <= engine.max_source_tokens + 1

    def test_a_suppressed_sequence_does_not_occur(self, engine: Engine) -> None:
        for sentence in SENTENCES[:3]:
            tokens = self.decode(engine, (sentence,))[0][0].tokens
            for banned in (tokens[:1], tokens[-2:]):
                again = self.decode(engine, (sentence,), suppress=(banned,), n_best=2)[0]
                for hypothesis in again:
                    found = hypothesis.tokens
                    width = len(banned)
                    windows = [found[i : i + width] for i in range(len(found) - width + 1)]
                    assert banned not in windows

    def test_no_ngram_repeats_where_that_is_asked(self, engine: Engine) -> None:
        for row in self.decode(engine, no_repeat_ngram=2):
            pairs = list(zip(row[0].tokens, row[0].tokens[1:], strict=False))
            assert len(pairs) == len(set(pairs))

    def test_greedy_decoding_has_scores_too(self, engine: Engine) -> None:
        rows = self.decode(engine, beam=1, n_best=3)
        assert all(len(row) == 1 and math.isfinite(row[0].score) for row in rows)

    def test_a_better_hypothesis_is_read_as_more_probable(self, engine: Engine) -> None:
        source = engine.tokenizer.encode(SENTENCES[0])
        best = self.decode(engine, SENTENCES[:1])[0][0]
        worse = tuple(reversed(engine.tokenizer.encode_target("Apples and pears.")))
        scores = engine.score([(source, best.tokens), (source, worse), (source, best.tokens)])
        assert scores[0] == scores[2]
        assert scores[0] > scores[1]

    def test_alignment_has_a_row_for_each_target_piece(self, engine: Engine) -> None:
        pairs = [
            (engine.tokenizer.encode(source), engine.tokenizer.encode_target(target))
            for source, target in (
                ("De president van Kazachstan reisde.", "The president of Kazakhstan travelled."),
                ("Ja.", "Yes."),
            )
        ]
        matrices = engine.align([*pairs, (pairs[0][0], [])])
        assert matrices[2] == []
        for (source, target), matrix in zip(pairs, matrices, strict=False):
            assert len(matrix) == len(target)
            for row in matrix:
                assert len(row) == len(source)
                assert sum(row) == pytest.approx(1, abs=1e-3)
                assert min(row) >= 0
        assert engine.align(pairs[:1]) == matrices[:1]

    def test_nothing_is_cut(self, engine: Engine) -> None:
        long = ["▁de"] * (engine.max_source_tokens + 1)
        with pytest.raises(ModelError, match="longer than"):
            engine.translate([long], DecodeOptions())
        with pytest.raises(ModelError, match="longer than"):
            engine.score([(long, ["a"])])
        with pytest.raises(ModelError, match="longer than"):
            engine.align([(["▁de"], long)])
        with pytest.raises(ModelError, match="empty"):
            engine.translate([[]], DecodeOptions())
        row = engine.translate([long[:-1]], DecodeOptions(beam=1, max_target_tokens=8))[0]
        assert len(row[0].tokens) <= 8

    def test_nothing_gives_nothing(self, engine: Engine) -> None:
        assert engine.translate([], DecodeOptions()) == []
        assert engine.score([]) == []
        assert engine.align([]) == []

    def test_an_annotation_is_taken(self, engine: Engine) -> None:
        from workbench.engine.base import TermHint

        text = "De Mazjilis stemde tegen."
        hinted = engine.tokenizer.encode_hinted(
            text, [TermHint(start=3, end=11, target="Mazhilis")]
        )
        row = engine.translate([hinted], DecodeOptions())[0]
        assert row[0].tokens
        assert not set(row[0].tokens) & set(RESERVED)


class TestTinyTorch(EngineContract):
    fixture = "tiny_torch"
    name = "torch-float32"


class TestTinyCT2(EngineContract):
    fixture = "tiny_ct2"
    name = "ct2-int8"


@pytest.mark.model
class TestEmbeddedTorch(EngineContract):
    fixture = "embedded_torch"
    name = "torch-float32"


@pytest.mark.model
class TestEmbeddedCT2(EngineContract):
    fixture = "embedded_ct2"
    name = "ct2-int8"

    def test_it_translates(self, engine: Engine) -> None:
        text = "De president van Kazachstan sprak woensdag met de regering."
        assert "Kazakhstan" in self.decode(engine, (text,))[0][0].text


@pytest.mark.parametrize("kind", ["ct2", "torch"])
def test_no_result_depends_on_the_number_of_jobs(
    kind: str, tiny_folder: Path, tiny_ct2: Loaded, tiny_torch: Loaded, shared_cache: Path
) -> None:
    one = (tiny_ct2 if kind == "ct2" else tiny_torch).engine
    many = load_engine(tiny_folder, engine=kind).engine
    sources = [one.tokenizer.encode(sentence) for sentence in SENTENCES * 3]
    options = DecodeOptions(n_best=2)
    assert many.translate(sources, options) == one.translate(sources, options)


def test_both_engines_attend_alike(
    repo_root: Path, embedded_ct2: Loaded, embedded_torch: Loaded
) -> None:
    source = embedded_ct2.engine.tokenizer.encode("De Mazjilis stemde woensdag tegen de wet.")
    target = embedded_ct2.engine.tokenizer.encode_target("The Mazhilis voted against the law.")
    fast = embedded_ct2.engine.align([(source, target)])[0]
    exact = embedded_torch.engine.align([(source, target)])[0]
    for ours, theirs in zip(fast, exact, strict=True):
        assert ours == pytest.approx(theirs, abs=0.15)


def test_int8_reads_a_target_nearly_as_float32_does(
    embedded_ct2: Loaded, embedded_torch: Loaded
) -> None:
    pair = (
        embedded_ct2.engine.tokenizer.encode("De burgemeester sprak woensdag."),
        embedded_ct2.engine.tokenizer.encode_target("The mayor spoke on Wednesday."),
    )
    [fast] = embedded_ct2.engine.score([pair])
    [exact] = embedded_torch.engine.score([pair])
    assert fast == pytest.approx(exact, abs=0.3)


def test_float32_in_both_engines_is_the_same_model(tiny_folder: Path, tiny_torch: Loaded) -> None:
    from workbench.engine.build import convert
    from workbench.engine.ct2 import CT2Engine

    model = tiny_torch.model
    engine = CT2Engine(
        tiny_folder,
        convert(model, precision="float32"),
        identity=model.identity,
        max_positions=model.folder.max_positions,
        hints=True,
        threads=1,
        precision="float32",
    )
    tokenizer = engine.tokenizer
    pairs = [
        (tokenizer.encode(text), tokenizer.encode_target("The mayor spoke.")) for text in SENTENCES
    ]
    assert engine.score(pairs) == pytest.approx(tiny_torch.engine.score(pairs), abs=1e-2)
    ours, theirs = engine.align(pairs[:1])[0], tiny_torch.engine.align(pairs[:1])[0]
    for row, wanted in zip(ours, theirs, strict=True):
        assert row == pytest.approx(wanted, abs=1e-3)
    greedy = DecodeOptions(beam=1)
    sources = [source for source, _ in pairs]
    fast, exact = engine.translate(sources, greedy), tiny_torch.engine.translate(sources, greedy)
    assert [row[0].tokens[:5] for row in fast] == [row[0].tokens[:5] for row in exact]
    engine.close()
