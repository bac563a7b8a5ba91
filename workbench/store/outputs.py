"""What was last written to each file in an output folder, told by its SHA-256.

By it a job knows whether a file is still what the workbench wrote there, or somebody's own by now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.store import clock

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.store.db import Database

__all__ = ["Outputs"]


class Outputs:
    """The output files of an open project; get it from ``Project.outputs``."""

    def __init__(self, database: Database) -> None:
        """Work on an open project."""
        self._database = database

    def hash(self, path: Path) -> str | None:
        """Return the SHA-256 of what was last written to a file, None where nothing ever was."""
        row = self._database.first("SELECT sha256 FROM output WHERE path = ?", (_key(path),))
        return None if row is None else row[0]

    def hashes(self, path: Path) -> frozenset[str]:
        """Return each SHA-256 the file may have if only the workbench wrote it.

        Usually one; two where a write was announced by ``expect`` and then interrupted.
        """
        row = self._database.first(
            "SELECT sha256, pending FROM output WHERE path = ?", (_key(path),)
        )
        return frozenset(value for value in row or () if value is not None)

    def expect(self, path: Path, *, sha256: str, document_id: int | None = None) -> None:
        """Announce a write, so that a kill between it and ``record`` leaves no doubt."""
        if sha256 in self.hashes(path):
            return
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO output (path, pending, document_id, written) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (path) DO UPDATE SET pending = excluded.pending",
                (_key(path), sha256, document_id, clock.now()),
            )

    def record(self, path: Path, *, sha256: str, document_id: int | None = None) -> None:
        """Remember what was written to a file; the same again writes nothing."""
        row = self._database.first(
            "SELECT sha256, pending, document_id FROM output WHERE path = ?", (_key(path),)
        )
        if row == (sha256, None, document_id):
            return
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO output (path, sha256, document_id, written) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (path) DO UPDATE SET sha256 = excluded.sha256, pending = NULL, "
                "document_id = excluded.document_id, written = excluded.written",
                (_key(path), sha256, document_id, clock.now()),
            )


def _key(path: Path) -> str:
    return str(path.resolve())
