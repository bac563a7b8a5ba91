"""``workbench review``: the review desk in the terminal."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from workbench.cli.command import AuthorOption, GlossaryOption, ProjectOption, command, group
from workbench.cli.output import Output
from workbench.errors import UsageError

__all__ = ["app"]

app = group()


@command(app, "review")
def review(
    output: Output,
    project: ProjectOption = None,
    article: Annotated[
        str | None,
        typer.Option(
            "--article",
            metavar="NAME",
            help="Open this document, by its name or unique beginning.",
            show_default=False,
        ),
    ] = None,
    glossary: GlossaryOption = None,
    author: AuthorOption = None,
) -> int:
    """Review the English side by side with the Dutch, in the terminal."""
    from workbench.config import load_settings, resolve_glossary, resolve_project
    from workbench.store.repo import Project

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "the review desk needs a terminal",
            where="review",
            hint="run it in one; `workbench export` and `workbench status` work without",
        )
    _prepare_terminal()
    path = resolve_project(project)
    settings = load_settings(project=path)
    opened = Project.open(
        path, create=False, author=settings.text("author", author) or "", wait_seconds=2.0
    )
    for note in opened.notes:
        output.note(note)
    with opened:
        from workbench.desk import Session  # glossary, checks and pipeline: 0.2 s
        from workbench.desk.decoder import DecoderOptions
        from workbench.glossary.file import load_glossary

        file = resolve_glossary(glossary, project=path)
        loaded = None if file is None else load_glossary(file)
        if loaded is None:
            output.note("no glossary.yaml here or beside the project: reviewing without one")
        session = Session(opened, glossary=loaded, glossary_path=file)
        session.open_first(article)
        from workbench.tui.app import ReviewApp  # Textual: 0.3 s

        desk = ReviewApp(
            session,
            decoder_options=DecoderOptions(
                model=settings.text("model"),
                engine=settings.text("engine") or "auto",
                beam=settings.number("beam"),
                jobs=settings.number("jobs"),
                glossary_hash=loaded.sha256[:12] if loaded and loaded.concepts else "",
            ),
        )
        try:
            code = desk.run()
        finally:
            # After a fault of the desk there may be half a second's typing left.
            session.save()
    # Textual has shown the traceback of a fault and set its own code.
    return code if code is not None else (desk.return_code or 0)


def _prepare_terminal() -> None:
    """Leave nothing in the way of a front end that asks the terminal itself for its size."""
    # Believed before the terminal is asked, and a shell may have left old ones.
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)
    # Our own streams have taken the buffers of these, so that they can no longer be asked.
    sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr  # type: ignore[assignment,misc]
