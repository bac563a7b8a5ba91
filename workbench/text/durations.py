"""Times as people say them: to the minute where there are some, else in seconds."""

from __future__ import annotations

__all__ = ["duration"]


def duration(seconds: float) -> str:
    """Return a time in one or two units.

    Args:
        seconds: 0 or more.

    >>> duration(42), duration(119.6), duration(65 * 60)
    ('42 s', '2 min', '1 h 05 min')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min" if minutes else f"{rest} s"
