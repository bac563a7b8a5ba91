"""On what kind of file system a path lies, as far as SQLite has to care.

SQLite's write-ahead log needs memory shared between processes, which network file systems and most
FUSE ones do not offer: there it loses or damages data silently. Nothing else may come in here.
"""

from __future__ import annotations

import ctypes
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["network_name"]

_NETWORK = {
    0x00006969: "NFS",
    0x0000517B: "SMB",
    0xFE534D42: "SMB",
    0xFF534D42: "SMB",
    0x65735546: "FUSE",
    0x01021997: "9P",
    0x00C36400: "Ceph",
    0x0BD00BD0: "Lustre",
    0x47504653: "GPFS",
    0x5346414F: "AFS",
    0x6B414653: "AFS",
    0x73757245: "Coda",
    0x0000564C: "NCP",
    0x01161970: "GFS2",
    0x7461636F: "OCFS2",
    0x786F4256: "VirtualBox shared folder",
}
"""``f_type`` of file systems without dependable shared memory.

Source: statfs(2) and the kernel's include/uapi/linux/magic.h.
"""


def network_name(path: Path) -> str | None:
    """Return the name of the network or FUSE file system ``path`` lies on, None for a local one.

    Where the platform does not tell (only Linux does here), the file system counts as local.

    Args:
        path: an existing file or folder.
    """
    return _NETWORK.get(_type(path)) if sys.platform == "linux" else None


def _type(path: Path) -> int:
    """Return ``f_type`` of statfs(2), 0 where the call fails."""
    # struct statfs is at most 120 bytes on every Linux; f_type is its first member, one C long
    # (an int on s390x, where the upper half is then garbage and no name is found).
    buffer = ctypes.create_string_buffer(512)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.statfs(os.fsencode(path), buffer) != 0:
        return 0
    return ctypes.c_long.from_buffer(buffer).value & 0xFFFFFFFF
