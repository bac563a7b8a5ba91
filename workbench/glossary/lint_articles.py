"""Lints that need more than the file: the articles of a project, or a model's vocabulary.

Both are handed in by the caller; no project is opened and no engine loaded here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.glossary.findings import Lint, Lints
from workbench.glossary.match import Matcher
from workbench.glossary.surface import plain
from workbench.model import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from workbench.glossary.file import Glossary

__all__ = ["lint_articles", "lint_encodable"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENDINGS = re.compile(
    r"s|e|en|n|'s|er|ers|se|aan|aans|aanse|anen|isch|ische|sch|sche|ees|ese|te|tes|je|jes|tje|tjes|"
    r"heid|loos|achtig|iaan|ianen|iaans|iaanse|se|sen"
)
_SHORTEST_STEM = 4


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
    lints = Lints(glossary)
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


def lint_encodable(glossary: Glossary, encodable: Callable[[str], bool]) -> list[Lint]:
    """Return which renderings a model's vocabulary cannot write.

    Args:
        glossary: the glossary.
        encodable: whether the model can write a text exactly.
    """
    lints = Lints(glossary)
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
