"""What the glossary's enforcement achieves and costs, all in one run, into docs/benchmarks.md.

    python scripts/bench_glossary.py [--articles 003 004] [--batch 5000] [--no-write]

Every article is decoded without a glossary first; that is the free translation all else is held
against. Then with each glossary. References, where there are any, are laid beside the segments by
their Dutch. ``--batch 0`` leaves out the timing of the long batch, which takes most of the time.
"""

from __future__ import annotations

import argparse
import itertools
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench_docs import DOCUMENT, write_section
from glossary_runs import (
    RUNGS,
    Article,
    Run,
    added,
    by_rung,
    chrf,
    forbidden,
    forbidden_free,
    paired,
    read_articles,
    recall,
    rendered,
    share,
    translate,
    with_terms,
)

from workbench.engine.base import Constraint, DecodeOptions
from workbench.engine.load import load_engine
from workbench.evaluate.scores import score
from workbench.glossary import Matcher, load_glossary, parse_glossary
from workbench.glossary.file import Glossary
from workbench.glossary.occurrences import RenderingIndex
from workbench.pipeline import Item, PipelineOptions, Translator
from workbench.pipeline.wanted import wanted_names
from workbench.text.languages import DUTCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.engine.load import Loaded
    from workbench.model import TermHit

ROOT = Path(__file__).resolve().parent.parent
FIRST = frozenset({"whole", "free", "annotated"})
"""Rungs of the first hypothesis: the segment cost nothing more."""


def random_glossary(
    loaded: Loaded, articles: Sequence[Article], real: Run, *, size: int, seed: int
) -> Glossary:
    """Return ordinary words of the articles with the reference's words that answer them.

    The control of the WMT 2023 terminology task: what any hint does, whatever it says. Words are
    aligned by the engine's attention between source and reference.
    """
    tokenizer = loaded.engine.tokenizer
    found: dict[str, str] = {}
    for article in articles:
        if article.reference is None:
            continue
        for source, reference in zip(
            article.reference.sources, article.reference.references, strict=True
        ):
            pieces, target = tokenizer.encode(source), tokenizer.encode_target(reference)
            limit = loaded.engine.max_source_tokens
            if len(pieces) > limit or len(target) > limit:
                continue
            attention = loaded.engine.align([(pieces, target)])[0]
            spans, places = tokenizer.offsets(source), tokenizer.target_offsets(target)
            for word in words(source):
                columns = [i for i, (a, b) in enumerate(spans) if a < word[1] and word[0] < b]
                mass = [sum(row[i] for i in columns) for row in attention]
                at = places[max(range(len(mass)), key=mass.__getitem__)][0]
                inside = [w for w in words(reference, dutch=False) if w[0] <= at < w[1]]
                if inside:
                    found.setdefault(
                        source[word[0] : word[1]], reference[inside[0][0] : inside[0][1]]
                    )
    taken = {hit.source for a in articles for hits in real.hits[a.name] for hit in hits}
    pool = sorted((nl, en) for nl, en in found.items() if nl not in taken)
    chosen = random.Random(seed).sample(pool, min(size, len(pool)))  # noqa: S311
    lines = ["version: 1", "concepts:"]
    for i, (nl, en) in enumerate(chosen):
        lines += [f"  - id: random-{i}", "    type: term", f"    nl: {nl}", f"    en: {en}"]
    return parse_glossary("\n".join(lines) + "\n", name="random")


def words(text: str, *, dutch: bool = True) -> list[tuple[int, int]]:
    """Return where lower-case words of four letters and more stand."""
    spans: list[tuple[int, int]] = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        bare = word.strip(".,;:!?()[]\"'“”„‘’…–-")
        start = at + word.find(bare) if bare else at
        if len(bare) > 3 and bare.isalpha() and bare.islower() and not (dutch and bare in DUTCH):
            spans.append((start, start + len(bare)))
        at += len(word)
    return spans


def names_kept(
    loaded: Loaded, articles: Sequence[Article], glossary: Glossary, *, seed: int
) -> str:
    """Count the names kept where a random half of the glossary is gone.

    A name is kept where it stands in the target as in the source, romanised the English way or,
    for a place, as reference works call it. What English translates (``Unie``) is no name.
    """
    half = random.Random(seed).sample(list(glossary), len(glossary) // 2)  # noqa: S311
    run = translate(loaded, articles, Glossary(concepts=tuple(half), name="half"))
    kept = total = 0

    def ordinary(word: str) -> bool:
        return len(loaded.engine.tokenizer.encode(word)) <= 1

    for segment, hits, draft in run.each(articles):
        covered = [(hit.start, hit.end) for hit in hits]
        for name in wanted_names(segment.source, covered, ordinary=ordinary):
            total += 1
            kept += name.said_in(draft.target)
    return f"{share(kept, total)} ({kept} of {total})"


def constrained_ratio(model: str | None, run: Run, articles: Sequence[Article], count: int) -> str:
    """Time the constrained beam against free decoding of the same segments, both in torch."""
    loaded = load_engine(model, engine="torch")
    if loaded.constrained is None:
        return "torch is missing"
    encode = loaded.engine.tokenizer.encode
    jobs: list[tuple[str, list[str], list[Constraint]]] = []
    for segment, hits, _ in run.each(articles):
        own = [hit for hit in hits if hit.enforced and hit.renderings]
        if own and len(encode(segment.source)) < loaded.engine.max_source_tokens:
            groups: dict[tuple[str, ...], list[TermHit]] = {}
            for hit in own:
                groups.setdefault((hit.concept, *hit.renderings), []).append(hit)
            constraints = [
                Constraint(
                    alternatives=group[0].renderings,
                    most=len(group),
                    start=group[0].start,
                    end=group[0].end,
                )
                for group in groups.values()
            ]
            jobs.append((segment.source, encode(segment.source), constraints))
    jobs = jobs[:: max(1, len(jobs) // count)][:count]
    options = DecodeOptions(beam=4)
    loaded.engine.translate([jobs[0][1]], options)
    loaded.constrained(jobs[:1], 4)
    free = forced = 0.0
    for _ in range(2):  # in turns, so that whatever else the machine does meets both
        began = time.perf_counter()
        loaded.engine.translate([pieces for _, pieces, _ in jobs], options)
        free += time.perf_counter() - began
        began = time.perf_counter()
        loaded.constrained(jobs, 4)
        forced += time.perf_counter() - began
    return (
        f"{forced / free:.2f}x ({len(jobs)} segments, {1000 * free / 2 / len(jobs):.0f} ms free, "
        f"{1000 * forced / 2 / len(jobs):.0f} ms constrained)"
    )


def batch_time(loaded: Loaded, articles: Sequence[Article], glossary: Glossary, size: int) -> str:
    """Time a long batch with and without the glossary, both engines warm."""
    matcher = Matcher(glossary)
    segments = [segment for a in articles for segment in a.segments]
    repeated = list(itertools.islice(itertools.cycle(segments), size))
    hits = [matcher.match(segment.source).hits for segment in repeated]
    if loaded.constrained is not None:
        word = loaded.engine.tokenizer.encode("Ja.")
        loaded.constrained([("Ja.", word, [Constraint(alternatives=("Yes",))])], 4)
    seconds: dict[bool, float] = {}
    passed = 0
    for enforced in (False, True):
        translator = Translator(
            loaded.engine,
            PipelineOptions(),
            constrained=loaded.constrained,
            words=loaded.words,
            renderings=RenderingIndex(glossary) if enforced else None,
        )
        queue = [
            Item(segment=s, hits=h if enforced else ()) for s, h in zip(repeated, hits, strict=True)
        ]
        began = time.perf_counter()
        for window in translator.drafts(queue):
            if enforced:
                passed += sum(all(o.rung in FIRST for o in draft.terms) for draft in window)
        seconds[enforced] = time.perf_counter() - began
    return (
        f"{100 * (seconds[True] / seconds[False] - 1):+.1f} % ({seconds[False]:.0f} s free, "
        f"{seconds[True]:.0f} s with the glossary, {size} segments, {100 * passed / size:.1f} % "
        f"have all terms by the first hypothesis)"
    )


def torch_load(model: str | None) -> str:
    """Time torch's import and the model's loading in a process of its own."""
    code = (
        "import sys, time; began = time.perf_counter(); "
        "from workbench.engine.load import load_engine; "
        "load_engine(sys.argv[1] or None, engine='torch'); print(time.perf_counter() - began)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, model or ""], capture_output=True, text=True, check=True
    )
    return f"{float(done.stdout.split()[-1]):.1f} s"


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=Path, default=ROOT / "seeds")
    parser.add_argument("--articles", nargs="*", default=[], help="beginnings of names; else all")
    parser.add_argument(
        "--glossary",
        type=Path,
        nargs="*",
        default=[ROOT / "glossary.yaml", ROOT / "tests" / "bench" / "glossary-400.yaml"],
    )
    parser.add_argument("--refs", type=Path, default=ROOT.parent / "shared" / "eval")
    parser.add_argument("--model", default=None)
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--batch", type=int, default=5000, help="segments; 0 leaves it out")
    parser.add_argument("--constrained", type=int, default=40, help="segments; 0 leaves it out")
    parser.add_argument("--limit", type=int, default=None, help="segments an article, for a look")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="list what is not as it should be")
    parser.add_argument("--no-write", action="store_true")
    options = parser.parse_args()

    articles = read_articles(options)
    loaded = load_engine(options.model, engine=options.engine)
    print(
        f"{sum(len(a.segments) for a in articles)} segments of {len(articles)} articles", flush=True
    )
    free = translate(loaded, articles, None)
    columns: list[dict[str, str]] = []
    for path in options.glossary:
        print(f"{path.name} …", flush=True)
        columns.append(measure(options, loaded, articles, free, load_glossary(path)))
        print("\n".join(f"  {label}: {value}" for label, value in columns[-1].items()), flush=True)
    body = section(options, articles, loaded, columns)
    print("\n" + body)
    if not options.no_write:
        write_section("glossary", body)
        print(f"written to {DOCUMENT}", file=sys.stderr)


def measure(
    options: argparse.Namespace,
    loaded: Loaded,
    articles: Sequence[Article],
    free: Run,
    glossary: Glossary,
) -> dict[str, str]:
    """Return the figures of one glossary, ready to print."""
    run = translate(loaded, articles, glossary)
    asked, met, unresolved = recall(run, articles)
    duplicated, leaked, elsewhere, surplus = added(loaded, glossary, free, run, articles)
    rungs = by_rung(run, articles)
    bearing = rungs.total()
    if options.show:
        print("\n".join([*(f"  ! {line}" for line in unresolved), *(f"  + {s}" for s in surplus)]))
    figures = {
        "concepts": str(len(glossary)),
        "matched terms rendered": (
            f"{share(met.total(), asked.total())} ({met.total()} of {asked.total()})"
        ),
        "by kind of form": ", ".join(f"{k} {met[k]}/{n}" for k, n in asked.most_common()),
        "unresolved": str(len(unresolved)),
        "duplicated by enforcement": str(duplicated),
        "leaked by enforcement": str(leaked),
        "renderings of terms not mentioned, said for another Dutch word": str(elsewhere),
        "forbidden left over": (
            f"{forbidden(glossary, run, articles)} (free: {forbidden_free(glossary, free, run, articles)})"
        ),
        "term-bearing segments by rung": ", ".join(
            f"{rung} {share(rungs[rung], bearing)}" for rung in RUNGS if rungs[rung]
        ),
        "by substitution": share(rungs["substitution"], bearing),
        "names kept with a random half of the glossary gone": names_kept(
            loaded, articles, glossary, seed=options.seed
        ),
    }
    pairs, without = paired(run, articles), paired(free, articles)
    if pairs:
        everything, terms = range(len(pairs)), with_terms(pairs, run)
        size = len({hit.source for a in articles for hits in run.hits[a.name] for hit in hits})
        control = random_glossary(loaded, articles, run, size=size, seed=options.seed)
        random_run = translate(loaded, articles, control)
        random_pairs = paired(random_run, articles)
        rows = [
            f"{label} {chrf(without, chosen):.2f} → {chrf(pairs, chosen):.2f}"
            f" ({chrf(pairs, chosen) - chrf(without, chosen):+.2f})"
            for label, chosen in (
                (f"all {len(pairs)} segments", everything),
                (f"{len(terms)} with terms", terms),
            )
        ]
        figures["chrF2, free → glossary"] = "; ".join(rows)
        random_asked, random_met, _ = recall(random_run, articles)
        figures["control: none / real / random glossary, chrF2"] = " / ".join(
            f"{chrf(p, everything):.2f}" for p in (without, pairs, random_pairs)
        )
        figures["control: terms of the real glossary rendered, none / real / random"] = " / ".join(
            share(*rendered(run, other, articles)) for other in (free, run, random_run)
        )
        figures["control: terms of the random glossary rendered"] = (
            f"{share(random_met.total(), random_asked.total())} "
            f"({len(control)} concepts, {random_asked.total()} mentions)"
        )
    if options.constrained:
        figures["a constrained segment against its free decoding"] = constrained_ratio(
            options.model, run, articles, options.constrained
        )
    if options.batch:
        figures["added wall time of a batch"] = batch_time(
            loaded, articles, glossary, options.batch
        )
        figures["torch's import and load, apart"] = torch_load(options.model)
    return figures


def section(
    options: argparse.Namespace,
    articles: Sequence[Article],
    loaded: Loaded,
    columns: Sequence[dict[str, str]],
) -> str:
    """Return the Markdown of the section."""
    names = [path.name for path in options.glossary]
    labels = list(dict.fromkeys(label for column in columns for label in column))
    rows = [f"| figure | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    rows += [
        f"| {label} | {' | '.join(column.get(label, '–') for column in columns)} |"
        for label in labels
    ]
    signature = score(["a b c d"], ["a b c d"])[1].signature
    return "\n".join(
        [
            "## The glossary",
            "",
            "`make bench-glossary`. Renderings duplicated or leaked are those of the draft that the",
            "free hypothesis does not have, mentions pooled over concepts that share a rendering;",
            "a leaked one stands where the decoder looked at a term, the others are its word for",
            "another Dutch word (`car` for `arrestantenwagen`) and are counted apart.",
            "The random glossary pairs ordinary words of the referenced articles with the words",
            "that answer them in the reference.",
            "",
            f"{len(articles)} articles, {sum(len(a.segments) for a in articles)} segments, "
            f"{sum(a.reference is not None for a in articles)} articles with references; "
            f"`{loaded.engine.signature}|beam:4`; chrF2 `{signature}`.",
            "",
            *rows,
        ]
    )


if __name__ == "__main__":
    main()
