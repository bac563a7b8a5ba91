"""What the acts of an editor have in common: the parts of the screen, and asking for something.

A window is opened over the desk's own screen alone, never over another window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.tui.acting import Acting
from workbench.tui.screens import AskScreen, Choice, PickScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workbench.memory import Match
    from workbench.tui.segment_list import SegmentList
    from workbench.tui.sidebar import Sidebar

__all__ = ["Asking"]


class Asking(Acting):
    """The part of the application that asks; it provides what acts work with."""

    segments: SegmentList
    sidebar: Sidebar
    drawn: bool
    _matches: list[Match] | None
    _alternatives: list[str]

    def _show_facts(self) -> None:
        raise NotImplementedError

    def _rest(self) -> None:
        raise NotImplementedError

    def _by_the_glossary(self, then: Callable[[], None] | None = None) -> None:
        raise NotImplementedError

    def _ask(
        self, title: str, answered: Callable[[str | None], None], *, hint: str = "", value: str = ""
    ) -> None:
        if len(self.screen_stack) == 1:
            self.push_screen(AskScreen(title, hint=hint, value=value), answered)

    def _pick(
        self,
        title: str,
        choices: Iterable[Choice],
        picked: Callable[[str | None], None],
        *,
        base: str | None = None,
        at: int = 0,
        whole: bool = True,
    ) -> None:
        if len(self.screen_stack) > 1:
            return
        here = self.session.stored.id

        def answered(which: str | None) -> None:
            # What others do to the article goes on under the window.
            moved = self.session.stored.id != here or self.session.text != base
            if which is not None and base is not None and moved:
                self.notify("the text has changed meanwhile: nothing was put in")
            else:
                picked(which)

        self.push_screen(PickScreen(title, list(choices), base=base, at=at, whole=whole), answered)

    def _put(self, text: str) -> None:
        """Put a text in the editor in the place of what is there."""
        if len(self.screen_stack) == 1:
            self.editor.put(text)
