from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.store_support import draft
from workbench.checking.run import (
    EXPLANATIONS,
    CheckReport,
    check_files,
    check_project,
    read_baseline,
    without_known,
)
from workbench.errors import InputError
from workbench.glossary import Matcher, parse_glossary
from workbench.glossary.file import EMPTY_GLOSSARY
from workbench.model import Document, Severity, TermOutcome
from workbench.store.repo import Project
from workbench.text.segment import segment_text

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunHere

GLOSSARY_TEXT = """
version: 1
concepts:
  - {id: kazakhstan, type: place, nl: Kazachstan, en: Kazakhstan, forbidden: [Kazachstan]}
  - {id: mazhilis, type: organisation, nl: Mazjilis, en: the Mazhilis, policy: prefer}
  - {id: room, type: term, nl: Kamer, en: Room, policy: forbid}
"""
GLOSSARY = parse_glossary(GLOSSARY_TEXT, name="test")
DUTCH = [
    "In Kazachstan kwamen 238 mensen om.",
    "",
    "Niemand weet het.",
    "De Mazjilis en de Kamer zwegen.",
]
ENGLISH = [
    "In Kazakhstan 238 people died.",
    "",
    "Nobody knows.",
    "The Mazhilis and the House were silent.",
]


def put(path: Path, lines: list[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def checked(tmp_path: Path, english: list[str], dutch: list[str] = DUTCH) -> CheckReport:
    return check_files(
        put(tmp_path / "nl.txt", dutch), put(tmp_path / "en.txt", english), glossary=GLOSSARY
    )


def found(report: CheckReport) -> list[tuple[int, str, Severity]]:
    return [
        (one.place.segment.number, one.finding.check, one.finding.severity)
        for one in report.findings
    ]


def test_good_english_is_quiet_and_empty_pairs_are_passed_over(tmp_path: Path) -> None:
    report = checked(tmp_path, ENGLISH)
    assert (report.segments, report.findings) == (3, ())
    assert report.counts() == {"critical": 0, "functional": 0, "cosmetic": 0}


@pytest.mark.parametrize(
    ("line", "english", "expected"),
    [
        (0, "In Kazakhstan 283 people died.", ("number", Severity.CRITICAL)),
        (0, "In the country 238 people died.", ("term", Severity.CRITICAL)),
        (2, "Nobody knows in Kazachstan.", ("forbidden", Severity.FUNCTIONAL)),
        (3, "The Mazhilis and the Room were silent.", ("forbidden", Severity.CRITICAL)),
        (2, "", ("empty", Severity.CRITICAL)),
        (0, "In Kazakhstan, Kazakhstan, 238 people died.", ("term-count", Severity.COSMETIC)),
    ],
)
def test_findings(tmp_path: Path, line: int, english: str, expected: tuple[str, Severity]) -> None:
    report = checked(tmp_path, [*ENGLISH[:line], english, *ENGLISH[line + 1 :]])
    assert (line, *expected) in found(report)
    assert report.findings[0].place.line == line + 1


def test_what_the_dutch_says_in_the_same_words_is_forbidden_nowhere(tmp_path: Path) -> None:
    text = GLOSSARY_TEXT.replace("forbidden: [Kazachstan]", "forbidden: [Heel]")
    glossary = parse_glossary(text, name="test")
    report = check_files(
        put(tmp_path / "nl.txt", ["Zij zag Heel Europa.", "Zij zag Europa."]),
        put(tmp_path / "en.txt", ["She saw Heel Europa.", "She saw Heel Europa."]),
        glossary=glossary,
    )
    assert [one[:2] for one in found(report) if one[1] == "forbidden"] == [(1, "forbidden")]


def test_a_forbidden_rendering_for_its_own_term_is_missing_and_forbidden(tmp_path: Path) -> None:
    report = checked(tmp_path, ["In Kazachstan 238 people died.", *ENGLISH[1:]])
    assert [check for _, check, _ in found(report)] == ["term", "forbidden"]
    start, end = report.findings[1].finding.start, report.findings[1].finding.end
    assert report.findings[1].place.target[start:end] == "Kazachstan"


def test_what_is_preferred_is_not_demanded(tmp_path: Path) -> None:
    assert not checked(
        tmp_path, [*ENGLISH[:3], "The lower house and the House were silent."]
    ).findings


def test_the_same_dutch_in_two_ways(tmp_path: Path) -> None:
    dutch = ["Dit gaat zo door.", "Nee.", "Dit  gaat zo door.", "Nee.", "Dit gaat zo door."]
    english = ["It goes on.", "No.", "It continues.", "Nope.", "It  goes on."]
    report = checked(tmp_path, english, dutch)
    inconsistent = [one for one in report.findings if one.finding.check == "inconsistent"]
    assert [one.place.line for one in inconsistent] == [3]
    assert inconsistent[0].finding.message.endswith("en.txt:1")


def test_unequal_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="they seem to part at line 4"):
        checked(tmp_path, ENGLISH[:3])


def test_every_check_is_explained_in_one_sentence() -> None:
    assert {"forbidden", "term-count", "inconsistent", "number"} <= set(EXPLANATIONS)
    assert all(text.endswith(".") and text.count(".") == 1 for text in EXPLANATIONS.values())


# Baselines


def test_a_baseline_takes_each_finding_once(tmp_path: Path) -> None:
    dutch = ["Er kwamen 12 mensen.", "Er kwamen 12 mensen."]
    report = checked(tmp_path, ["There came 13 people.", "There came 13 people."], dutch)
    assert [check for _, check, _ in found(report)] == ["number", "number"]
    once = Counter([report.findings[0].key])
    left = without_known(report, once)
    assert (len(left.findings), left.known) == (1, 1)
    assert without_known(report, Counter({report.findings[0].key: 5})).findings == ()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"findings": [1]}', '{"findings": 3}'])
def test_what_is_no_baseline_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "known.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="is no baseline"):
        read_baseline(path)
    with pytest.raises(InputError, match="no such file"):
        read_baseline(tmp_path / "nowhere.json")


# Projects


def project_with(tmp_path: Path, english: list[str]) -> Project:
    text = "\n".join(line for line in DUTCH if line)
    project = Project.open(tmp_path / "w.db", author="Ann")
    document = Document(name="004_a.txt", path=str(tmp_path / "004_a.txt"), text=text)
    report = project.sync_document(document, segment_text(text))
    for stored, target in zip(project.segments(report.document.id), english, strict=False):
        project.add_rendering(stored.id, draft=draft(target))
    return project


def test_a_project_is_checked_as_it_stands(tmp_path: Path) -> None:
    with project_with(tmp_path, ["In Kazakhstan 283 people died.", "Nobody knows."]) as project:
        report = check_project(project, glossary=GLOSSARY)
        assert found(report) == [(0, "number", Severity.CRITICAL)]
        assert (report.segments, report.untranslated) == (2, 1)
        assert report.findings[0].place.line is None
        assert check_project(project, glossary=GLOSSARY, names=["004"]).segments == 2


def test_a_waived_term_is_let_pass(tmp_path: Path) -> None:
    hit = Matcher(GLOSSARY).match(DUTCH[0]).hits[0]
    with project_with(tmp_path, []) as project:
        stored = next(iter(project.segments(1)))
        waived = replace(
            draft("In Kazachstan 238 people died."), terms=(TermOutcome(hit=hit, rung="waived"),)
        )
        project.add_rendering(stored.id, draft=waived)
        assert not check_project(project, glossary=GLOSSARY).findings


def test_without_a_glossary_the_other_checks_run(tmp_path: Path) -> None:
    with project_with(tmp_path, ["In Kazachstan 283 people died."]) as project:
        report = check_project(project, glossary=EMPTY_GLOSSARY)
    assert [check for _, check, _ in found(report)] == ["number"]


# The command


@pytest.fixture
def files(tmp_path: Path) -> None:
    put(tmp_path / "nl.txt", DUTCH)
    put(tmp_path / "en.txt", ENGLISH)
    put(tmp_path / "bad.txt", ["In Kazakhstan 283 people died", *ENGLISH[1:]])
    put(tmp_path / "odd.txt", ["In Kazakhstan 238 people died", *ENGLISH[1:]])
    (tmp_path / "glossary.yaml").write_text(GLOSSARY_TEXT, encoding="utf-8")


@pytest.mark.usefixtures("files")
def test_exit_codes_by_severity(here: RunHere) -> None:
    pair = ("check", "--source", "nl.txt", "--target")
    assert here(*pair, "en.txt").code == 0
    done = here(*pair, "bad.txt")
    assert done.code == 1
    assert done.out == "bad.txt:1  critical  number: the Dutch has 238, the English 283\n"
    passed = here(*pair, "odd.txt")
    assert (passed.code, passed.out) == (0, "")
    assert "1 cosmetic; `--min-severity cosmetic` lists 1 more" in passed.err
    listed = here(*pair, "odd.txt", "--min-severity", "cosmetic")
    assert "lists" not in listed.err
    assert here(*pair, "odd.txt", "--min-severity", "cosmetic").code == 1
    assert here(*pair, "bad.txt", "--min-severity", "critical").code == 1


@pytest.mark.usefixtures("files")
def test_json_is_its_own_baseline(here: RunHere, tmp_path: Path) -> None:
    pair = ("check", "--source", "nl.txt", "--target", "bad.txt", "--min-severity", "cosmetic")
    first = here(*pair, "--json")
    assert first.code == 1
    found: dict[str, Any] = json.loads(first.out)
    assert found["counts"] == {"critical": 1, "functional": 0, "cosmetic": 1}
    assert found["findings"][0] == {
        "document": "bad.txt", "number": 0, "line": 1, "check": "number", "severity": "critical",
        "message": "the Dutch has 238, the English 283", "start": 14, "end": 17,
        "source": DUTCH[0], "target": "In Kazakhstan 283 people died",
        "fix": {"start": 14, "end": 17, "text": "283", "replacement": "238",
                "message": "write 238", "safe": False},
    }  # fmt: skip
    (tmp_path / "known.json").write_text(first.out, encoding="utf-8")
    second = here(*pair, "--json", "--baseline", "known.json")
    assert second.code == 0
    assert json.loads(second.out)["known"] == 2
    functional = json.loads(here(*pair[:5], "--json").out)
    assert (functional["lesser"], len(functional["findings"])) == (1, 1)


@pytest.mark.usefixtures("files")
def test_sarif(here: RunHere, tmp_path: Path) -> None:
    done = here("check", "--source", "nl.txt", "--target", "bad.txt", "--sarif")
    assert done.code == 1
    log: dict[str, Any] = json.loads(done.out)
    assert log["version"] == "2.1.0"
    run = log["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["number"]
    result = run["results"][0]
    assert (result["ruleId"], result["level"]) == ("number", "error")
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "bad.txt"},
        "region": {"startLine": 1, "startColumn": 15, "endColumn": 18},
    }
    [change] = result["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 1, "startColumn": 15, "endColumn": 18},
            "insertedContent": {"text": "238"},
        }
    ]
    with project_with(tmp_path, ["In Kazakhstan 283 people died."]):
        pass
    done = here("check", "--project", "w.db", "--sarif")
    assert "fixes" not in json.loads(done.out)["runs"][0]["results"][0]
    place = json.loads(done.out)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].startswith("file:///")
    assert place["region"] == {"charOffset": 0, "charLength": len(DUTCH[0])}


@pytest.mark.usefixtures("files")
def test_a_project_on_the_command_line(here: RunHere, tmp_path: Path) -> None:
    with project_with(tmp_path, ["In Kazakhstan 283 people died.", "Nobody knows."]):
        pass
    done = here("check", "--project", "w.db")
    assert done.code == 1
    assert done.out == "004_a.txt:0  critical  number: the Dutch has 238, the English 283\n"
    assert "1 segment has no English yet" in done.err
    assert here("check", "--project", "w.db", "no-such").code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["--source", "nl.txt"],
        ["--target", "en.txt"],
        ["--source", "nl.txt", "--target", "en.txt", "--project", "w.db"],
        ["--source", "nl.txt", "--target", "en.txt", "name"],
        ["--source", "nl.txt", "--target", "en.txt", "--json", "--sarif"],
        ["--source", "nl.txt", "--target", "nowhere.txt"],
        ["--source", "nl.txt", "--target", "en.txt", "--baseline", "nowhere.json"],
        ["--source", "nl.txt", "--target", "en.txt", "--min-severity", "bad"],
        ["--project", "nowhere.db"],
    ],
)
@pytest.mark.usefixtures("files")
def test_what_cannot_be_checked_is_exit_2(here: RunHere, arguments: list[str]) -> None:
    done = here("check", *arguments)
    assert (done.code, done.out) == (2, "")
