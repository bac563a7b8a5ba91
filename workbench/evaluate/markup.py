"""HTML made by hand: one escaping function that everything from a document passes through.

The report is one page; a template engine would add a second language to it and no safety that one
function does not give.
"""

from __future__ import annotations

import html
import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["escape", "number", "table", "text", "word_differences"]

_WORD = re.compile(r"\s+|\w+|[^\w\s]")


def escape(value: str) -> str:
    r"""Return text as HTML, with what no HTML may hold made visible.

    >>> escape("a < b\x1b")
    'a &lt; b\ufffd'
    """
    safe = "".join(
        c if c in "\t\n" or (c >= " " and not "\x7f" <= c <= "\x9f" and not "\ud800" <= c <= "\udfff")
        else "\ufffd"
        for c in value
    )  # fmt: skip
    return html.escape(safe)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str = "") -> str:
    """Return a table; a head that begins with ``>`` stands over numbers.

    Args:
        head: one title a column, not escaped yet.
        rows: cells made by ``text`` and ``number``.
        caption: what the table shows, not escaped yet; empty for none.
    """
    top = "".join(
        f'<th scope="col" class="n">{escape(one[1:])}'
        if one.startswith(">")
        else f'<th scope="col">{escape(one)}'
        for one in head
    )
    body = "".join(f"<tr>{''.join(row)}</tr>\n" for row in rows)
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'<div class="wide"><table>{title}<thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def text(value: str, *, kind: str = "") -> str:
    """Return a cell with text; ``kind`` is its class."""
    return f'<td class="{escape(kind)}">{escape(value)}' if kind else f"<td>{escape(value)}"


def number(value: str, *, best: bool = False) -> str:
    """Return a cell with a number, which may be the best of its column."""
    return f'<td class="n best">{escape(value)}' if best else f'<td class="n">{escape(value)}'


def word_differences(target: str, reference: str) -> tuple[str, str]:
    """Return both texts as HTML, with what only one of them has in ``del`` and ``ins``.

    >>> word_differences("a bad dog", "a good dog")
    ('a <del>bad</del> dog', 'a <ins>good</ins> dog')
    >>> word_differences("one two three", "four five three")
    ('<del>one two</del> three', '<ins>four five</ins> three')
    """
    mine, theirs = _WORD.findall(target), _WORD.findall(reference)
    left: list[str] = []
    right: list[str] = []
    for same, gone, come in _differences(mine, theirs):
        left.append(escape(gone) if same else _marked("del", gone))
        right.append(escape(come) if same else _marked("ins", come))
    return "".join(left), "".join(right)


def _differences(mine: list[str], theirs: list[str]) -> list[tuple[bool, str, str]]:
    """Return what is the same and what is not, in turn.

    A space that stands between two differences belongs to them: words that were changed together
    are read together.
    """
    found: list[tuple[bool, str, str]] = []
    opcodes = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    for i, (kind, a, b, c, d) in enumerate(opcodes):
        gone, come = "".join(mine[a:b]), "".join(theirs[c:d])
        inside = 0 < i < len(opcodes) - 1
        same = kind == "equal" and not (inside and gone.isspace())
        if found and found[-1][0] == same:
            _, before_gone, before_come = found.pop()
            gone, come = before_gone + gone, before_come + come
        found.append((same, gone, come))
    return found


def _marked(tag: str, value: str) -> str:
    return f"<{tag}>{escape(value)}</{tag}>" if value else ""
