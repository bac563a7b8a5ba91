"""The way of a segment through preparation, ladder and finish, with a scripted engine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import pytest

from tests.scripted_engine import ScriptedEngine
from workbench.engine.base import Constraint
from workbench.glossary.file import parse_glossary
from workbench.glossary.match import Matcher
from workbench.glossary.occurrences import RenderingIndex
from workbench.model import Draft, Hypothesis, Segment
from workbench.pipeline import Item, PipelineOptions, Translator
from workbench.pipeline.judge import Judge
from workbench.pipeline.prepare import Piece
from workbench.pipeline.typesetting import stutter, tidy
from workbench.text.names import unlisted_names

if TYPE_CHECKING:
    from collections.abc import Sequence

GLOSSARY = """\
version: 1
source: nl
target: en-GB
concepts:
  - {id: almaty, nl: Almaty, en: Almaty, type: place}
  - {id: mazhilis, nl: Mazjilis, en: Mazhilis, type: organisation, forbidden: [Mazjilis]}
  - {id: imanbai, nl: Inga Imanbai, en: Inga Imanbai, type: person}
  - {id: tokayev, nl: Tokajev, en: Tokayev, type: person}
  - {id: no-war, nl: oorlog, en: war, policy: forbid}
  - {id: han, nl: Han, en: Han, type: person, policy: prefer}
"""


def item(source: str, *, kind: str = "sentence", depth: int = 0, number: int = 0) -> Item:
    segment = Segment(
        number=number,
        unit=number,
        segment=0,
        kind=kind,  # type: ignore[arg-type]
        start=0,
        end=len(source),
        source=source,
    )
    hits = Matcher(parse_glossary(GLOSSARY, name="glossary.yaml")).match(source).hits
    return Item(segment=segment, hits=hits, quote_depth=depth)


def draft(
    source: str,
    answers: dict[str, list[str]],
    *,
    kind: str = "sentence",
    depth: int = 0,
    hint_first: bool = True,
    constrained: object = None,
) -> Draft:
    translator = Translator(
        ScriptedEngine(answers),
        PipelineOptions(hint_first=hint_first),
        constrained=constrained,  # type: ignore[arg-type]
    )
    return next(translator.drafts([item(source, kind=kind, depth=depth)]))[0]


def rungs(result: Draft) -> dict[str, str]:
    return {outcome.hit.source: outcome.rung for outcome in result.terms}


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


def test_a_rendering_said_too_often_is_banned_after_its_first_time() -> None:
    source = "Almaty ligt in het zuiden."
    answers = {
        source: ["Almaty is Almaty in the south."],
        f"{source} | Almaty is": ["Almaty is Almaty in the south.", "Almaty is in the south."],
    }
    result = draft(source, answers)
    assert result.target == "Almaty is in the south."
    assert rungs(result) == {"Almaty": "negative"}


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


def test_a_long_list_of_terms_is_decoded_in_parts() -> None:
    names = [f"Naam{letter}" for letter in "abcdefghijklmnopqrst"]
    lines = [f"  - {{id: n{n}, nl: {nl}, en: {nl}son}}" for n, nl in enumerate(names)]
    glossary = parse_glossary("\n".join(["version: 1", "concepts:", *lines]), name="g")
    source = f"Aanwezig waren {', '.join(names[:-1])} en {names[-1]}."
    engine = ScriptedEngine({}, default=lambda piece: piece.replace(" en ", " and "))
    hits = Matcher(glossary).match(source).hits
    [[result]] = Translator(engine, PipelineOptions()).drafts(
        [Item(segment=item(source).segment, hits=hits)]
    )
    asked = [text for text, _ in engine.asked]
    assert len(asked) > 2
    assert max(text.count("Naam") for text in asked) <= 8
    assert re.findall(r"Naam\wson", result.target) == [f"{name}son" for name in names]
    assert [f.message for f in result.findings if f.check == "split"] == [
        f"20 terms: translated in {len(asked)} parts"
    ]


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


def test_a_segment_that_is_one_term_needs_no_engine() -> None:
    result = draft("Mazjilis", {}, kind="headline")
    assert result.target == "Mazhilis"
    assert rungs(result) == {"Mazjilis": "whole"}
    assert not result.decoded


def test_a_label_of_term_and_figures_needs_no_engine() -> None:
    assert draft("Tokajev (69)", {}, kind="label").target == "Tokayev (69)"


def test_a_credit_is_rendered_by_rule() -> None:
    result = draft("Foto Ruslan Pryanikov/AFP", {}, kind="credit")
    assert result.target == "Photo: Ruslan Pryanikov/AFP"
    assert not result.decoded


@pytest.mark.parametrize("literal", ["<s>", "</s>", "<t>", "</t>", "<unk>", "<pad>"])
def test_reserved_pieces_in_an_article_come_out_as_they_went_in(literal: str) -> None:
    source = f"Hij schreef {literal} en ging weg."
    translator = Translator(
        ScriptedEngine({"Hij schreef": ["He wrote"], "en ging weg.": ["and left."]}),
        PipelineOptions(),
    )
    result = next(translator.drafts([item(source)]))[0]
    assert result.target == f"He wrote {literal} and left."


def test_what_is_too_long_for_a_word_is_copied_with_its_terms_rendered() -> None:
    endless = "qx" * 150
    engine = ScriptedEngine({"Hij zei": ["He said"], "en ging weg.": ["and left."]})
    translator = Translator(engine, PipelineOptions())
    [[result]] = translator.drafts([item(f"Hij zei {endless} en ging weg.")])
    assert result.target == f"He said {endless} and left."
    assert all(len(source) < 30 for source, _ in engine.asked)
    chain = "-".join(["Tokajev"] * 40)
    [[result]] = translator.drafts([item(f"Hij zei {chain} en ging weg.")])
    assert "-".join(["Tokayev"] * 40) in result.target
    assert {outcome.rung for outcome in result.terms} <= {"whole", "annotated", "free"}


def test_a_word_of_two_hundred_characters_is_still_decoded() -> None:
    engine = ScriptedEngine({})
    word = "q" * 200
    [[result]] = Translator(engine, PipelineOptions()).drafts([item(f"Hij zei {word} nu.")])
    assert any("q" in source for source, _ in engine.asked)
    assert word in result.target.replace(" ", "")


def test_an_address_is_copied() -> None:
    source = "Kijk op https://example.org/a?b=c of mail info@example.org nu."
    target = draft(source, {}).target
    assert "https://example.org/a?b=c" in target
    assert "info@example.org" in target


def test_a_long_segment_is_cut_and_joined_without_loss() -> None:
    words = [f"woord{i}," if i % 7 == 0 else f"woord{i}" for i in range(5000)]
    result = draft(" ".join(words) + ".", {})
    assert result.target.split() == f"{' '.join(words)}.".split()
    assert "split" in {finding.check for finding in result.findings}


def test_a_headline_in_capitals_is_decoded_in_small_letters() -> None:
    answers = {"Tokayev wint verkiezingen": ["Tokayev wins elections"]}
    result = draft("TOKAJEV WINT VERKIEZINGEN", answers, kind="headline")
    assert result.target == "TOKAYEV WINS ELECTIONS"


@pytest.mark.parametrize(
    ("source", "decoded", "depth", "target"),
    [
        ("„Ik blijf.", '"I am staying."', 0, "“I am staying."),
        ("Dat weet ik zeker.”", "I am sure of that.", 1, "I am sure of that.”"),
        ("'Niet mogelijk'", "'Not possible'", 0, "“Not possible”"),
        ("als je 'nee' zegt.", "if you say 'no'.", 1, "if you say ‘no’."),
        ("Meer mensen nodig", "More people needed.", 0, "More people needed"),
        (
            "Daarom ging hij.",
            "Therefore, therefore he left soon soon.",
            0,
            "Therefore he left soon.",
        ),
        ("Dat was in 2019.", "That was in 1919.", 0, "That was in 2019."),
        (
            "Er zijn 4,8 miljoen banen.",
            "There are 4.8 billion jobs.",
            0,
            "There are 4.8 million jobs.",
        ),
        ("In café ’t Hoekje.", "In café 't Hoekje.", 0, "In café ’t Hoekje."),
        ("De 61e minuut.", "The 61th minute.", 0, "The 61st minute."),
        ("De 11e minuut.", "The 11th minute.", 0, "The 11th minute."),
        ("Zwolle – Ja.", "Zwolle -- Yes.", 0, "Zwolle – Yes."),
        ("Volgens Tokajevs agenda.", "On Tokayev' agenda.", 0, "On Tokayev’s agenda."),
        ("Nee, nee, hij bleef.", "No, no, he stayed.", 0, "No, no, he stayed."),
        ("Hij zei dat dat waar was.", "He said that that was so.", 0, "He said that that was so."),
        ("Hij komt niet.", "He isn't coming", 0, "He isn’t coming."),
        ("Een oud gebouw.", "A old building in an town.", 0, "An old building in a town."),
    ],
)
def test_marks_and_stops_follow_the_source(
    source: str, decoded: str, depth: int, target: str
) -> None:
    engine = ScriptedEngine({}, default=lambda _: decoded)
    translator = Translator(engine, PipelineOptions())
    assert next(translator.drafts([item(source, depth=depth)]))[0].target == target


def test_a_dateline_is_copied_and_its_names_rendered() -> None:
    answers = {"De Mazhilis stemt.": ["The Mazhilis votes."]}
    result = draft("ZWOLLE/ALMATY (ANP) – De Mazjilis stemt.", answers)
    assert result.target == "ZWOLLE/ALMATY (ANP) – The Mazhilis votes."
    assert rungs(result) == {"ALMATY": "whole", "Mazjilis": "annotated"}


def test_typewriter_marks_are_one_mark_to_the_model() -> None:
    source = ",,Dat was dom.'' Zei hij in Almaty."
    answers = {"„Dat was dom.” Zei hij in Almaty.": ["“That was stupid.” Said he in Almaty."]}
    result = draft(source, answers)
    assert result.target == "“That was stupid.” Said he in Almaty."
    assert rungs(result) == {"Almaty": "free"}


def test_a_garbled_unlisted_name_is_put_right() -> None:
    source = "Toen kwam Alimzjan binnen."
    assert draft(source, {source: ["Then Alimzyan entered."]}).target == "Then Alimzhan entered."


def test_a_loop_is_decoded_again() -> None:
    source = "Dat is alles wat ik weet."
    loop = "That is all that is all that is all that is all that is all"
    result = draft(source, {source: [loop, "That is all I know."]})
    assert result.target == "That is all I know."


def test_order_and_result_do_not_depend_on_the_window() -> None:
    items = [item(f"Zin {n} over de Mazjilis.", number=n) for n in range(23)]
    translator = Translator(ScriptedEngine({}), PipelineOptions())
    whole = [d.target for w in translator.drafts(items) for d in w]
    pieces = [d.target for w in translator.drafts(items, window=3) for d in w]
    assert whole == pieces == [f"Zin {n} over de Mazhilis." for n in range(23)]


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


def test_a_terminal_command_is_hidden_from_the_decoder_whole() -> None:
    translator = Translator(ScriptedEngine({}), PipelineOptions())
    next(translator.drafts([item("De \x1b[31mrode\x1b[0m kat slaapt.")]))
    engine = translator.engine
    assert isinstance(engine, ScriptedEngine)
    assert engine.asked[0][0] == "De rode kat slaapt."


@pytest.mark.parametrize(
    ("source", "kind", "target"),
    [
        ("Reportage", "label", "Report"),
        ("INTERVIEW", "label", "INTERVIEW"),
        ("Nieuwsanalyse:", "label", "News analysis:"),
    ],
)
def test_a_genre_label_needs_no_decoder(source: str, kind: str, target: str) -> None:
    result = draft(source, {source: ["On the spot"]}, kind=kind)
    assert (result.target, result.decoded) == (target, False)


def test_a_genre_word_in_a_sentence_is_decoded() -> None:
    result = draft("Opinie telt.", {"Opinie telt.": ["Opinion counts."]})
    assert (result.target, result.decoded) == ("Opinion counts.", True)


@pytest.mark.parametrize(
    ("decoded", "tidied"),
    [
        ('Afraid of " Russification" but', 'Afraid of "Russification" but'),
        ('in the farm season. "', 'in the farm season."'),
        ('"Yes ," he said. " No. "', '"Yes," he said. "No."'),
        ('5" and 6" pipes', '5" and 6" pipes'),
    ],
)
def test_no_space_on_the_inner_side_of_a_quotation_mark(decoded: str, tidied: str) -> None:
    assert tidy(decoded).text == tidied


def test_a_capital_inside_a_word_makes_a_name() -> None:
    names = unlisted_names("Volgens GroenLinks en Peters is dat zo.", [])
    assert [name.text for name in names] == ["GroenLinks"]


@pytest.mark.parametrize(
    ("decoded", "said_once"),
    [
        ("the taste of freedom of freedom’.", "the taste of freedom’."),
        ("on 21 September 21 September he", "on 21 September he"),
        ("the centre’ centre", "the centre"),
        ("What it is is unclear, 10 10.", "What it is is unclear, 10 10."),
    ],
)
def test_what_is_said_twice_running_is_said_once(decoded: str, said_once: str) -> None:
    assert stutter("Het is zo.")(decoded).text == said_once


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
