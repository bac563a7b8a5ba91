"""What the command line says and does where somebody asks for something it cannot mean."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.store_support import sync
from workbench.cli.output import counted
from workbench.errors import InputError
from workbench.formats.write import refuse_unwritable
from workbench.glossary import Matcher, parse_glossary
from workbench.glossary.suggest import Text, suggest
from workbench.store.repo import Project

if TYPE_CHECKING:
    from tests.conftest import RunHere

GLOSSARY = """concepts:
- {id: putin, type: person, nl: Poetin, en: Putin}
"""
DUTCH = ["Poetin sprak.", "Niemand weet het."]
ENGLISH = ["Putin spoke.", "Nobody knows."]


@pytest.fixture
def desk(here: RunHere) -> RunHere:
    Path("glossary.yaml").write_text(GLOSSARY)
    with Project.open(Path("workbench.db")) as project:
        document = sync(project, "/in/raad.txt", DUTCH)
        for number, english in enumerate(ENGLISH):
            stored = project.segment(document, number)
            project.commit_edit(stored.id, english, state="reviewed")
    return here


@pytest.mark.parametrize("name", ["all.tmx", "all.jsonl"])
def test_a_memory_does_not_take_its_own_pairs_again(desk: RunHere, name: str) -> None:
    assert desk("memory", "export", name).code == 0
    done = desk("memory", "import", name, "--json")
    assert {key: json.loads(done.out)[key] for key in ("imported", "known")} == {
        "imported": 0,
        "known": 2,
    }
    assert json.loads(desk("memory", "stats", "--json").out)["pairs"] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "raad", "--out", "exp.docx"),
        ("glossary", "export", "g.foo"),
        ("memory", "export", "mem.txt"),
    ],
)
def test_an_ending_that_says_no_format_is_refused(
    desk: RunHere, arguments: tuple[str, ...]
) -> None:
    before = sorted(Path().iterdir())
    result = desk(*arguments)
    assert (result.code, len(result.err.splitlines())) == (2, 1)
    assert ".jsonl" in result.err or ".csv" in result.err
    assert sorted(Path().iterdir()) == before


def test_a_named_format_needs_no_ending(desk: RunHere) -> None:
    assert desk("memory", "export", "mem.txt", "--format", "tmx").code == 0
    assert desk("glossary", "export", "g.foo", "--format", "csv").code == 0


def test_a_concept_without_english_names_the_argument(desk: RunHere) -> None:
    result = desk("glossary", "add", "Vladimir")
    assert result.code == 2
    assert "ENGLISH is missing" in result.err


def test_a_form_that_is_there_already_names_its_concept(desk: RunHere) -> None:
    result = desk("glossary", "add", "Poetin", "Poutine")
    assert result.code == 2
    assert "glossary show putin" in result.err
    assert "glossary set putin" in result.err
    assert Path("glossary.yaml").read_text() == GLOSSARY


def test_a_text_is_no_damaged_project(here: RunHere) -> None:
    Path("raad.txt").write_text("De raad vergadert vandaag.\n")
    result = here("status", "--project", "raad.txt")
    assert result.code == 4
    assert "not a project file" in result.err
    assert "is damaged" not in result.err


def test_a_run_that_reads_nothing_leaves_no_project(here: RunHere) -> None:
    Path("bin.txt").write_bytes(bytes(range(256)) * 40)
    assert here("translate", "bin.txt", "--project", "t.db").code == 2
    assert sorted(path.name for path in Path().iterdir()) == ["bin.txt"]


def test_a_memory_with_nothing_alike_says_how_alike_was_asked_for(desk: RunHere) -> None:
    found = desk("memory", "search", "Niemand weet iets.", "--least", "95")
    assert (found.code, found.out) == (0, "")
    assert "nothing reviewed is alike by 95 %; a smaller --least finds what is less" in found.err
    assert "raad.txt:1" in desk("memory", "search", "Niemand weet iets.", "--least", "50").out
    assert "--least" not in desk("memory", "search", "Xyz", "--least", "1").err


def test_a_segment_that_is_not_there_is_named(desk: RunHere) -> None:
    result = desk("check", "raad:99")
    assert result.code == 2
    assert "its segments are 0 to 1" in result.err


def test_one_segment_can_be_checked(desk: RunHere) -> None:
    result = desk("check", "raad:1")
    assert result.code == 0
    assert "1 segment checked" in result.err


def test_a_check_without_a_project_is_one_line(here: RunHere) -> None:
    result = here("check")
    assert result.code == 2
    assert len(result.err.splitlines()) == 1


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs /proc")
def test_a_folder_that_cannot_be_made_is_told_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        refuse_unwritable(Path("/proc/foo"))
    refuse_unwritable(tmp_path / "new" / "deep")
    assert list(tmp_path.iterdir()) == []


def test_a_key_indented_too_little_speaks_of_indentation(desk: RunHere) -> None:
    Path("glossary.yaml").write_text("concepts:\n  - id: a\n    nl: A\n   en: B\n")
    result = desk("glossary", "list")
    assert result.code == 2
    assert "indentation" in result.err


def test_numbers_with_their_nouns() -> None:
    assert [counted(number, "pair") for number in (0, 1, 2)] == ["0 pairs", "1 pair", "2 pairs"]


def test_explain_tells_what_was_waived_and_why(desk: RunHere) -> None:
    with Project.open(Path("workbench.db"), author="eva") as project:
        stored = project.segment(project.find_document("raad").id, 0)
        project.waivers.waive(stored.id, check="name", message="m", reason="so agreed")
    out = desk("explain", "raad:0").out
    assert "waived  name: m  (eva: so agreed)" in out
    [waiver] = json.loads(desk("explain", "raad:0", "--json").out)["waivers"]
    assert (waiver["check"], waiver["message"]) == ("name", "m")
    assert (waiver["author"], waiver["reason"]) == ("eva", "so agreed")


def test_an_answer_that_is_none_is_asked_again(
    desk: RunHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Project.open(Path("workbench.db")) as project:
        sync(project, "/in/b.txt", ["Gisteren sprak Tokajev met de pers."])
    monkeypatch.setattr(sys, "stdin", io.StringIO("what\ny\n"))
    result = desk("glossary", "suggest", "--ask")
    assert "answer with one of y, e, n, q" in result.err
    assert "Tokajev" in Path("glossary.yaml").read_text()


def test_apply_lists_only_reviewed_english_that_no_longer_does(desk: RunHere) -> None:
    assert json.loads(desk("glossary", "apply", "--json").out)["kept"] == []
    done = desk("glossary", "apply", "--set", "putin.en=Poutine", "--json")
    assert json.loads(done.out)["kept"] == [{"document": "raad.txt", "number": 0}]


def found(*sources: str) -> dict[str, str]:
    texts = [
        Text(place=f"d:{number}", document="d", source=source, target="")
        for number, source in enumerate(sources)
    ]
    none = Matcher(parse_glossary("concepts: []\n", name="none"))
    return {one.dutch: one.type for one in suggest(texts, none)}


def test_a_title_is_no_part_of_a_name() -> None:
    names = found(
        "Minister Sergej Lavrov zweeg.",
        "Toen sprak Wethouder Sjoerd van der Meer.",
        "De Koning Boudewijnstichting gaf geld.",
    )
    assert {"Sergej Lavrov", "Sjoerd van der Meer", "Koning Boudewijnstichting"} <= set(names)
    assert names["Sergej Lavrov"] == "person"


def test_words_glued_together_are_no_names() -> None:
    assert found("Volgens AndrewRussische bronnen en RLRussische media niet.") == {}
    assert "GroenLinks" in found("Toen sprak GroenLinks.")


def test_a_given_name_that_a_region_bears_is_a_person() -> None:
    assert found("Toen kwam Vladimir binnen.", "Ook zag zij Vladimir.")["Vladimir"] == "person"


def test_status_counts_a_required_term_as_check_does(desk: RunHere) -> None:
    with Project.open(Path("workbench.db")) as project:
        stored = project.segment(project.find_document("raad").id, 0)
        project.commit_edit(stored.id, "He spoke.", state="reviewed")
    assert "critical  term" in desk("check", "raad:0").out
