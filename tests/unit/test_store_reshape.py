"""Splits and joins in the project: what they write, how they are undone, that they last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.store_support import document, sources, states, sync, targets, translate
from workbench.store import Base, Part, Project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DUTCH = ("Hij woont in Almaty sinds mei.", "Dit is twee.", "Dit is drie.", "Dit is vier.")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.open(tmp_path / "w.db", author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", DUTCH))
        yield opened
        assert opened.verify() == []


def base_of(project: Project, number: int) -> Base:
    stored = project.segment(1, number)
    return Base(
        segment_id=stored.id,
        rendering_id=stored.rendering.id if stored.rendering else None,
        source=stored.segment.source,
    )


def part(target: str | None) -> Part:
    return Part(target=target, state="initial" if target is None else "translated", term_key="k1")


def split(project: Project, number: int = 0, at: int = 19) -> tuple[int, int] | None:
    return project.desk.split(
        base_of(project, number),
        cut=(at, at + 1),
        parts=(part("He lives in Almaty"), part("since May.")),
    )


def join(project: Project, number: int, target: str = "Both.") -> int | None:
    return project.desk.join(
        base_of(project, number), base_of(project, number + 1), part=part(target)
    )


def test_a_split_renumbers_and_carries_the_english_over(project: Project) -> None:
    text = project.document_text(1)
    assert split(project) is not None
    assert sources(project, 1) == ["Hij woont in Almaty", "sinds mei.", *DUTCH[1:]]
    assert targets(project, 1)[:2] == ["He lives in Almaty", "since May."]
    stored = list(project.segments(1))
    assert [s.segment.number for s in stored] == [0, 1, 2, 3, 4]
    assert [(s.segment.unit, s.segment.segment) for s in stored] == [
        (0, 0),
        (0, 1),
        (0, 2),
        (1, 0),
        (1, 1),
    ]
    for s in stored:
        assert text[s.segment.start : s.segment.end] == s.segment.source
    assert project.document_text(1) == text
    assert stored[0].rendering is not None
    assert stored[0].rendering.author == "anna"


def test_a_split_is_undone_and_done_again(project: Project) -> None:
    project.desk.add_note(project.segment(1, 0).id, "look here")
    made = split(project)
    assert made is not None
    project.desk.add_note(made[1], "and here")
    undone = project.desk.undo(1)
    assert undone is not None
    assert (undone.what, undone.done, undone.number) == ("split", True, 0)
    assert sources(project, 1) == list(DUTCH)
    assert targets(project, 1)[0] == f"EN {DUTCH[0]}"
    notes = [note.text for note in project.desk.notes(project.segment(1, 0).id)]
    assert notes == ["look here", "and here"]
    assert project.desk.redo(1) is not None
    assert sources(project, 1)[:2] == ["Hij woont in Almaty", "sinds mei."]
    assert [note.text for note in project.desk.notes(made[0])] == ["look here", "and here"]


def test_what_somebody_did_to_a_part_is_not_undone_with_it(project: Project) -> None:
    made = split(project)
    assert made is not None
    with Project.open(project.path, author="ben") as other:
        other.desk.commit(base_of(other, 1), "Since May.", state="reviewed", what="confirm")
    undone = project.desk.undo(1)
    assert undone is not None
    assert not undone.done
    assert targets(project, 1)[:2] == ["He lives in Almaty", "Since May."]
    assert project.desk.undo(1) is None


def test_own_acts_on_a_part_are_undone_first(project: Project) -> None:
    split(project)
    project.desk.commit(base_of(project, 0), "He lives there", state="reviewed", what="confirm")
    for _ in range(2):
        project.desk.undo(1)
    assert sources(project, 1) == list(DUTCH)
    for _ in range(2):
        project.desk.redo(1)
    assert targets(project, 1)[:2] == ["He lives there", "since May."]
    assert states(project, 1)[0] == "reviewed"


def test_neighbours_in_a_unit_are_joined_and_others_are_not(project: Project) -> None:
    assert join(project, 1) is None
    assert join(project, 2) is not None
    assert sources(project, 1)[2] == "Dit is drie. \u00a0Dit is vier."
    assert targets(project, 1)[2] == "Both."
    project.desk.undo(1)
    assert sources(project, 1) == list(DUTCH)


def test_a_join_takes_a_split_back(project: Project) -> None:
    split(project)
    join(project, 0)
    assert sources(project, 1) == list(DUTCH)
    report = project.sync_document(*document("/in/a.txt", DUTCH))
    assert not report.written


def test_a_stale_base_writes_nothing(project: Project) -> None:
    base = base_of(project, 0)
    project.commit_edit(base.segment_id, "faster")
    assert project.desk.split(base, cut=(19, 20), parts=(part("a"), part("b"))) is None
    assert project.desk.join(base, base_of(project, 1), part=part("x")) is None
    assert sources(project, 1) == list(DUTCH)


@pytest.mark.parametrize("cut", [(18, 19), (0, 0), (30, 30), (19, 19)])
def test_a_cut_is_at_white_space(project: Project, cut: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="white space"):
        project.desk.split(base_of(project, 0), cut=cut, parts=(part("a"), part("b")))
    assert sources(project, 1) == list(DUTCH)


def test_another_run_writes_nothing(project: Project) -> None:
    split(project)
    join(project, 3)
    report = project.sync_document(*document("/in/a.txt", DUTCH))
    assert (report.written, report.same) == (False, 4)
    assert sources(project, 1)[0] == "Hij woont in Almaty"


def test_they_last_when_the_source_changes_elsewhere(project: Project) -> None:
    split(project)
    join(project, 3)
    kept = {s.segment.source: s.id for s in project.segments(1)}
    new = ("Er kwam iets voor.", "En nog iets.", *DUTCH)
    report = project.sync_document(*document("/in/a.txt", new))
    assert report.unfit == 0
    assert (report.added, report.changed, report.removed) == (2, 0, 0)
    assert sources(project, 1)[2:] == [
        "Hij woont in Almaty",
        "sinds mei.",
        "Dit is twee.",
        "Dit is drie. \u00a0Dit is vier.",
    ]
    now = {s.segment.source: s.id for s in project.segments(1)}
    assert {text: now[text] for text in kept} == kept
    # And undone they leave nothing behind.
    for _ in range(2):
        undone = project.desk.undo(1)
        assert undone is not None
        assert undone.done
    assert sources(project, 1) == list(new)
    assert not project.sync_document(*document("/in/a.txt", new)).written


def test_what_no_longer_fits_is_told(project: Project) -> None:
    split(project)
    report = project.sync_document(*document("/in/a.txt", ["Iets heel anders nu.", *DUTCH[1:]]))
    assert report.unfit == 1
    assert sources(project, 1)[0] == "Iets heel anders nu."


def test_splits_of_equal_sentences_stay_apart(tmp_path: Path) -> None:
    twice = ("Foto van Anna.", "Een zin.", "Foto van Anna.", "Nog een.")
    with Project.open(tmp_path / "w.db") as project:
        translate(project, sync(project, "/in/a.txt", twice))
        project.desk.split(base_of(project, 2), cut=(4, 5), parts=(part("Photo"), part("by Anna.")))
        sync(project, "/in/a.txt", ["Kop.", *twice])
        assert sources(project, 1) == [
            "Kop.",
            "Foto van Anna.",
            "Een zin.",
            "Foto",
            "van Anna.",
            "Nog een.",
        ]
        assert project.verify() == []


def test_a_machine_draft_that_was_carried_is_made_anew_when_asked(project: Project) -> None:
    made = project.desk.split(
        base_of(project, 0),
        cut=(19, 20),
        parts=(replace(part("a"), origin="engine"), replace(part("b"), origin="engine")),
    )
    assert made is not None
    translate(project, 1, key="k2")
    assert targets(project, 1)[:2] == ["EN Hij woont in Almaty", "EN sinds mei."]


def test_a_part_without_english_waits_for_it(project: Project) -> None:
    project.desk.split(base_of(project, 0), cut=(19, 20), parts=(part("All of it."), part(None)))
    assert targets(project, 1)[:2] == ["All of it.", None]
    assert states(project, 1)[:2] == ["translated", "initial"]
    translate(project, 1)
    assert targets(project, 1)[1] == "EN sinds mei."


def test_the_others_desk_sees_it_and_their_text_is_kept(project: Project) -> None:
    base = base_of(project, 0)
    with Project.open(project.path, author="ben") as other:
        other.desk.save_draft(base, "half a sent")
        before = other.desk.marker(1)
        split(project)
        assert other.desk.marker(1) != before
        assert other.desk.commit(base, "x", state="reviewed", what="confirm") is None
        assert [d.text for d in other.desk.drafts(base.segment_id)] == ["half a sent"]
