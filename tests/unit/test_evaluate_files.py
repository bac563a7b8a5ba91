from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.store_support import draft
from workbench.errors import InputError, UsageError
from workbench.evaluate.job import evaluate_files, evaluate_project
from workbench.evaluate.lines import read_lines
from workbench.evaluate.references import ReferenceFile, Row, align, best_document, read_references
from workbench.glossary import parse_glossary
from workbench.model import Document
from workbench.store.repo import Project
from workbench.text.languages import language_of
from workbench.text.segment import segment_text

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunHere

DUTCH = [
    "De president van Kazachstan sprak dinsdag in de Mazjilis.",
    "Het brood is duurder dan het vorig jaar was.",
    "Niemand weet waar hij nu is.",
    "Zij zouden niet naar het noorden gaan.",
]
ENGLISH = [
    "The president of Kazakhstan spoke in the Mazhilis on Tuesday.",
    "Bread is more expensive than it was last year.",
    "Nobody knows where he is now.",
    "They would not go to the north.",
]
GLOSSARY = """
version: 1
concepts:
  - {id: kazakhstan, type: place, nl: Kazachstan, en: Kazakhstan}
  - {id: mazhilis, type: organisation, nl: Mazjilis, en: the Mazhilis}
"""


def put(path: Path, lines: list[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    return {
        "source": put(tmp_path / "nl", DUTCH),
        "hyp": put(tmp_path / "hyp", ENGLISH),
        "ref": put(tmp_path / "ref", ENGLISH),
    }


def test_lines_end_at_line_feeds_only_and_lose_trailing_space(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes("a \r\nb\u2028c\n\nd".encode())
    assert read_lines(path) == ["a", "b\u2028c", "", "d"]


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        (ENGLISH[:-1], 4),
        (ENGLISH[1:], 1),
        ([ENGLISH[0], *ENGLISH[2:]], 2),
        ([*ENGLISH, "One more."], 5),
        ([ENGLISH[0], "A line too many, about fish.", *ENGLISH[1:]], 2),
    ],
)
def test_unequal_files_say_where_they_part(
    files: dict[str, Path], lines: list[str], at: int
) -> None:
    put(files["hyp"], lines)
    with pytest.raises(InputError, match=rf"they seem to part at line {at}, ") as caught:
        evaluate_files(source=None, hypotheses=[files["hyp"]], reference=files["ref"])
    assert str(caught.value).startswith(f"{files['hyp']}:{at}: ")


def test_an_unequal_source_is_refused(files: dict[str, Path]) -> None:
    put(files["source"], DUTCH[1:])
    with pytest.raises(InputError, match="they seem to part"):
        evaluate_files(source=files["source"], hypotheses=[files["hyp"]], reference=files["ref"])


def test_empty_references_are_refused(files: dict[str, Path]) -> None:
    put(files["ref"], [ENGLISH[0], "", *ENGLISH[2:]])
    with pytest.raises(InputError, match="reference is empty at line 2"):
        evaluate_files(source=None, hypotheses=[files["hyp"]], reference=files["ref"])
    put(files["ref"], [])
    with pytest.raises(InputError, match="empty"):
        evaluate_files(source=None, hypotheses=[files["hyp"]], reference=files["ref"])


@pytest.mark.parametrize("which", ["hyp", "ref"])
def test_dutch_for_english_is_refused(files: dict[str, Path], which: str) -> None:
    put(files[which], DUTCH)
    with pytest.raises(InputError, match="looks Dutch"):
        evaluate_files(source=None, hypotheses=[files["hyp"]], reference=files["ref"])


def test_english_for_dutch_is_refused(files: dict[str, Path]) -> None:
    put(files["source"], ENGLISH)
    with pytest.raises(InputError, match="looks English"):
        evaluate_files(source=files["source"], hypotheses=[files["hyp"]], reference=files["ref"])


@pytest.mark.parametrize("word", ["NaN", "nan", "None", "null", "<NA>"])
def test_a_missing_value_is_no_translation(files: dict[str, Path], word: str) -> None:
    put(files["hyp"], [ENGLISH[0], word, *ENGLISH[2:]])
    with pytest.raises(InputError, match="missing value, at line 2"):
        evaluate_files(source=None, hypotheses=[files["hyp"]], reference=files["ref"])


def test_none_is_fine_where_the_reference_says_so(files: dict[str, Path]) -> None:
    lines = ["None", *ENGLISH[1:]]
    put(files["hyp"], lines)
    with pytest.raises(InputError, match="missing value"):
        evaluate_files(source=None, hypotheses=[files["hyp"]], reference=put(files["ref"], lines))


def test_the_same_file_twice_is_refused(files: dict[str, Path]) -> None:
    with pytest.raises(UsageError, match="twice"):
        evaluate_files(source=None, hypotheses=[files["hyp"], files["hyp"]], reference=files["ref"])


def test_warnings_of_what_is_scored_all_the_same(files: dict[str, Path]) -> None:
    put(files["hyp"], ["It is over .", "", DUTCH[3], ENGLISH[3]])
    found = evaluate_files(source=None, hypotheses=[files["hyp"]], reference=files["ref"])
    warnings = " | ".join(found.warnings)
    assert "empty at line 2" in warnings
    assert "still Dutch at line 3" in warnings
    assert "spaces before its punctuation" in warnings


def test_sacrebleus_warning_is_passed_on(tmp_path: Path) -> None:
    hypothesis = put(tmp_path / "hyp", ["It was over ."] * 120)
    reference = put(tmp_path / "ref", ["It was over ."] * 120)
    found = evaluate_files(source=None, hypotheses=[hypothesis], reference=reference)
    assert any("forgot to detokenize" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    ("text", "language"),
    [(" ".join(DUTCH), "nl"), (" ".join(ENGLISH), "en"), ("Almaty, 3 mei", None), ("", None)],
)
def test_languages(text: str, language: str | None) -> None:
    assert language_of(text) == language


# A project and its references


def project_with(tmp_path: Path, text: str, targets: list[str], name: str = "003_a.txt") -> Project:
    project = Project.open(tmp_path / "w.db", author="Ann")
    document = Document(name=name, path=f"/articles/{name}", text=text)
    report = project.sync_document(document, segment_text(text))
    stored = list(project.segments(report.document.id))
    assert len(stored) >= len(targets)
    for segment, target in zip(stored, targets, strict=False):
        project.add_rendering(segment.id, draft=draft(target))
    return project


def rows(project: Project) -> list[Row]:
    return [
        Row(
            number=stored.segment.number,
            kind=stored.segment.kind,
            source=stored.segment.source,
            target=stored.rendering.target if stored.rendering else None,
        )
        for stored in project.segments(1)
    ]


def references(*pairs: tuple[str, str], name: str = "003.nl") -> ReferenceFile:
    return ReferenceFile(
        name=name, sources=tuple(p[0] for p in pairs), references=tuple(p[1] for p in pairs)
    )


def test_equal_cuts_pair_one_to_one(tmp_path: Path) -> None:
    with project_with(tmp_path, "\n\n".join(DUTCH), ENGLISH) as project:
        segments = rows(project)
    pairs, partings = align(references(*zip(DUTCH, ENGLISH, strict=True)), "a", segments)
    assert [(p.source, p.target, p.reference) for p in pairs] == [
        (d, e, e) for d, e in zip(DUTCH, ENGLISH, strict=True)
    ]
    assert not partings


def test_other_cuts_are_joined(tmp_path: Path) -> None:
    text = f"{DUTCH[0]} {DUTCH[1]}\n{DUTCH[2]}\n"
    with project_with(tmp_path, text, ENGLISH[:3]) as project:
        segments = rows(project)
    assert len(segments) == 3
    file = references(
        (f"{DUTCH[0]} {DUTCH[1]}", "Both."),
        (DUTCH[2][:12], "One"),
        (DUTCH[2][12:].strip(), "half."),
    )
    pairs, partings = align(file, "a", segments)
    assert [(p.numbers, p.reference, p.lines) for p in pairs] == [
        ((0, 1), "Both.", 1),
        ((2,), "One half.", 2),
    ]
    assert pairs[0].target == f"{ENGLISH[0]} {ENGLISH[1]}"
    assert not partings


def test_what_has_no_counterpart_is_left_out_and_told(tmp_path: Path) -> None:
    text = "\n".join([DUTCH[0], "Een nieuwe regel zonder referentie.", DUTCH[1]])
    with project_with(tmp_path, text, ["A.", "B.", "C."]) as project:
        segments = rows(project)
    file = references((DUTCH[0], "A."), ("Deze regel is weg.", "Gone."), (DUTCH[1], "C."))
    pairs, partings = align(file, "a", segments)
    assert [p.target for p in pairs] == ["A.", "C."]
    assert [(p.line, p.reason) for p in partings] == [
        (2, "the document does not have this Dutch"),
        (0, "segment 1 has no reference"),
    ]


def test_a_short_line_does_not_skip_half_the_article(tmp_path: Path) -> None:
    text = "\n".join([*DUTCH, "Nee.", "Slot."])
    with project_with(tmp_path, text, [*ENGLISH, "No.", "End."]) as project:
        segments = rows(project)
    file = references(("Nee.", "No."), *zip(DUTCH, ENGLISH, strict=True), ("Nee.", "No."))
    pairs, partings = align(file, "a", segments)
    assert [p.target for p in pairs] == [*ENGLISH, "No."]
    assert [(p.line, p.text) for p in partings] == [(1, "Nee."), (0, "Slot.")]


def test_the_document_with_most_of_the_lines_is_meant() -> None:
    file = references((DUTCH[0], ""), (DUTCH[1], ""))
    texts = [("b.txt", "".join(DUTCH[1].split())), ("a.txt", "".join("".join(DUTCH).split()))]
    assert best_document(file, texts) == "a.txt"
    assert best_document(file, [("a.txt", "x"), ("003.txt", "y")]) is None
    same = "".join("".join(DUTCH).split())
    assert best_document(file, [("a.txt", same), ("x/003_b.txt", same)]) == "x/003_b.txt"


def test_reference_folders_are_checked(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder"):
        read_references(tmp_path / "nowhere")
    with pytest.raises(InputError, match="holds no references"):
        read_references(tmp_path)
    put(tmp_path / "003.nl", DUTCH)
    with pytest.raises(InputError, match=r"no 003\.en"):
        read_references(tmp_path)
    put(tmp_path / "003.en", ENGLISH)
    put(tmp_path / "003.para", ["0", "1"])
    with pytest.raises(InputError, match="paragraph number"):
        read_references(tmp_path)
    put(tmp_path / "003.para", ["0", "1", "2", "3"])
    assert read_references(tmp_path)[0].references == tuple(ENGLISH)


def test_a_project_by_document_and_kind(tmp_path: Path) -> None:
    refs = tmp_path / "refs"
    refs.mkdir()
    put(refs / "003.nl", DUTCH)
    put(refs / "003.en", ENGLISH)
    put(refs / "999.nl", ["Iets heel anders, over vis."])
    put(refs / "999.en", ["Something else."])
    with project_with(tmp_path, "\n".join(DUTCH), ENGLISH) as project:
        found = evaluate_project(project, refs, glossary=parse_glossary(GLOSSARY, name="g"))
    system = found.systems[0]
    assert system.scores[0].value == pytest.approx(100)
    assert system.terms is not None
    assert system.terms.recall == 1
    assert [part.name for part in system.documents] == ["003_a.txt"]
    assert sum(part.segments for part in system.kinds) == 4
    assert found.warnings == ("999.nl: no document of the project holds its Dutch; left out",)


def test_untranslated_segments_are_left_out_and_told(tmp_path: Path) -> None:
    refs = tmp_path / "refs"
    refs.mkdir()
    put(refs / "003.nl", DUTCH)
    put(refs / "003.en", ENGLISH)
    with project_with(tmp_path, "\n".join(DUTCH), ENGLISH[:2]) as project:
        found = evaluate_project(project, refs)
    assert found.systems[0].segments == 2
    assert [p.line for p in found.partings] == [3, 4]
    assert "has no English yet" in found.partings[0].reason


def test_references_of_other_articles_are_an_error(tmp_path: Path) -> None:
    refs = tmp_path / "refs"
    refs.mkdir()
    put(refs / "003.nl", DUTCH[2:])
    put(refs / "003.en", ENGLISH[2:])
    with (
        project_with(tmp_path, "\n".join(DUTCH[:2]), ENGLISH[:2]) as project,
        pytest.raises(InputError, match="no reference answers"),
    ):
        evaluate_project(project, refs)


def test_effort_is_the_persons_text_against_the_machines(tmp_path: Path) -> None:
    with project_with(tmp_path, "\n".join(DUTCH), ENGLISH[:3]) as project:
        segments = list(project.segments(1))
        with pytest.raises(UsageError, match="no segment was reviewed"):
            evaluate_project(project, None)
        project.commit_edit(segments[0].id, ENGLISH[0])
        # one word of six: nobody knows where he is now -> nobody knows where she is now
        project.commit_edit(segments[2].id, "Nobody knows where she is now.")
        # never rendered by a machine
        project.commit_edit(segments[3].id, ENGLISH[3])
        found = evaluate_project(project, None)
    assert found.systems == ()
    assert found.effort is not None
    assert (found.effort.segments, found.effort.unchanged) == (2, 1)
    assert found.effort.hter is not None
    assert found.effort.hter.value == pytest.approx(100 * 1 / (10 + 6))


# The command


def test_the_command_tells_the_effort(here: RunHere, tmp_path: Path) -> None:
    with project_with(tmp_path, "\n".join(DUTCH), ENGLISH) as project:
        project.commit_edit(next(iter(project.segments(1))).id, ENGLISH[0])
    done = here("evaluate", "--project", "w.db")
    assert done.code == 0
    assert done.out.startswith("post-edit effort  1 segment, 1 left unchanged\n  HTER = 0.00\n")
    assert json.loads(here("evaluate", "--project", "w.db", "--json").out)["effort"]["hter"] == 0


def test_the_command_prints_json(here: RunHere, tmp_path: Path) -> None:
    put(tmp_path / "nl", DUTCH)
    put(tmp_path / "a", ENGLISH)
    put(tmp_path / "b", [*ENGLISH[:3], "They went not."])
    put(tmp_path / "ref", ENGLISH)
    (tmp_path / "g.yaml").write_text(GLOSSARY, encoding="utf-8")
    done = here(
        "evaluate", "--source", "nl", "--hyp", "a", "b", "--ref", "ref", "--glossary", "g.yaml",
        "--samples", "20", "--json",
    )  # fmt: skip
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    assert [s["name"] for s in found["systems"]] == ["a", "b"]
    assert found["systems"][0]["scores"][0]["score"] == pytest.approx(100)
    assert found["systems"][0]["scores"][0]["signature"].startswith("nrefs:1|")
    assert found["systems"][0]["terms"]["recall"] == 1
    assert {s["metric"] for s in found["significance"]} == {"BLEU", "chrF2", "chrF2++", "TER"}
    twice = here(
        "evaluate", "--hyp", "a", "--hyp", "b", "--ref", "ref", "--samples", "20", "--json"
    )
    assert json.loads(twice.out)["systems"][1]["scores"] == found["systems"][1]["scores"]


def test_the_command_prints_text(here: RunHere, tmp_path: Path) -> None:
    put(tmp_path / "a", ENGLISH)
    put(tmp_path / "ref", ENGLISH)
    done = here("evaluate", "--hyp", "a", "--ref", "ref")
    assert done.code == 0
    assert done.out.splitlines()[:2] == ["a  4 segments", done.out.splitlines()[1]]
    assert "  BLEU = 100.00" in done.out
    assert "nrefs:1|case:lc|tok:tercom" in done.out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--hyp", "a"],
        ["--ref", "ref"],
        ["--refs", ".", "--hyp", "a"],
        ["--hyp", "a", "--ref", "ref", "--project", "w.db"],
        ["--hyp", "a", "--ref", "ref", "--glossary", "g.yaml"],
        ["--hyp", "nowhere", "--ref", "ref"],
        ["--hyp", "a", "--ref", "ref", "--samples", "0"],
    ],
)
def test_the_command_refuses(here: RunHere, tmp_path: Path, arguments: list[str]) -> None:
    put(tmp_path / "a", ENGLISH)
    put(tmp_path / "ref", ENGLISH)
    (tmp_path / "g.yaml").write_text(GLOSSARY, encoding="utf-8")
    done = here("evaluate", *arguments)
    assert done.code == 2
    assert done.out == ""
    assert len(done.err.splitlines()) == 1
