"""Write the weights of letters that tell Eastern names from Western ones, for ``glossary romanise``.

Learnt from the development half of the list of pairs, the names of ``eastern.txt``, half of the
control list of Western names, and names that parallel texts write alike in Dutch and English. The
other two halves are left for measuring. Ask for it with the folder of parallel texts:

    python scripts/write_origin.py FOLDER
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from workbench.glossary.origin import letter_groups
from workbench.glossary.words import eastern_names, established_spellings, word_list

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
_INSIDE = re.compile(r"(?<=[a-z,] )[A-ZÀ-Þ][a-zà-ÿ]{2,}(?:-[A-ZÀ-Þ][a-zà-ÿ]+)*")
"""Capitals after a small letter: a name, and no beginning of a sentence."""
_ANYWHERE = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{2,}(?:-[A-ZÀ-Þ][a-zà-ÿ]+)*")
_HEADER = """\
# Groups of letters and what they speak for: above zero an origin east of Poland, below it one west of
# it. ^ and $ are the ends of a word, the group = is what a word begins with. Learnt; written by
# scripts/write_origin.py.
"""


def first_half(name: str) -> bool:
    """Whether a Western name is one to learn from; the rest are for measuring."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 1


def alike(folder: Path) -> list[str]:
    """Return names that both sides of parallel texts have, at least twice."""
    found: Counter[str] = Counter()
    for path in sorted(folder.glob("*.tsv.gz")):
        if path.name.startswith(("bible", "lexicon")):
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                sides = line.rstrip("\n").split("\t")
                if len(sides) == 2 and (names := set(_INSIDE.findall(sides[0]))):
                    found.update(names & set(_ANYWHERE.findall(sides[1])))
    return sorted(name for name, count in found.items() if count > 1 and "-" not in name)


def learn(
    names: Sequence[str], labels: Sequence[float], worth: Sequence[float], *, rounds: int = 60
) -> tuple[dict[str, float], float]:
    """Return weights by letters and the constant, by logistic regression with a quadratic penalty."""
    counts = Counter(group for name in names for group in letter_groups(name))
    known = {group: at for at, group in enumerate(g for g, n in counts.items() if n > 1)}
    rows = [[known[g] for g in letter_groups(name) if g in known] for name in names]
    row = np.repeat(np.arange(len(rows)), [len(one) for one in rows])
    column = np.concatenate([np.array(sorted(one), dtype=np.int64) for one in rows])
    wanted, weight = np.array(labels), np.array(worth)
    weights, constant = np.zeros(len(known)), 0.0
    seen, seen_constant = np.full(len(known), 1e-6), 1e-6
    for _ in range(rounds):
        scores = constant + np.bincount(row, weights=weights[column], minlength=len(rows))
        error = (1 / (1 + np.exp(-scores)) - wanted) * weight
        slope = np.bincount(column, weights=error[row], minlength=len(known)) + weights
        seen += slope * slope
        weights -= 0.3 * slope / np.sqrt(seen)
        seen_constant += error.sum() ** 2
        constant -= 0.3 * error.sum() / np.sqrt(seen_constant)
    return {group: float(weights[at]) for group, at in known.items()}, float(constant)


def main() -> None:
    """Learn from what there is and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="of parallel texts, as .tsv.gz")
    parser.add_argument("--smallest", type=float, default=0.1, help="weights below are left out")
    options = parser.parse_args()
    cases = ROOT / "tests" / "cases"
    pairs = json.loads((cases / "romanise.json").read_text(encoding="utf-8"))["pairs"]
    western = json.loads((cases / "western_names.json").read_text(encoding="utf-8"))["names"]
    learnt = [pair["nl"] for pair in pairs if pair["half"] == "development"]
    kept = {pair["nl"].lower() for pair in pairs if pair["half"] != "development"}
    listed = sorted(({*eastern_names()} | {*established_spellings()}) - kept)
    others = [name for name in alike(options.folder) if name.lower() not in eastern_names()]
    against = [
        *others,
        *(2 * [n for n in western if first_half(n)]),
        *sorted(word_list("given_names")),
    ]
    weights, constant = learn(
        [*learnt, *listed, *against],
        [1.0] * (len(learnt) + len(listed)) + [0.0] * len(against),
        [3.0] * len(learnt) + [1.0] * (len(listed) + len(against)),
    )
    lines = [f"=\t{constant:.2f}"]
    lines += [
        f"{group}\t{weight:.2f}"
        for group, weight in sorted(weights.items())
        if abs(weight) >= options.smallest
    ]
    target = ROOT / "workbench" / "glossary" / "data" / "origin.tsv"
    target.write_text(_HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
