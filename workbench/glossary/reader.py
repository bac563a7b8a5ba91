"""From libyaml's events to the values of a glossary, and to where each of them stands.

Events carry a mark for every node and cost a fraction of a round-trip loader's time. They also
leave scalars untyped, which is what the format wants: everything is text as written, save
``version`` and ``priority``. There are two ways through them: ``read_values`` takes what is in order
and keeps nothing but the values, ``read_places`` also notes every line and column, which only
messages need. What may stand in a glossary is ``check``'s part.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from workbench.errors import GlossaryErrors
from workbench.glossary.check import START, Place, Problems

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Stretch", "read_places", "read_stretch", "read_values"]

# Builds of PyYAML without libyaml give the same events, an order of magnitude slower.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH = 12
_LOOK_BACK = 200
"""Lines above an error in which quotes are looked for that were left open."""
_MOST_OF_A_KIND = 3
_WHOLE_NUMBER = re.compile(r"[-+]?[0-9]{1,9}")
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
        'correct the indentation: a key stands in one column with those above it, an item begins with "- "',
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


_AFTER_A_QUOTE = frozenset(
    {
        "mapping values are not allowed in this context",
        "did not find expected key",
        "did not find expected '-' indicator",
        "could not find expected ':'",
        "did not find expected ',' or ']'",
        "did not find expected ',' or '}'",
        "found unexpected end of stream",
    }
)
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*(\"?)|'(?:[^']|'')*('?)")
_BEHIND_QUOTED = ("", "\n", "\r", " ", ",", "]", "}", ":")
_BEFORE_VALUE = re.compile(r"(?:^\s*|[:,\[{-]\s+|[\[{])(?=[\"'])|\s#")


class Stretch(NamedTuple):
    """Where a concept stands in the text; the offsets are code points, line and column from 0."""

    start: int
    end: int
    line: int
    column: int


class _Irregular(Exception):  # noqa: N818 - never leaves this module
    """Something that only the careful reading can name."""


def read_values(text: str) -> tuple[dict[str, Any], list[Stretch]] | None:
    """Return the content of a YAML document and where its concepts stand.

    None where anything is wrong with it, which ``read_places`` then names.
    """
    loader = _LOADER(text)
    try:
        return _Quick(loader.get_event).document()
    except (yaml.YAMLError, _Irregular):
        return None
    finally:
        loader.dispose()


class _Quick:
    """One pass over the events for the values alone; gives up at whatever is out of order."""

    def __init__(self, following: Callable[[], Any]) -> None:
        self._next = following
        self.stretches: list[Stretch] = []

    def document(self) -> tuple[dict[str, Any], list[Stretch]]:
        self._next()
        self._next()
        event = self._next()
        if type(event) is not yaml.MappingStartEvent:
            raise _Irregular
        content = self._mapping(event, 0)
        self._next()
        if type(self._next()) is not yaml.StreamEndEvent:
            raise _Irregular
        return content, self.stretches

    def _mapping(self, opening: yaml.CollectionStartEvent, depth: int) -> dict[str, Any]:
        following = self._next
        scalar = yaml.ScalarEvent
        end = yaml.MappingEndEvent
        if opening.anchor is not None or opening.tag is not None or depth >= _MAX_DEPTH:
            raise _Irregular
        values: dict[str, Any] = {}
        while type(event := following()) is not end:
            if type(event) is not scalar or event.anchor is not None or event.tag is not None:
                raise _Irregular
            key = event.value
            if key in values or (key == "<<" and not event.style):
                raise _Irregular
            event = following()
            if type(event) is scalar:
                if event.anchor is not None or event.tag is not None:
                    raise _Irregular
                value: Any = event.value
                if (
                    (key == "priority" or key == "version")
                    and not event.style
                    and _WHOLE_NUMBER.fullmatch(value)
                ):
                    value = int(value)
                values[key] = value
            elif type(event) is yaml.MappingStartEvent:
                values[key] = self._mapping(event, depth + 1)
            elif type(event) is yaml.SequenceStartEvent:
                values[key] = self._sequence(event, depth + 1, key == "concepts" and not depth)
            else:
                raise _Irregular
        return values

    def _sequence(
        self, opening: yaml.CollectionStartEvent, depth: int, concepts: bool
    ) -> tuple[Any, ...]:
        following = self._next
        if opening.anchor is not None or opening.tag is not None or depth >= _MAX_DEPTH:
            raise _Irregular
        values: list[Any] = []
        while type(event := following()) is not yaml.SequenceEndEvent:
            if type(event) is yaml.ScalarEvent:
                if event.anchor is not None or event.tag is not None:
                    raise _Irregular
                values.append(event.value)
            elif type(event) is yaml.MappingStartEvent:
                if concepts:
                    mark: Any = event.start_mark
                    if self.stretches:
                        last = self.stretches[-1]
                        self.stretches[-1] = last._replace(end=mark.index)
                    self.stretches.append(Stretch(mark.index, -1, mark.line, mark.column))
                values.append(self._mapping(event, depth + 1))
            elif type(event) is yaml.SequenceStartEvent:
                values.append(self._sequence(event, depth + 1, False))
            else:
                raise _Irregular
        if concepts and self.stretches:
            behind: Any = event.start_mark
            self.stretches[-1] = self.stretches[-1]._replace(end=behind.index)
        return tuple(values)


def read_stretch(text: str, stretch: Stretch) -> Place:
    """Return where everything stands in one concept of a text that is in order."""
    part = " " * stretch.column + text[stretch.start : stretch.end]
    reader = _Reader(part, Problems(""))
    try:
        return _moved(reader.first(), stretch.line)
    finally:
        reader.close()


def _moved(place: Place, lines: int) -> Place:
    line, column, parts = place
    if isinstance(parts, dict):
        parts = {
            key: (_moved(at, lines), _moved(inner, lines)) for key, (at, inner) in parts.items()
        }
    elif isinstance(parts, list):
        parts = [_moved(inner, lines) for inner in parts]
    return line + lines, column, parts


def read_places(text: str, problems: Problems) -> tuple[dict[str, Any], Place]:
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
        self._said: Counter[str] = Counter()

    def close(self) -> None:
        self._loader.dispose()

    def first(self) -> Place:
        """Return the place of the first node; whatever follows it is not looked at."""
        self._next()
        self._next()
        return self._node(self._next(), 0)[1]

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
                self._add_some("anchor", at, f"&{event.anchor}", "remove it")
            if event.tag is not None:
                self._add_some("tag", at, event.tag, "remove it; values are text as written")
        if isinstance(event, yaml.ScalarEvent):
            return event.value, (line, column, None), not event.style
        if isinstance(event, yaml.AliasEvent):
            self.aliased = True
            self._add_some("alias", at, f"*{event.anchor}", "write the text out instead")
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

    def _add_some(self, kind: str, at: tuple[int, int], sign: str, hint: str) -> None:
        """Report the first few of a kind: aliases that are to explode come by the thousand."""
        self._said[kind] += 1
        if self._said[kind] <= _MOST_OF_A_KIND:
            self._add(at, f"the {kind} {sign}", hint)

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


def _opened_before(text: str, number: int) -> tuple[int, int] | None:
    """Return line and column, from 1, of the last quotes before a line that stay open on theirs."""
    lines = text.split("\n")[: max(0, number - 1)]
    for at in range(len(lines) - 1, max(-1, len(lines) - _LOOK_BACK), -1):
        column = 0
        while (before := _BEFORE_VALUE.search(lines[at], column)) is not None:
            if before.group().endswith("#"):
                break
            quoted = _QUOTED.match(lines[at], before.end())
            if quoted is None or not (quoted.group(1) or quoted.group(2)):
                rest = "\n".join((lines[at][before.end() :], *text.split("\n")[at + 1 :]))
                over = _QUOTED.match(rest)
                # A text may go over several lines; what then ends it is the end of a line or entry.
                fine = over and any(over.groups()) and rest[over.end() :][:1] in _BEHIND_QUOTED
                return None if fine else (at + 1, before.end() + 1)
            column = quoted.end()
    return None


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
    if "found a tab" in problem:
        return place, "a tab as indentation", "use spaces"
    context = getattr(error, "context", None)
    opened = _opened_before(text, place[0])
    if context == "while scanning a quoted scalar" and (start := error.context_mark):  # type: ignore[attr-defined]
        opened = (start.line + 1, start.column + 1)
    if opened is not None and problem in _AFTER_A_QUOTE:
        # What is wrong shows only where the next quotes begin, or at the end of the file.
        return (*opened, None), "a text in quotes that is not closed", "close the quotes"
    if problem in _SYNTAX:
        message, hint = _SYNTAX[problem]
        if message.endswith("not closed") and (start := getattr(error, "context_mark", None)):
            place = (start.line + 1, start.column + 1, None)
        return place, message, hint
    message = f"not YAML: {problem}" + (f" ({context})" if context else "")
    return place, message, "correct the line or put the text in quotes"
