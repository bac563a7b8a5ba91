"""Golden cases of enforcement that a translator can extend: ``tests/cases/enforcement.json``.

Every decoding of the case answers with ``free``, so that only the last rungs can put it right.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.scripted_engine import ScriptedEngine
from workbench.glossary.file import parse_glossary
from workbench.glossary.match import Matcher
from workbench.model import Segment
from workbench.pipeline import Item, PipelineOptions, Translator

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "cases" / "enforcement.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    concepts = [{"id": f"c{n}", **concept} for n, concept in enumerate(case["concepts"])]
    # JSON is YAML
    glossary = parse_glossary(json.dumps({"version": 1, "concepts": concepts}), name="case")
    source = case["nl"]
    segment = Segment(
        number=0,
        unit=0,
        segment=0,
        kind=case.get("kind", "sentence"),
        start=0,
        end=len(source),
        source=source,
    )
    engine = ScriptedEngine({}, default=lambda _: case["free"])
    item = Item(segment=segment, hits=Matcher(glossary).match(source).hits)
    draft = next(Translator(engine, PipelineOptions()).drafts([item]))[0]
    assert draft.target == case["expect"], case["why"]
    assert "unresolved" not in {outcome.rung for outcome in draft.terms}
