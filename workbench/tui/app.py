"""The review desk: the screen, and between its widgets and the session the acts of an editor."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import OrderedDict
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal
from textual.content import Content
from textual.filter import Monochrome, NoColor
from textual.widgets import Static

from workbench.desk.decoder import Decoder
from workbench.errors import WorkbenchError
from workbench.tui.actions import Actions, app_bindings
from workbench.tui.acts import Acts
from workbench.tui.key_line import KeyLine
from workbench.tui.screens import ConflictScreen
from workbench.tui.segment_list import Mark, Marks, SegmentList
from workbench.tui.sidebar import SegmentFacts, Sidebar
from workbench.tui.signs import shown
from workbench.tui.themes import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize
    from textual.timer import Timer

    from workbench.desk import Outcome, Session
    from workbench.desk.decoder import DecoderOptions
    from workbench.memory import Match, Memory
    from workbench.model import Finding, TermOutcome
    from workbench.store import RowRecord
    from workbench.tui.messages import (
        Decoded,
        DecodingFailed,
        Exported,
        MatchesFound,
        MemoryLoaded,
        RowChosen,
        Typed,
    )

__all__ = ["ReviewApp"]

_SAVE_SECONDS = 0.5
"""Between two looks whether there is text to save; nothing typed is unsafe for longer than 1 s."""
_POLL_SECONDS = 1.0
_REST_SECONDS = 0.15
"""Without a key before terms, findings and alternatives are worked out again."""
_NARROW = 110
_SMALLEST = (56, 10)
_CACHED_MARKS = 400


class _Rows:
    """A session as the list sees it; marks of rows off the screen are forgotten in time."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._marks: OrderedDict[tuple[object, ...], Marks] = OrderedDict()
        self.live: Marks = Marks()

    @property
    def rows(self) -> list[RowRecord]:
        return self._session.rows

    @property
    def visible(self) -> list[int]:
        return self._session.visible

    @property
    def index(self) -> int:
        return self._session.index

    @property
    def text(self) -> str:
        return self._session.text

    def marks(self, index: int) -> Marks:
        if index == self._session.index:
            return self.live
        row = self._session.rows[index]
        if not row.rung and not row.severity:
            return Marks()
        key = (row.id, row.rendering_id, row.severity, row.rung)
        found = self._marks.get(key)
        if found is None:
            found = self._read(index)
            self._marks[key] = found
            if len(self._marks) > _CACHED_MARKS:
                self._marks.popitem(last=False)
        return found

    def _read(self, index: int) -> Marks:
        session = self._session
        number = session.rows[index].number
        stored = session.project.segment(session.document.id, number)
        rendering = stored.rendering
        if rendering is None:
            return Marks()
        return _marks(rendering.terms, rendering.findings)


class ReviewApp(Acts):
    """One editor's desk."""

    CSS_PATH = "app.tcss"
    TITLE = "workbench"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar = {Actions}
    BINDINGS: ClassVar[list[BindingType]] = [*app_bindings()]
    ESCAPE_TO_MINIMIZE = False

    def __init__(
        self,
        session: Session,
        *,
        decoder_options: DecoderOptions | None = None,
        theme: str = "dark",
    ) -> None:
        """Take a session with an open document.

        Args:
            session: whose project this thread has opened.
            decoder_options: for translating a segment again; None to offer it not.
            theme: one of ``themes.NAMES``.
        """
        super().__init__()
        self.session = session
        self.rows = _Rows(session)
        self.segments = SegmentList(self.rows)
        self.editor = self.segments.editor
        self.sidebar = Sidebar()
        self._decoder = None if decoder_options is None else Decoder(decoder_options)
        self._memory: Memory | None = None
        self._matches: list[Match] | None = None
        self._alternatives: list[str] = []
        self._sidebar_wanted: bool | None = None
        """What the person asked for; None while the width decides."""
        self._saving_failed = ""
        self._title_parts: list[tuple[str, str]] = []
        self._resting: Timer | None = None
        for look in THEMES:
            self.register_theme(look)
        self.theme = theme
        if self.no_color:
            # By itself Textual would still draw shades of grey, which are colours to a terminal.
            self._filters = [f for f in self._filters if not isinstance(f, Monochrome)]
            self._filters.append(NoColor())
            self.add_class("colourless")

    # Laying out

    def compose(self) -> ComposeResult:
        """A title, the article beside its sidebar, the keys."""
        yield Static("", id="title", markup=False)
        with Horizontal(id="desk"):
            yield self.segments
            yield self.sidebar
        yield Static(
            f"The terminal is too small: it needs {_SMALLEST[0]} by {_SMALLEST[1]}.", id="small"
        )
        yield KeyLine()

    def on_mount(self) -> None:
        """Show the first segment and begin to save."""
        self._show_segment()
        self.editor.focus()
        self.set_interval(_SAVE_SECONDS, self._autosave, name="autosave")
        self.set_interval(_POLL_SECONDS, self._poll, name="poll")
        self.call_after_refresh(self.back_up, self.session.project.path)
        self.call_after_refresh(self.load_memory, self.session.project.path)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, self._signalled, number)
            except (ValueError, RuntimeError, NotImplementedError):
                break  # not in the main thread, as in some tests

    def on_resize(self, event: Resize) -> None:
        """Put the sidebar beside or below the article, whatever the width allows."""
        self._arrange(event.size.width, event.size.height)

    def _arrange(self, width: int, height: int) -> None:
        narrow = width < _NARROW
        self.screen.set_class(width < _SMALLEST[0] or height < _SMALLEST[1], "tiny")
        self.query_one("#desk").set_class(narrow, "narrow")
        wanted = self._sidebar_wanted
        self.sidebar.set_class(not narrow if wanted is None else wanted, "open")

    # Showing

    def _show_segment(self) -> None:
        """Show the session's current segment everywhere."""
        session = self.session
        self._matches = None
        self._alternatives = []
        self.editor.show(session.text)
        self._judge()
        self.segments.reload()
        self._show_title()
        self._rest()
        if session.conflict is not None:
            self._ask_about_conflict()

    def _judge(self) -> None:
        judged = self.session.judgement()
        self.rows.live = _marks(
            [_term_object(term) for term in judged.terms],
            [_finding_object(finding) for finding in judged.findings],
        )
        self.editor.mark(self.rows.live.target)
        self.segments.refresh()

    def _show_title(self) -> None:
        session = self.session
        done, total = session.progress
        width = 12
        full = round(width * done / total) if total else 0
        parts = [
            (f"{shown(session.document.name)}", "$foreground bold"),
            (f"   segment {session.row.number}/{total - 1}", "$secondary"),
            ("   " + "━" * full, "$success"),
            ("━" * (width - full), "$rule"),
            (f" {done}/{total} reviewed", "$secondary"),
        ]
        if session.query.text:
            parts.append((f"   / {shown(session.query.text)}: {len(session.visible)}", "$accent"))
        if session.conflict is not None:
            parts.append(("   ! conflict", "$error bold"))
        elif self._saving_failed:
            parts.append((f"   ! not saved: {shown(self._saving_failed)}", "$error bold"))
        elif session.changed:
            parts.append(("   ✎ edited", "$warning"))
        if parts != self._title_parts:
            self._title_parts = parts
            self.query_one("#title", Static).update(
                Content("").join([Content.styled(text, style) for text, style in parts]),
                layout=False,
            )

    def _rest(self) -> None:
        """Work out the rest when no key has come for a moment."""
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(_REST_SECONDS, self._show_rest)

    def _show_rest(self) -> None:
        self._judge()
        self._alternatives = self.session.alternatives()
        self._search_memory()
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
        self.sidebar.show(
            SegmentFacts(
                text=session.text,
                began=session.began,
                source=source,
                stale_source="" if made_for == source else made_for,
                terms=judged.terms,
                findings=judged.findings,
                alternatives=self._alternatives,
                matches=self._matches,
                notes=session.notes(),
                others=session.others_typing(),
                history=session.history(),
                acts=session.acts(),
                current_id=rendering.id if rendering else None,
                score=rendering.score if rendering else None,
            )
        )

    # Saving

    def _autosave(self) -> None:
        self.session.type(self.editor.text)
        try:
            self.session.save()
        except WorkbenchError as error:
            if not self._saving_failed:
                self.notify(str(error), title="Not saved yet", severity="error", timeout=10)
            self._saving_failed = error.message
        else:
            self._saving_failed = ""
        self._show_title()

    def _poll(self) -> None:
        self.session.type(self.editor.text)
        try:
            if not self.session.poll():
                return
        except WorkbenchError as error:
            self.log.error(str(error))
            return
        if self.session.text != self.editor.text:
            self._show_segment()
        elif self.session.conflict is not None:
            self._ask_about_conflict()
        self.segments.reload()
        self._show_title()
        self._rest()

    def _signalled(self, number: int) -> None:
        """Save and go: the terminal is lost, or somebody ends us."""
        self.session.type(self.editor.text)
        try:
            self.session.save()
            if number == signal.SIGHUP:
                self.session.project.close()
        finally:
            if self._decoder is not None:
                self._decoder.close()
            if number == signal.SIGHUP:
                # There is no terminal any more that could be put back in order.
                os._exit(128 + number)
            self.exit(128 + number)

    def _act(self, act: Callable[[], Outcome]) -> Outcome | None:
        """Do something with the session and show what came of it."""
        if len(self.screen_stack) > 1:
            return None
        self.session.type(self.editor.text)
        try:
            outcome = act()
        except WorkbenchError as error:
            self.notify(str(error), severity="error", title="Not done", timeout=8)
            return None
        self._update_memory()
        if outcome.kind == "conflict":
            self._ask_about_conflict()
        elif outcome.message:
            self.notify(outcome.message, timeout=3)
        if outcome.kind != "ask" or self.editor.text != self.session.text:
            self._show_segment_if_other()
        return outcome

    def _show_segment_if_other(self) -> None:
        if self.session.conflict is None:
            self._show_segment()
        else:
            self._show_title()

    def _update_memory(self) -> None:
        """Let the memory know what was reviewed a moment ago."""
        for segment_id, pair in self.session.take_memory_changes():
            if self._memory is None:
                continue
            if pair is None:
                self._memory.forget(segment_id)
            else:
                self._memory.add(pair)

    # What widgets and jobs say

    def on_typed(self, message: Typed) -> None:
        """Take the text; the rest follows when the person pauses."""
        self.session.type(message.text)
        self.segments.retyped()
        self._rest()

    def on_row_chosen(self, message: RowChosen) -> None:
        """Go to a row that was clicked."""
        self._act(lambda: self.session.go(message.index))
        self.editor.focus()

    def on_memory_loaded(self, message: MemoryLoaded) -> None:
        """Use the memory from now on."""
        self._memory = message.memory
        self._matches = None
        self._search_memory()

    def on_matches_found(self, message: MatchesFound) -> None:
        """Show matches, unless they are for another segment."""
        if message.segment_id == self.session.stored.id:
            self._matches = message.matches
            self._show_facts()

    def on_decoded(self, message: Decoded) -> None:
        """Keep a new draft; put it in the editor where nothing else was typed."""
        if message.prefix:
            self._finish_sentence(message)
            return
        self._act(
            lambda: self.session.take_draft(message.segment_id, message.source, message.draft)
        )

    def _finish_sentence(self, message: Decoded) -> None:
        """Put the rest after what was typed, if that still stands there."""
        text = self.editor.text
        if message.segment_id != self.session.stored.id or not text.startswith(message.prefix):
            self.notify("the text has changed meanwhile: nothing was put in")
            return
        self.editor.put(message.draft.target)
        self.notify("finished; Ctrl+Z takes it back", timeout=3)

    def on_decoding_failed(self, message: DecodingFailed) -> None:
        """Say why."""
        self.notify(message.reason, severity="error", title="Not translated", timeout=8)

    def on_exported(self, message: Exported) -> None:
        """Say where, or why not."""
        self.notify(
            message.report, severity="error" if message.failed else "information", timeout=8
        )

    def _ask_about_conflict(self) -> None:
        conflict = self.session.conflict
        if conflict is None or isinstance(self.screen, ConflictScreen):
            return

        def decided(which: str | None) -> None:
            if which is not None:
                self._act(lambda: self.session.resolve(which))

        self._show_title()
        self.push_screen(ConflictScreen(conflict, number=self.session.row.number), decided)

    def action_leave(self) -> None:
        """Save and go, at once."""
        self.session.type(self.editor.text)
        try:
            self.session.close()
        except WorkbenchError as error:
            # Asking is the lesser evil than losing what was typed.
            self.notify(
                f"{error}; Ctrl+C copies the text, Ctrl+Q tries again",
                severity="error",
                title="Not saved",
                timeout=20,
            )
            return
        if self._decoder is not None:
            self._decoder.close()
        self.exit(0)


def _marks(
    terms: Iterable[Mapping[str, object]], findings: Iterable[Mapping[str, object]]
) -> Marks:
    source: list[Mark] = []
    target: list[Mark] = []
    for finding in findings:
        start, end = finding.get("start"), finding.get("end")
        if isinstance(start, int) and isinstance(end, int) and start < end:
            target.append(Mark(start, end, "finding"))
    for term in terms:
        kind = "unmet" if term.get("rung") == "unresolved" else "term"
        start, end = term.get("start"), term.get("end")
        if isinstance(start, int) and isinstance(end, int):
            source.append(Mark(start, end, kind))  # type: ignore[arg-type]
        start, end = term.get("target_start"), term.get("target_end")
        if isinstance(start, int) and isinstance(end, int):
            target.append(Mark(start, end, kind))  # type: ignore[arg-type]
    return Marks(source=tuple(source), target=tuple(target))


def _term_object(term: TermOutcome) -> dict[str, object]:
    return {
        "rung": term.rung,
        "start": term.hit.start,
        "end": term.hit.end,
        "target_start": term.target_start,
        "target_end": term.target_end,
    }


def _finding_object(finding: Finding) -> dict[str, object]:
    return {"start": finding.start, "end": finding.end}
