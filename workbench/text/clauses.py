"""Split a source that is too long for the model at clause marks, and join what comes back.

A model raises or cuts above its limit; neither may happen to a reader's sentence. The work is
linear in the length of the source, also for megabytes without a space. Lengths are measured by
the caller's tokenizer, which this module knows only as a function.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.text.languages import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["LIMIT_TOKENS", "fit_clause", "split_clauses"]

LIMIT_TOKENS = 110
"""Source pieces above which a segment is split; the embedded model was trained on up to 128."""

_WORD = re.compile(r"\S+")
_MAX_WORD = 48  # characters: anything longer is cut, and counted in parts
_WHOLE = 2_000  # characters up to which a source is counted as a whole first
_BLOCK = 1 << 16  # characters worked on at a time
_REMEMBERED = 50_000  # words
_STRONG = re.compile(r"[;:.!?…][\"'”’»)\]]*$")
_COMMA = re.compile(r",[\"'”’»)\]]*$")
_DASHES = frozenset({"-", "–", "—", "|", "/", "*", "•"})
_CONJUNCTIONS = frozenset(
    [
        "en",
        "maar",
        "want",
        "of",
        "dat",
        "omdat",
        "doordat",
        "terwijl",
        "hoewel",
        "zodat",
        "waardoor",
        "waarbij",
        "waarna",
        "die",
        "wie",
        "wat",
        "waar",
        "toen",
        "als",
        "wanneer",
        "nadat",
        "voordat",
        "zoals",
        "noch",
        "dus",
        "om",
    ]
)
# What each kind of border costs, in parts of the wanted length that a piece may deviate for it.
_COST_STRONG = 0.0
_COST_COMMA = 0.12
_COST_CONJUNCTION = 0.3
_COST_SPACE = 0.8
_COST_CUT = 1.5
_CLOSERS = "\"'”’»)]"
_STOPS = frozenset(".!?…")
_MARKS = frozenset(",;:")
_SHORTEST = 0.4  # of the wanted length


@dataclass(frozen=True, slots=True)
class _Atom:
    """What is never cut: a word, or a part of a monstrous one; ``tokens`` is its length."""

    start: int
    end: int
    tokens: int
    cost: float
    """Of a border behind it."""


def split_clauses(
    source: str, count_tokens: Callable[[str], int], *, limit: int = LIMIT_TOKENS
) -> list[tuple[int, int]]:
    """Divide a source into pieces of at most ``limit`` tokens.

    Args:
        source: any text.
        count_tokens: how many source pieces the model's tokenizer makes of a text.
        limit: source pieces, at least 1.

    Returns:
        Half-open offsets of the pieces in order; together they cover all but white space. One piece
        where the source is short enough, none where it is blank. A single character that is longer
        than the limit is a piece.
    """
    start = len(source) - len(source.lstrip())
    end = len(source.rstrip())
    if start >= end:
        return []
    if end - start <= _WHOLE and count_tokens(source[start:end]) <= limit:
        return [(start, end)]
    counter = _Counter(count_tokens)
    spans: list[tuple[int, int]] = []
    for left, right in _blocks(source, start, end):
        atoms = _atoms(source, left, right, counter, limit=limit)
        for first, last in _grouped(atoms, limit=limit):
            span = (atoms[first].start, atoms[last].end)
            # Words counted one by one may come out longer together, with some tokenizers.
            spans += _verified(source, span, atoms[first : last + 1], count_tokens, limit=limit)
    return spans


class _Counter:
    """Counts the tokens of a word and remembers it: most words of a long text come again."""

    def __init__(self, count_tokens: Callable[[str], int]) -> None:
        """Keep the function that counts."""
        self._count_tokens = count_tokens
        self._counted: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        """Return the number of tokens, at least 1."""
        count = self._counted.get(text)
        if count is None:
            count = max(self._count_tokens(text), 1)
            if len(self._counted) < _REMEMBERED:
                self._counted[text] = count
        return count


def _blocks(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield parts that are worked on one by one, so that memory is bounded; words stay whole."""
    while end - start > _BLOCK:
        space = source.rfind(" ", start + 1, start + _BLOCK)
        border = start + _BLOCK if space < 0 else space
        yield start, border
        start = border
    yield start, end


def _atoms(
    source: str, first: int, last: int, tokens: Callable[[str], int], *, limit: int
) -> list[_Atom]:
    """Return the words of a part with their lengths in tokens, monstrous ones in parts."""
    atoms: list[_Atom] = []
    words = list(_WORD.finditer(source, first, last))
    for index, match in enumerate(words):
        following = words[index + 1].group() if index + 1 < len(words) else ""
        cost = _border(match.group(), following)
        start, end = match.span()
        if end - start <= _MAX_WORD and tokens(match.group()) <= limit:
            atoms.append(_Atom(start, end, tokens(match.group()), cost))
            continue
        parts = [
            part
            for at in range(start, end, _MAX_WORD)
            for part in _cut(source, at, min(at + _MAX_WORD, end), tokens, limit=limit)
        ]
        atoms += [_Atom(left, right, count, _COST_CUT) for left, right, count in parts[:-1]]
        left, right, count = parts[-1]
        atoms.append(_Atom(left, right, count, cost))
    return atoms


def _cut(
    source: str, start: int, end: int, tokens: Callable[[str], int], *, limit: int
) -> list[tuple[int, int, int]]:
    """Halve a part of a word until each part is within the limit."""
    count = tokens(source[start:end])
    if count <= limit or end - start == 1:
        return [(start, end, count)]
    middle = (start + end) // 2
    return [
        *_cut(source, start, middle, tokens, limit=limit),
        *_cut(source, middle, end, tokens, limit=limit),
    ]


def _border(word: str, following: str) -> float:
    """Return what a border between two words costs."""
    if _STRONG.search(word) and len(word) > 1:
        return _COST_STRONG
    if following in _DASHES:
        return _COST_STRONG
    if _COMMA.search(word):
        return _COST_COMMA
    if following.lower() in _CONJUNCTIONS:
        return _COST_CONJUNCTION
    return _COST_SPACE


def _grouped(atoms: Sequence[_Atom], *, limit: int) -> list[tuple[int, int]]:
    """Put atoms together into pieces of about equal length; return first and last of each.

    Each step looks ahead by one limit at most and moves on by a fair part of it, so the whole is
    linear.
    """
    left = sum(atom.tokens for atom in atoms)
    groups: list[tuple[int, int]] = []
    first = 0
    while first < len(atoms):
        if left <= limit:
            groups.append((first, len(atoms) - 1))
            break
        wanted = left / -(-left // limit)
        best, best_cost = first, float("inf")
        length = 0
        best_length = atoms[first].tokens
        for index in range(first, len(atoms)):
            length += atoms[index].tokens
            if length > limit and index > first:
                break
            if length < wanted * _SHORTEST and index > first:
                continue
            cost = atoms[index].cost + abs(length - wanted) / wanted
            if cost <= best_cost:
                best, best_cost, best_length = index, cost, length
        groups.append((first, best))
        left -= best_length
        first = best + 1
    return groups


def _verified(
    source: str,
    span: tuple[int, int],
    atoms: Sequence[_Atom],
    count_tokens: Callable[[str], int],
    *,
    limit: int,
) -> list[tuple[int, int]]:
    """Return the span, or its two halves where it is too long after all."""
    if len(atoms) == 1 or count_tokens(source[span[0] : span[1]]) <= limit:
        return [span]
    middle = len(atoms) // 2
    halves = (atoms[:middle], atoms[middle:])
    return [
        piece
        for half in halves
        for piece in _verified(
            source, (half[0].start, half[-1].end), half, count_tokens, limit=limit
        )
    ]


def fit_clause(target: str, source: str, *, first: bool, last: bool) -> str:
    """Return the target of a piece as it stands among the others of its segment.

    A piece that ends in mid-sentence ends with the mark of its source, not with a full stop of the
    model's, and a capital that the model put on a small word at its start is undone.

    Args:
        target: English for the piece.
        source: the piece.
        first: whether it opens the segment.
        last: whether it ends it.

    >>> fit_clause("And he went.", "en hij ging", first=False, last=False)
    'and he went'
    """
    text = target.strip()
    if not last and text:
        text = _ended_like(source, text)
    if not first and source[:1].islower():
        word = re.match(r"[A-Z][a-z]*(?!['’\w])", text)
        if word and word.group().lower() in FUNCTION_WORDS:
            text = text[0].lower() + text[1:]
    return text


def _ended_like(source: str, target: str) -> str:
    """Return the target of a piece in mid-sentence with the end mark of its source."""
    mark = source.rstrip(_CLOSERS)[-1:]
    body = target.rstrip(_CLOSERS)
    closers = target[len(body) :]
    if mark in _STOPS:
        return target
    if body.endswith(".") and not body.endswith(".."):
        body = body[:-1]
    if mark in _MARKS and body[-1:] not in _MARKS | _STOPS:
        body += mark
    return body + closers
