"""``workbench memory``: what reviewed segments have to say about other texts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from workbench.cli.command import AuthorOption, JsonOption, ProjectOption, command, group
from workbench.cli.opening import open_project
from workbench.cli.output import Output, counted
from workbench.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.memory import Match, Pair
    from workbench.model import TextPair

__all__ = ["app"]

app = group()
memory_app = group(
    "memory", about="The translation memory: every reviewed segment, and what was imported."
)
app.add_typer(memory_app)


@command(memory_app, "stats")
def stats(output: Output, project: ProjectOption = None, json: JsonOption = False) -> None:
    """Count pairs, words and authors."""
    from workbench.memory import Memory  # rapidfuzz

    with open_project(output, project, readonly=True) as opened:
        found = Memory(opened.pairs()).stats()
    if json:
        output.json(found)
        return
    for name, value in found.items():
        shown = (
            ", ".join(f"{author} {count}" for author, count in value.items()) or "none"
            if isinstance(value, dict)
            else str(value)
        )
        output.data(f"{name.replace('_', ' ')}: {shown}")


@command(memory_app, "search")
def search(
    output: Output,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Dutch to look for.")],
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="Matches shown at most.")
    ] = 5,
    least: Annotated[
        int, typer.Option("--least", metavar="PERCENT", min=1, max=100, help="How alike at least.")
    ] = 60,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Show the reviewed segments whose Dutch is most like a text, then those that hold it."""
    from workbench.memory import Memory  # rapidfuzz

    if not text.strip():
        raise UsageError("there is nothing to look for", where="memory search")
    with open_project(output, project, readonly=True) as opened:
        memory = Memory(opened.pairs())
        matches = memory.search(text, limit=limit, least=least)
        said = {match.pair.target for match in matches}
        parts = [pair for pair in memory.holding(text, limit=limit) if pair.target not in said]
        parts = parts[: limit - len(matches)]
    if json:
        output.json(
            [
                *(_match_object(match) for match in matches),
                *({"percent": None, "part": True, **_pair_object(pair)} for pair in parts),
            ]
        )
        return
    for match in matches:
        pair = match.pair
        output.data(f"{match.percent} %  {pair.document}:{pair.number}  {pair.author}")
        output.data(f"  {pair.source}")
        output.data(f"  {pair.target}")
    for pair in parts:
        output.data(f"part  {pair.document}:{pair.number}  {pair.author}")
        output.data(f"  {pair.source}")
        output.data(f"  {pair.target}")
    if not matches and not parts:
        output.note(
            f"nothing reviewed is alike by {least} %"
            + ("; a smaller --least finds what is less alike" if least > 1 else "")
        )


@command(memory_app, "import")
def import_(
    output: Output,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A TMX file, or JSON lines ending in .jsonl.")
    ],
    project: ProjectOption = None,
    author: AuthorOption = None,
    json: JsonOption = False,
) -> None:
    """Take pairs from another translation memory; the same pair is taken once."""
    from workbench.formats.pairs import PairFile

    pairs = PairFile(file)
    given = 0

    def numbered() -> Iterator[TextPair]:
        nonlocal given
        for pair in pairs:
            given += 1
            yield pair

    with open_project(output, project, readonly=False, author=author) as opened:
        new = opened.import_pairs(numbered(), origin=file.name)
    if json:
        found = {"imported": new, "known": given - new, "skipped": pairs.skipped}
        output.json({"file": str(file), **found})
        return
    output.data(f"{counted(new, 'pair')} imported, {given - new} known already")
    if pairs.skipped:
        what = counted(pairs.skipped, "entry", plural="entries")
        was = "was" if pairs.skipped == 1 else "were"
        output.note(f"{what} without Dutch or English {was} passed over")


@command(memory_app, "export")
def export(
    output: Output,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Where to; - is standard output.")
    ] = "-",
    format_: Annotated[
        Literal["tmx", "jsonl"] | None,
        typer.Option("--format", help="tmx or jsonl; else by the file's ending; - is tmx."),
    ] = None,
    project: ProjectOption = None,
) -> None:
    """Write all pairs as TMX 1.4 or as JSON, one pair a line."""
    from workbench import __version__
    from workbench.formats.jsonl import dump_line
    from workbench.formats.write import write_output
    from workbench.memory import tmx

    wanted = format_ or _guessed(file)

    def chunks(pairs: Iterator[Pair]) -> Iterator[str]:
        if wanted == "tmx":
            yield from tmx(pairs, version=__version__)
        else:
            for pair in pairs:
                yield dump_line(_pair_object(pair))

    with open_project(output, project, readonly=True) as opened:
        inputs = {Path(record.path) for record in opened.documents() if record.path != "-"}
        if file == "-":
            for chunk in chunks(opened.pairs()):
                output.write(chunk)
            return
        content = "".join(chunks(opened.pairs()))
    done = write_output(Path(file), content.encode(), last_written_sha=None, inputs=inputs)
    if done.backup is not None:
        output.warning(f"{file}: what was there is kept as {done.backup.name}")


def _guessed(file: str) -> Literal["tmx", "jsonl"]:
    """Return the format that a file's name stands for."""
    ending = Path(file).suffix.lower()
    if ending == ".jsonl":
        return "jsonl"
    if file == "-" or ending == ".tmx":
        return "tmx"
    raise UsageError(
        "the name says no format", where=file, hint="end it in .tmx or .jsonl, or add --format"
    )


def _pair_object(pair: Pair) -> dict[str, object]:
    return {
        "source": pair.source,
        "target": pair.target,
        "document": pair.document,
        "number": pair.number,
        "author": pair.author,
        "created": pair.created,
        "signature": pair.signature,
    }


def _match_object(match: Match) -> dict[str, object]:
    return {"percent": match.percent, "part": False, **_pair_object(match.pair)}
