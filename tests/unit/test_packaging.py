"""The lock, the declared dependencies and the Makefile agree with one another."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def pinned(repo_root: Path) -> dict[str, str]:
    """Versions by name; any other line than a comment or ``name==version`` fails here."""
    lines = (repo_root / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line.partition("==") for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+", name) and mark for name, mark, _ in pins)
    return {name: version for name, _, version in pins}


def test_the_lock_holds_what_the_project_declares(repo_root: Path, pinned: dict[str, str]) -> None:
    project = tomllib.loads((repo_root / "pyproject.toml").read_text(encoding="utf-8"))
    declared = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["dev"],
        *project["build-system"]["requires"],
    ]
    for requirement in map(Requirement, declared):
        version = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), requirement


def test_the_lock_has_exact_public_versions_and_no_index(
    repo_root: Path, pinned: dict[str, str]
) -> None:
    assert all(re.fullmatch(r"[0-9][0-9a-z.]*", version) for version in pinned.values())
    text = (repo_root / "requirements.lock").read_text(encoding="utf-8")
    assert "--" not in text.replace("--no-deps", "").replace("--no-build-isolation", "")
    assert "http" not in re.sub(
        r"^(#.*|aiohttp(-jinja2)?==.*|httpx2==.*|httpcore2==.*)$", "", text, flags=re.MULTILINE
    )


def test_what_is_locked_is_complete(pinned: dict[str, str]) -> None:
    """Every installed pin brings along only what is pinned too."""
    from importlib.metadata import PackageNotFoundError, distribution

    missing = set()
    for name in pinned:
        try:
            requires = distribution(name).requires or []
        except PackageNotFoundError:
            pytest.fail(f"{name} is in the lock and not installed: run `make install`")
        for requirement in map(Requirement, requires):
            wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
            # On the public index torch also brings CUDA, which pip then adds by itself.
            if wanted and canonicalize_name(requirement.name) not in {*pinned, "pip"}:
                missing.add(f"{name} -> {requirement.name}")
    assert not {entry for entry in missing if not entry.startswith("torch -> ")}
