"""Reading ``glossary.yaml``: a file to concepts, every problem with its line and column.

The way from bytes to a ``Glossary``. ``reader`` knows YAML, and what may stand in a glossary is
``check``'s part.
"""

from __future__ import annotations

import gc
import hashlib
import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import GlossaryError, GlossaryErrors, Location
from workbench.glossary.check import START, Problems, check_glossary, find_place
from workbench.glossary.reader import read_places, read_stretch, read_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.glossary.check import Place
    from workbench.glossary.concept import Concept, GlossaryFile
    from workbench.glossary.reader import Stretch

__all__ = ["EMPTY_GLOSSARY", "Glossary", "load_glossary", "parse_glossary"]

# What libyaml refuses without naming a line, what it takes for a line end (YAML 1.1), and what no
# editor shows.
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?=\s|$)", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Glossary:
    """A glossary file as read; immutable, so that a run sees one state of it."""

    concepts: tuple[Concept, ...] = ()
    name: str = ""
    """How messages call the file."""
    path: Path | None = None
    sha256: str = ""
    """Hash of the file's text, 64 hexadecimal digits; empty for no glossary."""
    version: int = 1
    source: str = "nl"
    target: str = "en-GB"
    _text: str = field(default="", repr=False, compare=False)
    _stretches: tuple[Stretch, ...] = field(default=(), repr=False, compare=False)
    _places: dict[int, Place] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        """Return the number of concepts."""
        return len(self.concepts)

    def __iter__(self) -> Iterator[Concept]:
        """Go through the concepts in file order."""
        return iter(self.concepts)

    @cached_property
    def by_id(self) -> Mapping[str, Concept]:
        """The concepts by their id."""
        return {concept.id: concept for concept in self.concepts}

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {concept.id: number for number, concept in enumerate(self.concepts)}

    def location(self, concept: str, *keys: str | int) -> Location:
        """Return where a concept, or something in it, stands in the file.

        Args:
            concept: the concept's id; an unknown one gives the file without a line.
            keys: the way down, such as ``"forms", 0, "nl"``; where it leaves what is written,
                the last place reached counts.
        """
        number = self._numbers.get(concept)
        if number is None:
            return Location(self.name)
        root = self._places.get(number)
        if root is None:
            # Few are ever asked for, and noting all of them would double the time of reading.
            root = START
            if number < len(self._stretches):
                root = read_stretch(self._text, self._stretches[number])
            self._places[number] = root
        place = find_place(root, keys)
        return Location(self.name, place[0], place[1])

    def is_outdated(self) -> bool:
        """Whether the file has another text by now, or is gone.

        False for a glossary without a file, and for a pipe, which cannot be read twice.
        """
        if self.path is None or (self.path.exists() and not self.path.is_file()):
            return False
        try:
            return hashlib.sha256(self.path.read_bytes()).hexdigest() != self.sha256
        except OSError:
            return True

    def excerpt(self, where: Location) -> str:
        """Return the line of the file that a place is in, without white space around it."""
        if not where.line:
            return ""
        start = 0
        for _ in range(where.line - 1):
            start = self._text.find("\n", start) + 1
        end = self._text.find("\n", start)
        return self._text[start : end if end >= 0 else None].strip()


EMPTY_GLOSSARY = Glossary()


def load_glossary(path: Path) -> Glossary:
    """Read and check a glossary file.

    Raises:
        GlossaryError: the file cannot be read.
        GlossaryErrors: it can be read and is wrong; all problems, in file order.
    """
    name = _display(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise GlossaryError(
            "there is no such glossary", where=name, hint="name another with --glossary"
        ) from None
    except OSError as error:
        raise GlossaryError(
            f"the glossary cannot be read: {error.strerror or error}",
            where=name,
            hint="name a readable YAML file with --glossary",
        ) from None
    return _parse(_decode(data, name), name=name, path=path)


def parse_glossary(text: str, *, name: str) -> Glossary:
    """Check a glossary given as text, such as an edit not yet saved.

    Raises:
        GlossaryErrors: the text is wrong; all problems, in file order.
    """
    return _parse(text, name=name, path=None)


def _display(path: Path) -> str:
    """Return the path from the current folder where it lies below, else as given."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (OSError, ValueError):
        return os.fspath(path)


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            where, what = Location(name, 1, 1), "the file is UTF-16"
        else:
            line_start = data.rfind(b"\n", 0, error.start) + 1
            column = len(data[line_start : error.start].decode("utf-8", "replace")) + 1
            where = Location(name, data.count(b"\n", 0, error.start) + 1, column)
            what = f"the byte 0x{data[error.start]:02X} is not UTF-8"
        problem = GlossaryError(what, where=where, hint="save the file as UTF-8")
        raise GlossaryErrors([problem]) from None


def _parse(text: str, *, name: str, path: Path | None) -> Glossary:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    text = text.removeprefix("\ufeff")
    problems = Problems(name)
    _scan(text, problems)
    if problems.found:
        raise GlossaryErrors(problems.in_order())
    collecting = gc.isenabled()
    # A large glossary makes a million small objects, all of them kept: looking for garbage among
    # them again and again takes longer than reading.
    gc.disable()
    try:
        head, concepts, stretches = _check(text, problems)
    finally:
        if collecting:
            gc.enable()
    if problems.found:
        raise GlossaryErrors(problems.in_order())
    return Glossary(
        concepts=concepts,
        name=name,
        path=path,
        sha256=digest,
        version=head.version,
        source=head.source,
        target=head.target,
        _text=text,
        _stretches=tuple(stretches),
    )


def _check(
    text: str, problems: Problems
) -> tuple[GlossaryFile, tuple[Concept, ...], list[Stretch]]:
    """Read and check a text; one that is in order is read the quick way."""
    if quick := read_values(text):
        content, stretches = quick
        trial = Problems(problems.name)
        head, concepts = check_glossary(content, START, trial)
        if not trial.found:
            return head, concepts, stretches
    content, root = read_places(text, problems)
    return *check_glossary(content, root, problems), []


def _scan(text: str, problems: Problems) -> None:
    """Report what makes libyaml's own messages useless, each kind once."""
    seen: set[str] = set()
    for pattern in (_UNREADABLE, _CONFLICT):
        for match in pattern.finditer(text):
            found = match.group()
            # One conflict has three markers, and whoever resolves it sees them all.
            kind = "conflict" if pattern is _CONFLICT else found
            if kind in seen:
                continue
            seen.add(kind)
            start = text.rfind("\n", 0, match.start()) + 1
            place = (text.count("\n", 0, match.start()) + 1, match.start() - start + 1, None)
            if pattern is _CONFLICT:
                problems.add(
                    place, f"the merge-conflict marker {found}", "resolve the conflict first"
                )
            else:
                problems.add(place, f"the control character U+{ord(found):04X}", "delete it")
