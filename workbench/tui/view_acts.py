"""What an editor has before them: the segments that fit a search, the sidebar, help."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from workbench.errors import WorkbenchError
from workbench.tui.asking import Asking
from workbench.tui.help_data import HelpData
from workbench.tui.help_screen import HelpScreen
from workbench.tui.segment_list import SegmentList

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.tui.keymap import Keymap

__all__ = ["ViewActs"]

_AT_ONCE = 4000
"""Rows that are searched while everything else waits."""


class ViewActs(Asking):
    """The part of the application that searches and opens what explains."""

    keymap: Keymap
    _sidebar_wanted: bool | None
    _was_editing = False
    """Whether the editor had the focus when a search was asked for."""

    def _arrange(self, width: int, height: int) -> None:
        raise NotImplementedError

    def action_search(self) -> None:
        """Ask for a search and show what fits."""
        self._was_editing = self.editor.has_focus

        def answered(text: str | None) -> None:
            if text is not None:
                self._search_for(text)

        self._ask(
            "Search and filter",
            answered,
            hint="words · state:translated · check:number · term:kazakhstan\n"
            "is:noted · is:stale · is:open · empty shows all",
            value=self.session.query.text,
        )

    def action_show_all(self) -> None:
        """Put the search away."""
        if len(self.screen_stack) == 1 and self.session.query.text:
            self._was_editing = False
            self._search_for("")

    def _search_for(self, text: str) -> None:
        try:
            pieces = self.session.search(text)
            if len(self.session.rows) <= _AT_ONCE:
                for _ in pieces:
                    pass
            else:
                self.run_worker(self._search(pieces), exclusive=True, group="search")
                return
        except WorkbenchError as error:
            self.notify(str(error), severity="warning")
            return
        self._searched()

    async def _search(self, pieces: Iterator[None]) -> None:
        """Search a long article; whatever comes in meanwhile is dealt with between the pieces."""
        try:
            for _ in pieces:
                await asyncio.sleep(0)
        except WorkbenchError as error:
            self.notify(str(error), severity="warning")
            return
        self._searched()

    def _searched(self) -> None:
        """Show what fits a search, and lead to something that does."""
        session = self.session
        self.segments.reload()
        self._show_title()
        if not session.visible:
            self.notify("no segment fits the search", severity="warning")
        elif not session.shown:
            visible, at = session.visible, session.index
            self._act(lambda: session.go(next((i for i in visible if i > at), visible[-1])))
            if self._was_editing:
                # The row that it was in is gone, and the focus with it.
                self.call_after_refresh(self.editor.focus)

    def action_sidebar(self) -> None:
        """Open, focus or put away the sidebar."""
        open_now = self.sidebar.has_class("open")
        self._sidebar_wanted = not open_now
        self._arrange(self.size.width, self.size.height)
        self._show_facts()
        self.call_after_refresh(self.segments.reload)
        if open_now and self.sidebar.has_focus:
            self.editor.focus()

    def action_help(self) -> None:
        """Show help for what has the focus."""
        if isinstance(self.screen, HelpScreen):
            self.screen.dismiss()
        elif len(self.screen_stack) == 1:
            about = getattr(self.focused, "ABOUT", SegmentList.ABOUT)
            self.push_screen(HelpScreen(about, self.keymap.actions))
        elif isinstance(about := getattr(self.screen, "ABOUT", None), HelpData):
            self.push_screen(HelpScreen(about))
