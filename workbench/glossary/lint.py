"""What is right in a glossary and yet unwise: contradictions, shadows, repetitions.

``check`` refuses what cannot be read; everything here could be translated with and should be looked
at. It looks at the file alone and has to keep pace with reading it. How a repair is written into
the file is ``edit``'s part.
"""

from __future__ import annotations

import gc
from collections import Counter
from typing import TYPE_CHECKING

from workbench.glossary.concept import Concept, is_separated
from workbench.glossary.findings import Lint, Lints, Repair
from workbench.glossary.lint_spelling import lint_spelling
from workbench.glossary.lint_terms import lint_terms
from workbench.glossary.renderings import find_renderings, rendering_key
from workbench.glossary.surface import plain
from workbench.model import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.glossary.check import Keys
    from workbench.glossary.concept import ListedForm
    from workbench.glossary.file import Glossary

__all__ = ["lint_glossary"]


def lint_glossary(glossary: Glossary) -> list[Lint]:
    """Return what is unwise in a file by itself, in file order."""
    lints = Lints(glossary)
    collecting = gc.isenabled()
    # As in reading: a large glossary is a million objects that a collection would go through.
    gc.disable()
    try:
        _lint_forms(lints)
        _lint_forbidden(lints)
        _lint_repeated(lints)
        lint_spelling(lints)
        lint_terms(lints)
    finally:
        if collecting:
            gc.enable()
    return lints.in_order()


# Forms ------------------------------------------------------------------------------------------


def _lint_forms(lints: Lints) -> None:
    times = Counter([form.folded for concept in lints.glossary.concepts for form in concept.listed])
    twice = {folded for folded, count in times.items() if count > 1}
    if not twice:
        return
    claims: dict[str, list[tuple[Concept, ListedForm]]] = {}
    for concept in lints.glossary.concepts:
        for form in concept.listed:
            if form.folded in twice:
                claims.setdefault(form.folded, []).append((concept, form))
    for rivals in claims.values():
        for index in range(1, len(rivals)):
            for earlier in rivals[:index]:
                _compare(lints, *earlier, *rivals[index])


def _compare(
    lints: Lints, one: Concept, form: ListedForm, other: Concept, rival: ListedForm
) -> None:
    """Judge two listed forms that are the same but for capitals."""
    same = form.text == rival.text or not (form.sensitive and rival.sensitive)
    if one is other:
        if form.text == rival.text and form.context == rival.context:
            keys = (*rival.keys, "nl")
            bare = bool(rival.keys) and _is_bare(other, int(rival.keys[1]))
            lints.add(
                "duplicate-form",
                Severity.COSMETIC,
                other,
                keys,
                f'"{rival.nl}" is listed twice',
                hint="keep one of the two",
                value=False,
            )
            if bare:
                last = lints.found.pop()
                repair = Repair(keys=("concepts", lints.numbers[other.id], *rival.keys), value=None)
                lints.found.append(_with(last, repair))
        return
    if not same:
        lints.add(
            "capitals-only",
            Severity.COSMETIC,
            other,
            (*rival.keys, "nl"),
            f'"{rival.nl}" differs by capitals alone from "{form.nl}" of "{one.id}"; at the start '
            "of a sentence they are the same",
            hint="give one of them a context",
        )
        return
    if form.context == rival.context and one.priority != other.priority:
        low, high = ((one, form), (other, rival))
        if one.priority > other.priority:
            low, high = high, low
        lints.add(
            "shadowed-form",
            Severity.FUNCTIONAL,
            low[0],
            (*low[1].keys, "nl"),
            f'"{low[1].nl}" never counts: "{high[0].id}" lists it with priority '
            f"{high[0].priority} against {low[0].priority}",
            hint="remove it here, or tell the two apart by a context",
        )
    elif not (form.keys or rival.keys) and one.en == other.en and one.type == other.type:
        lints.add(
            "same-headword",
            Severity.FUNCTIONAL,
            other,
            ("nl",),
            f'"{other.nl}" → "{other.en}" is what "{one.id}" says already',
            hint="make one concept of the two",
        )
    elif not is_separated(one, form, other, rival):  # pragma: no cover - refused on reading
        return


def _is_bare(concept: Concept, at: int) -> bool:
    """Whether a form says nothing beyond its Dutch and its rendering, both said before."""
    form = concept.forms[at]
    return form.model_fields_set <= {"nl", "en"}


def _with(lint: Lint, repair: Repair) -> Lint:
    return Lint(
        code=lint.code,
        severity=lint.severity,
        message=lint.message,
        concept=lint.concept,
        where=lint.where,
        hint=lint.hint,
        repair=repair,
    )


# Renderings -------------------------------------------------------------------------------------


def _key(text: str) -> str:
    """Return ``rendering_key`` the short way where nothing has to be taken off."""
    if text.isascii() and "'" not in text and "  " not in text:
        folded = text.lower()
        if not folded.startswith("the "):
            return folded
    return rendering_key(text)


def _lint_forbidden(lints: Lints) -> None:
    """Hold what is forbidden against what is asked for."""
    banned: dict[str, list[tuple[Concept, Keys, str, bool]]] = {}
    for concept in lints.glossary.concepts:
        if concept.policy == "forbid":
            continue
        holders: list[tuple[Keys, tuple[str, ...], str]] = []
        if concept.forbidden:
            holders.append(((), concept.forbidden, concept.case))
        for number, form in enumerate(concept.forms):
            if form.forbidden:
                holders.append((("forms", number), form.forbidden, form.case or concept.case))
        for keys, texts, case in holders:
            for at, text in enumerate(texts):
                banned.setdefault(_key(text), []).append(
                    (concept, (*keys, "forbidden", at), text, case == "sensitive")
                )
    if not banned:
        return
    begins = {key.split()[0] for key in banned if key}
    for concept in lints.glossary.concepts:
        if concept.policy == "forbid":
            continue
        named = concept.type != "term"  # chicken Kiev is a dish, Kiev region is in Kyiv's country
        for listed in concept.listed:
            for at, rendering in enumerate((listed.en, *listed.admitted)):
                if rendering is None:
                    continue
                key = _key(rendering)
                whole = key in banned
                if not whole and not (named and " " in key):
                    continue
                keys = (*listed.keys, "admitted", at - 1) if at else (*listed.keys, "en")
                if whole:
                    for owner, place, forbidden, sensitive in banned[key]:
                        if _covers(rendering, forbidden, sensitive):
                            _forbidden(lints, concept, listed, keys, rendering, owner, place)
                elif not begins.isdisjoint(key.split()):
                    _forbidden_inside(lints, concept, keys, rendering, key, banned)


def _forbidden_inside(
    lints: Lints,
    concept: Concept,
    keys: Keys,
    rendering: str,
    key: str,
    banned: Mapping[str, list[tuple[Concept, Keys, str, bool]]],
) -> None:
    """Say what other concepts forbid of the words that a longer rendering is made of."""
    words = key.split()
    parts = {
        " ".join(words[first:last])
        for first in range(len(words))
        for last in range(first + 1, len(words) + 1)
    }
    for part in sorted(parts & banned.keys()):
        for owner, place, forbidden, sensitive in banned[part]:
            if owner is concept or not find_renderings(
                rendering, forbidden, case_sensitive=sensitive
            ):
                continue
            line = lints.glossary.location(owner.id, *place).line
            lints.add(
                "forbidden-inside",
                Severity.FUNCTIONAL,
                concept,
                keys,
                f'"{rendering}" has "{forbidden}" in it, which "{owner.id}" forbids in line {line}',
                hint=f'write it with "{owner.en or owner.nl}", or make it a `term` if that is its name',
            )
            return


def _covers(text: str, forbidden: str, sensitive: bool) -> bool:
    if plain(forbidden) == plain(text):
        return True
    found = find_renderings(text, forbidden, case_sensitive=sensitive)
    return any(end - start == len(text) for start, end in found)


def _forbidden(
    lints: Lints,
    concept: Concept,
    form: ListedForm,
    keys: Keys,
    text: str,
    owner: Concept,
    place: Keys,
) -> None:
    there = lints.glossary.location(owner.id, *place)
    if owner is concept:
        # A form may forbid what another form of the concept says.
        if place[0] == "forms" and place[:2] != form.keys:
            return
        lints.add(
            "forbids-itself",
            Severity.CRITICAL,
            concept,
            keys,
            f'"{text}" is asked for here and forbidden in line {there.line}',
            hint="remove one of the two",
        )
        return
    lints.add(
        "forbidden-elsewhere",
        Severity.FUNCTIONAL,
        concept,
        keys,
        f'"{text}" is forbidden by "{owner.id}" in line {there.line}',
        hint="choose another rendering, or lift the ban",
    )


def _lint_repeated(lints: Lints) -> None:
    for concept in lints.glossary.concepts:
        if concept.admitted or concept.forbidden:
            _repeated(lints, concept, (), concept.en, concept.admitted, concept.forbidden)
        for at, form in enumerate(concept.forms):
            if form.admitted or form.forbidden:
                _repeated(
                    lints, concept, ("forms", at), form.en, form.admitted, form.forbidden or ()
                )


def _repeated(
    lints: Lints,
    concept: Concept,
    keys: Keys,
    en: str | None,
    admitted: tuple[str, ...],
    forbidden: tuple[str, ...],
) -> None:
    for name, texts, said in (
        ("admitted", admitted, {} if en is None else {_spelt(en): "en"}),
        ("forbidden", forbidden, {}),
    ):
        for at, text in enumerate(texts):
            key = _spelt(text)
            if key in said:
                lints.add(
                    "repeated",
                    Severity.COSMETIC,
                    concept,
                    (*keys, name, at),
                    f'"{text}" is listed under {said[key]} already',
                    hint="remove it",
                    value=None,
                )
            said.setdefault(key, name)


def _spelt(text: str) -> str:
    return text if text.isascii() else plain(text)
