"""Typographic repairs of a draft: ordinals, signs of currencies, marks that stand off."""

from __future__ import annotations

import pytest

from workbench.model import apply_edits
from workbench.pipeline.typesetting import tidy, typeset


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
