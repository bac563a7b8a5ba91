from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.store_support import document, draft, states, sync
from workbench.checking.acts import fix_project, fix_target, reopen, waive
from workbench.checking.run import Judge, check_project, place_of
from workbench.desk.session import Session
from workbench.errors import ConfigError, UsageError
from workbench.glossary import parse_glossary
from workbench.guide import load_guide
from workbench.qa import Guide
from workbench.store.repo import Project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import RunHere

GLOSSARY = parse_glossary(
    """
version: 1
concepts:
  - {id: kazakhstan, type: place, nl: Kazachstan, en: Kazakhstan, forbidden: [Kazachstan]}
""",
    name="test",
)
DUTCH = ["In Kazachstan kwamen 238 mensen om.", "Het kostte 4,8 miljoen.", "„Ik blijf hier.",
         "Ik ga niet weg.”", "De regering viel."]  # fmt: skip
ENGLISH = ["In Kazachstan 238  people died.", "It cost 4,8 million.", "“I am staying here.”",
           "“I am not leaving.”", "The goverment fell."]  # fmt: skip


def translate(project: Project, number: int, english: list[str]) -> None:
    for stored, target in zip(project.segments(number), english, strict=True):
        project.add_rendering(stored.id, draft=draft(target))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.open(tmp_path / "workbench.db", author="anna") as opened:
        number = sync(opened, tmp_path / "004_a.txt", DUTCH)
        translate(opened, number, ENGLISH)
        yield opened


def english(project: Project) -> list[str]:
    return [
        stored.rendering.target for stored in project.segments(1) if stored.rendering is not None
    ]


def checks(project: Project) -> list[tuple[int, str]]:
    report = check_project(project, glossary=GLOSSARY)
    return [(one.place.segment.number, one.finding.check) for one in report.findings]


def test_safe_fixes_are_new_renderings(project: Project) -> None:
    done, kept = fix_project(project, glossary=GLOSSARY)
    assert kept == 0
    assert [(one.number, one.checks) for one in done] == [
        (0, ("spacing", "term")),
        (1, ("number",)),
    ]
    assert english(project) == [
        "In Kazakhstan 238 people died.", "It cost 4.8 million.", *ENGLISH[2:],
    ]  # fmt: skip
    stored = project.segment(1, 1)
    history = project.history(stored.id)
    assert [one.target for one in history] == [ENGLISH[1], "It cost 4.8 million."]
    assert stored.rendering is not None
    assert (stored.state, stored.rendering.author) == ("translated", "anna")
    assert stored.rendering.origin == "engine"
    assert stored.rendering.score == history[0].score
    assert stored.rendering.signature == f"{history[0].signature}|fixed:number"
    assert fix_project(project, glossary=GLOSSARY) == ([], 0)


def test_a_term_keeps_its_outcome_after_a_fix(project: Project) -> None:
    fix_project(project, glossary=GLOSSARY)
    rendering = project.segment(1, 0).rendering
    assert rendering is not None
    assert [term["rendering"] for term in rendering.terms] == ["Kazakhstan"]


def test_what_is_reviewed_is_left_alone(project: Project) -> None:
    stored = project.segment(1, 1)
    project.commit_edit(stored.id, ENGLISH[1], state="reviewed")
    done, kept = fix_project(project, glossary=GLOSSARY)
    assert ([one.number for one in done], kept) == ([0], 1)
    assert english(project)[1] == ENGLISH[1]


def test_what_a_person_wrote_and_did_not_confirm_stays_theirs(project: Project) -> None:
    stored = project.segment(1, 1)
    project.commit_edit(stored.id, "It  cost 4.8 million.", state="translated", author="bert")
    fix_project(project, glossary=GLOSSARY)
    rendering = project.segment(1, 1).rendering
    assert rendering is not None
    assert (rendering.target, rendering.origin) == ("It cost 4.8 million.", "human")


def test_a_paragraph_balances_its_quotations(project: Project) -> None:
    # Both sentences are closed where the Dutch closes once: no mistake over the paragraph.
    assert not [check for _, check in checks(project) if check == "quotes"]


def test_a_paragraph_that_leaves_a_quotation_open(tmp_path: Path) -> None:
    with Project.open(tmp_path / "w.db") as opened:
        number = sync(opened, tmp_path / "a.txt", DUTCH[2:4])
        translate(opened, number, ["“I am staying here.", "I am not leaving."])
        assert checks(opened) == [(1, "quotes")]


def test_a_guess_is_never_made_by_itself(project: Project) -> None:
    judge = Judge(GLOSSARY, guide=Guide(suggest=True))
    place = place_of(project.segment(1, 4), path="x")
    assert place is not None
    assert [one.check for one in judge(place)] == ["spelling"]
    assert fix_target(judge, place) == (ENGLISH[4], ())


def test_a_waiver_lasts_until_the_dutch_changes(project: Project, tmp_path: Path) -> None:
    said = waive(project, "004", 4, check="spelling", reason="a pun", glossary=GLOSSARY)
    assert said == ("“goverment” is in no dictionary",)
    assert (4, "spelling") not in checks(project)
    [record] = check_project(project, glossary=GLOSSARY).waivers
    assert (record.document, record.number, record.check) == ("004_a.txt", 4, "spelling")
    assert (record.reason, record.author) == ("a pun", "anna")
    path = tmp_path / "004_a.txt"
    project.sync_document(*document(path, [*DUTCH[:4], "De regering viel gisteren."]))
    translate(project, 1, ENGLISH)
    assert (4, "spelling") in checks(project)
    assert check_project(project, glossary=GLOSSARY).waivers == ()


def test_a_waived_finding_is_not_stored_again(project: Project) -> None:
    waive(project, "004", 4, check="spelling", reason="a pun", glossary=GLOSSARY)
    stored = project.segment(1, 4)
    judged = Judge(GLOSSARY)
    place = place_of(stored, path="x")
    assert place is not None
    findings = judged(place)
    assert [one.check for one in findings] == ["spelling"]
    project.set_findings(stored.id, findings, terms=())
    project.commit_edit(stored.id, ENGLISH[4], findings=findings)
    for rendering in (project.segment(1, 4).rendering, project.history(stored.id)[-1]):
        assert rendering is not None
        assert rendering.findings == ()


def test_another_message_is_not_waived(project: Project) -> None:
    waive(project, "004", 4, check="spelling", reason="a pun", glossary=GLOSSARY)
    project.commit_edit(project.segment(1, 4).id, "The regimentt fell.", state="translated")
    assert (4, "spelling") in checks(project)


def test_a_waiver_can_be_taken_back(project: Project) -> None:
    waive(project, "004", 4, check="spelling", reason="a pun", glossary=GLOSSARY)
    waive(project, "004", 4, check="spelling", reason="a better pun", glossary=GLOSSARY)
    assert [one.reason for one in project.waivers.all()] == ["a better pun"]
    reopen(project, "004", 4, check="spelling", glossary=GLOSSARY)
    assert (4, "spelling") in checks(project)
    with pytest.raises(UsageError, match="is waived here"):
        reopen(project, "004", 4, check="spelling", glossary=GLOSSARY)
    assert not project.waivers.withdraw(project.segment(1, 4).id, check="x", message="y")


@pytest.mark.parametrize(
    ("check", "reason", "problem"),
    [
        ("spelling", " ", "reason"),
        ("number", "x", "finds nothing"),
        ("term", "x", "glossary waive"),
    ],
)
def test_what_cannot_be_waived(project: Project, check: str, reason: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        waive(project, "004", 4, check=check, reason=reason, glossary=GLOSSARY)


def test_a_guide_is_made_of_the_files_beside(tmp_path: Path) -> None:
    (tmp_path / "house-style.toml").write_text("[[rule]]\nfind = 'x'\n", encoding="utf-8")
    (tmp_path / "words.txt").write_text("oblast\n", encoding="utf-8")
    guide = load_guide(GLOSSARY, project=tmp_path / "workbench.db")
    assert guide.language == "en-GB"
    assert {"oblast", "Kazakhstan"} <= guide.words
    assert [rule.find for rule in guide.rules] == ["x"]
    (tmp_path / "workbench.toml").write_text('house_style = "other.toml"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"other\.toml"):
        load_guide(GLOSSARY, project=tmp_path / "workbench.db")
    assert load_guide(None).language == "en-GB"


# The command


@pytest.mark.usefixtures("project")
def test_the_command(here: RunHere, tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text(
        "version: 1\nconcepts:\n  - {id: kazakhstan, nl: Kazachstan, en: Kazakhstan}\n",
        encoding="utf-8",
    )
    done = here("check", "--fix", "--author", "carla")
    assert "2 segments fixed" in done.err
    assert done.out == "004_a.txt:4  functional  spelling: “goverment” is in no dictionary\n"
    assert here("check", "004:4", "--waive", "spelling", "--why", "a pun").code == 0
    after = here("check", "--json")
    assert after.code == 0
    waivers: list[dict[str, Any]] = json.loads(after.out)["waivers"]
    assert [(one["number"], one["check"], one["reason"]) for one in waivers] == [
        (4, "spelling", "a pun")
    ]
    assert here("check", "004:4", "--reopen", "spelling").code == 0
    assert here("check").code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--fix", "--waive", "spelling"],
        ["--waive", "spelling", "--why", "x"],
        ["004", "--waive", "spelling", "--why", "x"],
        ["004:4", "005:4", "--waive", "spelling", "--why", "x"],
        ["004:4", "--waive", "spelling"],
        ["004:99", "--waive", "spelling", "--why", "x"],
        ["--why", "x"],
        ["--fix", "--source", "a", "--target", "b"],
    ],
)
@pytest.mark.usefixtures("project")
def test_what_cannot_be_done_is_exit_2(here: RunHere, arguments: list[str]) -> None:
    done = here("check", *arguments)
    assert (done.code, done.out) == (2, "")


def test_a_draft_without_english_has_nothing_to_waive(tmp_path: Path) -> None:
    with Project.open(tmp_path / "w.db") as opened:
        sync(opened, tmp_path / "a.txt", DUTCH)
        with pytest.raises(UsageError, match="no English"):
            waive(opened, "a", 0, check="spelling", reason="x", glossary=GLOSSARY)
        opened.add_rendering(opened.segment(1, 0).id, draft=draft("In Kazakhstan 238 people died."))
        assert checks(opened) == []


# At the desk


def test_a_finding_is_waived_at_the_desk(project: Project) -> None:
    session = Session(project)
    session.open_first("004")
    session.go_to_number(4)
    [finding] = session.judgement().findings
    assert session.waive_finding(finding, " ").kind == "nothing"
    assert session.waive_finding(finding, "a pun").kind == "done"
    assert session.judgement().findings == ()
    assert session.row.severity == 0
    session.confirm()
    rendering = project.segment(1, 4).rendering
    assert rendering is not None
    assert rendering.findings == ()
    [record] = project.waivers.all()
    assert (record.reason, record.author, record.number) == ("a pun", "anna", 4)


def test_what_is_typed_can_be_waived_before_it_is_kept(project: Project) -> None:
    session = Session(project)
    session.open_first("004")
    session.go_to_number(4)
    session.type("The regimentt fell.")
    [finding] = session.judgement().findings
    assert session.waive_finding(finding, "dialect").kind == "done"
    assert session.judgement().findings == ()
    session.type("The goverment fell.")
    assert [one.check for one in session.judgement().findings] == ["spelling"]


def test_a_waiver_is_an_act_that_undo_takes_back(project: Project) -> None:
    """Not the act before it, in another segment."""
    session = Session(project)
    session.open_first("004")
    session.comment("nothing that could be undone")
    session.confirm()
    before = states(project, 1)
    session.go_to_number(4)
    [finding] = session.judgement().findings
    session.waive_finding(finding, "a pun")
    assert (session.row.severity, session.row.noted) == (0, True)
    [passed] = session.passed()
    assert (passed.finding, passed.waiver.reason, passed.waiver.author) == (
        finding,
        "a pun",
        "anna",
    )
    [act] = session.acts()
    assert (act.what, act.reason, act.undone) == ("waive", "a pun", False)
    assert act.finding == f"spelling: {finding.message}"

    with Project.open(project.path, author="anna") as later:
        again = Session(later)
        again.open_first("004")
        again.go_to_number(0)
        upcoming = again.upcoming()
        assert upcoming is not None
        assert (upcoming.number, upcoming.what) == (4, "waive")
        assert again.undo().message == "undone: waive of segment 4"
        assert again.index == 4
        assert again.judgement().findings == (finding,)
        assert again.passed() == ()
        assert (again.row.severity, again.row.noted) == (finding.severity, False)
        assert again.project.segment(1, 4).rendering.findings  # type: ignore[union-attr]
        assert states(later, 1) == before
        assert [one.undone for one in again.acts()] == [True]

        assert again.redo().message == "redone: waive of segment 4"
        assert again.judgement().findings == ()
        assert (again.row.severity, again.row.noted) == (0, True)
        [record] = later.waivers.all()
        assert (record.reason, record.author) == ("a pun", "anna")
        # The act before it is the next one.
        again.undo()
        assert again.undo().message == "undone: confirm of segment 0"


def test_a_waiver_is_taken_back_as_an_act(project: Project) -> None:
    session = Session(project)
    session.open_first("004")
    session.go_to_number(4)
    [finding] = session.judgement().findings
    session.waive_finding(finding, "a pun")
    [passed] = session.passed()
    assert session.reopen_finding(passed).message == "spelling is open again"
    assert session.judgement().findings == (finding,)
    assert session.row.severity > 0
    assert project.waivers.all() == []
    assert session.undo().message == "undone: reopen of segment 4"
    assert session.passed() == (passed,)
    assert session.undo().message == "undone: waive of segment 4"
    assert session.judgement().findings == (finding,)
    assert [one.what for one in session.acts()] == ["waive", "reopen"]
    session.redo()
    assert session.passed() == (passed,)


def test_undo_leaves_a_waiver_alone_that_somebody_else_has_given_anew(project: Project) -> None:
    session = Session(project)
    session.open_first("004")
    session.go_to_number(4)
    [finding] = session.judgement().findings
    session.waive_finding(finding, "a pun")
    project.waivers.waive(
        session.stored.id,
        check=finding.check,
        message=finding.message,
        reason="so agreed",
        author="bert",
    )
    assert session.undo().message == "segment 4 was changed elsewhere since: left as it is"
    assert [one.reason for one in project.waivers.all()] == ["so agreed"]
    assert session.undo().message == "nothing to undo"


def test_typing_comes_before_the_waiver_of_what_was_typed(project: Project) -> None:
    session = Session(project)
    session.open_first("004")
    session.go_to_number(4)
    session.type("The regimentt fell.")
    [finding] = session.judgement().findings
    session.waive_finding(finding, "dialect")
    assert session.undo().message == "undone: waive of segment 4"
    assert session.text == "The regimentt fell."
    assert session.undo().message == "undone: edit of segment 4"
