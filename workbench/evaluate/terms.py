"""How a system treats the glossary's terms: recall, context, consistency, and what is too much.

Reference-free figures come from source and target alone; window overlap and 1-TERm look at the
reference as well. Each figure carries a signature in sacreBLEU's manner, because a recall without
its glossary and its way of counting says nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench import __version__
from workbench.evaluate.edit_rate import TERM_COST, term_edit_rate
from workbench.evaluate.windows import window_overlap
from workbench.glossary.forbidden import ForbiddenRenderings
from workbench.glossary.match import Matcher
from workbench.glossary.occurrences import RenderingIndex
from workbench.glossary.renderings import rendering_key
from workbench.glossary.satisfy import verify

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.glossary.file import Glossary
    from workbench.glossary.satisfy import Placement, Verification
    from workbench.model import TermHit

__all__ = ["WINDOWS", "TermLine", "TermScores", "term_scores"]

WINDOWS = (2, 3)
"""Words on either side of a term that window overlap looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLine:
    """One segment to be judged."""

    source: str
    target: str
    reference: str | None = None
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermScores:
    """The term figures of one system; a share is None where there was nothing to count."""

    segments: int
    """All segments."""
    term_segments: int
    """Segments whose source mentions a term."""
    mentions: int
    placed: int
    """Mentions with a rendering of their own."""
    satisfied: int
    """Mentions rendered, some by the rendering of another mention."""
    recalled: int
    """Term segments in which each term has at least one rendering and at most one a mention."""
    consistent: tuple[int, int]
    """Mentions in a document's dominant rendering of their term, and mentions that count."""
    renderings: int
    duplicated: int
    leaked: int
    forbidden: int
    forbidden_segments: int
    windows: tuple[float | None, ...]
    """Overlap with the reference for each of ``WINDOWS``."""
    one_minus_term: float | None
    signature: str

    @property
    def exact_match(self) -> float | None:
        """Mentions with a rendering of their own, of all mentions."""
        return _share(self.placed, self.mentions)

    @property
    def mention_recall(self) -> float | None:
        """Mentions rendered, of all mentions; mentions of one term may share a rendering."""
        return _share(self.satisfied, self.mentions)

    @property
    def recall(self) -> float | None:
        """Term segments in which every term is rendered, none more often than mentioned."""
        return _share(self.recalled, self.term_segments)

    @property
    def consistency(self) -> float | None:
        """Mentions in the dominant rendering of their term in their document."""
        return _share(*self.consistent)

    @property
    def over_generation(self) -> float | None:
        """Renderings beyond the mentions, of all renderings."""
        return _share(self.duplicated + self.leaked, self.renderings)

    @property
    def forbidden_rate(self) -> float | None:
        """Segments with a forbidden rendering, of all segments."""
        return _share(self.forbidden_segments, self.segments)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A line with its hits and how target and reference stand to them."""

    line: TermLine
    hits: tuple[TermHit, ...]
    target: Verification
    reference: Verification | None


def term_scores(lines: Sequence[TermLine], glossary: Glossary) -> TermScores:
    """Return the term figures of one system.

    Args:
        lines: its segments; those of a document stand together or not, only the name counts.
        glossary: concepts with status ``preferred`` count, those with policy ``forbid`` only for
            what they forbid.
    """
    matcher = Matcher(glossary)
    index = RenderingIndex(glossary)
    forbidden = ForbiddenRenderings(glossary)
    judged = [_judge(line, matcher) for line in lines]
    with_terms = [one for one in judged if any(hit.renderings for hit in one.hits)]
    uses = [
        len(one.target.forbidden)
        + len(forbidden.find(one.line.target, matched={hit.concept for hit in one.hits}))
        for one in judged
    ]
    surplus = [index.surplus(one.line.target, one.hits, source=one.line.source) for one in judged]
    mentions = [(one, i) for one in with_terms for i, hit in enumerate(one.hits) if hit.renderings]
    return TermScores(
        segments=len(lines),
        term_segments=len(with_terms),
        mentions=len(mentions),
        placed=sum(one.target.placements[i] is not None for one, i in mentions),
        satisfied=sum(one.target.satisfied[i] for one, i in mentions),
        recalled=sum(
            not one.target.missing and not one.target.over_generated for one in with_terms
        ),
        consistent=_consistency(with_terms),
        renderings=sum(one.found for one in surplus),
        duplicated=sum(one.duplicated.total() for one in surplus),
        leaked=sum(one.leaked.total() for one in surplus),
        forbidden=sum(uses),
        forbidden_segments=sum(map(bool, uses)),
        windows=tuple(_windows(with_terms, size) for size in WINDOWS),
        one_minus_term=_one_minus_term(judged),
        signature=(
            f"terms:mentions|glossary:{glossary.sha256[:12] or 'none'}"
            f"|concepts:{len(glossary)}|windows:{','.join(map(str, WINDOWS))}"
            f"|termcost:{TERM_COST}|tok:tercom|case:lc|version:{__version__}"
        ),
    )


def _judge(line: TermLine, matcher: Matcher) -> _Judged:
    hits = tuple(hit for hit in matcher.match(line.source).hits if hit.status == "preferred")
    return _Judged(
        line=line,
        hits=hits,
        target=verify(line.target, hits),
        reference=None if line.reference is None else verify(line.reference, hits),
    )


def _consistency(judged: Sequence[_Judged]) -> tuple[int, int]:
    """Count mentions in the dominant rendering of their term, over terms mentioned twice or more.

    A mention that shares another's rendering has none of its own and does not count; a mention
    that is not rendered counts, and for no rendering.

    Source:
        Semenov & Bojar 2022, Automated evaluation metric for terminology consistency in MT.
    """
    used: defaultdict[tuple[str, str, str], list[str | None]] = defaultdict(list)
    for one in judged:
        for hit, place, satisfied in zip(
            one.hits, one.target.placements, one.target.satisfied, strict=True
        ):
            if not hit.renderings or (place is None and satisfied):
                continue
            key = (one.line.document, hit.concept, rendering_key(hit.renderings[0]))
            used[key].append(None if place is None else rendering_key(place.text))
    dominant = total = 0
    for renderings in used.values():
        if len(renderings) > 1:
            counts = Counter(rendering for rendering in renderings if rendering is not None)
            dominant += max(counts.values(), default=0)
            total += len(renderings)
    return dominant, total


def _windows(judged: Sequence[_Judged], size: int) -> float | None:
    """Return the mean over segments whose reference renders a term, as the shared task has it."""
    found: list[float] = []
    for one in judged:
        if one.reference is None or one.line.reference is None:
            continue
        pairs = list(_placed(one, one.reference))
        if any(theirs for _, theirs in pairs):
            found.append(window_overlap(one.line.target, one.line.reference, pairs, size=size))
    return sum(found) / len(found) if found else None


def _placed(
    one: _Judged, reference: Verification
) -> Iterator[tuple[list[tuple[int, int]], list[tuple[int, int]]]]:
    """Yield for each term where the target and where the reference renders it."""
    groups: defaultdict[str, tuple[list[tuple[int, int]], list[tuple[int, int]]]] = defaultdict(
        lambda: ([], [])
    )
    for i, hit in enumerate(one.hits):
        if not hit.renderings:
            continue
        mine, theirs = groups[rendering_key(hit.renderings[0])]
        _add(mine, one.target.placements[i])
        _add(theirs, reference.placements[i])
    yield from groups.values()


def _add(spans: list[tuple[int, int]], place: Placement | None) -> None:
    if place is not None:
        spans.append((place.start, place.end))


def _one_minus_term(judged: Sequence[_Judged]) -> float | None:
    """Return one less the mean TERm of the segments that have a reference."""
    rates: list[float] = []
    for one in judged:
        reference = one.line.reference
        if reference is None or one.reference is None:
            continue
        words: list[str] = []
        terms: set[int] = set()
        at = 0
        spans = [(p.start, p.end) for p in one.reference.placements if p is not None]
        for word in reference.split():
            at = reference.index(word, at)
            if any(start < at + len(word) and at < end for start, end in spans):
                terms.add(len(words))
            words.append(word.lower())
            at += len(word)
        if words:
            rates.append(term_edit_rate(one.line.target.lower().split(), words, terms))
    return 1 - sum(rates) / len(rates) if rates else None
