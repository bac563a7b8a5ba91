"""Builds real MarianMT models, tiny and with random weights, in a second and from nothing.

A folder goes through the same loading, converting and decoding code as any model; what it writes is
gibberish, but always the same gibberish. An engine of letters has so few pieces that all it could
write can be searched to the end.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from transformers import MarianConfig

__all__ = ["LETTERS", "LetterEngine", "LetterTokenizer", "build_tiny_marian", "letter_engine"]

LETTERS = ("</s>", "<unk>", "\u2581a", "\u2581b", "b", "\u2581c", "<pad>")
"""The whole vocabulary of an engine of letters."""

DUTCH = (
    "De minister sprak woensdag met de regering over de nieuwe wet.",
    "„Ik wist het niet”, zei de burgemeester van het dorp.",
    "In 2019 steeg de prijs van brood met vier procent.",
    "De president van Kazachstan, Tokajev, reisde naar Almaty.",
    "Het parlement, de Mazjilis, stemde tegen het voorstel.",
    "Wie woont er in het huis aan de rivier? Niemand weet het!",
    "Zij schreef een boek over haar jeugd in de stad.",
    "Op de markt koopt men appels, peren en oude kaas.",
)
ENGLISH = (
    "The minister spoke with the government on Wednesday about the new law.",
    "“I did not know”, said the mayor of the village.",
    "In 2019 the price of bread rose by four per cent.",
    "The president of Kazakhstan, Tokayev, travelled to Almaty.",
    "The parliament, the Mazhilis, voted against the proposal.",
    "Who lives in the house by the river? Nobody knows!",
    "She wrote a book about her youth in the city.",
    "At the market people buy apples, pears and old cheese.",
)


def build_tiny_marian(
    folder: Path,
    *,
    max_positions: int = 128,
    hints: bool = True,
    byte_fallback: bool = True,
    card: bool = True,
    seed: int = 7,
) -> Path:
    """Write a MarianMT of 2 + 2 layers, 32 wide, into ``folder``, which must not exist.

    Args:
        folder: where to.
        max_positions: the longest source and target, ``</s>`` included.
        hints: whether the annotation pieces are in the vocabulary and declared.
        byte_fallback: whether a character outside the vocabulary is spelt in bytes.
        card: whether to write ``model.toml``.
        seed: another seed gives other weights.
    """
    import torch
    from transformers import GenerationConfig, MarianMTModel

    from workbench.engine.catalogue import record_hashes
    from workbench.engine.folder import CARD, Capabilities, Card, write_card
    from workbench.engine.marian import quiet_transformers

    folder.mkdir(parents=True)
    pieces: dict[str, int] = {"</s>": 0, "<unk>": 1}
    for name, sentences in (("source.spm", DUTCH), ("target.spm", ENGLISH)):
        model = _train(sentences, hints=hints, byte_fallback=byte_fallback)
        (folder / name).write_bytes(model)
        for piece in _pieces_of(model):
            pieces.setdefault(piece, len(pieces))
    pad = pieces["<pad>"] = len(pieces)
    (folder / "vocab.json").write_text(json.dumps(pieces, ensure_ascii=False), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"source_lang": "nl", "target_lang": "en", "separate_vocabs": False})
    )
    config = _config(
        size=pad + 1, eos=0, pad=pad, width=32, layers=(2, 2), heads=4, max_positions=max_positions
    )
    with torch.random.fork_rng(), quiet_transformers():
        torch.manual_seed(seed)
        network = MarianMTModel(config)
        with torch.no_grad():
            network.model.shared.weight[pad].zero_()
            # Sentences end after some pieces, and bytes that make no character stay rare.
            network.final_logits_bias[0, 0] = 3.0
            for piece, number in pieces.items():
                if piece.startswith("<0x"):
                    network.final_logits_bias[0, number] = -8.0
        network.generation_config = GenerationConfig(
            pad_token_id=pad, eos_token_id=0, decoder_start_token_id=pad, max_length=max_positions
        )
        network.save_pretrained(folder)
    if card:
        described = Card(id=folder.name, licence="CC0-1.0", capabilities=Capabilities(hints=hints))
        write_card(folder / CARD, described)
        record_hashes(folder)
    return folder


def _config(
    *,
    size: int,
    eos: int,
    pad: int,
    width: int,
    layers: tuple[int, int],
    heads: int,
    max_positions: int,
    **others: object,
) -> MarianConfig:
    """Return the configuration of a MarianMT; ``layers`` are the encoder's and the decoder's."""
    import transformers

    settings: dict[str, Any] = {
        "vocab_size": size,
        "d_model": width,
        "encoder_layers": layers[0],
        "decoder_layers": layers[1],
        "encoder_attention_heads": heads,
        "decoder_attention_heads": heads,
        "encoder_ffn_dim": 2 * width,
        "decoder_ffn_dim": 2 * width,
        "max_position_embeddings": max_positions,
        "pad_token_id": pad,
        "eos_token_id": eos,
        "decoder_start_token_id": pad,
        "forced_eos_token_id": eos,
        "scale_embedding": True,
        "share_encoder_decoder_embeddings": True,
        "init_std": 0.3,
    }
    return transformers.MarianConfig(**{**settings, **others})


class LetterTokenizer:
    """Letters as pieces: what SentencePiece would do with this vocabulary."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.target_vocabulary = {piece: number for number, piece in enumerate(pieces)}

    def encode(self, text: str) -> list[str]:
        return self.encode_target(text)

    def encode_target(self, text: str) -> list[str]:
        rest = "\u2581" + text.replace(" ", "\u2581")
        found: list[str] = []
        while rest:
            length = next((n for n in (6, 2, 1) if rest[:n] in self.target_vocabulary), 0)
            found.append(rest[:length] if length else "<unk>")
            rest = rest[length or 1 :]
        return found

    def decode(self, tokens: Sequence[str]) -> str:
        return "".join(tokens).replace("\u2581", " ").removeprefix(" ")


@dataclass(eq=False)
class LetterEngine:
    """A random MarianMT model whose every target can be searched for."""

    model: Any
    tokenizer: LetterTokenizer
    eos_id: int
    pad_id: int
    start_id: int
    suppressed_ids: list[int]
    max_source_tokens: int = 30
    max_target_tokens: int = 30
    signature: str = "model:tiny@0|engine:torch-float32"
    threads: int = 1
    _unknown: int = field(init=False)

    def __post_init__(self) -> None:
        self._unknown = self.tokenizer.target_vocabulary["<unk>"]

    def ids(self, tokens: Sequence[str]) -> list[int]:
        return [self.tokenizer.target_vocabulary.get(token, self._unknown) for token in tokens]

    target_ids = ids

    def tokens(self, ids: Sequence[int]) -> list[str]:
        names = list(self.tokenizer.target_vocabulary)
        return [names[number] for number in ids]


def letter_engine(seed: int, pieces: Sequence[str] = LETTERS) -> LetterEngine:
    """Build an engine of letters; another seed gives other weights."""
    import torch
    from transformers import MarianMTModel

    numbers = {piece: number for number, piece in enumerate(pieces)}
    pad, eos = numbers["<pad>"], numbers["</s>"]
    config = _config(
        size=len(pieces),
        eos=eos,
        pad=pad,
        width=16,
        layers=(1, 2),
        heads=2,
        max_positions=40,
        init_std=0.5,
        scale_embedding=False,
        encoder_ffn_dim=16,
        decoder_ffn_dim=16,
        attn_implementation="eager",
    )
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = MarianMTModel(config).eval()
    return LetterEngine(
        model=model,
        tokenizer=LetterTokenizer(pieces),
        eos_id=eos,
        pad_id=pad,
        start_id=pad,
        suppressed_ids=[numbers["<unk>"], pad],
    )


def _train(sentences: tuple[str, ...], *, hints: bool, byte_fallback: bool) -> bytes:
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences),
        model_writer=model,
        vocab_size=420 if byte_fallback else 120,
        hard_vocab_limit=False,
        character_coverage=1.0,
        byte_fallback=byte_fallback,
        user_defined_symbols=["<t>", "<s>", "</t>"] if hints else [],
        eos_id=0,
        unk_id=1,
        bos_id=-1,
        pad_id=-1,
        minloglevel=2,
    )
    return model.getvalue()


def _pieces_of(model: bytes) -> list[str]:
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    return [processor.id_to_piece(number) for number in range(processor.vocab_size())]
