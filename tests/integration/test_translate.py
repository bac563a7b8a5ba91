"""``workbench translate`` end to end, on a tiny Marian built here and real documents."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.tiny_marian import build_tiny_marian
from workbench.store.repo import Project

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

    from tests.conftest import Result, RunCommand, RunHere
    from workbench.model import Draft
    from workbench.pipeline import Item

GLOSSARY = """\
version: 1
source: nl
target: en-GB
concepts:
  - {id: almaty, nl: Almaty, en: Almaty, type: place}
  - {id: mazhilis, nl: Mazjilis, en: Mazhilis, type: organisation}
"""
ARTICLE = """\
Kop zonder punt

„Ik woon in Almaty.” Dat zei ze. De Mazjilis stemt morgen over de wet.

Foto Jan Jansen
"""


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A MarianMT folder with random weights."""
    return build_tiny_marian(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def desk(here: RunHere, tiny: Path) -> RunHere:
    """Run ``translate`` in a folder with an article and a glossary, on the tiny model."""
    Path("in").mkdir()
    Path("in/a.txt").write_text(ARTICLE, encoding="utf-8")
    Path("glossary.yaml").write_text(GLOSSARY, encoding="utf-8")

    def run(*arguments: str | os.PathLike[str]) -> Result:
        return here("translate", *arguments, "--model", tiny)

    return run


def stats(result: Result) -> dict[str, object]:
    """Return the statistics, which are the very last line of standard error."""
    values: dict[str, object] = json.loads(result.err.splitlines()[-1])
    return values


def objects(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_paragraphs_stay_and_terms_arrive(desk: RunHere) -> None:
    result = desk("in", "--out", "out", "--stats")
    assert result.code == 0, result.err
    assert result.out == ""
    english = Path("out/a.txt").read_text(encoding="utf-8")
    assert english.count("\n\n") == ARTICLE.count("\n\n")
    assert "Almaty" in english
    assert "Mazhilis" in english
    assert english.endswith("Photo: Jan Jansen\n")
    values = stats(result)
    assert values["documents"] == 1
    assert values["segments"] == 5
    assert values["segments_decoded"] == 4
    assert values["terms_matched"] == 2


def test_offsets_and_terms_in_json(desk: RunHere) -> None:
    assert desk("in", "--out", "out", "--format", "jsonl").code == 0
    rows = objects(Path("out/a.jsonl"))
    assert [row["number"] for row in rows] == [0, 1, 2, 3, 4]
    assert rows[0]["document"] == "a.txt"
    for row in rows:
        assert ARTICLE[row["start"] : row["end"]] == row["source"]
        for term in row["terms"]:
            assert row["source"][term["start"] : term["end"]] == term["source"]
            where = slice(term["target_start"], term["target_end"])
            assert row["target"][where] == term["rendering"]


def test_a_second_run_decodes_nothing_and_writes_the_same(desk: RunHere) -> None:
    desk("in", "--out", "out")
    first = Path("out/a.txt").read_bytes()
    Path("out/a.txt").unlink()
    result = desk("in", "--out", "out", "--stats")
    assert (stats(result)["segments_decoded"], stats(result)["segments_reused"]) == (0, 5)
    assert Path("out/a.txt").read_bytes() == first


def test_only_segments_of_a_changed_concept_are_decoded(desk: RunHere) -> None:
    desk("in", "--out", "out")
    changed = GLOSSARY.replace("en: Mazhilis", "en: Majilis")
    Path("glossary.yaml").write_text(f"# a remark\n{changed}", encoding="utf-8")
    result = desk("in", "--out", "out", "--stats")
    assert stats(result)["segments_decoded"] == 1
    assert "Majilis" in Path("out/a.txt").read_text(encoding="utf-8")


def test_a_glossary_changed_while_a_run_decodes(
    desk: RunHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run goes by the file as it read it, in every document, and says so; the next follows."""
    from workbench.pipeline import Translator

    sentences = [f"De Mazjilis stemt op dag {n}. Ik woon in Almaty." for n in range(2, 8)]
    for number, text in enumerate(sentences):
        Path(f"in/{number}.txt").write_text(f"{text}\n", encoding="utf-8")
    saved = [f"{GLOSSARY}  - {{id: broken", GLOSSARY.replace("en: Mazhilis", "en: Majilis")]
    groups = Translator.groups

    def meanwhile(self: Translator, items: Iterable[Item]) -> Iterator[list[tuple[Item, Draft]]]:
        for group in groups(self, items, window=4):
            if saved:  # half a file first, as an editor's program may write it
                Path("glossary.yaml").write_text(saved.pop(0), encoding="utf-8")
            yield group

    monkeypatch.setattr(Translator, "groups", meanwhile)
    result = desk("in", "--out", "out", "--stats")
    assert result.code == 0, result.err
    assert not saved
    assert "glossary.yaml: changed during the run" in result.err
    english = [Path(f"out/{n}.txt").read_text(encoding="utf-8") for n in range(len(sentences))]
    assert all("Mazhilis" in text and "Majilis" not in text for text in english)
    result = desk("in", "--out", "out", "--stats")
    assert "changed during the run" not in result.err
    assert stats(result)["segments_decoded"] == len(sentences) + 1  # the article has one, too
    english = [Path(f"out/{n}.txt").read_text(encoding="utf-8") for n in range(len(sentences))]
    assert all("Majilis" in text and "Mazhilis" not in text for text in english)


def test_a_remark_in_the_glossary_decodes_nothing(desk: RunHere) -> None:
    desk("in", "--out", "out")
    Path("glossary.yaml").write_text(f"# a remark\n{GLOSSARY}", encoding="utf-8")
    assert stats(desk("in", "--stats"))["segments_decoded"] == 0


def test_fresh_decodes_all_again(desk: RunHere) -> None:
    desk("in")
    assert stats(desk("in", "--stats", "--fresh"))["segments_decoded"] == 4


def test_a_changed_sentence_is_decoded_and_an_edit_elsewhere_stays(desk: RunHere) -> None:
    desk("in", "--out", "out")
    with Project.open(Path("workbench.db"), author="an editor") as project:
        record = project.find_document("a.txt")
        edited = project.segment(record.id, 2)
        project.commit_edit(edited.id, "That is what she said.", state="reviewed")
    changed = ARTICLE.replace("stemt morgen over de wet", "stemt vandaag over de wet")
    Path("in/a.txt").write_text(changed, encoding="utf-8")
    result = desk("in", "--out", "out", "--stats")
    assert stats(result)["segments_decoded"] == 1
    assert "That is what she said." in Path("out/a.txt").read_text(encoding="utf-8")
    with Project.open(Path("workbench.db")) as project:
        assert project.segment(record.id, 2).state == "reviewed"


def test_a_reviewed_segment_whose_concept_changed_is_listed_not_touched(desk: RunHere) -> None:
    desk("in", "--out", "out")
    with Project.open(Path("workbench.db")) as project:
        record = project.find_document("a.txt")
        stored = project.segment(record.id, 3)
        project.commit_edit(stored.id, "The Mazhilis votes tomorrow.", state="reviewed")
    changed = GLOSSARY.replace("en: Mazhilis", "en: Majilis")
    Path("glossary.yaml").write_text(changed, encoding="utf-8")
    result = desk("in", "--out", "out", "--stats")
    assert "a.txt:3" in result.err
    assert stats(result)["segments_decoded"] == 0
    assert "The Mazhilis votes tomorrow." in Path("out/a.txt").read_text(encoding="utf-8")
    with Project.open(Path("workbench.db")) as project:
        rendering = project.segment(record.id, 3).rendering
    assert rendering is not None
    assert [finding["check"] for finding in rendering.findings] == ["term"]
    assert "a.txt:3" not in desk("in", "--out", "out").err, "said once, not at every run"


@pytest.mark.parametrize("confirmed", [True, False])
def test_kept_english_is_checked_against_the_changed_dutch(desk: RunHere, confirmed: bool) -> None:
    figures = ARTICLE.replace("over de wet", "met 58 procent over de wet")
    Path("in/a.txt").write_text(figures, encoding="utf-8")
    desk("in", "--out", "out")
    with Project.open(Path("workbench.db"), author="ed") as project:
        (record,) = project.documents()
        stored = project.segment(record.id, 3)
        assert "58" in stored.segment.source
        project.commit_edit(
            stored.id,
            "The Mazhilis votes tomorrow with 58 per cent on the law.",
            state="reviewed" if confirmed else "translated",
            findings=(),
        )
        before = project.status().findings["critical"]
    Path("in/a.txt").write_text(figures.replace("58", "61"), encoding="utf-8")
    result = desk("in", "--out", "out", "--stats")
    assert stats(result)["segments_decoded"] == 1
    for _ in range(2):  # a second run finds nothing else
        with Project.open(Path("workbench.db"), readonly=True) as project:
            stored = project.segment(record.id, 3)
            row = project.desk.rows(record.id)[3]
            assert stored.rendering is not None
            assert "58" in stored.rendering.target
            assert "number" in {one["check"] for one in stored.rendering.findings}
            assert (row.stale, row.severity) == (True, 3)
            assert project.status().findings["critical"] == before + 1
            assert "61" in project.history(stored.id)[-1].source
        assert stats(desk("in", "--out", "out", "--stats"))["segments_decoded"] == 0


def test_a_changed_glossary_asks_for_the_surnames_of_the_document(
    here: RunHere, desk: RunHere, tiny: Path
) -> None:
    article = "Anna Bakker woont in Almaty.\n\nBakker werkt in Almaty.\n"
    Path("in/a.txt").write_text(article, encoding="utf-8")
    desk("in", "--out", "out")
    changed = GLOSSARY.replace("en: Almaty", "en: Almatty")
    Path("glossary.yaml").write_text(changed, encoding="utf-8")
    asked: set[str] = set()

    def surnames(text: str) -> frozenset[str]:
        asked.add(text)
        return frozenset({"Bakker"})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workbench.batch.learning.surnames_in", surnames)
        result = here("glossary", "apply", "--model", tiny)
    assert "Almatty" in result.out + result.err
    assert asked == {article}


def test_a_changed_output_is_kept(desk: RunHere) -> None:
    desk("in", "--out", "out")
    Path("out/a.txt").write_text("my own words\n", encoding="utf-8")
    result = desk("in", "--out", "out")
    assert "a.txt.bak" in result.err
    assert Path("out/a.txt.bak").read_text(encoding="utf-8") == "my own words\n"


def test_lines_in_are_lines_out(command: RunCommand, tiny: Path) -> None:
    given = "Ik woon in Almaty.\n\nDat zei ze. En dit ook.\r\n  Ja.\nlaatste"
    result = command(
        *("translate", "-", "--lines", "--out", "-", "--no-glossary", "--model", tiny),
        stdin=given,
    )
    assert result.code == 0, result.err
    lines = result.out.split("\n")
    assert len(lines) == len(given.split("\n"))
    assert lines[1] == ""
    assert all(lines[i].strip() for i in (0, 2, 3, 4))
    assert not Path("workbench.db").exists()


def test_a_pipe_counts_findings_on_standard_error(command: RunCommand, tiny: Path) -> None:
    given = ("translate", "-", "--lines", "--no-glossary", "--model", tiny)
    # No such model has the figures right.
    counted = command(*given, stdin="Er waren 47.312 mensen op 19 plaatsen.\n")
    assert counted.code == 0, counted.err
    assert re.search(r"note: findings: \d+ critical.*`--project` keeps them", counted.err)
    assert "findings" not in command(*given, stdin="\n").err


def test_jsonl_to_standard_output(desk: RunHere) -> None:
    result = desk("in", "--out", "-", "--format", "jsonl")
    assert result.code == 0
    assert [json.loads(line)["number"] for line in result.out.splitlines()] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("engine", ["ct2", "torch"])
def test_the_result_does_not_depend_on_jobs_or_company(desk: RunHere, engine: str) -> None:
    sentences = [line for line in ARTICLE.splitlines() if line.strip()]
    Path("in/b.txt").write_text("\n".join(sentences), encoding="utf-8")
    outputs: list[str] = []
    for number, (paths, jobs) in enumerate(
        [(("in/a.txt",), "1"), (("in/a.txt",), "2"), (("in",), "2")]
    ):
        project = f"{number}.db"
        result = desk(
            *paths,
            *("--out", f"out{number}", "--jobs", jobs, "--engine", engine, "--project", project),
        )
        assert result.code == 0, result.err
        outputs.append(Path(f"out{number}/a.txt").read_text(encoding="utf-8"))
    assert outputs[0] == outputs[1] == outputs[2]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("missing.txt",), 2, "missing.txt"),
        (("empty.txt",), 2, "empty"),
        (("nothing",), 2, "no documents"),
        (("binary.txt",), 2, "binary.txt"),
        (("in", "--out", "in"), 2, "--out"),
        (("in", "--glossary", "broken.yaml"), 2, "broken.yaml:4:"),
        (("in", "--model", "owner/unknown-model"), 3, "workbench model pull owner/unknown-model"),
        (("in", "missing.txt"), 5, "missing.txt"),
    ],
)
def test_bad_input_is_one_line(
    desk: RunHere, here: RunHere, arguments: tuple[str, ...], code: int, words: str
) -> None:
    Path("empty.txt").write_text("", encoding="utf-8")
    Path("nothing").mkdir()
    Path("binary.txt").write_bytes(bytes(range(256)) * 20)
    Path("broken.yaml").write_text(
        "version: 1\nconcepts:\n  - id: a\n    nll: Almaty\n    en: Almaty\n", encoding="utf-8"
    )
    run = here if "--model" in arguments else desk
    result = run("translate", *arguments) if run is here else run(*arguments)
    assert result.code == code, result.err
    assert words in result.err
    assert "Traceback" not in result.err
    assert result.out == ""


def test_unresolved_terms_exit_with_1_and_are_listed(desk: RunHere) -> None:
    Path("in/a.txt").write_text("Zie https://example.org nu", encoding="utf-8")
    Path("glossary.yaml").write_text(
        f"{GLOSSARY}  - {{id: look, nl: Zie, en: example, policy: forbid}}\n", encoding="utf-8"
    )
    result = desk("in", "--out", "out")
    assert result.code == 1, result.err
    assert "a.txt:0: Zie (look)" in result.err
    assert "https://example.org" in Path("out/a.txt").read_text(encoding="utf-8")


def test_killed_and_resumed_gives_what_an_undisturbed_run_gives(tmp_path: Path, tiny: Path) -> None:
    words = ["Almaty", "school", "wet", "stad", "morgen", "land"]
    lines = [f"Zin {n} over de {words[n % 6]}." for n in range(560)]
    source = tmp_path / "long.txt"
    source.write_text("\n".join(lines), encoding="utf-8")

    def start(project: str, out: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "workbench", "translate", str(source)),
                *("--out", out, "--project", project, "--model", str(tiny), "--stats"),
                "--no-glossary",
            ],
            cwd=tmp_path,
            stderr=subprocess.PIPE,
        )

    undisturbed = start("one.db", "one")
    _, err = undisturbed.communicate(timeout=200)
    assert undisturbed.returncode == 0, err

    def rows() -> int:
        try:
            with sqlite3.connect(f"file:{tmp_path}/two.db?mode=ro", uri=True) as database:
                return int(database.execute("SELECT count(*) FROM rendering").fetchone()[0])
        except sqlite3.Error:
            return 0

    killed = start("two.db", "two")
    deadline = time.monotonic() + 200
    while rows() == 0 and killed.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    kept = rows()
    assert 0 < kept < len(lines), "the run was to be killed in the middle"
    resumed = start("two.db", "two")
    assert resumed.stderr is not None
    _, err = resumed.communicate(timeout=200)
    assert resumed.returncode == 0
    assert json.loads(err.splitlines()[-1])["segments_decoded"] == len(lines) - kept
    assert (tmp_path / "two/long.txt").read_bytes() == (tmp_path / "one/long.txt").read_bytes()


def test_an_interrupted_run_keeps_what_it_did(tmp_path: Path, tiny: Path) -> None:
    lines = [f"Zin {n} over de stad." for n in range(80)]
    (tmp_path / "short.txt").write_text("\n".join(lines), encoding="utf-8")
    run = [
        *(sys.executable, "-m", "workbench", "translate", "short.txt", "--no-glossary"),
        *("--project", "p.db", "--model", str(tiny), "--stats"),
    ]

    def kept() -> int:
        try:
            with sqlite3.connect(f"file:{tmp_path}/p.db?mode=ro", uri=True) as database:
                return int(database.execute("SELECT count(*) FROM rendering").fetchone()[0])
        except sqlite3.Error:
            return 0

    process = subprocess.Popen(run, cwd=tmp_path, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 200
    while kept() == 0 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=100)
    assert process.returncode in {0, 130}, err  # 0 where it was done before the signal came
    done = kept()
    assert done > 0
    again = subprocess.run(run, cwd=tmp_path, capture_output=True, check=True, timeout=200)
    assert json.loads(again.stderr.splitlines()[-1])["segments_reused"] == done
