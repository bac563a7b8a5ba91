"""The pairs of a manifest: read, cleaned, and kept apart from every text that is scored.

Reading refuses what cannot be meant (a file cut off, columns swapped); cleaning drops single pairs
and counts them by reason. Weighting and what is done to a pair come later.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
import zlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from workbench.errors import ConfigError, InputError, Location
from workbench.text.languages import count_words
from workbench.text.segment import segment_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from workbench.training.recipe import Cleaning, DataFile
    from workbench.training.recipe_file import LoadedRecipe

__all__ = [
    "Cleaned",
    "HeldOut",
    "Pair",
    "Source",
    "clean",
    "held_out_lines",
    "held_out_of",
    "load",
    "normal",
    "problem",
    "read_lines",
    "read_pairs",
]

_SAMPLE = 2000
_SPACE = re.compile(r"\s+")
_QUOTES = str.maketrans("„“”‟«»‚‘’‛`´", "\"\"\"\"\"\"''''''")
_FIGURE = re.compile(r"\d{2,}")
_GROUPING = re.compile(r"(?<=\d)[.,  ](?=\d)")
_WORD = re.compile(r"\w+")


class Pair(NamedTuple):
    """A sentence and its translation."""

    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The pairs of one file that are left, and those kept for the dev loss."""

    spec: DataFile
    pairs: list[Pair]
    held: list[Pair]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """All files of a manifest after cleaning."""

    sources: list[Source]
    read: int
    """Pairs in the files."""
    dropped: Counter[str]
    """Pairs by the reason for which they were dropped."""
    overlaps: Counter[str]
    """Pairs dropped for standing in a held-out file, by that file's name."""

    @property
    def held(self) -> list[Pair]:
        """Return the pairs kept for the dev loss."""
        return [pair for source in self.sources for pair in source.held]

    def report(self) -> str:
        """Return in one line what was kept and why the rest was not."""
        kept = sum(len(source.pairs) for source in self.sources)
        reasons = ", ".join(f"{reason} {count}" for reason, count in self.dropped.most_common())
        aside = f", {len(self.held)} put aside" if self.held else ""
        return f"{kept} of {self.read} pairs kept{aside}; dropped: {reasons or 'none'}"

    def overlap_report(self) -> str:
        """Return in one line the result of the overlap check."""
        found = ", ".join(f"{name} {count}" for name, count in sorted(self.overlaps.items()))
        return f"overlap with held-out text: {sum(self.overlaps.values())} pairs dropped" + (
            f" ({found})" if found else ""
        )


def normal(text: str) -> str:
    """Return a text as it is compared: composed, one kind of quotes and spaces, small letters."""
    folded = unicodedata.normalize("NFC", text).translate(_QUOTES).casefold()
    return _SPACE.sub(" ", folded).strip()


@dataclass(slots=True)
class HeldOut:
    """What may not be trained on."""

    overlap_words: int = 0
    lines: dict[str, str] = field(default_factory=dict)
    """Normal form of a line or sentence to the name of its file."""
    runs: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Long runs of words to the name of their file."""

    def add(self, text: str, name: str) -> None:
        """Take in a line."""
        line = normal(text)
        if line:
            self.lines.setdefault(line, name)
            for run in self._runs(line):
                self.runs.setdefault(run, name)

    def where(self, pair: Pair) -> str | None:
        """Return the name of the file that a pair's source or target stands in, or None."""
        source = normal(pair.source)
        found = self.lines.get(source) or self.lines.get(normal(pair.target))
        if found or not self.runs:
            return found
        return next((self.runs[run] for run in self._runs(source) if run in self.runs), None)

    def _runs(self, line: str) -> Iterator[tuple[str, ...]]:
        if self.overlap_words:
            words = _WORD.findall(line)
            for at in range(len(words) - self.overlap_words + 1):
                yield tuple(words[at : at + self.overlap_words])


def held_out_lines(paths: Iterable[Path], *, overlap_words: int = 0) -> HeldOut:
    """Read files that may not be trained on: whole lines, and the sentences of Dutch prose.

    Raises:
        InputError: one cannot be read.
    """
    held = HeldOut(overlap_words=overlap_words)
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise InputError((error.strerror or str(error)).lower(), where=str(path)) from error
        except UnicodeDecodeError as error:
            raise InputError("is not UTF-8", where=str(path), hint="convert it") from error
        for line in text.splitlines():
            held.add(line, path.name)
        if path.suffix == ".txt":
            for segment in segment_text(text):
                held.add(segment.source, path.name)
    return held


def read_pairs(path: Path, *, swapped: bool = False, lexicon: bool = False) -> list[Pair]:
    """Read a file of pairs.

    Args:
        path: source, TAB, target on each line, UTF-8; ``.gz`` is unpacked.
        swapped: whether the target comes first.
        lexicon: whether it holds words, whose language cannot be told.

    Raises:
        InputError: it is missing, cut off, no such file, or its columns look swapped.
    """
    pairs: list[Pair] = []
    odd = 0
    for number, line in enumerate(read_lines(path), 1):
        parts = line.rstrip("\r\n").split("\t")
        if len(parts) != 2:
            odd += 1
            if odd > 20 and odd > number / 10:
                raise InputError(
                    "is no list of pairs",
                    where=Location(str(path), number),
                    hint="write source, TAB, target on each line",
                )
            continue
        source, target = reversed(parts) if swapped else parts
        pairs.append(Pair(source.strip(), target.strip()))
    if not lexicon:
        _refuse_swapped(pairs, path)
    return pairs


def read_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a text of any length, UTF-8; ``.gz`` is unpacked.

    Raises:
        InputError: it is missing, cut off, damaged or in another encoding.
    """
    opener: Callable[..., Iterable[str]] = gzip.open if path.suffix == ".gz" else open
    number = 0
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="\n") as lines:  # type: ignore[attr-defined]
            for line in lines:
                number += 1
                yield line
    except FileNotFoundError as error:
        hint = "correct the name, or --data FOLDER"
        raise InputError("there is no such file", where=str(path), hint=hint) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            f"the file is cut off or damaged after line {number}",
            where=str(path),
            hint="copy it again",
        ) from error
    except UnicodeDecodeError as error:
        where = Location(str(path), number + 1)
        raise InputError("is not UTF-8", where=where, hint="convert it to UTF-8") from error
    except OSError as error:
        raise InputError((error.strerror or str(error)).lower(), where=str(path)) from error


def _refuse_swapped(pairs: list[Pair], path: Path) -> None:
    """Compare the function words of both columns over the whole file."""
    step = max(1, len(pairs) // _SAMPLE)
    first, second = Counter[str](), Counter[str]()
    for pair in pairs[::step]:
        for text, counts in ((pair.source, first), (pair.target, second)):
            dutch, english = count_words(text)
            counts["nl"] += dutch
            counts["en"] += english
    if first["en"] > 2 * first["nl"] + 3 and second["nl"] > 2 * second["en"] + 3:
        raise InputError(
            "the columns are swapped: the first is English, the second Dutch",
            where=str(path),
            hint="add `swapped: true` to this file in the recipe",
        )


def load(loaded: LoadedRecipe) -> Cleaned:
    """Read and clean everything a recipe's manifest names.

    Raises:
        ConfigError: a held-out pattern finds nothing, or no file is left.
        InputError: a file cannot be read; the message names it.
    """
    recipe = loaded.recipe
    held = held_out_of(loaded)
    files: list[tuple[DataFile, list[Pair]]] = []
    for spec in recipe.data.files:
        if recipe.reverse and spec.role == "synthetic":
            continue  # a model must not learn from what it is going to write, or wrote
        path = loaded.pair_file(spec.file)
        files.append((spec, read_pairs(path, swapped=spec.swapped, lexicon=spec.role == "lexicon")))
    if not files:
        raise ConfigError(
            "names synthetic pairs alone, which are not used in this direction",
            where=loaded.places.key(("data", "files")),
            hint="name pairs that people wrote",
        )
    return clean(files, cleaning=recipe.cleaning, held=held)


def held_out_of(loaded: LoadedRecipe) -> HeldOut:
    """Read what a recipe keeps out: its held-out files and its dev set.

    Raises:
        ConfigError: a held-out pattern finds nothing.
        InputError: a file cannot be read.
    """
    recipe = loaded.recipe
    paths: list[Path] = []
    for number, name in enumerate(recipe.data.held_out):
        pattern = loaded.path.parent / name
        found = sorted(pattern.parent.resolve().glob(pattern.name))
        if not found:
            place = loaded.places.value(("data", "held_out", number))
            raise ConfigError(f"no file is called {name}", where=place, hint="correct the name")
        paths += found
    held = held_out_lines(paths, overlap_words=recipe.cleaning.overlap_words)
    for name in (recipe.evaluation.source, recipe.evaluation.reference):
        if name:
            path = loaded.resolve(name)
            for line in _lines(path):
                held.add(line, path.name)
    return held


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError((error.strerror or str(error)).lower(), where=str(path)) from error


def clean(
    files: list[tuple[DataFile, list[Pair]]], *, cleaning: Cleaning, held: HeldOut
) -> Cleaned:
    """Drop what should not be learned from; a pair that comes twice stays where it came first."""
    seen: set[int] = set()
    dropped, overlaps = Counter[str](), Counter[str]()
    # Pairs kept for the dev loss go first: their doubles in other files must not be trained on.
    tails: list[list[Pair]] = []
    for spec, pairs in files:
        tail = pairs[len(pairs) - spec.hold_out :] if spec.hold_out else []
        if spec.hold_out >= len(pairs) and pairs:
            raise InputError(
                f"has {len(pairs)} pairs, hold_out asks for {spec.hold_out}",
                where=spec.file,
                hint="hold out fewer",
            )
        tails.append([pair for pair in tail if problem(pair, cleaning) is None])
        seen.update(hash((normal(pair.source), normal(pair.target))) for pair in tail)
    tail_sources = {normal(pair.source) for tail in tails for pair in tail}
    sources: list[Source] = []
    for (spec, pairs), tail in zip(files, tails, strict=True):
        kept: list[Pair] = []
        for pair in pairs[: len(pairs) - spec.hold_out]:
            reason = problem(pair, cleaning, lexicon=spec.role == "lexicon")
            if reason is None:
                key = hash((normal(pair.source), normal(pair.target)))
                name = held.where(pair)
                if key in seen:
                    reason = "double"
                elif name is not None:
                    reason = "held out"
                    overlaps[name] += 1
                elif spec.role != "lexicon" and normal(pair.source) in tail_sources:
                    reason = "dev"
                seen.add(key)
            if reason is None:
                kept.append(pair)
            else:
                dropped[reason] += 1
        sources.append(Source(spec=spec, pairs=kept, held=tail))
    read = sum(len(pairs) for _, pairs in files)
    return Cleaned(sources=sources, read=read, dropped=dropped, overlaps=overlaps)


def problem(pair: Pair, cleaning: Cleaning, *, lexicon: bool = False) -> str | None:
    """Return why a pair should not be learned from, or None."""
    source, target = pair
    if not source or not target:
        return "empty"
    longest, shortest = max(len(source), len(target)), min(len(source), len(target))
    if longest > cleaning.max_characters:
        return "long"
    if "\ufffd" in source or "\ufffd" in target:
        return "damaged"
    if lexicon:
        return None
    if longest > 30 and longest > cleaning.max_ratio * shortest:
        return "ratio"
    dutch, english = count_words(source)
    if english >= 2 and english > 2 * dutch:
        return "language"
    dutch, english = count_words(target)
    if dutch >= 2 and dutch > 2 * english:
        return "language"
    if source == target and len(source.split()) > 5:
        return "copy"
    if cleaning.numbers and _figures_differ(source, target):
        return "alignment"
    return None


def _figures_differ(source: str, target: str) -> bool:
    """Whether both sides have figures of two digits and more, and none in common."""
    left = set(_FIGURE.findall(_GROUPING.sub("", source)))
    if not left:
        return False
    right = set(_FIGURE.findall(_GROUPING.sub("", target)))
    return bool(right) and not left & right
