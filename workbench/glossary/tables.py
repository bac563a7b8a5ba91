"""Tables of text: the workbench's own CSV, Weblate's, DeepL's, and OmegaT's three columns.

What each program has room for is all there is to know here; workbooks and TBX are read elsewhere,
and how rows get into the glossary is ``merge``'s part.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Literal

from workbench.errors import InputError, Location
from workbench.glossary.rows import COLUMNS, Row, check_columns, row_cells, row_from

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["LIST_SIGN", "TextFormat", "read_table", "write_table"]

TextFormat = Literal["csv", "omegat", "deepl", "weblate"]
LIST_SIGN = "|"
"""Between the texts of a list in one cell."""
_WEBLATE = ("source", "target", "context", "developer_comments")
_LONGEST_FIELD = 1_000_000


def write_table(rows: Iterable[Row], format_: TextFormat) -> str:
    """Return rows as a table in one of the formats, lines ending in a line feed."""
    text = io.StringIO()
    if format_ == "omegat":
        for row in rows:
            cells = (row.source, row.target or row.source, row.note or row.definition)
            text.write("\t".join(" ".join(cell.split()) for cell in cells) + "\n")
        return text.getvalue()
    writer = csv.writer(text, lineterminator="\n")
    if format_ == "deepl":
        seen: set[str] = set()
        for row in rows:
            if row.source not in seen:
                seen.add(row.source)
                writer.writerow((row.source, row.target or row.source, "nl", "en"))
        return text.getvalue()
    writer.writerow(COLUMNS if format_ == "csv" else _WEBLATE)
    for row in rows:
        if format_ == "csv":
            writer.writerow(row_cells(row, between=f" {LIST_SIGN} "))
        else:
            context = row.id or row.form_of
            remark = row.note or row.definition
            writer.writerow((row.source, row.target or row.source, context, remark))
    return text.getvalue()


def read_table(
    data: bytes, *, name: str, format_: TextFormat, encoding: str | None = None
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
        return _read_headed(reader, name, format_)
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


def _read_headed(
    reader: csv._reader,  # type: ignore[name-defined,unused-ignore]
    name: str,
    format_: TextFormat,
) -> list[Row]:
    head = [cell.strip() for cell in next(reader, [])]
    own = format_ == "csv"
    check_columns(head, COLUMNS if own else _WEBLATE, Location(name, 1), strict=own)
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
        if own:
            rows.append(row_from(said, between=LIST_SIGN, line=reader.line_num))
        else:
            note = said.get("developer_comments", "")
            rows.append(
                Row(source=said["source"], target=said["target"], note=note, line=reader.line_num)
            )
    return rows
