"""Names as editors have rendered them before, as a glossary that prefers and never forces.

What an editor wrote for a name in one segment is the best guess for the next one until a concept
settles it. Only names without contradiction are learned; a concept always stands above them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from workbench.glossary.concept import Concept
from workbench.glossary.file import Glossary
from workbench.glossary.surface import plain
from workbench.text.names import unlisted_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.glossary.suggest import Correction
    from workbench.model import TermHit

__all__ = ["learned_glossary", "uncovered"]


def learned_glossary(corrections: Iterable[Correction]) -> Glossary:
    """Return one concept with policy ``prefer`` for each name that editors agree about.

    Args:
        corrections: what editors replaced, from all of a project.
    """
    renderings: dict[str, set[str]] = defaultdict(set)
    for one in corrections:
        dutch, english = plain(one.dutch), plain(one.english)
        # An adjective or a people ("Russische") is rendered by its sentence, not once for all.
        if english and dutch and _is_name(dutch):
            renderings[dutch].add(english)
    agreed = {dutch: found.pop() for dutch, found in sorted(renderings.items()) if len(found) == 1}
    return Glossary(
        concepts=tuple(
            Concept(id=f"learned-{n}", type="person", nl=dutch, en=english, policy="prefer")
            for n, (dutch, english) in enumerate(agreed.items())
        ),
        name="renderings learned from editors",
    )


def _is_name(dutch: str) -> bool:
    """Whether every word is one that names keep, as ``text.names`` knows them."""
    names = {name.text for name in unlisted_names(f"aan {dutch}", ())}
    return dutch in names or all(word in names for word in dutch.split())


def uncovered(learned: Sequence[TermHit], hits: Sequence[TermHit]) -> tuple[TermHit, ...]:
    """Return the learned hits that no hit of the glossary overlaps, of whatever status."""
    return tuple(
        one
        for one in learned
        if not any(one.start < hit.end and hit.start < one.end for hit in hits)
    )
