"""What is wrong with a hypothesis: the judge that every rung of the ladder answers to.

Terms, numbers, names, negation, repetition, emptiness; each is counted, none is mended here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.glossary.satisfy import verify
from workbench.glossary.substitute import near_runs
from workbench.pipeline.wanted import joined, wanted_names
from workbench.qa.negation import denied_once
from workbench.text.loops import is_loop, said_again
from workbench.text.names import unlisted_names
from workbench.text.numbers import compare_numbers, find_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.glossary.occurrences import RenderingIndex
    from workbench.glossary.satisfy import Verification
    from workbench.model import TermHit
    from workbench.pipeline.prepare import Piece
    from workbench.text.numbers import Number

__all__ = ["Judge", "Verdict"]

_NAMED = frozenset({"person", "organisation"})
"""Types whose renderings are names word for word; adjectives of places say more than one thing."""
_NAME = re.compile(r"\b[A-Z]\w{2,}")
_MOST_WORDS, _MORE_WORDS = 2, 15
"""A target of more words than twice its source's and some is no translation: decoders that lost
their way list things. English takes a tenth more words than Dutch, and compounds come apart."""
_LIKE = 0.5
"""Similarity from which a capitalised word may be a name's English form (`Moskou`, Moscow)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is wrong with a hypothesis; fewer and lesser defects are better."""

    broken: int
    """1 for an empty target, a repetition loop, or one that does not end."""
    missing: int
    """Enforced terms without a rendering."""
    forbidden: int
    over: int
    """Renderings beyond the number of mentions."""
    numbers: int
    soft: int
    """Names and preferred terms that are missing, and a negation that only one side has."""
    again: int
    """Phrases said once more than the source says them. Another hypothesis of the same beam may do
    without; a wider one is not worth its time for it."""
    lacking: tuple[TermHit, ...]
    """The enforced hits behind ``missing``."""
    unnamed: tuple[TermHit, ...]
    """Names no concept covers that stand in no form of theirs; part of ``soft``."""
    lost: tuple[Number, ...]
    """The source's numbers behind ``numbers``."""
    verification: Verification

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Return where the satisfied hits stand in the target."""
        placed = self.verification.placements
        return [(place.start, place.end) for place in placed if place is not None]

    @property
    def terms_met(self) -> bool:
        """Whether the glossary is obeyed."""
        return not (self.missing or self.forbidden)

    @property
    def passes(self) -> bool:
        """Whether no further rung is needed."""
        return self.terms_met and not (self.broken or self.over or self.numbers)

    @property
    def order(self) -> tuple[int, ...]:
        """Sort key: the smaller the better; a rendering too many is no worse than a name lost."""
        return (
            self.broken,
            self.missing + self.forbidden,
            self.numbers,
            self.over + self.soft + self.again,
        )


def _is_there(name: str, target: str) -> bool:
    """Whether a target has a name, its English form or a garbled spelling that can be repaired."""
    return name in target or any(
        target[start] == name[0] for _, start, _ in near_runs(target, (name,), least=_LIKE)
    )


class Judge:
    """Holds hypotheses for one piece against what its source demands."""

    def __init__(
        self,
        piece: Piece,
        *,
        index: RenderingIndex | None = None,
        ordinary: Callable[[str], bool] = str.islower,
    ) -> None:
        """Read the source once; a piece is judged many times.

        Args:
            piece: what is translated.
            index: of the glossary, to count renderings as the metric does; without it only those
                that the piece's own terms ask for are counted.
            ordinary: whether a word in lower case is one the model knows as such.
        """
        self.piece = piece
        self._index = index
        self._preferred = [hit for hit in piece.hits if hit.status == "preferred"]
        covered = [(hit.start, hit.end) for hit in piece.hits]
        self._wanted = wanted_names(piece.text, covered, ordinary=ordinary)
        wanted = {name.hit.start for name in self._wanted}
        self._names = [
            name.text for name in unlisted_names(piece.text, covered) if name.start not in wanted
        ]
        self._numbers = find_numbers(piece.text, "nl")
        # A rendering that repeats itself ("Duran Duran") is no loop, so it counts as source.
        self._expected = piece.hinted()
        named = " ".join(
            hit.renderings[0]
            for hit in piece.hits
            if hit.renderings and hit.enforced and hit.type in _NAMED
        )
        self._said = {
            word: _count(word, self._expected) for word in set(_NAME.findall(named)) - {"The"}
        }

    def __call__(self, text: str) -> Verdict:
        """Return what is wrong with ``text`` as the target of the piece."""
        hits = self.piece.hits
        verification = verify(text, hits)
        missing = [hits[i] for i in verification.missing]
        lacking = tuple(hit for hit in missing if hit.enforced)
        lost, invented = compare_numbers(self._numbers, find_numbers(text, "en"))
        # What a rendering says in figures is the glossary's doing: "the 2019 law" for "de wet".
        met = zip(hits, verification.satisfied, strict=True)
        lost = _outside(lost, [(hit.start, hit.end) for hit, satisfied in met if satisfied])
        placed = [(place.start, place.end) for place in verification.placements if place]
        unnamed = [name.hit for name in self._wanted if not name.said_in(text)]
        # Surnames of the document stand in no list and are asked for as names are.
        unnamed += [hit for hit in missing if not hit.concept]
        unnamed.sort(key=lambda hit: hit.start)
        invented = _outside(invented, placed)
        return Verdict(
            broken=int(not text.strip() or self._runs_away(text) or is_loop(self._expected, text)),
            missing=len(lacking),
            forbidden=sum(hits[use.hit].status == "preferred" for use in verification.forbidden),
            over=max(
                len(verification.over_generated),
                self._repeated(text),
                len(self._duplicated(text, ())),
            ),
            numbers=len(lost) + len(invented),
            soft=sum(not hit.enforced and hit.status == "preferred" for hit in missing)
            + sum(not _is_there(name, text) for name in self._names)
            + len(unnamed)
            + any(denied_once(self.piece.text, text)),
            again=said_again(self._expected, text),
            lacking=lacking,
            unnamed=joined(unnamed, self.piece.text),
            lost=tuple(lost),
            verification=verification,
        )

    def _runs_away(self, text: str) -> bool:
        """Whether a target goes on long after its source has ended, without repeating itself."""
        return len(text.split()) > _MOST_WORDS * len(self._expected.split()) + _MORE_WORDS

    def surplus(self, text: str, verdict: Verdict) -> list[tuple[int, int]]:
        """Return where ``text``, whose verdict is given, says renderings too often, in order."""
        spans = {span for use in verdict.verification.over_generated for span in use.spans}
        return sorted(spans) or self._duplicated(text, verdict.spans)

    def _duplicated(self, text: str, placed: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        if self._index is None or not self._preferred:
            return []
        return self._index.repeated(text, self._preferred, source=self.piece.text, placed=placed)

    def _repeated(self, text: str) -> int:
        """Count parts of names that stand more often in a target than the source asks for.

        "An ex-FSB officer ... an ex-FSB" says one mention twice, and only the first time in full.
        """
        return sum(max(0, _count(word, text) - said) for word, said in self._said.items() if said)


def _count(word: str, text: str) -> int:
    return len(re.findall(rf"\b{re.escape(word)}\b", text))


def _outside(numbers: Sequence[Number], spans: Sequence[tuple[int, int]]) -> list[Number]:
    return [n for n in numbers if not any(start <= n.start < end for start, end in spans)]
