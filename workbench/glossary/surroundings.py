"""Whether a text is about the lands east of Poland, so that its names are likely to be from there.

A name such as ``Joeri`` or ``Blochin`` says little of where it is from; that ``Russische`` stands in
its sentence says more. Nothing here spells a name; the words looked for are those of Dutch news.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Surroundings", "eastern_word"]

_WORD = re.compile(
    r"(?<![^\W_])(?:(?:anti|pro|ex|oud|niet|wit)-?)?"
    r"(?:russisch\w*|rus|russin|russen|rusland\w*|belarus\w*|oekra[iï][eë]n\w*|kazach\w*"
    r"|kazakstan\w*|kirgi[zs]\w*|oezbe[ek]\w*|tadzji[ek]\w*|turkme[en]\w*|georgië\w*|georgisch\w*"
    r"|armeen\w*|armeni\w+|azerbeid?zj\w*|azeri\w*|moldav\w+|mongool\w*|mongolen|mongoli\w+"
    r"|bulgaar\w*|bulgaren|bulgarije\w*|sovjet\w*|tsjetsje\w+|ingoesj\w+|dagest\w+|tataar\w*"
    r"|tataren|tatarstan\w*|basjkier\w*|boerjat\w*|jakoet\w*|abchaz\w+|osseti\w+|kaukas\w+|siberi\w+"
    r"|donbas\w*|krim|wolga|kremlins?|kyiv|kiev|moskou\w*|moskovi\w+|minsk|tbilisi|astana|almaty"
    r"|nur-?sultan|bisjkek|tasjkent|jerevan|bakoe|charkiv|charkov|odess?a|petersburg|leningrad)"
    r"(?![^\W_])",
    re.IGNORECASE,
)
_SENTENCE = 2
"""Points of strength, as ``romanise`` counts them, where a word of these stands in the sentence."""
_DOCUMENT = 1
_SHARE = 0.08
"""Of a document's segments that have such a word, for it to be about these lands."""
_FEWEST = 3


def eastern_word(text: str) -> str | None:
    """Return the first word that speaks of the lands east of Poland.

    >>> eastern_word("De Russische oud-trainer Blochin."), eastern_word("Koen uit Georgia.")
    ('Russische', None)
    """
    found = _WORD.search(text)
    return found.group() if found else None


class Surroundings:
    """What the segments of several documents speak of."""

    def __init__(self, segments: Iterable[tuple[str, str]]) -> None:
        """Count which documents are about the East.

        Args:
            segments: document and source of each.
        """
        lengths: Counter[str] = Counter()
        speak: Counter[str] = Counter()
        for document, source in segments:
            lengths[document] += 1
            speak[document] += eastern_word(source) is not None
        self._about = {
            document
            for document, count in speak.items()
            if count >= _FEWEST and count / lengths[document] >= _SHARE
        }

    def speak_for(self, seen: Iterable[tuple[str, str]]) -> tuple[int, str]:
        """Return points for an Eastern origin of a name, and what they are given for.

        Args:
            seen: document and source of the places where the name stands.
        """
        points, reason = 0, ""
        for document, source in seen:
            if word := eastern_word(source):
                return _SENTENCE, f"“{word}” in its sentence"
            if document in self._about:
                points, reason = _DOCUMENT, "an article about the East"
        return points, reason
