"""From decoded text to a target an editor wants to see: marks, capitals, spaces, names.

Everything done here is small, reversible and recorded as edits; the words are the decoder's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.glossary.satisfy import verify
from workbench.glossary.substitute import near_runs, words_of
from workbench.model import Edit, Enforced, apply_edits
from workbench.pipeline.typesetting import agree, stutter, tidy, typeset
from workbench.text.casing import agree_initial, restore_caps
from workbench.text.figures import repair_figures
from workbench.text.house_quotes import house_quotes
from workbench.text.names import unlisted_names
from workbench.text.quotes import repair_quotes
from workbench.text.times import repair_times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workbench.model import TermHit
    from workbench.pipeline.prepare import Job

__all__ = ["finish", "finish_undecoded", "repair_names"]

_STOP = re.compile(r"[.!?…][\"'”’)\]]*$")
_CLOSERS = re.compile(r"[\"'”’)\]]*$")
_UNFINISHED = "\ufffd"
_NAME_LIKENESS = 0.7
_COMPARED = 5_000
"""Characters above which the edits of a target are not told apart."""


def finish(job: Job, text: str, *, one_piece: Callable[[str], bool]) -> Enforced:
    """Return the target of a job and the edits that made it from ``text``.

    Args:
        job: the segment with its terms.
        text: the decoded parts, joined.
        one_piece: whether a word is a single piece of the model's vocabulary, so that it is a
            word the model knows and not a garbled name.
    """
    source = job.segment.source
    chain = (
        _whole_characters(source),
        tidy,
        stutter(source),
        typeset(source, job.hits),
        _times(source),
        _figures(source),
        _names(source, (*job.hits, *job.item.learned), one_piece),
        agree,
        _quotes(source),
        _ending(source),
        _house(job.item.quote_depth),
    )
    target = _through(chain, text, job.hits)
    target = restore_caps(target) if job.capitals else agree_initial(source, target).text
    return Enforced(text=target, edits=tuple(_differences(text, target)))


def finish_undecoded(job: Job, text: str) -> str:
    """Return the target of a job that needed no decoder, with the house's quotation marks."""
    chain = (_quotes(job.segment.source), _house(job.item.quote_depth))
    return _through(chain, text, job.hits)


def _through(chain: Sequence[Callable[[str], Enforced]], text: str, hits: Sequence[TermHit]) -> str:
    """Return ``text`` after every step that costs no term."""
    lacking = _lacking(text, hits)
    for step in chain:
        changed = step(text).text
        if changed != text:
            left = _lacking(changed, hits)
            if left <= lacking:  # marks are not worth a term
                text, lacking = changed, left
    return text


def _lacking(target: str, hits: Sequence[TermHit]) -> int:
    """Return how many hits a target does not render, and forbidden renderings it has."""
    if not hits:
        return 0
    verification = verify(target, hits)
    return len(verification.missing) + len(verification.forbidden)


def _whole_characters(source: str) -> Callable[[str], Enforced]:
    """Drop what a decoder that spells in bytes left unfinished; the source's own stays."""

    def step(text: str) -> Enforced:
        if _UNFINISHED not in text or _UNFINISHED in source:
            return Enforced(text=text)
        edits = tuple(
            Edit(start=m.start(), end=m.end(), replacement="", reason="bytes")
            for m in re.finditer(_UNFINISHED, text)
        )
        return Enforced(text=apply_edits(text, edits), edits=edits)

    return step


def _names(
    source: str, hits: Sequence[TermHit], one_piece: Callable[[str], bool]
) -> Callable[[str], Enforced]:
    def step(text: str) -> Enforced:
        return repair_names(source, text, hits=hits, one_piece=one_piece)

    return step


def _figures(source: str) -> Callable[[str], Enforced]:
    return lambda text: repair_figures(source, text)


def _times(source: str) -> Callable[[str], Enforced]:
    return lambda text: repair_times(source, text)


def _quotes(source: str) -> Callable[[str], Enforced]:
    return lambda text: repair_quotes(source, text)


def _house(depth: int) -> Callable[[str], Enforced]:
    return lambda text: house_quotes(text, depth=depth)


def repair_names(
    source: str,
    target: str,
    *,
    hits: Sequence[TermHit],
    one_piece: Callable[[str], bool],
) -> Enforced:
    """Put names no concept covers back where the decoder garbled their spelling.

    Only a capitalised word that the model does not know as one piece, is not in the source and is
    spelt nearly like a name the target lacks is taken for a garbled name.
    """
    names = unlisted_names(source, [(hit.start, hit.end) for hit in hits])
    lacking = [name for name in names if name.text not in target]
    if not lacking:
        return Enforced(text=target)
    known = [
        (word.start, word.end)
        for word in words_of(target)
        if word.text in source or one_piece(word.text)
    ]
    renderings = {r for hit in hits for r in hit.renderings}
    known += [
        (m.start(), m.end())
        for rendering in renderings
        for m in re.finditer(re.escape(rendering), target)
    ]
    edits: list[Edit] = []
    for name in lacking:
        near = near_runs(target, (name.text,), taken=known, least=_NAME_LIKENESS)
        near = [n for n in near if not name.text.startswith(target[n[1] : n[2]])]
        if near:
            _, start, end = near[0]
            edits.append(Edit(start=start, end=end, replacement=name.text, reason="name"))
            known.append((start, end))
    return Enforced(text=apply_edits(target, tuple(edits)), edits=tuple(edits))


def _ending(source: str) -> Callable[[str], Enforced]:
    """End as the source ends: a full stop is neither lost nor added."""

    def step(text: str) -> Enforced:
        source_stop = _STOP.search(source.rstrip())
        target_stop = _STOP.search(text)
        edit: Edit | None = None
        if source_stop and not target_stop and re.search(r"\w", text):
            closers = _CLOSERS.search(text)
            at = closers.start() if closers else len(text)
            if text[at - 1 : at] in {",", ";", ":", "-", "–"}:
                edit = Edit(start=at - 1, end=at, replacement=source_stop[0][0], reason="stop")
            else:
                edit = Edit(start=at, end=at, replacement=source_stop[0][0], reason="stop")
        elif target_stop and not source_stop and target_stop[0].startswith("."):
            at = target_stop.start()
            if not re.search(r"\b\w\.\w\.$|\b(?:Mr|Mrs|Dr|St|Jr|Inc|Co|etc)\.$", text[: at + 1]):
                edit = Edit(start=at, end=at + 1, replacement="", reason="stop")
        edits = (edit,) if edit else ()
        return Enforced(text=apply_edits(text, edits), edits=edits)

    return step


def _differences(before: str, after: str) -> Iterator[Edit]:
    """Return the edits between two texts, for the record."""
    from difflib import SequenceMatcher  # standard library, only where something changed

    if before == after:
        return
    if max(len(before), len(after)) > _COMPARED:  # the matcher's time grows with the square
        yield Edit(start=0, end=len(before), replacement=after, reason="finish")
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            yield Edit(start=start, end=end, replacement=after[new_start:new_end], reason="finish")
