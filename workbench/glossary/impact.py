"""What a change of the glossary does to stored segments, before anything is saved.

Two glossaries are held against each other, and only segments in which a changed concept can match
are looked at. The new wording is estimated by replay: each stored rendering of a changed concept is
replaced where it stands in the English. Where that does not give what the glossary asks for, the
segment is said to need the decoder. Nothing is decoded, read or written here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import TYPE_CHECKING

import ahocorasick_rs

from workbench.glossary.match import Matcher
from workbench.glossary.renderings import find_renderings
from workbench.glossary.satisfy import verify
from workbench.glossary.surface import surface

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.glossary.file import Glossary
    from workbench.model import State, StoredSegment, TermHit

__all__ = ["Affected", "Difference", "Word", "marked_words"]

_TOKEN = re.compile(r"\s+|[^\W_]+(?:['’-][^\W_]+)*|.", re.DOTALL)
# What only ``surface`` can bring into comparable spelling; few segments have any of it.
_NEEDS_SURFACE = re.compile("[^\n -~\u00c0-\u024f„“”‘’–—…€«»]|  |[\n`İ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A stretch of old and new wording."""

    old: str
    new: str

    @property
    def changed(self) -> bool:
        """Whether the two differ."""
        return self.old != self.new


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """A segment whose translation the change bears on."""

    document: str
    number: int
    state: State
    concepts: tuple[str, ...]
    """Ids of the changed concepts that match it, before or after."""
    source: str
    old: str
    new: str | None
    """The estimated new wording; None where only decoding can tell."""
    cost: float | None
    """Of the terms in the present wording, log-probability per token; None where unknown."""

    @property
    def kept(self) -> bool:
        """Whether an editor has reviewed it, so that it is never touched."""
        return self.state in {"reviewed", "final"}


def marked_words(old: str, new: str) -> list[Word]:
    """Return old and new wording side by side, in stretches that are the same or not."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    return [
        Word(old="".join(before[a:b]), new="".join(after[c:d]))
        for _, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    ]


class Difference:
    """Two states of a glossary, and what the step from one to the other concerns."""

    def __init__(self, old: Glossary, new: Glossary) -> None:
        """Keep both; everything else is found out when it is asked for."""
        self.old = Matcher(old)
        self.new = Matcher(new)

    @cached_property
    def concepts(self) -> tuple[str, ...]:
        """The ids of concepts that are new, gone or not the same, in file order."""
        before = {one.id: one.fingerprint for one in self.old.glossary}
        after = {one.id: one.fingerprint for one in self.new.glossary}
        ids = dict.fromkeys([*before, *after])
        return tuple(name for name in ids if before.get(name) != after.get(name))

    @cached_property
    def _forms(self) -> ahocorasick_rs.AhoCorasick | None:
        forms = {
            form.folded
            for matcher in (self.old, self.new)
            for name in self.concepts
            if (concept := matcher.glossary.by_id.get(name)) is not None
            for form in concept.listed
        }
        return ahocorasick_rs.AhoCorasick(sorted(forms), store_patterns=False) if forms else None

    def may_concern(self, source: str) -> bool:
        """Whether a changed concept can match a source; quick, and yes too often."""
        if self._forms is None:
            return False
        if _NEEDS_SURFACE.search(source):
            folded = surface(source).folded
        else:
            folded = source.lower().replace("’", "'").replace("‘", "'")
        return bool(self._forms.find_matches_as_indexes(folded))

    def affect(self, stored: StoredSegment) -> Affected | None:
        """Return what the change does to a segment, None where it does nothing."""
        source = stored.segment.source
        hits = self.new.match(source).hits
        concepts = _differing(self.old.match(source).hits, hits)
        rendering = stored.rendering
        if not concepts or rendering is None:
            return None
        costs = [term.get("cost") for term in rendering.terms if term.get("concept") in concepts]
        known = [cost for cost in costs if isinstance(cost, float)]
        return Affected(
            document=stored.document,
            number=stored.segment.number,
            state=stored.state,
            concepts=concepts,
            source=source,
            old=rendering.target,
            new=replay(rendering.target, rendering.terms, hits, concepts),
            cost=max(known) if known else None,
        )


def _differing(old: Sequence[TermHit], new: Sequence[TermHit]) -> tuple[str, ...]:
    """Return the concepts whose hits or content are not the same."""
    before = {(hit.concept, hit.fingerprint, hit.start, hit.end) for hit in old}
    after = {(hit.concept, hit.fingerprint, hit.start, hit.end) for hit in new}
    return tuple(dict.fromkeys(one[0] for one in sorted(before ^ after, key=lambda one: one[2:])))


def replay(
    target: str,
    terms: Sequence[Mapping[str, object]],
    hits: Sequence[TermHit],
    concepts: Sequence[str],
) -> str | None:
    """Return the target with the changed concepts' renderings in place of the stored ones.

    Args:
        target: the present English.
        terms: its stored terms.
        hits: the hits under the new glossary.
        concepts: ids of the changed concepts.

    Returns:
        The new wording, or None where it does not give what the new glossary asks for.
    """
    stored = {(term.get("start"), term.get("concept")): term for term in terms}
    pieces: list[tuple[int, int, str]] = []
    for hit in hits:
        if hit.concept not in concepts or not hit.renderings or not hit.enforced:
            continue
        term = stored.get((hit.start, hit.concept))
        spans: list[tuple[int, int]] = []
        if term is not None:
            start, end = term.get("target_start"), term.get("target_end")
            if isinstance(start, int) and isinstance(end, int):
                spans = [(start, end)]
        else:
            # Newly listed: the draft may have left the Dutch, or says what is now forbidden.
            spans = [
                span
                for text in (hit.source, *hit.forbidden)
                for span in find_renderings(target, text, case_sensitive=True)
            ][:1]
        for start, end in spans:
            pieces.append((start, end, _fitted(target, start, end, hit)))
    text, reached = target, len(target) + 1
    for start, end, replacement in sorted(set(pieces), reverse=True):
        if end > reached:
            continue
        text = _with_article(text[:start], replacement) + replacement + text[end:]
        reached = start
    wanted = [hit for hit in hits if hit.concept in concepts and hit.enforced]
    verdict = verify(text, wanted)
    return None if verdict.missing or verdict.forbidden else text


def _fitted(target: str, start: int, end: int, hit: TermHit) -> str:
    """Return the new rendering with the capitals and the article of what it replaces."""
    old, new = target[start:end], hit.renderings[0]
    if any(
        (start, end) == span
        for rendering in hit.renderings
        for span in find_renderings(target, rendering, case_sensitive=hit.case_sensitive)
    ):
        return old
    if old.isupper() and len(old) > 1:
        return new.upper()
    begins = start == 0 or target[:start].rstrip(" “‘\"'").endswith((".", "!", "?"))
    return new[:1].upper() + new[1:] if begins and old[:1].isupper() else new


def _with_article(before: str, replacement: str) -> str:
    """Return what stands before a replacement with ``a`` or ``an`` as that asks for."""
    if found := re.search(r"\b([Aa])n? $", before):
        vowel = replacement[:1].lower() in "aeiou" and not re.match(
            r"(?:uk|ui|ug|eu|uni|us[ei]|one\b)", replacement.lower()
        )
        return before[: found.start()] + found.group(1) + ("n " if vowel else " ")
    return before
