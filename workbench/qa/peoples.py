"""Peoples that Dutch calls as it does their country: half of *de Polen* is half of the Poles.

Only where they are counted, which a country is not, is anything said; a match won from *de Polen*
was won from Poland.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.model import Severity
from workbench.qa.registry import Remark, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["peoples"]

_NAMED_ALIKE = {
    "Polen": ("Poland", "Poles", "Pol(?:es?|ish)"),
    "Zweden": ("Sweden", "Swedes", "Swed(?:es?|ish)"),
}
_ROUND = r"tiental(?:len)?|honderden|duizenden|tienduizenden|honderdduizenden|miljoen(?:en)?"
_COUNTED = re.compile(
    r"\b(?i:(?:helft|deel|derde|kwart|procent|meerderheid|merendeel|\d+) van (?:de|alle)"
    rf"|de meeste|veel|vele|alle|aantal|{_ROUND}) (?P<people>Polen|Zweden)\b"
)


def peoples(subject: Subject) -> Iterator[Remark]:
    """Yield where a target has the country for its people."""
    for match in _COUNTED.finditer(subject.source):
        country, people, said = _NAMED_ALIKE[match["people"]]
        found = re.search(rf"\b{country}\b", subject.target)
        if found and not re.search(rf"\b{said}\b", subject.target):
            message = f"{match['people']} are {people} here, not {country}"
            yield Remark(message, found.start(), found.end(), Severity.FUNCTIONAL)
