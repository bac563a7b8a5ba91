"""Post-edit effort: what is recorded, what is summed up, and what the desk shows of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.store_support import sync, translate
from workbench.desk.effort import keep_effort, read_effort
from workbench.desk.stopwatch import LONGEST_PAUSE, Stopwatch
from workbench.evaluate.effort import measure_effort, post_edit_effort
from workbench.store import Project
from workbench.store.effort import EffortTotals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import RunHere

DUTCH = ("Een twee drie.", "Vier vijf zes.", "Zeven acht negen.")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.open(tmp_path / "w.db", author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", DUTCH))
        yield opened


def confirm(project: Project, number: int, target: str) -> int:
    stored = project.segment(1, number)
    project.commit_edit(stored.id, target)
    return stored.id


def test_a_confirmed_draft_costs_nothing_and_a_changed_word_costs_one_edit(
    project: Project,
) -> None:
    confirm(project, 0, "EN Een twee drie.")
    confirm(project, 1, "EN Vier vijf zeven.")
    assert measure_effort(project) == 2
    totals = project.effort.by_document()[1]
    assert (totals.edited, totals.unchanged, totals.edits) == (2, 1, 1)
    # Four words and a full stop each, which TER counts as the four words it is written with.
    assert totals.hter == pytest.approx(100 / 8)
    evaluated = post_edit_effort(project).hter
    assert evaluated is not None
    assert totals.hter == pytest.approx(evaluated.value)


def test_what_is_measured_is_measured_once_and_again_when_the_text_changes(
    project: Project,
) -> None:
    confirm(project, 0, "EN Een twee vier.")
    assert [measure_effort(project), measure_effort(project)] == [1, 0]
    confirm(project, 0, "EN Een twee drie.")
    assert measure_effort(project) == 1
    assert project.effort.by_document()[1].edits == 0


def test_only_so_many_are_measured_in_one_go(project: Project) -> None:
    for number in range(3):
        confirm(project, number, "something else")
    assert [measure_effort(project, most=2), measure_effort(project, most=2)] == [2, 1]


def test_texts_without_a_machine_before_them_have_no_effort(tmp_path: Path) -> None:
    with Project.open(tmp_path / "w.db", author="anna") as project:
        sync(project, "/in/a.txt", DUTCH)
        confirm(project, 0, "written by hand")
        assert measure_effort(project) == 0
        assert project.effort.by_document() == {}


def test_time_adds_up_by_segment_and_counts_for_speed_only_where_reviewed(
    project: Project,
) -> None:
    done = confirm(project, 0, "EN Een twee drie.")
    waiting = project.segment(1, 1).id
    project.effort.add_time({done: 6_000, waiting: 4_000})
    with Project.open(project.path, author="ben") as other:
        other.effort.add_time({done: 3_000})
    totals = project.effort.by_document()[1]
    assert (totals.active_ms, totals.timed, totals.timed_ms) == (13_000, 1, 9_000)
    assert totals.seconds_per_segment == 9
    assert totals.words_per_hour == 3 * 3600 / 9


def test_time_at_a_segment_that_is_gone_is_dropped(project: Project) -> None:
    project.effort.add_time({10**9: 1_000})
    assert project.effort.by_document() == {}


def test_totals_add_up() -> None:
    one = EffortTotals(edited=1, edits=2, words=10, timed=1, timed_ms=1000, timed_words=5)
    both = one + one
    assert (both.hter, both.edited, both.words_per_hour) == (20, 2, one.words_per_hour)
    assert EffortTotals().hter is None
    assert EffortTotals().words_per_hour is None


def test_the_report_has_the_article_beside_the_project(project: Project) -> None:
    translate(project, sync(project, "/in/b.txt", DUTCH[:1]))
    first = confirm(project, 0, "EN Een twee drie.")
    second = confirm(project, 1, "Nothing of it stays here")
    keep_effort(project, {first: 10_000, second: 30_000})
    report = read_effort(project, 1)
    assert (report.article.name, report.article.done, report.article.segments) == ("a.txt", 2, 3)
    assert (report.project.done, report.project.segments) == (2, 4)
    assert report.bands == [
        ("unchanged", 1), ("to 10", 0), ("to 25", 0), ("to 50", 0), ("over 50", 1),
    ]  # fmt: skip
    assert report.seconds == [10, 30]
    assert report.median_seconds == 20
    assert [one.name for one in report.articles] == ["a.txt", "b.txt"]
    assert read_effort(project, 2).segments == []


def test_status_and_evaluate_tell_it(here: RunHere, project: Project) -> None:
    done = confirm(project, 0, "EN Een twee vier.")
    keep_effort(project, {done: 9_000})
    status = json.loads(here("status", "--project", "w.db", "--json").out)
    figures = {
        "segments": 1, "unchanged": 0, "hter": 25.0, "active_seconds": 9.0, "timed_segments": 1,
        "seconds_per_segment": 9.0, "words_per_hour": 1200.0,
    }  # fmt: skip
    assert status["effort"] == figures
    assert status["by_document"][0]["effort"] == figures
    assert "HTER 25.0, 1200 words an hour" in here("status", "--project", "w.db").out
    evaluated = json.loads(here("evaluate", "--project", "w.db", "--json").out)["effort"]
    assert evaluated["hter"] == 25
    assert evaluated["words_per_hour"] == 1200
    assert "9 s a segment" in here("evaluate", "--project", "w.db").out


def test_the_stopwatch_counts_what_lies_between_acts() -> None:
    now = 100.0
    watch = Stopwatch(clock=lambda: now)
    watch.touch(1)
    now = 105.0
    watch.touch(1)
    now = 107.5
    watch.touch(2)
    assert watch.take() == {1: 7_500}
    assert watch.take() == {}
    now = 107.5 + 10 * LONGEST_PAUSE
    watch.touch(2)
    assert watch.take() == {2: LONGEST_PAUSE * 1000}
    watch.give_back({2: 300})
    now += 1
    watch.touch(3)
    assert watch.take() == {2: 1_300}
