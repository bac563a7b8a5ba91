"""Renderings agree with what is around them: the article they bring along, and their capitals.

A rendering such as ``the Kremlin`` counts as said without its article, and the decoder leaves it
out where the Dutch has none (``Congo``, the Democratic Republic of the Congo). Nothing is decided
here about words that no concept covers, save that no noun has two articles.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.glossary.renderings import rendering_key
from workbench.glossary.satisfy import verify
from workbench.model import Edit, Enforced, apply_edits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workbench.model import Segment, TermHit

__all__ = ["articled", "one_article", "written_alike"]

_ARTICLE = "the "
_BEFORE = re.compile(
    r"\b(?:about|across|after|against|among|and|around|as|at|because|before|behind|between|beyond"
    r"|but|by|despite|during|for|from|if|in|inside|into|like|near|of|on|or|outside|over|since|than"
    r"|that|through|throughout|to|towards?|under|until|upon|via|when|where|whether|while|with"
    r"|within|without)\s+\Z",
    re.IGNORECASE,
)
"""Words after which a noun begins; after any other there may be an adjective of the rendering."""
_NAME_GOES_ON = re.compile(r"[ -][^\W\d_a-zß-öø-ÿ]")
"""A capital behind a rendering: it is part of a longer name there (``West Africa``)."""
_OPENING = re.compile(r"\A[^\w]*\Z")
_TWO_ARTICLES = re.compile(
    r"(?P<first>(?<![\w’'-])(?:an?|the)|\A[^\w]{0,3}(?:An?|The))\s+(?P<second>an?|the)"
    r"(?=\s+(?!(?:cappella|fortiori|la|posteriori|priori)\b)[a-z])"
)


def articled(segment: Segment, hits: Sequence[TermHit]) -> Callable[[str], Enforced]:
    """Return the step that gives renderings the article the glossary writes them with.

    Headlines do without articles, and before part of a compound none is due.
    """
    owned = [
        hit
        for hit in hits
        if hit.enforced
        and hit.derivation in {"listed", "possessive"}
        and hit.renderings
        and _has_article(hit.renderings[0])
    ]

    def step(text: str) -> Enforced:
        if not owned or segment.kind == "headline":
            return Enforced(text=text)
        edits = tuple(_missing_articles(text, hits, owned))
        return Enforced(text=apply_edits(text, edits), edits=edits)

    return step


def _missing_articles(
    text: str, hits: Sequence[TermHit], owned: Sequence[TermHit]
) -> Iterator[Edit]:
    """Yield the edits, in order."""
    placed = zip(hits, verify(text, hits).placements, strict=True)
    found = [
        (place.start, place.text, hit)
        for hit, place in placed
        if place and hit in owned and not _NAME_GOES_ON.match(text, place.end)
    ]
    for start, said, hit in sorted(found, key=lambda one: one[0]):
        article, bare = hit.renderings[0][: len(_ARTICLE)], hit.renderings[0][len(_ARTICLE) :]
        same = rendering_key(said) == rendering_key(bare)
        if not same or _has_article(said) or said.isupper() > bare.isupper():
            continue
        if _OPENING.match(text[:start]):
            # a capital of the sentence, not of the word
            end, first = start + 1, said[0].lower() if bare[0].islower() else said[0]
            yield Edit(start=start, end=end, replacement=f"The {first}", reason="article")
        elif _BEFORE.search(text[:start]):
            yield Edit(start=start, end=start, replacement=article, reason="article")


def written_alike(hits: Sequence[TermHit]) -> Callable[[str], Enforced]:
    """Return the step that takes capitals out of the middle of a rendering: ``head of State``.

    A first letter that is a capital makes a title of it (``Head of State``) or a sentence begin.
    """

    def step(text: str) -> Enforced:
        edits = tuple(_stray_capitals(text, hits))
        return Enforced(text=apply_edits(text, edits), edits=edits)

    return step


def _stray_capitals(text: str, hits: Sequence[TermHit]) -> Iterator[Edit]:
    placed = zip(hits, verify(text, hits).placements, strict=True)
    for hit, place in sorted(
        ((hit, place) for hit, place in placed if place), key=lambda one: one[1].start
    ):
        said = place.text[len(_ARTICLE) :] if _has_article(place.text) else place.text
        start = place.end - len(said)
        for rendering in hit.renderings:
            bare = rendering[len(_ARTICLE) :] if _has_article(rendering) else rendering
            found = said[: len(bare)]
            if found != bare and found.lower() == bare.lower() and found[0] == bare[0]:
                if not found.isupper():
                    end = start + len(bare)
                    yield Edit(start=start, end=end, replacement=bare, reason="capital")
                break


def _has_article(text: str) -> bool:
    return text.lower().startswith(_ARTICLE)


def one_article(text: str) -> Enforced:
    """Leave out the first of two articles: ``as an a surprise``."""
    edits = tuple(
        Edit(
            start=m.start("first"),
            end=m.end("second"),
            replacement=_as_first(m["first"], m["second"]),
            reason="article",
        )
        for m in _TWO_ARTICLES.finditer(text)
    )
    return Enforced(text=apply_edits(text, edits), edits=edits)


def _as_first(first: str, second: str) -> str:
    """Return the second article with the capital and the marks of the first."""
    word = re.sub(r"\W", "", first)
    return first.replace(word, second.capitalize() if word[0].isupper() else second)
