"""What is done to pairs: both sides stay each other's translation, and chance can be repeated."""

from __future__ import annotations

import random

import pytest

from workbench.training.augment import Augmenter, Hint, name_pool, other_figures, other_quotes
from workbench.training.corpus import Pair
from workbench.training.names import Lexicon, find_names, find_words, fold
from workbench.training.recipe import Augmentation

NONE = Augmentation(hints=0, names=0, numbers=0, upper_case=0, quotes=0)
LEXICON = Lexicon.of(
    [
        Pair("Duitsland", "Germany"),
        Pair("Kazach", "Kazakh"),
        Pair("boer", "farmer"),
        Pair("stemmen", "vote"),
        Pair("de", "the"),
    ]
)


@pytest.mark.parametrize(
    ("dutch", "english"),
    [
        ("Tokajev", "Tokayev"),
        ("Boerjatië", "Buryatia"),
        ("Chabarovsk", "Khabarovsk"),
        ("Zjanaozen", "Zhanaozen"),
        ("Sjymkent", "Shymkent"),
        ("Oekraïne", "Ukraine"),
    ],
)
def test_spellings_of_one_name_fold_alike(dutch: str, english: str) -> None:
    pair = Pair(f"Gisteren sprak {dutch} met ons.", f"Yesterday {english} spoke with us.")
    assert [(t.source, t.target) for t in find_names(pair, LEXICON)] == [(dutch, english)]
    assert fold(dutch)[:2] == fold(english)[:2]


def test_names_are_found_by_lexicon_and_without_their_endings() -> None:
    pair = Pair(
        "In Duitsland sprak Navalny’s vrouw; de Kazachen zwegen.",
        "In Germany Navalny’s wife spoke; the Kazakhs were silent.",
    )
    found = {term.source: (term.target, term.base) for term in find_names(pair, LEXICON)}
    assert found["Duitsland"] == ("Germany", "Germany")
    assert found["Navalny’s"] == ("Navalny", "Navalny")
    for term in find_names(pair, LEXICON):
        assert pair.source[term.start : term.end] == term.source
        assert pair.target[term.target_start : term.target_end] == term.target


def test_different_names_are_not_taken_for_one() -> None:
    pair = Pair("Morgen komt Petersen uit Haarlem.", "Tomorrow Johansson comes from Utrecht.")
    assert find_names(pair, LEXICON) == []
    twice = Pair("Anna sprak met Anna.", "Anna spoke with Anna.")
    assert find_names(twice, LEXICON) == []


def test_words_are_found_in_whatever_form() -> None:
    pair = Pair("Elke boer zal stemmen.", "All farmers voted.")
    found = [(t.source, t.target, t.base) for t in find_words(pair, LEXICON)]
    assert found == [("boer", "farmers", "farmer"), ("stemmen", "voted", "vote")]


def test_figures_and_dates_change_on_both_sides_alike() -> None:
    pair = Pair(
        "Op 12 maart 1998 kwamen 1.250 mensen, 4,5 procent.",
        "On 12 March 1998 1,250 people came, 4.5 per cent.",
    )
    seen = set()
    for seed in range(30):
        changed = other_figures(pair, random.Random(seed))
        seen.add(changed)
        day, month, year = changed.source.split()[1:4]
        months = {"maart": "March", "mei": "May", "oktober": "October", "juli": "July"}
        assert f"On {day} {months.get(month, '')}" in changed.target
        assert year[:2] == "19"
        assert year in changed.target
        thousands = changed.source.split()[5]
        assert thousands.replace(".", ",") in changed.target
        assert len(thousands) == 5
    assert len(seen) > 20


def test_figures_that_stand_on_one_side_only_stay() -> None:
    for pair in (
        Pair("Er kwamen 25 mensen.", "Some came."),
        Pair("Hij is 25 en zij is 25.", "He is 25 and she is 25."),
        Pair("Het kost 25 euro (25,50 met btw).", "It costs 25 euros."),
        Pair("De A12 en www.a25.nl", "The A12 and www.a25.nl"),
    ):
        changed = other_figures(pair, random.Random(1))
        if changed != pair:  # then the same figure went on both sides
            assert "25" not in changed.target.replace("25,50", "")
            assert changed.source.count("25") <= 1


def test_quotes_change_and_nothing_else_does() -> None:
    source = "„Ik kom”, zei ’s mans broer, “morgen.” Foto’s volgen."
    plain = source.translate(str.maketrans("„“”’‘\"'«»", "x" * 9))
    seen = {other_quotes(source, random.Random(seed)) for seed in range(40)}
    assert len(seen) > 5
    assert {text.translate(str.maketrans("„“”’‘\"'«»", "x" * 9)) for text in seen} == {plain}


def test_hints_of_all_kinds_occur_and_are_true() -> None:
    pair = Pair("Tokajev sprak in Almaty met Navalny.", "Tokayev spoke with Navalny in Almaty.")
    pool = [("Lukasjenko", "Lukashenko"), ("Mazjilis", "Mazhilis")]
    augmenter = Augmenter(
        NONE.model_copy(update={"hints": 1.0, "plain": 0.5, "random_targets": 0.3, "words": 0.0}),
        lexicon=Lexicon({}, {}),
        pool=pool,
    )
    kinds = set()
    for seed in range(200):
        example = augmenter(pair, random.Random(seed), hints=True)
        hints = [part for part in example.parts if isinstance(part, Hint)]
        for hint in hints:
            assert hint.target in example.target
            assert hint.source in pair.source
        foreign = any(target in example.target for _, target in pool)
        if foreign and not hints:
            assert any(target in example.text for _, target in pool)
        kinds.add((bool(hints), foreign))
    assert kinds == {(True, True), (True, False), (False, True), (False, False)}


def test_a_base_form_is_asked_for_where_the_target_has_it_inflected() -> None:
    pair = Pair("Elke boer zal stemmen.", "All farmers voted.")
    settings = NONE.model_copy(update={"hints": 1.0, "plain": 0.0, "words": 1.0})
    augmenter = Augmenter(settings, lexicon=LEXICON, pool=[])
    wanted = set()
    for seed in range(60):
        example = augmenter(pair, random.Random(seed), hints=True)
        assert example.target == pair.target
        wanted |= {part.target for part in example.parts if isinstance(part, Hint)}
    assert wanted == {"farmer", "farmers", "vote", "voted"}


def test_names_give_way_to_others_on_both_sides() -> None:
    augmenter = Augmenter(
        NONE.model_copy(update={"names": 1.0}),
        lexicon=Lexicon({}, {}),
        pool=[("Lukasjenko", "Lukashenko")],
    )
    example = augmenter(
        Pair("Gisteren sprak Tokajev.", "Tokayev spoke yesterday."), random.Random(1), hints=False
    )
    assert (example.text, example.target) == (
        "Gisteren sprak Lukasjenko.",
        "Lukashenko spoke yesterday.",
    )


def test_the_pool_holds_each_name_once_in_a_fixed_order() -> None:
    pairs = [
        Pair("Gisteren kwam Tokajev.", "Tokayev came yesterday."),
        Pair("Morgen komt Navalny met Tokajev.", "Navalny is coming with Tokayev tomorrow."),
    ]
    assert name_pool(pairs, Lexicon({}, {})) == [("Tokajev", "Tokayev"), ("Navalny", "Navalny")]


def test_equal_generators_give_equal_examples() -> None:
    augmenter = Augmenter(Augmentation(hints=1.0), lexicon=LEXICON, pool=[("Almaty", "Almaty")])
    pair = Pair("Op 3 mei sprak Tokajev met 45 boeren.", "On 3 May Tokayev spoke with 45 farmers.")
    for seed in range(20):
        first = augmenter(pair, random.Random(seed), hints=True)
        assert augmenter(pair, random.Random(seed), hints=True) == first


def test_capitals_go_over_both_sides() -> None:
    augmenter = Augmenter(
        NONE.model_copy(update={"upper_case": 1.0}), lexicon=Lexicon({}, {}), pool=[]
    )
    example = augmenter(Pair("Kop boven stuk", "Headline"), random.Random(1), hints=True)
    assert (example.text, example.target) == ("KOP BOVEN STUK", "HEADLINE")
