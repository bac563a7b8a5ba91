"""The worked story of docs/glossary.md: its steps run, and the page shows the same ones."""

from __future__ import annotations

import importlib.util
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

_LINES = 10
"""Of the article, for time: the president and the country stand in them."""


@pytest.fixture
def script(repo_root: Path) -> ModuleType:
    path = repo_root / "scripts" / "write_glossary_story.py"
    spec = importlib.util.spec_from_file_location("write_glossary_story", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def parts(story: str) -> list[tuple[str, list[str]]]:
    """Return each step's command with its output."""
    blocks = re.findall(r"```console\n\$ (.*)\n((?:.*\n)*?)```", story)
    return [(command, output.splitlines()) for command, output in blocks]


def test_the_page_shows_the_steps_of_the_script(repo_root: Path, script: ModuleType) -> None:
    page = (repo_root / "docs" / "glossary.md").read_text(encoding="utf-8")
    shown = page.partition(script.BEGIN)[2].partition(script.END)[0]
    assert [command for command, _ in parts(shown)] == [command for _, command in script.STEPS]
    assert all(saying in shown for saying, _ in script.STEPS)
    # Only the first translation has nothing to say, with --quiet.
    assert [bool(output) for _, output in parts(shown)] == [False] + [True] * (
        len(script.STEPS) - 1
    )


@pytest.mark.slow
@pytest.mark.model
def test_the_story_can_be_told_again(repo_root: Path, tmp_path: Path, script: ModuleType) -> None:
    """The model may be another by now, so what is compared is what happens, not its English."""
    article = next((repo_root / "seeds").glob("004*.txt")).read_text(encoding="utf-8")
    lines = [line for line in article.splitlines() if line.strip()][:_LINES]
    (tmp_path / "short.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    story = script.story(tmp_path / "short.txt")
    told = dict(parts(story))
    assert list(told) == [command for _, command in script.STEPS]
    suggested = told["workbench glossary suggest"]
    assert suggested[0].split("  [")[1].startswith(("place", "person", "demonym"))
    assert told["workbench glossary suggest --ask"][-1].endswith("concepts added to glossary.yaml")
    assert all(" → Toqayev" in line for line in told["workbench glossary usage tokayev"][:1])
    assert (
        "segments translated again" in told["workbench glossary apply --set tokayev.en=Toqayev"][-1]
    )
    changed = told["workbench glossary impact --decode --set tokayev.en=Toqayev"]
    assert any("[Toqayev" in line for line in changed)
    assert "segments in 1 document;" in changed[-1]
    assert "en: Toqayev" in story.rpartition("```yaml")[2]
