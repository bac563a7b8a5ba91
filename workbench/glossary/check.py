"""What may stand in a glossary: every problem of its content, with place and remedy.

Works on plain values and a tree of places, so that it needs no YAML; reading text is ``file``'s
part. All problems are collected, none is raised here.
"""

from __future__ import annotations

import difflib
import re
import warnings
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import ValidationError

from workbench.errors import GlossaryError, Location
from workbench.glossary.concept import (
    Concept,
    Context,
    Decision,
    Form,
    GlossaryFile,
    is_separated,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from workbench.glossary.concept import ListedForm

__all__ = ["START", "Keys", "Place", "Problems", "check_glossary", "find_place"]

Place: TypeAlias = tuple[int, int, Any]
"""Line, column, and the places of a list's items or, by key, of a mapping's keys and values.

A bare tuple, because a large glossary has hundreds of thousands."""
Keys: TypeAlias = tuple[str | int, ...]

START: Place = (1, 1, None)


class Problems:
    """Collects the problems of one file."""

    def __init__(self, name: str) -> None:
        """Take the name by which messages call the file."""
        self.name = name
        self.found: list[GlossaryError] = []

    def add(self, place: Place, message: str, hint: str | None = None) -> None:
        """Add one problem; ``hint`` says what to do about it."""
        self.found.append(GlossaryError(message, where=self.location(place), hint=hint))

    def location(self, place: Place) -> Location:
        """Return a place as messages write it."""
        return Location(self.name, place[0], place[1])

    def in_order(self) -> list[GlossaryError]:
        """Return the problems in file order."""
        return sorted(self.found, key=_order)


def _order(problem: GlossaryError) -> tuple[int, int]:
    where = problem.where
    return (where.line, where.column) if isinstance(where, Location) else (0, 0)


def find_place(root: Place, keys: Keys, *, key: bool = False) -> Place:
    """Return the place at the end of a path; where the path leaves the file, the last one reached.

    Args:
        root: the place of the whole.
        keys: the way down.
        key: whether to return the place of the last key itself and not of its value.
    """
    place = root
    for step, name in enumerate(keys):
        parts = place[2]
        if isinstance(parts, dict) and name in parts:
            place = parts[name][0 if key and step == len(keys) - 1 else 1]
        elif isinstance(parts, list) and isinstance(name, int) and name < len(parts):
            place = parts[name]
        else:
            break
    return place


def check_glossary(
    content: dict[str, Any], root: Place, problems: Problems
) -> tuple[GlossaryFile, tuple[Concept, ...]]:
    """Check the content of a file and return its head and concepts, as far as they are right.

    Args:
        content: mappings, tuples, text, and whole numbers for ``version`` and ``priority``.
        root: where everything stands.
        problems: takes what is wrong.
    """
    items = content.get("concepts")
    head = GlossaryFile(concepts=())
    try:
        # Concepts are checked one by one below, so that one bad concept hides no other's problem.
        head = GlossaryFile.model_validate(
            {**content, "concepts": ()} if isinstance(items, tuple) else content
        )
    except ValidationError as error:
        _report(error, (), content, root, problems)
    concepts: list[Concept] = []
    numbers: list[int] = []
    if isinstance(items, tuple):
        validate = Concept.model_validate
        for number, item in enumerate(items):
            try:
                concepts.append(validate(item))
                numbers.append(number)
            except ValidationError as error:
                _report(error, ("concepts", number), content, root, problems)
    _check_ids(concepts, numbers, root, problems)
    _check_forms(concepts, numbers, root, problems)
    _check_expressions(concepts, numbers, root, problems)
    return head, tuple(concepts)


def _check_ids(
    concepts: Sequence[Concept], numbers: Sequence[int], root: Place, problems: Problems
) -> None:
    first: dict[str, int] = {}
    for concept, number in zip(concepts, numbers, strict=True):
        if concept.id in first:
            earlier = find_place(root, ("concepts", first[concept.id], "id"))
            problems.add(
                find_place(root, ("concepts", number, "id")),
                f'the id "{concept.id}" is taken at {problems.location(earlier)}',
                "every concept needs an id of its own",
            )
        else:
            first[concept.id] = number


def _check_forms(
    concepts: Sequence[Concept], numbers: Sequence[int], root: Place, problems: Problems
) -> None:
    """Report equal listed forms that nothing tells apart."""
    claims: dict[str, list[tuple[int, ListedForm]]] = {}
    for index, concept in enumerate(concepts):
        for form in concept.listed:
            rivals = claims.get(form.folded)
            if rivals is None:
                claims[form.folded] = [(index, form)]
                continue
            for other, rival in rivals:
                same = form.text == rival.text or not (form.sensitive or rival.sensitive)
                if not same or is_separated(concept, form, concepts[other], rival):
                    continue
                if other == index and form.en == rival.en:
                    continue
                earlier = find_place(root, ("concepts", numbers[other], *rival.keys, "nl"))
                problems.add(
                    find_place(root, ("concepts", numbers[index], *form.keys, "nl")),
                    f'concept "{concept.id}": the form "{form.nl}" is listed in '
                    f'"{concepts[other].id}" at {problems.location(earlier)} as well',
                    "keep one of them"
                    if other == index
                    else "give one of them a context or a priority, or remove it",
                )
                break
            rivals.append((index, form))


def _check_expressions(
    concepts: Sequence[Concept], numbers: Sequence[int], root: Place, problems: Problems
) -> None:
    for concept, number in zip(concepts, numbers, strict=True):
        holders: list[tuple[Keys, Context | None]] = [((), concept.context)]
        holders += [(("forms", at), form.context) for at, form in enumerate(concept.forms)]
        for keys, context in holders:
            if not context:
                continue
            for name, expressions in (("require", context.require), ("exclude", context.exclude)):
                for position, expression in enumerate(expressions):
                    if reason := _broken(expression):
                        problems.add(
                            find_place(
                                root, ("concepts", number, *keys, "context", name, position)
                            ),
                            f'concept "{concept.id}": "{expression}" is no regular expression: '
                            f"{reason}",
                            "correct it; a literal ( [ ? * or + needs a backslash before it",
                        )


def _broken(expression: str) -> str:
    """Return why an expression does not compile, nothing where it does."""
    import regex  # type: ignore[import-untyped]  # 30 ms; few glossaries have expressions

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            regex.compile(expression)
    except (regex.error, OverflowError, RecursionError, ValueError) as error:
        return str(error)
    return ""


def _report(
    error: ValidationError, base: Keys, content: dict[str, Any], root: Place, problems: Problems
) -> None:
    """Turn pydantic's errors into problems."""
    for item in error.errors(include_url=False):
        keys: Keys = (*base, *item["loc"])
        if item["type"] == "glossary":
            keys = (*keys, *item["ctx"]["keys"])
            message, hint = item["msg"], item["ctx"]["hint"]
            if not item["ctx"]["keys"]:
                message = f"{_last(keys)} {message}"
        else:
            message, hint = _explain(item, keys)
        place = find_place(root, keys, key=item["type"] == "extra_forbidden")
        problems.add(place, _about(keys, content) + message, hint)


def _explain(item: ErrorDetails, keys: Keys) -> tuple[str, str | None]:
    """Return message and remedy for one of pydantic's own errors."""
    name = _last(keys)
    kind = item["type"]
    value = _shown(item["input"])
    if kind == "missing":
        return f'missing key "{name}"', f"add `{name}:`"
    if kind == "extra_forbidden":
        allowed = list(_model_at(keys).model_fields)
        close = difflib.get_close_matches(name, allowed, n=1)
        hint = f'did you mean "{close[0]}"?' if close else f"known here: {', '.join(allowed)}"
        return f'unknown key "{name}"', hint
    if kind == "literal_error" and name == "version":
        return f"version {value} of the format is unknown", "write `version: 1`"
    if kind == "literal_error":
        expected = str(item["ctx"]["expected"]).replace("'", "")
        close = difflib.get_close_matches(str(item["input"]), re.split(r", | or ", expected), n=1)
        hint = f"did you mean {close[0]}? " if close else ""
        return f"{name} cannot be {value}", f"{hint}known: {expected}"
    if kind == "tuple_type" and keys == ("concepts",) and not item["input"]:
        return f"{name} is {value}", "write `concepts: []`, or the first concept below it"
    if kind == "tuple_type":
        return f"{name} is {value}", "write a list, such as [one, two]"
    if kind == "int_type":
        return f"{name} is {value}", "write a whole number without quotes, at most nine digits"
    if kind == "string_type":
        return f"{name} is {value}", "write one text, in quotes where needed"
    if kind in {"model_type", "model_attributes_type"}:
        allowed = list(_model_at((*keys, "")).model_fields)
        return f"{name} is {value}", f"write a mapping with {', '.join(allowed)}"
    if kind == "string_pattern_mismatch" and name == "id":
        slug = re.sub(r"[^a-z0-9]+", "-", str(item["input"]).lower()).strip("-")
        hint = f'write "{slug}"' if slug else "write such an id"
        return f"the id {value} is not made of a-z, 0-9 and -", hint
    if kind == "string_pattern_mismatch":
        return f"{name} cannot be {value}", "the workbench translates nl into en"
    return f"{name}: {item['msg']}", None


_MODELS: dict[str | int, type[BaseModel]] = {
    "concepts": Concept,
    "forms": Form,
    "context": Context,
    "decided": Decision,
}


def _model_at(keys: Keys) -> type[BaseModel]:
    """Return what the last key stands in."""
    model: type[BaseModel] = GlossaryFile
    for key in keys[:-1]:
        model = _MODELS.get(key, model)
    return model


def _shown(value: object) -> str:
    """Return a value as a message shows it.

    >>> [_shown(value) for value in ("ja", "", (), {})]
    ['"ja"', 'empty', 'a list', 'a mapping']
    """
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    text = str(value)
    return f'"{text[:40]}…"' if len(text) > 40 else f'"{text}"' if text else "empty"


def _last(keys: Keys) -> str:
    """Return the innermost key by name, with its number where it is a list item.

    >>> _last(("concepts", 3, "admitted", 0))
    'admitted[0]'
    """
    name = ""
    for key in keys:
        name = f"{name}[{key}]" if isinstance(key, int) else key
    return name or "the glossary"


def _about(keys: Keys, content: dict[str, Any]) -> str:
    """Return the beginning of a message, which says what concept it is about."""
    if len(keys) < 2 or keys[0] != "concepts" or not isinstance(keys[1], int):
        return ""
    item = content["concepts"][keys[1]]
    name = (item.get("id") or item.get("nl")) if isinstance(item, dict) else None
    return f'concept "{name}": ' if isinstance(name, str) and name else ""
