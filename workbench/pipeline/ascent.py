"""A piece's way up the ladder: what every rung made of it and what is wrong with each.

Values and the choice among them. No rung comes in here: what decodes stands in ``ladder`` and the
modules it calls.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.glossary.substitute import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.engine.base import Engine
    from workbench.model import Hypothesis, Rung
    from workbench.pipeline.judge import Judge, Verdict
    from workbench.pipeline.prepare import Piece

__all__ = [
    "WORSE", "Ascent", "Attempt", "attempted", "keep_best", "least_defective", "loss", "preference",
    "take",
]  # fmt: skip

_UNKNOWN = -9.0
"""Taken for the score of an attempt that has none."""
WORSE = 0.45
"""Mean log-probability per token by which an attempt may be less likely than the one before it,
where it betters nothing but surplus renderings and names. Of the rungs' results on the articles
those that read well lost up to 0.35, those that had lost the sense 0.6 and more."""
_WORSE_NAMED = 1.0
"""The same where an attempt has a surname of the document for the word that it looks like. Of twenty
written sentences those that read well lost up to 0.97."""
_SHORTER = 0.75
"""Share of the words outside surplus renderings that it has to keep."""


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
        return min(self.attempts, key=preference)

    @property
    def base(self) -> Attempt:
        """Return the decoder's hypothesis behind the best attempt."""
        best = self.best
        return self.substituted if best.rung == "substitution" and self.substituted else best


def attempted(ascent: Ascent, rung: Rung, hypothesis: Hypothesis) -> Attempt:
    """Return a hypothesis with the judge's verdict, which is the dear part of it."""
    return Attempt(
        rung=rung,
        text=hypothesis.text,
        tokens=hypothesis.tokens,
        score=hypothesis.score,
        verdict=ascent.judge(hypothesis.text),
    )


def least_defective(ascent: Ascent, rung: Rung, hypotheses: Sequence[Hypothesis]) -> Attempt:
    """Return the least defective hypothesis, the first among equals."""
    judged = (attempted(ascent, rung, hypothesis) for hypothesis in hypotheses)
    return min(judged, key=lambda attempt: attempt.verdict.order)


def keep_best(ascent: Ascent, judged: Sequence[Attempt]) -> None:
    """Keep the least defective of one source's attempts, if it is a new one.

    The first attempt stays first among equals; one best of each source tells the story.
    """
    best = min(judged, key=preference)
    if all(attempt.text != best.text for attempt in ascent.attempts):
        ascent.attempts.append(best)


def take(engine: Engine, ascent: Ascent, attempt: Attempt) -> bool:
    """Add an attempt, unless it pays for little with the sense; return whether it was added.

    A decoder that may not say a word once more, or has to say a name, says what it can; where
    nothing but that is bettered, such a text is worse than the one before.
    """
    best = ascent.best
    gain = attempt.verdict.order < best.verdict.order
    if gain and attempt.verdict.order[:3] == best.verdict.order[:3]:
        surplus = ascent.judge.surplus(best.text, best.verdict)
        words = words_of(best.text)
        said = sum(not any(a < word.end and word.start < b for a, b in surplus) for word in words)
        kept = len(words_of(attempt.text)) >= _SHORTER * said
        # That a surname is one the document knows, whatever a model makes of the word.
        least = _WORSE_NAMED if _names_more(ascent, best.text, attempt.text) else WORSE
        if not kept or loss(engine, ascent, best, attempt) > least:
            why = "much less likely" if kept else "words are lost"
            note = f"{attempt.rung} not taken ({why}): {attempt.text}"
            if not any(told.startswith(f"{attempt.rung} not taken") for told in ascent.notes):
                ascent.notes.append(note)  # one of each rung tells enough
            return False
    ascent.attempts.append(attempt)
    return True


def _names_more(ascent: Ascent, before: str, after: str) -> bool:
    """Whether a text has a surname of the document that the one before it lacks."""
    names = (hit.source for hit in ascent.piece.hits if not hit.concept)
    return any(name in after and name not in before for name in names)


def loss(engine: Engine, ascent: Ascent, best: Attempt, attempt: Attempt) -> float:
    """Return by how much the model holds an attempt for less likely, a token, given the Dutch."""
    encode, target = engine.tokenizer.encode, engine.tokenizer.encode_target
    source, limit = encode(ascent.piece.text), engine.max_source_tokens
    pairs = [(source, target(one.text)[:limit]) for one in (best, attempt)]
    before, after = engine.score(pairs)
    return before - after


def preference(attempt: Attempt) -> tuple[tuple[int, ...], float]:
    """Return the sort key of attempts: the less defective and the likelier first."""
    score = attempt.score if attempt.score is not None else _UNKNOWN
    return attempt.verdict.order, -score
