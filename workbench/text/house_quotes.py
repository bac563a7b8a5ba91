"""The house's quotation marks: “…” outside, ‘…’ inside, whatever the Dutch paper uses.

Dutch papers mark speech with „…”, ‘…’, “…” or straight marks; the English uses one style
throughout. Which marks there are is settled before (``quotes``); here only their shape changes.
"""

from __future__ import annotations

from workbench.model import Edit, Enforced, apply_edits
from workbench.text.quotes import find_marks

__all__ = ["depth_after", "house_quotes"]

_DEEPEST = 2
"""Quotations within quotations that are told apart; what lies deeper is taken for a slip."""


def depth_after(text: str, depth: int) -> int:
    """Return how many quotations are open after ``text``, if ``depth`` were before it.

    >>> depth_after("„Ik blijf.", 0)
    1
    >>> depth_after("Dat is zeker.”", 1)
    0
    """
    for mark in find_marks(text):
        depth = depth + 1 if mark.opens else depth - 1
        depth = max(0, min(depth, _DEEPEST))
    return depth


def house_quotes(target: str, *, depth: int = 0) -> Enforced:
    r"""Return ``target`` with the house's marks.

    Args:
        target: English with any marks.
        depth: quotations open where it begins.

    >>> house_quotes("'Most applications rejected'").text
    '“Most applications rejected”'
    >>> house_quotes("if you say 'no'.\"", depth=1).text
    'if you say ‘no’.”'
    """
    edits: list[Edit] = []
    for mark in find_marks(target):
        if mark.opens:
            shape = "“" if depth % 2 == 0 else "‘"
            depth = min(depth + 1, _DEEPEST)
        else:
            depth = max(depth - 1, 0)
            shape = "”" if depth % 2 == 0 else "’"
        if mark.text != shape:
            edits.append(Edit(start=mark.start, end=mark.end, replacement=shape, reason="quotes"))
    return Enforced(text=apply_edits(target, tuple(edits)), edits=tuple(edits))
