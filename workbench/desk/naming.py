"""Why a name that no concept covers stands in the English as it does.

The glossary tells of its own terms; what reference works and the rules of romanisation make of
other names is told here, from the Dutch as it is today. Nothing may be changed by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.glossary.gazetteer import gazetteer
from workbench.glossary.romanise import romanise
from workbench.pipeline.spelling import english_spelling, run_spellings, speaks_of_the_east
from workbench.qa.names import translated
from workbench.text.names import unlisted_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.model import TermHit

__all__ = ["NameTold", "names_told"]


_BEFORE_PLACES = ("Den", "Tweede", "Eerste")
"""Words that the next one makes a whole with: Den Haag, Tweede Kamer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTold:
    """A name of the Dutch, how English is held to spell it, and what that rests on."""

    source: str
    english: str
    there: bool
    """Whether the target has it so."""
    why: str

    def __str__(self) -> str:
        """Return it as a line says it."""
        other = "" if self.there else ", which the English does not have"
        return f"“{self.source}” → “{self.english}”{other}  [{self.why}]"


def names_told(
    source: str,
    target: str,
    covered: Sequence[tuple[int, int]] = (),
    *,
    learned: Sequence[TermHit] = (),
) -> tuple[NameTold, ...]:
    """Return the names of a segment in order, each once.

    Args:
        source: the Dutch.
        target: the English.
        covered: half-open spans of the Dutch that the glossary decides.
        learned: names as editors rendered them before.

    >>> for name in names_told("Gisteren sprak Tazjibek met Verhoeff.", "Tazhibek spoke."):
    ...     print(name.english, name.there, name.why)
    Tazhibek True respelt as English does: zj→zh
    Verhoeff False kept: nothing says that English spells it otherwise
    """
    eastern = speaks_of_the_east(source)
    runs = run_spellings(source, eastern=eastern)
    told: dict[str, NameTold] = {}
    for hit in learned:
        if any(hit.start < end and start < hit.end for start, end in covered):
            continue
        english = hit.renderings[0]
        told[hit.source] = NameTold(
            source=hit.source,
            english=english,
            there=english in target,
            why="as editors have rendered it before",
        )
    covered = [*covered, *((hit.start, hit.end) for hit in learned)]
    places = gazetteer()
    for name in unlisted_names(source, covered):
        if name.text not in target and (
            (translated(name.text) and name.text not in places)
            or any(f"{word} {name.text}" in source for word in _BEFORE_PLACES)
        ):
            continue  # "Landbouw" is Agriculture, and half of "Den Haag" no name at all
        english, why = _spelt(name.text, runs.get(name.text), eastern=eastern)
        told.setdefault(
            name.text,
            NameTold(source=name.text, english=english, there=english in target, why=why),
        )
    return tuple(told.values())


def _spelt(name: str, by_run: str | None, *, eastern: bool) -> tuple[str, str]:
    """Return the English of a name and what it rests on."""
    place = gazetteer().get(name)
    spelt = english_spelling(name, eastern=eastern)
    if place is not None and place.english in {name, spelt}:
        return place.english, f"a place, {place.origin}"
    if spelt is None and by_run is not None:
        return by_run, "respelt like the name beside it"
    if spelt is not None and spelt != name:
        steps = ", ".join(str(step) for step in romanise(name).steps if step.dutch != step.english)
        return spelt, f"respelt as English does{f': {steps}' if steps else ''}"
    made = romanise(name)
    if made.applied:
        return name, f"kept: it may be “{made.english}”, but nothing here is sure of that"
    return name, "kept: nothing says that English spells it otherwise"
