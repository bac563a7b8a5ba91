"""What a desk is set up with: keys, looks, words; and that nothing wrong keeps it from starting."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from workbench.errors import ConfigError
from workbench.tui.setup import load_setup
from workbench.tui.theme_files import load_theme, load_themes
from workbench.tui.themes import NAMES, THEMES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunHere


def test_a_theme_begins_with_one_of_the_desks_own(tmp_path: Path) -> None:
    path = tmp_path / "dusk.toml"
    path.write_text('base = "light"\nprimary = "#123456"\ndim = "grey"\nforeground = "#111"\n')
    theme = load_theme(path)
    light = next(one for one in THEMES if one.name == "light")
    assert (theme.name, theme.primary, theme.dark) == ("dusk", "#123456", False)
    assert theme.background == light.background
    assert theme.variables["dim"] == "#808080"
    assert theme.variables["rule"] == light.variables["rule"]
    assert theme.variables["input-cursor-background"] == "#111111"


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a", 'primry = "#123456"', 'a.toml:1: unknown key "primry"; did you mean "primary"?'),
        ("a", '\nprimary = "blau"', "a.toml:2: primary: 'blau' is no colour"),
        ("a", "dim = 3", "a.toml:1: dim: 3 is no colour"),
        ("a", 'base = "night"', "a.toml:1: base: there is no theme 'night' to begin with"),
        ("a", "base = [", "a.toml: not valid TOML"),
        ("dark", 'primary = "#123456"', "one of the desk's own themes"),
    ],
)
def test_a_theme_that_cannot_be_used(tmp_path: Path, name: str, text: str, problem: str) -> None:
    path = tmp_path / f"{name}.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_theme(path)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_one_bad_theme_does_not_take_the_others_along(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("x")
    (tmp_path / "good.toml").write_text("")
    themes, problems = load_themes(tmp_path)
    assert [theme.name for theme in themes] == ["good"]
    assert len(problems) == 1
    assert load_themes(tmp_path / "none") == ([], [])


def test_whatever_is_wrong_is_told_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "keymap.toml").write_text('nothing = "f7"')
    folder = tmp_path / "themes"
    folder.mkdir()
    (folder / "bad.toml").write_text("x")
    (folder / "dusk.toml").write_text('accent = "#ffaa00"')
    setup = load_setup(
        keymap_file=tmp_path / "keymap.toml", themes_dir=folder, theme="bad", plain=True
    )
    assert [theme.name for theme in setup.themes] == ["dusk"]
    assert (setup.theme, setup.plain, setup.keymap.changed) == ("dark", True, {})
    first, second, third = setup.notes
    assert first.endswith("the usual keys are in force")
    assert second.endswith("the theme is left out")
    assert third == f"there is no theme 'bad': use one of {', '.join(NAMES)}, dusk"
    assert load_setup(keymap_file=tmp_path / "no", themes_dir=folder, theme="dusk").theme == "dusk"


def test_paths_names_both_places(here: RunHere) -> None:
    places = json.loads(here("paths", "--json").out)
    assert places["keymap"].endswith("/workbench/keymap.toml")
    assert places["themes"].endswith("/workbench/themes")
    assert "keymap.toml" in here("paths").out


def test_theme_and_plain_are_settings(here: RunHere, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_THEME", "light")
    shown = json.loads(here("config", "show", "--json").out)
    assert shown["theme"] == {"value": "light", "source": "WORKBENCH_THEME"}
    assert shown["plain"]["value"] == "no"
    monkeypatch.setenv("WORKBENCH_PLAIN", "maybe")
    refused = here("config", "show")
    assert refused.code == 2
    assert 'plain: unknown value "maybe"' in refused.err
