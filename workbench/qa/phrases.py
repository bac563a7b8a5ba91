"""The check on phrases said twice: ``in the third quarter … in the third quarter``.

A small model says a phrase again where it lost its place, with other words between, so it is no
loop. Three words of which two are no function words, twice in one segment whose Dutch repeats
nothing, are found in none of 1,142 human translations.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.model import Severity
from workbench.qa.registry import Remark, Subject, check

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["doubled_phrase"]

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_STOP = re.compile(r"[.!?…;:]\W*\s")
_RUN = 3  # words of a phrase
_TELLING = 2  # of them that are no function words
_LONGEST = 400  # words of a segment that is looked at: longer ones are lists
_FUNCTION = frozenset(
    ["the", "a", "an", "of", "to", "in", "on", "at", "for", "by", "with", "and", "or", "but",
     "is", "are", "was", "were", "be", "been", "has", "have", "had", "do", "does", "did", "not",
     "no", "it", "he", "she", "they", "we", "you", "i", "that", "this", "those", "these", "his",
     "her", "its", "their", "our", "your", "my", "one", "from", "as", "than", "so", "who",
     "which", "what", "there", "will", "would", "can", "could", "may", "might", "should", "all",
     "also", "about", "after", "before", "into", "over", "under", "out", "up", "if", "when",
     "while", "more", "most", "very"]
)  # fmt: skip


@check("doubled-phrase", Severity.FUNCTIONAL)
def doubled_phrase(subject: Subject) -> Iterator[Remark]:
    """A phrase stands twice in the target and its like not in the source."""
    words = list(_WORD.finditer(subject.target))
    if not 2 * _RUN <= len(words) <= _LONGEST or _repeats(subject.source):
        return
    first: dict[tuple[str, ...], int] = {}
    for at in range(len(words) - _RUN + 1):
        run = tuple(match.group().lower() for match in words[at : at + _RUN])
        if sum(word not in _FUNCTION for word in run) < _TELLING:
            continue
        before = first.setdefault(run, at)
        between = subject.target[words[before].start() : words[at].start()]
        if before + _RUN > at or _STOP.search(between):
            continue  # a sentence may take up the last one
        length = _RUN
        while (
            at + length < len(words)
            and before + length < at
            and words[before + length].group().lower() == words[at + length].group().lower()
        ):
            length += 1
        start, end = words[at].start(), words[at + length - 1].end()
        yield Remark(f"“{subject.target[start:end]}” is said twice", start, end)
        return


def _repeats(source: str) -> bool:
    """Whether two words follow each other twice in a Dutch text."""
    words = [match.group().lower() for match in _WORD.finditer(source)]
    pairs = list(pairwise(words))
    return len(set(pairs)) < len(pairs)
