"""Engines made of a model that was found, and the trial each has to stand before it is trusted.

The heavy libraries are imported when an engine is made, not before. Which engine a user gets is
decided in ``load``.
"""

from __future__ import annotations

import importlib.util
import math
import os
from typing import TYPE_CHECKING

from workbench.engine.base import DecodeOptions
from workbench.engine.batching import target_limit
from workbench.engine.catalogue import converted_folder, refuse_changed
from workbench.engine.conversion import Precision, convert_into
from workbench.engine.folder import CARD
from workbench.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.engine.base import Engine
    from workbench.engine.catalogue import Model
    from workbench.engine.marian import MarianEngine

__all__ = ["convert", "make_ct2", "make_torch", "smoke_test", "verify"]

SMOKE_TEST = (
    "De burgemeester opende woensdag de nieuwe bibliotheek.",
    "„Ik wist het niet”, zei ze.",
    "In 2019 steeg de prijs met 4,8 procent.",
)
"""Sentences every new engine decodes before it is trusted."""


def convert(model: Model, *, precision: Precision = "int8") -> Path:
    """Return the CTranslate2 form of a model, converted now if it is not there or not sound.

    Raises:
        ModelError: torch or transformers is missing, the cache cannot be written, or the
            converter failed.
    """
    target = converted_folder(model, precision=precision)
    convert_into(target, folder=model.folder.path, precision=precision)
    return target


def make_ct2(model: Model, *, jobs: int | None = None) -> Engine:
    """Return the CTranslate2 engine of a model, converted where it was not yet.

    Raises:
        ModelError: the library is missing or the model cannot be converted.
    """
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


def make_torch(model: Model, *, jobs: int | None = None) -> MarianEngine:
    """Return the torch engine of a model.

    Raises:
        ModelError: a library is missing or the model cannot be loaded.
    """
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


def verify(model: Model) -> list[str]:
    """Check hashes, load the model and decode the smoke test.

    Returns:
        What was checked, one line each.

    Raises:
        ModelError: a file is not as ``model.toml`` has it, or the model does not decode.
    """
    refuse_changed(model)
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
        engine = make_ct2(model, jobs=1) if library == "ctranslate2" else make_torch(model)
        try:
            smoke_test(engine)
            checked.append(f"{engine.name} decodes {len(SMOKE_TEST)} sentences soundly")
        finally:
            engine.close()
    return checked


def _threads(jobs: int | None) -> int:
    cores = len(os.sched_getaffinity(0))
    return max(1, min(jobs or cores, cores))
