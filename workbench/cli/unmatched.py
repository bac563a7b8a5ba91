"""What of the glossary stands in a sentence and was not matched, and why, for ``explain``.

The matcher's own account in plain words. The glossary is read as it is now, which need not be what
the stored draft was made with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.cli.output import Output

__all__ = ["Unmatched", "unmatched_terms"]

_WHY = {
    "boundary": "part of a longer word",
    "other-name": "the end of a name that English calls otherwise",
    "plural": "its ending is no possessive, so the form has to be listed",
    "case": "written with other capitals",
    "context-require": "the context that the concept requires is not there",
    "context-exclude": "stands in a context that the concept excludes",
    "context-timeout": "looking for its context took too long",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """A form in the Dutch that does not count."""

    concept: str
    source: str
    start: int
    end: int
    reason: str
    """The matcher's word for it, or ``shadowed``."""
    why: str

    def __str__(self) -> str:
        """Return it as a line."""
        return f"{self.concept}: “{self.source}” at {self.start}  [{self.reason}: {self.why}]"


def unmatched_terms(
    output: Output, source: str, *, glossary: Path | None, project: Path | None
) -> list[Unmatched]:
    """Return what was not matched in a source, in its order; nothing without a glossary.

    A form inside the word of a term that did match is passed over: nobody would ask for it.
    """
    from workbench.config import resolve_glossary, resolve_project
    from workbench.glossary.file import load_glossary  # pydantic and YAML, 0.2 s
    from workbench.glossary.match import Matcher

    path = resolve_glossary(glossary, project=resolve_project(project))
    if path is None:
        return []
    try:
        match = Matcher(load_glossary(path)).match(source)
    except WorkbenchError as error:
        output.note(f"what was not matched cannot be told: {str(error).splitlines()[0]}")
        return []
    found = [
        Unmatched(
            concept=loser.concept,
            source=loser.source,
            start=loser.start,
            end=loser.end,
            reason="shadowed",
            why=f"“{winner.source}” of {winner.concept} has the place",
        )
        for loser, winner in match.shadowed
    ]
    found += [
        Unmatched(
            concept=one.concept,
            source=one.source,
            start=one.start,
            end=one.end,
            reason=one.reason,
            why=_WHY[one.reason],
        )
        for one in match.rejected
        if not any(hit.start <= one.start and one.end <= hit.end for hit in match.hits)
    ]
    return sorted(found, key=lambda one: (one.start, one.end, one.concept))
