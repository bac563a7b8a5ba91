from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.store_support import sync
from workbench.desk.session import Session
from workbench.evaluate.effort import measure_effort
from workbench.evaluate.quality import NEEDED, QualityEstimate, Usual, calibrate, maker, usual
from workbench.model import Draft
from workbench.store.repo import Project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.conftest import RunHere

CT2 = "model:m@1|engine:ct2-int8|beam:4|glossary:a|version:1"
TORCH = "model:m@1|engine:torch-float32|beam:4"


def project(path: Path, drafts: Sequence[tuple[str, str, float | None, str]]) -> Project:
    opened = Project.open(path / "w.db", author="anna")
    number = sync(opened, path / "a.txt", [dutch for dutch, _, _, _ in drafts])
    for stored, (_, english, score, signature) in zip(opened.segments(number), drafts, strict=True):
        draft = Draft(target=english, score=score, signature=signature)
        opened.add_rendering(stored.id, draft=draft)
    return opened


def test_rates_fall_as_scores_rise() -> None:
    rng = random.Random(1)
    edited = [
        (score, float(round(10 * max(0.0, min(1.0, -score + rng.uniform(-0.5, 0.5))))), 10.0)
        for score in (rng.uniform(-1.5, 0) for _ in range(500))
    ]
    curve = calibrate(edited)
    assert curve is not None
    assert curve.scores == sorted(curve.scores)
    assert curve.rates == sorted(curve.rates, reverse=True)
    assert curve(-1.4) > 0.8
    assert curve(-0.1) < 0.3
    assert curve(-99) == curve.rates[0]
    assert curve(99) == curve.rates[-1]
    # On average it says what was done.
    mean = sum(edits for _, edits, _ in edited) / 5000
    assert sum(curve(score) for score, _, _ in edited) / 500 == pytest.approx(mean, abs=0.03)


def test_what_tells_nothing_gives_one_rate() -> None:
    curve = calibrate((n / 1000, float(n % 2), 10.0) for n in range(300))
    assert curve is not None
    assert curve(0.0) == pytest.approx(0.05, abs=0.01)
    assert curve(0.3) == pytest.approx(0.05, abs=0.01)


def test_too_few_are_not_calibrated() -> None:
    pairs = [(-n / 100, 1.0, 10.0) for n in range(NEEDED)]
    assert calibrate(pairs[1:]) is None
    assert calibrate([*pairs[1:], (0.0, 0.0, 0.0)]) is None, "no words, nothing to divide by"
    assert calibrate(pairs) is not None


def test_the_usual_score_of_a_length() -> None:
    line = usual((1.0 - 0.2 * n, round(2.0**n)) for n in range(30))
    assert line.excess(1.0 - 0.2 * 5, 2**5) == pytest.approx(0.0, abs=1e-9)
    assert line.excess(0.0, 2**10) == pytest.approx(1.0, abs=1e-9)
    assert usual([]) == Usual()
    few = usual([(-0.5, 10), (-0.7, 99)])
    assert few.slope == 0
    assert few.level == pytest.approx(-0.6)
    assert usual([(-0.5, 10)] * 50).slope == 0


def test_scores_are_ranked_within_their_maker(tmp_path: Path) -> None:
    drafts: list[tuple[str, str, float | None, str]]
    drafts = [("Een twee drie.", "One two three.", -n / 10, CT2) for n in range(5)]
    drafts += [("Een twee drie.", "One two three.", -9.0, TORCH), ("Vier.", "Four.", None, CT2)]
    with project(tmp_path, drafts) as opened:
        estimate = QualityEstimate(opened)
        first = estimate(-0.4, CT2, "Een twee drie.")
        assert first is not None
        assert (first.rank, first.of, first.expected_hter) == (1, 5, None)
        last = estimate(0.0, CT2.replace("glossary:a", "glossary:b"), "Een twee drie.")
        assert last is not None
        assert (last.rank, last.of) == (5, 5)
        assert estimate(None, CT2, "x") is None
        assert estimate(-1.0, "model:other|engine:ct2-int8", "x") is None
        assert "1 being the least sure" in str(first)


def test_edits_of_people_calibrate_it(tmp_path: Path) -> None:
    drafts = [
        ("Een twee drie vier.", "One two three four.", -n / 100, CT2) for n in range(NEEDED + 20)
    ]
    with project(tmp_path, drafts) as opened:
        for n, stored in enumerate(list(opened.segments(1))[:NEEDED]):
            # The doubtful half is written anew, the other confirmed.
            text = "Five six seven eight." if n >= NEEDED // 2 else "One two three four."
            opened.commit_edit(stored.id, text)
        assert measure_effort(opened) == NEEDED
        estimate = QualityEstimate(opened)
        doubtful = estimate(-(NEEDED - 1) / 100, CT2, "Een twee drie vier.")
        sure = estimate(0.0, CT2, "Een twee drie vier.")
    assert doubtful is not None
    assert sure is not None
    assert doubtful.expected_hter is not None
    assert sure.expected_hter is not None
    assert doubtful.expected_hter > 70
    assert sure.expected_hter < 5
    assert "edits for 100 words" in str(doubtful)


def test_a_review_can_begin_with_the_worst(tmp_path: Path) -> None:
    scores = [-0.3, -0.9, None, -0.5]
    drafts = [("Een twee drie.", "One two three.", score, CT2) for score in scores]
    with project(tmp_path, drafts) as opened:
        session = Session(opened)
        session.open_first()
        session.worst()
        assert session.index == 1
        session.confirm()
        session.worst()
        assert session.index == 3


def test_explain_tells_it(tmp_path: Path, here: RunHere) -> None:
    drafts = [("Een twee drie.", "One two three.", -n / 10, CT2) for n in range(3)]
    with project(tmp_path, drafts):
        pass
    done = here("explain", "a:2", "--project", "w.db")
    assert "1 of 3, 1 being the least sure" in done.out
    assert '"rank": 1' in here("explain", "a:2", "--json", "--project", "w.db").out


def test_maker() -> None:
    assert maker(CT2) == "model:m@1|engine:ct2-int8"
    assert maker("") == ""
