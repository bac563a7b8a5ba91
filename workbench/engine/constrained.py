"""Beam search over a MarianMT decoder in which given target text must occur.

transformers 5 has dropped its constrained beam and CTranslate2 never had one; this is the rung of
the ladder that puts a rendering where free decoding does not give it, for any MarianMT folder.
Here are the decoder, its cache and the public functions; ``constraint_search`` keeps the beam and
``constraint_state`` knows when a constraint is met. No glossary and no text rule may come in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

import torch
from transformers.cache_utils import DynamicCache, EncoderDecoderCache

from workbench.engine.batching import check_lengths, equal_length_batches, target_limit
from workbench.engine.constraint_search import Forced, Search
from workbench.engine.constraint_state import CompiledConstraints, Impossible
from workbench.engine.constraint_text import Pieces, occurrences
from workbench.model import Hypothesis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.engine.base import Constraint
    from workbench.engine.constraint_search import Row
    from workbench.engine.marian import MarianEngine

__all__ = [
    "GATE",
    "ConstrainedResult",
    "ConstrainedSource",
    "constrained_beam",
    "constrained_beams",
]

GATE = 0.4
"""Share of attention that has to rest on a term's source pieces before its rendering is begun.

Between 0.25 and 0.55 the choice hardly matters: chrF 64.9 to 65.1 on the sentences of two articles
whose free hypotheses miss a term (59.6), every term met."""
ROW_BUDGET = 96
"""Hypotheses that go through the decoder together."""
FINAL_MARKS = (".", "!", "?", "...", "\u2026")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstrainedSource:
    """One sentence to decode under constraints."""

    source: tuple[str, ...]
    """Source pieces, as ``engine.tokenizer.encode`` gives them."""
    constraints: tuple[Constraint, ...]
    suppress: tuple[tuple[str, ...], ...] = ()
    """Sequences of target pieces that may not appear."""
    text: str | None = None
    """The text ``source`` was encoded from, for exact offsets; without it they are reckoned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstrainedResult:
    """What the constrained beam found for one source."""

    hypotheses: tuple[Hypothesis, ...]
    """Best first; if no hypothesis met everything, those that met most."""
    met: tuple[bool, ...]
    """For each constraint, whether the first hypothesis has it between word boundaries."""
    impossible: tuple[Impossible, ...] = ()
    """Every constraint that is not met, with the reason."""


def constrained_beam(
    engine: MarianEngine,
    source: Sequence[str],
    constraints: Sequence[Constraint],
    *,
    beam: int = 4,
    max_beam: int = 24,
    suppress: Sequence[Sequence[str]] = (),
    n_best: int = 1,
    gate: float | None = GATE,
    max_target_tokens: int = 256,
    text: str | None = None,
) -> ConstrainedResult:
    """Decode one source so that every constraint occurs in the target; see the plural."""
    item = ConstrainedSource(
        source=tuple(source),
        constraints=tuple(constraints),
        suppress=tuple(tuple(sequence) for sequence in suppress),
        text=text,
    )
    return constrained_beams(
        engine,
        [item],
        beam=beam,
        max_beam=max_beam,
        n_best=n_best,
        gate=gate,
        max_target_tokens=max_target_tokens,
    )[0]


def constrained_beams(
    engine: MarianEngine,
    items: Sequence[ConstrainedSource],
    *,
    beam: int = 4,
    max_beam: int = 24,
    n_best: int = 1,
    gate: float | None = GATE,
    max_target_tokens: int = 256,
) -> list[ConstrainedResult]:
    """Decode sources so that every constraint occurs in the target.

    A constraint that cannot be met costs the others nothing: it is named in ``impossible`` and the
    rest goes on. Sources of equal length share a batch, so nothing is padded.

    Args:
        engine: a loaded MarianMT model.
        items: n_items sources, each at most ``engine.max_source_tokens`` pieces.
        beam: width without constraints.
        max_beam: width that constraints may raise it to; at least ``beam``.
        n_best: hypotheses returned for each source, if that many were found.
        gate: share of cross-attention on a term's source pieces, between 0 and 1, below which its
            rendering is not begun before the sentence wants to end; None to do without.
        max_target_tokens: hard limit in pieces.

    Returns:
        n_items results, in the order of ``items``.

    Raises:
        ModelError: a source is empty or too long.
    """
    check_lengths(
        [item.source for item in items], limit=engine.max_source_tokens, where=engine.signature
    )
    results: list[ConstrainedResult | None] = [None] * len(items)
    budget = max(1, ROW_BUDGET // max(1, max_beam))
    lengths = [len(item.source) for item in items]
    decoder = _Decoder.of(engine)
    threads = torch.get_num_threads()
    torch.set_num_threads(engine.threads)
    try:
        # The budget counts pieces there: this many sources of whatever length.
        for group in equal_length_batches(lengths, token_budget=max(lengths, default=1) * budget):
            for start in range(0, len(group), budget):
                batch = group[start : start + budget]
                searches = [
                    _prepare(
                        engine,
                        decoder,
                        items[index],
                        beam,
                        max_beam,
                        n_best,
                        gate,
                        max_target_tokens,
                    )
                    for index in batch
                ]
                sources = [engine.ids(items[index].source) for index in batch]
                decoder.run(sources, searches)
                for index, search in zip(batch, searches, strict=True):
                    results[index] = _result(engine, search, items[index])
    finally:
        torch.set_num_threads(threads)
    return [result for result in results if result is not None]


def _prepare(
    engine: MarianEngine,
    decoder: _Decoder,
    item: ConstrainedSource,
    beam: int,
    max_beam: int,
    n_best: int,
    gate: float | None,
    max_target_tokens: int,
) -> Search:
    """Compile the constraints of one source and lay out its beam."""
    suppress = [tuple(engine.target_ids(sequence)) for sequence in item.suppress if sequence]
    banned: dict[int, list[tuple[int, ...]]] = {}
    for sequence in suppress:
        banned.setdefault(sequence[-1], []).append(sequence[:-1])

    def encode(text: str) -> list[int] | None:
        ids = engine.target_ids(engine.tokenizer.encode_target(text))
        return None if decoder.reserved.intersection(ids) else ids

    compiled = CompiledConstraints(
        item.constraints, decoder.pieces, encode=encode, suppress=suppress
    )
    wanted = compiled.possible.bit_count()
    longest = min(max_target_tokens, engine.max_target_tokens)
    limit = min(longest, target_limit(len(item.source), longest=longest) + compiled.total)
    return Search(
        compiled=compiled,
        spans=_spans(engine, item),
        beam=beam,
        width=max(beam, min(max_beam, max(2 * beam, beam + 2 * wanted))) if wanted else beam,
        # One more for the end of the sentence.
        limit=limit + 1,
        n_best=n_best,
        eos=engine.eos_id,
        gate=gate,
        banned=banned,
        final_marks=decoder.final_marks,
    )


def _spans(engine: MarianEngine, item: ConstrainedSource) -> list[tuple[int, ...]]:
    """Return for each constraint the positions of its term's source pieces."""
    if item.text is not None and engine.tokenizer.encode(item.text) == list(item.source):
        offsets = engine.tokenizer.offsets(item.text)
    else:
        offsets = []
        at = 0
        for number, piece in enumerate(item.source):
            surface = piece.replace("\u2581", " ")
            if number == 0:
                surface = surface.removeprefix(" ")
            offsets.append((at + len(surface) - len(surface.lstrip(" ")), at + len(surface)))
            at += len(surface)
    return [
        tuple(
            place
            for place, (start, end) in enumerate(offsets)
            if start < constraint.end and end > constraint.start
        )
        for constraint in item.constraints
    ]


def _result(engine: MarianEngine, search: Search, item: ConstrainedSource) -> ConstrainedResult:
    """Turn rows into hypotheses and verify on the text what the search believes."""
    hypotheses = tuple(_hypothesis(engine, row) for row in search.best())
    text = hypotheses[0].text if hypotheses else ""
    met = tuple(bool(occurrences(text, c.alternatives)) for c in item.constraints)
    known = {impossible.constraint: impossible for impossible in search.compiled.impossible}
    for index, is_met in enumerate(met):
        if not is_met and index not in known:
            reason = f"no hypothesis of at most {search.limit - 1} pieces meets it with the others"
            known[index] = Impossible(constraint=index, reason=reason)
    return ConstrainedResult(
        hypotheses=hypotheses,
        met=met,
        impossible=tuple(known[index] for index in sorted(known) if not met[index]),
    )


def _hypothesis(engine: MarianEngine, row: Row) -> Hypothesis:
    tokens = engine.tokens(row.tokens)
    return Hypothesis(
        text=engine.tokenizer.decode(tokens),
        tokens=tuple(tokens),
        score=row.logp / (len(tokens) + 1),
    )


class _Decoder:
    """The decoder of one engine and what is fixed for its vocabulary."""

    # A decoder may not hold on to its engine, or neither would ever be freed.
    _known: ClassVar[WeakKeyDictionary[MarianEngine, _Decoder]] = WeakKeyDictionary()

    def __init__(self, engine: MarianEngine) -> None:
        vocabulary = engine.tokenizer.target_vocabulary
        self._model: Any = engine.model
        self._start, self._eos = engine.start_id, engine.eos_id
        self._layer: int = getattr(engine, "align_layer", -1)
        self.reserved = frozenset({engine.eos_id, engine.pad_id, *engine.suppressed_ids})
        self.pieces = Pieces(vocabulary, self.reserved)
        self.final_marks = frozenset(
            token
            for token, surface in enumerate(self.pieces.surfaces)
            if isinstance(surface, str) and surface.strip() in FINAL_MARKS
        )
        # float32, shape (n_vocabulary,): 0, or −inf for what may not be written
        size = self._model.get_output_embeddings().weight.shape[0]
        self._allowed = torch.full((size,), -torch.inf, device=self._model.device)
        written = [t for t, surface in enumerate(self.pieces.surfaces) if surface is not None]
        self._allowed[[*written, self._eos]] = 0.0

    @classmethod
    def of(cls, engine: MarianEngine) -> _Decoder:
        """Return the engine's decoder, made once."""
        known = cls._known.get(engine)
        if known is None:
            known = cls._known[engine] = cls(engine)
        return known

    @torch.inference_mode()
    def run(self, sources: Sequence[Sequence[int]], searches: Sequence[Search]) -> None:
        """Run searches over sources of one length to their end, all in one batch."""
        model = self._model
        device = model.device
        inputs = torch.tensor([[*source, self._eos] for source in sources], device=device)
        encoded = model.get_encoder()(input_ids=inputs).last_hidden_state
        cache = EncoderDecoderCache(DynamicCache(), DynamicCache())
        last = torch.full((len(sources), 1), self._start, device=device)
        owners = list(range(len(sources)))
        states = encoded
        while owners:
            output = model.model.decoder(
                input_ids=last,
                encoder_hidden_states=states,
                past_key_values=cache,
                use_cache=True,
                output_attentions=True,
            )
            logits = model.lm_head(output.last_hidden_state[:, -1]) + model.final_logits_bias
            # shape (n_rows, n_vocabulary)
            logps = logits.log_softmax(dim=-1) + self._allowed
            # shape (n_rows, n_source)
            attention = output.cross_attentions[self._layer][:, :, -1].mean(dim=1).tolist()
            parents, owners_now = self._advance(searches, logps, attention)
            if not parents:
                return
            order = torch.tensor(parents, device=device)
            if owners_now == owners:
                # Rows of one sentence share its cross-attention keys and values.
                cache.self_attention_cache.reorder_cache(order)
            else:
                cache.reorder_cache(order)
                states = encoded[torch.tensor(owners_now, device=device)]
                owners = owners_now
            written = [row.tokens[-1] for search in searches for row in search.rows]
            last = torch.tensor(written, device=device)[:, None]

    def _advance(
        self, searches: Sequence[Search], logps: torch.Tensor, attention: list[list[float]]
    ) -> tuple[list[int], list[int]]:
        """Take one step of every search that is not over.

        Returns:
            For each new row the row it comes from, and the search it belongs to.
        """
        going = [(number, search) for number, search in enumerate(searches) if not search.done]
        kept = min(logps.shape[1], 2 * max(search.beam for _, search in going) + 1)
        top = logps.topk(kept, dim=1)
        values, tokens = top.values.tolist(), top.indices.tolist()
        forced: list[list[Forced]] = []
        at = 0
        rows: list[int] = []
        columns: list[int] = []
        for _, search in going:
            count = len(search.rows)
            best = [row[0] for row in tokens[at : at + count]]
            forced.append(search.forced(attention[at : at + count], best))
            rows += [at + piece.row for piece in forced[-1]]
            columns += [piece.token for piece in forced[-1]]
            at += count
        eos = logps[:, self._eos].tolist()
        asked = logps[rows, columns].tolist() if rows else []
        parents: list[int] = []
        owners: list[int] = []
        at = 0
        for (number, search), pieces in zip(going, forced, strict=True):
            count = len(search.rows)
            here = range(at, at + count)
            options = [
                [*zip(tokens[row], values[row], strict=True), (self._eos, eos[row])] for row in here
            ]
            logps_asked, asked = asked[: len(pieces)], asked[len(pieces) :]
            chosen = search.step(
                options,
                list(zip(pieces, logps_asked, strict=True)),
                attention[at : at + count],
            )
            parents += [at + parent for parent in chosen]
            owners += [number] * len(chosen)
            at += count
        return parents, owners
