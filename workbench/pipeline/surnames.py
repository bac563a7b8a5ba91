"""Surnames of a document in a target: without the article that a decoder gives to a word.

*De Leeuw* is no lion, and *The De Leeuw* nobody's name. Which words are surnames is told by
``glossary.surnames``; only places that the target has are mended here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.model import Edit, Enforced, apply_edits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workbench.model import TermHit

__all__ = ["bare_surnames"]

_OPENS = re.compile(r"(?:\A|[.!?…:])[\W_]*\Z")
"""What stands before a word that opens a sentence: only there a capital hides what it is."""


def bare_surnames(source: str, hits: Sequence[TermHit]) -> Callable[[str], Enforced]:
    """Return the step that takes ``the`` away from surnames and gives them their ``De`` back.

    Args:
        source: the Dutch of the segment.
        hits: the surnames in it, which have no concept; others are passed over.
    """
    names = [hit.source for hit in hits if not hit.concept and _OPENS.search(source[: hit.start])]

    def step(text: str) -> Enforced:
        edits = [edit for name in dict.fromkeys(names) for edit in _bared(text, name)]
        edits.sort(key=lambda edit: edit.start)
        return Enforced(text=apply_edits(text, tuple(edits)), edits=tuple(edits))

    return step


def _bared(text: str, name: str) -> Iterator[Edit]:
    """Yield the edits for one surname."""
    whole = re.escape(name)
    # A name before a noun takes the article of that: the Visser family.
    for match in re.finditer(
        rf"(?<![\w-])[Tt]he ({whole})(?![\w'’-])(?! [a-z]+ (?:of|and)\b)", text
    ):
        if not _NOUN.match(text, match.end()):
            yield Edit(start=match.start(), end=match.end(), replacement=match[1], reason="surname")
    small, _, rest = name.partition(" ")
    if small == "De" and rest and name not in text:
        for match in re.finditer(rf"(?<![\w-])The {re.escape(rest)}(?![\w-])", text):
            yield Edit(start=match.start(), end=match.end(), replacement=name, reason="surname")


_NOUN = re.compile(
    r"(?:-[a-z]| (?:famil|brother|sister|twin|government|cabinet|couple|case|affair|administration"
    r"|committee|commission|report|method|era|years|siblings|team|foundation|museum))"
)
