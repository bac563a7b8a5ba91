"""Which unlisted forms of a listed one count, and how English renders them.

Possessives, the plural -s of demonyms and hyphen compounds follow from a listed form by rule; any
other inflection is for an editor to list. The capitals that a sentence start or a headline adds
are a matter of form too. Everything here looks at text in comparable spelling (``surface``) and
knows nothing of automata, overlaps or contexts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, TypeAlias

from workbench.glossary.english import plural, possessive
from workbench.glossary.renderings import find_renderings
from workbench.glossary.surface import is_word

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "Derivation", "Reason", "case_fits", "derived_renderings", "ending", "is_name", "is_other_name",
]  # fmt: skip

Derivation: TypeAlias = Literal["listed", "possessive", "plural", "compound"]
Reason: TypeAlias = Literal[
    "boundary", "other-name", "plural", "case", "context-require", "context-exclude",
    "context-timeout",
]  # fmt: skip

_SIBILANTS = ("s", "x", "z", "ß")
# What may stand between the beginning of a sentence and its first word: marks, digits of a list
# number, the clitic of `'s Nachts`.
_SENTENCE_START = re.compile(
    r"(?:^|[.!?…:][\"”’')\]]*\s|\s[–—-]\s|[„“‟«\"])[^\w]*(?:'[stnkm]\s+)?$"
)
_LOOK_BACK = 12
_QUOTE = re.compile(r"(?<!\w)(['‚])(?=[\w\"„“])|(?<=[\w.,!?…\"”])'(?!\w)")
_CLITIC = re.compile(r"[stnkm][\s-]", re.IGNORECASE)
_QUOTE_REACH = 400


def ending(
    form: str, text: str, start: int, end: int, *, demonym: bool
) -> tuple[int, Derivation, Reason | None]:
    """Judge what stands around a form.

    Args:
        form: the listed form.
        text: the source; ``text[start:end]`` is the form but for capitals.
        start: where it begins.
        end: where it ends.
        demonym: whether a final -s makes a plural and not a possessive.

    Returns:
        Where the match ends, an ending included; how it derives from the form; and why it does
        not count, None where it does.
    """
    before = text[max(0, start - 2) : start]
    after = text[end : end + 3]
    # O'Neill is no Neill, while a quotation mark has no letter before it.
    if before and (is_word(before[-1]) or (before[-1] == "'" and is_word(before[0]))):
        return end, "listed", "boundary"
    compound = len(before) == 2 and before[1] == "-" and is_word(before[0])
    marked: Derivation = "plural" if demonym else "compound" if compound else "possessive"
    last = form[-1].lower()
    sibilant = last in _SIBILANTS
    if last.isalnum() and after[:2] in {"'s", "'S"} and _ends_word(after, 2):
        return end + 2, marked, None
    if last.isalpha() and after[:1] in {"s", "S"} and _ends_word(after, 1):
        if sibilant or (after[0] == "S" and not text[start:end].isupper()):
            return end, "listed", "boundary"
        if not demonym and not is_name(form):
            # `ministers` is a plural, and plurals are for the editor to list.
            return end, "listed", "plural"
        return end + 1, marked, None
    if sibilant and after[:1] == "'" and _owns(text, end):
        return end + 1, marked, None
    if not _ends_word(after, 0):
        return end, "listed", "boundary"
    if compound or (after[:1] == "-" and not _ends_word(after, 1)):
        return end, "compound", None
    return end, "listed", None


def _ends_word(rest: str, at: int) -> bool:
    return len(rest) <= at or not is_word(rest[at])


def is_name(text: str) -> bool:
    """Whether the last word of a form begins with a capital."""
    word = re.split(r"[\s-]", text)[-1].lstrip("'\"(")
    return word[:1].isupper()


def _owns(text: str, end: int) -> bool:
    """Whether an apostrophe after a sibilant marks possession and does not close a quotation."""
    following = text[end + 1 : end + 3]
    if len(following) < 2 or not following[0].isspace() or not is_word(following[1]):
        return False
    opened = False
    for mark in _QUOTE.finditer(text, max(0, end - _QUOTE_REACH), end):
        # A mark before a word opens a quotation, one after a word closes it; `'s avonds`, `'t`
        # and `'n` are no quotations.
        opened = mark.group(1) is not None and not _CLITIC.match(text, mark.end())
    return not opened


def case_fits(form: str, text: str, start: int, end: int) -> bool:
    """Whether a slice differs from the form only as a sentence's or a headline's capitals do."""
    found = text[start:end]
    if found.isupper() and sum(char.isalpha() for char in found) > 1:
        return True
    size = 2 if form.startswith("ij") else 1
    if found != form[:size].upper() + form[size:]:
        return False
    before = text[max(0, start - _LOOK_BACK) : start]
    if start > _LOOK_BACK:
        before = "x" + before
    return _SENTENCE_START.search(before) is not None


def is_other_name(text: str, start: int, end: int, renderings: Iterable[str | None]) -> bool:
    """Whether a form behind a hyphen ends a name that English calls otherwise: ``Wit-Rusland``.

    Args:
        text: the source.
        start: where the form begins.
        end: where it ends.
        renderings: what it may come out as.
    """
    # 10 ms, once, and only where a form stands behind a hyphen
    from workbench.glossary.gazetteer import hyphenated_names

    while start and (text[start - 1] == "-" or is_word(text[start - 1])):
        start -= 1
    english = hyphenated_names().get(text[start:end].lower())
    return english is not None and not any(
        one and find_renderings(english, one, case_sensitive=False) for one in renderings
    )


def derived_renderings(
    listed: tuple[str, ...], derivation: Derivation, *, person: bool, name: bool = True
) -> tuple[str, ...]:
    """Return the renderings of a derived form, the one to force first.

    Args:
        listed: the renderings of the listed form, the preferred one first.
        derivation: how the match derives from it.
        person: whether the concept is a person.
        name: whether the Dutch form is a name; of a common noun ``'s`` may be the plural too
            (``foto's``), which then satisfies as well.
    """
    if derivation == "plural":
        ordered = [*map(plural, listed), *listed]
    elif derivation == "listed":
        ordered = [*listed]
    else:
        owned = [possessive(text, person=person) for text in listed]
        ordered = [*listed, *owned] if derivation == "compound" else [*owned, *listed]
        if derivation == "possessive" and not name:
            ordered += map(plural, listed)
    return tuple(dict.fromkeys(ordered))
