from __future__ import annotations

import time
from typing import Any

import pytest

from tests.golden import golden
from workbench.model import apply_edits
from workbench.text.quotes import find_marks, pair_marks, quote_balance, repair_quotes


@pytest.mark.parametrize("case", golden("quotes"))
def test_golden(case: dict[str, Any]) -> None:
    repaired = repair_quotes(case["source"], case["target"])
    assert repaired.text == case["expected"]
    assert apply_edits(case["target"], repaired.edits) == repaired.text


@pytest.mark.parametrize("case", golden("quotes"))
def test_a_second_repair_changes_nothing(case: dict[str, Any]) -> None:
    if case["expect"] == "fail":
        pytest.fail("known failure")
    once = repair_quotes(case["source"], case["target"]).text
    assert repair_quotes(case["source"], once).text == once


@pytest.mark.parametrize(
    "text",
    [
        "’s Nachts",
        "'s-Hertogenbosch",
        "‘t Is zo",
        "zo'n auto's van m'n oma's",
        "rock 'n' roll",
        "bij L.’s ouders en K.'s auto",
        "Siranoesj’ pensioen",
        "in '90 en ’68",
        "it's John’s, isn't it?",
        "drs' en x' en Marx’ later",
        "geen enkel teken",
        "",
        " ' ",
    ],
)
def test_apostrophes_are_no_marks(text: str) -> None:
    assert find_marks(text) == []


@pytest.mark.parametrize(
    ("text", "balance"),
    [
        ("„Ik blijf.", (0, 1, 0)),
        ("Ik blijf.”", (0, 0, 1)),
        ("„Ik blijf.”", (1, 0, 0)),
        ("„Zei hij ‘ja’?", (1, 1, 0)),
        ("‘Ik”", (0, 1, 1)),
        ("Dat is ‘zo‘n’ ding", (1, 0, 0)),
        ("(‘Tot ziens’)", (1, 0, 0)),
        ("‘Niets.’ … ‘Helemaal niets.’", (2, 0, 0)),
        ('Zo is het. "', (0, 0, 1)),
        ('" Zo is het', (0, 1, 0)),
        ("' Zo is het. '", (1, 0, 0)),
        ('Zo is het ", zei hij.', (0, 0, 1)),
        ('Het boek " Glas " is mooi.', (1, 0, 0)),
        ("Hij verdiende „500”.", (1, 0, 0)),
    ],
)
def test_balance(text: str, balance: tuple[int, int, int]) -> None:
    assert quote_balance(text) == balance


def test_marks_know_their_place() -> None:
    marks = find_marks("Hij: „Ja.”")
    assert [(mark.start, mark.end, mark.opens, mark.double) for mark in marks] == [
        (5, 6, True, True),
        (9, 10, False, True),
    ]
    quotation = pair_marks(marks)[0]
    assert quotation.kind == "whole"
    assert quotation.start == 5


def test_an_empty_target_stays_empty() -> None:
    assert repair_quotes("„Ja.”", "").text == ""
    assert repair_quotes("„Ja.”", "  ").text == "  "


@pytest.mark.parametrize("sign", ["\"'", "„", "‘", "'s ", "x’ ", "”", "“a"])
def test_hostile_rows_of_marks_take_linear_time(sign: str) -> None:
    def seconds(count: int) -> float:
        text = sign * count
        start = time.process_time()
        find_marks(text)
        repair_quotes(text, text)
        return time.process_time() - start

    seconds(500)
    # Ten times the input in far less than the hundredfold that anything quadratic takes.
    assert seconds(10_000) < 40 * max(seconds(1_000), 0.005)
