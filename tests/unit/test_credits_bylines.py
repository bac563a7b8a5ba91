"""Bylines of desks and of two people, rendered by rule."""

from __future__ import annotations

import pytest

from workbench.text.credits import render_credit


@pytest.mark.parametrize(
    ("dutch", "english"),
    [
        ("Van onze sportredactie", "By our sports desk"),
        ("Van onze redactie", "By our editors"),
        ("VAN ONZE VERSLAGGEVERS", "BY OUR REPORTERS"),
        ("Door onze verslaggever Marloes te Riele", "By our reporter Marloes te Riele"),
        ("van onze correspondent, Olaf Koens", "by our correspondent, Olaf Koens"),
        ("Van onze correspondent in Moskou", None),
        ("door Lisette Smit; foto’s Bart Maat", "by Lisette Smit; photos: Bart Maat"),
        ("Door: Jan Smit en Piet Visser, beeld: ANP", "By Jan Smit and Piet Visser, image: ANP"),
        ("Foto’s: Jan Smit", "Photos: Jan Smit"),
        ("Door een ongeval, foto’s van getuigen", None),
        ("Van onze redactie buitenland", "By our foreign desk"),
        (
            "Tekst Joost van Egmond Beeld Karlis Berzins",
            "Text: Joost van Egmond Image: Karlis Berzins",
        ),
        ("Tekst: Jan Smit, foto's: Piet Bos", "Text: Jan Smit, photos: Piet Bos"),
        ("Foto Beeld en Geluid", "Photo: Beeld and Geluid"),
    ],
)
def test_byline(dutch: str, english: str | None) -> None:
    assert render_credit(dutch) == english
