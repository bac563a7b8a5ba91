"""From decoded text to a target an editor wants to see: marks, capitals, spaces, names.

Everything done here is small, reversible and recorded as edits; the words are the decoder's.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from workbench.glossary.satisfy import verify
from workbench.model import Edit, Enforced, apply_edits
from workbench.pipeline.agreement import articled, one_article, written_alike
from workbench.pipeline.names import english_names, repair_names
from workbench.pipeline.surnames import bare_surnames
from workbench.pipeline.typesetting import agree, closed_bracket, stutter, tidy, typeset
from workbench.text.casing import agree_initial, restore_caps
from workbench.text.dress import dress
from workbench.text.figures import repair_figures
from workbench.text.house_quotes import house_quotes
from workbench.text.quotes import repair_quotes
from workbench.text.times import repair_times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workbench.model import TermHit
    from workbench.pipeline.prepare import Job

__all__ = ["finish", "finish_undecoded"]

_STOP = re.compile(r"[.!?…][\"'”’)\]]*$")
_CLOSERS = re.compile(r"[\"'”’)\]]*$")
_SMALL_WORD = re.compile(r"(?<![\w@./#'’-])[a-z]{4,30}(?![\w@/]|[.'’-]\w)")
_SPELT = 5_000
"""Words of a target that are looked up."""
_UNFINISHED = "\ufffd"
_COMPARED = 5_000
"""Characters above which the edits of a target are not told apart."""


def finish(
    job: Job, text: str, *, one_piece: Callable[[str], bool], language: str = "en-GB"
) -> Enforced:
    """Return the target of a job and the edits that made it from ``text``.

    Args:
        job: the segment with its terms.
        text: the decoded parts, joined.
        one_piece: whether a word is a single piece of the model's vocabulary, so that it is a
            word the model knows and not a garbled name.
        language: which English the dates and units are set in.
    """
    source = job.segment.source
    named = (*job.hits, *job.item.learned)
    chain = (
        _whole_characters(source),
        tidy,
        stutter(source),
        typeset(source, job.hits),
        _times(source),
        _figures(source),
        _names(source, named, one_piece),
        english_names(source, hits=named),
        bare_surnames(source, job.item.learned),
        lambda draft: dress(source, draft, british=language.lower() != "en-us"),
        _spelt(source, language),
        written_alike(job.hits),
        articled(job.segment, job.hits),
        one_article,
        agree(source),
        _quotes(source),
        _ending(source),
        closed_bracket(source),
        _house(job.item.quote_depth),
    )
    target = _through(chain, text, job.hits)
    target = restore_caps(target) if job.capitals else agree_initial(source, target).text
    return Enforced(text=target, edits=tuple(_differences(text, target)))


def finish_undecoded(job: Job, text: str) -> str:
    """Return the target of a job that needed no decoder, with the house's quotation marks."""
    chain = [_house(job.item.quote_depth)]
    if any(map(str.isalnum, text)):  # marks alone quote nothing that has a place in the source
        chain.insert(0, _quotes(job.segment.source))
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


def _spelt(source: str, language: str) -> Callable[[str], Enforced]:
    """Spell words as the English of the glossary does: ``favourite``, not ``favorite``.

    A word with a capital may be a name (Pearl Harbor), and one the Dutch has too is quoted.
    """

    def step(text: str) -> Enforced:
        # The checks of the same draft look the same words up, in the same cache.
        from workbench.qa.dictionary import dictionary

        elsewhere = dictionary(language).elsewhere
        own = set(_SMALL_WORD.findall(source))
        edits = tuple(
            Edit(start=m.start(), end=m.end(), replacement=right, reason="spelling")
            for m in islice(_SMALL_WORD.finditer(text), _SPELT)
            if m.group() not in own and (right := elsewhere(m.group())) is not None
        )
        return Enforced(text=apply_edits(text, edits), edits=edits)

    return step


def _times(source: str) -> Callable[[str], Enforced]:
    return lambda text: repair_times(source, text)


def _quotes(source: str) -> Callable[[str], Enforced]:
    return lambda text: repair_quotes(source, text)


def _house(depth: int) -> Callable[[str], Enforced]:
    return lambda text: house_quotes(text, depth=depth)


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
