"""Quotation marks: find them, tell them from apostrophes, put them in pairs.

Dutch begins words with an apostrophe (``’s Nachts``), ends them with one (``Marx’ boek``) and opens
quotations with the same signs, so a mark is judged by what stands around it and by what is open.
Nothing is changed here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Mark", "Quotation", "find_marks", "opening_marks", "pair_marks", "quote_balance", "set_apart",
]  # fmt: skip

_DOUBLE = '„“”‟"«»″'
_SINGLE = "‘’‚‛'‹›′"
# Two ASCII marks that typewriters and old files use for one.
_MARK = re.compile(f",,(?=[^\\s,])|''|[{re.escape(_DOUBLE + _SINGLE)}]")
# What may stand before an opening mark, besides white space and other marks.
_OPENERS = "([{<–—-/|*_…"
# Dutch words that begin with an apostrophe, and English ones.
_CLITIC = re.compile(
    r"(?:s|t|n|k|r|m|ns|ie|tis|twas|twas|til|em|cause|bout|round|n)(?![^\W\d_])", re.IGNORECASE
)
_QUOTED_FIGURE = re.compile(r"\d+\s[^\W\d_]+")
"""A figure and a word, which a single mark further on may close: ``'40 zomers'``."""
_OF_YEARS = re.compile(
    r"\b(?:jaren|in|uit|sinds|van|tot|en|of|vóór|voor|na|eind|begin|medio|zomer|herfst|winter|lente|"
    r"since|from|until|late|early|summer|winter|spring)\s\Z",
    re.IGNORECASE,
)
"""What stands before a year whose century is left out."""
_ENCLITICS = frozenset({"t", "m", "r", "ie", "em"})
"""Those that may end a clause: ``dit is 'm, zei hij``."""
_BEFORE_WORD = re.compile(
    r"(?<![^\s(\[{<–—/*„“”\"«‘’‚'‹-])(?:,,|''|[„“‟\"«″‘‚'‹])"
    r"(?!(?:s|t|n|k|r|m|ns|ie|tis|em)(?![^\W\d_]))(?=\w)"
)
"""A mark that opens a quotation and touches its first word, which is no apostrophe's."""
_BEHIND = frozenset(',.;:!?)"”»')
_DECADE = re.compile(r"\d\d(?:s|er|ers)?(?![\w,.]*\d|\w)")
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,15}\s[^<>]{1,200}>")
"""A tag of a page, whose marks belong to its attributes."""
_ROLL = re.compile(r"(?<=\s['’‘])n['’](?=\s)")  # rock 'n' roll
_LOOK_AHEAD = 32  # marks; with the next two this keeps hostile input linear
_DEPTH = 32  # quotations within quotations
_RUN = 8  # marks in a row
_ELLIPTICAL_S = re.compile(r"(?:[sxz]|[sc]h|sj|ce)$", re.IGNORECASE)
_INITIAL_S = re.compile(r"(?<=\w\.['’])s(?![^\W_])")  # L.’s ouders


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One quotation mark in a text."""

    start: int
    end: int
    text: str
    double: bool
    opens: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A quotation as far as it lies in one segment; one of the two marks may be elsewhere."""

    opening: Mark | None
    closing: Mark | None

    @property
    def double(self) -> bool:
        """Whether it is set in double marks."""
        mark = self.opening or self.closing
        return mark is not None and mark.double

    @property
    def start(self) -> int:
        """Where its first mark in this segment is."""
        mark = self.opening or self.closing
        return mark.start if mark is not None else 0

    @property
    def kind(self) -> Literal["whole", "opened", "closed"]:
        """Whether both marks are here, or only the one that opens or closes it."""
        if self.closing is None:
            return "opened"
        return "whole" if self.opening is not None else "closed"


def find_marks(text: str) -> list[Mark]:
    """Return the quotation marks of a text in order; apostrophes are none.

    >>> [(mark.text, mark.opens) for mark in find_marks("’s Nachts zei hij: „Foto’s.”")]
    [('„', True), ('”', False)]
    """
    if not any(character in text for character in _DOUBLE + _SINGLE) and ",," not in text:
        return []
    found = list(_MARK.finditer(text))
    if "<" in text and (tags := [tag.span() for tag in _TAG.finditer(text)]):
        found = [m for m in found if not _within(tags, m.start())]
    # Only punctuation and marks stand from here to the end.
    tail = next((at for at in range(len(text), 0, -1) if text[at - 1].isalnum()), 0)
    marks: list[Mark] = []
    stack: list[Mark] = []
    for index, match in enumerate(found):
        later = found[index + 1 : index + 1 + _LOOK_AHEAD]
        mark = _classified(text, match, stack=stack[-_DEPTH:], later=later, tail=tail)
        if mark is None:
            continue
        marks.append(mark)
        if mark.opens:
            stack.append(mark)
        else:
            depth = _partner(stack, mark)
            if depth is not None:
                del stack[depth:]
    return marks


def _within(spans: Sequence[tuple[int, int]], place: int) -> bool:
    """Whether a place lies in one of some spans, which are in order."""
    at = bisect_right(spans, (place, place))
    return at > 0 and spans[at - 1][1] > place


def _partner(stack: Sequence[Mark], mark: Mark) -> int | None:
    """Return the place of the open mark that this one closes, None where there is none."""
    for depth in range(len(stack) - 1, max(len(stack) - _DEPTH, 0) - 1, -1):
        if stack[depth].double == mark.double:
            return depth
    return None


def _classified(
    text: str,
    match: re.Match[str],
    *,
    stack: Sequence[Mark],
    later: Sequence[re.Match[str]],
    tail: int,
) -> Mark | None:
    """Return the mark at a place, or None where it is an apostrophe or a prime."""
    start, end = match.span()
    sign = match.group()
    double = sign in {",,", "''"} or sign in _DOUBLE
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    at_opening = _at_opening(text, start)
    if double:
        detached = _detached(text, start, end, tail=tail)
        opens = (
            _double_opens(sign, before, after, at_opening=at_opening, stack=stack)
            if detached is None
            else detached
        )
        if opens is None:
            return None  # inches and seconds
        return Mark(start=start, end=end, text=sign, double=True, opens=opens)
    if (before.isalnum() and after.isalnum()) or sign == "′":
        return None
    if _INITIAL_S.match(text, end) or _ROLL.match(text, end) or _ROLL.match(text, start - 1):
        return None
    opening = Mark(start=start, end=end, text=sign, double=False, opens=True)
    closing = Mark(start=start, end=end, text=sign, double=False, opens=False)
    if at_opening and not after.isspace():
        quoted = (
            after.isdigit()
            and _QUOTED_FIGURE.match(text, end)
            and not _OF_YEARS.search(text, max(0, start - 12), start)
            and _closes_later(text, later)
        )
        if sign not in "‚‹" and not quoted and _is_apostrophe_first(text, end):
            return None
        return opening
    if before.isspace():
        detached = _detached(text, start, end, tail=tail)
        if detached is None:
            return None  # a lone tick between spaces
        return opening if detached else closing
    is_open = _is_open(stack, double=False)
    if sign == "‘" and not is_open:
        return None if after.isspace() else opening
    # A possessive such as Marx’ or jaren’ looks like the end of a quotation. Where one is open
    # that ends later, or none is open and the sentence goes on, it is the possessive.
    possessive = _ELLIPTICAL_S.search(text[max(0, start - 2) : start]) is not None
    if is_open:
        return None if possessive and after == " " and _closes_later(text, later) else closing
    return None if possessive and end < tail else closing


def _detached(text: str, start: int, end: int, *, tail: int) -> bool | None:
    """Return whether a mark that stands off opens; None where it does not stand off, or both ways.

    Old files and some newspapers write ``" Zo is het. "``, with the mark off by a space.
    """
    if text[start:end] in {"„", ",,"} or (start and not text[start - 1].isspace()):
        return None
    after = text[end : end + 1]
    if end >= tail:
        return False if text[:start].strip() else None
    if after.isspace() and not text[:start].strip():
        return True
    if after and after in ",.;:!?":
        return False
    if after.isspace() and text[:start].rstrip().endswith((".", ",", "!", "?", "…")):
        return False
    return None


def _double_opens(
    sign: str, before: str, after: str, *, at_opening: bool, stack: Sequence[Mark]
) -> bool | None:
    """Return whether a double mark opens, None where it is no quotation mark."""
    is_open = _is_open(stack, double=True)
    if sign == "″" or (sign in '"”' and before.isdigit() and not is_open):
        return None
    if sign in "„,,‟":
        return True
    if at_opening:
        # “ closes after „ in German and in some Dutch files, but then a word stands before it.
        return not after.isspace() or not is_open
    return sign in "“«" and not is_open and not after.isspace()


def _at_opening(text: str, start: int) -> bool:
    """Return whether an opening mark may stand here: at the start of a word.

    Marks before this one are looked past: in ``'je moet wachten'."`` the last two follow one
    another and both close.
    """
    at = start - 1
    while at >= max(0, start - _RUN) and text[at] in _DOUBLE + _SINGLE:
        at -= 1
    return at < 0 or text[at].isspace() or text[at] in _OPENERS


def _is_apostrophe_first(text: str, end: int) -> bool:
    """Return whether the word after this mark is one that begins with an apostrophe."""
    clitic = _CLITIC.match(text, end)
    after = text[clitic.end() : clitic.end() + 1] if clitic else "?"
    if after in {" ", "-", "\u00a0", ""}:
        return True
    if clitic and clitic.group() in _ENCLITICS and after in _BEHIND:
        return not text[clitic.end() + 1 : clitic.end() + 2].isalnum()
    return _DECADE.match(text, end) is not None


def _is_open(stack: Sequence[Mark], *, double: bool) -> bool:
    """Return whether a quotation with such marks is open."""
    return any(mark.double == double for mark in stack)


def _closes_later(text: str, later: Sequence[re.Match[str]]) -> bool:
    """Return whether a single mark that surely closes comes before the next that may open."""
    for match in later:
        sign = match.group()
        if sign not in _SINGLE or len(sign) != 1:
            continue
        before = text[match.start() - 1]
        after = text[match.end() : match.end() + 1] or " "
        if before.isalnum() and after.isalnum():
            continue
        return not _at_opening(text, match.start())
    return False


def pair_marks(marks: Sequence[Mark]) -> list[Quotation]:
    """Put opening and closing marks together; return the quotations in order of their start."""
    quotations: list[Quotation] = []
    stack: list[Mark] = []
    for mark in marks:
        if mark.opens:
            stack.append(mark)
            continue
        depth = _partner(stack, mark)
        if depth is None:
            quotations.append(Quotation(opening=None, closing=mark))
            continue
        quotations += [Quotation(opening=left, closing=None) for left in stack[depth + 1 :]]
        quotations.append(Quotation(opening=stack[depth], closing=mark))
        del stack[depth:]
    quotations += [Quotation(opening=left, closing=None) for left in stack]
    return sorted(quotations, key=_began)


def _began(quotation: Quotation) -> tuple[int, int]:
    """Return a key that sorts by where quotations begin: the outermost of earlier ones first."""
    if quotation.opening is not None:
        return quotation.opening.start, 0
    return -1, -quotation.start


def quote_balance(text: str) -> tuple[int, int, int]:
    """Return how many quotations are whole, only opened and only closed in a text."""
    kinds = [quotation.kind for quotation in pair_marks(find_marks(text))]
    return kinds.count("whole"), kinds.count("opened"), kinds.count("closed")


def opening_marks(text: str) -> list[int]:
    """Return where in a Dutch text an opening quotation mark touches the word behind it.

    Returns:
        Offsets of the words.

    >>> opening_marks("Hij zei: „Vertrekken is ’s nachts ‘gewoon’.”")
    [10, 35]
    """
    return [match.end() for match in _BEFORE_WORD.finditer(text)]


def set_apart(text: str) -> str:
    """Return a Dutch text with a space between opening marks and the words they touch.

    SentencePiece marks the beginning of a word by the space before it. Behind a mark there is none,
    and a word falls into pieces of which no model has seen much: *„Ver trekken* came out as they.

    >>> set_apart("Hij zei: „Vertrekken.”")
    'Hij zei: „ Vertrekken.”'
    """
    parts: list[str] = []
    at = 0
    for place in opening_marks(text):
        parts += [text[at:place], " "]
        at = place
    return "".join([*parts, text[at:]])
