"""Finding the glossary's concepts in a source segment.

One automaton holds every listed form in folded spelling. It reports all overlapping occurrences;
word boundary, case, context and status decide which of them count, and only then do overlaps go to
the leftmost, longest and highest in priority. Filtering first is what lets ``Noord`` survive where
``Noord-Ossetië`` fails its boundary. Whether a target renders a hit is ``satisfy``'s question.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

import ahocorasick_rs

from workbench.glossary.derive import (
    case_fits,
    derived_renderings,
    ending,
    is_name,
    is_other_name,
)
from workbench.glossary.surface import Surface, surface
from workbench.model import TermHit

if TYPE_CHECKING:
    from workbench.glossary.concept import Concept, ListedForm
    from workbench.glossary.derive import Derivation, Reason
    from workbench.glossary.file import Glossary

__all__ = ["CONTEXT_LIMIT_SECONDS", "Match", "Matcher", "Rejected", "term_key"]

CONTEXT_LIMIT_SECONDS = 0.05
# Neighbours that neither join a form to another word nor make a possessive of it.
_PLAIN = frozenset(' .,;:!?()[]"„“”«»…')


class Expression(Protocol):
    """What is used of a compiled expression of the ``regex`` package, which has no types."""

    def search(self, string: str, *, timeout: float) -> object: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A form that stands in the source and does not count, for ``explain``."""

    concept: str
    form: str
    """The form as listed in the glossary."""
    source: str
    start: int
    end: int
    reason: Reason


class _Entry(NamedTuple):
    """A listed form with all that matching asks of it."""

    number: int
    concept: Concept
    form: ListedForm
    text: str
    sensitive: bool
    has_context: bool
    demonym: bool
    weight: tuple[int, bool]
    """Sorts forms that match the same span: priority, then a context that holds."""


class _Found(NamedTuple):
    """An occurrence that passed every filter, sorted as overlaps are decided.

    Offsets refer to the surface. The number is the entry's and makes sorting stop before it.
    """

    start: int
    minus_end: int
    derived: bool
    weight: tuple[int, bool]
    inexact: bool
    number: int
    entry: _Entry
    base_end: int
    derivation: Derivation

    @property
    def end(self) -> int:
        return -self.minus_end


_Refusal: TypeAlias = "tuple[list[_Entry], int, int, Reason]"


@dataclass(frozen=True, kw_only=True)
class Match:
    """What the glossary has to say about one source segment."""

    source: str
    hits: tuple[TermHit, ...]
    """Not overlapping, in document order, of every status."""
    warnings: tuple[str, ...] = ()
    """Context expressions that took too long, each with its place in the glossary."""
    _matcher: Matcher = field(repr=False, compare=False)
    _surface: Surface = field(repr=False, compare=False)
    _losers: tuple[tuple[_Found, _Found], ...] = field(repr=False, compare=False)
    _contexts: dict[str, bool | None] = field(repr=False, compare=False)

    @cached_property
    def shadowed(self) -> tuple[tuple[TermHit, TermHit], ...]:
        """(loser, winner) where concepts overlap, in document order of the losers."""
        hit = self._matcher._hit
        return tuple(
            (hit(loser, self._surface, self.source), hit(winner, self._surface, self.source))
            for loser, winner in sorted(self._losers)
        )

    @cached_property
    def rejected(self) -> tuple[Rejected, ...]:
        """Forms found and not counted, each with the first filter that it failed."""
        # Rare to ask for and long to list, so it is found by searching once more.
        search = _Search(
            self._matcher, self.source, self._surface, contexts=self._contexts, explain=True
        )
        search.run()
        rejected: list[Rejected] = []
        for entries, at, to, reason in search.refused or ():
            start, end = self._surface.span(at, to)
            rejected += [
                Rejected(
                    concept=entry.concept.id,
                    form=entry.form.nl,
                    source=self.source[start:end],
                    start=start,
                    end=end,
                    reason=reason,
                )
                for entry in entries
            ]
        return tuple(sorted(rejected, key=lambda one: (one.start, one.end)))


_PLACE = ("source", "start", "end")
_SLOTS = {name: getattr(TermHit, name).__set__ for name in TermHit.__slots__}
_SET_SOURCE, _SET_START, _SET_END = (_SLOTS[name] for name in _PLACE)


class _Stamp:
    """Makes the hits of one form; writing 13 fields of a frozen class takes longer than the search.

    A hit gets the template's fields slot by slot, which costs a third of its constructor.
    """

    __slots__ = ("_fixed",)

    def __init__(self, template: TermHit) -> None:
        self._fixed = tuple(
            (put, getattr(template, name)) for name, put in _SLOTS.items() if name not in _PLACE
        )

    def __call__(self, source: str, start: int, end: int) -> TermHit:
        hit = object.__new__(TermHit)
        for put, value in self._fixed:
            put(hit, value)
        _SET_SOURCE(hit, source)
        _SET_START(hit, start)
        _SET_END(hit, end)
        return hit


class Matcher:
    """Matches segments against one glossary; built on first use and cheap to pickle."""

    def __init__(self, glossary: Glossary) -> None:
        """Keep the glossary; the automaton is built when the first segment comes."""
        self.glossary = glossary
        self._fingerprints: dict[str, str] = {}
        self._expressions: dict[str, Expression] = {}
        self._stamps: dict[tuple[int, Derivation], _Stamp] = {}

    def __getstate__(self) -> Glossary:
        """Leave out the automaton, which another process builds again from the glossary."""
        return self.glossary

    def __setstate__(self, glossary: Glossary) -> None:
        """Take the glossary back."""
        self.__init__(glossary)  # type: ignore[misc]

    @cached_property
    def _patterns(self) -> dict[str, list[_Entry]]:
        patterns: dict[str, list[_Entry]] = {}
        number = 0
        for concept in self.glossary.concepts:
            demonym = concept.type == "demonym"
            priority = -concept.priority
            for form in concept.listed:
                has_context = bool(form.context.require or form.context.exclude)
                entry = _Entry(
                    number,
                    concept,
                    form,
                    form.text,
                    form.sensitive,
                    has_context,
                    demonym,
                    (priority, not has_context),
                )
                number += 1
                if (entries := patterns.get(form.folded)) is None:
                    patterns[form.folded] = [entry]
                else:
                    entries.append(entry)
        return patterns

    @cached_property
    def _by_index(self) -> list[list[_Entry]]:
        return list(self._patterns.values())

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        return ahocorasick_rs.AhoCorasick(
            self._patterns,
            store_patterns=False,
            # Half the time to build of the deterministic one, and the search is no bottleneck.
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )

    def match(self, source: str) -> Match:
        """Return the hits in one segment's source, with what was shadowed or rejected and why."""
        it = surface(source)
        search = _Search(self, source, it, contexts={})
        search.run()
        chosen, losers = _decide(search.found)
        return Match(
            source=source,
            hits=tuple([self._hit(found, it, source) for found in chosen]),
            warnings=tuple(search.warnings),
            _matcher=self,
            _surface=it,
            _losers=tuple(losers),
            _contexts=search.contexts,
        )

    def _hit(self, found: _Found, it: Surface, source: str) -> TermHit:
        start, end = it.span(found.start, -found.minus_end)
        key = (found.number, found.derivation)
        stamp = self._stamps.get(key)
        if stamp is None:
            stamp = _Stamp(self._template(found, it, source))
            if found.entry.concept.policy != "keep":
                # All but the place depends on form and derivation alone, save a copy's rendering.
                self._stamps[key] = stamp
        return stamp(source[start:end], start, end)

    def _template(self, found: _Found, it: Surface, source: str) -> TermHit:
        """Return a hit of a form with everything but its place."""
        entry = found.entry
        concept, form = entry.concept, entry.form
        if concept.policy == "keep":
            renderings = _kept(found, it, source)
        else:
            renderings = _listed_renderings(entry, found.derivation)
        forbidden = form.forbidden
        if concept.policy == "forbid":
            forbidden = tuple(dict.fromkeys((*renderings, *forbidden)))
            renderings = ()
        else:
            # What a concept asks for and forbids at once (a slip `glossary check` tells of) is
            # asked for; forbidding it would send the segment up the ladder for nothing.
            forbidden = tuple(text for text in forbidden if text not in renderings)
        fingerprint = self._fingerprints.get(concept.id)
        if fingerprint is None:
            fingerprint = self._fingerprints[concept.id] = concept.fingerprint
        return TermHit(
            concept=concept.id,
            source="",
            start=0,
            end=0,
            renderings=renderings,
            forbidden=forbidden,
            policy=concept.policy,
            status=form.status,
            case_sensitive=entry.sensitive,
            derivation=found.derivation,
            type=concept.type,
            fingerprint=fingerprint,
            note=form.note,
        )

    def _holds(self, expression: str, source: str) -> bool:
        """Whether a context expression is found in a source.

        Raises:
            TimeoutError: it takes longer than ``CONTEXT_LIMIT_SECONDS``.
        """
        compiled = self._expressions.get(expression)
        if compiled is None:
            import regex  # type: ignore[import-untyped]  # 30 ms; few glossaries have expressions

            compiled = self._expressions[expression] = regex.compile(expression)
        return compiled.search(source, timeout=CONTEXT_LIMIT_SECONDS) is not None


class _Search:
    """The search of one source: what passes the filters, and what does not."""

    def __init__(
        self,
        matcher: Matcher,
        source: str,
        it: Surface,
        *,
        contexts: dict[str, bool | None],
        explain: bool = False,
    ) -> None:
        self.matcher = matcher
        self.source = source
        self.it = it
        self.contexts = contexts
        self.found: list[_Found] = []
        self.refused: list[_Refusal] | None = [] if explain else None
        self.warnings: dict[str, None] = {}

    def run(self) -> None:
        text = self.it.text
        length = len(text)
        by_index = self.matcher._by_index
        found = self.found
        refused = self.refused
        for index, start, end in self.matcher._automaton.find_matches_as_indexes(
            self.it.folded, overlapping=True
        ):
            # This loop runs for every occurrence of every form, mostly inside longer words: the
            # plain cases are decided here, without a call.
            before = text[start - 1] if start else " "
            if before.isalnum():
                if refused is not None:
                    refused.append((by_index[index], start, end, "boundary"))
                continue
            after = text[end] if end < length else " "
            if after.isalnum() and after not in "sS":
                if refused is not None:
                    refused.append((by_index[index], start, end, "boundary"))
                continue
            plainly = before in _PLAIN and after in _PLAIN
            for entry in by_index[index]:
                exact = text[start:end] == entry.text
                if plainly and exact and not entry.has_context:
                    found.append(
                        _Found(
                            start,
                            -end,
                            False,
                            entry.weight,
                            False,
                            entry.number,
                            entry,
                            end,
                            "listed",
                        )
                    )
                else:
                    self.consider(entry, start, end, exact=exact)

    def consider(self, entry: _Entry, start: int, end: int, *, exact: bool) -> None:
        """Put one form's occurrence where it belongs."""
        text = self.it.text
        full, derivation, reason = ending(entry.text, text, start, end, demonym=entry.demonym)
        if (
            reason is None
            and not exact
            and entry.sensitive
            and not case_fits(entry.text, text, start, end)
        ):
            reason = "case"
        if reason is None and text[max(0, start - 1) : start] == "-":
            wanted = (entry.form.en, *entry.form.admitted)
            reason = "other-name" if is_other_name(text, start, end, wanted) else None
        if reason is None and entry.has_context:
            reason = self.context(entry)
        if reason is not None:
            if self.refused is not None:
                self.refused.append(([entry], start, end, reason))
            return
        derived = derivation in {"possessive", "plural"} or full > end
        self.found.append(
            _Found(
                start, -full, derived, entry.weight, not exact, entry.number, entry, end, derivation
            )
        )

    def context(self, entry: _Entry) -> Reason | None:
        """Return why the source is no context for a form, None where it is."""
        for expression in entry.form.context.require:
            present = self.holds(expression)
            if not present:
                return (
                    self.late(entry, "require", expression)
                    if present is None
                    else "context-require"
                )
        for expression in entry.form.context.exclude:
            present = self.holds(expression)
            if present is not False:
                return (
                    self.late(entry, "exclude", expression)
                    if present is None
                    else "context-exclude"
                )
        return None

    def holds(self, expression: str) -> bool | None:
        """Whether an expression is found, None where it takes too long; asked once a source."""
        if expression not in self.contexts:
            try:
                self.contexts[expression] = self.matcher._holds(expression, self.source)
            except TimeoutError:
                self.contexts[expression] = None
        return self.contexts[expression]

    def late(self, entry: _Entry, name: str, expression: str) -> Reason:
        """Note an expression that took too long; what is in doubt is not enforced."""
        expressions = getattr(entry.form.context, name)
        own = entry.form.keys if self._has_own_context(entry) else ()
        where = self.matcher.glossary.location(
            entry.concept.id, *own, "context", name, expressions.index(expression)
        )
        self.warnings[
            f'{where}: the expression "{expression}" takes longer than '
            f"{round(CONTEXT_LIMIT_SECONDS * 1000)} ms, so "
            f'"{entry.concept.id}" is not matched in this segment; make it simpler'
        ] = None
        return "context-timeout"

    @staticmethod
    def _has_own_context(entry: _Entry) -> bool:
        keys = entry.form.keys
        return bool(keys) and entry.concept.forms[int(keys[1])].context is not None


def _decide(found: list[_Found]) -> tuple[list[_Found], list[tuple[_Found, _Found]]]:
    """Return what is chosen, in document order, and (loser, winner) where concepts overlap."""
    found.sort()
    chosen: list[_Found] = []
    losers: list[tuple[_Found, _Found]] = []
    waiting: list[_Found] = []
    for one in found:
        if one.entry.form.status != "preferred":
            # What is only proposed or deprecated must not take a place from what is in force.
            waiting.append(one)
        elif not chosen or chosen[-1].end <= one.start:
            chosen.append(one)
        elif chosen[-1].entry.concept is not one.entry.concept:
            losers.append((one, chosen[-1]))
    if waiting:
        starts = [one.start for one in chosen]
        extra: list[_Found] = []
        for one in waiting:
            at = bisect_left(starts, one.end) - 1
            rival = chosen[at] if at >= 0 and chosen[at].end > one.start else None
            if rival is None and extra and extra[-1].end > one.start:
                rival = extra[-1]
            if rival is None:
                extra.append(one)
            elif rival.entry.concept is not one.entry.concept:
                losers.append((one, rival))
        chosen = sorted([*chosen, *extra])
    return chosen, losers


def _listed_renderings(entry: _Entry, derivation: Derivation) -> tuple[str, ...]:
    form = entry.form
    listed = form.admitted if form.en is None else (form.en, *form.admitted)
    if entry.concept.policy == "forbid":
        # Only what is written there is banned; a possessive of it is found all the same.
        return listed[:1]
    return derived_renderings(
        listed, derivation, person=entry.concept.type == "person", name=is_name(entry.text)
    )


def _kept(found: _Found, it: Surface, source: str) -> tuple[str, ...]:
    """Return the renderings of a form that is copied: as the source has it, tidied of noise."""
    entry = found.entry
    start, end = it.span(found.start, found.base_end)
    kept = it.text[found.start : found.base_end]
    # Straight apostrophes are for comparing only; the copy keeps the writer's.
    if "’" in source[start:end]:
        kept = kept.replace("'", "’")
    return derived_renderings(
        (kept, *entry.form.admitted), found.derivation, person=entry.concept.type == "person"
    )


def term_key(hits: tuple[TermHit, ...]) -> str:
    """Return what of the glossary a segment's rendering depends on, as a short hash.

    Only the concepts that match count, so that another entry of the file changes nothing.
    """
    if not hits:
        return ""
    prints = sorted({hit.fingerprint for hit in hits})
    return hashlib.sha256("\n".join(prints).encode()).hexdigest()[:16]
