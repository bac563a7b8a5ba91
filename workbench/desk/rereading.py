"""Whether the glossary's file is still the one that is gone by, and what it says now.

Others change it with the desk open. Looking costs a question to the file system; the file is read
only where its size or time is another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.glossary.file import load_glossary
from workbench.guide import load_guide

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.glossary.file import Glossary
    from workbench.qa import Guide

__all__ = ["GlossaryWatch", "Reread", "reread"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """A glossary as its file has it now, with the guide that goes with it."""

    glossary: Glossary
    guide: Guide


def reread(path: Path, *, project: Path) -> Reread:
    """Read a glossary; may take a second, so not beside a screen.

    Raises:
        WorkbenchError: it cannot be read, or is wrong.
    """
    glossary = load_glossary(path)
    return Reread(glossary=glossary, guide=load_guide(glossary, project=project))


class GlossaryWatch:
    """Tells whether a glossary's file has changed since it was looked at last."""

    def __init__(self, path: Path | None) -> None:
        """Look at the file; without one nothing ever changes."""
        self._path = path
        self._seen = self._stamp()

    def _stamp(self) -> tuple[int, int, int] | None:
        if self._path is None:
            return None
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def changed(self) -> bool:
        """Return whether the file is another one than when this was asked last.

        One that has gone is not: there is nothing to go by but what was read.
        """
        now = self._stamp()
        if now is None or now == self._seen:
            return False
        self._seen = now
        return True
