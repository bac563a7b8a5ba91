"""Any order of splits, joins, undoing and changed sources leaves a project that holds together."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store_support import document, sources, sync, translate
from workbench.desk import Session
from workbench.desk.cutting import gaps
from workbench.store import Project

WORDS = ("Hij", "woont", "in", "Almaty", "nu", "twee", "drie")
sentence = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
act = st.tuples(
    st.sampled_from(["split", "split", "join", "join", "undo", "redo", "confirm", "change"]),
    st.integers(0, 20),
)


@settings(max_examples=25)
@given(sentences=st.lists(sentence, min_size=1, max_size=6), acts=st.lists(act, max_size=12))
def test_a_project_holds_together(sentences: list[str], acts: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Project.open(Path(folder) / "w.db") as project:
        translate(project, sync(project, "/in/a.txt", sentences))
        session = Session(project)
        session.open_first()
        for what, number in acts:
            session.go(number % len(session.rows))
            if what == "split":
                found = gaps(session.stored.segment.source)
                cut = (
                    session.propose_cut(source_at=found[number % len(found)][0]) if found else None
                )
                if cut is not None:
                    assert session.split(cut).kind == "done"
            elif what == "change":
                sentences = [*sentences[:-1], sentences[-1] + " erbij", "Nog iets"][-8:]
                sync(project, "/in/a.txt", sentences)
                session.poll()
            else:
                step = {
                    "join": session.join_next,
                    "undo": session.undo,
                    "redo": session.redo,
                    "confirm": session.confirm,
                }[what]
                step()
            read, segments = document("/in/a.txt", sentences)
            assert project.verify() == []
            assert project.document_text(1) == read.text
            assert [row.source for row in session.rows] == sources(project, 1)
            # Another run finds everything in its place.
            assert not project.sync_document(read, segments).written
