"""Finding documents by name, taking them out of a project and back, giving them other names.

A removed document keeps everything it has; it only is not counted, written or shown. Its name is
free for others meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import UsageError
from workbench.store import clock
from workbench.store.naming import check_name, display_name, held_name, pick, set_aside

if TYPE_CHECKING:
    from workbench.store.db import Database, Row

__all__ = ["find", "remove", "rename", "restore"]


def find(database: Database, wanted: str, *, removed: bool) -> int:
    """Return the number of the document with this name, beginning of a name, or path.

    Raises:
        UsageError: none or several fit; the message says which there are.
    """
    rows = database.all(
        "SELECT name, id, path FROM document WHERE (removed IS NOT NULL) = ? ORDER BY name, id",
        (removed,),
    )
    by_path = {row[2]: int(row[1]) for row in rows}
    if wanted in by_path and wanted != "-":
        return by_path[wanted]
    by_name = {held_name(row[0]): int(row[1]) for row in rows}
    try:
        return by_name[pick(wanted, list(by_name))]
    except UsageError:
        aside = database.all("SELECT name FROM document WHERE removed IS NOT NULL")
        if not removed and wanted in {held_name(row[0]) for row in aside}:
            import shlex  # needed on this path only

            raise UsageError(
                f'"{wanted}" was removed from the project',
                hint=f"`workbench project restore-document {shlex.quote(wanted)}` brings it back",
            ) from None
        raise


def remove(database: Database, document_id: int) -> bool:
    """Take a document out of the project; return whether it was in.

    Raises:
        UsageError: there is no such document.
    """
    with database.transaction(durable=True):
        name, _, removed = _document(database, document_id)
        if removed is not None:
            return False
        time = clock.now()
        database.execute(
            "UPDATE document SET removed = ?, name = ?, changed = ? WHERE id = ?",
            (time, set_aside(name, document_id), time, document_id),
        )
    return True


def restore(database: Database, document_id: int) -> str:
    """Bring a removed document back and return its name, which others may have taken meanwhile.

    Raises:
        UsageError: there is no such document.
    """
    with database.transaction(durable=True):
        name, path, removed = _document(database, document_id)
        if removed is None:
            return str(name)
        free = display_name(
            held_name(name), path=path, is_taken=lambda wanted: _is_taken(database, wanted)
        )
        database.execute(
            "UPDATE document SET removed = NULL, name = ?, changed = ? WHERE id = ?",
            (free, clock.now(), document_id),
        )
    return free


def rename(database: Database, document_id: int, name: str) -> str:
    """Give a document another display name, which it keeps, and return it.

    Raises:
        UsageError: there is no such document, it cannot be called so, or another one is.
    """
    with database.transaction(durable=True):
        old, path, removed = _document(database, document_id)
        new = check_name(name, path=path)
        if new == held_name(old):
            return new
        if _is_taken(database, new):
            raise UsageError(f'another document is called "{new}"', hint="choose another name")
        stored = new if removed is None else set_aside(new, document_id)
        database.execute(
            "UPDATE document SET name = ?, named = 1, changed = ? WHERE id = ?",
            (stored, clock.now(), document_id),
        )
    return new


def _document(database: Database, document_id: int) -> Row:
    row = database.first("SELECT name, path, removed FROM document WHERE id = ?", (document_id,))
    if row is None:
        raise UsageError(f"the project has no document with the internal number {document_id}")
    return row


def _is_taken(database: Database, name: str) -> bool:
    return database.first("SELECT 1 FROM document WHERE name = ?", (name,)) is not None
