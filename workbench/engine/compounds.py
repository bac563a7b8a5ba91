"""Dutch compounds taken apart: no list has them all, their parts it may have.

``oppositiekandidaten`` is ``oppositie`` and ``kandidaten``, opposition candidates. What a compound
means does not always follow from its parts, so this is for words a model has hardly seen, which it
would take apart at worse places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

__all__ = ["compound_english"]

_SHORTEST = 9
_HEAD = 4
_FIRST = 4
"""Letters that a compound, its last part and what stands before it have at least."""

_PLURAL_BEFORE = frozenset(
    [
        "affairs",
        "arms",
        "customs",
        "goods",
        "headquarters",
        "human-rights",
        "means",
        "news",
        "rights",
        "sales",
        "savings",
        "series",
        "species",
        "sports",
        "works",
    ]
)
"""English words that keep their ``s`` before a noun."""


def compound_english(
    form: str,
    parts: Mapping[str, str],
    *,
    no_first: Container[str] = (),
    no_last: Container[str] = (),
) -> str | None:
    """Return the English of a compound by that of its parts, None where it is none.

    The longest last part decides. A part may itself be a compound that the list has.

    Args:
        form: a word in small letters.
        parts: English by Dutch form.
        no_first: forms that never stand before the last part.
        no_last: forms that are no last part, such as ``lijk`` (corpse) in adjectives.

    >>> parts = {"oppositie": "opposition", "kandidaten": "candidates", "zeehond": "seal"}
    >>> compound_english("oppositiekandidaten", parts)
    'opposition candidates'
    >>> compound_english("zeehondenkandidaten", parts)
    'seal candidates'
    """
    if len(form) < _SHORTEST:
        return None
    hyphen = form.rfind("-")
    if hyphen > 0:
        return _joined(form[:hyphen], form[hyphen + 1 :], parts, no_first, no_last)
    for cut in range(_FIRST, len(form) - _HEAD + 1):
        found = _joined(form[:cut], form[cut:], parts, no_first, no_last)
        if found is not None:
            return found
    return None


def _joined(
    first: str,
    last: str,
    parts: Mapping[str, str],
    no_first: Container[str],
    no_last: Container[str],
) -> str | None:
    if last in no_last or not (english := parts.get(last)):
        return None
    for stem in _stems(first):
        if len(stem) >= 3 and stem not in no_first and (before := parts.get(stem)):
            noun = _before_noun(before)
            repeated, _, rest = english.partition(" ")
            return f"{noun} {rest if noun.split()[-1] == repeated else english}".rstrip()
    return None


def _stems(first: str) -> Iterator[str]:
    """Yield the words that may stand before a last part in this form."""
    yield first
    if first.endswith("s"):
        yield first[:-1]
    for ending in ("en", "n", "e"):
        if first.endswith(ending):
            stem = first.removesuffix(ending)
            yield stem
            if stem[-2:-1] == stem[-1:]:  # raketten, raket
                yield stem[:-1]
            if stem.endswith(("v", "z")):  # brieven, brief; huizen, huis
                yield stem[:-1] + {"v": "f", "z": "s"}[stem[-1]]


def _before_noun(english: str) -> str:
    """Return an English noun as it stands before another: in the singular.

    >>> [_before_noun(word) for word in ("seals", "human rights", "parties", "churches", "glass")]
    ['seal', 'human rights', 'party', 'church', 'glass']
    """
    *_, last = english.split()
    if not last.endswith("s") or last in _PLURAL_BEFORE:
        return english
    if last.endswith(("ss", "us", "is", "ics", "'s")):
        return english
    if last.endswith("ies") and len(last) > 4:
        return english[:-3] + "y"
    if last.endswith(("ches", "shes", "sses", "xes")):
        return english[:-2]
    return english[:-1]
