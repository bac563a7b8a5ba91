"""Glossaries of other programs: out, in, and what goes lost on the way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from workbench.errors import InputError
from workbench.glossary import load_glossary, parse_glossary
from workbench.glossary.edit import Editor
from workbench.glossary.exchange import (
    ExchangeFormat,
    losses,
    read_rows,
    spreadsheet_formulas,
    write_rows,
)
from workbench.glossary.merge import merge_rows
from workbench.glossary.rows import Row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunHere

TEXT = """\
concepts:
  - id: kazakhstan
    type: place
    nl: Kazachstan
    en: Kazakhstan
    forms:
      - {nl: Kazachse, en: Kazakh, status: proposed, admitted: ["a, b"]}
    admitted: [the Republic]
    forbidden: [Kazakstan]
    priority: 2
    note: 'A "note", with commas; and'
    decided: {by: An}
  - {id: nieuws, nl: De Nieuws, policy: keep}
"""


def editor(text: str = "concepts: []\n") -> Editor:
    return Editor(text, name="g.yaml", path=None, data=text.encode())


def test_our_own_columns_lose_only_what_is_said(repo_root: Path) -> None:
    for glossary in (
        parse_glossary(TEXT, name="g"),
        load_glossary(repo_root / "glossary.yaml"),
        load_glossary(repo_root / "tests" / "bench" / "glossary-400.yaml"),
    ):
        lost = losses(glossary, "csv")
        table = write_rows(glossary, "csv")
        one = editor()
        merged = merge_rows(one, read_rows(table, name="t", format_="csv"), name="t")
        assert not merged.conflicts
        whole = {concept.id: concept for concept in glossary}
        for concept in one.glossary:
            if concept.id not in lost:
                assert concept == whole[concept.id]
        assert write_rows(one.glossary, "csv") == table


def test_what_is_lost_is_named() -> None:
    glossary = parse_glossary(TEXT, name="g")
    assert losses(glossary, "csv") == {"kazakhstan": ("decided",)}
    assert losses(glossary, "omegat") == {
        "kazakhstan": (
            "admitted", "decided", "forbidden", "forms.admitted", "forms.status", "priority", "type",
        ),
        "nieuws": ("policy",),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("format_", "expected"),
    [
        ("deepl", "Kazachstan,Kazakhstan,nl,en\nKazachse,Kazakh,nl,en\nDe Nieuws,De Nieuws,nl,en\n"),
        (
            "omegat",
            'Kazachstan\tKazakhstan\tA "note", with commas; and\nKazachse\tKazakh\t\n'
            "De Nieuws\tDe Nieuws\t\n",
        ),
        (
            "weblate",
            "source,target,context,developer_comments\n"
            'Kazachstan,Kazakhstan,kazakhstan,"A ""note"", with commas; and"\n'
            "Kazachse,Kazakh,kazakhstan,\nDe Nieuws,De Nieuws,nieuws,\n",
        ),
    ],
)  # fmt: skip
def test_other_programs_get_what_they_can_hold(format_: ExchangeFormat, expected: str) -> None:
    table = write_rows(parse_glossary(TEXT, name="g"), format_)
    assert table == expected.encode()
    one = editor()
    merge_rows(one, read_rows(table, name="t", format_=format_), name="t")
    assert {(c.nl, c.en) for c in one.glossary} == {
        ("Kazachstan", "Kazakhstan"),
        ("Kazachse", "Kazakh"),
        ("De Nieuws", "De Nieuws"),
    }


@pytest.mark.parametrize(
    ("data", "format_", "message"),
    [
        (b"bron,target\na,b\n", "csv", r't:1: no column "source"'),
        (b"source,target,typ\na,b,c\n", "csv", r't:1: unknown column "typ"; did you mean "type"'),
        (b"source,target\na,b,c\n", "csv", r"t:2: 3 columns under 2 names"),
        (b"source,target\n,b\n", "csv", r"t:2: the source is empty"),
        (b"source,target\na,\xe9\n", "csv", r"t:2: the byte 0xE9 is not UTF-8; .*--encoding"),
        (b"alone\n", "omegat", r"t:1: 1 columns instead of two or three"),
        (b"a\n", "deepl", r"t:1: 1 columns instead of two to four"),
        (b'source,target\n"a,b\n', "csv", r"t:\d: not CSV"),
    ],
)
def test_a_wrong_table_is_refused_with_place_and_remedy(
    data: bytes, format_: ExchangeFormat, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_rows(data, name="t", format_=format_)


def test_encodings_and_separators_are_taken_as_they_are() -> None:
    for data, encoding in (
        ("source;target\nétat;état\n".encode("cp1252"), "cp1252"),
        ("\ufeffsource,target\r\nétat,état\r\n".encode(), None),
        ("source\ttarget\nétat\tétat\n".encode("utf-16"), None),
    ):
        rows = read_rows(data, name="t", format_="csv", encoding=encoding)
        assert [(row.source, row.target) for row in rows] == [("état", "état")]


def test_a_contradiction_is_reported_and_left_unless_asked_for() -> None:
    rows = read_rows(b"Kazachstan\tKazachia\nAlmaty\tAlmaty\n", name="t", format_="omegat")
    one = editor(TEXT)
    merged = merge_rows(one, rows, name="t", status="proposed")
    assert merged.added == ("almaty",)
    assert [(c.ours, c.theirs, c.line) for c in merged.conflicts] == [("Kazakhstan", "Kazachia", 1)]
    assert one.text.startswith(TEXT)
    assert one.glossary.by_id["almaty"].status == "proposed"
    merge_rows(one, rows, name="t", overwrite=True)
    assert one.glossary.by_id["kazakhstan"].en == "Kazachia"


def test_a_form_without_its_concept_is_refused() -> None:
    rows = read_rows(b"source,target,form_of\nx,y,z\n", name="t", format_="csv")
    with pytest.raises(InputError, match=r't:2: a form of "z"'):
        merge_rows(editor(), rows, name="t")


def test_the_commands_go_there_and_back(here: RunHere, tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text(TEXT)
    result = here("glossary", "export", "out.tsv")
    assert result.code == 0
    assert "not in the table" in result.err
    (tmp_path / "glossary.yaml").write_text("concepts: []\n")
    result = here("glossary", "import", "out.tsv", "--json")
    assert result.code == 0
    assert json.loads(result.out)["added"] == ["kazakhstan", "kazakh", "de-nieuws"]
    assert here("glossary", "import", "out.tsv").out == ""
    (tmp_path / "other.tsv").write_text("Kazachstan\tKazachia\n")
    result = here("glossary", "import", "other.tsv")
    assert result.code == 1
    assert 'other.tsv:1: "Kazachstan" is "Kazakhstan" in kazakhstan' in result.err
    assert here("glossary", "import", "none.csv").code == 2
    assert here("glossary", "export").out.startswith("id,form_of,type,source,target")


# TBX ----------------------------------------------------------------------------------------------


def test_a_name_that_says_no_format_is_refused(here: RunHere, tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text("concepts: []\n")
    (tmp_path / "terms.ods").write_text("id,source,target\nriga,Riga,Riga\n")
    result = here("glossary", "import", "terms.ods")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("workbench: terms.ods: ")
    for name in (".csv", ".xlsx", ".tbx", ".tsv", "--format", "omegat", "deepl", "weblate"):
        assert name in result.err
    assert here("glossary", "import", "terms.ods", "--format", "csv").code == 0


def test_tbx_there_and_back(repo_root: Path) -> None:
    glossary = load_glossary(repo_root / "glossary.yaml")
    table = write_rows(glossary, "tbx")
    assert b'type="TBX-Basic"' in table
    one = editor()
    merged = merge_rows(one, read_rows(table, name="t", format_="tbx"), name="t")
    assert not merged.conflicts
    lost = losses(glossary, "tbx")
    assert len(lost) < len(glossary)
    for concept in glossary:
        if concept.id not in lost:
            again = one.glossary.by_id[concept.id]
            assert again == concept
    assert write_rows(one.glossary, "tbx") == table


OLD = b"""<?xml version="1.0"?>
<martif type="TBX" xml:lang="en"><text><body>
<termEntry id="eid-1"><langSet xml:lang="nl-BE"><tig><term>Kiev</term></tig><tig><term>Kyjiv</term></tig></langSet>
<langSet xml:lang="en-US"><ntig><termGrp><term>Kyiv</term></termGrp></ntig>
<ntig><termGrp><term>Kiev</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>
</termGrp></ntig></langSet></termEntry>
<termEntry id="eid-2"><langSet xml:lang="fr"><tig><term>Bruxelles</term></tig></langSet></termEntry>
</body></text></martif>
"""


def test_the_older_edition_of_tbx_is_read() -> None:
    one = editor()
    merge_rows(one, read_rows(OLD, name="t", format_="tbx"), name="t")
    (concept,) = one.glossary
    assert (concept.id, concept.nl, concept.en) == ("eid-1", "Kiev", "Kyiv")
    assert concept.forbidden == ("Kiev",)
    assert [(form.nl, form.en) for form in concept.forms] == [("Kyjiv", "Kyiv")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<tbx><text>", r"t:1:\d+: not XML"),
        (b"<html/>", "no TBX"),
        (OLD.replace(b"nl-BE", b"de"), "no entry has both"),
        (b"", "not XML"),
    ],
)
def test_what_is_no_tbx_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_rows(data, name="t", format_="tbx")


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    data = OLD.replace(
        b"<martif", f'<!DOCTYPE martif [<!ENTITY x SYSTEM "{secret.as_uri()}">]><martif'.encode(), 1
    ).replace(b"<term>Kyjiv</term>", b"<term>Kyjiv &x;</term>")
    with pytest.raises(InputError, match="entity &x;, which the file declares itself") as caught:
        read_rows(data, name="t", format_="tbx")
    assert "secret" not in str(caught.value)


def test_a_bomb_of_entities_is_named_and_not_unfolded() -> None:
    doubled = "".join(f'<!ENTITY e{n + 1} "&e{n};&e{n};">' for n in range(60))
    data = OLD.replace(
        b"<martif", f'<!DOCTYPE martif [<!ENTITY e0 "ha">{doubled}]><martif'.encode(), 1
    ).replace(b"<term>Kyjiv</term>", b"<term>&e60;</term>")
    with pytest.raises(InputError, match="entity"):
        read_rows(data, name="t", format_="tbx")


def test_a_row_without_english_is_left_out_and_said() -> None:
    ours = editor("concepts: [{id: putin, nl: Poetin, en: Putin}]\n")
    rows = [
        Row(source="Poetin", target="", line=2),
        Row(source="Nieuw", target="", line=3),
        Row(source="Rusland", target="", policy="keep", line=4),
    ]
    merged = merge_rows(ours, rows, name="t", overwrite=True)
    assert merged.empty == (2, 3)
    assert not merged.conflicts
    assert [concept.nl for concept in ours.glossary] == ["Poetin", "Rusland"]
    assert ours.glossary.by_id["putin"].en == "Putin"


def test_rows_that_contradict_one_another_are_a_conflict() -> None:
    ours = editor("concepts: [{id: putin, nl: Poetin, en: Putin}]\n")
    rows = [
        Row(source="Osj", target="Osh", line=2),
        Row(source="Osj", target="Och", line=3),
        Row(source="Osj", target="Osh", line=4),
    ]
    merged = merge_rows(ours, rows, name="t")
    assert [(one.ours, one.theirs, one.line, one.above) for one in merged.conflicts] == [
        ("Osh", "Och", 3, True)
    ]
    assert merged.same == 1


@pytest.mark.parametrize("text", ["Al\nma", "x" * 500, "...", "A\0B"])
def test_what_is_no_term_is_named_with_the_line_of_the_table(text: str) -> None:
    ours = editor()
    with pytest.raises(InputError) as caught:
        merge_rows(ours, [Row(source=text, target="English", line=7)], name="t.csv")
    assert str(caught.value.where) == "t.csv:7"
    assert str(caught.value).isprintable()


def test_a_form_that_omegat_would_take_for_a_comment_is_said() -> None:
    glossary = parse_glossary("concepts: [{id: a, nl: '#nieuws', en: '#news'}]\n", name="g")
    assert losses(glossary, "omegat") == {"a": ("a form that begins with #",)}
    assert losses(glossary, "deepl") == {}


def test_cells_that_a_spreadsheet_would_run_are_found() -> None:
    glossary = parse_glossary(
        "concepts: [{id: a, nl: =SOM(1), en: -x}, {id: b, nl: B, en: B-c}]\n", name="g"
    )
    assert spreadsheet_formulas(glossary) == ["=SOM(1)", "-x"]
