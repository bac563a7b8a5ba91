"""Which of the terms that somebody let pass may still pass.

A waiver is for a concept as it was: once the concept has changed, its term is open again. What is
needed to see that is stored with the term itself; how a waiver is given and kept does not come in
here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbench.model import TermHit

__all__ = ["still_waived"]


def still_waived(
    terms: Iterable[Mapping[str, object]], hits: Sequence[TermHit], *, unchanged: bool
) -> frozenset[tuple[str, int]]:
    """Return (concept, start) of the terms whose waiver is in force.

    Args:
        terms: of a stored rendering.
        hits: of its source, under the glossary as it is now.
        unchanged: whether the concepts of the whole segment are those of the rendering; decides
            where a project of an earlier version does not say which concept was waived.
    """
    now = {(hit.concept, hit.start): hit.fingerprint for hit in hits}
    found: set[tuple[str, int]] = set()
    for term in terms:
        start = term.get("start")
        if term.get("rung") != "waived" or not isinstance(start, int):
            continue
        place = str(term.get("concept")), start
        was = term.get("fingerprint")
        if place in now and (unchanged if was is None else was == now[place]):
            found.add(place)
    return frozenset(found)
