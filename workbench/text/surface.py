"""The surface of text: characters that steer a terminal or cannot be encoded.

Everything that has to treat a character specially for reasons of encoding rather than language
comes here. The functions are pure and know neither segments nor files.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["count_controls", "replace_surrogates", "terminal_safe", "without_accents"]

# C0 without tab, line feed and carriage return; DEL; C1. The last holds CSI (0x9B), which some
# terminals obey just as they obey ESC [.
_CONTROL_CHARACTERS = (
    "".join(chr(code) for code in range(0x20) if chr(code) not in "\t\n\r")
    + "\x7f"
    + "".join(chr(code) for code in range(0x80, 0xA0) if code != 0x85)
)
# Marks that reorder what is shown, so that a line may read differently from what it says.
_BIDI_CHARACTERS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

_CONTROL = re.compile(f"[{re.escape(_CONTROL_CHARACTERS)}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSAFE = re.compile(
    f"[{re.escape(_CONTROL_CHARACTERS + _BIDI_CHARACTERS)}\x85\ud800-\udfff]|\r\n?"
)


def count_controls(text: str) -> int:
    """Return how many NULs, escapes and other control characters the text holds.

    Tab, line feed, carriage return and NEL are white space and do not count.
    """
    return sum(1 for _ in _CONTROL.finditer(text))


def _picture(match: re.Match[str]) -> str:
    """Return something visible and harmless for one unsafe character."""
    found = match.group()
    if found == "\r\n":
        return "\n"
    code = ord(found)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return "\ufffd"


def terminal_safe(text: str) -> str:
    r"""Return the text with nothing in it that a terminal would obey.

    Control characters become their visible pictures (ESC becomes ``␛``), those without a picture,
    marks that reorder text, and lone surrogates become U+FFFD. Tabs and line feeds stay, a carriage
    return stays only as part of a line end, which becomes a line feed.

    >>> terminal_safe("a\x1b[31mb\x00")
    'a␛[31mb␀'
    """
    return _UNSAFE.sub(_picture, text)


def replace_surrogates(text: str) -> str:
    """Return the text with lone surrogates, which no encoding takes, as U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def without_accents(text: str) -> str:
    """Return text with accents and other combining marks taken off its letters.

    >>> without_accents("Türkiye")
    'Turkiye'
    """
    apart = unicodedata.normalize("NFD", text)
    return "".join(char for char in apart if not unicodedata.combining(char))
