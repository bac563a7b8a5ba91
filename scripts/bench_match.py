"""Measure the matcher against plain ``re`` alternation in one run, on the same text and forms.

Prints Mchar/s of both and the ratio; absolute figures depend on the machine and its load, the ratio
does not. ``python scripts/bench_match.py [--concepts N] [--characters N]``
"""

from __future__ import annotations

import argparse
import random
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.glossary import Matcher, load_glossary, parse_glossary

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
SYLLABLES = [
    "al",
    "be",
    "boer",
    "dja",
    "dzjam",
    "en",
    "fa",
    "gor",
    "had",
    "iën",
    "ja",
    "ka",
    "kov",
    "lan",
    "ma",
    "mir",
    "na",
    "noer",
    "oe",
    "per",
    "ra",
    "sjoe",
    "ski",
    "sta",
    "tai",
    "tev",
    "ul",
    "va",
    "vitsj",
    "wo",
    "zja",
]


def made_up_concepts(count: int, seed: int) -> str:
    """Return a glossary of made-up names, three forms each, as YAML."""
    rng = random.Random(seed)  # noqa: S311
    names: dict[str, None] = {}
    while len(names) < count:
        names["".join(rng.choices(SYLLABLES, k=rng.randint(2, 5))).capitalize()] = None
    lines = ["version: 1", "concepts:"]
    for number, name in enumerate(names):
        lines += [
            f"  - id: made-up-{number}",
            "    type: place",
            f"    nl: {name}",
            f"    en: {name}",
            "    forms:",
            f"      - {{nl: {name}ische, en: {name}ic}}",
            f"      - {{nl: Groot-{name}, en: Greater {name}}}",
        ]
    return "\n".join(lines) + "\n"


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of the best of three runs."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--concepts", type=int, default=10_000)
    parser.add_argument("--characters", type=int, default=1_000_000)
    parser.add_argument("--re-characters", type=int, default=20_000)
    options = parser.parse_args()

    seeds = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))
    )
    own = load_glossary(ROOT / "glossary.yaml")
    made_up = made_up_concepts(options.concepts - len(own), seed=1)
    text = (seeds * (options.characters // len(seeds) + 1))[: options.characters]

    started = time.process_time()
    glossary = parse_glossary(
        made_up + (ROOT / "glossary.yaml").read_text(encoding="utf-8").split("concepts:\n", 1)[1],
        name="bench",
    )
    read = time.process_time() - started
    matcher = Matcher(glossary)
    started = time.process_time()
    matcher.match("")
    built = time.process_time() - started
    forms = [form.nl for concept in glossary for form in concept.listed]
    print(f"{len(glossary)} concepts, {len(forms)} forms: read {read:.2f} s, built {built:.2f} s")

    alternation = re.compile(
        r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(forms, key=len, reverse=True))) + r")(?!\w)"
    )
    sample = text[: options.re_characters]
    plain = len(sample) / seconds(lambda: alternation.findall(sample)) / 1e6
    whole = len(text) / seconds(lambda: matcher.match(text)) / 1e6
    lines = [line for line in seeds.split("\n") if line]
    by_line = len(seeds) / seconds(lambda: [matcher.match(line) for line in lines]) / 1e6
    hits = len(matcher.match(text).hits)
    print(f"one text of {len(text)} characters, {hits} hits: {whole:.2f} Mchar/s")
    print(f"line by line: {by_line:.2f} Mchar/s")
    print(f"plain re alternation: {plain:.4f} Mchar/s")
    print(f"ratio: {whole / plain:.0f} (one text), {by_line / plain:.0f} (line by line)")


if __name__ == "__main__":
    main()
