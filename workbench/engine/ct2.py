"""The same MarianMT through CTranslate2, int8: the fast engine, and the converter's work.

Decoding needs only this module, ctranslate2 and sentencepiece; converting needs torch and
transformers too and therefore runs as a program of its own (``python -m workbench.engine.ct2``),
so that a translation run never carries their memory. Where converted models are kept is for
``catalogue`` to know.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from workbench.engine.batching import check_lengths, equal_length_batches, target_limit
from workbench.engine.folder import length_penalty_of
from workbench.engine.tokenizer import EOS, PAD, RESERVED, UNK, MarianPieces
from workbench.errors import ModelError
from workbench.model import Hypothesis

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ctranslate2

    from workbench.engine.base import DecodeOptions

__all__ = ["FILES", "CT2Engine", "convert_folder"]

FILES = ("config.json", "model.bin", "shared_vocabulary.json")
"""What a converted model consists of; two vocabularies replace the last where they differ."""
TOKEN_BUDGET = 1024
"""Source pieces in a batch; from 256 to 4096 the time differs by 5 %, and the results not at all."""


_Pending = tuple[list[int], Any]


class CT2Engine:
    """One converted model in CTranslate2; fulfils ``workbench.engine.base.Engine``.

    One worker a core with one thread each: a batch is decoded by one worker, so that no result
    depends on the number of workers, and two workers beat one with two threads.
    """

    def __init__(
        self,
        folder: Path,
        converted: Path,
        *,
        identity: str,
        max_positions: int,
        hints: bool = False,
        reserved: Sequence[str] = RESERVED,
        threads: int | None = None,
        precision: Literal["int8", "float32"] = "int8",
    ) -> None:
        """Load the converted model and the tokenizer.

        Args:
            folder: the MarianMT folder, for its tokenizer.
            converted: the folder ``convert_folder`` wrote.
            identity: ``<name>@<first 12 of sha256>``, for the signature.
            max_positions: the model's ``max_position_embeddings``.
            hints: whether the model was trained on inline annotations.
            reserved: pieces that neither a text nor a hypothesis may hold.
            threads: workers of one thread; by default as many as there are cores.
            precision: how the weights were converted.

        Raises:
            ModelError: the converted model cannot be loaded.
        """
        import ctranslate2  # 0.2 s

        ctranslate2.set_log_level(50)  # logging.CRITICAL: errors come back as exceptions
        self.tokenizer = MarianPieces(folder, hints=hints, reserved=reserved)
        self.takes_hints = hints
        self.name = f"ct2-{precision}"
        self.signature = f"model:{identity}|engine:{self.name}"
        self.threads = threads or len(os.sched_getaffinity(0))
        self.max_source_tokens = max_positions - 1
        self.max_target_tokens = max_positions - 1
        self._where = str(folder)
        self.length_penalty = length_penalty_of(folder)
        try:
            self._translator: ctranslate2.Translator = ctranslate2.Translator(
                str(converted),
                device="cpu",
                compute_type="int8_float32" if precision == "int8" else "float32",
                inter_threads=self.threads,
                intra_threads=1,
            )
        except (RuntimeError, ValueError) as error:
            msg = f"the converted model cannot be loaded: {' '.join(str(error).split())}"
            raise ModelError(msg, where=str(converted)) from error
        known = self.tokenizer.target_vocabulary
        self._suppressed = [
            [piece]
            for piece in sorted({*reserved, PAD} - {EOS, UNK})
            # The converter drops pad where it is the last row, and then it cannot be named here.
            if piece in known and not (piece == PAD and known[piece] == len(known) - 1)
        ]

    def translate(
        self, sources: Sequence[Sequence[str]], options: DecodeOptions
    ) -> list[tuple[Hypothesis, ...]]:
        """Decode sources of any lengths, best hypothesis first; see the protocol.

        Raises:
            ModelError: a source is empty or longer than ``max_source_tokens``.
        """
        return self._collected(len(sources), self._submitted(sources, options))

    def translate_each(
        self, asked: Sequence[tuple[Sequence[str], DecodeOptions]]
    ) -> list[tuple[Hypothesis, ...]]:
        """Decode sources under options of their own, all workers at it; see the protocol.

        Raises:
            ModelError: a source is empty or longer than ``max_source_tokens``.
        """
        pending: list[_Pending] = []
        for number, (source, options) in enumerate(asked):
            [(_, answers)] = self._submitted([source], options)
            pending.append(([number], answers))
        return self._collected(len(asked), pending)

    def _submitted(
        self, sources: Sequence[Sequence[str]], options: DecodeOptions
    ) -> list[_Pending]:
        """Hand sources to the workers; return the numbers of each batch and its answers to come."""
        check_lengths(sources, limit=self.max_source_tokens, where=self._where)
        lengths = [len(source) for source in sources]
        suppressed = [*self._suppressed, *(list(sequence) for sequence in options.suppress)]
        # the given beginning takes positions, too
        longest = min(options.max_target_tokens, self.max_target_tokens - len(options.prefix))
        pending: list[_Pending] = []
        # Longest first, so that no worker is left alone with the longest batch at the end.
        batches = list(equal_length_batches(lengths, token_budget=TOKEN_BUDGET))
        for batch in reversed(batches):
            answers = self._translator.translate_batch(
                [[*sources[index], EOS] for index in batch],
                target_prefix=[list(options.prefix)] * len(batch) if options.prefix else None,
                asynchronous=True,
                beam_size=options.beam,
                num_hypotheses=min(options.n_best, options.beam),
                # Both as transformers does by default: of 50 sentences in float32 all come out
                # alike, with the patience of 1 CTranslate2 has by default 47; it costs 6 % of time.
                length_penalty=self.length_penalty,
                patience=2.0 if options.beam > 1 else 1.0,
                no_repeat_ngram_size=options.no_repeat_ngram,
                disable_unk=True,
                suppress_sequences=suppressed or None,
                max_input_length=0,
                max_decoding_length=target_limit(lengths[batch[0]], longest=longest),
                return_scores=True,
            )
            pending.append((batch, answers))
        return pending

    def _collected(self, count: int, pending: list[_Pending]) -> list[tuple[Hypothesis, ...]]:
        """Wait for the answers and return those to all sources in order."""
        results: list[tuple[Hypothesis, ...]] = [()] * count
        for batch, answers in pending:
            for index, answer in zip(batch, answers, strict=True):
                result = answer.result()
                results[index] = tuple(
                    self._hypothesis(tokens, score)
                    for tokens, score in zip(result.hypotheses, result.scores, strict=True)
                )
        return results

    def align(
        self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]
    ) -> list[list[list[float]]]:
        """Return cross-attention of the last decoder layer, averaged over its heads.

        The target is given as a prefix, so that the decoder only reads it. Which layer and which
        heads is decided at conversion, see ``convert_folder``.

        Returns:
            For each pair a matrix of shape (n_target, n_source), rows summing to 1.
        """
        self._check_pairs(pairs)
        answers = [
            self._translator.translate_batch(
                [[*source, EOS]],
                target_prefix=[list(target)],
                asynchronous=True,
                beam_size=1,
                max_input_length=0,
                max_decoding_length=len(target),
                return_attention=True,
            )[0]
            if target
            else None
            for source, target in pairs
        ]
        matrices: list[list[list[float]]] = []
        for (_, target), answer in zip(pairs, answers, strict=True):
            attention = answer.result().attention[0][: len(target)] if answer else []
            rows = [row[:-1] for row in attention]
            matrices.append([[weight / max(sum(row), 1e-9) for weight in row] for row in rows])
        return matrices

    def score(self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[float]:
        """Return each target's mean log-probability per token, ``</s>`` included."""
        self._check_pairs(pairs)
        answers = [
            self._translator.score_batch(
                [[*source, EOS]], [list(target)], asynchronous=True, max_input_length=0
            )[0]
            for source, target in pairs
        ]
        log_probs = [answer.result().log_probs for answer in answers]
        return [sum(values) / len(values) for values in log_probs]

    def close(self) -> None:
        """Free the model."""
        self._translator.unload_model()

    def _check_pairs(self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> None:
        check_lengths(
            [source for source, _ in pairs], limit=self.max_source_tokens, where=self._where
        )
        for _, target in pairs:
            if len(target) > self.max_target_tokens:
                msg = f"a target of {len(target)} pieces is longer than {self.max_target_tokens}"
                raise ModelError(msg, where=self._where)

    def _hypothesis(self, tokens: list[str], score: float) -> Hypothesis:
        mean = score * (len(tokens) + 1) ** (self.length_penalty - 1)
        return Hypothesis(text=self.tokenizer.decode(tokens), tokens=tuple(tokens), score=mean)


def convert_folder(folder: Path, output: Path, *, precision: str = "int8") -> None:
    """Convert a MarianMT folder; ``output`` must not exist.

    CTranslate2 keeps the attention of one decoder layer, by default its first head alone. All
    heads of the last layer are kept here: on 210 names and numbers that stand alike in a FLORES
    sentence and its reference, their mean finds the source of 87 % (first head 85 %, first layer
    65 %; the best single head of any layer 87 %).

    Raises:
        RuntimeError, ValueError, OSError: whatever the converter met.
    """
    import numpy as np
    from ctranslate2.converters import TransformersConverter

    converter = TransformersConverter(str(folder))
    # ``convert`` offers no way to choose what the attention is taken from; its three steps do.
    specification = converter._load()
    heads = int(specification.decoder.num_heads)
    specification.decoder.alignment_layer = np.int16(-1)
    specification.decoder.alignment_heads = np.int16(heads)
    specification.validate()
    specification.optimize(quantization="int8_float32" if precision == "int8" else precision)
    output.mkdir(parents=True)
    specification.save(str(output))


if __name__ == "__main__":
    os.environ["HF_HUB_OFFLINE"] = "1"
    convert_folder(Path(sys.argv[1]), Path(sys.argv[2]), precision=sys.argv[3])
