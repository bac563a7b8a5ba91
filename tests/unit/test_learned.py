"""Names as editors rendered them: learned from a project, preferred in what is decoded next."""

from __future__ import annotations

import pytest

from tests.scripted_engine import ScriptedEngine
from workbench.glossary.learned import learned_glossary, uncovered
from workbench.glossary.match import Matcher
from workbench.glossary.suggest import Correction
from workbench.model import Segment
from workbench.pipeline import Item, PipelineOptions, Translator


def correction(dutch: str, english: str) -> Correction:
    return Correction(dutch=dutch, english=english, count=1, places=("a:0",))


def test_a_name_that_editors_agree_about_is_learned() -> None:
    glossary = learned_glossary([correction("Alimzjan", "Alimzhan")])
    assert [(c.nl, c.en, c.policy) for c in glossary] == [("Alimzjan", "Alimzhan", "prefer")]


@pytest.mark.parametrize(
    "corrections",
    [
        pytest.param(
            [correction("Alimzjan", "Alimzhan"), correction("Alimzjan", "Alimjan")],
            id="contradiction",
        ),
        pytest.param([correction("Russische", "Russia’s")], id="adjective"),
        pytest.param([correction("Alimzjan", "")], id="nothing"),
    ],
)
def test_what_is_not_sure_is_not_learned(corrections: list[Correction]) -> None:
    assert not learned_glossary(corrections).concepts


def test_a_learned_name_is_hinted_and_kept_and_not_reported() -> None:
    source = "Gisteren sprak Alimzjan."
    learned = Matcher(learned_glossary([correction("Alimzjan", "Alimzhan")])).match(source).hits
    segment = Segment(
        number=0, unit=0, segment=0, kind="sentence", start=0, end=len(source), source=source
    )
    engine = ScriptedEngine({"Gisteren sprak Alimzhan.": ["Alimzhan spoke yesterday."]})
    item = Item(segment=segment, learned=uncovered(learned, ()))
    draft = next(Translator(engine, PipelineOptions()).drafts([item]))[0]
    assert draft.target == "Alimzhan spoke yesterday."
    assert draft.terms == ()
    assert not [finding for finding in draft.findings if finding.check == "name"]


def test_the_glossary_stands_above_what_is_learned() -> None:
    source = "Gisteren sprak Alimzjan."
    matcher = Matcher(learned_glossary([correction("Alimzjan", "Alimzhan")]))
    hits = matcher.match(source).hits
    assert len(hits) == 1
    assert uncovered(hits, hits) == ()
