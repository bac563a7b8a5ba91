"""Writing texts, forms and concepts as the YAML that ``edit`` splices in.

What comes out reads back as the same text under YAML 1.2 and needs as few quotes as that allows.
Where it goes and whether it may go there is not decided here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Fields", "block_concept", "dump_scalar", "flow_concept", "inline"]

Fields: TypeAlias = Mapping[str, object]
"""A concept as it will be written: texts, lists of texts, and forms by key, in order."""

_NOT_PLAIN = re.compile(
    r"""^[-?:](?:\s|$)|^[,\[\]{}\#&*!|>'"%@`]|:(?:\s|$)|\s\#|^\s|\s$|^$|^---|^\.\.\.|[^\S ]"""
)
_FLOW = re.compile(r"[,\[\]{}]|^[?:-]|:")


def dump_scalar(value: str, *, flow: bool = False, style: str = "") -> str:
    r"""Return a text as YAML, in the quotes it had where they can hold it.

    Args:
        value: the text.
        flow: whether it stands inside brackets.
        style: the sign that opens the scalar it replaces, empty for none.

    >>> dump_scalar("a: b"), dump_scalar("No"), dump_scalar("x, y", flow=True)
    ("'a: b'", 'No', "'x, y'")
    """
    if style == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    if style == '"':
        return json.dumps(value, ensure_ascii=False)
    plain = not (_NOT_PLAIN.search(value) or (flow and _FLOW.search(value)))
    if plain and value.isprintable():
        return value
    if "'" in value or not value.isprintable():
        return json.dumps(value, ensure_ascii=False)
    return f"'{value}'"


def inline(value: str | Mapping[str, object]) -> str:
    """Return a text or a form for inside brackets."""
    if isinstance(value, str):
        return dump_scalar(value, flow=True)
    inner = ", ".join(f"{key}: {_flow_value(one)}" for key, one in value.items())
    return "{" + inner + "}"


def _flow_value(value: object) -> str:
    if isinstance(value, str):
        return dump_scalar(value, flow=True)
    if isinstance(value, dict):
        return inline(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(inline(one) for one in value) + "]"
    return str(value)


def flow_concept(fields: Fields) -> str:
    """Return a concept in brackets."""
    return "{" + ", ".join(f"{key}: {_flow_value(value)}" for key, value in fields.items()) + "}"


def block_concept(fields: Fields, pad: str) -> Iterator[str]:
    """Yield the lines of a concept, without line ends."""
    lead = f"{pad}- "
    for key, value in fields.items():
        if key == "forms" and isinstance(value, (list, tuple)):
            yield f"{lead}forms:"
            for form in value:
                yield f"{pad}    - {inline(form)}"
        elif isinstance(value, str):
            number = key == "priority"
            yield f"{lead}{key}: {value if number else dump_scalar(value)}"
        else:
            yield f"{lead}{key}: {_flow_value(value)}"
        lead = f"{pad}  "
