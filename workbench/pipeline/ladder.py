"""The ladder: from the first hypothesis to one that says what the glossary says.

Every rung works on all pieces that still fail, in one batch, and every rung's best hypothesis is
kept with its verdict, so that a draft can tell afterwards how it came about. Rungs, in order: the
first hypothesis and its beam (from the hinted source where there is a term to hint, else from the
plain one) → n-best of the other source → decoding without repetition → going on from a rendering put
in its place, or without one said too often → constrained beam → ban of the wrong wording →
substitution by alignment. What fails after that is `unresolved`, never silent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.engine.base import Constraint, DecodeOptions
from workbench.glossary.substitute import near_runs
from workbench.pipeline.ascent import (
    Ascent,
    Attempt,
    attempted,
    keep_best,
    least_defective,
    take,
)
from workbench.pipeline.judge import Judge
from workbench.pipeline.replacing import replace_missing, weigh
from workbench.pipeline.steering import leave_out, put_in
from workbench.text.counting import counted
from workbench.text.figures import english_figure, repair_figures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.engine.base import Engine
    from workbench.glossary.occurrences import RenderingIndex
    from workbench.model import Hypothesis, Rung, TermHit
    from workbench.pipeline.prepare import Piece

__all__ = ["Ascent", "Attempt", "Ladder"]

WIDE_BEAM = 8
"""Beam and number of hypotheses of the n-best rung."""


MOST_CONSTRAINTS = 12
"""Terms in a piece above which the constrained beam is passed over: its time grows with their
number (27 terms took minutes), and a sentence that is a list of names loses little by substitution."""


class Ladder:
    """Climbs for many pieces at once with one engine."""

    def __init__(
        self,
        engine: Engine,
        *,
        beam: int = 4,
        n_best: int = 1,
        constrained: Callable[
            [Sequence[tuple[str, list[str], list[Constraint]]], int], list[Hypothesis | None]
        ]
        | None = None,
        hint_first: bool = True,
        renderings: RenderingIndex | None = None,
        stage: Callable[[str], None] | None = None,
    ) -> None:
        """Keep the engine.

        Args:
            engine: decodes every rung but the constrained one.
            beam: beam of the first hypothesis.
            n_best: alternatives kept for the editor.
            constrained: decodes ``(text, source pieces, constraints)`` at a beam; it loads torch
                at its first call. None leaves the rung out.
            hint_first: whether terms are written into the source before the first hypothesis.
            renderings: all that the glossary asks for, to count what is said too often.
            stage: told what is done above the first hypothesis, where one batch may take minutes;
                "" at its end.
        """
        self.engine = engine
        self.beam = beam
        self.n_best = min(n_best, beam)
        self.constrained = constrained
        self.hint_first = hint_first
        self.renderings = renderings
        self._stage = stage

    def climb(self, pieces: Sequence[Piece]) -> list[Ascent]:
        """Return one ascent for each piece, in order."""
        ascents = [
            Ascent(piece=piece, judge=Judge(piece, index=self.renderings, ordinary=self._ordinary))
            for piece in pieces
        ]
        self._first(ascents)
        try:
            self._wide(self._told(self._lacking(ascents)))
            self._unrepeat(self._told(self._failing(ascents)))
            put_in(self.engine, self._told(self._steerable(ascents)), beam=self.beam)
            leave_out(self.engine, self._told(self._failing(ascents)), beam=self.beam)
            self._force(self._told(self._failing(ascents)))
            weigh(self.engine, ascents)
            self._ban(self._told(self._disobeying(ascents)))
            replace_missing(self.engine, self._disobeying(ascents))
        finally:
            self._say("")
        self._price(ascents)
        return ascents

    def _say(self, what: str) -> None:
        if self._stage is not None:
            self._stage(what)

    def _told(self, climbing: list[Ascent]) -> list[Ascent]:
        """Return what the next rung gets, after saying how much that is."""
        if climbing:
            verdicts = [ascent.best.verdict for ascent in climbing]
            terms = sum(bool(verdict.over) or not verdict.terms_met for verdict in verdicts)
            many = counted(terms or len(climbing), "sentence")
            self._say(f"enforcing terms in {many}" if terms else f"decoding {many} again")
        return climbing

    @staticmethod
    def _lacking(ascents: Sequence[Ascent]) -> list[Ascent]:
        """Return what the other source may better; against a loop it is no remedy."""
        verdicts = ((ascent, ascent.best.verdict) for ascent in ascents)
        return [
            ascent
            for ascent, verdict in verdicts
            if verdict.soft or verdict.numbers or verdict.over or not verdict.terms_met
        ]

    @staticmethod
    def _steerable(ascents: Sequence[Ascent]) -> list[Ascent]:
        """Return what lacks a term or a name, or says a term too often."""
        verdicts = ((ascent, ascent.best.verdict) for ascent in ascents)
        return [
            ascent
            for ascent, verdict in verdicts
            if verdict.unnamed or verdict.over or not verdict.terms_met
        ]

    def _ordinary(self, word: str) -> bool:
        """Whether the model has a word in lower case as one piece of Dutch."""
        return len(self.engine.tokenizer.encode(word)) <= 1

    @staticmethod
    def _failing(ascents: Sequence[Ascent]) -> list[Ascent]:
        return [ascent for ascent in ascents if not ascent.best.verdict.passes]

    @staticmethod
    def _disobeying(ascents: Sequence[Ascent]) -> list[Ascent]:
        return [ascent for ascent in ascents if not ascent.best.verdict.terms_met]

    def _first(self, ascents: list[Ascent]) -> None:
        sources: list[str] = []
        for ascent in ascents:
            piece = ascent.piece
            sources.append(piece.hinted() if self.hint_first else piece.text)
        encoded = [self.engine.tokenizer.encode(source) for source in sources]
        # the whole beam costs nothing more: the first look for a better hypothesis is there
        options = DecodeOptions(beam=self.beam, n_best=self.beam)
        for ascent, source, tokens, hypotheses in zip(
            ascents, sources, encoded, self.engine.translate(encoded, options), strict=True
        ):
            ascent.source_tokens = len(tokens)
            rung: Rung = "free" if source == ascent.piece.text else "annotated"
            first = attempted(ascent, rung, hypotheses[0])
            ascent.attempts.append(first)
            if first.verdict.soft or first.verdict.again or not first.verdict.passes:
                rest = [attempted(ascent, "nbest", other) for other in hypotheses[1:]]
                keep_best(ascent, [first, *rest])
            ascent.alternatives = list(hypotheses[: self.n_best])

    def _wide(self, ascents: list[Ascent]) -> None:
        """Take the best of the n-best of the source that was not decoded first.

        The first one's were looked at in its own beam; a wider one of it rarely says what the
        narrow one did not.
        """
        if not ascents:
            return
        sources = [a.piece.text if self.hint_first else a.piece.hinted() for a in ascents]
        encoded = [self.engine.tokenizer.encode(source) for source in sources]
        beam = max(WIDE_BEAM, self.beam)
        options = DecodeOptions(beam=beam, n_best=beam)
        decoded = self.engine.translate(encoded, options)
        for ascent, source, hypotheses in zip(ascents, sources, decoded, strict=True):
            rung: Rung = "free" if source == ascent.piece.text else "annotated"
            keep_best(
                ascent,
                [
                    attempted(ascent, "nbest" if rank else rung, hypothesis)
                    for rank, hypothesis in enumerate(hypotheses)
                ],
            )

    def _unrepeat(self, ascents: list[Ascent]) -> None:
        """Decode again without repeated sequences: loops, empty targets, names said too often."""
        again = [a for a in ascents if a.best.verdict.broken or a.best.verdict.over]
        if not again:
            return
        sources = [self.engine.tokenizer.encode(a.piece.hinted()) for a in again]
        beam = max(WIDE_BEAM, self.beam)
        options = DecodeOptions(beam=beam, n_best=beam, no_repeat_ngram=3)
        for ascent, hypotheses in zip(again, self.engine.translate(sources, options), strict=True):
            take(self.engine, ascent, least_defective(ascent, "nbest", hypotheses))

    def _force(self, ascents: list[Ascent]) -> None:
        """Decode under constraints; torch is loaded here and nowhere before.

        For terms that are missing, for one that is still said more often than its mentions (each
        constraint has an upper bound, too) and for figures that are lost. A surplus that shows only
        where concepts are pooled bounds no constraint, so it is not worth torch.
        """
        if not ascents or self.constrained is None:
            return
        jobs: list[tuple[str, list[str], list[Constraint]]] = []
        climbing: list[Ascent] = []
        for ascent in ascents:
            verdict = ascent.best.verdict
            hits = [hit for hit in ascent.piece.hits if hit.enforced and hit.renderings]
            lacking = [hit.renderings[0] for hit in verdict.lacking if hit.renderings]
            figures = _figures(ascent)
            if not (lacking or figures or verdict.verification.over_generated):
                continue
            constraints = [*_constraints(hits), *figures]
            if not constraints:
                continue
            if len(constraints) > MOST_CONSTRAINTS:
                ascent.notes.append(
                    f"constrained beam passed over: {len(constraints)} terms and figures in one "
                    f"piece, and its time grows with their number (at most {MOST_CONSTRAINTS})"
                )
                continue
            # what the model cannot write, it would put down piece by piece at the end
            unknown = [r for r in lacking if not self.engine.tokenizer.writable(r)]
            if unknown:
                ascent.notes.append(
                    "constrained beam passed over: the model has no pieces for "
                    + ", ".join(f"“{rendering}”" for rendering in dict.fromkeys(unknown))
                )
                continue
            text = ascent.piece.text
            jobs.append((text, self.engine.tokenizer.encode(text), constraints))
            climbing.append(ascent)
        if not jobs:
            return
        for ascent, hypothesis in zip(climbing, self.constrained(jobs, self.beam), strict=True):
            if hypothesis is not None:
                take(self.engine, ascent, attempted(ascent, "constrained", hypothesis))

    def _ban(self, ascents: list[Ascent]) -> None:
        """Decode again without the wording that stands where the rendering should."""
        beam = max(WIDE_BEAM, self.beam)
        banning: list[Ascent] = []
        asked: list[tuple[list[str], DecodeOptions]] = []
        for ascent in ascents:
            text = ascent.best.text
            wrong = {text[start:end] for _, start, end in self._wrong_places(ascent, text)}
            sequences = {
                tuple(self.engine.tokenizer.encode_target(variant))
                for word in wrong
                for variant in (word, word[:1].upper() + word[1:])
                if word
            }
            if not sequences:
                continue
            options = DecodeOptions(beam=beam, n_best=beam, suppress=tuple(sorted(sequences)))
            asked.append((self.engine.tokenizer.encode(ascent.piece.hinted()), options))
            banning.append(ascent)
        for ascent, hypotheses in zip(banning, self.engine.translate_each(asked), strict=True):
            if hypotheses:
                ascent.attempts.append(least_defective(ascent, "negative", hypotheses))

    @staticmethod
    def _wrong_places(ascent: Ascent, text: str) -> list[tuple[float, int, int]]:
        """Return the wording to ban: forbidden renderings and garbled spellings of the missing."""
        verdict = ascent.best.verdict
        places = [(1.0, use.start, use.end) for use in verdict.verification.forbidden]
        for hit in verdict.lacking:
            if hit.renderings:
                places += near_runs(text, (hit.renderings[0], hit.source), taken=verdict.spans)[:1]
        return places

    def _price(self, ascents: Sequence[Ascent]) -> None:
        """Choose, and say what the choice costs against the free hypothesis."""
        priced: list[tuple[Ascent, tuple[list[str], list[str]], tuple[list[str], list[str]]]] = []
        encode, target = self.engine.tokenizer.encode, self.engine.tokenizer.encode_target
        for ascent in ascents:
            ascent.chosen = ascent.best
            free = next((a for a in ascent.attempts if a.rung == "free"), None)
            if len(ascent.attempts) > 1 and free is not None and ascent.chosen is not free:
                source = encode(ascent.piece.text)
                limit = self.engine.max_source_tokens
                pair = (source, target(ascent.chosen.text)[:limit])
                priced.append((ascent, (source, target(free.text)[:limit]), pair))
        if not priced:
            return
        scores = self.engine.score([p for _, a, b in priced for p in (a, b)])
        for i, (ascent, _, _) in enumerate(priced):
            ascent.cost = scores[2 * i] - scores[2 * i + 1]


def _constraints(hits: Sequence[TermHit]) -> list[Constraint]:
    """Return one constraint for each group of hits that share their renderings."""
    groups: dict[tuple[str, ...], list[TermHit]] = {}
    for hit in hits:
        groups.setdefault((hit.concept, *hit.renderings), []).append(hit)
    return [
        Constraint(
            alternatives=group[0].renderings,
            most=len(group),
            start=group[0].start,
            end=group[0].end,
        )
        for group in groups.values()
    ]


def _figures(ascent: Ascent) -> list[Constraint]:
    """Return one constraint for each lost number that a rule can write in English.

    None where the finishing steps put the figure right: an exchanged one needs no decoding.
    """
    lost, text = ascent.best.verdict.lost, ascent.best.text
    if not lost or repair_figures(ascent.piece.text, text).text != text:
        return []
    written = [(number, english_figure(number.text)) for number in lost]
    return [
        Constraint(alternatives=(figure,), start=number.start, end=number.end)
        for number, figure in written
        if figure is not None
    ]
