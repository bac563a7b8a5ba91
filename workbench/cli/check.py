"""``workbench check``: what an editor should look at, in a project or in two files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from workbench import __version__
from workbench.cli.command import (
    AuthorOption,
    GlossaryOption,
    JsonOption,
    ProjectOption,
    command,
    group,
)
from workbench.cli.opening import open_project
from workbench.cli.output import ExitCode, Output, counted
from workbench.errors import UsageError

if TYPE_CHECKING:
    from workbench.checking.run import CheckReport, Reported
    from workbench.glossary.file import Glossary
    from workbench.model import Finding
    from workbench.qa import Guide
    from workbench.store.repo import Project

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
            metavar="DOCUMENT[:N]",
            help="Names or unique beginnings of names; else all documents.",
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
    fix: Annotated[
        bool,
        typer.Option(
            "--fix", help="First make the safe fixes in segments that nobody has reviewed."
        ),
    ] = False,
    waive: Annotated[
        str | None,
        typer.Option(
            "--waive",
            metavar="CHECK",
            help="Let what this check says of DOCUMENT:N pass, until its Dutch changes.",
            show_default=False,
        ),
    ] = None,
    reopen: Annotated[
        str | None,
        typer.Option(
            "--reopen",
            metavar="CHECK",
            help="Take back what was waived of this check in DOCUMENT:N.",
            show_default=False,
        ),
    ] = None,
    why: Annotated[
        str | None,
        typer.Option(
            "--why", metavar="TEXT", help="With --waive: why it may pass.", show_default=False
        ),
    ] = None,
    glossary: GlossaryOption = None,
    author: AuthorOption = None,
    json: JsonOption = False,
    sarif: Annotated[
        bool, typer.Option("--sarif", help="Print SARIF 2.1.0, for editors and CI.")
    ] = False,
) -> int:
    """Check the English: numbers, names, negation, marks, terms and more."""
    from workbench.checking.run import check_files, check_project, read_baseline, without_known
    from workbench.config import resolve_glossary, resolve_project
    from workbench.guide import load_guide
    from workbench.model import Severity

    if json and sarif:
        raise UsageError("--json and --sarif exclude each other", where="check")
    files = source is not None or target is not None
    changes = [name for name, on in _changes(fix=fix, waive=waive, reopen=reopen) if on]
    if len(changes) > 1:
        raise UsageError(f"{' and '.join(changes)} exclude each other", where="check")
    if changes and files:
        raise UsageError(f"{changes[0]} works on a project", where="check")
    if why is not None and waive is None:
        raise UsageError("--why says why something is waived", where="check", hint="add --waive")
    known = None if baseline is None else read_baseline(baseline)
    path = resolve_project(project)
    if not files and not path.exists():
        open_project(output, project, readonly=True)  # the error alone, before any note
    terms = _glossary(output, resolve_glossary(glossary, project=path))
    guide = load_guide(terms, project=None if files else path, suggest=True)
    if waive is not None or reopen is not None:
        return _waive(
            output, path, documents or [], terms, guide,
            waive=waive, reopen=reopen, why=why or "", author=author,
        )  # fmt: skip
    if fix:
        _fix(output, path, documents or [], terms, guide, author=author)
    if files:
        if source is None or target is None:
            missing = "--target" if target is None else "--source"
            raise UsageError(f"{missing} is missing", where="check", hint="files come in pairs")
        if project is not None or documents:
            raise UsageError("a project or two files are checked, not both at once", where="check")
        report = check_files(source, target, glossary=terms, guide=guide)
    else:
        with open_project(output, project, readonly=True) as opened:
            report = check_project(opened, glossary=terms, names=documents or [], guide=guide)
    if report.untranslated:
        what = counted(report.untranslated, "segment has", plural="segments have")
        was = "was" if report.untranslated == 1 else "were"
        output.note(f"{what} no English yet and {was} not checked")
    if known is not None:
        report = without_known(report, known)
        output.note(f"{counted(report.known, 'known finding')} passed over")
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
        passed = f"; {counted(len(report.waivers), 'finding')} waived" if report.waivers else ""
        more = f"; `--min-severity cosmetic` lists {lesser} more" if lesser else ""
        output.note(f"{counted(report.segments, 'segment')} checked: {counts}{passed}{more}")
    return ExitCode.FINDINGS if shown.findings else ExitCode.DONE


def _changes(*, fix: bool, waive: str | None, reopen: str | None) -> tuple[tuple[str, bool], ...]:
    return ("--fix", fix), ("--waive", waive is not None), ("--reopen", reopen is not None)


def _open(output: Output, path: Path, author: str | None) -> Project:
    """Open a project for writing in somebody's name."""
    from workbench.config import load_settings
    from workbench.store.repo import Project

    named = load_settings(project=path).text("author", author) or ""
    opened = Project.open(path, create=False, author=named)
    for note in opened.notes:
        output.note(note)
    return opened


def _fix(
    output: Output,
    path: Path,
    documents: list[str],
    glossary: Glossary,
    guide: Guide,
    *,
    author: str | None,
) -> None:
    from workbench.checking.acts import fix_project

    with _open(output, path, author) as opened:
        done, kept = fix_project(opened, glossary=glossary, names=documents, guide=guide)
    for one in done:
        output.note(f"{one.document}:{one.number}  {', '.join(one.checks)}")
        output.note(f"    - {one.old}")
        output.note(f"    + {one.new}")
    left = counted(kept, "reviewed one")
    output.note(f"{counted(len(done), 'segment')} fixed; {left} with safe fixes left alone")


def _waive(
    output: Output,
    path: Path,
    documents: list[str],
    glossary: Glossary,
    guide: Guide,
    *,
    waive: str | None,
    reopen: str | None,
    why: str,
    author: str | None,
) -> int:
    from workbench.checking import acts as check_acts

    name, colon, number = documents[0].rpartition(":") if len(documents) == 1 else ("", "", "")
    if not colon or not number.isascii() or not number.isdigit():
        raise UsageError(
            "one segment is waived or opened at a time",
            where="check",
            hint="write DOCUMENT:N, such as 004:9",
        )
    with _open(output, path, author) as opened:
        if waive is not None:
            said = check_acts.waive(
                opened, name, int(number), check=waive, reason=why, glossary=glossary, guide=guide
            )
        else:
            said = check_acts.reopen(
                opened, name, int(number), check=reopen or "", glossary=glossary, guide=guide
            )
    what = "waived" if waive is not None else "open again"
    for message in said:
        output.data(f"{documents[0]}  {what}  {waive or reopen}: {message}")
    return ExitCode.DONE


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
                **_fix_object(one.finding),
            }
            for one in report.findings
        ],
        "waivers": [
            {
                "document": one.document,
                "number": one.number,
                "check": one.check,
                "message": one.message,
                "reason": one.reason,
                "author": one.author,
                "created": one.created,
            }
            for one in report.waivers
        ],
    }


def _fix_object(finding: Finding) -> dict[str, object]:
    """Return a finding's fix under its key, nothing where there is none."""
    from workbench.formats.jsonl import finding_object

    return {key: value for key, value in finding_object(finding).items() if key == "fix"}


def sarif_object(report: CheckReport) -> dict[str, object]:
    """Return the report as a SARIF log."""
    from workbench.checking.run import EXPLANATIONS

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
    uri = path.as_uri() if path.is_absolute() else path.as_posix()
    return {
        "ruleId": finding.check,
        "level": _LEVELS[finding.severity.label],
        "message": {"text": f"{finding.message}: “{place.target}”"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri},
                    "region": region,
                }
            }
        ],
        "properties": {"document": place.document, "number": place.segment.number},
        **_sarif_fix(one, uri),
    }


def _sarif_fix(one: Reported, uri: str) -> dict[str, object]:
    """Return the fix of a finding in a file of English; a project's English is in no file."""
    fix, line = one.finding.fix, one.place.line
    if fix is None or line is None:
        return {}
    region = {"startLine": line, "startColumn": fix.start + 1, "endColumn": fix.end + 1}
    change = {
        "artifactLocation": {"uri": uri},
        "replacements": [{"deletedRegion": region, "insertedContent": {"text": fix.replacement}}],
    }
    return {"fixes": [{"description": {"text": fix.message}, "artifactChanges": [change]}]}
