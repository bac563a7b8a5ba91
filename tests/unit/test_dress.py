"""English dress: dates, units, sums and small figures as British newspapers set them."""

from __future__ import annotations

import time

import pytest

from workbench.model import apply_edits
from workbench.text.dress import dress


@pytest.mark.parametrize(
    ("dutch", "draft", "expected"),
    [
        ("op 7 juni 2026", "on June 7, 2026", "on 7 June 2026"),
        ("op 14 juni 2024 vrij", "until June 14, 2024, free", "until 14 June 2024, free"),
        ("op 3 mei", "on May 3rd", "on 3 May"),
        ("t/m 14 feb. 2026", "until February 14, 2026", "until 14 February 2026"),
        ("Mei telt 31 dagen, 3 zijn vrij", "In May 3 are free", "In May 3 are free"),
        ("op 7 juni", "on 7 June", "on 7 June"),
        ("op 19 maart in 2019", "On 19 March 19, in 2019", "On 19 March, in 2019"),
        ("op 10 april 2022 in", "on April 10 April 2022 in", "on 10 April 2022 in"),
        ("op 19 maart", "on 19 March 19 March", "on 19 March"),
        ("van 18 tot 19 maart", "from 18 March 19", "from 18 March 19"),
        ("op 7 juni en 8 juni", "on June 7 and 8", "on June 7 and 8"),
    ],
)
def test_the_day_stands_before_the_month(dutch: str, draft: str, expected: str) -> None:
    done = dress(dutch, draft)
    assert done.text == expected == apply_edits(draft, done.edits)
    assert dress(dutch, draft, british=False).text == draft


@pytest.mark.parametrize(
    ("dutch", "draft", "expected"),
    [
        ("op zondag 30 november 2025", "on Sunday 30, 2025", "on Sunday 30 November 2025"),
        ("op 30 november 2025", "on the 30th of 2025.", "on 30 November 2025."),
        ("op zondag 30 november kwam", "on Sunday the 30th he", "on Sunday 30 November he"),
        ("Zondag 30 november", "Sunday, 30 people", "Sunday, 30 people"),
        ("30 man op 30 november 2025", "30 men on 30, 2025", "30 men on 30, 2025"),
        ("op 3 mei 2025", "on 3, 2025 in May", "on 3, 2025 in May"),
    ],
)
def test_a_lost_month_is_put_back(dutch: str, draft: str, expected: str) -> None:
    done = dress(dutch, draft)
    assert done.text == expected == apply_edits(draft, done.edits)


def test_a_lost_month_stands_where_americans_have_it() -> None:
    draft = "on Sunday 30, 2025"
    done = dress("op zondag 30 november 2025", draft, british=False)
    assert done.text == "on Sunday November 30, 2025" == apply_edits(draft, done.edits)


@pytest.mark.parametrize(
    ("dutch", "draft", "expected"),
    [
        ("Het volk is de baas", "The people’re the boss", "The people are the boss"),
        ("Zij zijn de baas", "They’re the boss", "They’re the boss"),
        ("’s Middags om 15.45 uur", "At the afternoon at 3.45pm", "In the afternoon at 3.45pm"),
        ("’s Avonds", "at the evening show", "at the evening show"),
        ("op de avond", "at the evening, he", "at the evening, he"),
        ("40.000 roebel (400 euro)", "40,000 rouble (400 euro)", "40,000 roubles (400 euros)"),
        ("een boete van 300 roebel", "a 300 rouble fine", "a 300 rouble fine"),
    ],
)
def test_small_words(dutch: str, draft: str, expected: str) -> None:
    done = dress(dutch, draft)
    assert done.text == expected == apply_edits(draft, done.edits)


@pytest.mark.parametrize(
    ("dutch", "draft", "expected"),
    [
        ("een meer van 60 km²", "a lake of 60 km2", "a lake of 60 km²"),
        ("H₂O en D₂O", "H2O and D2O.", "H₂O and D₂O."),
        ("in zone 2", "in zone A2", "in zone A2"),
        ("een noot.¹", "a note1", "a note1"),
        ("de 3 meter", "the 3 meters", "the 3 metres"),
        ("per kubieke meter", "a cubic meter", "a cubic metre"),
        ("de parkeermeters", "the parking meters", "the parking meters"),
        ("in de jaren vijftig", "in the fiftys", "in the fifties"),
        ("300 roebel per maand", "300 rouble a month", "300 roubles a month"),
        ("1 euro per dag", "1 euro a day", "1 euro a day"),
        ("een biljet van 300 roebel", "a 300 rouble note", "a 300 rouble note"),
    ],
)
def test_units(dutch: str, draft: str, expected: str) -> None:
    done = dress(dutch, draft)
    assert done.text == expected == apply_edits(draft, done.edits)


@pytest.mark.parametrize(
    ("dutch", "draft", "expected"),
    [
        ("naar 14,40 euro", "to €14.40 euros an hour", "to €14.40 an hour"),
        ("424 blz. € 27,50", "424 pages 27.50", "424 pages €27.50"),
        ("op 12 mei voor € 12", "on 12 May", "on 12 May"),
        ("€ 12 van 12 gasten", "12 guests", "12 guests"),
        ("€ 27,50 (e-book € 14,99)", "27.50 (ebook €14.99)", "€27.50 (ebook €14.99)"),
        ("€ 30 mln", "30 million euros", "30 million euros"),
        ("€ 30 en 30 man", "30 and 30 men", "30 and 30 men"),
        ("$ 64,5 mln.", "$64.5 million", "$64.5 million"),
        ("€ 12 per uur", "12 cents an hour", "12 cents an hour"),
    ],
)
def test_a_currency_is_said_once(dutch: str, draft: str, expected: str) -> None:
    done = dress(dutch, draft)
    assert done.text == expected == apply_edits(draft, done.edits)


def test_a_long_list_of_sums_is_no_matter_of_minutes() -> None:
    begun = time.process_time()
    dress("€5 " * 30_000, "June 7 €5 " * 10_000)
    dress("op 7 juni", "1," * 50_000)
    assert time.process_time() - begun < 10
