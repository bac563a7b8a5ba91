"""MarianMT through transformers and torch: the reference engine, float32 on the processor.

It exists for machines without CTranslate2 and for what only torch can do: the constrained beam
reaches into ``MarianEngine.model``. torch and transformers are imported when an engine is made
(5 s together), never when this module is. Nothing here knows a glossary or a project.
"""

from __future__ import annotations

import contextlib
import logging
import os
from typing import TYPE_CHECKING, Any

from workbench.engine.batching import check_lengths, equal_length_batches, target_limit
from workbench.engine.folder import length_penalty_of
from workbench.engine.tokenizer import EOS, PAD, RESERVED, UNK, MarianPieces
from workbench.errors import ModelError
from workbench.model import Hypothesis

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import torch
    from transformers import MarianMTModel

    from workbench.engine.base import DecodeOptions

__all__ = ["MarianEngine", "load_marian"]

ROWS = 4
"""Sources in every batch, the last one repeated where there are fewer. A matrix product of another
shape rounds differently, so that even an unpadded sentence would get another score (by 4e-7) and
now and then another wording in another company. Four decode three quarters as fast as twelve, and
twice as fast as one."""


def load_marian(folder: Path) -> MarianMTModel:
    """Load a MarianMT folder in float32 for inference, without a word on any stream.

    transformers 5 takes the file's dtype otherwise, and fp16 is several times slower on a CPU.

    Raises:
        ModelError: the folder does not hold a loadable MarianMT model.
    """
    # A thread that waits must not spin: where another process has a core, two spinning threads
    # decoded ten times slower than one (8 against 97 tokens a CPU second). Read when torch loads.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import torch  # 1.6 s
    from transformers import MarianMTModel  # 4.8 s

    try:
        with quiet_transformers():
            model, report = MarianMTModel.from_pretrained(
                folder,
                dtype=torch.float32,
                local_files_only=True,
                use_safetensors=True,
                # Only eager attention can return its weights, which the alignment and the gate of
                # the constrained beam need; on a CPU it is as fast as the fused kernel.
                attn_implementation="eager",
                output_loading_info=True,
            )
    # transformers and safetensors raise whatever they met: SafetensorError is a bare Exception.
    except Exception as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        msg = f"the weights cannot be loaded: {reason}"
        raise ModelError(msg, where=str(folder), hint="copy or pull the model again") from error
    lacking = sorted(report["missing_keys"])
    if lacking or report["mismatched_keys"]:
        names = ", ".join(lacking[:3]) or "tensors of another size"
        msg = f"the weights do not fit config.json: {names}"
        raise ModelError(msg, where=str(folder))
    model.eval()
    return model


@contextlib.contextmanager
def quiet_transformers() -> Iterator[None]:
    """Silence transformers' progress bars and warnings, and put them back as they were."""
    from transformers.utils import logging as hub_logging

    bars = hub_logging.is_progress_bar_enabled()
    level = hub_logging.get_verbosity()
    hub_logging.disable_progress_bar()
    hub_logging.set_verbosity(logging.CRITICAL)
    try:
        yield
    finally:
        hub_logging.set_verbosity(level)
        if bars:
            hub_logging.enable_progress_bar()


class MarianEngine:
    """One MarianMT folder in torch; fulfils ``workbench.engine.base.Engine``.

    The constrained beam may use ``model`` (float32, eval), ``tokenizer`` and the ids below.
    """

    name = "torch-float32"

    def __init__(
        self,
        folder: Path,
        *,
        identity: str,
        hints: bool = False,
        reserved: Sequence[str] = RESERVED,
        threads: int | None = None,
        align_layer: int = -1,
    ) -> None:
        """Load model and tokenizer.

        Args:
            folder: a MarianMT folder with safetensors.
            identity: ``<name>@<first 12 of sha256>``, for the signature.
            hints: whether the model was trained on inline annotations.
            reserved: pieces that neither a text nor a hypothesis may hold.
            threads: processor threads; by default as many as there are cores.
            align_layer: the decoder layer whose cross-attention aligns best.

        Raises:
            ModelError: the folder is not a usable MarianMT model.
        """
        self.tokenizer = MarianPieces(folder, hints=hints, reserved=reserved)
        self.takes_hints = hints
        self.model: MarianMTModel = load_marian(folder)
        self.signature = f"model:{identity}|engine:{self.name}"
        self.threads = threads or len(os.sched_getaffinity(0))
        self._where = str(folder)
        self.length_penalty = length_penalty_of(folder)
        self._align_layer = align_layer
        config = self.model.config
        self.max_source_tokens = int(config.max_position_embeddings) - 1
        self.max_target_tokens = int(config.max_position_embeddings) - 1
        target = self.tokenizer.target_vocabulary
        self.eos_id = int(target[EOS])
        self.pad_id = int(config.pad_token_id)
        self.start_id = int(config.decoder_start_token_id)
        self._from_id = {number: piece for piece, number in target.items()}
        if not config.is_encoder_decoder or len(target) > int(config.vocab_size):
            msg = f"vocab.json has {len(target)} pieces, the model {config.vocab_size}"
            raise ModelError(msg, where=self._where)
        if self.eos_id != config.eos_token_id:
            msg = f"vocab.json and config.json disagree about the id of {EOS}"
            raise ModelError(msg, where=self._where)
        self.suppressed_ids = sorted(
            {self.pad_id, int(target[UNK])}
            | {int(target[piece]) for piece in (*reserved, PAD) if piece in target} - {self.eos_id}
        )
        """Ids no hypothesis may hold: pad, unknown and annotation pieces."""

    def ids(self, tokens: Sequence[str]) -> list[int]:
        """Return source ids of pieces, ``</s>`` not added."""
        return self.tokenizer.ids(tokens)

    def target_ids(self, tokens: Sequence[str]) -> list[int]:
        """Return target ids of pieces, ``</s>`` not added."""
        return self.tokenizer.target_ids(tokens)

    def tokens(self, ids: Sequence[int]) -> list[str]:
        """Return the target pieces of ids."""
        return [self._from_id.get(number, UNK) for number in ids]

    def translate(
        self, sources: Sequence[Sequence[str]], options: DecodeOptions
    ) -> list[tuple[Hypothesis, ...]]:
        """Decode sources of any lengths, best hypothesis first; see the protocol.

        Raises:
            ModelError: a source is empty or longer than ``max_source_tokens``.
        """
        check_lengths(sources, limit=self.max_source_tokens, where=self._where)
        results: list[tuple[Hypothesis, ...]] = [()] * len(sources)
        lengths = [len(source) for source in sources]
        for batch in equal_length_batches(lengths, rows=ROWS):
            rows = self._generate([sources[index] for index in batch], options)
            for index, row in zip(batch, rows, strict=True):
                results[index] = row
        return results

    def translate_each(
        self, asked: Sequence[tuple[Sequence[str], DecodeOptions]]
    ) -> list[tuple[Hypothesis, ...]]:
        """Decode sources under options of their own, one after the other; see the protocol.

        Raises:
            ModelError: a source is empty or longer than ``max_source_tokens``.
        """
        return [self.translate([source], options)[0] for source, options in asked]

    def align(
        self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]
    ) -> list[list[list[float]]]:
        """Return cross-attention of one decoder layer, averaged over its heads.

        Returns:
            For each pair a matrix of shape (n_target, n_source), rows summing to 1.
        """
        self._check_pairs(pairs)
        matrices: list[list[list[float]]] = []
        for source, target in pairs:
            if not target:
                matrices.append([])
                continue
            output = self._forward([source], [target], attentions=True)
            # shape (heads, n_target + 1, n_source + 1); the last column is </s>, the last row too
            weights = output.cross_attentions[self._align_layer][0].mean(dim=0)[:-1, :-1]
            weights = weights / weights.sum(dim=-1, keepdim=True).clamp_min(1e-9)
            matrices.append(weights.tolist())
        return matrices

    def score(self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[float]:
        """Return each target's mean log-probability per token, ``</s>`` included."""
        self._check_pairs(pairs)
        scores: list[float] = []
        for source, target in pairs:
            logits = self._forward([source], [target]).logits[0]
            wanted = [*self.target_ids(target), self.eos_id]
            log_probs = logits.log_softmax(dim=-1)
            scores.append(float(log_probs[range(len(wanted)), wanted].mean()))
        return scores

    def close(self) -> None:
        """Free the model."""
        del self.model

    def _check_pairs(self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> None:
        check_lengths(
            [source for source, _ in pairs], limit=self.max_source_tokens, where=self._where
        )
        for _, target in pairs:
            if len(target) > self.max_target_tokens:
                msg = f"a target of {len(target)} pieces is longer than {self.max_target_tokens}"
                raise ModelError(msg, where=self._where)

    def _inputs(self, sources: Sequence[Sequence[str]]) -> torch.Tensor:
        """Return ids of shape (n_sources, length + 1), ``</s>`` appended; all of one length."""
        import torch

        return torch.tensor([[*self.ids(source), self.eos_id] for source in sources])

    def _forward(
        self,
        sources: Sequence[Sequence[str]],
        targets: Sequence[Sequence[str]],
        *,
        attentions: bool = False,
    ) -> Any:  # noqa: ANN401 - transformers' output classes are untyped
        """Run the decoder over given targets; logits of shape (n, n_target + 1, vocabulary)."""
        import torch

        decoder = torch.tensor([[self.start_id, *self.target_ids(target)] for target in targets])
        with self._running():
            return self.model(
                input_ids=self._inputs(sources),
                decoder_input_ids=decoder,
                output_attentions=attentions,
                use_cache=False,
            )

    def _generate(
        self, sources: Sequence[Sequence[str]], options: DecodeOptions
    ) -> list[tuple[Hypothesis, ...]]:
        """Decode one batch of at most ``ROWS`` sources of equal length."""
        import torch
        from transformers import GenerationConfig

        inputs = self._inputs([*sources, *[sources[-1]] * (ROWS - len(sources))])
        # the given beginning takes positions, too
        longest = min(options.max_target_tokens, self.max_target_tokens - len(options.prefix))
        n_best = min(options.n_best, options.beam)
        config = GenerationConfig(
            num_beams=options.beam,
            num_return_sequences=n_best,
            max_new_tokens=target_limit(len(sources[0]), longest=longest),
            min_new_tokens=1,  # something is said for every source, as CTranslate2 does
            do_sample=False,
            length_penalty=self.length_penalty,
            early_stopping=False,
            no_repeat_ngram_size=options.no_repeat_ngram,
            suppress_tokens=self.suppressed_ids,
            bad_words_ids=[self.target_ids(sequence) for sequence in options.suppress] or None,
            pad_token_id=self.pad_id,
            eos_token_id=self.eos_id,
            decoder_start_token_id=self.start_id,
            forced_eos_token_id=self.eos_id,
            return_dict_in_generate=True,
            output_scores=True,
        )
        begin: dict[str, torch.Tensor] = {}
        if options.prefix:
            start = [self.start_id, *self.target_ids(options.prefix)]
            begin["decoder_input_ids"] = torch.tensor([start] * len(inputs))
        with self._running():
            output = self.model.generate(
                input_ids=inputs,
                attention_mask=torch.ones_like(inputs),
                generation_config=config,
                **begin,
            )
        if options.beam == 1:
            scores = self.model.compute_transition_scores(
                output.sequences, output.scores, normalize_logits=True
            )
            # Only what was decoded has a score, not the prefix.
            kept = output.sequences[:, 1 + len(options.prefix) :] != self.pad_id
            means = ((scores * kept).sum(dim=-1) / kept.sum(dim=-1)).tolist()
        else:
            means = output.sequences_scores.tolist()
            lengths = (output.sequences[:, 1:] != self.pad_id).sum(dim=-1).tolist()
            means = [
                mean * length ** (self.length_penalty - 1)
                for mean, length in zip(means, lengths, strict=True)
            ]
        hypotheses = [
            self._hypothesis(row, mean)
            for row, mean in zip(output.sequences.tolist(), means, strict=True)
        ]
        return [
            tuple(hypotheses[start : start + n_best])
            for start in range(0, len(sources) * n_best, n_best)
        ]

    def _hypothesis(self, row: list[int], score: float) -> Hypothesis:
        """Return the pieces between the start token and ``</s>`` as a hypothesis."""
        kept = row[1:]
        if self.eos_id in kept:
            kept = kept[: kept.index(self.eos_id)]
        tokens = self.tokens([number for number in kept if number != self.pad_id])
        return Hypothesis(text=self.tokenizer.decode(tokens), tokens=tuple(tokens), score=score)

    @contextlib.contextmanager
    def _running(self) -> Iterator[None]:
        """Inference mode, this engine's number of threads, and silence."""
        import torch

        before = torch.get_num_threads()
        torch.set_num_threads(self.threads)
        try:
            with torch.inference_mode(), quiet_transformers():
                yield
        finally:
            torch.set_num_threads(before)
