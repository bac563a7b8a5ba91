"""Capitals: headlines in capitals lowered for the model and raised again, first letters agreed.

A model trained on running text neither knows ``OORLOG`` nor finds names in it. Everything here
keeps the length of the text, so that offsets stay valid on both sides.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.model import Edit, Enforced

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["agree_initial", "lower_for_decoding", "restore_caps"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_VOWEL = re.compile(r"[AEIOUYÀ-ÅÈ-ÏÒ-ÖÙ-Ý]")
# Abbreviations with a vowel that stay capitals in the middle of a lowered headline.
_ABBREVIATIONS = frozenset(
    [
        "AFP",
        "AI",
        "AIVD",
        "ANP",
        "AP",
        "AZC",
        "BBC",
        "CIA",
        "CNN",
        "COVID",
        "DNA",
        "ECB",
        "EK",
        "EO",
        "EU",
        "FIFA",
        "G7",
        "G8",
        "G20",
        "GGD",
        "HIV",
        "ICC",
        "IMF",
        "IND",
        "IOC",
        "IS",
        "ISIS",
        "IT",
        "KNMI",
        "LHBTI",
        "MIVD",
        "MP",
        "NASA",
        "NAVO",
        "NGO",
        "NOS",
        "OESO",
        "OM",
        "OPEC",
        "OVSE",
        "PVDA",
        "RIA",
        "RIVM",
        "SER",
        "SP",
        "TASS",
        "UEFA",
        "UK",
        "UN",
        "UNESCO",
        "UNHCR",
        "UNICEF",
        "USA",
        "USSR",
        "UWV",
        "VAE",
        "VOA",
        "WHO",
        "WK",
        "WO",
    ]
)
_UPPER_SHARE = 0.9  # of letters: a headline in capitals may hold a lower-case "ië" or "van"
_LOOK_BACK = 8  # characters between a full stop and the word it makes the first
_MIN_LETTERS = 6
_MIN_WORD = 4


def _is_headline_in_capitals(source: str) -> bool:
    """Return whether a source is set in capitals, rather than made of abbreviations."""
    letters = [character for character in source if character.isalpha()]
    if len(letters) < _MIN_LETTERS:
        return False
    upper = sum(1 for letter in letters if letter.isupper())
    if upper < len(letters) * _UPPER_SHARE:
        return False
    words = [word for word in _WORD.findall(source) if not _is_abbreviation(word)]
    return any(len(word) >= _MIN_WORD and word.isupper() for word in words)


def _is_abbreviation(word: str) -> bool:
    """Return whether a word in capitals is to stay so in running text."""
    return word in _ABBREVIATIONS or (2 <= len(word) <= 5 and not _VOWEL.search(word))


def lower_for_decoding(
    source: str, *, cased: Sequence[tuple[int, int, str]] = ()
) -> tuple[str, bool]:
    """Put a headline in capitals into ordinary case for the model.

    Args:
        source: the Dutch segment.
        cased: start, end and true form of words whose capitals are known, such as glossary terms;
            a form of another length than its place is passed over.

    Returns:
        The source to decode, of the same length, and whether it is another one.

    >>> lower_for_decoding("NAVO: OORLOG DUURT VOORT")
    ('NAVO: Oorlog duurt voort', True)
    """
    if not _is_headline_in_capitals(source):
        return source, False
    first = True

    def lowered(match: re.Match[str]) -> str:
        nonlocal first
        word = match.group()
        opens = first or _opens_sentence(source, match.start())
        first = False
        if _is_abbreviation(word):
            return word
        small = _same_length(word, word.lower())
        return _same_length(word, small[0].upper() + small[1:]) if opens else small

    text = _WORD.sub(lowered, source)
    for start, end, form in cased:
        if end - start == len(form) and source[start:end].casefold() == form.casefold():
            known = form
            if text[start].isupper() and form[:1].islower():
                known = _same_length(form, form[0].upper() + form[1:])
            text = text[:start] + known + text[end:]
    return text, text != source


def _opens_sentence(text: str, start: int) -> bool:
    """Return whether a word stands at the start of a sentence or after a colon."""
    at = start
    while at and start - at < _LOOK_BACK and text[at - 1] in " „“”‘’'\"([":
        at -= 1
    return at == 0 or text[at - 1] in ".!?:…"


def _same_length(word: str, changed: str) -> str:
    """Return the changed word, letter by letter where its length would differ (``ß``, ``İ``)."""
    if len(changed) == len(word):
        return changed
    return word


def restore_caps(target: str) -> str:
    """Return the target in capitals, of the same length.

    >>> restore_caps("War goes on in Groß-Gerau")
    'WAR GOES ON IN GROß-GERAU'
    """
    upper = target.upper()
    if len(upper) == len(target):
        return upper
    return "".join(big if len(big := character.upper()) == 1 else character for character in target)


def agree_initial(source: str, target: str) -> Enforced:
    """Give a target a capital at its start where the source has one.

    A source that opens with a small letter, because it continues something, and a target that
    opens with a digit or a word such as ``iPhone`` are left alone.

    >>> agree_initial("’s Nachts sliep hij.", "at night he slept.").text
    'At night he slept.'
    """
    first_source = re.search(r"[^\W_]", re.sub(r"^\W*['’‘](?:s|t|n|k)\s", "", source))
    first_target = _WORD.search(target)
    if first_source is None or first_target is None or not first_source.group().isupper():
        return Enforced(text=target)
    start = first_target.start()
    word = first_target.group()
    if any(character.isalnum() for character in target[:start]) or not word[0].islower():
        return Enforced(text=target)
    big = word[0].upper()
    if len(big) != 1 or any(character.isupper() for character in word):
        return Enforced(text=target)
    edit = Edit(start=start, end=start + 1, replacement=big, reason="capital")
    return Enforced(text=target[:start] + big + target[start + 1 :], edits=(edit,))
