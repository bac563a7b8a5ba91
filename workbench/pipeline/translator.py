"""Windows of segments in, drafts out, in order.

The one place where matcher, engine, ladder, finish and checks meet. A window is only a matter of
speed: what a segment becomes does not depend on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench import __version__
from workbench.engine.words import NO_WORDS
from workbench.glossary.satisfy import outcome, verify
from workbench.model import Draft, Finding, Severity, TermOutcome
from workbench.pipeline.finish import finish, finish_undecoded
from workbench.pipeline.ladder import Ladder
from workbench.pipeline.mending import mend
from workbench.pipeline.prepare import MAX_SOURCE_TOKENS, Piece, prepare
from workbench.qa import PLAIN, Guide, check_draft
from workbench.text.clauses import fit_clause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from workbench.engine.base import Constraint, Engine
    from workbench.engine.words import RareWords
    from workbench.glossary.occurrences import RenderingIndex
    from workbench.model import Hypothesis, Rung, TermHit
    from workbench.pipeline.ascent import Ascent
    from workbench.pipeline.prepare import Item, Job

__all__ = ["WINDOW", "PipelineOptions", "Translator"]

WINDOW = 512
"""Segments decoded together. Enough to fill batches of equal length; an interruption costs at most
this many segments."""
WINDOW_CHARACTERS = 200_000
"""Code points of source after which a window is full: what is kept of a window is some hundred
times as large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineOptions:
    """What decides how a segment is translated, besides engine and glossary."""

    beam: int = 4
    n_best: int = 1
    hint_first: bool = True
    """Write the terms into the source before the first hypothesis. On the two referenced articles
    chrF and time are both better than decoding freely first (docs/benchmarks.md)."""
    glossary_hash: str = ""
    """First 12 of the glossary's sha256, for the signature; empty without a glossary."""
    guide: Guide = PLAIN
    """What the checks go by; it decides nothing of the English."""


_GROUPS = 8
"""Parts a window is cut into; after each its drafts can be saved."""
_SMALLEST_GROUP = 8


class Translator:
    """Turns segments and their term hits into drafts."""

    def __init__(
        self,
        engine: Engine,
        options: PipelineOptions,
        *,
        constrained: Callable[
            [Sequence[tuple[str, list[str], list[Constraint]]], int], list[Hypothesis | None]
        ]
        | None = None,
        renderings: RenderingIndex | None = None,
        stage: Callable[[str], None] | None = None,
        words: RareWords = NO_WORDS,
    ) -> None:
        """Keep engine and options, and the words it hardly knows; the rest is the ladder's."""
        self.engine = engine
        self.options = options
        self.ladder = Ladder(
            engine,
            beam=options.beam,
            n_best=options.n_best,
            constrained=constrained,
            hint_first=options.hint_first,
            renderings=renderings,
            stage=stage,
        )
        self.words = words
        self.limit = min(MAX_SOURCE_TOKENS, engine.max_source_tokens)
        self._written: dict[str, bool] = {}
        self.signature = (
            f"{engine.signature}|beam:{options.beam}"
            f"|glossary:{options.glossary_hash or 'none'}|version:{__version__}"
        )

    def drafts(self, items: Iterable[Item], *, window: int = WINDOW) -> Iterator[list[Draft]]:
        """Yield the drafts of each window, in the order of the segments."""
        for batch in self._windows(items, window):
            done: dict[int, Draft] = {}
            for numbers, drafts in self._groups(batch):
                done.update(zip(numbers, drafts, strict=True))
            yield [done[number] for number in range(len(batch))]

    def groups(
        self, items: Iterable[Item], *, window: int = WINDOW
    ) -> Iterator[list[tuple[Item, Draft]]]:
        """Yield drafts in groups as they are done, segments of like length together.

        What a caller saves of each group is safe from an interruption; within a window the groups
        do not come in the order of the segments.

        Args:
            items: segments with their terms.
            window: the most segments that are sorted by length together.
        """
        for batch in self._windows(items, window):
            for numbers, drafts in self._groups(batch):
                yield [(batch[n], draft) for n, draft in zip(numbers, drafts, strict=True)]

    @staticmethod
    def _windows(items: Iterable[Item], window: int) -> Iterator[list[Item]]:
        batch: list[Item] = []
        size = 0
        for item in items:
            batch.append(item)
            size += len(item.segment.source)
            if len(batch) == window or size > WINDOW_CHARACTERS:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _groups(self, batch: Sequence[Item]) -> Iterator[tuple[list[int], list[Draft]]]:
        """Yield the numbers and drafts of a window's groups, the shortest segments first.

        Batches hold segments of exactly equal length, so groups cut from a window in order of
        length leave the batches nearly as full as the window would.
        """
        ordered = sorted(range(len(batch)), key=lambda n: len(batch[n].segment.source))
        size = max(_SMALLEST_GROUP, -(-len(ordered) // _GROUPS))
        for start in range(0, len(ordered), size):
            numbers = ordered[start : start + size]
            jobs = [self.prepare(batch[n]) for n in numbers]
            pieces = [self._marked(piece) for job in jobs for piece in job.pieces]
            climbed = self.ladder.climb(pieces)
            mend(self.engine, climbed, words=self.words, guide=self.options.guide)
            ascents = iter(climbed)
            yield numbers, [self._draft(job, [next(ascents) for _ in job.pieces]) for job in jobs]

    def prepare(self, item: Item) -> Job:
        """Return what has to be decoded of a segment, as this engine should see it."""
        return prepare(item, count_tokens=self._count, limit=self.limit, words=self.words)

    def _marked(self, piece: Piece) -> Piece:
        """Return a piece with the renderings that the model cannot write."""
        firsts = {hit.renderings[0] for hit in piece.hits if hit.renderings}
        unwritable = frozenset(r for r in firsts if not self._writable(r))
        return replace(piece, unwritable=unwritable) if unwritable else piece

    def _writable(self, rendering: str) -> bool:
        known = self._written.get(rendering)
        if known is None:
            known = self._written[rendering] = self.engine.tokenizer.writable(rendering)
        return known

    def _count(self, text: str) -> int:
        return len(self.engine.tokenizer.encode(text))

    def _one_piece(self, word: str) -> bool:
        """Whether the model knows a word as one piece."""
        return len(self.engine.tokenizer.encode_target(word)) <= 1

    def _draft(self, job: Job, ascents: list[Ascent]) -> Draft:
        if job.done is not None:
            return self._undecoded(job, job.done)
        joined = _joined(job, ascents)
        done = finish(job, joined, one_piece=self._one_piece, language=self.options.guide.language)
        outcomes = self._outcomes(job, done.text, ascents)
        findings = list(self._checked(job, done.text, outcomes))
        if job.split:
            long = sum(ascent.source_tokens for ascent in ascents) > self.limit
            why = f"longer than {self.limit} pieces" if long else f"{len(job.hits)} terms"
            message = f"{why}: translated in {len(ascents)} parts"
            findings.append(Finding(check="split", severity=Severity.COSMETIC, message=message))
        scores = [(a.best.score, len(a.best.tokens) + 1) for a in ascents]
        known = [(score, count) for score, count in scores if score is not None]
        total = sum(count for _, count in known)
        return Draft(
            target=done.text,
            terms=outcomes,
            findings=tuple(findings),
            score=sum(score * count for score, count in known) / total if total else None,
            signature=self.signature,
            source_tokens=sum(a.source_tokens for a in ascents),
            target_tokens=sum(len(a.best.tokens) for a in ascents),
            decoded=bool(ascents),
            trace=_trace(ascents, joined, done.text),
        )

    def _undecoded(self, job: Job, target: str) -> Draft:
        target = finish_undecoded(job, target)
        outcomes = self._outcomes(job, target, [])
        return Draft(
            target=target,
            terms=outcomes,
            findings=self._checked(job, target, outcomes),
            signature=self.signature,
            decoded=False,
        )

    def _checked(
        self, job: Job, target: str, outcomes: tuple[TermOutcome, ...]
    ) -> tuple[Finding, ...]:
        """Return what the checks say of a target."""
        names = frozenset(hit.source for hit in job.item.learned if not hit.concept)
        return check_draft(job.segment, target, outcomes, guide=self.options.guide, names=names)

    def _outcomes(
        self, job: Job, target: str, ascents: Sequence[Ascent]
    ) -> tuple[TermOutcome, ...]:
        """Return what became of each hit in the finished target."""
        verification = verify(target, job.hits)
        outcomes: list[TermOutcome] = []
        for i, hit in enumerate(job.hits):
            place = verification.placements[i]
            rung, cost = self._rung(job, hit, ascents, satisfied=verification.satisfied[i])
            outcomes.append(outcome(hit, place, rung=rung, cost=cost))
        return tuple(outcomes)

    def _rung(
        self, job: Job, hit: TermHit, ascents: Sequence[Ascent], *, satisfied: bool
    ) -> tuple[Rung, float | None]:
        """Return the rung that satisfied a hit, and what it cost."""
        if not satisfied and (hit.enforced or hit.policy == "forbid"):
            return "unresolved", None
        if job.done is not None:
            return "whole", None
        for ascent in ascents:
            inside = [
                h for h in ascent.piece.hits if h.concept == hit.concept and h.source == hit.source
            ]
            if not inside:
                continue
            # what stood in the hypothesis before a substitution was not put there by it
            base = ascent.base
            rung = (
                base.rung if all(h not in base.verdict.lacking for h in inside) else "substitution"
            )
            if rung == "annotated" and hit.renderings[:1] == (hit.source,):
                rung = "free"
            return rung, ascent.cost
        # outside every piece: put down by rule, or said by pieces that each hold a part of it
        by_rule = any(
            isinstance(part, str) and rendering.casefold() in part.casefold()
            for part in job.parts
            for rendering in hit.renderings
        )
        return ("whole" if by_rule else "free"), None


def _joined(job: Job, ascents: Sequence[Ascent]) -> str:
    """Return literals and decoded pieces in order, as one text."""
    pieces = (
        fit_clause(
            ascent.best.text, ascent.piece.text, first=not number, last=number + 1 == len(ascents)
        )
        if len(ascents) > 1
        else ascent.best.text
        for number, ascent in enumerate(ascents)
    )
    return "".join(next(pieces) if isinstance(part, Piece) else part for part in job.parts)


def _trace(ascents: Sequence[Ascent], joined: str, target: str) -> dict[str, object]:
    """Return what each rung produced, JSON-ready."""
    pieces = [
        {
            "source": ascent.piece.text,
            "hinted": ascent.piece.hinted(),
            **(
                {"words": [[one.dutch, one.english] for one in ascent.piece.given]}
                if ascent.piece.given
                else {}
            ),
            "cost": None if ascent.cost is None else round(ascent.cost, 4),
            "attempts": [
                {
                    "rung": attempt.rung,
                    "target": attempt.text,
                    "score": None if attempt.score is None else round(attempt.score, 4),
                    "missing": [
                        (hit.renderings or (hit.source,))[0] for hit in attempt.verdict.lacking
                    ],
                    "chosen": attempt is ascent.best,
                }
                for attempt in ascent.attempts
            ],
            "alternatives": [
                {"target": h.text, "score": round(h.score, 4)} for h in ascent.alternatives[1:]
            ],
            **({"notes": list(ascent.notes)} if ascent.notes else {}),
        }
        for ascent in ascents
    ]
    trace: dict[str, object] = {"pieces": pieces}
    if joined != target:
        trace["finished"] = {"before": joined, "after": target}
    return trace
