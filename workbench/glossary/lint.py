"""What is right in a glossary and yet unwise: contradictions, shadows, mixed spelling, gaps.

``check`` refuses what cannot be read; everything here could be translated with and should be looked
at. ``lint_glossary`` looks at the file alone and has to keep pace with reading it; what needs the
articles or a model's vocabulary gets both handed in by the caller. How a repair is written into the
file is ``edit``'s part.
"""

from __future__ import annotations

import gc
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workbench.glossary.concept import Concept, is_separated
from workbench.glossary.match import Matcher
from workbench.glossary.renderings import find_renderings, rendering_key
from workbench.glossary.surface import plain
from workbench.model import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from workbench.errors import Location
    from workbench.glossary.check import Keys
    from workbench.glossary.concept import ListedForm
    from workbench.glossary.file import Glossary

__all__ = ["CODES", "Lint", "Repair", "lint_articles", "lint_encodable", "lint_glossary"]

CODES: dict[str, str] = {
    "forbids-itself": "a concept forbids a rendering that it asks for or admits",
    "forbidden-elsewhere": "a rendering is forbidden by another concept",
    "shadowed-form": "a form never counts, because another concept has it with a higher priority",
    "duplicate-form": "a form is listed twice in one concept",
    "capitals-only": "forms of two concepts differ by capitals alone",
    "same-headword": "two concepts have the same headword and rendering",
    "repeated": "a rendering is listed again under admitted or forbidden",
    "look-alike": "a Cyrillic or Greek letter stands in a Latin word",
    "foreign-script": "a rendering is not in Latin letters",
    "not-nfc": "letters and accents are stored apart (NFD)",
    "apostrophes": "straight and curly apostrophes are mixed",
    "spaces": "two spaces in a row, or a no-break space",
    "no-hit": "no article of the project holds any form of a concept",
    "missing-form": "the articles have an inflected form that is not covered",
    "not-encodable": "the model cannot write a rendering",
}
"""Every code with what it says in general."""

_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f\u1f00-\u1fff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_MARK = re.compile("[\u0300-\u036f]")
_SPACES = re.compile("  |[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
# A concept without any of these needs no closer look; most have none.
_SUSPECT = re.compile(
    "[\u0300-\u03ff\u0400-\u052f\u1f00-\u1fff\u00a0\u2000-\u200a\u202f\u205f\u3000'’‘ʼ`´]|  "
)
_CURLY = "’"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENDINGS = re.compile(
    r"s|e|en|n|'s|er|ers|se|aan|aans|aanse|anen|isch|ische|sch|sche|ees|ese|te|tes|je|jes|tje|tjes|"
    r"heid|loos|achtig|iaan|ianen|iaans|iaanse|se|sen"
)
_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A safe change: one that alters no rendering and no match, save for stray code points."""

    keys: Keys
    """The path to what is replaced or removed."""
    value: str | None
    """The new text; None removes what is there."""

    @property
    def description(self) -> str:
        """What the repair does, in words."""
        return "remove it" if self.value is None else f'write "{self.value}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Lint:
    """One finding about a glossary."""

    code: str
    severity: Severity
    message: str
    concept: str
    where: Location
    hint: str
    """What to do about it."""
    repair: Repair | None = None
    """What ``--fix`` does, where that is safe."""


class _Lints:
    """Collects lints of one glossary; places are looked up when one is found."""

    def __init__(self, glossary: Glossary) -> None:
        self.glossary = glossary
        self.found: list[Lint] = []

    def add(
        self,
        code: str,
        severity: Severity,
        concept: Concept,
        keys: Keys,
        message: str,
        *,
        hint: str,
        value: str | Literal[False] | None = False,
    ) -> None:
        """Add one; ``value`` is the text to write, None to remove it, False for no safe repair."""
        repair = None
        if value is not False:
            number = self.glossary.concepts.index(concept)
            repair = Repair(keys=("concepts", number, *keys), value=value)
        self.found.append(
            Lint(
                code=code,
                severity=severity,
                message=message,
                concept=concept.id,
                where=self.glossary.location(concept.id, *keys),
                hint=hint,
                repair=repair,
            )
        )

    def in_order(self) -> list[Lint]:
        return sorted(self.found, key=lambda one: (one.where.line, one.where.column, one.code))


def lint_glossary(glossary: Glossary) -> list[Lint]:
    """Return what is unwise in a file by itself, in file order."""
    lints = _Lints(glossary)
    collecting = gc.isenabled()
    # As in reading: a large glossary is a million objects that a collection would go through.
    gc.disable()
    try:
        _lint_forms(lints)
        _lint_forbidden(lints)
        _lint_repeated(lints)
        _lint_spelling(lints)
    finally:
        if collecting:
            gc.enable()
    return lints.in_order()


# Forms ------------------------------------------------------------------------------------------


def _lint_forms(lints: _Lints) -> None:
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
    lints: _Lints, one: Concept, form: ListedForm, other: Concept, rival: ListedForm
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
                repair = Repair(
                    keys=("concepts", lints.glossary.concepts.index(other), *rival.keys), value=None
                )
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


def _lint_forbidden(lints: _Lints) -> None:
    """Hold what is forbidden against what is asked for."""
    banned: dict[str, list[tuple[Concept, Keys, str, bool]]] = {}
    for concept in lints.glossary.concepts:
        if concept.policy == "forbid":
            continue
        for at, text in enumerate(concept.forbidden):
            banned.setdefault(_key(text), []).append(
                (concept, ("forbidden", at), text, concept.case == "sensitive")
            )
        for number, form in enumerate(concept.forms):
            if form.forbidden:
                sensitive = (form.case or concept.case) == "sensitive"
                for at, text in enumerate(form.forbidden):
                    banned.setdefault(_key(text), []).append(
                        (concept, ("forms", number, "forbidden", at), text, sensitive)
                    )
    if not banned:
        return
    for concept in lints.glossary.concepts:
        if concept.policy == "forbid":
            continue
        for listed in concept.listed:
            for at, rendering in enumerate((listed.en, *listed.admitted)):
                if rendering is None or (key := _key(rendering)) not in banned:
                    continue
                keys = (*listed.keys, "admitted", at - 1) if at else (*listed.keys, "en")
                for owner, place, forbidden, sensitive in banned[key]:
                    if _covers(rendering, forbidden, sensitive):
                        _forbidden(lints, concept, listed, keys, rendering, owner, place)


def _covers(text: str, forbidden: str, sensitive: bool) -> bool:
    if plain(forbidden) == plain(text):
        return True
    found = find_renderings(text, forbidden, case_sensitive=sensitive)
    return any(end - start == len(text) for start, end in found)


def _forbidden(
    lints: _Lints,
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


def _lint_repeated(lints: _Lints) -> None:
    for concept in lints.glossary.concepts:
        if concept.admitted or concept.forbidden:
            _repeated(lints, concept, (), concept.en, concept.admitted, concept.forbidden)
        for at, form in enumerate(concept.forms):
            if form.admitted or form.forbidden:
                _repeated(
                    lints, concept, ("forms", at), form.en, form.admitted, form.forbidden or ()
                )


def _repeated(
    lints: _Lints,
    concept: Concept,
    keys: Keys,
    en: str | None,
    admitted: tuple[str, ...],
    forbidden: tuple[str, ...],
) -> None:
    seen: dict[str, str] = {} if en is None else {_spelt(en): "en"}
    for at, text in enumerate(admitted):
        key = _spelt(text)
        if key in seen:
            lints.add(
                "repeated",
                Severity.COSMETIC,
                concept,
                (*keys, "admitted", at),
                f'"{text}" is listed under {seen[key]} already',
                hint="remove it",
                value=None,
            )
        seen.setdefault(key, "admitted")
    banned: set[str] = set()
    for at, text in enumerate(forbidden):
        key = _spelt(text)
        if key in banned:
            lints.add(
                "repeated",
                Severity.COSMETIC,
                concept,
                (*keys, "forbidden", at),
                f'"{text}" is listed under forbidden already',
                hint="remove it",
                value=None,
            )
        banned.add(key)


def _spelt(text: str) -> str:
    return text if text.isascii() else plain(text)


# Spelling ---------------------------------------------------------------------------------------


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


def _lint_spelling(lints: _Lints) -> None:
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


def _spelling(lints: _Lints, concept: Concept, keys: Keys, text: str, *, usual: str | None) -> None:
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


# With the articles ------------------------------------------------------------------------------


def lint_articles(
    glossary: Glossary, segments: Iterable[tuple[str, str]], *, matcher: Matcher | None = None
) -> list[Lint]:
    """Return which concepts the articles never need, and which of their forms nothing covers.

    Args:
        glossary: the glossary.
        segments: (place such as ``004:9``, source) of every segment of the project.
        matcher: of this glossary, where there is one already.
    """
    matcher = matcher or Matcher(glossary)
    lints = _Lints(glossary)
    hit: set[str] = set()
    stems = _stems(glossary)
    missing: dict[tuple[str, str], list[str]] = {}
    for place, source in segments:
        match = matcher.match(source)
        hit.update(one.concept for one in match.hits)
        spans = [(one.start, one.end) for one in match.hits]
        for word in _WORD.finditer(source):
            if any(start < word.end() and word.start() < end for start, end in spans):
                continue
            for name in _inflected(word.group(), stems):
                missing.setdefault((name, word.group()), []).append(place)
    for concept in glossary:
        if concept.id not in hit:
            lints.add(
                "no-hit",
                Severity.COSMETIC,
                concept,
                ("nl",),
                f'no article has "{concept.nl}" or another of its forms',
                hint="nothing needs to be done; remove it if it will never be needed",
            )
    for (name, seen), places in missing.items():
        concept = glossary.by_id[name]
        shown = ", ".join(places[:3]) + (" …" if len(places) > 3 else "")
        lints.add(
            "missing-form",
            Severity.FUNCTIONAL,
            concept,
            ("nl",),
            f'"{seen}" is not covered; it stands in {shown}',
            hint=f"`workbench glossary set {name} 'forms+={seen}=…'` adds it",
        )
    return lints.in_order()


def _stems(glossary: Glossary) -> dict[str, tuple[str, str]]:
    """Return (concept, form) by the beginning that every inflection of a form keeps."""
    stems: dict[str, tuple[str, str]] = {}
    for concept in glossary:
        for form in concept.listed:
            if " " not in form.text and len(form.text) >= _SHORTEST_STEM:
                stems.setdefault(_stem(form.folded), (concept.id, form.text))
    return stems


def _stem(folded: str) -> str:
    """Return a form as it is before an ending: with double vowels single, without a final -e.

    >>> _stem("kazachstaan"), _stem("buurman")
    ('kazachstan', 'burman')
    """
    return re.sub(r"([aeou])\1", r"\1", folded).removesuffix("e")


def _inflected(word: str, stems: dict[str, tuple[str, str]]) -> Iterator[str]:
    """Yield the concept whose form a word is an ending longer than."""
    text = plain(word)
    folded = text.lower()
    for cut in range(len(folded) - 1, _SHORTEST_STEM - 1, -1):
        if not _ENDINGS.fullmatch(folded[cut:]):
            continue
        found = stems.get(_stem(folded[:cut]))
        # A name does not inflect into a common noun, nor the other way round.
        if found is not None and found[1][0].isupper() == text[0].isupper():
            yield found[0]
            return


# With a model -----------------------------------------------------------------------------------


def lint_encodable(glossary: Glossary, encodable: Callable[[str], bool]) -> list[Lint]:
    """Return which renderings a model's vocabulary cannot write.

    Args:
        glossary: the glossary.
        encodable: whether the model can write a text exactly.
    """
    lints = _Lints(glossary)
    for concept in glossary:
        if concept.policy == "forbid":
            continue
        for form in concept.listed:
            if form.en is not None and not encodable(plain(form.en)):
                lints.add(
                    "not-encodable",
                    Severity.FUNCTIONAL,
                    concept,
                    (*form.keys, "en"),
                    f'the model cannot write "{form.en}"',
                    hint="it is put in afterwards; another spelling may read better",
                )
    return lints.in_order()
