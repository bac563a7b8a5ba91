"""CLDR's Dutch and English names of countries, languages and cities.

Read from ``data/gazetteer.tsv``, which ``scripts/write_gazetteer.py`` writes. A name that is found
here needs no rule; whether it goes into a glossary is an editor's decision.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Place", "gazetteer"]


class Place(NamedTuple):
    """What CLDR calls something."""

    english: str
    type: str
    """Type of the concept it would be: ``place`` or ``demonym``."""
    origin: str


@cache
def gazetteer() -> Mapping[str, Place]:
    """Return the names by their Dutch."""
    text = (files(__package__) / "data" / "gazetteer.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {dutch: Place(english, type_, origin) for dutch, english, type_, origin in rows}
