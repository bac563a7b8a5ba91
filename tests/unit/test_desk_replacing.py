"""What a wording that is taken out leaves behind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.desk.replacing import Replacement, replaced

WORDS = st.lists(st.sampled_from(["a", "bb", "ccc", "bbb"]), min_size=1, max_size=8)


@given(WORDS, st.sampled_from(["a", "bb", "ccc"]), st.sampled_from([".", ",", "”", ""]))
def test_a_word_that_is_taken_out_leaves_the_others_as_if_it_had_never_been(
    words: list[str], word: str, end: str
) -> None:
    text, count = replaced(" ".join(words) + end, Replacement(find=word, put=""))
    assert count == words.count(word)
    assert text.rstrip() == " ".join(other for other in words if other != word) + end


@pytest.mark.parametrize(
    ("text", "find", "put", "result"),
    [
        ("He is very very old.", "very", "", "He is old."),
        ("One – in short – is enough", "– in short –", "", "One is enough"),
        ("catalogue", "cat", "", "catalogue"),
        # Part of a word, and what is sought with its spaces, are taken as they are.
        ("a cat", "at", "", "a cat"),
        ("one  two", " ", "", "onetwo"),
        ("The cat.", "cat", "dog", "The dog."),
    ],
)
def test_spaces_beside_what_is_replaced(text: str, find: str, put: str, result: str) -> None:
    assert replaced(text, Replacement(find=find, put=put))[0] == result


def test_part_of_a_word_takes_no_space_along() -> None:
    wanted = Replacement(find="na", put="", whole_words=False)
    assert replaced("ba na x", wanted)[0] == "ba x"
    assert replaced("banana split", wanted)[0] == "ba split"
