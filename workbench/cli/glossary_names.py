"""``glossary romanise``, ``usage`` and ``suggest``: names, where they stand, what is missing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.command import GlossaryOption, JsonOption, ProjectOption, command
from workbench.cli.glossary_opening import (
    every_segment,
    glossary_app,
    glossary_path,
)
from workbench.cli.opening import open_project
from workbench.cli.output import ExitCode, Output, counted
from workbench.errors import UsageError

if TYPE_CHECKING:
    from workbench.glossary.edit import Editor
    from workbench.glossary.file import Glossary
    from workbench.glossary.romanise import Romanised
    from workbench.glossary.suggest import Suggestion, Text
    from workbench.glossary.usage import Occurrence, Spread
    from workbench.model import StoredSegment

__all__: list[str] = []

_SIDE = 45
"""Characters shown on either side of an occurrence."""


# romanise ---------------------------------------------------------------------------------------


@command(glossary_app, "romanise")
def romanise(
    output: Output,
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="Names as Dutch spells them.")],
    known: Annotated[
        bool,
        typer.Option(
            "--known", help="They are Russian or the like, whether or not their letters say so."
        ),
    ] = False,
    glossary: GlossaryOption = None,
    json: JsonOption = False,
) -> None:
    """Spell Russian, Ukrainian, Kazakh and related names as English does, and show the rules.

    With --glossary it also says what the glossary has for a name; the rules are shown all the same.
    """
    from workbench.glossary.romanise import romanise as spell

    if not all(name.strip() for name in names):
        raise UsageError("a name is empty", where="glossary romanise", hint="leave it out")
    results = [spell(name, known=known) for name in names]
    decided = [_decided(name, glossary) for name in names]
    if json:
        output.json(
            [
                {**_romanised_object(result), "concept": said and said[0]}
                for result, said in zip(results, decided, strict=True)
            ]
        )
        return
    for result, said in zip(results, decided, strict=True):
        if said:
            output.note(f'{result.name}: the glossary says "{said[1]}" ({said[0]})')
        trace = ", ".join(map(str, result.steps))
        others = f"; also {', '.join(result.alternatives[:3])}" if result.alternatives else ""
        if result.applied:
            output.data(f"{result.name} → {result.english}  [{trace}; {result.confidence}{others}]")
        elif result.steps:
            output.data(
                f"{result.name}  [left alone: nothing in it says that it is Russian or the like; "
                f"the rules would give {result.alternatives[0]}]"
            )
        else:
            output.data(f"{result.name}  [the same in English{others}]")


def _decided(name: str, glossary: Path | None) -> tuple[str, str] | None:
    """Return the concept that has a name, and its rendering; None where none has."""
    if glossary is None:
        return None
    from workbench.glossary.file import load_glossary
    from workbench.glossary.surface import plain

    loaded = load_glossary(glossary_path(glossary, None))
    wanted = plain(name)
    found = ((one.id, form) for one in loaded for form in one.listed if form.text == wanted)
    return next(((id_, form.en or form.nl) for id_, form in found), None)


def _romanised_object(result: Romanised) -> dict[str, object]:
    return {
        "name": result.name,
        "english": result.english,
        "applied": result.applied,
        "confidence": result.confidence,
        "rules": [{"dutch": step.dutch, "english": step.english} for step in result.steps],
        "alternatives": list(result.alternatives),
        "evidence": list(result.evidence),
    }


# usage ------------------------------------------------------------------------------------------


@command(glossary_app, "usage")
def usage(
    output: Output,
    concept: Annotated[
        str | None,
        typer.Argument(metavar="CONCEPT", help="The id of a concept; without it, all in brief."),
    ] = None,
    glossary: GlossaryOption = None,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """List every occurrence of a concept in the project, with its rendering and rung.

    Without a concept: the renderings of every concept that occurs, over all documents, those that
    came out in more than one way marked by an exclamation mark.
    """
    from workbench.glossary.file import load_glossary
    from workbench.glossary.ids import did_you_mean
    from workbench.glossary.match import Matcher
    from workbench.glossary.usage import find_occurrences

    loaded = load_glossary(glossary_path(glossary, project))
    if concept is None:
        _spread(output, loaded, project, json=json)
        return
    if concept not in loaded.by_id:
        raise UsageError(
            f'no concept "{concept}"', where=loaded.name, hint=did_you_mean(concept, loaded)
        )
    with open_project(output, project, readonly=True) as opened:
        found = list(find_occurrences(concept, every_segment(opened), Matcher(loaded)))
    if json:
        output.json(
            {
                "concept": concept,
                "documents": len({one.document for one in found}),
                "occurrences": [_occurrence_object(one) for one in found],
            }
        )
        return
    for one in found:
        hit = one.hit
        before, after = one.source[: hit.start][-_SIDE:], one.source[hit.end :][:_SIDE]
        output.data(
            f"{one.document}:{one.number}  {one.state}  {hit.source} → "
            f"{one.rendering or '–'}  [{one.rung or 'not treated yet'}]"
        )
        output.data(f"    {before}{hit.source}{after}")
    documents = len({one.document for one in found})
    output.note(f"{counted(len(found), 'occurrence')} in {counted(documents, 'document')}")


def _spread(output: Output, glossary: Glossary, project: Path | None, *, json: bool) -> None:
    """Show the renderings of all concepts."""
    from workbench.glossary.match import Matcher
    from workbench.glossary.usage import spread

    with open_project(output, project, readonly=True) as opened:
        found = spread(every_segment(opened), Matcher(glossary))
    if json:
        output.json([_spread_object(one) for one in found])
        return
    for one in found:
        forms = "; ".join(
            f"{dutch} → " + ", ".join(f"{text} ({count})" for text, count in texts.most_common())
            for dutch, texts in one.renderings.items()
        )
        mark = " " if one.consistent else "!"
        output.data(f"{mark} {one.concept}  {one.mentions} in {len(one.documents)}  {forms}")
    several = sum(not one.consistent for one in found)
    occur = counted(len(found), "concept occurs", plural="concepts occur")
    have = "has" if several == 1 else "have"
    output.note(f"{occur}; {several} of them {have} a form rendered in more than one way")


def _spread_object(one: Spread) -> dict[str, object]:
    return {
        "concept": one.concept,
        "mentions": one.mentions,
        "documents": len(one.documents),
        "consistent": one.consistent,
        "forms": [
            {"nl": dutch, "renderings": [{"en": t, "count": n} for t, n in texts.most_common()]}
            for dutch, texts in one.renderings.items()
        ],
        "without_rendering": one.bare,
    }


def _occurrence_object(one: Occurrence) -> dict[str, object]:
    return {
        "document": one.document,
        "number": one.number,
        "state": one.state,
        "source": one.hit.source,
        "start": one.hit.start,
        "end": one.hit.end,
        "rendering": one.rendering,
        "target_start": one.target_start,
        "target_end": one.target_end,
        "rung": one.rung,
        "segment": one.source,
        "target": one.target,
    }


# suggest ----------------------------------------------------------------------------------------


@command(glossary_app, "suggest")
def suggest(
    output: Output,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help="Articles to look at instead of the project."),
    ] = None,
    accept_all: Annotated[
        bool, typer.Option("--accept-all", help="Add all that are sure enough, without asking.")
    ] = False,
    min_confidence: Annotated[
        float,
        typer.Option(
            "--min-confidence", metavar="0..1", min=0, max=1, help="How sure is sure enough."
        ),
    ] = 0.8,
    interactive: Annotated[
        bool | None,
        typer.Option(
            "--ask/--no-ask",
            help="Ask about each: y adds it, e lets you write the English, n passes, q ends. By "
            "default only on a terminal.",
            show_default=False,
        ),
    ] = None,
    min_count: Annotated[
        int, typer.Option("--min-count", metavar="N", min=1, help="Fewest occurrences.")
    ] = 1,
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="N", min=1, help="At most so many.", show_default=False),
    ] = None,
    glossary: GlossaryOption = None,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> int:
    """Propose concepts that the articles need and the glossary lacks."""
    from workbench.batch.learning import editor_edits
    from workbench.glossary.corrections import learn_corrections
    from workbench.glossary.edit import Editor
    from workbench.glossary.match import Matcher
    from workbench.glossary.suggest import suggest as look

    editor = Editor.open(glossary_path(glossary, project))
    corrections = []
    if paths:
        texts = _read_texts(output, paths)
    else:
        with open_project(output, project, readonly=True) as opened:
            texts = [_text(stored) for stored in every_segment(opened)]
            corrections = learn_corrections(editor_edits(opened))
    found = look(texts, Matcher(editor.glossary), corrections=corrections, min_count=min_count)
    found = found[:limit]
    if json:
        output.json([_suggestion_object(one) for one in found])
    if accept_all:
        chosen = [
            (one, one.proposal.english)
            for one in found
            if one.proposal is not None
            and one.proposal.confidence >= min_confidence
            and not one.conflict
        ]
        return _accept(output, editor, chosen, quiet=json)
    if json:
        return ExitCode.DONE
    ask = interactive if interactive is not None else sys.stdin.isatty() and sys.stdout.isatty()
    if not ask:
        for one in found:
            _show(output, one)
        return ExitCode.DONE
    return _accept(output, editor, _ask(output, found), quiet=False)


def _text(stored: StoredSegment) -> Text:
    from workbench.glossary.suggest import Text

    return Text(
        place=f"{stored.document}:{stored.segment.number}",
        document=stored.document,
        source=stored.segment.source,
        target=stored.rendering.target if stored.rendering is not None else "",
        kind=stored.segment.kind,
    )


def _read_texts(output: Output, paths: list[Path]) -> list[Text]:
    from workbench.config import load_settings
    from workbench.formats.find import find_documents
    from workbench.formats.read import read_document
    from workbench.glossary.suggest import Text
    from workbench.text.segment import segment_text

    found = find_documents(paths)
    if not found.documents and found.problems:
        *others, last = found.problems
        for problem in others:
            output.error(problem)
        raise last
    for problem in found.problems:
        output.error(problem)
    limit = load_settings().number("max_size")
    return [
        Text(
            place=f"{name}:{segment.number}",
            document=name,
            source=segment.source,
            target="",
            kind=segment.kind,
        )
        for path, name in found.documents
        for segment in segment_text(read_document(path, name=name, max_size=limit).text)
    ]


def _suggestion_object(one: Suggestion) -> dict[str, object]:
    return {
        "nl": one.dutch,
        "en": None if one.proposal is None else one.proposal.english,
        "type": one.type,
        "type_reasons": list(one.cues),
        "confidence": 0.0 if one.proposal is None else one.proposal.confidence,
        "count": one.count,
        "documents": one.documents,
        "forms": [{"nl": form, "count": count} for form, count in one.forms],
        "proposals": [
            {
                "en": proposal.english,
                "reason": proposal.reason,
                "detail": proposal.detail,
                "confidence": proposal.confidence,
            }
            for proposal in one.proposals
        ],
        "conflict": one.conflict or None,
        "concept": one.concept or None,
        "corrected_in": list(one.examples),
        "contexts": [
            {
                "place": sighting.place,
                "source": sighting.source,
                "target": sighting.target,
                "start": sighting.start,
                "end": sighting.end,
            }
            for sighting in one.sightings
        ],
    }


def _show(output: Output, one: Suggestion, *, contexts: int = 1) -> None:
    times = f"{one.count}× in {counted(one.documents, 'document')}"
    cues = f" ({', '.join(one.cues)})" if one.cues else ""
    if one.concept:
        cues = f" {one.concept}, corrected"
    output.data(f"{one.dutch}  [{one.type}{cues}, {times}]")
    for proposal in one.proposals:
        output.data(
            f"    → {proposal.english}  [{proposal.reason}: {proposal.detail}; "
            f"{proposal.confidence}]"
        )
    if not one.proposals:
        output.data("    no proposal")
    if one.conflict:
        output.data(f"    conflict: {one.conflict}")
    if one.examples:
        output.data(f"    corrected in: {', '.join(one.examples)}")
    if len(one.forms) > 1:
        output.data("    forms: " + ", ".join(f"{form} {count}" for form, count in one.forms))
    for sighting in one.sightings[:contexts]:
        before = sighting.source[: sighting.start][-_SIDE:]
        after = sighting.source[sighting.start :][: 2 * _SIDE]
        output.data(f"    {sighting.place}: {before}{after}")


def _ask(output: Output, found: list[Suggestion]) -> list[tuple[Suggestion, str]]:
    chosen: list[tuple[Suggestion, str]] = []
    for number, one in enumerate(found, 1):
        _show(output, one, contexts=len(one.sightings))
        english = "" if one.proposal is None else one.proposal.english
        choice = "y/e/n/q" if english else "e/n/q"
        answer = _answer(
            output,
            f"{number} of {len(found)}: add {one.dutch} → {english or '?'}? [{choice}]",
            choice.split("/"),
        )
        if answer == "q":
            break
        if answer == "e":
            english = output.ask("English:") or ""
        elif answer == "n":
            continue
        if english:
            chosen.append((one, english))
    return chosen


_WORDS = {"yes": "y", "edit": "e", "no": "n", "quit": "q"}


def _answer(output: Output, question: str, choices: list[str]) -> str:
    """Ask until one of the letters is typed, or its word; the end of the input is q."""
    while True:
        answer = output.ask(question)
        if answer is None:
            return "q"
        letter = _WORDS.get(answer.lower(), answer.lower())
        if letter in choices:
            return letter
        output.note(f"answer with one of {', '.join(choices)}")


def _accept(
    output: Output, editor: Editor, chosen: list[tuple[Suggestion, str]], *, quiet: bool
) -> int:
    """Add what was chosen, save once, and say what was added."""
    from workbench.errors import GlossaryErrors
    from workbench.glossary.accept import accept_suggestion

    added: list[str] = []
    for one, english in chosen:
        try:
            added.append(accept_suggestion(editor, one, english))
        except GlossaryErrors as error:
            output.warning(f"{one.dutch}: not added: {error}")
    editor.save()
    if not quiet:
        for concept in added:
            output.data(f"{editor.glossary.location(concept)}: {concept}")
    changed = sum(bool(one.concept) for one, _ in chosen if one.concept in added)
    note = f"{counted(len(added) - changed, 'concept')} added to {editor.name}"
    output.note(f"{note}, {changed} changed" if changed else note)
    return ExitCode.DONE
