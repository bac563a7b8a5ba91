"""Which models there are, and how one is found, checked, converted and loaded.

A model is asked for by NAME, DIR or HUB-ID. Nothing here opens a socket: a hub id that was not
pulled yet is an error that names the command which pulls it (``pull`` is the only module that
does). Heavy libraries are imported when an engine is made, not before.
"""

from __future__ import annotations

import contextlib
import difflib
import importlib.util
import math
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from workbench.config import cache_dir, data_dir
from workbench.engine.base import DecodeOptions
from workbench.engine.batching import target_limit
from workbench.engine.conversion import Precision, conversion_problem, convert_into
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
    from collections.abc import Callable, Iterator, Sequence

    from workbench.engine.base import Constraint, Engine
    from workbench.engine.marian import MarianEngine
    from workbench.model import Hypothesis

__all__ = [
    "DEFAULT_MODEL",
    "Loaded",
    "Model",
    "ModelInfo",
    "convert",
    "converted_folder",
    "describe",
    "find_model",
    "list_models",
    "load_engine",
    "pulled_folder",
    "pulled_models_dir",
    "record_hashes",
    "smoke_test",
    "verify",
]

DEFAULT_MODEL = "nl-en-news"
HUB_ID = re.compile(r"(?P<hub>[\w.-]+/[\w.-]+)(?:@(?P<revision>[\w./-]+))?", re.ASCII)
SMOKE_TEST = (
    "De burgemeester opende woensdag de nieuwe bibliotheek.",
    "„Ik wist het niet”, zei ze.",
    "In 2019 steeg de prijs met 4,8 procent.",
)
"""Sentences every new engine decodes before it is trusted."""


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
    hub: str
    revision: str
    weights_file: str
    weights_sha256: str
    converted: str
    """Folder of the int8 conversion, empty where there is none yet."""
    problems: tuple[str, ...]
    """What ``model verify`` would complain about, loading apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """An engine ready to decode."""

    engine: Engine
    model: Model
    notes: tuple[str, ...] = ()
    """Remarks for the user, such as why CTranslate2 is not used."""
    constrained: (
        Callable[[Sequence[tuple[str, list[str], list[Constraint]]], int], list[Hypothesis | None]]
        | None
    ) = None
    """The constrained beam; it loads torch on its first call. None where torch is missing."""


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
        hub=origin.hub if origin else "",
        revision=origin.revision if origin else "",
        weights_file=origin.weights_file if origin else "",
        weights_sha256=origin.weights_sha256 if origin else "",
        converted=str(cached) if conversion_problem(cached) is None else "",
        problems=tuple(_problems(model)),
    )


def verify(model: Model) -> list[str]:
    """Check hashes, load the model and decode the smoke test.

    Returns:
        What was checked, one line each.

    Raises:
        ModelError: a file is not as ``model.toml`` has it, or the model does not decode.
    """
    _refuse_changed(model)
    checked = [
        f"{len(model.hashes)} files have the hashes of {CARD}"
        if model.folder.card.sha256
        else f"there is no hash to compare with: no {CARD} records any",
        f"the whole model is sha256 {model.sha256}",
    ]
    engines = [name for name in ("torch", "ctranslate2") if importlib.util.find_spec(name)]
    if not engines:
        msg = "neither ctranslate2 nor torch is installed"
        raise ModelError(msg, hint="pip install the [ct2] or [hf] extra")
    for library in engines:
        engine = _make_ct2(model, jobs=1) if library == "ctranslate2" else _make_torch(model)
        try:
            smoke_test(engine)
            checked.append(f"{engine.name} decodes {len(SMOKE_TEST)} sentences soundly")
        finally:
            engine.close()
    return checked


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


def convert(model: Model, *, precision: Precision = "int8") -> Path:
    """Return the CTranslate2 form of a model, converted now if it is not there or not sound.

    Raises:
        ModelError: torch or transformers is missing, the cache cannot be written, or the
            converter failed.
    """
    target = converted_folder(model, precision=precision)
    convert_into(target, folder=model.folder.path, precision=precision)
    return target


def load_engine(
    asked: str | Path | None = None,
    *,
    engine: str = "auto",
    jobs: int | None = None,
    offline: bool = True,
    reverse: bool = False,
) -> Loaded:
    """Find a model and load the engine for it.

    ``auto`` takes CTranslate2 where it is installed and passes a smoke test, else torch; no clock
    decides, so that the same machine always takes the same.

    Args:
        asked: name, folder or hub id; None for the embedded default.
        engine: ``auto``, ``ct2`` or ``torch``.
        jobs: threads, bounded by the cores this process may use; by default all of them.
        offline: False pulls a hub id that is not on this machine.
        reverse: whether a model from English to Dutch is welcome, as training has a use for.

    Raises:
        ModelMissing: the model is not on this machine.
        ModelError: model or engine cannot be used.
    """
    try:
        model = find_model(asked)
    except ModelMissing:
        if offline or not HUB_ID.fullmatch(str(asked)):
            raise
        from workbench.engine.pull import pull

        model = pull(str(asked))
    _refuse_changed(model)
    card = model.folder.card
    if (card.source, card.target) == ("en", "nl") and not reverse:
        hint = "name a model from Dutch to English with --model"
        raise ModelError("translates English into Dutch", where=str(model.folder.path), hint=hint)
    constrained = _Constrained(model) if importlib.util.find_spec("torch") else None
    notes: tuple[str, ...] = ()
    made: Engine
    if engine == "torch":
        made = _make_torch(model, jobs=jobs)
    elif engine == "ct2":
        made = _make_ct2(model, jobs=jobs)
        smoke_test(made)
    elif engine == "auto":
        try:
            made = _make_ct2(model, jobs=jobs)
            smoke_test(made)
        except ModelError as error:
            if constrained is None:
                raise
            notes = (f"CTranslate2 cannot be used here, torch decodes instead: {error}",)
            made = _make_torch(model, jobs=jobs)
    else:
        msg = f"no engine is called {engine}"
        raise ModelError(msg, hint="use auto, ct2 or torch")
    if constrained is not None:
        constrained.share(made)
    return Loaded(engine=made, model=model, notes=notes, constrained=constrained)


def smoke_test(engine: Engine) -> None:
    """Decode three sentences and see whether the engine agrees with itself.

    A build or processor that computes wrongly gives another probability to its own hypothesis
    when it reads it than it gave when it wrote it.

    Raises:
        ModelError: it fails, or its scores are no log-probabilities or differ.
    """
    sources = [engine.tokenizer.encode(sentence) for sentence in SMOKE_TEST]
    found = [rows[0] for rows in engine.translate(sources, DecodeOptions())]
    pairs = [(source, hypothesis.tokens) for source, hypothesis in zip(sources, found, strict=True)]
    for (source, tokens), hypothesis, score in zip(pairs, found, engine.score(pairs), strict=True):
        # At its limit a hypothesis ends without the </s> that reading it counts.
        cut = len(tokens) >= target_limit(len(source), longest=engine.max_source_tokens) - 1
        # Suppressed pieces, and </s> as the first, take their probability with them.
        if not math.isfinite(score) or (abs(score - hypothesis.score) > 1 and not cut):
            msg = f"{engine.name} fails its smoke test: score {hypothesis.score} read as {score}"
            raise ModelError(msg, hint="try --engine torch")


class _Constrained:
    """The constrained beam of a model, with torch loaded when a segment first needs it."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._engine: MarianEngine | None = None

    def share(self, engine: Engine) -> None:
        """Use the engine that decodes, where it is torch anyway."""
        from workbench.engine.marian import MarianEngine

        if isinstance(engine, MarianEngine):
            self._engine = engine

    def __call__(
        self, jobs: Sequence[tuple[str, list[str], list[Constraint]]], beam: int
    ) -> list[Hypothesis | None]:
        """Decode each (source, its pieces, constraints); None where nothing came out."""
        from workbench.engine.constrained import ConstrainedSource, constrained_beams

        if self._engine is None:
            self._engine = _make_torch(self._model)
        items = [
            ConstrainedSource(source=tuple(pieces), constraints=tuple(constraints), text=text)
            for text, pieces, constraints in jobs
        ]
        results = constrained_beams(self._engine, items, beam=beam)
        return [result.hypotheses[0] if result.hypotheses else None for result in results]


def _threads(jobs: int | None) -> int:
    cores = len(os.sched_getaffinity(0))
    return max(1, min(jobs or cores, cores))


def _make_ct2(model: Model, *, jobs: int | None = None) -> Engine:
    try:
        from workbench.engine.ct2 import CT2Engine

        importlib.import_module("ctranslate2")
    except ImportError as error:
        msg = f"CTranslate2 cannot be imported: {error}"
        raise ModelError(msg, hint="pip install ctranslate2, or use --engine torch") from error
    folder = model.folder
    return CT2Engine(
        folder.path,
        convert(model),
        identity=model.identity,
        max_positions=folder.max_positions,
        hints=folder.card.capabilities.hints,
        reserved=folder.card.pieces.reserved,
        threads=_threads(jobs),
    )


def _make_torch(model: Model, *, jobs: int | None = None) -> MarianEngine:
    try:
        from workbench.engine.marian import MarianEngine

        importlib.import_module("torch")
        importlib.import_module("transformers")
    except ImportError as error:
        msg = f"torch cannot be imported: {error}"
        raise ModelError(msg, hint="pip install torch and transformers") from error
    return MarianEngine(
        model.folder.path,
        identity=model.identity,
        hints=model.folder.card.capabilities.hints,
        reserved=model.folder.card.pieces.reserved,
        threads=_threads(jobs),
    )


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


def _refuse_changed(model: Model) -> None:
    """Refuse a model whose files are not those its card was written for."""
    problem = next(_problems(model), None)
    if problem is not None:
        hint = f"restore the file, or remove {CARD}'s [sha256] if the change is meant"
        raise ModelError(problem, where=str(model.folder.path), hint=hint)
