"""A Marian that begins with what a multilingual sentence encoder knows.

The encoder (post-norm, GELU, XLM-R pieces) has the shape of Marian's layers. Its embeddings, already
alike across languages, become the shared embedding; its layers the encoder's; the last of them the
decoder's self-attention and feed-forward. Marian adds positions of a fixed size to embeddings and
has no norm before its first layer, so embeddings are enlarged by ``SCALE`` and the first layer's
matrices made up for it. The format of the weights is described in the README beside them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from workbench.errors import ModelError
from workbench.training.network import random_network

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from transformers import MarianConfig, MarianMTModel

    from workbench.training.vocabulary import Vocabulary

__all__ = ["from_encoder"]

SCALE = 4.0
"""How much larger embeddings are than the encoder has them, so that positions do not drown them."""
_LENGTH = 4.2
"""Of a random embedding, for pieces the encoder does not have."""
_POSITIONS = slice(2, 66)
"""Positions whose mean stands for position as such."""
_FINAL_NORM = 0.6
"""Of the last decoder layer: its output meets the embeddings, which are smaller."""


def from_encoder(
    folder: Path, config: MarianConfig, vocabulary: Vocabulary, *, seed: int
) -> MarianMTModel:
    """Build a network from ``weights.npz`` and ``pieces.tsv`` of a folder.

    Args:
        folder: where they are.
        config: of the network wanted; width and feed-forward have to be the encoder's.
        vocabulary: its pieces take the embedding of the encoder's piece of the same name.
        seed: for the embeddings of all others.

    Raises:
        ModelError: the files are missing, damaged or of another size.
    """
    import numpy as np
    import torch

    try:
        with np.load(folder / "weights.npz") as stored:
            weights: dict[str, Any] = dict(stored)
        lines = (folder / "pieces.tsv").read_text(encoding="utf-8").splitlines()
        pieces = {line.split("\t")[0]: row for row, line in enumerate(lines)}
        width, inner = len(weights["emb.ln.w"]), len(weights["l0.fi.b"])
    except (OSError, KeyError, ValueError) as error:
        reason = " ".join(str(error).split())
        msg = f"holds no encoder: {reason}"
        raise ModelError(msg, where=str(folder), hint="see its README") from error
    if (config.d_model, config.encoder_ffn_dim) != (width, inner):
        msg = f"the encoder is {width} wide with {inner} between"
        raise ModelError(msg, where=str(folder), hint=f"set width: {width}, feed_forward: {inner}")
    depth = sum(name.endswith(".fi.b") for name in weights)
    network = random_network(config)
    with torch.no_grad():
        rows = _embeddings(weights, pieces, vocabulary, seed=seed)
        network.model.shared.weight.copy_(torch.tensor(rows * SCALE / math.sqrt(width)))
        for number, layer in enumerate(network.model.encoder.layers):
            _fill(layer, weights, number % depth, first=number == 0)
        decoder = network.model.decoder.layers
        for number, layer in enumerate(decoder):
            _fill(layer, weights, (depth - len(decoder) + number) % depth, first=number == 0)
        decoder[-1].final_layer_norm.weight.mul_(_FINAL_NORM)
    return network


def _embeddings(
    weights: dict[str, Any], pieces: dict[str, int], vocabulary: Vocabulary, *, seed: int
) -> np.ndarray:
    """Return embeddings as the encoder's first layer sees them, shape (pieces, width)."""
    import numpy as np

    width = len(weights["emb.ln.w"])

    def norm(rows: np.ndarray) -> np.ndarray:
        centred = rows - rows.mean(-1, keepdims=True)
        scaled = centred / np.sqrt(rows.var(-1, keepdims=True) + 1e-12)
        return np.asarray(scaled * weights["emb.ln.w"] + weights["emb.ln.b"])

    position = weights["emb.pos"][_POSITIONS].astype(np.float32).mean(0)
    kind = weights["emb.type"].reshape(-1)[:width]
    known = norm(_matrix(weights["emb.word.q4"], width) + position + kind)
    rows = np.random.RandomState(seed).randn(len(vocabulary), width).astype(np.float32)
    rows *= _LENGTH / np.linalg.norm(rows, axis=1, keepdims=True)
    for piece, number in vocabulary.ids.items():
        if piece in pieces:
            rows[number] = known[pieces[piece]]
    rows[vocabulary.eos] = norm(_matrix(weights["emb.eos.q4"], width)[0] + kind)
    rows[vocabulary.pad] = 0
    return rows


def _fill(layer: Any, weights: dict[str, Any], number: int, *, first: bool) -> None:  # noqa: ANN401
    """Copy one encoder layer; the first one of a stack reads enlarged embeddings."""
    import torch

    scale = SCALE if first else 1.0
    attention, width = layer.self_attn, layer.embed_dim

    def put(target: Any, name: str, columns: int, *, matrix: float = 1, bias: float = 1) -> None:  # noqa: ANN401
        stem = f"l{number}.{name}"
        target.weight.copy_(torch.tensor(_matrix(weights[f"{stem}.w.q4"], columns) * matrix))
        target.bias.copy_(torch.tensor(weights[f"{stem}.b"] * bias))

    put(attention.q_proj, "q", width, matrix=1 / scale)
    put(attention.k_proj, "k", width, matrix=1 / scale)
    put(attention.v_proj, "v", width, bias=scale)
    put(attention.out_proj, "ao", width, bias=scale)
    put(layer.fc1, "fi", width)
    put(layer.fc2, "fo", layer.fc1.out_features)
    for norm, name in ((layer.self_attn_layer_norm, "aln"), (layer.final_layer_norm, "oln")):
        norm.weight.copy_(torch.tensor(weights[f"l{number}.{name}.w"]))
        norm.bias.copy_(torch.tensor(weights[f"l{number}.{name}.b"]))


def _matrix(blocks: np.ndarray, columns: int) -> np.ndarray:
    """Unpack blocks of 32 weights: a float16 scale, then 16 bytes of two weights each."""
    import numpy as np

    rows = blocks.reshape(-1, 18)
    scale = rows[:, :2].copy().view(np.float16).astype(np.float32)
    packed = rows[:, 2:]
    low, high = (packed & 15).astype(np.float32) - 8, (packed >> 4).astype(np.float32) - 8
    return np.asarray((np.concatenate([low, high], axis=1) * scale).reshape(-1, columns))
