"""Opening the project that a command line means."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.cli.output import Output
    from workbench.store.repo import Project

__all__ = ["open_project"]


def open_project(output: Output, option: Path | None, *, readonly: bool) -> Project:
    """Open the project that the option, the variable or the folder names; it has to exist.

    Raises:
        InputError: it does not exist or cannot be opened.
        StoreError: it is damaged, in use, or written by a newer version.
    """
    from workbench.config import resolve_project
    from workbench.store.repo import Project  # SQLite, 30 ms

    opened = Project.open(resolve_project(option), create=False, readonly=readonly)
    for note in opened.notes:
        output.note(note)
    return opened
