"""Parallel files, one segment a line, and the refusals that keep a score from meaning nothing.

Lines are read as sacreBLEU's command line reads them: they end at a line feed only and lose the
white space at their end. Whatever would make the figures wrong without a word is an error here.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from workbench.errors import InputError, Location
from workbench.formats.read import read_document, read_stream
from workbench.text.languages import language_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from workbench.model import Document

__all__ = [
    "check_hypothesis",
    "check_lengths",
    "check_reference",
    "check_source",
    "distinct_names",
    "read_lines",
]

_SHOWN = 60  # characters of a line in a message
_LISTED = 5  # line numbers in a message
_NOT_A_TEXT = frozenset({"nan", "none", "null", "<na>", "n/a", "undefined"})
_TOKENISED_SHARE = 0.1
_TOKENISED = (" .", " ,", " 's", " n't", " ?", " !")


def read_lines(path: Path) -> list[str]:
    """Return the lines of a file, or of standard input for ``-``.

    Raises:
        InputError: it cannot be read, is empty or is no text.
    """
    document: Document = (
        read_stream(sys.stdin.buffer) if str(path) == "-" else read_document(path, name=path.name)
    )
    return [line.rstrip() for line in document.text.removesuffix("\n").split("\n")]


def check_lengths(lines: Sequence[str], other: Sequence[str], *, where: str, beside: str) -> None:
    """Refuse files of different lengths, with the place where they seem to part.

    Args:
        lines: of the file that is judged.
        other: of the file it is held against.
        where: name of the first.
        beside: name of the second.

    Raises:
        InputError: the line counts differ.
    """
    if len(lines) == len(other):
        return
    at = _parting(lines, other)
    mine = f"“{_short(lines[at])}”" if at < len(lines) else "nothing"
    theirs = f"“{_short(other[at])}”" if at < len(other) else "nothing"
    raise InputError(
        f"{len(lines)} lines, but {beside} has {len(other)}: they seem to part at line {at + 1}, "
        f"{mine} here and {theirs} there",
        where=Location(where, at + 1),
        hint="every line has to answer the line of the same number",
    )


def check_source(lines: Sequence[str], *, where: str) -> None:
    """Refuse a source that is not Dutch.

    Raises:
        InputError: it looks English.
    """
    if language_of("\n".join(lines)) == "en":
        raise InputError(
            "looks English, but the source is Dutch", where=where, hint="check --source"
        )


def check_reference(lines: Sequence[str], *, where: str) -> None:
    """Refuse a reference that cannot be held against anything.

    Raises:
        InputError: a line is empty or says NaN, or the whole looks Dutch.
    """
    empty = [number for number, line in enumerate(lines, 1) if not line.strip()]
    if empty:
        raise InputError(
            f"the reference is empty at {_numbered(empty)}",
            where=Location(where, empty[0]),
            hint="fill it in, or leave the line out of all files",
        )
    _refuse_nan(lines, where=where)
    if language_of("\n".join(lines)) == "nl":
        raise InputError(
            "looks Dutch, but the reference is English", where=where, hint="check --ref"
        )


def check_hypothesis(lines: Sequence[str], references: Sequence[str], *, where: str) -> list[str]:
    """Refuse what is no translation, and return what the user should know about the rest.

    Raises:
        InputError: the file looks Dutch, or a line says NaN.
    """
    _refuse_nan(lines, where=where, unless=references)
    if language_of("\n".join(lines)) == "nl":
        raise InputError(
            "looks Dutch, but a hypothesis is English",
            where=where,
            hint="give the translation, not the source",
        )
    warnings: list[str] = []
    empty = [number for number, line in enumerate(lines, 1) if not line.strip()]
    if empty:
        warnings.append(f"{where}: empty at {_numbered(empty)}, scored as it is")
    dutch = [number for number, line in enumerate(lines, 1) if language_of(line) == "nl"]
    if dutch:
        warnings.append(f"{where}: still Dutch at {_numbered(dutch)}, scored as it is")
    mine, theirs = _tokenised(lines), _tokenised(references)
    if abs(mine - theirs) > _TOKENISED_SHARE:
        which = "the hypothesis" if mine > theirs else "the reference"
        warnings.append(
            f"{where}: {which} has spaces before its punctuation, as tokenised text has, the "
            "other has not; BLEU and TER are not to be trusted"
        )
    return warnings


def _refuse_nan(lines: Sequence[str], *, where: str, unless: Sequence[str] = ()) -> None:
    """Refuse lines that hold a program's word for nothing, save where the reference has it."""
    found = [
        number
        for number, line in enumerate(lines, 1)
        if line.strip().lower() in _NOT_A_TEXT
        and (number > len(unless) or unless[number - 1].strip().lower() != line.strip().lower())
    ]
    if found:
        raise InputError(
            f"“{lines[found[0] - 1].strip()}” is no translation but a missing value, at "
            f"{_numbered(found)}",
            where=Location(where, found[0]),
            hint="look at the program that wrote the file",
        )


def _tokenised(lines: Sequence[str]) -> float:
    """Return the share of lines with spaces where only tokenised text has them."""
    return sum(any(mark in line for mark in _TOKENISED) for line in lines) / max(len(lines), 1)


def _parting(lines: Sequence[str], other: Sequence[str]) -> int:
    """Return the index from which the shorter file fits better when shifted by the difference."""
    from rapidfuzz.fuzz import ratio  # 20 ms, for an error only

    short, long = sorted((lines, other), key=len)
    shift = len(long) - len(short)

    def likeness(left: str, right: str) -> float:
        return float(ratio(left[:300].lower(), right[:300].lower()))

    gains = [
        likeness(line, long[i]) - likeness(line, long[i + shift]) for i, line in enumerate(short)
    ]
    best, best_at, total = 0.0, 0, 0.0
    for i, gain in enumerate(gains, 1):
        total += gain
        if total >= best:
            best, best_at = total, i
    return best_at


def _numbered(numbers: Sequence[int]) -> str:
    listed = ", ".join(map(str, numbers[:_LISTED]))
    rest = len(numbers) - _LISTED
    word = "line" if len(numbers) == 1 else "lines"
    return f"{word} {listed}" + (f" and {rest} more" if rest > 0 else "")


def _short(line: str) -> str:
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def distinct_names(paths: Iterable[Path]) -> list[str]:
    """Return a name for each file: its own, with as many parents as make it unique."""
    given = list(paths)
    names = [path.name for path in given]
    return [
        name if names.count(name) == 1 else path.as_posix()
        for name, path in zip(names, given, strict=True)
    ]
