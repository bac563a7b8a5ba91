"""Times of day: read in both languages and put right; the cases are in ``tests/cases/times.json``."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.golden import golden
from workbench.model import apply_edits
from workbench.text.times import english_time, find_times, repair_times


@pytest.mark.parametrize("case", golden("times"))
def test_case(case: dict[str, Any]) -> None:
    repaired = repair_times(case["source"], case["target"])
    assert repaired.text == case["fixed"]
    assert apply_edits(case["target"], repaired.edits) == case["fixed"]
    assert repair_times(case["source"], repaired.text).text == case["fixed"]


@given(st.integers(13 * 60, 1439), st.integers(0, 1439))
def test_any_wrong_time_becomes_the_right_one(right: int, wrong: int) -> None:
    source = f"De deur gaat om {right // 60}.{right % 60:02} uur open."
    repaired = repair_times(source, f"The door opens at {english_time(wrong)}.")
    assert repaired.text == f"The door opens at {english_time(right)}."
    assert [clock.minutes for clock in find_times(repaired.text, "en")] == [right]


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    for language in ("nl", "en"):
        for clock in find_times(text, language):
            assert text[clock.start : clock.end] == clock.text
            assert 0 <= clock.minutes < 2880
    repaired = repair_times(text, text)
    assert apply_edits(text, repaired.edits) == repaired.text
