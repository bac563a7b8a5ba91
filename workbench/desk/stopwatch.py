"""How long a person works at each segment, without the time they are away.

Only acts and keystrokes say that somebody is there, so a pause counts for no longer than a person
may well read and think. Nothing is written here.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["LONGEST_PAUSE", "Stopwatch"]

LONGEST_PAUSE = 60.0
"""Seconds of a pause that count at the most."""


class Stopwatch:
    """Sums up active time by segment."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin nowhere; ``clock`` gives seconds."""
        self._clock = clock
        self._segment_id: int | None = None
        self._since = 0.0
        self._spent: dict[int, float] = {}

    def touch(self, segment_id: int) -> None:
        """Note that the person is at a segment now; the time until now was for the one before."""
        now = self._clock()
        if self._segment_id is not None:
            self._add(self._segment_id, min(now - self._since, LONGEST_PAUSE))
        self._segment_id, self._since = segment_id, now

    def take(self) -> dict[int, int]:
        """Return the milliseconds that have summed up since the last call, by segment."""
        taken = {at: round(seconds * 1000) for at, seconds in self._spent.items()}
        self._spent = {}
        return {at: ms for at, ms in taken.items() if ms > 0}

    def give_back(self, spent_ms: Mapping[int, int]) -> None:
        """Take back what could not be kept."""
        for segment_id, ms in spent_ms.items():
            self._add(segment_id, ms / 1000)

    def _add(self, segment_id: int, seconds: float) -> None:
        self._spent[segment_id] = self._spent.get(segment_id, 0.0) + max(0.0, seconds)
