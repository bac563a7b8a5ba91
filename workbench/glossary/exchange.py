"""Concepts as tables that other programs read: our own CSV, OmegaT, DeepL, Weblate and TBX.

A row is a headword or a form. The workbench's own columns hold all but context, examples and
decisions; the others hold what those programs have room for, and ``losses`` says what is left out.
How rows get into the file is ``merge``'s part.
"""

from __future__ import annotations

import csv
import difflib
import io
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

from workbench.errors import InputError, Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.glossary.concept import Concept
    from workbench.glossary.file import Glossary

__all__ = ["FORMATS", "ExchangeFormat", "Row", "guess_format", "losses", "read_rows", "write_rows"]

ExchangeFormat = Literal["csv", "omegat", "deepl", "weblate", "tbx"]
FORMATS: dict[str, str] = {
    "csv": "the workbench's own columns",
    "omegat": "three columns between tabs",
    "deepl": "source, target and their languages",
    "weblate": "Weblate's CSV",
    "tbx": "TBX-Basic",
}
_LIST = " | "
_HEAD: dict[str, tuple[str, ...]] = {
    "csv": (
        "id", "form_of", "type", "source", "target", "admitted", "forbidden", "policy", "case",
        "priority", "status", "definition", "note",
    ),
    "omegat": ("source", "target", "note"),
    "deepl": ("source", "target"),
    "weblate": ("source", "target", "context", "developer_comments"),
}  # fmt: skip
_HELD: dict[str, frozenset[str]] = {
    "csv": frozenset({"context", "examples", "decided"}),
    "omegat": frozenset(
        [
            "type",
            "admitted",
            "forbidden",
            "policy",
            "case",
            "priority",
            "status",
            "context",
            "examples",
            "decided",
        ]
    ),
    "deepl": frozenset(
        [
            "type",
            "admitted",
            "forbidden",
            "policy",
            "case",
            "priority",
            "status",
            "context",
            "examples",
            "decided",
            "definition",
            "note",
        ]
    ),
    "tbx": frozenset(["policy", "case", "priority", "status", "context", "examples", "decided"]),
    "weblate": frozenset(
        [
            "type",
            "admitted",
            "forbidden",
            "policy",
            "case",
            "priority",
            "status",
            "context",
            "examples",
            "decided",
        ]
    ),
}
_LONGEST_FIELD = 1_000_000


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


def guess_format(name: str) -> ExchangeFormat:
    """Return the format that a file's name stands for."""
    if name.lower().endswith(".tbx"):
        return "tbx"
    return "omegat" if name.lower().endswith((".tsv", ".tab", ".txt", ".utf8")) else "csv"


# Writing ------------------------------------------------------------------------------------------


def _rows(glossary: Glossary) -> Iterator[Row]:
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


def write_rows(glossary: Glossary, format_: ExchangeFormat) -> str:
    """Return the glossary as a table in one of the formats, lines ending in a line feed."""
    text = io.StringIO()
    if format_ == "tbx":
        from workbench.glossary.tbx import write_tbx

        return write_tbx(_rows(glossary))
    if format_ == "omegat":
        for row in _rows(glossary):
            comment = row.note or row.definition
            cells = (row.source, row.target or row.source, comment)
            text.write("\t".join(" ".join(cell.split()) for cell in cells) + "\n")
        return text.getvalue()
    writer = csv.writer(text, lineterminator="\n")
    if format_ == "deepl":
        seen: set[str] = set()
        for row in _rows(glossary):
            if row.source not in seen:
                seen.add(row.source)
                writer.writerow((row.source, row.target or row.source, "nl", "en"))
        return text.getvalue()
    writer.writerow(_HEAD[format_])
    for row in _rows(glossary):
        if format_ == "weblate":
            context = row.id or row.form_of
            writer.writerow(
                (row.source, row.target or row.source, context, row.note or row.definition)
            )
        else:
            writer.writerow([_cell(row, name) for name in _HEAD["csv"]])
    return text.getvalue()


def _cell(row: Row, name: str) -> str:
    value = getattr(row, name)
    return value if isinstance(value, str) else _LIST.join(value)


def losses(glossary: Glossary, format_: ExchangeFormat) -> dict[str, tuple[str, ...]]:
    """Return what a format cannot carry, as keys by the id of each concept that has them."""
    result: dict[str, tuple[str, ...]] = {}
    for concept in glossary:
        held = {name for name in _HELD[format_] if _says(concept, name)}
        held |= {f"forms.{name}" for name in _HELD[format_] if _form_says(concept, name)}
        if format_ == "csv" and any(_LIST.strip() in text for text in _listed(concept)):
            held.add("a text with |")
        if held:
            result[concept.id] = tuple(sorted(held))
    return result


def _says(concept: Concept, name: str) -> bool:
    return name in concept.model_dump(exclude_defaults=True)


def _form_says(concept: Concept, name: str) -> bool:
    return any(name in form.model_dump(exclude_defaults=True) for form in concept.forms)


def _listed(concept: Concept) -> Iterator[str]:
    yield from (*concept.admitted, *concept.forbidden)
    for form in concept.forms:
        yield from (*form.admitted, *(form.forbidden or ()))


# Reading ------------------------------------------------------------------------------------------


def read_rows(
    data: bytes, *, name: str, format_: ExchangeFormat, encoding: str | None = None
) -> list[Row]:
    """Return the rows of a table.

    Args:
        data: the file.
        name: how messages call it.
        format_: what it is.
        encoding: of the file; None takes UTF-8, or UTF-16 where a byte-order mark says so.

    Raises:
        InputError: the encoding or the columns are wrong; the message names line and remedy.
    """
    if format_ == "tbx":
        from workbench.glossary.tbx import read_tbx

        return read_tbx(data, name=name)
    text = _decode(data, name, encoding)
    if format_ == "omegat":
        return _read_tabs(text, name)
    csv.field_size_limit(_LONGEST_FIELD)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        if format_ == "deepl":
            return _read_bare(reader, name)
        return _read_table(reader, name, format_)
    except csv.Error as error:
        raise InputError(
            f"not CSV: {error}",
            where=Location(name, reader.line_num),
            hint="put texts that hold quotes or line ends in double quotes",
        ) from None


def _decode(data: bytes, name: str, encoding: str | None) -> str:
    if encoding is None:
        marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        encoding = "utf-16" if marked else "utf-8-sig"
    try:
        return data.decode(encoding)
    except LookupError:
        raise InputError(
            f'unknown encoding "{encoding}"', where=name, hint="such as utf-8 or cp1252"
        ) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"the byte 0x{data[error.start]:02X} is not {encoding.upper().removesuffix('-SIG')}",
            where=Location(name, line),
            hint="name the encoding with --encoding, such as cp1252",
        ) from None


def _read_tabs(text: str, name: str) -> list[Row]:
    rows: list[Row] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not 2 <= len(cells) <= 3 or not cells[0]:
            raise InputError(
                f"{len(cells)} columns instead of two or three between tabs",
                where=Location(name, number),
                hint="write source, tab, target, tab, comment",
            )
        rows.append(Row(source=cells[0], target=cells[1], note="".join(cells[2:]), line=number))
    return rows


def _read_bare(reader: csv._reader, name: str) -> list[Row]:  # type: ignore[name-defined,unused-ignore]
    rows: list[Row] = []
    for cells in reader:
        if not any(cells):
            continue
        if not 2 <= len(cells) <= 4 or not cells[0].strip():
            raise InputError(
                f"{len(cells)} columns instead of two to four",
                where=Location(name, reader.line_num),
                hint="write source,target or source,target,nl,en",
            )
        rows.append(Row(source=cells[0].strip(), target=cells[1].strip(), line=reader.line_num))
    return rows


def _read_table(
    reader: csv._reader,  # type: ignore[name-defined,unused-ignore]
    name: str,
    format_: ExchangeFormat,
) -> list[Row]:
    head = [cell.strip() for cell in next(reader, [])]
    known = _HEAD[format_]
    for column in ("source", "target"):
        if column not in head:
            close = difflib.get_close_matches(column, head, n=1)
            raise InputError(
                f'no column "{column}"',
                where=Location(name, 1),
                hint=f'is it "{close[0]}"?' if close else f"known: {', '.join(known)}",
            )
    if format_ == "csv" and (strange := [one for one in head if one not in known]):
        close = difflib.get_close_matches(strange[0], known, n=1)
        raise InputError(
            f'unknown column "{strange[0]}"',
            where=Location(name, 1),
            hint=f'did you mean "{close[0]}"?' if close else f"known: {', '.join(known)}",
        )
    rows: list[Row] = []
    for cells in reader:
        if not any(cells):
            continue
        if len(cells) != len(head):
            raise InputError(
                f"{len(cells)} columns under {len(head)} names",
                where=Location(name, reader.line_num),
                hint="put texts that hold the separator in double quotes",
            )
        said = {key: cell.strip() for key, cell in zip(head, cells, strict=True)}
        if not said["source"]:
            raise InputError(
                "the source is empty", where=Location(name, reader.line_num), hint="fill it in"
            )
        rows.append(_row(said, format_, reader.line_num))
    return rows


def _row(said: dict[str, str], format_: ExchangeFormat, line: int) -> Row:
    if format_ == "weblate":
        return Row(
            source=said["source"],
            target=said["target"],
            note=said.get("developer_comments", ""),
            line=line,
        )
    values: dict[str, str] = {
        field.name: said.get(field.name, "") for field in fields(Row) if field.name in said
    }
    lists = {
        key: tuple(part.strip() for part in values.pop(key, "").split("|") if part.strip())
        for key in ("admitted", "forbidden")
    }
    return Row(
        source=values.pop("source"),
        target=values.pop("target"),
        id=values.get("id", ""),
        form_of=values.get("form_of", ""),
        type=values.get("type", ""),
        policy=values.get("policy", ""),
        case=values.get("case", ""),
        priority=values.get("priority", ""),
        status=values.get("status", ""),
        definition=values.get("definition", ""),
        note=values.get("note", ""),
        admitted=lists["admitted"],
        forbidden=lists["forbidden"],
        line=line,
    )
