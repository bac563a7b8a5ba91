"""Opening the project that a command line means."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.cli.output import Output
    from workbench.store.repo import Project

__all__ = ["open_project"]


def open_project(
    output: Output, option: Path | None, *, readonly: bool, author: str | None = None
) -> Project:
    """Open the project that the option, the variable or the folder names; it has to exist.

    ``author`` is who writes to it; where none is given the setting counts, then the login name.

    Raises:
        InputError: it does not exist or cannot be opened.
        StoreError: it is damaged, in use, or written by a newer version.
    """
    from workbench.config import resolve_project
    from workbench.store.repo import Project  # SQLite, 30 ms

    path = resolve_project(option)
    if not readonly and author is None:
        from workbench.config import load_settings  # 10 ms, for commands that write

        author = load_settings(project=path).text("author")
    opened = Project.open(path, create=False, readonly=readonly, author=author or "")
    for note in opened.notes:
        output.note(note)
    return opened
