"""Rungs that give the decoder a beginning: put what is missing in, leave what is surplus out.

What stands before the place in question is kept and the decoder goes on from there, so these cost
one decoding a try and need no torch. Each piece's tries depend on one another, those of different
pieces do not: a piece's way is a generator that asks for one decoding at a time, and all that wait
are asked together.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from workbench.engine.base import DecodeOptions
from workbench.glossary.substitute import near_runs, substitute
from workbench.pipeline.ascent import attempted, preference, take
from workbench.pipeline.attention import term_weights

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

    from workbench.engine.base import Engine
    from workbench.model import Hypothesis, Rung, TermHit
    from workbench.pipeline.ascent import Ascent, Attempt

__all__ = ["MOST_STEERED", "leave_out", "put_in"]

MOST_STEERED = 3
"""Missing terms of a piece that are put in one after the other."""

_WORD = re.compile(r"\w+")
_FOLLOWING = re.compile(r"\s+[^\W_]+|[,.;:!?]")
"""The word or mark right behind a place."""

_NEAR = 0.6
"""Similarity from which a word is another's garbled spelling."""

_LIKE = 0.5
"""The same for a name that the target lacks."""

_STEM = 5
"""Letters that two forms of a word have in common."""

_Ask = tuple[list[str], DecodeOptions]


def put_in(engine: Engine, ascents: Iterable[Ascent], *, beam: int) -> None:
    """Put a missing rendering or name where it is said, and let the decoder go on from there.

    A constrained beam with the place decided beforehand: only what it does not put right goes on
    to the constrained beam itself. A hypothesis that says a rendering too often is given up for one
    that says it too seldom, where there is one: what is missing is put in once.
    """
    _in_step(engine, [_put_in(engine, ascent, beam) for ascent in ascents])


def leave_out(engine: Engine, ascents: Iterable[Ascent], *, beam: int) -> None:
    """Go on from before the first rendering too many, with that rendering banned from there.

    A decoder robbed of ``Russians`` says ``Russian``; so what is akin to the rendering is banned
    next, unless it stood after the rendering before.
    """
    _in_step(engine, [_leave_out(engine, ascent, beam) for ascent in ascents])


def _in_step(engine: Engine, ways: Sequence[Generator[_Ask, tuple[Hypothesis, ...], None]]) -> None:
    """Answer all that wait at once, until nobody asks any more."""
    answers: list[tuple[Hypothesis, ...] | None] = [None] * len(ways)
    while ways:
        waiting: list[Generator[_Ask, tuple[Hypothesis, ...], None]] = []
        asked: list[_Ask] = []
        for way, answer in zip(ways, answers, strict=True):
            try:
                asked.append(next(way) if answer is None else way.send(answer))
            except StopIteration:
                continue
            waiting.append(way)
        ways, answers = waiting, list(engine.translate_each(asked)) if asked else []


def _put_in(
    engine: Engine, ascent: Ascent, beam: int
) -> Generator[_Ask, tuple[Hypothesis, ...], None]:
    base = _to_complete(ascent)
    for _ in range(MOST_STEERED):
        begun = None if base is None else _begun(engine, ascent, base)
        if base is None or begun is None:
            return
        # the hint is what made the decoder say a rendering twice
        text = ascent.piece.text if ascent.best.verdict.over else ascent.piece.hinted()
        taken: Attempt | None = None
        for prefix in begun:
            options = DecodeOptions(beam=beam, n_best=beam, prefix=prefix)
            found = yield engine.tokenizer.encode(text), options
            taken = _taken(engine, ascent, _better(engine, ascent, base, "constrained", found))
            if taken is not None:
                break
        base = taken


def _to_complete(ascent: Ascent) -> Attempt | None:
    """Return the attempt to put renderings into: the best, or one with less where that has more."""
    best = ascent.best
    if best.verdict.terms_met and not best.verdict.over:
        return best if best.verdict.unnamed else None
    if best.verdict.terms_met:
        less = [
            attempt
            for attempt in ascent.attempts
            if attempt.verdict.lacking and not (attempt.verdict.over or attempt.verdict.broken)
        ]
        return min(less, key=lambda attempt: attempt.verdict.order, default=None)
    return best


def _begun(engine: Engine, ascent: Ascent, base: Attempt) -> list[tuple[str, ...]] | None:
    """Return the pieces of ``base`` up to its first missing rendering, put in; None if none.

    First without anything behind the rendering, then with what follows in ``base``: some
    renderings look to the decoder like the beginning of a longer word, which it then completes
    (``Burkinabè`` and ``ce``). Names no concept covers come after terms, so that none of these is
    lost for one.
    """
    tokenizer = engine.tokenizer
    verdict = base.verdict
    lacking = [hit for hit in verdict.lacking if hit.renderings] or list(verdict.unnamed)
    if not base.text.strip() or not lacking or len(lacking) > MOST_STEERED:
        return None
    weights = term_weights(engine, ascent, base)
    begun: list[tuple[str, str]] = []
    for hit in lacking:
        if not tokenizer.writable(hit.renderings[0]):
            return None
        if not hit.concept and (garbled := _garbled(ascent, base, hit)) is not None:
            start, end = garbled
            begun.append((base.text[:start] + hit.renderings[0], base.text[end:]))
            continue
        done = substitute(base.text, [hit], taken=base.verdict.spans, weights=weights)
        if done.edits:
            last = max(done.edits, key=lambda edit: edit.end)
            at = len(done.text) - len(base.text) + last.end
            put = done.text[:at].rstrip()
            begun.append((put, done.text[len(put) :]))
    if not begun:
        return None
    put, rest = min(begun, key=lambda one: len(one[0]))
    follows = _FOLLOWING.match(rest)
    texts = [put, put + follows[0]] if follows else [put]
    found = [tuple(tokenizer.encode_target(text)) for text in texts]
    return [pieces for pieces in found if len(pieces) < engine.max_source_tokens] or None


def _garbled(ascent: Ascent, base: Attempt, hit: TermHit) -> tuple[int, int] | None:
    """Return where the word stands that a name no concept covers was turned into, None if nowhere.

    The attention cannot tell ``the 32-year-old Philippine`` from ``Filipp``; the capital can.
    """
    near = near_runs(
        base.text, (hit.renderings[0], hit.source), taken=base.verdict.spans, least=_LIKE
    )
    for _, start, end in near:
        word = base.text[start:end]
        if word[0].isupper() and word not in ascent.piece.text:
            return start, end
    return None


def _better(
    engine: Engine, ascent: Ascent, base: Attempt, rung: Rung, hypotheses: Sequence[Hypothesis]
) -> list[Attempt]:
    """Return the continued hypotheses that are less defective than ``base``."""
    judged = [attempted(ascent, rung, hypothesis) for hypothesis in hypotheses]
    better = [attempt for attempt in judged if attempt.verdict.order < base.verdict.order]
    # the decoder's score leaves out what it was given
    source = engine.tokenizer.encode(ascent.piece.text)
    scores = engine.score([(source, one.tokens[: engine.max_source_tokens]) for one in better])
    return [replace(one, score=score) for one, score in zip(better, scores, strict=True)]


def _taken(engine: Engine, ascent: Ascent, attempts: Sequence[Attempt]) -> Attempt | None:
    """Take the best attempt that may be taken; None where none may."""
    ordered = sorted(attempts, key=lambda attempt: attempt.verdict.order)
    return next((one for one in ordered if take(engine, ascent, one)), None)


def _leave_out(
    engine: Engine, ascent: Ascent, beam: int
) -> Generator[_Ask, tuple[Hypothesis, ...], None]:
    for _ in range(MOST_STEERED):
        base = ascent.best
        spans = ascent.judge.surplus(base.text, base.verdict)
        if not spans:
            return
        tried = [min(spans)]
        if (earlier := _earlier(base, tried[0])) is not None:
            tried.append(earlier)
        found: list[Attempt] = []
        for span in tried:
            found += yield from _without(engine, ascent, base, span, beam)
        if _taken(engine, ascent, sorted(found, key=preference)) is None:
            return


def _earlier(base: Attempt, span: tuple[int, int]) -> tuple[int, int] | None:
    """Return where what is said at ``span`` was said before: the other one to leave out."""
    akin = _akin(base.text[slice(*span)])
    match = akin.search(base.text) if akin is not None else None
    if match is None or match.end() > span[0]:
        return None
    around = [s for s in base.verdict.spans if s[0] <= match.start() and match.end() <= s[1]]
    return around[0] if around else match.span()


def _without(
    engine: Engine, ascent: Ascent, base: Attempt, span: tuple[int, int], beam: int
) -> Generator[_Ask, tuple[Hypothesis, ...], list[Attempt]]:
    """Decode on from a span without what ``base`` says there; return what is better, if it is."""
    tokenizer, (start, end) = engine.tokenizer, span
    begun = tuple(tokenizer.encode_target(base.text[:start].rstrip())) if start else ()
    if len(begun) >= engine.max_source_tokens:
        return []
    source = tokenizer.encode(ascent.piece.hinted())
    said = base.text[start:end]
    words = {said, said.removeprefix("the ").removeprefix("The ")}
    akin = _akin(said)
    allowed = Counter(akin.findall(base.text[end:])) if akin else Counter()
    for _ in range(MOST_STEERED):
        banned = {tuple(tokenizer.encode_target(word)) for word in words} - {()}
        options = DecodeOptions(
            beam=beam, n_best=beam, prefix=begun, suppress=tuple(sorted(banned))
        )
        found = yield source, options
        more = [
            set(Counter(akin.findall(one.text[start:])) - allowed) if akin else set()
            for one in found
        ]
        clean = [one for one, surplus in zip(found, more, strict=True) if not surplus]
        if clean:
            whole = [one for one in clean if not _garbles(one.text[start:], said, base.text)]
            return _better(engine, ascent, base, "negative", whole)
        if not more or more[0] <= words:
            return []
        words |= more[0]
    return []


def _garbles(text: str, said: str, before: str) -> bool:
    """Whether a text has a new word that is nearly a banned name (``FAB`` for ``FSB``)."""
    names = [word for word in _WORD.findall(said) if word[0].isupper()]
    new = {word for word in _WORD.findall(text) if word[0].isupper()} - {*_WORD.findall(before)}
    return any(
        Levenshtein.normalized_similarity(one, name) >= _NEAR for one in new for name in names
    )


def _akin(rendering: str) -> re.Pattern[str] | None:
    """Return what finds words that begin as a rendering's words do: another form of the same."""
    stems = {word[:_STEM] for word in re.findall(r"\w{4,}|\b[A-Z]{2,}\b", rendering)}
    if not stems:
        return None
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(stems)))})\w*", re.IGNORECASE)
