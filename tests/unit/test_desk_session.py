"""Acts of one person at the desk, and how what they typed is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.session_support import DUTCH, project, session
from tests.store_support import draft, states, sync, targets, translate
from workbench.desk import Session
from workbench.desk.pending import finish
from workbench.errors import UsageError
from workbench.glossary.file import parse_glossary
from workbench.model import Draft, Severity
from workbench.store import Project
from workbench.store.records import Base

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.model import StoredSegment

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


def test_final_goes_on_and_says_where_it_was_done_already(
    session: Session, project: Project
) -> None:
    assert session.finalise_and_next().message == ""
    assert (session.row.number, states(project, 1)[0]) == (1, "final")
    session.go(0)
    assert session.finalise_and_next().message == "segment 0 is final already"
    assert session.row.number == 1
    session.type("")
    assert "no English here" in session.finalise_and_next().message
    assert session.row.number == 1
    session.type("two")
    last = len(DUTCH) - 1
    session.go(last)
    assert session.finalise_and_next().message == f"the last segment; {last - 1} are not final yet"
    for index in range(1, last):
        session.go(index)
        session.finalise_and_next()
    session.go(last)
    said = session.finalise_and_next().message
    assert said == f"segment {last} is final already; the article is final"


def test_all_reviewed_segments_are_marked_final_as_one_act(
    session: Session, project: Project
) -> None:
    session.confirm_and_next()
    session.type("two")
    session.confirm()
    session.go(2)
    session.type("typed")
    before = targets(project, 1)
    bases, critical = session.to_finalise()
    assert (len(bases), critical) == (2, 0)
    said = finish(session.begin_finalise_all(), project)
    assert said.message == "2 segments marked final; one undo takes it back"
    assert states(project, 1)[:3] == ["final", "final", "translated"]
    # What was being typed was entered, and no text is another one.
    assert targets(project, 1) == [*before[:2], "typed", *before[3:]]
    assert [row.state for row in session.rows] == states(project, 1)
    assert finish(session.begin_finalise_all(), project).kind == "nothing"
    session.undo()
    assert states(project, 1)[:3] == ["reviewed", "reviewed", "translated"]
    session.redo()
    assert states(project, 1)[:2] == ["final", "final"]


def test_what_somebody_has_reopened_meanwhile_is_not_marked_final(
    session: Session, project: Project
) -> None:
    session.confirm_and_next()
    session.confirm()
    pending = session.begin_finalise_all()
    with Project.open(project.path, author="bert") as other:
        desk = Session(other)
        desk.open_first()
        desk.go(0)
        desk.unconfirm()
    said = finish(pending, project).message
    assert said.startswith("1 segment marked final; one undo takes it back; 1 changed elsewhere")
    assert states(project, 1)[:2] == ["translated", "final"]


def test_text_taken_back_before_an_act_elsewhere_is_undone_stays_away(
    session: Session, project: Project
) -> None:
    session.confirm_and_next()
    began = session.text
    session.type(f"{began} aap noot")
    session.save()
    # The editor undoes the typing, and then the last act, before the next save.
    session.type(began)
    session.undo()
    assert session.row.number == 0
    session.go(1)
    assert (session.text, session.changed) == (began, False)
    session.type(f"{began} aap")
    session.save()
    session.type(began)
    session.finalise()
    session.go(0)
    session.go(1)
    assert (session.text, session.changed) == (began, False)


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


def test_surnames_of_the_article_are_asked_for_as_one_types(tmp_path: Path) -> None:
    with Project.open(tmp_path / "news.db", author="anna") as project:
        number = sync(project, "/in/a.txt", ["Anna Bakker kwam.", "Bakker zweeg."])
        sync(project, "/in/b.txt", ["De kok kwam.", "Bakker zweeg."])
        translate(project, number)
        session = Session(project)
        session.open_first("a.txt")
        session.go_to_number(1)
        session.type("The baker said nothing.")
        (found,) = [one for one in session.judgement().findings if one.check == "name"]
        assert "Bakker" in found.message
        assert session.confirm().ok
        assert project.status().findings["functional"] == 1
        session.type("Bakker said nothing.")
        assert not any(one.check == "name" for one in session.judgement().findings)
        session.confirm()
        session.open_first("b.txt")
        session.go_to_number(1)
        session.type("The baker said nothing.")
        assert not any(one.check == "name" for one in session.judgement().findings)


def test_an_edited_text_older_than_its_dutch_is_marked_until_it_is_confirmed(
    project: Project,
) -> None:
    project.commit_edit(project.segment(1, 1).id, "This is two.")
    sync(project, "/in/a.txt", (DUTCH[0], "Dit is nu twee.", *DUTCH[2:]))
    translate(project, 1)  # a draft for the new Dutch lies beside it
    session = Session(project)
    session.open_first()
    assert session.set_query("is:stale") == 1
    session.go_to_number(1)
    assert (session.row.stale, session.text) == (True, "This is two.")
    assert session.confirm().kind == "done"
    assert not session.row.stale
    assert session.set_query("is:stale") == 0


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


def test_a_draft_for_an_emptied_field_stands_there_as_typed(
    session: Session, project: Project
) -> None:
    source = session.stored.segment.source
    session.type("")
    said = session.take_draft(session.stored.id, source, draft("again")).message
    assert "your text stays" not in said
    assert (session.text, session.changed) == ("again", True)
    assert targets(project, 1)[0] == "EN Dit is een."
    session.type("  ")
    assert session.take_draft(session.stored.id, source, draft("")).kind == "nothing"
    assert session.text == "  "


def test_a_new_draft_never_displaces_what_a_person_confirmed(
    session: Session, project: Project
) -> None:
    session.type("mine")
    session.confirm()
    source, segment_id = session.stored.segment.source, session.stored.id
    for state, step in (("reviewed", session.confirm), ("final", session.finalise)):
        step()
        said = session.take_draft(segment_id, source, draft(f"machine {state}")).message
        assert said == "your text stays; the new draft is among the alternatives"
        assert (session.text, session.changed) == ("mine", False)
        assert f"machine {state}" in session.alternatives()
        # Going away and coming back makes nothing current either.
        session.go(1)
        session.go(0)
        assert session.text == targets(project, 1)[0] == "mine"
        assert states(project, 1)[0] == state


def test_a_draft_confirmed_as_it_stood_is_a_persons_too(session: Session, project: Project) -> None:
    session.confirm()
    session.take_draft(session.stored.id, session.stored.segment.source, draft("machine"))
    assert (session.text, states(project, 1)[0]) == ("EN Dit is een.", "reviewed")
    session.unconfirm()
    # Confirmed once, it is a person's until another is taken.
    session.take_draft(session.stored.id, session.stored.segment.source, draft("machine too"))
    assert (session.text, session.changed) == ("EN Dit is een.", False)


def test_a_draft_that_comes_late_spares_what_was_typed_or_left_meanwhile(
    session: Session, project: Project
) -> None:
    asked, source = session.stored.id, session.stored.segment.source
    session.type("typed and left")
    session.go(1)
    said = session.take_draft(asked, source, draft("late")).message
    assert said == "segment 0: the text there stays; the new draft is among the alternatives"
    assert targets(project, 1)[0] == session.rows[0].target == "typed and left"
    session.go(0)
    assert session.text == "typed and left"
    assert "late" in session.alternatives()
    # Text that is saved and in no rendering yet, as after a crash, is not taken from below either.
    third = project.segment(1, 2)
    base = Base(
        segment_id=third.id,
        rendering_id=third.rendering.id if third.rendering else None,
        source=third.segment.source,
    )
    project.desk.save_draft(base, "begun")
    session.take_draft(third.id, third.segment.source, draft("late too"))
    session.go(2)
    assert (session.text, session.conflict) == ("begun", None)


def test_what_is_said_of_a_new_draft_tells_where_it_is(session: Session, project: Project) -> None:
    here = session.stored

    def again(english: str, of: StoredSegment = here) -> str:
        return session.take_draft(of.id, of.segment.source, draft(english)).message

    assert again("EN Dit is een.") == "the same again"
    assert again("another") == "translated again"
    assert again("third", project.segment(1, 1)) == "segment 1: translated again"
    session.type("mine")
    stays = "your text stays; the new draft is among the alternatives"
    assert again("fourth") == stays
    assert session.text == "mine"
    session.confirm()
    assert again("fifth") == stays
    assert (session.text, targets(project, 1)[0]) == ("mine", "mine")


def test_opening_another_article_keeps_what_was_typed(session: Session, project: Project) -> None:
    second = sync(project, "/in/b.txt", (*DUTCH, "Dit is vijf."))
    translate(project, second)
    session.type("typed")
    assert session.open_document(second).ok
    assert session.document.name == "b.txt"
    assert targets(project, 1)[0] == "typed"


def test_opening_the_article_one_is_in_keeps_the_place(session: Session, project: Project) -> None:
    session.go(2)
    session.type("typed")
    assert session.open_document(1).ok
    assert (session.index, session.text, targets(project, 1)[2]) == (2, "typed", "typed")


def test_remarks(session: Session) -> None:
    assert session.comment("  ").kind == "nothing"
    session.comment("is this right?")
    assert [(n.author, n.text) for n in session.notes()] == [("anna", "is this right?")]
    assert session.row.noted
