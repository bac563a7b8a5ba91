"""What of a segment the decoder gets to see, and what goes around it.

A segment becomes parts: literals, which are copied, and pieces, which are decoded. Most segments
are one piece. Reserved markup and addresses are literals, a segment longer than the decoder
handles well is cut at clause marks, and where nothing but terms, figures and marks is left no
decoder is needed at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.engine.words import NO_WORDS, for_decoder
from workbench.pipeline.datelines import english_dateline
from workbench.text.casing import agree_initial, lower_for_decoding
from workbench.text.clauses import split_clauses
from workbench.text.credits import render_credit, render_genre
from workbench.text.plain import plain_dutch
from workbench.text.quote_marks import opening_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from workbench.engine.words import RareWords
    from workbench.model import Segment, TermHit

__all__ = ["MAX_SOURCE_TOKENS", "Given", "Item", "Job", "Piece", "prepare"]

MAX_SOURCE_TOKENS = 110
"""Source pieces above which a segment is cut at clause marks: the model was trained on at most 120
and repeats itself on more."""

MOST_LISTED = 12
"""Terms of a list above which it is cut: a decoder that is given a long row of names loses its way
in it, and between them nothing is lost by a cut."""
_LISTED_EACH = 6
"""Terms that a part of such a list is to have."""
_LIST_MARK = re.compile(r",|\s+(?:en|of)\s")

_LITERAL = re.compile(
    # Above 200 characters what has no white space in it is no word of any language: a decoder takes
    # minutes over it and makes nothing of it. It comes first, or the others would search all of it.
    r"""(?P<endless>(?<!\S)\S{201,})
    |</?(?:t|s|unk|pad)>                                     # pieces a model reserves
    |\bhttps?://[^\s<>"“”„]*[^\s<>"“”„.,;:!?)\]’']          # addresses
    |\bwww\.[^\s<>"“”„]*[^\s<>"“”„.,;:!?)\]’']
    |\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b
    |\b(?:[a-z\d-]{1,64}\.){1,4}(?:nl|be|com|org|eu|net|info)/[^\s<>"“”„]*[^\s<>"“”„.,;:!?)\]’']
    |(?<![\w&/])[#@][^\W\d_][\w.]{1,64}\b                     # tags and accounts
    |(?<![\w.,/-])(?:0\d{1,3}[ -]\d{2,8}(?:[ ]\d{2,4}){0,3}|0\d{9}  # telephone numbers
      |\+\d{2}[ -]?(?:\(0\))?\d(?:[ -]?\d){7,9})(?![\w-])
    |\b[A-Z]{2}\d{2}[ ]?[A-Z]{4}(?:[ ]?\d{2,4}){2,6}\b           # accounts of a bank
    |\A(?:[*•▪■●◦‣·]|[-–—](?=\s+\S))\s+                        # how an item of a list begins
    |\A[¹²³⁰⁴-⁹]{1,3}(?=\s)|(?<=[.!?”"’])[¹²³⁰⁴-⁹]{1,3}\Z       # numbers of notes
    |(?:[\u2600-\u27bf\U0001f000-\U0001faff]\ufe0f?\u200d?)+        # pictures
    |(?<!\S)\|(?!\S)                                            # the cells of a table
    |</?[a-z][a-z0-9]{0,15}(?:\s[^<>]{0,200})?/?>                # tags of a page
    |<!--(?>[^-]|-(?!->)){0,500}-->|&(?:[a-z]{2,8}|[#]\d{2,6});   # its remarks and named signs""",
    re.VERBOSE,
)
_UNSEEN = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # a terminal's colour or cursor command, whole
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    r"\U000e0000-\U000e007f]"
)
"""Controls, soft hyphens, zero-width and direction marks: never part of what a model was taught."""
_DATELINE = re.compile(
    r"[A-ZÀ-ÖØ-Þ'’][A-ZÀ-ÖØ-Þ'’./ -]{2,40}(?:\s\([A-Z/]{2,12}\))?\s+[–—|-]\s+(?=[\w„“‘\"'’])"
)
"""A place in capitals and a dash before the first sentence of a report."""
_TYPEWRITER = {",,": "„", "''": "”"}
_TYPED = re.compile(r",,(?=[^\s,])|''")
"""Two signs that typewriters and old files use for one quotation mark, unknown to any model."""
_CLOSES = re.compile(r"(?<=[^\W\d_sxz])['’]\Z|(?<=[.!?…])['’]\Z")
"""A single mark at the end of a segment, behind no letter that an owner may end in."""
_CREDIT_LABEL = re.compile(r"[(\[]?[^\W\d_]+\b")
_LETTER = re.compile(r"[^\W\d_]")
_POSSESSIVES = ("’s", "'s", "s’", "s'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A segment with what its surroundings say about it."""

    segment: Segment
    hits: tuple[TermHit, ...] = ()
    quote_depth: int = 0
    """Quotations open where it begins; see ``workbench.text.house_quotes``."""
    learned: tuple[TermHit, ...] = ()
    """Names as editors rendered them before, and surnames of the document, which have no concept;
    all outside ``hits``: hinted, preferred, never reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A rare word of the Dutch that the decoder gets to see in English."""

    dutch: str
    english: str
    start: int
    """Half-open offsets of the English in the text of its piece."""
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a segment that is decoded as one source."""

    text: str
    """As the decoder should see it, before hints."""
    hits: tuple[TermHit, ...]
    """Terms inside it; offsets count in ``text``."""
    given: tuple[Given, ...] = ()
    """Rare words that stand in ``text`` in English."""
    unwritable: frozenset[str] = frozenset()
    """Renderings the model has no pieces for: as a hint they would only confuse it."""

    def hinted(self) -> str:
        """Return ``text`` with each term written as it should come out.

        A small model copies an English name it finds in Dutch text more faithfully than it obeys
        any annotation, so the hint is the rendering itself.
        """
        text = self.text
        for hit in reversed(self.hits):
            if (
                hit.renderings
                and hit.policy != "keep"
                and hit.status == "preferred"
                and hit.renderings[0] not in self.unwritable
            ):
                text = text[: hit.start] + _bare(hit.renderings[0]) + text[hit.end :]
        return text


def _bare(rendering: str) -> str:
    """Return a rendering without a leading article: the Dutch one before it is translated."""
    return rendering[4:] if rendering.startswith(("the ", "The ")) else rendering


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A segment on its way to a draft."""

    item: Item
    parts: tuple[str | Piece, ...] = ()
    """Literals and pieces in order; their concatenation is the target before it is finished."""
    capitals: bool = False
    """Whether the source was all capitals and the target has to be again."""
    done: str | None = None
    """The target, where no decoder is needed."""
    split: bool = False
    """Whether the segment was cut because of its length."""

    @property
    def segment(self) -> Segment:
        """Return the segment."""
        return self.item.segment

    @property
    def hits(self) -> tuple[TermHit, ...]:
        """Return the terms found in it; offsets count in its source."""
        return self.item.hits

    @property
    def pieces(self) -> list[Piece]:
        """Return the parts that are decoded."""
        return [part for part in self.parts if isinstance(part, Piece)]


def prepare(
    item: Item,
    *,
    count_tokens: Callable[[str], int],
    limit: int = MAX_SOURCE_TOKENS,
    words: RareWords = NO_WORDS,
) -> Job:
    """Return what has to be decoded of a segment, under the terms found in it.

    Args:
        item: the segment and its terms.
        count_tokens: pieces of a Dutch text.
        limit: pieces above which a segment is cut.
        words: English for words the model hardly knows, written into what it gets to see.
    """
    segment, hits = item.segment, item.hits
    whole = _without_decoding(segment, hits)
    if whole is not None:
        return Job(item=item, done=whole)
    hits = tuple(sorted((*hits, *item.learned), key=lambda hit: hit.start))
    text, capitals = lower_for_decoding(segment.source)
    parts: list[str | Piece] = []
    at = 0
    split = False
    dateline = _DATELINE.match(text)
    if dateline and not any(hit.start < dateline.end() < hit.end for hit in hits):
        at = dateline.end()
        named = [hit for hit in hits if hit.end <= at and hit.renderings and hit.enforced]
        parts.append(_dateline(text[:at], named))
    for literal in [*_LITERAL.finditer(text), None]:
        start, end = literal.span() if literal else (len(text), len(text))
        inside = [hit for hit in hits if hit.start < end and start < hit.end]
        endless = literal is not None and literal["endless"] is not None
        if inside and not endless:
            continue  # a term the glossary knows is more than a literal
        added = _pieces(text, at, start, hits, count_tokens=count_tokens, limit=limit, words=words)
        split = split or sum(isinstance(part, Piece) for part in added) > 1
        parts += added
        if endless:
            parts.append(_rendered_within(text, start, end, inside))
        elif literal:
            parts.append(segment.source[start:end])
        at = end
    return Job(item=item, parts=tuple(parts), capitals=capitals, split=split)


def _pieces(
    text: str,
    start: int,
    end: int,
    hits: Sequence[TermHit],
    *,
    count_tokens: Callable[[str], int],
    limit: int,
    words: RareWords,
) -> list[str | Piece]:
    """Return the parts of ``text[start:end]``: white space as it is, pieces within ``limit``."""
    stretch = text[start:end]
    if not _LETTER.search(stretch) and not any(c.isdigit() for c in stretch):
        return [stretch] if stretch else []
    parts: list[str | Piece] = []
    at = start
    for left, right in _cuts(stretch, start, hits, count_tokens=count_tokens, limit=limit):
        begin, stop = start + left, start + right
        if begin > at:
            parts.append(text[at:begin])
        lead = len(text[begin:stop]) - len(text[begin:stop].lstrip())
        trail = len(text[begin:stop]) - len(text[begin:stop].rstrip())
        inside = [h for h in hits if begin + lead <= h.start and h.end <= stop - trail]
        if lead:
            parts.append(text[begin : begin + lead])
        parts.append(_piece(text[begin + lead : stop - trail], inside, begin + lead, words))
        if trail:
            parts.append(text[stop - trail : stop])
        at = stop
    if at < end:
        parts.append(text[at:end])
    return parts


def _cuts(
    stretch: str,
    start: int,
    hits: Sequence[TermHit],
    *,
    count_tokens: Callable[[str], int],
    limit: int,
) -> list[tuple[int, int]]:
    """Return where a stretch is cut: where it is long, and where it is a long list of terms."""
    end = start + len(stretch)
    terms = [h for h in hits if h.enforced and start <= h.start and h.end <= end]
    listed = sum(_LIST_MARK.match(stretch, h.end - start) is not None for h in terms)
    if listed > MOST_LISTED:
        each = count_tokens(stretch) * _LISTED_EACH // len(terms)
        cuts = split_clauses(stretch, count_tokens, limit=min(each, limit))
        # a term is worth more than a short piece
        if all(any(a <= h.start - start and h.end - start <= b for a, b in cuts) for h in terms):
            return cuts
    return split_clauses(stretch, count_tokens, limit=limit)


def _piece(text: str, hits: Sequence[TermHit], offset: int, words: RareWords) -> Piece:
    """Return a piece as the decoder should see it, whose hits count from its own start.

    Odd characters are gone, opening marks stand apart from words, and outside the hits short forms
    are written out and rare words English.
    """
    hits = [replace(hit, start=hit.start - offset, end=hit.end - offset) for hit in hits]
    text, hits = _written_out(text, hits, plain_dutch(text))
    text, hits = _written_out(text, hits, _set_apart(text))
    rare = [
        (start, end, english)
        for start, end, english in words.find(text)
        if not any(hit.start < end and start < hit.end for hit in hits)
    ]
    given = _given(text, rare)
    text, hits = _written_out(text, hits, ((a, b, for_decoder(word)) for a, b, word in rare))
    marks = {m.start(): _TYPEWRITER[m.group()] for m in _TYPED.finditer(text)}
    unseen = {i for m in _UNSEEN.finditer(text) for i in range(*m.span())}
    if not marks and not unseen:
        return Piece(text=text, hits=tuple(hits), given=given)
    kept: list[str] = []
    moved = [0] * (len(text) + 1)
    for i, character in enumerate(text):
        moved[i] = len(kept)
        if i in marks:
            kept.append(marks[i])
        elif i - 1 in marks:
            continue
        elif i not in unseen:
            kept.append(character)
        elif character in "\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\u2028\u2029":
            kept.append(" ")
    moved[len(text)] = len(kept)
    return Piece(
        text="".join(kept),
        hits=tuple(replace(hit, start=moved[hit.start], end=moved[hit.end]) for hit in hits),
        given=tuple(replace(one, start=moved[one.start], end=moved[one.end]) for one in given),
    )


def _set_apart(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the spaces between opening marks and words; a typed mark is one mark by then.

    A single mark that only closes, because its quotation began a sentence before, goes: a decoder
    takes it for an owner's apostrophe, and the finishing steps know where it stood.
    """
    opening = opening_marks(text)
    for at in opening:
        typed = _TYPEWRITER.get(text[max(0, at - 2) : at])
        yield (at, at, " ") if typed is None else (at - 2, at, f"{typed} ")
    closing = _CLOSES.search(text)
    if closing is not None and not any(text[at - 1] in "'‘‚‹" for at in opening):
        yield closing.start(), closing.end(), ""


def _given(text: str, rare: Sequence[tuple[int, int, str]]) -> tuple[Given, ...]:
    """Return the words of a text that are to be written in English, as they will stand there."""
    given: list[Given] = []
    moved = 0
    for start, end, english in rare:
        written = for_decoder(english)
        begin = start + moved
        given.append(
            Given(dutch=text[start:end], english=english, start=begin, end=begin + len(written))
        )
        moved += len(written) - (end - start)
    return tuple(given)


def _written_out(
    text: str, hits: list[TermHit], changes: Iterable[tuple[int, int, str]]
) -> tuple[str, list[TermHit]]:
    """Return a text with what is written otherwise outside the hits, and these where they are."""
    parts: list[str] = []
    moves: list[tuple[int, int]] = []
    at = 0
    for start, end, written in changes:
        if any(hit.start < end and start < hit.end for hit in hits):
            continue
        parts += [text[at:start], written]
        moves.append((end, len(written) - (end - start)))
        at = end
    if not moves:
        return text, hits

    def moved(place: int) -> int:
        return place + sum(by for end, by in moves if end <= place)

    kept = [replace(hit, start=moved(hit.start), end=moved(hit.end)) for hit in hits]
    return "".join([*parts, text[at:]]), kept


def _without_decoding(segment: Segment, hits: Sequence[TermHit]) -> str | None:
    """Return the target of a segment that is nothing but terms, figures, marks or a credit."""
    source = segment.source
    if any(not hit.renderings or hit.status != "preferred" for hit in hits):
        return None
    if segment.kind in {"credit", "caption", "label"}:
        label = _CREDIT_LABEL.match(source)
        names = [hit for hit in hits if label is None or hit.start >= label.end()]
        credit = render_credit(_rendered(source, names))
        if credit is not None:
            return credit
    if segment.kind in {"label", "headline"} and not hits:
        genre = render_genre(source)
        if genre is not None:
            return genre
    if hits and not _LETTER.search(_outside(source, hits)):
        return agree_initial(source, _rendered(source, hits)).text
    if not hits and not _LETTER.search(source) and not any(c.isdigit() for c in source):
        return source
    return None


def _dateline(text: str, hits: Sequence[TermHit]) -> str:
    """Return a dateline with each term in its rendering and other places in English."""
    parts: list[str] = []
    at = 0
    for hit in [*hits, None]:
        end = hit.start if hit else len(text)
        parts.append(english_dateline(text[at:end]))
        if hit:
            parts.append(_rendered_within(text, hit.start, hit.end, [hit]))
            at = hit.end
    return "".join(parts)


def _rendered(source: str, hits: Sequence[TermHit]) -> str:
    """Return ``source`` with each term in its rendering."""
    parts: list[str] = []
    at = 0
    for hit in hits:
        between = source[at : hit.start]
        rendering = hit.renderings[0]
        if parts and between.isspace() and parts[-1].endswith(_POSSESSIVES):
            rendering = _bare(rendering)  # "Putin’s the law" is nobody's English
        parts += [between, _capitals_as(hit.source, rendering)]
        at = hit.end
    return "".join([*parts, source[at:]])


def _rendered_within(text: str, start: int, end: int, hits: Sequence[TermHit]) -> str:
    """Return ``text[start:end]`` with the terms that lie inside it in their renderings."""
    return _rendered(
        text[start:end],
        [
            replace(hit, start=hit.start - start, end=hit.end - start)
            for hit in hits
            if start <= hit.start and hit.end <= end and hit.renderings and hit.enforced
        ],
    )


def _outside(source: str, hits: Sequence[TermHit]) -> str:
    """Return what of ``source`` no hit covers."""
    kept: list[str] = []
    at = 0
    for hit in hits:
        kept.append(source[at : hit.start])
        at = hit.end
    return " ".join([*kept, source[at:]])


def _capitals_as(source: str, rendering: str) -> str:
    """Return ``rendering`` in capitals where the term was written so."""
    if len(source) > 3 and source.isupper() and not rendering.isupper():
        return rendering.upper()
    return rendering
