"""Refuse what cannot be read, always in one line with a remedy.

Finding and reading meet the same troubles and must word them alike.
"""

from __future__ import annotations

import errno
import stat
from typing import TYPE_CHECKING

from workbench.errors import InputError

if TYPE_CHECKING:
    import os

__all__ = ["refuse_irregular", "too_big", "unreadable"]


def unreadable(error: OSError | ValueError, where: str) -> InputError:
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


def refuse_irregular(status: os.stat_result, where: str) -> None:
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


def too_big(size: int | None, max_size: int, where: str) -> InputError:
    """Return the refusal of something above the size limit."""
    what = f"is {size:,} bytes, more than" if size is not None else "is more than"
    return InputError(
        f"{what} the limit of {max_size:,} bytes",
        where=where,
        hint="split it, or raise the limit with --max-size BYTES",
    )
