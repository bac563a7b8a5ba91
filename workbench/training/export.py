"""A MarianMT folder of a trained network: what stock transformers and the engine both load.

Weights are float16 in safetensors, in shards where one file would be too large for a repository;
``model.toml`` gets the hashes of everything. The folder is written beside its place and renamed, so
that a half-written model never stands where a whole one is looked for.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from workbench.engine.catalogue import record_hashes
from workbench.engine.folder import CARD, Capabilities, Card, write_card
from workbench.engine.marian import quiet_transformers
from workbench.engine.words import WORDS
from workbench.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    import torch
    from transformers import MarianMTModel

    from workbench.training.recipe import Export
    from workbench.training.vocabulary import Vocabulary

__all__ = ["export_model", "put_in_place"]


def export_model(
    network: MarianMTModel,
    average: dict[str, torch.Tensor],
    vocabulary: Vocabulary,
    folder: Path,
    settings: Export,
    *,
    languages: tuple[str, str] = ("nl", "en"),
    words: Path | None = None,
) -> None:
    """Write a folder; what stood there before is replaced once the new one is whole.

    Args:
        network: for its configuration and what is not averaged; it is left as it is.
        average: weights by name, in place of the network's.
        vocabulary: written as ``source.spm``, ``target.spm`` and ``vocab.json``.
        folder: where to.
        settings: name, licence and size of shards.
        languages: source and target.
        words: a list of rare words that goes with it.

    Raises:
        InputError: it cannot be written.
    """
    import torch
    from transformers import GenerationConfig

    work = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(work, ignore_errors=True)
    config = network.config
    before = network.generation_config
    try:
        work.mkdir(parents=True)
        weights = {
            name: average.get(name, value).detach().to("cpu", torch.float16)
            if value.is_floating_point()
            else value.detach().cpu()
            for name, value in network.state_dict().items()
        }
        pad = vocabulary.pad
        # Tied weights are one and the same again, or they would be stored three times.
        shared = weights["model.shared.weight"]
        shared[pad] = 0
        for name in ("model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight"):
            if name in weights:
                weights[name] = shared
        weights["lm_head.weight"] = shared
        network.generation_config = GenerationConfig(
            num_beams=4,
            length_penalty=settings.length_penalty,
            max_length=int(config.max_position_embeddings),
            bad_words_ids=[[pad]],
            pad_token_id=pad,
            eos_token_id=vocabulary.eos,
            decoder_start_token_id=pad,
            forced_eos_token_id=vocabulary.eos,
        )
        try:
            with quiet_transformers():
                network.save_pretrained(
                    work, state_dict=weights, max_shard_size=f"{settings.shard_mb:g}MB"
                )
        except Exception as error:  # safetensors tells a full disk by an exception of its own
            raise OSError(" ".join(str(error).split())) from error
        _set_dtype(work / "config.json")
        for path in work.glob("*.safetensors"):  # written for its owner alone
            path.chmod((work / "config.json").stat().st_mode & 0o777)
        (work / "source.spm").write_bytes(vocabulary.source_model)
        (work / "target.spm").write_bytes(vocabulary.target_model)
        ids = json.dumps(vocabulary.ids, ensure_ascii=False)
        (work / "vocab.json").write_text(ids, encoding="utf-8")
        tokenizer = {
            "source_lang": languages[0],
            "target_lang": languages[1],
            "model_max_length": int(config.max_position_embeddings),
            "tokenizer_class": "MarianTokenizer",
            "separate_vocabs": False,
        }
        (work / "tokenizer_config.json").write_text(json.dumps(tokenizer) + "\n", encoding="utf-8")
        card = Card(
            id=settings.id,
            source=languages[0],
            target=languages[1],
            licence=settings.licence,
            capabilities=Capabilities(
                hints=settings.hints and vocabulary.hints, words=words is not None
            ),
        )
        if words is not None:
            shutil.copyfile(words, work / WORDS)
        write_card(work / CARD, card)
        record_hashes(work)
        put_in_place(work, folder)
    except OSError as error:
        raise InputError(
            f"the model cannot be written: {(error.strerror or str(error)).lower()}",
            where=str(folder),
            hint="make room and run it again with --resume",
        ) from error
    finally:
        network.generation_config = before
        shutil.rmtree(work, ignore_errors=True)


def put_in_place(new: Path, folder: Path) -> None:
    """Rename a folder to where another may stand, which is gone only then."""
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _set_dtype(path: Path) -> None:
    """Say in ``config.json`` that the weights are float16, as they are."""
    config = json.loads(path.read_text(encoding="utf-8"))
    config["dtype"] = "float16"
    path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", encoding="utf-8")
