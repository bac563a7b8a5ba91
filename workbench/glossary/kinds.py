"""What kind of thing a name stands for: a person, a place, an organisation, an event, a people.

A judgement from cues, each with the words it was read from: what stands before and after a name in
the Dutch, what the name is made of, and what reference works have. A name about which nothing speaks
is a ``term``, which asks for least.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from workbench.glossary.gazetteer import demonyms, gazetteer
from workbench.glossary.romanise import romanise
from workbench.glossary.words import is_trade, word_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Kind", "Seen", "Type", "judge_kind"]

Type = Literal["person", "place", "organisation", "demonym", "event", "title", "term"]

_ENOUGH = 40
"""Occurrences looked at; more do not change the judgement."""
_AGE = re.compile(r"\s*\(\d{1,3}\)")
_SURNAME = re.compile(
    r"(?:[oe]va?|[ij]ev[ao]?|[aeo]jeva?|enko|tsjoek|joek|jan|sjvili|[ai]dze|ski|sky|skij|skaja|ovitsj"
    r"|evitsj|ovna|evna|in|ina|bajev|berg|stein|man|mans|sen|son|sma|stra|inga|ema)$"
)
_PLACES = re.compile(rf"(?:{'|'.join(sorted(word_list('place_endings')))})$")
_QUARTER = re.compile(r"^(?:noord|oost|zuid|west|centraal|midden)(?:oost|west)?(?:elijke?)?[- ]")
_ADJECTIVE = re.compile(r"(?:isch|ische|aans|aanse|ees|ese|eens|eense)$")
_INITIALS = re.compile(r"(?:[A-ZÀ-Þ][a-z]?h?r?\.[ -]?)+(?<= )(?=\S)")
_LANDSCAPE = re.compile(r"(?:veld|vlakte|land|park|plein|gebied|kanaal|polder|meer|bos|woud)$")
"""Endings of places that surnames have too, save behind an article: het Malieveld."""
_JOINED = re.compile(r"[a-zà-ÿ]{4,}[A-Z]")
"""A capital inside a word, as organisations like it: VluchtelingenWerk, and not McCartney."""
_LONGEST_KIND = 20
_STREETS = ("straat", "laan", "plein", "kade", "weg", "dijk")
_DETERMINERS = frozenset({"de", "het", "dit", "dat", "deze", "die", "een", "onze", "hun", "haar"})


class Seen(NamedTuple):
    """Where a name stands: the Dutch, and the name's half-open offsets in it."""

    source: str
    start: int
    end: int


class Kind(NamedTuple):
    """A judgement and what spoke for it."""

    type: Type
    cues: tuple[str, ...]
    """As a reader is shown them, the most frequent first; empty where nothing spoke."""


class _Scale:
    """Weighs cues; each is counted once for its words, however often they are met."""

    def __init__(self) -> None:
        self._points: dict[Type, float] = defaultdict(float)
        self._cues: dict[Type, Counter[str]] = defaultdict(Counter)

    def add(self, type_: Type, points: float, cue: str) -> None:
        self._points[type_] += points
        self._cues[type_][cue] += 1

    def verdict(self) -> Kind:
        if not self._points:
            return Kind("term", ())
        best = max(self._points, key=self._points.__getitem__)
        if self._points[best] <= 0:
            return Kind("term", ())
        cues = [cue for cue, _ in self._cues[best].most_common(3) if cue]
        return Kind(best, tuple(cues))


def judge_kind(forms: Sequence[str], seen: Iterable[Seen]) -> Kind:
    """Return what kind of thing a name is.

    Args:
        forms: its surface forms, the headword first.
        seen: where it stands.

    >>> judge_kind(["Tokajev"], [Seen("Toen sprak president Tokajev.", 21, 28)]).type
    'person'
    >>> judge_kind(["Boetsja"], [Seen("Het lijk lag in Boetsja.", 16, 23)]).type
    'place'
    """
    scale = _Scale()
    _by_reference(forms, scale)
    for form in forms:
        _by_form(form, scale, headword=form == forms[0])
    # A sentence says as much about a name as a reference work does about a namesake.
    for at, one in enumerate(seen):
        if at == _ENOUGH:
            break
        _by_context(one, scale)
    return scale.verdict()


def _by_reference(forms: Sequence[str], scale: _Scale) -> None:
    for form in forms:
        if form in demonyms():
            scale.add("demonym", 8, f"people or adjective of {demonyms()[form].country}")
        elif found := gazetteer().get(form):
            # Regions have the names of persons now and then, and of whatever they were named for.
            sure = not found.origin.startswith("CLDR subdivision")
            kind: Type = cast("Type", found.type)
            if not sure and form.lower() in word_list("slavic_names"):
                scale.add("person", 3, "a given name")
            else:
                scale.add(kind, 8 if sure else 3, found.origin)


def _by_form(form: str, scale: _Scale, *, headword: bool) -> None:
    words = form.split()
    lower = form.lower()
    for word in words:
        small = word.lower()
        if _made_of(small, "organisation_words"):
            scale.add("organisation", 4, f"“{word}” in it")
        elif _made_of(small, "event_words"):
            scale.add("event", 4, f"“{word}” in it")
        if _JOINED.search(word):
            scale.add("organisation", 3, "a capital inside")
    if headword and re.search(r"-[a-z]", form) and len(words) == 1:
        scale.add("term", 4, "a compound")
    if len(words) == 1:
        bare = form.removesuffix("'s").removesuffix("s")
        if lower in word_list("slavic_names") or lower in word_list("given_names"):
            scale.add("person", 2, "a given name")
        if form.isupper() and 2 <= len(form) <= 6:
            scale.add("organisation", 2, "capitals alone")
        elif _ADJECTIVE.search(form):
            scale.add("demonym", 2.5, f"-{_matched(_ADJECTIVE, form)}")
        elif _PLACES.search(bare) and not bare.endswith(("berg", "land", "burg", "veld")):
            scale.add("place", 1.5, f"-{_matched(_PLACES, bare)}")
        elif _SURNAME.search(bare) and romanise(bare).applied:
            scale.add("person", 1.5, f"-{_matched(_SURNAME, bare)}")
    elif any(word.isupper() and word.isalpha() and len(word) > 1 for word in words):
        scale.add("person", -2, "")  # NRC Handelsblad says things too
        scale.add("organisation", 1, "capitals alone")
    elif len(words) <= 4 and words[-1] not in demonyms():
        scale.add("person", 0.5, "several names")
        if _SURNAME.search(words[-1].removesuffix("s")):
            scale.add("person", 1, f"-{_matched(_SURNAME, words[-1].removesuffix('s'))}")
    if _INITIALS.match(form):
        if lower.endswith(_STREETS):
            scale.add("place", 3, "a street")
        else:
            scale.add("person", 2.5, "initials")
    if _QUARTER.search(lower):
        scale.add("place", 2, f"{_matched(_QUARTER, lower).strip('- ')}")


def _by_context(one: Seen, scale: _Scale) -> None:
    before, after = one.source[: one.start], one.source[one.end :]
    if _AGE.match(after):
        scale.add("person", 4, "an age behind it")
    previous = _last_word(before)
    following = _first_word(after)
    if is_trade(previous):
        scale.add("person", 3, f"“{previous}” before it")
    elif previous in word_list("before_place"):
        scale.add("place", 3, f"“{previous}” before it")
    elif previous and _made_of(previous, "before_organisation"):
        scale.add("organisation", 3, f"“{previous}” before it")
    elif previous in word_list("prepositions"):
        # One goes to a person as well, and few places have several words and no list that has them.
        doubtful = previous == "naar" and " " in one.source[one.start : one.end]
        scale.add("place", 0.4 if doubtful else 1.5, f"“{previous}” before it")
    elif previous in word_list("saying") or previous == "volgens":
        scale.add("person", 1.5, f"“{previous}” before it")
    elif previous in _DETERMINERS:
        # Neither persons nor towns have an article.
        scale.add("person", -1.5, "")
        if _by_water(one, before, previous, scale):
            return
        scale.add("place", -1, "")
        if _LANDSCAPE.search(one.source[one.start : one.end]):
            scale.add("place", 3, f"“{previous}” before it")
        else:
            scale.add("organisation", 0.5, f"“{previous}” before it")
    if following in word_list("saying"):
        scale.add("person", 1.5, f"“{following}” behind it")
    elif following in word_list("after_place"):
        scale.add("place", 2.5, f"“{following}” behind it")


_INTO = re.compile(
    r"\b(?P<word>langs|over|stroomafwaarts|oevers? van|oever van|dijken van|water van|monding van|in|op"
    r"|uit|aan|naar|rond|boven|door)\s(?:de|het)\s$",
    re.IGNORECASE,
)
_ASSEMBLIES = frozenset({"Bondsdag", "Doema", "Knesset", "Mazjilis", "Rada", "Sejm", "Storting"})
_BESIDE = frozenset({"langs", "oevers van", "oever van", "dijken van", "water van", "monding van"})


def _by_water(one: Seen, before: str, article: str, scale: _Scale) -> bool:
    """Weigh rivers and regions, which have an article; return whether the words before say so.

    One is in a region and along a river; in an assembly as well, so that says less.
    """
    name = one.source[one.start : one.end]
    found = _INTO.search(before)
    if found is None or article not in {"de", "het"} or " " in name or name[:2].isupper():
        return False
    if name in demonyms() or name in _ASSEMBLIES or _ADJECTIVE.search(name):
        return False
    if any(_made_of(name.lower(), kind) for kind in ("organisation_words", "event_words")):
        return False
    word = found["word"].lower()
    scale.add("place", 3 if word in _BESIDE else 1.5, f"“{word} {article}” before it")
    return True


def _made_of(word: str, listing: str) -> bool:
    """Whether a word is in a list, or a compound that ends in one of its words."""
    words = word_list(listing)
    if word in words:
        return True
    return any(word[-size:] in words for size in range(4, min(len(word) - 2, _LONGEST_KIND)))


def _last_word(text: str) -> str:
    """Return the word right before, in small letters; empty where a mark stands between."""
    found = re.search(r"([^\W\d_]+(?:['’-][^\W\d_]+)*)\s$", text[-60:])
    return found.group(1).lower() if found else ""


def _first_word(text: str) -> str:
    found = re.match(r",?\s([^\W\d_]+)", text)
    return found.group(1).lower() if found else ""


def _matched(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group() if found else ""
