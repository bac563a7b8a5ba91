"""Settings and places: what is in force, and which file, variable or option said so.

A setting comes from its option, else its ``WORKBENCH_*`` variable, else ``workbench.toml`` beside
the project (else in the current folder), else ``config.toml`` in the user's configuration folder,
else its default. Read by the command line, the desk and the jobs, and handed down as values: the
services below never look a setting up. Declared here in 40 lines rather than with
pydantic-settings, whose import costs 0.2 s and which does not tell where a value came from.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from workbench.errors import ConfigError, Location

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "SETTINGS",
    "Setting",
    "Settings",
    "Value",
    "cache_dir",
    "config_dir",
    "data_dir",
    "keymap_file",
    "line_of",
    "load_settings",
    "locate_glossary",
    "locate_project",
    "read_toml",
    "resolve_glossary",
    "resolve_project",
    "themes_dir",
]

APP = "workbench"
PROJECT_FILE = "workbench.db"
GLOSSARY_FILE = "glossary.yaml"
SETTINGS_FILE = "workbench.toml"

Scalar = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing that can be set, by the same name in files, variables and options."""

    name: str
    type: type[str] | type[int]
    help: str
    default: Scalar | None = None
    default_source: str = "default"
    choices: tuple[str, ...] = ()
    minimum: int = 1
    maximum: int = 10**15

    @property
    def variable(self) -> str:
        """Return the environment variable that sets it."""
        return f"WORKBENCH_{self.name.upper()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a setting is, and who says so."""

    value: Scalar | None
    source: str
    """``option``, the name of a variable, ``path:line`` of a file, or ``default``."""


SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="model",
        type=str,
        help="Name, folder or hub id of the model.",
        default_source="default: the embedded nl-en-news",
    ),
    Setting(
        name="engine",
        type=str,
        help="The decoder.",
        default="auto",
        choices=("auto", "ct2", "torch"),
    ),
    Setting(name="beam", type=int, help="Hypotheses kept while decoding.", default=4, maximum=64),
    Setting(
        name="n_best",
        type=int,
        help="Hypotheses asked for each segment.",
        maximum=64,
        default_source="default: the beam",
    ),
    Setting(
        name="jobs",
        type=int,
        help="Decoding threads.",
        default_source="default: the cores this process may use",
    ),
    Setting(
        name="max_size",
        type=int,
        help="Bytes; a larger document is refused.",
        default=100_000_000,
    ),
    Setting(name="encoding", type=str, help="Encoding of the inputs; not set, it is detected."),
    Setting(
        name="house_style",
        type=str,
        help="File of house-style rules for the English.",
        default_source="default: house-style.toml beside the glossary or the project",
    ),
    Setting(
        name="word_list",
        type=str,
        help="File of words that are spelt right though no dictionary has them.",
        default_source="default: words.txt beside the glossary or the project",
    ),
    Setting(
        name="author",
        type=str,
        help="Who renderings are recorded for.",
        default_source="default: the login name",
    ),
    Setting(
        name="theme",
        type=str,
        help="The desk's look: dark, light, contrast, or the name of a file in the themes folder.",
        default="dark",
    ),
    Setting(
        name="plain",
        type=str,
        help="Whether the desk tells in words what it draws otherwise, for a screen reader.",
        default="no",
        choices=("no", "yes"),
    ),
)


class Settings:
    """All settings with their sources, for one project."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        """Take a value for every name in ``SETTINGS``."""
        self._values = dict(values)

    def explain(self) -> dict[str, Value]:
        """Return every setting with its source, in the order of ``SETTINGS``."""
        return dict(self._values)

    def text(self, name: str, option: str | None = None) -> str | None:
        """Return a text setting, the option going first; None where nothing sets it."""
        if option is not None:
            return option
        value = self._values[name].value
        return None if value is None else str(value)

    def number(self, name: str, option: int | None = None) -> int:
        """Return a number setting, the option going first."""
        return int(self._values[name].value or 0) if option is None else option


def load_settings(*, project: Path | None = None) -> Settings:
    """Read the variables and files that are in force for ``project``.

    Args:
        project: the project file, whose folder may hold a ``workbench.toml``.

    Raises:
        ConfigError: a file is no TOML, or a key or value in it cannot be used.
    """
    files = [_read_file(path) for path in _settings_files(project)]
    values = {}
    for setting in SETTINGS:
        text = os.environ.get(setting.variable)
        if text:
            parsed = _parse(setting, text, where=setting.variable)
            values[setting.name] = Value(value=parsed, source=setting.variable)
            continue
        for file in files:
            if setting.name in file:
                values[setting.name] = file[setting.name]
                break
        else:
            values[setting.name] = Value(value=_default(setting), source=setting.default_source)
    return Settings(values)


def cache_dir() -> Path:
    """Return the folder for what can be made again, such as converted models."""
    return _place("cache")


def data_dir() -> Path:
    """Return the folder for what cannot be made again offline, such as pulled models."""
    return _place("data")


def config_dir() -> Path:
    """Return the folder of the user's ``config.toml``."""
    return _place("config")


def keymap_file() -> Path:
    """Return the file of the user's own keys for the desk; it need not exist."""
    return config_dir() / "keymap.toml"


def themes_dir() -> Path:
    """Return the folder of the user's own looks of the desk, one file each."""
    return config_dir() / "themes"


def locate_project(option: Path | None = None) -> Value:
    """Return the project file and what named it; it need not exist."""
    if option is not None:
        return Value(value=str(option), source="option")
    variable = os.environ.get("WORKBENCH_PROJECT")
    if variable:
        return Value(value=variable, source="WORKBENCH_PROJECT")
    return Value(value=PROJECT_FILE, source="default: the current folder")


def resolve_project(option: Path | None = None) -> Path:
    """Return the project file: ``--project``, ``WORKBENCH_PROJECT`` or ``./workbench.db``."""
    return Path(str(locate_project(option).value))


def locate_glossary(option: Path | None = None, *, project: Path | None = None) -> Value:
    """Return the glossary and what named it; its value is None where there is none.

    Raises:
        ConfigError: an option or variable names a file that does not exist.
    """
    variable = os.environ.get("WORKBENCH_GLOSSARY")
    named = [(option, "--glossary")] if option is not None else []
    named += [(Path(variable), "WORKBENCH_GLOSSARY")] if variable else []
    for path, source in named:
        if not path.is_file():
            problem = "is a folder, not a glossary file" if path.is_dir() else "no such glossary"
            raise ConfigError(
                problem,
                where=str(path),
                hint=f"correct {source}, or leave it out to search for one",
            )
        return Value(value=str(path), source="option" if path is option else source)
    if project is not None:
        beside = project.parent / GLOSSARY_FILE
        if beside.is_file():
            return Value(value=str(beside), source="beside the project file")
    if Path(GLOSSARY_FILE).is_file():
        return Value(value=GLOSSARY_FILE, source="in the current folder")
    return Value(value=None, source="none found")


def resolve_glossary(option: Path | None = None, *, project: Path | None = None) -> Path | None:
    """Return the glossary file, or None where the search finds none.

    Args:
        option: what ``--glossary`` says.
        project: the project file, or None for a temporary project.

    Raises:
        ConfigError: an option or variable names a file that does not exist.
    """
    value = locate_glossary(option, project=project).value
    return None if value is None else Path(str(value))


def _place(kind: Literal["cache", "config", "data"]) -> Path:
    named = os.environ.get(f"WORKBENCH_{kind.upper()}_DIR")
    if named:
        return Path(named)
    import platformdirs  # for the few commands that need a place

    return {
        "cache": platformdirs.user_cache_path,
        "config": platformdirs.user_config_path,
        "data": platformdirs.user_data_path,
    }[kind](APP)


def _settings_files(project: Path | None) -> list[Path]:
    """Return the files that exist, the one that goes first in front."""
    beside = (project.parent if project is not None else Path()) / SETTINGS_FILE
    local = beside if beside.is_file() else Path(SETTINGS_FILE)
    return [path for path in (local, config_dir() / "config.toml") if path.is_file()]


def read_toml(path: Path) -> tuple[str, dict[str, object]]:
    """Return a TOML file as text and as a table.

    Raises:
        ConfigError: it cannot be read, or is no TOML.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, line, column = _toml_problem(str(error))
        raise ConfigError(message, where=Location(str(path), line, column)) from error
    except (OSError, UnicodeDecodeError) as error:
        problem = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise ConfigError(f"cannot be read: {problem}", where=str(path)) from error


def _read_file(path: Path) -> dict[str, Value]:
    text, table = read_toml(path)
    known = {setting.name: setting for setting in SETTINGS}
    values = {}
    for key, raw in table.items():
        where = Location(str(path), line_of(text, key))
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"known keys: {', '.join(known)}"
            raise ConfigError(f'unknown key "{key}"', where=where, hint=hint)
        value = _parse(known[key], raw, where=where)
        if key == "model" and (path.parent / str(value)).is_dir():
            value = str(path.parent / str(value))  # relative to the file that says so
        if key in {"house_style", "word_list"}:
            value = str(path.parent / str(value))
        values[key] = Value(value=value, source=str(where))
    return values


def _parse(setting: Setting, raw: object, *, where: Location | str) -> Scalar:
    """Return ``raw`` as the setting's type.

    Raises:
        ConfigError: it is of another type, not one of the choices, too small or too large.
    """
    if setting.type is int:
        if isinstance(raw, str) and re.fullmatch(r"\s*\d{1,18}\s*", raw):
            raw = int(raw)
        if not isinstance(raw, int) or isinstance(raw, bool):
            raise ConfigError(f'{setting.name}: "{raw}" is not a whole number', where=where)
        if raw < setting.minimum:
            raise ConfigError(
                f"{setting.name}: {raw} is too small",
                where=where,
                hint=f"use {setting.minimum} or more",
            )
        if raw > setting.maximum:
            raise ConfigError(
                f"{setting.name}: {raw} is too large",
                where=where,
                hint=f"use {setting.maximum} or less",
            )
        return raw
    if not isinstance(raw, str):
        raise ConfigError(
            f"{setting.name}: {raw!r} is not text", where=where, hint="put it in quotes"
        )
    if setting.choices and raw not in setting.choices:
        near = difflib.get_close_matches(raw, setting.choices, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"use one of {', '.join(setting.choices)}"
        raise ConfigError(f'{setting.name}: unknown value "{raw}"', where=where, hint=hint)
    return raw


def _default(setting: Setting) -> Scalar | None:
    if setting.name == "jobs":
        return len(os.sched_getaffinity(0))
    if setting.name == "author":
        return _login_name()
    return setting.default


def _login_name() -> str:
    import getpass  # brings termios along; needed once

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a numeric user without an entry, as in containers
        return f"uid {os.getuid()}"


def _toml_problem(message: str) -> tuple[str, int, int]:
    """Split tomllib's message into what is wrong and where.

    >>> _toml_problem("Invalid value (at line 3, column 8)")
    ('not valid TOML: invalid value', 3, 8)
    """
    place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    if place:
        message = message[: place.start()]
    line, column = (place.groups() if place else None) or (None, None)
    text = message[:1].lower() + message[1:]
    return f"not valid TOML: {text}", int(line or 0), int(column or 0)


def line_of(text: str, key: str) -> int:
    """Return the line of a top-level key, from 1; 0 where it is written in an unusual way."""
    pattern = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[\]=.]""")
    for number, line in enumerate(text.splitlines(), 1):
        if pattern.match(line):
            return number
    return 0
