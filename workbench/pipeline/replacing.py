"""The last rung: renderings put into a hypothesis without asking the decoder for another one.

Where ``glossary.substitute`` finds the places, what is done with them is decided here: in which
order, how often, and whether the result is better than a hypothesis that was forced. Nothing here
decodes; the model is asked only how likely it holds a text for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.glossary.substitute import near_runs, place_rendering, substitute
from workbench.model import apply_edits
from workbench.pipeline.ascent import WORSE, Attempt, loss, preference
from workbench.pipeline.attention import term_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.engine.base import Engine
    from workbench.pipeline.ascent import Ascent

__all__ = ["replace_missing", "weigh"]

MOST_REPLACED = 4
"""Times that substitution is done in a piece."""

_UNFORCED = frozenset({"free", "annotated", "nbest"})
"""Rungs whose hypotheses the decoder chose by itself."""

_SURELY = 0.8
"""Similarity from which words are a garbled rendering, also where another term was seen in them."""


def replace_missing(engine: Engine, ascents: Sequence[Ascent]) -> None:
    """Substitute in the least defective attempt of each piece."""
    for ascent in ascents:
        base = ascent.best
        done = _substituted(engine, ascent, base)
        if done is not None:
            ascent.substituted = base
            ascent.attempts.append(done)


def weigh(engine: Engine, ascents: Sequence[Ascent]) -> None:
    """Take a substitution in place of a forced hypothesis that lost the sense over its terms.

    Forced words may end up behind the last word of a sentence that has no room for them. Where a
    hypothesis is that unlikely, the one before it with its garbled names put right may read better;
    which of the two does is for the model to say.
    """
    for ascent in ascents:
        forced = ascent.best
        unforced = [a for a in ascent.attempts if a.rung in _UNFORCED and not a.verdict.broken]
        before = min(unforced, key=preference, default=None)
        if forced.rung != "constrained" or before is None or before.verdict.terms_met:
            continue
        if loss(engine, ascent, before, forced) <= WORSE:
            continue
        done = _substituted(engine, ascent, before)
        if done is None or done.verdict.order > forced.verdict.order:
            continue
        if loss(engine, ascent, done, forced) > 0:
            ascent.notes.append(f"constrained not taken (much less likely): {forced.text}")
            ascent.attempts.remove(forced)
            ascent.substituted = before
            ascent.attempts.append(done)


def _substituted(engine: Engine, ascent: Ascent, base: Attempt) -> Attempt | None:
    """Return an attempt with renderings put in, None where that is in vain."""
    done = _filled(engine, ascent, base)
    text = _respelt(base)
    if text != base.text:
        moved = _as_attempt(engine, ascent, text)
        moved = _filled(engine, ascent, moved) or moved
        if moved.verdict.order <= (done or base).verdict.order:
            return moved
    return done


def _filled(engine: Engine, ascent: Ascent, base: Attempt) -> Attempt | None:
    """Substitute, again where two terms wanted one place; None where nothing was gained."""
    done = base
    for _ in range(MOST_REPLACED):
        missing = [hit for hit in done.verdict.lacking if hit.renderings]
        if not missing or not done.text.strip():
            break
        weights = term_weights(engine, ascent, done)
        text = substitute(done.text, missing, taken=done.verdict.spans, weights=weights).text
        if text == done.text:
            break
        attempt = _as_attempt(engine, ascent, text)
        if len(attempt.verdict.lacking) >= len(done.verdict.lacking):
            break
        done = attempt
        if len(done.tokens) >= engine.max_source_tokens:
            break  # too long to be looked at by the decoder's attention
    return None if done is base else done


def _respelt(base: Attempt) -> str:
    """Return a text with garbled renderings put right in which another term was seen.

    One rendering may hold another (``man of Ukraine``): garbled, it holds the place of both.
    """
    text, taken = base.text, base.verdict.spans
    for hit in base.verdict.lacking:
        if hit.renderings:
            near = near_runs(text, (hit.renderings[0], hit.source), least=_SURELY)
            if near and any(near[0][1] < end and start < near[0][2] for start, end in taken):
                edit = place_rendering(text, near[0][1], near[0][2], hit.renderings[0])
                return apply_edits(text, (edit,))
    return text


def _as_attempt(engine: Engine, ascent: Ascent, text: str) -> Attempt:
    tokens = tuple(engine.tokenizer.encode_target(text))
    verdict = ascent.judge(text)
    return Attempt(rung="substitution", text=text, tokens=tokens, score=None, verdict=verdict)
