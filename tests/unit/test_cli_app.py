"""The command as a process: streams, exit codes and help, before any document is touched."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from workbench import __version__
from workbench.cli.lazy import COMMANDS, LazyGroup

if TYPE_CHECKING:
    from tests.conftest import RunCommand


def test_version(command: RunCommand) -> None:
    result = command("--version")
    assert (result.code, result.out, result.err) == (0, f"workbench {__version__}\n", "")


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_is_data(command: RunCommand, flag: str) -> None:
    result = command(flag)
    assert result.code == 0
    assert result.out.startswith("Usage: workbench ")
    assert "\x1b" not in result.out
    assert result.err == ""


def test_no_command_shows_the_help_on_standard_error(command: RunCommand) -> None:
    result = command()
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("Usage: workbench ")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["trnslate"], "No such command 'trnslate'. Did you mean 'translate'?"),
        (["translate"], "translate: Missing argument 'PATH"),
        (["translate", "a.txt", "--bean", "2"], "translate: No such option: --bean"),
        (["translate", "a.txt", "--engine", "ray"], "translate: Invalid value for '--engine'"),
        (["translate", "a.txt", "--beam", "0"], "translate: Invalid value for '--beam'"),
        (["translate", "a.txt", "--format", "docx"], "translate: Invalid value for '--format'"),
        (
            ["translate", "a.txt", "--glossary", "g.yaml", "--no-glossary"],
            "translate: --glossary and --no-glossary exclude each other",
        ),
        (
            ["translate", "a.txt", "--beam", "2", "--n-best", "3"],
            "translate: --n-best 3 is more than the beam of 2; use --beam 3",
        ),
        (["translate", "a.txt", "--glossary", "gone.yaml"], "gone.yaml: no such glossary"),
    ],
)
def test_what_cannot_be_run_is_one_line_and_exit_2(
    command: RunCommand, arguments: list[str], line: str
) -> None:
    result = command(*arguments)
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith(f"workbench: {line}")
    assert len(result.err.splitlines()) == 1


def test_a_setting_that_cannot_be_used_stops_every_command(
    command: RunCommand, tmp_path: os.PathLike[str]
) -> None:
    with open(os.path.join(tmp_path, "workbench.toml"), "w") as file:  # noqa: PTH118, PTH123
        file.write("beem = 3\n")
    for arguments in (["translate", "a.txt"], ["config", "show"]):
        result = command(*arguments)
        assert result.code == 2
        assert result.err == (
            'workbench: workbench.toml:1: unknown key "beem"; did you mean "beam"?\n'
        )


def test_a_reader_that_goes_away_is_exit_141(command: RunCommand) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PATIENT_WRITER],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(timeout=60) == 141
        assert process.stderr.read() == b""


PATIENT_WRITER = """
import sys
from workbench.cli.output import Output
output = Output()
def work():
    while True:
        output.data("x" * 1000)
sys.exit(output.run(work))
"""


def test_output_is_utf8_whatever_the_locale(command: RunCommand) -> None:
    result = command(
        "config",
        "show",
        "--json",
        "--project",
        "één.db",
        env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
    )
    assert result.code == 0
    assert "één.db" in result.out


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
def test_a_full_disk_behind_standard_output_is_one_line() -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        done = subprocess.run(
            [sys.executable, "-m", "workbench", "config", "show"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=100,
            check=False,
        )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "no space left on device" in done.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_the_summary_of_a_command_is_its_own(name: str) -> None:
    command = LazyGroup(name="workbench").commands[name]
    assert command.name == name
    assert " ".join((command.help or "").split("\n\n")[0].split()) == COMMANDS[name][1]


def test_help_imports_no_command() -> None:
    code = "import sys; from workbench.cli.app import run; run(['--help']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.split("Commands:")[1].split()
    assert not [
        name for name in loaded if name in {f"workbench.cli.{m}" for m, _ in COMMANDS.values()}
    ]
