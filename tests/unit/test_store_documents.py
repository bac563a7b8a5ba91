"""Documents in the project: identity, names, and a source that changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.store_support import document, draft, finding, sources, states, sync, targets, translate
from workbench.errors import InputError, UsageError
from workbench.store import Project
from workbench.store.naming import display_name, pick

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ZINNEN = [
    "Kazachstan kiest een president.",
    "De Mazjilis kwam dinsdag bijeen.",
    "Hij woont in Almaty.",
    "De minister sprak over het akkoord.",
    "Foto: ANP",
]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.open(tmp_path / "news.db", author="ed") as opened:
        yield opened


def test_a_new_document_is_stored_whole(project: Project, tmp_path: Path) -> None:
    read, segments = document(tmp_path / "a.txt", ZINNEN)
    report = project.sync_document(read, segments)
    assert report.created
    assert report.added == 5
    record = report.document
    assert (record.name, record.path, record.segments) == ("a.txt", str(tmp_path / "a.txt"), 5)
    assert record.states == {"initial": 5}
    assert record.words == sum(len(text.split()) for text in ZINNEN)
    assert [stored.segment for stored in project.segments(record.id)] == segments
    assert project.document_text(record.id) == read.text
    assert project.verify() == []


def test_the_same_again_writes_nothing(project: Project, tmp_path: Path) -> None:
    read, segments = document(tmp_path / "a.txt", ZINNEN)
    project.sync_document(read, segments)
    before = project.documents()
    report = project.sync_document(read, iter(segments))
    assert not report.written
    assert report.same == 5
    assert project.documents() == before


def test_a_changed_source_keeps_what_an_editor_did(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    number = sync(project, path, ZINNEN)
    translate(project, number)
    first, second, third, *_ = list(project.segments(number))
    project.commit_edit(first.id, "Kazakhstan elects a president.", state="final")
    project.commit_edit(third.id, "He lives in Almaty.")
    project.set_findings(third.id, [finding()], terms=[])

    changed = [
        "Foto: ANP",  # moved
        "Geheel nieuw begin hier.",  # added
        ZINNEN[0],
        "Hij woont nu in Astana.",  # changed, an editor's
        "De minister sprak niet over het akkoord.",  # changed, a machine's
    ]
    report = project.sync_document(*document(path, changed))
    assert (report.changed_numbers, report.added_numbers) == ((3, 4), (1,))
    counts = (report.same, report.moved, report.changed, report.added, report.removed)
    assert sum(counts[:2]) == 2
    assert counts[2:] == (2, 1, 1)
    assert sources(project, number) == changed
    assert states(project, number) == ["translated", "initial", "final", "translated", "translated"]
    now = {stored.segment.source: stored for stored in project.segments(number)}
    edited = now["Hij woont nu in Astana."]
    assert edited.id == third.id
    assert edited.stale
    assert edited.rendering is not None
    assert edited.rendering.target == "He lives in Almaty."
    assert edited.rendering.source == ZINNEN[2]
    assert edited.rendering.findings == ()  # they were about the old Dutch
    assert now[ZINNEN[0]].id == first.id
    assert not now[ZINNEN[0]].stale
    assert [item.target for item in project.history(second.id)] == [f"EN {ZINNEN[1]}"]
    assert project.verify() == []

    translate(project, number)
    after = {stored.segment.source: stored for stored in project.segments(number)}
    edited = after["Hij woont nu in Astana."]
    assert edited.rendering is not None
    assert edited.rendering.target == "He lives in Almaty."
    assert not edited.stale
    assert edited.overtaken
    # Its text is older than the Dutch until somebody writes or confirms one.
    overtaken = [row.id for row in project.desk.rows(number) if row.stale]
    assert overtaken == [third.id]
    one = project.documents()[0]
    assert (one.stale, project.status().stale) == (1, 1)
    assert project.sync_document(*document(path, changed)).document.stale == 1
    assert [(item.target, item.source) for item in project.history(third.id)][-1] == (
        "EN Hij woont nu in Astana.",
        "Hij woont nu in Astana.",
    )
    machine = after["De minister sprak niet over het akkoord."].rendering
    assert machine is not None
    assert machine.target == "EN De minister sprak niet over het akkoord."
    assert translate(project, number) == []

    project.commit_edit(third.id, "He lives in Astana now.")
    assert not any(row.stale for row in project.desk.rows(number))
    assert (project.documents()[0].stale, project.status().stale) == (0, 0)


def test_removed_segments_come_back_with_everything(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    number = sync(project, path, ZINNEN)
    translate(project, number)
    third = project.segment(number, 2)
    project.commit_edit(third.id, "He lives in Almaty.")
    sync(project, path, ZINNEN[:2])
    assert project.history(third.id)[-1].target == "He lives in Almaty."
    report = project.sync_document(*document(path, ZINNEN))
    assert (report.restored, report.added) == (3, 3)
    assert project.segment(number, 2).id == third.id
    assert states(project, number) == ["translated"] * 2 + ["reviewed"] + ["translated"] * 2
    assert project.verify() == []


def test_an_emptied_and_refilled_document(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    number = sync(project, path, ZINNEN)
    assert project.sync_document(*document(path, [])).removed == 5
    assert sources(project, number) == []
    assert sync(project, path, ["Iets anders."]) == number
    assert project.verify() == []


def test_a_new_segmentation_of_the_same_text(project: Project, tmp_path: Path) -> None:
    read, segments = document(tmp_path / "a.txt", ["Een lange zin hier.", "Nog een zin daar."])
    number = project.sync_document(read, segments).document.id
    translate(project, number)
    joined = replace(
        segments[0], end=segments[1].end, source=read.text[segments[0].start : segments[1].end]
    )
    report = project.sync_document(read, [joined])
    assert (report.changed, report.removed) == (1, 1)
    assert project.document_text(number) == read.text
    assert project.verify() == []


def test_only_places_change_where_white_space_does(project: Project, tmp_path: Path) -> None:
    read, segments = document(tmp_path / "a.txt", ZINNEN)
    number = project.sync_document(read, segments).document.id
    moved = [replace(item, start=item.start + 3, end=item.end + 3) for item in segments]
    shifted = replace(read, text="\n\n\n" + read.text)
    assert project.sync_document(shifted, moved).same == 5
    assert [stored.segment for stored in project.segments(number)] == moved
    assert project.document_text(number) == shifted.text


def test_a_moved_file_is_recognised(project: Project, tmp_path: Path) -> None:
    old, new = tmp_path / "a.txt", tmp_path / "sub" / "b.txt"
    number = sync(project, old, ZINNEN)
    translate(project, number)
    report = project.sync_document(*document(new, ZINNEN))
    assert report.moved_from == str(old)
    assert report.document.id == number
    assert report.document.name == "b.txt"
    assert targets(project, number) == [f"EN {text}" for text in ZINNEN]
    assert len(project.documents()) == 1


def test_a_copied_file_is_a_new_document(project: Project, tmp_path: Path) -> None:
    old, new = tmp_path / "a.txt", tmp_path / "b.txt"
    old.write_text("still there")
    number = sync(project, old, ZINNEN)
    assert sync(project, new, ZINNEN) != number


def test_standard_input_never_takes_over_a_file(project: Project, tmp_path: Path) -> None:
    number = sync(project, tmp_path / "gone.txt", ZINNEN)
    assert sync(project, "-", ZINNEN, name="-") != number
    assert sync(project, tmp_path / "new.txt", ZINNEN) == number


def test_equal_names_get_their_folders(project: Project, tmp_path: Path) -> None:
    for folder in ("a", "b", "c/b"):
        sync(project, tmp_path / folder / "x.txt", [*ZINNEN[:1], folder], name="x.txt")
    assert [record.name for record in project.documents()] == ["b/x.txt", "c/b/x.txt", "x.txt"]
    # Asked for again in another order they keep their names.
    report = project.sync_document(
        *document(tmp_path / "b" / "x.txt", [*ZINNEN[:1], "b"], name="x.txt")
    )
    assert (report.document.name, report.written) == ("b/x.txt", False)


def test_another_given_folder_gives_another_name(project: Project, tmp_path: Path) -> None:
    number = sync(project, tmp_path / "seeds" / "x.txt", ZINNEN)
    assert sync(project, tmp_path / "seeds" / "x.txt", ZINNEN, name="seeds/x.txt") == number
    assert project.documents()[0].name == "seeds/x.txt"


def test_display_names_end_at_the_root() -> None:
    taken = {"x.txt", "b/x.txt", "link.txt", "b/link.txt"}
    assert display_name("x.txt", path="/a/b/x.txt", is_taken=taken.__contains__) == "a/b/x.txt"
    assert display_name("x.txt", path="/b/x.txt", is_taken=taken.__contains__) == "b/x.txt (2)"
    assert display_name("link.txt", path="/c/real.txt", is_taken=taken.__contains__) == "c/link.txt"
    assert display_name("s/x.txt", path="/r/s/x.txt", is_taken={"s/x.txt"}.__contains__) == (
        "r/s/x.txt"
    )


def test_documents_are_found_by_a_unique_beginning(project: Project, tmp_path: Path) -> None:
    for name in ("004_daee.txt", "003_27ef.txt", "sub/004_x.txt", "00"):
        sync(project, tmp_path / name, [name], name=name)
    assert project.find_document("004").name == "004_daee.txt"
    assert project.find_document("00").name == "00"
    assert project.find_document("sub").name == "sub/004_x.txt"
    assert project.find_document(str(tmp_path / "003_27ef.txt")).name == "003_27ef.txt"
    with pytest.raises(UsageError, match=r"2 documents: 003_27ef\.txt, 004_daee\.txt"):
        pick("00", ["004_daee.txt", "003_27ef.txt"])
    with pytest.raises(UsageError, match=r'did you mean "003_27ef\.txt"'):
        project.find_document("003_72ef.txt")
    with pytest.raises(UsageError, match="no document"):
        project.find_document("")


def test_names_in_folders_are_found_by_their_last_part() -> None:
    assert pick("x", ["a/x.txt", "b/y.txt"]) == "a/x.txt"
    with pytest.raises(UsageError, match="the project has none"):
        pick("x", [])


def test_hostile_text_comes_back_unchanged(project: Project, tmp_path: Path) -> None:
    hostile = [
        "nul \x00 in het midden",
        "\x1b[31mrood",
        "'; DROP TABLE segment; --",
        "Қ ş 👍 e\u0301",
    ]
    read, segments = document(tmp_path / "a'%?#.txt", hostile)
    number = project.sync_document(read, segments).document.id
    translate(project, number)
    assert sources(project, number) == hostile
    assert targets(project, number) == [f"EN {text}" for text in hostile]
    assert project.document_text(number) == read.text


def test_a_lone_surrogate_is_an_input_error(project: Project, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lone surrogate"):
        project.sync_document(*document(tmp_path / "a.txt", ["half \ud83d teken"]))
    assert project.documents() == []


def test_segments_must_be_slices_in_order(project: Project, tmp_path: Path) -> None:
    read, segments = document(tmp_path / "a.txt", ZINNEN)
    with pytest.raises(ValueError, match="no slice"):
        project.sync_document(read, [segments[1], segments[0]])
    with pytest.raises(ValueError, match="no slice"):
        project.sync_document(read, [replace(segments[0], source="iets anders")])
    assert project.documents() == []


def test_many_segments_are_read_in_pages(project: Project, tmp_path: Path) -> None:
    texts = [f"Zin {number}." for number in range(4_500)]
    number = sync(project, tmp_path / "a.txt", texts)
    assert sources(project, number) == texts
    window = project.segments(number, start=1_990, stop=2_010)
    assert [stored.segment.number for stored in window] == list(range(1_990, 2_010))
    assert list(project.segments(number, start=4_500)) == []
    assert list(project.segments(number, stop=0)) == []


def test_writing_while_reading_is_possible(project: Project, tmp_path: Path) -> None:
    number = sync(project, tmp_path / "a.txt", [f"Zin {n}." for n in range(2_500)])
    seen = 0
    for stored in project.segments(number):
        if stored.segment.number % 500 == 0:
            project.add_rendering(stored.id, draft=draft("x"))
        seen += 1
    assert seen == 2_500


def test_an_unknown_segment_says_what_there_is(project: Project, tmp_path: Path) -> None:
    number = sync(project, tmp_path / "a.txt", ZINNEN)
    with pytest.raises(UsageError, match=r"a\.txt has no segment 5; its segments are 0 to 4"):
        project.segment(number, 5)
    with pytest.raises(UsageError, match="no document"):
        project.segment(99, 0)
