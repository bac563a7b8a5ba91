"""Effort by day, terms by rung, and the shapes that show them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.store_support import document
from workbench.evaluate.history import periods
from workbench.evaluate.plots import Bar, Moment, Step, bars, columns, course, ladder
from workbench.evaluate.rungs import UNRECORDED, missing_terms, rung_counts
from workbench.glossary.file import load_glossary
from workbench.glossary.match import Matcher
from workbench.model import Draft, TermOutcome
from workbench.store import DraftItem, Project
from workbench.store.effort import PostEdit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunHere

GLOSSARY = """\
version: 1
source: nl
target: en-GB
concepts:
  - {id: mazhilis, type: organisation, nl: Mazjilis, en: Mazhilis}
  - {id: almaty, type: place, nl: Almaty, en: Almaty}
  - {id: later, type: term, nl: kamer, en: chamber, status: proposed}
"""


def post_edit(day: str, draft: str, target: str, *, seconds: float = 0) -> PostEdit:
    return PostEdit(
        rendering_id=1,
        draft_id=2,
        draft=draft,
        target=target,
        created=f"{day}T12:00:00.000Z",
        active_ms=int(seconds * 1000),
    )


def test_effort_is_told_by_day_in_order_of_time() -> None:
    found = periods(
        [
            post_edit("2026-11-22", "a b c d", "a b c d"),
            post_edit("2026-11-21", "a b c d", "a x c d", seconds=10),
            post_edit("2026-11-21", "a b c d e f", "a b c d e f", seconds=20),
        ]
    )
    assert [one.begins for one in found] == [date(2026, 11, 21), date(2026, 11, 22)]
    assert [one.segments for one in found] == [2, 1]
    # One edit in the ten words of that day.
    assert found[0].hter == pytest.approx(10.0)
    assert found[0].seconds == pytest.approx(15.0)
    assert (found[1].hter, found[1].seconds, found[1].days) == (0.0, None, 1)


def test_many_days_are_told_by_week() -> None:
    days = [date(2026, 1, 1) + timedelta(days=i) for i in range(40)]
    found = periods([post_edit(day.isoformat(), "a", "b") for day in days])
    assert all(one.days == 7 and one.begins.weekday() == 0 for one in found)
    assert sum(one.segments for one in found) == 40
    assert len(found) == 7


def test_no_pair_is_no_period() -> None:
    assert periods([]) == ()


@pytest.fixture
def matcher(tmp_path: Path) -> Matcher:
    path = tmp_path / "glossary.yaml"
    path.write_text(GLOSSARY, encoding="utf-8")
    return Matcher(load_glossary(path))


def test_mentions_are_counted_where_they_came_to_rest(tmp_path: Path, matcher: Matcher) -> None:
    sentences = ("De Mazjilis in Almaty.", "In Almaty.", "Nog eens Almaty.", "Een kamer.")
    targets = ("The Mazhilis in Almaty.", "In the city.", "Almaty again.", "A room.")
    rungs = (("constrained", "free"), ("unresolved",), (), ())
    with Project.open(tmp_path / "p.db") as project:
        record = project.sync_document(*document("/in/a.txt", sentences)).document
        segments = list(project.segments(record.id))
        items = []
        for stored, target, named in zip(segments, targets, rungs, strict=True):
            hits = [h for h in matcher.match(stored.segment.source).hits if h.concept != "later"]
            outcomes = tuple(
                TermOutcome(hit=hit, rung=rung)  # type: ignore[arg-type]
                for hit, rung in zip(hits, named, strict=False)
            )
            items.append(
                DraftItem(segment_id=stored.id, draft=Draft(target=target, terms=outcomes))
            )
        project.add_drafts(items[:3])
        found = rung_counts(project.segments(record.id), matcher)
    assert [(one.rung, one.mentions, one.satisfied) for one in found] == [
        ("free", 1, 1),
        ("constrained", 1, 1),
        (UNRECORDED, 1, 1),
        ("unresolved", 1, 0),
    ]


def test_missing_terms_are_named_once(matcher: Matcher) -> None:
    assert missing_terms("Almaty, Almaty en de Mazjilis", "the Mazhilis", matcher) == ("Almaty",)
    assert missing_terms("Almaty, een kamer", "Almaty, a room", matcher) == ()


def shapes(figure: str, kind: str) -> list[ET.Element]:
    return [one for one in ET.fromstring(figure).iter() if one.get("class") == kind]


def widths(figure: str, kind: str = "bar") -> list[float]:
    return [float(one.get("width", "")) for one in shapes(figure, kind)]


def test_bars_are_as_long_as_their_values() -> None:
    long = "x" * 60 + ".txt"
    figure = bars("A < B", [Bar(label=long, value=25), Bar(label="b", value=100)], mark=("all", 50))
    assert widths(figure)[0] == pytest.approx(widths(figure)[1] / 4, abs=0.1)
    assert "A &lt; B" in figure
    assert f"<title>{long}</title>" in figure
    assert len(shapes(figure, "mark")) == 1


@pytest.mark.parametrize("value", [-5.0, 250.0])
def test_a_value_off_the_scale_stays_in_the_figure(value: float) -> None:
    assert 0 <= widths(bars("t", [Bar(label="a", value=value)]))[0] <= 400


def test_columns_show_counts_and_survive_none() -> None:
    figure = columns("t", [Bar(label="0–10", value=3), Bar(label="10–20", value=0)])
    heights = [float(one.get("height", "")) for one in shapes(figure, "bar")]
    assert heights[0] > 0
    assert heights[1] == 0
    ET.fromstring(columns("t", []))


def test_steps_begin_where_the_one_before_ends() -> None:
    figure = ladder(
        "t",
        [
            Step(label="a", share=0.5, note="5"),
            Step(label="b", share=0.3, note="3"),
            Step(label="c", share=0.2, note="2", lost=True),
        ],
    )
    first, second = shapes(figure, "bar")
    (lost,) = shapes(figure, "lost")

    def ends(one: ET.Element) -> float:
        return float(one.get("x", "")) + float(one.get("width", ""))

    assert float(second.get("x", "")) == pytest.approx(ends(first), abs=0.2)
    assert float(lost.get("x", "")) == pytest.approx(ends(second), abs=0.2)


def test_a_course_has_a_dot_for_each_moment_and_no_crowd_of_labels() -> None:
    moments = [Moment(label=f"{i} Nov", value=i, weight=i) for i in range(30)]
    figure = course("t", moments, unit="HTER", counted="segments")
    assert len(shapes(figure, "dot")) == 30
    assert 2 <= sum("Nov" in (one.text or "") for one in shapes(figure, "note")) <= 10
    heights = [float(one.get("cy", "")) for one in shapes(figure, "dot")]
    assert heights == sorted(heights, reverse=True)
    ET.fromstring(course("t", moments[:1], unit="HTER", counted="segments"))


def test_the_report_of_a_project_shows_all_four_plots(here: RunHere, tmp_path: Path) -> None:
    dutch = ("De Mazjilis vergadert.", "Almaty is mooi.", "De Mazjilis is in Almaty.")
    english = ("The Mazhilis meets.", "Almaty is beautiful.", "The Mazhilis is in Almaty.")
    (tmp_path / "glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    refs = tmp_path / "refs"
    refs.mkdir()
    (refs / "a.nl").write_text("\n".join(dutch) + "\n", encoding="utf-8")
    (refs / "a.en").write_text("\n".join(english) + "\n", encoding="utf-8")
    with Project.open(tmp_path / "workbench.db", author="anna") as project:
        record = project.sync_document(*document("/in/a.txt", dutch)).document
        ids = [stored.id for stored in project.segments(record.id)]
        drafts = ("The Mazhilis sits.", "The city is beautiful.", "The Mazhilis is in Almaty.")
        project.add_drafts(
            DraftItem(segment_id=i, draft=Draft(target=target))
            for i, target in zip(ids, drafts, strict=True)
        )
        project.commit_edit(ids[0], target=english[0], state="reviewed")
    assert here("evaluate", "--refs", "refs", "--report", "out").code == 0
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    for title in (
        "chrF2 by article, worst first",
        "Segments by chrF2",
        "Term recall by rung of the ladder, 4 mentions",
        "Post-edit effort by day (HTER)",
    ):
        assert f"<figcaption>{title}" in page
    assert "missing: Almaty" in page
    assert page.count(" data-missing>") == 1
    assert "not rendered" in page
