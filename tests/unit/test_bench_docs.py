from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


@pytest.fixture
def bench_docs(repo_root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "bench_docs", repo_root / "scripts" / "bench_docs.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_bench_replaces_its_own_section_only(bench_docs: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "benchmarks.md"
    bench_docs.write_section("one", "## One\n\n1 \\1", path=path)
    bench_docs.write_section("two", "## Two\n\n2", path=path)
    path.write_text(path.read_text().replace("<!-- bench: two", "By hand.\n\n<!-- bench: two"))
    bench_docs.write_section("one", "## One\n\n3", path=path)
    text = path.read_text()
    assert text.startswith("# Benchmarks\n")
    assert text.count("## One") == text.count("## Two") == text.count("By hand.") == 1
    assert "1 \\1" not in text
    assert text.index("## One") < text.index("3\n") < text.index("By hand.") < text.index("## Two")
    assert text.endswith("<!-- end -->\n")
