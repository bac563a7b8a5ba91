"""A folder of references, laid beside the documents of a project by the text of their sources.

References are cut into sentences by a person, documents by the segmenter, and the two need not
agree. Both cover the same Dutch, so they are cut anew where they agree: one segment against one
reference line mostly, several against several where the cuts differ. What has no counterpart is
left out and told, because a reference against the wrong segment would spoil every figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.evaluate.lines import check_lengths, check_reference, read_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = [
    "Pair",
    "Parting",
    "ReferenceFile",
    "Row",
    "align",
    "best_document",
    "read_references",
    "squeeze",
]

_SURE = 30  # characters, white space left out, that do not recur by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceFile:
    """One referenced article."""

    name: str
    """Of its Dutch file, such as ``003.nl``."""
    sources: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A segment of a document with its English."""

    number: int
    kind: str
    source: str
    target: str | None
    """None where there is none yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Segments and reference lines that cover the same Dutch."""

    document: str
    numbers: tuple[int, ...]
    """Of the segments."""
    kind: str
    """Of the first segment."""
    source: str
    target: str
    reference: str
    lines: int
    """How many reference lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """A place where references and document part."""

    file: str
    line: int
    """Of the reference, from 1; 0 where a segment has no line."""
    text: str
    reason: str


def read_references(folder: Path) -> list[ReferenceFile]:
    """Return the references of a folder, in the order of their names.

    Raises:
        InputError: there are none, a file has no counterpart, or their lines do not correspond.
    """
    if not folder.is_dir():
        raise InputError("is no folder of references", where=str(folder))
    files: list[ReferenceFile] = []
    for dutch in sorted(folder.glob("*.nl")):
        english = dutch.with_suffix(".en")
        if not english.exists():
            raise InputError(f"has no {english.name} beside it", where=str(dutch))
        sources, references = read_lines(dutch), read_lines(english)
        check_lengths(references, sources, where=str(english), beside=dutch.name)
        check_reference(references, where=str(english))
        paragraphs = dutch.with_suffix(".para")
        if paragraphs.exists():
            numbers = read_lines(paragraphs)
            if len(numbers) != len(sources) or not all(line.isdigit() for line in numbers):
                raise InputError(
                    f"is not one paragraph number for each line of {dutch.name}",
                    where=str(paragraphs),
                )
        files.append(
            ReferenceFile(name=dutch.name, sources=tuple(sources), references=tuple(references))
        )
    if not files:
        raise InputError("holds no references", where=str(folder), hint="NNN.nl with NNN.en")
    return files


def squeeze(text: str) -> str:
    """Return a text without white space, which is all that two cuts of it may differ in."""
    return "".join(text.split())


def best_document(file: ReferenceFile, documents: Sequence[tuple[str, str]]) -> str | None:
    """Return the document that holds most lines of a reference file, None where none holds any.

    Args:
        file: the references.
        documents: display names and squeezed texts.
    """
    stem = file.name.rpartition(".")[0]
    lines = [squeeze(line) for line in file.sources]
    best: tuple[int, bool, str] | None = None
    for name, text in documents:
        held = sum(len(line) for line in lines if line and line in text)
        rank = (held, name.rpartition("/")[2].startswith(stem), name)
        if held and (best is None or rank[:2] > best[:2]):
            best = rank
    return best[2] if best else None


def align(
    file: ReferenceFile, document: str, segments: Sequence[Row]
) -> tuple[list[Pair], list[Parting]]:
    """Return what corresponds, in order, and where the two part.

    Args:
        file: references of the document.
        document: its display name.
        segments: all of it, in order.
    """
    spans: list[tuple[int, int]] = []
    at = 0
    for row in segments:
        end = at + len(squeeze(row.source))
        spans.append((at, end))
        at = end
    text = squeeze("".join(row.source for row in segments))
    places, partings = _places(file, text)
    pairs: list[Pair] = []
    used: set[int] = set()
    waiting = [(i, place) for i, place in enumerate(places) if place is not None]
    while waiting:
        lines = [waiting.pop(0)]
        start, end = lines[0][1]
        while True:
            inside = [j for j, (a, b) in enumerate(spans) if a < end and start < b]
            low = min(start, spans[inside[0]][0])
            high = max(end, spans[inside[-1]][1])
            while waiting and waiting[0][1][0] < high:
                lines.append(waiting.pop(0))
                high = max(high, lines[-1][1][1])
            if (low, high) == (start, end):
                break
            start, end = low, high
        group = [segments[j] for j in inside]
        used.update(inside)
        covered = sum(b - a for _, (a, b) in lines)
        untranslated = [s for s in group if s.target is None]
        if covered != end - start or untranslated:
            reason = (
                f"segment {untranslated[0].number} has no English yet"
                if untranslated
                else "the document has Dutch here that the reference has not"
            )
            partings += [
                Parting(file=file.name, line=i + 1, text=file.sources[i], reason=reason)
                for i, _ in lines
            ]
            continue
        pairs.append(
            Pair(
                document=document,
                numbers=tuple(s.number for s in group),
                kind=group[0].kind,
                source=" ".join(s.source for s in group),
                target=" ".join(s.target for s in group if s.target is not None),
                reference=" ".join(file.references[i] for i, _ in lines),
                lines=len(lines),
            )
        )
    partings += [
        Parting(
            file=file.name,
            line=0,
            text=segments[j].source,
            reason=f"segment {segments[j].number} has no reference",
        )
        for j in range(len(segments))
        if j not in used
    ]
    return pairs, sorted(partings, key=lambda one: (one.line == 0, one.line))


def _places(file: ReferenceFile, text: str) -> tuple[list[tuple[int, int] | None], list[Parting]]:
    """Return where each reference line stands in the squeezed text, in order."""
    places: list[tuple[int, int] | None] = []
    partings: list[Parting] = []
    at = 0
    squeezed = [squeeze(line) for line in file.sources]
    for i, line in enumerate(squeezed):
        start = -1
        if line and text.startswith(line, at):
            start = at
        elif line:
            start = text.find(line, at)
            follows = squeezed[i + 1] if i + 1 < len(squeezed) else ""
            # A short line found further on must be confirmed by the one after it.
            if start > at and len(line) < _SURE:
                confirmed = line + follows if follows else line
                start = text.find(confirmed, at)
        if start < 0:
            places.append(None)
            partings.append(
                Parting(
                    file=file.name,
                    line=i + 1,
                    text=file.sources[i],
                    reason="the document does not have this Dutch",
                )
            )
            continue
        places.append((start, start + len(line)))
        at = start + len(line)
    return places, partings
