"""Articles decoded one way and what of their terms came out: the counts of ``bench_glossary``.

Nothing here prints or times; every function takes runs and articles and returns figures.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.evaluate.references import Row, align, best_document, read_references, squeeze
from workbench.evaluate.scores import score
from workbench.formats.read import read_document
from workbench.glossary import ForbiddenRenderings, Matcher, verify
from workbench.glossary.occurrences import RenderingIndex
from workbench.pipeline import Item, PipelineOptions, Translator
from workbench.text.house_quotes import depth_after
from workbench.text.segment import segment_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from workbench.engine.load import Loaded
    from workbench.evaluate.references import Pair, ReferenceFile
    from workbench.glossary.file import Glossary
    from workbench.model import Draft, Segment, TermHit

__all__ = [
    "RUNGS", "Article", "Run", "added", "by_rung", "chrf", "forbidden", "forbidden_free", "items",
    "paired", "preferred", "read_articles", "recall", "rendered", "share", "translate",
    "with_terms",
]  # fmt: skip

RUNGS = (
    "whole", "free", "annotated", "nbest", "constrained", "negative", "substitution", "unresolved",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as the workbench cuts it."""

    name: str
    segments: tuple[Segment, ...]
    reference: ReferenceFile | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """All articles decoded one way."""

    drafts: dict[str, list[Draft]]
    hits: dict[str, list[tuple[TermHit, ...]]]
    seconds: float

    def each(self, articles: Sequence[Article]) -> list[tuple[Segment, tuple[TermHit, ...], Draft]]:
        """Return segments, hits and drafts of the articles in order."""
        return [
            row
            for a in articles
            for row in zip(a.segments, self.hits[a.name], self.drafts[a.name], strict=True)
        ]


def items(segments: Sequence[Segment], hits: Sequence[tuple[TermHit, ...]]) -> list[Item]:
    """Return segments as the batch hands them to the pipeline."""
    made: list[Item] = []
    unit, depth = -1, 0
    for segment, own in zip(segments, hits, strict=True):
        depth = depth if segment.unit == unit else 0
        made.append(Item(segment=segment, hits=own, quote_depth=depth))
        unit, depth = segment.unit, depth_after(segment.source, depth)
    return made


def translate(loaded: Loaded, articles: Sequence[Article], glossary: Glossary | None) -> Run:
    """Decode all articles as one batch."""
    matcher = Matcher(glossary) if glossary is not None else None
    hits = {
        a.name: [matcher.match(s.source).hits if matcher else () for s in a.segments]
        for a in articles
    }
    translator = Translator(
        loaded.engine,
        PipelineOptions(),
        constrained=loaded.constrained,
        words=loaded.words,
        renderings=RenderingIndex(glossary) if glossary is not None else None,
    )
    queue = [item for a in articles for item in items(a.segments, hits[a.name])]
    began = time.perf_counter()
    drafts = iter([draft for window in translator.drafts(queue) for draft in window])
    seconds = time.perf_counter() - began
    return Run(
        drafts={a.name: list(itertools.islice(drafts, len(a.segments))) for a in articles},
        hits=hits,
        seconds=seconds,
    )


def preferred(hits: Sequence[TermHit]) -> list[TermHit]:
    """Return the hits that are in force."""
    return [hit for hit in hits if hit.status == "preferred"]


def recall(run: Run, articles: Sequence[Article]) -> tuple[Counter[str], Counter[str], list[str]]:
    """Return mentions and rendered mentions by kind of form, and what is unresolved."""
    asked: Counter[str] = Counter()
    met: Counter[str] = Counter()
    unresolved: list[str] = []
    for article in articles:
        for segment, hits, draft in zip(
            article.segments, run.hits[article.name], run.drafts[article.name], strict=True
        ):
            checked = verify(draft.target, hits)
            for i, hit in enumerate(hits):
                if not hit.enforced or not hit.renderings:
                    continue
                asked[hit.derivation] += 1
                if checked.satisfied[i]:
                    met[hit.derivation] += 1
                else:
                    place = f"{article.name}:{segment.number}"
                    unresolved.append(f"{place} {hit.source} → {hit.renderings[0]}")
            unresolved += [
                f"{article.name}:{segment.number} {outcome.hit.source}"
                for outcome in draft.terms
                if outcome.rung == "unresolved" and not outcome.hit.renderings
            ]
    return asked, met, unresolved


def added(
    loaded: Loaded, glossary: Glossary, free: Run, run: Run, articles: Sequence[Article]
) -> tuple[int, int, int, list[str]]:
    """Count renderings duplicated and leaked in drafts and not in the free hypotheses.

    Returns:
        Those duplicated; those leaked, which stand where the decoder looked at a term; those of
        concepts not mentioned which it wrote looking at another Dutch word; and all of them, told.
    """
    index = RenderingIndex(glossary)
    duplicated = leaked = elsewhere = 0
    shown: list[str] = []
    for (segment, hits, draft), (_, _, without) in zip(
        run.each(articles), free.each(articles), strict=True
    ):
        own = preferred(hits)
        more = index.surplus(draft.target, own, source=segment.source).beyond(
            index.surplus(without.target, own, source=segment.source)
        )
        duplicated += more.duplicated.total()
        if more.leaked:
            attention = on_terms(loaded, segment.source, draft.target, own)
            for pool, count in more.leaked.items():
                there = index.standing_for(draft.target, pool, attention=attention)
                leaked += min(count, there)
                elsewhere += count - min(count, there)
        if more.total:
            what = ", ".join([*more.duplicated, *more.leaked])
            shown.append(f"{segment.source} → {draft.target} [{what}]")
    return duplicated, leaked, elsewhere, shown


def on_terms(
    loaded: Loaded, source: str, target: str, hits: Sequence[TermHit]
) -> Callable[[int, int], float]:
    """Return what share of a target slice's attention rests on the terms of the source."""
    tokenizer, limit = loaded.engine.tokenizer, loaded.engine.max_source_tokens
    pieces, written = tokenizer.encode(source)[:limit], tokenizer.encode_target(target)[:limit]
    matrix = loaded.engine.align([(pieces, written)])[0]
    spans = tokenizer.offsets(source)[:limit]
    places = tokenizer.target_offsets(written)
    columns = [
        i
        for i, (start, end) in enumerate(spans)
        if any(start < hit.end and hit.start < end for hit in hits)
    ]

    def attention(start: int, end: int) -> float:
        rows = [row for row, (a, b) in zip(matrix, places, strict=True) if a < end and start < b]
        return sum(row[i] for row in rows for i in columns) / len(rows) if rows else 1.0

    return attention


def forbidden(glossary: Glossary, run: Run, articles: Sequence[Article]) -> int:
    """Count forbidden renderings, also where their term is not mentioned."""
    index = ForbiddenRenderings(glossary)
    return sum(
        len(verify(draft.target, preferred(hits)).forbidden)
        + len(index.find(draft.target, matched={hit.concept for hit in hits}))
        for _, hits, draft in run.each(articles)
    )


def by_rung(run: Run, articles: Sequence[Article]) -> Counter[str]:
    """Count term-bearing segments by the highest rung that one of their terms needed."""
    counts: Counter[str] = Counter()
    for _, _, draft in run.each(articles):
        rungs = [o.rung for o in draft.terms if o.hit.enforced]
        if rungs:
            counts[max(rungs, key=RUNGS.index)] += 1
    return counts


def paired(run: Run, articles: Sequence[Article]) -> list[Pair]:
    """Return what corresponds of drafts and references."""
    pairs: list[Pair] = []
    for article in articles:
        if article.reference is not None:
            rows = [
                Row(number=s.number, kind=s.kind, source=s.source, target=d.target)
                for s, d in zip(article.segments, run.drafts[article.name], strict=True)
            ]
            pairs += align(article.reference, article.name, rows)[0]
    return pairs


def with_terms(pairs: Sequence[Pair], run: Run) -> list[int]:
    """Return the indexes of the pairs in which a term is mentioned."""
    return [
        i
        for i, pair in enumerate(pairs)
        if any(preferred(run.hits[pair.document][number]) for number in pair.numbers)
    ]


def chrf(pairs: Sequence[Pair], chosen: Sequence[int]) -> float:
    """Return chrF2 of some pairs."""
    if not chosen:
        return float("nan")
    picked = [pairs[i] for i in chosen]
    return score([p.target for p in picked], [p.reference for p in picked])[1].value


def read_articles(options: argparse.Namespace) -> list[Article]:
    """Return the articles with their references."""
    paths = [
        path
        for path in sorted(options.seeds.glob("*.txt"))
        if not options.articles or path.name.startswith(tuple(options.articles))
    ]
    if not paths:
        sys.exit(f"bench_glossary.py: no such articles in {options.seeds}")
    texts = {path.name: read_document(path, name=path.name).text for path in paths}
    references: dict[str, ReferenceFile] = {}
    if options.refs.is_dir():
        for file in read_references(options.refs):
            name = best_document(file, [(n, squeeze(t)) for n, t in texts.items()])
            if name is not None:
                references[name] = file
    return [
        Article(
            name=name,
            segments=tuple(segment_text(text))[: options.limit],
            reference=references.get(name),
        )
        for name, text in texts.items()
    ]


def rendered(run: Run, other: Run, articles: Sequence[Article]) -> tuple[int, int]:
    """Count the mentions of ``run``'s terms that ``other`` renders, and all of them."""
    met = total = 0
    for (_, hits, _), (_, _, draft) in zip(run.each(articles), other.each(articles), strict=True):
        checked = verify(draft.target, hits)
        for i, hit in enumerate(hits):
            if hit.enforced and hit.renderings:
                total += 1
                met += checked.satisfied[i]
    return met, total


def forbidden_free(glossary: Glossary, free: Run, run: Run, articles: Sequence[Article]) -> int:
    """Count the forbidden renderings of the free translation."""
    return forbidden(
        glossary, Run(drafts=free.drafts, hits=run.hits, seconds=free.seconds), articles
    )


def share(part: int, whole: int) -> str:
    """Return a share in per cent."""
    return f"{100 * part / whole:.2f} %" if whole else "–"
