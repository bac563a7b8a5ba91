"""Showing the session's current segment: in the list, the editor, the title and the sidebar.

What follows every key is done at once; terms, findings, alternatives and the memory wait for a
pause between the keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.desk.alternatives import kept_in_place, lacking
from workbench.desk.given import given_words
from workbench.tui.action import key_name
from workbench.tui.fixing_acts import FixingActs
from workbench.tui.list_model import Mark
from workbench.tui.reading import paragraphs_around
from workbench.tui.rows import SessionRows, live_marks
from workbench.tui.sidebar import SegmentFacts
from workbench.tui.title_line import TitleFacts, TitleLine

if TYPE_CHECKING:
    from textual.timer import Timer

    from workbench.memory import Memory
    from workbench.tui.key_line import KeyLine
    from workbench.tui.keymap import Keymap

__all__ = ["Showing"]

_REST_SECONDS = 0.15
"""Without a key before terms, findings and alternatives are worked out again."""


class Showing(FixingActs):
    """The part of the application that shows."""

    rows: SessionRows
    title_line: TitleLine
    key_line: KeyLine
    keymap: Keymap
    _memory: Memory | None
    _saving_failed: str
    _resting: Timer | None
    _decoding: str = ""
    """What the engine is doing, for as long as it takes."""
    _source_marked: tuple[int, int, int] | None = None
    """The segment of which Dutch is marked, by its stored number, and where: half-open offsets."""

    def _ask_about_conflict(self) -> None:
        raise NotImplementedError

    def _show_segment(self) -> None:
        """Show the session's current segment everywhere."""
        session = self.session
        self._matches = None
        self._alternatives = []
        self.editor.show(
            session.text,
            kind=session.row.kind,
            of=(session.stored.id, session.base, session.stored.state),
        )
        self._judge()
        self.segments.reload()
        self._show_title()
        self._rest()
        self._by_the_glossary()
        if session.conflict is not None:
            self._ask_about_conflict()

    def _judge(self) -> None:
        judged = self.session.judgement()
        live = live_marks(judged)
        marked = self._source_marked
        if marked is not None and marked[0] == self.session.stored.id:
            live = live._replace(source=(*live.source, Mark(marked[1], marked[2], "chosen")))
        if live != self.rows.live:
            self.rows.live = live
            self.segments.refresh()
        self.editor.mark(live.target)

    def _show_title(self) -> None:
        session = self.session
        done, total = session.progress
        alert = "conflict" if session.conflict is not None else ""
        if not alert and self._saving_failed:
            alert = f"not saved: {self._saving_failed}"
        if not alert and self.busy:
            alert = f"{self.busy} …"
        self.title_line.show(
            TitleFacts(
                name=session.document.name,
                number=session.row.number,
                done=done,
                total=total,
                query=session.query.text,
                fitting=len(session.visible),
                alert=alert,
                doing=self._decoding,
                edited=session.changed,
            )
        )
        self.key_line.searching(bool(session.query.text))

    def _rest(self) -> None:
        """Work out the rest when no key has come for a moment."""
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(_REST_SECONDS, self._show_rest)

    def _show_rest(self) -> None:
        self._judge()
        self._alternatives = kept_in_place(self._alternatives, self.session.alternatives())
        self._search_memory()
        self.guess_spellings()
        self._show_facts()

    def _search_memory(self) -> None:
        if self._memory is None or self._matches is not None:
            return
        session = self.session
        self.find_matches(
            self._memory, session.stored.id, session.stored.segment.source, session.neighbours()
        )

    def _show_facts(self) -> None:
        if not self.sidebar.has_class("open"):
            return
        session = self.session
        judged = session.judgement()
        rendering = session.stored.rendering
        source = session.stored.segment.source
        made_for = rendering.source if rendering else source
        history = session.history()
        current_id = rendering.id if rendering else None
        self.sidebar.show(
            SegmentFacts(
                text=session.text,
                began=session.began,
                source=source,
                stale_source="" if made_for == source else made_for,
                terms=judged.terms,
                given=given_words(history, source=source, current_id=current_id),
                findings=judged.findings,
                passed=session.passed(),
                offered=self.offered(),
                fix_key=self._key_of("accept_fix"),
                waive_key=self._key_of("waive"),
                alternatives=self._alternatives,
                lacking=[lacking(text, session.judge.hits(source)) for text in self._alternatives],
                matches=self._matches,
                notes=session.notes(),
                others=session.others_typing(),
                history=history,
                acts=session.acts(),
                current_id=current_id,
                score=rendering.score if rendering else None,
                sureness=session.sureness(rendering) if session.sureness.ready else "",
                around=paragraphs_around(session.rows, session.index, session.text),
                drawn=self.drawn,
            )
        )

    def _key_of(self, name: str) -> str:
        """Return the key that is in force for an action, empty where it has none."""
        for action in self.keymap.actions:
            if action.id == name:
                return key_name(action.keys or action.list_keys)
        return ""
