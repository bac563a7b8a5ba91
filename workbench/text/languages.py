"""Dutch or English: told apart by their function words, which no translation keeps.

Only words that the other language does not have count, so a Dutch name in English text, or an
English title in Dutch, weighs nothing. Two languages are all this knows; a general identifier is
weak on short lines and heavy.
"""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["DUTCH", "ENGLISH", "FUNCTION_WORDS", "count_words", "language_of"]

_DUTCH = """
alle alleen andere aan bij daar dat deze dit een en geen haar hadden heb hebben heeft het hij hoe
hun iets ik jij kunnen maar mensen mijn moet moeten naar niet niets nog omdat onder onze ook op
tegen toch toen tussen veel volgens voor vooral waar waren wat weer wel werd werden wij worden
wordt zal zei zeiden zelf ze zich zij zijn zo zou zouden zonder zullen
"""
_ENGLISH = """
about after also and are because been but by could from has have he his how into it its more not
of other our out said she should some than that the their them there these they this those to was
were what when where which while who will with would you your
"""
_FUNCTION = """
a after all also although an and are as at be because been before but by can could did do does
even for from had has have he her here his how if in into is it its many may might must my no
nor not of on one or our she should since so some than that the their them then there these they
this those to until was we were what when where which while who will with would you your
"""
DUTCH = frozenset(_DUTCH.split())
"""Dutch words that are neither English words nor common parts of names in English text."""
ENGLISH = frozenset(_ENGLISH.split())
"""English words that are not Dutch words, too."""
FUNCTION_WORDS = frozenset(_FUNCTION.split())
"""English words that name nothing: what a sentence may begin with, and what may stand beside a term
without being a part of it."""

_WORD = re.compile(r"[^\W\d_]+")
_FEW = 3  # function words below which nothing is said


def count_words(text: str) -> tuple[int, int]:
    """Return how many Dutch and how many English function words a text has.

    >>> count_words("Dat is het huis. That is the house.")
    (2, 2)
    """
    words = [word.lower() for word in _WORD.findall(text)]
    return sum(word in DUTCH for word in words), sum(word in ENGLISH for word in words)


def language_of(text: str) -> Literal["nl", "en"] | None:
    """Return the language of a text, None where its words do not tell.

    >>> language_of("De hond liep niet naar het bos."), language_of("Rabat, 3 mei")
    ('nl', None)
    """
    dutch, english = count_words(text)
    if dutch >= _FEW and dutch > 2 * english:
        return "nl"
    if english >= _FEW and english > 2 * dutch:
        return "en"
    return None
