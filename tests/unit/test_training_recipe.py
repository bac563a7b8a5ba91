"""Reading recipes: every mistake is one line with its place and a remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from workbench.errors import ConfigError
from workbench.training.recipe_file import load_recipe

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
data:
  files:
    - {file: a.tsv, weight: 2}
    - file: b.tsv.gz
      role: news
model: {start: random, width: 32, heads: 4}
sizes:
  cpu: {learning_rate: 6e-4}
"""


def test_a_recipe_is_read_with_its_defaults(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(GOOD, encoding="utf-8")
    loaded = load_recipe(path)
    assert [file.weight for file in loaded.recipe.data.files] == [2.0, 1.0]
    assert loaded.recipe.sizes["cpu"].learning_rate == 6e-4
    assert loaded.data_folder == tmp_path.resolve()
    assert load_recipe(path, data=tmp_path / "elsewhere").data_folder == tmp_path / "elsewhere"
    again = load_recipe(path)
    assert again.fingerprint == loaded.fingerprint
    path.write_text(GOOD.replace("weight: 2", "weight: 3"), encoding="utf-8")
    assert load_recipe(path).fingerprint != loaded.fingerprint


def test_the_recipe_of_the_repository_is_sound(repo_root: Path) -> None:
    loaded = load_recipe(repo_root / "models" / "nl-en-news" / "recipe.yaml")
    names = [file.file for file in loaded.recipe.data.files]
    assert len(names) == len(set(names))
    assert set(loaded.recipe.sizes) == {"cpu", "gpu"}
    assert loaded.recipe.export.id == "nl-en-news"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("weight: 2", "wieght: 2"), "3:21: unknown key wieght; did you mean weight?"),
        (("role: news", "roll: news"), "5:7: unknown key roll; did you mean role?"),
        (("sizes:", "size:"), "7:1: unknown key size; did you mean sizes?"),
        (
            ("learning_rate", "lerning_rate"),
            "8:9: unknown key lerning_rate; did you mean learning_rate?",
        ),
        (("start: random", "qqqq: random"), "6:9: unknown key qqqq; known are decoder_layers, "),
        (
            ("role: news", "role: newz"),
            "5:13: role: Input should be 'news', 'other', 'lexicon' or 'synthetic'",
        ),
        (("weight: 2", "weight: many"), "3:29: weight: Input should be a valid number"),
        (("weight: 2", "weight: -1"), "3:29: weight: Input should be greater than or equal to 0"),
        (("heads: 4", "heads: 5"), "6:8: model: width is no multiple of heads"),
        (("start: random", "start: folder"), "6:8: model: start: folder needs a path"),
        (("model: {", "modell: {"), "unknown key modell; did you mean model?"),
        (("file: b.tsv.gz", "swapped: true"), "4:7: file is missing; add `file:`"),
        (("6e-4", "6e-4, learning_rate: 1"), "8:30: learning_rate is given twice, first in line 8"),
        (("{file: a.tsv", "{file: [a.tsv"), "not YAML"),
        (("{file: a.tsv", "{file: &x a.tsv, swapped: *x"), "an alias; write it out instead"),
    ],
)
def test_a_mistake_has_a_place_and_a_remedy(
    change: tuple[str, str], message: str, tmp_path: Path
) -> None:
    path = tmp_path / "recipe.yaml"
    text = GOOD.replace(*change)
    assert text != GOOD
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load_recipe(path)
    line = str(raised.value)
    assert "\n" not in line
    assert line.startswith(f"{path}:")
    assert message in line
    assert ";" in line


def test_no_recipe_at_all_is_said(tmp_path: Path) -> None:
    for content, message in (
        (b"", "is empty"),
        (b"- a\n", "1:1: is no mapping"),
        (b"\xff\xfe\x00", "is not UTF-8"),
    ):
        path = tmp_path / "recipe.yaml"
        path.write_bytes(content)
        with pytest.raises(ConfigError, match=message):
            load_recipe(path)
    with pytest.raises(ConfigError, match="no such file"):
        load_recipe(tmp_path / "missing.yaml")


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text("data: " + "[" * 50 + "]" * 50, encoding="utf-8")
    with pytest.raises(ConfigError, match="nested too deep"):
        load_recipe(path)
