"""Keys reach the desk in the order in which they were typed, and none before it can take them.

Textual starts to read keys before it has laid anything out, and would send the first ones to a
screen without an editor. Later it would hand a bound key to its action ahead of the letters typed
before it. Words that are typed where letters act are stopped at the first letter that does nothing.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from textual.app import App
from textual.events import Key, Paste
from textual.widgets import Input, TextArea

from workbench.tui.alt_keys import without_alt
from workbench.tui.settled import settled
from workbench.tui.typing_guard import TypingGuard

if TYPE_CHECKING:
    from textual.events import Event
    from textual.message_pump import MessagePump

__all__ = ["OrderedKeys"]

_A_MOMENT_S = 0.01
_SAY_AGAIN_SECONDS = 2.0
_A_BIT_SECONDS = 0.1
_OUTSIDE_TEXT = ("ctrl+s", "escape", "enter", "tab", *(f"f{n}" for n in range(1, 13)))
"""Keys, or their beginnings, that stand between texts and not in them."""
_WAYS = {"segments": "Enter leads into the editor.", "sidebar": "Escape leads to the editor."}
"""How to get to where letters are written, by what has the focus."""
_LONGEST_WAIT_SECONDS = 5.0
"""After which keys are let through although nothing has taken the focus."""


class OrderedKeys(App[int]):
    """An application that keeps what is typed until it can take it."""

    _held: list[Key | Paste] | None = None
    """What was typed while nothing can take it; None when something can."""
    _at_first: bool = False
    """Whether keys are kept because there is no screen yet."""
    _under_way: bool = False
    """Whether a key is still on its way to whoever takes it."""

    def __init__(self) -> None:
        """Begin without keys."""
        super().__init__()
        self._coming: list[Key | Paste] = []
        """What comes after that one."""
        self._guard = TypingGuard()
        self._said_at = float("-inf")
        """When it was said last that letters write nothing."""

    def hold_keys(self) -> None:
        """Keep what is typed from now on."""
        if self._held is None:
            self._held = []

    def hold_keys_at_first(self) -> None:
        """Keep what is typed until the first screen is there and something on it has the focus."""
        self.hold_keys()
        self._at_first = True
        self.call_after_refresh(self._let_go_at_first, time.monotonic() + _LONGEST_WAIT_SECONDS)

    def _let_go_at_first(self, latest: float) -> None:
        # A terminal in the background has no focus until somebody types.
        waits = len(self.screen_stack) == 1 and self.focused is None and self.app_focus
        if waits and time.monotonic() < latest:
            self.set_timer(_A_MOMENT_S, lambda: self._let_go_at_first(latest))
        else:
            # The screen runs what comes after a refresh, and it may not wait for itself.
            self.call_later(self.let_keys_go)

    async def let_keys_go(self) -> None:
        """Hand on what was kept, as it would have come."""
        # What had come before keys were kept was typed before them.
        held, self._held, self._coming = [*self._coming, *(self._held or [])], None, []
        if self._at_first:
            # Nobody presses Alt with a letter for what is not there yet: it was Escape.
            held = [part for event in held for part in _apart(event) or [event]]
            self._at_first = False
        if len(self.screen_stack) > 1:
            # A window has come up with a question that nobody had seen when they typed.
            if held:
                self.notify("what was typed before this question came up is not an answer to it")
            return
        self._coming = held
        await self._go_on_typing()

    async def keys_taken(self) -> None:
        """Wait until nothing that was typed is still on its way."""
        while self._coming or self._under_way or self._held:  # noqa: ASYNC110 - once, at the end
            await asyncio.sleep(_A_MOMENT_S)

    async def on_event(self, event: Event) -> None:
        """Hand on keys one after the other."""
        if not isinstance(event, Key | Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._held is not None:
            self._held.append(event)
        else:
            self._coming.append(event)
            if not self._under_way:
                await self._go_on_typing()

    async def _go_on_typing(self) -> None:
        """Hand on what has come until a key needs time to reach the last one that may take it."""
        self._under_way = False
        while self._coming and self._held is None:
            event = self._coming.pop(0)
            if self._means_two(event) and (parts := _apart(event)):
                event, self._coming[:0] = parts[0], parts[1:]
            if not self.app_focus:
                self.app_focus = True  # whoever types there is there, whatever the terminal told
            if not self._is_meant(event):
                continue
            if isinstance(event, Key) and not (event.is_printable and self._in_text()):
                # The editor takes the letters before a key that may be one of ours.
                way = self._way()
                await settled(self.focused)
                await super().on_event(event)
                # What nobody takes at once comes back to us, from widget to widget; letters after
                # it would overtake it.
                for widget in way:
                    await settled(widget)
                self._under_way = self.call_later(self._arrived)
                return
            await super().on_event(event)
        if self._held is not None:
            self._held[:0] = self._coming
            self._coming = []

    async def _arrived(self) -> None:
        """Go on when what a key has done is over: what it opened, or uncovered, has the focus."""
        for widget in self._way():
            await settled(widget)
        await settled(self.screen)
        # Whoever asks for the focus gets it a turn later.
        self._under_way = self.call_later(self._go_on_typing)

    def _way(self) -> list[MessagePump]:
        """Return what a key comes through on its way to us, in order."""
        focused = self.focused or self.screen
        return [widget for widget in focused.ancestors_with_self if widget is not self]

    def _means_two(self, event: Key | Paste) -> bool:
        """Whether Alt with a key does nothing here: then it was Escape and the key, in one go."""
        return (
            isinstance(event, Key)
            and len(self.screen_stack) == 1
            and event.key not in self.screen.active_bindings
        )

    def question_came_up(self) -> None:
        """Take what is being typed just now for no answer to a question that came by itself."""
        self._guard.question(time.monotonic())

    def letter_changed(self) -> None:
        """Note that what was done last has changed something, in case a letter did it."""
        self._guard.changed()

    def _is_meant(self, event: Key | Paste) -> bool:
        """Whether what was typed may do what it does where it arrives; say so where it may not."""
        if isinstance(event, Key) and event.key.startswith(_OUTSIDE_TEXT):
            self._guard.ends()
            return True
        # Where letters are handed on to a field they are text as well.
        if self._in_text() or getattr(self.focused, "TAKES_LETTERS", False):
            self._guard.writes(event.time)
            return True
        if isinstance(event, Paste):
            self._say_where("pasted text")
            return False
        if event.character is None or not event.is_printable or "+" in event.key:
            return True
        bound = self.screen.active_bindings.get(event.key)
        does = "" if bound is None else bound.binding.description
        if self._guard.may_act(event.time, event.character, does=does):
            return True
        self._say_where("that")
        return False

    def _say_where(self, what: str) -> None:
        """Say where the person is, once for all that they type there in a row."""
        now = time.monotonic()
        if now - self._said_at > _SAY_AGAIN_SECONDS:
            done = ", ".join(dict.fromkeys(self._guard.done))
            focus = "" if self.focused is None else self.focused.id or ""
            way = _WAYS.get(focus, "F1 tells how.")
            said = f"Letters write nothing here: no more of {what} was taken. "
            said += f"Done before: {done}; undo takes it back. {way}" if done else way
            # A window that a letter has opened just now can show nothing yet.
            self.set_timer(
                _A_BIT_SECONDS,
                lambda: self.notify(
                    said, title="This is not the editor", severity="warning", timeout=6
                ),
            )
        self._said_at = now

    def _in_text(self) -> bool:
        """Whether a letter is only a letter; elsewhere it may do something."""
        return isinstance(self.focused, Input | TextArea)


def _apart(event: Key | Paste) -> list[Key | Paste]:
    """Return Escape and a key for Alt with that key, and nothing for anything else."""
    pressed = without_alt(event.key) if isinstance(event, Key) else None
    return [] if pressed is None else [Key("escape", "\x1b"), Key(*pressed)]
