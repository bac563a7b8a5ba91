"""What the word before a full stop says: abbreviation, initial, number, or the end.

The grammar of abbreviations lives here, the words in the lexicon. A class decides together with
what follows, because most Dutch abbreviations can end a sentence and most surnames can open one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.text.lexicon import dutch

if TYPE_CHECKING:
    from workbench.text.segmenters import SentencexSegmenter

__all__ = ["FullStop"]

SPACE = re.compile(r"\s+")
NEXT = re.compile(r"['’]?\w[\w'’-]{0,40}")
LETTERS = re.compile(r"(?:[^\W\d_]{1,2}\.-?)*[^\W\d_]")
DIGRAPH = re.compile(r"[CKPST]h|[ST]j|St|Fr|Kl")
"""An initial of two letters: Ch., Th., Sj."""
LISTED = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivx]{1,4}|[IVX]{1,4})")
NUMBERED = re.compile(r"[A-Za-z][a-z]{1,24}\.?nr")
"""Compounds with *nummer*: rek.nr., telefoonnr."""
DOMAIN = re.compile(r"[\w.-]*\w\.[a-z]{2,6}")
VOWEL = re.compile(r"[aeiouyáéíóúàèëïöüêâ\d]")
SHOUTED = frozenset(("MR", "MRS", "MS", "DR", "DRS", "PROF"))
PLAIN = re.compile(r"[a-zà-öø-ÿ-]{3,}(?:[abd-ik-prstuyëéï]|ij)")
"""A word of at least four letters with an ending Dutch words have; cut words end in v, z, c …"""
DAY = re.compile(
    r"\s+\d{1,2}(?:\s*(?:[-–/,+&]|en|tot|t/m)\s*(?:[^\W\d_]{2,4}\.\s+)?\d{1,2})*\s+(?P<month>[^\W\d_]{3,9})"
)
"""A day of a month, or several, and the month."""
OPENERS = "\"„“”‘’'«»([{–—-…"
REACH = 48
"""Code points looked back for the word before a mark."""

Decision = tuple[bool, str]


class FullStop:
    """Decides about a full stop from the words around it."""

    def __init__(self, base: SentencexSegmenter) -> None:
        """Take the library that is asked about unknown words."""
        self._base = base
        self._words = words = dutch()
        self._classes = {
            word: name
            for name, members in (
                ("name", words.name),
                ("number", words.number),
                ("inner", words.inner),
                ("may", words.may),
                ("ends", words.ends),
            )
            for word in members
        }

    def needs_more(self, text: str, place: int, head: int) -> bool:
        """Whether the word before ``place`` is an abbreviation that something must follow."""
        word, _ = _before(text, head, place)
        kind = self._class(word)
        return kind in ("name", "number", "inner")

    def named_mark(self, text: str, place: int, following: str) -> bool:
        """Whether the mark at ``place`` belongs to a name, and the sentence goes on."""
        word, _ = _before(text, max(0, place - REACH), place)
        return word + text[place] in self._words.marked and not self._opens(following)

    def _opens(self, following: str) -> bool:
        low = following.lower()
        return low in self._words.openers or low in self._words.particles

    def _class(self, word: str) -> str:
        """Return the class of an abbreviation, empty for a word that is none."""
        found = self._classes.get(word, "")
        if not found and NUMBERED.fullmatch(word):
            return "number"
        if found or not word or word.islower():
            return found
        low = word.lower() if word in SHOUTED else word[0].lower() + word[1:]
        found = self._classes.get(low, "")
        # Months and the like in lower case only: Jan, Mar and Min are names or words.
        return "" if found == "may" else found

    def decide(
        self, text: str, place: int, stop: int, head: int, end: int, following: str
    ) -> Decision:
        """Decide about the full stop at ``place``; see ``DutchSegmenter`` for the arguments."""
        word, earlier = _before(text, head, place)
        if not word:
            return True, "full stop standing apart"
        if stop > place + 1 and text[place + 1 : stop].strip(")]."):
            return True, "full stop and closing quote"
        low = following.lower()
        digit = following[0].isdigit()
        if place - len(word) - 1 <= head and LISTED.fullmatch(word):
            return False, f"number of a list ({word}.)"
        if word in ("d", "h") and earlier.rstrip(".").lower() in ("v", "a", "d"):
            return False, f"abbreviated particle ({earlier} {word}.)"
        if word == "u" and not earlier[-1:].isdigit():
            return True, "full stop behind a pronoun (u)"
        kind = self._class(word)
        if kind == "number" and earlier[-1:].isdigit() and low in self._words.openers:
            return True, f"abbreviation behind its number ({word}.)"
        if kind:
            return self._abbreviation(kind, word, low, digit=digit)
        if LETTERS.fullmatch(word) or DIGRAPH.fullmatch(word):
            return self._initial(text, stop, end, word, earlier, following)
        if word.isdigit():
            if len(word) < 3 and earlier[-1:] in (":", ",", ";"):
                return False, f"number of a list ({word}.)"
            if low in self._words.months:
                return False, "ordinal before a month"
            return True, "full stop behind a number"
        if digit:
            return self._number(text, place, stop, head, end, word)
        if self._opens(following) or not following[0].isalpha():
            return True, "full stop before a word that opens sentences"
        if not word.islower() or DOMAIN.fullmatch(word):
            return self._capital(word, following)
        if "/" in word or "'" in word or "’" in word:
            return True, "full stop behind a word with a sign in it"
        if 2 <= len(word) <= 5 and word.isalpha() and not VOWEL.search(word):
            if word in self._words.vowelless:
                return True, "full stop"
            return False, f"abbreviation without a vowel ({word}.)"
        if word in self._words.ordinary or self._base.ends_at(text, stop, head, following):
            return True, "full stop before a capital"
        return False, f"abbreviation known to {self._base.name} ({word}.)"

    def sloppy(self, text: str, place: int, head: int, following: str) -> Decision:
        """Decide about a full stop before a small letter: only after a plain, whole word.

        Among 112,000 single sentences of nine Dutch corpora twelve held such a stop behind a word
        of three or more letters: five forgotten capitals, two stray stops, five abbreviations, of
        which one had more than three letters.
        """
        word, _ = _before(text, head, place)
        if (
            PLAIN.fullmatch(word)
            and VOWEL.search(word)
            and not self._class(word)
            and self._base.ends_at(text, place + 1, head, following.capitalize())
        ):
            return True, "full stop after a whole word, small letter or not"
        return False, "small letter follows"

    def _number(self, text: str, place: int, stop: int, head: int, end: int, word: str) -> Decision:
        """Decide about a word that is no known abbreviation as it stands, before a number."""
        low = word.lower()
        if low in self._words.days and (day := DAY.match(text, stop, end)):
            month = day["month"].lower()
            if month in self._words.months or (month in self._words.may and month.isalpha()):
                return False, f"day of the week before a date ({word}.)"
        if (
            word.istitle()
            and self._classes.get(low) == "may"
            and not text[head:place].strip(OPENERS).removeprefix(word)
        ):
            return False, f"abbreviation at the head of a sentence ({word}.)"
        return True, "full stop before a number"

    def _abbreviation(self, kind: str, word: str, low: str, *, digit: bool) -> Decision:
        opener = low in self._words.openers
        if kind == "ends":
            return True, f"abbreviation that may end a sentence ({word}.)"
        if kind == "may":
            if opener or low in self._words.particles:
                return True, f"abbreviation before a word that opens sentences ({word}.)"
            return False, f"abbreviation before a name or number ({word}.)"
        if kind == "name" and opener and not digit:
            return True, f"title before a word that is no name ({word}.)"
        said = {"name": "before a name", "number": "before a number", "inner": "inside a sentence"}
        return False, f"abbreviation {said[kind]} ({word}.)"

    def _capital(self, word: str, following: str) -> Decision:
        """Decide about a word with a capital that is no known abbreviation."""
        if word.isupper() and following.isupper() and word.capitalize() in self._words.name:
            return False, f"title in capitals ({word}.)"
        if word.isupper() and following.isupper() and word.lower() in self._words.name:
            return False, f"title in capitals ({word}.)"
        return True, "full stop"

    def _initial(
        self, text: str, stop: int, end: int, word: str, earlier: str, following: str
    ) -> Decision:
        """Decide about one letter or a chain of letters with full stops."""
        words, low = self._words, following.lower()
        if low in words.particles:
            named = len(earlier) > 2 and earlier.isalpha() and earlier.istitle()
            article = low in ("de", "in", "op") and len(word) == 1 and named
            if self._surname(text, stop, end) and not article:
                return False, f"initial before a surname ({word}.)"
            return True, f"initial before a word that opens sentences ({word}.)"
        if low in words.openers:
            return True, f"initial before a word that opens sentences ({word}.)"
        if len(word) == 1 and earlier.lower() in words.lettered and following[0].isupper():
            return True, f"letter that is a name of its own ({earlier} {word}.)"
        return False, f"initial ({word}.)"

    def _surname(self, text: str, at: int, end: int) -> bool:
        """Whether the particle after ``at`` and its like lead to a word with a capital."""
        for position in range(4):
            gap = SPACE.match(text, at, end)
            token = NEXT.match(text, gap.end() if gap else at, end)
            if token is None:
                return False
            found = token.group()
            at = token.end()
            if position and found[0].isupper():
                return True
            if position and found.lower() not in self._words.inside:
                return False
        return False


def _before(text: str, head: int, at: int) -> tuple[str, str]:
    """Return the word before a mark and the word before that, quotes and brackets taken off."""
    pieces = text[max(head, at - REACH) : at].rsplit(None, 2)
    if not pieces or text[at - 1].isspace():
        return "", ""
    word = pieces[-1].lstrip(OPENERS)
    for sign in '(„“«"':
        word = word.rpartition(sign)[2]
    return word, pieces[-2] if len(pieces) > 1 else ""
