"""Which models there are, how one is found by name, folder or hub id, and what is known of it.

Nothing here opens a socket or loads a model: a hub id that was not pulled yet is an error that
names the command which pulls it (``pull`` is the only module that does).
"""

from __future__ import annotations

import contextlib
import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from workbench.config import cache_dir, data_dir
from workbench.engine.conversion import Precision, conversion_problem
from workbench.engine.folder import (
    CARD,
    Card,
    ModelFolder,
    compare_hashes,
    hash_files,
    open_folder,
    write_card,
)
from workbench.errors import ModelError, ModelMissing

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "DEFAULT_MODEL",
    "HUB_ID",
    "Model",
    "ModelInfo",
    "converted_folder",
    "describe",
    "find_model",
    "list_models",
    "pulled_folder",
    "pulled_models_dir",
    "record_hashes",
    "refuse_changed",
]

DEFAULT_MODEL = "nl-en-news"
HUB_ID = re.compile(r"(?P<hub>[\w.-]+/[\w.-]+)(?:@(?P<revision>[\w./-]+))?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model that was found, with the hashes of what lies in its folder now."""

    folder: ModelFolder
    kind: Literal["embedded", "pulled", "folder"]
    hashes: dict[str, str]
    sha256: str

    @property
    def name(self) -> str:
        """The name it is listed by."""
        return self.folder.name

    @property
    def identity(self) -> str:
        """``<name>@<first 12 of sha256>``, as in signatures."""
        return f"{self.name}@{self.sha256[:12]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInfo:
    """Everything ``model info`` tells."""

    name: str
    kind: str
    path: str
    source: str
    target: str
    licence: str
    parameters: int
    size_bytes: int
    sha256: str
    encoder_layers: int
    decoder_layers: int
    width: int
    vocabulary: int
    max_positions: int
    hints: bool
    words: bool
    """Whether it has a list of rare words."""
    hub: str
    revision: str
    weights_file: str
    weights_sha256: str
    converted: str
    """Folder of the int8 conversion, empty where there is none yet."""
    problems: tuple[str, ...]
    """What ``model verify`` would complain about, loading apart."""


def embedded_roots() -> list[Path]:
    """Return where models that come with the program lie: a checkout's or a wheel's ``models``."""
    package = Path(__file__).resolve().parent.parent
    return [package.parent / "models", package / "models"]


def pulled_models_dir() -> Path:
    """Return where pulled models lie."""
    return data_dir() / "models"


def pulled_folder(hub: str, revision: str) -> Path:
    """Return where ``pull`` puts a commit of a hub repository."""
    return pulled_models_dir() / f"{hub.replace('/', '--')}@{revision[:12]}"


def list_models() -> tuple[list[Model], list[ModelError]]:
    """Return the usable models, embedded ones first, and what is wrong with the others."""
    models: list[Model] = []
    errors: list[ModelError] = []
    for kind, path in _candidates():
        try:
            models.append(_model(path, kind=kind))
        except ModelError as error:
            errors.append(error)
    return models, errors


def find_model(asked: str | Path | None = None) -> Model:
    """Return the model asked for by name, folder or hub id; the embedded default for None.

    Raises:
        ModelMissing: there is no such model here; the hint says how to get one.
        ModelError: it is there and cannot be used.
    """
    text = str(asked) if asked is not None else DEFAULT_MODEL
    if "/" not in text:
        for kind, path in _candidates():
            if path.name == text or _listed_name(path) == text:
                return _model(path, kind=kind)
    folder = Path(text).expanduser()
    match = HUB_ID.fullmatch(text)
    if folder.is_dir() and not (match and not (folder / "config.json").exists()):
        return _model(folder, kind="folder")
    if match and not text.startswith((".", "/", "~")):
        pulled = _find_pulled(match["hub"], match["revision"])
        if pulled is not None:
            return _model(pulled, kind="pulled")
        msg = f"the model {text} is not on this machine"
        hint = f"run `workbench model pull {text}`, or use the embedded {DEFAULT_MODEL}"
        raise ModelMissing(msg, hint=hint)
    if "/" in text:
        msg = "there is no such folder"
        raise ModelMissing(msg, where=text, hint=f"leave --model out for {DEFAULT_MODEL}")
    names = sorted({_listed_name(path) for _, path in _candidates()})
    close = difflib.get_close_matches(text, names, n=1)
    there = f"there is {', '.join(names)}" if names else "there is none"
    msg = f"no model is called {text}"
    raise ModelMissing(msg, hint=f"did you mean {close[0]}?" if close else there)


def describe(model: Model) -> ModelInfo:
    """Return everything ``model info`` tells."""
    folder, card = model.folder, model.folder.card
    config = folder.config()
    origin = card.origin
    cached = converted_folder(model)
    return ModelInfo(
        name=model.name,
        kind=model.kind,
        path=str(folder.path),
        source=card.source,
        target=card.target,
        licence=card.licence,
        parameters=folder.parameters(),
        size_bytes=folder.size_bytes,
        sha256=model.sha256,
        encoder_layers=int(config.get("encoder_layers", 0)),
        decoder_layers=int(config.get("decoder_layers", 0)),
        width=int(config.get("d_model", 0)),
        vocabulary=int(config.get("vocab_size", 0)),
        max_positions=folder.max_positions,
        hints=card.capabilities.hints,
        words=card.capabilities.words,
        hub=origin.hub if origin else "",
        revision=origin.revision if origin else "",
        weights_file=origin.weights_file if origin else "",
        weights_sha256=origin.weights_sha256 if origin else "",
        converted=str(cached) if conversion_problem(cached) is None else "",
        problems=tuple(_problems(model)),
    )


def record_hashes(path: Path) -> Card:
    """Write the hashes of a folder's files into its ``model.toml``, after a retraining.

    Everything else ``model.toml`` says is kept, comments apart.
    """
    folder = open_folder(path)
    hashes, _ = hash_files(folder)
    card = folder.card.model_copy(
        update={"sha256": hashes, "max_positions": folder.config()["max_position_embeddings"]}
    )
    write_card(path / CARD, card)
    return card


def converted_folder(model: Model, *, precision: Precision = "int8") -> Path:
    """Return where the CTranslate2 form of a model is kept; it need not exist."""
    return cache_dir() / "ct2" / f"{model.sha256}-{precision}"


def _candidates() -> Iterator[tuple[Literal["embedded", "pulled"], Path]]:
    """Yield every folder under the model roots that may be a model."""
    roots: list[tuple[Literal["embedded", "pulled"], Path]] = [
        ("embedded", root) for root in embedded_roots()
    ]
    for kind, root in [*roots, ("pulled", pulled_models_dir())]:
        with contextlib.suppress(OSError):
            for path in sorted(root.iterdir()):
                if not path.name.startswith(".") and (path / "config.json").is_file():
                    yield kind, path


def _listed_name(path: Path) -> str:
    with contextlib.suppress(ModelError):
        return open_folder(path).name
    return path.name


def _find_pulled(hub: str, revision: str | None) -> Path | None:
    """Return the commit of a repository that was pulled last, or the one asked for."""
    found: list[tuple[str, Path]] = []
    for _, path in _candidates():
        with contextlib.suppress(ModelError):
            origin = open_folder(path).card.origin
            if (
                origin
                and origin.hub == hub
                and (revision is None or origin.revision.startswith(revision))
            ):
                found.append((origin.pulled, path))
    return max(found)[1] if found else None


def _model(path: Path, *, kind: Literal["embedded", "pulled", "folder"]) -> Model:
    folder = open_folder(path.resolve())
    hashes, whole = hash_files(folder)
    return Model(folder=folder, kind=kind, hashes=hashes, sha256=whole)


def _problems(model: Model) -> Iterator[str]:
    for name, problem in compare_hashes(model.folder, model.hashes):
        yield {
            "changed": f"{name} is not the file {CARD} describes",
            "missing": f"{name} is in {CARD} and not in the folder",
            "unrecorded": f"{name} is in the folder and not in {CARD}",
        }[problem]


def refuse_changed(model: Model) -> None:
    """Refuse a model whose files are not those its card was written for."""
    problem = next(_problems(model), None)
    if problem is not None:
        hint = f"restore the file, or remove {CARD}'s [sha256] if the change is meant"
        raise ModelError(problem, where=str(model.folder.path), hint=hint)
