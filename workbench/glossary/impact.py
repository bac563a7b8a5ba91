"""What a change of the glossary does to stored segments, before anything is saved.

Two glossaries are held against each other, and only segments in which a changed concept can match
are looked at. The new wording is estimated by replay: each stored rendering of a changed concept is
replaced where it stands in the English. Where that does not give what the glossary asks for, the
segment is said to need the decoder. Nothing is decoded, read or written here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import ahocorasick_rs

from workbench.glossary.english import possessive, without_possessive
from workbench.glossary.match import Matcher
from workbench.glossary.renderings import find_renderings, rendering_key
from workbench.glossary.satisfy import verify
from workbench.glossary.surface import surface

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.glossary.file import Glossary
    from workbench.model import Rendering, State, StoredSegment, TermHit

__all__ = ["Affected", "Difference", "Word", "marked_words", "shortened"]

_TOKEN = re.compile(r"\s+|[^\W_]+(?:['’-][^\W_]+)*|.", re.DOTALL)
# What only ``surface`` can bring into comparable spelling; few segments have any of it.
_NEEDS_SURFACE = re.compile("[^\0\n -~\u00c0-\u024f„“”‘’–—…€«»]|[\n`İ]")
_COMMON = bytes(set(range(32, 127)) - set(b"`")) + b"\0"
_BETWEEN = "\0"
_NEAR = 60
"""Characters of unchanged wording that are shown on either side of a change."""
_AT_ONCE = 20_000
"""Segments that are put together for one search."""
_RENDERINGS: Any = {
    **dict.fromkeys(("en", "admitted", "forbidden"), True),
    **dict.fromkeys(("definition", "note", "examples", "decided"), True),
    "forms": {"__all__": {"en", "admitted", "forbidden", "note"}},
}
"""What of a concept does not decide where it matches."""


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
    """The new wording; None where only decoding can tell and nothing has been decoded."""
    cost: float | None
    """Of the terms in the present wording, log-probability per token; None where unknown."""
    decoded: bool = False
    """Whether the new wording is the decoder's and no estimate."""

    @property
    def kept(self) -> bool:
        """Whether an editor has reviewed it, so that it is never touched."""
        return self.state in {"reviewed", "final"}


def marked_words(old: str, new: str) -> list[Word]:
    """Return old and new wording side by side, in stretches that are the same or not."""
    # Most of the two is the same, and cutting it into tokens would take most of the time.
    head, tail = _shared_ends(old, new)
    before = _TOKEN.findall(old[len(head) : len(old) - len(tail)])
    after = _TOKEN.findall(new[len(head) : len(new) - len(tail)])
    shorter = min(len(before), len(after))
    first = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    left = shorter - first
    last = next((at for at in range(left) if before[-1 - at] != after[-1 - at]), left)
    head, tail = head + "".join(before[:first]), "".join(before[len(before) - last :]) + tail
    before, after = before[first : len(before) - last], after[first : len(after) - last]
    if set(before).isdisjoint(after):
        # One name for another, as nearly always: there is nothing in it to find again.
        middle = [Word(old="".join(before), new="".join(after))] if before or after else []
    else:
        middle = [
            Word(old="".join(before[a:b]), new="".join(after[c:d]))
            for _, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
        ]
    return [
        *([Word(old=head, new=head)] if head else []),
        *middle,
        *([Word(old=tail, new=tail)] if tail else []),
    ]


def shortened(text: str, at: int, count: int) -> str:
    """Return an unchanged stretch, the part of it that is far from any change left out.

    Args:
        text: the stretch.
        at: its number among the stretches of the wording.
        count: of all stretches.
    """
    left = 0 if at == 0 else _NEAR  # at the ends of the wording there is a change on one side only
    right = 0 if at == count - 1 else _NEAR
    if len(text) <= left + right + _NEAR // 2 or not left + right:
        return text
    begins = text[:left].rpartition(" ")[0] if left else ""
    ends = text[len(text) - right :].partition(" ")[2] if right else ""
    return f"{begins + ' ' if begins else ''}…{' ' + ends if ends else ''}"


def _shared_ends(old: str, new: str) -> tuple[str, str]:
    """Return what two texts have in common before and behind, up to a space between tokens."""
    if old == new:
        return old, ""
    head = old[: _same_beginning(old, new)]
    head = head[: max(head.rfind(" "), 0)].rstrip()
    rest_old, rest_new = old[len(head) :], new[len(head) :]
    same = _same_beginning(rest_old[::-1], rest_new[::-1])
    tail = rest_old[len(rest_old) - same :]
    # The first space that a letter or mark stands before in both: no token reaches across it.
    space = re.search(r"(?<=\S)\s", tail)
    return head, tail[space.start() :] if space else ""


def _same_beginning(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginnings."""
    least, most = 0, min(len(one), len(other))
    while least < most:  # halving compares slices, which is far quicker than character by character
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


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

    def concerned(self, sources: Sequence[str]) -> list[int]:
        """Return the numbers of the sources that a changed concept can match.

        Quick, for all segments of a project at once, and too many rather than too few.
        """
        if self._forms is None:
            return []
        found: set[int] = set()
        for first in range(0, len(sources), _AT_ONCE):
            chunk = sources[first : first + _AT_ONCE]
            folded = [source.lower() for source in chunk]
            for at in _irregular(chunk):
                folded[at] = surface(chunk[at]).folded
            begins = list(accumulate((len(text) + 1 for text in folded), initial=0))
            # What is between them is in no form, so no match reaches from one into the next.
            text = _BETWEEN.join(folded).replace("’", "'").replace("‘", "'")
            matches = self._forms.find_matches_as_indexes(text)
            found.update(first + bisect_right(begins, start) - 1 for _, start, _ in matches)
        return sorted(found)

    @cached_property
    def _same_matches(self) -> bool:
        """Whether the change is one of renderings alone, so that the same places match."""
        before, after = self.old.glossary, self.new.glossary
        if [one.id for one in before] != [one.id for one in after]:
            return False
        return all(
            before.by_id[name].model_dump(exclude=_RENDERINGS)
            == after.by_id[name].model_dump(exclude=_RENDERINGS)
            for name in self.concepts
        )

    def _concepts_in(self, source: str, hits: Sequence[TermHit]) -> tuple[str, ...]:
        """Return the changed concepts that match a source, before or after the change."""
        if not self._same_matches:
            return _differing(self.old.match(source).hits, hits)
        return tuple(dict.fromkeys(hit.concept for hit in hits if hit.concept in self._changed))

    @cached_property
    def _changed(self) -> frozenset[str]:
        return frozenset(self.concepts)

    def affect(self, stored: StoredSegment) -> Affected | None:
        """Return what the change does to a segment, None where it does nothing."""
        source = stored.segment.source
        rendering = stored.rendering
        if rendering is None:
            return None
        hits = self.new.match(source).hits
        concepts = self._concepts_in(source, hits)
        if not concepts:
            return None
        return Affected(
            document=stored.document,
            number=stored.segment.number,
            state=stored.state,
            concepts=concepts,
            source=source,
            old=rendering.target,
            new=replay(
                rendering.target,
                rendering.terms,
                hits,
                concepts,
                before=self._unstored(stored, hits),
            ),
            cost=_cost(rendering, concepts),
        )

    def _unstored(self, stored: StoredSegment, hits: Sequence[TermHit]) -> Sequence[TermHit]:
        """Return the hits before the change, where the project does not know of all of them yet.

        A concept that was added and not applied is in the present wording only by what it asks for.
        """
        rendering = stored.rendering
        known = set() if rendering is None else {term.get("concept") for term in rendering.terms}
        if all(hit.concept in known for hit in hits if hit.concept in self._changed):
            return ()
        return self.old.match(stored.segment.source).hits


def _irregular(texts: Sequence[str]) -> set[int]:
    """Return the numbers of the texts that only ``surface`` can bring into comparable spelling."""
    begins = list(accumulate((len(text) + 1 for text in texts), initial=0))
    whole = _BETWEEN.join(texts)
    found: set[int] = set()
    # Taking out the common bytes and finding what is left, sign by sign, is several times as fast
    # as a pattern that looks at every character.
    rest = whole.encode("utf-8", "surrogatepass").translate(None, _COMMON)
    signs = set(rest.decode("utf-8", "surrogatepass"))
    for sign in (*filter(_NEEDS_SURFACE.match, signs), "  "):
        at = whole.find(sign)
        while at >= 0:
            number = bisect_right(begins, at) - 1
            found.add(number)
            at = whole.find(sign, begins[number + 1])
    return found


def _cost(rendering: Rendering, concepts: Sequence[str]) -> float | None:
    """Return what the terms of some concepts cost a rendering, as far as its trace tells."""
    pieces = (rendering.trace or {}).get("pieces")
    terms = [str(term.get("source")) for term in rendering.terms if term.get("concept") in concepts]
    if not isinstance(pieces, list) or not terms:
        return None
    costs = [
        float(piece["cost"])
        for piece in pieces
        if isinstance(piece, dict)
        and isinstance(piece.get("cost"), int | float)
        and piece.get("hinted") != piece.get("source")
        and any(term in str(piece.get("source")) for term in terms)
    ]
    return max(costs) if costs else None


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
    *,
    before: Sequence[TermHit] = (),
) -> str | None:
    """Return the target with the changed concepts' renderings in place of the stored ones.

    Args:
        target: the present English.
        terms: its stored terms.
        hits: the hits under the new glossary.
        concepts: ids of the changed concepts.
        before: the hits under the old one, where ``terms`` lacks some of them.

    Returns:
        The new wording, or None where it does not give what the new glossary asks for.
    """
    stored = {(term.get("start"), term.get("concept")): term for term in terms}
    asked = {(hit.start, hit.concept): hit.renderings for hit in before}
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
            # Not known when it was drafted: it may say what was asked for until now, may have left
            # the Dutch, or says what is now forbidden.
            said = asked.get((hit.start, hit.concept), ())
            spans = [
                span
                for text in (*said, hit.source, *hit.forbidden)
                for span in find_renderings(target, text, case_sensitive=True)
            ][:1]
        for start, end in spans:
            pieces.append((start, end, _fitted(target, start, end, hit)))
    text, reached, replaced = target, len(target) + 1, 0
    for start, end, replacement in sorted(set(pieces), reverse=True):
        if end > reached:
            continue
        text = _with_article(text[:start], replacement) + replacement + text[end:]
        reached = start
        replaced += 1
    wanted = [
        hit for hit in hits if hit.concept in concepts and (hit.enforced or hit.policy == "forbid")
    ]
    if _plainly_right(text, wanted, replaced):
        return text
    verdict = verify(text, wanted)
    return None if verdict.missing or verdict.forbidden else text


def _plainly_right(text: str, wanted: Sequence[TermHit], replaced: int) -> bool:
    """Whether a replayed target needs no closer look: each term was put down, nothing is banned."""
    if replaced != len(wanted):
        return False
    folded = text.lower()
    return not any(ban.lower() in folded for hit in wanted for ban in hit.forbidden)


def _fitted(target: str, start: int, end: int, hit: TermHit) -> str:
    """Return the new rendering with the capitals and the article of what it replaces."""
    old, new = target[start:end], hit.renderings[0]
    key = rendering_key(old)
    if any(
        (start, end) == span
        for rendering in hit.renderings
        if rendering_key(rendering) == key
        for span in find_renderings(target, rendering, case_sensitive=hit.case_sensitive)
    ):
        return old
    if without_possessive(old) != old:
        # Dutch may have no possessive where English has one: het huis van Tokajev.
        new = possessive(new, person=hit.type == "person")
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
