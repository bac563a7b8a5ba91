"""Find the documents that files and folders on a command line stand for, without opening any.

Which files are read is decided here and nowhere else, so that every command sees the same ones.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from workbench.errors import InputError
from workbench.formats.refusals import refuse_irregular, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["SUFFIXES", "Found", "find_documents", "is_text", "unique_name"]

SUFFIXES = frozenset({".txt"})
"""Suffixes, in lower case, that are read when a folder is given."""


class Found(NamedTuple):
    """What a list of paths came to."""

    documents: list[tuple[Path, str]]
    """Path and display name of each document, in the order to work through them."""
    ignored: int
    """Files in the given folders that are not of a kind the tool reads; hidden ones not counted."""
    problems: list[InputError]
    """One for each path that gave nothing."""


def find_documents(
    paths: Sequence[Path],
    *,
    out_dir: Path | None = None,
    project: Path | None = None,
    suffixes: frozenset[str] = SUFFIXES,
) -> Found:
    """List the documents that files and folders stand for, without opening any.

    Folders are searched to any depth, through symbolic links too, each once. A document is
    identified by its resolved path and listed once. Hidden files and folders and ``out_dir`` are
    passed over, unless such a folder is itself given; a hidden file never is a document.

    Args:
        paths: files and folders as the user gave them.
        out_dir: where output goes.
        project: the project file; neither it nor what lies beside it by its name is counted among
            the files passed over.
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
        if not is_text(resolved):
            problems.append(
                InputError("has a name that is not UTF-8", where=str(path), hint="rename it")
            )
        elif resolved not in seen:
            seen.add(resolved)
            documents.append((path, name))

    for path in paths:
        try:
            status = path.stat()
        except (OSError, ValueError) as error:
            problems.append(unreadable(error, str(path)))
            continue
        if stat.S_ISDIR(status.st_mode):
            found, told = 0, len(problems)
            walk = _walk(path, suffixes=suffixes, out_key=out_key, problems=problems)
            for file, relative in walk:
                if file.suffix.lower() in suffixes:
                    found += 1
                    add(file, relative)
                elif not _belongs_to(file, project):
                    ignored += 1
            if not found and len(problems) == told:  # it could be read, and is empty
                kinds = ", ".join(sorted(suffixes))
                problems.append(
                    InputError(
                        f"holds no documents ({kinds})",
                        where=str(path),
                        hint="give the files by name, or another folder",
                    )
                )
        elif path.name.startswith("."):
            problems.append(
                InputError("is a hidden file", where=str(path), hint="rename it to have it read")
            )
        else:
            try:
                refuse_irregular(status, str(path))
            except InputError as error:
                problems.append(error)
            else:
                add(path, path.name)
    return Found(documents, ignored, problems)


def _belongs_to(file: Path, project: Path | None) -> bool:
    """Whether a file is the project, its journals or one of its backups."""
    if project is None:
        return False
    beside = file if file.parent.resolve() == project.parent.resolve() else file.parent
    return (
        beside.parent.resolve() == project.parent.resolve()
        and beside.name.startswith(project.stem)
        and file.name.startswith(project.stem)
    )


def is_text(path: str) -> bool:
    """Whether a path can be stored and printed; a file system may hold any bytes."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


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
            problems.append(unreadable(error, str(path)))
            continue
        for name in names:
            if name.startswith("."):
                continue
            child, child_relative = path / name, relative / name
            try:
                mode = child.stat().st_mode
            except OSError as error:
                if child.suffix.lower() in suffixes:  # a broken link of another kind is no loss
                    problems.append(unreadable(error, str(child)))
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
