"""The glossary as an Excel workbook, and workbooks of others as rows.

A sheet named ``glossary`` with the columns of the workbench's own CSV; every cell is text, and the
texts of a list stand below one another in their cell. A workbook comes from outside: how much it
unpacks to is looked at before anything is unpacked, and what a spreadsheet program computes or turns
into a date is refused with its cell, never guessed at.
"""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError
from workbench.glossary.rows import COLUMNS, Row, check_columns, row_cells, row_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["LONGEST_CELL", "read_xlsx", "write_xlsx"]

LONGEST_CELL = 32_767
"""Characters in one cell; Excel has no room for more."""
_SHEET = "glossary"
_WIDTHS = {"source": 28, "target": 28, "definition": 40, "note": 40}
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Zip's first date: a file that is made again from the same glossary is the same file."""
_MOST_BYTES = 128 * 1024 * 1024
"""Of all parts unpacked: some 300,000 rows."""
_MOST_ROWS = 300_000
_MOST_COLUMNS = 64
# What openpyxl and the parsers below it raise for a workbook that is damaged or made to hurt.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, SyntaxError, LookupError, ValueError, TypeError,
    AttributeError, OSError, EOFError, OverflowError, RuntimeError, AssertionError,
)  # fmt: skip


def write_xlsx(rows: Iterable[Row]) -> bytes:
    """Return rows as a workbook of one sheet."""
    from openpyxl import Workbook  # 150 ms, for this format alone
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    book: Any = Workbook(write_only=True)
    sheet = book.create_sheet(_SHEET)
    sheet.freeze_panes = "A2"
    for at, column in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + at)].width = _WIDTHS.get(column, 14)
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")

    def cell(text: str, *, head: bool = False) -> Any:  # noqa: ANN401 - openpyxl has no types
        made: Any = WriteOnlyCell(sheet, value=text[:LONGEST_CELL] or None)
        if text:
            # Otherwise a text that begins with = would be a formula.
            made.data_type = "s"
            made.number_format = "@"
        if head:
            made.font = bold
        elif "\n" in text:
            made.alignment = wrapped
        return made

    sheet.append([cell(column, head=True) for column in COLUMNS])
    for row in rows:
        sheet.append([cell(text) for text in row_cells(row, between="\n")])
    made = io.BytesIO()
    book.save(made)
    return _undated(made.getvalue())


def _undated(data: bytes) -> bytes:
    """Return a workbook without the time at which it was written."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _CORE
            again = zipfile.ZipInfo(entry.filename, date_time=_EPOCH)
            again.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(again, content)
    return result.getvalue()


_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp="http://'
    b'schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)


def read_xlsx(data: bytes, *, name: str) -> list[Row]:
    """Return the rows of a workbook's sheet ``glossary``, or of the first that has the columns.

    Args:
        data: the file.
        name: how messages call it.

    Raises:
        InputError: it is no workbook, unpacks to too much, has no such sheet or columns, or a cell
            holds a formula, a date or an error; the message names sheet, cell and remedy.
    """
    _check_size(data, name)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # Of extensions that it leaves out: colours, drop-down lists and the like.
            warnings.simplefilter("ignore")
            book: Any = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            try:
                return list(_rows(_sheet(book, name), name))
            finally:
                book.close()
    except _DAMAGED as error:
        raise InputError(
            f"the workbook cannot be read: {_first_line(error)}",
            where=name,
            hint="open it in a spreadsheet program and save it again as .xlsx",
        ) from None


def _first_line(error: BaseException) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:120]


def _check_size(data: bytes, name: str) -> None:
    """Refuse what is no zip or would unpack to more than a glossary can be."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(
            "an Excel file of the old kind, or one with a password",
            where=name,
            hint="save it as .xlsx without a password",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except _DAMAGED:
        raise InputError(
            "no Excel workbook", where=name, hint="name an .xlsx file, or another --format"
        ) from None
    # The size that an entry declares is also the most that is ever unpacked of it.
    whole = sum(entry.file_size for entry in entries)
    if whole > _MOST_BYTES:
        raise InputError(
            f"the workbook unpacks to {whole // 2**20:,} MiB",
            where=name,
            hint=f"at most {_MOST_BYTES // 2**20} MiB are read; export it as CSV",
        )


def _sheet(book: Any, name: str) -> Any:  # noqa: ANN401
    """Return the sheet to read, by its name or by its columns."""
    sheets = list(book.worksheets)
    for sheet in sheets:
        if sheet.title.strip().lower() == _SHEET:
            return sheet
    for sheet in sheets:
        head = next(sheet.iter_rows(max_row=1, max_col=_MOST_COLUMNS, values_only=True), ())
        if {"source", "target"} <= {str(cell).strip() for cell in head}:
            return sheet
    titles = ", ".join(f'"{sheet.title}"' for sheet in sheets[:5]) or "none"
    raise InputError(
        f'no sheet has the columns "source" and "target"; there is {titles}',
        where=name,
        hint='write both names into the first row, or name the sheet "glossary"',
    )


def _rows(sheet: Any, name: str) -> Iterator[Row]:  # noqa: ANN401
    place = f"{name}:{sheet.title}"
    lines = sheet.iter_rows(max_row=_MOST_ROWS + 1, max_col=_MOST_COLUMNS)
    first = next(lines, ())
    head = [_text(cell, place) for cell in first]
    while head and not head[-1]:
        head.pop()
    check_columns(head, COLUMNS, f"{place}!1", strict=True)
    number = 1
    for number, line in enumerate(lines, 2):
        cells = [_text(cell, place) for cell in line]
        if not any(cells):
            continue
        if any(cells[len(head) :]):
            at = next(cell for cell in line[len(head) :] if cell.value is not None)
            raise InputError(
                "a cell without a column name above it",
                where=f"{place}!{at.coordinate}",
                hint="name the column in the first row, or empty the cell",
            )
        said = dict(zip(head, cells, strict=False))
        if not said.get("source"):
            raise InputError("the source is empty", where=f"{place}!{number}", hint="fill it in")
        yield row_from(dict.fromkeys(head, "") | said, between="\n", line=number)
    if number > _MOST_ROWS:
        raise InputError(
            f"more than {_MOST_ROWS:,} rows", where=place, hint="split it, or export it as CSV"
        )


def _text(cell: Any, place: str) -> str:  # noqa: ANN401
    """Return what a cell says; a whole number is one that a spreadsheet program made of a text."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        problem, hint = "a formula", "paste its value as text"
    elif isinstance(value, str) and cell.data_type != "e":
        return value.strip()
    elif isinstance(value, int | float) and not isinstance(value, bool) and value == int(value):
        return str(int(value))
    else:
        problem = f"{value} is no text"
        hint = "format the column as text and write it again"
    raise InputError(problem, where=f"{place}!{cell.coordinate}", hint=hint)
