"""Reading ``glossary.yaml``: libyaml's events to concepts, every problem with its line and column.

Events carry a mark for every node and cost a fraction of a round-trip loader's time. They also
leave scalars untyped, which is what the format wants: everything is text as written, save
``version`` and ``priority``. This is the only module that may import PyYAML; what may stand in a
glossary is ``check``'s part.
"""

from __future__ import annotations

import gc
import hashlib
import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from workbench.errors import GlossaryError, GlossaryErrors, Location
from workbench.glossary.check import START, Place, Problems, check_glossary, find_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from workbench.glossary.concept import Concept

__all__ = ["EMPTY_GLOSSARY", "Glossary", "load_glossary", "parse_glossary"]

# Builds of PyYAML without libyaml give the same events, an order of magnitude slower.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH = 12
_WHOLE_NUMBER = re.compile(r"[-+]?[0-9]{1,9}")
# What libyaml refuses without naming a line, what it takes for a line end (YAML 1.1), and what no
# editor shows.
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?=\s|$)", re.MULTILINE)
_SYNTAX = {
    "mapping values are not allowed in this context": (
        'a ": " where no key can stand',
        "put a text that holds a colon in quotes, or correct the indentation",
    ),
    "did not find expected key": (
        "no key where one is expected",
        "correct the indentation, or close the quotes in the lines above",
    ),
    "did not find expected '-' indicator": (
        "no list item where one is expected",
        'begin every item of the list with "- ", all in one column',
    ),
    "could not find expected ':'": ('a key without ":"', "write `key: value`"),
    "did not find expected <document start>": (
        "text after the end of the glossary",
        "correct the indentation; one file holds one glossary",
    ),
    "did not find expected node content": (
        "no value where one is expected",
        "write the value, or close the brackets opened last",
    ),
    "did not find expected ',' or ']'": ("a list in [ ] that is not closed", "close it with ]"),
    "did not find expected ',' or '}'": (
        "a mapping in { } that is not closed",
        "close it with }, and put texts with a comma, colon or bracket in quotes",
    ),
    "found unexpected end of stream": (
        "the file ends within quotes or brackets",
        "close the quotes or brackets opened last",
    ),
}


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
    _root: Place = field(default=START, repr=False, compare=False)

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
        place = find_place(self._root, ("concepts", number, *keys))
        return Location(self.name, place[0], place[1])


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
        content, root = _read(text, problems)
        head, concepts = check_glossary(content, root, problems)
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
        _root=root,
    )


def _scan(text: str, problems: Problems) -> None:
    """Report what makes libyaml's own messages useless, each kind once."""
    seen: set[str] = set()
    for pattern in (_UNREADABLE, _CONFLICT):
        for match in pattern.finditer(text):
            found = match.group()
            if found in seen:
                continue
            seen.add(found)
            start = text.rfind("\n", 0, match.start()) + 1
            place = (text.count("\n", 0, match.start()) + 1, match.start() - start + 1, None)
            if pattern is _CONFLICT:
                problems.add(
                    place, f"the merge-conflict marker {found}", "resolve the conflict first"
                )
            else:
                problems.add(place, f"the control character U+{ord(found):04X}", "delete it")


def _read(text: str, problems: Problems) -> tuple[dict[str, Any], Place]:
    """Return the content of a YAML document and where it stands.

    Raises:
        GlossaryErrors: the text is no YAML, or so little of a glossary that checking its content
            would only repeat that.
    """
    reader = _Reader(text, problems)
    try:
        result = reader.document()
    except yaml.YAMLError as error:
        place, message, hint = _syntax_error(error, text)
        problems.add(place, message, hint)
        raise GlossaryErrors(problems.in_order()) from None
    finally:
        reader.close()
    content, root = result or ("", START)
    if isinstance(content, dict) and not reader.aliased:
        return content, root
    if content == "":
        problems.add(START, "the glossary is empty", "write at least `concepts: []`")
    elif not isinstance(content, dict):
        problems.add(root, "the glossary is no mapping", "begin with `concepts:` and a list")
    # What an alias stands for is unknown; checking on would only raise false alarms.
    raise GlossaryErrors(problems.in_order())


class _Reader:
    """One pass over the events of a text: values, places, and what the format does not allow."""

    def __init__(self, text: str, problems: Problems) -> None:
        self._loader = _LOADER(text)
        self._next: Callable[[], yaml.Event] = self._loader.get_event
        self._problems = problems
        self.aliased = False

    def close(self) -> None:
        self._loader.dispose()

    def document(self) -> tuple[Any, Place] | None:
        """Return value and place of the only document, None where there is none.

        Raises:
            GlossaryErrors: it is nested too deep to be read on.
        """
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            return None
        value, place, _ = self._node(self._next(), 0)
        self._next()
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            self._add(_at(event), "a second document", "one file holds one glossary")
        return value, place

    def _node(self, event: yaml.Event, depth: int) -> tuple[Any, Place, bool]:
        """Return value, place, and whether it is a scalar without quotes."""
        line, column = at = _at(event)
        if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)):
            if event.anchor is not None:
                self._add(at, f"the anchor &{event.anchor}", "remove it")
            if event.tag is not None:
                self._add(at, f"the tag {event.tag}", "remove it; values are text as written")
        if isinstance(event, yaml.ScalarEvent):
            return event.value, (line, column, None), not event.style
        if isinstance(event, yaml.AliasEvent):
            self.aliased = True
            self._add(at, f"the alias *{event.anchor}", "write the text out instead")
            return "", (line, column, None), False
        if depth >= _MAX_DEPTH:
            self._add(
                at,
                f"nested more than {_MAX_DEPTH} deep",
                "correct the indentation or the brackets",
            )
            raise GlossaryErrors(self._problems.in_order())
        if isinstance(event, yaml.SequenceStartEvent):
            return *self._sequence(line, column, depth), False
        return *self._mapping(line, column, depth), False

    def _sequence(self, line: int, column: int, depth: int) -> tuple[tuple[Any, ...], Place]:
        values: list[Any] = []
        places: list[Place] = []
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            value, place, _ = self._node(event, depth + 1)
            values.append(value)
            places.append(place)
        return tuple(values), (line, column, places)

    def _mapping(self, line: int, column: int, depth: int) -> tuple[dict[str, Any], Place]:
        values: dict[str, Any] = {}
        places: dict[str, tuple[Place, Place]] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:
            key, key_place, key_bare = self._node(event, depth + 1)
            value, place, bare = self._node(self._next(), depth + 1)
            at = key_place[:2]
            if not isinstance(event, yaml.ScalarEvent):
                if not isinstance(event, yaml.AliasEvent):
                    self._add(at, "a list or mapping as a key", "put it in quotes")
            elif key == "<<" and key_bare:
                self._add(at, "the merge key <<", "write the keys out instead")
            elif key in values:
                self._add(
                    at,
                    f'duplicate key "{key}", first in line {places[key][0][0]}',
                    "remove one of the two",
                )
            else:
                if bare and key in {"version", "priority"} and _WHOLE_NUMBER.fullmatch(value):
                    value = int(value)
                values[key] = value
                places[key] = (key_place, place)
        return values, (line, column, places)

    def _add(self, at: tuple[int, int], message: str, hint: str) -> None:
        self._problems.add((*at, None), message, hint)


def _at(event: yaml.Event) -> tuple[int, int]:
    """Return line and column, from 1."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)


def _syntax_error(error: yaml.YAMLError, text: str) -> tuple[Place, str, str]:
    """Return place, message and remedy for text that is no YAML."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", None) or error)
    place: Place = (mark.line + 1, mark.column + 1, None) if mark else (0, 0, None)
    if "cannot start any token" in problem and mark:
        lines = text.splitlines()
        line = lines[mark.line] if mark.line < len(lines) else ""
        char = line[mark.column : mark.column + 1]
        if char == "\t":
            return place, "a tab as indentation", "use spaces"
        return place, f'a text that begins with "{char}"', "put it in quotes"
    if problem in _SYNTAX:
        message, hint = _SYNTAX[problem]
        return place, message, hint
    context = getattr(error, "context", None)
    message = f"not YAML: {problem}" + (f" ({context})" if context else "")
    return place, message, "correct the line or put the text in quotes"
