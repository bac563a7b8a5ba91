"""Display names of documents, and finding a document by what somebody typed.

Pure functions over names; the project supplies those that are taken.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from workbench.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["check_name", "display_name", "held_name", "pick", "set_aside"]

_SHOWN = 5
_ASIDE = "//"
"""No display name begins so: it is relative, and the folders put before it are named."""
_LONGEST = 200
"""Bytes of a part of a chosen name: it becomes the name of a file or folder."""


def display_name(given: str, *, path: str, is_taken: Callable[[str], bool]) -> str:
    """Return ``given`` with as many parent folders before it as it takes to be unique.

    >>> display_name("x.txt", path="/news/b/x.txt", is_taken={"x.txt"}.__contains__)
    'b/x.txt'
    """
    name = given
    parts = PurePath(given).parts
    folders = list(PurePath(path).parts)
    # Where the path ends in the name, its folders begin before that; a link may be called anything.
    folders = folders[: -len(parts)] if tuple(folders[-len(parts) :]) == parts else folders[:-1]
    while is_taken(name) and folders:
        folder = folders.pop().strip("/\\")
        if folder:
            name = f"{folder}/{name}"
    number = 2
    unique = name
    while is_taken(unique):
        unique = f"{name} ({number})"
        number += 1
    return unique


def set_aside(name: str, document_id: int) -> str:
    """Return what a removed document is called, so that its name is free for another.

    >>> held_name(set_aside("b/x.txt", 3))
    'b/x.txt'
    """
    return f"{_ASIDE}{document_id}/{name}"


def held_name(name: str) -> str:
    """Return a document's name without what ``set_aside`` has put before it."""
    return name.removeprefix(_ASIDE).partition("/")[2] if name.startswith(_ASIDE) else name


def check_name(name: str, *, path: str) -> str:
    """Return a name that a person has chosen, with the ending of the document's file.

    The name is also that of the English file, so it has to be one that can be written everywhere.

    >>> check_name("almaty/verkiezingen", path="/in/004.txt")
    'almaty/verkiezingen.txt'

    Raises:
        UsageError: no document can be called so.
    """
    name = name.strip()
    hint = "choose a name such as almaty/verkiezingen.txt"
    parts = name.split("/")
    if not name or any(part.strip() in {"", ".", ".."} for part in parts):
        raise UsageError(f'"{name}" cannot be the name of a document', hint=hint)
    if any(not character.isprintable() or character == "\\" for character in name):
        raise UsageError("a name has no control characters and no backslash", hint=hint)
    if name.startswith("-") or any(part.startswith(".") for part in parts):
        raise UsageError(f'"{name}" begins with what options or hidden files begin with', hint=hint)
    ending = PurePath(path).suffix
    if ending and not name.lower().endswith(ending.lower()):
        name += ending
    if any(len(part.encode()) > _LONGEST for part in name.split("/")):
        raise UsageError(f"the name is longer than {_LONGEST} bytes", hint=hint)
    return name


def pick(wanted: str, names: Sequence[str]) -> str:
    """Return the name that is meant by ``wanted``: itself, or the only one that begins so.

    Names in folders are also found by the beginning of their last part.

    Raises:
        UsageError: no name or several fit; the message lists them.
    """
    if wanted in names:
        return wanted
    fits = [name for name in names if wanted and name.startswith(wanted)]
    if not fits:
        fits = [name for name in names if wanted and name.rpartition("/")[2].startswith(wanted)]
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise UsageError(
            f'"{wanted}" may be any of {len(fits)} documents: {_listed(fits)}',
            hint="type more of the name",
        )
    if not names:
        raise UsageError(
            f'no document "{wanted}", the project has none',
            hint="`workbench translate PATH` puts documents into it",
        )
    import difflib  # 10 ms, needed on this path only

    close = difflib.get_close_matches(wanted, names, n=1, cutoff=0.5)
    raise UsageError(
        f'no document "{wanted}"',
        hint=f'did you mean "{close[0]}"?' if close else f"the project has {_listed(names)}",
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(sorted(names)[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown
