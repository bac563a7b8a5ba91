"""The check on the glossary's terms; what became of each was found out by others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.model import Severity
from workbench.qa.registry import Remark, Subject, check, repair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.model import Fix, TermHit

__all__ = ["term"]


@check("term", Severity.FUNCTIONAL)
def term(subject: Subject) -> Iterator[Remark]:
    """A glossary term was not rendered as the glossary asks; critical if that is required."""
    for outcome in subject.outcomes:
        if outcome.rung != "unresolved":
            continue
        hit = outcome.hit
        wanted = hit.renderings[0] if hit.renderings else ""
        message = (
            f"{hit.source} ({hit.concept}) should be {wanted}"
            if wanted
            else f"{hit.source} ({hit.concept}) has a forbidden rendering"
        )
        yield Remark(
            message,
            outcome.target_start,
            outcome.target_end,
            Severity.CRITICAL if hit.enforced else None,
            _rendered(subject, hit) if wanted and wanted != hit.source else None,
        )


def _rendered(subject: Subject, hit: TermHit) -> Fix | None:
    """Return the fix for a term that was left in Dutch; elsewhere it is not known what to change."""
    match = re.search(rf"(?<!\w){re.escape(hit.source)}(?!\w)", subject.target)
    if match is None:
        return None
    wanted = hit.renderings[0]
    return repair(subject, match.start(), match.end(), wanted, f"write “{wanted}”", safe=True)
