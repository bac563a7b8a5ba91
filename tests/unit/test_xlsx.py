"""Excel workbooks: there and back, and those that nobody should have to trust."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from workbench.errors import InputError
from workbench.glossary import load_glossary, parse_glossary
from workbench.glossary.edit import Editor
from workbench.glossary.exchange import losses, read_rows, write_rows
from workbench.glossary.merge import merge_rows
from workbench.glossary.rows import Row
from workbench.glossary.xlsx import LONGEST_CELL, read_xlsx, write_xlsx

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.conftest import RunHere

TEXT = """\
concepts:
  - id: kazakhstan
    type: place
    nl: Kazachstan
    en: Kazakhstan
    forms:
      - {nl: Kazachse, en: Kazakh, status: proposed, admitted: ["a | b", "c, d"]}
    admitted: [the Republic, "a | b"]
    forbidden: [Kazakstan]
    priority: 2
    note: '=SUM(A1), "quoted"; 1984'
    decided: {by: An}
  - {id: nieuws, nl: "1984", en: No, case: insensitive}
  - {id: keep, nl: De Nieuws, policy: keep}
"""


def workbook(*lines: Sequence[object], title: str = "glossary") -> bytes:
    book: Any = Workbook()
    book.active.title = title
    for line in lines:
        book.active.append(list(line))
    return saved(book)


def saved(book: Workbook) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_workbook_loses_only_what_is_said(repo_root: Path) -> None:
    for glossary in (
        parse_glossary(TEXT, name="g"),
        load_glossary(repo_root / "glossary.yaml"),
        load_glossary(repo_root / "tests" / "bench" / "glossary-400.yaml"),
    ):
        lost = losses(glossary, "xlsx")
        table = write_rows(glossary, "xlsx")
        one = Editor("concepts: []\n", name="g", path=None, data=b"")
        merged = merge_rows(one, read_rows(table, name="t", format_="xlsx"), name="t")
        assert not merged.conflicts
        whole = {concept.id: concept for concept in glossary}
        assert len(one.glossary) == len(whole)
        for concept in one.glossary:
            if concept.id not in lost:
                assert concept == whole[concept.id]
        assert write_rows(one.glossary, "xlsx") == table, "the same glossary, the same bytes"
    assert losses(parse_glossary(TEXT, name="g"), "xlsx") == {"kazakhstan": ("decided",)}


SAID = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" =+-@'_x0041"))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(SAID, SAID, SAID), min_size=1, max_size=4))
def test_any_text_comes_back(texts: list[tuple[str, str, str]]) -> None:
    rows = [
        Row(
            source=f"{number}{source.strip()}",
            target=target.strip(),
            note=note.strip(),
            line=number,
        )
        for number, (source, target, note) in enumerate(texts, 2)
    ]
    assert read_xlsx(write_xlsx(rows), name="t") == rows


def test_every_cell_is_text_for_excel() -> None:
    book = load_workbook(io.BytesIO(write_rows(parse_glossary(TEXT, name="g"), "xlsx")))
    cells = [cell for row in book["glossary"].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "1984" in [cell.value for cell in cells]


def test_what_no_cell_has_room_for_is_named() -> None:
    text = f"concepts:\n  - {{id: a, nl: A, en: B, note: {'x' * (LONGEST_CELL + 1)}}}\n"
    glossary = parse_glossary(text, name="g")
    assert losses(glossary, "xlsx") == {"a": ("a text of more than 32,767 characters",)}
    assert len(read_xlsx(write_rows(glossary, "xlsx"), name="t")[0].note) == LONGEST_CELL


def test_columns_in_any_order_and_other_sheets_are_taken() -> None:
    book: Any = Workbook()
    book.active.append(["read me"])
    sheet = book.create_sheet("Terms")
    sheet.append(["target", "source", "admitted", None])
    sheet.append(["Kazakhstan", "Kazachstan", "one\ntwo "])
    sheet.append([None, None])
    sheet.append([1984, "1984"])
    rows = read_xlsx(saved(book), name="t")
    assert [(one.source, one.target, one.admitted, one.line) for one in rows] == [
        ("Kazachstan", "Kazakhstan", ("one", "two"), 2),
        ("1984", "1984", (), 4),
    ]


HEAD = ("source", "target", "note")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (workbook(HEAD, ("a", "=1+1")), r"t:glossary!B2: a formula; paste its value as text"),
        (workbook(HEAD, ("a", datetime.date(2026, 1, 2))), r"t:glossary!B2: 2026-01-02.* no text"),
        (workbook(HEAD, ("a", True)), r"t:glossary!B2: True is no text; format the column"),
        (workbook(HEAD, ("a", 1.5)), r"t:glossary!B2: 1.5 is no text"),
        (workbook(HEAD, ("a", "#N/A")), r"t:glossary!B2: #N/A is no text"),
        (workbook(HEAD, ("a", "b", "c", "d")), r"t:glossary!D2: a cell without a column name"),
        (workbook(HEAD, (None, "b")), r"t:glossary!2: the source is empty"),
        (workbook(("bron", "target")), r't:glossary!1: no column "source"'),
        (workbook(("source", "targt")), r't:glossary!1: no column "target"; is it "targt"'),
        (workbook((*HEAD, "typ")), r't:glossary!1: unknown column "typ"; did you mean "type"'),
        (workbook((*HEAD, "note")), r't:glossary!1: two columns "note"'),
        (workbook(("a", "b"), title="Blad1"), r't: no sheet has the columns .* is "Blad1"'),
        (workbook(), r"t:glossary!1: the table is empty"),
        (b"source,target\na,b\n", r"t: no Excel workbook; name an \.xlsx file"),
        (b"", r"t: no Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), r"t: .* with a password; save it"),
    ],
)
def test_a_wrong_workbook_is_refused_with_its_cell(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_xlsx(data, name="t")


def rezipped(data: bytes, changed: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(entry.filename, changed.get(entry.filename, old.read(entry)))
    return made.getvalue()


def test_a_zip_bomb_is_not_unpacked() -> None:
    data = rezipped(workbook(HEAD, ("a", "b")), {"xl/theme/theme1.xml": bytes(130 * 2**20)})
    assert len(data) < 2**20
    with pytest.raises(InputError, match=r"t: the workbook unpacks to 130 MiB; at most 128 MiB"):
        read_xlsx(data, name="t")


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "content",
    [
        b"<worksheet><sheetData><row r='1'>",
        b"\x00\x01\x02",
        b'<!DOCTYPE x [<!ENTITY a "'
        + b"x" * 1000
        + b'"><!ENTITY b "'
        + b"&a;" * 1000
        + b'"><!ENTITY c "'
        + b"&b;" * 1000
        + b'">]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>&c;</t></is></c></row></sheetData>"
        b"</worksheet>",
    ],
)
def test_a_damaged_sheet_is_one_line(content: bytes) -> None:
    data = rezipped(workbook(HEAD, ("a", "b")), {SHEET: content})
    with pytest.raises(InputError) as caught:
        read_xlsx(data, name="t")
    assert str(caught.value).startswith("t: the workbook cannot be read: ")
    assert "\n" not in str(caught.value)


def test_a_cell_at_the_end_of_the_sheet_is_not_waited_for() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b"<row r='1'><c r='A1' t='inlineStr'><is><t>source</t></is></c>"
        b"<c r='B1' t='inlineStr'><is><t>target</t></is></c></row>"
        b"<row r='2'><c r='A2' t='inlineStr'><is><t>a</t></is></c></row>"
        b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData></worksheet>"
    )
    with pytest.raises(InputError, match=r"t:glossary: more than 300,000 rows; split it"):
        read_xlsx(rezipped(workbook(HEAD), {SHEET: sheet}), name="t")


def test_the_commands_take_workbooks(here: RunHere, tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text(TEXT)
    result = here("glossary", "export", "out.xlsx")
    assert result.code == 0, result.err
    assert "kazakhstan: not in the table: decided" in result.err
    again = here("glossary", "export", "out.xlsx")
    assert (again.code, "kept as" in again.err) == (0, False)
    (tmp_path / "glossary.yaml").write_text("concepts: []\n")
    result = here("glossary", "import", "out.xlsx", "--json")
    assert json.loads(result.out)["added"] == ["kazakhstan", "nieuws", "keep"]
    result = here("glossary", "export", "--format", "xlsx")
    assert (result.code, result.out) == (2, "")
    assert "name a file" in result.err
    (tmp_path / "bad.xlsx").write_bytes(workbook(HEAD, ("a", "=1+1")))
    result = here("glossary", "import", "bad.xlsx")
    assert (result.code, result.err) == (
        2,
        "workbench: bad.xlsx:glossary!B2: a formula; paste its value as text\n",
    )
