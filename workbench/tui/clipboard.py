"""Text to the clipboard of whoever sits at the terminal, else into a file beside the project.

A program can only ask the terminal (OSC 52), and no terminal answers whether it did. Where it is
not known to, the text is written into a file as well, and the person is told where it is.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.formats.write import write_output

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["is_taken", "keep_copy"]

_LONGEST_BYTES = 74_000
"""What the most cautious terminals take, before it is encoded as base64."""
_VARIABLES = ("KITTY_WINDOW_ID", "WT_SESSION", "WEZTERM_EXECUTABLE", "GHOSTTY_RESOURCES_DIR")
_PROGRAMS = frozenset({"wezterm", "ghostty", "rio"})
_TERMS = ("xterm-kitty", "alacritty", "foot", "wezterm", "xterm-ghostty", "contour", "rio")


def is_taken(text: str, environ: Mapping[str, str]) -> bool:
    """Whether the terminal is known to put a text of this length in its clipboard.

    tmux and screen pass it on only where somebody has told them to, and of many a terminal the
    person can forbid it.

    >>> is_taken("Ja.", {"TERM": "foot"}), is_taken("Ja.", {"TERM": "foot", "TMUX": "/tmp/x"})
    (True, False)
    """
    if len(text.encode(errors="replace")) > _LONGEST_BYTES:
        return False
    if environ.get("TMUX") or environ.get("STY"):
        return False
    if any(environ.get(name) for name in _VARIABLES):
        return True
    if environ.get("TERM_PROGRAM", "").lower() in _PROGRAMS:
        return True
    return environ.get("TERM", "").startswith(_TERMS)


def keep_copy(text: str, project: Path) -> Path:
    """Write a text into a file beside the project, else where temporary files go; return where.

    The file is overwritten each time.

    Raises:
        InputError: neither can be written.
    """
    name = f"{project.stem}-copied.txt"
    for folder in (project.parent, Path(tempfile.gettempdir())):
        path = folder / name
        try:
            # Our own of last time, and nothing that anybody would miss.
            path.unlink(missing_ok=True)
            write_output(path, [text], last_written_sha=None)
        except (InputError, OSError):
            continue
        return path
    raise InputError("the text cannot be kept in a file", where=str(project.parent))
