"""The tokenizer against the stock one, against the trainer's annotation, and against hostile text."""

from __future__ import annotations

import json
import shutil
import warnings
from typing import TYPE_CHECKING

import pytest
import sentencepiece
from hypothesis import given
from hypothesis import strategies as st

from workbench.engine.base import TermHint
from workbench.engine.tokenizer import RESERVED, UNK, MarianPieces
from workbench.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

ORDINARY = (
    "De president van Kazachstan, Tokajev, sprak woensdag met de regering.",
    "„Oude man, ga weg!” klonk het… ’s Nachts was het stil.",
    "In 2019 steeg de prijs met 4,8 procent naar € 500.000.",
    "Élise Müller-Šimůnková woont in Қарағанды.",
    "  twee  spaties en een\ttab ",
    "½ ㎏ ﬁets",
)


@pytest.fixture(scope="module")
def folder(repo_root: Path) -> Path:
    return repo_root / "models" / "nl-en-news"


@pytest.fixture(scope="module")
def pieces(folder: Path) -> MarianPieces:
    return MarianPieces(folder, hints=True)


@pytest.mark.model
def test_ids_are_those_of_the_stock_tokenizer(folder: Path, pieces: MarianPieces) -> None:
    from transformers import MarianTokenizer

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        stock = MarianTokenizer.from_pretrained(folder)
    articles = folder.parent.parent / "seeds"
    lines = [line for path in articles.glob("*.txt") for line in path.read_text().splitlines()]
    for text in [*ORDINARY, *filter(str.strip, lines)]:
        assert [*pieces.ids(pieces.encode(text)), 0] == stock(text)["input_ids"]
        target = stock(text_target=text)["input_ids"]
        assert [*pieces.target_ids(pieces.encode_target(text)), 0] == target


@pytest.mark.parametrize(
    "text",
    [
        "Hij schreef <s>fout</s>",
        "<t> Mazjilis <s> Mazhilis </t>",
        "<unk> en <pad>",
        "a<t>b</t>c<s>d",
        "<t>",
        "<<s>>",
        "<0x41> en </0x0A>",
    ],
)
def test_reserved_pieces_in_a_text_are_text(pieces: MarianPieces, text: str) -> None:
    for encode in (pieces.encode, pieces.encode_target):
        tokens = encode(text)
        assert not set(tokens) & set(RESERVED)
        assert pieces.decode(tokens) == text


@given(st.lists(st.sampled_from([*RESERVED, "a", " b", "<", ">", "/", "s", "t", "."]), max_size=12))
def test_no_arrangement_of_reserved_pieces_produces_one(parts: list[str]) -> None:
    pieces = _embedded()
    text = " ".join("".join(parts).split())
    tokens = pieces.encode(text)
    assert not set(tokens) & set(RESERVED)
    assert pieces.decode(tokens) == text


@given(st.text(max_size=40))
def test_any_text_has_offsets_in_order(text: str) -> None:
    pieces = _embedded()
    tokens = pieces.encode(text)
    offsets = pieces.offsets(text)
    assert len(offsets) == len(tokens)
    assert UNK not in tokens
    last = 0
    for start, end in offsets:
        assert 0 <= start <= end <= len(text)
        assert start >= last or (start, end) == (last, end)
        last = start
    decoded = pieces.decode(tokens)
    spans = pieces.target_offsets(tokens)
    assert len(spans) == len(tokens)
    assert all(0 <= start <= end <= len(decoded) for start, end in spans)


@pytest.mark.parametrize("text", ORDINARY)
def test_offsets_point_at_what_the_piece_was_made_from(pieces: MarianPieces, text: str) -> None:
    for token, (start, end) in zip(pieces.encode(text), pieces.offsets(text), strict=True):
        written = token.replace("▁", "")
        if written and not written.startswith("<0x") and text[start:end].isascii():
            assert text[start:end] == written
    tokens = pieces.encode_target(text)
    decoded = pieces.decode(tokens)
    for token, (start, end) in zip(tokens, pieces.target_offsets(tokens), strict=True):
        written = token.replace("▁", "")
        if written and not written.startswith("<0x"):
            assert decoded[start:end] == written


def test_offsets_of_bytes_and_ligatures_cover_their_code_point(pieces: MarianPieces) -> None:
    text = "De Қ ﬁets 👩"
    spans = [text[start:end] for start, end in pieces.offsets(text)]
    assert spans.count("Қ") == 2
    assert spans.count("👩") == 4
    assert "ﬁ" in "".join(spans)
    tokens = pieces.encode(text)
    decoded = pieces.decode(tokens)
    assert decoded == "De Қ fiets 👩"
    assert [decoded[a:b] for a, b in pieces.target_offsets(tokens)].count("Қ") == 2


def test_annotation_is_what_the_trainer_writes(folder: Path, pieces: MarianPieces) -> None:
    stock = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    text = "In de Mazjilis sprak Dzjanboelat Mamai."
    hints = [
        TermHint(start=21, end=38, target="Zhanbolat Mamai"),
        TermHint(start=6, end=14, target="Mazhilis"),
    ]
    wanted = stock.encode(
        "In de <t> Mazjilis <s> Mazhilis </t> sprak "
        "<t> Dzjanboelat Mamai <s> Zhanbolat Mamai </t>.",
        out_type=str,
    )
    assert pieces.encode_hinted(text, hints) == wanted
    assert wanted.count("<t>") == 2


def test_reserved_pieces_beside_an_annotation_stay_text(pieces: MarianPieces) -> None:
    text = "<s>Mazjilis</s> <t>"
    hinted = pieces.encode_hinted(text, [TermHint(start=3, end=11, target="the </t> Mazhilis")])
    assert [piece for piece in hinted if piece in RESERVED] == ["<t>", "<s>", "</t>"]
    assert pieces.encode_hinted(text, []) == pieces.encode(text)


def test_overlapping_hints_are_refused(pieces: MarianPieces) -> None:
    hints = [TermHint(start=0, end=3, target="x"), TermHint(start=2, end=5, target="y")]
    with pytest.raises(ModelError, match="overlap"):
        pieces.encode_hinted("abcdef", hints)


def test_hints_need_a_model_that_takes_them(folder: Path) -> None:
    plain = MarianPieces(folder)
    with pytest.raises(ModelError, match="not trained on inline annotations"):
        plain.encode_hinted("a", [])


def test_encodable_tells_what_comes_back_unchanged(pieces: MarianPieces) -> None:
    assert pieces.encodable("Tokayev’s")
    assert pieces.encodable("Қарағанды")
    assert not pieces.encodable("wait…")
    assert pieces.decode([]) == ""
    assert pieces.target_offsets([]) == []


def test_a_piece_outside_the_vocabulary_is_unknown(tmp_path: Path, folder: Path) -> None:
    copy = tmp_path / "model"
    copy.mkdir()
    for name in ("source.spm", "target.spm", "tokenizer_config.json"):
        shutil.copy(folder / name, copy)
    vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    del vocabulary["▁de"]
    (copy / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    pieces = MarianPieces(copy)
    tokens = pieces.encode("van de stad")
    assert tokens[1] == UNK
    assert pieces.ids(tokens)[1] == 1
    assert not pieces.encodable("van de stad")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("source.spm", None, "missing"),
        ("source.spm", b"", "not a SentencePiece model"),
        ("target.spm", b"\x0a\xff\xff\xff\xff\x0f", "not a SentencePiece model"),
        ("vocab.json", b"[1]", "does not hold a JSON object"),
        ("vocab.json", b"{", "not JSON"),
        ("vocab.json", b'{"a": 0}', "has no piece </s> <unk>"),
    ],
)
def test_damaged_files_are_named(
    tmp_path: Path, folder: Path, name: str, content: bytes | None, message: str
) -> None:
    copy = tmp_path / "model"
    copy.mkdir()
    for needed in ("source.spm", "target.spm", "vocab.json"):
        shutil.copy(folder / needed, copy)
    (copy / name).unlink()
    if content is not None:
        (copy / name).write_bytes(content)
    with pytest.raises(ModelError, match=message) as caught:
        MarianPieces(copy)
    assert name in str(caught.value.where)


_LOADED: list[MarianPieces] = []


def _embedded() -> MarianPieces:
    """Load once; hypothesis cannot be handed a fixture of another scope."""
    from tests.conftest import REPO_ROOT

    if not _LOADED:
        _LOADED.append(MarianPieces(REPO_ROOT / "models" / "nl-en-news", hints=True))
    return _LOADED[0]
