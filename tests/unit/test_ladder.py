"""Up the ladder, rung by rung, with a scripted engine."""

from __future__ import annotations

import pytest

from tests.pipeline_support import draft, item, rungs
from tests.scripted_engine import ScriptedEngine
from workbench.glossary.file import parse_glossary
from workbench.glossary.match import Matcher
from workbench.model import Hypothesis, Segment
from workbench.pipeline import Item, PipelineOptions, Translator
from workbench.pipeline.judge import Judge
from workbench.pipeline.prepare import Piece


def test_a_term_written_into_the_source_is_annotated() -> None:
    result = draft("De Mazjilis stemt.", {"De Mazhilis stemt.": ["The Mazhilis votes."]})
    assert result.target == "The Mazhilis votes."
    assert rungs(result) == {"Mazjilis": "annotated"}
    assert result.terms[0].target_start == 4
    assert result.terms[0].target_end == 12


def test_a_term_equal_in_both_languages_is_free() -> None:
    result = draft("Hij woont in Almaty.", {"Hij woont in Almaty.": ["He lives in Almaty."]})
    assert rungs(result) == {"Almaty": "free"}


def test_free_first_leaves_the_source_alone_until_it_fails() -> None:
    answers = {
        "De Mazjilis stemt.": ["The Mazjilis votes."],
        "De Mazhilis stemt.": ["The Mazhilis votes."],
    }
    result = draft("De Mazjilis stemt.", answers, hint_first=False)
    assert result.target == "The Mazhilis votes."
    assert rungs(result) == {"Mazjilis": "annotated"}
    assert result.terms[0].cost == pytest.approx(0.0)


def test_a_lower_hypothesis_that_obeys_is_taken() -> None:
    answers = {"De Mazhilis stemt.": ["The parliament votes.", "The Mazhilis is voting."]}
    result = draft("De Mazjilis stemt.", answers)
    assert result.target == "The Mazhilis is voting."
    assert rungs(result) == {"Mazjilis": "nbest"}


def test_a_rendering_said_too_often_is_banned_after_its_first_time() -> None:
    source = "Almaty ligt in het zuiden."
    answers = {
        source: ["Almaty is Almaty in the south."],
        f"{source} | Almaty is": ["Almaty is Almaty in the south.", "Almaty is in the south."],
    }
    result = draft(source, answers)
    assert result.target == "Almaty is in the south."
    assert rungs(result) == {"Almaty": "negative"}


def test_a_batch_that_climbs_says_what_takes_its_time() -> None:
    told: list[str] = []
    answers = {"De Mazhilis stemt.": ["They vote."], "De Mazjilis stemt.": ["They vote."]}
    translator = Translator(ScriptedEngine(answers), PipelineOptions(), stage=told.append)
    list(translator.drafts([item("Hij woont in Almaty.")]))
    assert told == [""]
    told.clear()
    list(translator.drafts([item("De Mazjilis stemt."), item("Hij woont in Almaty.")]))
    assert set(told) == {"enforcing terms in 1 sentence", ""}
    assert told[-1] == ""


def test_a_batch_that_fails_while_it_climbs_does_not_go_on_saying_so() -> None:
    told: list[str] = []

    def constrained(jobs: object, beam: int) -> list[Hypothesis]:
        raise KeyboardInterrupt

    answers = {"De Mazhilis stemt.": ["They vote."], "De Mazjilis stemt.": ["They vote."]}
    translator = Translator(
        ScriptedEngine(answers),
        PipelineOptions(),
        constrained=constrained,  # type: ignore[arg-type]
        stage=told.append,
    )
    with pytest.raises(KeyboardInterrupt):
        list(translator.drafts([item("De Mazjilis stemt.")]))
    assert told[-2:] == ["enforcing terms in 1 sentence", ""]


def test_the_first_beam_is_searched_before_a_wider_one() -> None:
    answers = {"De Mazhilis stemt.": ["The parliament votes.", "The Mazhilis is voting."]}
    translator = Translator(ScriptedEngine(answers), PipelineOptions(beam=4))
    next(translator.drafts([item("De Mazjilis stemt.")]))
    engine = translator.engine
    assert isinstance(engine, ScriptedEngine)
    assert [options.beam for _, options in engine.asked] == [4]


def test_part_of_a_name_said_twice_sends_the_segment_up() -> None:
    source = "Volgens Inga Imanbai is dat zo."
    answers = {source: ["Imanbai says so, says Inga Imanbai.", "According to Inga Imanbai, it is."]}
    assert draft(source, answers).target == "According to Inga Imanbai, it is."


def test_the_wrong_wording_is_banned() -> None:
    answers = {
        "De Mazhilis stemt.": ["The Mazilis votes.", "The Mazilis will vote."],
        "De Mazjilis stemt.": ["The Mazilis votes."],
    }
    translator = Translator(ScriptedEngine(answers), PipelineOptions())
    next(translator.drafts([item("De Mazjilis stemt.")]))
    engine = translator.engine
    assert isinstance(engine, ScriptedEngine)
    assert any(("Mazilis",) in options.suppress for _, options in engine.asked)


def test_a_garbled_name_is_substituted_at_last() -> None:
    answers = {
        "De Mazhilis stemt.": ["The Mazilis votes."],
        "De Mazjilis stemt.": ["The Mazilis votes."],
    }
    result = draft("De Mazjilis stemt.", answers)
    assert result.target == "The Mazhilis votes."
    assert rungs(result) == {"Mazjilis": "substitution"}


def test_a_dropped_term_is_put_where_the_attention_points() -> None:
    answers = {
        "Gisteren sprak Tokayev.": ["Yesterday spoke he."],
        "Gisteren sprak Tokajev.": ["Yesterday spoke he."],
    }
    result = draft("Gisteren sprak Tokajev.", answers)
    assert "Tokayev" in result.target
    assert rungs(result) == {"Tokajev": "substitution"}


def test_what_cannot_be_rendered_is_unresolved_and_found() -> None:
    result = draft("Het is oorlog.", {"Het is oorlog.": ["It is war."]})
    assert rungs(result) == {"oorlog": "unresolved"}
    assert "term" in {finding.check for finding in result.findings}


def test_a_preferred_term_never_climbs_past_the_n_best() -> None:
    result = draft("Daar is Han.", {"Daar is Han.": ["There he is."]})
    assert result.target == "There he is."
    assert rungs(result) == {"Han": "free"}
    assert result.terms[0].target_start is None


def test_a_hypothesis_that_denies_as_the_dutch_does_is_taken() -> None:
    """A lost ``niet`` makes a report say its opposite."""
    source = "Hij wil niet verhuizen."
    result = draft(source, {source: ["He wants to move.", "He does not want to move."]})
    assert result.target == "He does not want to move."


def test_a_loop_is_decoded_again() -> None:
    source = "Dat is alles wat ik weet."
    loop = "That is all that is all that is all that is all that is all"
    result = draft(source, {source: [loop, "That is all I know."]})
    assert result.target == "That is all I know."


def test_what_a_concept_wants_and_forbids_at_once_is_wanted() -> None:
    glossary = parse_glossary(
        "version: 1\nconcepts:\n  - {id: m, nl: Mazjilis, en: Majilis, forbidden: [Majilis]}\n",
        name="glossary.yaml",
    )
    source = "De Mazjilis stemt."
    segment = Segment(
        number=0, unit=0, segment=0, kind="sentence", start=0, end=len(source), source=source
    )
    engine = ScriptedEngine({"De Majilis stemt.": ["The Majilis votes."]})
    hits = Matcher(glossary).match(source).hits
    drafts = next(Translator(engine, PipelineOptions()).drafts([Item(segment=segment, hits=hits)]))
    assert rungs(drafts[0]) == {"Mazjilis": "annotated"}
    assert len(engine.asked) == 1


def test_a_target_that_does_not_end_is_broken() -> None:
    source = "Hij ging naar huis."
    judge = Judge(Piece(text=source, hits=()))
    assert not judge("He went home to his family and his dog.").broken
    assert judge(" ".join(f"word{number}" for number in range(60))).broken


def test_a_rendering_the_model_cannot_write_is_no_hint_and_substituted() -> None:
    glossary = parse_glossary(
        "version: 1\nconcepts:\n  - {id: q, nl: Kazak, en: Қазақ, type: demonym}\n", name="g"
    )
    source = "De Kazak sprak."
    engine = ScriptedEngine({source: ["The Kazak spoke."]})
    segment = item(source).segment
    hits = Matcher(glossary).match(source).hits
    [[result]] = Translator(engine, PipelineOptions()).drafts([Item(segment=segment, hits=hits)])
    assert result.target == "The Қазақ spoke."
    assert {asked for asked, _ in engine.asked} == {source}


def test_terms_that_want_one_place_are_all_put_in() -> None:
    source = "Almaty, Mazjilis, Inga Imanbai en Tokajev."
    bad = "Of all."
    answers = {source: [bad], "Almaty, Mazhilis, Inga Imanbai en Tokayev.": [bad]}
    result = draft(source, answers)
    assert "unresolved" not in rungs(result).values()
    for name in ("Almaty", "Mazhilis", "Inga Imanbai", "Tokayev"):
        assert name in result.target
