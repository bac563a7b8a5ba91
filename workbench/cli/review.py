"""``workbench review``: the review desk in the terminal, or in a browser."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.command import AuthorOption, GlossaryOption, ProjectOption, command, group
from workbench.cli.output import Output
from workbench.cli.type_ahead import typing_ahead
from workbench.errors import UsageError, WorkbenchError
from workbench.web import DRIVER, DRIVER_VARIABLE, HOST, PORT

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.desk import Session
    from workbench.glossary.file import Glossary
    from workbench.store.repo import Project

__all__ = ["app"]

app = group()


@command(app, "review")
def review(
    output: Output,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="DOCUMENT",
            help="The same, in the place where `export` has it.",
            show_default=False,
        ),
    ] = None,
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
    worst: Annotated[
        bool,
        typer.Option("--worst", help="Begin at the segment that the decoder was least sure of."),
    ] = False,
    glossary: GlossaryOption = None,
    author: AuthorOption = None,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain",
            help="Tell in words what is drawn otherwise, one text below the other, for a screen "
            "reader.",
        ),
    ] = False,
    web: Annotated[
        bool,
        typer.Option("--web", help="Serve the desk to a browser and print the link to open."),
    ] = False,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            metavar="N",
            min=0,
            max=65535,
            help=f"With --web: the port, 0 for any that is free; else {PORT}.",
            show_default=False,
        ),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(
            "--host",
            metavar="ADDRESS",
            help="With --web: let other machines in at this address; else only this one at "
            f"{HOST}.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Review the English side by side with the Dutch, in the terminal or in a browser."""
    from workbench.config import resolve_project

    if name is not None and article not in {None, name}:
        raise UsageError("two articles are named", where="review", hint="name one of them")
    article = name if article is None else article
    if web:
        return _serve(
            output,
            resolve_project(project),
            article=article,
            glossary=glossary,
            author=author,
            plain=plain,
            worst=worst,
            host=HOST if host is None else host,
            port=PORT if port is None else port,
        )
    if port is not None or host is not None:
        raise UsageError(
            "is for the desk in a browser",
            where="--port" if host is None else "--host",
            hint="add --web",
        )
    # The server of such a desk says so in its environment.
    in_browser = os.environ.get(DRIVER_VARIABLE) == DRIVER
    # A stream that was closed beforehand is None. Textual draws on the standard error.
    streams = sys.stdin, sys.stdout, sys.stderr
    if not in_browser and not all(one is not None and one.isatty() for one in streams):
        raise UsageError(
            "the review desk needs a terminal",
            where="review",
            hint="run it in one; `workbench export` and `workbench status` work without",
        )
    with typing_ahead():
        _prepare_terminal(keep_size=in_browser)
        return _open_desk(
            output,
            resolve_project(project),
            article=article,
            glossary=glossary,
            author=author,
            plain=plain,
            worst=worst,
        )


def _open_desk(
    output: Output,
    path: Path,
    *,
    article: str | None,
    glossary: Path | None,
    author: str | None,
    plain: bool,
    worst: bool,
) -> int:
    """Show the desk in this terminal until it is left."""
    from workbench.config import load_settings
    from workbench.store.repo import Project

    settings = load_settings(project=path)
    opened = Project.open(
        path, create=False, author=settings.text("author", author) or "", wait_seconds=2.0
    )
    for note in opened.notes:
        output.note(note)
    with opened:
        session, loaded = _begin(output, opened, path, article=article, glossary=glossary)
        if worst:
            session.worst()
        session.judge.warm_up()
        from workbench.config import keymap_file, themes_dir
        from workbench.desk.decoder import DecoderOptions
        from workbench.desk.effort import keep_effort
        from workbench.glossary.occurrences import RenderingIndex
        from workbench.tui.app import ReviewApp  # Textual: 0.3 s
        from workbench.tui.clipboard import keep_copy
        from workbench.tui.setup import load_setup

        setup = load_setup(
            keymap_file=keymap_file(),
            themes_dir=themes_dir(),
            theme=settings.text("theme") or "dark",
            plain=plain or settings.text("plain") == "yes",
        )
        for note in setup.notes:
            # The desk shows it as well; this line is still there afterwards.
            output.warning(note)
        desk = ReviewApp(
            session,
            setup=setup,
            decoder_options=DecoderOptions(
                model=settings.text("model"),
                engine=settings.text("engine") or "auto",
                beam=settings.number("beam"),
                jobs=settings.number("jobs"),
                glossary_hash=loaded.sha256[:12] if loaded and loaded.concepts else "",
                guide=session.judge.guide,
                renderings=RenderingIndex(loaded) if loaded and loaded.concepts else None,
            ),
        )
        try:
            code = desk.run()
        finally:
            # After a fault of the desk there may be half a second's typing left.
            try:
                session.save()
            except WorkbenchError:
                output.warning(f"what was typed last is in {keep_copy(session.text, path)}")
                raise
        if desk.fault is not None:
            raise desk.fault
        with contextlib.suppress(WorkbenchError):
            keep_effort(opened, {})
    # Textual has shown the traceback of a fault and set its own code.
    return code if code is not None else (desk.return_code or 0)


def _begin(
    output: Output, opened: Project, path: Path, *, article: str | None, glossary: Path | None
) -> tuple[Session, Glossary | None]:
    """Begin a session of review at the article that is wanted, under the glossary that is found.

    Args:
        output: is told where there is no glossary.
        opened: the project.
        path: of the project as it was named; a glossary is looked for beside it.
        article: name or unique beginning; None for the first.
        glossary: the file that was named, if one was.

    Raises:
        UsageError: there is no such article, or none at all.
        WorkbenchError: the glossary cannot be read.
    """
    from workbench.config import resolve_glossary
    from workbench.desk import Session  # glossary, checks and pipeline: 0.2 s
    from workbench.glossary.file import load_glossary

    file = resolve_glossary(glossary, project=path)
    loaded = None if file is None else load_glossary(file)
    if loaded is None:
        output.note("no glossary.yaml here or beside the project: reviewing without one")
    session = Session(opened, glossary=loaded, glossary_path=file)
    session.open_first(article)
    return session, loaded


def _serve(
    output: Output,
    path: Path,
    *,
    article: str | None,
    glossary: Path | None,
    author: str | None,
    plain: bool,
    worst: bool,
    host: str,
    port: int,
) -> int:
    """Serve desks until the command is ended; each is this command again, without ``--web``."""
    from workbench.store.repo import Project
    from workbench.web.guard import is_loopback
    from workbench.web.server import DeskServer  # aiohttp: 0.3 s

    if not host.strip():
        raise UsageError("the address is empty", where="--host", hint=f"{HOST} is this machine")
    # What a desk would refuse is better told here than in a page.
    with Project.open(path, create=False, wait_seconds=2.0) as opened:
        _begin(output, opened, path, article=article, glossary=glossary)
    if not is_loopback(host):
        output.warning(
            f"whoever reaches {host} and has the link can read and change {path.name}, and the "
            "connection is not encrypted; an ssh tunnel to this machine needs no --host"
        )
    # -P: the current folder may hold anything, also modules.
    words = [sys.executable, "-P", "-m", "workbench", "review", f"--project={path.resolve()}"]
    if article is not None:
        words.append(f"--article={article}")
    if glossary is not None:
        words.append(f"--glossary={glossary.resolve()}")
    if author is not None:
        words.append(f"--author={author}")
    if plain:
        words.append("--plain")
    if worst:
        words.append("--worst")
    server = DeskServer([*words, "--quiet"], title=f"{path.name} – workbench", host=host, port=port)

    def ready(link: str) -> None:
        output.note("the desk is at this link, for as long as this command runs; Ctrl+C ends it")
        output.data(link)

    server.run(ready=ready)
    return 0


def _prepare_terminal(*, keep_size: bool) -> None:
    """Leave nothing in the way of a front end that asks the terminal itself for its size."""
    # Believed before the terminal is asked, and a shell may have left old ones.
    for name in () if keep_size else ("COLUMNS", "LINES"):
        os.environ.pop(name, None)
    # Our own streams have taken the buffers of these, so that they can no longer be asked.
    sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr  # type: ignore[assignment,misc]
