"""What the ``glossary`` commands have in common: their group, and opening what they work on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.command import group
from workbench.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from workbench.cli.output import Output
    from workbench.model import StoredSegment
    from workbench.store.repo import Project

__all__ = ["ConceptArgument", "every_segment", "glossary_app", "glossary_path", "sources"]

ConceptArgument = Annotated[str, typer.Argument(metavar="CONCEPT", help="The id of a concept.")]

glossary_app = group("glossary", about="Look after the glossary.")


def glossary_path(glossary: Path | None, project: Path | None) -> Path:
    """Return the glossary file that the options, variables or folders name.

    Raises:
        ConfigError: there is none.
    """
    from workbench.config import resolve_glossary, resolve_project

    path = resolve_glossary(glossary, project=resolve_project(project))
    if path is None:
        raise ConfigError(
            "no glossary.yaml here or beside the project",
            hint="name one with --glossary, or begin one that says `concepts: []`",
        )
    return path


def every_segment(project: Project) -> Iterator[StoredSegment]:
    """Yield the segments of all documents, in order."""
    for document in project.documents():
        yield from project.segments(document.id)


def sources(output: Output, project: Path | None) -> list[tuple[str, str]]:
    """Return place and source of every segment of a project."""
    from workbench.cli.opening import open_project

    with open_project(output, project, readonly=True) as opened:
        return [
            (f"{stored.document}:{stored.segment.number}", stored.segment.source)
            for stored in every_segment(opened)
        ]
