"""What is forced on the decoder, renderings and figures, and when it is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from tests.pipeline_support import draft, item, rungs
from tests.scripted_engine import ScriptedEngine
from workbench.engine.base import Constraint
from workbench.glossary.file import parse_glossary
from workbench.glossary.match import Matcher
from workbench.glossary.occurrences import RenderingIndex
from workbench.model import Hypothesis
from workbench.pipeline import Item, PipelineOptions, Translator
from workbench.pipeline.prepare import Piece

if TYPE_CHECKING:
    from collections.abc import Sequence


def test_constraints_come_after_the_n_best_and_before_substitution() -> None:
    asked: list[list[Constraint]] = []

    def constrained(
        jobs: list[tuple[str, list[str], list[Constraint]]], beam: int
    ) -> list[Hypothesis]:
        asked.extend(constraints for _, _, constraints in jobs)
        text = "The Mazhilis cast its vote."
        return [Hypothesis(text=text, tokens=tuple(text.split(" ")), score=-1.0 / beam)]

    wrong = {source: ["They vote."] for source in ("De Mazhilis stemt.", "De Mazjilis stemt.")}
    result = draft("De Mazjilis stemt.", wrong, constrained=constrained)
    assert result.target == "The Mazhilis cast its vote."
    assert rungs(result) == {"Mazjilis": "constrained"}
    assert asked == [[Constraint(alternatives=("Mazhilis",), most=1, start=3, end=11)]]


def test_the_decoder_goes_on_from_a_rendering_put_in_and_torch_is_not_asked() -> None:
    def constrained(jobs: object, beam: int) -> list[Hypothesis]:
        raise AssertionError(f"not asked for: {jobs} at {beam}")

    answers = {
        "De Mazhilis stemt nu.": ["The parliament votes."],
        "De Mazjilis stemt nu.": ["The parliament votes."],
        "De Mazhilis stemt nu. | The Mazhilis": ["The Mazhilis is voting now."],
    }
    result = draft("De Mazjilis stemt nu.", answers, constrained=constrained)
    assert result.target == "The Mazhilis is voting now."
    assert rungs(result) == {"Mazjilis": "constrained"}


def test_a_rendering_that_is_completed_to_another_word_is_given_with_the_word_behind_it() -> None:
    def constrained(jobs: object, beam: int) -> list[Hypothesis]:
        raise AssertionError(f"not asked for: {jobs} at {beam}")

    answers = {
        "De Mazhilis stemt nu.": ["The Mazilis votes today."],
        "De Mazjilis stemt nu.": ["The Mazilis votes today."],
        "De Mazhilis stemt nu. | The Mazhilis": ["The Mazhilisse votes today."],
        "De Mazhilis stemt nu. | The Mazhilis votes": ["The Mazhilis votes now."],
    }
    result = draft("De Mazjilis stemt nu.", answers, constrained=constrained)
    assert result.target == "The Mazhilis votes now."
    assert rungs(result) == {"Mazjilis": "constrained"}


@pytest.mark.parametrize(
    ("likely", "target", "rung"),
    [(-2.0, "The Mazhilis votes now.", "substitution"), (-0.6, "Mazhilis vote.", "constrained")],
)
def test_a_forced_hypothesis_that_lost_the_sense_is_held_against_a_substitution(
    likely: float, target: str, rung: str
) -> None:
    """Forced words at the end of a sentence without room for them are worse than a name mended."""

    class Scored(ScriptedEngine):
        def score(self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[float]:
            return [likely if "vote." in written else -0.5 for _, written in pairs]

    def constrained(jobs: object, beam: int) -> list[Hypothesis]:
        text = "Mazhilis vote."
        return [Hypothesis(text=text, tokens=tuple(text.split(" ")), score=likely)]

    wrong = ["The Mazilis votes now."]
    answers = {"De Mazhilis stemt nu.": wrong, "De Mazjilis stemt nu.": wrong}
    translator = Translator(
        Scored(answers),
        PipelineOptions(),
        constrained=constrained,  # type: ignore[arg-type]
    )
    result = next(translator.drafts([item("De Mazjilis stemt nu.")]))[0]
    assert result.target == target
    assert rungs(result) == {"Mazjilis": rung}


def test_a_beginning_that_makes_it_worse_is_not_taken() -> None:
    asked: list[object] = []

    def constrained(jobs: object, beam: int) -> list[None]:
        asked.append((jobs, beam))
        return [None]

    answers = {
        "De Mazhilis stemt nu.": ["The parliament votes."],
        "De Mazjilis stemt nu.": ["The parliament votes."],
        "De Mazhilis stemt nu. | The Mazhilis": ["The Mazhilis Mazjilis Mazhilis Mazjilis."],
    }
    result = draft("De Mazjilis stemt nu.", answers, constrained=constrained)
    assert asked
    assert result.target == "The Mazhilis votes."
    assert rungs(result) == {"Mazjilis": "substitution"}


def test_a_surplus_of_pooled_mentions_does_not_load_torch() -> None:
    """``Russians`` beside ``Russian`` is a surplus of the concept, which bounds no constraint."""

    def constrained(jobs: object, beam: int) -> list[Hypothesis]:
        raise AssertionError(f"not asked for: {jobs} at {beam}")

    glossary = parse_glossary(
        "version: 1\nconcepts:\n  - {id: rus, nl: Rus, en: Russian, type: demonym, forms: ["
        "{nl: Russische, en: Russian}, {nl: Russen, en: Russians}]}\n",
        name="g",
    )
    source = "Zij zagen Russische immigranten."
    twice = "They saw Russians and Russian immigrants."
    translator = Translator(
        ScriptedEngine({}, default=lambda _: twice),
        PipelineOptions(),
        constrained=constrained,  # type: ignore[arg-type]
        renderings=RenderingIndex(glossary),
    )
    hits = Matcher(glossary).match(source).hits
    ascents = translator.ladder.climb([Piece(text=source, hits=hits)])
    assert ascents[0].best.text == twice
    assert ascents[0].best.verdict.over


def test_many_terms_in_a_piece_pass_the_constrained_beam_over_and_say_so() -> None:
    def constrained(jobs: object, beam: int) -> list[Hypothesis]:
        raise AssertionError(f"not asked for: {jobs} at {beam}")

    names = [f"Naam{letter}" for letter in "abcdefghijklm"]
    lines = [f"  - {{id: n{n}, nl: {nl}, en: Name{n}}}" for n, nl in enumerate(names)]
    glossary = parse_glossary("\n".join(["version: 1", "concepts:", *lines]), name="g")
    source = f"Zeker is: {' kent '.join(names)}."
    one = item(source)
    hits = Matcher(glossary).match(source).hits
    assert len(hits) == 13
    translator = Translator(
        ScriptedEngine({}, default=lambda _: "Many were there."),
        PipelineOptions(),
        constrained=constrained,  # type: ignore[arg-type]
    )
    result = next(translator.drafts([Item(segment=one.segment, hits=hits)]))[0]
    assert result.trace is not None
    (piece,) = cast("list[dict[str, object]]", result.trace["pieces"])
    assert piece["notes"] == [
        "constrained beam passed over: 13 terms and figures in one piece, and its time grows with "
        "their number (at most 12)"
    ]


def test_a_lost_figure_becomes_a_constraint() -> None:
    asked: list[list[Constraint]] = []

    def constrained(
        jobs: list[tuple[str, list[str], list[Constraint]]], beam: int
    ) -> list[Hypothesis]:
        asked.extend(constraints for _, _, constraints in jobs)
        text = "It costs 4.8 million euros."
        return [Hypothesis(text=text, tokens=tuple(text.split(" ")), score=-1.0 / beam)]

    source = "Het kost 4,8 miljoen euro."
    result = draft(source, {source: ["It costs a lot."]}, constrained=constrained)
    assert result.target == "It costs 4.8 million euros."
    assert asked == [[Constraint(alternatives=("4.8 million",), most=1, start=9, end=20)]]


def test_an_exchanged_figure_is_put_right_without_torch() -> None:
    def constrained(jobs: object, beam: int) -> list[Hypothesis]:
        raise AssertionError(f"not asked for: {jobs} at {beam}")

    source = "Het kost 4,8 miljoen euro."
    result = draft(source, {source: ["It costs 4.8 billion euros."]}, constrained=constrained)
    assert result.target == "It costs 4.8 million euros."
