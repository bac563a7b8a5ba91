"""The little English morphology that derived forms need: possessives and regular plurals.

Rules of spelling only; nothing here knows Dutch, concepts or segments.
"""

from __future__ import annotations

import re

__all__ = ["plural", "possessive", "without_possessive"]

_SAME = re.compile(r"(?:ese|ish|[cs]h|s|x|z|\broma)$", re.IGNORECASE)
_TAKES_S = re.compile(r"(?:czech|kazakh|vlach)$", re.IGNORECASE)
_MEN = re.compile(r"(?<=[a-z])man$")
_NOT_MEN = re.compile(
    r"\b(?:brah|bur|cai|ger|hu|mussul|nor|oman|otto|pull|ro|sha|talis|tur[ck]o?)man$|\boman$",
    re.IGNORECASE,
)
_ENDING = re.compile(r"(?:['’]s|(?<=[sxz])['’])$", re.IGNORECASE)


def possessive(text: str, *, person: bool = False) -> str:
    """Return the possessive with a typographic apostrophe.

    Args:
        text: a name or noun, possibly of several words.
        person: whether a final -s belongs to a personal name, which takes ’s like any other.

    >>> [possessive("Putin"), possessive("United Nations"), possessive("Marx", person=True)]
    ['Putin’s', 'United Nations’', 'Marx’s']
    """
    if _ENDING.search(text):
        return text
    if text.isupper() and len(text) > 1:
        return text + ("’" if text.endswith("S") and not person else "’S")
    return text + ("’" if text.endswith(("s", "S")) and not person else "’s")


def without_possessive(text: str) -> str:
    """Return the text without a possessive ending.

    >>> [without_possessive(text) for text in ("Putin’s", "Marx'", "Wales")]
    ['Putin', 'Marx', 'Wales']
    """
    return _ENDING.sub("", text)


def plural(text: str) -> str:
    """Return the plural of a word for inhabitants, by the last word.

    >>> [plural(name) for name in ("Kazakh", "Frenchman", "German", "Chinese", "Gypsy", "Dutch")]
    ['Kazakhs', 'Frenchmen', 'Germans', 'Chinese', 'Gypsies', 'Dutch']
    """
    if _MEN.search(text) and not _NOT_MEN.search(text):
        return text[:-3] + "men"
    if _TAKES_S.search(text):
        return text + "s"
    if _SAME.search(text):
        return text
    if re.search(r"[^aeiou]y$", text):
        return text[:-1] + "ies"
    return text + "s"
