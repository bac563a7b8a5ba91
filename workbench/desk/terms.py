"""Adding a term to the glossary from the desk: what to propose, what it would change, doing it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from workbench.glossary.edit import Editor
from workbench.glossary.ids import concept_id
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

__all__ = ["Impact", "NewTerm", "impact", "proposals", "propose", "write"]

_EDGE = re.compile(r"\A[\W_]+|[\W_]+\Z")
_OWNER = re.compile(r"(?<=[^\W_])['’]s\Z")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_ALIKE = 0.8
"""The least likeness of two words that may be one name or loan in two spellings."""
_LEAST_WORD = 4
"""Letters of a Dutch word that is offered for a term; shorter ones are mostly no terms."""
_SHORT = 5
"""Letters; below them two words are alike only if they are the same: als is no also."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTerm:
    """A concept as the desk's form has it."""

    nl: str
    en: str
    type: str = "term"


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What a new term would mean for the article; segments by number."""

    holds: tuple[int, ...]
    """The Dutch has the term."""
    unmet: tuple[int, ...]
    """Of those: the English does not say it so."""
    reviewed: tuple[int, ...]
    """Of the unmet: already reviewed, and never changed by a machine."""

    def __str__(self) -> str:
        """Return it as a sentence."""
        if not self.holds:
            return "no segment of this article holds it"
        one = len(self.holds) == 1
        text = f"{len(self.holds)} segment{'' if one else 's'} of this article hold{'s' if one else ''} it"
        if not self.unmet:
            return f"{text}, and the English says it so already"
        shown = ", ".join(map(str, self.unmet[:12])) + (" …" if len(self.unmet) > 12 else "")
        text += f"; the English of {len(self.unmet)} says it otherwise: {shown}"
        if self.reviewed:
            text += f" ({len(self.reviewed)} of them reviewed)"
        return text


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
    return _of_name(names[0].text) if names else NewTerm(nl="", en="")


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
            found.setdefault(text, _of_name(text))
    for match in _WORD.finditer(source):
        inside = any(match.start() < end and start < match.end() for start, end in covered)
        ordinary = match.group().lower() in common
        if not (inside or ordinary) and len(match.group()) >= _LEAST_WORD:
            found.setdefault(match.group(), NewTerm(nl=match.group(), en=""))
    return list(found.values())


def _of_name(name: str) -> NewTerm:
    """Return a term for a name, spelt as English does."""
    if name in compound_places():
        return NewTerm(nl=name, en=compound_places()[name], type="place")
    return NewTerm(nl=name, en=romanise(name).english, type="person")


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


def impact(path: Path, term: NewTerm, rows: Iterable[RowRecord], *, author: str) -> Impact:
    """Return what a term would mean for the segments of an article; nothing is written.

    Raises:
        GlossaryErrors: the glossary would not take it; all that is wrong with it.
        GlossaryError: the glossary cannot be read.
    """
    editor, name = _edited(path, term, author=author)
    matcher = Matcher(editor.glossary)
    folded = term.nl.casefold()
    holds: list[int] = []
    unmet: list[int] = []
    reviewed: list[int] = []
    for row in rows:
        # The automaton would look at each of up to 50,000 segments for this one form.
        if folded not in row.source.casefold():
            continue
        hits = [hit for hit in matcher.match(row.source).hits if hit.concept == name]
        if not hits:
            continue
        holds.append(row.number)
        if verify(row.target or "", hits).missing:
            unmet.append(row.number)
            if row.state in {"reviewed", "final"}:
                reviewed.append(row.number)
    return Impact(holds=tuple(holds), unmet=tuple(unmet), reviewed=tuple(reviewed))


def write(path: Path, term: NewTerm, *, author: str) -> Glossary:
    """Add a term to the glossary file and return the glossary as it then is.

    Raises:
        GlossaryErrors: the glossary would not take it.
        GlossaryError: the file cannot be read, or was changed elsewhere meanwhile.
    """
    editor, _ = _edited(path, term, author=author)
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
