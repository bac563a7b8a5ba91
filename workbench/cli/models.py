"""``workbench model``: the models there are, and getting, checking and converting one."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from workbench.cli.command import JsonOption, command, group
from workbench.cli.output import ExitCode, Output

if TYPE_CHECKING:
    from workbench.engine.catalogue import Model

__all__ = ["app", "find_asked", "model_app"]

app = group()
model_app = group(
    "model", about="List, inspect, pull, verify, convert, train or tune models; synthesise pairs."
)
app.add_typer(model_app)

ModelArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME|DIR|HUB-ID", help="The model; else the configured or the embedded one."
    ),
]


@command(model_app, "list")
def list_(output: Output, json: JsonOption = False) -> int:
    """List the models on this machine."""
    from workbench.engine.catalogue import list_models

    models, errors = list_models()
    if json:
        output.json([_object(model) for model in models])
    else:
        output.table(
            (model.name, model.kind, model.identity.partition("@")[2], str(model.folder.path))
            for model in models
        )
    for error in errors:
        output.error(error)
    return ExitCode.MODEL if errors else ExitCode.DONE


@command(model_app, "info")
def info(output: Output, model: ModelArgument = None, json: JsonOption = False) -> None:
    """Show everything that is known about a model."""
    from workbench.engine.catalogue import describe

    known = asdict(describe(find_asked(model)))
    if json:
        output.json(known)
        return
    rows = {**known, "problems": "; ".join(known["problems"])}
    output.table((name, str(value)) for name, value in rows.items() if value not in {"", None})


@command(model_app, "pull")
def pull(
    output: Output,
    hub_id: Annotated[
        str,
        typer.Argument(
            metavar="HUB-ID",
            help="owner/name, with @revision for another commit than the newest.",
        ),
    ],
    json: JsonOption = False,
) -> None:
    """Download a model once and make it safe; the only command that uses the network."""
    from workbench.engine.pull import pull as pull_model

    output.unit = "bytes"
    if json:
        output.without_bar()
    pulled = pull_model(hub_id, progress=output.progress)
    if json:
        output.json(_object(pulled))
    else:
        output.data(f"{pulled.identity}  {pulled.folder.path}")


@command(model_app, "verify")
def verify(output: Output, model: ModelArgument = None, json: JsonOption = False) -> None:
    """Check a model's files, load it and decode with it."""
    from workbench.engine.build import verify as verify_model

    found = find_asked(model)
    checked = verify_model(found)
    if json:
        output.json({"model": found.identity, "checked": checked})
        return
    for line in checked:
        output.data(line)


@command(model_app, "convert")
def convert(
    output: Output,
    model: ModelArgument = None,
    precision: Annotated[
        Literal["int8", "float32"], typer.Option("--precision", help="Of the weights.")
    ] = "int8",
    json: JsonOption = False,
) -> None:
    """Convert a model for CTranslate2 ahead of its first use."""
    from workbench.engine.build import convert as convert_model

    found = find_asked(model)
    path = str(convert_model(found, precision=precision))
    if json:
        output.json({"model": found.identity, "precision": precision, "path": path})
    else:
        output.data(path)


def find_asked(asked: str | None) -> Model:
    """Return the model asked for, else the configured one, else the embedded one."""
    from workbench.config import load_settings, resolve_project
    from workbench.engine.catalogue import find_model

    settings = load_settings(project=resolve_project())
    return find_model(settings.text("model", asked))


def _object(model: Model) -> dict[str, object]:
    return {
        "name": model.name,
        "kind": model.kind,
        "sha256": model.sha256,
        "path": str(model.folder.path),
    }
