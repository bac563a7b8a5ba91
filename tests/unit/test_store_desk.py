from __future__ import annotations

import gc
import hashlib
import sqlite3
from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.store_support import finding, outcome, states, sync, targets, translate
from workbench.model import Draft
from workbench.store import Base, Project, migrations
from workbench.store.db import Database

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

DUTCH = ("Dit is een.", "Dit is twee.")


def base_of(project: Project, number: int) -> Base:
    stored = project.segment(1, number)
    return Base(
        segment_id=stored.id,
        rendering_id=stored.rendering.id if stored.rendering else None,
        source=stored.segment.source,
    )


@pytest.fixture
def project(tmp_path: Path) -> Project:
    opened = Project.open(tmp_path / "w.db", author="anna")
    translate(opened, sync(opened, "/in/a.txt", DUTCH))
    return opened


# As schema 1 held a document of one segment with a draft.
FIRST_SCHEMA = """
INSERT INTO document VALUES (1, '/in/a.txt', 'a.txt', 'a.txt', '{sha}', 'l', 'utf-8', 0, 'txt', '',
    '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z');
INSERT INTO source VALUES (1, 1, 'Dit is een.', '2026-01-01T00:00:00Z');
INSERT INTO segment VALUES (1, 1, 0, 0, 0, 'sentence', 0, 11, '', 3, 1, 'initial', NULL, 0, '', NULL);
INSERT INTO rendering VALUES (1, 1, 1, NULL, 'engine', 'anna', '2026-01-01T00:00:00Z', 's', 'k', -0.5,
    'EN Dit is een.', '[]', '[]', NULL);
UPDATE segment SET rendering_id = 1, state = 'translated';
"""


@pytest.mark.parametrize("schema", [1, 2])
def test_an_older_project_is_updated_with_all_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, schema: int
) -> None:
    path = tmp_path / "w.db"
    with monkeypatch.context() as older:
        older.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:schema])
        older.setattr(migrations, "LATEST", schema)
        Project.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        sha = hashlib.sha256(b"Dit is een.").hexdigest()
        connection.executescript(f"BEGIN; {FIRST_SCHEMA.format(sha=sha)} COMMIT;")
    with Project.open(path) as project:
        assert targets(project, 1) == ["EN Dit is een."]
        assert [record.name for record in project.documents()] == ["a.txt"]
        project.desk.save_draft(base_of(project, 0), "typed")
        assert project.verify() == []
    assert list((tmp_path / "w-backups").glob(f"w-schema{schema}-*.db"))


def test_a_commit_from_an_old_base_writes_nothing(project: Project) -> None:
    base = base_of(project, 0)
    project.commit_edit(base.segment_id, "somebody was faster")
    desk = project.desk
    assert desk.commit(base, "mine", state="reviewed", what="confirm") is None
    assert not desk.set_state(base, "final", what="final")
    assert targets(project, 1)[0] == "somebody was faster"
    assert desk.acts(base.segment_id) == []
    assert len(project.history(base.segment_id)) == 2


def test_a_commit_forgets_the_authors_draft_text_and_nobody_elses(project: Project) -> None:
    base = base_of(project, 0)
    project.desk.save_draft(base, "mine")
    with Project.open(project.path, author="ben") as other:
        other.desk.save_draft(base, "theirs")
    assert [d.author for d in project.desk.drafts(base.segment_id)] == ["anna", "ben"]
    project.desk.commit(base, "mine", state="reviewed", what="confirm")
    assert [d.text for d in project.desk.drafts(base.segment_id)] == ["theirs"]


def test_rows_tell_the_worst_finding_and_whether_there_are_terms(project: Project) -> None:
    project.add_rendering(1, draft=Draft(target="x", findings=(finding(),), terms=(outcome(),)))
    project.desk.add_note(2, "why?")
    first, second = project.desk.rows(1)
    assert (first.severity, second.severity) == (3, 0)
    assert (first.termed, second.termed) == (True, False)
    assert (first.noted, second.noted) == (False, True)
    project.set_findings(1, [], terms=())
    assert (project.desk.rows(1)[0].severity, project.desk.rows(1)[0].termed) == (0, False)
    project.set_findings(1, [finding()], terms=[outcome()])
    first = project.desk.rows(1)[0]
    assert project.desk.having(1, (0, 99), check="num") == {1}
    assert project.desk.having(1, (0, 99), check="quotes") == set()
    assert project.desk.row(1) == first
    assert project.desk.row(99) is None


def test_the_collector_is_as_it_was_after_rows_were_read(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    read = Database.all

    def watched(
        self: Database, sql: str, values: Sequence[object] = ()
    ) -> list[tuple[object, ...]]:
        seen.append(gc.isenabled())
        return read(self, sql, values)

    monkeypatch.setattr(Database, "all", watched)
    assert len(project.desk.rows(1)) == 2
    assert gc.isenabled()
    gc.disable()
    try:
        project.desk.rows(1)
        assert not gc.isenabled()
    finally:
        gc.enable()
    assert seen == [False, False]
    monkeypatch.setattr(Database, "all", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        project.desk.rows(1)
    assert gc.isenabled()


def test_terms_found_for_another_dutch_are_no_terms_of_a_row(project: Project) -> None:
    project.add_rendering(1, draft=Draft(target="x", terms=(outcome(),)))
    sync(project, "/in/a.txt", ("Dit is nu een.", DUTCH[1]))
    (first, _) = project.desk.rows(1)
    assert (first.stale, first.termed) == (True, False)


def test_undo_and_redo_belong_to_one_author_and_one_document(project: Project) -> None:
    project.desk.commit(base_of(project, 0), "one", state="reviewed", what="confirm")
    with Project.open(project.path, author="ben") as other:
        assert other.desk.undo(1) is None
    assert project.desk.redo(1) is None
    undone = project.desk.undo(1)
    assert undone is not None
    assert undone.done
    assert states(project, 1)[0] == "translated"
    assert project.desk.undo(1) is None


def test_the_marker_changes_with_every_kind_of_change(project: Project) -> None:
    desk = project.desk
    seen = [desk.marker(1)]
    changes = (
        lambda: desk.commit(base_of(project, 0), "one", state="reviewed", what="confirm"),
        lambda: desk.set_state(base_of(project, 0), "final", what="final"),
        lambda: desk.undo(1),
        lambda: desk.redo(1),
        lambda: desk.add_note(1, "why?"),
        lambda: project.set_findings(1, [finding()], terms=()),
        lambda: sync(project, "/in/a.txt", ["Heel anders.", DUTCH[1]]),
    )
    for change in changes:
        change()
        seen.append(desk.marker(1))
    assert all(before != after for before, after in pairwise(seen))
    desk.save_draft(base_of(project, 1), "typing is nobody else's business")
    assert desk.marker(1) == seen[-1]
