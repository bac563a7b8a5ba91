"""The network that is trained: from a MarianMT folder, a pretrained encoder, or from nothing.

And its loss: pad is the last row, stays zero and takes no part in the output, because CTranslate2
and transformers begin decoding from that row and would otherwise begin differently.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbench.engine.folder import open_folder
from workbench.engine.marian import load_marian, quiet_transformers
from workbench.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    import torch
    from transformers import MarianConfig, MarianMTModel

    from workbench.training.batches import Batch
    from workbench.training.recipe import Model
    from workbench.training.vocabulary import Vocabulary

__all__ = ["from_folder", "loss_of", "marian_config", "random_network", "set_dropout"]


def marian_config(
    settings: Model,
    vocabulary: Vocabulary,
    *,
    encoder_layers: int,
    decoder_layers: int,
    dropout: float = 0.0,
) -> MarianConfig:
    """Return the configuration of a network of our own: one embedding for all three uses."""
    from transformers import MarianConfig  # 4.8 s

    return MarianConfig(
        vocab_size=len(vocabulary),
        d_model=settings.width,
        encoder_layers=encoder_layers,
        decoder_layers=decoder_layers,
        encoder_attention_heads=settings.heads,
        decoder_attention_heads=settings.heads,
        encoder_ffn_dim=settings.feed_forward,
        decoder_ffn_dim=settings.feed_forward,
        max_position_embeddings=settings.max_positions,
        pad_token_id=vocabulary.pad,
        eos_token_id=vocabulary.eos,
        decoder_start_token_id=vocabulary.pad,
        forced_eos_token_id=vocabulary.eos,
        activation_function="gelu",
        dropout=dropout,
        attention_dropout=0.0,
        activation_dropout=0.0,
        scale_embedding=True,
        share_encoder_decoder_embeddings=True,
        tie_word_embeddings=True,
    )


def random_network(config: MarianConfig) -> MarianMTModel:
    """Return a network that knows nothing, from torch's generator as it stands."""
    import torch
    from transformers import MarianMTModel

    with quiet_transformers():
        network = MarianMTModel(config)
    with torch.no_grad():
        # Embeddings are multiplied by the root of the width; the paper's deviation is its inverse.
        network.model.shared.weight.normal_(std=config.d_model**-0.5)
        network.model.shared.weight[config.pad_token_id].zero_()
        for module in network.modules():
            if isinstance(module, torch.nn.Linear) and module is not network.lm_head:
                torch.nn.init.xavier_uniform_(module.weight)
    return network


def from_folder(folder: Path, vocabulary: Vocabulary) -> MarianMTModel:
    """Load a MarianMT folder, in float32, to go on training it.

    Raises:
        ModelError: it cannot be loaded, or its vocabulary is not laid out as training needs it.
    """
    open_folder(folder)
    network = load_marian(folder)
    config = network.config
    if config.pad_token_id != vocabulary.pad or config.pad_token_id != config.vocab_size - 1:
        raise ModelError(
            "pad is not the last row of the vocabulary",
            where=str(folder),
            hint="choose a model with </s>, pieces, <pad> in this order, as Opus-MT's are",
        )
    if not config.share_encoder_decoder_embeddings:
        hint = "choose a model with one embedding for both languages"
        raise ModelError("encoder and decoder embed apart", where=str(folder), hint=hint)
    network.set_attn_implementation("sdpa")  # decoding needs attention's weights, training does not
    return network


def set_dropout(network: MarianMTModel, dropout: float) -> None:
    """Set the share of activations that training leaves out, throughout."""
    network.config.dropout = dropout
    for module in network.modules():
        if isinstance(getattr(module, "dropout", None), float):
            module.dropout = dropout


def loss_of(
    network: MarianMTModel,
    batch: Batch,
    *,
    device: torch.device,
    half: bool = False,
    smoothing: float = 0.0,
    total: bool = False,
) -> tuple[torch.Tensor, int]:
    """Return cross-entropy and the number of target pieces it is taken over.

    Args:
        network: in training or evaluation mode.
        batch: ids; sources (n, s), targets (n, t) filled up with -100.
        device: where the network is.
        half: whether to compute in bfloat16 where that is safe.
        smoothing: of the labels.
        total: whether to sum instead of averaging.
    """
    import torch
    from torch.nn import functional

    pad = int(network.config.pad_token_id)
    # Places are counted here and not on the device: a GPU would have to be waited for.
    places = (batch.target != -100).ravel().nonzero()[0]
    begun = np.full_like(batch.target, pad)  # what the decoder reads: the target one place later
    begun[:, 1:] = np.where(batch.target[:, :-1] == -100, pad, batch.target[:, :-1])
    source, read, real, wanted = (
        _on_device(array, device)
        for array in (batch.source, begun, places, batch.target.ravel()[places])
    )
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=half):
        hidden = network.model(
            input_ids=source,
            attention_mask=(source != pad).long(),
            decoder_input_ids=read,
            use_cache=False,
        )[0]
        # Only real places, and no row for pad: the output layer is the costliest on a processor.
        rows = network.model.shared.weight[:pad]
        logits = functional.linear(
            hidden.flatten(0, 1).index_select(0, real), rows, network.final_logits_bias[0, :pad]
        )
    loss = functional.cross_entropy(
        logits.float(),
        wanted,
        reduction="sum" if total else "mean",
        label_smoothing=smoothing,
    )
    return loss, len(places)


def _on_device(array: np.ndarray, device: torch.device) -> torch.Tensor:
    """Return an array as a tensor; the copy to a GPU goes on while the next thing is done."""
    import torch

    tensor = torch.from_numpy(array)
    return tensor.pin_memory().to(device, non_blocking=True) if device.type == "cuda" else tensor
