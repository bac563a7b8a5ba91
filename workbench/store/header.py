"""By what the file of a project is known among other files and other databases."""

from __future__ import annotations

__all__ = ["APPLICATION_ID", "MAGIC"]

APPLICATION_ID = 0x6E6C656E
"""``nlen``, written to the header of every project file so that another database is refused."""
MAGIC = b"SQLite format 3\x00"
"""How every SQLite file begins."""
