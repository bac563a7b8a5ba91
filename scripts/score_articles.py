"""Score drafts of the referenced articles: BLEU and chrF with and without the glossary.

    python scripts/score_articles.py --refs ../shared/eval [--model DIR] [--show N]

The reference lines are taken as segments, so the figures do not depend on the segmenter. Every
number is printed with its sacreBLEU signature.
"""

from __future__ import annotations

import argparse
import collections
import time
from pathlib import Path

import sacrebleu

from workbench.engine.catalogue import load_engine
from workbench.glossary.file import load_glossary
from workbench.glossary.match import Matcher
from workbench.model import Segment
from workbench.pipeline import Item, PipelineOptions, Translator
from workbench.text.house_quotes import depth_after


def read(refs: Path) -> tuple[list[str], list[str]]:
    """Return source and reference lines of all articles in a folder."""
    sources: list[str] = []
    references: list[str] = []
    for path in sorted(refs.glob("[0-9]*.nl")):
        sources += path.read_text(encoding="utf-8").splitlines()
        references += path.with_suffix(".en").read_text(encoding="utf-8").splitlines()
    return sources, references


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--refs", type=Path, required=True)
    parser.add_argument("--glossary", type=Path, default=Path("glossary.yaml"))
    parser.add_argument("--model", default=None)
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--free-first", action="store_true")
    parser.add_argument("--no-constraints", action="store_true")
    options = parser.parse_args()
    sources, references = read(options.refs)
    loaded = load_engine(options.model, engine=options.engine)
    matcher = Matcher(load_glossary(options.glossary))
    segments = [
        Segment(number=i, unit=i, segment=0, kind="sentence", start=0, end=len(s), source=s)
        for i, s in enumerate(sources)
    ]
    for label, with_glossary in (("no glossary", False), ("glossary", True)):
        translator = Translator(
            loaded.engine,
            PipelineOptions(hint_first=not options.free_first),
            constrained=None if options.no_constraints else loaded.constrained,
        )
        begin = time.perf_counter()
        items = []
        depth = 0
        for segment in segments:
            hits = matcher.match(segment.source).hits if with_glossary else ()
            items.append(Item(segment=segment, hits=hits, quote_depth=depth))
            depth = depth_after(segment.source, depth)
        drafts = [draft for window in translator.drafts(items) for draft in window]
        seconds = time.perf_counter() - begin
        targets = [draft.target for draft in drafts]
        bleu, chrf = sacrebleu.BLEU(), sacrebleu.CHRF()
        print(f"{label}: {bleu.corpus_score(targets, [references])} | {bleu.get_signature()}")
        print(f"{label}: {chrf.corpus_score(targets, [references])} | {chrf.get_signature()}")
        rungs = collections.Counter(o.rung for d in drafts for o in d.terms)
        checks = collections.Counter(f.check for d in drafts for f in d.findings)
        print(f"{label}: {seconds:.1f} s; rungs {dict(rungs)}; findings {dict(checks)}")
        if options.show and with_glossary:
            for segment, draft, reference in list(zip(segments, drafts, references, strict=True))[
                : options.show
            ]:
                print(f"  {segment.source}\n  → {draft.target}\n  = {reference}")
                for finding in draft.findings:
                    print(f"    ! {finding.check}: {finding.message}")
                odd = [o for o in draft.terms if o.rung not in {"free", "annotated"}]
                for outcome in odd:
                    print(f"    # {outcome.hit.source} → {outcome.rendering!r} {outcome.rung}")


if __name__ == "__main__":
    main()
