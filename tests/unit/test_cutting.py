"""Where the English is cut when the Dutch is, and the other way round."""

from __future__ import annotations

import pytest

from workbench.desk.cutting import gap_at, gaps, matching_gap, natural_gap


def parts(text: str, gap: tuple[int, int] | None) -> tuple[str, str]:
    assert gap is not None
    return text[: gap[0]], text[gap[1] :]


def after(text: str, lead: str) -> tuple[int, int]:
    """Return the gap after a beginning of a text."""
    assert text.startswith(lead)
    return len(lead), len(lead) + 1


@pytest.mark.parametrize(
    ("dutch", "lead", "english", "left"),
    [
        # A sentence end that both have, wherever it stands.
        (
            "Ja. Daarna sprak de president urenlang over de begroting van het land.",
            "Ja.",
            "Yes, indeed he did say so to all of us. Then he spoke.",
            "Yes, indeed he did say so to all of us.",
        ),
        # A comma in both, although the share of the text points elsewhere.
        (
            "Hij vertrok naar Almaty, waar zijn familie woont",
            "Hij vertrok naar Almaty,",
            "He left for Almaty, where his family has been living for years",
            "He left for Almaty,",
        ),
        # A word that begins a clause in both.
        (
            "In Astana woont hij nu met Dana en werkt hij in 2024",
            "In Astana woont hij nu met Dana",
            "He now lives together with Dana in the city and works in 2024",
            "He now lives together with Dana in the city",
        ),
        # A figure that stands before the cut in the one stands before it in the other.
        (
            "Volgens de telling van 2021 wonen er veel mensen in het grote zuiden",
            "Volgens de telling van 2021",
            "Many people live there according to the census of 2021 in the south",
            "Many people live there according to the census of 2021",
        ),
        # A colon is kept in translation, also where the names before it change places.
        (
            "Naar Kazachstan gevluchte Russen: ‘Hier kunnen we ademen’",
            "Naar Kazachstan gevluchte Russen:",
            "Russians fled to Kazakhstan: “We can breathe”",
            "Russians fled to Kazakhstan:",
        ),
        # Where a quotation ends, the comma stands on either side of its mark.
        (
            "‘Wij willen vrede’, zei hij na afloop van het lange en moeizame overleg in Astana",
            "‘Wij willen vrede’,",
            "“We want peace and nothing else, for all of us who live here,” he said in Astana",
            "“We want peace and nothing else, for all of us who live here,”",
        ),
        # An apostrophe neither begins nor ends a quotation.
        (
            "Hij zag de bus en 's avonds riep hij: ‘Kom’",
            "Hij zag de bus en 's avonds riep hij:",
            "He saw the players’ bus and shouted “Come”",
            "He saw the players’ bus and shouted",
        ),
        # Of two dashes the second stays the second.
        (
            "Dat is – vindt men – te laat.",
            "Dat is – vindt men –",
            "That — as many people who live here believe — is late.",
            "That — as many people who live here believe —",
        ),
        # Nothing in common: how far along it is.
        ("aa bb cc dd", "aa bb", "ee ff gg hh", "ee ff"),
    ],
)
def test_the_english_is_cut_where_the_dutch_is(
    dutch: str, lead: str, english: str, left: str
) -> None:
    assert parts(english, matching_gap(dutch, after(dutch, lead), other=english))[0] == left


def test_known_places_count() -> None:
    dutch, english = "xx yy zz vv ww", "one two three four five six seven eight"
    gap = matching_gap(dutch, after(dutch, "xx yy"), other=english, anchors=[(3, 19), (6, 24)])
    assert parts(english, gap) == ("one two three four five", "six seven eight")


@pytest.mark.parametrize(
    ("dutch", "lead", "english", "left"),
    [
        (
            "Naar Kazachstan gevluchte Russen: ‘Hier kunnen we ademen’",
            "Naar Kazachstan gevluchte Russen:",
            "Russians fled to Kazakhstan: “We can breathe”",
            "Russians fled to Kazakhstan:",
        ),
        # No mark to go by: each part keeps its terms, whatever their order.
        (
            "Naar Kazachstan gevluchte Russen voelen zich eindelijk vrij",
            "Naar Kazachstan gevluchte Russen",
            "Russians who had to flee to Kazakhstan feel free at last",
            "Russians who had to flee to Kazakhstan",
        ),
    ],
)
def test_terms_that_change_places_within_a_part_stay_in_it(
    dutch: str, lead: str, english: str, left: str
) -> None:
    terms = (("Kazachstan", "Kazakhstan"), ("Russen", "Russians"))
    anchors = [(dutch.index(one), english.index(other)) for one, other in terms]
    gap = matching_gap(dutch, after(dutch, lead), other=english, anchors=anchors)
    assert parts(english, gap)[0] == left


def test_one_word_cannot_be_cut() -> None:
    assert matching_gap("een twee", (3, 4), other="one") is None
    assert natural_gap("een") is None
    assert gaps("") == gaps(" een ") == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hij kwam. Zij ging, en toen kwam er nog iemand.", "Hij kwam."),
        ("Hij kwam, zij ging weg", "Hij kwam,"),
        ("„Hij kwam.” Zij ging weg", "„Hij kwam.”"),
        ("Hij ging weg omdat het regende en bleef daar lang", "Hij ging weg omdat het regende"),
        ("een twee drie vier", "een twee"),
    ],
)
def test_a_cut_of_its_own_is_at_an_end(text: str, left: str) -> None:
    assert parts(text, natural_gap(text))[0] == left


def test_a_cursor_in_a_word_means_the_gap_before_it() -> None:
    assert [gap_at("een twee drie", at) for at in (0, 3, 4, 7, 8, 13)] == [
        (3, 4),
        (3, 4),
        (3, 4),
        (3, 4),
        (8, 9),
        (8, 9),
    ]
