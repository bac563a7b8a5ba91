"""What a model folder holds: its files, ``model.toml``, its hashes and whether it is sound.

A MarianMT folder is a foreign format that this module reads and judges; nothing is decoded here,
and torch, transformers and ctranslate2 must not come in: ``workbench model list`` has to be quick.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workbench.engine.tokenizer import RESERVED
from workbench.engine.words import WORDS
from workbench.errors import Location, ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "CARD",
    "Card",
    "ModelFolder",
    "Origin",
    "hash_file",
    "hash_files",
    "length_penalty_of",
    "open_folder",
    "read_card",
    "write_card",
]

CARD = "model.toml"
REQUIRED = ("config.json", "vocab.json", "source.spm", "target.spm")
OPTIONAL = ("tokenizer_config.json", "target_vocab.json", "generation_config.json")
_BLOCK = 1 << 20


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Capabilities(_Table):
    """What a model was trained to take beyond plain text."""

    hints: bool = False
    """``<t> Dutch <s> English </t>`` in the source makes it write the English."""
    words: bool = False
    """Whether ``words.tsv`` beside it has English for Dutch words that it hardly knows."""


class Pieces(_Table):
    """What is special about the vocabulary."""

    reserved: list[str] = Field(default_factory=lambda: list(RESERVED))
    """Pieces that neither a text nor a hypothesis may hold."""


class Origin(_Table):
    """Where a pulled model came from."""

    hub: str
    revision: str
    """Commit hash, whatever branch or tag was asked for."""
    pulled: str
    """UTC, ISO 8601, ending in Z."""
    weights_file: str = ""
    """The file the weights were published in."""
    weights_sha256: str = ""
    """That file's hash; it is gone where it was a pickle."""


class Card(_Table):
    """``model.toml``: what a machine has to know about a model."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@/-]*$")
    source: str = "nl"
    target: str = "en"
    licence: str = "unknown"
    max_positions: int | None = Field(default=None, ge=8)
    capabilities: Capabilities = Capabilities()
    pieces: Pieces = Pieces()
    sha256: dict[str, str] = Field(default_factory=dict)
    """Hash of each file by name."""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFolder:
    """A folder that has everything a MarianMT needs; its hashes are not checked yet."""

    path: Path
    card: Card
    described: bool
    """Whether ``model.toml`` exists; without it the card holds what can be assumed."""
    max_positions: int
    weights: tuple[Path, ...]

    @property
    def name(self) -> str:
        """The name it is listed and asked for by."""
        return self.card.id

    @property
    def files(self) -> tuple[Path, ...]:
        """Everything that decides what the model writes, in a fixed order."""
        names = [name for name in (*REQUIRED, *OPTIONAL) if (self.path / name).is_file()]
        if self.words is not None:
            names.append(self.words.name)
        return tuple(sorted([*(self.path / name for name in names), *self.weights]))

    @property
    def words(self) -> Path | None:
        """The list of rare words, where the card says that there is one."""
        return self.path / WORDS if self.card.capabilities.words else None

    @property
    def size_bytes(self) -> int:
        """Bytes of all files together."""
        return sum(path.stat().st_size for path in self.files)

    def config(self) -> dict[str, Any]:
        """Return ``config.json``."""
        return _read_json(self.path / "config.json")

    def parameters(self) -> int:
        """Count the weights' numbers from their headers; nothing is loaded."""
        return sum(_count_numbers(path) for path in self.weights)


def open_folder(path: Path) -> ModelFolder:
    """Read a model folder and see to it that it can be a MarianMT.

    Raises:
        ModelError: a file is missing, is not what its name says, or the architecture is another.
    """
    missing = [name for name in REQUIRED if not (path / name).is_file()]
    weights = tuple(sorted(path.glob("*.safetensors")))
    if missing and len(missing) == len(REQUIRED) and not weights:
        msg = "this folder does not hold a model"
        hint = "name the folder of a MarianMT model, or leave the model out for the embedded one"
        raise ModelError(msg, where=str(path), hint=hint)
    if missing:
        msg = f"the model lacks {', '.join(missing)}"
        raise ModelError(msg, where=str(path), hint="copy or pull the model again")
    if not weights:
        pickled = (path / "pytorch_model.bin").is_file()
        raise ModelError(
            "the model's weights are pickled" if pickled else "the model has no *.safetensors",
            where=str(path),
            hint="convert them with `workbench model pull` or transformers" if pickled else None,
        )
    config = _read_json(path / "config.json")
    check_architecture(config, where=path / "config.json")
    described = (path / CARD).is_file()
    card = read_card(path / CARD) if described else Card(id=_safe_name(path))
    if card.capabilities.words and not (path / WORDS).is_file():
        hint = "copy the model again, or set words = false in model.toml"
        raise ModelError(f"the model lacks {WORDS}", where=str(path), hint=hint)
    positions = config["max_position_embeddings"]
    return ModelFolder(
        path=path,
        card=card,
        described=described,
        max_positions=min(positions, card.max_positions or positions),
        weights=weights,
    )


def length_penalty_of(path: Path) -> float:
    """Return the exponent of the length by which a model wants its beam's sums divided.

    It stands in ``generation_config.json``, where transformers looks for it too; 1.0 by default.

    Raises:
        ModelError: the file cannot be read, or holds no number there.
    """
    file = path / "generation_config.json"
    if not file.is_file():
        return 1.0
    value = _read_json(file).get("length_penalty", 1.0)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ModelError(f"length_penalty is {value!r}, not a number", where=str(file))
    return float(value)


def check_architecture(config: dict[str, Any], *, where: Path | str) -> None:
    """See to it that a ``config.json`` describes a MarianMT.

    Raises:
        ModelError: it describes something else.
    """
    kind = config.get("model_type")
    if kind != "marian":
        named = ", ".join(map(str, config.get("architectures") or [])) or kind or "unknown"
        msg = f"this is not a MarianMT model (architecture: {named})"
        raise ModelError(msg, where=str(where))
    positions = config.get("max_position_embeddings")
    if not isinstance(positions, int) or positions < 8:
        msg = f"max_position_embeddings is {positions!r}, not a length a sentence fits in"
        raise ModelError(msg, where=str(where))


def read_card(path: Path) -> Card:
    """Read ``model.toml``.

    Raises:
        ModelError: it is not TOML, or a key is unknown, missing or of another type.
    """
    try:
        return Card.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        msg = f"cannot be read: {error.strerror}"
        raise ModelError(msg, where=str(path)) from error
    except UnicodeDecodeError as error:
        msg = "is not UTF-8"
        raise ModelError(msg, where=str(path)) from error
    except tomllib.TOMLDecodeError as error:
        msg = f"is not TOML: {error}"
        raise ModelError(msg, where=str(path)) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        msg = f"{key}: {first['msg']}"
        raise ModelError(msg, where=Location(path=str(path))) from error


def write_card(path: Path, card: Card) -> None:
    """Write ``model.toml`` anew; comments of an older one are not kept."""
    lines = [
        "# What the workbench knows about this model; `workbench model verify` checks the hashes.",
        f"id = {_quote(card.id)}",
        f"source = {_quote(card.source)}",
        f"target = {_quote(card.target)}",
        f"licence = {_quote(card.licence)}",
    ]
    if card.max_positions is not None:
        lines.append(f"max_positions = {card.max_positions}")
    lines += ["", "[capabilities]", f"hints = {str(card.capabilities.hints).lower()}"]
    if card.capabilities.words:
        lines.append("words = true")
    reserved = ", ".join(_quote(piece) for piece in card.pieces.reserved)
    lines += ["", "[pieces]", f"reserved = [{reserved}]"]
    if card.origin is not None:
        values = card.origin.model_dump().items()
        lines += ["", "[origin]", *(f"{key} = {_quote(value)}" for key, value in values if value)]
    hashes = (f"{_quote(name)} = {_quote(value)}" for name, value in sorted(card.sha256.items()))
    lines += ["", "[sha256]", *hashes]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        msg = f"cannot be read: {error.strerror}"
        raise ModelError(msg, where=str(path)) from error


def hash_files(folder: ModelFolder) -> tuple[dict[str, str], str]:
    """Return the hash of each file by name, and one hash of the whole model.

    The whole depends on the names and contents of the files that decide what the model writes, so
    that a copy elsewhere is the same model.
    """
    hashes = {path.name: hash_file(path) for path in folder.files}
    listing = "".join(f"{value}  {name}\n" for name, value in sorted(hashes.items()))
    return hashes, hashlib.sha256(listing.encode()).hexdigest()


def compare_hashes(
    folder: ModelFolder, hashes: dict[str, str]
) -> Iterator[tuple[str, Literal["changed", "missing", "unrecorded"]]]:
    """Yield each file that is not as ``model.toml`` has it."""
    for name, wanted in sorted(folder.card.sha256.items()):
        if name not in hashes:
            yield name, "missing"
        elif hashes[name] != wanted.lower():
            yield name, "changed"
    if folder.card.sha256:
        for name in sorted(hashes.keys() - folder.card.sha256.keys()):
            yield name, "unrecorded"


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
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


def _count_numbers(path: Path) -> int:
    """Read the header of a safetensors file: its length in 8 bytes, then JSON."""
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(min(length, 100 * _BLOCK)))
        shapes = [value["shape"] for key, value in header.items() if key != "__metadata__"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = "is not a safetensors file"
        raise ModelError(msg, where=str(path)) from error
    total = 0
    for shape in shapes:
        numbers = 1
        for size in shape:
            numbers *= size
        total += numbers
    return total


def _safe_name(path: Path) -> str:
    """Return a folder's name as a model id."""
    name = "".join(char if char.isascii() and char.isalnum() else "-" for char in path.name)
    return name.strip("-") or "model"


def _quote(text: str) -> str:
    """Return a TOML basic string; JSON's escapes are valid there."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
