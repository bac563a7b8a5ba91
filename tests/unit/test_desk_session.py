"""Acts of one person at the desk, and how what they typed is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.session_support import DUTCH, project, session
from tests.store_support import draft, states, sync, targets, translate
from workbench.desk import Session
from workbench.errors import UsageError
from workbench.glossary.file import parse_glossary
from workbench.model import Draft, Severity
from workbench.store import Project

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["project", "session"]

GLOSSARY = """\
concepts:
  - id: mazhilis
    nl: Mazjilis
    en: Mazhilis
"""


def test_it_opens_at_the_first_unreviewed_segment_of_the_first_unfinished_article(
    project: Project,
) -> None:
    second = sync(project, "/in/b.txt", (*DUTCH, "Dit is vijf."))
    translate(project, second)
    for stored in project.segments(1):
        project.commit_edit(stored.id, "done")
    project.commit_edit(next(project.segments(second)).id, "done")
    session = Session(project)
    session.open_first()
    assert (session.document.name, session.row.number) == ("b.txt", 1)


def test_a_finished_project_opens_at_its_beginning(project: Project) -> None:
    for stored in project.segments(1):
        project.commit_edit(stored.id, "done")
    session = Session(project)
    session.open_first()
    assert session.row.number == 0


def test_an_empty_project_and_an_unknown_article_are_refused(
    project: Project, tmp_path: Path
) -> None:
    with Project.open(tmp_path / "empty.db") as empty, pytest.raises(UsageError, match="nothing"):
        Session(empty).open_first()
    with pytest.raises(UsageError, match="zzz"):
        Session(project).open_first("zzz")


def test_confirm_and_next(session: Session, project: Project) -> None:
    session.type("This is one.")
    assert session.confirm_and_next().kind == "done"
    assert session.row.number == 1
    first = project.segment(1, 0)
    assert first.state == "reviewed"
    assert first.rendering is not None
    assert (first.rendering.target, first.rendering.author, first.rendering.origin) == (
        "This is one.",
        "anna",
        "human",
    )


def test_confirming_what_is_confirmed_writes_nothing(session: Session, project: Project) -> None:
    session.confirm()
    assert session.confirm().kind == "nothing"
    assert len(project.history(session.stored.id)) == 2


def test_confirming_the_last_segment_stays_there_and_says_what_is_left(session: Session) -> None:
    session.go(3)
    outcome = session.confirm_and_next()
    assert session.row.number == 3
    assert "3 are not reviewed" in outcome.message


def test_the_end_of_an_article_says_how_many_segments_have_open_findings(
    session: Session,
) -> None:
    for text in ("This is 1 and 7.", "This is two.", "This is three."):
        session.type(text)
        session.confirm_and_next()
    session.type("This is 98.")
    outcome = session.confirm_and_next()
    severities = [row.severity for row in session.rows]
    assert severities[0] == severities[3] == Severity.CRITICAL
    assert severities[1:3] == [0, 0]
    assert outcome.message.startswith(
        "the article is reviewed to the end, but 2 segments have open findings, "
        "2 of them critical ones"
    )
    for index in (0, 3):
        session.go(index)
        session.type(f"This is {'one' if index == 0 else 'four'}.")
        outcome = session.confirm_and_next()
    assert outcome.message == "the article is reviewed to the end: export it, or open another"


def test_a_rendering_is_made_on_leaving_and_not_before(session: Session, project: Project) -> None:
    for text in ("T", "Th", "Thi", "This."):
        session.type(text)
        session.save()
    assert len(project.history(session.stored.id)) == 1
    session.step(1)
    assert targets(project, 1)[0] == "This."
    assert states(project, 1)[0] == "translated"
    assert len(project.history(project.segment(1, 0).id)) == 2


def test_looking_at_segments_writes_nothing(session: Session, project: Project) -> None:
    for _ in range(3):
        session.step(1)
    assert [len(project.history(row.id)) for row in session.rows] == [1, 1, 1, 1]


def test_text_typed_is_there_again_after_a_kill(session: Session, project: Project) -> None:
    session.go(2)
    session.type("half a sent")
    session.save()
    # Nothing is closed: the process is gone.
    again = Session(project)
    again.open_first()
    assert again.go(2).ok
    assert again.text == "half a sent"
    assert again.changed
    assert again.conflict is None


def test_taking_typing_back_forgets_the_draft_text(session: Session, project: Project) -> None:
    session.type("x")
    session.save()
    session.type(session.began)
    session.save()
    assert project.desk.drafts(session.stored.id) == []


def test_closing_makes_what_was_typed_a_rendering(session: Session, project: Project) -> None:
    session.type("left")
    session.close()
    assert targets(project, 1)[0] == "left"


def test_an_edited_reviewed_segment_waits_for_confirmation_again(session: Session) -> None:
    session.confirm()
    session.type("other")
    session.step(1)
    assert session.rows[0].state == "translated"


def test_an_omission_is_confirmed_twice_and_has_no_finding(
    session: Session, project: Project
) -> None:
    session.type("")
    assert session.confirm().kind == "ask"
    assert states(project, 1)[0] == "translated"
    assert session.confirm().kind == "done"
    first = project.segment(1, 0)
    assert first.state == "reviewed"
    assert first.rendering is not None
    assert (first.rendering.target, first.rendering.findings) == ("", ())


def test_typing_between_withdraws_the_omission(session: Session) -> None:
    session.type("")
    session.confirm()
    session.type("a")
    session.type("")
    assert session.confirm().kind == "ask"


def test_unconfirm_final_and_their_undo(session: Session, project: Project) -> None:
    assert session.unconfirm().kind == "nothing"
    session.confirm()
    session.unconfirm()
    assert states(project, 1)[0] == "translated"
    session.finalise()
    assert states(project, 1)[0] == "final"
    session.undo()
    assert states(project, 1)[0] == "translated"
    session.undo()
    assert states(project, 1)[0] == "reviewed"
    session.redo()
    assert states(project, 1)[0] == "translated"


def test_undo_reaches_back_over_a_restart_and_redo_follows(
    session: Session, project: Project
) -> None:
    before = targets(project, 1)
    session.type("one")
    session.confirm_and_next()
    session.type("two")
    session.confirm_and_next()
    session.close()
    again = Session(project)
    again.open_first()
    assert "segment 1" in again.undo().message
    assert again.row.number == 1
    again.undo()
    assert targets(project, 1) == before
    assert states(project, 1)[0] == "translated"
    assert again.undo().kind == "nothing"
    again.redo()
    again.redo()
    assert targets(project, 1)[:2] == ["one", "two"]
    assert again.redo().kind == "nothing"


def test_undo_first_takes_back_what_was_only_typed(session: Session, project: Project) -> None:
    session.type("one")
    session.confirm()
    session.type("one and a half")
    session.undo()
    assert session.text == "one"
    assert targets(project, 1)[0] == "one"


def test_a_new_act_ends_what_can_be_redone(session: Session) -> None:
    session.confirm()
    session.undo()
    session.type("new")
    session.confirm()
    assert session.redo().kind == "nothing"


def test_terms_are_judged_as_one_types(tmp_path: Path) -> None:
    glossary = parse_glossary(GLOSSARY, name="glossary.yaml")
    with Project.open(tmp_path / "w.db", author="anna") as project:
        translate(project, sync(project, "/in/a.txt", ["De Mazjilis stemde.", "Goed zo."]))
        session = Session(project, glossary=glossary)
        session.open_first()
        assert [t.rung for t in session.judgement().terms] == ["unresolved"]
        assert "term" in {f.check for f in session.judgement().findings}
        session.type("The Mazhilis voted.")
        assert [t.rung for t in session.judgement().terms] == ["human"]
        session.confirm()
        stored = project.segment(1, 0)
        assert stored.rendering is not None
        assert [t["rung"] for t in stored.rendering.terms] == ["human"]
        assert stored.rendering.findings == ()
        assert session.set_query("term:mazh") == 1
        assert session.set_query("term:Mazjil") == 1


def test_alternatives_come_from_the_trace_and_the_history(
    session: Session, project: Project
) -> None:
    trace: dict[str, object] = {
        "pieces": [
            {
                "attempts": [{"rung": "free", "target": "This is one.", "chosen": True}],
                "alternatives": [{"target": "That is one.", "score": -1.0}],
            }
        ]
    }
    project.add_rendering(session.stored.id, draft=Draft(target="This is one.", trace=trace))
    session.poll()
    assert session.alternatives()[:2] == ["That is one.", "EN Dit is een."]
    session.type("That is one.")
    session.confirm()
    assert "That is one." not in session.alternatives()


def test_a_new_draft_goes_into_the_editor_only_where_nothing_was_typed(
    session: Session, project: Project
) -> None:
    source = session.stored.segment.source
    session.take_draft(session.stored.id, source, draft("again"))
    assert session.text == "again"
    assert not session.changed
    session.type("mine")
    session.take_draft(session.stored.id, source, draft("and again"))
    assert session.text == "mine"
    assert "and again" in session.alternatives()
    session.confirm()
    assert targets(project, 1)[0] == "mine"


def test_a_new_draft_never_displaces_what_a_person_confirmed(
    session: Session, project: Project
) -> None:
    session.type("mine")
    session.confirm()
    session.take_draft(session.stored.id, session.stored.segment.source, draft("machine"))
    assert targets(project, 1)[0] == "mine"
    assert session.text == "machine"
    session.undo()
    assert session.text == "mine"


def test_opening_another_article_keeps_what_was_typed(session: Session, project: Project) -> None:
    second = sync(project, "/in/b.txt", (*DUTCH, "Dit is vijf."))
    translate(project, second)
    session.type("typed")
    assert session.open_document(second).ok
    assert session.document.name == "b.txt"
    assert targets(project, 1)[0] == "typed"


def test_remarks(session: Session) -> None:
    assert session.comment("  ").kind == "nothing"
    session.comment("is this right?")
    assert [(n.author, n.text) for n in session.notes()] == [("anna", "is this right?")]
    assert session.row.noted
