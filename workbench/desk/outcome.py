"""What an act at the desk came to, in words that a front end can show as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Conflict", "Outcome"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of one act."""

    kind: Literal["done", "nothing", "conflict", "ask"]
    """``ask``: repeat the act to confirm it; ``nothing``: there was nothing to do."""
    message: str = ""
    """For the person, empty where the screen itself tells."""

    @property
    def ok(self) -> bool:
        """Whether the desk may go on to another segment."""
        return self.kind in {"done", "nothing"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A segment that somebody else has changed while a person was typing at it."""

    mine: str
    theirs: str
    by: str
    """Who wrote the other text; empty where only the Dutch has changed."""
    when: str
    old_source: str
    """The Dutch that ``mine`` was typed for; empty where it is still the same."""
