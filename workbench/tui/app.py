"""The review desk: the screen, and between its widgets and the session the acts of an editor."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal
from textual.filter import Monochrome, NoColor
from textual.notifications import Notify
from textual.widgets import Static

from workbench.desk.decoder import Decoder
from workbench.desk.meter import Meter
from workbench.desk.stopwatch import Stopwatch
from workbench.errors import StoreLocked, WorkbenchError
from workbench.tui.acting import HURRY_SECONDS, PATIENCE_SECONDS
from workbench.tui.alt_keys import name_alt_keys
from workbench.tui.article_acts import ArticleActs
from workbench.tui.bindings import app_bindings
from workbench.tui.doubt_acts import DoubtActs
from workbench.tui.effort_acts import EffortActs
from workbench.tui.glossary_acts import GlossaryActs
from workbench.tui.key_line import KeyLine
from workbench.tui.look_acts import LookActs
from workbench.tui.moving_acts import MovingActs
from workbench.tui.palette import Actions
from workbench.tui.plain_list import PlainList
from workbench.tui.rows import SessionRows
from workbench.tui.screens import ConflictScreen
from workbench.tui.segment_list import SegmentList
from workbench.tui.setup import DeskSetup
from workbench.tui.showing import Showing
from workbench.tui.sidebar import Sidebar
from workbench.tui.signs import shown
from workbench.tui.themes import THEMES
from workbench.tui.title_line import TitleLine
from workbench.tui.view_acts import ViewActs
from workbench.tui.window import Palette
from workbench.tui.writing_acts import WritingActs

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize
    from textual.notifications import SeverityLevel
    from textual.timer import Timer
    from textual.widget import Widget

    from workbench.desk import Outcome, Session
    from workbench.desk.decoder import DecoderOptions
    from workbench.memory import Match, Memory
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
_AHEAD_SECONDS = 0.1
"""After the first screen; well before text is saved for the first time, which wants a backup."""
_NARROW = 110
_LASTING = 5.5
"""Seconds; a notice that stays longer, such as where a file was written, is not pushed out."""
_LONG = 90
"""Characters of a notice that is not read in passing."""
_SMALLEST = (56, 10)


class ReviewApp(
    Showing,
    EffortActs,
    MovingActs,
    WritingActs,
    ViewActs,
    ArticleActs,
    DoubtActs,
    GlossaryActs,
    LookActs,
):
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
        setup: DeskSetup | None = None,
    ) -> None:
        """Take a session with an open document.

        Args:
            session: whose project this thread has opened.
            decoder_options: for translating a segment again; None to offer it not.
            theme: one of ``themes.NAMES``, where there is no setup to name one.
            setup: the user's keys and looks; None for the usual ones.
        """
        super().__init__()
        name_alt_keys()
        setup = setup or DeskSetup(theme=theme)
        self.drawn = not setup.plain
        self.session = session
        self.rows = SessionRows(session)
        self.segments = SegmentList(self.rows) if self.drawn else PlainList(self.rows)
        self.editor = self.segments.editor
        self.sidebar = Sidebar()
        self.title_line = TitleLine(drawn=self.drawn)
        self.key_line = KeyLine(setup.keymap.actions, drawn=self.drawn)
        self._decoder = None if decoder_options is None else Decoder(decoder_options)
        self.begin_fixing()
        self._memory: Memory | None = None
        self._matches: list[Match] | None = None
        self._alternatives: list[str] = []
        self.stopwatch = Stopwatch()
        self.meter = Meter()
        self._sidebar_wanted: bool | None = None
        """What the person asked for; None while the width decides."""
        self.fault: WorkbenchError | None = None
        """Why the desk had to end, such as a project that was damaged under way."""
        self._saving_failed = ""
        self._saving_late = 0
        """How often in a row somebody else was writing when there was text to save."""
        self._focus_before: Widget | None = None
        """What had the focus before the terminal became too small for anything."""
        self._resting: Timer | None = None
        self._conflict_waits = False
        """Whether the question about a conflict waits for another window to be closed."""
        self.is_ahead = False
        """Whether what will be wanted is being read already, or has been."""
        self._notes = setup.notes
        self.keymap = setup.keymap
        self.set_keymap(setup.keymap.changed)
        for look in (*THEMES, *setup.themes):
            self.register_theme(look)
        if not self.drawn:
            self.animation_level = "none"
            self.editor.cursor_blink = False
            self.add_class("plain")
        self.looks = tuple(look.name for look in (*THEMES, *setup.themes))
        self.theme = setup.theme
        if self.no_color:
            # By itself Textual would still draw shades of grey, which are colours to a terminal.
            self._filters = [f for f in self._filters if not isinstance(f, Monochrome)]
            self._filters.append(NoColor())
            self.add_class("colourless")

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Say something in passing. Names and texts in it mean nothing but themselves.

        There is one short notice at a time, so that what is no longer so makes room for what is;
        warnings and errors stay for their time, each once.
        """
        super().notify(
            shown(message), title=title, severity=severity, timeout=timeout, markup=markup
        )

    @on(Notify)
    def _make_room(self, event: Notify) -> None:
        """Take away what a new notice takes the place of; it is added after this."""
        new = event.notification
        for old in list(self._notifications):
            same = (old.message, old.title, old.severity) == (new.message, new.title, new.severity)
            passing = old.severity == new.severity == "information" and old.timeout < _LASTING
            if same or passing:
                self._unnotify(old, refresh=False)

    # Laying out

    def compose(self) -> ComposeResult:
        """A title, the article beside its sidebar, the keys."""
        yield self.title_line
        with Horizontal(id="desk"):
            yield self.segments
            yield self.sidebar
        yield Static("", id="small", markup=False)
        yield self.key_line

    def on_mount(self) -> None:
        """Show the first segment and begin to save."""
        # Up to 50,000 rows live as long as the desk: the collector need not look at them again and
        # again, for a quarter of a second each time.
        gc.freeze()
        self.hold_keys_at_first()
        self.session.project.wait_at_most(HURRY_SECONDS)
        self._show_segment()
        self.editor.focus()
        self.set_interval(_SAVE_SECONDS, self._autosave, name="autosave")
        self.set_interval(_POLL_SECONDS, self._poll, name="poll")
        self.begin_keeping()
        for note in self._notes:
            self.notify(note, title="Left out", severity="warning", timeout=15)
        # What works besides takes turns with the screen: it may come when that is there.
        self.call_after_refresh(self.set_timer, _AHEAD_SECONDS, self._read_ahead)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, self._signalled, number)
            except (ValueError, RuntimeError, NotImplementedError):
                break  # not in the main thread, as in some tests

    def _read_ahead(self) -> None:
        """Do in threads what will be wanted sooner or later."""
        self.is_ahead = True
        self.back_up(self.session.project.path)
        self.load_memory(self.session.project.path)
        self.begin_doubting()

    def _handle_exception(self, error: Exception) -> None:
        """End in order where the project can no longer be used; show a fault of ours whole."""
        if not isinstance(error, WorkbenchError):
            super()._handle_exception(error)
        elif self.fault is None:
            self.fault = error
            self.session.type(self.editor.text)
            self.exit(1)

    def on_unmount(self) -> None:
        """End what only the desk needs."""
        self.meter.close()
        self.speller.close()

    def on_resize(self, event: Resize) -> None:
        """Put the sidebar beside or below the article, whatever the width allows."""
        self._arrange(event.size.width, event.size.height)

    def _arrange(self, width: int, height: int) -> None:
        # Beside one another, two texts would be read as one.
        narrow = width < _NARROW or not self.drawn
        # The desk's own screen, also where a window lies upon it.
        ground = self.screen_stack[0]
        tiny, was_tiny = width < _SMALLEST[0] or height < _SMALLEST[1], ground.has_class("tiny")
        if tiny and not was_tiny:
            self._focus_before = ground.focused
        ground.set_class(tiny, "tiny")
        if was_tiny and not tiny:
            # What is hidden loses the focus, and it would not come back by itself.
            self.call_after_refresh(self._focus_again)
        ground.query_one("#small", Static).update(
            f"The terminal is too small:\n{width} by {height}, and the desk needs "
            f"{_SMALLEST[0]} by {_SMALLEST[1]}.\n\nWhat you typed is saved."
        )
        ground.query_one("#desk").set_class(narrow, "narrow")
        wanted = self._sidebar_wanted
        self.sidebar.set_class(not narrow if wanted is None else wanted, "open")

    def _focus_again(self) -> None:
        ground, before = self.screen_stack[0], self._focus_before
        if ground.focused is None and not ground.has_class("tiny"):
            shown = before is not None and before.display
            ground.set_focus(before if shown else self.segments)

    # Saving

    def _autosave(self) -> None:
        if self.busy:
            return  # nobody types, and another thread may be writing
        self.session.type(self.editor.text)
        try:
            self.session.save()
        except StoreLocked as error:
            # Somebody else writes at this moment; it is tried again in half a second.
            self._saving_late += 1
            if self._saving_late * _SAVE_SECONDS < PATIENCE_SECONDS:
                return
            self._saving_failed = error.message
        except WorkbenchError as error:
            if not self._saving_failed:
                self.notify(str(error), title="Not saved yet", severity="error", timeout=10)
            self._saving_failed = error.message
        else:
            self._saving_failed, self._saving_late = "", 0
        self._show_title()

    def _taken_in(self) -> None:
        if self.session.conflict is not None:
            self.question_came_up()
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
        self.session.project.wait_at_most(PATIENCE_SECONDS)
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

    def _acted(self, outcome: Outcome) -> None:
        """Show what came of an act."""
        self.touch()
        if outcome.kind == "done":
            self.letter_changed()
            self.keep_now_and_then()
        self._update_memory()
        if outcome.kind == "conflict":
            self._ask_about_conflict()
        elif outcome.message:
            self.notify(outcome.message, timeout=3 if len(outcome.message) < _LONG else 8)
        if outcome.kind != "ask" or self.editor.text != self.session.text:
            self._show_segment_if_other()

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
        self.touch()
        self.session.type(message.text)
        self._show_title()
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
            self._when_free(lambda: self._finish_sentence(message))
            return

        def take() -> Outcome:
            outcome = self.session.take_draft(message.segment_id, message.source, message.draft)
            if self.session.changed and not self.editor.text.strip():
                self.editor.put(self.session.text)  # undo leads back to the emptied field
            return outcome

        self._when_free(lambda: self._act(take))

    def _finish_sentence(self, message: Decoded) -> None:
        """Put the rest after what was typed, if that still stands there."""
        if message.segment_id != self.session.stored.id or self.editor.text != self._finished_from:
            # Neither what was typed meanwhile may be lost, nor what was waited for.
            kept = self.session.keep_alternative(message.segment_id, message.source, message.draft)
            self._rest()
            where = "the whole is among the alternatives" if kept else "nothing was put in"
            self.notify(f"the text has changed meanwhile: {where}")
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
        self._show_title()
        if len(self.screen_stack) > 1:
            # A window over a window would hide what is being asked there: the title tells of it,
            # and the question comes when that one is closed.
            if not self._conflict_waits:
                self._conflict_waits = True
                self._when_free(self._ask_at_last)
            return

        def decided(which: str | None) -> None:
            if which is not None:
                self._act(lambda: self.session.resolve(which))

        self.push_screen(ConflictScreen(conflict, number=self.session.row.number), decided)

    def _ask_at_last(self) -> None:
        self._conflict_waits = False
        self.question_came_up()
        self._ask_about_conflict()

    def action_command_palette(self) -> None:
        """Show all actions by their names."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def action_leave(self) -> None:
        """Save and go, at once."""
        self.session.type(self.editor.text)
        self.session.project.wait_at_most(PATIENCE_SECONDS)
        try:
            self.session.close()
        except WorkbenchError as error:
            self.session.project.wait_at_most(HURRY_SECONDS)
            # Asking is the lesser evil than losing what was typed.
            self.notify(
                f"{error}; Ctrl+C copies the text, Ctrl+Q tries again",
                severity="error",
                title="Not saved",
                timeout=20,
            )
            return
        with contextlib.suppress(WorkbenchError):
            self.keep_time()
        if self._decoder is not None:
            self._decoder.close()
        self.exit(0)
