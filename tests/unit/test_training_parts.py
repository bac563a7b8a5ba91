"""The smaller parts of training: vocabulary, batches, network, optimisers, checkpoint."""

from __future__ import annotations

import copy
import errno
import random
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from tests.tiny_marian import DUTCH, ENGLISH, build_tiny_marian
from tests.training_support import corpus_pairs
from workbench.engine.tokenizer import MarianPieces
from workbench.errors import ConfigError, InputError, ModelError
from workbench.training.augment import Augmenter, Example, Hint
from workbench.training.batches import BatchBuilder, Place, Stream, make_batches
from workbench.training.checkpoint import STATE, Checkpoint, load_checkpoint, save_checkpoint
from workbench.training.corpus import Pair, Source
from workbench.training.encoder_start import from_encoder
from workbench.training.names import Lexicon
from workbench.training.network import from_folder, loss_of, marian_config, random_network
from workbench.training.optimiser import (
    Optimisers,
    _by_shape,
    orthogonal,
    orthogonal_all,
    rate_at,
)
from workbench.training.recipe import Augmentation, DataFile, Model, Optimiser, Size
from workbench.training.recipe_file import load_recipe
from workbench.training.vocabulary import Vocabulary, train_pieces

if TYPE_CHECKING:
    from pathlib import Path

PROCESSOR = torch.device("cpu")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_marian(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def vocabulary(folder: Path) -> Vocabulary:
    return Vocabulary.of_folder(folder)


def builder(vocabulary: Vocabulary, **size: float) -> BatchBuilder:
    pairs = [Pair(*pair) for pair in corpus_pairs()]
    sources = [
        Source(spec=DataFile(file="a", role="news", weight=1.5), pairs=pairs[:24], held=[]),
        Source(spec=DataFile(file="b"), pairs=pairs[24:], held=[]),
    ]
    return BatchBuilder(
        sources,
        vocabulary=vocabulary,
        augmenter=Augmenter(Augmentation(hints=0.5), lexicon=Lexicon({}, {}), pool=[]),
        size=Size.model_validate({"batch_tokens": 200, "part": 0.5, "sampling": 0.5} | size),
        max_pieces=100,
        seed=1,
    )


# Vocabulary ----------------------------------------------------------------------------------


def test_training_and_decoding_cut_texts_alike(folder: Path, vocabulary: Vocabulary) -> None:
    pieces = MarianPieces(folder, hints=True)
    for text in (*DUTCH, "Een ☃ en <s> of </t> in de tekst"):
        if "<" not in text:
            assert vocabulary.source(Example((text,), "")) == pieces.ids(pieces.encode(text))
    for text in ENGLISH:
        assert vocabulary.target(text) == pieces.target_ids(pieces.encode_target(text))


def test_only_an_annotation_gives_annotation_pieces(vocabulary: Vocabulary) -> None:
    ids = [vocabulary.ids[piece] for piece in ("<t>", "<s>", "</t>")]
    text = vocabulary.source(Example(("Een <t> en <s> en </t> hier",), ""))
    assert not set(ids) & set(text)
    hinted = vocabulary.source(Example(("De ", Hint("Mazjilis", "Mazhilis"), " sprak"), ""))
    assert [number for number in hinted if number in ids] == ids


def test_sampling_cuts_a_text_in_several_ways_that_spell_the_same(vocabulary: Vocabulary) -> None:
    example = Example((DUTCH[3],), "")
    ways = {tuple(vocabulary.source(example, random.Random(n), sampled=True)) for n in range(20)}
    assert len(ways) > 2
    names = {number: piece for piece, number in vocabulary.ids.items()}
    assert {"".join(names[n] for n in way) for way in ways} == {"▁" + DUTCH[3].replace(" ", "▁")}


def test_a_vocabulary_of_our_own_has_pad_last_and_bytes_for_the_rest() -> None:
    own = Vocabulary(train_pieces(DUTCH * 4, ENGLISH * 4, pieces=380, sentences=50, threads=1))
    assert own.ids["</s>"] == 0
    assert own.pad == len(own) - 1
    assert own.hints
    assert own.ids["<unk>"] not in own.source(Example(("☃ snow",), ""))
    again = train_pieces(DUTCH * 4, ENGLISH * 4, pieces=380, sentences=50, threads=1)
    assert again == own.source_model
    with pytest.raises(ConfigError, match="no vocabulary can be trained"):
        train_pieces([], [], pieces=380, sentences=50, threads=1)
    with pytest.raises(ModelError, match="is no SentencePiece model"):
        Vocabulary(b"nonsense")


# Batches -------------------------------------------------------------------------------------


def test_batches_keep_their_budget_and_every_example() -> None:
    rng = random.Random(1)
    examples = [([at] * rng.randint(1, 30), [at] * rng.randint(1, 30)) for at in range(1, 200)]
    batches = make_batches(examples, tokens=120, eos=0, pad=999)
    found = []
    for source, target in batches:
        assert source.shape[0] == target.shape[0]
        assert (
            source.shape[0] == 1 or source.shape[0] * max(source.shape[1], target.shape[1]) <= 120
        )
        for left, right in zip(source.tolist(), target.tolist(), strict=True):
            assert left.count(0) == right.count(0) == 1
            found.append(([n for n in left if n not in (0, 999)], [n for n in right if n > 0]))
    assert sorted(found) == sorted(examples)


def test_a_part_depends_on_its_number_alone(vocabulary: Vocabulary) -> None:
    first, again = builder(vocabulary), builder(vocabulary)
    again.build("all", 0)
    for left, right in zip(first.build("all", 3), again.build("all", 3), strict=True):
        assert np.array_equal(left.source, right.source)
        assert np.array_equal(left.target, right.target)
    assert len(first.build("news", 0)) < len(first.build("all", 0))


def test_workers_and_places_change_nothing_about_the_text(vocabulary: Vocabulary) -> None:
    def seen(stream: Stream, count: int) -> list[bytes]:
        return [stream.take("all").source.tobytes() for _ in range(count)]

    plain = Stream(builder(vocabulary))
    begun = seen(plain, 7)
    place = plain.place
    ended = seen(plain, 20)
    assert plain.place.part > 1
    assert seen(Stream(builder(vocabulary), place), 20) == ended
    ahead = Stream(builder(vocabulary, workers=2))
    try:
        assert seen(ahead, 27) == begun + ended
        ahead.take("news")
        assert ahead.place == Place(phase="news", part=0, index=1)
    finally:
        ahead.close()


def test_a_corpus_that_gives_nothing_is_an_error(vocabulary: Vocabulary) -> None:
    made = builder(vocabulary)
    made.max_pieces = 1
    with pytest.raises(InputError, match="leaves nothing to train on"):
        Stream(made).take("all")


# Network -------------------------------------------------------------------------------------


def test_the_loss_is_that_of_transformers_but_for_pad(folder: Path, vocabulary: Vocabulary) -> None:
    network = from_folder(folder, vocabulary)
    network.eval()
    examples = [
        (vocabulary.source(Example((nl,), "")), vocabulary.target(en))
        for nl, en in zip(DUTCH[:3], ENGLISH[:3], strict=True)
    ]
    (batch,) = make_batches(examples, tokens=1000, eos=vocabulary.eos, pad=vocabulary.pad)
    with torch.inference_mode():
        loss, pieces = loss_of(network, batch, device=PROCESSOR, total=True)
        labels = torch.from_numpy(batch.target)
        source = torch.from_numpy(batch.source)
        logits = network(
            input_ids=source, attention_mask=(source != vocabulary.pad).long(), labels=labels
        ).logits
        logits[..., vocabulary.pad] = -torch.inf
        wanted = torch.nn.functional.cross_entropy(
            logits.flatten(0, 1), labels.flatten(), ignore_index=-100, reduction="sum"
        )
    assert pieces == int((labels != -100).sum())
    assert float(loss) == pytest.approx(float(wanted), rel=1e-5)


def test_a_model_whose_pad_is_not_last_is_refused(folder: Path, vocabulary: Vocabulary) -> None:
    vocabulary = Vocabulary(vocabulary.source_model)
    with pytest.raises(ModelError, match="pad is not the last row"):
        from_folder(folder, vocabulary)


def quantised(matrix: np.ndarray) -> np.ndarray:
    """Pack whole numbers between -8 and 7, four bits each, under a scale of one."""
    blocks = matrix.reshape(-1, 32).astype(np.int8) + 8
    packed = (blocks[:, :16] | (blocks[:, 16:] << 4)).astype(np.uint8)
    scale = np.ones((len(blocks), 1), dtype=np.float16).view(np.uint8)
    return np.concatenate([scale, packed], axis=1)


def test_an_encoder_lends_its_layers_and_embeddings(tmp_path: Path, vocabulary: Vocabulary) -> None:
    rng = np.random.RandomState(1)
    width, inner = 32, 64
    pieces = [piece for piece in vocabulary.ids if not piece.startswith("<")][:3]
    whole = {
        **{
            f"l{n}.{k}": rng.randint(-8, 8, (width, width))
            for n in (0, 1)
            for k in ("q", "k", "v", "ao")
        },
        **{f"l{n}.fi": rng.randint(-8, 8, (inner, width)) for n in (0, 1)},
        **{f"l{n}.fo": rng.randint(-8, 8, (width, inner)) for n in (0, 1)},
        "emb.word": rng.randint(-8, 8, (len(pieces), width)),
        "emb.eos": rng.randint(-8, 8, (1, width)),
    }
    stored = {f"{k}.w.q4" if k[0] == "l" else f"{k}.q4": quantised(v) for k, v in whole.items()}
    for n in (0, 1):
        for k, size in (
            ("q", width),
            ("k", width),
            ("v", width),
            ("ao", width),
            ("fi", inner),
            ("fo", width),
        ):
            stored[f"l{n}.{k}.b"] = rng.randn(size).astype(np.float32)
        for k in ("aln", "oln"):
            stored[f"l{n}.{k}.w"] = rng.randn(width).astype(np.float32)
            stored[f"l{n}.{k}.b"] = rng.randn(width).astype(np.float32)
    stored |= {
        "emb.pos": np.zeros((80, width), dtype=np.float16),
        "emb.type": np.zeros(width, dtype=np.float32),
        "emb.ln.w": np.ones(width, dtype=np.float32),
        "emb.ln.b": np.zeros(width, dtype=np.float32),
    }
    np.savez(tmp_path / "weights.npz", allow_pickle=False, **stored)
    (tmp_path / "pieces.tsv").write_text("".join(f"{p}\t-1\t9\n" for p in pieces), "utf-8")
    settings = Model(start="random", width=width, heads=4, feed_forward=inner, max_positions=64)
    config = marian_config(settings, vocabulary, encoder_layers=2, decoder_layers=1)
    network = from_encoder(tmp_path, config, vocabulary, seed=1)
    encoder, decoder = network.model.encoder.layers, network.model.decoder.layers
    assert np.array_equal(encoder[1].fc1.weight.detach().numpy(), whole["l1.fi"])
    assert np.array_equal(decoder[0].fc2.weight.detach().numpy(), whole["l1.fo"])
    # The first layer reads embeddings four times as large and has to give what it gave.
    assert np.allclose(encoder[0].self_attn.q_proj.weight.detach() * 4, whole["l0.q"])
    assert np.allclose(encoder[1].self_attn.q_proj.weight.detach(), whole["l1.q"])
    known = whole["emb.word"][0].astype(np.float32)
    row = network.model.shared.weight[vocabulary.ids[pieces[0]]].detach().numpy() * width**0.5 / 4
    assert np.allclose(row, (known - known.mean()) / known.std(), atol=1e-4)
    assert not network.model.shared.weight[vocabulary.pad].any()
    narrow = marian_config(
        settings.model_copy(update={"width": 16}), vocabulary, encoder_layers=1, decoder_layers=1
    )
    with pytest.raises(ModelError, match=r"the encoder is 32 wide .*; set width: 32"):
        from_encoder(tmp_path, narrow, vocabulary, seed=1)
    with pytest.raises(ModelError, match="holds no encoder"):
        from_encoder(tmp_path / "no", config, vocabulary, seed=1)


def test_the_network_for_a_gpu_is_as_large_as_what_may_be_shipped(repo_root: Path) -> None:
    """Counted without memory, from the repository's own recipe and vocabulary."""
    recipe = load_recipe(repo_root / "models" / "nl-en-news" / "recipe.yaml").recipe
    pieces = Vocabulary.of_folder(repo_root / "models" / "nl-en-news")
    config = marian_config(recipe.model, pieces, encoder_layers=11, decoder_layers=2)
    with torch.device("meta"):
        network = random_network(config)
    numbers = sum(p.numel() for p in network.parameters() if p.requires_grad)
    assert 25e6 < numbers < 29e6


def test_what_builds_text_in_forked_processes_knows_no_torch() -> None:
    """Threads of torch do not survive a fork; a child that calls it hangs."""
    modules = ("augment", "batches", "corpus", "names", "recipe", "synthesis", "vocabulary")
    code = "; ".join(f"import workbench.training.{name}" for name in modules)
    check = f"{code}; import sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


# Optimisers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(16, 16), (8, 40), (40, 8)])
def test_an_orthogonal_matrix_stretches_no_direction_much(shape: tuple[int, int]) -> None:
    torch.manual_seed(1)
    values = torch.linalg.svdvals(orthogonal(torch.randn(shape)))
    assert values.min() > 0.3
    assert values.max() < 1.3


def test_matrices_of_one_shape_are_made_orthogonal_together() -> None:
    """A GPU takes them so, a processor one by one; the result has to be the same."""
    torch.manual_seed(1)
    shapes = [(8, 8), (8, 20), (8, 8), (20, 8), (8, 20), (8, 8)]
    matrices = [torch.randn(shape) for shape in shapes]
    for one, together in zip(orthogonal_all(matrices), _by_shape(matrices), strict=True):
        assert one.shape == together.shape
        assert torch.allclose(one, together, atol=1e-5)
    assert orthogonal_all([]) == []


def test_the_rate_rises_stays_and_falls() -> None:
    rates = [rate_at(s, steps=100, warmup=10, cooldown=0.4, floor=0.05) for s in range(100)]
    assert rates[0] == pytest.approx(0.1)
    assert set(rates[10:60]) == {1.0}
    assert rates[80] == pytest.approx(0.5)
    assert rates[-1] == pytest.approx(0.05)
    assert rates == sorted(rates[:10]) + rates[10:60] + sorted(rates[60:], reverse=True)


def test_a_state_that_is_restored_gives_the_same_step(vocabulary: Vocabulary) -> None:
    settings = Model(start="random", width=16, heads=2, feed_forward=32, max_positions=128)
    config = marian_config(settings, vocabulary, encoder_layers=1, decoder_layers=1)
    batch = make_batches(
        [(vocabulary.source(Example((DUTCH[0],), "")), vocabulary.target(ENGLISH[0]))],
        tokens=100,
        eos=vocabulary.eos,
        pad=vocabulary.pad,
    )[0]

    def step(network: torch.nn.Module, optimisers: Optimisers) -> None:
        loss, _ = loss_of(network, batch, device=PROCESSOR)
        loss.backward()  # type: ignore[no-untyped-call]
        optimisers.step(1.0)

    torch.manual_seed(1)
    network = random_network(config)
    optimisers = Optimisers(network, Optimiser(), rate=0.01)
    before = network.model.encoder.embed_positions.weight.clone()
    step(network, optimisers)
    step(network, optimisers)
    other = random_network(config)
    other.load_state_dict(network.state_dict())
    resumed = Optimisers(other, Optimiser(), rate=0.01)
    resumed.restore(copy.deepcopy(optimisers.state()))
    step(network, optimisers)
    step(other, resumed)
    for name, parameter in network.named_parameters():
        assert torch.equal(parameter, dict(other.named_parameters())[name]), name
    assert torch.equal(network.model.encoder.embed_positions.weight, before)


# Checkpoint ----------------------------------------------------------------------------------


def checkpoint(step: int) -> Checkpoint:
    return Checkpoint(
        fingerprint="f",
        step=step,
        steps=9,
        seed=1,
        size="cpu",
        half=False,
        place=Place(phase="news", part=2, index=3),
        tokens=10,
        seconds=1.5,
        network={"w": torch.ones(3) * step},
        optimisers={},
        average={},
        random_state=torch.get_rng_state(),
        device_random_state=None,
    )


def test_a_checkpoint_comes_back_as_it_was(tmp_path: Path) -> None:
    saved = checkpoint(4)
    save_checkpoint(tmp_path, saved)
    found = load_checkpoint(tmp_path, device=PROCESSOR)
    assert (found.step, found.place, found.seconds) == (4, saved.place, 1.5)
    assert torch.equal(found.network["w"], saved.network["w"])
    assert torch.equal(found.random_state, saved.random_state)
    assert [path.name for path in tmp_path.iterdir()] == [STATE]


def test_the_checkpoint_before_survives_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_checkpoint(tmp_path, checkpoint(4))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(
        InputError, match=r"step 5 cannot be written: no space left on device; make room"
    ):
        save_checkpoint(tmp_path, checkpoint(5))
    monkeypatch.undo()
    assert load_checkpoint(tmp_path, device=PROCESSOR).step == 4
    assert [path.name for path in tmp_path.iterdir()] == [STATE]
