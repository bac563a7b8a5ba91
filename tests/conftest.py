"""What every test gets: its own places to write to, no network, and a way to run the command."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Mapping

REPO_ROOT = Path(__file__).resolve().parent.parent

# One profile for everybody: an example that fails, fails everywhere and every time. Deadlines
# measure the machine, not the code.
settings.register_profile(
    "workbench",
    deadline=None,
    derandomize=True,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("workbench")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--e2e", action="store_true", help="run the tests that need tmux or chromium")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--e2e"):
        return
    for item in items:
        if item.get_closest_marker("e2e"):
            item.add_marker(
                pytest.mark.skip(reason="needs a real terminal or browser: run `make e2e`")
            )


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The root of the checkout."""
    return REPO_ROOT


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of corpora and references beside the checkout; skips where there is none."""
    shared = REPO_ROOT.parent / "shared"
    if not shared.is_dir():
        pytest.skip("needs the shared folder beside the checkout")
    return shared


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for the whole run, so that a model is converted once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _own_places(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, shared_cache: Path
) -> None:
    """Keep the settings, projects and models of whoever runs the tests out of them."""
    for name in list(os.environ):
        if name.startswith("WORKBENCH_"):
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("WORKBENCH_CACHE_DIR", str(shared_cache))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a command line left behind."""

    code: int
    out: str
    err: str


class RunHere(Protocol):
    """Runs ``workbench`` with arguments inside this process, which is fast."""

    def __call__(self, *arguments: str | os.PathLike[str]) -> Result: ...


@pytest.fixture
def here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> RunHere:
    """Run ``workbench`` in this process, in the test's folder, which becomes current."""
    from workbench.cli.app import run

    monkeypatch.chdir(tmp_path)

    def run_here(*arguments: str | os.PathLike[str]) -> Result:
        capfd.readouterr()
        code = run([os.fspath(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Result(code=code, out=out, err=err)

    return run_here


class RunCommand(Protocol):
    """Runs ``workbench`` with arguments and returns what came of it."""

    def __call__(
        self,
        *arguments: str | os.PathLike[str],
        stdin: str | bytes = b"",
        env: Mapping[str, str] | None = None,
        timeout_s: float = 100,
    ) -> Result: ...


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunCommand:
    """Run ``workbench`` as a process of its own, in the test's folder, which becomes current."""
    monkeypatch.chdir(tmp_path)

    def run(
        *arguments: str | os.PathLike[str],
        stdin: str | bytes = b"",
        env: Mapping[str, str] | None = None,
        timeout_s: float = 100,
    ) -> Result:
        done = subprocess.run(
            [sys.executable, "-m", "workbench", *(os.fspath(argument) for argument in arguments)],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            env={**os.environ, **(env or {})},
            timeout=timeout_s,
            check=False,
        )
        return Result(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())

    return run
