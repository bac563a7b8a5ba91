"""What holds for any pair that training meets."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tiny_marian import build_tiny_marian
from workbench.training.augment import Augmenter, Example, Hint, other_figures, other_quotes
from workbench.training.batches import make_batches
from workbench.training.corpus import Pair
from workbench.training.names import Lexicon, find_names, find_words
from workbench.training.recipe import Augmentation
from workbench.training.vocabulary import Vocabulary

WORDS = ("Tokajev", "Tokayev", "boer", "farmers", "25", "1.250", "1,250", "3 mei", "3 May", "’s")
MARKS = (" ", ". ", ", ", "„", "”", '"', "'", "<t>", "</s>", "\u00a0", "-", "\ud7ff", "é")
texts = st.lists(st.sampled_from(WORDS + MARKS) | st.text(max_size=4), max_size=14).map("".join)
pairs = st.builds(Pair, texts, texts)
LEXICON = Lexicon.of([Pair("boer", "farmer"), Pair("Tokajev", "Tokayev")])
SETTINGS = Augmentation(hints=0.7, names=0.3, numbers=0.5, quotes=0.5, upper_case=0.05, words=0.5)
AUGMENTER = Augmenter(SETTINGS, lexicon=LEXICON, pool=[("Lukasjenko", "Lukashenko")])


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    return Vocabulary.of_folder(build_tiny_marian(tmp_path_factory.mktemp("models") / "tiny"))


@given(pairs)
def test_terms_stand_where_they_say(pair: Pair) -> None:
    for term in [*find_names(pair, LEXICON), *find_words(pair, LEXICON)]:
        assert pair.source[term.start : term.end] == term.source
        assert pair.target[term.target_start : term.target_end] == term.target


@given(pairs, st.integers(0, 99))
def test_any_pair_can_be_changed_and_chance_repeats_itself(pair: Pair, seed: int) -> None:
    example = AUGMENTER(pair, random.Random(seed), hints=True)
    assert AUGMENTER(pair, random.Random(seed), hints=True) == example
    for part in example.parts:
        if isinstance(part, Hint):
            assert part.source
            assert part.target


@given(pairs, st.integers(0, 99))
def test_figures_change_on_both_sides_or_on_neither(pair: Pair, seed: int) -> None:
    changed = other_figures(pair, random.Random(seed))
    assert (changed.source == pair.source) == (changed.target == pair.target)


@given(texts, st.integers(0, 99))
def test_quotes_are_all_that_changes(text: str, seed: int) -> None:
    changed = other_quotes(text, random.Random(seed))
    assert len(changed) == len(text)
    marks = set("„“”\"«»'’‘‛`´")
    for before, after in zip(text, changed, strict=True):
        assert before == after or (before in marks and after in marks)


@given(text=texts)
def test_no_text_gives_an_annotation(vocabulary: Vocabulary, text: str) -> None:
    reserved = {vocabulary.ids[piece] for piece in ("<t>", "<s>", "</t>", "</s>", "<pad>")}
    assert not reserved & set(vocabulary.source(Example((text,), "")))
    assert not reserved & set(vocabulary.target(text))


@given(
    st.lists(st.tuples(*[st.lists(st.integers(1, 9), min_size=1, max_size=12)] * 2), max_size=30),
    st.integers(16, 80),
)
def test_batches_lose_nothing(examples: list[tuple[list[int], list[int]]], tokens: int) -> None:
    found = [
        ([n for n in source if 0 < n < 10], [n for n in target if n > 0])
        for batch in make_batches(examples, tokens=tokens, eos=0, pad=10)
        for source, target in zip(batch.source.tolist(), batch.target.tolist(), strict=True)
    ]
    assert sorted(found) == sorted(examples)
