from __future__ import annotations

import time
from fractions import Fraction
from typing import Any, get_args

import pytest

from tests.golden import golden
from workbench.text.number_words import nl_cardinal, nl_word
from workbench.text.numbers import Language, compare_numbers, find_numbers


@pytest.mark.parametrize("case", golden("numbers"))
def test_golden(case: dict[str, Any]) -> None:
    source = find_numbers(case["source"], "nl")
    target = find_numbers(case["target"], "en")
    missing, extra = compare_numbers(source, target)
    assert [number.text for number in missing] == case["missing"]
    assert [number.text for number in extra] == case["extra"]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("nul", 0),
        ("één", 1),
        ("eenentwintig", 21),
        ("tweeëntwintig", 22),
        ("drieëndertig", 33),
        ("negenennegentig", 99),
        ("honderd", 100),
        ("honderdeneen", 101),
        ("twaalfhonderd", 1200),
        ("duizend", 1000),
        ("zestigduizend", 60_000),
        ("driehonderdvijfenveertigduizend", 345_000),
    ],
)
def test_dutch_cardinals(word: str, value: int) -> None:
    assert nl_cardinal(word) == value
    assert nl_word(word) == value


@pytest.mark.parametrize(
    "word", ["", "en", "veelhonderd", "honderden", "duizendpoot", "eender", "achteraf", "tiener"]
)
def test_other_words_are_no_cardinals(word: str) -> None:
    assert nl_cardinal(word) is None


@pytest.mark.parametrize(
    ("word", "value"), [("eerste", 1), ("achtste", 8), ("dertiende", 13), ("honderdste", 100)]
)
def test_dutch_ordinals(word: str, value: int) -> None:
    assert nl_word(word) == value


def test_offsets_are_those_of_the_text() -> None:
    text = "Zo'n 4,8 miljoen van de 12 mensen"
    assert [text[n.start : n.end] for n in find_numbers(text, "nl")] == ["4,8 miljoen", "12"]


def test_a_point_means_something_else_in_each_language() -> None:
    assert {v for _, v in find_numbers("1.500", "nl")[0].readings} == {Fraction(1500)}
    assert {v for _, v in find_numbers("1.500", "en")[0].readings} == {Fraction(3, 2)}


@pytest.mark.parametrize("language", get_args(Language))
def test_monstrous_digits_and_words_are_read(language: Language) -> None:
    digits = "9" * 50_000
    assert compare_numbers(find_numbers(digits, language), find_numbers(digits, language)) == (
        [],
        [],
    )
    missing, _ = compare_numbers(
        find_numbers(digits, language), find_numbers(digits + "8", language)
    )
    assert len(missing) == 1
    assert find_numbers("een" * 20_000, language) == []


def test_a_megabyte_without_a_space_takes_linear_time() -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        find_numbers("a1.@" * count, "nl")
        find_numbers("x" * count, "nl")
        return time.process_time() - start

    seconds(100)
    assert seconds(20_000) < 40 * max(seconds(2_000), 0.005)
