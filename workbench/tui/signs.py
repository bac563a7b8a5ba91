"""What is drawn for a state, a rung, a finding, and for characters that must not reach a terminal.

Every sign is one cell and can be told from the others without colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EDITED", "KINDS", "RUNGS", "SEVERITIES", "STATES", "shown", "steady"]

STATES: Mapping[str, tuple[str, str]] = {
    "initial": ("∙", "no English yet"),
    "translated": ("○", "drafted, not reviewed"),
    "reviewed": ("✓", "reviewed"),
    "final": ("■", "final"),
}
"""Sign and meaning."""
EDITED = ("✎", "reviewed, and being edited")
SEVERITIES: Mapping[int, tuple[str, str]] = {
    0: (" ", ""),
    1: ("~", "cosmetic finding"),
    2: ("?", "functional finding"),
    3: ("!", "critical finding"),
}
RUNGS: Mapping[str, tuple[str, str]] = {
    "": (" ", ""),
    "free": (" ", "rendered by itself"),
    "whole": (" ", "the segment is the term"),
    "annotated": ("a", "the model was given the term"),
    "nbest": ("n", "taken from the n-best list"),
    "constrained": ("c", "the decoder was made to say it"),
    "negative": ("b", "another wording was banned"),
    "substitution": ("s", "put in place of other words"),
    "memory": ("m", "from the translation memory"),
    "human": ("h", "an editor wrote it"),
    "waived": ("w", "an editor let it pass"),
    "unresolved": ("u", "not rendered as the glossary says"),
}
KINDS: Mapping[str, str] = {
    "headline": "headline",
    "caption": "caption",
    "credit": "credit",
    "label": "label",
}
"""Kinds that are named above their first segment; a sentence is not."""


def _harmless() -> dict[int, str]:
    """Return for every character that a terminal may obey or hide one that it shows."""
    table = {code: chr(0x2400 + code) for code in range(0x20)}
    table[0x7F] = "\u2421"
    table |= dict.fromkeys(range(128, 160), "�")
    # They turn the writing direction round, or the letters after them.
    for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)):
        table[code] = "\ufffd"
    # They take no room: two texts that look the same would not be the same.
    for code in (0x200B, 0x200C, 0x200D, *range(0x2060, 0x2066), 0xFEFF, 0x180E, 0x2028, 0x2029):
        table[code] = "░"
    # They change the width of what stands before them, in some terminals and not in others: one
    # takes no room anywhere, the other is shown as a cell of its own.
    table |= dict.fromkeys(range(0xFE00, 0xFE10), "\u034f")
    table |= dict.fromkeys(range(0x1F3FB, 0x1F400), "░")
    table[0xAD] = "¬"
    table |= dict.fromkeys(range(55296, 57344), "�")
    table |= dict.fromkeys(range(917504, 917632), "�")
    return table


_HARMLESS = _harmless()
_LINES = _HARMLESS | {0x0A: "\n", 0x09: "\t"}
_FLAT = _HARMLESS | {0x0A: " ", 0x09: " ", 0x0D: " "}


def steady(text: str) -> str:
    r"""Return what is drawn for a text, character for character, so that offsets stay the same.

    >>> steady("a\x1b[2J\u202eb")
    'a␛[2J�b'
    """
    return text.translate(_LINES)


def shown(text: str) -> str:
    """Return what is drawn for a text in one line, with the same offsets."""
    return text.translate(_FLAT)
