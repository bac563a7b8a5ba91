"""Lints of spelling: look-alike letters, accents apart, mixed apostrophes, stray spaces.

All of them are repaired where the spelling that matching compares stays the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from workbench.glossary.surface import plain
from workbench.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.glossary.check import Keys
    from workbench.glossary.concept import Concept
    from workbench.glossary.findings import Lints

__all__ = ["lint_spelling"]

_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f\u1f00-\u1fff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_MARK = re.compile("[\u0300-\u036f]")
_SPACES = re.compile("  |[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
# A concept without any of these needs no closer look; most have none.
_SUSPECT = re.compile(
    "[\u0300-\u03ff\u0400-\u052f\u1f00-\u1fff\u00a0\u2000-\u200a\u202f\u205f\u3000'’‘ʼ`´]|  "
)
_CURLY = "’"


def _texts(concept: Concept) -> Iterator[tuple[Keys, str]]:
    """Yield every Dutch form and rendering with its path."""
    yield ("nl",), concept.nl
    if concept.en is not None:
        yield ("en",), concept.en
    for name in ("admitted", "forbidden"):
        for at, text in enumerate(getattr(concept, name)):
            yield (name, at), text
    for number, form in enumerate(concept.forms):
        yield ("forms", number, "nl"), form.nl
        if form.en is not None:
            yield ("forms", number, "en"), form.en
        for name in ("admitted", "forbidden"):
            for at, text in enumerate(getattr(form, name) or ()):
                yield ("forms", number, name, at), text


def lint_spelling(lints: Lints) -> None:
    """Look at the spelling of every form and rendering."""
    suspect = _SUSPECT.search
    found = [
        (concept, keys, text)
        for concept in lints.glossary.concepts
        # One look at all of a concept spares most of them the closer one.
        if suspect(_all_text(concept))
        for keys, text in _texts(concept)
        if suspect(text)
    ]
    marks = Counter(char for _, _, text in found for char in text if char in "'’‘ʼ`´")
    # Typographic ones are what the English gets; straight ones only where the file is full of them.
    usual = "'" if marks["'"] > marks.total() - marks["'"] else _CURLY
    mixed = len(marks) > 1
    for concept, keys, text in found:
        _spelling(lints, concept, keys, text, usual=usual if mixed else None)


def _all_text(concept: Concept) -> str:
    parts = [concept.nl, concept.en or "", *concept.admitted, *concept.forbidden]
    for form in concept.forms:
        parts += (form.nl, form.en or "", *form.admitted, *(form.forbidden or ()))
    return "\n".join(parts)


def _spelling(lints: Lints, concept: Concept, keys: Keys, text: str, *, usual: str | None) -> None:
    english = "nl" not in keys
    repaired = text

    def add(code: str, severity: Severity, message: str, better: str | None) -> None:
        nonlocal repaired
        if better is None or plain(better) != plain(text):
            lints.add(code, severity, concept, keys, message, hint="write it in Latin letters")
            return
        repaired = better
        lints.add(code, severity, concept, keys, message, hint=f'write "{better}"', value=better)

    if _FOREIGN.search(text):
        strange = ", ".join(
            f"{char} ({unicodedata.name(char, 'unknown').lower()})"
            for char in dict.fromkeys(_FOREIGN.findall(text))
        )
        latin = plain(text)
        if not _FOREIGN.search(latin):
            latin = latin.replace("'", _CURLY) if _CURLY in text else latin
            add("look-alike", Severity.FUNCTIONAL, f'"{text}" holds {strange}', latin)
        elif english and not _LATIN.search(text):
            add("foreign-script", Severity.FUNCTIONAL, f'"{text}" is not in Latin letters', None)
        elif _LATIN.search(text):
            add("look-alike", Severity.FUNCTIONAL, f'"{text}" holds {strange}', None)
    if _MARK.search(repaired) and (composed := unicodedata.normalize("NFC", repaired)) != repaired:
        add("not-nfc", Severity.COSMETIC, f'"{text}" has accents stored apart', composed)
    if _SPACES.search(repaired):
        single = " ".join(repaired.split())
        add("spaces", Severity.COSMETIC, f'"{text}" has a no-break space or two in a row', single)
    if usual is not None and re.search("['’‘ʼ`´]", repaired):
        other = re.sub("['’‘ʼ`´]", usual, repaired)
        if other != repaired:
            kind = "curly" if usual == _CURLY else "straight"
            message = f'"{text}" has another apostrophe than the rest of the file ({kind})'
            add("apostrophes", Severity.COSMETIC, message, other)
