"""Glossaries and tables that nobody should have to trust: one line, the place, the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from workbench.glossary.save import replace_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunHere

OK = "concepts:\n  - {id: tokayev, nl: Tokajev, en: Tokayev}\n"
CONFLICT = "concepts:\n<<<<<<< HEAD\n  - {id: a, nl: A, en: B}\n=======\n  - {id: a, nl: A, en: C}\n>>>>>>> x\n"
BOMB = "".join(
    f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" if n else "a0: &a0 [x, x, x]\n"
    for n in range(9)
)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (CONFLICT, ["glossary.yaml:2:1: the merge-conflict marker <<<<<<<; resolve the conflict first"]),
        ("concepts:\n\t- {id: a, nl: A, en: B}\n", ["glossary.yaml:2:1: a tab as indentation; use spaces"]),
        ("", ["glossary.yaml:1:1: the glossary is empty; write at least `concepts: []`"]),
        (b"concepts:\n  - {id: a, nl: Caf\xe9, en: B}\n",
         ["glossary.yaml:2:20: the byte 0xE9 is not UTF-8; save the file as UTF-8"]),
        ("concepts: []\n".encode("utf-16"),
         ["glossary.yaml:1:1: the file is UTF-16; save the file as UTF-8"]),
        ("concepts:\n  - {id: a, nl: A, en: B, forbiden: [x]}\n",
         ['glossary.yaml:2:27: concept "a": unknown key "forbiden"; did you mean "forbidden"?']),
    ],
)  # fmt: skip
def test_a_broken_glossary_is_one_line(
    here: RunHere, tmp_path: Path, text: str | bytes, lines: list[str]
) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    (tmp_path / "glossary.yaml").write_bytes(data)
    for command in (("check",), ("check", "--fix"), ("list",), ("set", "a", "en=C")):
        result = here("glossary", *command)
        assert (result.code, result.out) == (2, "")
        assert result.err.splitlines() == [f"workbench: {line}" for line in lines]
    assert (tmp_path / "glossary.yaml").read_bytes() == data


def test_aliases_that_would_explode_are_named_a_few_times(here: RunHere, tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text(f"{BOMB}concepts: *a8\n")
    result = here("glossary", "check")
    assert result.code == 2
    said = result.err.splitlines()
    assert said[0] == "workbench: glossary.yaml:1:5: the anchor &a0; remove it"
    assert len(said) == 6


def test_nesting_without_end_is_refused(here: RunHere, tmp_path: Path) -> None:
    (tmp_path / "glossary.yaml").write_text("concepts: " + "[" * 5000 + "]" * 5000)
    result = here("glossary", "check")
    assert result.code == 2
    (line,) = result.err.splitlines()
    assert line.startswith("workbench: glossary.yaml:1:")


def test_a_file_that_changes_in_between_is_left_alone(
    here: RunHere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(OK)
    theirs = OK + "  - {id: riga, nl: Riga, en: Riga}\n"

    def late(place: Path, *, old: bytes, new: bytes, name: str) -> None:
        path.write_text(theirs)
        replace_file(place, old=old, new=new, name=name)

    monkeypatch.setattr("workbench.glossary.edit.replace_file", late)
    for command in (
        ("set", "tokayev", "en=Toqayev"),
        ("add", "Kiev", "Kyiv"),
        ("remove", "tokayev"),
    ):
        path.write_text(OK)
        result = here("glossary", *command)
        assert result.code == 2
        assert (
            "changed by another program while this command ran; nothing was written" in result.err
        )
        assert path.read_text() == theirs, "nothing is lost"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("show", "tokajev"), 'glossary.yaml: no concept "tokajev"; did you mean "tokayev"?'),
        (("set", "tokajev", "en=X"), 'glossary.yaml: no concept "tokajev"; did you mean "tokayev"?'),
        (("remove", "tokajev"), 'glossary.yaml: no concept "tokajev"; did you mean "tokayev"?'),
        (("usage", "tokajev"), 'glossary.yaml: no concept "tokajev"; did you mean "tokayev"?'),
        (("impact", "--set", "tokajev.en=X"),
         'glossary.yaml: no concept "tokajev"; did you mean "tokayev"?'),
        (("set", "tokayev", "nokey=1"), '"nokey=1": unknown key "nokey"; did you mean "note"?'),
        (("set", "tokayev", "forms-=X"), '"tokayev" has no form "X"; its forms: none'),
        (("add", "X"),
         'glossary add: the argument ENGLISH is missing; write `workbench glossary add "X" '
         "ENGLISH`, or add --policy keep"),
        (("romanise", " "), "glossary romanise: a name is empty; leave it out"),
        (("export", "."), ".: that is a folder; name a file in it"),
        (("import", "none.csv"), "none.csv: no such file; name a table, or - for standard input"),
        (("import", "bron.csv"),
         'bron.csv:1: no column "source"; known: id, form_of, type, source, target, admitted, '
         "forbidden, policy, case, priority, status, definition, note"),
        (("import", "latin.csv"),
         "latin.csv:2: the byte 0xE9 is not UTF-8; name the encoding with --encoding, such as cp1252"),
        (("import", "bron.csv", "--format", "tbx"), None),
        (("import", "bron.csv", "--format", "xlsx"),
         "bron.csv: no Excel workbook; name an .xlsx file, or another --format"),
        (("suggest", "none.txt"), "none.txt: no such file or folder; check the path"),
    ],
)  # fmt: skip
def test_a_wrong_command_is_one_line(
    here: RunHere, tmp_path: Path, words: tuple[str, ...], line: str | None
) -> None:
    (tmp_path / "glossary.yaml").write_text(OK)
    (tmp_path / "bron.csv").write_text("bron,doel\na,b\n")
    (tmp_path / "latin.csv").write_bytes(b"source,target\ncaf\xe9,cafe\n")
    result = here("glossary", *words)
    assert (result.code, result.out) == (2, "")
    (said,) = result.err.splitlines()
    if line is not None:
        assert said == f"workbench: {line}"
    assert (tmp_path / "glossary.yaml").read_text() == OK
