"""How well a network translates: quickly while it is trained, and as a user would get it at the end.

While training, some dev lines are decoded greedily in padded batches on the device that trains. The
score that counts is taken of the exported folder through the engine that translates for users.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.engine.base import DecodeOptions
from workbench.engine.load import load_engine
from workbench.engine.marian import quiet_transformers
from workbench.errors import ConfigError, InputError
from workbench.evaluate.scores import score
from workbench.text.quote_marks import set_apart
from workbench.training.augment import Example
from workbench.training.batches import make_batches
from workbench.training.listener import Scores
from workbench.training.network import loss_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import torch
    from transformers import MarianMTModel

    from workbench.training.corpus import Pair
    from workbench.training.vocabulary import Vocabulary

__all__ = ["decode_folder", "dev_loss", "quick_scores", "read_dev", "score_folder", "scores_of"]

_ROWS = 32
_LONGEST = 200
_SPECIAL = frozenset(["</s>", "<unk>", "<pad>", "<t>", "<s>", "</t>"])


def read_dev(source: Path, reference: Path) -> tuple[list[str], list[str]]:
    """Read a dev set, a sentence a line in two files.

    Raises:
        InputError: one cannot be read, or they do not have as many lines.
    """
    texts: list[list[str]] = []
    for path in (source, reference):
        try:
            texts.append(path.read_text(encoding="utf-8").splitlines())
        except OSError as error:
            raise InputError((error.strerror or str(error)).lower(), where=str(path)) from error
        except UnicodeDecodeError as error:
            raise InputError("is not UTF-8", where=str(path)) from error
    left, right = texts
    if len(left) != len(right) or not left:
        msg = f"{len(left)} lines, and {len(right)} in {reference.name}"
        raise InputError(msg, where=str(source), hint="a dev set has a reference for every line")
    return left, right


def scores_of(targets: Sequence[str], references: Sequence[str]) -> Scores:
    """Return BLEU and chrF with sacreBLEU's defaults."""
    bleu, chrf = score(targets, references)[:2]
    return Scores(
        bleu=bleu.value,
        chrf=chrf.value,
        lines=len(references),
        signatures=(bleu.signature, chrf.signature),
    )


def dev_loss(
    network: MarianMTModel, pairs: Sequence[Pair], vocabulary: Vocabulary, *, device: torch.device
) -> float:
    """Return the mean cross-entropy in nats a target piece, in full precision."""
    import torch

    examples = [
        (vocabulary.source(Example((set_apart(pair.source),), "")), vocabulary.target(pair.target))
        for pair in pairs
    ]
    limit = int(network.config.max_position_embeddings) - 1
    fitting = [e for e in examples if 0 < len(e[0]) < limit and 0 < len(e[1]) < limit]
    total, count = 0.0, 0
    network.eval()
    with torch.inference_mode():
        for batch in make_batches(fitting, tokens=4096, eos=vocabulary.eos, pad=vocabulary.pad):
            loss, pieces = loss_of(network, batch, device=device, total=True)
            total += float(loss)
            count += pieces
    network.train()
    return total / max(count, 1)


def quick_scores(
    network: MarianMTModel,
    lines: tuple[Sequence[str], Sequence[str]],
    vocabulary: Vocabulary,
    *,
    device: torch.device,
) -> Scores:
    """Decode some lines greedily and score them; only to be compared with its like."""
    import sentencepiece
    import torch
    from transformers import GenerationConfig

    sources, references = lines
    speller = sentencepiece.SentencePieceProcessor(model_proto=vocabulary.target_model)
    names = {number: piece for piece, number in vocabulary.ids.items()}
    longest = int(network.config.max_position_embeddings) - 1
    encoded = [
        vocabulary.source(Example((set_apart(line),), ""))[: longest - 1] for line in sources
    ]
    config = GenerationConfig(
        num_beams=1,
        do_sample=False,
        max_new_tokens=min(_LONGEST, longest),
        suppress_tokens=[n for n, piece in names.items() if piece in _SPECIAL - {"</s>"}],
        pad_token_id=vocabulary.pad,
        eos_token_id=vocabulary.eos,
        decoder_start_token_id=vocabulary.pad,
    )
    targets = [""] * len(encoded)
    order = sorted(range(len(encoded)), key=lambda at: len(encoded[at]))
    network.eval()
    with torch.inference_mode(), quiet_transformers():
        for start in range(0, len(order), _ROWS):
            chosen = order[start : start + _ROWS]
            width = max(len(encoded[at]) for at in chosen) + 1
            rows = [
                [*encoded[at], vocabulary.eos, *[vocabulary.pad] * (width - len(encoded[at]) - 1)]
                for at in chosen
            ]
            inputs = torch.tensor(rows, device=device)
            output = network.generate(
                input_ids=inputs,
                attention_mask=(inputs != vocabulary.pad).long(),
                generation_config=config,
            )
            for at, row in zip(chosen, output.tolist(), strict=True):
                pieces = [names.get(number, "") for number in row]
                targets[at] = speller.decode([p for p in pieces if p not in _SPECIAL])
    network.train()
    return scores_of(targets, references)


def decode_folder(
    folder: Path,
    sources: Sequence[str],
    *,
    beam: int,
    engine: str = "auto",
    jobs: int | None = None,
    words: bool = True,
) -> list[str]:
    """Translate lines with a MarianMT folder as ``translate`` would, without its pipeline.

    A line that is longer than the model takes is cut: it is scored, and shown to nobody. With
    ``words`` it gets its rare words in English, where it has a list of them.

    Raises:
        ModelError: the folder cannot be used.
    """
    loaded = load_engine(folder, engine=engine, jobs=jobs, reverse=True)
    decoder = loaded.engine
    lines = [set_apart(line) for line in sources]
    if words:
        lines = [loaded.words.put_into(line) for line in lines]
    try:
        rows = [decoder.tokenizer.encode(line)[: decoder.max_source_tokens] for line in lines]
        full = [at for at, row in enumerate(rows) if row]
        found = decoder.translate([rows[at] for at in full], DecodeOptions(beam=beam))
        targets = [""] * len(rows)
        for at, hypotheses in zip(full, found, strict=True):
            targets[at] = hypotheses[0].text
        return targets
    finally:
        decoder.close()


def score_folder(
    folder: Path, dev: tuple[Sequence[str], Sequence[str]], *, beam: int = 4, words: bool = True
) -> Scores:
    """Return the score of a MarianMT folder through the engine that translates.

    Args:
        folder: weights and what goes with them.
        dev: sources and references.
        beam: width.
        words: whether it gets its rare words in English, as it does for users.

    Raises:
        ConfigError: there is no line to score.
        ModelError: the folder cannot be used.
    """
    if not dev[0]:
        raise ConfigError("the dev set is empty")
    return scores_of(decode_folder(folder, dev[0], beam=beam, words=words), dev[1])
