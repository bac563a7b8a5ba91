"""What people did to a document's shape, and a later ``translate`` over it, on a tiny Marian."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.tiny_marian import build_tiny_marian
from workbench.desk import Session
from workbench.model import Draft
from workbench.store import Project

if TYPE_CHECKING:
    from tests.conftest import Result, RunHere

ARTICLE = """\
Kop zonder punt

Ik woon in Almaty, zei ze. Dat zei ze. De wet komt morgen.

Nog een regel hier.
"""


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_marian(tmp_path_factory.mktemp("models") / "tiny")


class Desk:
    """A folder with an article, translated once."""

    def __init__(self, here: RunHere, tiny: Path) -> None:
        self.here, self.tiny = here, tiny
        Path("in").mkdir()
        self.write(ARTICLE)
        assert self.translate().code in {0, 1}

    def write(self, text: str) -> None:
        Path("in/a.txt").write_text(text, encoding="utf-8")

    def translate(self, *options: str, paths: str = "in") -> Result:
        fixed = ("--no-glossary", "--model", str(self.tiny), "--out", "out")
        return self.here("translate", paths, *fixed, *options)

    def reshape(self) -> None:
        """Split the second segment at its comma and join the two after it."""
        with Project.open(Path("workbench.db"), author="anna") as project:
            session = Session(project)
            session.open_first()
            session.go(1)
            cut = session.propose_cut(source_at=18)
            assert cut is not None
            assert session.split(cut).kind == "done"
            session.go(3)
            assert session.join_next().kind == "done"

    def sources(self) -> list[str]:
        with Project.open(Path("workbench.db")) as project:
            assert project.verify() == []
            return [s.segment.source for s in project.segments(1)]


@pytest.fixture
def desk(here: RunHere, tiny: Path) -> Desk:
    return Desk(here, tiny)


RESHAPED = [
    "Kop zonder punt",
    "Ik woon in Almaty,",
    "zei ze.",
    "Dat zei ze. De wet komt morgen.",
    "Nog een regel hier.",
]


@pytest.mark.parametrize("options", [(), ("--fresh",)])
def test_splits_and_joins_stay(desk: Desk, options: tuple[str, ...]) -> None:
    desk.reshape()
    result = desk.translate(*options)
    assert result.code == 0, result.err
    assert "no longer fit" not in result.err
    assert desk.sources() == RESHAPED
    explained = desk.here("explain", "a:2")
    assert "source  zei ze." in explained.out
    assert "a.txt     5" in desk.here("status").out


def test_they_stay_when_the_file_was_changed_elsewhere(desk: Desk) -> None:
    desk.reshape()
    with Project.open(Path("workbench.db"), author="anna") as project:
        project.commit_edit(project.segment(1, 2).id, "she said.")
    desk.write("Iets nieuws vooraf.\n\n" + ARTICLE.replace("Nog een regel", "Nog een andere regel"))
    desk.translate()
    assert desk.sources() == ["Iets nieuws vooraf.", *RESHAPED[:4], "Nog een andere regel hier."]
    assert "she said." in Path("out/a.txt").read_text(encoding="utf-8")


def test_a_split_whose_sentence_has_gone_is_told(desk: Desk) -> None:
    desk.reshape()
    desk.write("Kop zonder punt\n\nHeel iets anders staat er nu.\n\nNog een regel hier.\n")
    result = desk.translate()
    assert "2 splits and joins no longer fit the Dutch; undone" in result.err
    assert desk.sources() == [
        "Kop zonder punt",
        "Heel iets anders staat er nu.",
        "Nog een regel hier.",
    ]


def test_translating_a_removed_document_brings_it_back(desk: Desk) -> None:
    with Project.open(Path("workbench.db"), author="anna") as project:
        project.commit_edit(project.segment(1, 0).id, "A headline")
        project.remove_document(1)
    assert desk.here("export").code == 2
    result = desk.translate()
    assert "a.txt: had been removed from the project and is back" in result.err
    assert Path("out/a.txt").read_text(encoding="utf-8").startswith("A headline\n")


def test_what_is_left_out_stays_left_out(desk: Desk) -> None:
    with Project.open(Path("workbench.db"), author="anna") as project:
        for number in (0, 1, 2, 3):
            project.commit_edit(project.segment(1, number).id, "" if number in {0, 2} else "Text.")
    text = ""
    for options in ((), ("--fresh",)):
        assert desk.translate(*options).code == 0
        text = Path("out/a.txt").read_text(encoding="utf-8")
        assert text.startswith("Text. Text.\n\n")
        assert "  " not in text
    assert desk.here("export").out == text
    report = json.loads(desk.here("check", "--json").out)
    assert report["segments"] == 3
    assert "empty" not in {one["check"] for one in report["findings"]}


def test_lines_in_are_lines_out_also_where_one_is_left_out(desk: Desk) -> None:
    desk.translate("--lines", "--project", "lines.db")
    with Project.open(Path("lines.db"), author="anna") as project:
        project.commit_edit(project.segment(1, 1).id, "")
    desk.translate("--lines", "--project", "lines.db")
    text = Path("out/a.txt").read_text(encoding="utf-8")
    assert len(text.split("\n")) == len(ARTICLE.split("\n"))


def test_an_editor_joins_and_renames_while_a_run_decodes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workbench.pipeline import Translator

    drafts = Translator.groups

    def meanwhile(self: Translator, items: object) -> object:
        desk.reshape()
        with Project.open(Path("workbench.db"), author="anna") as project:
            session = Session(project)
            session.open_first()
            session.go(1)
            session.join_next()
            session.join_next()
            project.rename_document(1, "other.txt")
        return drafts(self, items)  # type: ignore[arg-type]

    monkeypatch.setattr(Translator, "groups", meanwhile)
    result = desk.translate("--fresh")
    assert result.code == 0, result.err
    with Project.open(Path("workbench.db")) as project:
        assert all(s.rendering is not None for s in project.segments(1))
    assert Path("out/a.txt").read_text(encoding="utf-8").count("\n") == ARTICLE.count("\n")


def test_a_draft_of_a_split_segment_is_kept_with_it(desk: Desk) -> None:
    with Project.open(Path("workbench.db"), author="anna") as project:
        whole = project.segment(1, 1)
    desk.reshape()
    with Project.open(Path("workbench.db"), author="anna") as project:
        # A run that began before the split comes to its end.
        project.add_rendering(whole.id, draft=Draft(target="late"))
        assert "late" in [r.target for r in project.history(whole.id)]
        assert project.verify() == []
