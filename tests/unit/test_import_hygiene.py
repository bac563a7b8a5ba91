"""What an import may drag along; the fences that static analysis cannot see, because they defer."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "ctranslate2",
    "huggingface_hub",
    "numpy",
    "pydantic",
    "rich",
    "ruamel",
    "sacrebleu",
    "sentencepiece",
    "sqlite3",
    "sqlite_utils",
    "textual",
    "torch",
    "transformers",
    "yaml",
)


def loaded(statement: str) -> set[str]:
    """Return the top-level modules that are there after ``statement`` in a fresh interpreter."""
    code = f"{statement}\nimport sys\nprint(*sorted({{m.partition('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_the_check_itself_sees_a_heavy_import() -> None:
    assert "sqlite3" in loaded("import sqlite3")


def test_help_loads_nothing_heavy() -> None:
    """``workbench --help`` answers in under 150 ms; time is the machine's, imports are ours."""
    statement = (
        "from workbench.cli.app import run\n"
        "import contextlib, io\n"
        "with contextlib.redirect_stdout(io.StringIO()) as out:\n"
        "    assert run(['--help']) == 0\n"
        "assert 'translate' in out.getvalue()"
    )
    modules = loaded(statement)
    assert not modules & {*HEAVY, "platformdirs", "logging", "json", "asyncio"}


def test_the_package_itself_loads_nothing() -> None:
    assert not loaded("import workbench") - loaded("pass") - {"workbench"}


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("workbench.model", set()),
        ("workbench.errors", set()),
        ("workbench.config", set()),
        ("workbench.batch.options", set()),
        ("workbench.engine.base", set()),
        ("workbench.text.surface", set()),
        ("workbench.text.segment", {"numpy"}),
        ("workbench.glossary.match", {"pydantic", "yaml", "numpy"}),
        ("workbench.formats.read", set()),
        ("workbench.store.repo", {"sqlite3"}),
        ("workbench.evaluate.job", {"numpy", "pydantic", "sqlite3", "yaml"}),
        ("workbench.checking.run", {"numpy", "pydantic", "yaml"}),
        ("workbench.pipeline", {"numpy", "pydantic", "yaml"}),
    ],
)
def test_a_service_brings_only_its_own(module: str, allowed: set[str]) -> None:
    assert not loaded(f"import {module}") & set(HEAVY) - allowed
