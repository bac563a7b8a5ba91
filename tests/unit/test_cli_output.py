from __future__ import annotations

import errno
import io
import json
import logging
import re
import sys
import time
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.cli.output import ExitCode, Output, to_json
from workbench.errors import (
    GlossaryError,
    GlossaryErrors,
    InputError,
    Location,
    ModelMissing,
    SchemaTooNew,
    StoreLocked,
    UsageError,
    WorkbenchError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Capture = pytest.CaptureFixture[str]


def failing(error: BaseException) -> Callable[[], NoReturn]:
    def work() -> NoReturn:
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (UsageError("no"), ExitCode.USAGE, "workbench: no"),
        (
            InputError("empty", where=Location("a.txt", 3, 4), hint="fill it"),
            ExitCode.USAGE,
            "workbench: a.txt:3:4: empty; fill it",
        ),
        (ModelMissing("no model", hint="pull it"), ExitCode.MODEL, "workbench: no model; pull it"),
        (StoreLocked("in use"), ExitCode.PROJECT, "workbench: in use"),
        (SchemaTooNew("newer"), ExitCode.PROJECT, "workbench: newer"),
        (
            KeyboardInterrupt(),
            ExitCode.INTERRUPTED,
            "workbench: interrupted; what was done is saved",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "out/a.txt"),
            ExitCode.USAGE,
            "workbench: out/a.txt: permission denied; check the permissions",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            ExitCode.USAGE,
            "workbench: no space left on device; make room and run the command again: what was "
            "done is saved",
        ),
        (
            ZeroDivisionError("division by zero"),
            ExitCode.USAGE,
            "workbench: unexpected error: ZeroDivisionError: division by zero; this is a fault of "
            "the workbench; --debug shows where it happened",
        ),
        (
            WorkbenchError("two\nlines \x1b[2J"),
            ExitCode.USAGE,
            "workbench: two lines \N{SYMBOL FOR ESCAPE}[2J",
        ),
    ],
)
def test_an_error_is_one_line_and_an_exit_code(
    error: BaseException, code: ExitCode, line: str, capsys: Capture
) -> None:
    assert Output().run(failing(error)) == code
    captured = capsys.readouterr()
    assert captured.err == line + "\n"
    assert captured.out == ""


def test_every_problem_of_a_glossary_gets_its_line(capsys: Capture) -> None:
    problems = [
        GlossaryError("unknown key", where=Location("g.yaml", 3, 5), hint='did you mean "nl"?'),
        GlossaryError("no id", where=Location("g.yaml", 9, 1)),
    ]
    assert Output().run(failing(GlossaryErrors(problems))) == ExitCode.USAGE
    assert capsys.readouterr().err.splitlines() == [
        'workbench: g.yaml:3:5: unknown key; did you mean "nl"?',
        "workbench: g.yaml:9:1: no id",
    ]


def test_debug_adds_the_traceback(capsys: Capture) -> None:
    assert Output(debug=True).run(failing(InputError("broken"))) == ExitCode.USAGE
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "workbench: broken"
    assert lines[1].startswith("Traceback")


def test_the_code_of_the_work_is_kept() -> None:
    assert Output().run(lambda: ExitCode.PARTIAL) == 5
    assert Output().run(lambda: None) == 0


def test_quiet_silences_notes_and_nothing_else(capsys: Capture) -> None:
    output = Output(quiet=True)
    output.note("a note")
    output.progress(1, 2)
    output.warning("a warning")
    output.error(InputError("an error"))
    output.stats({"segments": 2})
    output.data("data")
    output.close()
    captured = capsys.readouterr()
    assert captured.out == "data\n"
    assert captured.err.splitlines() == [
        "workbench: warning: a warning",
        "workbench: an error",
        '{"segments": 2}',
    ]


def test_stats_are_the_very_last_line(capsys: Capture) -> None:
    output = Output()

    def work() -> None:
        output.stats({"engine": "ct2-int8"})
        output.note("later")
        raise InputError("later still")

    assert output.run(work) == 2
    assert capsys.readouterr().err.splitlines()[-1] == '{"engine": "ct2-int8"}'


def test_without_a_terminal_progress_is_a_plain_line_now_and_then(capsys: Capture) -> None:
    output = Output(every_s=0.05)
    output.progress(3, 9)
    deadline = time.monotonic() + 20
    err = ""
    while "of 9" not in err and time.monotonic() < deadline:
        time.sleep(0.02)
        err += capsys.readouterr().err
    output.close()
    assert err.splitlines()[0] == "workbench: 3 of 9 segments after 0 s"


def test_what_holds_the_count_up_is_said_beside_it(capsys: Capture) -> None:
    output = Output(every_s=0.05)
    output.stage("nothing shows yet")
    output.progress(3, 9)
    output.stage("enforcing terms in 4 sentences")
    deadline = time.monotonic() + 20
    err = ""
    while "of 9" not in err and time.monotonic() < deadline:
        time.sleep(0.02)
        err += capsys.readouterr().err
    output.stage("")
    while "s\n" not in err.partition("sentences\n")[2] and time.monotonic() < deadline:
        time.sleep(0.02)
        err += capsys.readouterr().err
    output.close()
    lines = err.splitlines()
    assert re.fullmatch(
        r"workbench: 3 of 9 segments after \d s, enforcing terms in 4 sentences", lines[0]
    )
    assert re.fullmatch(r"workbench: 3 of 9 segments after \d s", lines[-1])


def test_short_work_shows_no_progress(capsys: Capture) -> None:
    output = Output()
    output.progress(1, 1)
    output.note("done")
    output.close()
    assert capsys.readouterr().err == "workbench: note: done\n"


def test_log_lines_go_the_way_of_all_others(capsys: Capture) -> None:
    logger = logging.getLogger("workbench.engine")
    Output().capture_logging()
    logger.info("hidden")
    logger.warning("seen %d", 1)
    Output(verbose=1).capture_logging()
    logger.info("seen %d", 2)
    assert capsys.readouterr().err.splitlines() == [
        "workbench: warning: seen 1",
        "workbench: info: seen 2",
    ]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_data_is_exact_in_a_pipe_and_defused_on_a_terminal(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    Output().write("één\x1b[31m rood\x00")
    assert capsys.readouterr().out == "één\x1b[31m rood\x00"
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    Output().write("één\x1b[31m rood\x00")
    assert "\x1b" not in terminal.getvalue()
    assert "\x00" not in terminal.getvalue()
    assert "één" in terminal.getvalue()


def test_a_closed_standard_output_is_an_error(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    output = Output()
    assert output.run(lambda: output.data("x")) == ExitCode.USAGE
    assert capsys.readouterr().err == "workbench: standard output is closed\n"


def test_a_closed_standard_error_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    output = Output()
    output.note("nobody hears this")
    output.progress(1, 2)
    assert output.run(failing(InputError("nor this"))) == ExitCode.USAGE


def test_a_table_has_straight_columns(capsys: Capture) -> None:
    Output().table([("a", "bb", "x"), ("ccc", "d", "")])
    assert capsys.readouterr().out == "a    bb  x\nccc  d\n"
    Output().table([])
    assert capsys.readouterr().out == ""


@given(st.dictionaries(st.text(), st.text() | st.lists(st.text())))
def test_json_survives_and_cannot_steer_a_terminal(value: dict[str, object]) -> None:
    text = to_json(value)
    assert json.loads(text) == value
    assert not {c for c in text if ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0}
    assert len(text.splitlines()) == 1


def test_exit_codes_are_those_of_the_contract() -> None:
    assert [int(code) for code in ExitCode] == [0, 1, 2, 3, 4, 5, 130, 141]
    assert all(code.meaning for code in ExitCode)
