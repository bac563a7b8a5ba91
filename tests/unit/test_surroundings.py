"""What a text says of where its names are from."""

from __future__ import annotations

import pytest

from workbench.glossary.surroundings import Surroundings, eastern_word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("De Russische trainer.", "Russische"),
        ("Een Kazachse zakenman", "Kazachse"),
        ("De oud-Sovjetleider", "oud-Sovjetleider"),
        ("In de Oekraïense hoofdstad", "Oekraïense"),
        ("volgens het Kremlin.", "Kremlin"),
        ("De Georgische premier", "Georgische"),
    ],
)
def test_words_that_speak_of_the_east(text: str, word: str) -> None:
    assert eastern_word(text) == word


@pytest.mark.parametrize(
    "text",
    [
        "Koen rust uit in Rusthuis De Linde.",
        "De Amerikaanse staat Georgia.",
        "Armen en rijken, arme mensen.",
        "George uit Mongolfierstraat",
        "Een krimpende economie.",
        "De heer Rusman belt Mina Minskens.",
    ],
)
def test_words_that_only_look_like_them(text: str) -> None:
    assert eastern_word(text) is None, text


def test_a_sentence_says_more_than_its_article() -> None:
    east = [
        ("a", "De Russische staat."),
        ("a", "Rusland zweeg."),
        ("a", "In Moskou."),
        ("a", "Ja."),
    ]
    west = [("b", "De Russische beer."), *[("b", "Den Haag zweeg.")] * 60]
    around = Surroundings([*east, *west])
    assert around.speak_for([("a", "Blochin zweeg."), ("a", "Rus Blochin zweeg.")])[0] == 2
    assert around.speak_for([("a", "Blochin zweeg.")])[0] == 1
    assert around.speak_for([("b", "Blochin zweeg.")]) == (0, "")
