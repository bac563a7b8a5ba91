"""Quotation marks: give a target those of its source.

Sentences are translated one by one, so a model sees half of every longer quotation and opens or
closes it as it pleases. The source is the authority here: a segment inside a running quotation
neither gains nor loses a mark, Dutch „…” becomes “…”, every other style stays as in the source.
What cannot be placed safely is left for the ``quotes`` check.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.model import Edit, Enforced, apply_edits
from workbench.text.quote_marks import (
    Mark,
    Quotation,
    find_marks,
    pair_marks,
    quote_balance,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Mark", "Quotation", "find_marks", "pair_marks", "quote_balance", "repair_quotes"]

_MOST = 200  # quotations in a segment; above, nothing is repaired


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
    # Each with the place of its mark in the source: two marks may go to one place in the target.
    ranked: list[tuple[int, Edit]] = []
    for want, have in _aligned(source, wanted, target=target, found=found):
        if want is None and have is not None:
            ranked += [
                (-1, _removal(target, mark)) for mark in (have.opening, have.closing) if mark
            ]
        elif want is not None:
            ranked += _matched(source, want, target=target, have=have)
    ranked.sort(key=lambda entry: (entry[1].start, entry[1].end, entry[0]))
    edits = _distinct([edit for _, edit in ranked])
    return Enforced(text=apply_edits(target, edits), edits=edits)


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
    gaps = [
        abs(left.start / max(len(source), 1) - right.start / max(len(target), 1))
        for left, right in ((want.opening, have.opening), (want.closing, have.closing))
        if left is not None and right is not None
    ]
    return cost + 1.5 * sum(gaps) / len(gaps)


def _matched(
    source: str, want: Quotation, *, target: str, have: Quotation | None
) -> list[tuple[int, Edit]]:
    """Return the edits that turn one quotation of the target into that of the source.

    Returns:
        Each edit with the place of its mark in the source.
    """
    opening, closing = _style(want)
    have_opening = have.opening if have else None
    have_closing = have.closing if have else None
    at_start = want.opening is not None and _leads(source, want.opening.start)
    at_end = want.closing is not None and _at_end(source, want.closing.end)
    if have is None and want.kind == "whole" and not (at_start and at_end):
        return []  # lost in mid-sentence: nobody knows where it stood
    edits: list[tuple[int, Edit]] = []
    if want.opening is None:
        if have_opening is not None:
            edits.append((-1, _removal(target, have_opening)))
    elif have_opening is not None:
        edits += _restyled(have_opening, opening, want.opening)
    else:
        place = _opening_place(source, want.opening, target=target, at_start=at_start)
        if place is not None:
            edit = Edit(start=place, end=place, replacement=opening, reason="quotes")
            edits.append((want.opening.start, edit))
    if want.closing is None:
        if have_closing is not None:
            edits.append((-1, _removal(target, have_closing)))
    elif have_closing is not None:
        edits += _restyled(have_closing, closing, want.closing)
    elif at_end:
        place = _closing_place(source, want.closing, target=target)
        edit = Edit(start=place, end=place, replacement=closing, reason="quotes")
        edits.append((want.closing.start, edit))
    elif have_opening is not None:
        comma = _comma_place(source, want.closing, target=target, begin=have_opening.end)
        if comma is not None:
            edit = Edit(start=comma, end=comma, replacement=closing, reason="quotes")
            edits.append((want.closing.start, edit))
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


def _at_end(text: str, end: int) -> bool:
    """Return whether only punctuation and marks follow."""
    return not any(character.isalnum() for character in text[end:])


def _leads(text: str, start: int) -> bool:
    """Return whether nothing but punctuation and marks stands before."""
    return not any(character.isalnum() for character in text[:start])


def _restyled(mark: Mark, replacement: str, want: Mark) -> list[tuple[int, Edit]]:
    """Return the edit for another mark in the same place, if it is another one."""
    if mark.text == replacement:
        return []
    edit = Edit(start=mark.start, end=mark.end, replacement=replacement, reason="quotes")
    return [(want.start, edit)]


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
    if source[: mark.start].endswith("(") and source.count("(") == 1 == target.count("("):
        return target.index("(") + 1
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


def _comma_place(source: str, mark: Mark, *, target: str, begin: int) -> int | None:
    """Return where a quotation ends that its source ends before a comma; None in doubt.

    Sure is only one comma on either side: where others are, nobody knows which one it was.
    """
    if source[mark.end : mark.end + 1] != "," or source.count(",") != 1:
        return None
    commas = [match.start() for match in re.finditer(r"(?<=\w),(?=\s)", target)]
    return commas[0] if len(commas) == 1 and commas[0] > begin else None


def _distinct(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return sorted edits without overlaps; the earlier one wins."""
    kept: list[Edit] = []
    for edit in edits:
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return tuple(kept)
