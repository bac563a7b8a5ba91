"""The pieces that source and target are made of: an existing SentencePiece model, or a new one.

Training reads ids where decoding reads pieces, so this is thinner than ``engine.tokenizer``; the
exported folder is read by that one. One unigram model serves both languages, ``</s>`` is 0 and pad
the last row, which is what CTranslate2 needs to begin decoding from nothing.
"""

from __future__ import annotations

import io
import itertools
from typing import TYPE_CHECKING

from workbench.engine.tokenizer import EOS, PAD, RESERVED, UNK, MarianPieces
from workbench.errors import ConfigError, ModelError
from workbench.training.augment import Hint

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from workbench.training.augment import Example

__all__ = ["Vocabulary", "train_pieces"]

HINT_PIECES = ("<t>", "<s>", "</t>")
_BRACKETS = str.maketrans("＜＞﹤﹥", "<><>")
"""Wide and small forms that become plain ones where a model normalises by NFKC."""
_SAMPLED = 8
"""Ways of cutting a text among which one is taken at random."""


class Vocabulary:
    """Text to ids, for training; pad is the last row, and no text can produce an annotation."""

    def __init__(
        self,
        source: bytes,
        target: bytes | None = None,
        *,
        vocabulary: Mapping[str, int] | None = None,
    ) -> None:
        """Take serialised SentencePiece models.

        Args:
            source: the model for the source, and for the target where there is no other.
            target: the model for the target.
            vocabulary: ids by piece, ``vocab.json`` of a Marian; None takes the model's own ids.

        Raises:
            ModelError: a model cannot be read, or lacks what every vocabulary needs.
        """
        import sentencepiece

        try:
            self._source = sentencepiece.SentencePieceProcessor(model_proto=source)
            self._target = sentencepiece.SentencePieceProcessor(model_proto=target or source)
        except RuntimeError as error:
            raise ModelError("is no SentencePiece model", hint="name a .spm file") from error
        self.source_model = source
        self.target_model = target or source
        if vocabulary is None:
            size = self._source.vocab_size()
            vocabulary = {self._source.id_to_piece(i): i for i in range(size)} | {PAD: size}
        lacking = [piece for piece in (EOS, UNK, PAD) if piece not in vocabulary]
        if lacking:
            raise ModelError(f"the vocabulary has no piece {' '.join(lacking)}")
        self.ids = dict(vocabulary)
        self.eos, self.pad = self.ids[EOS], self.ids[PAD]
        self.hints = all(piece in self.ids for piece in HINT_PIECES)
        self._reserved = tuple(piece for piece in RESERVED if piece in self.ids)

    @classmethod
    def of_folder(cls, folder: Path) -> Vocabulary:
        """Read the vocabulary of a MarianMT folder.

        Raises:
            ModelError: a file is missing or is not what its name says, or source and target have
                vocabularies of their own.
        """
        pieces = MarianPieces(folder)  # reads and checks every file, with messages for people
        if pieces.vocabulary is not pieces.target_vocabulary:
            hint = "start from a model with one vocabulary for both languages"
            raise ModelError("source and target vocabularies differ", where=str(folder), hint=hint)
        return cls(
            (folder / "source.spm").read_bytes(),
            (folder / "target.spm").read_bytes(),
            vocabulary=pieces.vocabulary,
        )

    def turned(self) -> Vocabulary:
        """Return the vocabulary of the opposite direction."""
        return Vocabulary(self.target_model, self.source_model, vocabulary=self.ids)

    def __len__(self) -> int:
        """Return the number of rows, pad included."""
        return max(self.ids.values()) + 1

    def source(
        self, example: Example, rng: random.Random | None = None, *, sampled: bool = False
    ) -> list[int]:
        """Return the ids of a source, ``</s>`` not added; with ``sampled`` cut at random."""
        # No other source begins with a closing piece, and no text can write one.
        ids = [self.ids[HINT_PIECES[2]]] if example.tagged and self.hints else []
        for part in example.parts:
            if isinstance(part, Hint):
                opening, middle, closing = (self.ids[piece] for piece in HINT_PIECES)
                ids += [opening, *self._encode(part.source, self._source)]
                ids += [middle, *self._encode(part.target, self._source), closing]
            elif sampled and rng is not None:
                ids += self._sampled(part, rng)
            else:
                ids += self._encode(part, self._source)
        return ids

    def target(self, text: str) -> list[int]:
        """Return the ids of a target, ``</s>`` not added."""
        return self._encode(text, self._target)

    def _encode(self, text: str, model: object) -> list[int]:
        pieces: Iterable[str] = model.encode(self._guard(text), out_type=str)  # type: ignore[attr-defined]
        unknown = self.ids[UNK]
        return [self.ids.get(piece, unknown) for piece in pieces]

    def _sampled(self, text: str, rng: random.Random) -> list[int]:
        """Take one of the likeliest ways of cutting a text, all of them alike."""
        # SentencePiece's own sampling draws from a generator that cannot be put back.
        guarded = self._guard(text)
        try:
            ways = self._source.nbest_encode(guarded, nbest_size=_SAMPLED, out_type=str)
        except RuntimeError:  # a model of another kind than unigram has one way only
            ways = []
        if not ways:
            return self._encode(text, self._source)
        pieces = rng.choice(ways)
        unknown = self.ids[UNK]
        return [self.ids.get(piece, unknown) for piece in pieces]

    def _guard(self, text: str) -> str:
        """Take apart what SentencePiece would read as an annotation, after its normalisation."""
        text = text.translate(_BRACKETS)
        for piece in self._reserved:
            if piece in text:
                text = text.replace(piece, f"{piece[0]} {piece[1:]}")
        return text


def train_pieces(
    sources: Iterable[str], targets: Iterable[str], *, pieces: int, sentences: int, threads: int
) -> bytes:
    """Train one unigram model for both languages, with byte fallback and the annotation pieces.

    Args:
        sources: Dutch, in the order of usefulness.
        targets: English.
        pieces: size of the vocabulary.
        sentences: of each language, at most.
        threads: processor threads.

    Raises:
        ConfigError: the text is too little for so many pieces.
    """
    import sentencepiece

    model = io.BytesIO()
    both = itertools.chain(
        itertools.islice(sources, sentences), itertools.islice(targets, sentences)
    )
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=both,
            model_writer=model,
            model_type="unigram",
            vocab_size=pieces,
            hard_vocab_limit=False,
            character_coverage=0.9999,
            byte_fallback=True,
            user_defined_symbols=list(HINT_PIECES),
            normalization_rule_name="identity",
            remove_extra_whitespaces=True,
            shuffle_input_sentence=False,
            num_threads=threads,
            eos_id=0,
            unk_id=1,
            bos_id=-1,
            pad_id=-1,
            minloglevel=2,
        )
    except RuntimeError as error:
        reason = " ".join(str(error).split())[-120:]
        hint = "ask for fewer pieces in the recipe's tokeniser"
        raise ConfigError(f"no vocabulary can be trained: {reason}", hint=hint) from error
    return model.getvalue()
