"""What a suggestion is: a name or term that the glossary lacks, with proposals and their reasons.

Values only; ``suggest`` finds them, ``accept`` makes concepts of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from workbench.glossary.candidates import Sighting
    from workbench.glossary.kinds import Type

__all__ = ["Correction", "Proposal", "Reason", "Suggestion"]

Reason = Literal["correction", "gazetteer", "derived", "romanisation", "drafts", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A replacement that editors made in drafts whose source has a name."""

    dutch: str
    english: str
    count: int
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An English rendering and why."""

    english: str
    reason: Reason
    detail: str
    confidence: float
    """From 0 to 1, for ranking and for ``--min-confidence``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A candidate for a concept."""

    dutch: str
    """The headword: the most frequent form that is no possessive."""
    type: Type
    cues: tuple[str, ...]
    """What the type was read from."""
    forms: tuple[tuple[str, int], ...]
    """Every surface form with its number of occurrences, the most frequent first."""
    count: int
    documents: int
    sightings: tuple[Sighting, ...]
    """The first few."""
    proposals: tuple[Proposal, ...]
    """The likeliest first; empty where nothing is known, as for most terms."""
    examples: tuple[str, ...] = ()
    """Places where editors wrote something else than the draft."""
    conflict: str = ""
    """What editors disagree about, with one another or with the glossary; empty where they do not."""
    concept: str = ""
    """Id of the concept that has the name and says something else; empty for a new one."""

    @property
    def proposal(self) -> Proposal | None:
        """Return the likeliest rendering."""
        return self.proposals[0] if self.proposals else None
