"""``workbench check``: what an editor should look at, in a project or in two files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from workbench import __version__
from workbench.cli.command import GlossaryOption, JsonOption, ProjectOption, command, group
from workbench.cli.opening import open_project
from workbench.cli.output import ExitCode, Output
from workbench.errors import UsageError

if TYPE_CHECKING:
    from workbench.check import CheckReport, Reported
    from workbench.glossary.file import Glossary

__all__ = ["app", "report_object", "sarif_object"]

app = group()

_LEVELS = {"critical": "error", "functional": "warning", "cosmetic": "note"}
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


@command(app, "check")
def check(
    output: Output,
    documents: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DOCUMENT", help="Names or unique beginnings of names; else all documents."
        ),
    ] = None,
    project: ProjectOption = None,
    source: Annotated[
        Path | None,
        typer.Option("--source", metavar="FILE", help="The Dutch, a segment a line."),
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option("--target", metavar="FILE", help="The English, line for line."),
    ] = None,
    min_severity: Annotated[
        Literal["critical", "functional", "cosmetic"],
        typer.Option("--min-severity", help="Pass over lesser findings; others make exit code 1."),
    ] = "functional",
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline", metavar="FILE", help="Pass over the findings of an earlier --json."
        ),
    ] = None,
    glossary: GlossaryOption = None,
    json: JsonOption = False,
    sarif: Annotated[
        bool, typer.Option("--sarif", help="Print SARIF 2.1.0, for editors and CI.")
    ] = False,
) -> int:
    """Check the English: numbers, names, negation, marks, terms and more."""
    from workbench.check import check_files, check_project, read_baseline, without_known
    from workbench.config import resolve_glossary, resolve_project
    from workbench.model import Severity

    if json and sarif:
        raise UsageError("--json and --sarif exclude each other", where="check")
    known = None if baseline is None else read_baseline(baseline)
    terms = _glossary(output, resolve_glossary(glossary, project=resolve_project(project)))
    if source is not None or target is not None:
        if source is None or target is None:
            missing = "--target" if target is None else "--source"
            raise UsageError(f"{missing} is missing", where="check", hint="files come in pairs")
        if project is not None or documents:
            raise UsageError("a project or two files are checked, not both at once", where="check")
        report = check_files(source, target, glossary=terms)
    else:
        with open_project(output, project, readonly=True) as opened:
            report = check_project(opened, glossary=terms, names=documents or [])
    if report.untranslated:
        output.note(f"{report.untranslated} segments have no English yet and were not checked")
    if known is not None:
        report = without_known(report, known)
        output.note(f"{report.known} known findings passed over")
    shown = report.at_least(Severity[min_severity.upper()])
    lesser = len(report.findings) - len(shown.findings)
    if json:
        output.json(report_object(shown, lesser=lesser))
    elif sarif:
        output.json(sarif_object(shown))
    else:
        for one in shown.findings:
            output.data(_line(one))
        counts = ", ".join(f"{number} {label}" for label, number in report.counts().items())
        output.note(f"{report.segments} segments checked: {counts}")
    return ExitCode.FINDINGS if shown.findings else ExitCode.DONE


def _glossary(output: Output, path: Path | None) -> Glossary:
    from workbench.glossary.file import EMPTY_GLOSSARY, load_glossary  # pydantic and YAML, 0.2 s

    if path is None:
        output.note("no glossary was found: terms are not checked")
        return EMPTY_GLOSSARY
    return load_glossary(path)


def _line(one: Reported) -> str:
    place, finding = one.place, one.finding
    number = place.segment.number if place.line is None else place.line
    return (
        f"{place.document}:{number}  {finding.severity.label}  {finding.check}: {finding.message}"
    )


def report_object(report: CheckReport, *, lesser: int = 0) -> dict[str, object]:
    """Return the report as one JSON document, which is a baseline as well.

    Args:
        report: what is shown.
        lesser: findings that are not shown because they are not severe enough.
    """
    return {
        "segments": report.segments,
        "untranslated": report.untranslated,
        "counts": report.counts(),
        "known": report.known,
        "lesser": lesser,
        "findings": [
            {
                "document": one.place.document,
                "number": one.place.segment.number,
                "line": one.place.line,
                "check": one.finding.check,
                "severity": one.finding.severity.label,
                "message": one.finding.message,
                "start": one.finding.start,
                "end": one.finding.end,
                "source": one.place.segment.source,
                "target": one.place.target,
            }
            for one in report.findings
        ],
    }


def sarif_object(report: CheckReport) -> dict[str, object]:
    """Return the report as a SARIF log."""
    from workbench.check import EXPLANATIONS

    used = {one.finding.check for one in report.findings}
    return {
        "$schema": _SARIF,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "workbench",
                        "version": __version__,
                        "rules": [
                            {"id": name, "shortDescription": {"text": EXPLANATIONS[name]}}
                            for name in EXPLANATIONS
                            if name in used
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(one) for one in report.findings],
            }
        ],
    }


def _result(one: Reported) -> dict[str, object]:
    place, finding = one.place, one.finding
    region: dict[str, object]
    if place.line is None:
        # A project's documents are on the disk in Dutch: the segment is what can be shown.
        segment = place.segment
        region = {"charOffset": segment.start, "charLength": segment.end - segment.start}
    else:
        region = {"startLine": place.line}
        if finding.start is not None and finding.end is not None:
            region |= {"startColumn": finding.start + 1, "endColumn": finding.end + 1}
    path = Path(place.path)
    return {
        "ruleId": finding.check,
        "level": _LEVELS[finding.severity.label],
        "message": {"text": f"{finding.message}: “{place.target}”"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": path.as_uri() if path.is_absolute() else path.as_posix()
                    },
                    "region": region,
                }
            }
        ],
        "properties": {"document": place.document, "number": place.segment.number},
    }
