"""Lints of what was meant: remarks, marks and alternatives inside a term, Dutch for English.

These are terms that are spelt well and will never be met, or never be right: ``Kiev/Kyiv``,
``Moskou,``, a rendering that another concept translates. What was meant is for a person to say, so
nothing here is repaired.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.glossary.check import Keys
    from workbench.glossary.concept import Concept
    from workbench.glossary.findings import Lints

__all__ = ["lint_terms"]

# A concept without any of these needs no closer look; nearly all have none.
_SUSPECT = re.compile(r"[“”„«»\"(/]|[,;:.]$")
_QUOTED = re.compile(r"^[“”„‟«»\"](.+)[“”‟«»\"]$")
_REMARK = re.compile(r"\s\([^()]*\)$")
_ALTERNATIVES = re.compile(r"[a-zà-ÿ]{2}\s?/\s?[^\W\d_]{3}")
_STRAY = re.compile(r"[,;:]$|(?<=[a-zà-ÿ]{4})\.$")
_NAMES = frozenset({"person", "place"})


def lint_terms(lints: Lints) -> None:
    """Look at what forms and renderings are, and not at how they are spelt."""
    dutch: dict[str, tuple[Concept, str | None]] = {}
    english: set[str | None] = set()
    suspect = _SUSPECT.search
    for concept in lints.glossary.concepts:
        close = False
        bans = concept.policy == "forbid"
        for form in concept.listed:
            en = form.en
            if not bans:
                dutch[form.nl] = (concept, en)
                english.add(en)
            close = close or bool(suspect(form.nl) or (en and suspect(en)))
        if close:
            for keys, text, other in _pairs(concept):
                _look(lints, concept, keys, text, other)
        if concept.type in _NAMES and concept.case == "sensitive" and concept.nl.islower():
            lints.add(
                "small-letter",
                Severity.FUNCTIONAL,
                concept,
                ("nl",),
                f'"{concept.nl}" is a {concept.type} without a capital; it matches no other spelling',
                hint="write the capital, or `case: insensitive`",
            )

    # Most names are the same in both languages; those are what their own concept says.
    if risky := {nl for nl in english & dutch.keys() if nl and dutch[nl][1] not in {nl, None}}:
        _lint_dutch(lints, dutch, risky)


def _lint_dutch(
    lints: Lints, dutch: dict[str, tuple[Concept, str | None]], risky: set[str]
) -> None:
    for concept in lints.glossary.concepts:
        if concept.policy == "forbid":
            continue
        for form in concept.listed:
            if form.en is None or form.en not in risky:
                continue
            owner, wanted = dutch[form.en]
            if owner is not concept and form.en not in owner.forbidden:  # said already
                _is_dutch(lints, concept, form.keys, form.en, owner, wanted)


def _pairs(concept: Concept) -> Iterator[tuple[Keys, str, str]]:
    """Yield every form and rendering with its path and what stands on the other side."""
    for form in concept.listed:
        yield (*form.keys, "nl"), form.nl, form.en or form.nl
        if form.en is not None:
            yield (*form.keys, "en"), form.en, form.nl


def _is_dutch(
    lints: Lints, concept: Concept, keys: Keys, text: str, owner: Concept, wanted: str | None
) -> None:
    there = lints.glossary.location(owner.id)
    lints.add(
        "dutch-rendering",
        Severity.FUNCTIONAL,
        concept,
        (*keys, "en"),
        f'"{text}" is the Dutch of "{owner.id}" in line {there.line}, which is "{wanted}" in English',
        hint=f'write "{wanted}", if that is meant',
    )


def _look(lints: Lints, concept: Concept, keys: Keys, text: str, other: str) -> None:
    def add(code: str, message: str, hint: str) -> None:
        lints.add(code, Severity.FUNCTIONAL, concept, keys, f'"{text}" {message}', hint=hint)

    dutch = keys[-1] == "nl"
    if (quoted := _QUOTED.search(text)) and not _QUOTED.search(other):
        add(
            "quoted",
            "has quotation marks that are part of it",
            f"write it without, `{quoted.group(1)}`; the article's own marks stay",
        )
    if (remark := _REMARK.search(text)) and not _REMARK.search(other):
        add(
            "remark",
            "has a remark in brackets, which "
            + ("no article has" if dutch else "would be put into the English"),
            f'put "{remark.group().strip(" ()")}" under `note`',
        )
    if _ALTERNATIVES.search(text) and not _ALTERNATIVES.search(other):
        add(
            "two-in-one",
            "is two forms in one" if dutch else "is two renderings in one",
            "list the second under " + ("`forms`" if dutch else "`admitted`"),
        )
    if (stray := _STRAY.search(text)) and not other.endswith(stray.group()):
        add(
            "stray-mark",
            f'ends in "{stray.group()}", which belongs to the sentence',
            "delete the mark",
        )
