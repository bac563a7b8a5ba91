"""Places with small words in their names are one name, wherever a name is looked for."""

from __future__ import annotations

import pytest

from tests.unit.test_qa import segment
from workbench.desk.terms import propose
from workbench.qa import check_draft
from workbench.text.names import unlisted_names
from workbench.text.places import compound_places, find_compound_places, half_translated


@pytest.mark.parametrize("name", sorted(compound_places()))
def test_every_listed_place_is_found_whole(name: str) -> None:
    for source in (f"Zij woont in {name}.", f"{name} wacht.", f"({name})"):
        assert [found.group() for found in find_compound_places(source)] == [name]
        assert [found.text for found in unlisted_names(source, ())] == [name]


@pytest.mark.parametrize(
    "source", ["Bergen, op Zoom", "Bergen op Zoomers", "Nieuw-Bergen op Zoom", "bergen op zoom"]
)
def test_what_only_looks_like_one_is_none(source: str) -> None:
    assert list(find_compound_places(source)) == []


@pytest.mark.parametrize(
    ("name", "target", "found"),
    [
        ("Alphen aan den Rijn", "In Alphen to den Rijn.", "Alphen to den Rijn"),
        ("Alphen aan den Rijn", "In Alphen on the Rhine.", "Alphen on the Rhine"),
        ("Alphen aan den Rijn", "In Alphen, far from the Rhine.", None),
        ("Alphen aan den Rijn", "In Alphen aan den Rijn.", None),
        ("Alphen aan den Rijn", "In Arnhem on the Rhine.", None),
        ("Bergen op Zoom", "In Berges on Zoom.", "Berges on Zoom"),
        ("Hoek van Holland", "The Hook of Holland.", None),
        ("Hoek van Holland", "The Corner of Holland.", "Corner of Holland"),
        ("Heist-op-den-Berg", "In Heist-on-the-Mountain.", "Heist-on-the-Mountain"),
    ],
)
def test_where_one_is_half_translated(name: str, target: str, found: str | None) -> None:
    match = half_translated(name, target)
    assert (match and match.group()) == found


def test_the_check_on_names_finds_it_and_hands_out_the_name() -> None:
    source = segment("Hij woont in Alphen aan den Rijn.")
    (finding,) = check_draft(source, "He lives in Alphen to den Rijn.")
    assert finding.check == "name"
    assert "Alphen aan den Rijn is spelt Alphen to den Rijn" in finding.message
    assert check_draft(source, "He lives in Alphen aan den Rijn.") == ()


def test_the_desk_proposes_it_whole() -> None:
    term = propose("Zij kwam uit Krimpen aan den IJssel.", ())
    assert (term.nl, term.en, term.type) == (
        "Krimpen aan den IJssel",
        "Krimpen aan den IJssel",
        "place",
    )


def test_a_capital_inside_a_word_makes_a_name() -> None:
    names = unlisted_names("Volgens GroenLinks en Peters is dat zo.", [])
    assert [name.text for name in names] == ["GroenLinks"]
