"""The ids of concepts: which one was meant, and a new one for a name.

Only looks at a glossary that is read; who asks decides what comes of it.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING

from workbench.glossary.surface import plain

if TYPE_CHECKING:
    from collections.abc import Container

    from workbench.glossary.file import Glossary

__all__ = ["concept_id", "did_you_mean"]


_MOST = 3
"""Ids a hint names."""


def did_you_mean(wanted: str, glossary: Glossary) -> str:
    """Return the hint for an id that does not exist: what it may have been meant to be.

    Where a concept is so called in Dutch or English it is that one.
    """
    called = _called(wanted, glossary)
    said: dict[str, str] = {}
    for concept in glossary:
        said[concept.id] = concept.id
        for form in concept.listed:
            said.setdefault(form.folded, concept.id)
            if form.en:
                said.setdefault(plain(form.en).lower(), concept.id)
    close = difflib.get_close_matches(plain(wanted).lower(), said, n=_MOST)
    # Where something is called just so, what is merely spelt like it is beside the point.
    ids = called[:_MOST] or list(dict.fromkeys(said[one] for one in close))
    if not ids:
        return "`workbench glossary list` shows what there is"
    return "did you mean " + " or ".join(f'"{one}"' for one in ids) + "?"


def _called(wanted: str, glossary: Glossary) -> list[str]:
    """Return the ids of the concepts that have a text as a form or rendering, headwords first."""
    text = plain(wanted).casefold()
    heads: list[str] = []
    others: list[str] = []
    for concept in glossary:
        for at, form in enumerate(concept.listed):
            if text in {plain(one).casefold() for one in (form.nl, form.en or form.nl)}:
                (others if at else heads).append(concept.id)
    return list(dict.fromkeys([*heads, *others]))


def concept_id(text: str, glossary: Glossary, *, taken: Container[str] = ()) -> str:
    """Return an id made from a name, with a number where it is in the glossary or ``taken``."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:90] or "concept"
    number, name = 1, stem
    while name in glossary.by_id or name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name
