"""Names and recurring terms in the Dutch, with the surface forms of one thing put together.

Looks at segments alone. What a candidate is and what it becomes in English is told elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from workbench.glossary.gazetteer import demonyms, gazetteer
from workbench.glossary.romanise import romanise
from workbench.glossary.runs import Run, Text, find_runs, is_known, overlaps
from workbench.glossary.surface import plain
from workbench.glossary.words import (
    eastern_names,
    established_spellings,
    given_names,
    word_list,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from workbench.glossary.match import Matcher

__all__ = ["Candidate", "Sighting", "find_candidates"]

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PARTICLES = word_list("particles")
_STOP = word_list("function")
_SMALL_INSIDE = re.compile(
    rf"(?<= )((?:(?:{'|'.join(sorted(_PARTICLES))}) )+[^\W\d_a-zà-ÿ][^\W\d_]+(?:-[^\W\d_]+)*)$"
)
_LIKE = 84.0
_SHORTEST_ALIKE = 5
_SHORTEST_CUT = 4
_FEWEST_TERM = 4
"""Occurrences that make a term of several words recurrent."""
_FEWEST_TERM_DOCUMENTS = 2
_ORGANISATIONS = word_list("organisation_words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One occurrence of a candidate."""

    place: str
    source: str
    target: str
    start: int
    """Half-open offsets in ``source``."""
    end: int


@dataclass(slots=True)
class Candidate:
    """A name or term on its way to a suggestion."""

    name: bool
    """Whether it is a name; else a recurring term in small letters."""
    forms: Counter[str] = field(default_factory=Counter)
    documents: set[str] = field(default_factory=set)
    sightings: list[Sighting] = field(default_factory=list)
    inside: int = 0
    """Occurrences inside a sentence, where a capital means a name."""

    def add(self, form: str, text: Text, start: int, end: int, *, inside: bool) -> None:
        """Count an occurrence."""
        self.forms[form] += 1
        self.documents.add(text.document)
        self.inside += inside
        self.sightings.append(
            Sighting(place=text.place, source=text.source, target=text.target, start=start, end=end)
        )

    def merge(self, other: Candidate) -> None:
        """Take over what was found of another form of the same thing."""
        self.forms += other.forms
        self.documents |= other.documents
        self.sightings += other.sightings
        self.inside += other.inside

    @property
    def headword(self) -> str:
        """The most frequent form that is not the possessive of another."""
        ranked = [form for form, _ in self.forms.most_common()]
        names = {word for form in ranked for word in (form, form.rpartition(" ")[2])}
        first = next((form for form in ranked if bare(form) not in names), ranked[0])
        return _owner(first) or first if self.name else first


def bare(form: str) -> str | None:
    """Return what a form would be the possessive of, None where it looks like none.

    >>> bare("Tokajevs"), bare("Marx'"), bare("Almaty")
    ('Tokajev', 'Marx', None)
    """
    stem = re.sub(r"(?:'s|s|')$", "", form)
    return stem if stem != form else None


def _owner(form: str) -> str | None:
    """Return the name that stands only as an owner, ``Kyjivs``, where it is a known one."""
    stem = bare(form)
    if stem is None or " " in form or is_known(form) or form.lower() in eastern_names():
        return None
    listed = stem.lower() in eastern_names() or stem.lower() in established_spellings()
    known = listed or stem in gazetteer() or stem in given_names()
    return stem if known and form not in given_names() else None


def find_candidates(texts: Iterable[Text], matcher: Matcher) -> list[Candidate]:
    """Return what the glossary does not cover: names, and terms of several words that recur.

    Args:
        texts: the segments.
        matcher: of the glossary; what it matches is no candidate, whatever its status.
    """
    runs: list[Run] = []
    phrases: dict[str, list[tuple[Text, int, int]]] = {}
    seen: Counter[str] = Counter()
    small: Counter[str] = Counter()
    kept: list[tuple[Text, list[re.Match[str]], list[tuple[int, int]]]] = []
    for text in texts:
        covered = [(hit.start, hit.end) for hit in matcher.match(text.source).hits]
        words = list(_WORD.finditer(text.source))
        small.update(word.group() for word in words if word.group().islower())
        if text.source.isupper() or text.kind == "credit":
            continue
        runs += [Run(text, *run) for run in find_runs(text.source, words, covered)]
        seen.update(_phrase(text, start, end) for start, end in _phrases(words, covered))
        kept.append((text, words, covered))
    recurring = {form for form, count in seen.items() if count >= _FEWEST_TERM}
    for text, words, covered in kept if recurring else ():
        for start, end in _phrases(words, covered):
            if (form := _phrase(text, start, end)) in recurring:
                phrases.setdefault(form, []).append((text, start, end))
    names = _gather(runs, small)
    return [
        *_clusters({form: one for form, one in names.items() if _is_name(form, one, small)}),
        *_terms(phrases),
    ]


# Names ------------------------------------------------------------------------------------------


def _gather(runs: list[Run], small: Counter[str]) -> dict[str, Candidate]:
    """Return the candidates for names, without what only begins a sentence before them."""
    whole = {run.form for run in runs if run.inside}
    names: dict[str, Candidate] = {}
    for run in runs:
        words, inside = run.words, run.inside
        while words and not inside and len(words) > 1:
            rest = words[1:]
            while rest and rest[0].group() in _PARTICLES:
                rest = rest[1:]
            first = words[0].group().lower()
            form = Run(run.text, rest, inside=True).form
            if first in _PARTICLES and {run.form, bare(run.form)} & whole:
                break  # Van Weel, whose name it is inside a sentence too
            of_place = len(words) - len(rest) > 1 and (form in gazetteer() or first.endswith("ers"))
            if not (small[first] or first in _STOP or form in whole) and not (
                of_place and words[0].group() not in whole and first not in _ORGANISATIONS
            ):
                break  # Burgers van Tadzjikistan
            words, inside = rest, True
        if len(words) == 1 and not inside and words[0].group().lower() in _STOP:
            continue
        named = Run(run.text, words, inside, run.initials if words is run.words else None)
        names.setdefault(named.form, Candidate(name=True)).add(
            named.form, run.text, named.begins, words[-1].end(), inside=inside
        )
    return names


def _is_name(form: str, one: Candidate, small: Counter[str]) -> bool:
    """Whether capitals are more than those of a sentence's beginning."""
    if " " in form:
        return True
    if one.forms.total() == 1 and _is_cut_off(form):
        return False
    if small[form.lower()] or form.lower() in _STOP:
        # Also an ordinary word; only sentences' insides can tell.
        return one.inside >= 2 and one.inside > small[form.lower()]
    return one.inside > 0 or is_known(form) or romanise(form).applied


def _is_cut_off(form: str) -> bool:
    """Whether a word is the beginning of what a people is called: a slip of the pen, ``Russ``."""
    if is_known(form) or len(form) < _SHORTEST_CUT or form in given_names():
        return False
    return any(people.startswith(form) for people in demonyms())


# Forms of one name ------------------------------------------------------------------------------


def _clusters(names: dict[str, Candidate]) -> list[Candidate]:
    """Put the surface forms of one name together."""
    merged: dict[str, Candidate] = {}
    alike = _Alike()
    surnames = Counter(form.rpartition(" ")[2] for form in names if " " in form)
    # Surnames before full names, which join them; what is met most often before its variants.
    for form in sorted(
        names, key=lambda form: (_is_full_name(form), -names[form].forms.total(), form)
    ):
        home = _home(form, merged, surnames, alike)
        if home is None:
            merged[form] = names[form]
            if " " not in form:
                alike.add(form)
        else:
            merged[home].merge(names[form])
    return list(merged.values())


def _home(
    form: str, merged: Mapping[str, Candidate], surnames: Counter[str], alike: _Alike
) -> str | None:
    """Return the cluster that a form belongs to."""
    if people := demonyms().get(form):
        # All that a people and its language are called is one concept; the land is another.
        return next(
            (base for base in _same_people(people.country) if base in merged and base != form), None
        )
    stem = bare(form)
    if stem is not None and stem in merged:
        return stem
    if compound := re.fullmatch(r"(.+)-[^\W\d_]+", form):
        # Poetin-soldaten needs no listing once Poetin is there.
        head, tail = compound.group(1), form[len(compound.group(1)) + 1 :]
        if tail[0].islower() and head in merged:
            return head
    if " " in form:
        # A full name joins the surname that only it ends in; citizens of a country are no name.
        last = form.rpartition(" ")[2]
        if with_particles := _SMALL_INSIDE.search(form):
            surname = with_particles.group(1)
            surname = surname[0].upper() + surname[1:]
            if surname == form or any(part in _STOP - _PARTICLES for part in form.split()):
                return None
            return surname if surname in merged else None
        if surnames[last] != 1 or is_known(last):
            return None
        spellings = (last, bare(last), f"{last}s", f"{last}'")
        return next((one for one in spellings if one in merged), None)
    return alike.find(form)


def _is_full_name(form: str) -> bool:
    """Whether a name is more than a surname, of which Van Weel is one."""
    first, _, rest = form.partition(" ")
    return bool(rest) and first.lower() not in _PARTICLES


def _same_people(country: str) -> Collection[str]:
    return [dutch for dutch, one in demonyms().items() if one.country == country]


class _Alike:
    """Finds names whose romanisations come together, such as Toqaev and Tokajev."""

    def __init__(self) -> None:
        self._keys: dict[str, dict[str, str]] = defaultdict(dict)
        """Keys by the names that have them, by first letter."""
        self._eastern: dict[str, dict[str, str]] = defaultdict(dict)
        """Of these the names that romanisation changes."""

    def add(self, form: str) -> None:
        if len(form) >= _SHORTEST_ALIKE and not is_known(form):
            self._keys[form[0]][form] = _key(form)
            if romanise(form).applied:
                self._eastern[form[0]][form] = _key(form)

    def find(self, form: str) -> str | None:
        """Return the name that a form is another spelling of."""
        if len(form) < _SHORTEST_ALIKE or is_known(form):
            return None
        among = self._keys if romanise(form).applied else self._eastern
        found = process.extractOne(
            _key(form), among[form[0]], scorer=fuzz.ratio, score_cutoff=_LIKE, processor=None
        )
        return None if found is None else str(found[2])


def _key(form: str) -> str:
    """Return a spelling in which the romanisations of one name come together."""
    result = romanise(form)
    text = plain(result.english if result.applied else form).lower()
    text = re.sub(r"(?:'s|s)$", "", text)
    return text.replace("q", "k").replace("kh", "h").replace("y", "i").replace("ii", "i")


# Terms of several words -------------------------------------------------------------------------


def _phrases(
    words: list[re.Match[str]], covered: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield two and three small words in a row that neither begin nor end with a function word."""
    texts = [word.group() for word in words]
    fit = [len(text) > 2 and text.islower() and text not in _STOP for text in texts]
    for at in range(len(words) - 1):
        if not fit[at]:
            continue
        for last in range(at + 1, min(at + 3, len(words))):
            if words[last - 1].end() + 1 != words[last].start() or overlaps(words[last], covered):
                break
            if fit[last] and not overlaps(words[at], covered):
                yield words[at].start(), words[last].end()


def _phrase(text: Text, start: int, end: int) -> str:
    return plain(text.source[start:end]).lower()


def _terms(phrases: Mapping[str, list[tuple[Text, int, int]]]) -> list[Candidate]:
    """Return the terms that stand in more than one document, and are no part of a longer one."""
    found: dict[str, Candidate] = {}
    for form, places in phrases.items():
        one = Candidate(name=False)
        for text, start, end in places:
            one.add(form, text, start, end, inside=True)
        if len(one.documents) >= _FEWEST_TERM_DOCUMENTS:
            found[form] = one
    inside: dict[str, int] = defaultdict(int)
    for form, one in found.items():
        first, _, rest = form.partition(" ")
        for part in (rest, f"{first} {rest.rpartition(' ')[0]}"):
            inside[part] = max(inside[part], one.forms.total())
    # What a longer term has every time is only a part of it.
    return [one for form, one in found.items() if inside[form] < one.forms.total()]
