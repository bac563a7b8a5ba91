"""What the project hands out besides segments: documents, runs, reports, counts.

Plain immutable values without any knowledge of SQL, so that front ends can use and show them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from workbench.model import Draft, Finding, Kind, State, TermOutcome

__all__ = [
    "ActRecord",
    "BackupRecord",
    "Base",
    "DocumentRecord",
    "DraftItem",
    "DraftText",
    "Edited",
    "NoteRecord",
    "PairRecord",
    "Part",
    "ProjectStatus",
    "RowRecord",
    "RunRecord",
    "SyncReport",
    "Undone",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """A document as the project knows it."""

    id: int
    name: str
    """Display name, unique in the project."""
    path: str
    """Resolved path of its source, its identity; ``-`` for standard input."""
    sha256: str
    """Of the text in UTF-8."""
    encoding: str
    bom: bool
    format: str
    states: Mapping[str, int] = field(default_factory=dict)
    """Number of segments in each state; states without any are left out."""
    words: int = 0
    """Words of the Dutch."""
    stale: int = 0
    """Segments whose Dutch has changed and waits for a rendering."""
    removed: str | None = None
    """When somebody took it out of the project; None while it is in."""

    @property
    def segments(self) -> int:
        """Return the number of segments."""
        return sum(self.states.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What bringing a document up to date with its source did, counted in segments."""

    document: DocumentRecord
    created: bool = False
    """Whether the document is new to the project."""
    returned: bool = False
    """Whether it had been removed from the project and is back with its history."""
    moved_from: str | None = None
    """The path the file had before, where it was recognised by its content."""
    written: bool = False
    """Whether anything was written at all."""
    same: int = 0
    moved: int = 0
    changed: int = 0
    added: int = 0
    restored: int = 0
    """Of the added ones those that had been removed before and come back with all they had."""
    removed: int = 0
    changed_numbers: tuple[int, ...] = ()
    """Of the changed segments, as they are numbered now."""
    added_numbers: tuple[int, ...] = ()
    unfit: int = 0
    """Splits and joins by people that have no place in the text any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftItem:
    """A draft on its way into the project."""

    segment_id: int
    draft: Draft
    term_key: str = ""
    """Hash of the fingerprints of the concepts that matched."""
    source: str | None = None
    """The Dutch it was made for; where the segment has changed meanwhile, the draft is only kept
    in the history. None: the Dutch the segment has now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One invocation that wrote to the project."""

    id: int
    started: str
    finished: str | None
    """UTC, None while it is going on or where it was killed."""
    command: str
    author: str
    signature: str
    host: str
    pid: int
    stats: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectStatus:
    """Counts over the whole project."""

    documents: int
    segments: int
    states: Mapping[str, int]
    """Number of segments in each of the four states."""
    source_words: int
    findings: Mapping[str, int]
    """Open findings of current renderings by severity, ``critical`` first."""
    stale: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupRecord:
    """A backup of a project."""

    path: Path
    created: str
    """UTC, ISO 8601, ending in Z."""
    size_bytes: int


@dataclass(slots=True)
class RowRecord:
    """What a line of the desk's list shows of a segment; one of up to many thousands.

    Neither frozen nor by keyword: making a frozen one costs four times as much, and a document
    may have 50,000.
    """

    id: int
    number: int
    unit: int
    kind: Kind
    state: State
    stale: bool
    """Whether the English is for an older Dutch, also where a newer draft lies beside it."""
    source: str
    target: str | None
    """None where nothing was rendered yet."""
    rendering_id: int | None
    score: float | None
    severity: int
    """Of the worst open finding, 0 for none."""
    termed: bool
    """Whether the glossary has a word in it."""
    noted: bool
    """Whether somebody left a remark, or let a finding pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What a person had before them when they began to act on a segment."""

    segment_id: int
    rendering_id: int | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a segment made by a split or a join begins with."""

    target: str | None
    """None where there was no English to carry over."""
    state: State
    origin: Literal["engine", "human", "memory"] = "human"
    signature: str = ""
    terms: Sequence[TermOutcome] = ()
    findings: Sequence[Finding] = ()
    term_key: str = ""
    stale: bool = False
    """Whether the English is not for the whole Dutch, so that it waits for another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A text on its way in, where several are entered as one act."""

    base: Base
    target: str
    state: State
    terms: Sequence[TermOutcome] = ()
    findings: Sequence[Finding] = ()
    term_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftText:
    """Text that somebody is typing at a segment or was typing when their desk ended."""

    author: str
    text: str
    rendering_id: int | None
    """The rendering it began from."""
    source: str
    """The Dutch it was typed for."""
    changed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRecord:
    """Something a person did at a segment."""

    id: int
    author: str
    created: str
    what: str
    rendering_id: int | None
    state: str
    undone: bool
    finding: str = ""
    """Check and message of what was let pass, or is open again; empty for any other act."""
    reason: str = ""
    """Why it might pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """An act that was taken back or done again, or is the next one to be."""

    segment_id: int
    number: int
    what: str
    done: bool
    """False where somebody has changed the segment since, so that it was left alone, and for one
    that is only the next."""
    several: tuple[int, ...] = ()
    """The segments it was done to, where it was one act on several."""
    left: int = 0
    """How many of them somebody has changed since, so that they were left alone."""
    went: tuple[int, ...] = ()
    """Segments that have others in their place now, where it was a split or a join."""
    came: tuple[int, ...] = ()
    """Those others."""
    act_id: int = 0
    """The act's number where it is only the next one; 0 otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRecord:
    """A remark on a segment."""

    author: str
    created: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRecord:
    """A reviewed segment as the translation memory sees it, or a pair that was imported."""

    source: str
    target: str
    document: str
    number: int
    author: str
    created: str
    state: str
    before: str
    """The Dutch of the segment before it, empty at the beginning of a document."""
    after: str
    present: bool
    """Whether its document still has it."""
    segment_id: int
    signature: str = ""
    """Of the machine whose words were confirmed as they stood; empty where a person wrote them."""
