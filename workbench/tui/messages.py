"""What widgets tell the application and what jobs bring back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from workbench.memory import Match, Memory
    from workbench.model import Draft

__all__ = [
    "Decoded",
    "DecodingFailed",
    "Exported",
    "MatchesFound",
    "MemoryLoaded",
    "RowChosen",
    "Typed",
]


class RowChosen(Message):
    """A row of the list was clicked."""

    def __init__(self, index: int) -> None:
        """Name the row by its index in the document."""
        super().__init__()
        self.index = index


class Typed(Message):
    """The text in the editor is another one now; only the last of several counts."""

    def __init__(self, text: str) -> None:
        """Carry the whole text."""
        super().__init__()
        self.text = text

    def can_replace(self, message: Message) -> bool:
        """Let a later one take the place of an earlier one."""
        return isinstance(message, Typed)


class MemoryLoaded(Message):
    """The translation memory is ready."""

    def __init__(self, memory: Memory) -> None:
        """Hand it over."""
        super().__init__()
        self.memory = memory


class MatchesFound(Message):
    """The memory was searched for a segment."""

    def __init__(self, segment_id: int, matches: list[Match]) -> None:
        """Carry the segment, so that late results are dropped."""
        super().__init__()
        self.segment_id = segment_id
        self.matches = matches

    def can_replace(self, message: Message) -> bool:
        """Let a later one take the place of an earlier one."""
        return isinstance(message, MatchesFound)


class Decoded(Message):
    """A segment was translated again."""

    def __init__(self, segment_id: int, source: str, draft: Draft, *, prefix: str = "") -> None:
        """Carry what it was for and what came of it; ``prefix`` is what it had to begin with."""
        super().__init__()
        self.segment_id = segment_id
        self.source = source
        self.draft = draft
        self.prefix = prefix


class DecodingFailed(Message):
    """A segment could not be translated again."""

    def __init__(self, reason: str) -> None:
        """Carry a sentence for the person."""
        super().__init__()
        self.reason = reason


class Exported(Message):
    """An export has ended, well or not."""

    def __init__(self, report: str, *, failed: bool) -> None:
        """Carry a sentence for the person."""
        super().__init__()
        self.report = report
        self.failed = failed
