"""``doctor``, ``paths`` and ``config show``: what is installed, where things live, who set what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.cli.command import GlossaryOption, JsonOption, ProjectOption, command, group
from workbench.cli.output import Output

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.config import Value

__all__ = ["app"]

app = group()
config_app = group("config", about="Tell what is set and who set it.")
app.add_typer(config_app)


@command(app, "paths")
def paths(
    output: Output,
    *,
    project: ProjectOption = None,
    glossary: GlossaryOption = None,
    json: JsonOption = False,
) -> None:
    """Show where files are looked for and kept."""
    from workbench import config

    project_file = config.resolve_project(project)
    glossary_file = config.resolve_glossary(glossary, project=project_file)
    places = {
        "project": project_file.absolute(),
        "glossary": None if glossary_file is None else glossary_file.absolute(),
        "settings": (config.config_dir() / "config.toml").absolute(),
        "keymap": config.keymap_file().absolute(),
        "themes": config.themes_dir().absolute(),
        "data": config.data_dir().absolute(),
        "cache": config.cache_dir().absolute(),
    }
    if json:
        output.json({name: None if path is None else str(path) for name, path in places.items()})
        return
    output.table(
        (
            name,
            "none" if path is None else str(path),
            "" if path is None or path.exists() else "(not there yet)",
        )
        for name, path in places.items()
    )


@command(config_app, "show")
def config_show(
    output: Output,
    *,
    project: ProjectOption = None,
    glossary: GlossaryOption = None,
    json: JsonOption = False,
) -> None:
    """Show every setting, its value and where that comes from."""
    from workbench.config import load_settings, locate_glossary, locate_project, resolve_project

    project_file = resolve_project(project)
    values: Mapping[str, Value] = {
        "project": locate_project(project),
        "glossary": locate_glossary(glossary, project=project_file),
        **load_settings(project=project_file).explain(),
    }
    if json:
        output.json({name: {"value": v.value, "source": v.source} for name, v in values.items()})
        return
    output.table(
        (name, "not set" if v.value is None else str(v.value), f"({v.source})")
        for name, v in values.items()
    )
