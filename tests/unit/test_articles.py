"""``a`` and ``an`` agree with the sound of the next word, and only where letters tell it."""

from __future__ import annotations

import pytest

from workbench.model import apply_edits
from workbench.text.articles import article_edits, indefinite_article


@pytest.mark.parametrize(
    ("word", "article"),
    [
        ("opposition", "an"), ("officer", "an"), ("increase", "an"), ("hour", "an"),
        ("heir", "an"), ("umbrella", "an"), ("unidentified", "an"), ("unknown", "an"),
        ("11-day", "an"), ("8,000", "an"), ("18-year-old", "an"), ("FSB", "an"),
        ("one", "a"), ("once-in-a-lifetime", "a"), ("European", "a"), ("unanimous", "a"),
        ("university", "a"), ("Ukrainian", "a"), ("Ugandan", "a"), ("useful", "a"),
        ("house", "a"), ("110-page", "a"), ("1,100", "a"), ("VVD", "a"), ("utopian", "a"),
        ("EU", None), ("NATO", None), ("0800", None), ("x", None), ("Ångström", None),
    ],
)  # fmt: skip
def test_the_article_of_a_word(word: str, article: str | None) -> None:
    assert indefinite_article(word) == article


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is a opposition party.", "It is an opposition party."),
        ("A old man and an young one.", "An old man and a young one."),
        ("“A old man,” he said.", "“An old man,” he said."),
        ("a 81-year-old", "an 81-year-old"),
        ("Frankfurt an der Oder", "Frankfurt an der Oder"),
        ("An Michiels spoke.", "An Michiels spoke."),
        ("vitamin A and hepatitis A infection", "vitamin A and hepatitis A infection"),
        ("an historic vote", "an historic vote"),
        ("a NATO base", "a NATO base"),
        ("El Ni&ntilde;a event", "El Ni&ntilde;a event"),
    ],
)
def test_articles_in_a_text(text: str, expected: str) -> None:
    assert apply_edits(text, article_edits(text)) == expected


def test_the_dutch_tells_an_article_from_a_first_name() -> None:
    text = "An Ukrainian spoke."
    edits = article_edits(text, source="Een Oekraïner sprak.")
    assert apply_edits(text, edits) == "A Ukrainian spoke."
    assert not article_edits("An Michiels spoke.", source="An Michiels sprak.")
