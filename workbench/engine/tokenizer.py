"""Text to pieces and back for a MarianMT folder, on SentencePiece and ``vocab.json`` alone.

Both engines share this tokenizer, so that a hypothesis means the same in either and the
CTranslate2 engine never has to import transformers (5 s). It gives the ids ``MarianTokenizer``
gives on ordinary text, and differs where an article holds ``<s>`` or another reserved piece: there
the stock tokenizer produces control pieces, here it stays text. No model and no decoding in here.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import sentencepiece

from workbench.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from workbench.engine.base import TermHint

__all__ = ["EOS", "PAD", "RESERVED", "UNK", "MarianPieces"]

EOS = "</s>"
UNK = "<unk>"
PAD = "<pad>"
HINT_OPEN, HINT_MIDDLE, HINT_CLOSE = "<t>", "<s>", "</t>"
RESERVED = (HINT_OPEN, HINT_MIDDLE, HINT_CLOSE, EOS, UNK, PAD)
"""Pieces that no text may produce, whatever the model's SentencePiece files say about them."""

_BYTE = re.compile(r"<0x[0-9A-F]{2}>")
_SENTINELS = range(0xFDD0, 0xFDF0)
"""Unicode noncharacters, reserved for internal use: what an annotation is spelt with inside."""
_USER_DEFINED = 4
"""``ModelProto.SentencePiece.Type.USER_DEFINED``: extracted from any text before anything else."""


class MarianPieces:
    """The tokenizer of one MarianMT folder; fulfils ``workbench.engine.base.Tokenizer``.

    SentencePiece takes a user-defined symbol out of every text it meets. The models here are
    therefore loaded with their reserved user-defined symbols respelt as noncharacters, ids and
    scores unchanged: text cannot contain them, an annotation is built from them.
    """

    def __init__(
        self, folder: Path, *, hints: bool = False, reserved: Collection[str] = RESERVED
    ) -> None:
        """Read ``source.spm``, ``target.spm`` and the vocabulary.

        Args:
            folder: a MarianMT folder.
            hints: whether the model was trained on inline annotations.
            reserved: pieces that text may never produce.

        Raises:
            ModelError: a file is missing or is not what its name says.
        """
        self.folder = folder
        self.hints = hints
        self._sentinels = {
            piece: chr(code) for piece, code in zip(sorted(reserved), _SENTINELS, strict=False)
        }
        self._pieces = {sentinel: piece for piece, sentinel in self._sentinels.items()}
        self._clean = dict.fromkeys(_SENTINELS, 65533)
        self._source = _load_spm(folder / "source.spm", self._sentinels)
        self._target = _load_spm(folder / "target.spm", self._sentinels)
        config = _load_json(folder / "tokenizer_config.json", missing={})
        self._vocabulary = _load_vocabulary(folder / "vocab.json")
        self._target_vocabulary = (
            _load_vocabulary(folder / "target_vocab.json")
            if config.get("separate_vocabs")
            else self._vocabulary
        )
        if hints:
            lacking = [
                piece
                for piece in (HINT_OPEN, HINT_MIDDLE, HINT_CLOSE)
                if piece not in self._vocabulary
                or self._source.id_to_piece(self._source.piece_to_id(self._sentinels[piece]))
                != self._sentinels[piece]
            ]
            if lacking:
                msg = f"the model declares hints but has no piece {' '.join(lacking)}"
                raise ModelError(msg, where=str(folder), hint="set hints = false in model.toml")

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """The source pieces and their ids."""
        return self._vocabulary

    @property
    def target_vocabulary(self) -> Mapping[str, int]:
        """The target pieces and their ids; the same object where one vocabulary serves both."""
        return self._target_vocabulary

    def encode(self, text: str) -> list[str]:
        """Return source pieces; reserved pieces such as ``<s>`` written in ``text`` stay text."""
        return self._encode(self._source, self._vocabulary, self._guard(text))

    def encode_hinted(self, text: str, hints: Sequence[TermHint]) -> list[str]:
        """Return source pieces with ``<t> Dutch <s> English </t>`` around each hinted slice.

        Raises:
            ModelError: the model was not trained on annotations, or two hints overlap.
        """
        if not self.hints:
            msg = "this model was not trained on inline annotations"
            raise ModelError(msg, where=str(self.folder))
        opening, middle, closing = (
            self._sentinels[piece] for piece in (HINT_OPEN, HINT_MIDDLE, HINT_CLOSE)
        )
        parts: list[str] = []
        at = 0
        for hint in sorted(hints, key=lambda hint: hint.start):
            if not at <= hint.start <= hint.end <= len(text):
                msg = f"hints overlap or lie outside the text at offset {hint.start}"
                raise ModelError(msg, where=str(self.folder))
            parts += [
                self._guard(text[at : hint.start]),
                f"{opening} {self._guard(text[hint.start : hint.end])} ",
                f"{middle} {self._guard(hint.target)} {closing}",
            ]
            at = hint.end
        parts.append(self._guard(text[at:]))
        return self._encode(self._source, self._vocabulary, "".join(parts))

    def encode_target(self, text: str) -> list[str]:
        """Return target pieces, for scoring, constraints and suppression."""
        return self._encode(self._target, self._target_vocabulary, self._guard(text))

    def decode(self, tokens: Sequence[str]) -> str:
        """Return the text of target pieces."""
        return self._decode(tokens)[0]

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Return for each piece of ``encode(text)`` its half-open offsets in ``text``.

        The space a piece opens with is not part of it; the pieces of one code point (the bytes of
        a rare character, the parts of a ligature) all have that code point's offsets.
        """
        mapping = self._source.encode(self._guard(text), return_type="offset_mapping")
        return _tidy(text, mapping["pieces"], mapping["offsets"])

    def target_offsets(self, tokens: Sequence[str]) -> list[tuple[int, int]]:
        """Return for each target piece its half-open offsets in ``decode(tokens)``, as above."""
        return self._decode(tokens)[1]

    def encodable(self, text: str) -> bool:
        """Whether ``decode(encode_target(text)) == text`` without an unknown piece."""
        pieces = self.encode_target(text)
        return UNK not in pieces and self.decode(pieces) == text

    def writable(self, text: str) -> bool:
        """Whether it is encodable and no character of it is spelt in bytes."""
        pieces = self.encode_target(text)
        return self.encodable(text) and not any(map(_BYTE.fullmatch, pieces))

    def ids(self, tokens: Sequence[str]) -> list[int]:
        """Return source ids; a piece outside the vocabulary becomes ``<unk>``."""
        unknown = self._vocabulary[UNK]
        return [self._vocabulary.get(token, unknown) for token in tokens]

    def target_ids(self, tokens: Sequence[str]) -> list[int]:
        """Return target ids; a piece outside the vocabulary becomes ``<unk>``."""
        unknown = self._target_vocabulary[UNK]
        return [self._target_vocabulary.get(token, unknown) for token in tokens]

    def _decode(self, tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
        """Return the text of target pieces and each one's offsets in it."""
        if not tokens:
            return "", []
        mapping = self._target.decode(list(tokens), return_type="offset_mapping")
        # A shared vocabulary may hold pieces that target.spm does not know and leaves as they are.
        spaced = str(mapping["text"]).replace("\u2581", " ")
        text = spaced.lstrip(" ")
        shift = len(spaced) - len(text)
        offsets = [(max(0, a - shift), max(0, b - shift)) for a, b in mapping["offsets"]]
        return text, _tidy(text, tokens, offsets)

    def _guard(self, text: str) -> str:
        """Replace the noncharacters that mean something here, should a text hold them."""
        return text.translate(self._clean)

    def _encode(
        self,
        processor: sentencepiece.SentencePieceProcessor,
        vocabulary: Mapping[str, int],
        text: str,
    ) -> list[str]:
        pieces = (self._pieces.get(piece, piece) for piece in processor.encode(text, out_type=str))
        return [piece if piece in vocabulary else UNK for piece in pieces]


def _tidy(
    text: str, pieces: Sequence[str], offsets: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Give the pieces of one code point its whole width and strip the opening space."""
    spans = list(offsets)
    # SentencePiece gives the code point's width to the last of its pieces and nothing to the rest.
    for index in range(len(spans) - 2, -1, -1):
        start, end = spans[index]
        following = spans[index + 1]
        # A lone space at 0 is the one SentencePiece puts before every text.
        if start == end == following[0] and (index or pieces[0] != "\u2581"):
            spans[index] = following
    for index, (start, end) in enumerate(spans):
        while end - start > 1 and text[start].isspace():
            start += 1
        spans[index] = (start, end)
    return spans


def _load_vocabulary(path: Path) -> dict[str, int]:
    """Read a vocabulary and see to it that the pieces every decoder needs are in it."""
    vocabulary = _load_json(path)
    lacking = [piece for piece in (EOS, UNK) if not isinstance(vocabulary.get(piece), int)]
    if lacking:
        msg = f"the vocabulary has no piece {' '.join(lacking)}"
        raise ModelError(msg, where=str(path))
    return vocabulary


def _load_json(path: Path, *, missing: dict[str, Any] | None = None) -> dict[str, Any]:
    """Read a JSON object; ``missing`` is what an absent file stands for, if it may be absent."""
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        if missing is not None:
            return missing
        msg = "this file is missing from the model"
        raise ModelError(msg, where=str(path)) from None
    except OSError as error:
        msg = f"cannot be read: {error.strerror}"
        raise ModelError(msg, where=str(path)) from error
    except ValueError as error:
        msg = "is not JSON"
        raise ModelError(msg, where=str(path)) from error
    if not isinstance(content, dict):
        msg = "does not hold a JSON object"
        raise ModelError(msg, where=str(path))
    return content


def _load_spm(path: Path, respelt: Mapping[str, str]) -> sentencepiece.SentencePieceProcessor:
    """Load a SentencePiece model with its reserved user-defined symbols respelt."""
    try:
        content = path.read_bytes()
        if not content:
            raise ValueError("the file is empty")
        # The file as it is comes first: what this refuses is not taken apart below.
        processor = sentencepiece.SentencePieceProcessor(model_proto=content)
        respelt_content = b"".join(_respell(content, respelt))
        if respelt_content != content:
            processor = sentencepiece.SentencePieceProcessor(model_proto=respelt_content)
    except FileNotFoundError:
        msg = "this file is missing from the model"
        raise ModelError(msg, where=str(path)) from None
    except OSError as error:
        msg = f"cannot be read: {error.strerror or error}"
        raise ModelError(msg, where=str(path)) from error
    except (RuntimeError, ValueError, IndexError) as error:
        msg = "is not a SentencePiece model"
        raise ModelError(msg, where=str(path)) from error
    return processor


def _respell(content: bytes, respelt: Mapping[str, str]) -> Iterator[bytes]:
    """Yield the fields of a serialised ``ModelProto``, some symbols under another name.

    Done on the wire format, as ids, scores and everything else have to stay as they are and the
    protobuf package would be a dependency for this alone.
    """
    for start, value, end in _fields(content):
        number, wire = content[start] >> 3, content[start] & 7
        if number == 1 and wire == 2:
            yield _respell_piece(content[value:end], respelt)
        else:
            yield content[start:end]


def _respell_piece(piece: bytes, respelt: Mapping[str, str]) -> bytes:
    """Return the field of one ``SentencePiece {1: piece, 2: score, 3: type}``."""
    name, kind, rest = "", 1, b""
    for start, value, end in _fields(piece):
        number = piece[start] >> 3
        if number == 1:
            name = piece[value:end].decode()
            continue
        if number == 3:
            kind = piece[value]
        rest += piece[start:end]
    if kind == _USER_DEFINED and name in respelt:
        encoded = respelt[name].encode()
        piece = b"\x0a" + _varint(len(encoded)) + encoded + rest
    return b"\x0a" + _varint(len(piece)) + piece


def _fields(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (start of the tag, start of the value, end) of each field of a message."""
    at = 0
    while at < len(content):
        start = at
        tag, at = _read_varint(content, at)
        wire = tag & 7
        value = at
        if wire == 0:
            _, at = _read_varint(content, at)
        elif wire == 2:
            length, value = _read_varint(content, at)
            at = value + length
        elif wire in {1, 5}:
            at += 8 if wire == 1 else 4
        else:
            msg = f"unexpected wire type {wire}"
            raise ValueError(msg)
        if at > len(content):
            msg = "a field is longer than the file"
            raise ValueError(msg)
        yield start, value, at


def _read_varint(content: bytes, at: int) -> tuple[int, int]:
    """Return a base-128 number and where it ends."""
    number = shift = 0
    while True:
        byte = content[at]
        number |= (byte & 127) << shift
        at += 1
        shift += 7
        if byte < 128:
            return number, at


def _varint(number: int) -> bytes:
    """Return a number in base 128, least significant group first."""
    groups = bytearray()
    while number > 127:
        groups.append(number & 127 | 128)
        number >>= 7
    return bytes([*groups, number])
