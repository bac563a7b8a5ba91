"""How often the model obeys a hint, on sentences it was not trained on.

A hint is a rendering written into the Dutch: in place of the term (`plain`, what the ladder does),
or beside it in the annotation pieces (`<t> Dutch <s> English </t>`). One term of a sentence is
hinted: a name with its right rendering, a name with another name, or an ordinary word in its base
form where the reference has it inflected. Obeyed is what stands in the first hypothesis.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.engine.base import DecodeOptions, TermHint
from workbench.engine.load import load_engine
from workbench.training.corpus import Pair, read_pairs
from workbench.training.names import Lexicon, TermPair, find_names, find_words, inflected

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.engine.base import Engine

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
LEAST_WORDS = 6
HINTS = ("none", "plain", "annotated")


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, one term of it, and the rendering asked for."""

    pair: Pair
    term: TermPair
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How often one kind of hint is obeyed."""

    label: str
    cases: int
    shares: dict[str, float | None]
    """By hint; None where the model takes none, or there is no case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything that was found out about one model."""

    model: str
    engine: str
    beam: int
    rows: tuple[Row, ...]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--corpus", type=Path, default=SHARED / "corpus")
    parser.add_argument("--eval", type=Path, default=SHARED / "eval")
    parser.add_argument("--model", default=None)
    parser.add_argument("--sentences", type=int, default=250, help="of each kind")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=None)
    options = parser.parse_args()
    if not options.corpus.is_dir() or not options.eval.is_dir():
        sys.exit("bench_hints.py: needs the corpus and the dev set: --corpus DIR --eval DIR")
    found = measure(
        options.corpus,
        options.eval,
        model=options.model,
        sentences=options.sentences,
        beam=options.beam,
        seed=options.seed,
        jobs=options.jobs,
    )
    print(f"model {found.model}, {found.engine}, beam {found.beam}; sentences of the")
    print("news put aside and of FLORES dev; one term hinted in each\n")
    print(f"{'term and hint':44} {'cases':>5} {'no hint':>8} {'plain':>8} {'annotated':>10}")
    for row in found.rows:
        cells = ["–" if share is None else f"{share:.1%}" for share in row.shares.values()]
        print(f"{row.label:44} {row.cases:>5} {cells[0]:>8} {cells[1]:>8} {cells[2]:>10}")


def measure(
    corpus: Path,
    references: Path,
    *,
    model: str | None = None,
    sentences: int = 250,
    beam: int = 4,
    seed: int = 1,
    jobs: int | None = None,
) -> Measured:
    """Decode every case without a hint, with a plain one and with an annotation."""
    lexicon = Lexicon.of(read_pairs(corpus / "lexicon.tsv.gz", lexicon=True))
    # The recipe keeps the last 300 pairs of the news apart.
    pairs = read_pairs(corpus / "news.tsv.gz")[-300:]
    flores = (references / f"flores-dev.{side}" for side in ("nl", "en"))
    sides = [path.read_text(encoding="utf-8").splitlines() for path in flores]
    pairs += [Pair(*pair) for pair in zip(*sides, strict=True)]
    pairs = [pair for pair in pairs if len(pair.source.split()) >= LEAST_WORDS]
    rng = random.Random(seed)  # noqa: S311 - a sample, nothing secret
    rng.shuffle(pairs)

    right, other, base = _cases(pairs, lexicon, rng, sentences)
    loaded = load_engine(model, engine="ct2", jobs=jobs)
    engine = loaded.engine
    groups = {"right": right, "other": other, "base": base}
    outputs = {
        (name, hint): _decode(engine, group, hint, beam=beam)
        for name, group in groups.items()
        for hint in HINTS
    }
    kinds: tuple[tuple[str, str, list[Case], Callable[[Case, str], bool]], ...] = (
        ("right", "name, its own rendering", right, _has_wanted),
        (
            "right",
            "  of these, spelt otherwise in Dutch",
            [case for case in right if _differs(case)],
            _has_wanted,
        ),
        ("other", "name, another name", other, _has_wanted),
        ("base", "word in base form, any form of it written", base, _has_any_form),
        ("base", "  … written with the reference's ending", base, _has_reference_form),
    )
    rows = []
    for name, label, cases, obeyed in kinds:
        shares: dict[str, float | None] = {}
        for hint in HINTS:
            found = outputs[name, hint]
            count = sum(obeyed(case, found[case]) for case in cases if case in found)
            shares[hint] = count / len(cases) if found and cases else None
        rows.append(Row(label=label, cases=len(cases), shares=shares))
    return Measured(model=loaded.model.identity, engine=engine.name, beam=beam, rows=tuple(rows))


def _cases(
    pairs: list[Pair], lexicon: Lexicon, rng: random.Random, count: int
) -> tuple[list[Case], list[Case], list[Case]]:
    """Return cases with the right rendering, with another name, and in base form."""
    right: list[Case] = []
    base: list[Case] = []
    for pair in pairs:
        names = find_names(pair, lexicon)
        if names and len(right) < count:
            term = rng.choice(names)
            right.append(Case(pair, term, term.target))
        words = [term for term in find_words(pair, lexicon) if term.base != term.target]
        if words and len(base) < count:
            term = rng.choice(words)
            base.append(Case(pair, term, term.base))
    known = sorted({case.wanted for case in right})
    other = [
        Case(case.pair, case.term, rng.choice([n for n in known if n not in case.pair.target]))
        for case in right
    ]
    return right, other, base


def _decode(engine: Engine, cases: list[Case], hint: str, *, beam: int) -> dict[Case, str]:
    sources: list[list[str]] = []
    if hint == "annotated" and not engine.takes_hints:
        return {}
    for case in cases:
        text, term = case.pair.source, case.term
        if hint == "plain":
            text = text[: term.start] + case.wanted + text[term.end :]
        if hint == "annotated":
            wanted = TermHint(start=term.start, end=term.end, target=case.wanted)
            sources.append(engine.tokenizer.encode_hinted(text, [wanted]))
        else:
            sources.append(engine.tokenizer.encode(text))
    found = engine.translate(sources, DecodeOptions(beam=beam))
    return {case: row[0].text for case, row in zip(cases, found, strict=True)}


def _differs(case: Case) -> bool:
    return case.term.source != case.wanted


def _words(text: str) -> set[str]:
    return {word.strip("“”‘’\"'.,;:!?()") for word in text.lower().replace("-", " ").split()}


def _has_wanted(case: Case, output: str) -> bool:
    return case.wanted in output


def _has_any_form(case: Case, output: str) -> bool:
    return bool(_words(output) & set(inflected(case.wanted)))


def _has_reference_form(case: Case, output: str) -> bool:
    return case.term.target.lower() in _words(output)


if __name__ == "__main__":
    main()
