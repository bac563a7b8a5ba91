"""Words put right by the decoder's attention; the scripted engine aligns word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pipeline_support import item
from tests.scripted_engine import ScriptedEngine
from workbench.engine.words import RareWords
from workbench.pipeline import PipelineOptions, Translator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.model import Draft

WORDS = RareWords(
    {
        "papegaaien": "parrots",
        "kerkers": "dungeons",
        "bijtanken": "refuel",
        "denkwijze": "way of thinking",
        "tegenpartij": "counterparty",
    },
    parts={"beginners": "novices"},
)


class Undecided(ScriptedEngine):
    """Every target word attends to all source words alike."""

    def align(
        self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]
    ) -> list[list[list[float]]]:
        return [[[1 / len(source)] * len(source)] * len(target) for source, target in pairs]


def mended(source: str, target: str, *, engine: type[ScriptedEngine] = ScriptedEngine) -> Draft:
    seen = WORDS.put_into(source)
    translator = Translator(engine({seen: [target]}), PipelineOptions(), words=WORDS)
    return next(translator.drafts([item(source)]))[0]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("De papegaaien vliegen weg.", "The portraits fly away.", "The parrots fly away."),
        ("Papegaaien vliegen weg.", "Portraits fly away.", "Parrots fly away."),
        ("De kerkers zijn koud.", "The dungs are cold.", "The dungeons are cold."),
        ("Zij moesten bijtanken toen.", "They were refubled then.", "They were refuelled then."),
        ("Veel beginners vallen om.", "Many startnerers fall over.", "Many novices fall over."),
        ("Het is goed haalbaar.", "It is economicly feasible.", "It is economically feasible."),
        ("Hij lanceert het nu.", "He launchs it now.", "He launches it now."),
    ],
)
def test_a_wrong_word_becomes_what_the_dutch_says(source: str, target: str, expected: str) -> None:
    assert mended(source, target).target == expected


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("De papegaai zwijgt.", "The parrot is silent."),  # not a word of the list
        ("De papegaaien vliegen.", "The parrot flies."),  # another form of it is there
        ("De papegaaien vliegen.", "The Amazons fly."),  # a name
        ("De papegaaien vliegen.", "The they fly."),  # nothing to put it in place of
        ("De tegenpartij zwijgt.", "The counter-party is silent."),  # the same letters
        ("De papegaaien vliegen.", "The 12 fly."),
        ("Dat is de drus.", "That is the drus."),  # as in the Dutch
        ("De hond blaft luid.", "The dog brkzles loudly."),  # nobody knows what it is meant for
    ],
)
def test_other_words_stay(source: str, target: str) -> None:
    assert mended(source, target).target == target


def test_a_rendering_of_the_glossary_is_never_replaced() -> None:
    # "Almaty" attends to the given word; "kerkers" stays unsaid rather than cost the term
    draft = mended("Kerkers Almaty zwijgt.", "Almaty dark is silent.")
    assert "Almaty" in draft.target


def test_attention_that_points_nowhere_changes_nothing() -> None:
    target = "The portraits fly away."
    assert mended("De papegaaien vliegen weg.", target, engine=Undecided).target == target


def test_the_draft_tells_what_was_changed() -> None:
    draft = mended("De papegaaien vliegen weg.", "The portraits fly away.")
    [piece] = draft.trace["pieces"]  # type: ignore[index, misc]
    assert piece["notes"] == ["put right: “portraits” is “parrots” now (papegaaien)"]
    assert [attempt["target"] for attempt in piece["attempts"] if attempt["chosen"]] == [
        "The parrots fly away."
    ]


def test_several_words_of_one_sentence_are_put_right() -> None:
    draft = mended("De papegaaien en kerkers.", "The portraits and dungs.")
    assert draft.target == "The parrots and dungeons."


def test_what_makes_a_text_worse_is_not_taken() -> None:
    # the rendering would say a forbidden word
    words = RareWords({"gevecht": "war"})
    source = "Na de oorlog en het gevecht zweeg hij."
    seen = words.put_into(source)
    engine = ScriptedEngine({seen: ["After the fighting and the combat he was silent."]})
    translator = Translator(engine, PipelineOptions(), words=words)
    draft = next(translator.drafts([item(source)]))[0]
    assert draft.target == "After the fighting and the combat he was silent."
