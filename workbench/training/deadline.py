"""How many steps still fit in the time given, on a machine that may have become slower.

Steps are fixed by a measurement at the start, and the learning rate falls over them. A run that is
only cut off when its time is up ends with a rate that has not fallen, which is the worst moment to
stop; so it is shortened while there is time for the fall. Shortening is the exception: it takes two
slow windows in a row, as a pause or a part of the text that is being built is over after one. No
training happens here, and nothing is ever lengthened.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["SLACK", "Deadline"]

SLACK = 0.05
"""Share of the time by which a run may be late before it is shortened."""
_WINDOWS = 40
"""Windows in a run, of at least ``_FEWEST`` and at most ``_MOST`` steps."""
_FEWEST = 2
_MOST = 100


class Deadline:
    """The end of a run by the clock; whoever takes the steps asks after each."""

    def __init__(
        self,
        minutes: float,
        *,
        steps: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin to count.

        Args:
            minutes: from now on, looks and checkpoints included.
            steps: that are left.
            clock: seconds; another one in tests.
        """
        self._clock = clock
        self._began = clock()
        self._seconds = minutes * 60
        self._window = min(_MOST, max(_FEWEST, steps // _WINDOWS))
        self._count = 0
        self._since = self._began
        self._before: float | None = None

    def fitting(self, left: int) -> int:
        """Return how many of the steps that are left to take; ``left`` where all of them fit.

        Args:
            left: steps, after the one that was taken just now.
        """
        now = self._clock()
        remaining = self._began + self._seconds - now
        late = self._seconds * SLACK
        self._count += 1
        if left <= 1:
            return left
        if remaining < -late:
            return 1
        if self._count < self._window:
            return left
        pace = (now - self._since) / self._count
        before, self._before = self._before, pace
        self._count, self._since = 0, now
        if before is None:
            return left
        # The quicker of two windows: what only one of them had is no slow machine.
        pace = min(pace, before)
        if pace * left <= remaining + late:
            return left
        return max(1, min(left, int(remaining / pace)))
