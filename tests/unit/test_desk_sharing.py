"""Two at one article: conflicts, changed sources, segments that move or go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.session_support import DUTCH, other, project, session
from tests.store_support import states, sync, targets
from workbench.desk import Session

if TYPE_CHECKING:
    from workbench.store import Project

__all__ = ["project", "session"]


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


def test_undoing_does_not_pass_over_what_others_changed_just_before(
    session: Session, project: Project
) -> None:
    session.type("mine")
    session.confirm()
    with other(project) as theirs:
        theirs.commit_edit(project.segment(1, 2).id, "theirs")
    assert session.undo().ok
    assert session.poll()
    assert session.rows[2].target == "theirs"


def test_taking_their_text_does_not_pass_over_what_they_changed_besides(
    session: Session, project: Project
) -> None:
    session.type("mine")
    with other(project) as theirs:
        theirs.commit_edit(session.stored.id, "theirs")
        theirs.commit_edit(project.segment(1, 2).id, "theirs too")
    session.confirm()
    assert session.resolve("theirs").ok
    session.poll()
    assert [row.target for row in session.rows[::2]] == ["theirs", "theirs too"]


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
