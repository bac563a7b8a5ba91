"""What a part of the desk says about itself when somebody asks for help in it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["HelpData"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpData:
    """Help of one widget or window, as its class attribute ``ABOUT``."""

    title: str
    """What it is called."""
    about: str
    """What it is for, in a sentence or two."""
    keys: tuple[tuple[str, str], ...] = ()
    """Keys that act in it alone, as people write them, and what they do."""
