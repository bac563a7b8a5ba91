"""A headword or form as a row of a table, which is what other programs exchange.

Shared by the readers and writers of each kind of file, so that they agree on columns, on what a
list in a cell looks like and on what is said of a wrong head. Files themselves are theirs.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbench.errors import Location
    from workbench.glossary.file import Glossary

__all__ = ["COLUMNS", "Row", "check_columns", "glossary_rows", "row_cells", "row_from"]

COLUMNS = (
    "id", "form_of", "type", "source", "target", "admitted", "forbidden", "policy", "case",
    "priority", "status", "definition", "note",
)  # fmt: skip
"""The workbench's own columns, of CSV and of XLSX."""
_LISTS = frozenset({"admitted", "forbidden"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A headword or a form, as far as the format knows it; empty texts say nothing."""

    source: str
    target: str = ""
    id: str = ""
    form_of: str = ""
    """Id of the concept it is a form of, empty for a headword."""
    type: str = ""
    admitted: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    policy: str = ""
    case: str = ""
    priority: str = ""
    status: str = ""
    definition: str = ""
    note: str = ""
    line: int = 0
    """Where it was read, from 1."""


def glossary_rows(glossary: Glossary) -> Iterator[Row]:
    """Yield every concept's headword, and behind it its forms."""
    for concept in glossary:
        said = concept.model_dump(mode="json", exclude_defaults=True)
        yield Row(
            id=concept.id,
            type=said.get("type", ""),
            source=concept.nl,
            target=concept.en or "",
            admitted=concept.admitted,
            forbidden=concept.forbidden,
            policy=said.get("policy", ""),
            case=said.get("case", ""),
            priority=str(said.get("priority", "")),
            status=said.get("status", ""),
            definition=concept.definition or "",
            note=concept.note or "",
        )
        for form in concept.forms:
            yield Row(
                form_of=concept.id,
                source=form.nl,
                target=form.en or "",
                admitted=form.admitted,
                forbidden=form.forbidden or (),
                case=form.case or "",
                status=form.status or "",
                note=form.note or "",
            )


def row_cells(row: Row, *, between: str) -> list[str]:
    """Return a row under ``COLUMNS``, the texts of a list joined by ``between``."""
    values = (getattr(row, name) for name in COLUMNS)
    return [value if isinstance(value, str) else between.join(value) for value in values]


def row_from(said: Mapping[str, str], *, between: str, line: int) -> Row:
    """Return the row that cells under the names of ``COLUMNS`` make; other names are passed over.

    Args:
        said: the cells by column.
        between: what stands between the texts of a list.
        line: where the row was read, from 1.
    """
    texts: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for name in (field.name for field in fields(Row) if field.name in said):
        if name in _LISTS:
            parts = (part.strip() for part in said[name].split(between))
            lists[name] = tuple(part for part in parts if part)
        else:
            texts[name] = said[name]
    return Row(**texts, **lists, line=line)  # type: ignore[arg-type]


def check_columns(
    head: Sequence[str], known: Sequence[str], where: str | Location, *, strict: bool
) -> None:
    """Make sure that a table has the columns it needs.

    Args:
        head: the names in its first line.
        known: the names that mean something.
        where: the place of that line.
        strict: whether a name that means nothing is wrong.

    Raises:
        InputError: a column is missing or unknown or there twice; the message names the closest.
    """
    if not any(head):
        raise InputError(
            "the table is empty", where=where, hint="begin with a line of names: source, target"
        )
    for column in ("source", "target"):
        if column not in head:
            close = difflib.get_close_matches(column, head, n=1)
            raise InputError(
                f'no column "{column}"',
                where=where,
                hint=f'is it "{close[0]}"?' if close else f"known: {', '.join(known)}",
            )
    for at, name in enumerate(head):
        if name in known and name in head[:at]:
            raise InputError(f'two columns "{name}"', where=where, hint="rename one of them")
        if strict and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            raise InputError(
                f'unknown column "{name}"',
                where=where,
                hint=f'did you mean "{close[0]}"?' if close else f"known: {', '.join(known)}",
            )
