"""Rare words given in English: what is found, what is a name, and what the decoder gets to see."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.scripted_engine import ScriptedEngine
from workbench.engine.words import NO_WORDS, RareWords
from workbench.errors import ModelError
from workbench.glossary.file import parse_glossary
from workbench.glossary.match import Matcher
from workbench.model import Draft, Segment
from workbench.pipeline import Item, PipelineOptions, Translator
from workbench.training.augment import Augmenter
from workbench.training.corpus import Pair
from workbench.training.names import Lexicon
from workbench.training.recipe import Augmentation

if TYPE_CHECKING:
    from pathlib import Path

WORDS = RareWords(
    {
        "lekkage": "leak",
        "noodgedwongen": "out of necessity",
        "ooievaar": "stork",
        "kuiper": "cooper",
        "foto's": "photos",
        "Panamese": "Panamanian",
        "galwegkanker": "bile duct cancer",
        "oud-leerling": "former pupil",
    },
    names=frozenset({"kuiper"}),
)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], english) for start, end, english in WORDS.find(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Er was een lekkage.", [("lekkage", "leak")]),
        (
            "Noodgedwongen kwam de kuiper.",
            [("Noodgedwongen", "Out of necessity"), ("kuiper", "cooper")],
        ),
        ("Hij zweeg. “Noodgedwongen”, zei ze.", [("Noodgedwongen", "Out of necessity")]),
        ("De man Noodgedwongen zweeg.", []),
        ("Ooievaar zweeg, de ooievaar niet.", [("ooievaar", "stork")]),  # a short word may be one
        ("De heer Lekkage zweeg.", []),  # a capital inside a sentence: a name
        ("Kuiper zweeg.", []),  # a surname may open a sentence
        ("Een Panamese boot, geen panamese.", [("Panamese", "Panamanian")]),
        ("De foto’s en foto's.", [("foto’s", "photos"), ("foto's", "photos")]),
        ("Een oud-leerling sprak.", [("oud-leerling", "former pupil")]),
        ("lekkages, waterlekkage, lekkage2, #lekkage, lekkage@x.nl, www.lekkage.nl", []),
        ("een lekkage-expert en de lekkage’s", []),
        ("", []),
    ],
)
def test_whole_words_are_found_and_names_are_not(text: str, wanted: list[tuple[str, str]]) -> None:
    assert found(text) == wanted


def test_a_list_is_read_and_a_broken_line_has_a_place(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("# how it came about\nlekkage\tleak\nkuiper\tcooper\tname\n", encoding="utf-8")
    words = RareWords.read(path)
    assert len(words) == 2
    assert list(words.find("Kuiper zag lekkage")) == [(11, 18, "leak")]
    for broken in (
        "lekkage leak",
        "lekkage\t",
        "\tleak",
        "kuiper\tcooper\tsurname",
        "a\tb\tname\tc",
        "a\t\tpart",
    ):
        path.write_text(f"lekkage\tleak\n{broken}\n", encoding="utf-8")
        with pytest.raises(ModelError, match="no line of a word list") as caught:
            RareWords.read(path)
        assert str(caught.value.where).endswith("words.tsv:2")
    path.write_bytes(b"lekkage\tl\xe9k\n")
    with pytest.raises(ModelError, match="not UTF-8"):
        RareWords.read(path)
    with pytest.raises(ModelError, match="cannot be read"):
        RareWords.read(tmp_path / "none.tsv")


def test_compounds_are_taken_apart_where_the_list_has_their_parts(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    lines = (
        "oppositie\topposition\tpart",
        "kandidaten\tcandidates",
        "huis\thouse\tpart",
        "zwendel\tswindle",
        "spoken\tghosts\tlast",
        "lijk\tcorpse\tfirst",
        "verantwoord\tresponsible",
        "ziek\till\tpart",
        "ziekenhuis\t\tknown",
        "wateroppervlak\twater surface",
        "oppervlak\tsurface",
        "bakker\tbaker\tname,alone",
    )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    words = RareWords.read(path)
    for dutch, english in {
        "oppositiekandidaten": "opposition candidates",
        "oppositie-kandidaten": "opposition candidates",
        "huizenzwendel": "house swindle",
        "wateroppervlakoppervlak": "water surface",  # nothing is said twice
        "huisspoken": "house ghosts",
        "spokenzwendel": None,
        "verantwoordelijk": None,
        "ziekenhuis": None,
        "bakkerszwendel": None,
        "oppositie": None,  # the model knows it
        "huizen": None,
        "Oppositiekandidaten": None,  # it may be a name
    }.items():
        assert [found for _, _, found in words.find(f"de {dutch}")] == (
            [english] if english else []
        )


def draft_of(source: str, glossary: str, answers: dict[str, list[str]], words: RareWords) -> Draft:
    segment = Segment(
        number=0, unit=0, segment=0, kind="sentence", start=0, end=len(source), source=source
    )
    hits = Matcher(parse_glossary(glossary, name="glossary.yaml")).match(source).hits
    translator = Translator(ScriptedEngine(answers), PipelineOptions(), words=words)
    [[draft]] = translator.drafts([Item(segment=segment, hits=hits)])
    return draft


def given(draft: Draft) -> object:
    assert draft.trace is not None
    pieces = draft.trace["pieces"]
    assert isinstance(pieces, list)
    return pieces[0].get("words")


HEAD = "version: 1\nsource: nl\ntarget: en-GB\nconcepts:\n"


def test_the_decoder_sees_the_english_and_the_trace_tells() -> None:
    seen = "De leak bij de Panamanian cooper."
    draft = draft_of(
        "De lekkage bij de Panamese kuiper.",
        HEAD + "  - {id: x, nl: Xanten, en: Xanten}\n",
        {seen: ["The leak at the Panamanian cooper’s."]},
        WORDS,
    )
    assert draft.target == "The leak at the Panamanian cooper’s."
    assert given(draft) == [
        ["lekkage", "leak"],
        ["Panamese", "Panamanian"],
        ["kuiper", "cooper"],
    ]


def test_the_glossary_goes_before_the_list_and_keeps_its_places() -> None:
    glossary = HEAD + "  - {id: a, nl: lekkage, en: leakage}\n  - {id: b, nl: Almaty, en: Almaty}\n"
    draft = draft_of(
        "De kuiper zag lekkage in Almaty.",
        glossary,
        {"De cooper zag leakage in Almaty.": ["The cooper saw leakage in Almaty."]},
        WORDS,
    )
    assert draft.target == "The cooper saw leakage in Almaty."
    assert [(term.hit.source, term.rung) for term in draft.terms] == [
        ("lekkage", "annotated"),
        ("Almaty", "free"),
    ]
    assert given(draft) == [["kuiper", "cooper"]]


def test_no_english_of_is_read_as_dutch() -> None:
    words = RareWords({"machtsevenwicht": "balance of power", "kantoor": "office"})
    assert words.put_into("Het machtsevenwicht en kantoor.") == "Het balance van power en office."
    draft = draft_of(
        "Het machtsevenwicht bij Xanten.",
        HEAD + "  - {id: x, nl: Xanten, en: Xanten}\n",
        {"Het balance van power bij Xanten.": ["The balance of power at Xanten."]},
        words,
    )
    assert draft.target == "The balance of power at Xanten."
    assert given(draft) == [["machtsevenwicht", "balance of power"]]


def test_without_a_list_nothing_changes() -> None:
    source = "De lekkage bij Xanten."
    draft = draft_of(
        source, HEAD + "  - {id: x, nl: Xanten, en: Xanten}\n", {source: ["The leak."]}, NO_WORDS
    )
    assert given(draft) is None


def test_training_gives_what_the_target_says_in_english() -> None:
    settings = Augmentation(hints=0, names=0, numbers=0, upper_case=0, quotes=0, rare=1)
    augmenter = Augmenter(settings, lexicon=Lexicon({}, {}), pool=[], words=WORDS)
    pair = Pair(
        "De lekkage trof de kuiper en zijn galwegkanker.",
        "The leaks hit the barrel-maker and his bile-duct cancer.",
    )
    example = augmenter(pair, random.Random(1), hints=True)
    # "barrel-maker" is another word: the model may learn what kuiper is
    assert example.parts == ("De leak trof de kuiper en zijn bile duct cancer.",)
    assert example.target == pair.target
    none = Augmenter(
        settings.model_copy(update={"rare": 0.0}), lexicon=Lexicon({}, {}), pool=[], words=WORDS
    )
    assert none(pair, random.Random(1), hints=True).parts == (pair.source,)


EXPRESSIONS = RareWords(
    {
        "aan de bel": "alarm",
        "trok aan de bel": "raised the alarm",
        "in allerijl": "in great haste",
        "wegens gebrek aan bewijs": "for lack of evidence",
        "bel": "bell",
        "z'n gang": "his way",
    }
)


@pytest.mark.parametrize(
    ("dutch", "expected"),
    [
        ("Zij trok aan de bel.", "Zij raised the alarm."),
        ("Zij trok  aan de bel.", "Zij trok  alarm."),
        ("Zij trok aan de\u00a0bel.", "Zij raised the alarm."),
        ("Trok aan de bel en ging.", "Raised the alarm en ging."),
        ("„In allerijl”, zei hij.", "„In great haste”, zei hij."),
        ("Hij las In allerijl.", "Hij las In allerijl."),
        ("Zij stond aan de belt.", "Zij stond aan de belt."),
        ("Aan de belkant.", "Aan de belkant."),
        ("Zij ging z’n gang.", "Zij ging his way."),
        (
            "Hij kwam in allerijl, wegens gebrek aan bewijs",
            "Hij kwam in great haste, for lack van evidence",
        ),
    ],
)
def test_a_fixed_expression_is_one_word(dutch: str, expected: str) -> None:
    assert EXPRESSIONS.put_into(dutch) == expected
