"""Checks on a target as a whole: is it there, is it English, does it repeat itself.

What they find makes a segment useless, so that nothing finer needs to be said about it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.model import Severity
from workbench.qa.registry import Remark, Subject, check
from workbench.text.languages import DUTCH
from workbench.text.loops import is_loop

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["empty", "is_empty", "length", "repetition", "untranslated"]

_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def is_empty(source: str, target: str) -> bool:
    """Return whether a target says nothing though its source does.

    >>> is_empty("Ja.", "."), is_empty("***", "***")
    (True, False)
    """
    if not target.strip():
        return bool(source.strip())
    return _has_words(source) and not _has_words(target)


def _has_words(text: str) -> bool:
    """Return whether there is a letter or a digit."""
    return any(character.isalnum() for character in text)


@check("empty", Severity.CRITICAL)
def empty(subject: Subject) -> Iterator[Remark]:
    """The target is empty. Punctuation alone counts as empty where the source has words."""
    if is_empty(subject.source, subject.target):
        yield Remark("nothing was written for this segment")


@check("repetition", Severity.CRITICAL)
def repetition(subject: Subject) -> Iterator[Remark]:
    """The target repeats itself where the source does not."""
    if is_loop(subject.source, subject.target):
        yield Remark("the English repeats itself; the Dutch does not")


@check("untranslated", Severity.FUNCTIONAL)
def untranslated(subject: Subject) -> Iterator[Remark]:
    """The target is still Dutch. Names, credits and short labels may stay as they are."""
    source = [word.lower() for word in _WORDS.findall(subject.source)]
    target = [word.lower() for word in _WORDS.findall(subject.target)]
    if len(source) < 4 or not target:
        return
    if source == target:
        if any(word in DUTCH for word in source):
            yield Remark("the English is the same as the Dutch")
        return
    dutch = [word for word in target if word in DUTCH]
    if len(dutch) >= 3 and len(dutch) >= len(target) * 0.2:
        yield Remark("most of the target is still Dutch")


_SHORT = 24  # characters below which a length says nothing
_RATIO = (0.45, 2.2)  # English to Dutch characters
# The longer a sentence, the less its translations differ in length: of 858 references for 100
# characters and more one is outside, and nine of ten that lost their longest clause.
_SENTENCES = ((160, (0.57, 1.4)), (100, (0.57, 1.5)), (60, (0.5, 2.0)))


@check("length", Severity.FUNCTIONAL)
def length(subject: Subject) -> Iterator[Remark]:
    """The target is much shorter or longer than its source."""
    source, target = len(subject.source.strip()), len(subject.target.strip())
    if not source or max(source, target) < _SHORT:
        return
    shortest, longest = _RATIO
    if subject.segment.kind == "sentence":
        shortest, longest = next((r for least, r in _SENTENCES if source >= least), _RATIO)
    # A few characters either way say nothing in a short segment.
    if target + 8 < source * shortest:
        yield Remark(f"the English is much shorter: {target} characters for {source}")
    elif target - 12 > source * longest:
        yield Remark(f"the English is much longer: {target} characters for {source}")
