"""Giving the decoder a beginning: missing names and renderings put in, surplus ones left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.scripted_engine import ScriptedEngine
from workbench.glossary import Matcher, parse_glossary
from workbench.glossary.occurrences import RenderingIndex
from workbench.model import Draft, Segment
from workbench.pipeline import Item, PipelineOptions, Translator
from workbench.pipeline.wanted import joined, wanted_names

GLOSSARY = parse_glossary(
    """\
version: 1
concepts:
  - {id: fsb, nl: "ex-FSB'er", en: ex-FSB officer, admitted: [former FSB officer], type: term}
  - id: russian
    nl: Rus
    en: Russian
    type: demonym
    forms: [{nl: Russische, en: Russian}, {nl: Russen, en: Russians}]
""",
    name="glossary.yaml",
)


def draft(
    source: str, answers: dict[str, list[str]], *, scores: dict[str, float] | None = None
) -> Draft:
    class Scored(ScriptedEngine):
        def score(self, pairs: object) -> list[float]:
            texts = [" ".join(target) for _, target in pairs]  # type: ignore[attr-defined]
            return [(scores or {}).get(text, -0.5) for text in texts]

    segment = Segment(
        number=0, unit=0, segment=0, kind="sentence", start=0, end=len(source), source=source
    )
    translator = Translator(Scored(answers), PipelineOptions(), renderings=RenderingIndex(GLOSSARY))
    item = Item(segment=segment, hits=Matcher(GLOSSARY).match(source).hits)
    return next(translator.drafts([item]))[0]


# names ------------------------------------------------------------------------------------------


@pytest.fixture
def _names(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scripted tokenizer knows every word whole; here it does not know the names."""
    monkeypatch.setattr(
        "workbench.pipeline.ladder.Ladder._ordinary", lambda _, word: word == "bank"
    )


@pytest.mark.usefixtures("_names")
def test_a_name_turned_into_another_word_is_put_back_and_decoded_on_from() -> None:
    source = "Toen pakte Filipp zijn spullen."
    answers = {
        source: ["Then the Philippine packed up."],
        f"{source} | Then the Filipp": ["Then the Filipp packed his things."],
    }
    assert draft(source, answers).target == "Then the Filipp packed his things."


@pytest.mark.usefixtures("_names")
def test_a_name_is_not_put_in_at_the_price_of_the_sense() -> None:
    source = "Toen pakte Filipp zijn spullen."
    after = "Then the Filipp packed his things."
    answers = {
        source: ["Then the Philippine packed up."],
        f"{source} | Then the Filipp": [after],
    }
    done = draft(source, answers, scores={after: -2.0})
    assert done.target != after
    assert "much less likely" in str(done.trace)


@pytest.mark.usefixtures("_names")
@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("Toen kwam Filipp in Spanje aan.", ["Filipp", "Spain"]),
        ("Hij las de Universiteit de les.", []),  # a word that English has for itself
        ("Zij werkt bij de Bank van Filipp.", ["Filipp"]),  # a word the model knows
    ],
)
def test_which_names_are_asked_for(source: str, names: list[str]) -> None:
    found = wanted_names(source, [], ordinary=lambda word: word == "bank")
    assert [name.hit.renderings[0] for name in found] == names


@pytest.mark.parametrize(
    ("name", "target", "said"),
    [
        ("Spanje", "He went to Spain.", True),
        ("Spanje", "He went to Spanje.", True),
        ("Spanje", "He went to Spanish.", False),
        ("Turkije", "In Turkey it rains.", True),
        ("Filipp", "Filipp’s coat", True),
        ("Filipp", "the Philippine", False),
        ("Sjevtsjenko", "Shevchenko came.", True),
    ],
)
def test_a_name_may_stand_in_several_forms(name: str, target: str, said: bool) -> None:
    [wanted] = wanted_names(f"Toen kwam {name} daar.", [], ordinary=lambda _: False)
    assert wanted.said_in(target) is said


def test_names_side_by_side_are_put_in_as_one() -> None:
    source = "Hij las Politique Filipp en Oega."
    hits = [name.hit for name in wanted_names(source, [], ordinary=lambda _: False)]
    assert [hit.source for hit in joined(hits, source)] == ["Politique Filipp", "Oega"]
    assert joined([replace(hits[0])], source) == (hits[0],)


# surplus ----------------------------------------------------------------------------------------


def test_renderings_are_counted_over_all_forms_of_a_concept() -> None:
    """``Russians`` and ``Russian`` for one ``Russische``: the hit alone asks for ``Russian``."""
    source = "Zij zagen Russische immigranten."
    twice = "They saw Russians and Russian immigrants."
    answers = {
        "Zij zagen Russian immigranten.": [twice, "They saw Russian immigrants."],
    }
    assert draft(source, answers).target == "They saw Russian immigrants."
    hits = Matcher(GLOSSARY).match(source).hits
    index = RenderingIndex(GLOSSARY)
    placed = [(twice.index("Russian immigrants"), twice.index(" immigrants"))]
    [span] = index.repeated(twice, hits, source=source, placed=placed)
    assert twice[slice(*span)] == "Russians"
    assert index.surplus(twice, hits, source=source).total == 1


def test_part_of_a_rendering_said_once_more_is_a_surplus() -> None:
    glossary = parse_glossary(
        """\
version: 1
concepts:
  - {id: azc, nl: azc, en: asylum seekers’ centre, type: term}
  - {id: asylum, nl: asiel, en: asylum, type: term}
""",
        name="glossary.yaml",
    )
    index = RenderingIndex(glossary)
    target = "In an asylum seekers’ centre in an asylum"
    for source, surplus in (
        ("In een azc", ["asylum"]),
        ("In een azc wacht hij op een asielbesluit", []),  # a compound has the word, too
        ("In een azc vroeg hij asiel", []),
        ("In een tehuis", []),  # leaked, but not of anything that is asked for
    ):
        hits = Matcher(glossary).match(source).hits
        spans = index.repeated(target, hits, source=source)
        assert [target[slice(*span)] for span in spans] == surplus, source


def test_the_first_of_two_is_left_out_where_the_second_cannot_be() -> None:
    source = "Zij zagen het met een ex-FSB'er niet zitten."
    hinted = "Zij zagen het met een ex-FSB officer niet zitten."
    once = "They did not want to work with an ex-FSB officer."
    answers = {
        hinted: ["They fought with a former FSB officer and an ex-FSB officer."],
        source: ["They fought with a former FSB officer and an ex-FSB officer."],
        f"{hinted} | They fought with a former FSB officer and an": [
            "They fought with a former FSB officer and an ex-FAB man."  # robbed of it, it garbles
        ],
        f"{hinted} | They fought with a": [once],
    }
    assert draft(source, answers).target == once


def test_what_loses_the_words_is_not_taken_for_a_rendering_less() -> None:
    source = "Zij zagen het met een ex-FSB'er niet zitten."
    hinted = "Zij zagen het met een ex-FSB officer niet zitten."
    twice = "They fought with a former FSB officer and did not like an ex-FSB officer."
    answers = {hinted: [twice], source: [twice], f"{hinted} | They fought with a": ["They fought."]}
    assert draft(source, answers).target == twice
