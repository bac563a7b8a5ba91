"""Find documents and read them: bytes to text, or a clear refusal.

The decoding is deliberately narrow. What is not certainly text in one of a few encodings is
refused with the place and the way out, because a wrongly decoded article looks like a bad
translation much later. Newlines are not touched and nothing is normalised: every offset in the
project refers to the text made here.
"""

from __future__ import annotations

import codecs
import errno
import os
import re
import stat
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from workbench.errors import InputError, UsageError
from workbench.model import Document
from workbench.text.surface import count_controls

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = [
    "MAX_SIZE_BYTES",
    "SUFFIXES",
    "Found",
    "find_documents",
    "read_document",
    "read_stream",
    "unique_name",
]

SUFFIXES = frozenset({".txt"})
"""Suffixes, in lower case, that are read when a folder is given."""
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
_CONTROL_SHARE = 0.1  # of characters: more is no text a person wrote
_LETTER_SHARE = 0.5  # of characters that must be letters for Windows-1252 to be believed
_ACCENT_SHARE = 0.25  # of letters outside ASCII; Dutch stays below 0.03, Cyrillic read so does not
_SAVE_AS_UTF8 = "save it as UTF-8 text"


class Found(NamedTuple):
    """What a list of paths came to."""

    documents: list[tuple[Path, str]]
    """Path and display name of each document, in the order to work through them."""
    ignored: int
    """Files in the given folders that are not of a kind the tool reads; hidden ones not counted."""
    problems: list[InputError]
    """One for each path that gave nothing."""


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
        raise _unreadable(error, where) from error
    try:
        status = os.fstat(descriptor)
        _refuse_irregular(status, where)
        if status.st_size > max_size:
            raise _too_big(status.st_size, max_size, where)
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            data = stream.read(max_size + 1)
    except OSError as error:
        raise _unreadable(error, where) from error
    finally:
        os.close(descriptor)
    if len(data) > max_size:  # it grew, or its size is not what the file system says
        raise _too_big(len(data), max_size, where)
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
    stream: BinaryIO,
    *,
    name: str = "-",
    encoding: str | None = None,
    max_size: int = MAX_SIZE_BYTES,
    blank: bool = False,
) -> Document:
    """Read a document from a stream, such as standard input.

    Args:
        stream: read to its end.
        name: its display name and identity.
        encoding: overrides the detection.
        max_size: bytes above which the input is refused.
        blank: whether input without any text is accepted, as for line-by-line work.

    Raises:
        InputError: as for ``read_document``.
        UsageError: as for ``read_document``.
    """
    where = "standard input" if name == "-" else name
    try:
        data = stream.read(max_size + 1)
    except OSError as error:
        raise _unreadable(error, where) from error
    if len(data) > max_size:
        raise _too_big(None, max_size, where)
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


def _unreadable(error: OSError | ValueError, where: str) -> InputError:
    """Turn a system error into one line with a remedy."""
    number = error.errno if isinstance(error, OSError) else None
    if number in {errno.ENOENT, errno.ENOTDIR}:
        return InputError("no such file or folder", where=where, hint="check the path")
    if number in {errno.EACCES, errno.EPERM}:
        return InputError(
            "cannot be read: permission denied", where=where, hint="change its permissions"
        )
    if number == errno.EISDIR:
        return InputError("is a folder, not a file", where=where)
    if number in {errno.ENXIO, errno.ENODEV}:
        return InputError("is no regular file", where=where, hint="use - for standard input")
    if number == errno.ELOOP:
        return InputError("is a symbolic link to itself", where=where, hint="check the path")
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return InputError(f"cannot be read: {reason}", where=where, hint="check the path")


def _refuse_irregular(status: os.stat_result, where: str) -> None:
    """Raise InputError unless the status is that of a regular file."""
    if stat.S_ISREG(status.st_mode):
        return
    if stat.S_ISDIR(status.st_mode):
        raise InputError("is a folder, not a file", where=where)
    raise InputError(
        "is a pipe, socket or device, not a regular file",
        where=where,
        hint="use - to read standard input",
    )


def _too_big(size: int | None, max_size: int, where: str) -> InputError:
    """Return the refusal of something above the size limit."""
    what = f"is {size:,} bytes, more than" if size is not None else "is more than"
    return InputError(
        f"{what} the limit of {max_size:,} bytes",
        where=where,
        hint="split it, or raise the limit with --max-size BYTES",
    )


def _control_notes(text: str) -> tuple[str, ...]:
    """Return the note on control characters, if there is one to make."""
    count = count_controls(text)
    if not count:
        return ()
    kind = "control characters (NUL, escape)"
    return (f"{count:,} {kind} are kept in the Dutch text, hidden from the model and never shown",)


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
    if count_controls(text) > len(text) * _CONTROL_SHARE:
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
    if bom or _UTF8_SEQUENCE.search(data):
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
    if letters < len(text) * _LETTER_SHARE or accented > letters * _ACCENT_SHARE:
        raise InputError(
            f"is in an encoding that cannot be told ({at} is not UTF-8)", where=where, hint=hint
        )
    if count_controls(text):
        raise InputError(f"is neither UTF-8 ({at}) nor clean Windows-1252", where=where, hint=hint)
    note = f"read as Windows-1252, because {at} is not UTF-8; --encoding overrides this"
    return text, "windows-1252", False, (note,)


def _shown(data: bytes, offset: int) -> str:
    """Return one byte for a message."""
    return f"0x{data[offset]:02x}" if offset < len(data) else "end of file"


def find_documents(
    paths: Sequence[Path],
    *,
    out_dir: Path | None = None,
    suffixes: frozenset[str] = SUFFIXES,
) -> Found:
    """List the documents that files and folders stand for, without opening any.

    Folders are searched to any depth, through symbolic links too, each once. A document is
    identified by its resolved path and listed once. Hidden files and folders and ``out_dir`` are
    passed over, unless such a folder is itself given; a hidden file never is a document.

    Args:
        paths: files and folders as the user gave them.
        out_dir: where output goes.
        suffixes: in lower case, what to read in folders; a file given by name may have any.

    Returns:
        Documents in the order of ``paths`` and within a folder sorted by path, with their display
        names, which need not be unique; see ``unique_name``.
    """
    documents: list[tuple[Path, str]] = []
    problems: list[InputError] = []
    ignored = 0
    seen: set[str] = set()
    out_key = _folder_key(out_dir) if out_dir is not None else None

    def add(path: Path, name: str) -> None:
        resolved = os.path.realpath(path)
        if resolved not in seen:
            seen.add(resolved)
            documents.append((path, name))

    for path in paths:
        try:
            status = path.stat()
        except (OSError, ValueError) as error:
            problems.append(_unreadable(error, str(path)))
            continue
        if stat.S_ISDIR(status.st_mode):
            found = 0
            walk = _walk(path, suffixes=suffixes, out_key=out_key, problems=problems)
            for file, relative in walk:
                if file.suffix.lower() in suffixes:
                    found += 1
                    add(file, relative)
                else:
                    ignored += 1
            if not found:
                kinds = ", ".join(sorted(suffixes))
                problems.append(
                    InputError(f"holds no documents ({kinds})", where=str(path), hint="check it")
                )
        elif path.name.startswith("."):
            problems.append(
                InputError("is a hidden file", where=str(path), hint="rename it to have it read")
            )
        else:
            try:
                _refuse_irregular(status, str(path))
            except InputError as error:
                problems.append(error)
            else:
                add(path, path.name)
    return Found(documents, ignored, problems)


def _folder_key(path: Path) -> tuple[int, int] | None:
    """Return what identifies a folder however it is reached; None where there is none."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def _walk(
    root: Path,
    *,
    suffixes: frozenset[str],
    out_key: tuple[int, int] | None,
    problems: list[InputError],
) -> list[tuple[Path, str]]:
    """Return the visible regular files under a folder with their relative POSIX paths, sorted.

    Links are followed last, so that what is in the folder itself goes by its own name.
    """
    visited: set[tuple[int, int] | None] = set()
    found: dict[str, tuple[Path, PurePosixPath]] = {}
    linked_files: list[tuple[Path, PurePosixPath]] = []
    folders = [(root, PurePosixPath())]
    linked_folders: list[tuple[Path, PurePosixPath]] = []
    while folders or linked_folders:
        path, relative = folders.pop() if folders else linked_folders.pop(0)
        key = _folder_key(path)
        if key in visited or (relative.parts and key == out_key):
            continue
        visited.add(key)
        try:
            names = sorted(entry.name for entry in path.iterdir())
        except OSError as error:
            problems.append(_unreadable(error, str(path)))
            continue
        for name in names:
            if name.startswith("."):
                continue
            child, child_relative = path / name, relative / name
            try:
                mode = child.stat().st_mode
            except OSError as error:
                if child.suffix.lower() in suffixes:  # a broken link of another kind is no loss
                    problems.append(_unreadable(error, str(child)))
                continue
            linked = child.is_symlink()
            if stat.S_ISDIR(mode):
                (linked_folders if linked else folders).append((child, child_relative))
            elif stat.S_ISREG(mode):
                if linked:
                    linked_files.append((child, child_relative))
                else:
                    found.setdefault(os.path.realpath(child), (child, child_relative))
    for child, child_relative in linked_files:
        found.setdefault(os.path.realpath(child), (child, child_relative))
    ordered = sorted(found.values(), key=lambda entry: entry[1].parts)
    return [(child, str(child_relative)) for child, child_relative in ordered]


def unique_name(path: Path, name: str, *, taken: Callable[[str], bool]) -> str:
    """Return the display name, with parent folders put before it until nobody else has it.

    Args:
        path: the document's path.
        name: the display name so far, the end of the path.
        taken: says whether another source holds a name.

    Returns:
        The first free name; the whole resolved path without its leading slash at the longest.
    """
    if not taken(name):
        return name
    parts = path.resolve().parts[1:]
    for count in range(len(PurePosixPath(name).parts) + 1, len(parts) + 1):
        longer = "/".join(parts[-count:])
        if not taken(longer):
            return longer
    return "/".join(parts)
