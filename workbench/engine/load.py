"""The engine a run decodes with: CTranslate2 or torch, and the constrained beam beside it.

This is the door of the folder: everything above asks for an engine here.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.engine.build import make_ct2, make_torch, smoke_test
from workbench.engine.catalogue import HUB_ID, find_model, refuse_changed
from workbench.engine.words import NO_WORDS, RareWords
from workbench.errors import ModelError, ModelMissing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from workbench.engine.base import Constraint, Engine
    from workbench.engine.catalogue import Model
    from workbench.engine.marian import MarianEngine
    from workbench.model import Hypothesis

__all__ = ["Loaded", "load_engine"]


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
    words: RareWords = NO_WORDS
    """English for words that the model hardly knows."""


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
    refuse_changed(model)
    card = model.folder.card
    if (card.source, card.target) == ("en", "nl") and not reverse:
        hint = "name a model from Dutch to English with --model"
        raise ModelError("translates English into Dutch", where=str(model.folder.path), hint=hint)
    constrained = _Constrained(model) if importlib.util.find_spec("torch") else None
    notes: tuple[str, ...] = ()
    made: Engine
    if engine == "torch":
        made = make_torch(model, jobs=jobs)
    elif engine == "ct2":
        made = make_ct2(model, jobs=jobs)
        smoke_test(made)
    elif engine == "auto":
        try:
            made = make_ct2(model, jobs=jobs)
            smoke_test(made)
        except ModelError as error:
            if constrained is None:
                raise
            notes = (f"CTranslate2 cannot be used here, torch decodes instead: {error}",)
            made = make_torch(model, jobs=jobs)
    else:
        msg = f"no engine is called {engine}"
        raise ModelError(msg, hint="use auto, ct2 or torch")
    if constrained is not None:
        constrained.share(made)
    words = RareWords.read(model.folder.words)
    return Loaded(engine=made, model=model, notes=notes, constrained=constrained, words=words)


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
            self._engine = make_torch(self._model)
        items = [
            ConstrainedSource(source=tuple(pieces), constraints=tuple(constraints), text=text)
            for text, pieces, constraints in jobs
        ]
        results = constrained_beams(self._engine, items, beam=beam)
        return [result.hypotheses[0] if result.hypotheses else None for result in results]
