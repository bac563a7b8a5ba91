"""What widgets tell the application and what jobs bring back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from workbench.desk import Outcome
    from workbench.desk.effort import EffortReport
    from workbench.desk.pending import Pending
    from workbench.desk.replacing import ReplacePreview, Several
    from workbench.desk.rereading import Reread
    from workbench.desk.terms import NewTerm
    from workbench.evaluate.quality import QualityEstimate
    from workbench.memory import Match, Memory
    from workbench.model import Draft
    from workbench.store import RowRecord
    from workbench.tui.look_sheet import LookSheet

__all__ = [
    "ArticleRead",
    "AsideEnded",
    "Decoded",
    "DecodingFailed",
    "DoubtRead",
    "EffortKept",
    "EffortRead",
    "Exported",
    "GlossaryRead",
    "LookReady",
    "MatchesFound",
    "MemoryLoaded",
    "ReplacingEnded",
    "RowChosen",
    "SourceChosen",
    "SpellingsFound",
    "TermPreviewed",
    "Typed",
    "WordsChosen",
]


class AsideEnded(Message):
    """The long half of an act is over, in a thread."""

    def __init__(
        self,
        pending: Pending[Any],
        result: object = None,
        *,
        then: Callable[[Outcome], None] | None = None,
        reason: str = "",
        read: bool = False,
    ) -> None:
        """Carry the act and what came of it, or why nothing did.

        ``then`` follows it; ``read`` where it only took in what others have changed.
        """
        super().__init__()
        self.pending = pending
        self.result = result
        self.then = then
        self.reason = reason
        self.read = read


class RowChosen(Message):
    """A row of the list was clicked."""

    def __init__(self, index: int) -> None:
        """Name the row by its index in the document."""
        super().__init__()
        self.index = index


class SourceChosen(Message):
    """Words of a row's Dutch were marked with the mouse, or none any more."""

    def __init__(self, index: int, place: tuple[int, int] | None) -> None:
        """Name the row by its index in the document, and the words by half-open offsets."""
        super().__init__()
        self.index = index
        self.place = place


class WordsChosen(Message):
    """Other words of the Dutch are chosen in a form."""

    def __init__(self, text: str) -> None:
        """Carry the words as they stand there."""
        super().__init__()
        self.text = text


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


class SpellingsFound(Message):
    """What misspelt words may be meant for is known."""

    def __init__(self, guesses: Mapping[str, tuple[str, ...]]) -> None:
        """Carry the guesses by word, the likeliest first; none for a word that is like nothing."""
        super().__init__()
        self.guesses = guesses


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


class GlossaryRead(Message):
    """The glossary's file, which somebody has changed, was read again, or could not be."""

    def __init__(self, reread: Reread | None, *, reason: str = "") -> None:
        """Carry what it says now; None with the reason where it cannot be read."""
        super().__init__()
        self.reread = reread
        self.reason = reason


class EffortKept(Message):
    """Time at the desk could not be written just now."""

    def __init__(self, *, returned: Mapping[int, int]) -> None:
        """Carry it back: milliseconds by segment."""
        super().__init__()
        self.returned = returned


class EffortRead(Message):
    """The figures of post-edit effort are there, or cannot be had."""

    def __init__(self, report: EffortReport | None, *, reason: str = "") -> None:
        """Carry them; None with the reason where there are none."""
        super().__init__()
        self.report = report
        self.reason = reason


class ReplacingEnded(Message):
    """A wording was replaced across an article, or could not be."""

    def __init__(
        self,
        document_id: int,
        preview: ReplacePreview,
        *,
        done: Sequence[int] = (),
        several: Several | None = None,
        reason: str = "",
    ) -> None:
        """Carry what was wanted and the segments it was done to; ``reason`` where it failed."""
        super().__init__()
        self.document_id = document_id
        self.preview = preview
        self.done = done
        self.several = several
        self.reason = reason


class TermPreviewed(Message):
    """It is known what a new term would change."""

    def __init__(self, term: NewTerm, said: str, *, usable: bool, held: bool = True) -> None:
        """Carry a sentence on it; not ``usable``, why the glossary would not take it.

        Not ``held``, no segment of the project has it.
        """
        super().__init__()
        self.term = term
        self.said = said
        self.usable = usable
        self.held = held


class DoubtRead(Message):
    """The scores of the project's drafts are known."""

    def __init__(
        self, estimate: QualityEstimate, rows: list[RowRecord], order: Sequence[int]
    ) -> None:
        """Carry what tells of them, and the rows it was asked of by their doubt, the most first."""
        super().__init__()
        self.estimate = estimate
        self.rows = rows
        self.order = order


class ArticleRead(Message):
    """The whole English of an article is there, to be copied."""

    def __init__(self, text: str, *, failed: bool = False) -> None:
        """Carry it, or why it cannot be had."""
        super().__init__()
        self.text = text
        self.failed = failed


class LookReady(Message):
    """The style sheet of another look has been read."""

    def __init__(self, name: str, sheet: LookSheet) -> None:
        """Carry both."""
        super().__init__()
        self.name = name
        self.sheet = sheet
