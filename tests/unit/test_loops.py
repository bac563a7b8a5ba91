from __future__ import annotations

import time

import pytest

from workbench.text.loops import is_loop, longest_repeat


@pytest.mark.parametrize(
    ("tokens", "worst"),
    [
        ("", (0, 1, 0)),
        ("a b c", (0, 1, 0)),
        ("a a", (1, 2, 0)),
        ("x a b a b a b y", (2, 3, 1)),
        ("a b c d e f a b c d e f", (6, 2, 0)),
    ],
)
def test_longest_repeat(tokens: str, worst: tuple[int, int, int]) -> None:
    assert longest_repeat(tokens.split()) == worst


@pytest.mark.parametrize(
    "target",
    [
        "to go to go to go to go home",
        "of the people of the country of the people of the country and more",
        "Flanders, Slovakia, Flanders, Slovakia, Flanders, Slovakia",
        "hahahahahahahahahahahahahaha",
        "the the the the the the",
        "one two three four five six, and then one two three four five six, but "
        "one two three four five six, or one two three four five six",
    ],
)
def test_loops(target: str) -> None:
    assert is_loop("Hij ging naar huis en bleef daar.", target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("", ""),
        ("Bla bla bla bla.", "Blah blah blah blah."),
        ("Hahahahahahahahahahahahaha!", "Hahahahahahahahahahahahaha!"),
        ("Jaar na jaar na jaar.", "Year after year after year."),
        ("Van A tot B, van B tot C, van C tot D.", "From A to B, from B to C, from C to D."),
        ("a, b, c, d, e, f, g", "a, b, c, d, e, f, g"),
        ("Een 100000000000000 en 11111111111111.", "A 100000000000000 and 11111111111111."),
        ("……………………………………………", "……………………………………………"),
    ],
)
def test_what_people_say_is_no_loop(source: str, target: str) -> None:
    assert not is_loop(source, target)


@pytest.mark.parametrize("unit", ["a b c d ", "x", "de man ", "ab1"])
def test_time_is_linear(unit: str) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        is_loop(unit * count, unit * count)
        return time.process_time() - start

    seconds(100)
    assert seconds(20_000) < 40 * max(seconds(2_000), 0.005)
