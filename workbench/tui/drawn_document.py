"""The text of the editor as it is drawn, for whatever measures it: rows break by what is seen.

A character that is drawn as a sign may take more cells than it does itself, and two that a terminal
would draw as one stay two. Characters are exchanged one for one, so a place in the one text is the
same place in the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument

from workbench.tui.signs import steady

if TYPE_CHECKING:
    from textual.document._document import DocumentBase

__all__ = ["measured"]


class _Drawn:
    """A document whose lines are what is drawn for them."""

    def __init__(self, document: DocumentBase) -> None:
        self._document = document

    @property
    def lines(self) -> list[str]:
        """All lines."""
        return [steady(line) for line in self._document.lines]

    def get_line(self, index: int) -> str:
        """Return one line."""
        return steady(self._document.get_line(index))

    def __getitem__(self, which: int | slice) -> str | list[str]:
        found = self._document[which]
        return steady(found) if isinstance(found, str) else [steady(line) for line in found]

    def __getattr__(self, name: str) -> object:
        return getattr(self._document, name)


def measured(
    document: DocumentBase, *, tab_width: int
) -> tuple[WrappedDocument, DocumentNavigator]:
    """Return what breaks a document into rows and what moves in them, by what is drawn."""
    wrapped = WrappedDocument(cast("DocumentBase", _Drawn(document)), tab_width=tab_width)
    return wrapped, DocumentNavigator(wrapped)
