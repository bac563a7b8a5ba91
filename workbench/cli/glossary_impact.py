"""``glossary impact`` and ``glossary apply``: what a change does, and doing it."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from workbench.batch.options import EngineChoice, TranslateOptions
from workbench.cli.command import (
    AuthorOption,
    GlossaryOption,
    JsonOption,
    ProjectOption,
    command,
)
from workbench.cli.glossary_opening import ConceptArgument, glossary_app, glossary_path
from workbench.cli.opening import open_project
from workbench.cli.output import Output, counted
from workbench.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.glossary.edit import Editor
    from workbench.glossary.file import Glossary
    from workbench.glossary.impact import Affected

__all__: list[str] = []

ChangesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="CONCEPT.KEY=VALUE",
        help="A change as in `glossary set`, such as kyiv.en=Kiev; may be repeated.",
    ),
]


ModelOption = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME|DIR|HUB-ID", help="The model, as in translate."),
]
EngineOption = Annotated[
    EngineChoice | None,
    typer.Option("--engine", help="The decoder, as in translate.", show_default=False),
]


@command(glossary_app, "impact")
def impact(
    output: Output,
    changes: ChangesOption = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="NEW.yaml", help="A whole glossary to compare with."),
    ] = None,
    decode: Annotated[
        bool | None,
        typer.Option(
            "--decode/--no-decode",
            help="Where the new wording cannot be estimated, wait until it is decoded, or do not "
            "decode it; by default that is done in the background, for the next look and for apply.",
            show_default=False,
        ),
    ] = None,
    glossary: GlossaryOption = None,
    project: ProjectOption = None,
    model: ModelOption = None,
    engine: EngineOption = None,
    json: JsonOption = False,
) -> None:
    """Show what a change would do to the project; nothing is saved."""
    from workbench.batch.reapply import affected_segments, decode_previews
    from workbench.config import cache_dir, resolve_project
    from workbench.glossary.edit import Editor
    from workbench.glossary.file import load_glossary
    from workbench.glossary.impact import Difference
    from workbench.store.previews import Previews

    if (changes is None) == (file is None):
        raise UsageError("either --set or --file says what would change", where="glossary impact")
    path = glossary_path(glossary, project)
    new: Glossary
    if file is not None:
        old, new = load_glossary(path), load_glossary(file)
    else:
        editor = Editor.open(path)
        old = editor.glossary
        _change(editor, changes or [])
        new = editor.glossary
    difference = Difference(old, new)
    project_file = resolve_project(project)
    previews = Previews(cache_dir(), project_file)

    def look() -> Iterator[Affected]:
        collecting = gc.isenabled()
        # Segments by the thousand and no circles among them: a collection only goes through them.
        gc.disable()
        try:
            with open_project(output, project, readonly=True) as opened:
                yield from affected_segments(opened, difference, previews.read())
        finally:
            if collecting:
                gc.enable()

    found: Iterable[Affected] = look()
    if json or decode:
        found = list(found)
    if decode and any(map(_is_open, found)):
        options = _options(project_file, path, model, engine, author=None)
        try:
            decode_previews(options, project_file, difference, previews, output)
        except TimeoutError as error:
            output.warning(str(error))
        found = list(look())
    count = kept = unknown = same = 0
    documents: set[str] = set()
    objects: list[dict[str, object]] = []
    for one in found:  # shown as they are found: the first stand there before the last are known
        count += 1
        kept += one.kept
        unknown += _is_open(one)
        documents.add(one.document)
        if json:
            objects.append(_affected_object(one))
        elif one.new == one.old:
            same += 1  # two lines that are alike show nothing
        else:
            _show(output, one)
    if unknown and decode is None:
        _decode_in_background(changes or [], file, path, project_file, model, engine)
    if json:
        output.json(
            {
                "glossary": old.name,
                "concepts": list(difference.concepts),
                "affected": count,
                "kept": kept,
                "to_decode": unknown,
                "segments": objects,
            }
        )
        return
    waiting = " (being decoded; look again, or apply)" if unknown and decode is None else ""
    alike = f"; {same} not listed, as they say it already" if same else ""
    output.note(
        f"{counted(count, 'segment')} in {counted(len(documents), 'document')}; {kept} reviewed and "
        f"left alone; {unknown} only decoding can tell{waiting}{alike}; nothing was saved"
    )


def _is_open(one: Affected) -> bool:
    """Whether a segment would be translated again and nothing can be said of it yet."""
    return one.new is None and not one.kept


def _decode_in_background(
    changes: list[str],
    file: Path | None,
    glossary: Path,
    project: Path,
    model: str | None,
    engine: EngineChoice | None,
) -> None:
    """Start this command once more, waiting for the decoder, and leave it to itself."""
    import subprocess
    import sys

    words = [sys.executable, "-m", "workbench", "glossary", "impact", "--decode", "--quiet"]
    words += [f"--glossary={glossary.resolve()}", f"--project={project.resolve()}"]
    words += [f"--set={change}" for change in changes]
    words += [f"--file={file.resolve()}"] if file is not None else []
    words += [f"--model={model}"] if model is not None else []
    words += [f"--engine={engine}"] if engine is not None else []
    nothing = subprocess.DEVNULL
    subprocess.Popen(words, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)


def _options(
    project: Path,
    glossary: Path,
    model: str | None,
    engine: EngineChoice | None,
    *,
    author: str | None,
) -> TranslateOptions:
    """Return what the decoder has to know, from options and settings."""
    from workbench.config import load_settings

    settings = load_settings(project=project)
    width = settings.number("beam")
    return TranslateOptions(
        paths=(),
        project=project,
        glossary=glossary,
        model=settings.text("model", model),
        engine=cast("EngineChoice", settings.text("engine", engine)),
        beam=width,
        n_best=min(settings.number("n_best") or width, width),
        jobs=settings.number("jobs"),
        author=settings.text("author", author) or "",
    )


def _change(editor: Editor, changes: list[str]) -> None:
    from workbench.glossary.change import apply_change, parse_change

    for text in changes:
        apply_change(editor, parse_change(text))


def _show(output: Output, one: Affected) -> None:
    from workbench.glossary.impact import marked_words, shortened

    state = f"{one.state}, left alone" if one.kept else one.state
    estimate = (
        "only decoding can tell" if one.new is None else "decoded" if one.decoded else "estimated"
    )
    cost = "" if one.cost is None else f"  cost {one.cost:.2f}"
    lines = [f"{one.document}:{one.number}  {state}  {', '.join(one.concepts)}  {estimate}{cost}"]
    if one.new is None:
        lines.append(f"    {one.old}")
    else:
        words = marked_words(one.old, one.new)
        # Unchanged stretches are the same in both; a long one would push the change out of sight.
        same = [
            None if w.changed else shortened(w.old, at, len(words)) for at, w in enumerate(words)
        ]
        old = "".join(
            text or (f"[{w.old}]" if w.old else "") for text, w in zip(same, words, strict=True)
        )
        new = "".join(
            text or (f"[{w.new}]" if w.new else "") for text, w in zip(same, words, strict=True)
        )
        lines += [f"    - {old}", f"    + {new}"]
    # One write for each: thousands of segments are three times as many lines.
    output.data("\n".join(lines))


def _affected_object(one: Affected) -> dict[str, object]:
    from workbench.glossary.impact import marked_words

    words = marked_words(one.old, one.new) if one.new is not None else []
    return {
        "document": one.document,
        "number": one.number,
        "state": one.state,
        "kept": one.kept,
        "concepts": list(one.concepts),
        "source": one.source,
        "old": one.old,
        "new": one.new,
        "estimated": one.new is not None and not one.decoded,
        "decoded": one.decoded,
        "changes": [{"old": word.old, "new": word.new} for word in words if word.changed],
        "cost": one.cost,
    }


@command(glossary_app, "apply")
def apply(
    output: Output,
    changes: ChangesOption = None,
    glossary: GlossaryOption = None,
    project: ProjectOption = None,
    model: ModelOption = None,
    engine: EngineOption = None,
    author: AuthorOption = None,
    json: JsonOption = False,
) -> int:
    """Translate again the segments whose concepts have changed; reviewed ones are listed."""
    from workbench.batch.reapply import run_apply
    from workbench.config import cache_dir, resolve_project
    from workbench.glossary.edit import Editor
    from workbench.store.previews import Previews

    path = glossary_path(glossary, project)
    project_file = resolve_project(project)
    with open_project(output, project, readonly=True):
        pass  # a change must not be saved for a project that is not there
    if changes:
        editor = Editor.open(path)
        _change(editor, changes)
        editor.save()
    options = _options(project_file, path, model, engine, author=author)
    done = run_apply(options, project_file, output, previews=Previews(cache_dir(), project_file))
    if json:
        output.json(
            {
                "retranslated": [
                    {
                        "document": one.document,
                        "number": one.number,
                        "source": one.source,
                        "old": one.old,
                        "new": one.new,
                    }
                    for one in done.retranslated
                ],
                "kept": [{"document": name, "number": number} for name, number in done.kept],
                "reused": done.reused,
            }
        )
        return done.code
    for one in done.retranslated:
        output.data(f"{one.document}:{one.number}  {one.new}")
    for name, number in done.kept:
        output.data(f"{name}:{number}  left to the editor")
    reused = f" ({done.reused} decoded by impact before)" if done.reused else ""
    output.note(
        f"{counted(len(done.retranslated), 'segment')} translated again{reused}, "
        f"{counted(len(done.kept), 'reviewed one')} left"
    )
    return done.code


@command(glossary_app, "waive")
def waive(
    output: Output,
    segment: Annotated[
        str,
        typer.Argument(
            metavar="DOCUMENT:N", help="A document's name or unique beginning, and a number."
        ),
    ],
    concept: ConceptArgument,
    why: Annotated[
        str, typer.Option("--why", metavar="TEXT", help="Why it may stand there as it does.")
    ],
    glossary: GlossaryOption = None,
    project: ProjectOption = None,
    author: AuthorOption = None,
) -> None:
    """Let a term pass in one segment, where the English does not say it as the glossary asks."""
    from workbench.config import load_settings, resolve_project
    from workbench.desk import Session
    from workbench.glossary.file import load_glossary
    from workbench.glossary.ids import did_you_mean
    from workbench.store.repo import Project

    name, colon, number = segment.rpartition(":")
    if not colon or not number.isascii() or not number.isdigit():
        raise UsageError(f'"{segment}" names no segment', hint="write DOCUMENT:N, such as 004:9")
    loaded = load_glossary(glossary_path(glossary, project))
    if concept not in loaded.by_id:
        raise UsageError(
            f'no concept "{concept}"', where=loaded.name, hint=did_you_mean(concept, loaded)
        )
    path = resolve_project(project)
    named = load_settings(project=path).text("author", author) or ""
    with Project.open(path, create=False, author=named) as opened:
        document = opened.find_document(name)
        opened.segment(document.id, int(number))
        session = Session(opened, glossary=loaded)
        session.open_first(document.name)
        session.go_to_number(int(number))
        if session.changed:
            raise UsageError(
                "somebody has typed there and not confirmed it yet",
                where=segment,
                hint="confirm or undo it in `workbench review` first",
            )
        outcome = session.waive(concept, why)
    if outcome.kind != "done":
        raise UsageError(outcome.message, where=segment, hint="`workbench explain` shows its terms")
    output.data(f"{document.name}:{number}  {outcome.message}")
