"""Datelines in English: ``DEN HAAG –`` is ``THE HAGUE –`` though no glossary lists the place.

A dateline is copied, not decoded; what reference works call its places is put in here, in
capitals. Terms of a glossary are no business of this module: their places are left alone.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from workbench.glossary.gazetteer import gazetteer
from workbench.model import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["english_dateline"]

_PLACE = re.compile(r"[^\W\d_]['’.\w-]*(?: [^\W\d_]['’.\w-]*)*")


@cache
def _in_capitals() -> Mapping[str, str]:
    """Return the English of places by their Dutch, both in capitals."""
    return {
        dutch.upper(): place.english.upper()
        for dutch, place in gazetteer().items()
        if place.type == "place" and place.english != dutch
    }


def english_dateline(text: str) -> str:
    """Return a dateline with its places in English.

    Args:
        text: the places, what stands in brackets behind them, and the dash; or a part of that.

    >>> english_dateline("AMSTERDAM/DEN HAAG (ANP) – ")
    'AMSTERDAM/THE HAGUE (ANP) – '
    """
    edits = [
        Edit(start=match.start(), end=match.end(), replacement=english, reason="dateline")
        for match in _PLACE.finditer(text.partition("(")[0])
        if (english := _in_capitals().get(match.group())) is not None
    ]
    return apply_edits(text, tuple(edits))
