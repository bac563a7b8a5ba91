"""Quotation marks: tell them from apostrophes, and give a target those of its source.

Sentences are translated one by one, so a model sees half of every longer quotation and opens or
closes it as it pleases. The source is the authority here: a segment inside a running quotation
neither gains nor loses a mark, Dutch „…” becomes “…”, every other style stays as in the source.
What cannot be placed safely is left for the ``quotes`` check.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workbench.model import Edit, Enforced, apply_edits

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Mark", "Quotation", "find_marks", "pair_marks", "quote_balance", "repair_quotes"]

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
_DECADE = re.compile(r"\d\d(?:s|er|ers)?(?![\w,.]*\d|\w)")
_ROLL = re.compile(r"(?<=\s['’‘])n['’](?=\s)")  # rock 'n' roll
_LOOK_AHEAD = 32  # marks; with the next two this keeps hostile input linear
_DEPTH = 32  # quotations within quotations
_RUN = 8  # marks in a row
_MOST = 200  # quotations in a segment; above, nothing is repaired
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
        if sign not in "‚‹" and _is_apostrophe_first(text, end):
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
    if clitic and text[clitic.end() : clitic.end() + 1] in {" ", "-", "\u00a0", ""}:
        return True
    return _DECADE.match(text, end) is not None


def _is_open(stack: Sequence[Mark], *, double: bool) -> bool:
    """Return whether a quotation with such marks is open."""
    return any(mark.double == double for mark in stack)


def _at_end(text: str, end: int) -> bool:
    """Return whether only punctuation and marks follow."""
    return not any(character.isalnum() for character in text[end:])


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
    return sorted(quotations, key=lambda quotation: quotation.start)


def quote_balance(text: str) -> tuple[int, int, int]:
    """Return how many quotations are whole, only opened and only closed in a text."""
    kinds = [quotation.kind for quotation in pair_marks(find_marks(text))]
    return kinds.count("whole"), kinds.count("opened"), kinds.count("closed")


def repair_quotes(source: str, target: str) -> Enforced:
    """Give a target the quotation marks of its source.

    Args:
        source: the Dutch segment.
        target: English for it, from a model.

    Returns:
        The repaired target and the edits that made it, offsets in ``target``.

    >>> repair_quotes("„Ik blijf.", '"I am staying."').text
    '“I am staying.'
    """
    wanted = pair_marks(find_marks(source))
    found = pair_marks(find_marks(target))
    too_many = max(len(wanted), len(found)) > _MOST
    if (not wanted and not found) or too_many or not target.strip():
        return Enforced(text=target)
    edits: list[Edit] = []
    for want, have in _aligned(source, wanted, target=target, found=found):
        if want is None and have is not None:
            edits += [_removal(target, mark) for mark in (have.opening, have.closing) if mark]
        elif want is not None:
            edits += _matched(source, want, target=target, have=have)
    edits = _distinct(edits)
    return Enforced(text=apply_edits(target, tuple(edits)), edits=tuple(edits))


def _aligned(
    source: str, wanted: list[Quotation], *, target: str, found: list[Quotation]
) -> list[tuple[Quotation | None, Quotation | None]]:
    """Put quotations of source and target side by side, in order, at the least total cost."""
    rows, columns = len(wanted), len(found)
    skip = 1.0
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows, -1, -1):
        for column in range(columns, -1, -1):
            options = []
            if row < rows:
                options.append(best[row + 1][column] + skip)
            if column < columns:
                options.append(best[row][column + 1] + skip)
            if row < rows and column < columns:
                cost = _distance(source, wanted[row], target=target, have=found[column])
                options.append(best[row + 1][column + 1] + cost)
            best[row][column] = min(options, default=0.0)
    result: list[tuple[Quotation | None, Quotation | None]] = []
    row = column = 0
    while row < rows or column < columns:
        if row < rows and column < columns:
            cost = _distance(source, wanted[row], target=target, have=found[column])
            if best[row][column] == best[row + 1][column + 1] + cost:
                result.append((wanted[row], found[column]))
                row += 1
                column += 1
                continue
        if row < rows and best[row][column] == best[row + 1][column] + skip:
            result.append((wanted[row], None))
            row += 1
        else:
            result.append((None, found[column]))
            column += 1
    return result


def _distance(source: str, want: Quotation, *, target: str, have: Quotation) -> float:
    """Return how unlike two quotations are: 0 for the same, 2 and more for hopeless."""
    cost = 0.0
    if want.double != have.double:
        cost += 0.3
    if want.kind != have.kind:
        if "whole" not in {want.kind, have.kind}:
            return 9.0  # one that opens is never one that closes
        cost += 0.5
    place = abs(_place(source, want) - _place(target, have))
    return cost + place


def _place(text: str, quotation: Quotation) -> float:
    """Return where a quotation stands, 0 for the start of the text and 1 for its end."""
    marks = [mark for mark in (quotation.opening, quotation.closing) if mark]
    return sum(mark.start for mark in marks) / len(marks) / max(len(text), 1)


def _matched(source: str, want: Quotation, *, target: str, have: Quotation | None) -> list[Edit]:
    """Return the edits that turn one quotation of the target into that of the source."""
    opening, closing = _style(want)
    edits: list[Edit] = []
    have_opening = have.opening if have else None
    have_closing = have.closing if have else None
    missing_opening = want.opening is not None and have_opening is None
    missing_closing = want.closing is not None and have_closing is None
    at_start = want.opening is not None and _leads(source, want.opening.start)
    at_end = want.closing is not None and _at_end(source, want.closing.end)
    if have is None and want.kind == "whole" and not (at_start and at_end):
        return []  # lost in mid-sentence: nobody knows where it stood
    if want.opening is not None:
        if have_opening is not None:
            edits += _restyled(have_opening, opening)
        elif missing_opening:
            place = _opening_place(source, want.opening, target=target, at_start=at_start)
            if place is not None:
                edits.append(Edit(start=place, end=place, replacement=opening, reason="quotes"))
    elif have_opening is not None:
        edits.append(_removal(target, have_opening))
    if want.closing is not None:
        if have_closing is not None:
            edits += _restyled(have_closing, closing)
        elif missing_closing and at_end:
            place = _closing_place(source, want.closing, target=target)
            edits.append(Edit(start=place, end=place, replacement=closing, reason="quotes"))
    elif have_closing is not None:
        edits.append(_removal(target, have_closing))
    return edits


def _style(quotation: Quotation) -> tuple[str, str]:
    """Return the marks a target gets for a quotation of the source."""
    opening = quotation.opening.text if quotation.opening else ""
    closing = quotation.closing.text if quotation.closing else ""
    if opening in {"„", ",,", "‟"} or closing == "''" or (not opening and closing in {"”", "“"}):
        return "“", "”"
    if opening in {"‚", "‛"}:
        return "‘", "’"
    if quotation.double:
        if '"' in {opening, closing} and {opening, closing} <= {'"', ""}:
            return '"', '"'
        if "«" in {opening, closing} or "»" in {opening, closing}:
            return opening or "«", closing or "»"
        return "“", "”"
    if {opening, closing} <= {"'", ""}:
        return "'", "'"
    if "‹" in {opening, closing} or "›" in {opening, closing}:
        return opening or "‹", closing or "›"
    return "‘", "’"


def _leads(text: str, start: int) -> bool:
    """Return whether nothing but punctuation and marks stands before."""
    return not any(character.isalnum() for character in text[:start])


def _restyled(mark: Mark, replacement: str) -> list[Edit]:
    """Return the edit for another mark in the same place, if it is another one."""
    if mark.text == replacement:
        return []
    return [Edit(start=mark.start, end=mark.end, replacement=replacement, reason="quotes")]


def _removal(target: str, mark: Mark) -> Edit:
    """Return the edit that takes a mark away, and a space where two would meet."""
    end = mark.end
    if target[end : end + 1] == " " and (mark.start == 0 or target[mark.start - 1] == " "):
        end += 1
    return Edit(start=mark.start, end=end, replacement="", reason="quotes")


def _opening_place(source: str, mark: Mark, *, target: str, at_start: bool) -> int | None:
    """Return where in the target a missing opening mark goes; None where that is unknown."""
    if at_start:
        # Past white space, a dash or a bracket, as in the source.
        lead = re.match(r"\s*(?:[-–—]\s+|[(\[])?", target)
        dashed = source[: mark.start].strip() != ""
        if lead and dashed:
            return lead.end()
        return len(target) - len(target.lstrip())
    if source[: mark.start].rstrip().endswith(":"):
        colons = [match.end() for match in re.finditer(r":\s+(?=\S)", target)]
        wanted = len(re.findall(r":\s+(?=\S)", source[: mark.start + 1]))
        if wanted and len(colons) >= wanted:
            return colons[wanted - 1]
    return None


def _closing_place(source: str, mark: Mark, *, target: str) -> int:
    """Return where at the end of the target a missing closing mark goes."""
    end = len(target.rstrip())
    # Marks that close more than this one stay outside it.
    outside = sum(1 for later in find_marks(source[mark.start :])[1:] if not later.opens)
    for other in reversed(find_marks(target)):
        if outside and other.end == end and not other.opens:
            end = other.start
            outside -= 1
    followed = source[mark.end : mark.end + 1]
    if followed and followed in ".!?,;:" and target[end - 1 : end] == followed:
        end -= 1
    return end


def _distinct(edits: list[Edit]) -> list[Edit]:
    """Return the edits in order without overlaps; the earlier one wins."""
    result = sorted(edits, key=lambda edit: (edit.start, edit.end))
    kept: list[Edit] = []
    for edit in result:
        if kept and edit.start < kept[-1].end:
            continue
        kept.append(edit)
    return kept
