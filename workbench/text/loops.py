"""Find text that repeats itself as a decoder in a loop does.

The measure is how often a run of words follows itself without a break, in comparison with the
source: ``Nee, nee, nee`` is said by people too. It knows nothing of findings; the ``repetition``
check and the pipeline, which decodes again, both ask here.
"""

from __future__ import annotations

import re
from collections import Counter

from workbench.text.languages import FUNCTION_WORDS

__all__ = ["is_loop", "longest_repeat", "said_again"]

# Commas and marks are left out: the last round of a loop lacks the comma the others have. A full
# stop counts, since a new sentence may well take up the words of the last.
_TOKEN = re.compile(r"\w+(?:['’]\w+)*|[.!?;:]+")
# One to twelve characters ten times in a row, inside a word or a row of signs. Rows of dots and
# dashes are set by people.
_CHARACTERS = re.compile(r"(\S{1,12}?)\1{9,}")
_LONGEST_PERIOD = 24  # words
_SHORT_PERIODS = 2  # words; a longer run need only occur twice in a row
_GRAM = 6  # words of a run that is counted anywhere in the text
_GRAM_TIMES = 4
_NEAR = 2  # words between which the same weighty word hardly stands twice
_WEIGHTY = 4  # letters of such a word


def _tokens(text: str) -> list[str]:
    """Return words in lower case and stops."""
    return _TOKEN.findall(text.lower())


def longest_repeat(tokens: list[str]) -> tuple[int, int, int]:
    """Return the worst repetition without a break.

    Args:
        tokens: words and stops.

    Returns:
        Length of the repeated run in tokens, how many times it stands there in full, and where
        the first begins. ``(0, 1, 0)`` where nothing follows itself.

    >>> longest_repeat("de man de man de man sliep".split())
    (2, 3, 0)
    """
    worst = (0, 1, 0)
    size = len(tokens)
    for period in range(1, min(_LONGEST_PERIOD, size // 2) + 1):
        run = 0
        for at in range(period, size):
            if tokens[at] == tokens[at - period]:
                run += 1
                times = run // period + 1
                if times > 1 and (times - 1) * period > (worst[1] - 1) * worst[0]:
                    worst = (period, times, at - run - period + 1)
            else:
                run = 0
    return worst


def _most_frequent(tokens: list[str]) -> int:
    """Return how often the most frequent run of ``_GRAM`` tokens occurs."""
    grams = Counter(tuple(tokens[at : at + _GRAM]) for at in range(len(tokens) - _GRAM + 1))
    return max(grams.values(), default=0)


def is_loop(source: str, target: str) -> bool:
    """Return whether a target repeats itself beyond what its source does.

    >>> is_loop("Nee, nee, nee!", "No, no, no!")
    False
    >>> is_loop("Hij sliep in het bos.", "He slept in the forest in the forest in the forest.")
    True
    """
    match = _CHARACTERS.search(target)
    if match and any(character.isalnum() for character in match.group(1)):
        own = _CHARACTERS.search(source)
        if own is None or len(match.group()) > 2 * len(own.group()):
            return True
    tokens = _tokens(target)
    if len(tokens) < 4:
        return False
    period, times, _ = longest_repeat(tokens)
    if times > 1:
        own_period, own_times, _ = longest_repeat(_tokens(source))
        words = period * (times - 1)
        own_words = own_period * (own_times - 1)
        enough = 2 if period > _SHORT_PERIODS else 3 if period > 1 else 4
        if times >= enough and words > own_words + max(2, own_words // 2):
            return True
    if len(tokens) >= _GRAM * _GRAM_TIMES:
        frequent = _most_frequent(tokens)
        return frequent >= _GRAM_TIMES and frequent > 2 * _most_frequent(_tokens(source))
    return False


def said_again(source: str, target: str) -> int:
    """Return how many phrases a target says once more that its source says once.

    Pairs and threes of words with two weighty ones among them, and the same weighty word within
    reach of itself. Writers do it too, so it is a reason to look for another hypothesis and none to
    refuse one: of FLORES dev's 997 English references 26 have such a phrase, of drafts 73.

    >>> said_again("Zij sloot de krant.", "She closed the online newspaper of her online newspaper.")
    1
    >>> said_again("De ene partij en de andere partij.", "The one party and the other party.")
    0
    """
    return max(0, _again(target) - _again(source))


def _again(text: str) -> int:
    words = [token for token in _tokens(text) if token[0].isalnum()]
    times = 0
    for length in (2, 3):
        grams = Counter(tuple(words[at : at + length]) for at in range(len(words) - length + 1))
        times += sum(
            count - 1
            for gram, count in grams.items()
            if count > 1 and sum(word not in FUNCTION_WORDS for word in gram) > 1
        )
    for at, word in enumerate(words):
        if len(word) >= _WEIGHTY and word not in FUNCTION_WORDS:
            times += word in words[at + 1 : at + 1 + _NEAR]
    return times
