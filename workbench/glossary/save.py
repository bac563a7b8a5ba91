"""Putting a changed glossary in the place of the one it was made from, and of no other.

Another process may have written in the meantime: the file is compared with what was read, under a
lock that workbenches share, right before it is replaced as a whole.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import GlossaryError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["replace_file"]

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def replace_file(path: Path, *, old: bytes, new: bytes, name: str) -> None:
    """Replace a file as a whole, if it still is what it was; its mode stays.

    Args:
        path: the file, links resolved.
        old: what was read.
        new: what to write.
        name: how messages call the file.

    Raises:
        GlossaryError: another process has changed or removed it, or it may not be written; nothing
            is written.
    """
    try:
        _replace(path, old, new, name)
    except PermissionError:
        raise GlossaryError(
            "the file cannot be replaced: its folder allows no new files",
            where=name,
            hint="allow writing there; nothing was written",
        ) from None


def _replace(path: Path, old: bytes, new: bytes, name: str) -> None:
    with _locked(path.parent):
        _compare(path, old, name)
        if not path.stat().st_mode & _WRITABLE:
            # The folder would let it be replaced; whoever took the right away did not want that.
            raise GlossaryError(
                "the file is read-only",
                where=name,
                hint="allow writing first (chmod u+w); nothing was written",
            )
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(new)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(path.stat().st_mode & 0o7777)
            _compare(path, old, name)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def _compare(path: Path, old: bytes, name: str) -> None:
    try:
        same = path.read_bytes() == old
    except FileNotFoundError:
        same = False
    if not same:
        raise GlossaryError(
            "the file was changed by another program while this command ran",
            where=name,
            hint="nothing was written; run the command again",
        )


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other workbenches from writing into the same folder at the same time."""
    try:
        import fcntl  # not on Windows
    except ImportError:  # pragma: no cover
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
