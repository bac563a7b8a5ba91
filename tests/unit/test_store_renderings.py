"""Renderings: only ever added, never against an editor, with all that belongs to them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.store_support import document, draft, finding, outcome, states, sync, targets, translate
from workbench.errors import UsageError
from workbench.model import Draft, Finding, Severity, TermHit, TermOutcome
from workbench.store import DraftItem, Project
from workbench.store.codec import finding_object, term_object

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ZINNEN = ["Almaty is groot.", "De tweede zin.", "De derde zin."]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.open(tmp_path / "news.db", author="ed") as opened:
        yield opened


@pytest.fixture
def document_id(project: Project, tmp_path: Path) -> int:
    return sync(project, tmp_path / "a.txt", ZINNEN)


def test_a_draft_becomes_the_current_rendering(project: Project, document_id: int) -> None:
    run = project.start_run(command="translate a.txt", signature="sig")
    made = Draft(
        target="Almaty is big.",
        terms=(outcome(),),
        findings=(finding(),),
        score=-0.41,
        signature="model:x|engine:y",
        trace={"free": {"score": -0.41, "kept": True}, "ladder": ["free"]},
    )
    segment_id = project.segment(document_id, 0).id
    number = project.add_rendering(segment_id, draft=made, term_key="k1")
    project.finish_run(run)
    stored = project.segment(document_id, 0)
    assert stored.state == "translated"
    assert stored.term_key == "k1"
    rendering = stored.rendering
    assert rendering is not None
    assert (rendering.id, rendering.target, rendering.author) == (number, "Almaty is big.", "ed")
    assert (rendering.origin, rendering.signature, rendering.score) == (
        "engine",
        "model:x|engine:y",
        -0.41,
    )
    assert rendering.terms == (
        {
            "concept": "almaty",
            "source": "Almaty",
            "start": 0,
            "end": 6,
            "rendering": "Almaty",
            "target_start": 3,
            "target_end": 9,
            "rung": "free",
        },
    )
    assert rendering.findings == (
        {"check": "number", "severity": "critical", "message": "a figure is missing"},
    )
    assert rendering.trace == {"free": {"score": -0.41, "kept": True}, "ladder": ["free"]}
    assert rendering.source == ZINNEN[0]
    assert rendering.created.endswith("Z")
    assert project.history(segment_id) == [rendering]
    listed = next(iter(project.segments(document_id)))
    assert listed.rendering is not None
    assert listed.rendering.trace is None
    assert next(iter(project.segments(document_id, trace=True))) == stored


def test_terms_and_findings_have_the_keys_of_the_contract() -> None:
    nothing = TermOutcome(
        hit=TermHit(concept="c", source="C", start=1, end=2, renderings=("X",)), rung="unresolved"
    )
    assert term_object(nothing) == {
        "concept": "c",
        "source": "C",
        "start": 1,
        "end": 2,
        "rendering": "",
        "target_start": None,
        "target_end": None,
        "rung": "unresolved",
    }
    placed = Finding(check="term", severity=Severity.COSMETIC, message="m", start=0, end=4)
    assert finding_object(placed) == {
        "check": "term",
        "severity": "cosmetic",
        "message": "m",
        "start": 0,
        "end": 4,
    }


def test_numbers_that_json_does_not_know(project: Project, document_id: int) -> None:
    segment_id = project.segment(document_id, 0).id
    endless = Draft(target="x", score=float("-inf"), trace={"a": [float("nan"), {"b": 1.5}]})
    project.add_rendering(segment_id, draft=endless)
    rendering = project.history(segment_id)[0]
    assert rendering.trace == {"a": [None, {"b": 1.5}]}
    assert project.verify() == []


def test_a_machine_never_displaces_a_person(project: Project, document_id: int) -> None:
    translate(project, document_id)
    first, second, third = list(project.segments(document_id))
    project.commit_edit(first.id, "By a person.", state="translated")
    project.commit_edit(second.id, "Confirmed.", state="reviewed")
    project.add_drafts(
        DraftItem(segment_id=item.id, draft=draft("NEW"), term_key="k2")
        for item in (first, second, third)
    )
    assert targets(project, document_id) == ["By a person.", "Confirmed.", "NEW"]
    assert states(project, document_id) == ["translated", "reviewed", "translated"]
    assert [item.target for item in project.history(second.id)][-1] == "NEW"
    # What is not the machine's business stays due for whoever looks after reviewed segments.
    assert [stored.term_key for stored in project.segments(document_id)] == ["k2", "k1", "k2"]


def test_alternatives_stay_beside_the_current_one(project: Project, document_id: int) -> None:
    translate(project, document_id)
    first = project.segment(document_id, 0)
    project.add_rendering(first.id, draft=draft("ALSO"), make_current=False)
    assert project.segment(document_id, 0).rendering == first.rendering
    assert len(project.history(first.id)) == 2


def test_a_person_may_take_a_memory_match(project: Project, document_id: int) -> None:
    first = project.segment(document_id, 0)
    project.commit_edit(first.id, "Mine.")
    project.add_rendering(first.id, draft=draft("Memory."), origin="memory", state="reviewed")
    assert project.segment(document_id, 0).state == "reviewed"
    assert targets(project, document_id)[0] == "Memory."


def test_a_draft_for_dutch_that_changed_meanwhile(
    project: Project, document_id: int, tmp_path: Path
) -> None:
    first = project.segment(document_id, 0)
    changed = ["Almaty is heel groot.", *ZINNEN[1:]]
    project.sync_document(*document(tmp_path / "a.txt", changed))
    translate(project, document_id)
    project.sync_document(*document(tmp_path / "a.txt", ["Almaty is zeer groot.", *ZINNEN[1:]]))
    late = DraftItem(segment_id=first.id, draft=draft("LATE"), source=changed[0])
    project.add_drafts([late])
    stored = project.segment(document_id, 0)
    assert stored.stale
    assert targets(project, document_id)[0] == f"EN {changed[0]}"
    assert [(item.target, item.source) for item in project.history(first.id)] == [
        (f"EN {changed[0]}", changed[0]),
        ("LATE", changed[0]),
    ]
    with pytest.raises(UsageError, match="never had the Dutch"):
        project.add_drafts([DraftItem(segment_id=first.id, draft=draft("x"), source="Nooit.")])


def test_confirming_keeps_terms_and_findings(project: Project, document_id: int) -> None:
    segment_id = project.segment(document_id, 0).id
    made = Draft(target="Almaty is big.", terms=(outcome(),), findings=(finding(),))
    project.add_rendering(segment_id, draft=made, term_key="k1")
    project.commit_edit(segment_id, "Almaty is big.", author="Dana")
    confirmed = project.segment(document_id, 0)
    assert (confirmed.state, confirmed.term_key) == ("reviewed", "k1")
    assert confirmed.rendering is not None
    assert (confirmed.rendering.author, confirmed.rendering.origin) == ("Dana", "human")
    assert len(confirmed.rendering.terms) == len(confirmed.rendering.findings) == 1
    project.commit_edit(segment_id, "Almaty is large.")
    edited = project.segment(document_id, 0)
    assert edited.rendering is not None
    assert edited.rendering.terms == edited.rendering.findings == ()
    assert edited.term_key == "k1"
    project.commit_edit(segment_id, "", terms=[outcome()], findings=[finding()], state="final")
    omitted = project.segment(document_id, 0)
    assert omitted.rendering is not None
    assert (omitted.rendering.target, omitted.state) == ("", "final")
    assert len(omitted.rendering.terms) == 1


def test_findings_seen_later_leave_the_rendering_alone(project: Project, document_id: int) -> None:
    translate(project, document_id)
    stored = project.segment(document_id, 0)
    project.commit_edit(stored.id, "Almaty is big.")
    late = Finding(check="term", severity=Severity.FUNCTIONAL, message="not as the glossary says")
    assert project.set_findings(stored.id, [late], terms=[outcome()], term_key="k2")
    assert not project.set_findings(stored.id, [late], terms=[outcome()], term_key="k2")
    seen = project.segment(document_id, 0)
    assert seen.term_key == "k2"
    assert seen.rendering is not None
    assert [item["check"] for item in seen.rendering.findings] == ["term"]
    assert len(seen.rendering.terms) == 1
    assert project.history(stored.id)[-1].findings == ()
    assert project.status().findings == {"critical": 0, "functional": 1, "cosmetic": 0}
    project.commit_edit(stored.id, "Almaty is large.")
    assert project.status().findings["functional"] == 0
    untouched = sync(project, "/nowhere/b.txt", ["Nieuw."])
    with pytest.raises(UsageError, match="no rendering"):
        project.set_findings(project.segment(untouched, 0).id, [late], terms=[])


def test_unknown_segments_are_refused(project: Project, document_id: int) -> None:
    assert document_id
    with pytest.raises(UsageError, match="no segment"):
        project.add_rendering(999, draft=draft("x"))
    with pytest.raises(UsageError, match="no segment"):
        project.commit_edit(999, "x")
    with pytest.raises(UsageError, match="no segment"):
        project.set_findings(999, [], terms=[])


def test_drafts_are_added_all_or_none(project: Project, document_id: int) -> None:
    first = project.segment(document_id, 0)
    with pytest.raises(UsageError):
        project.add_drafts(
            [
                DraftItem(segment_id=first.id, draft=draft("x")),
                DraftItem(segment_id=999, draft=draft("y")),
            ]
        )
    assert project.history(first.id) == []
    assert project.add_drafts([]) == []


@pytest.mark.parametrize("table", ["rendering", "source"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET created = 'x'", "DELETE FROM {}"])
def test_the_file_itself_forbids_changing_history(
    project: Project, document_id: int, table: str, statement: str
) -> None:
    translate(project, document_id)
    with (
        closing(sqlite3.connect(project.path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="only ever added"),
    ):
        connection.execute(statement.format(table))


def test_status_counts(project: Project, document_id: int) -> None:
    segments = list(project.segments(document_id))
    both = Draft(target="x", findings=(finding(), finding(Severity.COSMETIC)))
    project.add_rendering(segments[0].id, draft=both)
    project.add_rendering(segments[0].id, draft=both)  # only the current one counts
    project.commit_edit(segments[1].id, "y")
    status = project.status()
    assert (status.documents, status.segments, status.stale) == (1, 3, 0)
    assert status.states == {"initial": 1, "translated": 1, "reviewed": 1, "final": 0}
    assert status.source_words == sum(len(text.split()) for text in ZINNEN)
    assert dict(status.findings) == {"critical": 1, "functional": 0, "cosmetic": 1}


def test_runs_and_outputs(project: Project, document_id: int, tmp_path: Path) -> None:
    run = project.start_run(command="translate x", signature="s")
    project.finish_run(run, stats={"segments": 3})
    second = project.start_run(command="translate y")
    newest, oldest = project.runs()
    assert (newest.id, newest.finished) == (second, None)
    assert oldest.finished is not None
    assert json.dumps(oldest.stats) == '{"segments": 3}'
    assert oldest.pid > 0
    target = tmp_path / "out" / "a.txt"
    assert project.outputs.hash(target) is None
    assert project.outputs.hashes(target) == frozenset()
    project.outputs.record(target, sha256="aa", document_id=document_id)
    assert project.outputs.hash(target) == "aa"
    project.outputs.expect(target, sha256="bb", document_id=document_id)
    assert project.outputs.hashes(target) == {"aa", "bb"}
    project.outputs.record(target, sha256="bb", document_id=document_id)
    assert project.outputs.hashes(target) == {"bb"}
    project.outputs.expect(target, sha256="bb", document_id=document_id)
    assert project.outputs.hashes(target) == {"bb"}


def test_a_transaction_groups_writes(project: Project, document_id: int) -> None:
    first = project.segment(document_id, 0)
    with pytest.raises(UsageError), project.transaction():
        project.commit_edit(first.id, "x") and project.commit_edit(999, "y")
    assert project.history(first.id) == []
    with project.transaction(durable=True):
        project.commit_edit(first.id, "x")
    assert len(project.history(first.id)) == 1


def test_words_of_a_machine_keep_its_signature_when_they_are_confirmed(
    project: Project, document_id: int
) -> None:
    segment_id = project.segment(document_id, 0).id
    project.add_rendering(segment_id, draft=Draft(target="Big.", signature="model:x|engine:y"))
    made = []
    for target in ("Big.", "Big.", "Large.", "Big."):
        project.commit_edit(segment_id, target)
        rendering = project.segment(document_id, 0).rendering
        assert rendering is not None
        made.append((rendering.origin, rendering.signature))
    confirmed, written = ("human", "model:x|engine:y"), ("human", "")
    assert made == [confirmed, confirmed, written, written]
    assert [pair.signature for pair in project.pairs()] == [""]
