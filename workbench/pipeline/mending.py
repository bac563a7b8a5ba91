"""Words of a chosen hypothesis that are no English, or not what the decoder was given, put right.

A small model garbles words that it knows in pieces only: it makes *curge* of a gorge, and where it
was given *parrots* it writes portraits. The decoder's attention tells which word of the Dutch such a
word stands for, and the model's word list its English. Nothing is decoded here, so the rest of the
sentence stays; terms and names have rungs and steps of their own and are not touched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from string import ascii_lowercase
from typing import TYPE_CHECKING

from rapidfuzz.distance import JaroWinkler, Levenshtein

from workbench.glossary.substitute import words_of
from workbench.model import Edit, apply_edits
from workbench.pipeline.ascent import Attempt
from workbench.pipeline.attention import Attention, sides
from workbench.qa import PLAIN
from workbench.qa.dictionary import dictionary
from workbench.qa.spelling import misspellings
from workbench.text.languages import FUNCTION_WORDS
from workbench.text.numbers import find_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workbench.engine.base import Engine
    from workbench.engine.words import RareWords
    from workbench.pipeline.ascent import Ascent
    from workbench.pipeline.prepare import Piece
    from workbench.qa import Guide

__all__ = ["mend"]

_ANSWERS = 0.4
"""Share of a target word's attention from which it stands for a word of the Dutch. On FLORES dev all
from 0.3 to 0.5 gained about as much; below 0.4 some adjectives took the place of nouns."""
_SAID = 3
"""Letters of a word that have to be there for some form of it to be said, at least."""
_ENDING = re.compile(r"(?:ies|ied|y|ing|e?d|e?s|er|e|a)$")
_ENDINGS = (("icly", "ically"), ("hs", "hes"), ("eing", "ing"), ("eeed", "ed"), ("ys", "ies"))
_SURELY = 0.5
"""Share from which several words may stand for one."""
_ALIKE = 0.8
"""Similarity of two words from which one is the other garbled, whatever their endings."""
_QUOTES = " \"'“”„‘’‚«»(["
_OPENING = re.compile(r"(?:\A|[.!?…:])[\s\"'“”‘’(«–—-]*\Z")
"""What stands before a word that has its capital from its place."""
_CLEAR = 7
"""Letters from which a made-up word that is one slip from a known one is meant for it."""
_MOST = 20
"""Words of one piece that are looked after: with more of them wrong it is no English at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """A word of the source as the decoder saw it."""

    start: int
    end: int
    dutch: str
    english: str | None
    given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """A word of the target and what it stands for."""

    start: int
    end: int
    text: str
    unit: _Unit
    share: float


def mend(
    engine: Engine, ascents: Sequence[Ascent], *, words: RareWords, guide: Guide = PLAIN
) -> None:
    """Put right what is no word, and what was given and is not said, in the chosen attempts.

    What was changed is told in the notes; the mended text becomes an attempt of the same rung. One
    that would be more defective than the text before it is not taken.

    Args:
        engine: for its attention and its tokenizer.
        ascents: pieces whose attempt has been chosen.
        words: the model's word list, for the English of Dutch words it was not given, too.
        guide: which English, and words that are right.
    """
    tokenizer, longest = engine.tokenizer, engine.max_source_tokens
    found = [(ascent, _wrong(ascent, guide)) for ascent in ascents]
    wrong = [
        (ascent, *what, sides(tokenizer, ascent, ascent.best)) for ascent, what in found if what
    ]
    # Both sides have to be short enough for the decoder to read.
    wrong = [each for each in wrong if all(0 < len(side) <= longest for side in each[-1])]
    matrices = engine.align([pieces for *_, pieces in wrong])
    for (ascent, unsaid, made_up, (_, target)), matrix in zip(wrong, matrices, strict=True):
        attention = Attention(tokenizer, ascent.piece.text, target, matrix)
        answers = _answers(ascent, words, attention)
        edits: list[Edit] = []
        notes: list[str] = []
        proposed = [
            *_garbled(ascent.best.text, answers, made_up, guide.language),
            *_replaced(ascent.best.text, answers, unsaid),
        ]
        for start, end, english, unit in proposed:
            taken = [*ascent.best.verdict.spans, *((edit.start, edit.end) for edit in edits)]
            if any(start < b and a < end for a, b in taken):
                continue
            was = ascent.best.text[start:end]
            edits.append(Edit(start=start, end=end, replacement=english, reason="word"))
            for_what = f" ({unit.dutch})" if unit else ""
            notes.append(f"put right: “{was}” is “{english}” now{for_what}")
        if edits:
            _take(engine, ascent, tuple(sorted(edits, key=lambda edit: edit.start)), notes)


def _wrong(ascent: Ascent, guide: Guide) -> tuple[set[str], list[tuple[int, int]]] | None:
    """Return the given words that are not said and where words are made up; None for neither."""
    best = ascent.best
    if best.verdict.broken:
        return None
    unsaid = {one.english for one in ascent.piece.given if not _said(one.english, best.text)}
    source = " ".join([ascent.piece.text, *(one.dutch for one in ascent.piece.given)])
    found = islice(misspellings(best.text, source=source, guide=guide), _MOST + 1)
    made_up = [
        (slip.start, slip.end)
        for slip in found
        if slip.elsewhere is None
        and slip.capital is None
        and (
            slip.word.islower()
            or (slip.word.istitle() and _OPENING.search(best.text[: slip.start]))
        )
    ]
    if len(made_up) > _MOST or not (unsaid or made_up):
        return None
    return unsaid, made_up


def _said(english: str, text: str) -> bool:
    """Whether some form of each weighty word of a rendering stands in a text.

    >>> _said("sloths", "The sloth is slow."), _said("way of thinking", "a way of life")
    (True, False)
    """
    there = [word.text.lower() for word in words_of(text)]
    return all(
        any(part.startswith(_stem(word)) for one in there for part in one.split("-"))
        for word in re.findall(r"[^\W_]+", english.lower())
        if len(word) > 1 and word not in FUNCTION_WORDS
    )


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def _stem(word: str) -> str:
    """Return what the forms of a word have in common, roughly.

    >>> [_stem(word) for word in ("takes", "taking", "parties", "stamina", "fled")]
    ['tak', 'tak', 'part', 'stamin', 'fle']
    """
    stem = _ENDING.sub("", word)
    return stem if len(stem) >= _SAID else word[:_SAID]


def _answers(ascent: Ascent, words: RareWords, attention: Attention) -> list[_Answer]:
    """Return for each word of the chosen text the word of the source it attends to most."""
    units = list(_units(ascent.piece, words))
    columns = [attention.columns(unit.start, unit.end) for unit in units]
    answers: list[_Answer] = []
    for word in words_of(ascent.best.text):
        rows = attention.rows(word.start, word.end)
        if not rows or not units:
            continue
        shares = [attention.weight(rows, each) for each in columns]
        most = max(range(len(units)), key=shares.__getitem__)
        answers.append(
            _Answer(
                start=word.start,
                end=word.end,
                text=word.text,
                unit=units[most],
                share=shares[most],
            )
        )
    return answers


def _units(piece: Piece, words: RareWords) -> Iterator[_Unit]:
    """Yield the words of a piece: terms and numbers without English, given words, and the others."""
    taken = [(hit.start, hit.end) for hit in piece.hits]
    taken += [(number.start, number.end) for number in find_numbers(piece.text, "nl")]
    for start, end in taken:
        yield _Unit(start=start, end=end, dutch="", english=None, given=False)
    for one in piece.given:
        yield _Unit(start=one.start, end=one.end, dutch=one.dutch, english=one.english, given=True)
        taken.append((one.start, one.end))
    for word in words_of(piece.text):
        if not any(word.start < b and a < word.end for a, b in taken):
            first = not piece.text[: word.start].strip(_QUOTES)
            small = word.text.lower() if first and word.text.istitle() else word.text
            english = words.english_of(small) if small.islower() else None
            yield _Unit(
                start=word.start, end=word.end, dutch=word.text, english=english, given=False
            )


def _garbled(
    text: str, answers: Sequence[_Answer], made_up: Iterable[tuple[int, int]], language: str
) -> Iterator[tuple[int, int, str, _Unit | None]]:
    """Yield what made-up words are meant for: the English of their Dutch, or a like word."""
    for start, end in made_up:
        slip = text[start:end]
        ended = _other_ending(slip, language)
        if ended is not None:
            yield start, end, ended, None
            continue
        answer = next((one for one in answers if one.start <= start and end <= one.end), None)
        english = answer.unit.english if answer and answer.share >= _ANSWERS else None
        rest = text[:start] + text[end:]
        if answer is not None and english is not None and not _said(english, rest):
            forms = [english]
            if slip[:_SAID].lower() == english[:_SAID].lower():
                # the slip tells number and tense: completeing, of complete, is completing
                forms += _inflected(english, language)
            right = min(forms, key=lambda form: Levenshtein.distance(form, slip))
            yield start, end, _as_written(right, slip), answer.unit
            continue
        meant = _meant(slip, language)
        if meant is not None:
            yield start, end, meant, None


def _other_ending(slip: str, language: str) -> str | None:
    """Return a made-up word with the ending that English has in its place.

    >>> [_other_ending(word, "en-GB") for word in ("economicly", "launchs", "spults")]
    ['economically', 'launches', None]
    """
    for ending, right in _ENDINGS:
        if slip.endswith(ending) and _own(slip.removesuffix(ending) + right, language):
            return slip.removesuffix(ending) + right
    return None


def _meant(slip: str, language: str) -> str | None:
    """Return the one word that a made-up word is a letter away from, None where there are others.

    >>> [_meant(word, "en-GB") for word in ("transocenic", "spultses")]
    ['transoceanic', None]
    """
    if not slip.islower() or len(slip) < _CLEAR:
        return None
    near = {one for one in _one_away(slip) if _own(one, language)}
    return near.pop() if len(near) == 1 else None


def _own(word: str, language: str) -> bool:
    """Whether a word is spelt as in this English."""
    known = dictionary(language)
    return known.has(word) and known.elsewhere(word) is None


def _one_away(word: str) -> Iterator[str]:
    """Yield every string of small letters that is one letter away from a word, but for its first.

    Hunspell's own suggestions take a tenth of a second a word, and know more than is wanted here.
    """
    for i in range(1, len(word) + 1):
        left, right = word[:i], word[i:]
        if right:
            yield left + right[1:]
            yield left + right[1:2] + right[:1] + right[2:]
        for letter in ascii_lowercase:
            yield left + letter + right
            if right:
                yield left + letter + right[1:]


def _inflected(english: str, language: str) -> Iterator[str]:
    """Yield the words that a rendering may be with an ending of its last word.

    >>> list(_inflected("refuel", "en-GB"))
    ['refuels', 'refuelled', 'refuelling']
    """
    short = english.removesuffix("e")
    doubled = english + english[-1]
    for stem, ending in (
        (english, "s"),
        (english, "es"),
        (short, "ed"),
        (doubled, "ed"),
        (short, "ing"),
        (doubled, "ing"),
    ):
        *_, last = (form := stem + ending).split()
        if _own(last, language):
            yield form


def _replaced(
    text: str, answers: Sequence[_Answer], unsaid: set[str]
) -> Iterator[tuple[int, int, str, _Unit | None]]:
    """Yield where a given word stands as other words, and the word."""
    for unit in dict.fromkeys(one.unit for one in answers if one.unit.given):
        if unit.english is None or unit.english not in unsaid:
            continue
        own = [
            one for one in answers if one.unit == unit and one.text.lower() not in FUNCTION_WORDS
        ]
        if not own or min(one.share for one in own) < _ANSWERS:
            continue
        start, end = own[0].start, own[-1].end
        between = [one for one in answers if start <= one.start and one.end <= end]
        if any(one not in own and one.text.lower() not in FUNCTION_WORDS for one in between):
            continue
        if any(one.text[:1].isupper() for one in own[1:]) or re.search(r"\d", text[start:end]):
            continue
        english, was = unit.english, text[start:end]
        if _letters(english) == _letters(was) or not _fits(english, own, was):
            continue
        if was[0].isupper():
            if not _OPENING.search(text[:start]):
                continue  # a name
            english = _as_written(english, was)
        yield start, end, english, unit


def _fits(english: str, own: Sequence[_Answer], was: str) -> bool:
    """Whether a given word can stand where other words do.

    Words that are much alike are one garbled. Else an -ing form has its own place in a sentence, and
    more words than the given one has may say more than it does.
    """
    if JaroWinkler.similarity(english.lower(), was.lower()) >= _ALIKE:
        return True
    if english.split()[-1].endswith("ing") != was.endswith("ing"):
        return False
    weighty = [word for word in english.lower().split() if word not in FUNCTION_WORDS]
    return len(own) <= len(weighty) or min(one.share for one in own) >= _SURELY


def _as_written(english: str, was: str) -> str:
    """Return a word with the capital of the one it stands in for."""
    return english[0].upper() + english[1:] if was[0].isupper() else english


def _take(engine: Engine, ascent: Ascent, edits: tuple[Edit, ...], notes: Sequence[str]) -> None:
    """Make the mended text the chosen attempt, unless it is more defective."""
    best = ascent.best
    text = apply_edits(best.text, edits)
    verdict = ascent.judge(text)
    if verdict.order > best.verdict.order:
        return
    tokens = tuple(engine.tokenizer.encode_target(text))
    mended = Attempt(rung=best.rung, text=text, tokens=tokens, score=best.score, verdict=verdict)
    ascent.attempts.append(mended)
    ascent.chosen = mended
    ascent.notes += notes
