r"""Alt with a letter, a mark or a digit as the key it is; terminals send it as Escape and that key.

Textual's table of terminal sequences takes Escape and a digit for what Option with that digit types
on a Mac: ``¡`` for 1, ``£`` for 3. Most terminals send it for Alt, and the desk's promise is that Alt
with a digit takes an alternative, so the table is told. Binding the characters instead would take
``£`` and ``§`` from everybody whose keyboard has them.

Of Escape and a letter the table knows next to nothing. Textual then waits for what may follow, and
where that is another Escape it types ``^`` and the letter into the text. Here each is known at once.
Where letters go on in the same breath no hand has pressed Alt: it was Escape, and then they.
"""

from __future__ import annotations

import os
import re
import string
from typing import TYPE_CHECKING, NamedTuple, cast

from textual import constants
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.drivers import linux_driver, web_driver
from textual.keys import Keys, _character_to_key

__all__ = ["DeskParser", "name_alt_keys", "without_alt"]

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.message import Message

_ESCAPE = "\x1b"
_BEGINNINGS = frozenset("O[P]X^_\\")
"""With Escape before them they begin what a terminal tells of itself, or other keys."""
_CONTROL = [chr(code) for code in range(1, 27) if code != 9]
"""Ctrl with a letter, Enter among them; Escape and Tab are a key of their own."""
_ESCAPE_SECONDS = 0.05
"""After which an Escape is one and no beginning of anything; a hand is slower."""


_WORDS = re.compile(r"\x1b(?=[ac-eg-zA-NQ-WYZ][A-Za-z])")
"""Escape before letters. Option with an arrow comes as Escape and b or f, from a Mac."""
_ESCAPE_ALONE = "\x1b[27u"
"""What a terminal sends for Escape where it tells it from the beginning of other keys."""


class DeskParser(XTermParser):
    """Textual's parser of what a terminal sends, for letters that come together with an Escape."""

    _pasting = False

    def feed(self, data: str) -> Iterable[Message]:
        """Parse what was read at once; what is pasted is left as it is."""
        begun, ended = data.rfind(BRACKETED_PASTE_START), data.rfind(BRACKETED_PASTE_END)
        pasted = self._pasting or begun >= 0
        self._pasting = begun > ended or (self._pasting and ended < 0)
        if not pasted and not constants.DISABLE_KITTY_KEY:
            data = _WORDS.sub(_ESCAPE_ALONE, data)
        return super().feed(data)


class _Key(NamedTuple):
    """What stands for a key: its name is read from there, as from Textual's enumeration."""

    value: str


def name_alt_keys() -> None:
    r"""Let Escape and a key arrive as Alt with that key, or as both; safe to call twice.

    >>> name_alt_keys()
    >>> [[key.value for key in ANSI_SEQUENCES_KEYS[f"\x1b{typed}"]] for typed in "3cG/\r"]
    [['alt+3'], ['alt+c'], ['alt+shift+g'], ['alt+slash'], ['escape', 'enter']]
    """
    table = cast("dict[str, tuple[Keys, ...] | str]", ANSI_SEQUENCES_KEYS)
    for digit in range(1, 10):
        table[f"{_ESCAPE}{digit}"] = (cast("Keys", _Key(f"alt+{digit}")),)
    for name, character in _named():
        table.setdefault(f"{_ESCAPE}{character}", (cast("Keys", _Key(name)),))
    for character in _CONTROL:
        known = table.get(character)
        if isinstance(known, tuple):
            table.setdefault(f"{_ESCAPE}{character}", (Keys.Escape, *known))
    for driver in (linux_driver, web_driver):
        setattr(driver, "XTermParser", DeskParser)  # noqa: B010  # a name it does not give away
    # Whoever has said how long to wait, as for a slow line, is waited for.
    if constants.ESCAPE_DELAY > _ESCAPE_SECONDS and "ESCDELAY" not in os.environ:
        constants.ESCAPE_DELAY = _ESCAPE_SECONDS  # type: ignore[misc]  # Final for everybody else


def without_alt(key: str) -> tuple[str, str] | None:
    """Return the name and the character of the key that was pressed with Alt, or after Escape.

    >>> without_alt("alt+c"), without_alt("alt+shift+g"), without_alt("alt+slash")
    (('c', 'c'), ('G', 'G'), ('slash', '/'))
    >>> without_alt("alt+3"), without_alt("alt+left"), without_alt("c")
    (None, None, None)
    """
    character = _CHARACTERS.get(key)
    return None if character is None else (_character_to_key(character), character)


def _named() -> Iterator[tuple[str, str]]:
    """Yield the names of Alt with a letter or a mark, and what was pressed with it."""
    for character in string.ascii_letters + string.punctuation:
        if character not in _BEGINNINGS:
            shift = "shift+" if character.isupper() else ""
            yield f"alt+{shift}{_character_to_key(character.lower())}", character


_CHARACTERS = dict(_named())
