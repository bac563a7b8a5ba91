"""``workbench segment`` from the outside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import RunCommand, RunHere

DUTCH = "Groot nieuws\n\nHij kwam, zag en won. „Ga weg!” klonk het.\n"
FIELDS = ["document", "number", "unit", "segment", "kind", "start", "end", "source"]


def test_json_lines(here: RunHere) -> None:
    Path("a.txt").write_text(DUTCH)
    result = here("segment", "a.txt", "--jsonl")
    assert (result.code, result.err) == (0, "")
    rows = [json.loads(line) for line in result.out.splitlines()]
    assert [list(row) for row in rows] == [FIELDS] * 3
    assert [row["source"] for row in rows] == [
        "Groot nieuws",
        "Hij kwam, zag en won.",
        "„Ga weg!” klonk het.",
    ]
    assert all(DUTCH[row["start"] : row["end"]] == row["source"] for row in rows)
    assert [(row["number"], row["unit"], row["segment"]) for row in rows] == [
        (0, 0, 0),
        (1, 1, 0),
        (2, 1, 1),
    ]


def test_one_json_document_with_reasons(here: RunHere) -> None:
    Path("a.txt").write_text(DUTCH)
    rows = json.loads(here("segment", "a.txt", "--json", "--explain").out)
    assert [list(row) for row in rows] == [[*FIELDS, "why"]] * 3
    assert all(row["why"] for row in rows)


def test_plain_lines(here: RunHere) -> None:
    Path("a.txt").write_text(DUTCH)
    assert here("segment", "a.txt").out.splitlines()[1] == (
        "a.txt:1\tsentence\tHij kwam, zag en won."
    )


def test_standard_input(command: RunCommand) -> None:
    result = command("segment", "-", "--jsonl", stdin=DUTCH)
    assert result.code == 0
    assert json.loads(result.out.splitlines()[0])["document"] == "-"


def test_folders_names_and_files_of_other_kinds(here: RunHere) -> None:
    for name in ("in/a.txt", "in/b/a.txt", "in/c.pdf", "more/a.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(DUTCH)
    result = here("segment", "in", "more", "--jsonl")
    assert result.code == 0
    names = dict.fromkeys(json.loads(line)["document"] for line in result.out.splitlines())
    assert list(names) == ["a.txt", "b/a.txt", "more/a.txt"]
    assert result.err == "workbench: note: files of other kinds passed over: 1\n"


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(here: RunHere) -> None:
    Path("a.txt").write_text(DUTCH)
    Path("empty.txt").write_text("")
    result = here("segment", "gone.txt", "a.txt", "empty.txt")
    assert result.code == 5
    assert "Groot nieuws" in result.out
    assert [line.split(":")[1] for line in result.err.splitlines()] == [" gone.txt", " empty.txt"]
    result = here("segment", "gone.txt", "empty.txt")
    assert (result.code, result.out) == (2, "")


def test_json_and_jsonl_exclude_each_other(here: RunHere) -> None:
    result = here("segment", "a.txt", "--json", "--jsonl")
    assert result.code == 2
    assert "--json and --jsonl exclude each other" in result.err


def test_size_and_encoding_are_settings_too(here: RunHere) -> None:
    Path("a.txt").write_bytes("één\n".encode("cp850") * 30)
    assert here("segment", "a.txt", "--max-size", "20").code == 2
    result = here("segment", "a.txt", "--encoding", "cp850")
    assert result.code == 0
    assert "één" in result.out
    Path("workbench.toml").write_text('encoding = "cp850"\n')
    assert "één" in here("segment", "a.txt").out


def test_hard_wrapped_text_gets_a_note(here: RunHere) -> None:
    line = "de commissie heeft besloten dat het voorstel nog eens besproken moet worden en\n"
    Path("a.txt").write_text(line * 6)
    assert "--unwrap" in here("segment", "a.txt").err
    assert here("segment", "a.txt", "--unwrap").err == ""
