"""What the checks go by besides the segment: the kind of English, the words and rules of a house.

Everything here is a value handed down. Where the files are is decided above; the services look no
setting up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.errors import ConfigError, Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from workbench.qa.house_rules import HouseRule

__all__ = ["PLAIN", "Guide", "read_words", "words_in"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NAMED = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LOOKED_AT = 2_000  # words of a text
_LONGEST = 3  # words of a place's name


@dataclass(frozen=True, kw_only=True)
class Guide:
    """How the English is to be; immutable, so that a run goes by one state of it."""

    language: str = "en-GB"
    """The glossary's ``target``."""
    words: frozenset[str] = frozenset()
    """Words that are right though no dictionary has them: those of renderings and of a project's
    own list. One with a small initial is right with a capital, too."""
    rules: tuple[HouseRule, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict, compare=False)
    """English names by their Dutch, as reference works have them: right where the Dutch stands."""
    suggest: bool = False
    """Whether a misspelt word gets a suggestion, which takes 0.1 s each."""

    @cached_property
    def accepted(self) -> frozenset[str]:
        """The words in either apostrophe."""
        return self.words | {word.replace("'", "’") for word in self.words}

    def named(self, source: str) -> Iterator[str]:
        """Yield the English of the places and peoples that a Dutch text names."""
        if not self.places:
            return
        words = list(_NAMED.finditer(source))[:_LOOKED_AT]
        for at, first in enumerate(words):
            if not first.group()[0].isupper():
                continue
            for last in words[at : at + _LONGEST]:
                english = self.places.get(source[first.start() : last.end()])
                if english is not None:
                    yield english

    def accepts(self, word: str) -> bool:
        """Whether a word is right in this project whatever dictionaries say."""
        return word in self.accepted or (
            word[:1].isupper() and (word[0].lower() + word[1:]) in self.accepted
        )


PLAIN = Guide()
"""British English, and nothing of a house's own."""


def words_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of some texts, such as all renderings of a glossary.

    >>> sorted(words_in(["the Mazhilis", "Askap-Kuta"]))
    ['Askap', 'Kuta', 'Mazhilis', 'the']
    """
    return frozenset(word for text in texts for word in _WORD.findall(text))


def read_words(path: Path) -> frozenset[str]:
    """Return the words of a list: one or more a line, ``#`` begins a remark.

    Raises:
        ConfigError: the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ConfigError(
            "is not UTF-8", where=str(path), hint="save the word list as UTF-8"
        ) from error
    except OSError as error:
        raise ConfigError(
            (error.strerror or "cannot be read").lower(),
            where=Location(str(path)),
            hint="name a word list with the setting `word_list`",
        ) from error
    return words_in(line.partition("#")[0] for line in lines)
