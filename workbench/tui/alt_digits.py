"""Alt with a digit as the key it is.

Textual's table of terminal sequences takes Escape and a digit for what Option with that digit
types on a Mac: ``¡`` for 1, ``£`` for 3. Most terminals send it for Alt, and the desk's promise is
that Alt with a digit takes an alternative, so the table is told. Binding the characters instead
would take ``£`` and ``§`` from everybody whose keyboard has them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

if TYPE_CHECKING:
    from textual.keys import Keys

__all__ = ["name_alt_digits"]


class _Key(NamedTuple):
    """What stands for a key: its name is read from there, as from Textual's enumeration."""

    value: str


def name_alt_digits() -> None:
    r"""Let Escape and a digit arrive as ``alt+1`` to ``alt+9``; safe to call twice.

    >>> name_alt_digits()
    >>> [key.value for key in ANSI_SEQUENCES_KEYS["\x1b3"]]
    ['alt+3']
    """
    table = cast("dict[str, tuple[Keys, ...]]", ANSI_SEQUENCES_KEYS)
    for digit in range(1, 10):
        table[f"\x1b{digit}"] = (cast("Keys", _Key(f"alt+{digit}")),)
