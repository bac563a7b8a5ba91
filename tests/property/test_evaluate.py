from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.evaluate.edit_rate import term_edit_rate
from workbench.evaluate.references import ReferenceFile, Row, align, squeeze

WORD = st.text(alphabet="abcdé", min_size=1, max_size=4)
CUT = st.booleans()


def cut(words: list[str], after: list[bool]) -> list[str]:
    """Return the words in runs, cut after each True."""
    runs: list[list[str]] = [[]]
    for word, ends in zip(words, after, strict=True):
        runs[-1].append(word)
        if ends:
            runs.append([])
    return [" ".join(run) for run in runs if run]


@given(st.lists(st.tuples(WORD, CUT, CUT), min_size=1, max_size=40))
def test_two_cuts_of_one_text_correspond_completely(words: list[tuple[str, bool, bool]]) -> None:
    text = [word for word, _, _ in words]
    segments = cut(text, [a for _, a, _ in words])
    lines = cut(text, [b for _, _, b in words])
    file = ReferenceFile(
        name="x.nl", sources=tuple(lines), references=tuple(line.upper() for line in lines)
    )
    rows = [
        Row(number=i, kind="sentence", source=source, target=source.upper())
        for i, source in enumerate(segments)
    ]
    pairs, partings = align(file, "x", rows)
    assert not partings
    assert [n for pair in pairs for n in pair.numbers] == list(range(len(segments)))
    assert sum(pair.lines for pair in pairs) == len(lines)
    for pair in pairs:
        assert squeeze(pair.target) == squeeze(pair.reference)
        assert squeeze(pair.source).upper() == squeeze(pair.reference)


@given(
    st.lists(WORD, min_size=1, max_size=12),
    st.lists(WORD, max_size=12),
    st.sets(st.integers(0, 11)),
)
def test_terms_only_ever_make_edits_dearer(
    reference: list[str], hypothesis: list[str], terms: set[int]
) -> None:
    plain = term_edit_rate(hypothesis, reference, ())
    weighted = term_edit_rate(hypothesis, reference, terms)
    assert plain <= weighted <= 2 * plain
    assert term_edit_rate(reference, reference, terms) == 0
