"""docs/cli.md says what the code does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from workbench.cli.reference import command_paths, refresh
from workbench.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunHere

COMMANDS = command_paths()


@pytest.fixture(scope="module")
def document(repo_root: Path) -> str:
    return (repo_root / "docs" / "cli.md").read_text(encoding="utf-8")


def test_the_generated_parts_are_current(document: str) -> None:
    assert refresh(document) == document, "run `make docs`"


def test_the_commands_of_the_contract_are_there() -> None:
    wanted = {
        *("translate", "segment", "status", "export", "explain", "doctor", "paths", "config show"),
        *(
            f"model {name}"
            for name in ("list", "info", "pull", "verify", "convert", "train", "tune")
        ),
        *(f"project {name}" for name in ("backup", "restore", "verify")),
        *("review", "memory stats", "memory search", "memory export"),
    }
    assert {f"workbench {name}" for name in wanted} <= set(COMMANDS)


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_is_documented_and_has_help(path: str, document: str, here: RunHere) -> None:
    assert f"### `{path}`\n" in document
    result = here(*path.split()[1:], "--help")
    assert result.code == 0
    assert re.match(rf"Usage: {path} .*\n\n  [A-Z].*\.", result.out)


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in COMMANDS
        # A group has no options of its own.
        if not any(other.startswith(f"{path} ") for other in COMMANDS)
    ],
)
def test_every_command_takes_the_shared_options(path: str, here: RunHere) -> None:
    text = here(*path.split()[1:], "--help").out
    for option in ("--quiet", "--debug", "-v, --verbose"):
        assert f"  {option} " in text


def test_what_no_issue_has_built_is_not_offered(document: str) -> None:
    generated = document[document.index("## Commands") :]
    for absent in ("ray", "docx", "xliff"):
        assert absent not in generated


def test_an_unknown_part_is_an_error() -> None:
    with pytest.raises(UsageError, match='no generated part "x"; use one of exit-codes'):
        refresh("<!-- generated: x -->\n<!-- end -->")
