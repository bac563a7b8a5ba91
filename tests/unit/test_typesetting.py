"""Typographic repairs of a draft: ordinals, signs of currencies, marks that stand off."""

from __future__ import annotations

import time

import pytest

from workbench.model import apply_edits
from workbench.pipeline.typesetting import closed_bracket, stutter, tidy, typeset


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("the 2rd round", "the 2nd round"),
        ("the 61th minute", "the 61st minute"),
        ("the 11st and the 12nd", "the 11th and the 12th"),
        ("the 3de floor", "the 3rd floor"),
        ("the 20e century", "the 20th century"),
        ("the 21st and the 113th", "the 21st and the 113th"),
        ("section 3.1st", "section 3.1st"),
        ("from € 19.50", "from €19.50"),
        ("rose 12 % in May", "rose 12% in May"),
        ("a % b", "a % b"),
    ],
)
def test_figures(draft: str, expected: str) -> None:
    done = typeset("De tekst.", ())(draft)
    assert done.text == expected == apply_edits(draft, done.edits)


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("moved with ' at least 170,000 men”.", "moved with “at least 170,000 men”."),
        ("moved with ' at least ten men'.", "moved with 'at least ten men'."),
        ("rock ' n roll", "rock ' n roll"),
    ],
)
def test_a_mark_that_stands_off(draft: str, expected: str) -> None:
    done = tidy(draft)
    assert done.text == expected == apply_edits(draft, done.edits)


@pytest.mark.parametrize(
    ("dutch", "draft", "expected"),
    [
        ("van ’91 tot ’92", "from ‘91 to ‘92", "from ’91 to ’92"),
        ("‘91 mensen kwamen’", "‘91 people came’", "‘91 people came’"),
        ("nummer '40 zomers' - mooi", "number '40 summers' - fine", "number '40 summers' - fine"),
        ("de jaren '90", "the '90s", "the ’90s"),
        ("‘Kempir-Abad’", "‘Kempir-Abad-Abad’", "‘Kempir-Abad’"),
        ("bora-bora-bora", "bora-bora-bora", "bora-bora-bora"),
        ("op 25 december 2024 stortte", "On 25 December 2024, 2024 a", "On 25 December 2024 a"),
        ("tussen 6.30 en 9.30 uur", "between 6.30 and 9:30.30", "between 6.30 and 9:30"),
        ("GENT | Schepen", "GHENT | | Aldermen", "GHENT | Aldermen"),
        ("een | | twee", "one | | two", "one | | two"),
    ],
)
def test_what_the_dutch_says_once(dutch: str, draft: str, expected: str) -> None:
    done = typeset(dutch, ())(draft)
    assert done.text == expected == apply_edits(draft, done.edits)


@pytest.mark.parametrize(
    ("dutch", "draft", "expected"),
    [
        (
            "Hij kwam (voor wie het weet).",
            "He came (for those in the know.",
            "He came (for those in the know).",
        ),
        ("Hij kwam (weer)", "He came (again", "He came (again)"),
        ("Hij kwam („weer”).", "He came (“again”.", "He came (“again”)."),
        ("Hij (weer) kwam.", "He (again came.", "He (again came."),
        ("Hij kwam (weer).", "He came again.", "He came again."),
    ],
)
def test_a_bracket_at_the_end_is_closed(dutch: str, draft: str, expected: str) -> None:
    done = closed_bracket(dutch)(draft)
    assert done.text == expected == apply_edits(draft, done.edits)


def test_parts_of_names_said_over_and_over_take_no_minutes() -> None:
    begun = time.process_time()
    typeset("De tekst.", ())("pro-" * 25_000)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("decoded", "tidied"),
    [
        ('Afraid of " Russification" but', 'Afraid of "Russification" but'),
        ('in the farm season. "', 'in the farm season."'),
        ('"Yes ," he said. " No. "', '"Yes," he said. "No."'),
        ('5" and 6" pipes', '5" and 6" pipes'),
    ],
)
def test_no_space_on_the_inner_side_of_a_quotation_mark(decoded: str, tidied: str) -> None:
    assert tidy(decoded).text == tidied


@pytest.mark.parametrize(
    ("decoded", "said_once"),
    [
        ("the taste of freedom of freedom’.", "the taste of freedom’."),
        ("on 21 September 21 September he", "on 21 September he"),
        ("the centre’ centre", "the centre"),
        ("What it is is unclear, 10 10.", "What it is is unclear, 10 10."),
    ],
)
def test_what_is_said_twice_running_is_said_once(decoded: str, said_once: str) -> None:
    assert stutter("Het is zo.")(decoded).text == said_once


@pytest.mark.parametrize(
    ("decoded", "tidied"),
    [
        ("the protesters'throats were raw", "the protesters’ throats were raw"),
        ("the singers’throats", "the singers’ throats"),
        ("he’s there, it's ours", "he’s there, it’s ours"),
        ("the Joneses’ house", "the Joneses’ house"),
    ],
)
def test_behind_an_owner_in_the_plural_stands_a_space(decoded: str, tidied: str) -> None:
    once = tidy(decoded).text
    assert tidy(once).text == tidied
