"""What the articles need and the glossary lacks: names and recurring terms, with a proposal each.

Looks at segments alone, source and English as they are now, and proposes; nothing is written here.
A candidate is a cluster of surface forms of one name (``Tokajev``, ``Tokajevs``), its proposal comes
from what editors wrote, from the gazetteer, from romanisation or from the drafts, in that order.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from rapidfuzz import fuzz

from workbench.glossary.gazetteer import gazetteer
from workbench.glossary.romanise import romanise
from workbench.glossary.surface import plain
from workbench.glossary.words import word_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from workbench.glossary.match import Matcher

__all__ = ["Correction", "Proposal", "Sighting", "Suggestion", "Text", "suggest"]

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PARTICLES = word_list("particles")
_STOP = word_list("function")
_SENTENCE_END = re.compile(r"(?:^|[.!?:…]['’\"”)\]]*\s+|[„“\"«(‘–—]\s*|^\s*[-•*]\s*)$")
_CONTEXTS = 3
_LIKE = 84.0
_FEWEST_TERM = 4
"""Occurrences that make a term of several words recurrent."""
_FEWEST_TERM_DOCUMENTS = 2

Reason = Literal["correction", "gazetteer", "romanisation", "drafts", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One segment as the project has it."""

    place: str
    """Document and number, such as ``004:9``."""
    document: str
    source: str
    target: str
    """The current English, empty where there is none."""
    kind: str = "sentence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A replacement that editors made in drafts whose source has a name."""

    dutch: str
    english: str
    count: int
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One occurrence of a candidate."""

    place: str
    source: str
    target: str
    start: int
    """Half-open offsets in ``source``."""
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An English rendering and why."""

    english: str
    reason: Reason
    detail: str
    confidence: float
    """From 0 to 1, for ranking and for ``--min-confidence``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A candidate for a concept."""

    dutch: str
    """The headword: the most frequent form that is no possessive."""
    type: Literal["person", "place", "demonym", "term"]
    forms: tuple[tuple[str, int], ...]
    """Every surface form with its number of occurrences, the most frequent first."""
    count: int
    documents: int
    sightings: tuple[Sighting, ...]
    """The first few."""
    proposals: tuple[Proposal, ...]
    """The likeliest first; empty where nothing is known, as for most terms."""
    conflict: str = ""
    """What editors disagree about, empty where they do not."""

    @property
    def proposal(self) -> Proposal | None:
        """Return the likeliest rendering."""
        return self.proposals[0] if self.proposals else None


@dataclass(slots=True)
class _Candidate:
    name: bool
    forms: Counter[str] = field(default_factory=Counter)
    documents: set[str] = field(default_factory=set)
    sightings: list[Sighting] = field(default_factory=list)
    inside: int = 0
    """Occurrences inside a sentence, where a capital means a name."""

    def add(self, form: str, text: Text, start: int, end: int, *, inside: bool) -> None:
        self.forms[form] += 1
        self.documents.add(text.document)
        self.inside += inside
        self.sightings.append(
            Sighting(place=text.place, source=text.source, target=text.target, start=start, end=end)
        )

    def merge(self, other: _Candidate) -> None:
        self.forms += other.forms
        self.documents |= other.documents
        self.sightings += other.sightings
        self.inside += other.inside


def suggest(
    texts: Iterable[Text],
    matcher: Matcher,
    *,
    corrections: Sequence[Correction] = (),
    min_count: int = 1,
) -> list[Suggestion]:
    """Return candidates, those that most documents and sentences need first.

    Args:
        texts: the segments.
        matcher: of the glossary; what it matches is no candidate, whatever its status.
        corrections: what editors replaced, from all of the project.
        min_count: fewest occurrences of a candidate.
    """
    runs: list[tuple[Text, list[re.Match[str]], bool]] = []
    terms: dict[str, _Candidate] = {}
    small: Counter[str] = Counter()
    for text in texts:
        covered = [(hit.start, hit.end) for hit in matcher.match(text.source).hits]
        words = list(_WORD.finditer(text.source))
        small.update(word.group() for word in words if word.group().islower())
        if text.source.isupper() or text.kind == "credit":
            continue
        runs += [(text, run, inside) for run, inside in _runs(text.source, words, covered)]
        for start, end in _phrases(words, covered):
            form = plain(text.source[start:end]).lower()
            terms.setdefault(form, _Candidate(name=False)).add(form, text, start, end, inside=True)
    names = _gather(runs, small)
    kept = {form: one for form, one in names.items() if _is_name(form, one, small)}
    clusters = _clusters(kept)
    clusters += [
        one
        for form, one in terms.items()
        if sum(one.forms.values()) >= _FEWEST_TERM
        and len(one.documents) >= _FEWEST_TERM_DOCUMENTS
        and not _within_longer(form, one, terms)
    ]
    by_name: dict[str, list[Correction]] = defaultdict(list)
    for correction in corrections:
        by_name[plain(correction.dutch)].append(correction)
    found = [_suggestion(one, by_name) for one in clusters if one.forms.total() >= min_count]
    return sorted(found, key=lambda one: (-one.documents, -one.count, one.dutch))


# Finding candidates -----------------------------------------------------------------------------


def _runs(
    source: str, words: list[re.Match[str]], covered: list[tuple[int, int]]
) -> Iterator[tuple[list[re.Match[str]], bool]]:
    """Yield runs of capitalised words, and whether each stands inside a sentence."""
    at = 0
    while at < len(words):
        first = words[at]
        if not _capital(first.group()) or _overlaps(first, covered):
            at += 1
            continue
        inside = _SENTENCE_END.search(source[max(0, first.start() - 12) : first.start()]) is None
        last = at
        following = at + 1
        joined = False
        while following < len(words):
            word = words[following]
            gap = source[words[following - 1].end() : word.start()]
            if gap != " " or _overlaps(word, covered):
                break
            if _capital(word.group()):
                # Jan van der Berg, and not Jan van der Berg van de Unie van Kolen.
                if last < following - 1 and joined:
                    break
                joined = joined or last < following - 1
                last = following
            elif word.group() not in _PARTICLES:
                break
            following += 1
        yield words[at : last + 1], inside
        at = last + 1


def _gather(
    runs: list[tuple[Text, list[re.Match[str]], bool]], small: Counter[str]
) -> dict[str, _Candidate]:
    """Return the candidates for names, without what only begins a sentence before them."""
    whole = Counter(_form(text, run) for text, run, inside in runs if inside)
    names: dict[str, _Candidate] = {}
    for text, found, begins_inside in runs:
        run, inside = found, begins_inside
        while run and not inside and len(run) > 1:
            rest = run[1:]
            while rest and rest[0].group() in _PARTICLES:
                rest = rest[1:]
            first = run[0].group().lower()
            if not (small[first] or first in _STOP or _form(text, rest) in whole):
                break
            run, inside = rest, True
        if len(run) == 1 and not inside and run[0].group().lower() in _STOP:
            continue
        form = _form(text, run)
        names.setdefault(form, _Candidate(name=True)).add(
            form, text, run[0].start(), run[-1].end(), inside=inside
        )
    return names


def _form(text: Text, run: list[re.Match[str]]) -> str:
    return plain(text.source[run[0].start() : run[-1].end()])


def _capital(word: str) -> bool:
    return word[0].isupper() and len(word) > 1


def _overlaps(word: re.Match[str], covered: list[tuple[int, int]]) -> bool:
    return any(start < word.end() and word.start() < end for start, end in covered)


def _phrases(
    words: list[re.Match[str]], covered: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield two and three small words in a row that neither begin nor end with a function word."""
    for size in (2, 3):
        for at in range(len(words) - size + 1):
            run = words[at : at + size]
            texts = [word.group() for word in run]
            if (
                all(text.islower() and len(text) > 2 for text in (texts[0], texts[-1]))
                and texts[0] not in _STOP
                and texts[-1] not in _STOP
                and all(a.end() + 1 == b.start() for a, b in pairwise(run))
                and not any(_overlaps(word, covered) for word in run)
            ):
                yield run[0].start(), run[-1].end()


def _is_name(form: str, one: _Candidate, small: Counter[str]) -> bool:
    """Whether capitals are more than those of a sentence's beginning."""
    words = form.split()
    if len(words) > 1:
        return True
    if small[form.lower()] or form.lower() in _STOP:
        # Also an ordinary word; only sentences' insides can tell.
        return one.inside >= 2 and one.inside > small[form.lower()]
    return one.inside > 0 or romanise(form).applied


def _within_longer(form: str, one: _Candidate, terms: Mapping[str, _Candidate]) -> bool:
    """Whether a longer term occurs as often, so that this is only a part of it."""
    count = one.forms.total()
    return any(
        len(longer) > len(form) and form in longer and other.forms.total() >= count
        for longer, other in terms.items()
        if form in longer
    )


def _clusters(names: dict[str, _Candidate]) -> list[_Candidate]:
    """Put the surface forms of one name together."""
    merged: dict[str, _Candidate] = {}
    home: dict[str, str] = {}
    # Surnames before full names, which join them.
    order = sorted(names, key=lambda form: (" " in form, -names[form].forms.total(), form))
    keys: dict[str, str] = {}
    for form in order:
        base = _home(form, merged, keys, names)
        if base is None:
            merged[form] = names[form]
            keys[form] = _key(form)
        else:
            merged[base].merge(names[form])
        home[form] = base or form
    return list(merged.values())


def _home(
    form: str,
    merged: dict[str, _Candidate],
    keys: dict[str, str],
    names: dict[str, _Candidate],
) -> str | None:
    """Return the cluster that a form belongs to."""
    bare = re.sub(r"(?:'s|s|')$", "", form)
    if bare != form and bare in merged:
        return bare
    if " " in form:
        # A full name joins the surname that only it ends in; citizens of a country are no name.
        last = form.rpartition(" ")[2]
        if last in merged and not _PARTICLES.intersection(form.split()):
            others = [one for one in names if one != form and one.endswith(f" {last}")]
            if not others:
                return last
    if len(form) < 5 or " " in form:
        return None
    key = _key(form)
    for base, other in keys.items():
        if " " in base or len(base) < 5 or base[0] != form[0]:
            continue
        if fuzz.ratio(key, other) >= _LIKE and (romanise(base).applied or romanise(form).applied):
            return base
    return None


def _key(form: str) -> str:
    """Return a spelling in which the romanisations of one name come together."""
    result = romanise(form)
    text = plain(result.english if result.applied else form).lower()
    text = re.sub(r"(?:'s|s)$", "", text)
    return text.replace("q", "k").replace("kh", "h").replace("y", "i").replace("ii", "i")


# Proposing ----------------------------------------------------------------------------------------


def _suggestion(one: _Candidate, corrections: Mapping[str, list[Correction]]) -> Suggestion:
    forms = one.forms.most_common()
    dutch = _headword(one)
    proposals, conflict = _proposals(dutch, one, corrections)
    if one.name and " " in dutch and (not one.inside or _PARTICLES.intersection(dutch.split())):
        # Its first word may only begin the sentence, and `van` may join two names or be in one.
        proposals = [
            replace(found, confidence=round(found.confidence * 0.8, 2))
            if found.reason != "correction"
            else found
            for found in proposals
        ]
    type_: Literal["person", "place", "demonym", "term"] = "term"
    if one.name:
        listed = gazetteer().get(dutch)
        type_ = "person"
        if listed is not None:
            type_ = "demonym" if listed.type == "demonym" else "place"
        elif re.search(r"(?:isch|ische|aans|aanse|ese)$", dutch):
            type_ = "demonym"
        elif _in_places(one):
            type_ = "place"
    return Suggestion(
        dutch=dutch,
        type=type_,
        forms=tuple(forms),
        count=one.forms.total(),
        documents=len(one.documents),
        sightings=tuple(one.sightings[:_CONTEXTS]),
        proposals=tuple(sorted(proposals, key=lambda found: -found.confidence)),
        conflict=conflict,
    )


def _headword(one: _Candidate) -> str:
    """Return the most frequent form that is not the possessive of another."""
    for form, _ in one.forms.most_common():
        bare = re.sub(r"(?:'s|s|')$", "", form)
        if bare == form or bare not in one.forms:
            return form
    return one.forms.most_common(1)[0][0]


def _in_places(one: _Candidate) -> bool:
    """Whether most occurrences follow a word that stands before places."""
    before = sum(
        re.search(r"\b(?:in|uit|naar|bij|stad|dorp|regio|provincie|nabij)\s$", s.source[: s.start])
        is not None
        for s in one.sightings
    )
    return 2 * before > len(one.sightings)


def _proposals(
    dutch: str, one: _Candidate, corrections: Mapping[str, list[Correction]]
) -> tuple[list[Proposal], str]:
    proposals: list[Proposal] = []
    made = sorted(
        (found for form in one.forms for found in corrections.get(form, ())),
        key=lambda found: -found.count,
    )
    counts: Counter[str] = Counter()
    for found in made:
        counts[found.english] += found.count
    conflict = ""
    if len(counts) > 1:
        conflict = "editors wrote " + " and ".join(
            f'"{english}" ({count}×)' for english, count in counts.most_common()
        )
    for english, count in counts.most_common():
        proposals.append(
            Proposal(
                english=english,
                reason="correction",
                detail=f"editors wrote it {count}×",
                confidence=0.6 if conflict else min(0.97, 0.8 + 0.06 * count),
            )
        )
    if not one.name:
        return proposals, conflict
    listed = gazetteer().get(dutch)
    if listed is not None:
        proposals.append(
            Proposal(
                english=listed.english, reason="gazetteer", detail=listed.origin, confidence=0.92
            )
        )
    result = romanise(dutch)
    said = Counter(
        english
        for english in dict.fromkeys([result.english, dutch, *result.alternatives])
        for sighting in one.sightings
        if sighting.target and _stands_in(english, sighting.target)
    )
    written = sum(bool(sighting.target) for sighting in one.sightings)
    if result.applied:
        agreed = said[result.english]
        proposals.append(
            Proposal(
                english=result.english,
                reason="romanisation",
                detail=", ".join(map(str, result.steps))
                + (f"; {agreed} of {written} drafts say so" if agreed else ""),
                confidence=round(
                    min(0.95, result.confidence + (0.1 * agreed / written if written else 0)), 2
                ),
            )
        )
    for english, count in said.most_common(2):
        if english not in {proposal.english for proposal in proposals}:
            same = english == dutch
            proposals.append(
                Proposal(
                    english=english,
                    reason="unchanged" if same else "drafts",
                    detail=f"{count} of {written} drafts say so",
                    confidence=round(
                        (0.3 if same and result.applied else 0.75) * count / max(1, written), 2
                    ),
                )
            )
    return proposals, conflict


def _stands_in(name: str, target: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain(target)) is not None
