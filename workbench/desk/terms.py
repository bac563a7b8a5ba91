"""Adding a term to the glossary from the desk: what to propose, what it would change, doing it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from workbench.glossary.edit import Editor
from workbench.glossary.gazetteer import gazetteer
from workbench.glossary.ids import concept_id
from workbench.glossary.kinds import Seen, judge_kind
from workbench.glossary.match import Matcher
from workbench.glossary.romanise import romanise
from workbench.glossary.satisfy import verify
from workbench.text.languages import DUTCH
from workbench.text.lexicon import dutch
from workbench.text.names import unlisted_names
from workbench.text.places import compound_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from workbench.glossary.file import Glossary
    from workbench.model import TermHit
    from workbench.store import RowRecord

__all__ = [
    "Elsewhere",
    "Impact",
    "NewTerm",
    "impact",
    "proposals",
    "propose",
    "take_out",
    "term_of",
    "whole_words",
    "word_spans",
    "write",
]

_EDGE = re.compile(r"\A[\W_]+|[\W_]+\Z")
_OWNER = re.compile(r"(?<=[^\W_])['’]s\Z")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_ALIKE = 0.8
"""The least likeness of two words that may be one name or loan in two spellings."""
_LEAST_WORD = 4
"""Letters of a Dutch word that is offered for a term; shorter ones are mostly no terms."""
_SHOWN = 12
"""Places that are named; of many segments the first say enough."""
_SHORT = 5
"""Letters; below them two words are alike only if they are the same: als is no also."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTerm:
    """A concept as the desk's form has it."""

    nl: str
    en: str
    type: str = "term"


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What a new term would mean for another article of the project; segments by number."""

    document: str
    holds: tuple[int, ...]
    unmet: tuple[int, ...]
    reviewed: tuple[int, ...]
    """Of the unmet: reviewed or final."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What a new term would mean for the article, and for the others; segments by number."""

    holds: tuple[int, ...]
    """The Dutch has the term."""
    unmet: tuple[int, ...]
    """Of those: the English does not say it so."""
    reviewed: tuple[int, ...]
    """Of the unmet: already reviewed, and never changed by a machine."""
    elsewhere: tuple[Elsewhere, ...] = ()
    """The other articles that hold it."""

    def __str__(self) -> str:
        """Return it as a sentence."""
        if not self.holds and not self.elsewhere:
            return "no segment of the project holds it"
        return _of_article(self) + (_of_others(self.elsewhere) if self.elsewhere else "")

    @property
    def reopened(self) -> list[str]:
        """Return the reviewed and final segments of other articles that no longer say it right."""
        return [f"{one.document}:{number}" for one in self.elsewhere for number in one.reviewed]


def _of_article(found: Impact) -> str:
    if not found.holds:
        return "no segment of this article holds it"
    text = f"{_holding(len(found.holds), 'segment of this article', 'segments of this article')}"
    if not found.unmet:
        return f"{text}, and the English says it so already"
    text += f"; the English of {len(found.unmet)} says it otherwise: {_listed(found.unmet)}"
    if found.reviewed:
        text += f" ({len(found.reviewed)} of them reviewed)"
    return text


def _of_others(elsewhere: Sequence[Elsewhere]) -> str:
    count = sum(len(one.holds) for one in elsewhere)
    articles = "another article" if len(elsewhere) == 1 else f"{len(elsewhere)} other articles"
    text = f"; in {articles} {_holding(count, 'segment', 'segments')}"
    unmet = [f"{one.document}:{number}" for one in elsewhere for number in one.unmet]
    if not unmet:
        return f"{text}, and the English says it so already"
    text += f", and {len(unmet)} otherwise: {_listed(unmet)}"
    reviewed = sum(len(one.reviewed) for one in elsewhere)
    return text + (f" ({reviewed} of them reviewed)" if reviewed else "")


def _holding(count: int, one: str, several: str) -> str:
    return f"1 {one} holds it" if count == 1 else f"{count} {several} hold it"


def _listed(where: Sequence[object]) -> str:
    """Return places in a row, the first of many.

    >>> _listed([3, 5]), len(_listed(range(50)).split(", "))
    ('3, 5', 12)
    """
    return ", ".join(map(str, where[:_SHOWN])) + (" …" if len(where) > _SHOWN else "")


def propose(source: str, hits: Sequence[TermHit], *, selected: str = "") -> NewTerm:
    """Return what the form begins with: a name the glossary lacks, spelt as English does.

    Args:
        source: the Dutch of the segment.
        hits: terms the glossary knows in it.
        selected: English that is selected in the editor; it goes before the proposal. The Dutch
            beside it is then what is spelt alike, and nothing where no words are. Marks around it and
            a possessive ending belong to the sentence and not to the term.

    >>> propose("Gisteren sprak Alimzjan met hem.", ())
    NewTerm(nl='Alimzjan', en='Alimzhan', type='person')
    >>> propose("Hij woont in Hoek van Holland.", ())
    NewTerm(nl='Hoek van Holland', en='Hook of Holland', type='place')
    >>> propose("Echter, Dmitri Peskov zweeg.", (), selected=" “Peskov’s ")
    NewTerm(nl='Peskov', en='Peskov', type='person')
    >>> propose("Echter, Dmitri Peskov zweeg.", (), selected="however").nl
    ''
    """
    english = _trimmed(selected) or selected.strip()
    if english:
        dutch = _alike(source, english)
        both_capital = english[0].isupper() and dutch[:1].isupper()
        return NewTerm(nl=dutch, en=english, type="person" if both_capital else "term")
    names = unlisted_names(source, [(hit.start, hit.end) for hit in hits])
    return _of_name(names[0].text, source) if names else NewTerm(nl="", en="")


def proposals(source: str, hits: Sequence[TermHit]) -> list[NewTerm]:
    """Return what else of a segment's Dutch a term may be made of, each once.

    Names the glossary lacks come first, those that stand side by side also as one; then words, to
    which the English is left to the person.

    >>> [term.nl for term in proposals("Gisteren zweeg Dmitri Peskov over de opstand.", ())]
    ['Dmitri Peskov', 'Dmitri', 'Peskov', 'zweeg', 'opstand']
    """
    covered = [(hit.start, hit.end) for hit in hits]
    names = unlisted_names(source, covered)
    common = dutch().openers | dutch().particles | DUTCH
    found: dict[str, NewTerm] = {}
    for at, name in enumerate(names):
        end = at
        while end + 1 < len(names) and source[names[end].end : names[end + 1].start] == " ":
            end += 1
        for text in (source[name.start : names[end].end], name.text):
            found.setdefault(text, _of_name(text, source))
    for match in _WORD.finditer(source):
        inside = any(match.start() < end and start < match.end() for start, end in covered)
        ordinary = match.group().lower() in common
        if not (inside or ordinary) and len(match.group()) >= _LEAST_WORD:
            found.setdefault(match.group(), NewTerm(nl=match.group(), en=""))
    return list(found.values())


def term_of(source: str, hits: Sequence[TermHit], words: str) -> NewTerm:
    """Return what the form offers for words of the Dutch that somebody has chosen.

    Names are spelt as English does; to other words the English is left to the person.

    >>> source = "Gisteren zweeg Dmitri Peskov over de opstand in Almaty."
    >>> term_of(source, (), "Dmitri Peskov")
    NewTerm(nl='Dmitri Peskov', en='Dmitry Peskov', type='person')
    >>> term_of(source, (), "over de opstand")
    NewTerm(nl='over de opstand', en='', type='term')
    """
    known = next((term for term in proposals(source, hits) if term.nl == words), None)
    if known is not None:
        return known
    names = {name.text for name in unlisted_names(source, [])}
    return _of_name(words, source) if words in names else NewTerm(nl=words, en="")


def word_spans(text: str) -> list[tuple[int, int]]:
    """Return where the words of a text stand, half-open.

    >>> [("Foto's, Noord-Holland!"[a:b]) for a, b in word_spans("Foto's, Noord-Holland!")]
    ["Foto's", 'Noord-Holland']
    """
    return [match.span() for match in _WORD.finditer(text)]


def whole_words(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the part of a text from the first word that a stretch touches to the last.

    >>> whole_words("een historische stap", 6, 17), whole_words("een, twee", 3, 4)
    ((4, 20), None)
    """
    inside = [span for span in word_spans(text) if span[0] < end and span[1] > start]
    return (inside[0][0], inside[-1][1]) if inside else None


def _of_name(name: str, source: str) -> NewTerm:
    """Return a term for a name, spelt as English does; a name of which nothing speaks is a person's.

    >>> _of_name("Afrodorp", "Zij woont in Afrodorp."), _of_name("Parijs", "In Parijs regent het.").en
    (NewTerm(nl='Afrodorp', en='Afrodorp', type='place'), 'Paris')
    """
    if name in compound_places():
        return NewTerm(nl=name, en=compound_places()[name], type="place")
    at = source.find(name)
    kind = judge_kind([name], [Seen(source, at, at + len(name))] if at >= 0 else []).type
    place = gazetteer().get(name) if kind in {"place", "term"} else None
    english = romanise(name).english if place is None else place.english
    return NewTerm(nl=name, en=english, type="person" if kind == "term" else kind)


def _trimmed(selected: str) -> str:
    """Return selected words without the marks around them and without a possessive ending.

    >>> _trimmed(" “the Mazhilis’s "), _trimmed("rock ’n’ roll,"), _trimmed(" … ")
    ('the Mazhilis', 'rock ’n’ roll', '')
    """
    return _OWNER.sub("", _EDGE.sub("", " ".join(selected.split())))


def _alike(source: str, english: str) -> str:
    """Return the Dutch words that are spelt as the English or romanised so, empty without any."""
    wanted = [word.casefold() for word in _WORD.findall(english)]
    found = [(match.start(), match.end(), match.group()) for match in _WORD.finditer(source)]
    best, likeness = "", 0.0
    for at in range(len(found) - len(wanted) + 1 if wanted else 0):
        part = found[at : at + len(wanted)]
        alike = min(_likeness(dutch, word) for (*_, dutch), word in zip(part, wanted, strict=True))
        if alike > likeness:
            best, likeness = source[part[0][0] : part[-1][1]], alike
    return best


def _likeness(dutch: str, english: str) -> float:
    """Return from 0 to 1 how alike two words are spelt; 0 where they are not alike enough."""
    made = romanise(dutch)
    spellings = {word.casefold() for word in (dutch, made.english, *made.alternatives)}
    if english in spellings:
        return 1.0
    # In short words a letter is too much of a difference, and a first one is in all.
    likeness = max(
        (
            SequenceMatcher(None, word, english, autojunk=False).ratio()
            for word in spellings
            if word[:1] == english[:1] and min(len(word), len(english)) >= _SHORT
        ),
        default=0.0,
    )
    return likeness if likeness >= _ALIKE else 0.0


def impact(
    path: Path,
    term: NewTerm,
    rows: Iterable[RowRecord],
    *,
    author: str,
    others: Iterable[tuple[str, Iterable[RowRecord]]] = (),
) -> Impact:
    """Return what a term would mean for the segments of a project; nothing is written.

    Args:
        path: of the glossary.
        term: as the form has it.
        rows: of the article.
        author: who would add it.
        others: the other articles, each with its name.

    Raises:
        GlossaryErrors: the glossary would not take it; all that is wrong with it.
        GlossaryError: the glossary cannot be read.
    """
    editor, name = _edited(path, term, author=author)
    matcher = Matcher(editor.glossary)
    here = _in_article(matcher, name, term, rows)
    elsewhere = [
        Elsewhere(document=document, holds=found[0], unmet=found[1], reviewed=found[2])
        for document, found in (
            (document, _in_article(matcher, name, term, other)) for document, other in others
        )
        if found[0]
    ]
    return Impact(holds=here[0], unmet=here[1], reviewed=here[2], elsewhere=tuple(elsewhere))


def _in_article(
    matcher: Matcher, concept: str, term: NewTerm, rows: Iterable[RowRecord]
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Return which segments hold a term, do not say it so, and of these are reviewed."""
    folded = term.nl.casefold()
    holds: list[int] = []
    unmet: list[int] = []
    reviewed: list[int] = []
    for row in rows:
        # The automaton would look at each of up to 50,000 segments for this one form.
        if folded not in row.source.casefold():
            continue
        hits = [hit for hit in matcher.match(row.source).hits if hit.concept == concept]
        if not hits:
            continue
        holds.append(row.number)
        if verify(row.target or "", hits).missing:
            unmet.append(row.number)
            if row.state in {"reviewed", "final"}:
                reviewed.append(row.number)
    return tuple(holds), tuple(unmet), tuple(reviewed)


def write(path: Path, term: NewTerm, *, author: str) -> tuple[Glossary, str]:
    """Add a term to the glossary file; return the glossary as it then is, and the concept's id.

    Raises:
        GlossaryErrors: the glossary would not take it.
        GlossaryError: the file cannot be read, or was changed elsewhere meanwhile.
    """
    editor, name = _edited(path, term, author=author)
    editor.save()
    return editor.glossary, name


def take_out(path: Path, concept: str, *, sha256: str) -> Glossary | None:
    """Take a concept out of the glossary file again and return the glossary as it then is.

    None where the file is no longer the one with that hash: somebody may build on the concept.

    Raises:
        GlossaryErrors: the file is wrong by now.
        GlossaryError: it cannot be read, or was changed at this moment.
    """
    editor = Editor.open(path)
    if editor.glossary.sha256 != sha256:
        return None
    editor.remove_concept(concept)
    editor.save()
    return editor.glossary


def _edited(path: Path, term: NewTerm, *, author: str) -> tuple[Editor, str]:
    editor = Editor.open(path)
    name = concept_id(term.en or term.nl, editor.glossary)
    editor.add_concept(
        {
            "id": name,
            "type": term.type,
            "nl": term.nl,
            "en": term.en,
            "note": f"added at the review desk by {author}",
        }
    )
    return editor, name
