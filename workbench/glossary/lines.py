"""Where lines and block items of a glossary's text begin and end, for splicing at them.

Any of the three line ends counts, and a dash may have a line of its own. Which node an edit is about
is ``edit``'s part.
"""

from __future__ import annotations

import re

from workbench.errors import GlossaryError

__all__ = ["column", "dash", "line_end", "line_start"]

_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|$)")
_OPENS_ITEM = re.compile(r"[ \t]*(?:-[ \t]+)+$")


def line_start(text: str, at: int) -> int:
    r"""Return where the line begins that an offset is in.

    >>> line_start("ab\r\ncd", 5)
    4
    """
    lone = text.rfind("\r", 0, at)
    while lone >= 0 and text[lone + 1 : lone + 2] == "\n":
        lone = text.rfind("\r", 0, lone)
    return max(text.rfind("\n", 0, at), lone) + 1


def line_end(text: str, at: int, *, name: str) -> int:
    r"""Return where the next line begins; nothing but a comment may stand before that.

    >>> line_end("a: b  # c\nd: e", 4, name="glossary.yaml")
    10

    Raises:
        GlossaryError: something else shares the line.
    """
    rest = _REST_OF_LINE.match(text, at)
    if rest is None:
        raise GlossaryError(
            "several entries share a line", where=name, hint="make the change by hand"
        )
    return rest.end()


def column(text: str, at: int) -> int:
    """Return how many characters stand before an offset in its line."""
    return at - line_start(text, at)


def dash(text: str, at: int) -> int:
    """Return where the dash of the block item stands that begins at an offset."""
    line = line_start(text, at)
    found = _OPENS_ITEM.match(text[line:at])
    while found is None and line:
        # The dash has a line of its own, with comments perhaps.
        end, line = line, line_start(text, line - 1)
        content = text[line:end].split("#")[0].rstrip()
        if content:
            return line + len(content) - 1
    return line + (found.group().rindex("-") if found else 0)
