"""The constraint automaton against a plain search in the finished text, on any pieces."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine.base import Constraint
from workbench.engine.constraint_state import CompiledConstraints, State
from workbench.engine.constraint_text import Pieces, occurrences, starts_sentence

BYTES = [f"<0x{number:02X}>" for number in (0xC5, 0x9F, 0x41, 0xFF)]
WORDS = ["\u2581", "\u2581A", "A", "\u2581B", "B", "\u2581C", "C", "a", "\u2581a", "b", "\u2581b"]
SIGNS = ["'", "\u2019", "'s", "s", "-", ".", "(", "AB", "\u2581AB", "B\u2581C", "\u2581.", "\u0301"]
VOCABULARY = {
    piece: number for number, piece in enumerate(["</s>", "<unk>", "<pad>", *WORDS, *SIGNS, *BYTES])
}
PIECES = Pieces(VOCABULARY, reserved=(0, 1, 2))

tokens = st.lists(st.integers(3, len(VOCABULARY) - 1), max_size=14)
renderings = st.lists(st.text("ABCabs -'.(\u015f", min_size=1, max_size=5), min_size=1, max_size=3)
constraints = st.lists(
    st.builds(
        lambda alternatives, most: Constraint(alternatives=tuple(alternatives), most=most),
        renderings,
        st.integers(1, 2),
    ),
    min_size=1,
    max_size=4,
)


def spell(text: str) -> list[int] | None:
    """Encode greedily, as a tokenizer with byte fallback would."""
    pieces = "\u2581" + text.replace(" ", "\u2581")
    ids: list[int] = []
    while pieces:
        found = next((p for p in (pieces[:3], pieces[:2], pieces[:1]) if p in VOCABULARY), None)
        if found is None:
            for byte in pieces[0].encode():
                piece = f"<0x{byte:02X}>"
                if piece not in VOCABULARY:
                    return None
                ids.append(VOCABULARY[piece])
            pieces = pieces[1:]
            continue
        ids.append(VOCABULARY[found])
        pieces = pieces[len(found) :]
    return ids


def compiled(wanted: list[Constraint]) -> CompiledConstraints:
    return CompiledConstraints(wanted, PIECES, encode=spell)


def read(automaton: CompiledConstraints, ids: list[int]) -> State | None:
    state: State | None = automaton.initial()
    for token in ids:
        if state is None:
            return None
        state = automaton.advance(state, token)
    return automaton.finish(state) if state is not None else None


@settings(max_examples=600, deadline=None)
@given(constraints, tokens)
def test_met_and_counted_as_a_search_in_the_text_says(
    wanted: list[Constraint], ids: list[int]
) -> None:
    automaton = compiled(wanted)
    text = PIECES.text(ids)
    # The bytes of a character cut off by the end of the sentence are no text yet.
    while ids and isinstance(PIECES.surfaces[ids[-1]], int) and "\ufffd" in text[-1:]:
        ids = ids[:-1]
        text = PIECES.text(ids)
    state = read(automaton, ids)
    found = [
        (pattern, span)
        for pattern in automaton.patterns
        for span in occurrences(text, [pattern.text], capitals=False)
        if not pattern.opens_sentence or starts_sentence(text[: span[0]])
    ]
    met = 0
    for pattern, _ in found:
        met |= pattern.owners
    outer = {
        (pattern.group, span)
        for pattern, span in found
        if not any(o != span and o[0] <= span[0] and span[1] <= o[1] for _, o in found)
    }
    counts = [sum(group == g for g, _ in outer) for group in range(len(automaton.limits))]
    over = any(count > limit for count, limit in zip(counts, automaton.limits, strict=True))
    if over:
        # A state may be refused earlier, at the occurrence that was one too many.
        assert state is None
    else:
        assert state is not None
        assert state.met == met
        assert list(state.counts) == counts


@settings(max_examples=300, deadline=None)
@given(constraints, tokens)
def test_following_the_automaton_meets_every_constraint(
    wanted: list[Constraint], ids: list[int]
) -> None:
    """From wherever a hypothesis stands, openings and continuations lead to the end."""
    automaton = compiled([Constraint(alternatives=c.alternatives, most=99) for c in wanted])
    state = automaton.initial()
    for token in ids:
        following = automaton.advance(state, token)
        assert following is not None
        state = following
    space, dot = VOCABULARY["\u2581"], VOCABULARY["\u2581."]
    for index in range(automaton.size):
        for _ in range(60):
            if not automaton.possible >> index & 1 or state.met >> index & 1:
                break
            forced = automaton.continuations(state) or automaton.openings(state, index) or [space]
            options = [automaton.advance(state, token) for token in forced]
            state = min((s for s in options if s is not None), key=lambda s: s.remaining)
            finished = automaton.finish(state)
            if finished is not None and finished.met >> index & 1:
                closed = automaton.advance(state, dot)
                assert closed is not None
                state = closed
        assert not automaton.possible >> index & 1 or state.met >> index & 1


@settings(max_examples=200, deadline=None)
@given(constraints, tokens)
def test_remaining_is_the_whole_at_first_and_nothing_at_last(
    wanted: list[Constraint], ids: list[int]
) -> None:
    automaton = compiled(wanted)
    assert automaton.initial().remaining == sum(automaton.lengths)
    state = read(automaton, ids)
    if state is not None:
        assert 0 <= state.remaining <= automaton.total
        all_met = state.met & automaton.possible == automaton.possible
        assert (state.remaining == 0) == all_met


def test_every_rendering_that_has_pieces_is_possible() -> None:
    automaton = compiled([Constraint(alternatives=("x",)), Constraint(alternatives=("\u015f",))])
    assert [i.constraint for i in automaton.impossible] == [0]
    assert re.search("no pieces", automaton.impossible[0].reason)
