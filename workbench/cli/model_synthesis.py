"""``workbench model synthesise``: pairs of which a model wrote one side, to learn from."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from workbench.batch.options import EngineChoice
from workbench.cli.command import JsonOption, command, refuse_empty
from workbench.cli.models import model_app
from workbench.cli.output import Output
from workbench.cli.training import JobsOption, Told
from workbench.errors import UsageError

__all__ = ["synthesise"]


@command(model_app, "synthesise")
def synthesise(
    output: Output,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
            help="A sentence a line, or pairs (.tsv, .tsv.gz): of these the side that the model "
            "reads is translated, and the other is its reference.",
            callback=refuse_empty,
        ),
    ],
    model: Annotated[
        str,
        typer.Option(
            "--with",
            metavar="NAME|DIR|HUB-ID",
            help="The model that translates: one from English to Dutch for back-translation, a "
            "better one from Dutch to English for distillation.",
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="FILE.tsv.gz",
            help="Gets the pairs, Dutch first; until it is whole, FILE.tsv.gz.part keeps what is "
            "done, and the same command goes on from there.",
        ),
    ],
    recipe: Annotated[
        Path | None,
        typer.Option(
            "--recipe",
            metavar="RECIPE.yaml",
            help="Clean as it says and leave out what it holds out; else its defaults.",
        ),
    ] = None,
    language: Annotated[
        Literal["nl", "en"] | None,
        typer.Option(
            "--from",
            help="Language of the text, where the model's card does not tell.",
            show_default=False,
        ),
    ] = None,
    beam: Annotated[int, typer.Option("--beam", metavar="N", min=1, max=64)] = 4,
    n_best: Annotated[
        int,
        typer.Option(
            "--n-best",
            metavar="N",
            min=1,
            help="Of so many hypotheses, keep the one closest to the reference.",
        ),
    ] = 1,
    engine: Annotated[EngineChoice, typer.Option("--engine", help="What decodes.")] = "auto",
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Begin anew, and replace FILE.tsv.gz.")
    ] = False,
    jobs: JobsOption = None,
    json: JsonOption = False,
) -> None:
    """Translate text with a model into pairs to learn from: back-translation, distillation."""
    if n_best > beam:
        raise UsageError(
            f"--n-best {n_best} is more than --beam {beam}",
            where="model synthesise",
            hint="raise --beam",
        )
    from workbench.training.corpus import HeldOut, held_out_of
    from workbench.training.recipe import Cleaning
    from workbench.training.recipe_file import load_recipe
    from workbench.training.synthesis import SynthesisOptions
    from workbench.training.synthesis import synthesise as run

    cleaning, held_out = Cleaning(), HeldOut()
    if recipe is not None:
        loaded = load_recipe(recipe)
        cleaning, held_out = loaded.recipe.cleaning, held_out_of(loaded)
    done = run(
        model,
        [Path(name) for name in files],
        SynthesisOptions(
            out=out,
            language=language,
            beam=beam,
            n_best=n_best,
            engine=engine,
            threads=jobs,
            fresh=fresh,
        ),
        Told(output, unit="sentences"),
        cleaning=cleaning,
        held_out=held_out,
    )
    if json:
        output.json(asdict(done))
        return
    output.data(done.file)
    reasons = sorted(done.dropped.items(), key=lambda reason: -reason[1])
    output.note(
        f"{done.pairs} pairs of {done.read} sentences; dropped: "
        f"{', '.join(f'{reason} {count}' for reason, count in reasons) or 'none'}"
    )
