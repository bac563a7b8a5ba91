from __future__ import annotations

from pathlib import Path

import pytest

from workbench import config
from workbench.errors import ConfigError


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def user_file(text: str) -> Path:
    path = config.config_dir() / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_defaults() -> None:
    settings = config.load_settings()
    assert settings.number("beam") == 4
    assert settings.text("engine") == "auto"
    assert settings.text("model") is None
    assert settings.number("max_size") == 100_000_000
    assert settings.number("jobs") >= 1
    assert settings.text("author")
    assert settings.explain()["beam"].source == "default"


def test_precedence(monkeypatch: pytest.MonkeyPatch) -> None:
    user = user_file("beam = 2\njobs = 3\n")
    Path("workbench.toml").write_text("# ours\nbeam = 5\n")
    settings = config.load_settings()
    assert settings.explain()["beam"] == config.Value(value=5, source="workbench.toml:2")
    assert settings.explain()["jobs"] == config.Value(value=3, source=f"{user}:2")

    monkeypatch.setenv("WORKBENCH_BEAM", "6")
    settings = config.load_settings()
    assert settings.explain()["beam"] == config.Value(value=6, source="WORKBENCH_BEAM")
    assert settings.number("beam", 7) == 7


def test_the_file_beside_the_project_hides_the_one_in_the_current_folder() -> None:
    Path("desk").mkdir()
    Path("desk/workbench.toml").write_text("beam = 2\n")
    Path("workbench.toml").write_text("beam = 3\njobs = 9\n")
    settings = config.load_settings(project=Path("desk/workbench.db"))
    assert settings.number("beam") == 2
    assert settings.explain()["jobs"].source.startswith("default")
    assert config.load_settings(project=Path("elsewhere/x.db")).number("beam") == 3


def test_an_empty_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_BEAM", "")
    assert config.load_settings().number("beam") == 4


def test_a_model_folder_is_relative_to_the_file_that_names_it() -> None:
    Path("desk/mine").mkdir(parents=True)
    Path("desk/workbench.toml").write_text('model = "mine"\n')
    assert config.load_settings(project=Path("desk/workbench.db")).text("model") == "desk/mine"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("beam = 4\nbeem = 5\n", 'workbench.toml:2: unknown key "beem"; did you mean "beam"?'),
        ("[memory]\nx = 1\n", 'workbench.toml:1: unknown key "memory"; known keys: model, '),
        ('beam = "wide"\n', 'workbench.toml:1: beam: "wide" is not a whole number'),
        ("beam = true\n", 'workbench.toml:1: beam: "True" is not a whole number'),
        ("beam = 0\n", "workbench.toml:1: beam: 0 is too small; use 1 or more"),
        ("author = 3\n", "workbench.toml:1: author: 3 is not text; put it in quotes"),
        ('engine = "cd2"\n', 'unknown value "cd2"; did you mean "ct2"?'),
        ('engine = "onnx"\n', 'unknown value "onnx"; use one of auto, ct2, torch'),
        ("beam = \n", "workbench.toml:1:8: not valid TOML: "),
        ("beam = 1\nbeam = 2\n", "workbench.toml:2:9: not valid TOML: "),
    ],
)
def test_what_cannot_be_used_is_named_with_its_place(text: str, message: str) -> None:
    Path("workbench.toml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        config.load_settings()
    assert message in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_file_that_is_no_text() -> None:
    Path("workbench.toml").write_bytes(b"author = '\xff'\n")
    with pytest.raises(ConfigError, match=r"workbench\.toml: cannot be read: not UTF-8 text"):
        config.load_settings()


def test_a_variable_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_JOBS", "many")
    with pytest.raises(ConfigError, match=r'WORKBENCH_JOBS: jobs: "many" is not a whole number'):
        config.load_settings()


def test_project(monkeypatch: pytest.MonkeyPatch) -> None:
    assert config.resolve_project() == Path("workbench.db")
    monkeypatch.setenv("WORKBENCH_PROJECT", "desk/a.db")
    assert config.resolve_project() == Path("desk/a.db")
    assert config.resolve_project(Path("b.db")) == Path("b.db")
    assert config.locate_project(Path("b.db")).source == "option"


def test_glossary_is_searched_in_the_order_of_the_contract(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project = Path("desk/workbench.db")
    assert config.resolve_glossary(project=project) is None
    here = Path("glossary.yaml")
    here.write_text("version: 1\n")
    assert config.resolve_glossary(project=project) == here
    assert config.resolve_glossary() == here
    beside = Path("desk/glossary.yaml")
    beside.parent.mkdir()
    beside.write_text("version: 1\n")
    assert config.resolve_glossary(project=project) == beside
    named = Path("named.yaml")
    named.write_text("version: 1\n")
    monkeypatch.setenv("WORKBENCH_GLOSSARY", "named.yaml")
    assert config.resolve_glossary(project=project) == named
    assert config.locate_glossary(project=project).source == "WORKBENCH_GLOSSARY"
    assert config.resolve_glossary(here, project=project) == here


def test_a_named_glossary_has_to_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("glossary.yaml").write_text("version: 1\n")
    with pytest.raises(ConfigError, match=r"gone\.yaml: no such glossary; correct --glossary"):
        config.resolve_glossary(Path("gone.yaml"))
    monkeypatch.setenv("WORKBENCH_GLOSSARY", ".")
    with pytest.raises(ConfigError, match="is a folder, not a glossary file"):
        config.resolve_glossary()


def test_places_follow_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "d"))
    assert config.config_dir() == tmp_path / "c" / "workbench"
    assert config.data_dir() == tmp_path / "d" / "workbench"
    monkeypatch.setenv("WORKBENCH_DATA_DIR", str(tmp_path / "own"))
    assert config.data_dir() == tmp_path / "own"


def test_every_setting_of_translate_is_an_option(command_help: str) -> None:
    missing = [
        setting.name
        for setting in config.SETTINGS
        if f"--{setting.name.replace('_', '-')}" not in command_help
    ]
    # Of the desk, and files that are there once for a project.
    assert set(missing) == {"house_style", "plain", "theme", "word_list"}


@pytest.fixture
def command_help(capsys: pytest.CaptureFixture[str]) -> str:
    from workbench.cli.app import run

    assert run(["translate", "--help"]) == 0
    return capsys.readouterr().out
