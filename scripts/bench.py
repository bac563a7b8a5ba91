"""Tokens a second of the workbench's engine and of plain transformers, in one run.

The same model, beam and articles: ours is CTranslate2 int8 in batches of equal length, the
baseline transformers' generation in float32, padded batches of 16 in document order, on as many
threads. Taken in turns, A B A B, so that whatever else the machine does meets both.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from pathlib import Path

from workbench.engine.base import DecodeOptions
from workbench.engine.catalogue import Model, find_model
from workbench.engine.load import load_engine
from workbench.engine.marian import load_marian, quiet_transformers

ROOT = Path(__file__).resolve().parent.parent
BATCH = 16


class Baseline:
    """What a reader of transformers' documentation would write."""

    def __init__(self, model: Model, *, threads: int) -> None:
        import torch
        from transformers import MarianTokenizer

        torch.set_num_threads(threads)
        self.model = load_marian(model.folder.path)
        self.dtype = self.model.dtype
        with quiet_transformers(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it recommends sacremoses, which it does not use
            self.tokenizer = MarianTokenizer.from_pretrained(model.folder.path)

    def decode(self, texts: list[str], *, beam: int) -> int:
        """Decode and return the number of target tokens, ``</s>`` not counted."""
        import torch

        count = 0
        special = {self.model.config.pad_token_id, self.model.config.eos_token_id}
        with torch.inference_mode(), quiet_transformers():
            for start in range(0, len(texts), BATCH):
                inputs = self.tokenizer(
                    texts[start : start + BATCH], return_tensors="pt", padding=True
                )
                for row in self.model.generate(**inputs, num_beams=beam).tolist():
                    count += sum(number not in special for number in row)
        return count


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=Path, default=ROOT / "seeds")
    parser.add_argument("--model", default=None)
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--jobs", type=int, default=None)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--limit", type=int, default=None, help="segments, for a quick look")
    options = parser.parse_args()

    texts = segments(options.seeds)[: options.limit]
    engine = load_engine(options.model, engine="ct2", jobs=options.jobs).engine
    baseline = Baseline(find_model(options.model), threads=engine.threads)
    pieces = [engine.tokenizer.encode(text) for text in texts]
    decode = DecodeOptions(beam=options.beam)
    engine.translate(pieces[:8], decode)
    baseline.decode(texts[:2], beam=options.beam)

    print(f"{len(texts)} segments, {sum(map(len, pieces))} source tokens, beam {options.beam},")
    print(f"{engine.threads} threads; baseline: transformers, {baseline.dtype}, batches of {BATCH}")
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(1, options.rounds + 1):
        began = time.perf_counter()
        count = sum(len(row[0].tokens) for row in engine.translate(pieces, decode))
        ours.append(count / (time.perf_counter() - began))
        print(f"round {number}: {engine.name} {ours[-1]:.0f} target tokens/s", flush=True)
        began = time.perf_counter()
        count = baseline.decode(texts, beam=options.beam)
        theirs.append(count / (time.perf_counter() - began))
        print(f"round {number}: transformers {theirs[-1]:.0f} target tokens/s", flush=True)
    ratio = sum(ours) / sum(theirs)
    print(
        f"mean: {engine.name} {mean(ours):.0f}, transformers {mean(theirs):.0f}; ratio {ratio:.1f}"
    )


def segments(folder: Path) -> list[str]:
    """Return the segments of a folder's articles as the workbench cuts them, in order."""
    from workbench.formats.read import read_document
    from workbench.text.segment import segment_text

    paths = sorted(folder.glob("*.txt"))
    if not paths:
        sys.exit(f"bench.py: no .txt in {folder}")
    return [
        segment.source
        for path in paths
        for segment in segment_text(read_document(path, name=path.name).text)
    ]


def mean(values: list[float]) -> float:
    """Return the arithmetic mean."""
    return sum(values) / len(values)


if __name__ == "__main__":
    main()
