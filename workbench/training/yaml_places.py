"""YAML as plain values, and the line and column of every one of them.

A recipe that is wrong has to be mended by a person, so each complaint names its place; pydantic
knows only the path of keys to a value. All scalars are text as written: what a number is, the
recipe's models say. Aliases and keys given twice are refused. The glossary's reader
says other things about the same mistakes and is faster than this has to be.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from workbench.errors import ConfigError, Location

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Places", "read_yaml"]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH = 12

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the keys and values of a file stand."""

    file: str
    seen: set[int] = field(default_factory=set)
    """Nodes read so far: one that comes again stands behind an alias."""
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    """Line and column, from 1, of each mapping's key, by the path to its value."""
    values: dict[Path, tuple[int, int]] = field(default_factory=dict)
    """Line and column of each value."""

    def key(self, path: Sequence[str | int]) -> Location:
        """Return the place of a key, else of the nearest thing around it."""
        return self._nearest(tuple(path), self.keys)

    def value(self, path: Sequence[str | int]) -> Location:
        """Return the place of a value, else of the nearest thing around it."""
        return self._nearest(tuple(path), self.values)

    def _nearest(self, path: Path, table: dict[Path, tuple[int, int]]) -> Location:
        for length in range(len(path), -1, -1):
            part = path[:length]
            found = table.get(part) or self.values.get(part)
            if found:
                return Location(self.file, *found)
        return Location(self.file)


def read_yaml(text: str, file: str) -> tuple[dict[str, Any], Places]:
    """Return the mapping a text holds, scalars as written, and where everything in it stands.

    Args:
        text: YAML, one document.
        file: its name, for messages.

    Raises:
        ConfigError: it is no YAML, no mapping, or holds what is not allowed.
    """
    loader = _LOADER(text)
    places = Places(file=file)
    try:
        root = loader.get_single_node()
    except yaml.YAMLError as error:
        raise _syntax_error(error, file) from error
    finally:
        loader.dispose()
    if root is None:
        raise ConfigError("is empty", where=file, hint="begin with `data:`; see docs/training.md")
    value = _value(root, (), places)
    if not isinstance(value, dict):
        raise ConfigError(
            "is no mapping", where=places.value(()), hint="begin with keys such as `data:`"
        )
    return value, places


def _value(node: Any, path: Path, places: Places) -> Any:  # noqa: ANN401 - YAML holds anything
    at = (node.start_mark.line + 1, node.start_mark.column + 1)
    if len(path) > _MAX_DEPTH:
        raise ConfigError("is nested too deep", where=Location(places.file, *at))
    if id(node) in places.seen:  # also keeps a text of aliases to aliases from growing without end
        raise ConfigError("an alias", where=Location(places.file, *at), hint="write it out instead")
    places.seen.add(id(node))
    places.values[path] = at
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, at), places) for at, item in enumerate(node.value)]
    found: dict[str, Any] = {}
    for key, item in node.value:
        place = Location(places.file, key.start_mark.line + 1, key.start_mark.column + 1)
        if not isinstance(key, yaml.ScalarNode):
            raise ConfigError("a list or mapping as a key", where=place, hint="write a word")
        if key.value in found:
            first = places.keys[(*path, key.value)][0]
            raise ConfigError(
                f"{key.value} is given twice, first in line {first}",
                where=place,
                hint="remove one of the two",
            )
        places.keys[(*path, key.value)] = (place.line, place.column)
        found[key.value] = _value(item, (*path, key.value), places)
    return found


def _syntax_error(error: yaml.YAMLError, file: str) -> ConfigError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file)
    problem = getattr(error, "problem", None) or " ".join(str(error).split())
    return ConfigError(
        f"not YAML: {problem}", where=place, hint="correct the indentation or use quotes"
    )
