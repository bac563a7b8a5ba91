"""The words of the trade as immutable values, shared by every part of the workbench.

Services may not import one another, so whatever two of them exchange is defined here. Offsets are
half-open ``[start, end)`` and count Unicode code points; a segment's refer to the document's text,
a term's to the segment's source, ``target_start``/``target_end`` to the segment's target. The
target is what a person or machine wrote in English, the source the exact Dutch slice.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Document",
    "Draft",
    "Edit",
    "Enforced",
    "Finding",
    "Fix",
    "Hypothesis",
    "Kind",
    "Policy",
    "Rendering",
    "Rung",
    "Segment",
    "Severity",
    "State",
    "StoredSegment",
    "TermHit",
    "TermOutcome",
    "TermStatus",
    "TextPair",
    "apply_edits",
    "apply_fix",
]

Kind = Literal["sentence", "headline", "caption", "credit", "label"]
State = Literal["initial", "translated", "reviewed", "final"]
Policy = Literal["require", "prefer", "keep", "forbid"]
TermStatus = Literal["preferred", "proposed", "deprecated"]
Rung = Literal[
    "annotated",
    "free",
    "nbest",
    "constrained",
    "negative",
    "substitution",
    "whole",
    "memory",
    "human",
    "waived",
    "unresolved",
]


class Severity(IntEnum):
    """How bad a finding is; the order is the order of badness."""

    COSMETIC = 1
    FUNCTIONAL = 2
    CRITICAL = 3

    @property
    def label(self) -> str:
        """Return the name used in options and JSON."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A source file as read: decoded text, byte-order mark removed, newlines untouched."""

    name: str
    """Display name: POSIX path relative to the given folder, ``-`` for standard input."""
    path: str
    """Resolved absolute path, the document's identity; ``-`` for standard input."""
    text: str
    encoding: str = "utf-8"
    bom: bool = False
    format: str = "txt"
    notes: tuple[str, ...] = ()
    """Remarks made while reading, for the user: a guessed encoding, dropped characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A sentence-like piece of a document; ``source`` is ``document.text[start:end]``."""

    number: int
    unit: int
    segment: int
    kind: Kind
    start: int
    end: int
    source: str
    why: tuple[str, ...] = ()
    """With ``explain``: the rule that made or refused each boundary in and after this segment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermHit:
    """A form of a concept found in a segment's source."""

    concept: str
    source: str
    """The slice of the source, as written there."""
    start: int
    end: int
    renderings: tuple[str, ...]
    """English that satisfies the hit; the first is the one that is forced. Empty for ``forbid``."""
    forbidden: tuple[str, ...] = ()
    policy: Policy = "require"
    status: TermStatus = "preferred"
    case_sensitive: bool = True
    derivation: Literal["listed", "possessive", "plural", "compound"] = "listed"
    type: str = "term"
    fingerprint: str = ""
    """Hash of the concept's content; a stored rendering is stale when it changes."""
    note: str = ""

    @property
    def enforced(self) -> bool:
        """Whether a missing rendering sends the segment up the ladder."""
        return self.status == "preferred" and self.policy in {"require", "keep"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TermOutcome:
    """What became of one hit in a target."""

    hit: TermHit
    rung: Rung
    rendering: str = ""
    """The target's slice, empty where nothing was rendered."""
    target_start: int | None = None
    target_end: int | None = None
    cost: float | None = None
    """Log-probability per token lost against the free hypothesis of the same engine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """One decoder output."""

    text: str
    tokens: tuple[str, ...]
    """Target pieces without end-of-sentence."""
    score: float
    """Mean log-probability per token, end of sentence included; higher is better. Comparable only
    within one engine signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One recorded replacement: ``text[start:end]`` of the draft becomes ``replacement``."""

    start: int
    end: int
    replacement: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enforced:
    """A text and the edits that made it; ``apply_edits(draft, edits) == text``."""

    text: str
    edits: tuple[Edit, ...] = ()


def apply_edits(draft: str, edits: tuple[Edit, ...]) -> str:
    """Replay recorded edits, whose offsets all refer to ``draft`` and do not overlap.

    >>> apply_edits("a bad dog", (Edit(start=2, end=5, replacement="good", reason="term"),))
    'a good dog'
    """
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        pieces += [draft[at : edit.start], edit.replacement]
        at = edit.end
    return "".join(pieces) + draft[at:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A replacement in the target that would settle a finding."""

    start: int
    """Half-open offsets in the target."""
    end: int
    text: str
    """What stands there; the fix is for no other text."""
    replacement: str
    message: str
    """What it does, for the person who is asked."""
    safe: bool = False
    """Whether it may be made without asking: a rule is sure, nothing is guessed."""


def apply_fix(target: str, fix: Fix) -> str:
    """Return the target with a fix made; the same target where it reads otherwise by now.

    >>> fix = Fix(start=4, end=8, text="the ", replacement="", message="drop “the”", safe=True)
    >>> apply_fix("the the man", fix), apply_fix("a man", fix)
    ('the man', 'a man')
    """
    if target[fix.start : fix.end] != fix.text:
        return target
    return target[: fix.start] + fix.replacement + target[fix.end :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The result of a check at a segment."""

    check: str
    severity: Severity
    message: str
    start: int | None = None
    """Half-open offsets in the target, where the finding has a place."""
    end: int | None = None
    fix: Fix | None = None
    """What would settle it, where a rule knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the machine proposes for a segment, after enforcement and checks."""

    target: str
    terms: tuple[TermOutcome, ...] = ()
    findings: tuple[Finding, ...] = ()
    score: float | None = None
    signature: str = ""
    source_tokens: int = 0
    target_tokens: int = 0
    decoded: bool = True
    """False where no engine ran, such as a segment that is one term as a whole."""
    trace: Mapping[str, object] | None = None
    """What each rung produced and cost, JSON-ready, for ``explain``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """A stored target with its provenance; renderings are only ever added."""

    id: int
    target: str
    author: str
    origin: Literal["engine", "human", "memory"]
    created: str
    """UTC, ISO 8601, ending in Z."""
    signature: str
    """How a machine made it. A human one has it where a machine's words were confirmed as they stood."""
    terms: tuple[Mapping[str, object], ...] = ()
    """As in the contract's JSON."""
    findings: tuple[Mapping[str, object], ...] = ()
    score: float | None = None
    term_key: str = ""
    """Hash of the fingerprints of the concepts that matched when this rendering was made."""
    trace: Mapping[str, object] | None = None
    source: str = ""
    """The Dutch it was made for, which the segment may no longer have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPair:
    """Dutch and English that belong together, from a translation memory elsewhere."""

    source: str
    target: str
    author: str = ""
    """Empty where that is not known."""
    created: str = ""
    """UTC, ISO 8601, ending in Z; empty where that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSegment:
    """A segment as the project knows it."""

    id: int
    document: str
    """The document's display name."""
    segment: Segment
    state: State
    rendering: Rendering | None = None
    """The current rendering."""
    stale: bool = False
    """Whether the Dutch has changed and nothing has been rendered for it since."""
    term_key: str = ""
    """Hash of the fingerprints of the concepts that matched when the segment was last treated;
    another than the rendering's where that was kept although a concept changed."""

    @property
    def overtaken(self) -> bool:
        """Whether the English is for an older Dutch, also where a newer draft lies beside it."""
        return self.stale or (
            self.rendering is not None and self.rendering.source != self.segment.source
        )

    @property
    def omitted(self) -> bool:
        """Whether somebody has confirmed that there is to be no English."""
        return (
            self.state in {"reviewed", "final"}
            and self.rendering is not None
            and not self.rendering.target.strip()
        )

    @property
    def target(self) -> str:
        """Return the English, or the Dutch where there is none yet."""
        return self.segment.source if self.rendering is None else self.rendering.target
