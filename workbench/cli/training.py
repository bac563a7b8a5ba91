"""``workbench model train`` and ``tune``: making a model, and making one better with reviews."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from workbench.batch.options import EngineChoice
from workbench.cli.command import JsonOption, ProjectOption, command, refuse_empty
from workbench.cli.models import find_asked, model_app
from workbench.cli.output import ExitCode, Output
from workbench.errors import UsageError

if TYPE_CHECKING:
    from workbench.engine.catalogue import Model
    from workbench.training.corpus import Pair
    from workbench.training.listener import Look

__all__ = ["JobsOption", "Told", "train", "tune"]

JobsOption = Annotated[
    int | None,
    typer.Option("--jobs", metavar="N", min=1, help="Processor threads; by default all cores."),
]


class Told:
    """Passes on what training says; fulfils ``training.listener.Listener``."""

    def __init__(self, output: Output, *, unit: str = "steps") -> None:
        """Take where to, and what is counted."""
        self._output = output
        output.unit = unit

    def note(self, message: str) -> None:
        """Tell something in one line."""
        self._output.note(message)

    def look(self, look: Look) -> None:
        """Tell how a run is doing."""
        self._output.note(str(look))

    def progress(self, done: int, total: int) -> None:
        """Say how much is done."""
        self._output.progress(done, total)
        if done == total:  # what comes after is not counted in steps
            self._output.close()


@command(model_app, "train")
def train(
    output: Output,
    recipe: Annotated[
        str,
        typer.Argument(
            metavar="RECIPE.yaml",
            help="What to train from what, such as models/nl-en-news/recipe.yaml.",
            callback=refuse_empty,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Folder of the run: checkpoint, log, and the model in DIR/model; by default "
            "ID-run in the current folder.",
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="Where the pairs are; else as the recipe says."),
    ] = None,
    minutes: Annotated[
        float | None,
        typer.Option(
            "--minutes",
            metavar="M",
            min=0.01,
            help="Measure, and take as many steps as fit; the number is printed. Where the machine "
            "becomes slower, the last of them are left out. With --resume: minutes from now.",
        ),
    ] = None,
    steps: Annotated[
        int | None,
        typer.Option("--steps", metavar="N", min=1, help="Steps; else as the recipe says."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the last checkpoint in DIR.")
    ] = False,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="S", min=0, help="Else as the recipe says.")
    ] = None,
    size: Annotated[
        str | None,
        typer.Option(
            "--size", metavar="NAME", help="A section of the recipe's sizes; else what is there."
        ),
    ] = None,
    direction: Annotated[
        Literal["nl-en", "en-nl"] | None,
        typer.Option(
            "--direction",
            help="Else as the recipe says; en-nl learns from the same files the other way round.",
            show_default=False,
        ),
    ] = None,
    shard_mb: Annotated[
        float | None,
        typer.Option(
            "--shard-mb",
            metavar="MB",
            min=0.01,
            help="No file of weights larger than this; else as the recipe says.",
        ),
    ] = None,
    jobs: JobsOption = None,
    json: JsonOption = False,
) -> int:
    """Train a model as a recipe says: clean, learn, average, score, export."""
    from workbench.training.recipe_file import load_recipe

    if minutes is not None and steps is not None:
        raise UsageError("--minutes cannot be combined with --steps", where="model train")
    loaded = load_recipe(Path(recipe), data=data, direction=direction, shard_mb=shard_mb)
    folder = out or Path(f"{loaded.recipe.export.id.replace('/', '-')}-run")

    from workbench.training.job import TrainOptions  # torch, 1.6 s
    from workbench.training.job import train as run

    options = TrainOptions(
        out=folder,
        size=size,
        steps=steps,
        minutes=minutes,
        seed=seed,
        resume=resume,
        threads=jobs,
    )
    trained = run(loaded, options, Told(output))
    code = ExitCode.DONE
    if not trained.accepted:
        code = ExitCode.FINDINGS
        output.warning(
            f"{trained.model} does not beat the baseline: BLEU {trained.bleu:.2f} against "
            f"{trained.baseline_bleu:.2f}, where more than "
            f"{loaded.recipe.evaluation.gain:g} points are asked for"
        )
    if json:
        output.json(asdict(trained))
        return code
    output.data(trained.model)
    output.note(
        f"{trained.steps} steps, {trained.tokens} target tokens, {trained.minutes} minutes, "
        f"{trained.precision}"
    )
    if trained.bleu is not None:
        output.data(f"BLEU {trained.bleu:.2f}  {trained.signatures[0]}")
        output.data(f"chrF {trained.chrf:.2f}  {trained.signatures[1]}")
    if trained.baseline_bleu is not None:
        output.data(f"baseline: BLEU {trained.baseline_bleu:.2f}, chrF {trained.baseline_chrf:.2f}")
    return code


@command(model_app, "tune")
def tune(
    output: Output,
    project: ProjectOption = None,
    memory: Annotated[
        Path | None,
        typer.Option(
            "--memory",
            metavar="FILE.tmx",
            help="Learn from the pairs of a TMX file instead of a project's reviews.",
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="NAME|DIR|HUB-ID",
            help="What to begin with; else the configured or the embedded one.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Where the tuned model goes; by default among the pulled ones, as NAME-tuned.",
        ),
    ] = None,
    gate_source: Annotated[
        Path | None,
        typer.Option(
            "--gate-source",
            metavar="FILE",
            help="Dutch lines of a general dev set; else that of the model's recipe.",
        ),
    ] = None,
    gate_ref: Annotated[
        Path | None, typer.Option("--gate-ref", metavar="FILE", help="Their translation.")
    ] = None,
    gate_lines: Annotated[
        int, typer.Option("--gate-lines", metavar="N", min=1, help="Lines of it that are scored.")
    ] = 400,
    max_loss: Annotated[
        float,
        typer.Option(
            "--max-loss",
            metavar="POINTS",
            min=0,
            help="chrF that the general dev set may lose.",
        ),
    ] = 0.5,
    held_out: Annotated[
        float,
        typer.Option(
            "--held-out",
            metavar="SHARE",
            min=0.05,
            max=0.5,
            help="Share of the pairs put aside to see what tuning brought.",
        ),
    ] = 0.1,
    epochs: Annotated[
        float, typer.Option("--epochs", metavar="N", min=0.1, help="How often to see each pair.")
    ] = 4.0,
    learning_rate: Annotated[
        float,
        typer.Option(
            "--learning-rate", metavar="R", min=1e-7, max=0.1, help="How far a step may go."
        ),
    ] = 1e-4,
    engine: Annotated[
        EngineChoice, typer.Option("--engine", help="What decodes for the scores.")
    ] = "auto",
    seed: Annotated[
        int, typer.Option("--seed", metavar="S", min=0, help="Decides which pairs are put aside.")
    ] = 1,
    roll_back: Annotated[
        bool,
        typer.Option("--roll-back", help="Put the tuned model before the last one in its place."),
    ] = False,
    jobs: JobsOption = None,
    json: JsonOption = False,
) -> int:
    """Go on training a model on reviewed segments; the result is kept only if it is better."""
    found = find_asked(model)
    place = out or _tuned_folder(found)
    if roll_back:
        from workbench.training.tune import roll_back as go_back

        go_back(place)
        output.note(f"{place}: the tuned model before it is in place again")
        return ExitCode.DONE
    if project is not None and memory is not None:
        raise UsageError("--project cannot be combined with --memory", where="model tune")
    gate = _gate(found, gate_source, gate_ref)
    pairs = _pairs(output, project, memory)

    from workbench.training.tune import TuneOptions
    from workbench.training.tune import tune as run

    options = TuneOptions(
        out=place,
        held_share=held_out,
        epochs=epochs,
        learning_rate=learning_rate,
        largest_loss=max_loss,
        gate_lines=gate_lines,
        seed=seed,
        engine=engine,
        threads=jobs,
    )
    tuned = run(found, pairs, gate, options, Told(output))
    if json:
        output.json(asdict(tuned))
    else:
        output.data(str(tuned.reviewed))
        output.data(str(tuned.general))
    if not tuned.accepted:
        output.warning(
            f"the tuned model is not kept: {'; '.join(tuned.reasons)}; {found.name} stays as it is"
        )
        return ExitCode.FINDINGS
    if not json:
        output.data(tuned.model)
    return ExitCode.DONE


def _tuned_folder(model: Model) -> Path:
    from workbench.engine.catalogue import pulled_models_dir

    return pulled_models_dir() / f"{model.name.replace('/', '--')}-tuned"


def _pairs(output: Output, project: Path | None, memory: Path | None) -> list[Pair]:
    from workbench.training.corpus import Pair
    from workbench.training.reviewed import read_memory

    if memory is not None:
        return read_memory(memory)
    from workbench.cli.opening import open_project

    with open_project(output, project, readonly=True) as opened:
        return [Pair(pair.source, pair.target) for pair in opened.pairs()]


def _gate(model: Model, source: Path | None, reference: Path | None) -> tuple[list[str], list[str]]:
    """Return the general dev set: the one given, else that of the recipe beside the model.

    Raises:
        UsageError: there is none.
    """
    from workbench.training.recipe_file import load_recipe
    from workbench.training.scoring import read_dev

    if (source is None) != (reference is None):
        raise UsageError("--gate-source and --gate-ref belong together", where="model tune")
    if source is not None and reference is not None:
        return read_dev(source, reference)
    recipe = model.folder.path / "recipe.yaml"
    if recipe.is_file():
        loaded = load_recipe(recipe)
        wanted = loaded.recipe.evaluation
        if wanted.source and loaded.resolve(wanted.source).is_file():
            return read_dev(loaded.resolve(wanted.source), loaded.resolve(wanted.reference))
    raise UsageError(
        "there is no general dev set to hold the result against",
        where="model tune",
        hint="name one with --gate-source FILE --gate-ref FILE",
    )
