"""Where a text has a rendering: whole words, with the liberties English takes.

A possessive ending, the capitals of a sentence or headline and a leading ``the`` do not make
another rendering; a longer word does. What a found rendering counts for is ``satisfy``'s part.
"""

from __future__ import annotations

import re
from functools import lru_cache

from workbench.glossary.english import without_possessive
from workbench.glossary.surface import Surface, is_word, plain, surface

__all__ = [
    "capitals_fit",
    "find_renderings",
    "occurrences",
    "owner_end",
    "rendering_key",
    "stands_alone",
]

_ARTICLE = re.compile(r"the (?=\S)", re.IGNORECASE)
_OWNER = re.compile(r"'s(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=65536)
def _parts(rendering: str) -> tuple[str, bool]:
    """Return a rendering without what makes no difference, and whether it has a ``the``.

    >>> _parts("the Mazhilis’s")
    ('Mazhilis', True)
    """
    text = plain(rendering)
    article = _ARTICLE.match(text)
    return without_possessive(text[article.end() :] if article else text), article is not None


def rendering_key(rendering: str) -> str:
    """Return what two renderings have in common that count as the same.

    >>> rendering_key("the Mazhilis’s") == rendering_key("Mazhilis")
    True
    """
    return _parts(rendering)[0].lower()


def find_renderings(target: str, rendering: str, *, case_sensitive: bool) -> list[tuple[int, int]]:
    """Return where a target has a rendering, as half-open offsets in reading order.

    A possessive ending belongs to the slice, so does a ``the`` that the rendering has itself. A
    hyphen is a boundary, a letter or digit is none.

    >>> find_renderings("In Tokayev’s Kazakhstan", "Tokayev", case_sensitive=True)
    [(3, 12)]
    >>> find_renderings("Kazakhstan", "Kazakh", case_sensitive=True)
    []
    """
    it = surface(target)
    return [it.span(*found) for found in occurrences(it, rendering, case_sensitive)]


def occurrences(
    it: Surface, rendering: str, case_sensitive: bool, *, exact_article: bool = False
) -> list[tuple[int, int]]:
    """Return the occurrences as offsets in the surface."""
    base, article = (plain(rendering), False) if exact_article else _parts(rendering)
    folded = base.lower()
    found: list[tuple[int, int]] = []
    at = it.folded.find(folded) if folded else -1
    while at >= 0:
        end = at + len(folded)
        if stands_alone(it.text, at, end) and (
            not case_sensitive or capitals_fit(it.text[at:end], base)
        ):
            start = at
            if (
                article
                and at >= 4
                and it.folded[at - 4 : at] == "the "
                and (at == 4 or not is_word(it.text[at - 5]))
            ):
                start = at - 4
            found.append((start, owner_end(it.text, at, end)))
            at = it.folded.find(folded, end)
        else:
            at = it.folded.find(folded, at + 1)
    return found


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a slice is no part of a longer word; a hyphen ends a word."""
    if start and is_word(text[start - 1]):
        return False
    # O'Neill is no Neill; a quotation mark has no letter before it.
    if start > 1 and text[start - 1] == "'" and is_word(text[start - 2]):
        return False
    return end == len(text) or not is_word(text[end])


def owner_end(text: str, start: int, end: int) -> int:
    """Return the end of a slice with its possessive ending."""
    if _OWNER.match(text, end):
        return end + 2
    if (
        text[end - 1] in "sxzSXZ"
        and text[end : end + 2] == "' "
        and end + 2 < len(text)
        and is_word(text[end + 2])
        and not (start and text[start - 1] in "'‘")
    ):
        return end + 1
    return end


def capitals_fit(found: str, base: str) -> bool:
    """Whether a slice has the rendering's capitals, or more as at a headline or sentence start."""
    if found == base:
        return True
    if found.isupper() and sum(char.isalpha() for char in found) > 1:
        return True
    for at, (char, wanted) in enumerate(zip(found, base, strict=True)):
        if char != wanted and not (
            char.isupper() and wanted.islower() and (at == 0 or not is_word(base[at - 1]))
        ):
            return False
    return True
