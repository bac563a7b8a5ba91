"""Post-edit effort as the commands print it, alike wherever it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.store.effort import EffortTotals

__all__ = ["effort_object", "time_object"]


def time_object(totals: EffortTotals) -> dict[str, object]:
    """Return the time at the desk as part of a JSON object."""
    return {
        "active_seconds": round(totals.active_ms / 1000, 1),
        "timed_segments": totals.timed,
        "seconds_per_segment": _rounded(totals.seconds_per_segment),
        "words_per_hour": _rounded(totals.words_per_hour),
    }


def effort_object(totals: EffortTotals) -> dict[str, object]:
    """Return all that is recorded as a JSON object; figures without a segment are null."""
    return {
        "segments": totals.edited,
        "unchanged": totals.unchanged,
        "hter": _rounded(totals.hter, digits=4),
        **time_object(totals),
    }


def _rounded(figure: float | None, *, digits: int = 1) -> float | None:
    return None if figure is None else round(figure, digits)
