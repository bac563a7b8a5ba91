"""How well the decoder's own score tells good drafts from bad, into docs/evaluation.md.

    python scripts/bench_quality.py [--refs DIR] [--lines N] [--model NAME] [--no-write]

The first lines of FLORES dev are decoded without a glossary, and each draft's score is held
against its chrF2. What calibration adds is tried with the references in the place of an editor's
text: fitted on 200 segments, looked at on the rest, five times.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from bench_docs import write_section
from sacrebleu.metrics.chrf import CHRF

from workbench.engine.load import load_engine
from workbench.evaluate.quality import NEEDED, calibrate, usual
from workbench.evaluate.scores import edit_counts
from workbench.model import Segment
from workbench.pipeline import Item, PipelineOptions, Translator

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "evaluation.md"


def main() -> None:
    """Decode, compare, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--refs", type=Path, default=ROOT.parent / "shared" / "eval")
    parser.add_argument("--lines", type=int, default=300)
    parser.add_argument("--model", default=None)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--no-write", action="store_true")
    options = parser.parse_args()
    if not options.refs.is_dir():
        sys.exit(f"bench_quality.py: no references in {options.refs}")
    dutch, english = (
        (options.refs / f"flores-dev.{language}").read_text(encoding="utf-8").splitlines()
        for language in ("nl", "en")
    )
    dutch, english = dutch[: options.lines], english[: options.lines]
    loaded = load_engine(options.model, jobs=options.jobs)
    translator = Translator(loaded.engine, PipelineOptions(), words=loaded.words)
    items = [
        Item(
            segment=Segment(
                number=n, unit=n, segment=0, kind="sentence", start=0, end=len(s), source=s
            ),
            hits=(),
        )
        for n, s in enumerate(dutch)
    ]
    drafts = [draft for window in translator.drafts(items) for draft in window]
    targets = [draft.target for draft in drafts]
    known = [n for n, draft in enumerate(drafts) if draft.score is not None]
    raw = [(drafts[n].score or 0.0, len(dutch[n])) for n in known]
    line = usual(raw)
    scores = np.array([line.excess(*one) for one in raw])
    plain = np.array([score for score, _ in raw])
    metric = CHRF()
    chrf = np.array([metric.sentence_score(targets[n], [english[n]]).score for n in known])
    counts = edit_counts([(targets[n], english[n]) for n in known])
    rows = [
        "| figure | value |",
        "|---|---|",
        f"| segments | first {len(known)} lines of FLORES dev |",
        f"| drafts | `{drafts[0].signature}` |",
        f"| estimate and chrF2, Pearson | {np.corrcoef(scores, chrf)[0, 1]:.3f} |",
        f"| estimate and chrF2, Spearman | {spearman(scores, chrf):.3f} |",
        f"| bare score and chrF2, Pearson, Spearman | "
        f"{np.corrcoef(plain, chrf)[0, 1]:.3f}, {spearman(plain, chrf):.3f} |",
        f"| the worst tenth by chrF2, found in the fifth with the lowest estimates | "
        f"{100 * found(scores, chrf):.0f} % (by chance 20 %) |",
        f"| chrF2 of the tenth with the lowest estimates, of the tenth with the highest | "
        f"{tenth(scores, chrf, lowest=True):.1f}, {tenth(scores, chrf, lowest=False):.1f} |",
        *calibrated(scores, counts),
    ]
    body = "\n".join(
        [
            "### Measured",
            "",
            "`make bench-quality`. TER stands for an editor's work here: its edits of the draft into",
            "the reference are more than an editor makes.",
            "",
            *rows,
        ]
    )
    print(body)
    if not options.no_write:
        write_section("quality", body, path=DOCUMENT)


def ranks(values: np.ndarray) -> np.ndarray:
    """Return the rank of each value; equal ones share the mean of theirs."""
    order = np.argsort(values, kind="stable")
    found = np.empty(len(values))
    found[order] = np.arange(len(values))
    for value in np.unique(values):
        same = values == value
        found[same] = found[same].mean()
    return found


def spearman(left: np.ndarray, right: np.ndarray) -> float:
    """Return the correlation of the ranks."""
    return float(np.corrcoef(ranks(left), ranks(right))[0, 1])


def found(scores: np.ndarray, chrf: np.ndarray) -> float:
    """Return the share of the worst tenth that the fifth with the lowest scores holds."""
    worst = set(np.argsort(chrf)[: len(chrf) // 10])
    lowest = set(np.argsort(scores)[: len(scores) // 5])
    return len(worst & lowest) / max(1, len(worst))


def tenth(scores: np.ndarray, chrf: np.ndarray, *, lowest: bool) -> float:
    """Return the mean chrF2 of the tenth with the lowest or highest scores."""
    order = np.argsort(scores)
    size = max(1, len(order) // 10)
    return float(chrf[order[:size] if lowest else order[-size:]].mean())


def calibrated(scores: np.ndarray, counts: Sequence[tuple[float, float]]) -> list[str]:
    """Return rows on how near the calibrated estimate comes, on segments it has not seen."""
    errors: list[float] = []
    plain: list[float] = []
    together: list[float] = []
    for seed in range(5):
        order = list(range(len(scores)))
        random.Random(seed).shuffle(order)  # noqa: S311
        fit, rest = order[:NEEDED], order[NEEDED:]
        curve = calibrate((float(scores[n]), *counts[n]) for n in fit)
        if curve is None or len(rest) < 20:
            return []
        mean = sum(counts[n][0] for n in fit) / sum(counts[n][1] for n in fit)
        actual = np.array([counts[n][0] / counts[n][1] for n in rest])
        guess = np.array([curve(float(scores[n])) for n in rest])
        errors.append(float(np.abs(guess - actual).mean()))
        plain.append(float(np.abs(mean - actual).mean()))
        together.append(spearman(guess, actual))
    return [
        f"| expected and actual edits for 100 words, mean distance | "
        f"{100 * np.mean(errors):.1f} (with one figure for all: {100 * np.mean(plain):.1f}) |",
        f"| expected and actual edits, Spearman | {np.mean(together):.3f} |",
    ]


if __name__ == "__main__":
    main()
