"""Read documents: bytes to text, or a clear refusal.

The decoding is deliberately narrow. What is not certainly text in one of a few encodings is
refused with the place and the way out, because a wrongly decoded article looks like a bad
translation much later. Newlines are not touched and nothing is normalised: every offset in the
project refers to the text made here.
"""

from __future__ import annotations

import codecs
import os
import re
from typing import TYPE_CHECKING, BinaryIO

from workbench.errors import InputError, UsageError
from workbench.formats.find import SUFFIXES, Found, find_documents, unique_name
from workbench.formats.refusals import refuse_irregular, too_big, unreadable
from workbench.model import Document
from workbench.text.surface import count_controls

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "MAX_SIZE_BYTES",
    "SUFFIXES",
    "Found",
    "find_documents",
    "read_document",
    "read_stream",
    "unique_name",
]

MAX_SIZE_BYTES = 100_000_000
"""The default of ``--max-size``."""

_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"{\\rtf", "a rich-text file"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "a database"),
)
# Whole UTF-8 sequences: their presence says that a file was meant to be UTF-8.
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xe0[\xa0-\xbf][\x80-\xbf]"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{3}"
)
_CP1252_UNDEFINED = re.compile(rb"[\x00\x81\x8d\x8f\x90\x9d]")
# Of the bytes outside ASCII: how many lie in such sequences in a file that is UTF-8 but for some
# damage, and at most by chance in one that is not ("Ã©" is a sequence, too).
_DAMAGED_SHARE = 0.5
_CHANCE_SHARE = 0.1
_CONTROL_SHARE = 0.1  # of characters: more is no text a person wrote
_LETTER_SHARE = 0.5  # of characters that must be letters for Windows-1252 to be believed
_ACCENT_SHARE = 0.25  # of letters outside ASCII; Dutch stays below 0.03, Cyrillic read so does not
_FEW_CONTROLS = 8
# Page breaks, and colours and titles copied from a terminal.
_HARMLESS = re.compile(r"\x1b\[[0-9;:]*[A-Za-z]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)|[\x0b\x0c]")
_SAVE_AS_UTF8 = "save it as UTF-8 text"


def read_document(
    path: Path,
    *,
    name: str,
    encoding: str | None = None,
    max_size: int = MAX_SIZE_BYTES,
) -> Document:
    """Read one file.

    Args:
        path: a regular file.
        name: its display name.
        encoding: overrides the detection.
        max_size: bytes above which the file is refused.

    Returns:
        The document with its text; ``notes`` say what a user should know about the reading.

    Raises:
        InputError: the file is missing, no regular file, unreadable, too big, empty, or no text in
            an encoding that can be told.
        UsageError: ``encoding`` is not the name of a text encoding.
    """
    where = str(path)
    try:
        # Without O_NONBLOCK, opening a FIFO that nobody writes to would never return.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError) as error:
        raise unreadable(error, where) from error
    try:
        status = os.fstat(descriptor)
        refuse_irregular(status, where)
        if status.st_size > max_size:
            raise too_big(status.st_size, max_size, where)
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            data = stream.read(max_size + 1)
    except OSError as error:
        raise unreadable(error, where) from error
    finally:
        os.close(descriptor)
    if len(data) > max_size:  # it grew, or its size is not what the file system says
        raise too_big(len(data), max_size, where)
    text, used, bom, notes = _decode(data, where=where, encoding=encoding)
    del data
    if not text or text.isspace():
        raise InputError("the file is empty", where=where, hint="leave it out or give it text")
    return Document(
        name=name,
        path=str(path.resolve()),
        text=text,
        encoding=used,
        bom=bom,
        notes=notes + _control_notes(text),
    )


def read_stream(
    stream: BinaryIO | None,
    *,
    name: str = "-",
    encoding: str | None = None,
    max_size: int = MAX_SIZE_BYTES,
    blank: bool = False,
) -> Document:
    """Read a document from a stream, such as standard input.

    Args:
        stream: read to its end; None where the process has none.
        name: its display name and identity.
        encoding: overrides the detection.
        max_size: bytes above which the input is refused.
        blank: whether input without any text is accepted, as for line-by-line work.

    Raises:
        InputError: as for ``read_document``.
        UsageError: as for ``read_document``.
    """
    where = "standard input" if name == "-" else name
    if stream is None:
        raise InputError("is closed", where=where, hint="pipe a Dutch text into the command")
    try:
        data = stream.read(max_size + 1)
    except OSError as error:
        raise unreadable(error, where) from error
    if len(data) > max_size:
        raise too_big(None, max_size, where)
    text, used, bom, notes = _decode(data, where=where, encoding=encoding)
    del data
    if not blank and (not text or text.isspace()):
        raise InputError("there is no text", where=where, hint="pipe a Dutch text into the command")
    return Document(
        name=name,
        path=name,
        text=text,
        encoding=used,
        bom=bom,
        notes=notes + _control_notes(text),
    )


def _control_notes(text: str) -> tuple[str, ...]:
    """Return the note on control characters, if there is one to make."""
    count = count_controls(text)
    if not count:
        return ()
    what = "control character (NUL, escape) is" if count == 1 else "control characters are"
    return (f"{count:,} {what} kept in the Dutch text, hidden from the model and never shown",)


def _decode(
    data: bytes, *, where: str, encoding: str | None
) -> tuple[str, str, bool, tuple[str, ...]]:
    """Return text, encoding used, whether there was a byte-order mark, and notes."""
    if encoding is not None:
        return _decode_as(data, encoding, where=where)
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"is {kind}, not plain text", where=where, hint="save it as text")
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise InputError("looks like UTF-32", where=where, hint="give --encoding utf-32")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_utf16(data, where=where)
    bom = data.startswith(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8-sig" if bom else "utf-8")
    except UnicodeDecodeError as error:
        return _decode_legacy(data, error.start + (3 if bom else 0), bom=bom, where=where)
    _refuse_binary(text, where=where)
    return text, "utf-8", bom, ()


def _decode_as(data: bytes, encoding: str, *, where: str) -> tuple[str, str, bool, tuple[str, ...]]:
    """Decode with the encoding the user named."""
    canonical = encoding
    try:
        canonical = codecs.lookup(encoding).name
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"byte {error.start:,} ({_shown(data, error.start)}) is not {canonical}",
            where=where,
            hint="name another encoding with --encoding",
        ) from error
    except (LookupError, ValueError) as error:
        raise UsageError(
            f"unknown text encoding {encoding!r}",
            where="--encoding",
            hint="use a name such as utf-8, utf-16 or windows-1252",
        ) from error
    except UnicodeError as error:  # utf-16 without a mark and the like say it this way
        raise InputError(
            f"is not {canonical}: {error}", where=where, hint="name another with --encoding"
        ) from error
    bom = text.startswith("\ufeff") or (
        canonical in {"utf-16", "utf-32", "utf-8-sig"}
        and data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    )
    return text.removeprefix("\ufeff"), canonical, bom, ()


def _decode_utf16(data: bytes, *, where: str) -> tuple[str, str, bool, tuple[str, ...]]:
    """Decode UTF-16 with a byte-order mark."""
    name = "utf-16-le" if data.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    try:
        text = data[2:].decode(name)
    except UnicodeDecodeError as error:
        raise InputError(
            f"starts as UTF-16, but is damaged at byte {error.start + 2:,}",
            where=where,
            hint=f"{_SAVE_AS_UTF8}, or name its encoding with --encoding",
        ) from error
    _refuse_binary(text, where=where)
    return text, "utf-16", True, ()


def _refuse_binary(text: str, *, where: str) -> None:
    """Raise InputError where decodable text is mostly not text."""
    nuls = text.count("\0")
    if nuls > len(text) * 0.3:
        # ASCII text in UTF-16 is half NULs, and each of them is fine UTF-8.
        order = "le" if text[1:2] == "\0" else "be"
        raise InputError(
            "looks like UTF-16 without a byte-order mark, or is no text",
            where=where,
            hint=f"{_SAVE_AS_UTF8}, or give --encoding utf-16-{order}",
        )
    controls = count_controls(_HARMLESS.sub("", text))
    # In a few words one NUL is a tenth, and the words are text all the same.
    many = controls > _FEW_CONTROLS or controls > sum(map(str.isalpha, text[:1000]))
    if many and controls > len(text) * _CONTROL_SHARE:
        raise InputError(
            "is a binary file, not text", where=where, hint="give plain text files only"
        )


def _decode_legacy(
    data: bytes, bad: int, *, bom: bool, where: str
) -> tuple[str, str, bool, tuple[str, ...]]:
    """Take bytes that are not UTF-8 as Windows-1252 where that is beyond doubt.

    Args:
        data: the whole file.
        bad: offset in bytes of what is not UTF-8.
        bom: whether a UTF-8 byte-order mark was found.
        where: the place for an error.
    """
    hint = f"{_SAVE_AS_UTF8}, or name its encoding with --encoding"
    at = f"byte {bad:,} ({_shown(data, bad)})"
    if data.count(b"\0") or count_controls(data[:4096].decode("latin-1")) > 400:
        raise InputError(
            f"is a binary file, or text in an unknown encoding ({at} is not UTF-8)",
            where=where,
            hint=hint,
        )
    share = _utf8_share(data)
    if bom or share >= _DAMAGED_SHARE:
        raise InputError(f"is damaged UTF-8 at {at}", where=where, hint=hint)
    undefined = _CP1252_UNDEFINED.search(data)
    if undefined:
        place = undefined.start()
        raise InputError(
            f"is neither UTF-8 ({at}) nor Windows-1252 (byte {place:,}, {_shown(data, place)})",
            where=where,
            hint=hint,
        )
    text = data.decode("windows-1252")
    letters = sum(map(str.isalpha, text))
    accented = sum(1 for character in text if character > "\x7f" and character.isalpha())
    unlikely = letters < len(text) * _LETTER_SHARE or accented > letters * _ACCENT_SHARE
    if unlikely or share > _CHANCE_SHARE:
        raise InputError(
            f"is in an encoding that cannot be told ({at} is not UTF-8)", where=where, hint=hint
        )
    if count_controls(text):
        raise InputError(f"is neither UTF-8 ({at}) nor clean Windows-1252", where=where, hint=hint)
    note = f"read as Windows-1252, because {at} is not UTF-8; --encoding overrides this"
    return text, "windows-1252", False, (note,)


def _utf8_share(data: bytes) -> float:
    """Return which part of the bytes outside ASCII lies in whole UTF-8 sequences."""
    high = len(data.translate(None, delete=bytes(range(0x80))))
    return (len(data) - len(_UTF8_SEQUENCE.sub(b"", data))) / max(high, 1)


def _shown(data: bytes, offset: int) -> str:
    """Return one byte for a message."""
    return f"0x{data[offset]:02x}" if offset < len(data) else "end of file"
