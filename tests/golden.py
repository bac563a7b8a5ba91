"""Golden cases from JSON, which a translator can add to without reading Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).resolve().parent / "cases"


def golden(name: str) -> list[Any]:
    """Return the cases of one file as parameters; ``expect: fail`` is a known failure."""
    cases = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    labels = [case["label"] for case in cases]
    assert len(set(labels)) == len(labels), "labels must be unique"
    return [
        pytest.param(
            case,
            id=case["label"],
            marks=[pytest.mark.xfail(strict=True, reason=case.get("comment", ""))]
            if case["expect"] == "fail"
            else [],
        )
        for case in cases
    ]
