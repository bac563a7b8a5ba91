"""The release gate: worse than the baseline, and by more than chance."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from workbench.checking.gate import Measured, compare_baseline
from workbench.errors import InputError
from workbench.model import Document, Draft, Finding, Severity
from workbench.store.repo import Project
from workbench.text.segment import segment_text

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunHere

DUTCH = [f"President Tokajev sprak op dag {number} over de nieuwe plannen." for number in range(12)]
ENGLISH = [f"President Tokayev spoke on day {number} about the new plans." for number in range(12)]


def fill(folder: Path, targets: list[str]) -> None:
    text = "\n".join(DUTCH) + "\n"
    with Project.open(folder / "workbench.db") as project:
        document = Document(name="a.txt", path=str(folder / "a.txt"), text=text)
        record = project.sync_document(document, segment_text(text)).document
        for stored, target in zip(list(project.segments(record.id)), targets, strict=True):
            project.add_rendering(stored.id, draft=Draft(target=target, signature="s"))


@pytest.fixture
def desk(here: RunHere, tmp_path: Path) -> RunHere:
    (tmp_path / "glossary.yaml").write_text("concepts: [{id: t, nl: Tokajev, en: Tokayev}]\n")
    refs = tmp_path / "refs"
    refs.mkdir()
    (refs / "001.nl").write_text("\n".join(DUTCH) + "\n")
    (refs / "001.en").write_text("\n".join(ENGLISH) + "\n")
    fill(tmp_path, ENGLISH)
    return here


GATE = ("glossary", "check", "--gate", "--baseline", "base.json", "--project", "workbench.db")


def test_a_baseline_holds_scores_and_no_text(desk: RunHere, tmp_path: Path) -> None:
    assert desk(*GATE, "--refs", "refs").code == 2
    assert desk(*GATE, "--refs", "refs", "--update-baseline").code == 0
    written = (tmp_path / "base.json").read_text()
    assert "Tokayev" not in written
    assert json.loads(written)["scores"]["BLEU"] == pytest.approx(100)
    result = desk(*GATE, "--refs", "refs")
    assert result.code == 0
    assert result.out.count("passed") == 4


def test_a_loss_fails_the_gate(desk: RunHere, tmp_path: Path) -> None:
    assert desk(*GATE, "--refs", "refs", "--update-baseline").code == 0
    fill(tmp_path, [text.replace("spoke", "did talk") for text in ENGLISH])
    found = json.loads(desk(*GATE, "--refs", "refs", "--json").out)["gate"]
    assert {one["figure"]: one["worse"] for one in found} == {
        "term recall": False,
        "critical findings": False,
        "BLEU": True,
        "chrF2": True,
    }
    fill(tmp_path, [text.replace("Tokayev", "Tokaev") for text in ENGLISH])
    result = desk(*GATE, "--refs", "refs")
    assert result.code == 1
    assert "gate: term recall 1 → 0: worse" in result.out


def test_without_references_term_recall_alone_is_held(desk: RunHere, tmp_path: Path) -> None:
    assert desk(*GATE, "--update-baseline").code == 0
    fill(tmp_path, [ENGLISH[0].replace("Tokayev", "Tokaev"), *ENGLISH[1:]])
    found = json.loads(desk(*GATE, "--json").out)["gate"]
    assert [(one["figure"], one["worse"]) for one in found] == [
        ("term recall", True),
        ("critical findings", False),
    ]
    assert desk(*GATE, "--refs", "refs").code == 2
    (tmp_path / "base.json").write_text("{}")
    assert desk(*GATE).code == 2
    assert desk("glossary", "check", "--gate").code == 2
    assert desk("glossary", "check", "--refs", "refs").code == 2


def test_a_new_critical_finding_fails_the_gate(desk: RunHere, tmp_path: Path) -> None:
    assert desk(*GATE, "--update-baseline").code == 0
    base = json.loads((tmp_path / "base.json").read_text(encoding="utf-8"))
    assert base["critical"] == 0
    with Project.open(tmp_path / "workbench.db") as project:
        stored = next(iter(project.segments(1)))
        finding = Finding(check="number", severity=Severity.CRITICAL, message="m")
        project.set_findings(stored.id, [finding], terms=())
    result = desk(*GATE)
    assert result.code == 1
    assert "gate: critical findings 0 → 1: worse" in result.out
    # A baseline from before they were counted holds nothing against them.
    del base["critical"]
    (tmp_path / "base.json").write_text(json.dumps(base), encoding="utf-8")
    assert "critical findings" not in desk(*GATE).out


def measured(scores: list[float]) -> Measured:
    return Measured(
        term_recall=None,
        term_segments=0,
        references="r",
        scores={"chrF2": sum(scores) / len(scores)},
        segments={"chrF2": tuple(scores)},
        signatures={},
    )


def test_a_loss_by_chance_is_none() -> None:
    before = [50.0 + number % 7 for number in range(40)]
    noise = [value + (1.5 if number % 2 else -1.6) for number, value in enumerate(before)]
    (verdict,) = compare_baseline(measured(before), measured(noise))
    assert verdict.now < verdict.before
    assert not verdict.worse
    (verdict,) = compare_baseline(measured(before), measured([value - 1 for value in before]))
    assert verdict.worse
    with pytest.raises(InputError, match="other references"):
        compare_baseline(
            Measured(term_recall=1.0, term_segments=1, scores={}, segments={}, signatures={}),
            measured(before),
        )
