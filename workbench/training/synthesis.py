"""Pairs of which a model wrote one side: back-translation, and distillation of a teacher.

A model from English to Dutch gives English news a Dutch source; a better model from Dutch to English
gives Dutch an English that is easier to learn than a person's (Kim & Rush 2016: of several
hypotheses the one that is closest to the reference). What is written is judged like any other pair.
Decoding goes through the engine that translates for users; what it cost is kept as it comes, so that
an interrupted run goes on. Nothing is trained here, and torch is not needed.
"""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import os
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from workbench.engine.base import DecodeOptions
from workbench.engine.load import load_engine
from workbench.errors import InputError, UsageError
from workbench.evaluate.scores import segment_scores
from workbench.text.languages import count_words
from workbench.text.loops import is_loop
from workbench.training.corpus import Pair, normal, problem, read_lines, read_pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from workbench.engine.base import Engine
    from workbench.model import Hypothesis
    from workbench.training.corpus import HeldOut
    from workbench.training.listener import Listener
    from workbench.training.recipe import Cleaning

__all__ = ["Language", "SynthesisOptions", "Synthesised", "synthesise"]

Language = Literal["nl", "en"]
_NAMES = {"nl": "Dutch", "en": "English"}
_VERSION = 1
_CHUNK = 256
"""Sentences between two writes: what an interruption costs at most."""
_SAMPLE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthesisOptions:
    """What is decoded, and how."""

    out: Path
    language: Language | None = None
    """Of the text that is given; None takes what the model translates from."""
    beam: int = 4
    n_best: int = 1
    """Hypotheses, at most ``beam``, from which the one closest to a reference is kept."""
    engine: str = "auto"
    threads: int | None = None
    fresh: bool = False
    """Whether what an earlier run left is thrown away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Synthesised:
    """What came out."""

    file: str
    model: str
    engine: str
    language: Language
    """Of the text that was given."""
    read: int
    """Sentences in the files."""
    decoded: int
    """By this run."""
    resumed: int
    """Taken over from an interrupted one."""
    pairs: int
    """Written."""
    dropped: dict[str, int]
    overlaps: dict[str, int]
    """Pairs that stand in a held-out file, by its name; they are among the dropped."""
    seconds: float
    """Spent on decoding."""


class _Sentence(NamedTuple):
    text: str
    reference: str
    """What a person wrote for it, empty where nobody did."""


class _Line(NamedTuple):
    """A hypothesis and its reference, as ``segment_scores`` reads them."""

    target: str
    reference: str


def synthesise(
    model: str | Path,
    files: Sequence[Path],
    options: SynthesisOptions,
    listener: Listener,
    *,
    cleaning: Cleaning,
    held_out: HeldOut,
) -> Synthesised:
    """Decode files and write the pairs that are fit to be learned from, Dutch first.

    Args:
        model: name, folder or hub id of a MarianMT in either direction.
        files: a sentence a line, or pairs (``.tsv``, ``.tsv.gz``), of which the side that the model
            reads is decoded and the other one is the reference.
        options: how, and where to.
        listener: is told.
        cleaning: what is dropped, before and after decoding.
        held_out: text that may stand in no pair.

    Raises:
        InputError: a file cannot be read or written, or is in the other language.
        KeyboardInterrupt: somebody stopped it; what was decoded is kept.
        ModelError: the model cannot be used.
        UsageError: the result stands already, or an interrupted run was another one.
    """
    part = options.out.with_name(f"{options.out.name}.part")
    if options.fresh:
        part.unlink(missing_ok=True)
    elif options.out.exists():
        hint = "add --fresh to write it anew, or name another file with --out"
        raise UsageError("is there already", where=str(options.out), hint=hint)
    loaded = load_engine(model, engine=options.engine, jobs=options.threads, reverse=True)
    for note in loaded.notes:
        listener.note(note)
    card = loaded.model.folder.card
    language: Language = options.language or ("en" if card.source == "en" else "nl")
    try:
        read = list(itertools.chain.from_iterable(_read(path, language) for path in files))
        dropped: Counter[str] = Counter()
        wanted = list(_fit(read, loaded.engine, cleaning, dropped))
        listener.note(
            f"{len(read)} sentences read, {len(wanted)} of them to be translated from "
            f"{_NAMES[language]} with {loaded.model.identity}"
        )
        asked = [loaded.engine.signature, options.beam, options.n_best, language, wanted]
        digest = hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()
        written, resumed, seconds = _decoded(
            loaded.engine, wanted, options, listener, part=part, digest=digest
        )
    finally:
        loaded.engine.close()
    overlaps: Counter[str] = Counter()
    pairs: dict[tuple[str, str], Pair] = {}
    for sentence, other in zip(wanted, written, strict=True):
        pair = Pair(sentence.text, other) if language == "nl" else Pair(other, sentence.text)
        reason = problem(pair, cleaning)
        if reason is None and is_loop(sentence.text, other):
            reason = "repetition"
        name = held_out.where(pair) if reason is None else None
        if name is not None:
            reason = "held out"
            overlaps[name] += 1
        key = (normal(pair.source), normal(pair.target))
        if reason is None and key in pairs:
            reason = "double"
        if reason is None:
            pairs[key] = pair
        else:
            dropped[reason] += 1
    _write(options.out, pairs.values())
    part.unlink(missing_ok=True)
    return Synthesised(
        file=str(options.out),
        model=loaded.model.identity,
        engine=loaded.engine.name,
        language=language,
        read=len(read),
        decoded=len(wanted) - resumed,
        resumed=resumed,
        pairs=len(pairs),
        dropped=dict(+dropped),
        overlaps=dict(overlaps),
        seconds=round(seconds, 2),
    )


def _read(path: Path, language: Language) -> list[_Sentence]:
    """Read a file of pairs, or of sentences, and see that it is in the language.

    Raises:
        InputError: it cannot be read, or is in the other language.
    """
    if path.name.endswith((".tsv", ".tsv.gz")):
        pairs = read_pairs(path)
        if language == "nl":
            return [_Sentence(pair.source, pair.target) for pair in pairs]
        return [_Sentence(pair.target, pair.source) for pair in pairs]
    lines = [_Sentence(line.strip(), "") for line in read_lines(path)]
    _refuse_other_language(lines, path, language)
    return lines


def _refuse_other_language(lines: list[_Sentence], path: Path, language: Language) -> None:
    found: Counter[str] = Counter()
    for line in lines[:: max(1, len(lines) // _SAMPLE)]:
        dutch, english = count_words(line.text)
        found["nl"] += dutch
        found["en"] += english
    other = "en" if language == "nl" else "nl"
    if found[other] > 2 * found[language] + 3:
        raise InputError(
            f"is {_NAMES[other]}, and the model translates {_NAMES[language]}",
            where=str(path),
            hint="name a model of the other direction, or say --from if the model's card is wrong",
        )


def _fit(
    read: Iterable[_Sentence], engine: Engine, cleaning: Cleaning, dropped: Counter[str]
) -> Iterator[_Sentence]:
    """Yield what is worth decoding, each text once, and count the rest by its reason."""
    seen: set[str] = set()
    for sentence in read:
        key = normal(sentence.text)
        if not key:
            dropped["empty"] += 1
        elif len(sentence.text) > cleaning.max_characters:
            dropped["long"] += 1
        elif "\ufffd" in sentence.text:
            dropped["damaged"] += 1
        elif key in seen:
            dropped["double"] += 1
        elif not 0 < len(engine.tokenizer.encode(sentence.text)) <= engine.max_source_tokens:
            dropped["long"] += 1
        else:
            seen.add(key)
            yield sentence


def _decoded(
    engine: Engine,
    sentences: Sequence[_Sentence],
    options: SynthesisOptions,
    listener: Listener,
    *,
    part: Path,
    digest: str,
) -> tuple[list[str], int, float]:
    """Return one hypothesis for each sentence, how many of them were there, and the seconds spent.

    Raises:
        InputError: what is decoded cannot be kept.
        UsageError: ``part`` is of another run.
    """
    began = time.monotonic()
    written = _taken_over(part, digest, at_most=len(sentences))
    resumed = len(written)
    if resumed:
        listener.note(f"{resumed} of {len(sentences)} are translated already")
    decode = DecodeOptions(beam=options.beam, n_best=min(options.n_best, options.beam))
    try:
        with part.open("a", encoding="utf-8") as file:
            if not file.tell():
                header = {"synthesis": _VERSION, "run": digest}
                file.write(json.dumps(header) + "\n")
            listener.progress(resumed, len(sentences))
            for start in range(resumed, len(sentences), _CHUNK):
                chunk = sentences[start : start + _CHUNK]
                found = engine.translate(
                    [engine.tokenizer.encode(sentence.text) for sentence in chunk], decode
                )
                chosen = [_closest(s, row) for s, row in zip(chunk, found, strict=True)]
                file.writelines(json.dumps(text, ensure_ascii=False) + "\n" for text in chosen)
                file.flush()
                written += chosen
                listener.progress(len(written), len(sentences))
    except OSError as error:
        raise InputError(
            f"what is decoded cannot be kept: {(error.strerror or str(error)).lower()}",
            where=str(part),
            hint="make room, or correct --out, and run it again: it goes on",
        ) from error
    return written, resumed, time.monotonic() - began


def _taken_over(part: Path, digest: str, *, at_most: int) -> list[str]:
    """Read what an interrupted run left, and cut off what it did not finish writing.

    Raises:
        InputError: it cannot be read.
        UsageError: it is of another run.
    """
    if not part.exists():
        return []
    try:
        content = part.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content):
            os.truncate(part, len(whole))
        lines = whole.decode().splitlines()
        if not lines:
            return []
        header, *rows = (json.loads(line) for line in lines)
        same = header == {"synthesis": _VERSION, "run": digest}
    except OSError as error:
        raise InputError((error.strerror or str(error)).lower(), where=str(part)) from error
    except ValueError:
        same, rows = False, []
    if not same or len(rows) > at_most or not all(isinstance(row, str) for row in rows):
        raise UsageError(
            "was left by another run: model, text or options differ",
            where=str(part),
            hint="add --fresh to begin anew, or name another file with --out",
        )
    return rows


def _closest(sentence: _Sentence, found: Sequence[Hypothesis]) -> str:
    """Return the hypothesis nearest to the reference by chrF; without one the likeliest."""
    if not sentence.reference or len(found) == 1:
        return found[0].text
    scores = segment_scores([_Line(one.text, sentence.reference) for one in found])
    return found[max(range(len(found)), key=scores.__getitem__)].text


def _write(path: Path, pairs: Iterable[Pair]) -> None:
    """Write pairs as a recipe reads them, the same bytes for the same pairs.

    Raises:
        InputError: it cannot be written.
    """
    new = path.with_name(f".{path.name}.new")
    content = "".join(
        f"{' '.join(pair.source.split())}\t{' '.join(pair.target.split())}\n" for pair in pairs
    ).encode()
    try:
        new.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise InputError(
            f"cannot be written: {(error.strerror or str(error)).lower()}",
            where=str(path),
            hint="make room and run it again: nothing is decoded twice",
        ) from error
