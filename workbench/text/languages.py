"""Dutch or English: told apart by their function words, which no translation keeps.

Only words that the other language does not have count, so a Dutch name in English text, or an
English title in Dutch, weighs nothing. Two languages are all this knows; a general identifier is
weak on short lines and heavy.
"""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["DUTCH", "ENGLISH", "count_words", "language_of"]

DUTCH = frozenset(
    """
    aan al alle alleen andere bij daar dat deze dit door een en er geen haar hadden heb hebben heeft
    hem het hij hoe hun iets ik je jij kunnen maar mensen mijn moet moeten naar niet niets nog nu om
    omdat ons onze onder ook op te tegen toch toen tussen uit van veel volgens voor vooral waar
    waren wat weer wel werd werden wie wij worden wordt zal zei zeiden zelf ze zich zij zijn zo zou
    zouden zonder zullen
    """.split()
) - {"al", "er", "hem", "je", "nu", "om", "te", "uit", "ons", "wie", "van", "door"}
"""Dutch words that are neither English words nor common parts of names in English text."""
ENGLISH = frozenset(
    """
    about after all also and are because been but by could from had has have he her his how into
    is it its more not of other our out said she should some than that the their them there these
    they this those to was were what when where which while who will with would you your
    """.split()
) - {"is", "had", "her", "all"}
"""English words that are not Dutch words, too."""

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
