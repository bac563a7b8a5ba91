"""English for Dutch word forms that a model has hardly ever seen: its ``words.tsv``.

A small model spells a word it does not know from its pieces (``gyroscoop`` becomes a gyrosscope),
but takes over an English word that it finds in the Dutch. So the rendering is written into what the
decoder gets to see. Which words are rare depends on what a model was trained on: the list lies in
its folder. A glossary it is not: nothing is checked, and the decoder may inflect or drop a word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.engine.compounds import compound_english
from workbench.errors import Location, ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["NO_WORDS", "WORDS", "RareWords", "for_decoder"]

WORDS = "words.tsv"

_WORD = re.compile(r"(?<![\w@#&/.-])[^\W\d_]{3,}(?:[-'’][^\W\d_]+)*(?![\w@/&]|[-'’]\w|\.\w)")
"""A whole word of letters: no part of an address, a tag or a compound with a figure."""
_ANY_WORD = re.compile(r"(?<![\w@#&/.'-])[^\W\d_]+(?:[-'][^\W\d_]+)*")
_SPACE = re.compile(r"\s")
_GOES_ON = re.compile(r"[\w@/&]|[-'’]\w|\.\w")
"""What shows that a word has not ended."""
_OPENS = re.compile(r"(?:\A|[.!?…:])[\s\"'“”„‘’«»(\[–—-]*\Z")
"""What stands before a word that opens a sentence."""
_LOOK_BACK = 12
_NO_SURNAME = 10
"""Letters from which a word that opens a sentence is hardly a surname (``Ooievaar``, ``Metselaar``)."""
_NOTES = frozenset(["alone", "first", "known", "last", "name", "part"])


class RareWords:
    """The list of one model; empty for a model that has none."""

    def __init__(
        self,
        renderings: Mapping[str, str],
        *,
        names: frozenset[str] = frozenset(),
        parts: Mapping[str, str] | None = None,
        no_first: frozenset[str] = frozenset(),
        no_last: frozenset[str] = frozenset(),
        known: frozenset[str] = frozenset(),
    ) -> None:
        """Keep the list.

        Args:
            renderings: English by Dutch form. A form in small letters is a word, one with a capital
                a place or a people, one with spaces a fixed expression, in small letters;
                apostrophes are straight.
            names: forms that are surnames, too: with a capital they are nobody's word.
            parts: English of words that the model knows, for the compounds they are part of. None
                leaves compounds alone that the list does not have.
            no_first: forms that never stand before the last part of a compound.
            no_last: forms that are no last part, whatever letters a word ends in.
            known: words that look like a compound and that the model knows.
        """
        self._renderings = renderings
        self._expressions = _by_first_word(renderings)
        self._names = names
        self._parts = None if parts is None else {**renderings, **parts}
        self._no_first, self._no_last = no_first, no_last
        self._known = known if parts is None else known | parts.keys()

    def __len__(self) -> int:
        """Return how many forms it has."""
        return len(self._renderings)

    @classmethod
    def read(cls, path: Path | None) -> RareWords:
        """Read a list: Dutch, TAB, English, and where there is one TAB and notes; None is empty.

        The notes, joined by commas: ``name``, it is a surname, too; ``part``, it is given in English
        only as a part of a compound; ``first`` or ``last``, as a part it only stands there;
        ``alone``, it is no part; ``known``, nothing is done to it.

        Raises:
            ModelError: it cannot be read, or a line is none.
        """
        if path is None:
            return NO_WORDS
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise ModelError(f"cannot be read: {error.strerror}", where=str(path)) from error
        except UnicodeDecodeError as error:
            raise ModelError("is not UTF-8", where=str(path)) from error
        rows = [line.split("\t") for line in text.splitlines()]
        # Nearly every line is a pair: these are taken at once.
        renderings = dict(row for row in rows if len(row) == 2)
        parts: dict[str, str] = {}
        noted: dict[str, list[str]] = {note: [] for note in _NOTES}
        for number, row in enumerate(rows, start=1):
            if len(row) == 2 and row[0] and row[1]:
                continue
            if row[0].startswith("#") or row == [""]:
                renderings.pop(row[0], None)
                continue
            form, english, notes = _fields(row)
            if not form or not (english or notes == ["known"]) or not _NOTES.issuperset(notes):
                raise ModelError(
                    "is no line of a word list",
                    where=Location(path=str(path), line=number),
                    hint="write Dutch, TAB, English, and TAB notes where there are any",
                )
            for note in notes:
                noted[note].append(form)
            if "known" not in notes:
                (parts if "part" in notes else renderings)[form] = english
        return cls(
            renderings,
            names=frozenset(noted["name"]),
            parts=parts,
            no_first=frozenset(noted["alone"] + noted["last"]),
            no_last=frozenset(noted["alone"] + noted["first"]),
            known=frozenset(noted["known"]),
        )

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield half-open offsets of rare words of a Dutch text and the English of each.

        >>> words = RareWords({"noodgedwongen": "reluctantly", "Panamese": "Panamanian"})
        >>> list(words.find("Noodgedwongen kocht hij een Panamese boot."))
        [(0, 13, 'Reluctantly'), (28, 36, 'Panamanian')]
        """
        if not self._renderings:
            return
        at = 0
        for start, end, english in self._find_expressions(text):
            yield from self._find_words(text, at, start)
            yield start, end, english
            at = end
        yield from self._find_words(text, at, len(text))

    def _find_words(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        for match in _WORD.finditer(text, start, end):
            english = self._english(text, match)
            if english is not None:
                yield match.start(), match.end(), english

    def _find_expressions(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield fixed expressions from the left, of several that begin alike the longest."""
        if not self._expressions:
            return
        plain = _SPACE.sub(" ", text.replace("’", "'"))
        at = 0
        for match in _ANY_WORD.finditer(plain):
            start, first = match.start(), match.group()
            small = first[0].lower() + first[1:]
            if start < at or small not in self._expressions:
                continue
            for rest, english in self._expressions[small]:
                end = match.end() + len(rest)
                if not plain.startswith(rest, match.end()) or _GOES_ON.match(plain, end):
                    continue
                if small != first:
                    if not _OPENS.search(plain[max(0, start - _LOOK_BACK) : start]):
                        break  # part of a name
                    english = english[0].upper() + english[1:]
                yield start, end, english
                at = end
                break

    def english_of(self, form: str) -> str | None:
        """Return the English of a form in small letters, also where a decoder is not given it.

        >>> RareWords({"lekkage": "leak"}, parts={"vrede": "peace"}).english_of("vrede")
        'peace'
        """
        return (self._renderings if self._parts is None else self._parts).get(form)

    def put_into(self, text: str) -> str:
        """Return a Dutch text with its rare words in English.

        >>> RareWords({"lekkage": "leak"}).put_into("Een lekkage.")
        'Een leak.'
        """
        parts: list[str] = []
        at = 0
        for start, end, english in self.find(text):
            parts += [text[at:start], for_decoder(english)]
            at = end
        return "".join([*parts, text[at:]])

    def _english(self, text: str, match: re.Match[str]) -> str | None:
        form = match.group().replace("’", "'")
        if not form[0].isupper():
            return self._renderings.get(form) or self._compound(form)
        english = self._renderings.get(form)
        if english is not None:
            return english
        lower = form[0].lower() + form[1:]
        # Inside a sentence a capital makes a name of it.
        start = match.start()
        if len(form) < _NO_SURNAME or lower in self._names:
            return None
        if not _OPENS.search(text[max(0, start - _LOOK_BACK) : start]):
            return None
        english = self._renderings.get(lower)
        return None if english is None else english[0].upper() + english[1:]

    def _compound(self, form: str) -> str | None:
        if self._parts is None or form in self._known or not form.islower():
            return None
        return compound_english(form, self._parts, no_first=self._no_first, no_last=self._no_last)


def _by_first_word(renderings: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return the expressions by their first word: what follows it, the longest first, and English."""
    found: dict[str, list[tuple[str, str]]] = {}
    for form in sorted((form for form in renderings if " " in form), key=len, reverse=True):
        first, rest = form.split(" ", 1)
        found.setdefault(first, []).append((f" {rest}", renderings[form]))
    return found


def _fields(row: list[str]) -> tuple[str, str, list[str]]:
    form, english, notes = row if len(row) == 3 else (row[0], "", "")
    return form, english, notes.split(",") if notes else []


_OF = re.compile(r"\bof\b")


def for_decoder(english: str) -> str:
    """Return a rendering as it is written into Dutch: ``of`` there would be read as *or*.

    >>> for_decoder("balance of power")
    'balance van power'
    """
    return _OF.sub("van", english)


NO_WORDS = RareWords({})
