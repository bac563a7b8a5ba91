"""The surface of text: characters that look alike, control the terminal or mean something else.

Everything that has to treat a character specially for reasons of encoding rather than language
comes here, so that no second list of quotation marks or control characters grows elsewhere. The
functions are pure and know neither segments nor files.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = [
    "RESERVED",
    "count_controls",
    "fold_quotes",
    "for_model",
    "has_controls",
    "nfc_with_offsets",
    "replace_surrogates",
    "terminal_safe",
]

RESERVED = ("<t>", "<s>", "</s>", "</t>", "<unk>", "<pad>")
"""Pieces with a meaning in the model's vocabulary; written in an article they are plain text."""

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
_NOT_FOR_MODEL = re.compile(f"[{re.escape(_CONTROL_CHARACTERS + _BIDI_CHARACTERS)}\ud800-\udfff]")

_FOLD = str.maketrans(dict.fromkeys("‘’‚‛′ʼ`´‹›", "'") | dict.fromkeys("“”„‟″«»", '"'))


def has_controls(text: str) -> bool:
    """Return whether the text holds a NUL, an escape or another control character.

    Tab, line feed, carriage return and NEL are white space and do not count.
    """
    return _CONTROL.search(text) is not None


def count_controls(text: str) -> int:
    """Return how many control characters the text holds; see ``has_controls``."""
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


def for_model(source: str) -> str:
    r"""Return what a model gets of a source: control characters and the like become spaces.

    The length is kept, so offsets in the source hold in the result.

    >>> for_model("een\x00twee")
    'een twee'
    """
    return _NOT_FOR_MODEL.sub(" ", source)


def replace_surrogates(text: str) -> str:
    """Return the text with lone surrogates, which no encoding takes, as U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def fold_quotes(text: str) -> str:
    r"""Return the text with every single mark as ``'`` and every double one as ``"``.

    For comparing only; the length is kept, so offsets hold.

    >>> fold_quotes("„foto’s”")
    '"foto\'s"'
    """
    return text.translate(_FOLD)


def nfc_with_offsets(text: str) -> tuple[str, list[int] | None]:
    r"""Compose the text (NFC) and return with it where each of its characters came from.

    Args:
        text: any text.

    Returns:
        The composed text, and for each of its characters the offset in ``text``, plus one more
        entry for the end. A match ``[i, j)`` in the composed text is ``[map[i], map[j])`` in
        ``text``. None instead of the list where the text was composed already.

    >>> nfc_with_offsets("Boerjatie\u0308!")
    ('Boerjatië!', [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11])
    """
    if unicodedata.is_normalized("NFC", text):
        return text, None
    pieces: list[str] = []
    offsets: list[int] = []
    size = len(text)
    start = 0
    while start < size:
        end = start + 1
        # A piece ends before a character that cannot combine with what stands before it: one of
        # class 0 that is composed by itself and stays so after its neighbour.
        while end < size and not _starts_piece(text[end]):
            end += 1
        piece = unicodedata.normalize("NFC", text[start:end])
        pieces.append(piece)
        offsets.extend([start] * len(piece))
        start = end
    offsets.append(size)
    return "".join(pieces), offsets


def _starts_piece(character: str) -> bool:
    """Return whether normalisation never looks across the border before this character."""
    if character < "\u0300":
        return True
    return (
        unicodedata.combining(character) == 0
        and not "\u1160" <= character <= "\u11ff"  # Hangul vowels and finals join what precedes
        and unicodedata.is_normalized("NFC", character)
        and character not in _SECOND_STARTERS
    )


def _second_starters() -> frozenset[str]:
    """Return the characters of class 0 that are the second half of some composition."""
    found = set()
    for code in range(0x300, 0x12000):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            second = chr(int(parts[1], 16))
            if unicodedata.combining(second) == 0:
                found.add(second)
    return frozenset(found)


_SECOND_STARTERS = _second_starters()
