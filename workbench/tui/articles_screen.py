"""The list of articles: open one, rename it, take it out of the project, bring it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from workbench.tui.help_data import HelpData
from workbench.tui.screens import Choice, PickScreen
from workbench.tui.title_line import progress_bar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.binding import BindingType

    from workbench.store import DocumentRecord

__all__ = ["ArticlesScreen"]

_HEADLINE = 64
"""Characters of a headline that are shown."""


class ArticlesScreen(PickScreen):
    """Gives ``open:3``, ``rename:3``, ``remove:3`` or ``restore:3``, with the article's number."""

    ABOUT = HelpData(
        title="the articles",
        about="All articles of the project with their progress; those that were taken out of it "
        "stand at the end. Nothing is lost by taking one out.",
        keys=(
            ("↓ ↑, j k", "the next, the previous one"),
            ("1 to 9", "opens the one with this number"),
            ("Enter", "opens it, or brings it back where it was removed"),
            ("r", "gives it another name"),
            ("d, Delete", "takes it out of the project"),
            ("Escape", "stays in this article"),
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        ("r", "with('rename')", "Rename"),
        ("d,delete", "with('remove')", "Remove"),
    ]
    HINT = "Enter opens · r renames · d removes · Escape"

    def __init__(
        self,
        documents: Sequence[DocumentRecord],
        removed: Sequence[DocumentRecord],
        *,
        at: int,
        drawn: bool = True,
        headlines: Mapping[int, str] | None = None,
    ) -> None:
        """List articles and removed ones.

        Args:
            documents: those of the project.
            removed: those taken out of it.
            at: the one to begin with.
            drawn: whether progress is a bar as well.
            headlines: how each begins, by its number.
        """
        heads = headlines or {}
        super().__init__(
            "Articles",
            [
                *(
                    Choice(
                        f"open:{d.id}",
                        d.name,
                        _headline(heads.get(d.id, "")) + _progress(d, drawn=drawn),
                    )
                    for d in documents
                ),
                *(
                    Choice(
                        f"restore:{d.id}",
                        d.name,
                        f"removed {(d.removed or '')[:10]}; Enter restores",
                    )
                    for d in removed
                ),
            ],
            at=at,
        )

    def action_with(self, what: str) -> None:
        """Give the marked article with what is to be done to it; a removed one only comes back."""
        which = self.marked
        if which is not None and which.startswith("open:"):
            self.dismiss(f"{what}:{which.partition(':')[2]}")


def _headline(text: str) -> str:
    """Return the beginning of an article as a line of its own, empty where there is none."""
    flat = " ".join(text.split())
    if not flat:
        return ""
    return f"{flat if len(flat) <= _HEADLINE else flat[: _HEADLINE - 1] + '…'}\n"


def _progress(document: DocumentRecord, *, drawn: bool) -> str:
    done = document.states.get("reviewed", 0) + document.states.get("final", 0)
    bar = "".join(progress_bar(done, document.segments)) + "  " if drawn else ""
    return f"{bar}{done}/{document.segments} reviewed, {document.words} words"
