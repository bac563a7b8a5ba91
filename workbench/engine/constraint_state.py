"""Which target constraints a hypothesis has met so far, piece by piece.

The constrained beam asks here what a piece would do to the constraints and which pieces would
carry one on. Matching is on characters, not on pieces: a rendering that the model wrote by itself
in another tokenisation counts like a forced one, and ``Kazakh`` inside ``Kazakhstan`` does not.
No tensor and no model may come in; everything is testable against a search in the final text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from workbench.engine.constraint_spelling import FAR, Speller
from workbench.engine.constraint_text import bytes_to_chars, plain_text, starts_sentence, wordlike

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.engine.base import Constraint
    from workbench.engine.constraint_text import Pieces

__all__ = ["CompiledConstraints", "Impossible", "State"]


_CLOSING = frozenset(".,;:!?…”)]")
"""Signs that English writes a space behind: no rendering is begun right after one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impossible:
    """A constraint that no output of this model can meet, or that was not met, and why."""

    constraint: int
    """Position in the constraints given."""
    reason: str


class State(NamedTuple):
    """What one hypothesis has done so far; a tuple, as thousands are made for each sentence."""

    text: str
    """Folded text so far; the space the first piece opens with is still there."""
    tail: bytes
    """Bytes of a character that is not complete yet."""
    live: tuple[tuple[int, int, int], ...]
    """(pattern, characters matched, start in the text): what is being written."""
    waiting: tuple[tuple[int, int, int], ...]
    """(group, start, end): occurrences that a longer one may still swallow."""
    met: int
    """Bit set of the constraints whose text has occurred."""
    counts: tuple[int, ...]
    """Occurrences for each group, those inside a longer occurrence left out."""
    remaining: int
    """Pieces still to be written at the least before every constraint is met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pattern:
    text: str
    owners: int
    """Bit set of the constraints this text satisfies."""
    group: int
    opens_sentence: bool
    """A capital that only the start of a sentence explains."""
    bounded: tuple[bool, bool]
    """Whether a word boundary is needed before and after."""


class CompiledConstraints:
    """The constraints of one sentence as an automaton over pieces.

    A constraint is met once one of its alternatives stands in the text between word boundaries.
    Constraints that share an alternative form a group, whose occurrences may number at most the
    sum of their ``most``; an occurrence inside a longer one of any group (``Sultan`` in
    ``Nur-Sultan``) meets its constraint but is not counted.
    """

    def __init__(
        self,
        constraints: Sequence[Constraint],
        pieces: Pieces,
        *,
        encode: Callable[[str], Sequence[int] | None],
        suppress: Sequence[tuple[int, ...]] = (),
    ) -> None:
        """Compile; what cannot be written goes to ``impossible`` and is left out.

        Args:
            constraints: as given by the caller.
            pieces: the target vocabulary.
            encode: text to target ids as at the start of a sentence, None where a piece is unknown.
            suppress: sequences of ids that may not appear.
        """
        self.size = len(constraints)
        self.pieces = pieces
        self.impossible: list[Impossible] = []
        self._speller = Speller(pieces, encode=encode, suppress=suppress)
        self._next: dict[tuple[int, int, bytes], dict[int, None]] = {}
        self._rest: dict[tuple[int, int, bytes], int] = {}
        self._touching: dict[int, bool] = {}
        texts: dict[tuple[str, bool], int] = {}
        paths: dict[str, tuple[tuple[int, ...] | None, tuple[int, ...] | None]] = {}
        self.possible = 0
        for index, constraint in enumerate(constraints):
            self._read(index, constraint, texts, paths)
        self._build(constraints, texts, paths)

    # -- compiling ----------------------------------------------------------------------------

    def _read(
        self,
        index: int,
        constraint: Constraint,
        texts: dict[tuple[str, bool], int],
        paths: dict[str, tuple[tuple[int, ...] | None, tuple[int, ...] | None]],
    ) -> None:
        """Find how each alternative of one constraint can be written, if it can."""
        reasons: list[str] = []
        for alternative in dict.fromkeys(constraint.alternatives):
            wanted = plain_text(alternative)
            if not wanted:
                reasons.append("an empty rendering")
                continue
            variants = [(wanted, " ".join(alternative.split()), False)]
            if wanted[0].islower():
                # Only a first letter may be raised: "ß".upper() would be longer.
                capital = wanted[0].upper()
                if len(capital) == 1:
                    raised = capital + wanted[1:]
                    variants.append((raised, raised, True))
            for text, spelling, opens_sentence in variants:
                if text not in paths:
                    paths[text] = self._speller.ways(text, spelling)
                if paths[text] == (None, None):
                    if not opens_sentence:
                        reasons.append(f"the model has no pieces for {alternative!r}")
                    continue
                if not any(path and not self._speller.suppressed(path) for path in paths[text]):
                    if not opens_sentence:
                        reasons.append(f"{alternative!r} is suppressed")
                    continue
                key = (text, opens_sentence)
                texts[key] = texts.get(key, 0) | 1 << index
                self.possible |= 1 << index
        if not self.possible >> index & 1:
            reason = "; ".join(reasons) or "no rendering is given"
            self.impossible.append(Impossible(constraint=index, reason=reason))

    def _build(
        self,
        constraints: Sequence[Constraint],
        texts: dict[tuple[str, bool], int],
        paths: dict[str, tuple[tuple[int, ...] | None, tuple[int, ...] | None]],
    ) -> None:
        """Lay out patterns, groups and the ways through each pattern."""
        parent = list(range(self.size))

        def root(index: int) -> int:
            while parent[index] != index:
                index = parent[index]
            return index

        shared: dict[str, int] = {}
        for (text, _), owners in texts.items():
            shared[text] = shared.get(text, 0) | owners
        for owners in shared.values():
            first = (owners & -owners).bit_length() - 1
            for index in range(self.size):
                if owners >> index & 1:
                    parent[root(index)] = root(first)
        roots = sorted({root(index) for index in range(self.size)})
        group_of = {index: number for number, index in enumerate(roots)}
        self.limits = tuple(
            sum(max(1, constraints[i].most) for i in range(self.size) if root(i) == number)
            for number in roots
        )
        """Occurrences allowed for each group."""
        self.patterns: list[_Pattern] = []
        self._spaced: list[tuple[int, ...]] = []
        self._glued: list[tuple[int, ...]] = []
        for (text, opens_sentence), owners in texts.items():
            number = len(self.patterns)
            self.patterns.append(
                _Pattern(
                    text=text,
                    owners=owners,
                    group=group_of[root((owners & -owners).bit_length() - 1)],
                    opens_sentence=opens_sentence,
                    bounded=(wordlike(text[0]), wordlike(text[-1])),
                )
            )
            spaced, glued = paths[text]
            self._spaced.append(self._lay(number, spaced))
            self._glued.append(self._lay(number, glued))
        self._by_first: dict[str, list[int]] = {}
        for number, pattern in enumerate(self.patterns):
            self._by_first.setdefault(pattern.text[0], []).append(number)
        self._of: list[list[int]] = [
            [n for n, pattern in enumerate(self.patterns) if pattern.owners >> index & 1]
            for index in range(self.size)
        ]
        # The longest way, so that beginning any of them leaves fewer pieces than before.
        self.lengths = tuple(
            max(
                (len(path) for n in numbers for path in (self._spaced[n], self._glued[n])),
                default=0,
            )
            for numbers in self._of
        )
        """Pieces of each constraint's longest way, 0 where it is impossible."""
        self._bare = sum(
            1 << index
            for index, numbers in enumerate(self._of)
            if any(
                self.pieces.surfaces[self._spaced[n][0]] == " " for n in numbers if self._spaced[n]
            )
        )
        """Bit set of the constraints that may begin with a piece that is a space and nothing else."""
        self.total = sum(self.lengths)

    def _lay(self, number: int, path: tuple[int, ...] | None) -> tuple[int, ...]:
        """Record, for each place on a way through a pattern, the piece that comes next."""
        if not path or self._speller.suppressed(path):
            return ()
        at, tail = 0, b""
        for step, token in enumerate(path):
            if step:
                key = (number, at, tail)
                self._next.setdefault(key, {})[token] = None
                self._rest[key] = min(self._rest.get(key, FAR), len(path) - step)
            surface = self.pieces.surfaces[token]
            if isinstance(surface, int):
                chars, tail = bytes_to_chars(tail + bytes([surface]))
                at += len(chars)
            elif surface is not None:
                at += len(surface) - (1 if step == 0 and surface.startswith(" ") else 0)
        return path

    # -- running ------------------------------------------------------------------------------

    def initial(self) -> State:
        """Return the state before the first piece."""
        return State("", b"", (), (), 0, (0,) * len(self.limits), self.total)

    def advance(self, state: State, token: int) -> State | None:
        """Return the state after a piece, None where a rendering then occurs too often."""
        surface = self.pieces.surfaces[token] if token < len(self.pieces.surfaces) else None
        if surface is None:
            return state
        text, tail, live, waiting, met, counts, remaining = state
        if isinstance(surface, int):
            surface, tail = bytes_to_chars(tail + bytes([surface]))
            if not surface:
                left = self._remaining(text, met, live, tail)
                return State(text, tail, live, waiting, met, counts, left)
        elif tail:
            surface, tail = "\ufffd" * len(tail) + surface, b""
        elif not live and not waiting and not self._touches(token, surface):
            return State(text + surface, tail, live, waiting, met, counts, remaining)
        for char in surface:
            stepped = self._step(text, live, waiting, met, counts, char)
            if stepped is None:
                return None
            live, waiting, met, counts = stepped
            text += char
        return State(text, tail, live, waiting, met, counts, self._remaining(text, met, live, tail))

    def finish(self, state: State) -> State | None:
        """Return the state at the end of the sentence, None where a rendering is too often."""
        text, tail, live, waiting, met, counts, _ = state
        if not live and not waiting:
            return state
        stepped = self._step(text, live, waiting, met, counts, "")
        if stepped is None:
            return None
        live, waiting, met, counts = stepped
        return State(text, tail, live, waiting, met, counts, self._remaining(text, met, live, tail))

    def _step(
        self,
        text: str,
        live: tuple[tuple[int, int, int], ...],
        waiting: tuple[tuple[int, int, int], ...],
        met: int,
        counts: tuple[int, ...],
        char: str,
    ) -> (
        tuple[
            tuple[tuple[int, int, int], ...], tuple[tuple[int, int, int], ...], int, tuple[int, ...]
        ]
        | None
    ):
        """Read one character, ``""`` for the end of the sentence."""
        inside = bool(char) and wordlike(char)
        going: list[tuple[int, int, int]] = []
        confirmed: list[tuple[int, int, int]] = []
        for entry in live:
            number, at, start = entry
            pattern = self.patterns[number]
            if at == len(pattern.text):
                if not inside:
                    confirmed.append((number, start, start + at))
            elif char and pattern.text[at] == char:
                going.append((number, at + 1, start))
        starting = self._by_first.get(char) if char else None
        if starting:
            within = bool(text) and wordlike(text[-1])
            for number in starting:
                pattern = self.patterns[number]
                if within and pattern.bounded[0]:
                    continue
                if pattern.opens_sentence and not starts_sentence(text):
                    continue
                going.append((number, 1, len(text)))
        still: list[tuple[int, int, int]] = []
        for number, at, start in going:
            pattern = self.patterns[number]
            if at == len(pattern.text) and not pattern.bounded[1]:
                confirmed.append((number, start, start + at))
            else:
                still.append((number, at, start))
        if not confirmed and not waiting:
            return tuple(still), waiting, met, counts
        spans = list(waiting)
        for number, start, end in confirmed:
            met |= self.patterns[number].owners
            span = (self.patterns[number].group, start, end)
            if span not in spans:
                spans.append(span)
        return self._settle(tuple(still), spans, met, counts)

    def _settle(
        self,
        live: tuple[tuple[int, int, int], ...],
        spans: list[tuple[int, int, int]],
        met: int,
        counts: tuple[int, ...],
    ) -> (
        tuple[
            tuple[tuple[int, int, int], ...], tuple[tuple[int, int, int], ...], int, tuple[int, ...]
        ]
        | None
    ):
        """Count the occurrences that nothing longer can swallow any more."""
        kept: list[tuple[int, int, int]] = []
        numbers = list(counts)
        for span in spans:
            group, start, end = span
            if any(
                other[1] <= start and end <= other[2] and other[1:] != span[1:] for other in spans
            ):
                continue
            if any(
                begun <= start and end <= begun + len(self.patterns[number].text)
                for number, _, begun in live
            ):
                kept.append(span)
                continue
            numbers[group] += 1
            if numbers[group] > self.limits[group]:
                return None
        # What ends at the same character is confirmed by the same one, so a longer occurrence is
        # never counted before a shorter one inside it shows up.
        return live, tuple(kept), met, tuple(numbers)

    def _touches(self, token: int, surface: str) -> bool:
        """Whether some pattern may begin inside a piece."""
        known = self._touching.get(token)
        if known is None:
            known = any(
                char in self._by_first
                and (
                    at == 0
                    or not wordlike(surface[at - 1])
                    or any(not self.patterns[n].bounded[0] for n in self._by_first[char])
                )
                for at, char in enumerate(surface)
            )
            self._touching[token] = known
        return known

    def _remaining(
        self, text: str, met: int, live: tuple[tuple[int, int, int], ...], tail: bytes
    ) -> int:
        """Return the pieces still needed at the least."""
        unmet = self.possible & ~met
        if not unmet:
            return 0
        # Renderings that share their beginning are not all being written: the furthest one counts.
        complete, furthest = 0, 0
        for number, at in self._underway(text, live, tail):
            pattern = self.patterns[number]
            owners = pattern.owners & unmet
            if not owners:
                continue
            if at == len(pattern.text):
                complete |= owners
                continue
            rest = self._left(number, at, tail)
            furthest = max(furthest, self._sum_of_lengths(owners & -owners) - rest)
        done = max(self._sum_of_lengths(complete), furthest)
        if not done and text.endswith(" ") and unmet & self._bare:
            # A space that stands alone may be the first piece of a way, so it is progress too.
            done = 1
        return self._sum_of_lengths(unmet) - done

    def _sum_of_lengths(self, constraints: int) -> int:
        """Return the pieces of a set of constraints."""
        total = 0
        while constraints:
            low = constraints & -constraints
            total += self.lengths[low.bit_length() - 1]
            constraints ^= low
        return total

    def _underway(
        self, text: str, live: tuple[tuple[int, int, int], ...], tail: bytes
    ) -> list[tuple[int, int]]:
        """Return (pattern, characters matched), also where only bytes of the first are written."""
        begun = [(number, at) for number, at, _ in live]
        if tail:
            inside = bool(text) and wordlike(text[-1])
            begun += [
                (number, 0)
                for number, pattern in enumerate(self.patterns)
                if (number, 0, tail) in self._next
                and not (inside and pattern.bounded[0])
                and (not pattern.opens_sentence or starts_sentence(text))
            ]
        return begun

    def _left(self, number: int, at: int, tail: bytes) -> int:
        """Return the pieces that still complete a pattern from a place inside it."""
        pattern = self.patterns[number]
        if at == len(pattern.text):
            return 0
        key = (number, at, tail)
        known = self._rest.get(key)
        if known is None:
            path = None if tail else self._speller.segment(pattern.text[at:])
            if path and self._speller.suppressed(path):
                path = None
            known = len(path) if path else FAR
            self._rest[key] = known
            if path:
                self._next.setdefault(key, {})[path[0]] = None
        return known

    def continuations(self, state: State) -> list[int]:
        """Return the pieces that carry on what is being written for an unmet constraint."""
        unmet = self.possible & ~state.met
        tokens: dict[int, None] = {}
        for number, at in self._underway(state.text, state.live, state.tail):
            pattern = self.patterns[number]
            if pattern.owners & unmet and at < len(pattern.text):
                self._left(number, at, state.tail)
                tokens.update(self._next.get((number, at, state.tail), {}))
        return list(tokens)

    def openings(self, state: State, constraint: int) -> list[int]:
        """Return the pieces that would begin a constraint here."""
        if state.tail:
            return []
        text = state.text
        glue = bool(text) and not wordlike(text[-1]) and text[-1] not in _CLOSING
        tokens: dict[int, None] = {}
        for number in self._of[constraint]:
            pattern = self.patterns[number]
            if pattern.opens_sentence and not starts_sentence(text):
                continue
            spaced, glued = self._spaced[number], self._glued[number]
            if spaced and not text.endswith(" "):
                tokens[spaced[0]] = None
            if glued and (glue or not spaced or (text and not pattern.bounded[0])):
                tokens[glued[0]] = None
        return list(tokens)

    def underway(self, state: State) -> int:
        """Return the bit set of constraints that are being written."""
        mask = 0
        for number, _, _ in state.live:
            mask |= self.patterns[number].owners
        return mask
