"""Post-edit effort over time: how much people changed of what machines wrote, day by day.

Only for the report: every pair is scored by itself, which takes a few milliseconds each.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from workbench.evaluate.scores import edit_counts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.store.effort import PostEdit

__all__ = ["Period", "periods"]

_MOST_DAYS = 31
"""Days shown one by one; more are put together by weeks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A day, or a week, on which people post-edited."""

    begins: date
    days: int
    """1 or 7."""
    segments: int
    hter: float | None
    """Edits for each hundred words; None where there were no words."""
    seconds: float | None
    """Mean time of a segment, over those with a time; None where none has one."""


def periods(pairs: Sequence[PostEdit]) -> tuple[Period, ...]:
    """Return the effort of pairs by the UTC day, or week, of the person's text, the oldest first.

    Days without any are left out.
    """
    days = {date.fromisoformat(pair.created[:10]) for pair in pairs}
    length = 1 if len(days) <= _MOST_DAYS else 7
    counts = edit_counts([(pair.draft, pair.target) for pair in pairs])
    grouped: defaultdict[date, list[tuple[PostEdit, float, float]]] = defaultdict(list)
    for pair, (edits, words) in zip(pairs, counts, strict=True):
        day = date.fromisoformat(pair.created[:10])
        begins = day if length == 1 else day - timedelta(days=day.weekday())
        grouped[begins].append((pair, edits, words))
    return tuple(_period(begins, length, grouped[begins]) for begins in sorted(grouped))


def _period(begins: date, days: int, found: Sequence[tuple[PostEdit, float, float]]) -> Period:
    words = sum(one[2] for one in found)
    timed = [one[0].active_ms for one in found if one[0].active_ms]
    return Period(
        begins=begins,
        days=days,
        segments=len(found),
        hter=100 * sum(one[1] for one in found) / words if words else None,
        seconds=sum(timed) / len(timed) / 1000 if timed else None,
    )
