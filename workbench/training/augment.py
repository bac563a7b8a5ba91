"""What is done to a pair before it is learned from, on both sides alike.

Every change teaches one thing the desk needs: that a rendering written into the source is taken
over (and inflected), that figures and names are copied and not guessed, that capitals and quotation
marks mean nothing else than usual. A source is a list of parts, so that an annotation's pieces can
never be confused with text that looks like them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.engine.words import NO_WORDS, RareWords, for_decoder
from workbench.text.quote_marks import set_apart
from workbench.training.corpus import Pair
from workbench.training.names import Lexicon, TermPair, find_names, find_words, inflected

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from workbench.training.recipe import Augmentation

__all__ = ["Augmenter", "Example", "Hint", "name_pool"]

_MOST_HINTS = 4
_POOL = 8000
_FIGURE = re.compile(r"(?<![\w.,:/-])\d{2,}(?:[.,]\d{1,3})*(?![\w:/-]|[.,]\d)")
_MONTHS = {
    "januari": "January",
    "februari": "February",
    "maart": "March",
    "april": "April",
    "mei": "May",
    "juni": "June",
    "juli": "July",
    "augustus": "August",
    "september": "September",
    "oktober": "October",
    "november": "November",
    "december": "December",
}
_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)})\b")
_QUOTE_STYLES = (("“", "”"), ("„", "”"), ("„", "“"), ('"', '"'), ("«", "»"), ("‘", "’"))
_DOUBLE = re.compile(r'[“„«"]([^“”„«»"]{1,300})[”“»"]')
_APOSTROPHES = "'’‘`´"
_ENGLISH_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Hint:
    """An inline annotation within a source: the Dutch, and the rendering wanted."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Example:
    """A pair ready to be cut into pieces; the source's parts are text and annotations."""

    parts: tuple[str | Hint, ...]
    target: str
    tagged: bool = False
    """Whether the source is marked as written by a machine."""

    @property
    def text(self) -> str:
        """Return the source with annotations spelt out, for people."""
        return "".join(
            part if isinstance(part, str) else f"<t> {part.source} <s> {part.target} </t>"
            for part in self.parts
        )


def name_pool(pairs: Sequence[Pair], lexicon: Lexicon) -> list[tuple[str, str]]:
    """Return names of news text, Dutch and English, in a fixed order and each once."""
    pool: dict[tuple[str, str], None] = {}
    for pair in pairs[: 10 * _POOL]:
        for term in find_names(pair, lexicon):
            if term.base == term.target:
                pool[term.source, term.target] = None
        if len(pool) >= _POOL:
            break
    return list(pool)


class Augmenter:
    """Changes pairs at random, as the recipe says."""

    def __init__(
        self,
        settings: Augmentation,
        *,
        lexicon: Lexicon,
        pool: Sequence[tuple[str, str]],
        words: RareWords = NO_WORDS,
    ) -> None:
        """Keep what changes are made from.

        Args:
            settings: how often.
            lexicon: names and words of both languages.
            pool: names that may take another's place.
            words: what the model will be given in English when it translates.
        """
        self.settings = settings
        self.lexicon = lexicon
        self.pool = pool
        self.words = words

    def __call__(self, pair: Pair, rng: random.Random, *, hints: bool) -> Example:
        """Return a pair with whatever chance has in store for it.

        Args:
            pair: as in the corpus.
            rng: decides; equal states give equal examples.
            hints: whether this pair may have hints.
        """
        settings = self.settings
        if rng.random() < settings.numbers:
            pair = other_figures(pair, rng)
        if self.pool and rng.random() < settings.names:
            pair = self._other_names(pair, rng)
        pair = self._rare_in_english(pair, rng)
        if rng.random() < settings.quotes:
            pair = Pair(other_quotes(pair.source, rng), pair.target)
        pair = Pair(set_apart(pair.source), pair.target)
        if rng.random() < settings.upper_case:
            return Example((pair.source.upper(),), pair.target.upper())
        if hints and rng.random() < settings.hints:
            return self._hinted(pair, rng)
        return Example((pair.source,), pair.target)

    def _rare_in_english(self, pair: Pair, rng: random.Random) -> Pair:
        """Write rare words as the English that the target has, whatever its ending there."""
        rare = [
            found for found in self.words.find(pair.source) if rng.random() < self.settings.rare
        ]
        if not rare:
            return pair
        said = f" {_words_only(pair.target)} "
        source = pair.source
        for start, end, english in reversed(rare):
            *before, last = _words_only(english).split() or [""]
            forms = (" ".join([*before, form]) for form in inflected(last))
            if last and any(f" {form} " in said for form in forms):
                source = source[:start] + for_decoder(english) + source[end:]
        return Pair(source, pair.target)

    def _other_names(self, pair: Pair, rng: random.Random) -> Pair:
        terms = find_names(pair, self.lexicon)
        if not terms:
            return pair
        term = rng.choice(terms)
        source, target = rng.choice(self.pool)
        return Pair(
            pair.source[: term.start] + source + pair.source[term.end :],
            pair.target[: term.target_start] + target + pair.target[term.target_end :],
        )

    def _hinted(self, pair: Pair, rng: random.Random) -> Example:
        """Write renderings into the source: correct, in base form, or of another name."""
        names = find_names(pair, self.lexicon)
        terms = list(names)
        if rng.random() < self.settings.words:
            taken = {term.target_start for term in names}
            terms += [t for t in find_words(pair, self.lexicon) if t.target_start not in taken]
        if not terms:
            return Example((pair.source,), pair.target)
        plain = rng.random() < self.settings.plain
        chosen = rng.sample(terms, min(len(terms), rng.randint(1, _MOST_HINTS)))
        replaced: dict[int, tuple[TermPair, str]] = {}
        hints: list[tuple[TermPair, str]] = []
        for term in sorted(chosen, key=lambda term: term.start):
            wanted = term.base if rng.random() < 0.5 else term.target
            if term in names and self.pool and rng.random() < self.settings.random_targets:
                wanted = rng.choice(self.pool)[1]
                replaced[term.target_start] = (term, wanted)
            hints.append((term, wanted))
        target = pair.target
        for start in sorted(replaced, reverse=True):
            term, wanted = replaced[start]
            target = target[:start] + wanted + target[term.target_end :]
        parts: list[str | Hint] = []
        at = 0
        for term, wanted in hints:
            parts += [pair.source[at : term.start], Hint(term.source, wanted)]
            at = term.end
        parts.append(pair.source[at:])
        if plain:
            text = "".join(part if isinstance(part, str) else part.target for part in parts)
            return Example((text,), target)
        return Example(tuple(part for part in parts if part), target)


def _words_only(text: str) -> str:
    return " ".join(_ENGLISH_WORD.findall(text.lower()))


def other_figures(pair: Pair, rng: random.Random) -> Pair:
    """Return a pair with other figures and dates, where both sides have the same ones.

    A figure keeps its number of digits, so that `1998` stays a year and 45 a percentage; what
    is no figure on one side is left alone.
    """
    source, target = pair
    date = _DATE.search(source)
    if date:
        day, month = date[1], date[2]
        english = re.compile(
            rf"\b{day}(?:st|nd|rd|th)? {_MONTHS[month]}\b|\b{_MONTHS[month]} {day}\b"
        )
        if len(english.findall(target)) == 1 and source.count(date.group()) == 1:
            new_day, new_month = str(rng.randint(1, 28)), rng.choice(list(_MONTHS))
            source = source.replace(date.group(), f"{new_day} {new_month}")
            written = f"{new_day} {_MONTHS[new_month]}"
            target = english.sub(
                lambda found: (
                    written if found.group()[0].isdigit() else f"{_MONTHS[new_month]} {new_day}"
                ),
                target,
            )
    written_as = {_english(m.group()): m.group() for m in _FIGURE.finditer(source)}
    for match in reversed(list(_FIGURE.finditer(target))):
        figure = match.group()
        dutch = written_as.get(figure)
        if not dutch or source.count(dutch) != 1 or target.count(figure) != 1:
            continue
        head = 2 if len(figure) == 4 and figure.startswith(("19", "20")) else 0
        new = figure[:head] + "".join(
            _digit(rng, first=at == 0 and not head) if c.isdigit() else c
            for at, c in enumerate(figure[head:])
        )
        source = source.replace(dutch, _dutch(new))
        target = target[: match.start()] + new + target[match.end() :]
    return Pair(source, target)


def _digit(rng: random.Random, *, first: bool) -> str:
    return str(rng.randint(1 if first else 0, 9))


def _english(figure: str) -> str:
    return figure.translate(str.maketrans(".,", ",."))


def _dutch(figure: str) -> str:
    return figure.translate(str.maketrans(".,", ",."))


def other_quotes(source: str, rng: random.Random) -> str:
    """Return a source whose quotation marks and apostrophes are written in another house's way."""
    opening, closing = rng.choice(_QUOTE_STYLES)
    changed = _DOUBLE.sub(lambda found: f"{opening}{found[1]}{closing}", source)
    apostrophe = rng.choice("'’")
    return re.sub(
        rf"(?<=\w)[{_APOSTROPHES}](?=\w)|(?<!\w)[{_APOSTROPHES}](?=[snt]\b)", apostrophe, changed
    )
