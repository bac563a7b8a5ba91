from __future__ import annotations

import json

from workbench.formats.jsonl import (
    dump_line,
    finding_object,
    segment_object,
    segment_only_object,
    term_object,
)
from workbench.model import (
    Finding,
    Rendering,
    Segment,
    Severity,
    StoredSegment,
    TermHit,
    TermOutcome,
)

SEGMENT = Segment(
    number=9,
    unit=3,
    segment=0,
    kind="sentence",
    start=812,
    end=831,
    source="De Mazjilis stemde.",
    why=("stop",),
)
OUTCOME = TermOutcome(
    hit=TermHit(concept="mazhilis", source="Mazjilis", start=3, end=11, renderings=("Mazhilis",)),
    rung="free",
    rendering="Mazhilis",
    target_start=4,
    target_end=12,
)


def stored(rendering: Rendering | None) -> StoredSegment:
    return StoredSegment(
        id=1, document="b/x.txt", segment=SEGMENT, state="translated", rendering=rendering
    )


def test_the_fields_and_their_order() -> None:
    finding = Finding(check="number", severity=Severity.CRITICAL, message="…")
    rendering = Rendering(
        id=1,
        target="The Mazhilis voted.",
        author="redactie",
        origin="engine",
        created="2026-11-29T12:00:00Z",
        signature="model:x",
        terms=(dict(reversed(list(term_object(OUTCOME).items()))),),
        findings=(finding_object(finding),),
        score=-0.4123456,
    )
    assert dump_line(segment_object(stored(rendering))) == (
        '{"document":"b/x.txt","number":9,"unit":3,"segment":0,"kind":"sentence","start":812,'
        '"end":831,"source":"De Mazjilis stemde.","target":"The Mazhilis voted.",'
        '"state":"translated","terms":[{"concept":"mazhilis","source":"Mazjilis","start":3,'
        '"end":11,"rendering":"Mazhilis","target_start":4,"target_end":12,"rung":"free"}],'
        '"findings":[{"check":"number","severity":"critical","message":"…"}],"score":-0.4123,'
        '"signature":"model:x"}\n'
    )


def test_without_a_rendering() -> None:
    value = segment_object(stored(None))
    assert value["target"] is None
    assert value["terms"] == []
    assert value["findings"] == []
    assert value["score"] is None
    assert value["signature"] is None


def test_a_segment_by_itself() -> None:
    value = segment_only_object("x.txt", SEGMENT)
    assert list(value) == [
        "document", "number", "unit", "segment", "kind", "start", "end", "source",
    ]  # fmt: skip
    assert segment_only_object("x.txt", SEGMENT, why=True)["why"] == ["stop"]


def test_a_finding_with_a_place() -> None:
    finding = Finding(check="x", severity=Severity.COSMETIC, message="m", start=1, end=2)
    assert finding_object(finding) == {
        "check": "x",
        "severity": "cosmetic",
        "message": "m",
        "start": 1,
        "end": 2,
    }


def test_a_line_is_a_line_whatever_is_in_it() -> None:
    text = 'é„👍\x00\x1b\x9b\x7f\n\r\x85\u2028\u2029\ud800\\"'
    line = dump_line({"source": text})
    assert line.count("\n") == 1
    assert line.endswith("}\n")
    assert line.splitlines() == [line[:-1]]
    assert "é„👍" in line
    line.encode("utf-8")
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in line[:-1])
    assert json.loads(line) == {"source": text}
