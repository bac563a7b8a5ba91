"""What users, disks and other programs do to the command line; each was a fault once."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.scripted_engine import ScriptedEngine
from tests.tiny_marian import build_tiny_marian
from workbench.errors import StoreLocked
from workbench.glossary.file import parse_glossary
from workbench.glossary.match import Matcher
from workbench.glossary.substitute import substitute
from workbench.model import Segment, TermHit
from workbench.pipeline import Item, PipelineOptions, Translator, translator
from workbench.pipeline.finish import finish
from workbench.pipeline.judge import Judge
from workbench.pipeline.prepare import Job, Piece
from workbench.store import db
from workbench.store.repo import Project
from workbench.text.segment import LONGEST, segment_text

if TYPE_CHECKING:
    from tests.conftest import Result, RunHere

HEAD = "version: 1\nsource: nl\ntarget: en-GB\nconcepts:\n"


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A MarianMT folder with random weights."""
    return build_tiny_marian(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def desk(here: RunHere, tiny: Path) -> RunHere:
    """Run ``translate`` on the tiny model, without a glossary unless one is named."""
    Path("a.txt").write_text("De wet is er.\n\nDe markt.\n", encoding="utf-8")

    def run(*arguments: str | os.PathLike[str]) -> Result:
        glossary = () if "--glossary" in arguments else ("--no-glossary",)
        model = () if "--model" in arguments else ("--model", tiny)
        return here("translate", *arguments, *glossary, *model)

    return run


def item(source: str, glossary: str = "") -> Item:
    segment = Segment(
        number=0, unit=0, segment=0, kind="sentence", start=0, end=len(source), source=source
    )
    text = HEAD + glossary if glossary else "concepts: []\n"
    return Item(segment=segment, hits=Matcher(parse_glossary(text, name="g")).match(source).hits)


def decoded(source: str, glossary: str, answers: dict[str, list[str]] | None = None) -> str:
    engine = ScriptedEngine(answers or {})
    [[draft]] = Translator(engine, PipelineOptions()).drafts([item(source, glossary)])
    return draft.target


# Input


def test_colours_copied_from_a_terminal_do_not_make_a_text_binary(desk: RunHere) -> None:
    Path("esc.txt").write_text("Een \x1b[31mrode\x1b[0m stad. \x1b]0;kop\x07Ja.\n")
    result = desk("esc.txt", "--out", "-")
    assert result.code == 0, result.err
    assert "4 control characters are kept" in result.err
    assert "\x1b" not in result.err


@pytest.mark.parametrize("arguments", [("translate", ""), ("translate", "a.txt", "--out", "")])
def test_an_empty_path_is_not_the_current_folder(here: RunHere, arguments: tuple[str, ...]) -> None:
    Path("a.txt").write_text("De wet.\n")
    result = here(*arguments)
    assert result.code == 2
    assert "the path is empty" in result.err
    assert not Path("workbench.db").exists()


def test_a_name_that_is_not_utf8_stops_only_its_own_document(desk: RunHere) -> None:
    Path("in").mkdir()
    Path("in/b.txt").write_text("De wet.\n")
    Path(os.fsdecode(b"in/st\xff.txt")).write_text("De stad.\n")
    result = desk("in", "--out", "out")
    assert result.code == 5
    assert "not UTF-8; rename it" in result.err
    assert [path.name for path in Path("out").iterdir()] == ["b.txt"]


def test_no_standard_input(desk: RunHere, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    result = desk("-", "--lines", "--out", "-")
    assert (result.code, result.out) == (2, "")
    assert "standard input: is closed" in result.err


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a\n\n\nb",
        "een\r\ntwee\r\n",
        "een\0twee\ndrie",
        "Ja\0\n",
        "\n" * 2000,
        "a\u2028b\x85c\x0cd\n",
    ],
)
def test_lines_are_counted_at_line_feeds_only(
    desk: RunHere, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    given = tmp_path / "given"
    given.write_bytes(text.encode())
    with given.open(encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        result = desk("-", "--lines", "--out", "-")
    assert result.code == 0, result.err
    assert result.out.count("\n") == text.count("\n")


def test_reserved_pieces_in_an_article_are_text(desk: RunHere) -> None:
    Path("a.txt").write_text("Hij schreef <s>fout</s> en <unk> en <pad>.\n<t> <s> </s> </t>\n")
    result = desk("a.txt", "--out", "-")
    first, second = result.out.splitlines()
    for piece in ("<s>", "</s>", "<unk>", "<pad>"):
        assert first.count(piece) == 1
    assert second == "<t> <s> </s> </t>"


# Output


@pytest.mark.parametrize("out", [".", "a.txt", "a.txt/below", os.devnull])
def test_an_impossible_output_is_refused_before_anything_is_decoded(
    desk: RunHere, out: str
) -> None:
    before = Path("a.txt").read_bytes()
    result = desk("a.txt", "--out", out, "--stats")
    assert result.code == 2, result.err
    assert "choose another folder with --out" in result.err
    assert len(result.err.splitlines()) == 1, "no statistics: there was no run"
    assert Path("a.txt").read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_output_folder(desk: RunHere) -> None:
    Path("ro").mkdir(mode=0o555)
    result = desk("a.txt", "--out", "ro/sub")
    assert result.code == 2
    assert "ro: cannot be written: the folder is read-only" in result.err


def test_several_documents_are_not_run_together(desk: RunHere) -> None:
    Path("in").mkdir()
    for name in ("x.txt", "y.txt"):
        Path("in", name).write_text("De stad.\n")
    result = desk("in", "--out", "-")
    assert (result.code, result.out) == (2, "")
    assert "--format jsonl" in result.err
    assert len(desk("in", "--out", "-", "--format", "jsonl").out.splitlines()) == 2


def test_nothing_written_is_2_and_something_written_is_5(desk: RunHere) -> None:
    Path("in/sub").mkdir(parents=True)
    Path("in/sub/x.txt").write_text("De stad.\n")
    Path("out").mkdir()
    Path("out/sub").write_text("in the way")
    assert desk("in", "--out", "out").code == 2
    Path("in/y.txt").write_text("De stad.\n")
    assert desk("in", "--out", "out").code == 5
    assert Path("out/y.txt").exists()


def test_a_reader_that_leaves_is_141_also_when_unbuffered(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("De wet is er. De stad ook.\n" * 4000)
    with subprocess.Popen(
        [sys.executable, "-m", "workbench", "segment", "a.txt", "--json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 141


def test_a_request_to_end_is_an_interruption(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "workbench", "segment", "-"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(b"De wet is er. " * 50_000)  # more than a pipe holds: it is reading
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == b"workbench: interrupted; what was done is saved\n"


# Resuming


def test_a_run_that_decodes_nothing_tells_of_another_beam(desk: RunHere) -> None:
    desk("a.txt", "--beam", "2")
    assert "2 renderings were made with another" in desk("a.txt").err
    assert desk("a.txt", "--quiet").err == ""
    assert "made with another" not in desk("a.txt", "--beam", "2").err
    assert "made with another" not in desk("a.txt", "--beam", "2", "--engine", "ct2").err
    assert "renderings were made" in desk("a.txt", "--beam", "2", "--engine", "torch").err
    assert "made with another" not in desk("a.txt", "--beam", "2", "--fresh").err


def test_a_model_that_was_asked_for_and_is_missing_is_3_also_when_all_is_done(
    desk: RunHere,
) -> None:
    assert desk("a.txt").code == 0
    result = desk("a.txt", "--model", "owner/nothing")
    assert result.code == 3
    assert "workbench model pull owner/nothing" in result.err


def test_fail_on_names_the_findings(desk: RunHere) -> None:
    Path("a.txt").write_text("In 1987 kwam de wet.\n")
    result = desk("a.txt", "--fail-on", "critical")
    assert result.code == 1
    assert "a.txt:0: critical: 1987 is missing" in result.err


def test_explain_shows_the_dutch_a_target_was_made_for(desk: RunHere, here: RunHere) -> None:
    desk("a.txt")
    with Project.open(Path("workbench.db"), author="an editor") as project:
        stored = project.segment(project.find_document("a.txt").id, 0)
        project.commit_edit(stored.id, "There is a law.", state="reviewed")
    Path("a.txt").write_text("De wet is er nu.\n\nDe markt.\n")
    desk("a.txt")
    told = here("explain", "a:0").out
    assert "source  De wet is er nu." in told
    assert "before  De wet is er.  (" in told
    assert "target  There is a law." in told


def test_a_segment_of_standard_input_is_explained(
    desk: RunHere, here: RunHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path("a.txt").open(encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert desk("-", "--project", "s.db").code == 0
    result = here("explain", "-:1", "--project", "s.db")
    assert result.code == 0, result.err
    assert "De markt." in result.out


# Projects


def test_a_project_with_damaged_json_is_4(desk: RunHere, here: RunHere) -> None:
    desk("a.txt")
    with sqlite3.connect("workbench.db") as database:
        triggers = database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE rendering SET terms = 'nonsense'")
    database.close()
    for result in (desk("a.txt"), here("export"), here("explain", "a:0")):
        assert result.code == 4, result.err
        assert "the project is damaged" in result.err


def test_waiting_for_another_process_is_told(
    desk: RunHere, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk("a.txt")
    monkeypatch.setattr(db, "_PATIENCE_SECONDS", 0.1)
    other = sqlite3.connect("workbench.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    import logging

    monkeypatch.setattr(logging.getLogger("workbench"), "propagate", True)
    with (
        Project.open(Path("workbench.db"), wait_seconds=0.5) as project,
        pytest.raises(StoreLocked),
    ):
        project.start_run(command="translate", signature="")
    other.close()
    assert "waiting up to" in caplog.text


def test_a_backup_that_cannot_be_written_names_the_backup(desk: RunHere, here: RunHere) -> None:
    desk("a.txt")
    if not Path("/proc/self").exists():
        pytest.skip("needs a folder in which nobody can make a file")
    result = here("project", "backup", "/proc/x.db")
    assert result.code == 2
    assert result.err.startswith("workbench: /proc/x.db: the backup cannot be written")


def test_numbers_beyond_counting_and_names_with_line_ends(desk: RunHere, here: RunHere) -> None:
    Path("two\nlines.txt").write_text("De stad.\n")
    desk("two\nlines.txt")
    result = here("explain", "two:" + "9" * 30)
    assert result.code == 2
    assert "has no segment" in result.err
    assert len(here("status").out.splitlines()) == 4


@pytest.mark.parametrize("setting", ["beam = 65", "n_best = 1000", f"max_size = {10**20}"])
def test_a_setting_too_large_is_refused(here: RunHere, setting: str) -> None:
    Path("workbench.toml").write_text(setting)
    result = here("config", "show")
    assert result.code == 2
    assert "workbench.toml:1" in result.err
    assert "is too large" in result.err


# Length


@pytest.mark.parametrize("text", ["woord " * 40_000, "x" * 250_000, "woord, " * 30_000])
def test_a_segment_has_a_longest_length(text: str) -> None:
    segments = list(segment_text(text))
    assert len(segments) > 1
    assert max(len(segment.source) for segment in segments) <= LONGEST
    at = 0
    for segment in segments:
        assert not text[at : segment.start].strip()
        assert text[segment.start : segment.end] == segment.source
        at = segment.end
    assert not text[at:].strip()


def test_a_window_is_full_after_so_much_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translator, "WINDOW_CHARACTERS", 20)
    items = [item("Dat is een zin."), item("Dat ook."), item("En deze zin.")]
    windows = list(Translator(ScriptedEngine({}), PipelineOptions()).drafts(items))
    assert [len(window) for window in windows] == [2, 1]


def test_a_sentence_too_long_for_the_model_is_told(desk: RunHere) -> None:
    Path("a.txt").write_text("De markt en de stad en " * 80 + "de wet.\n")
    result = desk("a.txt")
    assert "1 segment is too long for the model, or a list of terms, and " in result.err
    assert "translated in parts: a.txt:0" in result.err
    with Project.open(Path("workbench.db"), readonly=True) as project:
        rendering = project.segment(project.find_document("a").id, 0).rendering
    assert rendering is not None
    assert "split" in {finding["check"] for finding in rendering.findings}


def test_the_edits_of_a_very_long_target_lead_to_it() -> None:
    text = "and  so on " * 800
    job = Job(item=item("en zo voort " * 800))
    done = finish(job, text, one_piece=lambda _: True)
    assert done.text != text
    assert len(done.edits) == 1
    edit = done.edits[0]
    assert text[: edit.start] + edit.replacement + text[edit.end :] != text


# Terms


def test_half_a_character_is_not_printed() -> None:
    answers = {"In de stad.": ["In \ufffdthe\ufffd city."]}
    assert decoded("In de stad.", "", answers) == "In the city."
    answers = {"In \ufffd stad.": ["In \ufffd city."]}
    assert decoded("In \ufffd stad.", "", answers) == "In \ufffd city."


def test_a_segment_that_is_a_term_gets_the_houses_quotation_marks() -> None:
    entries = "  - {id: almaty, nl: Almaty, en: Almaty}\n  - {id: nee, nl: Nee, en: No}\n"
    assert decoded("„Almaty”", entries) == "“Almaty”"
    assert decoded("Almaty: „Nee.”", entries) == "Almaty: “No.”"


def test_no_article_after_a_possessive() -> None:
    entries = (
        "  - {id: t, nl: Tokajev, en: Tokayev, type: person}\n"
        "  - {id: w, nl: wet, en: the Labour Code}\n"
    )
    assert decoded("Tokajevs wet.", entries) == "Tokayev’s Labour Code."


def test_a_term_is_not_put_inside_another() -> None:
    hit = TermHit(concept="c", source="C++", start=0, end=3, renderings=("C++",))
    done = substitute(
        "It is AT&T now.",
        [hit],
        taken=[(6, 10)],
        weights=lambda _hit, start, _end: 0.15 if start == 9 else 0.0,
    )
    assert done.text == "It is C++ AT&T now."


def piece(source: str, rendering: str, form: str) -> Piece:
    start = source.index(form)
    hit = TermHit(
        concept="c", source=form, start=start, end=start + len(form), renderings=(rendering,)
    )
    return Piece(text=source, hits=(hit,))


def test_a_rendering_that_repeats_itself_is_no_loop() -> None:
    judge = Judge(piece("Hij zag Duran gisteren.", "Duran Duran Duran Duran Duran", "Duran"))
    assert judge("He saw Duran Duran Duran Duran Duran yesterday.").passes
    assert judge(f"He {'saw ' * 9}him yesterday.").broken


def test_figures_of_a_rendering_are_not_invented() -> None:
    judge = Judge(piece("De wet geldt.", "the law of 2019", "wet"))
    assert judge("The law of 2019 applies.").numbers == 0
    assert judge("The law of 2019 applies in 2021.").numbers == 1


def test_every_term_of_a_crowded_sentence_is_accounted_for(desk: RunHere) -> None:
    names = [f"Naam{chr(97 + n)}" for n in range(20)]
    entries = "".join(f"  - {{id: n{n}, nl: {x}, en: {x}ov}}\n" for n, x in enumerate(names))
    Path("g.yaml").write_text(HEAD + entries)
    Path("a.txt").write_text("\n".join(names) + "\n" + " ".join(names) + "\n")
    result = desk("a.txt", "--glossary", "g.yaml", "--out", "-", "--format", "jsonl")
    assert result.code == 0, result.err
    rows = [json.loads(line) for line in result.out.splitlines()]
    assert len(rows[-1]["terms"]) == 20
    for row in rows:
        for term in row["terms"]:
            assert row["target"][term["target_start"] : term["target_end"]] == term["rendering"]
