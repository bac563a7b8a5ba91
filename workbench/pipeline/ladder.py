"""The ladder: from the first hypothesis to one that says what the glossary says.

Every rung works on all pieces that still fail, in one batch, and every rung's best hypothesis is
kept with its verdict, so that a draft can tell afterwards how it came about. Rungs, in order: the
first hypothesis and its beam (from the hinted source where there is a term to hint, else from the
plain one) → n-best of the other source → decoding without repetition → going on from a rendering put
in its place, or without one said too often → constrained beam → ban of the wrong wording →
substitution by alignment. What fails after that is `unresolved`, never silent.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.engine.base import Constraint, DecodeOptions
from workbench.glossary.substitute import near_runs, substitute
from workbench.pipeline.judge import Judge
from workbench.text.figures import english_figure, repair_figures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.engine.base import Engine
    from workbench.model import Hypothesis, Rung, TermHit
    from workbench.pipeline.judge import Verdict
    from workbench.pipeline.prepare import Piece

__all__ = ["Ascent", "Attempt", "Ladder"]

WIDE_BEAM = 8
"""Beam and number of hypotheses of the n-best rung."""


MOST_CONSTRAINTS = 12
"""Terms in a piece above which the constrained beam is passed over: its time grows with their
number (27 terms took minutes), and a sentence that is a list of names loses little by substitution."""


MOST_STEERED = 3
"""Missing terms of a piece that are put in one after the other."""


_STEM = 5
"""Letters that two forms of a word have in common."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One rung's hypothesis for a piece."""

    rung: Rung
    text: str
    tokens: tuple[str, ...]
    score: float | None
    """Mean log-probability per token under the source it was decoded from."""
    verdict: Verdict


@dataclass(slots=True, kw_only=True)
class Ascent:
    """A piece's way up the ladder."""

    piece: Piece
    judge: Judge
    attempts: list[Attempt] = field(default_factory=list)
    alternatives: list[Hypothesis] = field(default_factory=list)
    chosen: Attempt | None = None
    substituted: Attempt | None = None
    """The attempt that substitution worked on."""
    cost: float | None = None
    source_tokens: int = 0
    notes: list[str] = field(default_factory=list)
    """Why a rung was passed over, in plain words."""

    @property
    def best(self) -> Attempt:
        """Return the attempt chosen, or the least defective so far."""
        if self.chosen is not None:
            return self.chosen
        return min(self.attempts, key=_preference)

    @property
    def base(self) -> Attempt:
        """Return the decoder's hypothesis behind the best attempt."""
        best = self.best
        return self.substituted if best.rung == "substitution" and self.substituted else best


def _attempt(ascent: Ascent, rung: Rung, hypothesis: Hypothesis) -> Attempt:
    """Return a hypothesis with the judge's verdict, which is the dear part of it."""
    return Attempt(
        rung=rung,
        text=hypothesis.text,
        tokens=hypothesis.tokens,
        score=hypothesis.score,
        verdict=ascent.judge(hypothesis.text),
    )


def _keep_best(ascent: Ascent, judged: Sequence[Attempt]) -> None:
    """Keep the least defective of one source's attempts, if it is a new one.

    The first attempt stays first among equals; one best of each source tells the story.
    """
    best = min(judged, key=_preference)
    if all(attempt.text != best.text for attempt in ascent.attempts):
        ascent.attempts.append(best)


def _least_defective(ascent: Ascent, rung: Rung, hypotheses: Sequence[Hypothesis]) -> Attempt:
    """Return the least defective hypothesis, the first among equals."""
    judged = (_attempt(ascent, rung, hypothesis) for hypothesis in hypotheses)
    return min(judged, key=lambda attempt: attempt.verdict.order)


def _preference(attempt: Attempt) -> tuple[tuple[int, ...], float]:
    return attempt.verdict.order, -(attempt.score if attempt.score is not None else -9.0)


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
    ) -> None:
        """Keep the engine.

        Args:
            engine: decodes every rung but the constrained one.
            beam: beam of the first hypothesis.
            n_best: alternatives kept for the editor.
            constrained: decodes ``(text, source pieces, constraints)`` at a beam; it loads torch
                at its first call. None leaves the rung out.
            hint_first: whether terms are written into the source before the first hypothesis.
        """
        self.engine = engine
        self.beam = beam
        self.n_best = min(n_best, beam)
        self.constrained = constrained
        self.hint_first = hint_first

    def climb(self, pieces: Sequence[Piece]) -> list[Ascent]:
        """Return one ascent for each piece, in order."""
        ascents = [Ascent(piece=piece, judge=Judge(piece)) for piece in pieces]
        self._first(ascents)
        self._wide(self._lacking(ascents))
        self._unrepeat(self._failing(ascents))
        self._steer(self._disobeying(ascents))
        self._once(self._failing(ascents))
        self._force(self._failing(ascents))
        self._ban(self._disobeying(ascents))
        self._replace(self._disobeying(ascents))
        self._price(ascents)
        return ascents

    @staticmethod
    def _lacking(ascents: Sequence[Ascent]) -> list[Ascent]:
        """Return what a wider beam may better; against repetition it is no remedy."""
        verdicts = ((ascent, ascent.best.verdict) for ascent in ascents)
        return [
            ascent
            for ascent, verdict in verdicts
            if verdict.soft or verdict.numbers or not verdict.terms_met
        ]

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
            first = _attempt(ascent, rung, hypotheses[0])
            ascent.attempts.append(first)
            if first.verdict.soft or not first.verdict.passes:
                rest = [_attempt(ascent, "nbest", other) for other in hypotheses[1:]]
                _keep_best(ascent, [first, *rest])
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
            _keep_best(
                ascent,
                [
                    _attempt(ascent, "nbest" if rank else rung, hypothesis)
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
            ascent.attempts.append(_least_defective(ascent, "nbest", hypotheses))

    def _steer(self, ascents: Sequence[Ascent]) -> None:
        """Put a missing rendering where its term is said, and let the decoder go on from there.

        A constrained beam with the place decided beforehand: it needs no torch and a fraction of
        the time, and only what it does not put right goes on to the constrained beam itself.
        """
        for ascent in ascents:
            for _ in range(MOST_STEERED):
                base = ascent.best
                begun = self._begun(ascent, base)
                if begun is None:
                    break
                options = DecodeOptions(beam=self.beam, n_best=self.beam, prefix=begun)
                found = self._continued(ascent, options)
                if not self._better(ascent, base, "constrained", found):
                    break

    def _once(self, ascents: Sequence[Ascent]) -> None:
        """Go on from before the first rendering too many, with that rendering banned from there.

        A decoder robbed of ``Russians`` says ``Russian``; so what is akin to the rendering is
        banned next, unless it stood after the rendering before.
        """
        for ascent in ascents:
            for _ in range(MOST_STEERED):
                base = ascent.best
                spans = [s for use in base.verdict.verification.over_generated for s in use.spans]
                if not spans or not self._without(ascent, base, *min(spans)):
                    break

    def _without(self, ascent: Ascent, base: Attempt, start: int, end: int) -> bool:
        """Decode on from ``start`` without what ``base`` says up to ``end``; whether that is better."""
        tokenizer = self.engine.tokenizer
        begun = tuple(tokenizer.encode_target(base.text[:start].rstrip())) if start else ()
        if len(begun) >= self.engine.max_source_tokens:
            return False
        said = base.text[start:end]
        words = {said, said.removeprefix("the ").removeprefix("The ")}
        akin = _akin(said)
        allowed = Counter(akin.findall(base.text[end:])) if akin else Counter()
        for _ in range(MOST_STEERED):
            banned = {tuple(tokenizer.encode_target(word)) for word in words} - {()}
            options = DecodeOptions(
                beam=self.beam, n_best=self.beam, prefix=begun, suppress=tuple(sorted(banned))
            )
            found = self._continued(ascent, options)
            more = [
                set(Counter(akin.findall(one.text[start:])) - allowed) if akin else set()
                for one in found
            ]
            clean = [one for one, surplus in zip(found, more, strict=True) if not surplus]
            if clean:
                return self._better(ascent, base, "negative", clean)
            if not more or more[0] <= words:
                return False
            words |= more[0]
        return False

    def _continued(self, ascent: Ascent, options: DecodeOptions) -> Sequence[Hypothesis]:
        """Decode the hinted source from the beginning that the options give."""
        source = self.engine.tokenizer.encode(ascent.piece.hinted())
        return self.engine.translate([source], options)[0]

    def _better(
        self, ascent: Ascent, base: Attempt, rung: Rung, hypotheses: Sequence[Hypothesis]
    ) -> bool:
        """Keep the least defective of continued hypotheses where it is less so than ``base``."""
        best = _least_defective(ascent, rung, hypotheses)
        if not best.verdict.order < base.verdict.order:
            return False
        # the decoder's score leaves out what it was given
        tokens = best.tokens[: self.engine.max_source_tokens]
        pair = (self.engine.tokenizer.encode(ascent.piece.text), tokens)
        ascent.attempts.append(replace(best, score=self.engine.score([pair])[0]))
        return True

    def _begun(self, ascent: Ascent, base: Attempt) -> tuple[str, ...] | None:
        """Return the pieces of ``base`` up to its first missing rendering, put in; None if none."""
        tokenizer = self.engine.tokenizer
        lacking = [hit for hit in base.verdict.lacking if hit.renderings]
        if not base.text.strip() or not lacking or len(lacking) > MOST_STEERED:
            return None
        weights = self._weights(ascent, base)
        begun: list[str] = []
        for hit in lacking:
            if not tokenizer.encodable(hit.renderings[0]):
                return None
            done = substitute(base.text, [hit], taken=base.verdict.spans, weights=weights)
            if done.edits:
                last = max(done.edits, key=lambda edit: edit.end)
                rest = len(base.text) - last.end
                begun.append(done.text[: len(done.text) - rest].rstrip())
        if not begun:
            return None
        pieces = tuple(tokenizer.encode_target(min(begun, key=len)))
        return pieces if len(pieces) < self.engine.max_source_tokens else None

    def _force(self, ascents: list[Ascent]) -> None:
        """Decode under constraints; torch is loaded here and nowhere before.

        For terms that are missing, for renderings still said more often than the source does
        (each constraint has an upper bound, too) and for figures that are lost.
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
            if not (lacking or figures or verdict.over):
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
            unknown = [r for r in lacking if not self.engine.tokenizer.encodable(r)]
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
                ascent.attempts.append(_attempt(ascent, "constrained", hypothesis))

    def _ban(self, ascents: list[Ascent]) -> None:
        """Decode again without the wording that stands where the rendering should."""
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
            beam = max(WIDE_BEAM, self.beam)
            options = DecodeOptions(beam=beam, n_best=beam, suppress=tuple(sorted(sequences)))
            source = self.engine.tokenizer.encode(ascent.piece.hinted())
            hypotheses = self.engine.translate([source], options)[0]
            if hypotheses:
                ascent.attempts.append(_least_defective(ascent, "negative", hypotheses))

    @staticmethod
    def _wrong_places(ascent: Ascent, text: str) -> list[tuple[float, int, int]]:
        """Return the wording to ban: forbidden renderings and garbled spellings of the missing."""
        verdict = ascent.best.verdict
        places = [(1.0, use.start, use.end) for use in verdict.verification.forbidden]
        for hit in verdict.lacking:
            if hit.renderings:
                places += near_runs(text, (hit.renderings[0], hit.source), taken=verdict.spans)[:1]
        return places

    def _replace(self, ascents: list[Ascent]) -> None:
        """Substitute in the least defective attempt."""
        for ascent in ascents:
            base = ascent.best
            missing = [hit for hit in base.verdict.lacking if hit.renderings]
            if not missing or not base.text.strip():
                continue
            done = substitute(
                base.text,
                missing,
                taken=base.verdict.spans,
                weights=self._weights(ascent, base),
            )
            if done.edits:
                ascent.substituted = base
                ascent.attempts.append(
                    Attempt(
                        rung="substitution",
                        text=done.text,
                        tokens=tuple(self.engine.tokenizer.encode_target(done.text)),
                        score=None,
                        verdict=ascent.judge(done.text),
                    )
                )

    def _weights(self, ascent: Ascent, attempt: Attempt) -> Callable[[TermHit, int, int], float]:
        """Return the attention of a stretch of ``attempt`` to a term's source pieces."""
        tokenizer = self.engine.tokenizer
        source = tokenizer.encode(ascent.piece.text)
        target = attempt.tokens or tuple(tokenizer.encode_target(attempt.text))
        matrix = self.engine.align([(source, target)])[0]
        source_offsets = tokenizer.offsets(ascent.piece.text)
        target_offsets = tokenizer.target_offsets(target)

        def weight(hit: TermHit, start: int, end: int) -> float:
            columns = [
                i for i, (a, b) in enumerate(source_offsets) if a < hit.end and hit.start < b
            ]
            rows = [j for j, (a, b) in enumerate(target_offsets) if a < end and start < b]
            if not rows or not columns:
                return 0.0
            return sum(matrix[j][i] for j in rows for i in columns) / len(rows)

        return weight

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


def _akin(rendering: str) -> re.Pattern[str] | None:
    """Return what finds words that begin as a rendering's words do: another form of the same."""
    stems = {word[:_STEM] for word in re.findall(r"\w{4,}", rendering)}
    if not stems:
        return None
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(stems)))})\w*", re.IGNORECASE)


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
