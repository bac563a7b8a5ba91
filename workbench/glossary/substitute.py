"""The last rung: put a missing rendering where the draft has something else for the term.

The decoder is not asked again. A place is looked for in three ways: a run of words spelt nearly
like the rendering or like the Dutch form (a garbled name), the words the cross-attention ties to
the term, and, where the draft dropped the term, the gap the attention of its neighbours points at.
What is changed is returned as edits that can be replayed. No engine may come in here: attention
arrives as plain numbers.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from workbench.model import Edit, Enforced, apply_edits
from workbench.text.articles import indefinite_article
from workbench.text.languages import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.model import TermHit

__all__ = ["NEAR", "Word", "near_runs", "place_rendering", "substitute", "words_of"]

NEAR = 0.62
"""Similarity from which a run of words counts as a garbled spelling of a name. Chosen on garbled
names in free drafts of the repository's articles: `Alimzyan`/`Alimzhan` 0.75, `Zhanaozhenhens`/
`Zhanaozen` 0.64; unrelated capitalised words stay under 0.5."""

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a target with its half-open offsets."""

    start: int
    end: int
    text: str


def words_of(text: str) -> list[Word]:
    """Return the words of ``text``; a hyphen or apostrophe inside a word does not end it."""
    return [Word(m.start(), m.end(), m.group()) for m in _WORD.finditer(text)]


def _fold(text: str) -> str:
    """Return letters and digits only, lower-cased, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalnum())


def _similarity(left: str, right: str) -> float:
    return Levenshtein.normalized_similarity(left, right)


def near_runs(
    target: str,
    spellings: Sequence[str],
    *,
    taken: Sequence[tuple[int, int]] = (),
    least: float = NEAR,
) -> list[tuple[float, int, int]]:
    """Return runs of words spelt nearly like one of ``spellings``, most similar first.

    Args:
        target: the draft.
        spellings: the rendering and the Dutch form.
        taken: half-open spans that belong to other terms and are left alone.
        least: the smallest similarity (1 = equal after folding).

    Returns:
        ``(similarity, start, end)`` triples.
    """
    words = [w for w in words_of(target) if not _overlaps((w.start, w.end), taken)]
    found: list[tuple[float, int, int]] = []
    for spelling in spellings:
        folded = _fold(_POSSESSIVE.sub("", spelling))
        if len(folded) < 3:
            continue
        count = len(words_of(spelling))
        capital = spelling[:1].isupper()
        for size in {max(1, count - 1), count, count + 1}:
            for i in range(len(words) - size + 1):
                run = words[i : i + size]
                if capital and not (run[0].text[0].isupper() and run[-1].text[0].isupper()):
                    continue
                end = run[-1].end
                tail = _POSSESSIVE.search(run[-1].text)
                if tail:
                    end -= len(tail.group())
                likeness = _similarity(_fold(target[run[0].start : end]), folded)
                if likeness >= least:
                    found.append((likeness, run[0].start, end))
    return sorted(found, key=lambda item: (-item[0], item[1], item[1] - item[2]))


def _overlaps(span: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def place_rendering(target: str, start: int, end: int, rendering: str) -> Edit:
    """Return the edit that puts ``rendering`` over ``[start, end)``, agreeing with what is around.

    A possessive mark after the place is kept or supplied once, an article before it agrees
    (``a`` / ``an``, no second ``the``), and the first word of a sentence is capitalised.

    >>> place_rendering("the Mazilis voted", 4, 11, "Mazhilis").replacement
    'Mazhilis'
    >>> place_rendering("from a Oezbek student", 7, 13, "Uzbek").replacement
    'an Uzbek'
    """
    old = target[start:end]
    after = re.match(r"['’]s?(?!\w)", target[end:])
    if after and _POSSESSIVE.search(rendering):
        end += after.end()
    elif not after and _POSSESSIVE.search(old) and not _POSSESSIVE.search(rendering):
        rendering += "’s"
    before = re.search(r"\b([Aa]n?|[Tt]he)(\s+)$", target[:start])
    if before and rendering.lower().startswith("the "):
        rendering = rendering[4:]
        if before.group(1).lower() != "the":
            article = "The" if before.group(1)[0].isupper() else "the"
            start = before.start(1)
            rendering = f"{article}{before.group(2)}{rendering}"
    elif before and before.group(1).lower() in {"a", "an"}:
        sounding = indefinite_article(rendering)
        if sounding is not None and sounding != before.group(1).lower():
            article = sounding.capitalize() if before.group(1)[0].isupper() else sounding
            start = before.start(1)
            rendering = f"{article}{before.group(2)}{rendering}"
    if (
        rendering[:1].islower()
        and not re.search(r"\w", target[:start])
        and (not old or old[:1].isupper())
    ):
        rendering = rendering[0].upper() + rendering[1:]
    return Edit(start=start, end=end, replacement=rendering, reason="term")


def _attended(
    target: str, weights: Callable[[int, int], float], taken: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    """Return the run of free words that attend to the term, without function words at its edges."""
    words = [w for w in words_of(target) if not _overlaps((w.start, w.end), taken)]
    scored = [(weights(w.start, w.end), i) for i, w in enumerate(words)]
    content = [item for item in scored if words[item[1]].text.lower() not in FUNCTION_WORDS]
    if not content:
        return None
    peak, at = max(content)
    if peak < 0.2:  # less than a fifth of a word's attention: the draft has no word for the term
        return None
    first = last = at
    while first > 0 and scored[first - 1][0] >= peak / 2 and _adjoin(words, first - 1, target):
        first -= 1
    while (
        last + 1 < len(words) and scored[last + 1][0] >= peak / 2 and _adjoin(words, last, target)
    ):
        last += 1
    while first < at and words[first].text.lower() in FUNCTION_WORDS:
        first += 1
    while last > at and words[last].text.lower() in FUNCTION_WORDS:
        last -= 1
    return words[first].start, words[last].end


def _adjoin(words: Sequence[Word], i: int, target: str) -> bool:
    """Whether only white space lies between a word and the next."""
    return not target[words[i].end : words[i + 1].start].strip()


def _gap(
    target: str, weights: Callable[[int, int], float], taken: Sequence[tuple[int, int]]
) -> int:
    """Return where a dropped term is put: before the word that attends to it most.

    Where that word is part of another term (the T of ``AT&T``), the place is before that term.
    """
    words = words_of(target)
    if not words:
        return len(target)
    best = max(words, key=lambda w: weights(w.start, w.end))
    return min([best.start, *(start for start, end in taken if start < best.start < end)])


def substitute(
    target: str,
    missing: Sequence[TermHit],
    *,
    taken: Sequence[tuple[int, int]],
    weights: Callable[[TermHit, int, int], float] | None,
    insert: bool = True,
) -> Enforced:
    """Put the rendering of every missing hit into ``target``.

    Args:
        target: a draft in which ``missing`` are not satisfied.
        missing: hits to satisfy, each with at least one rendering.
        taken: spans of satisfied hits, which stay as they are.
        weights: ``weights(hit, start, end)`` is the mean attention of the target's words in
            ``[start, end)`` to the hit's source pieces, 0 to 1; None where it is not known.
        insert: whether a term the draft has no word for is inserted.

    Returns:
        The new text and its edits; hits for which no place was found are left as they were.
    """
    edits: list[Edit] = []
    taken = list(taken)
    for hit in missing:
        rendering = hit.renderings[0]
        near = near_runs(target, (rendering, hit.source), taken=taken)
        if near:
            _, start, end = near[0]
        elif weights is None:
            continue
        else:

            def weight(start: int, end: int, hit: TermHit = hit) -> float:
                return weights(hit, start, end)

            span = _attended(target, weight, taken)
            if span is None:
                if not insert:
                    continue
                start = end = _gap(target, weight, taken)
            else:
                start, end = span
        edit = place_rendering(target, start, end, rendering)
        if start == end:
            spaced = edit.replacement + (" " if start < len(target) else "")
            edit = Edit(start=edit.start, end=edit.end, replacement=spaced, reason="term")
        if _overlaps((edit.start, edit.end), [(e.start, e.end) for e in edits]):
            continue
        edits.append(edit)
        taken.append((edit.start, max(edit.end, edit.start + 1)))
    ordered = tuple(sorted(edits, key=lambda edit: (edit.start, edit.end)))
    return Enforced(text=apply_edits(target, ordered), edits=ordered)
