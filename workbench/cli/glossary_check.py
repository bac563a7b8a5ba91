"""``glossary check``: lints, their repairs, and the gate against an earlier state."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from workbench.cli import glossary_opening
from workbench.cli.command import GlossaryOption, JsonOption, command
from workbench.cli.glossary_opening import glossary_app, glossary_path
from workbench.cli.output import ExitCode, Output, counted
from workbench.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.checking.gate import Verdict
    from workbench.glossary.file import Glossary
    from workbench.glossary.findings import Lint

__all__: list[str] = []

_ROUNDS = 50
"""More than any concept has entries that are listed too often."""


@command(glossary_app, "check")
def check(
    output: Output,
    fix: Annotated[
        bool, typer.Option("--fix", help="Make the safe repairs; every other byte stays.")
    ] = False,
    glossary: GlossaryOption = None,
    project: Annotated[
        Path | None,
        typer.Option(
            "--project",
            metavar="FILE",
            help="Look for forms that its articles lack, or have and the glossary lacks.",
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="NAME|DIR|HUB-ID",
            help="Look for renderings that this model cannot write.",
        ),
    ] = None,
    min_severity: Annotated[
        Literal["critical", "functional", "cosmetic"],
        typer.Option("--min-severity", help="Exit 1 when a finding is at least this severe."),
    ] = "functional",
    unused: Annotated[
        bool,
        typer.Option("--unused", help="With --project, list each concept that no article has."),
    ] = False,
    gate: Annotated[
        bool,
        typer.Option(
            "--gate",
            help="Hold the project's term recall, BLEU and chrF against --baseline; exit 1 when "
            "one got worse.",
        ),
    ] = False,
    refs: Annotated[
        Path | None,
        typer.Option(
            "--refs", metavar="DIR", help="References for --gate; else term recall alone."
        ),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="The figures to hold against.")
    ] = None,
    update_baseline: Annotated[
        bool,
        typer.Option("--update-baseline", help="With --gate, write the baseline anew instead."),
    ] = False,
    json: JsonOption = False,
) -> int:
    """Look for contradictions, shadowed forms, mixed spelling and gaps in the glossary."""
    from workbench.glossary.file import load_glossary
    from workbench.glossary.lint import lint_glossary
    from workbench.glossary.lint_articles import lint_articles, lint_encodable
    from workbench.model import Severity

    path = glossary_path(glossary, project)
    fixed = _fix(path) if fix else 0
    loaded = load_glossary(path)
    lints = lint_glossary(loaded)
    if project is not None:
        lints += lint_articles(loaded, glossary_opening.sources(output, project))
    if model is not None:
        lints += lint_encodable(loaded, _encodable(model))
    lints.sort(key=lambda one: (one.where.line, one.where.column, one.code))
    verdicts: list[Verdict] = []
    if gate:
        if baseline is None:
            raise UsageError("--gate needs --baseline FILE", where="glossary check")
        verdicts = _gate(output, loaded, project, refs, baseline, update=update_baseline)
    elif refs is not None or baseline is not None or update_baseline:
        raise UsageError("--refs and --baseline go with --gate", where="glossary check")
    if json:
        output.json(
            {
                "glossary": loaded.name,
                "concepts": len(loaded),
                "fixed": fixed,
                "findings": [_lint_object(lint, loaded) for lint in lints],
                **({"gate": [asdict(verdict) for verdict in verdicts]} if gate else {}),
            }
        )
    else:
        shown = lints
        if not unused and min_severity != "cosmetic":
            shown = [lint for lint in lints if lint.code != "no-hit"]
        for lint in shown:
            output.data(
                f"{lint.where}: {lint.severity.label} {lint.code}: {lint.message}; {lint.hint}"
            )
            output.data(f"    {loaded.excerpt(lint.where)}")
        if fixed:
            output.note(f"{fixed} repairs made in {loaded.name}")
        if idle := len(lints) - len(shown):
            verb = counted(idle, "concept has", plural="concepts have")
            output.note(f"{verb} no hit in the project; --unused lists them")
        repairable = sum(lint.repair is not None for lint in lints)
        if repairable:
            output.note(f"--fix makes {repairable} of the {len(lints)} repairs")
        if not lints:
            output.note(
                f"{loaded.name}: {counted(len(loaded), 'concept')}, nothing to say about {'it' if len(loaded) == 1 else 'them'}"
            )
        for verdict in verdicts:
            chance = "" if verdict.p is None else f", p = {verdict.p:.3f}"
            output.data(
                f"gate: {verdict.figure} {verdict.before:.4g} → {verdict.now:.4g}{chance}: "
                f"{'worse' if verdict.worse else 'passed'}"
            )
    wanted = Severity[min_severity.upper()]
    failed = any(one.severity >= wanted for one in lints) or any(one.worse for one in verdicts)
    return ExitCode.FINDINGS if failed else ExitCode.DONE


def _gate(
    output: Output,
    glossary: Glossary,
    project: Path | None,
    refs: Path | None,
    baseline: Path,
    *,
    update: bool,
) -> list[Verdict]:
    from workbench.checking.gate import compare_baseline, measure, read_baseline, write_baseline
    from workbench.cli.opening import open_project

    before = None if update else read_baseline(baseline)
    with open_project(output, project, readonly=True) as opened:
        now = measure(opened, glossary, refs)
    if before is None:
        write_baseline(baseline, now)
        output.note(f"{baseline}: written")
        return []
    return compare_baseline(before, now)


def _fix(path: Path) -> int:
    """Make the safe repairs and return how many there were."""
    from workbench.glossary.edit import Editor
    from workbench.glossary.lint import lint_glossary

    editor = Editor.open(path)
    done = 0
    for _ in range(_ROUNDS):
        repairs = [lint.repair for lint in lint_glossary(editor.glossary) if lint.repair]
        if not repairs:
            break
        done += len(editor.repair(repairs))
    editor.save()
    return done


def _encodable(model: str) -> Callable[[str], bool]:
    from workbench.engine.catalogue import find_model  # no decoder is loaded
    from workbench.engine.tokenizer import MarianPieces

    return MarianPieces(find_model(model).folder.path).encodable


def _lint_object(lint: Lint, glossary: Glossary) -> dict[str, object]:
    return {
        "code": lint.code,
        "severity": lint.severity.label,
        "concept": lint.concept,
        "message": lint.message,
        "path": lint.where.path,
        "line": lint.where.line,
        "column": lint.where.column,
        "excerpt": glossary.excerpt(lint.where),
        "hint": lint.hint,
        "fix": None if lint.repair is None else lint.repair.description,
    }
