"""Dutch short forms written out for the decoder; the cases are in ``tests/cases/plain.json``."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.golden import golden
from workbench.text.plain import plain_dutch


def written_out(text: str) -> str:
    for start, end, words in reversed(plain_dutch(text)):
        text = text[:start] + words + text[end:]
    return text


@pytest.mark.parametrize("case", golden("plain"))
def test_case(case: dict[str, Any]) -> None:
    assert written_out(case["nl"]) == case["plain"]


@given(st.text(alphabet="abenrluoz.mj1 2:/€,-’s", max_size=80))
def test_places_are_in_order_and_apart(text: str) -> None:
    at = 0
    for start, end, _ in plain_dutch(text):
        assert at <= start < end <= len(text)
        at = end
