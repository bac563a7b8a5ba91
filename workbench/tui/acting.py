"""Doing what a person asked for without the screen standing still.

Most acts are over at once. What takes longer is done by a thread, and a project that somebody else
is writing to is waited for; keys that come meanwhile are kept and follow afterwards, and nothing
else may act. Reading what others have changed holds up nobody.
"""

from __future__ import annotations

import asyncio
import gc
import time
from typing import TYPE_CHECKING, Any

from textual import work

from workbench.desk.pending import Pending, finish
from workbench.errors import StoreLocked, WorkbenchError
from workbench.store import Project
from workbench.tui.actions import ACTIONS
from workbench.tui.jobs import Jobs
from workbench.tui.messages import AsideEnded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from workbench.desk import Outcome, Session
    from workbench.desk.pending import Begun
    from workbench.tui.editor import SegmentEditor

__all__ = ["HURRY_SECONDS", "PATIENCE_SECONDS", "Acting"]

HURRY_SECONDS = 0.02
"""How long the screen may stand still for a project that is being written to by somebody else."""
PATIENCE_SECONDS = 5.0
"""How long such a project is waited for altogether."""
_OF_DESK = frozenset(action.id for action in ACTIONS) - {"help", "leave", "effort"} | {
    "take_number"
}
"""What acts on the desk itself; leaving and help are for windows as well."""
_AGAIN_SECONDS = 0.05
_SHOW_SECONDS = 0.25
"""After which a person is told what they wait for."""


class Acting(Jobs):
    """The application's way of doing things."""

    session: Session
    editor: SegmentEditor
    busy: str = ""
    """What is being done while nothing else may be, for the person who waits for it."""
    _reading: bool = False

    def touch(self) -> None:
        """Note that the person is at the current segment."""
        raise NotImplementedError

    def _acted(self, outcome: Outcome) -> None:
        """Show what came of an act."""
        raise NotImplementedError

    def _taken_in(self) -> None:
        """Show what others have changed."""
        raise NotImplementedError

    def _show_title(self) -> None:
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let nobody act while something is being done, nor on what lies under a window.

        The keys of the desk come before those of a window, so it is here that they end.
        """
        if self.busy or (action in _OF_DESK and len(self.screen_stack) > 1):
            return False
        return super().check_action(action, parameters)

    def _act(
        self, act: Callable[[], Begun], then: Callable[[Outcome], None] | None = None
    ) -> Outcome | None:
        """Do something with the session and show what came of it.

        Args:
            act: what to do.
            then: what follows it.

        Returns:
            What came of it; None where that is not known yet, or where it cannot be done now.
        """
        if len(self.screen_stack) > 1 or self.busy:
            return None
        self.touch()
        self.session.type(self.editor.text)
        try:
            begun = self._done(act)
        except StoreLocked:
            self._begin("waiting for another process that writes to the project")
            self.run_worker(self._try_again(act, then), group="waiting")
            return None
        except WorkbenchError as error:
            self._not_done(str(error))
            return None
        return self._go_on(begun, then)

    def _done(self, act: Callable[[], Begun]) -> Begun:
        """Do something, all of it where a thread could not open the project beside us."""
        project = self.session.project
        return finish(act(), project) if project.alone else act()

    def _when_free(self, do: Callable[[], object]) -> None:
        """Do it as soon as nothing else is being done and no window is open."""
        if len(self.screen_stack) > 1 or self.busy:
            self.set_timer(_SHOW_SECONDS, lambda: self._when_free(do))
        else:
            do()

    def _go_on(self, begun: Begun, then: Callable[[Outcome], None] | None) -> Outcome | None:
        if isinstance(begun, Pending):
            self._begin(begun.saying)
            self.do_aside(self.session.project.path, self.session.desk.author, begun, then)
            return None
        self._acted(begun)
        if then is not None:
            then(begun)
        return begun

    def _not_done(self, reason: str) -> None:
        self.notify(reason, severity="error", title="Not done", timeout=8)

    def _begin(self, saying: str) -> None:
        """Let nothing else be done from now on."""
        self.busy = saying
        self.hold_keys()
        self.set_timer(_SHOW_SECONDS, self._show_title)

    async def _end(self) -> None:
        self.busy = ""
        self._show_title()
        await self.let_keys_go()

    async def _try_again(
        self, act: Callable[[], Begun], then: Callable[[Outcome], None] | None
    ) -> None:
        """Do again and again what somebody else is in the way of."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        begun: Begun | None = None
        reason = ""
        while begun is None and not reason:
            await asyncio.sleep(_AGAIN_SECONDS)
            try:
                begun = self._done(act)
            except StoreLocked as error:
                reason = str(error) if time.monotonic() > deadline else ""
            except WorkbenchError as error:
                reason = str(error)
        # Keys are let go, and faults dealt with, by the one that keys are sent to.
        self.call_later(self._waited, begun, reason, then)

    async def _waited(
        self, begun: Begun | None, reason: str, then: Callable[[Outcome], None] | None
    ) -> None:
        self.busy = ""
        try:
            if begun is None:
                self._not_done(reason)
            else:
                self._go_on(begun, then)
        finally:
            if not self.busy:
                await self._end()

    # In a thread

    @work(thread=True, exit_on_error=False, group="aside", description="an act on many segments")
    def do_aside(
        self,
        path: Path,
        author: str,
        begun: Pending[Any],
        then: Callable[[Outcome], None] | None,
    ) -> None:
        """Do the long half of an act with a project of this thread's own."""
        ended = AsideEnded(begun, then=then, reason="it went wrong, for a reason unforeseen")
        try:
            with Project.open(
                path, create=False, author=author, wait_seconds=PATIENCE_SECONDS
            ) as project:
                ended = AsideEnded(begun, begun.run(project), then=then)
        except WorkbenchError as error:
            ended = AsideEnded(begun, then=then, reason=str(error))
        finally:
            self.post_message(ended)

    async def on_aside_ended(self, message: AsideEnded) -> None:
        """Show what came of it, and let others act again."""
        if message.read:
            self._read(message)
            return
        self.busy = ""
        try:
            if message.reason:
                self._not_done(message.reason)
                return
            try:
                outcome = message.pending.take(message.result)
            except WorkbenchError as error:
                self._not_done(str(error))
                return
            # As when the desk was opened: the collector need not look at all rows again and again.
            gc.freeze()
            self._acted(outcome)
            if message.then is not None:
                message.then(outcome)
        finally:
            if not self.busy:
                await self._end()

    # What others do

    def _poll(self) -> None:
        if self.busy or self._reading:
            return
        self.session.type(self.editor.text)
        try:
            begun = self._done(self.session.begin_poll)
        except WorkbenchError as error:
            self.log.error(str(error))
            return
        if isinstance(begun, Pending):
            self._reading = True
            self.read_aside(self.session.project.path, begun)
        elif begun.kind != "nothing":
            self._taken_in()

    @work(thread=True, exit_on_error=False, group="reading", description="reading all rows")
    def read_aside(self, path: Path, begun: Pending[Any]) -> None:
        """Read what others have changed, with a project of this thread's own."""
        ended = AsideEnded(begun, reason="it went wrong, for a reason unforeseen", read=True)
        try:
            with Project.open(path, create=False, readonly=True) as project:
                ended = AsideEnded(begun, begun.run(project), read=True)
        except WorkbenchError as error:
            ended = AsideEnded(begun, reason=str(error), read=True)
        finally:
            self.post_message(ended)

    def _read(self, message: AsideEnded) -> None:
        self._reading = False
        if self.busy:
            return  # the next look comes in a second
        self.session.type(self.editor.text)
        try:
            if message.reason:
                self.log.error(message.reason)
            elif message.pending.take(message.result).kind != "nothing":
                gc.freeze()
                self._taken_in()
        except WorkbenchError as error:
            self.log.error(str(error))
