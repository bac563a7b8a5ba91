"""Where to cut a text that is the other language of one cut already.

A sentence end, colon, dash or quotation mark that both have is the surest sign, then what stands on
which side (names, figures, terms whose places are known), then a comma, then how far along the cut
is. Pure functions over texts; nothing is changed here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Cut", "gap_at", "gaps", "matching_gap", "natural_gap"]

Gap = tuple[int, int]
"""Start and end of the white space between two words."""

_SPACES = re.compile(r"\s+")
_CLOSING = "”’\"')]»"
_OPENING = re.compile(r"[„“‚\"«]|['‘](?![snt]\b)")
"""A quotation begins; ’s and ’t are words, whichever mark somebody typed."""
_SENTENCE_END = ".!?…"
_CLAUSE_END = ",;:–—"
_TELLING = frozenset(".:;–")
"""Marks that a translation keeps; a comma or a bracket may come and go."""
_WORD = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*")
_SHARED = 3
"""Letters from which on a word spelt alike in both languages says something; figures always do."""
_SAME_MARK = 0.12
"""What a mark at the gap is worth where the given cut has the same, as a share of the text."""
_TELLING_MARK = 0.5
"""The same for marks that a translation keeps, and for quotation marks."""
_WRONG_SIDE = 0.2
"""What it costs that something known stands on the other side of the gap."""
_BEGINNINGS = (
    ("en", "and"),
    ("of", "or whether if"),
    ("maar", "but"),
    ("want", "because for as"),
    ("omdat", "because as since"),
    ("terwijl", "while whereas as"),
    ("toen", "when then"),
    ("als", "if when as"),
    ("wanneer", "when"),
    ("nadat", "after"),
    ("voordat", "before"),
    ("zodat", "so"),
    ("hoewel", "although though"),
    ("waar", "where"),
    ("waarna", "after"),
    ("die", "who which that whose"),
    ("dat", "that which"),
    ("dus", "so"),
    ("daarna", "then after"),
    ("vervolgens", "then"),
)
"""Words that begin a clause, with what the same clause may begin with in English."""
_SAME_BEGINNING = 0.3
_DUTCH_BEGIN = frozenset(dutch for dutch, _ in _BEGINNINGS)
_BEGIN = {(dutch, one) for dutch, english in _BEGINNINGS for one in english.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Where a segment is cut: the white space between its parts, in either language."""

    source: Gap
    target: Gap | None
    """None where there is no English, or only one word of it, which then stays on the left."""


def gaps(text: str) -> list[Gap]:
    """Return all places where a text can be cut: white space with something on both sides.

    >>> gaps(" een  twee. ")
    [(4, 6)]
    """
    return [
        found.span()
        for found in _SPACES.finditer(text)
        if found.start() and found.end() < len(text)
    ]


def gap_at(text: str, at: int) -> Gap | None:
    """Return the gap at a cursor, else that before the word it stands in, else the next one.

    >>> gap_at("een twee drie", 6), gap_at("een twee", 1), gap_at("een", 1)
    ((3, 4), (3, 4), None)
    """
    found = gaps(text)
    if not found:
        return None
    before = [gap for gap in found if gap[0] <= at]
    return before[-1] if before else found[0]


def _mark(text: str, gap: Gap) -> str:
    """Return which kind of mark stands before a gap."""
    before = text[: gap[0]].rstrip(_CLOSING)[-1:]
    if before and before in _SENTENCE_END:
        return "sentence"
    # A dash stands between two gaps: the one after it is where the clause begins.
    if before and before in _CLAUSE_END:
        return "clause"
    return ""


def natural_gap(text: str) -> Gap | None:
    """Return where a Dutch text is best cut: after a sentence, else at a clause, near the middle.

    >>> natural_gap("Hij kwam, zag en won. Daarna ging hij.")
    (21, 22)
    """
    found = gaps(text)
    if not found:
        return None

    def cost(gap: Gap) -> tuple[int, float]:
        kind = _mark(text, gap)
        begins = _first_word(text, gap) in _DUTCH_BEGIN
        rank = 0 if kind == "sentence" else 1 if kind else 2 if begins else 3
        return rank, abs(gap[0] - len(text) / 2)

    return min(found, key=cost)


def matching_gap(
    text: str, cut: Gap, *, other: str, anchors: Sequence[tuple[int, int]] = ()
) -> Gap | None:
    """Return where the other language is cut, given where one is; None where it has one word only.

    Args:
        text: what is cut already.
        cut: where.
        other: the same in the other language.
        anchors: offsets in ``text`` and in ``other`` of what is known to be the same, such as terms.

    >>> other = "He came. Then he left."
    >>> matching_gap("Hij kwam. Toen ging hij.", (9, 10), other=other)
    (8, 9)
    """
    found = gaps(other)
    if not found:
        return None
    marks = _marks(text, cut)
    ours = [gap for gap in gaps(text) if _marks(text, gap) == marks]
    theirs = [gap for gap in found if _marks(other, gap) == marks]
    if marks & (_TELLING | {"quote"}) and len(ours) == len(theirs):
        return theirs[ours.index(cut)]
    sure = sorted({*anchors, *_shared(text, other, names=True)})
    chain = _in_order(sorted({*sure, *_shared(text, other)}))
    sides = sorted({*sure, *chain})
    wanted = _expected(cut[0], sides, chain, len(text), len(other))

    def cost(gap: Gap) -> float:
        away = abs(gap[0] - wanted) / max(1, len(other))
        wrong = sum((here < cut[0]) != (there < gap[0]) for here, there in sides)
        same = marks & _marks(other, gap)
        worth = max((_worth(mark) for mark in same), default=0.0)
        words = _first_word(text, cut), _first_word(other, gap)
        if words in _BEGIN or words[::-1] in _BEGIN:
            worth += _SAME_BEGINNING
        return away + _WRONG_SIDE * wrong - worth

    return min(found, key=cost)


def _marks(text: str, gap: Gap) -> frozenset[str]:
    """Return what stands around a gap: the mark before it, and whether a quotation begins or ends.

    Dashes are one mark, and so are the ends of sentences.

    >>> sorted(_marks("Hij zei: ‘Kom.’", (8, 9)))
    [':', 'quote']
    """
    before = text[: gap[0]]
    # Dutch sets the comma behind the quotation mark and English before it.
    end = before[len(before.rstrip(_CLOSING + _SENTENCE_END + _CLAUSE_END)) :]
    last = next((mark for mark in reversed(end) if mark not in _CLOSING), "").replace("—", "–")
    found = {"." if last in _SENTENCE_END else last} if last else set()
    # By itself ’ is the end of a word rather than of a quotation.
    if _OPENING.match(text, gap[1]) or set(end) & set('”"»') or (last and set(end) & set("’'")):
        found.add("quote")
    return frozenset(found)


def _worth(mark: str) -> float:
    return _TELLING_MARK if mark in _TELLING else _SAME_MARK


def _first_word(text: str, gap: Gap) -> str:
    """Return the word after a gap."""
    found = _WORD.search(text, gap[1])
    return found.group().casefold() if found else ""


def _shared(text: str, other: str, *, names: bool = False) -> list[tuple[int, int]]:
    """Return the places of words that occur once in both texts and are spelt alike.

    With ``names`` only those that cannot be alike by chance: figures, and capitals in both.
    """
    ours, theirs = _once(text), _once(other)
    return [
        (at, theirs[word])
        for word, at in ours.items()
        if word in theirs
        and (
            not names or word[0].isdigit() or (text[at].isupper() and other[theirs[word]].isupper())
        )
    ]


def _once(text: str) -> dict[str, int]:
    found: dict[str, list[int]] = {}
    for match in _WORD.finditer(text):
        word = match.group().casefold()
        if len(word) >= _SHARED or word[0].isdigit():
            found.setdefault(word, []).append(match.start())
    return {word: places[0] for word, places in found.items() if len(places) == 1}


def _in_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of anchors that ascend in both texts: others contradict them."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, (_, there) in enumerate(pairs):
        length = bisect_left(tails, there)
        before.append(at[length - 1] if length else -1)
        if length == len(tails):
            tails.append(there)
            at.append(index)
        else:
            tails[length], at[length] = there, index
    chain: list[tuple[int, int]] = []
    index = at[-1] if at else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _expected(
    at: int,
    sides: Sequence[tuple[int, int]],
    chain: Sequence[tuple[int, int]],
    length: int,
    other_length: int,
) -> float:
    """Return where a place of one text is in the other, between what is known to stand around it.

    Within a part the languages may put things in another order, so that only the last of what
    stands before the place counts and the first of what stands after it. Where these contradict one
    another the anchors that ascend in both texts have to do.
    """
    before = [pair for pair in sides if pair[0] < at]
    after = [pair for pair in sides if pair[0] >= at]
    left = max((there for _, there in before), default=0)
    right = min((there for _, there in after), default=other_length)
    if left > right:
        before = [pair for pair in chain if pair[0] < at]
        after = [pair for pair in chain if pair[0] >= at]
        left = max((there for _, there in before), default=0)
        right = min((there for _, there in after), default=other_length)
    first = max((here for here, _ in before), default=0)
    last = min((here for here, _ in after), default=length)
    share = (at - first) / max(1, last - first)
    return left + share * (right - left)
