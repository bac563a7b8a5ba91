"""``workbench doctor``: whether everything the main job needs is here and works."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import __version__
from workbench.cli.command import GlossaryOption, JsonOption, ProjectOption, command, group
from workbench.cli.output import ExitCode, Output, counted
from workbench.errors import ConfigError, ModelError, WorkbenchError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workbench.config import Settings

__all__ = ["app"]

app = group()

PACKAGES = (
    "ahocorasick-rs",
    "ctranslate2",
    "numpy",
    "pydantic",
    "pyyaml",
    "rapidfuzz",
    "rich",
    "sentencepiece",
    "sentencex",
    "torch",
    "transformers",
    "typer",
)
"""What the main job runs on; their versions belong into a report of a fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str
    code: int = ExitCode.DONE
    """What the command exits with because of it."""


@command(app, "doctor")
def doctor(
    output: Output,
    project: ProjectOption = None,
    glossary: GlossaryOption = None,
    json: JsonOption = False,
) -> int:
    """Check that the main job can be done here."""
    checks = []
    for check in _checks(project, glossary):
        checks.append(check)
        if not json:
            output.data(f"{'ok ' if check.ok else 'BAD'}  {check.name:<14}  {check.detail}")
    if json:
        rows = [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in checks]
        output.json({"ok": all(c.ok for c in checks), "checks": rows})
    return max(check.code for check in checks)


def _checks(project: Path | None, glossary: Path | None) -> Iterator[Check]:
    """Look at one thing after the other, the quick ones first."""
    import platform  # 3 ms that --help does not need

    from workbench.config import cache_dir, data_dir, load_settings, resolve_project

    yield Check(
        name="workbench", ok=True, detail=f"{__version__} in {Path(__file__).parent.parent}"
    )
    yield Check(
        name="python",
        ok=True,
        detail=f"{platform.python_version()} on {platform.platform()}, "
        f"{len(os.sched_getaffinity(0))} cores",
    )
    for package in PACKAGES:
        yield _package(package)
    project_file = resolve_project(project)
    settings: list[Settings] = []

    def read_settings() -> str:
        settings.append(load_settings(project=project_file))
        return "every file and variable can be used"

    yield _attempt("settings", read_settings)
    yield _attempt("glossary", lambda: _glossary(glossary, project_file))
    yield _attempt("project", lambda: _project(project_file))
    for name, place in (("cache", cache_dir()), ("data", data_dir())):
        yield _attempt(name, lambda place=place: _writable(place))  # type: ignore[misc]
    model = settings[0].text("model") if settings else None
    engine = (settings[0].text("engine") if settings else None) or "auto"
    yield _attempt("model", lambda: _model(model))
    yield _attempt("engine", lambda: _engine(model, engine))


def _package(name: str) -> Check:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return Check(name=name, ok=True, detail=version(name))
    except PackageNotFoundError:
        return Check(name=name, ok=False, detail="not installed", code=ExitCode.USAGE)


def _attempt(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name=name, ok=True, detail=look())
    except WorkbenchError as error:
        return Check(name=name, ok=False, detail=str(error), code=error.exit_code)


def _glossary(option: Path | None, project: Path) -> str:
    from workbench.config import resolve_glossary
    from workbench.glossary.file import load_glossary

    path = resolve_glossary(option, project=project)
    if path is None:
        return "none here: documents are translated without one"
    return f"{path}, {counted(len(load_glossary(path).concepts), 'concept')}"


def _project(path: Path) -> str:
    from workbench.store.repo import Project

    if not path.exists():
        return f"{path}, not there yet: translate makes it"
    with Project.open(path, readonly=True) as project:
        found = project.status()
    return f"{path}, {counted(found.documents, 'document')}, {counted(found.segments, 'segment')}"


def _writable(place: Path) -> str:
    existing = place
    while not existing.exists():
        existing = existing.parent
    if not os.access(existing, os.W_OK | os.X_OK):
        raise ConfigError(
            "cannot be written", where=str(place), hint="set WORKBENCH_CACHE_DIR or _DATA_DIR"
        )
    return str(place)


def _model(asked: str | None) -> str:
    from workbench.engine.catalogue import describe, find_model

    info = describe(find_model(asked))
    if info.problems:
        raise ModelError("; ".join(info.problems), where=info.path)
    return f"{info.name}, {info.parameters / 1e6:.1f} million parameters, {info.path}"


def _engine(asked: str | None, engine: str) -> str:
    from workbench.engine.load import load_engine

    loaded = load_engine(asked, engine=engine)
    try:
        name, threads = loaded.engine.name, loaded.engine.threads
    finally:
        loaded.engine.close()
    remarks = "".join(f"; {note}" for note in loaded.notes)
    return f"{name} with {threads} threads passes its smoke test{remarks}"
