"""What an editor does at the desk: one method for each action of the table.

Each asks for what it needs, has the session do it, and leaves showing the result to the
application.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from workbench.desk.decoder import Request
from workbench.errors import WorkbenchError
from workbench.tui.acting import Acting
from workbench.tui.help_data import HelpData
from workbench.tui.help_screen import HelpScreen
from workbench.tui.screens import AskScreen, Choice, PickScreen
from workbench.tui.segment_list import SegmentList
from workbench.tui.term_screen import TermScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from workbench.desk import Outcome
    from workbench.desk.decoder import Decoder
    from workbench.desk.terms import NewTerm
    from workbench.memory import Match
    from workbench.tui.keymap import Keymap
    from workbench.tui.sidebar import Sidebar

__all__ = ["Acts"]


_AT_ONCE = 4000
"""Rows that are searched while everything else waits."""


class Acts(Acting):
    """The actions; the application provides what they work with."""

    segments: SegmentList
    sidebar: Sidebar
    keymap: Keymap
    looks: tuple[str, ...]
    drawn: bool
    _decoder: Decoder | None
    _matches: list[Match] | None
    _alternatives: list[str]
    _sidebar_wanted: bool | None
    _was_editing = False
    """Whether the editor had the focus when a search was asked for."""

    def _show_facts(self) -> None:
        raise NotImplementedError

    def _arrange(self, width: int, height: int) -> None:
        raise NotImplementedError

    def action_confirm(self) -> None:
        """Confirm and go on."""
        self._act(self.session.confirm_and_next)

    def action_unconfirm(self) -> None:
        """Take a confirmation back."""
        self._act(self.session.unconfirm)

    def action_finalise(self) -> None:
        """Mark the segment final."""
        self._act(self.session.finalise)

    def action_undo(self) -> None:
        """Undo typing, else the last act."""
        if self.editor.has_focus and self.editor.can_undo:
            self.editor.undo()
            return
        self._act(self.session.begin_undo)

    def action_redo(self) -> None:
        """Redo typing, else what was undone last."""
        if self.editor.has_focus and self.editor.history.redo_stack:
            self.editor.redo()
            return
        self._act(self.session.begin_redo)

    def action_next_segment(self) -> None:
        """Go on."""
        self._act(lambda: self.session.step(1))

    def action_previous_segment(self) -> None:
        """Go back."""
        self._act(lambda: self.session.step(-1))

    def action_next_unreviewed(self) -> None:
        """Go to what nobody has confirmed."""
        self._act(self.session.next_unreviewed)

    def action_next_finding(self) -> None:
        """Go to what a check found."""
        self._act(self.session.next_finding)

    def action_next_low_score(self) -> None:
        """Go to what the decoder was unsure of."""
        self._act(self.session.begin_next_low_score)

    def action_first(self) -> None:
        """Go to the beginning."""
        if self.session.visible:
            self._act(lambda: self.session.go(self.session.visible[0]))

    def action_last(self) -> None:
        """Go to the end."""
        if self.session.visible:
            self._act(lambda: self.session.go(self.session.visible[-1]))

    def action_page_down(self) -> None:
        """Go a screenful on."""
        self._act(lambda: self.session.go(self.segments.page(1)))

    def action_page_up(self) -> None:
        """Go a screenful back."""
        self._act(lambda: self.session.go(self.segments.page(-1)))

    def action_edit(self) -> None:
        """Go into the editor."""
        self.editor.focus()

    def action_to_list(self) -> None:
        """Go into the list, as Escape does."""
        self.segments.focus()

    def action_go_to(self) -> None:
        """Ask for a number and go there."""

        def answered(text: str | None) -> None:
            if text is None:
                return
            if not text.strip().isdigit():
                self.notify("a segment's number is wanted", severity="warning")
                return
            self._act(lambda: self.session.go_to_number(int(text)))

        self._ask("Go to segment", answered, hint=f"0 to {len(self.session.rows) - 1}")

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

    def action_comment(self) -> None:
        """Ask for a remark and keep it."""

        def answered(text: str | None) -> None:
            if text:
                self._act(lambda: self.session.comment(text))

        self._ask("Comment", answered, hint="a remark for whoever comes to this segment next")

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
    ) -> None:
        if len(self.screen_stack) == 1:
            self.push_screen(PickScreen(title, list(choices), base=base, at=at), picked)

    def action_take(self) -> None:
        """Choose an alternative, under the numbers of the sidebar."""
        found = self._alternatives or self.session.alternatives()
        if not found:
            self.notify("no alternatives are known here")
            return

        def picked(which: str | None) -> None:
            if which is not None:
                self._put(found[int(which)])

        self._pick(
            "Alternatives",
            [Choice(str(n), text) for n, text in enumerate(found)],
            picked,
            base=self.session.text,
        )

    def action_take_number(self, digit: int) -> None:
        """Take an alternative by its number in the sidebar."""
        found = self._alternatives or self.session.alternatives()
        if digit > len(found):
            self.notify(f"there is no alternative {digit}")
            return
        self._put(found[digit - 1])
        self.notify(f"alternative {digit} taken; Ctrl+S confirms it", timeout=3)

    def action_take_memory(self) -> None:
        """Take the best match of the memory."""
        if not self._matches:
            self.notify("the memory knows nothing like this")
            return
        match = self._matches[0]
        self._put(match.pair.target)
        self.notify(f"taken from {match.pair.document}:{match.pair.number}, {match.percent} %")

    def _put(self, text: str) -> None:
        if len(self.screen_stack) == 1:
            self.editor.put(text)

    def action_insert_term(self) -> None:
        """Insert a term's English at the cursor; the only missing one at once."""
        terms = self.session.judgement().terms
        choices = [
            (outcome, text)
            for outcome in sorted(terms, key=lambda outcome: outcome.rung != "unresolved")
            for text in outcome.hit.renderings
        ]
        missing = [text for outcome, text in choices if outcome.rung == "unresolved"]
        if not choices:
            self.notify("the glossary knows no term here")
            return
        if len(missing) == 1:
            self.editor.insert(missing[0])
            return

        def picked(which: str | None) -> None:
            if which is not None:
                self.editor.insert(choices[int(which)][1])

        self._pick(
            "Insert a term",
            [
                Choice(str(n), text, f"{outcome.hit.source}, {outcome.rung}")
                for n, (outcome, text) in enumerate(choices)
            ],
            picked,
        )

    def action_waive(self) -> None:
        """Let an unmet term or another finding pass, with a reason."""
        judged = self.session.judgement()
        unmet = list(
            dict.fromkeys(
                outcome.hit.concept for outcome in judged.terms if outcome.rung == "unresolved"
            )
        )
        findings = {
            f"{one.check}: {one.message}": one for one in judged.findings if one.check != "term"
        }
        if not unmet and not findings:
            self.notify("every term here is rendered as the glossary says, and nothing was found")
            return

        def picked(which: str | None) -> None:
            if which is None:
                return

            def answered(reason: str | None) -> None:
                if not reason:
                    return
                if which in unmet:
                    self._act(lambda: self.session.waive(which, reason))
                else:
                    self._act(lambda: self.session.waive_finding(findings[which], reason))

            self._ask(f"Waive {which}", answered, hint="why it may stand here as it does")

        names = [*unmet, *findings]
        if len(names) == 1:
            picked(names[0])
        else:
            self._pick("Waive what?", [Choice(name, name) for name in names], picked)

    def action_add_term(self) -> None:
        """Ask for a term, show what it would change, and put it into the glossary."""
        if len(self.screen_stack) > 1:
            return

        def answered(term: NewTerm | None) -> None:
            if term is not None:
                self._act(lambda: self.session.add_term(term))

        proposal = self.session.propose_term(self.editor.selected_text)
        self.push_screen(
            TermScreen(
                proposal,
                source=self.session.stored.segment.source,
                others=self.session.term_proposals(),
                preview=self.session.term_impact,
            ),
            answered,
        )

    def action_finish_sentence(self) -> None:
        """Let the decoder go on from what stands before the cursor."""
        prefix = self.editor.before_cursor
        if not prefix.strip():
            self.notify("type the beginning first; the cursor stands where it ends")
            return
        self._decode(prefix=prefix)

    def action_retranslate(self) -> None:
        """Translate the segment again, in the engine's process."""
        self._decode()

    def _decode(self, *, prefix: str = "") -> None:
        if self._decoder is None:
            self.notify("no engine here: translating again is not possible", severity="warning")
            return
        session = self.session
        segment = session.stored.segment
        request = Request(
            segment=segment,
            hits=session.judge.hits(segment.source),
            quote_depth=session.quote_depth(),
            prefix=prefix,
        )
        self.decode(self._decoder, session.project.path, session.stored.id, request)
        self.notify("decoding …", timeout=2)

    def action_export(self) -> None:
        """Ask where to and write the article."""

        def answered(text: str | None) -> None:
            if not text or not text.strip():
                return
            session = self.session

            def entered(_outcome: Outcome) -> None:
                self.export(
                    session.project.path,
                    name=session.document.name,
                    out=text.strip(),
                    author=session.project.author,
                )

            # What is being typed is part of the article, so it is entered first.
            self._act(session.leave, entered)

        self._ask(
            "Export the article",
            answered,
            hint="a folder, or a file ending in .txt or .jsonl",
            value="out",
        )

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
