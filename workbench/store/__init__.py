"""The project store: one SQLite file with documents, segments, renderings and their history.

Other parts of the workbench import ``Project`` and the records from here. SQL, locks and backups
stay inside; ``sqlite3`` may be imported nowhere else.
"""

from __future__ import annotations

from workbench.store.records import (
    ActRecord,
    BackupRecord,
    Base,
    DocumentRecord,
    DraftItem,
    DraftText,
    Edited,
    NoteRecord,
    PairRecord,
    Part,
    ProjectStatus,
    RowRecord,
    RunRecord,
    SyncReport,
    Undone,
)
from workbench.store.repo import Project

__all__ = [
    "ActRecord",
    "BackupRecord",
    "Base",
    "DocumentRecord",
    "DraftItem",
    "DraftText",
    "Edited",
    "NoteRecord",
    "PairRecord",
    "Part",
    "Project",
    "ProjectStatus",
    "RowRecord",
    "RunRecord",
    "SyncReport",
    "Undone",
]
