"""What the articles need and the glossary lacks: names and recurring terms, with a proposal each.

Looks at segments alone, source and English as they are now, and proposes; nothing is written here.
What a candidate is, is found by ``candidates`` and judged by ``kinds``; its proposals come from what
editors wrote, from reference works, from romanisation and from the drafts, each with its reason.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.glossary.candidates import Candidate, Sighting, find_candidates
from workbench.glossary.gazetteer import demonyms, gazetteer
from workbench.glossary.kinds import Seen, Type, judge_kind
from workbench.glossary.romanise import romanise
from workbench.glossary.runs import Text
from workbench.glossary.suggestion import Correction, Proposal, Suggestion
from workbench.glossary.surface import plain
from workbench.glossary.surroundings import Surroundings
from workbench.glossary.words import word_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from workbench.glossary.match import Matcher

__all__ = ["Correction", "Proposal", "Sighting", "Suggestion", "Text", "suggest"]

_PARTICLES = word_list("particles")
_DUTCH_PARTS = (
    word_list("organisation_words") | word_list("event_words") | word_list("before_place")
) | {"sovjet", "centraal", "noord", "oost", "west", "zuid", "groot", "klein", "nieuw", "oud"}
_HALF_DUTCH = re.compile(
    r"^sovjet.|.(?:akkoord|beleid|landen|leiding|lijn|plan|plein|route|straat|steden|wet)$"
)
"""Compounds with a Dutch word, which is translated and not romanised."""
_SHORTEST_PART = 2
"""Letters from which on a part in small letters is taken for a Dutch word."""
_CONTEXTS = 3
_UNCHANGED = 0.4
"""How sure it is that the name of a person or place stays, where no rule, list or draft says
anything."""
_REPEATED = 2
"""Corrections of a name that the glossary has, before it is asked to follow."""
_TOWN = re.compile(r"(?:se|s|er|ers|aar|aars|aren)$")
_OF_A_TOWN = re.compile(r"([^\W\d_]{3,}[^aeioujsz\W\d_])se")
"""The adjective of a town that is not met itself, as in ``Sjymkentse``."""
_NOUN_BEHIND = re.compile(r" [a-zà-ÿ]{3,}")


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
    by_name: dict[str, list[Correction]] = defaultdict(list)
    for correction in corrections:
        by_name[plain(correction.dutch)].append(correction)
    texts = list(texts)
    around = Surroundings((text.document, text.source) for text in texts)
    found = [
        _suggestion(one, by_name, around)
        for one in find_candidates(texts, matcher)
        if one.forms.total() >= min_count
    ]
    towns = {one.dutch: one for one in found if one.type == "place"}
    listed = {form.text: form.en for concept in matcher.glossary for form in concept.listed}
    found = [_named_for_a_town(one, towns, listed) for one in found]
    people = {
        form.partition(" ")[0]: form
        for one in found
        if one.type == "person"
        for form, _ in one.forms
        if " " in form
    }
    found = [_first_name(one, people) for one in found]
    found += _revisions(by_name, matcher)
    return sorted(
        found, key=lambda one: (-one.documents, -one.count, one.proposal is None, one.dutch)
    )


def _suggestion(
    one: Candidate, corrections: Mapping[str, list[Correction]], around: Surroundings
) -> Suggestion:
    dutch = one.headword
    forms = one.forms.most_common()
    proposals, examples, conflict = _proposals(dutch, one, corrections, around)
    if one.name and " " in dutch and (not one.inside or _PARTICLES.intersection(dutch.split())):
        # Its first word may only begin the sentence, and `van` may join two names or be in one.
        proposals = [
            replace(found, confidence=round(found.confidence * 0.8, 2))
            if found.reason != "correction"
            else found
            for found in proposals
        ]
    type_: Type = "term"
    cues: tuple[str, ...] = ()
    if one.name:
        seen = (Seen(found.source, found.start, found.end) for found in one.sightings)
        type_, cues = judge_kind([dutch, *(form for form, _ in forms if form != dutch)], seen)
        if type_ in {"person", "place"} and not proposals:
            proposals = [_unchanged(dutch)]
    return Suggestion(
        dutch=dutch,
        type=type_,
        cues=cues,
        forms=tuple(forms),
        count=one.forms.total(),
        documents=len(one.documents),
        sightings=tuple(one.sightings[:_CONTEXTS]),
        proposals=tuple(sorted(proposals, key=lambda found: -found.confidence)),
        examples=examples,
        conflict=conflict,
    )


def _revisions(
    corrections: Mapping[str, list[Correction]], matcher: Matcher
) -> Iterator[Suggestion]:
    """Yield the concepts whose renderings editors replace again and again by another."""
    for concept in matcher.glossary:
        for form in concept.listed:
            right = {plain(text) for text in (form.en or form.nl, *form.admitted)}
            made = [
                one for one in corrections.get(form.text, ()) if plain(one.english) not in right
            ]
            count = sum(one.count for one in made)
            if count < _REPEATED:
                continue
            proposals, examples, among = _corrected(made)
            says = f'the glossary says "{form.en or form.nl}"'
            yield Suggestion(
                dutch=form.nl,
                type=concept.type,
                cues=(),
                forms=((form.nl, count),),
                count=count,
                documents=len({place.rpartition(":")[0] for one in made for place in one.places}),
                sightings=(),
                proposals=tuple(proposals),
                examples=examples,
                conflict=f"{says}; {among}" if among else says,
                concept=concept.id,
            )


def _corrected(made: Sequence[Correction]) -> tuple[list[Proposal], tuple[str, ...], str]:
    """Return proposals from corrections, their places, and what editors disagree about."""
    counts: Counter[str] = Counter()
    for found in sorted(made, key=lambda one: -one.count):
        counts[found.english] += found.count
    conflict = ""
    if len(counts) > 1:
        conflict = "editors wrote " + " and ".join(
            f'"{english}" ({count}×)' for english, count in counts.most_common()
        )
    proposals = [
        Proposal(
            english=english,
            reason="correction",
            detail=f"editors wrote it {count}×",
            confidence=0.6 if conflict else min(0.97, 0.8 + 0.06 * count),
        )
        for english, count in counts.most_common()
    ]
    return proposals, tuple(place for one in made for place in one.places)[:_CONTEXTS], conflict


def _named_for_a_town(
    one: Suggestion, towns: Mapping[str, Suggestion], listed: Mapping[str, str | None]
) -> Suggestion:
    """Return an adjective or people of a town, such as Charkovse, with the town's English.

    English has few adjectives of towns and puts the name itself before the noun.
    """
    if " " in one.dutch or one.dutch in demonyms() or one.dutch in gazetteer():
        return one
    for form, _ in one.forms:
        for cut in range(len(form) - 1, max(3, len(form) - 5), -1):
            stem, ending = form[:cut], form[cut:]
            if not _TOWN.fullmatch(ending) or ending == "s":
                continue
            english = listed.get(stem)
            if english is None and stem in gazetteer() and gazetteer()[stem].type == "place":
                english = gazetteer()[stem].english
            if english is None and stem in towns and (known := towns[stem].proposal) is not None:
                english = known.english
            if english is None:
                continue
            proposal = Proposal(
                english=english,
                reason="derived",
                detail=f"{stem} + -{ending}; English puts the town's name before the noun",
                confidence=0.7,
            )
            return _as_adjective(one, stem, ending, proposal)
    found = _OF_A_TOWN.fullmatch(one.dutch)
    if found is None or one.type == "demonym":
        return one
    stem = found.group(1)
    if stem + "se" in towns or not all(
        _NOUN_BEHIND.match(seen.source, seen.end) for seen in one.sightings
    ):
        return one
    proposal = Proposal(
        english=romanise(stem).english,
        reason="derived",
        detail=f"{stem} + -se before a noun; English puts the town's name there",
        confidence=0.5,
    )
    return _as_adjective(one, stem, "se", proposal)


def _first_name(one: Suggestion, people: Mapping[str, str]) -> Suggestion:
    """Return a name of which nothing is known as a person's, where a full name begins with it."""
    if one.type != "term" or one.dutch not in people:
        return one
    proposals = one.proposals or (_unchanged(one.dutch),)
    return replace(
        one, type="person", cues=(f"“{people[one.dutch]}” met as well",), proposals=proposals
    )


def _unchanged(dutch: str) -> Proposal:
    return Proposal(
        english=dutch,
        reason="unchanged",
        detail="nothing speaks for another spelling",
        confidence=_UNCHANGED,
    )


def _as_adjective(one: Suggestion, stem: str, ending: str, proposal: Proposal) -> Suggestion:
    """Return a candidate as what is made of a town's name: as a name it would only be misspelt."""
    kept = [found for found in one.proposals if found.reason == "correction"]
    return replace(one, type="demonym", cues=(f"{stem} + -{ending}",), proposals=(*kept, proposal))


# Proposing ----------------------------------------------------------------------------------------


def _proposals(
    dutch: str,
    one: Candidate,
    corrections: Mapping[str, list[Correction]],
    around: Surroundings,
) -> tuple[list[Proposal], tuple[str, ...], str]:
    """Return proposals, where editors wrote something else, and what they disagree about."""
    made = [found for form in one.forms for found in corrections.get(form, ())]
    proposals, examples, conflict = _corrected(made)
    if not one.name:
        return proposals, examples, conflict
    people, listed = demonyms().get(dutch), gazetteer().get(dutch)
    if people is not None:
        proposals.append(
            Proposal(
                english=people.english,
                reason="gazetteer",
                detail=f"people or adjective of {people.country}",
                confidence=0.9,
            )
        )
    elif listed is not None:
        proposals.append(
            Proposal(
                english=listed.english,
                reason="gazetteer",
                detail=listed.origin,
                confidence=0.85 if listed.origin.startswith("CLDR subdivision") else 0.92,
            )
        )
    result, near = romanise(dutch), ""
    if not result.applied:
        # What the name does not say of where it is from, the sentence may.
        points, near = around.speak_for(
            (found.place.rpartition(":")[0], found.source) for found in one.sightings
        )
        result = romanise(dutch, near=points)
    said = Counter(
        english
        for english in dict.fromkeys([result.english, dutch, *result.alternatives])
        for sighting in one.sightings
        if sighting.target and _stands_in(english, sighting.target)
    )
    written = sum(bool(sighting.target) for sighting in one.sightings)
    said_already = {proposal.english for proposal in proposals}
    if (
        result.applied
        and people is None
        and result.english not in said_already
        and _is_romanised(dutch)
    ):
        agreed = said[result.english]
        proposals.append(
            Proposal(
                english=result.english,
                reason="romanisation",
                detail=", ".join(map(str, result.steps))
                + (f"; {near}" if near else "")
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
    return proposals, examples, conflict


def _is_romanised(dutch: str) -> bool:
    """Whether all of a name may have come from another script, and no part of it is Dutch.

    >>> _is_romanised("Vladimir Poetin"), _is_romanised("Sovjet-republiek"), _is_romanised("Bakoelijn")
    (True, False, False)
    """
    for part in re.split(r"[\s-]", dutch):
        small = part.lower()
        if part in demonyms() or small in _DUTCH_PARTS or _HALF_DUTCH.search(small):
            return False
        if part == small and small not in _PARTICLES and len(part) > _SHORTEST_PART:
            return False
    return True


def _stands_in(name: str, target: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain(target)) is not None
