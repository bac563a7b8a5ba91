"""Segments as JSON objects, one a line: the fields scripts rely on, in a fixed order.

These functions only lay out what they are given. The names and their order are the contract of
the command line; add at the end, change nothing.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.model import Finding, Segment, StoredSegment, TermOutcome

__all__ = [
    "dump_line",
    "finding_object",
    "segment_object",
    "segment_only_object",
    "term_object",
]

_SCORE_DIGITS = 4
# DEL and C1, which a terminal obeys, separators some readers take for line ends, and surrogates.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_TERM_FIELDS = (
    "concept",
    "source",
    "start",
    "end",
    "rendering",
    "target_start",
    "target_end",
    "rung",
)
_FINDING_FIELDS = ("check", "severity", "message")


def term_object(outcome: TermOutcome) -> dict[str, object]:
    """Return the JSON object of one term outcome."""
    hit = outcome.hit
    return {
        "concept": hit.concept,
        "source": hit.source,
        "start": hit.start,
        "end": hit.end,
        "rendering": outcome.rendering,
        "target_start": outcome.target_start,
        "target_end": outcome.target_end,
        "rung": outcome.rung,
    }


def finding_object(finding: Finding) -> dict[str, object]:
    """Return the JSON object of one finding; offsets only where it has a place."""
    result: dict[str, object] = {
        "check": finding.check,
        "severity": finding.severity.label,
        "message": finding.message,
    }
    if finding.start is not None:
        result |= {"start": finding.start, "end": finding.end}
    fix = finding.fix
    if fix is not None:
        result["fix"] = {
            "start": fix.start,
            "end": fix.end,
            "text": fix.text,
            "replacement": fix.replacement,
            "message": fix.message,
            "safe": fix.safe,
        }
    return result


def segment_only_object(document: str, segment: Segment, *, why: bool = False) -> dict[str, object]:
    """Return the object of a segment that has not been near a project.

    Args:
        document: the document's display name.
        segment: the segment.
        why: whether to add the rules that made or refused its boundaries.
    """
    result: dict[str, object] = {
        "document": document,
        "number": segment.number,
        "unit": segment.unit,
        "segment": segment.segment,
        "kind": segment.kind,
        "start": segment.start,
        "end": segment.end,
        "source": segment.source,
    }
    if why:
        result["why"] = list(segment.why)
    return result


def segment_object(stored: StoredSegment) -> dict[str, object]:
    """Return the object of a stored segment with its current rendering.

    Where there is no rendering yet, ``target``, ``score`` and ``signature`` are null and the lists
    are empty.
    """
    rendering = stored.rendering
    result = segment_only_object(stored.document, stored.segment)
    result["target"] = rendering.target if rendering else None
    result["state"] = stored.state
    result["terms"] = (
        [_ordered(term, _TERM_FIELDS) for term in rendering.terms] if rendering else []
    )
    result["findings"] = (
        [_ordered(finding, _FINDING_FIELDS) for finding in rendering.findings] if rendering else []
    )
    result["score"] = (
        round(rendering.score, _SCORE_DIGITS)
        if rendering is not None and rendering.score is not None
        else None
    )
    result["signature"] = rendering.signature if rendering else None
    return result


def _ordered(stored: Mapping[str, object], fields: tuple[str, ...]) -> dict[str, object]:
    """Return the fields in their fixed order, whatever order a store kept them in."""
    result = {field: stored.get(field) for field in fields}
    result.update((key, value) for key, value in stored.items() if key not in result)
    return result


def dump_line(value: Mapping[str, object]) -> str:
    r"""Return the object as one line of compact JSON with its line feed.

    Letters stay as they are. What would break a line, reach a terminal or cannot be encoded is
    escaped, which every JSON reader undoes.

    >>> dump_line({"source": "één", "score": None})
    '{"source":"één","score":null}\n'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match.group()):04x}", text) + "\n"
