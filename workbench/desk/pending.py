"""An act in two halves: what may take long is done to the project in any thread, the rest at once.

Only the first half touches the database, and it may not look at a session; the second one shows
what came of it and belongs to the session's own thread. Whoever has time does both in a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from workbench.desk.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.store import Project

__all__ = ["Begun", "Pending", "finish"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending(Generic[T]):
    """An act that was begun."""

    saying: str
    """What is being done, for the person who waits for it."""
    run: Callable[[Project], T]
    """Does it, with a project of the calling thread.

    Raises:
        WorkbenchError: the project cannot be read or written.
    """
    take: Callable[[T], Outcome]
    """Shows it; called by the session's thread, which has let nobody act in between."""


Begun: TypeAlias = Outcome | Pending[Any]
"""What an act comes to when it is begun: it is over already, or pending."""


def finish(begun: Begun, project: Project) -> Outcome:
    """Do the rest of an act here and now."""
    return begun if isinstance(begun, Outcome) else begun.take(begun.run(project))
