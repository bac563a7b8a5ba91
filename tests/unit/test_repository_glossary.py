"""The repository's glossary.yaml: it loads, it is large enough, and it covers the five articles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.glossary import Matcher, load_glossary, verify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.glossary import Concept, Form, Glossary

ROOT = Path(__file__).resolve().parents[2]
MAX_WORDS = 6

# What the desk has settled once and for all.
FIXED = {
    "Almaty": "Almaty",
    "Boerjatië": "Buryatia",
    "Oelan-Oede": "Ulan-Ude",
    "Mazjilis": "Mazhilis",
    "Tokajev": "Tokayev",
    "Kassym-Jomart Tokajev": "Kassym-Jomart Tokayev",
    "Dzjanboelat Mamai": "Zhanbolat Mamai",
    "Dzjamboelat Mamai": "Zhanbolat Mamai",
    "Zjanaozjen": "Zhanaozen",
    "Noersoeltan Nazarbajev": "Nursultan Nazarbayev",
}

# Every name of the five articles, gathered by hand, as it stands there and as it is printed.
NAMES = {
    "000": {
        "Almaty": "Almaty",
        "Amerika": "America",
        "Astana": "Astana",
        "Azië": "Asia",
        "Baltatarova": "Baltatarova",
        "Boerjatië": "Buryatia",
        "Boetsja": "Bucha",
        "Europa": "Europe",
        "Europese Unie": "European Union",
        "FSB": "FSB",
        "Filipp": "Filipp",
        "Georgië": "Georgia",
        "Istanbul": "Istanbul",
        "Jevgenia Baltatarova": "Yevgenia Baltatarova",
        "Kazachstaan": "Kazakh",
        "Kazachstaans": "Kazakh",
        "Kazachstaanse": "Kazakh",
        "Kazachstan": "Kazakhstan",
        "Kazachstanen": "Kazakhs",
        "Kirgizië": "Kyrgyzstan",
        "Lviv": "Lviv",
        "Marioepol": "Mariupol",
        "Matvej": "Matvei",
        "Mongolië": "Mongolia",
        "Moskou": "Moscow",
        "Moskoviet": "Muscovite",
        "NRC": "NRC",
        "Oekraïense": "Ukrainian",
        "Oekraïne": "Ukraine",
        "Oelan-Oede": "Ulan-Ude",
        "Oezbekistan": "Uzbekistan",
        "Ofeliya Zhakayeva": "Ofeliya Zhakayeva",
        "Poetin": "Putin",
        "Rusland": "Russia",
        "Russen": "Russians",
        "Russisch": "Russian",
        "Russische": "Russian",
        "Samara": "Samara",
        "Siberische": "Siberian",
        "Siberië": "Siberia",
        "Spanje": "Spain",
        "Telegram": "Telegram",
        "WK": "World Cup",
        "Westen": "the West",
    },
    "001": {
        "Abdullo Davlatov": "Abdullo Davlatov",
        "Afrika": "Africa",
        "Afrikanen": "Africans",
        "Amsterdam": "Amsterdam",
        "Anna Koelesjova": "Anna Kuleshova",
        "Armenië": "Armenia",
        "Aziatische": "Asian",
        "Berlijn": "Berlin",
        "Berliner Zeitung": "Berliner Zeitung",
        "Bild": "Bild",
        "Bloomberg": "Bloomberg",
        "Boemaga": "Bumaga",
        "Boris Nemtsov Foundation": "Boris Nemtsov Foundation",
        "CBS": "CBS",
        "Centrum voor Euroaziatische Studies": "Centre for Eurasian Studies",
        "Commissie Gelijke Behandeling": "Equal Treatment Commission",
        "CvRM": "CvRM",
        "Deutsche Welle": "Deutsche Welle",
        "Dubai": "Dubai",
        "Duitse": "German",
        "Dénis van Vliet": "Dénis van Vliet",
        "EU": "EU",
        "Estland": "Estonia",
        "Eurasia Magazine": "Eurasia Magazine",
        "European University Institute": "European University Institute",
        "Europese Unie": "European Union",
        "FAN": "FAN",
        "FBI": "FBI",
        "Finion": "Finion",
        "Finland": "Finland",
        "Finnisch Institute of International Affairs": "Finnish Institute of International Affairs",
        "Franse": "French",
        "Georgiër": "Georgian",
        "Groot-Brittannië": "Britain",
        "Helsingin Sanomat": "Helsingin Sanomat",
        "Hongarije": "Hungary",
        "IND": "IND",
        "Incheon International Airport": "Incheon International Airport",
        "Istanboel": "Istanbul",
        "Jevgeni": "Yevgeny",
        "Jevgeni Prigozjin": "Yevgeny Prigozhin",
        "Joelia Visjnevetskaja": "Yulia Vishnevetskaya",
        "John von Neumann Universiteit": "John von Neumann University",
        "Kirgizië": "Kyrgyzstan",
        "Kommersant": "Kommersant",
        "Kremlin": "Kremlin",
        "Letland": "Latvia",
        "Lhbti’ers": "LGBTI people",
        "Libanezen": "Lebanese",
        "Margarita Zavadskaja": "Margarita Zavadskaya",
        "Maria Volkova": "Maria Volkova",
        "Moldavische": "Moldovan",
        "Moskouse": "Moscow",
        "Moskovieten": "Muscovites",
        "NGO’s": "NGOs",
        "NOS": "NOS",
        "Nederland": "the Netherlands",
        "Nederlands Dagblad": "Nederlands Dagblad",
        "New York": "New York",
        "Novye Izvestia": "Novye Izvestia",
        "Oezbeekse": "Uzbek",
        "Open Democacy": "openDemocracy",
        "Outrush": "Outrush",
        "Polen": "Poland",
        "Politique Étrangère": "Politique Étrangère",
        "R.Politik": "R.Politik",
        "RIA FAN": "RIA FAN",
        "Radio Svoboda": "Radio Svoboda",
        "Re: Russia": "Re: Russia",
        "Rus": "Russian",
        "Rusebo": "Rusebo",
        "Russin": "Russian woman",
        "Russische Academie van Wetenschappen": "Russian Academy of Sciences",
        "Seoel": "Seoul",
        "Sergej": "Sergei",
        "Sergej Markarkin": "Sergei Markarkin",
        "Sint-Petersburg": "St Petersburg",
        "Sovjet-Unie": "Soviet Union",
        "Spektr": "Spektr",
        "Syriërs": "Syrians",
        "Tadzjieken": "Tajiks",
        "Tadzjikistan": "Tajikistan",
        "Tatjana Stanovaja": "Tatiana Stanovaya",
        "The Moscow Times": "The Moscow Times",
        "Turken": "Turks",
        "Turkije": "Turkey",
        "Turkse": "Turkish",
        "Tver": "Tver",
        "Unie van Tadzjieken": "Union of Tajiks",
        "Vedomosti": "Vedomosti",
        "Verenigde Staten": "United States",
        "Vladislav Inozemtsev": "Vladislav Inozemtsev",
        "Washington Post": "Washington Post",
        "Wayback Machine": "Wayback Machine",
        "Wereldbank": "World Bank",
        "Yandex": "Yandex",
        "Zuid-Korea": "South Korea",
        "Zuid-Koreaanse": "South Korean",
    },
    "002": {
        "Alex": "Alex",
        "Brabants": "Brabant",
        "Duitsland": "Germany",
        "Engels": "English",
        "Finland": "Finland",
        "Finse": "Finnish",
        "Frankrijk": "France",
        "Kirgizië": "Kyrgyzstan",
        "Montenegro": "Montenegro",
        "NU.nl": "NU.nl",
        "Nederland": "the Netherlands",
        "Portugal": "Portugal",
        "Sint-Petersburg": "St Petersburg",
        "Vladimir Poetin": "Vladimir Putin",
    },
    "003": {
        "Azerbeidzjan": "Azerbaijan",
        "Dag van de Overwinning": "Victory Day",
        "EenVandaag": "EenVandaag",
        "Eric van der Burg": "Eric van der Burg",
        "Georgië": "Georgia",
        "Griekenland": "Greece",
        "IND": "IND",
        "Justitie en Veiligheid": "Justice and Security",
        "Martijn van der Linden": "Martijn van der Linden",
        "Michael": "Michael",
        "Michael Sokolov": "Michael Sokolov",
        "Nederlandse": "Dutch",
        "Nikita": "Nikita",
        "Oekraïners": "Ukrainians",
        "Sovjetlanden": "Soviet countries",
        "Vluchtelingenwerk": "Dutch Council for Refugees",
        "nazi-Duitsland": "Nazi Germany",
    },
    "004": {
        "AFP": "AFP",
        "Afina": "Afina",
        "Alimzjan": "Alimzhan",
        "Amerikaanse buitenlandminister": "US secretary of state",
        "Amnesty": "Amnesty",
        "Antony Blinken": "Antony Blinken",
        "Astana": "Astana",
        "Atamat": "Amanat",
        "Bloedige januari": "Bloody January",
        "Centraal-Azië": "Central Asia",
        "Dzjamboelat": "Zhanbolat",
        "Dzjanboelat Mamai": "Zhanbolat Mamai",
        "Gaziz": "Gaziz",
        "Gymnasium No. 25": "Gymnasium No. 25",
        "Imanbai": "Imanbai",
        "Inga Imanbai": "Inga Imanbai",
        "International Bureau for Human Rights": "International Bureau for Human Rights",
        "Kassym-Jomart Tokajev": "Kassym-Jomart Tokayev",
        "Kazachstaanse Democratische Partij": "Democratic Party of Kazakhstan",
        "Mamai": "Mamai",
        "Marina Kurbayeva": "Marina Kurbayeva",
        "Mazjilis": "Mazhilis",
        "Nazarbajev": "Nazarbayev",
        "Noersoeltan Nazarbajev": "Nursultan Nazarbayev",
        "Respublika": "Respublica",
        "Ruslan Pryanikov": "Ruslan Pryanikov",
        "Sovjet-KGB": "Soviet KGB",
        "Svetlana Tichanovskaja": "Sviatlana Tsikhanouskaya",
        "Tian-Shian gebergte": "Tian Shan mountains",
        "Tichanovskaja": "Tsikhanouskaya",
        "Tokajev": "Tokayev",
        "VS": "US",
        "Wit-Russische": "Belarusian",
        "Zjanaozjen": "Zhanaozen",
    },
}
EXPECTED = [
    pytest.param(article, name, rendering, id=f"{article}-{name}")
    for article, names in NAMES.items()
    for name, rendering in names.items()
]


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load_glossary(ROOT / "glossary.yaml")


@pytest.fixture(scope="module")
def matcher(glossary: Glossary) -> Matcher:
    return Matcher(glossary)


@pytest.fixture(scope="module")
def found(matcher: Matcher) -> dict[str, set[tuple[str, str]]]:
    """For each article, what stands there and what it becomes."""
    pairs: dict[str, set[tuple[str, str]]] = {}
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        pairs[path.name[:3]] = {
            (hit.source, hit.renderings[0])
            for line in path.read_text(encoding="utf-8").split("\n")
            for hit in matcher.match(line).hits
        }
    return pairs


def entries(concept: Concept) -> list[Concept | Form]:
    """The headword and the further forms of a concept."""
    return [concept, *concept.forms]


def texts(concept: Concept) -> Iterator[str]:
    """Yield every Dutch form and every rendering of a concept."""
    for item in entries(concept):
        yield item.nl
        yield from item.admitted
        if item.en is not None:
            yield item.en


def test_size(glossary: Glossary) -> None:
    assert len(glossary) >= 150


def test_no_entry_is_a_sentence(glossary: Glossary) -> None:
    long = [
        text
        for concept in glossary
        for text in texts(concept)
        if len(text.split()) > MAX_WORDS or text.endswith((".", "!", "?"))
    ]
    assert long == []


def test_every_kind_of_concept_is_there(glossary: Glossary) -> None:
    kinds = {"person", "place", "organisation", "demonym", "event", "title", "term"}
    assert {concept.type for concept in glossary} == kinds


def test_no_rendering_is_forbidden_by_its_own_concept(glossary: Glossary) -> None:
    clashes = [
        (concept.id, text)
        for concept in glossary
        for item in entries(concept)
        for text in (item.en, *item.admitted)
        if text in concept.forbidden
    ]
    assert clashes == []


@pytest.mark.parametrize(("form", "rendering"), FIXED.items(), ids=FIXED)
def test_fixed_renderings(matcher: Matcher, form: str, rendering: str) -> None:
    (hit,) = matcher.match(f"Dit gaat over {form} en verder niets.").hits
    assert (hit.source, hit.renderings[0]) == (form, rendering)
    assert hit.enforced


@pytest.mark.parametrize(("article", "name", "rendering"), EXPECTED)
def test_names_of_the_articles(
    found: dict[str, set[tuple[str, str]]], article: str, name: str, rendering: str
) -> None:
    assert (name, rendering) in found[article]


def test_most_concepts_occur_in_the_articles(glossary: Glossary, matcher: Matcher) -> None:
    """A few are there for their relatives' sake, Moldova beside Moldovan, and no more."""
    used = {
        hit.concept
        for path in (ROOT / "seeds").glob("*.txt")
        for line in path.read_text(encoding="utf-8").split("\n")
        for hit in matcher.match(line).hits
    }
    assert len(used) >= 0.95 * len(glossary)


@pytest.mark.parametrize("article", ["003", "004"])
def test_the_reference_translations_obey(shared_dir: Path, matcher: Matcher, article: str) -> None:
    """The desk's own translations satisfy every concept, so the glossary asks nothing unnatural."""
    source, target = (
        (shared_dir / "eval" / f"{article}.{language}").read_text(encoding="utf-8").split("\n")
        for language in ("nl", "en")
    )
    wrong = [
        (dutch, english)
        for dutch, english in zip(source, target, strict=True)
        if not verify(english, matcher.match(dutch).hits).clean
    ]
    assert wrong == []


def test_glossary_of_the_bench() -> None:
    bench = load_glossary(ROOT / "tests" / "bench" / "glossary-400.yaml")
    assert len(bench) == 400
