"""Decoding speed of the embedded model against one of Opus-MT's size, in one run.

Both in CTranslate2 int8 with the same beam, batches and threads, on the same sentences in the same
pieces, and both made to write as many pieces as the sentence has. The larger model is built here:
512 wide, 6 + 6 layers, 65,001 rows, random weights, which takes as long as trained ones. Taken in
turns, so that whatever else the machine does meets both.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.engine.build import convert
from workbench.engine.catalogue import find_model
from workbench.engine.ct2 import convert_folder
from workbench.engine.marian import quiet_transformers
from workbench.engine.tokenizer import EOS, PAD, MarianPieces
from workbench.formats.read import read_document
from workbench.text.segment import segment_text

if TYPE_CHECKING:
    import ctranslate2

ROOT = Path(__file__).resolve().parent.parent
ROWS = 65_001
BATCH = 16


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=Path, default=ROOT / "seeds")
    parser.add_argument("--model", default=None)
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=int, default=100, help="sentences")
    options = parser.parse_args()
    model = find_model(options.model)
    pieces = MarianPieces(model.folder.path)
    texts = [
        segment.source
        for path in sorted(options.seeds.glob("*.txt"))
        for segment in segment_text(read_document(path, name=path.name).text)
    ]
    if not texts:
        sys.exit(f"bench_model.py: no .txt in {options.seeds}")
    step = max(1, len(texts) // options.limit)
    rows = sorted((pieces.encode(text) for text in texts[::step][: options.limit]), key=len)
    with tempfile.TemporaryDirectory() as work:
        large = Path(work) / "large"
        parameters = _build_large(large, model.folder.path)
        convert_folder(large, Path(work) / "large-int8")
        ours = _translator(convert(model), options.jobs)
        theirs = _translator(Path(work) / "large-int8", options.jobs)
        count = sum(map(len, rows))
        print(f"{len(rows)} sentences, {count} pieces in and out, beam {options.beam}, int8,")
        print(f"{options.jobs} thread(s); a vocabulary of 65,000 would need somewhat fewer pieces")
        named = (
            (f"{model.name}, {model.folder.parameters() / 1e6:.1f} M parameters", ours),
            (f"Opus-MT's size, {parameters / 1e6:.1f} M parameters", theirs),
        )
        taken: dict[str, list[float]] = {name: [] for name, _ in named}
        for _, translator in named:
            _decode(translator, rows[:4], options.beam)
        for number in range(1, options.rounds + 1):
            for name, translator in named:
                seconds = _decode(translator, rows, options.beam)
                taken[name].append(seconds)
                print(f"round {number}: {name}: {count / seconds:.0f} pieces/s", flush=True)
        first, second = (sum(taken[name]) for name, _ in named)
        print(f"ratio {second / first:.1f}")


def _translator(folder: Path, threads: int) -> ctranslate2.Translator:
    import ctranslate2

    return ctranslate2.Translator(
        str(folder), compute_type="int8_float32", inter_threads=threads, intra_threads=1
    )


def _decode(translator: ctranslate2.Translator, rows: list[list[str]], beam: int) -> float:
    """Decode in batches of equal length and return the seconds it took."""
    began = time.perf_counter()
    pending = []
    for length, group in groupby(rows, key=len):
        same = list(group)
        for start in range(0, len(same), BATCH):
            pending += translator.translate_batch(
                [[*row, EOS] for row in same[start : start + BATCH]],
                asynchronous=True,
                beam_size=beam,
                min_decoding_length=length,
                max_decoding_length=length,
                max_input_length=0,
            )
    for answer in pending:
        answer.result()
    return time.perf_counter() - began


def _build_large(folder: Path, model: Path) -> int:
    """Write a MarianMT of Opus-MT's measures that knows the pieces of ``model``; count it."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    folder.mkdir()
    for name in ("source.spm", "target.spm", "tokenizer_config.json"):
        shutil.copy(model / name, folder / name)
    known = json.loads((model / "vocab.json").read_text(encoding="utf-8"))
    pieces = [piece for piece in sorted(known, key=lambda p: known[p]) if piece != PAD]
    pieces += [f"<unused{number}>" for number in range(ROWS - 1 - len(pieces))]
    vocabulary = {piece: number for number, piece in enumerate([*pieces, PAD])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    config = MarianConfig(
        vocab_size=ROWS,
        d_model=512,
        encoder_layers=6,
        decoder_layers=6,
        encoder_attention_heads=8,
        decoder_attention_heads=8,
        encoder_ffn_dim=2048,
        decoder_ffn_dim=2048,
        max_position_embeddings=512,
        activation_function="swish",
        scale_embedding=True,
        pad_token_id=ROWS - 1,
        eos_token_id=vocabulary[EOS],
        decoder_start_token_id=ROWS - 1,
        forced_eos_token_id=vocabulary[EOS],
    )
    with quiet_transformers():
        torch.manual_seed(1)
        network = MarianMTModel(config)
        network.save_pretrained(folder)
    return sum(parameter.numel() for parameter in network.parameters())


if __name__ == "__main__":
    main()
