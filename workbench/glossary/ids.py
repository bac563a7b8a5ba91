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


def did_you_mean(wanted: str, glossary: Glossary) -> str:
    """Return the hint for an id that does not exist: what it may have been meant to be."""
    said: dict[str, str] = {}
    for concept in glossary:
        said[concept.id] = concept.id
        for form in concept.listed:
            said.setdefault(form.folded, concept.id)
            if form.en:
                said.setdefault(plain(form.en).lower(), concept.id)
    close = difflib.get_close_matches(plain(wanted).lower(), said, n=3)
    ids = list(dict.fromkeys(said[one] for one in close))
    if not ids:
        return "`workbench glossary list` shows what there is"
    return "did you mean " + " or ".join(f'"{one}"' for one in ids) + "?"


def concept_id(text: str, glossary: Glossary, *, taken: Container[str] = ()) -> str:
    """Return an id made from a name, with a number where it is in the glossary or ``taken``."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:90] or "concept"
    number, name = 1, stem
    while name in glossary.by_id or name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name
