"""Numbers with their nouns, as every message says them.

What is counted is the caller's; nothing here knows documents, segments or terms.
"""

from __future__ import annotations

__all__ = ["counted"]


def counted(number: int, noun: str, *, plural: str = "", grouped: bool = False) -> str:
    """Return a number with its noun, in the plural where it is not 1.

    Args:
        number: how many.
        noun: for one of them.
        plural: for several, where that is not the noun with an s.
        grouped: whether a comma parts the thousands.

    >>> counted(1, "pair"), counted(0, "pair"), counted(2, "entry", plural="entries")
    ('1 pair', '0 pairs', '2 entries')
    >>> counted(117600, "segment", grouped=True)
    '117,600 segments'
    """
    figure = f"{number:,}" if grouped else str(number)
    return f"{figure} {noun if number == 1 else plural or f'{noun}s'}"
