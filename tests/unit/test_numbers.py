from __future__ import annotations

import time
from fractions import Fraction
from typing import Any, get_args

import pytest

from tests.golden import golden
from workbench.text.number_words import nl_cardinal, nl_word
from workbench.text.numbers import Language, compare_numbers, compare_said, find_numbers


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


def said(source: str, target: str) -> list[tuple[str, str]]:
    pairs = compare_said(find_numbers(source, "nl"), find_numbers(target, "en"))
    return [(left.text if left else "", right.text if right else "") for left, right in pairs]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("anderhalf jaar", "a year and a half"),
        ("anderhalf jaar", "eighteen months"),
        ("anderhalf uur", "ninety minutes"),
        ("nog anderhalve eeuw", "another century and a half"),
        ("tweeëneenhalf uur", "two and a half hours"),
        ("een kwart van de boeren", "one farmer in four"),
        ("een derde van de leden", "33 per cent of the members"),
        ("een derde man", "a third man"),
        ("twee derde van de stemmen", "two-thirds of the vote"),
        ("een tweederdemeerderheid", "a two-thirds majority"),
        ("een jaar eerder de helft", "double the figure a year earlier"),
        ("enkele tientallen meters", "a few dozen metres"),
        ("een tiental mensen", "about a dozen people"),
        ("een tiental mensen", "some ten people"),
        ("vele voorwerpen", "thousands of objects"),
        ("duizenden miljoenen", "billions"),
        ("honderdduizenden mensen", "hundreds of thousands of people"),
        ("de vijfhonderdste keer", "the five-hundredth time"),
        ("driedubbel betaald", "paid triple"),
        ("drie keer zoveel", "three times as much"),
        ("een tweede kans", "another chance"),
        ("kwart over acht", "8.15"),
        ("op drie honderdsten van het goud", "three hundredths from gold"),
        ("het eerste semester", "the first half of the year"),
        ("zij kennen haar uit duizenden", "they know her anywhere"),
    ],
)
def test_what_words_say_agrees(source: str, target: str) -> None:
    assert said(source, target) == []


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("anderhalf jaar", "two and a half years", ("anderhalf", "two and a half")),
        ("anderhalf jaar", "a year", ("anderhalf", "")),
        ("de derde keer", "the second time", ("derde", "second")),
        ("voor het eerst", "for the fourth time", ("eerst", "fourth")),
        ("honderden doden", "thousands dead", ("honderden", "thousands")),
        ("een tiental mensen", "dozens of people", ("", "dozens")),
        ("tientallen doden", "many dead", ("tientallen", "")),
        ("er vielen doden", "dozens of people died", ("", "dozens")),
        ("een kwart van de boeren", "a third of the farmers", ("kwart", "a third")),
        ("driekwart van de boeren", "most farmers", ("driekwart", "")),
        ("drie keer zo groot", "twice as big", ("drie", "twice")),
        ("de omzet verdubbelde", "turnover tripled", ("verdubbelde", "tripled")),
    ],
)
def test_what_words_say_contradicts(source: str, target: str, found: tuple[str, str]) -> None:
    assert said(source, target) == [found]
