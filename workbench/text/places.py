"""Places of the Low Countries with a small word in their names: ``Alphen aan den Rijn``.

Such a name is one, and neither its small words nor the river in it are translated. The list is
closed (``data/places.tsv``); where else a place is looked up is the gazetteer's business.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["compound_places", "find_compound_places", "half_translated"]

_LONGEST_GAP = 3
"""Words that a translation has at most between the first and the last word of such a name."""
_LIKE = 0.75
"""Similarity from which on a word is taken for the first one, garbled."""
_TURNED: Mapping[str, str] = {
    "Rijn": "Rhine",
    "Maas": "Meuse",
    "Zee": "Sea",
    "Gent": "Ghent",
    "Holland": "Holland",
    "Hoek": "Hook|Corner",
    "Dal": "Dale|Valley",
    "Berg": "Mountain",
    "Zoom": "Zoom",
}
"""What the words of these names are turned into, besides what they are in Dutch."""


@cache
def compound_places() -> Mapping[str, str]:
    """Return what English calls such places, by their Dutch.

    >>> compound_places()["Bergen op Zoom"], compound_places()["Hoek van Holland"]
    ('Bergen op Zoom', 'Hook of Holland')
    """
    text = (files(__package__) / "data" / "places.tsv").read_text(encoding="utf-8")
    rows = (line.partition("\t") for line in text.splitlines() if not line.startswith("#"))
    return {dutch: english or dutch for dutch, _, english in rows}


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(compound_places(), key=len, reverse=True)
    # Typewritten and typeset apostrophes are one.
    either = "|".join(re.escape(name).replace("'", "['’]") for name in names)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])")


def find_compound_places(source: str) -> Iterator[re.Match[str]]:
    """Yield where a Dutch text names such places.

    >>> [found.group() for found in find_compound_places("Van Wijk bij Duurstede tot de Rijn.")]
    ['Wijk bij Duurstede']
    """
    return _pattern().finditer(source)


def half_translated(name: str, target: str) -> re.Match[str] | None:
    """Return where a target has such a name with its small words translated, None if nowhere.

    Args:
        name: the Dutch of a listed place.
        target: English, which lacks the name as English has it.

    >>> half_translated("Alphen aan den Rijn", "He is from Alphen to the Rhine.").group()
    'Alphen to the Rhine'
    """
    first, *_, last = re.split(r"[ -]+", name)
    begin, end = (f"{re.escape(word)}|{_TURNED.get(word, word)}" for word in (first, last))
    capital = rf"{re.escape(first[0])}[a-z]{{3,20}}"
    between = rf"[ -](?:[a-z’']+[ -]){{0,{_LONGEST_GAP}}}"
    whole = rf"(?<![\w-])(?P<first>{begin}|{capital}){between}(?:{end})(?![\w-])"
    for found in re.finditer(whole, target):
        if found.group() in {name, compound_places().get(name)}:
            continue
        garbled = found["first"]
        if re.fullmatch(begin, garbled) or SequenceMatcher(None, garbled, first).ratio() >= _LIKE:
            return found
    return None
