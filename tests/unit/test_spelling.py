from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from workbench.errors import ConfigError
from workbench.qa.dictionary import Dictionary, dictionary
from workbench.qa.guide import Guide, read_words, words_in
from workbench.qa.spelling import misspellings

if TYPE_CHECKING:
    from pathlib import Path


def wrong(text: str, *, source: str = "", guide: Guide = Guide()) -> list[str]:  # noqa: B008
    return [one.word for one in misspellings(text, source=source, guide=guide)]


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("neighborhoods", "neighbourhoods"), ("traveled", "travelled"), ("center", "centre"),
        ("defense", "defence"), ("catalog", "catalogue"), ("analyze", "analyse"),
        ("anesthesia", "anaesthesia"), ("skillful", "skilful"), ("jewelry", "jewellery"),
        ("maneuver", "manoeuvre"), ("laborer", "labourer"), ("airplane", "aeroplane"),
    ],
)  # fmt: skip
def test_either_country_knows_its_own(american: str, british: str) -> None:
    assert Dictionary("en-GB").elsewhere(american) == british
    assert Dictionary("en-GB").elsewhere(british) is None
    assert Dictionary("en-US").elsewhere(british) == american
    assert Dictionary("en-US").elsewhere(american) is None


@pytest.mark.parametrize("language", ["en", "en-AU", "en-CA"])
def test_other_english_takes_either(language: str) -> None:
    assert wrong("The colour and the color.", guide=Guide(language=language)) == []
    assert wrong("A goverment.", guide=Guide(language=language)) == ["goverment"]


def test_the_glossary_says_which_english() -> None:
    assert wrong("The colour of it.", guide=Guide(language="en-US")) == ["colour"]
    assert wrong("The color of it.", guide=Guide(language="en-GB")) == ["color"]


def test_words_of_the_project_are_right_with_a_capital_too() -> None:
    guide = Guide(words=frozenset(["oblast", "akim", "Zhuzs"]))
    assert wrong("Akim of an oblast, akim’s Zhuzs.", guide=guide) == []
    assert wrong("zhuzs.", guide=guide) == ["zhuzs"]


def test_places_are_those_of_the_words() -> None:
    text = "A goverment’s colour, and a color."
    found = list(misspellings(text))
    assert [text[one.start : one.end] for one in found] == ["goverment", "color"]


def test_long_and_hostile_texts_end() -> None:
    assert wrong("x" * 100_000) == []
    assert len(wrong("qwxzt " * 20_000)) <= 5_000
    assert wrong("\ud800 \x00 ’ ' ’’ '''") == []


def test_suggestions_are_words() -> None:
    known = dictionary("en-GB")
    assert known.suggestions("goverment")[0] == "government"
    assert known.suggestions("x" * 1_000) == ()


@pytest.mark.parametrize(
    ("word", "first", "never"),
    [
        ("ofmus", "", "of-mus"),
        ("sweetlet", "", "sweet-let"),
        ("overthe", "", "over-the"),
        ("exminister", "ex-minister", ""),
        ("selfdefence", "self-defence", ""),
        ("housewhole", "household", ""),
    ],
)
def test_no_suggestion_cuts_a_word_into_fragments(word: str, first: str, never: str) -> None:
    found = dictionary().suggestions(word)
    assert never not in found
    assert not first or found[0] == first


def test_a_word_list(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("\ufeff# names\noblast  Zhuzs\n\nakim # the head\n", encoding="utf-8")
    assert read_words(path) == {"oblast", "Zhuzs", "akim"}
    path.write_bytes(b"caf\xe9\n")
    with pytest.raises(ConfigError, match="UTF-8"):
        read_words(path)
    with pytest.raises(ConfigError, match=r"nowhere\.txt"):
        read_words(tmp_path / "nowhere.txt")


def test_words_in() -> None:
    assert words_in(["the People’s Party", "Askap-Kuta"]) == {
        "the", "People’s", "Party", "Askap", "Kuta",
    }  # fmt: skip


def test_no_dictionary_is_loaded_by_importing_the_checks() -> None:
    code = "import sys, workbench.qa; sys.exit('hunspell' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
