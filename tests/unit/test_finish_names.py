"""Names no glossary lists: respelt where English knows them, mended where they are garbled."""

from __future__ import annotations

import time

import pytest

from workbench.model import TermHit, apply_edits
from workbench.pipeline.names import english_names, repair_names
from workbench.pipeline.spelling import english_spelling, run_spellings
from workbench.pipeline.wanted import wanted_names


@pytest.mark.parametrize(
    ("dutch", "english"),
    [
        ("Tasjkent", "Tashkent"),
        ("Jerevan", "Yerevan"),
        ("Pasjinjan", "Pashinyan"),
        ("Vorkoeta", "Vorkuta"),
        ("Oezjhorod", "Uzhhorod"),
        ("BISJKEK", "BISHKEK"),
        ("Charkov", "Kharkiv"),
        ("Tokajev", "Tokayev"),
        ("Sarkisjan", "Sarkisyan"),
        ("Slovjansk", "Sloviansk"),
        ("Trotski", "Trotsky"),
        ("Zelenskaja", "Zelenskaya"),
        ("Oezjakov", "Uzhakov"),
        ("Bajkonoer", "Baikonur"),
        ("Nedersaksen", "Lower Saxony"),
        ("Zuid-Tirol", "South Tyrol"),
    ],
)
def test_names_that_english_spells_otherwise(dutch: str, english: str) -> None:
    assert english_spelling(dutch) == english


@pytest.mark.parametrize(
    "name",
    [
        "Verhoeff",
        "Koen",
        "Boer",
        "Zoeken",
        "Voer",
        "Loesje",
        "Sjoerd",
        "Oosterhuis",
        "Japarov",
        "Giragosian",
        "Riga",
        "NAVO",
        "Yıldız",
        # Western names with letters of Eastern ones
        "Arjan",
        "Gertjan",
        "Ilja",
        "Misja",
        "Bojan",
        "Jelena",
        "Kaja",
        "Chan",
        "Chomsky",
        "Kaminski",
        "Tytsjerk",
        "Tsjibbe",
        "Bizjak",
        "Öjvind",
        # Dutch words and names
        "Bezoek",
        "Snoek",
        "Moerman",
        "Soeren",
        "Ansjovis",
        "Azerbeidzjaan",
        # regions and islands that persons and towns share their names with
        "Baker",
        "Johnston",
        "Norfolk",
        "Madrid",
        "Medina",
        "Osaka",
        "Hoofdstad",
        "Noord",
        "Rus",
        "tasjkent",
    ],
)
def test_names_that_are_left_alone(name: str) -> None:
    assert english_spelling(name) is None


@pytest.mark.parametrize(
    ("dutch", "draft", "expected"),
    [
        # right as the model has it: another usual spelling is not made Dutch again
        ("Dit zei Nikol Pasjinjan.", "Nikol Pashinyan said so.", "Nikol Pashinyan said so."),
        ("Zo zei Dmitri Peskov.", "Dmitry Peskov said so.", "Dmitry Peskov said so."),
        ("Dat is de Europese Commissie.", "That is the Commission.", "That is the Commission."),
        # garbled: towards the English spelling, or the Dutch where nothing is sure
        ("Hier is Ivanisjvili.", "Here is Ivanisvili.", "Here is Ivanishvili."),
        ("De ‘Karakalpakia’.", "The ‘Karakalpakapakia’.", "The ‘Karakalpakia’."),
        ("Ilja Voronin zweeg.", "Ilyja Voronin was silent.", "Ilya Voronin was silent."),
        # newspapers go before transliterations, and a hyphen hides no name
        ("Hij ging naar Samarkand.", "He went to Samarqand.", "He went to Samarkand."),
        ("Ook Kasym-Zjomart Tokajev.", "Kassym-Jomart Tokayev too.", "Kassym-Jomart Tokayev too."),
        ("In Ak-Sjyjrak, Kirgizië.", "In Ak-Syijrak, Kyrgyzstan.", "In Ak-Shyirak, Kyrgyzstan."),
    ],
)
def test_garbled_names(dutch: str, draft: str, expected: str) -> None:
    done = repair_names(dutch, draft, hits=(), one_piece=lambda _: False)
    assert done.text == expected == apply_edits(draft, done.edits)


@pytest.mark.parametrize(
    ("dutch", "draft", "expected"),
    [
        ("Via Jerevan naar Moskou.", "Via Jerevan to Moscow.", "Via Yerevan to Moscow."),
        ("Oetepov zwijgt.", "Utepov. Oetepov’s car.", "Utepov. Utepov’s car."),
        # part of a longer name
        ("Michel van Keulen won.", "Michel van Keulen won.", "Michel van Keulen won."),
        ("Hij won de Europa League.", "He won the Europa League.", "He won the Europa League."),
        # who stands beside an Eastern name is from there as well, unless the name is Western
        ("Ook Machabat Tazjibek Kyzy.", "Machabat Tazjibek Kyzy.", "Makhabat Tazhibek Kyzy."),
        ("Ook Chris Tazjibek.", "Also Chris Tazjibek.", "Also Chris Tazhibek."),
        ("Langs de Amoe Darja.", "Along the Amoe Darya.", "Along the Amu Darya."),
        ("Bij Osj.", "Near Osj.", "Near Osh."),
        # one capital and figures
        ("De A380 en de B-2000.", "The A380 and the B-2000.", "The A380 and the B-2000."),
        ("Op de Osj-bazaar.", "At the Oshbazaar.", "At the Osh bazaar."),
        # a listed place is one name; the river in it is none
        ("In Alphen aan den Rijn.", "In Alphen to den Rijn.", "In Alphen aan den Rijn."),
        ("In Alphen aan den Rijn.", "In Alphen aan den Rijn.", "In Alphen aan den Rijn."),
        ("Van Bergen op Zoom.", "From Bergen on Zoom.", "From Bergen op Zoom."),
        ("In Hoek van Holland.", "In Hoek van Holland.", "In Hook of Holland."),
        ("In Bergen, op Zoom.", "In Bergen on Zoom.", "In Bergen on Zoom."),
        (
            "Van Katwijk aan Zee naar de Rijn.",
            "From Katwijk on the Sea to the Rijn.",
            "From Katwijk aan Zee to the Rhine.",
        ),
    ],
)
def test_dutch_spellings(dutch: str, draft: str, expected: str) -> None:
    done = english_names(dutch, hits=())(draft)
    assert done.text == expected == apply_edits(draft, done.edits)


@pytest.mark.parametrize(
    ("dutch", "draft", "expected"),
    [
        ("De Rus Ilja zweeg.", "The Russian Ilja was silent.", "The Russian Ilya was silent."),
        ("Ilja Voronin zweeg.", "Ilja Voronin was silent.", "Ilya Voronin was silent."),
        ("Ilja Pfeijffer zweeg.", "Ilja Pfeijffer was silent.", "Ilja Pfeijffer was silent."),
        ("De Rus sprak met Arjan.", "The Russian met Arjan.", "The Russian met Arjan."),
        ("Het ligt aan de Maas.", "It is on the Maas.", "It is on the Meuse."),
        ("Gisteren zweeg Maas.", "Maas was silent.", "Maas was silent."),
    ],
)
def test_ambiguous_names_are_respelt_where_the_sentence_is_about_the_east(
    dutch: str, draft: str, expected: str
) -> None:
    assert english_names(dutch, hits=())(draft).text == expected


def test_a_place_with_small_words_is_wanted_as_one_name() -> None:
    source = "Bergen op Zoom en Hoek van Holland liggen aan het water."
    wanted = wanted_names(source, [], ordinary=lambda _: False)
    assert [name.hit.renderings[0] for name in wanted] == ["Bergen op Zoom", "Hook of Holland"]
    assert [name.said_in("Bergen on Zoom, Hook of Holland") for name in wanted] == [False, True]


def test_a_listed_place_with_small_words_is_the_glossarys_business() -> None:
    source = "In Bergen op Zoom."
    hit = TermHit(
        concept="b", type="place", source="Bergen op Zoom", start=3, end=17, renderings=("BoZ",)
    )
    assert english_names(source, hits=(hit,))("In Bergen on Zoom.").text == "In Bergen on Zoom."
    assert wanted_names(source, [(3, 17)], ordinary=lambda _: False) == []


def test_many_names_are_looked_at_in_no_time() -> None:
    begun = time.process_time()
    run_spellings("Sjoejev Zjoekov-Tsjoejev " * 4_000, eastern=True)
    assert time.process_time() - begun < 5


def test_what_the_glossary_lists_is_its_own_business() -> None:
    hit = TermHit(concept="kiev", type="place", source="Kiev", start=5, end=9, renderings=("Kiev",))
    done = english_names("Naar Kiev.", hits=(hit,))("To Kiev.")
    assert done.text == "To Kiev."
