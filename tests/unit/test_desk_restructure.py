"""Splitting, joining and replacing at the desk without a screen, and what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.store_support import document, draft, sources, states, sync, targets, translate
from workbench.desk import Session
from workbench.desk.replacing import Replacement
from workbench.glossary.file import parse_glossary
from workbench.store import Project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from workbench.desk.cutting import Cut

DUTCH = (
    "De Mazjilis stemde. Daarna ging hij naar Almaty.",
    "Dit is twee.",
    "Dit is drie.",
    "Dit is vier.",
)
ENGLISH = "The Mazhilis voted. Then he went to Almaty."
GLOSSARY = """\
concepts:
  - id: mazhilis
    nl: Mazjilis
    en: Mazhilis
  - id: almaty
    nl: Almaty
    en: Almaty
"""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.open(tmp_path / "w.db", author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", DUTCH))
        opened.add_rendering(opened.segment(1, 0).id, draft=draft(ENGLISH))
        yield opened
        assert opened.verify() == []


@pytest.fixture
def session(project: Project) -> Session:
    opened = Session(project, glossary=parse_glossary(GLOSSARY, name="g"))
    opened.open_first()
    return opened


def cut(session: Session) -> Cut:
    found = session.propose_cut()
    assert found is not None
    return found


def test_a_split_cuts_both_texts_at_the_sentence_end(session: Session, project: Project) -> None:
    assert session.split(cut(session)).kind == "done"
    assert sources(project, 1)[:2] == ["De Mazjilis stemde.", "Daarna ging hij naar Almaty."]
    assert targets(project, 1)[:2] == ["The Mazhilis voted.", "Then he went to Almaty."]
    assert (session.row.number, session.text) == (0, "The Mazhilis voted.")
    assert session.progress == (0, 5)
    first, second = project.segment(1, 0), project.segment(1, 1)
    assert first.rendering is not None
    assert second.rendering is not None
    assert [t["concept"] for t in first.rendering.terms] == ["mazhilis"]
    (term,) = second.rendering.terms
    start, end = term["start"], term["end"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert second.segment.source[start:end] == "Almaty"
    assert (first.rendering.origin, first.rendering.author) == ("engine", "anna")


def test_a_cursor_in_either_language_says_where(session: Session) -> None:
    dutch = session.propose_cut(source_at=DUTCH[0].index("naar"))
    assert dutch is not None
    assert DUTCH[0][dutch.source[1] :] == "naar Almaty."
    assert dutch.target is not None
    assert ENGLISH[dutch.target[1] :] == "to Almaty."
    english = session.propose_cut(target_at=ENGLISH.index("Then"))
    assert english is not None
    assert DUTCH[0][english.source[1] :] == "Daarna ging hij naar Almaty."


def test_undo_of_a_split_brings_back_what_was_typed(session: Session, project: Project) -> None:
    session.type(ENGLISH + " Indeed.")
    session.split(cut(session))
    assert targets(project, 1)[1] == "Then he went to Almaty. Indeed."
    assert session.undo().message == "undone: split of segment 0"
    assert session.text == ENGLISH + " Indeed."
    assert session.undo().message == "undone: edit of segment 0"
    assert session.text == ENGLISH
    session.redo()
    session.redo()
    assert (session.row.number, session.text) == (0, "The Mazhilis voted.")


def test_what_was_reviewed_waits_for_its_confirmation_again(
    session: Session, project: Project
) -> None:
    session.confirm()
    session.split(cut(session))
    assert states(project, 1)[:2] == ["translated", "translated"]
    translate(project, 1, key="other")
    assert targets(project, 1)[0] == "The Mazhilis voted."
    # The whole is a pair of texts that somebody has reviewed, whatever became of it.
    assert ENGLISH in [pair.target for pair in project.pairs()]


def test_a_split_without_english_and_one_of_a_single_word(project: Project) -> None:
    with Project.open(project.path.with_name("other.db"), author="anna") as other:
        sync(other, "/in/a.txt", ["Een zin. Nog een.", "Twee."])
        session = Session(other)
        session.open_first()
        session.split(cut(session))
        assert states(other, 1) == ["initial", "initial", "initial"]
        session.go(2)
        assert session.propose_cut() is None
    session = Session(project)
    session.open_first()
    session.type("Voted.")
    session.split(cut(session))
    assert targets(project, 1)[:2] == ["Voted.", None]
    assert states(project, 1)[1] == "initial"


def test_join_puts_one_after_the_other(session: Session, project: Project) -> None:
    session.go(2)
    session.type("This is three.")
    assert session.join_next().kind == "done"
    assert sources(project, 1)[2] == "Dit is drie. \u00a0Dit is vier."
    assert session.text == "This is three. EN Dit is vier."
    assert session.undo().message == "undone: join of segment 2"
    assert targets(project, 1)[2:] == ["This is three.", "EN Dit is vier."]


def test_join_of_two_reviewed_stays_reviewed(session: Session, project: Project) -> None:
    session.go(2)
    session.confirm_and_next()
    session.confirm()
    session.go(2)
    session.join_next()
    assert states(project, 1)[2] == "reviewed"


def test_join_with_one_that_has_no_english_waits_for_it(project: Project) -> None:
    sync(project, "/in/a.txt", [*DUTCH[:3], "Iets heel anders hier."])
    session = Session(project)
    session.open_first()
    session.go(2)
    session.join_next()
    assert project.segment(1, 2).stale
    translate(project, 1)
    assert targets(project, 1)[2] == "EN Dit is drie. \u00a0Iets heel anders hier."


def test_only_neighbours_in_a_line_are_joined(session: Session, project: Project) -> None:
    session.go(1)
    assert "another line" in session.join_next().message
    session.go(3)
    assert session.join_next().message == "this is the last segment"
    assert sources(project, 1) == list(DUTCH)


def test_a_split_elsewhere_is_a_conflict_that_loses_nothing(
    session: Session, project: Project
) -> None:
    session.type("half a sentence")
    session.save()
    with Project.open(project.path, author="ben") as other:
        second = Session(other)
        second.open_first()
        second.split(cut(second))
    assert session.poll()
    assert session.text == "The Mazhilis voted."
    assert len(session.rows) == 5
    with Project.open(project.path, author="ben") as other:
        second = Session(other)
        second.open_first()
        second.undo()
    session.poll()
    session.go(1)
    session.go(0)
    assert session.text == "half a sentence"


def test_replace_is_previewed_and_one_undo(session: Session, project: Project) -> None:
    session.go(3)
    session.confirm()
    session.go(1)
    session.type("EN Dit is two, is it.")
    preview = session.preview_replace(Replacement(find="is", put="was"))
    assert str(preview) == "3 times in 2 segments; 1 reviewed passed over"
    outcome = session.replace_all(preview)
    assert outcome.message == "replaced in 2 segments; undo takes it all back"
    assert targets(project, 1)[1:] == [
        "EN Dit was two, was it.",
        "EN Dit was drie.",
        "EN Dit is vier.",
    ]
    assert session.text == "EN Dit was two, was it."
    assert session.undo().message == "undone: replace of 2 segments"
    assert targets(project, 1)[1:3] == ["EN Dit is two, is it.", "EN Dit is drie."]
    assert session.redo().message == "redone: replace of 2 segments"
    assert targets(project, 1)[2] == "EN Dit was drie."


def test_replace_in_reviewed_ones_when_asked_keeps_them_reviewed(
    session: Session, project: Project
) -> None:
    session.go(3)
    session.finalise()
    session.take_memory_changes()
    session.replace_all(
        session.preview_replace(Replacement(find="vier", put="four", reviewed=True))
    )
    assert targets(project, 1)[3] == "EN Dit is four."
    assert states(project, 1)[3] == "final"
    assert [pair.target for _, pair in session.take_memory_changes() if pair is not None] == [
        "EN Dit is four."
    ]


def test_replace_leaves_alone_what_was_changed_meanwhile(
    session: Session, project: Project
) -> None:
    preview = session.preview_replace(Replacement(find="EN", put="XX"))
    with Project.open(project.path, author="ben") as other:
        other.commit_edit(other.segment(1, 2).id, "EN by ben")
    assert "1 changed elsewhere" in session.replace_all(preview).message
    assert targets(project, 1)[1:] == ["XX Dit is twee.", "EN by ben", "XX Dit is vier."]


def test_undo_of_a_replace_spares_what_somebody_did_since(
    session: Session, project: Project
) -> None:
    session.replace_all(session.preview_replace(Replacement(find="EN", put="XX")))
    with Project.open(project.path, author="ben") as other:
        other.commit_edit(other.segment(1, 2).id, "by ben")
    assert "1 changed elsewhere since" in session.undo().message
    assert targets(project, 1)[1:] == ["EN Dit is twee.", "by ben", "EN Dit is vier."]


def test_nothing_to_replace(session: Session) -> None:
    assert str(session.preview_replace(Replacement(find="", put="x"))) == "nothing to replace"
    assert not session.preview_replace(Replacement(find="Di", put="x")).places
    assert session.preview_replace(Replacement(find="Di", put="x", whole_words=False)).count == 3


def omit(session: Session) -> None:
    session.type("")
    session.confirm()
    assert session.confirm().kind == "done"


def test_an_empty_text_is_confirmed_as_left_out(session: Session, project: Project) -> None:
    omit(session)
    stored = project.segment(1, 0)
    assert stored.omitted
    assert stored.rendering is not None
    assert stored.rendering.findings == ()
    assert {term["rung"] for term in stored.rendering.terms} == {"human"}
    assert session.judgement().findings == ()
    assert session.row.severity == 0
    assert (
        session.article_text() == "  EN Dit is twee.\r\n\nEN Dit is drie. \u00a0EN Dit is vier.\n"
    )
    assert session.finalise().message == "final"
    assert project.segment(1, 0).omitted


def test_what_is_left_out_can_be_wanted_again(session: Session, project: Project) -> None:
    omit(session)
    session.unconfirm()
    assert [finding.check for finding in session.judgement().findings] == ["empty"]
    assert session.row.severity == 3
    session.type("The Mazjilis voted.")
    session.confirm()
    stored = project.segment(1, 0)
    assert stored.rendering is not None
    assert "unresolved" in {term["rung"] for term in stored.rendering.terms}


def test_a_paragraph_that_is_left_out_leaves_no_blank_line(project: Project) -> None:
    session = Session(project)
    session.open_first()
    omit(session)
    session.go(1)
    omit(session)
    # The indentation of the line that is left out goes with it.
    assert session.article_text() == "EN Dit is drie. \u00a0EN Dit is vier.\n"


def test_a_run_keeps_splits_of_a_document_that_changed(session: Session, project: Project) -> None:
    session.split(cut(session))
    session.confirm()
    report = project.sync_document(*document("/in/a.txt", ["Kop.", "Nog een kop.", *DUTCH]))
    assert (report.unfit, report.changed) == (0, 0)
    assert targets(project, 1)[2:4] == ["The Mazhilis voted.", "Then he went to Almaty."]
    assert states(project, 1)[2] == "reviewed"


def test_two_that_are_left_out_are_left_out_as_one(session: Session, project: Project) -> None:
    for number in (2, 3):
        session.go(number)
        omit(session)
    session.go(2)
    session.join_next()
    stored = project.segment(1, 2)
    assert stored.omitted
    assert stored.rendering is not None
    assert stored.rendering.findings == ()


def test_undo_of_wanting_again_leaves_no_finding(session: Session, project: Project) -> None:
    omit(session)
    session.unconfirm()
    session.undo()
    assert project.segment(1, 0).omitted
    assert session.row.severity == 0
    assert project.status().findings["critical"] == 0


def test_the_history_says_what_a_segment_was_made_by(session: Session) -> None:
    session.split(cut(session))
    (act,) = session.acts()
    (rendering,) = session.history()
    assert (act.what, act.author, act.rendering_id) == ("split", "anna", rendering.id)
    session.go(3)
    session.join_next()
    assert [act.what for act in session.acts()] == ["join"]
    assert session.acts()[0].rendering_id == session.history()[0].id


def test_many_are_replaced_as_one_act(tmp_path: Path) -> None:
    with Project.open(tmp_path / "many.db", author="anna") as many:
        translate(many, sync(many, "/in/a.txt", [f"Zin {n}." for n in range(250)]))
        session = Session(many)
        session.open_first()
        outcome = session.replace_all(session.preview_replace(Replacement(find="EN", put="XX")))
        assert "250 segments" in outcome.message
        assert session.undo().message == "undone: replace of 250 segments"
        assert {str(text)[:2] for text in targets(many, 1)} == {"EN"}
        assert session.undo().kind == "nothing"
        assert session.redo().message == "redone: replace of 250 segments"
