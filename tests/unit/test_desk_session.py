from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.store_support import draft, states, sync, targets, translate
from workbench.desk import Session
from workbench.errors import UsageError
from workbench.glossary.file import parse_glossary
from workbench.model import Draft
from workbench.store import Project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DUTCH = ("Dit is een.", "Dit is twee.", "Dit is drie.", "Dit is vier.")
GLOSSARY = """\
concepts:
  - id: mazhilis
    nl: Mazjilis
    en: Mazhilis
"""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.open(tmp_path / "w.db", author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", DUTCH))
        yield opened


@pytest.fixture
def session(project: Project) -> Session:
    opened = Session(project)
    opened.open_first()
    return opened


def other(project: Project, author: str = "ben") -> Project:
    return Project.open(project.path, author=author)


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


def test_undo_leaves_alone_what_somebody_else_has_changed_since(
    session: Session, project: Project
) -> None:
    session.type("mine")
    session.confirm()
    with other(project) as theirs:
        theirs.commit_edit(session.stored.id, "theirs")
    session.poll()
    assert session.undo().kind == "nothing"
    assert targets(project, 1)[0] == "theirs"


def test_a_segment_changed_elsewhere_while_typing_is_a_conflict(
    session: Session, project: Project
) -> None:
    session.type("mine")
    with other(project) as theirs:
        theirs.commit_edit(session.stored.id, "theirs")
    for act in (session.confirm, session.confirm_and_next, lambda: session.step(1), session.undo):
        assert act().kind == "conflict"
    assert targets(project, 1)[0] == "theirs"
    assert session.conflict is not None
    assert (session.conflict.mine, session.conflict.theirs, session.conflict.by) == (
        "mine",
        "theirs",
        "ben",
    )


def test_a_conflict_is_seen_without_any_act(session: Session, project: Project) -> None:
    session.type("mine")
    with other(project) as theirs:
        theirs.commit_edit(session.stored.id, "theirs")
    assert session.poll()
    assert session.conflict is not None
    assert session.text == "mine"


@pytest.mark.parametrize(("keep", "stays"), [("mine", "mine"), ("theirs", "theirs")])
def test_resolving_keeps_the_other_text_in_the_history(
    session: Session, project: Project, keep: str, stays: str
) -> None:
    session.type("mine")
    with other(project) as theirs:
        theirs.commit_edit(session.stored.id, "theirs")
    session.confirm()
    assert session.resolve(keep).ok
    assert session.conflict is None
    session.confirm()
    assert targets(project, 1)[0] == stays
    assert {"mine", "theirs"} <= {r.target for r in project.history(project.segment(1, 0).id)}


def test_draft_text_from_before_another_edit_comes_back_as_a_conflict(
    session: Session, project: Project
) -> None:
    session.type("mine")
    session.save()
    with other(project) as theirs:
        theirs.commit_edit(session.stored.id, "theirs")
    again = Session(project)
    again.open_first("a.txt")
    again.go(0)
    assert again.conflict is not None
    assert again.text == "mine"


def test_closing_in_a_conflict_keeps_both(session: Session, project: Project) -> None:
    session.type("mine")
    with other(project) as theirs:
        theirs.commit_edit(session.stored.id, "theirs")
    session.confirm()
    session.close()
    assert targets(project, 1)[0] == "theirs"
    assert [d.text for d in project.desk.drafts(session.stored.id)] == ["mine"]


def test_changed_dutch_is_a_conflict_too(session: Session, project: Project) -> None:
    session.type("mine")
    with other(project) as theirs:
        sync(theirs, "/in/a.txt", ("Dit is een heel ander.", *DUTCH[1:]))
    assert session.confirm().kind == "conflict"
    assert session.conflict is not None
    assert session.conflict.old_source == "Dit is een."


def test_what_others_change_shows_where_nobody_types(session: Session, project: Project) -> None:
    with other(project) as theirs:
        theirs.commit_edit(session.rows[0].id, "theirs")
        theirs.commit_edit(session.rows[2].id, "third")
    assert session.poll()
    assert session.text == "theirs"
    assert session.conflict is None
    assert [session.rows[0].state, session.rows[2].target] == ["reviewed", "third"]
    assert not session.poll()


def test_a_removed_segment_does_not_take_the_desk_with_it(
    session: Session, project: Project
) -> None:
    session.go(3)
    session.type("typed")
    session.save()
    with other(project) as theirs:
        sync(theirs, "/in/a.txt", DUTCH[:3])
    assert session.poll()
    assert session.row.number == 2
    with other(project) as theirs:
        sync(theirs, "/in/a.txt", DUTCH)
    session.poll()
    session.go(3)
    assert session.text == "typed"


def test_two_people_see_each_other_typing(session: Session, project: Project) -> None:
    with other(project) as second:
        theirs = Session(second)
        theirs.open_first()
        theirs.type("their half")
        theirs.save()
        assert [(d.author, d.text) for d in session.others_typing()] == [("ben", "their half")]
        session.type("mine")
        session.save()
        assert [d.text for d in theirs.others_typing()] == ["mine"]


def test_moves(session: Session) -> None:
    assert session.step(-1).kind == "nothing"
    session.go(1)
    session.confirm()
    session.go(0)
    session.next_unreviewed()
    assert session.row.number == 2
    session.go(3)
    session.next_unreviewed()
    assert session.row.number == 0
    assert session.go_to_number(9).kind == "nothing"
    session.go_to_number(3)
    assert session.row.number == 3


def test_next_finding_goes_to_what_a_check_found(session: Session, project: Project) -> None:
    assert session.next_finding().kind == "nothing"
    session.go(2)
    session.type("This is 3 and 77.")
    session.step(-2)
    session.next_finding()
    assert session.row.number == 2
    assert {f.check for f in session.judgement().findings} == {"number"}


def test_next_low_score(project: Project) -> None:
    sources = [f"Zin nummer {n} hier." for n in range(20)]
    document = sync(project, "/in/b.txt", sources)
    for stored in project.segments(document):
        score = -3.0 if stored.segment.number == 7 else -0.1
        project.add_rendering(stored.id, draft=draft("English", score=score))
    session = Session(project)
    session.open_first("b.txt")
    session.next_low_score()
    assert session.row.number == 7


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [0, 1, 2, 3]),
        ("drie", [2]),
        ("EN dit", [0, 1, 2, 3]),
        ('"is vier"', [3]),
        ("state:reviewed", [1]),
        ("state:t twee", []),
        ("check:number", [2]),
        ("is:noted", [3]),
        ("is:open state:translated", [2]),
        ("nowhere", []),
        ("12:30", []),
    ],
)
def test_search(session: Session, query: str, expected: list[int]) -> None:
    session.go(1)
    session.confirm()
    session.go(2)
    session.type("EN Dit is drie 9.")
    session.go(3)
    session.comment("look")
    assert session.set_query(query) == len(expected)
    assert session.visible == expected


@pytest.mark.parametrize("query", ["state:nope", "is:nope"])
def test_a_search_that_means_nothing_is_refused(session: Session, query: str) -> None:
    with pytest.raises(UsageError, match="nope"):
        session.set_query(query)


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


def test_what_no_search_shows_cannot_be_confirmed(session: Session, project: Project) -> None:
    session.set_query("nowhere")
    assert session.confirm_and_next().kind == "nothing"
    assert states(project, 1)[0] == "translated"


def test_the_current_segment_stays_in_a_search_that_it_no_longer_fits(
    session: Session, project: Project
) -> None:
    session.set_query("state:translated")
    session.type("mine")
    with other(project) as theirs:
        theirs.commit_edit(session.rows[0].id, "theirs")
    session.poll()
    assert session.shown
    assert session.conflict is not None


def test_a_segment_that_moved_is_followed_and_not_its_number(
    session: Session, project: Project
) -> None:
    session.go(1)
    session.type("mine")
    with other(project) as theirs:
        sync(theirs, "/in/a.txt", ["Nieuw begin.", *DUTCH])
    assert session.confirm().kind == "done"
    assert session.row.number == 2
    assert project.segment(1, 2).state == "reviewed"
    assert targets(project, 1)[2] == "mine"
    assert states(project, 1)[1] != "reviewed"


def test_moving_after_a_changed_source_lands_on_the_segment_that_is_shown(
    session: Session, project: Project
) -> None:
    with other(project) as theirs:
        sync(theirs, "/in/a.txt", ["Nieuw begin.", *DUTCH])
    session.go(2)
    assert session.stored.segment.source == "Dit is drie."
    assert session.row.source == "Dit is drie."


def test_text_typed_at_a_segment_that_goes_is_kept_with_it(
    session: Session, project: Project
) -> None:
    session.go(1)
    session.type("mine")
    with other(project) as theirs:
        sync(theirs, "/in/a.txt", [DUTCH[0], *DUTCH[2:]])
    outcome = session.confirm_and_next()
    assert "gone" in outcome.message
    assert not outcome.ok
    assert "mine" not in targets(project, 1)
    with other(project) as theirs:
        sync(theirs, "/in/a.txt", DUTCH)
    session.poll()
    session.go(1)
    assert session.text == "mine"


def test_an_article_that_becomes_empty_takes_no_desk_with_it(
    session: Session, project: Project
) -> None:
    session.type("mine")
    with other(project) as theirs:
        sync(theirs, "/in/a.txt", ())
    session.poll()
    session.close()
    assert project.verify() == []
    assert [d.text for d in project.desk.drafts(session.rows[0].id)] == ["mine"]
