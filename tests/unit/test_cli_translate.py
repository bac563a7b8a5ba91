"""What ``translate`` makes of its options; the run itself is tested with the batch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import workbench.batch.run
from workbench.batch.options import Reporter, TranslateOptions
from workbench.errors import StoreLocked
from workbench.model import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import RunHere

    Asked = Callable[..., TranslateOptions]


@pytest.fixture
def asked(here: RunHere, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Return the options a command line comes to, in a folder with a glossary."""
    seen: list[TranslateOptions] = []

    def catch(options: TranslateOptions, reporter: Reporter) -> int:
        seen.append(options)
        return 0

    monkeypatch.setattr(workbench.batch.run, "run_translate", catch)
    Path("glossary.yaml").write_text("version: 1\n")

    def ask(*arguments: str) -> TranslateOptions:
        result = here("translate", *arguments)
        assert (result.code, result.err) == (0, "")
        return seen[-1]

    return ask


def test_defaults(asked: Asked) -> None:
    options = asked("a.txt", "b")
    assert options.paths == ("a.txt", "b")
    assert options.project == Path("workbench.db")
    assert options.glossary == Path("glossary.yaml")
    assert options.out is None
    assert options.format is None
    assert options.model is None
    assert (options.engine, options.beam, options.n_best) == ("auto", 4, 4)
    assert options.max_size == 100_000_000
    assert options.author
    assert not any([options.fresh, options.lines, options.unwrap, options.stats])


def test_every_option_arrives(asked: Asked) -> None:
    Path("g.yaml").write_text("version: 1\n")
    options = asked(
        *("in", "--out", "out", "--project", "p.db", "--glossary", "g.yaml", "--model", "m"),
        *("--engine", "torch", "--format", "jsonl", "--beam", "6", "--n-best", "2", "--jobs", "1"),
        *(
            "--lines",
            "--fresh",
            "--fail-on",
            "functional",
            "--max-size",
            "5",
            "--encoding",
            "cp1252",
        ),
        *("--unwrap", "--author", "Ann", "--stats", "--quiet", "--debug", "-v"),
    )
    assert options == TranslateOptions(
        paths=("in",),
        out="out",
        project=Path("p.db"),
        glossary=Path("g.yaml"),
        model="m",
        engine="torch",
        format="jsonl",
        beam=6,
        n_best=2,
        jobs=1,
        lines=True,
        fresh=True,
        fail_on=Severity.FUNCTIONAL,
        max_size=5,
        encoding="cp1252",
        unwrap=True,
        author="Ann",
        stats=True,
    )


@pytest.mark.parametrize("arguments", [["-"], ["a.txt", "--lines"]])
def test_a_pipe_uses_a_temporary_project(
    asked: Asked, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_PROJECT", "other.db")
    assert asked(*arguments).project is None
    assert asked(*arguments, "--project", "p.db").project == Path("p.db")


def test_a_configured_beam_bounds_the_hypotheses(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_BEAM", "2")
    assert (asked("a.txt").beam, asked("a.txt").n_best) == (2, 2)
    monkeypatch.setenv("WORKBENCH_N_BEST", "7")
    assert asked("a.txt").n_best == 2


def test_without_a_glossary_there_is_a_note_unless_it_was_asked_for(
    asked: Asked, here: RunHere
) -> None:
    assert asked("a.txt", "--no-glossary").glossary is None
    Path("glossary.yaml").unlink()
    result = here("translate", "a.txt")
    assert result.code == 0
    assert result.err == (
        "workbench: note: no glossary.yaml here or beside the project: translating without one\n"
    )


def test_what_the_run_raises_is_the_exit_code(
    here: RunHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(options: TranslateOptions, reporter: Reporter) -> int:
        reporter.stats({"segments": 3})
        raise StoreLocked("in use", where="workbench.db", hint="try again")

    monkeypatch.setattr(workbench.batch.run, "run_translate", locked)
    result = here("translate", "a.txt", "--no-glossary")
    assert result.code == 4
    assert result.err == 'workbench: workbench.db: in use; try again\n{"segments": 3}\n'
