"""An engine in a process of its own, for one segment now.

Importing a decoder stalls every thread of its process for up to half a second, so it may not
happen beside a screen. The process is started at the first request and serves until it is closed;
texts go in, a draft comes out. No project is opened there.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.errors import ModelError, WorkbenchError
from workbench.glossary.occurrences import RenderingIndex
from workbench.qa.guide import PLAIN

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from workbench.glossary.file import Glossary
    from workbench.model import Draft, Segment, TermHit
    from workbench.pipeline import Item, Translator
    from workbench.qa import Guide

__all__ = ["Decoder", "DecoderOptions", "Request", "glossary_hash"]

_PATIENCE_SECONDS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class DecoderOptions:
    """Which engine to load."""

    model: str | None = None
    engine: str = "auto"
    beam: int = 4
    jobs: int = 1
    glossary_hash: str = ""
    guide: Guide = PLAIN
    """What the checks on a draft go by."""
    renderings: RenderingIndex | None = None
    """All that the glossary asks for, to count what a draft says too often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A segment to translate."""

    segment: Segment
    hits: tuple[TermHit, ...] = ()
    quote_depth: int = 0
    learned: tuple[TermHit, ...] = ()
    """Names as editors rendered them before, outside ``hits``."""
    prefix: str = ""
    """What the English begins with, word for word; empty for a draft of its own."""


class Decoder:
    """The desk's side; ``translate`` may be called from any one thread at a time."""

    def __init__(self, options: DecoderOptions) -> None:
        """Keep the options; nothing is started yet."""
        self.options = options
        self._sent: DecoderOptions | None = None
        """What the process goes by."""
        self._index_due: tuple[Glossary | None] | None = None
        """The glossary whose renderings are not gathered yet."""
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None

    def go_by(self, glossary: Glossary | None, guide: Guide) -> None:
        """Have the drafts that follow made and checked by another glossary; the model stays."""
        known = glossary_hash(glossary)
        if known != self.options.glossary_hash or guide != self.options.guide:
            self.options = replace(self.options, glossary_hash=known, guide=guide)
            self._index_due = (glossary,)

    def translate(self, request: Request) -> Draft:
        """Return the draft for a segment; the first call loads the model.

        Raises:
            ModelError: the engine cannot be loaded, or its process has ended.
        """
        connection = self._running()
        try:
            if self.options is not self._sent:
                self._gather()
                connection.send(self.options)
                self._sent = self.options
            connection.send(request)
            while not connection.poll(_PATIENCE_SECONDS):
                if self._process is None or not self._process.is_alive():
                    raise EOFError
            answer: Draft | str = connection.recv()
        except (EOFError, OSError) as error:
            self.close()
            raise ModelError(
                "the engine's process has ended", hint="try again; it is started anew"
            ) from error
        if isinstance(answer, str):
            raise ModelError(answer)
        return answer

    def _gather(self) -> None:
        """Gather what the glossary asks for, where it is another one by now."""
        if self._index_due is None:
            return
        (glossary,), self._index_due = self._index_due, None
        index = RenderingIndex(glossary) if glossary is not None and glossary.concepts else None
        self.options = replace(self.options, renderings=index)

    def _running(self) -> Connection:
        if self._connection is not None and self._process is not None and self._process.is_alive():
            return self._connection
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        self._gather()
        self._sent = self.options
        self._process = context.Process(
            target=_serve, args=(there, self.options), name="workbench-engine", daemon=True
        )
        # A front end may have put something without a file number in the place of the stream,
        # which the helper process of multiprocessing wants to inherit.
        with contextlib.redirect_stderr(sys.__stderr__ or sys.stderr):
            self._process.start()
        there.close()
        self._connection = here
        return here

    def close(self) -> None:
        """End the process, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.terminate()
            self._process.join(timeout=5)
            self._process = None


def glossary_hash(glossary: Glossary | None) -> str:
    """Return what a glossary is called in a draft's signature, empty for none."""
    return glossary.sha256[:12] if glossary is not None and glossary.concepts else ""


def _serve(connection: Connection, options: DecoderOptions) -> None:
    """Answer requests until the other side goes away; runs in the process."""
    # The terminal belongs to the desk: neither keys nor warnings of libraries may pass here.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    from workbench.engine.load import load_engine  # ctranslate2 or torch
    from workbench.pipeline import Item, PipelineOptions, Translator

    translator = loaded = None
    while True:
        try:
            request: Request | DecoderOptions = connection.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        if isinstance(request, DecoderOptions):
            options, translator = request, None
            continue
        try:
            if loaded is None:
                loaded = load_engine(options.model, engine=options.engine, jobs=options.jobs)
            if translator is None:
                translator = Translator(
                    loaded.engine,
                    PipelineOptions(
                        beam=options.beam,
                        n_best=options.beam,
                        glossary_hash=options.glossary_hash,
                        guide=options.guide,
                    ),
                    constrained=loaded.constrained,
                    words=loaded.words,
                    renderings=options.renderings,
                )
            item = Item(
                segment=request.segment,
                hits=request.hits,
                quote_depth=request.quote_depth,
                learned=request.learned,
            )
            if request.prefix:
                connection.send(_completed(translator, item, request.prefix))
            else:
                connection.send(next(translator.drafts([item]))[0])
        except WorkbenchError as error:
            connection.send(str(error))


def _completed(translator: Translator, item: Item, prefix: str) -> Draft:
    """Return a draft that begins with ``prefix`` and goes on as the decoder would.

    Raises:
        ModelError: the segment is one that is not decoded as a whole, or the beginning is too long.
    """
    from workbench.engine.base import DecodeOptions
    from workbench.model import Draft
    from workbench.pipeline.prepare import Piece

    tokenizer = translator.engine.tokenizer
    job = translator.prepare(item)
    if len(job.parts) != 1 or not isinstance(job.parts[0], Piece):
        raise ModelError("only a segment that is decoded in one piece can be finished from here")
    begun = tuple(tokenizer.encode_target(prefix))
    if len(begun) >= translator.engine.max_source_tokens:
        raise ModelError("what stands before the cursor is too long to be gone on with")
    beam = translator.options.beam
    source = tokenizer.encode(job.parts[0].hinted())
    found = translator.engine.translate([source], DecodeOptions(beam=beam, prefix=begun))[0][0]
    # The pieces may spell a rare character otherwise; what a person wrote stays as written.
    rest = found.text[len(tokenizer.decode(begun)) :]
    if prefix[-1:].isspace():
        rest = rest.lstrip()
    return Draft(target=prefix + rest, score=found.score, signature=translator.signature)
