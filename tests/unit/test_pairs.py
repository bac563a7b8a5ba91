"""Reading pairs from TMX and JSON lines, the command that imports them, and hostile files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.store_support import sync
from workbench.errors import InputError
from workbench.formats.pairs import PairFile
from workbench.memory import Memory, tmx
from workbench.model import TextPair
from workbench.store import Project

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunHere

TMX = """\
<?xml version="1.0" encoding="{encoding}"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd" [<!ENTITY evil SYSTEM "file:///etc/passwd">]>
<tmx version="1.4"><header srclang="*all*" segtype="sentence"/><body>
  <tu creationid="old" creationdate="20190101T000000Z" changedate="20200102T030405Z">
    <tuv xml:lang="NL-be"><seg>De <bpt i="1">&lt;b&gt;</bpt>premier<ept i="1">&lt;/b&gt;</ept>
      komt<!-- no text --> morgen.</seg></tuv>
    <tuv xml:lang="fr"><seg>Le premier ministre.</seg></tuv>
    <tuv xml:lang="en-US"><seg>wrong one</seg></tuv>
    <tuv xml:lang="en-GB" changeid="eva"><seg>The <hi>prime minister</hi> is coming — tomorrow.</seg></tuv>
  </tu>
  <tu><tuv lang="nl"><seg>Goedemorgen &evil;</seg></tuv><tuv lang="en"><seg>Morning</seg></tuv></tu>
  <tu><tuv xml:lang="nl"><seg>Alleen Nederlands</seg></tuv></tu>
  <tu><tuv xml:lang="nl"><seg>Leeg</seg></tuv><tuv xml:lang="en"><seg> </seg></tuv></tu>
</body></tmx>
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_tmx_of_other_programs(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "old.tmx"
    file.write_bytes(TMX.format(encoding=encoding).encode(encoding))
    pairs = PairFile(file)
    assert list(pairs) == [
        TextPair(
            source="De premier komt morgen.",
            target="The prime minister is coming — tomorrow.",
            author="eva",
            created="2020-01-02T03:04:05Z",
        ),
        TextPair(source="Goedemorgen", target="Morning"),
    ]
    assert pairs.skipped == 2


def test_our_own_tmx_comes_back(tmp_path: Path) -> None:
    with Project.open(tmp_path / "a.db", author="anna") as project:
        sync(project, "/in/a.txt", ["Een <b> & twee.", "Drie."])
        project.commit_edit(project.segment(1, 0).id, "One <b> & two.")
        file = tmp_path / "out.tmx"
        file.write_text("".join(tmx(project.pairs(), version="0")))
        (written,) = project.pairs()
    (pair,) = PairFile(file)
    assert (pair.source, pair.target, pair.author) == ("Een <b> & twee.", "One <b> & two.", "anna")
    assert pair.created[:19] == written.created[:19]


BOMB = (
    '<!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><tmx><body><tu><tuv xml:lang="nl"><seg>&c;</seg>'
    '</tuv><tuv xml:lang="en"><seg>x</seg></tuv></tu></body></tmx>'
)


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    (tmp_path / "bomb.tmx").write_text(BOMB)
    pairs = PairFile(tmp_path / "bomb.tmx")
    assert list(pairs) == []
    assert pairs.skipped == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.tmx", b"", "no TMX"),
        ("a.tmx", b"plain text", "no TMX"),
        ("a.tmx", b"<html/>", "begins with <html>"),
        ("a.tmx", b"<tmx><body><tu></body></tmx>", r"a\.tmx:1"),
        ("a.jsonl", b'{"source": "a", "target": "b"}\n[1]\n', r"a\.jsonl:2"),
        ("a.jsonl", b"\xff\xfe", r"a\.jsonl:1"),
        ("a.jsonl", b"[" * 100_000, r"a\.jsonl:1"),
    ],
)
def test_what_is_no_memory_is_told_with_its_place(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        list(PairFile(tmp_path / name))


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.tmx", tmp_path):
        with pytest.raises(InputError):
            list(PairFile(path))


def test_a_large_memory_is_read_bit_by_bit(tmp_path: Path) -> None:
    unit = (
        '<tu><tuv xml:lang="nl"><seg>Zin {n}.</seg></tuv>'
        '<tuv xml:lang="en"><seg>Sentence {n}.</seg></tuv></tu>'
    )
    body = "".join(unit.replace("{n}", str(n)) for n in range(5_000))
    (tmp_path / "a.tmx").write_text(f"<tmx><body>{body}</body></tmx>")
    assert [pair.target for pair in PairFile(tmp_path / "a.tmx")][-1] == "Sentence 4999."


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    with Project.open(path) as project:
        sync(project, "/in/a.txt", ["De premier komt morgen."])
    return path


def test_import_and_then_search(here: RunHere, news: Path, tmp_path: Path) -> None:
    (tmp_path / "old.tmx").write_text(TMX.format(encoding="utf-8"))
    done = here("memory", "import", "old.tmx", "--project", news, "--author", "ben")
    assert (done.code, done.out) == (0, "2 pairs imported, 0 known already\n")
    assert "2 entries without Dutch or English" in done.err
    again = here("memory", "import", "old.tmx", "--project", news, "--json")
    assert json.loads(again.out) == {
        "file": "old.tmx",
        "imported": 0,
        "known": 2,
        "skipped": 2,
    }
    found = json.loads(
        here("memory", "search", "De premier komt morgen.", "--project", news, "--json").out
    )
    assert [(m["percent"], m["document"], m["author"]) for m in found] == [(100, "old.tmx", "eva")]
    stats = json.loads(here("memory", "stats", "--project", news, "--json").out)
    assert (stats["pairs"], stats["imported"]) == (2, 2)
    exported = here("memory", "export", "-", "--format", "jsonl", "--project", news)
    (tmp_path / "again.jsonl").write_text(exported.out)
    with Project.open(tmp_path / "other.db") as other:
        assert other.import_pairs(PairFile(tmp_path / "again.jsonl"), origin="x") == 2
        assert len(Memory(other.pairs())) == 2


def test_a_broken_file_imports_nothing(here: RunHere, news: Path, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"source": "a", "target": "b"}\nnonsense\n')
    done = here("memory", "import", "a.jsonl", "--project", news)
    assert done.code == 2
    assert "a.jsonl:2" in done.err
    with Project.open(news) as project:
        assert list(project.pairs()) == []
