"""A small glossary, and a draft of one segment with a scripted engine under it."""

from __future__ import annotations

from tests.scripted_engine import ScriptedEngine
from workbench.glossary.file import parse_glossary
from workbench.glossary.match import Matcher
from workbench.model import Draft, Segment
from workbench.pipeline import Item, PipelineOptions, Translator

__all__ = ["draft", "item", "rungs"]

GLOSSARY = """\
version: 1
source: nl
target: en-GB
concepts:
  - {id: almaty, nl: Almaty, en: Almaty, type: place}
  - {id: mazhilis, nl: Mazjilis, en: Mazhilis, type: organisation, forbidden: [Mazjilis]}
  - {id: imanbai, nl: Inga Imanbai, en: Inga Imanbai, type: person}
  - {id: tokayev, nl: Tokajev, en: Tokayev, type: person}
  - {id: no-war, nl: oorlog, en: war, policy: forbid}
  - {id: han, nl: Han, en: Han, type: person, policy: prefer}
"""


def item(source: str, *, kind: str = "sentence", depth: int = 0, number: int = 0) -> Item:
    segment = Segment(
        number=number,
        unit=number,
        segment=0,
        kind=kind,  # type: ignore[arg-type]
        start=0,
        end=len(source),
        source=source,
    )
    hits = Matcher(parse_glossary(GLOSSARY, name="glossary.yaml")).match(source).hits
    return Item(segment=segment, hits=hits, quote_depth=depth)


def draft(
    source: str,
    answers: dict[str, list[str]],
    *,
    kind: str = "sentence",
    depth: int = 0,
    hint_first: bool = True,
    constrained: object = None,
) -> Draft:
    translator = Translator(
        ScriptedEngine(answers),
        PipelineOptions(hint_first=hint_first),
        constrained=constrained,  # type: ignore[arg-type]
    )
    return next(translator.drafts([item(source, kind=kind, depth=depth)]))[0]


def rungs(result: Draft) -> dict[str, str]:
    return {outcome.hit.source: outcome.rung for outcome in result.terms}
