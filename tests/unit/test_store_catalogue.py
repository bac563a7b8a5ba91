"""Documents taken out of a project, brought back and renamed; pairs imported into the memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.store_support import document, sources, sync, targets, translate
from workbench.errors import UsageError
from workbench.model import TextPair
from workbench.store import Project
from workbench.store.naming import check_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DUTCH = ("Dit is een.", "Dit is twee.")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.open(tmp_path / "w.db", author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", DUTCH))
        translate(opened, sync(opened, "/in/b.txt", ("Iets anders.",)))
        yield opened
        assert opened.verify() == []


def names(project: Project) -> list[str]:
    return [record.name for record in project.documents()]


def test_a_removed_document_is_not_counted_or_found(project: Project) -> None:
    assert project.remove_document(1)
    assert not project.remove_document(1)
    assert names(project) == ["b.txt"]
    status = project.status()
    assert (status.documents, status.segments, status.source_words) == (1, 1, 2)
    assert {row[0] for row in project.sources()} == {2}
    with pytest.raises(
        UsageError, match=r"was removed from the project; .*restore-document a\.txt"
    ):
        project.find_document("a.txt")
    (gone,) = project.removed_documents()
    assert (gone.name, gone.id, gone.segments) == ("a.txt", 1, 2)
    assert gone.removed is not None


def test_it_comes_back_with_all_it_had(project: Project) -> None:
    project.commit_edit(project.segment(1, 0).id, "This is one.")
    project.remove_document(1)
    assert project.restore_document(project.find_document("a", removed=True).id) == "a.txt"
    assert names(project) == ["a.txt", "b.txt"]
    assert targets(project, 1) == ["This is one.", "EN Dit is twee."]
    assert project.restore_document(1) == "a.txt"


def test_translating_its_file_brings_it_back(project: Project) -> None:
    project.remove_document(1)
    report = project.sync_document(*document("/in/a.txt", (*DUTCH, "Dit is drie.")))
    assert (report.returned, report.created, report.added) == (True, False, 1)
    assert report.document.name == "a.txt"
    assert targets(project, 1) == ["EN Dit is een.", "EN Dit is twee.", None]
    assert not project.sync_document(*document("/in/a.txt", (*DUTCH, "Dit is drie."))).returned


def test_its_name_is_free_meanwhile(project: Project) -> None:
    project.remove_document(1)
    other = sync(project, "/elsewhere/a.txt", ("Een ander stuk.",))
    assert project.documents()[0].name == "a.txt"
    assert project.documents()[0].id == other
    assert project.restore_document(1) == "in/a.txt"


def test_reviewed_segments_of_a_removed_document_stay_in_the_memory(project: Project) -> None:
    project.commit_edit(project.segment(1, 0).id, "This is one.")
    project.remove_document(1)
    (pair,) = project.pairs()
    assert (pair.document, pair.target, pair.present) == ("a.txt", "This is one.", False)


def test_a_name_that_was_chosen_stays(project: Project, tmp_path: Path) -> None:
    assert project.rename_document(1, "verkiezingen") == "verkiezingen.txt"
    assert names(project) == ["b.txt", "verkiezingen.txt"]
    assert project.find_document("verk").id == 1
    for given in ("a.txt", "in/a.txt"):
        read, segments = document("/in/a.txt", DUTCH, name=given)
        assert project.sync_document(read, segments).document.name == "verkiezingen.txt"
    project.remove_document(1)
    assert project.restore_document(1) == "verkiezingen.txt"
    assert next(project.segments(1)).document == "verkiezingen.txt"
    # A removed one may be renamed too.
    project.remove_document(1)
    project.rename_document(1, "c.txt")
    assert project.sync_document(*document("/in/a.txt", DUTCH)).document.name == "c.txt"


def test_a_name_that_another_has_is_refused(project: Project) -> None:
    with pytest.raises(UsageError, match="another document"):
        project.rename_document(1, "b")
    assert project.rename_document(1, "a.txt") == "a.txt"
    with pytest.raises(UsageError, match="no document"):
        project.rename_document(9, "x")


@pytest.mark.parametrize(
    "name",
    ["", "  ", "/etc/x", "a//b", "../x", "a/./b", "x/", "-", "--help", ".hidden", "a/.b", "a\nb",
     "a\x1b[2J", "a\\b", "x" * 300, "\u202eabc", "é" * 150],
)  # fmt: skip
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(UsageError):
        check_name(name, path="/in/a.txt")


def test_names_get_the_ending_of_the_file() -> None:
    assert check_name(" Mr. X ", path="/in/a.txt") == "Mr. X.txt"
    assert check_name("x.TXT", path="/in/a.txt") == "x.TXT"
    assert check_name("x", path="-") == "x"


def test_imported_pairs_are_in_the_memory_once(project: Project) -> None:
    new = [
        TextPair(source="Goedemorgen.", target="Good morning.", author="tm", created="2020"),
        TextPair(source="Goedemorgen.", target="Morning."),
    ]
    assert project.import_pairs(new, origin="old.tmx") == 2
    assert project.import_pairs(new, origin="again.tmx") == 0
    found = [(p.source, p.target, p.author, p.document, p.segment_id) for p in project.pairs()]
    assert found == [
        ("Goedemorgen.", "Good morning.", "tm", "old.tmx", -1),
        ("Goedemorgen.", "Morning.", "anna", "old.tmx", -2),
    ]
    assert sources(project, 1) == list(DUTCH)
