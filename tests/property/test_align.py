"""Alignment of a changed source, held against edits whose effect is known."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from workbench.store.align import align

few = st.lists(st.sampled_from(["a", "b", "c", "Foto: ANP", "Hij woont er."]), max_size=12)
varied = st.lists(st.text(alphabet="abcdefgh ", min_size=1, max_size=30), max_size=15)
texts = few | varied


@given(old=texts, new=texts)
def test_every_old_segment_is_used_once_or_removed(old: list[str], new: list[str]) -> None:
    result = align(old, new)
    used = [i for i in result.old if i is not None]
    assert len(result.old) == len(result.origins) == len(new)
    assert sorted(used + result.removed) == list(range(len(old)))
    for j, (i, origin) in enumerate(zip(result.old, result.origins, strict=True)):
        assert (i is None) == (origin == "added")
        if i is not None:
            assert (old[i] == new[j]) == (origin in {"same", "moved"})


@given(old=texts, new=texts)
def test_no_equal_text_is_left_unmatched_on_both_sides(old: list[str], new: list[str]) -> None:
    result = align(old, new)
    gone = {old[i] for i in result.removed}
    assert not gone & {new[j] for j, i in enumerate(result.old) if i is None}
    kept = sum(origin in {"same", "moved"} for origin in result.origins)
    assert kept == sum(min(old.count(text), new.count(text)) for text in set(old))


@given(old=texts, new=texts)
def test_same_segments_keep_their_order(old: list[str], new: list[str]) -> None:
    result = align(old, new)
    same = [
        i
        for i, origin in zip(result.old, result.origins, strict=True)
        if origin == "same" and i is not None
    ]
    assert same == sorted(same)


@given(old=texts)
def test_nothing_changes_where_nothing_changed(old: list[str]) -> None:
    result = align(old, list(old))
    assert result.old == list(range(len(old)))
    assert set(result.origins) <= {"same"}


@given(data=st.data(), size=st.integers(min_value=1, max_value=30))
def test_deletions_and_insertions_leave_all_others_in_place(data: st.DataObject, size: int) -> None:
    old = [f"Zin nummer {n} staat hier." for n in range(size)]
    stays = data.draw(st.lists(st.booleans(), min_size=size, max_size=size))
    new: list[str] = []
    expected: list[int | None] = []
    for i, stay in enumerate(stays):
        if data.draw(st.booleans()):
            new.append(f"@@@@ {i} ####################################")
            expected.append(None)
        if stay:
            new.append(old[i])
            expected.append(i)
    assert align(old, new).old == expected


def test_changed_sentences_keep_their_predecessor() -> None:
    old = ["Inleiding.", "De president sprak in Almaty.", "Hij reist morgen naar Astana.", "Slot."]
    new = ["Inleiding.", "De president sprak in Astana.", "Hij reisde naar Astana.", "Slot."]
    result = align(old, new)
    assert result.old == [0, 1, 2, 3]
    assert result.origins == ["same", "changed", "changed", "same"]


def test_another_sentence_in_the_same_place_is_not_a_change() -> None:
    result = align(
        ["Een.", "De president sprak dinsdag in Almaty.", "Twee."],
        ["Een.", "Foto: ANP", "Twee."],
    )
    assert result.origins == ["same", "added", "same"]
    assert result.removed == [1]


def test_moved_and_changed_at_once_is_still_found() -> None:
    old = ["Alfa alfa.", "De minister sprak gisteren over het akkoord.", "Beta.", "Gamma."]
    new = ["Alfa alfa.", "Beta.", "Gamma.", "De minister sprak vandaag over het akkoord."]
    result = align(old, new)
    assert result.old[3] == 1
    assert result.origins[3] == "changed"


def test_a_merged_sentence_continues_the_more_similar_half() -> None:
    old = ["Hij kwam.", "Daarna ging hij weer naar het station van Almaty."]
    new = ["Hij kwam, daarna ging hij weer naar het station van Almaty."]
    result = align(old, new)
    assert (result.old, result.origins, result.removed) == ([1], ["changed"], [0])


def _cost(size: int) -> float:
    old = [f"{n * 7919 % 100003} staat op plaats {n} van de lijst" for n in range(size)]
    # The worst cases together: everything changed, repeated texts, nothing unique.
    new = [f"{text} nu" for text in old]
    dull = ["Foto: ANP", "Lees ook", "Foto: ANP"] * (size // 3)
    begin = time.process_time()
    align(old, new)
    align(old, old[::-1])
    align(dull, dull[1:])
    return time.process_time() - begin


def test_time_grows_in_step_with_the_number_of_segments() -> None:
    small = _cost(1_000)
    # Quadratic growth would give 64 times.
    assert _cost(8_000) < 24 * max(small, 0.02)


def test_a_long_stretch_where_everything_changed() -> None:
    old = [f"{n * 7919 % 100003} staat op plaats {n} van de lijst" for n in range(400)]
    new = ["Er kwam iets voor.", *(f"{text} nu" for text in old)]
    result = align(old, new)
    assert result.old == [None, *range(400)]


def test_very_long_segments_are_compared_by_their_ends() -> None:
    body = " ".join(f"woord{n}" for n in range(3_000))
    result = align(["Kop.", body + " einde"], ["Kop.", body.replace("woord1500 ", "") + " einde"])
    assert result.origins == ["same", "changed"]
