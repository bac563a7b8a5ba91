"""Print how well and how fast the Dutch segmentation works, next to other libraries.

Sets: the five articles in ``seeds`` (references of two of them lie outside the repository, those of
the other three are ours), 2,000 boundaries made by joining single sentences of two treebanks that
no rule was tuned on (outside the repository too), and our own traps. What is not there is left
out. Libraries other than ours are measured where they can be imported.

A boundary is counted where a segment begins, unit starts left out; every system gets the same
units, one at a time. F1 is over all boundaries of a set.

    python scripts/bench_segment.py [--shared DIR] [--errors SET] [--tune]
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from workbench.text.segment import SentencexSegmenter, segment_text  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

GROUP = 10
"""Sentences joined into one line."""
BOUNDARIES = 2000

Split = "Callable[[str], Iterable[str]]"


@dataclass(frozen=True, slots=True)
class Unit:
    """A line and the segments it should fall into."""

    text: str
    segments: tuple[str, ...]


def squeezed(pieces: Iterable[str]) -> list[int]:
    """Return after how many characters that are no white space each piece ends."""
    ends, seen = [], 0
    for piece in pieces:
        seen += len("".join(piece.split()))
        ends.append(seen)
    return ends


def count(units: Iterable[Unit], split: Callable[[str], Iterable[str]]) -> tuple[int, int, int]:
    """Return boundaries found and right, found and wrong, missed."""
    right = wrong = missed = 0
    for unit in units:
        gold = set(squeezed(unit.segments)[:-1])
        found = set(squeezed(split(unit.text))[:-1])
        right += len(gold & found)
        wrong += len(found - gold)
        missed += len(gold - found)
    return right, wrong, missed


def f1(right: int, wrong: int, missed: int) -> float:
    """Return the harmonic mean of precision and recall; 1 where there is nothing to find."""
    return 2 * right / (2 * right + wrong + missed) if right + wrong + missed else 1.0


def ours(text: str) -> list[str]:
    """Segment with the workbench."""
    return [segment.source for segment in segment_text(text)]


def base(text: str) -> list[str]:
    """Segment with the base library through our adapter."""
    at, pieces = 0, []
    for end in SentencexSegmenter().breaks(text):
        pieces.append(text[at:end])
        at = end
    return pieces


def libraries() -> dict[str, Callable[[str], Iterable[str]]]:
    """Return the splitters that can be imported here."""
    found: dict[str, Callable[[str], Iterable[str]]] = {"workbench": ours, "sentencex": base}
    try:
        from syntok import segmenter
    except ImportError:
        pass
    else:

        def syntok(text: str) -> list[str]:
            return [
                "".join(token.spacing + token.value for token in sentence)
                for paragraph in segmenter.process(text)
                for sentence in paragraph
            ]

        found["syntok"] = syntok
    try:
        from blingfire import text_to_sentences
    except ImportError:
        pass
    else:
        found["blingfire"] = lambda text: text_to_sentences(text).split("\n")
    try:
        import pysbd
    except ImportError:
        pass
    else:
        splitter = pysbd.Segmenter(language="nl", clean=False)
        found["pysbd"] = splitter.segment
    return found


def articles(shared: Path) -> dict[str, list[Unit]]:
    """Return the five articles' units, those whose reference is here."""
    sets: dict[str, list[Unit]] = {}
    own = json.loads((ROOT / "tests/cases/segmentation_articles.json").read_text(encoding="utf-8"))
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        lines = [line for line in text.split("\n") if line.strip()]
        name = path.name[:3]
        reference = shared / "eval" / f"{name}.nl"
        if reference.exists():
            numbers = reference.with_suffix(".para").read_text(encoding="utf-8").split()
            grouped: list[list[str]] = [[] for _ in lines]
            for number, line in zip(
                numbers, reference.read_text(encoding="utf-8").splitlines(), strict=True
            ):
                grouped[int(number)].append(line)
            sets[name] = [
                Unit(line, tuple(group)) for line, group in zip(lines, grouped, strict=True)
            ]
        elif path.name in own["articles"]:
            starts = own["articles"][path.name]["starts"]
            units, at = [], 0
            for line in lines:
                begin = text.index(line, at)
                at = begin + len(line)
                inside = [start for start in starts if begin <= start < at]
                units.append(
                    Unit(
                        line,
                        tuple(text[a:b] for a, b in zip(inside, [*inside[1:], at], strict=True)),
                    )
                )
            sets[name] = units
    return sets


def joined(shared: Path, *, tune: bool) -> list[Unit]:
    """Return lines of joined treebank sentences: the half with an even hash is for tuning."""
    rows: list[tuple[str, str]] = []
    for corpus in ("alpino", "lassy"):
        path = shared / "corpus" / f"{corpus}.tsv.gz"
        if not path.exists():
            return []
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                dutch = line.split("\t")[0].strip()
                digest = hashlib.sha256(dutch.encode()).hexdigest()
                if dutch and (int(digest[:2], 16) % 2 == 0) == tune:
                    rows.append((digest, dutch))
    rows.sort()
    groups = BOUNDARIES // (GROUP - 1) + 1
    texts = [text for _, text in rows[: groups * GROUP]]
    return [
        Unit(" ".join(texts[at : at + GROUP]), tuple(texts[at : at + GROUP]))
        for at in range(0, len(texts), GROUP)
    ]


def traps() -> list[Unit]:
    """Return our own hard cases."""
    cases = json.loads((ROOT / "tests/cases/segmentation_traps.json").read_text(encoding="utf-8"))
    return [Unit(case["nl"], tuple(case["segments"])) for case in cases if "\n" not in case["nl"]]


def show_errors(units: list[Unit]) -> None:
    """Print where the workbench is wrong."""
    for unit in units:
        gold, found = list(unit.segments), ours(unit.text)
        if squeezed(gold) != squeezed(found):
            wanted, got = set(squeezed(gold)), squeezed(found)
            kept = 0
            for piece, end in zip(found, got, strict=True):
                if end not in wanted:
                    print(
                        f"  made    …{piece[-60:]!r} | {unit.text[unit.text.find(piece) + len(piece) :][:40]!r}"
                    )
            for piece, end in zip(gold, squeezed(gold), strict=True):
                if end not in set(got):
                    at = unit.text.find(piece, kept) + len(piece)
                    print(f"  missed  …{piece[-60:]!r} | {unit.text[at:][:40]!r}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--errors", help="print the workbench's errors on this set")
    parser.add_argument("--tune", action="store_true", help="the half that rules were tuned on")
    options = parser.parse_args()
    by_article = articles(options.shared)
    sets = {
        f"articles ({', '.join(by_article)})": [u for units in by_article.values() for u in units],
        "joined treebank sentences": joined(options.shared, tune=options.tune),
        "traps": traps(),
    }
    sets |= {f"article {name}": units for name, units in by_article.items()}
    if options.errors:
        for name, units in sets.items():
            if name.startswith(options.errors):
                show_errors(units)
        return
    splitters = libraries()
    for name, units in sets.items():
        if not units:
            print(f"{name}: not here")
            continue
        print(
            f"{name}: {sum(len(unit.segments) - 1 for unit in units)} boundaries, {len(units)} units"
        )
        for label, split in splitters.items():
            right, wrong, missed = count(units, split)
            exact = sum(squeezed(split(u.text)) == squeezed(u.segments) for u in units) / len(units)
            print(
                f"  {label:10} F1 {f1(right, wrong, missed):.4f}  wrong {wrong:3}  missed {missed:3}"
                f"  units exact {exact:.3f}"
            )
    sample = " ".join(u.text for units in by_article.values() for u in units)
    print(f"speed on one line of {len(sample)} characters:")
    for label, split in splitters.items():
        begun = time.perf_counter()
        rounds = 0
        while time.perf_counter() - begun < 1:
            list(split(sample))
            rounds += 1
        print(
            f"  {label:10} {rounds * len(sample) / (time.perf_counter() - begun) / 1000:9.0f} kchar/s"
        )


if __name__ == "__main__":
    main()
