"""What of a segment the decoder is given, and what it never sees, with a scripted engine."""

from __future__ import annotations

import re

import pytest

from tests.pipeline_support import draft, item, rungs
from tests.scripted_engine import ScriptedEngine
from workbench.glossary.file import parse_glossary
from workbench.glossary.match import Matcher
from workbench.pipeline import Item, PipelineOptions, Translator


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


def test_a_dateline_is_copied_and_its_names_rendered() -> None:
    answers = {"De Mazhilis stemt.": ["The Mazhilis votes."]}
    result = draft("ZWOLLE/ALMATY (ANP) – De Mazjilis stemt.", answers)
    assert result.target == "ZWOLLE/ALMATY (ANP) – The Mazhilis votes."
    assert rungs(result) == {"ALMATY": "whole", "Mazjilis": "annotated"}


@pytest.mark.parametrize(
    ("dutch", "english"),
    [
        ("DEN HAAG – ", "THE HAGUE – "),
        ("OSJ – ", "OSH – "),
        ("AMSTERDAM/DEN HAAG (ANP) – ", "AMSTERDAM/THE HAGUE (ANP) – "),
        ("SINT-PETERSBURG - ", "ST PETERSBURG - "),
        ("ALMATY/OSJ – ", "ALMATY/OSH – "),
        ("GRONINGEN – ", "GRONINGEN – "),
    ],
)
def test_places_of_a_dateline_are_english(dutch: str, english: str) -> None:
    answers = {"De Mazhilis stemt.": ["The Mazhilis votes."]}
    assert draft(f"{dutch}De Mazjilis stemt.", answers).target == f"{english}The Mazhilis votes."


def test_typewriter_marks_are_one_mark_to_the_model() -> None:
    source = ",,Dat was dom.'' Zei hij in Almaty."
    answers = {"„ Dat was dom.” Zei hij in Almaty.": ["“That was stupid.” Said he in Almaty."]}
    result = draft(source, answers)
    assert result.target == "“That was stupid.” Said he in Almaty."
    assert rungs(result) == {"Almaty": "free"}


def test_order_and_result_do_not_depend_on_the_window() -> None:
    items = [item(f"Zin {n} over de Mazjilis.", number=n) for n in range(23)]
    translator = Translator(ScriptedEngine({}), PipelineOptions())
    whole = [d.target for w in translator.drafts(items) for d in w]
    pieces = [d.target for w in translator.drafts(items, window=3) for d in w]
    assert whole == pieces == [f"Zin {n} over de Mazhilis." for n in range(23)]


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
