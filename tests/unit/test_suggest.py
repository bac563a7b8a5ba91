"""What the articles need and the glossary lacks."""

from __future__ import annotations

import re
import time

import pytest

from workbench.glossary import EMPTY_GLOSSARY, Matcher, parse_glossary
from workbench.glossary.corrections import Edited, learn_corrections
from workbench.glossary.gazetteer import gazetteer
from workbench.glossary.runs import find_runs
from workbench.glossary.suggest import Correction, Suggestion, Text, suggest

NONE = Matcher(parse_glossary("concepts: []\n", name="none"))


def texts(*sources: str, targets: tuple[str, ...] = ()) -> list[Text]:
    return [
        Text(
            place=f"d{number // 2}:{number}",
            document=f"d{number // 2}",
            source=source,
            target=targets[number] if number < len(targets) else "",
        )
        for number, source in enumerate(sources)
    ]


def found(*sources: str, matcher: Matcher = NONE) -> dict[str, Suggestion]:
    return {one.dutch: one for one in suggest(texts(*sources), matcher)}


def test_forms_of_one_name_are_one_candidate() -> None:
    all_ = found(
        "Gisteren sprak Tokajev met de pers.",
        "Dat zijn Tokajevs woorden.",
        "Volgens Kassym-Jomart Tokajev is het rustig.",
        "Ook Toqajev zelf zweeg.",
    )
    assert list(all_) == ["Tokajev"]
    assert dict(all_["Tokajev"].forms) == {
        "Tokajev": 1,
        "Tokajevs": 1,
        "Kassym-Jomart Tokajev": 1,
        "Toqajev": 1,
    }
    assert (all_["Tokajev"].count, all_["Tokajev"].documents) == (4, 2)


def test_a_capital_at_the_start_of_a_sentence_is_no_name() -> None:
    assert not found("Morgen regent het.", "Het regent morgen.", "Huizen zijn duur.")


def test_what_begins_a_sentence_is_no_part_of_a_name() -> None:
    assert list(found("Vandaag Almaty, morgen rust.", "Hij woont in Almaty.")) == ["Almaty"]


def test_what_the_glossary_covers_is_no_candidate() -> None:
    glossary = parse_glossary(
        "concepts: [{id: putin, nl: Poetin, en: Putin, status: proposed}]\n", name="g"
    )
    assert not found("Toen kwam Poetin.", "Dat is Poetins huis.", matcher=Matcher(glossary))


def test_reasons_in_their_order() -> None:
    gazetteer = found("Hij woont in Bisjkek.")["Bisjkek"]
    assert gazetteer.proposal is not None
    assert (gazetteer.proposal.english, gazetteer.proposal.reason) == ("Bishkek", "gazetteer")
    assert gazetteer.type == "place"
    rule = found("Toen kwam Zjirinovski binnen.")["Zjirinovski"].proposal
    assert rule is not None
    assert (rule.english, rule.reason, rule.detail) == (
        "Zhirinovsky",
        "romanisation",
        "zj→zh, ki→ky",
    )


def test_drafts_speak_where_no_rule_does() -> None:
    one = suggest(texts("Toen kwam Outrush.", targets=("Then came Outrush.",)), NONE)[0]
    assert one.proposal is not None
    assert (one.proposal.english, one.proposal.reason) == ("Outrush", "unchanged")


def test_recurring_terms_of_several_words() -> None:
    verbs = ("geteld", "vrij", "gehoord", "ziek")
    said = [f"Er zijn nu politieke gevangenen {verb}." for verb in verbs]
    assert [one.dutch for one in suggest(texts(*said), NONE)] == ["politieke gevangenen"]


def test_what_editors_wrote_goes_first_and_contradictions_are_raised() -> None:
    edits = [
        Edited(
            place=f"d:{number}",
            source="Toen sprak Tokajev.",
            draft="Then Tokayev spoke.",
            edited=f"Then {name} spoke.",
        )
        for number, name in enumerate(("Toqayev", "Toqayev", "Tokaev"))
    ]
    learned = learn_corrections(edits)
    assert learned == [
        Correction(dutch="Tokajev", english="Toqayev", count=2, places=("d:0", "d:1")),
        Correction(dutch="Tokajev", english="Tokaev", count=1, places=("d:2",)),
    ]
    one = suggest(texts("Toen sprak Tokajev."), NONE, corrections=learned[:1])[0]
    assert one.proposal is not None
    assert (one.proposal.english, one.proposal.reason, one.conflict) == (
        "Toqayev",
        "correction",
        "",
    )
    both = suggest(texts("Toen sprak Tokajev."), NONE, corrections=learned)[0]
    assert both.conflict == 'editors wrote "Toqayev" (2×) and "Tokaev" (1×)'


def test_another_wording_is_no_correction_of_a_name() -> None:
    edit = Edited(
        place="d:0",
        source="Tokajev sprak over vrede.",
        draft="Tokayev talked about peace.",
        edited="Tokayev spoke of peace at length.",
    )
    assert not learn_corrections([edit])


# Names and their edges ---------------------------------------------------------------------------


def test_a_trade_before_a_name_is_no_part_of_it() -> None:
    all_ = found(
        "Eurocommissaris Dan Jörgens zweeg.",
        "Volgens misdaadschrijver Herman Koek is dat zo.",
        "Olie-bestuurder Wael Sawan kwam ook.",
    )
    assert set(all_) == {"Dan Jörgens", "Herman Koek", "Wael Sawan"}
    assert {one.type for one in all_.values()} == {"person"}
    assert "“misdaadschrijver” before it" in all_["Herman Koek"].cues


def test_a_dutch_word_is_not_romanised_where_it_is_a_surname() -> None:
    one = found("Volgens Herman Koek is dat zo.")["Herman Koek"]
    assert one.proposal is not None
    assert (one.proposal.english, one.proposal.reason) == ("Herman Koek", "unchanged")


def test_small_words_of_a_surname_belong_to_it() -> None:
    all_ = found(
        "Minister David van Weel sprak lang.",
        "De plannen van Van Weel zijn er.",
        "Van Weels brief is kwijt.",
    )
    assert dict(all_["Van Weel"].forms) == {"Van Weel": 1, "David van Weel": 1, "Van Weels": 1}
    assert list(all_) == ["Van Weel"]


def test_a_full_name_in_the_possessive_joins_the_surname() -> None:
    all_ = found("Dat zei Reve ooit.", "Hij las uit Gerard Reves brieven.")
    assert dict(all_["Reve"].forms) == {"Reve": 1, "Gerard Reves": 1}


def test_a_colon_may_belong_to_a_name() -> None:
    assert "Re: Russia" in found("Volgens het platform Re: Russia is dat zo.")
    assert "Re: Russia" in found("Bronnen in de zaak: Bild, Re: Russia, Outrush")
    assert "Jan: Rusland" not in found("Dat vindt ook Jan: Rusland is groot.")


def test_where_an_article_was_written_is_no_name_in_it() -> None:
    assert not found("DEN HAAG – Het regent.", "AMSTERDAM (ANP) - Het regent.")


@pytest.mark.parametrize(
    ("source", "name", "type_", "english"),
    [
        ("Hij kreeg gisteren NRC Handelsblad.", "NRC Handelsblad", "organisation", None),
        ("Dat zegt VluchtelingenWerk Zuid.", "VluchtelingenWerk Zuid", "organisation", None),
        ("De prijs ging naar Laszlo Krasznahorkai.", "Laszlo Krasznahorkai", "person", "same"),
        ("Er stond veel volk op het Malieveld.", "Malieveld", "place", "same"),
        ("Dat was op de Dag van de Arbeid.", "Dag van de Arbeid", "event", None),
        ("Het was een Brabants dorp.", "Brabants", "demonym", "Brabant"),
        ("Een Russin uit Perm.", "Russin", "demonym", "Russian"),
        ("Volgens Sjymkentse agenten klopt het.", "Sjymkentse", "demonym", "Shymkent"),
        ("De Tweede Kamer vergadert.", "Tweede Kamer", "organisation", "House of Representatives"),
        ("Hij woont in Zwolle.", "Zwolle", "place", "same"),
    ],
)
def test_kinds_and_proposals(source: str, name: str, type_: str, english: str | None) -> None:
    one = found(source)[name]
    assert one.type == type_
    said = one.proposal.english if one.proposal else None
    assert said == (name if english == "same" else english)


def test_a_first_name_is_a_persons_where_the_full_name_is_met() -> None:
    one = found("Toen werkte Maikel weer.", "Dat zei Maikel Sokolov.")["Maikel"]
    assert (one.type, one.cues) == ("person", ("“Maikel Sokolov” met as well",))


def test_half_dutch_compounds_are_translated_and_not_romanised() -> None:
    for name in ("Sovjetlanden", "Bakoelijn", "Zjanaozjenakkoord"):
        one = found(f"Hij kent de {name} goed.")[name]
        assert "romanisation" not in [proposal.reason for proposal in one.proposals]


def test_shifted_rows_of_reference_works_are_put_right() -> None:
    for name in ("Bukedea", "Dokolo", "Isingiro", "Liberec", "Kaunas"):
        assert gazetteer()[name].english == name


# What kind of thing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "name", "type_"),
    [
        ("Toen sprak president Zelenski het volk toe.", "Zelenski", "person"),
        ("Aan tafel zit Marat (34), een kok.", "Marat", "person"),
        ("Dat was vroeger zo, zegt Aidana Serik.", "Aidana Serik", "person"),
        ("Zij woont in Zjezkazgan.", "Zjezkazgan", "place"),
        ("Hij komt uit de havenstad Marioepol.", "Marioepol", "place"),
        ("Achter het Tian-Shian gebergte ligt sneeuw.", "Tian-Shian", "place"),
        ("Toen kwam de partij Nur Otan aan de macht.", "Nur Otan", "organisation"),
        ("Zij werkt bij het International Bureau for Human Rights daar.",
         "International Bureau for Human Rights", "organisation"),
        ("Hij werkt bij de Centrale Bank.", "Centrale Bank", "organisation"),
        ("Dat zei de IAEA gisteren.", "IAEA", "organisation"),
        ("Sinds de Oranje Revolutie is alles anders.", "Oranje Revolutie", "event"),
        ("Dat weten de Oezbeken ook.", "Oezbeken", "demonym"),
        ("Er was ook een Zuid-Kazachstaanse delegatie.", "Zuid-Kazachstaanse", "demonym"),
        ("Er lag nog een Poetin-poster.", "Poetin-poster", "term"),
    ],
)  # fmt: skip
def test_what_kind_of_thing_a_name_is(source: str, name: str, type_: str) -> None:
    one = found(source)[name]
    assert one.type == type_
    assert one.cues


def test_a_name_that_nothing_speaks_about_is_a_term() -> None:
    one = found("Toen zag ik Yandex weer.")["Yandex"]
    assert (one.type, one.cues) == ("term", ())


def test_a_land_its_people_and_its_adjective() -> None:
    all_ = found(
        "In Kazachstan spreken Kazachstanen Russisch.",
        "De Kazachstaanse pers zwijgt, en Kazachstanen ook.",
    )
    assert list(all_) == ["Kazachstanen", "Kazachstan", "Russisch"]
    people = all_["Kazachstanen"]
    assert dict(people.forms) == {"Kazachstanen": 2, "Kazachstaanse": 1}
    assert people.proposal is not None
    assert (people.type, people.proposal.english) == ("demonym", "Kazakhs")


def test_the_adjective_of_a_rare_town_takes_the_towns_english() -> None:
    all_ = found("Zij woont in Bachmoet.", "Een Bachmoetse school brandde.")
    adjective = all_["Bachmoetse"]
    assert adjective.proposal is not None
    assert (adjective.type, adjective.proposal.english, adjective.proposal.reason) == (
        "demonym",
        "Bakhmut",
        "derived",
    )


def test_subdivisions_and_exonyms_are_known() -> None:
    for dutch, english in (
        ("Henegouwen", "Hainaut"),
        ("Krasnodar", "Krasnodar"),
        ("Moermansk", "Murmansk"),
        ("Wenen", "Vienna"),
    ):
        one = found(f"Zij woont in {dutch}.")[dutch]
        assert one.proposal is not None
        assert (one.type, one.proposal.english, one.proposal.reason) == (
            "place",
            english,
            "gazetteer",
        )


def test_what_only_stands_beside_a_name_is_no_part_of_it() -> None:
    assert set(found("De drift is in Oekraïne de Kazachstanen niet ontgaan.")) == {
        "Oekraïne",
        "Kazachstanen",
    }
    assert not found("’s Avonds slapen ze.", "'s Middags ook.")
    assert not found("Er werd gestemd in Gymnasium No. 25 daar.")


def test_a_surname_met_as_a_possessive_alone_goes_with_the_full_name() -> None:
    all_ = found("Daar zat Jevgeni Prigozjin (62).", "Zij volgden Prigozjins leger.")
    assert list(all_) == ["Jevgeni Prigozjin"]
    assert all_["Jevgeni Prigozjin"].count == 2


def test_compounds_of_a_name_go_with_it() -> None:
    one = found("Hij houdt van Poetin.", "Twee Poetin-soldaten kwamen.")
    assert list(one) == ["Poetin"]
    assert dict(one["Poetin"].forms) == {"Poetin": 1, "Poetin-soldaten": 1}


def test_many_names_do_not_take_the_square_of_the_time() -> None:
    """Names of one letter are compared in one go, and only with those that may be alike."""

    def seconds(count: int) -> float:
        said = texts(
            *(
                f"Toen zag ik Naam{chr(97 + n % 26)}{'abcdefghij'[n % 10]}x{n}ov."
                for n in range(count)
            )
        )
        begin = time.process_time()
        suggest(said, NONE)
        return time.process_time() - begin

    seconds(50)
    assert seconds(2000) < 40 * seconds(200)


# What a terminologist would strike out ------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Dat zei de Moskouse Joelia Visjnevetskaja.", "Joelia Visjnevetskaja"),
        ("Zij woont in het Turkse Istanboel.", "Istanboel"),
        ("IT-specialist Sergej Markarkin vertrok.", "Sergej Markarkin"),
        ("Topman Christophe Fouquet spreekt.", "Christophe Fouquet"),
        ("Schepen van Mobiliteit Els Vandenbroucke zwijgt.", "Els Vandenbroucke"),
        ("Chipmachinemaker ASML groeit.", "ASML"),
        ("Burgers van Tadzjikistan vertrekken.", "Tadzjikistan"),
        ("Inwoners van Rozenburg slapen slecht.", "Rozenburg"),
        ("Toen zei Abdullo Davlatov van de Unie van Tadzjieken het.", "Abdullo Davlatov"),
        ("Zij ging naar het College voor de Rechten van de Mens.", None),
        ("Volgens mr. A.B. van den Berg was dat zo.", "A.B. van den Berg"),
        ("In het Russischtalige Almaty bleef het rustig.", "Almaty"),
    ],
)
def test_a_name_is_what_is_one_and_no_more(source: str, name: str | None) -> None:
    all_ = found(source)
    assert (name or "College voor de Rechten van de Mens") in all_, list(all_)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("De Kazachstaanse Democratische Partij won.", "Kazachstaanse Democratische Partij"),
        ("Het Ministerie van Defensie zweeg.", "Ministerie van Defensie"),
        ("Zij las de Academie van Wetenschappen voor.", "Academie van Wetenschappen"),
        ("Hij woont in Hoek van Holland.", "Hoek van Holland"),
        ("Daar woont Jan van der Berg.", "Jan van der Berg"),
        ("De Stichting Vluchteling hielp.", "Stichting Vluchteling"),
    ],
)
def test_a_name_keeps_what_belongs_to_it(source: str, name: str) -> None:
    assert name in found(source), list(found(source))


@pytest.mark.parametrize(
    "source",
    [
        "Ze vroeg: 'Waarom?' en zweeg.",
        "In 'Zwarte tulp' ziet men niets.",
        "Let wel: ik ben niet tegen licht.",
        "De CO2-uitstoot en de H₂O.",
        "In scène II, zie Phys. 21.",
    ],
)
def test_signs_and_quoted_words_are_no_names(source: str) -> None:
    assert not found(source), list(found(source))


@pytest.mark.parametrize(
    "source",
    [
        "De Oekraïense Ambassade zweeg.",
        "Een Sovjet-republiek verdween.",
        "De Democratische Partij won.",
        "Een Tsjetsjeense strijder.",
        "Een Georgiër zweeg.",
    ],
)
def test_dutch_words_are_not_romanised(source: str) -> None:
    for one in found(source).values():
        assert "romanisation" not in {proposal.reason for proposal in one.proposals}, one


def test_the_sentence_helps_a_name_that_says_little_of_its_origin() -> None:
    plain_one = found("Gisteren sprak Joeri met de pers.")["Joeri"]
    assert plain_one.proposal is None or plain_one.proposal.english == "Joeri"
    russian = found("Gisteren sprak de Russische trainer Joeri met de pers.")["Joeri"]
    assert russian.proposal is not None
    assert russian.proposal.english == "Yuri"
    assert "Russische" in russian.proposal.detail
    dutch = found("Gisteren sprak de Russische trainer met Koen.")["Koen"]
    assert dutch.proposal is None or dutch.proposal.english == "Koen"


def test_a_person_about_whom_nothing_is_known_keeps_the_name() -> None:
    one = found("Gisteren sprak minister Timon Wellenreuther.")["Timon Wellenreuther"]
    assert one.proposal is not None
    assert (one.proposal.english, one.proposal.reason) == ("Timon Wellenreuther", "unchanged")
    assert one.proposal.confidence < 0.5


def test_abbreviations_have_their_english() -> None:
    one = found("De top van de NAVO begon.")["NAVO"]
    assert one.proposal is not None
    assert (one.proposal.english, one.type) == ("NATO", "organisation")


def test_one_rendering_is_proposed_once() -> None:
    one = found("Hij reist naar Kirgizië.")["Kirgizië"]
    assert [proposal.english for proposal in one.proposals] == ["Kyrgyzstan"]


def test_initials_speak_for_a_person() -> None:
    all_ = found("Volgens mr. A.B. van den Berg was dat zo.", "De denktank R.Politik zweeg.")
    assert all_["A.B. van den Berg"].type == "person"
    assert all_["R.Politik"].type == "organisation"


def test_a_place_with_small_words_is_one_name() -> None:
    all_ = found("Zij ging van Alphen aan den Rijn naar Bergen op Zoom.", "Wijk bij Duurstede won.")
    assert {name: one.type for name, one in all_.items()} == {
        "Alphen aan den Rijn": "place",
        "Bergen op Zoom": "place",
        "Wijk bij Duurstede": "place",
    }
    assert {one.proposal.english for one in all_.values() if one.proposal} == set(all_)


def test_a_list_of_capitals_is_looked_at_in_no_time() -> None:
    source = "Jan " * 25_000
    words = list(re.finditer(r"\w+", source))
    begun = time.process_time()
    found = list(find_runs(source, words, []))
    assert time.process_time() - begun < 5
    assert sum(len(run) for run, _, _ in found) == len(words)


@pytest.mark.parametrize(
    ("dutch", "english"),
    [
        ("Norfolk", "Norfolk"),
        ("Madrid", "Madrid"),
        ("Oekraïne", "Ukraine"),
        ("Kanton", "Guangzhou"),
        ("Samarkand", "Samarkand"),
        ("Osj", "Osh"),
        ("Boechara", "Bukhara"),
        ("Oelan-Oede", "Ulan-Ude"),
        ("Bergen op Zoom", "Bergen op Zoom"),
    ],
)
def test_a_place_is_called_as_newspapers_call_it(dutch: str, english: str) -> None:
    assert gazetteer()[dutch].english == english


def _seen(*sources: str) -> dict[str, Suggestion]:
    texts = [
        Text(document=f"d{n}", place=f"d{n}:0", source=source, target="")
        for n, source in enumerate(sources)
    ]
    return {one.dutch: one for one in suggest(texts, Matcher(EMPTY_GLOSSARY))}


def test_an_owner_is_proposed_as_the_name_it_is() -> None:
    found = _seen("Toen zweeg Poetins woordvoerder.", "Daar lagen Kyjivs straten.")
    assert {"Poetin", "Kyjiv"} <= found.keys()
    assert not {"Poetins", "Kyjivs"} & found.keys()
    assert found["Kyjiv"].proposals[0].english == "Kyiv"


def test_a_surname_has_van_het_in_it_behind_a_given_name_only() -> None:
    found = _seen(
        "Volgens Karel van het Reve was het zo.", "Toen sprak woordvoerder Peskov van het Kremlin."
    )
    assert found["Karel van het Reve"].type == "person"
    assert not {"Reve", "Karel", "Peskov van het Kremlin"} & found.keys()


def test_rivers_and_regions_have_an_article() -> None:
    found = _seen("Dijken langs de Elbe.", "Bevers in de Biesbosch.", "Het stond in de Doema.")
    assert [found[name].type for name in ("Elbe", "Biesbosch")] == ["place", "place"]
    assert found["Doema"].type == "organisation"


def test_a_people_cut_short_is_no_name() -> None:
    assert "Russ" not in _seen("Ook de Russ invasie.")
    assert "Russ Feingold" in _seen("Ook zag hij Russ Feingold.")
