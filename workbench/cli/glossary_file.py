"""``glossary list``, ``show``, ``add``, ``set`` and ``remove``: what is in the file, and changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from workbench.cli import glossary_opening
from workbench.cli.command import (
    AuthorOption,
    GlossaryOption,
    JsonOption,
    ProjectOption,
    command,
)
from workbench.cli.glossary_opening import ConceptArgument, glossary_app, glossary_path
from workbench.cli.output import Output
from workbench.errors import GlossaryErrors, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.glossary.concept import Concept
    from workbench.glossary.edit import Editor
    from workbench.glossary.file import Glossary

__all__: list[str] = []

TypeOption = Annotated[
    Literal["person", "place", "organisation", "demonym", "event", "title", "term"] | None,
    typer.Option("--type", help="What kind of concept."),
]
StatusOption = Annotated[
    Literal["preferred", "proposed", "deprecated"] | None,
    typer.Option("--status", help="Whether it is in force."),
]
PolicyOption = Annotated[
    Literal["require", "prefer", "keep", "forbid"] | None,
    typer.Option("--policy", help="How the rendering is enforced."),
]


# list and show ----------------------------------------------------------------------------------


@command(glossary_app, "list")
def list_(
    output: Output,
    type_: TypeOption = None,
    status: StatusOption = None,
    used: Annotated[
        bool | None,
        typer.Option(
            "--used/--unused",
            help="Only what the project's articles have, or only what they lack.",
            show_default=False,
        ),
    ] = None,
    search: Annotated[
        str | None,
        typer.Option("--search", metavar="TEXT", help="Only concepts that hold this text."),
    ] = None,
    glossary: GlossaryOption = None,
    project: ProjectOption = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    json: JsonOption = False,
) -> None:
    """List the concepts."""
    from workbench.glossary.file import load_glossary

    if csv and json:
        raise UsageError("--csv and --json exclude each other", where="glossary list")
    loaded = load_glossary(glossary_path(glossary, project))
    uses: dict[str, int] | None = None
    if used is not None or project is not None:
        uses = _uses(output, loaded, project)
    chosen = [
        concept
        for concept in loaded
        if (type_ is None or concept.type == type_)
        and (status is None or concept.status == status)
        and (used is None or uses is None or (uses.get(concept.id, 0) > 0) is used)
        and (search is None or _holds(concept, search))
    ]
    if json:
        output.json([_concept_object(concept, loaded, uses) for concept in chosen])
        return
    head = ["id", "type", "nl", "en", "policy", "status", "forms"]
    head += ["uses"] if uses is not None else []
    rows = [
        [
            concept.id,
            concept.type,
            concept.nl,
            concept.en or concept.nl,
            concept.policy,
            concept.status,
            str(len(concept.forms)),
            *([str(uses.get(concept.id, 0))] if uses is not None else []),
        ]
        for concept in chosen
    ]
    if csv:
        output.write(_csv([head, *rows]))
    else:
        output.table([head, *rows])


def _csv(rows: list[list[str]]) -> str:
    import csv
    import io

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _uses(output: Output, glossary: Glossary, project: Path | None) -> dict[str, int]:
    """Count the hits of every concept in a project."""
    from collections import Counter

    from workbench.glossary.match import Matcher

    matcher = Matcher(glossary)
    return Counter(
        hit.concept
        for _, source in glossary_opening.sources(output, project)
        for hit in matcher.match(source).hits
    )


def _holds(concept: Concept, text: str) -> bool:
    from workbench.glossary.surface import plain

    wanted = plain(text).lower()
    said = [concept.id]
    for form in concept.listed:
        said += (form.nl, form.en or "", *form.admitted)
    return any(wanted in plain(one).lower() for one in said)


def _concept_object(
    concept: Concept, glossary: Glossary, uses: dict[str, int] | None
) -> dict[str, object]:
    where = glossary.location(concept.id)
    result = {
        **concept.model_dump(mode="json", exclude_defaults=True),
        "type": concept.type,
        "policy": concept.policy,
        "status": concept.status,
        "line": where.line,
    }
    if uses is not None:
        result["uses"] = uses.get(concept.id, 0)
    return result


@command(glossary_app, "show")
def show(
    output: Output,
    concept: ConceptArgument,
    glossary: GlossaryOption = None,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Show a concept as it is written."""
    from workbench.glossary.edit import Editor

    editor = Editor.open(glossary_path(glossary, project))
    found = editor.glossary.concepts[editor.number(concept)]
    if json:
        output.json(_concept_object(found, editor.glossary, None))
        return
    output.note(f"{editor.glossary.location(concept)}")
    output.write(editor.written(concept))


# add, set and remove ----------------------------------------------------------------------------


@command(glossary_app, "add")
def add(
    output: Output,
    dutch: Annotated[str, typer.Argument(metavar="DUTCH", help="The headword.")],
    english: Annotated[
        str | None,
        typer.Argument(metavar="ENGLISH", help="Its rendering; not needed with --policy keep."),
    ] = None,
    id_: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", help="The id; else made from the English."),
    ] = None,
    type_: TypeOption = None,
    form: Annotated[
        list[str] | None,
        typer.Option("--form", metavar="DUTCH=ENGLISH", help="A further form; may be repeated."),
    ] = None,
    admitted: Annotated[
        list[str] | None,
        typer.Option("--admitted", metavar="ENGLISH", help="Also right; may be repeated."),
    ] = None,
    forbidden: Annotated[
        list[str] | None,
        typer.Option("--forbidden", metavar="ENGLISH", help="Never right; may be repeated."),
    ] = None,
    policy: PolicyOption = None,
    status: StatusOption = None,
    note: Annotated[str | None, typer.Option("--note", help="For the editor.")] = None,
    why: Annotated[
        str | None, typer.Option("--why", help="Why it was decided so; kept with date and author.")
    ] = None,
    after: Annotated[
        str | None,
        typer.Option("--after", metavar="CONCEPT", help="Stand behind this one in the file."),
    ] = None,
    glossary: GlossaryOption = None,
    project: ProjectOption = None,
    author: AuthorOption = None,
) -> None:
    """Add a concept behind the last of its type."""
    from workbench.glossary.edit import Editor
    from workbench.glossary.ids import concept_id

    if english is None and policy not in {"keep", "forbid"}:
        raise UsageError(
            "the argument ENGLISH is missing",
            where="glossary add",
            hint=f'write `workbench glossary add "{dutch}" ENGLISH`, or add --policy keep',
        )
    editor = Editor.open(glossary_path(glossary, project))
    name = id_ or concept_id(english or dutch, editor.glossary)
    given: dict[str, object] = {
        "id": name,
        "type": type_,
        "nl": dutch,
        "en": english,
        "forms": [_form(text) for text in form or []],
        "admitted": admitted,
        "forbidden": forbidden,
        "policy": policy,
        "status": status,
        "note": note,
    }
    fields = {key: value for key, value in given.items() if value}
    if why:
        fields["decided"] = {**_decided(author, project), "why": why}
    try:
        editor.add_concept(fields, after=after)
    except GlossaryErrors as error:
        there = [c.id for c in editor.glossary for one in c.listed if one.nl == dutch]
        if not there:
            raise
        raise UsageError(
            f'"{dutch}" is in the concept "{there[0]}" already',
            where=editor.name,
            hint=f"`workbench glossary show {there[0]}` shows it, `workbench glossary set "
            f"{there[0]} en=ENGLISH` changes it",
        ) from error
    _save(output, editor, name)


def _form(text: str) -> dict[str, str]:
    dutch, sign, english = text.partition("=")
    if not sign:
        raise UsageError(
            f'"{text}" is no form',
            where="--form",
            hint="write DUTCH=ENGLISH, as in Russen=Russians",
        )
    return {"nl": dutch.strip(), "en": english.strip()}


def _decided(author: str | None, project: Path | None) -> dict[str, str]:
    import datetime
    import getpass

    from workbench.config import load_settings, resolve_project

    named = load_settings(project=resolve_project(project)).text("author", author)
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    return {"by": named or getpass.getuser(), "date": today}


@command(glossary_app, "set")
def set_(
    output: Output,
    concept: ConceptArgument,
    changes: Annotated[
        list[str],
        typer.Argument(
            metavar="CHANGE",
            help="KEY=VALUE, KEY= to remove, admitted+=TEXT, admitted-=TEXT, forms+=DUTCH=ENGLISH, "
            "forms-=DUTCH, forms[DUTCH].KEY=VALUE.",
        ),
    ],
    glossary: GlossaryOption = None,
    project: ProjectOption = None,
) -> None:
    """Change a concept; comments, quotes and order of the file stay."""
    from workbench.glossary.change import apply_change, parse_change
    from workbench.glossary.edit import Editor

    editor = Editor.open(glossary_path(glossary, project))
    number = editor.number(concept)
    for text in changes:
        change = parse_change(text, concept=editor.glossary.concepts[number].id)
        apply_change(editor, change)
    if not editor.changed:
        output.note("nothing to change")
        return
    _save(output, editor, editor.glossary.concepts[number].id)


@command(glossary_app, "remove")
def remove(
    output: Output,
    concepts: Annotated[
        list[str], typer.Argument(metavar="CONCEPT", help="The ids of the concepts.")
    ],
    glossary: GlossaryOption = None,
    project: ProjectOption = None,
) -> None:
    """Remove concepts."""
    from workbench.glossary.edit import Editor

    editor = Editor.open(glossary_path(glossary, project))
    for concept in concepts:
        editor.remove_concept(concept)
    editor.save()
    output.data(f"{editor.name}: removed {', '.join(concepts)}")


def _save(output: Output, editor: Editor, concept: str) -> None:
    """Save, say where the concept stands, and warn of what is unwise about it."""
    from workbench.glossary.lint import lint_glossary

    editor.save()
    output.data(f"{editor.glossary.location(concept)}: {concept}")
    for lint in lint_glossary(editor.glossary):
        if lint.concept == concept:
            output.warning(f"{lint.where}: {lint.message}; {lint.hint}")
