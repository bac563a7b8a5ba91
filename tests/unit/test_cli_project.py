"""``status``, ``export``, ``explain`` and ``project`` on a small project made without a model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.export import ranges
from workbench.model import Document, Draft, Finding, Severity, TermHit, TermOutcome
from workbench.store.repo import Project
from workbench.text.segment import segment_text

if TYPE_CHECKING:
    from tests.conftest import Result, RunHere

DUTCH = "Nieuws uit Almaty\n\nTokajev sprak lang. Hij zweeg daarna.\n\nEinde van het bericht.\n"
ENGLISH = ["News from Almaty", "Tokayev spoke at length.", "Then he fell silent.", "End of report."]
SIGNATURE = "model:test@0|engine:ct2-int8|beam:4|glossary:none|version:0"
TRACE = {
    "pieces": [
        {
            "source": "Tokajev sprak lang.",
            "hinted": None,
            "cost": 0.12,
            "attempts": [
                {
                    "rung": "free",
                    "target": "Tokajev spoke.",
                    "score": -0.3,
                    "missing": ["Tokajev"],
                    "chosen": False,
                },
                {
                    "rung": "nbest",
                    "target": "Tokayev spoke at length.",
                    "score": -0.42,
                    "missing": [],
                    "chosen": True,
                },
            ],
            "alternatives": [{"target": "Tokayev talked.", "score": -0.9}],
        }
    ]
}


def draft(target: str, *, number: int) -> Draft:
    if number != 1:
        return Draft(target=target, score=-0.25, signature=SIGNATURE)
    hit = TermHit(concept="tokayev", source="Tokajev", start=0, end=7, renderings=("Tokayev",))
    return Draft(
        target=target,
        terms=(
            TermOutcome(
                hit=hit, rung="nbest", rendering="Tokayev", target_start=0, target_end=7, cost=0.12
            ),
        ),
        findings=(Finding(check="length", severity=Severity.COSMETIC, message="rather long"),),
        score=-0.42,
        signature=SIGNATURE,
        trace=TRACE,
    )


def add(project: Project, name: str, *, english: list[str]) -> int:
    source = Path("in") / name
    source.parent.mkdir(exist_ok=True)
    source.write_text(DUTCH)
    document = Document(name=name, path=str(source.resolve()), text=DUTCH)
    record = project.sync_document(document, segment_text(DUTCH)).document
    for stored, target in zip(list(project.segments(record.id)), english, strict=False):
        project.add_rendering(stored.id, draft=draft(target, number=stored.segment.number))
    return record.id


@pytest.fixture
def desk(here: RunHere) -> RunHere:
    """A project of two documents: one all translated, one where the last segment is not."""
    with Project.open(Path("workbench.db"), author="Ann") as project:
        add(project, "001_a.txt", english=ENGLISH)
        add(project, "002_b.txt", english=ENGLISH[:3])
    return here


def review(*numbers: int) -> None:
    with Project.open(Path("workbench.db"), author="Ed") as project:
        document = project.find_document("001")
        for stored in list(project.segments(document.id)):
            if stored.segment.number in numbers:
                assert stored.rendering is not None
                project.commit_edit(stored.id, stored.rendering.target)


def test_status(desk: RunHere) -> None:
    review(0)
    result = desk("status")
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0] == "document   segments  initial  translated  reviewed  final  words"
    assert lines[1].split() == ["001_a.txt", "4", "0", "3", "1", "0", "13"]
    assert lines[2].split() == ["002_b.txt", "4", "1", "3", "0", "0", "13"]
    assert lines[3].split() == ["2", "in", "all", "8", "1", "6", "1", "0", "26"]
    assert lines[4] == "open findings: 0 critical, 0 functional, 2 cosmetic"


def test_status_as_json(desk: RunHere) -> None:
    value = json.loads(desk("status", "--json").out)
    assert value["documents"] == 2
    assert value["segments"] == 8
    assert value["states"] == {"initial": 1, "translated": 7, "reviewed": 0, "final": 0}
    assert value["findings"] == {"critical": 0, "functional": 0, "cosmetic": 2}
    assert [row["document"] for row in value["by_document"]] == ["001_a.txt", "002_b.txt"]


@pytest.mark.parametrize(
    "arguments",
    [["status"], ["export"], ["explain", "001:0"], ["project", "backup"], ["project", "verify"]],
)
def test_without_a_project_there_is_one_line(here: RunHere, arguments: list[str]) -> None:
    result = here(*arguments, "--project", "gone.db")
    assert result.code == 2
    assert result.out == ""
    assert len(result.err.splitlines()) == 1
    assert "gone.db: no project there" in result.err
    assert not Path("gone.db").exists()


def test_a_damaged_project_is_exit_4(here: RunHere) -> None:
    Path("workbench.db").write_bytes(b"no database at all" * 100)
    for arguments in (["status"], ["export"], ["project", "verify"]):
        result = here(*arguments)
        assert result.code == 4
        assert len(result.err.splitlines()) == 1


def test_export_to_standard_output_is_the_document(desk: RunHere) -> None:
    result = desk("export", "001")
    assert result.code == 0
    assert result.out == (
        "News from Almaty\n\nTokayev spoke at length. Then he fell silent.\n\nEnd of report.\n"
    )
    assert result.err == ("workbench: note: 001_a.txt: 4 of 4 segments are not yet reviewed: 0-3\n")


def test_a_document_named_twice_is_exported_once(desk: RunHere) -> None:
    once = desk("export", "001").out
    assert desk("export", "001", "001_a.txt").out == once


def test_export_as_json_lines_takes_several_documents(desk: RunHere) -> None:
    result = desk("export", "--format", "jsonl", "--quiet")
    rows = [json.loads(line) for line in result.out.splitlines()]
    assert [(row["document"], row["number"]) for row in rows] == [
        *(("001_a.txt", n) for n in range(4)),
        *(("002_b.txt", n) for n in range(4)),
    ]
    assert list(rows[1]) == [
        *("document", "number", "unit", "segment", "kind", "start", "end", "source", "target"),
        *("state", "terms", "findings", "score", "signature"),
    ]
    assert rows[1]["terms"][0]["rung"] == "nbest"
    assert rows[7]["target"] is None
    assert rows[7]["state"] == "initial"


def test_several_texts_do_not_fit_into_one(desk: RunHere) -> None:
    result = desk("export")
    assert (result.code, result.out) == (2, "")
    assert "several documents do not fit into one text" in result.err.splitlines()[-1]


def test_export_into_a_folder_and_what_is_missing(desk: RunHere) -> None:
    result = desk("export", "--out", "out")
    assert result.code == 0
    assert Path("out/001_a.txt").read_text().startswith("News from Almaty\n")
    # The Dutch stands where there is no English yet, and that is said aloud.
    assert Path("out/002_b.txt").read_text().endswith("\n\nEinde van het bericht.\n")
    assert "warning: 002_b.txt: 1 of 4 segments have no English yet" in result.err


def test_export_into_a_file(desk: RunHere) -> None:
    assert desk("export", "001", "--out", "a/b.txt").code == 0
    assert Path("a/b.txt").read_text().startswith("News from Almaty\n")
    assert desk("export", "--out", "all.jsonl", "--format", "jsonl").code == 0
    assert len(Path("all.jsonl").read_text().splitlines()) == 8


def test_export_keeps_what_somebody_else_wrote(desk: RunHere) -> None:
    assert desk("export", "--out", "out", "001").code == 0
    again = desk("export", "--out", "out", "001")
    assert "kept as" not in again.err
    Path("out/001_a.txt").write_text("mine")
    result = desk("export", "--out", "out", "001")
    assert result.code == 0
    assert "kept as 001_a.txt.bak" in result.err
    assert Path("out/001_a.txt.bak").read_text() == "mine"


def test_export_never_overwrites_a_source(desk: RunHere) -> None:
    result = desk("export", "--out", "in", "001")
    assert result.code == 2
    assert "is an input and is never overwritten" in result.err
    assert Path("in/001_a.txt").read_text() == DUTCH


def test_require(desk: RunHere) -> None:
    review(0, 1)
    result = desk("export", "001", "--require", "reviewed", "--quiet")
    assert result.code == 1
    assert result.err == (
        "workbench: warning: 001_a.txt: 2 of 4 segments are not yet reviewed: 2-3\n"
    )
    review(2, 3)
    assert desk("export", "001", "--require", "reviewed").code == 0
    result = desk("export", "001", "--require", "final")
    assert result.code == 1
    assert "4 of 4 segments are not yet final: 0-3" in result.err


def test_ranges() -> None:
    assert ranges([]) == ""
    assert ranges([4]) == "4"
    assert ranges([0, 1, 3, 4, 5, 9]) == "0-1, 3-5, 9"


def test_explain_in_plain_words(desk: RunHere) -> None:
    result = desk("explain", "001:1")
    assert (result.code, result.err) == (0, "")
    text = result.out
    assert "001_a.txt:1  sentence, translated" in text
    assert "source  Tokajev sprak lang." in text
    assert "tokayev: “Tokajev” → “Tokayev”  [nbest: another hypothesis of the beam said so]" in text
    assert "free          -0.3000  Tokajev spoke.  [lacks Tokajev]" in text
    assert "* nbest         -0.4200  Tokayev spoke at length." in text
    assert "cost of the terms: 0.1200" in text
    assert "cosmetic  length: rather long" in text
    assert "Ann" in text


def test_review_takes_one_article_by_either_name(desk: RunHere) -> None:
    result = desk("review", "001", "--article", "002")
    assert result.code == 2
    assert "review: two articles are named; name one of them" in result.err
    # Named alike twice, or once, it only lacks a terminal here.
    for words in (["001", "--article", "001"], ["001"]):
        assert "needs a terminal" in desk("review", *words).err


def test_explain_tells_of_the_draft_behind_a_confirmed_text(desk: RunHere) -> None:
    review(1)
    text = desk("explain", "001:1").out
    assert "human, as the machine had it" in text
    assert f"made    {SIGNATURE}" in text
    assert "hypotheses of the draft before it, in the order they were tried" in text
    value = json.loads(desk("explain", "001:1", "--json").out)
    assert (value["origin"], value["signature"]) == ("human", SIGNATURE)
    assert value["trace"] == TRACE


def test_explain_lists_a_hypothesis_once_and_tells_why_names_are_so(desk: RunHere) -> None:
    with Project.open(Path("workbench.db"), author="Ann") as project:
        stored = project.segment(project.find_document("002").id, 0)
        twice = [{"target": "Also.", "score": -0.8}, {"target": "Also.", "score": -0.9}]
        attempt = {"rung": "free", "target": "News.", "score": -0.3, "chosen": True}
        trace = {"pieces": [{"source": "x", "attempts": [attempt], "alternatives": twice}]}
        twice.append({"target": "News.", "score": -0.95})
        project.add_rendering(stored.id, draft=Draft(target="News.", trace=trace))
    text = desk("explain", "002:0").out
    assert text.count("Also.") == 1
    assert "-0.9500" not in text
    assert "“Almaty” → “Almaty”, which the English does not have  [a place, " in text


def test_explain_as_json_holds_the_segment_and_more(desk: RunHere) -> None:
    review(1)
    value = json.loads(desk("explain", "001:1", "--json").out)
    exported = json.loads(desk("export", "001", "--format", "jsonl").out.splitlines()[1])
    assert {key: value[key] for key in exported} == exported
    assert value["state"] == "reviewed"
    assert [row["author"] for row in value["history"]] == ["Ann", "Ed"]
    assert [row["current"] for row in value["history"]] == [False, True]


def test_explain_a_segment_without_english(desk: RunHere) -> None:
    assert "target  none yet" in desk("explain", "002:3").out
    value = json.loads(desk("explain", "002:3", "--json").out)
    assert value["target"] is None
    assert value["trace"] is None


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        ("001", "names no segment"),
        ("001:x", "names no segment"),
        ("001:-1", "names no segment"),
        ("001:9", "has no segment 9"),
        ("00:1", "may be any of 2 documents"),
        ("zzz:1", 'no document "zzz"'),
    ],
)
def test_explain_names_what_is_wrong(desk: RunHere, wanted: str, problem: str) -> None:
    result = desk("explain", wanted)
    assert (result.code, result.out) == (2, "")
    assert problem in result.err
    assert len(result.err.splitlines()) == 1


def test_backup_restore_verify(desk: RunHere) -> None:
    result = desk("project", "backup")
    assert result.code == 0
    kept = Path(result.out.strip())
    assert kept.is_file()
    review(0)
    Path("workbench.db").write_bytes(b"gone wrong")
    result = desk("project", "verify")
    assert result.code == 4
    assert "project restore" in result.err
    result = desk("project", "restore", str(kept))
    assert result.code == 0
    assert "is kept as" in result.err
    result = desk("project", "verify")
    assert (result.code, result.out) == (0, f"{Path('workbench.db').resolve()}: sound\n")
    assert json.loads(desk("project", "verify", "--json").out)["sound"] is True


def test_backup_to_a_named_file(desk: RunHere) -> None:
    assert desk("project", "backup", "mine.db").code == 0
    assert Path("mine.db").is_file()
    assert desk("project", "backup", "mine.db").code == 2


def test_the_variable_names_the_project(desk: RunHere, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("workbench.db").rename("other.db")
    monkeypatch.setenv("WORKBENCH_PROJECT", "other.db")
    result: Result = desk("status")
    assert result.code == 0


def test_documents_are_removed_and_come_back(desk: RunHere) -> None:
    assert desk("project", "remove", "002").out == "002_b.txt\n"
    shown = json.loads(desk("status", "--json").out)
    assert [one["document"] for one in shown["by_document"]] == ["001_a.txt"]
    assert shown["documents"] == 1
    assert "1 document was removed" in desk("status").err
    gone = desk("export", "002_b.txt")
    assert gone.code == 2
    assert "restore-document 002_b.txt" in gone.err
    assert desk("explain", "002_b.txt:0").code == 2
    listed = desk("project", "restore-document")
    assert listed.out.startswith("002_b.txt  4 segments, removed 2")
    assert desk("project", "restore-document", "002").out == "002_b.txt\n"
    assert desk("explain", "002_b.txt:0").code == 0
    assert desk("project", "restore-document").out == ""
    assert desk("project", "restore-document", "002").code == 2


def test_a_document_is_renamed(desk: RunHere, tmp_path: Path) -> None:
    done = desk("project", "rename", "001", "almaty")
    assert (done.code, done.out) == (0, "almaty.txt\n")
    assert desk("export", "--out", tmp_path / "out").code == 0
    assert (tmp_path / "out" / "almaty.txt").exists()
    refused = desk("project", "rename", "almaty", "../x")
    assert refused.code == 2
    assert "cannot be the name" in refused.err
