"""Terms, findings and traces as the JSON text that the project stores.

The keys are those of the contract's segment object, so a stored rendering can be printed without
looking at it again. Nothing about tables may come in here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.errors import StoreError
from workbench.model import Finding, Fix, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.model import TermOutcome

__all__ = [
    "decode_finding",
    "decode_fix",
    "decode_list",
    "decode_object",
    "encode",
    "finding_object",
    "fix_object",
    "term_object",
]


def term_object(outcome: TermOutcome) -> dict[str, object]:
    """Return what became of a term as in the contract's JSON.

    A waived one also keeps what its concept was, because the waiver ends when that changes.
    """
    value: dict[str, object] = {
        "concept": outcome.hit.concept,
        "source": outcome.hit.source,
        "start": outcome.hit.start,
        "end": outcome.hit.end,
        "rendering": outcome.rendering,
        "target_start": outcome.target_start,
        "target_end": outcome.target_end,
        "rung": outcome.rung,
    }
    if outcome.rung == "waived":
        value["fingerprint"] = outcome.hit.fingerprint
    return value


def finding_object(finding: Finding) -> dict[str, object]:
    """Return a finding as in the contract's JSON, with its place in the target where it has one."""
    value: dict[str, object] = {
        "check": finding.check,
        "severity": finding.severity.label,
        "message": finding.message,
    }
    if finding.start is not None and finding.end is not None:
        value["start"] = finding.start
        value["end"] = finding.end
    if finding.fix is not None:
        value["fix"] = fix_object(finding.fix)
    return value


def fix_object(fix: Fix) -> dict[str, object]:
    """Return a fix as in the contract's JSON."""
    return {
        "start": fix.start,
        "end": fix.end,
        "text": fix.text,
        "replacement": fix.replacement,
        "message": fix.message,
        "safe": fix.safe,
    }


def decode_finding(value: Mapping[str, Any]) -> Finding:
    """Return a finding of its stored object, with its place and fix where it has them.

    Raises:
        KeyError: it is no stored finding.
    """
    return Finding(
        check=str(value["check"]),
        severity=Severity[str(value["severity"]).upper()],
        message=str(value["message"]),
        start=value.get("start"),
        end=value.get("end"),
        fix=decode_fix(value.get("fix")),
    )


def decode_fix(value: object) -> Fix | None:
    """Return a stored fix; None where there is none, or one that a newer version wrote."""
    if not isinstance(value, Mapping):
        return None
    start, end = value.get("start"), value.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        return None
    return Fix(
        start=start,
        end=end,
        text=str(value.get("text", "")),
        replacement=str(value.get("replacement", "")),
        message=str(value.get("message", "")),
        safe=value.get("safe") is True,
    )


def encode(value: Sequence[object] | Mapping[str, object]) -> str:
    """Return compact JSON; text stays readable, which also lets it be searched."""
    if not value:
        return "[]" if not hasattr(value, "keys") else "{}"
    try:
        return _dumps(value)
    except ValueError:  # JSON knows no infinity, and a score may be one
        return _dumps(_finite(value))


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _finite(value: object) -> object:
    """Return the same value with null for every number that is not finite."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value


def decode_list(text: str) -> tuple[Mapping[str, object], ...]:
    """Return the objects of a JSON array; most are empty, and those cost nothing."""
    return () if text == "[]" else tuple(_loads(text))


def decode_object(text: str | None) -> Mapping[str, object] | None:
    """Return a JSON object, None where there is none."""
    if text is None:
        return None
    value: Mapping[str, object] = _loads(text)
    return value


def _loads(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(text)
    except ValueError as error:
        raise StoreError(
            f"the project is damaged (what is kept of a segment is no JSON: {error})",
            hint="`workbench project verify` tells more",
        ) from error
