"""Telling text that is typed where letters act from letters that are meant to act.

Whoever believes to be in the editor types words: letters in quick succession, and soon one that does
nothing where they are. From there on the rest is text too, until there is a pause. Nothing is known
here of widgets or of what a letter does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["PAUSE_SECONDS", "TypingGuard"]

PAUSE_SECONDS = 0.7
"""Without a letter, after which the next one is a new beginning."""


@dataclass(slots=True, kw_only=True)
class TypingGuard:
    """Follows letters by their times, in seconds of one clock.

    >>> guard = TypingGuard()
    >>> acts = {"c": "confirm", "j": "join"}
    >>> [guard.may_act(at / 10, key, does=acts.get(key, "")) for at, key in enumerate("chj")]
    [True, False, False]
    >>> guard.may_act(5.0, "j", does="join")
    True
    """

    done: list[str] = field(default_factory=list)
    """What letters in a row have changed before one came that does nothing."""
    _doing: str = ""
    _last: float = float("-inf")
    _written: float = float("-inf")
    """When a letter went into a text at last."""
    _is_text: bool = False
    _missed: str = ""
    """The letter that did nothing, while it is the only one."""

    def may_act(self, at: float, letter: str, *, does: str) -> bool:
        """Return whether a letter that reaches no text may do what it does.

        Args:
            at: when it was typed.
            letter: what was typed.
            does: what it would do, in words; empty for nothing.
        """
        if at - self._last > PAUSE_SECONDS:
            self._is_text = False
            self.done.clear()
        self._last = at
        if self._is_text and does and letter.casefold() == self._missed:
            self._is_text = False  # the same key with Shift, or without: a slip put right
        self._missed = "" if does or self._is_text else letter.casefold()
        if not does:
            self._is_text = True
        if self._is_text:
            return False
        self._doing = does
        return True

    def changed(self) -> None:
        """Note that the last letter has changed something."""
        if self._doing:
            self.done.append(self._doing)
            self._doing = ""

    def writes(self, at: float) -> None:
        """Note that a letter went into a text."""
        self._written, self._doing = at, ""

    def ends(self) -> None:
        """Note a key that nobody presses within a text: what follows is a new beginning."""
        self._is_text, self._last, self._written = False, float("-inf"), float("-inf")

    def question(self, at: float) -> None:
        """Note that a question came up by itself: what is being typed just then is no answer."""
        if at - self._written <= PAUSE_SECONDS:
            self._is_text, self._last, self._missed = True, at, ""
            self.done.clear()
