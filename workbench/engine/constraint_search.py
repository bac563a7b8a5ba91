"""The constrained beam's bookkeeping for one sentence: which hypotheses stay, and why.

``constrained`` runs the decoder and hands over log-probabilities and attention as plain numbers;
what is done with them is decided here, without a tensor. A step keeps a fixed number of hypotheses,
shared out over banks by the constraint pieces still missing, so that a hypothesis that has paid for
a rare name is compared with others that have, not with those that have it still to come.

Source:
    Post & Vilar, "Fast Lexically Constrained Decoding with Dynamic Beam Allocation", N18-1119;
    Hasler et al., "Neural Machine Translation Decoding with Terminology Constraints", N18-2081.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.engine.constraint_state import CompiledConstraints, State

__all__ = ["Forced", "Row", "Search"]

RELAXED_COST = 2.0
"""Nats taken off a hypothesis that begins a constraint where attention does not look at its term."""
ATTENTION_COST = 5.0
"""Nats taken off for each source piece of a term that other words were written for: what would
give both the model's own rendering and the forced one."""
EOS_MARGIN = 3.0
"""Nats that the end of a sentence may lie below the best other piece; forced words otherwise make
the rest of a sentence look dear, and it would end as soon as all are met."""
GIVE_UP_MARGIN = 1.0
"""The same for a hypothesis that ends with constraints unmet and is only kept for want of better."""
HORIZON = 3
"""Free pieces granted to an unfinished hypothesis before it is called worse than a finished one."""
PATIENCE = 3
"""The search ends with this many finished hypotheses for each place in the plain beam."""


class Row(NamedTuple):
    """One unfinished hypothesis."""

    tokens: tuple[int, ...]
    logp: float
    """Sum of log-probabilities."""
    penalty: float
    """Nats taken off for the choice among hypotheses, no part of the score reported."""
    state: State


class Forced(NamedTuple):
    """A piece that a constraint asks for after a row."""

    row: int
    token: int
    cost: float


class _Next(NamedTuple):
    value: float
    """Log-probability less penalties: all rows of a step are equally long."""
    parent: int
    row: Row
    ended: bool


@dataclass(slots=True, kw_only=True)
class Search:
    """The search for one sentence."""

    compiled: CompiledConstraints
    spans: Sequence[tuple[int, ...]]
    """For each constraint the source positions of its term; empty where the place is unknown."""
    beam: int
    width: int
    """Hypotheses kept in a step, over all banks."""
    limit: int
    """Pieces a hypothesis may have, end of sentence included."""
    n_best: int
    eos: int
    gate: float | None
    banned: dict[int, list[tuple[int, ...]]]
    """For the last piece of each suppressed sequence, the pieces before it."""
    final_marks: frozenset[int]
    """Pieces that close a sentence, such as the full stop."""
    rows: list[Row] = field(default_factory=list)
    finished: list[tuple[float, Row]] = field(default_factory=list)
    fallback: list[tuple[int, float, Row]] = field(default_factory=list)
    """(constraints met, score, row) of what ended with constraints unmet."""
    done: bool = False

    def __post_init__(self) -> None:
        """Begin with the empty hypothesis."""
        self.rows = [Row((), 0.0, 0.0, self.compiled.initial())]

    def forced(self, attention: Sequence[Sequence[float]], best: Sequence[int]) -> list[Forced]:
        """Return the pieces that begin or carry on a constraint.

        Args:
            attention: shape (n_rows, n_source), of the step that writes the next piece.
            best: for each row the most probable next piece.
        """
        compiled = self.compiled
        wanted: list[Forced] = []
        for number, row in enumerate(self.rows):
            unmet = compiled.possible & ~row.state.met
            if not unmet:
                continue
            tokens = dict.fromkeys(compiled.continuations(row.state), 0.0)
            idle = unmet & ~compiled.underway(row.state)
            # Where a sentence wants to end, or one has already, the gate has had its chance.
            relaxed = bool(self.fallback) or best[number] == self.eos
            relaxed = relaxed or best[number] in self.final_marks
            for index, span in enumerate(self.spans):
                if not idle >> index & 1:
                    continue
                cost = 0.0
                if self.gate is not None and span:
                    looking = attention[number]
                    if sum(looking[place] for place in span) < self.gate:
                        if not relaxed:
                            continue
                        cost = RELAXED_COST
                for token in compiled.openings(row.state, index):
                    tokens[token] = min(cost, tokens.get(token, cost))
            wanted += [Forced(number, token, cost) for token, cost in tokens.items()]
        return wanted

    def step(
        self,
        options: Sequence[Sequence[tuple[int, float]]],
        forced: Sequence[tuple[Forced, float]],
        attention: Sequence[Sequence[float]],
    ) -> list[int]:
        """Extend every row by one piece and keep the best of each bank.

        Args:
            options: for each row the most probable pieces with their log-probabilities, best
                first, and the end of sentence.
            forced: what ``forced`` returned, with log-probabilities.
            attention: as for ``forced``.

        Returns:
            For each new row the number of the row it comes from; empty when the search is over.
        """
        banks: dict[int, list[_Next]] = {}
        length = len(self.rows[0].tokens) + 1
        extra: list[list[tuple[int, float, float]]] = [[] for _ in self.rows]
        for piece, logp in forced:
            extra[piece.row].append((piece.token, logp, piece.cost))
        for number, row in enumerate(self.rows):
            floor = options[number][0][1]
            costs = self._attention_costs(attention[number])
            everywhere = sum(costs)
            seen: set[int] = set()
            free = ((token, logp, 0.0) for token, logp in options[number])
            for token, logp, cost in (*extra[number], *free):
                if token in seen or logp == -math.inf or self._is_banned(row, token):
                    continue
                seen.add(token)
                if token == self.eos:
                    self._end(banks, number, row, logp, floor)
                    continue
                if length >= self.limit:
                    continue
                state = self.compiled.advance(row.state, token)
                if state is None:
                    continue
                cost += everywhere
                if everywhere:
                    own = self.compiled.underway(state) | (state.met & ~row.state.met)
                    if own:
                        cost -= sum(c for index, c in enumerate(costs) if own >> index & 1)
                grown = Row((*row.tokens, token), row.logp + logp, row.penalty + cost, state)
                value = grown.logp - grown.penalty
                banks.setdefault(state.remaining, []).append(_Next(value, number, grown, False))
        return self._keep(banks, length)

    def _attention_costs(self, looking: Sequence[float]) -> list[float]:
        """Return, for each constraint, what a piece of something else costs at this step."""
        if self.gate is None:
            return []
        return [
            ATTENTION_COST * sum(looking[place] for place in span) / len(span) if span else 0.0
            for span in self.spans
        ]

    def _is_banned(self, row: Row, token: int) -> bool:
        return token in self.banned and any(
            not before or row.tokens[-len(before) :] == before for before in self.banned[token]
        )

    def _end(
        self, banks: dict[int, list[_Next]], number: int, row: Row, logp: float, floor: float
    ) -> None:
        """Take up the end of the sentence after a row, if it may end here."""
        state = self.compiled.finish(row.state)
        last = len(row.tokens) + 1 >= self.limit
        ended = Row(row.tokens, row.logp + logp, row.penalty, state or row.state)
        value = ended.logp - ended.penalty
        if state is not None and state.remaining == 0:
            if last or logp >= floor - EOS_MARGIN:
                banks.setdefault(0, []).append(_Next(value, number, ended, True))
        elif last or (state is not None and logp >= floor - GIVE_UP_MARGIN):
            if not self.fallback:
                # The sentence would be over: what is missing has to come soon, if at all.
                soon = len(row.tokens) + len(row.tokens) // 2 + row.state.remaining + 10
                self.limit = min(self.limit, soon)
            met = (state or row.state).met.bit_count()
            self.fallback.append((met if state else -1, value / (len(row.tokens) + 1), ended))
            self.fallback.sort(key=lambda item: (-item[0], -item[1], item[2].tokens))
            del self.fallback[self.n_best :]

    def _keep(self, banks: dict[int, list[_Next]], length: int) -> list[int]:
        """Choose the next rows, collect what has ended and see whether the search is over."""
        parents: list[int] = []
        rows: list[Row] = []
        for entry in self._allot(banks):
            if entry.ended:
                self.finished.append((entry.value / length, entry.row))
            else:
                parents.append(entry.parent)
                rows.append(entry.row)
        if rows and len(self.finished) >= self.n_best:
            self.finished.sort(key=lambda item: (-item[0], item[1].tokens))
            worst = self.finished[self.n_best - 1][0]
            hope = max(
                (row.logp - row.penalty)
                / min(self.limit, len(row.tokens) + row.state.remaining + HORIZON)
                for row in rows
            )
            self.done = worst >= hope or len(self.finished) >= PATIENCE * self.beam
        if not rows:
            self.done = True
            if not self.finished and not self.fallback:
                # Nothing may follow, not even the end: what there is, is all there will be.
                self.fallback = [(row.state.met.bit_count(), -math.inf, row) for row in self.rows]
        if self.done:
            self.rows = []
            return []
        self.rows = rows
        return parents

    def _allot(self, banks: dict[int, list[_Next]]) -> list[_Next]:
        """Share the width out: an equal part for each bank, what is left over to those that met most.

        Leaving the rest to the best scores instead fills the beam with hypotheses that have it all
        still to come, and costs a tenth of log-probability per piece.
        """
        order = sorted(banks)
        for bank in order:
            banks[bank].sort(key=lambda entry: (-entry.value, entry.row.tokens))
        share = max(1, self.width // max(1, len(order)))
        left = self.width
        taken: dict[int, int] = {}
        for bank in order:
            taken[bank] = min(len(banks[bank]), share, left)
            left -= taken[bank]
        for bank in order:
            more = min(left, len(banks[bank]) - taken[bank])
            taken[bank] += more
            left -= more
        return [entry for bank in order for entry in banks[bank][: taken[bank]]]

    def best(self) -> list[Row]:
        """Return the hypotheses found, best first: finished ones, else those that met most."""
        if self.finished:
            self.finished.sort(key=lambda item: (-item[0], item[1].tokens))
            return [row for _, row in self.finished[: self.n_best]]
        self.fallback.sort(key=lambda item: (-item[0], -item[1], item[2].tokens))
        return [row for _, _, row in self.fallback[: self.n_best]]
