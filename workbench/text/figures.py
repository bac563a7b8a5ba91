"""Dutch figures in English dress, and wrong figures in a target put right.

Only what a rule can be sure of: a number written in digits, with or without a magnitude word. A
figure the target lacks altogether stays a finding; nothing is inserted into a sentence.
"""

from __future__ import annotations

import re

from workbench.model import Edit, Enforced, apply_edits
from workbench.text.numbers import compare_numbers, find_numbers

__all__ = ["english_figure", "repair_figures"]

_FIGURE = re.compile(r"(?P<digits>\d[\d.,]*)(?:\s+(?P<word>[^\W\d_]+\.?))?")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_MAGNITUDES = {
    "duizend": "thousand",
    "miljoen": "million",
    "mln": "million",
    "miljard": "billion",
    "mld": "billion",
    "mrd": "billion",
    "biljoen": "trillion",
}


def english_figure(text: str) -> str | None:
    """Return a Dutch number in digits as English writes it, or None where no rule is sure.

    >>> [english_figure(t) for t in ("4,8 miljoen", "22.800", "2019", "1.234,5", "twintig")]
    ['4.8 million', '22,800', '2019', '1,234.5', None]
    """
    match = _FIGURE.fullmatch(text.strip())
    if match is None:
        return None
    digits = match["digits"]
    if _GROUPED.fullmatch(digits):
        digits = digits.translate(str.maketrans(".,", ",."))
    elif digits.count(",") == 1 and "." not in digits:
        digits = digits.replace(",", ".")
    elif not digits.isdigit():
        return None  # a time, a date, a score: said in more than one way
    if match["word"] is None:
        return digits
    magnitude = _MAGNITUDES.get(match["word"].lower().rstrip("."))
    return None if magnitude is None else f"{digits} {magnitude}"


def repair_figures(source: str, target: str) -> Enforced:
    """Put the source's figures where the target has others.

    Figures are exchanged only where as many are lost as are invented, in digits on both sides, so
    that each stands where the other was.

    >>> repair_figures("Op 19 maart 2019.", "On 19 March 1919.").text
    'On 19 March 2019.'
    """
    lost, invented = compare_numbers(find_numbers(source, "nl"), find_numbers(target, "en"))
    if not lost or len(lost) != len(invented):
        return Enforced(text=target)
    edits: list[Edit] = []
    for left, right in zip(lost, invented, strict=True):
        figure = english_figure(left.text)
        if figure is None or not right.text[:1].isdigit():
            return Enforced(text=target)
        edits.append(Edit(start=right.start, end=right.end, replacement=figure, reason="number"))
    return Enforced(text=apply_edits(target, tuple(edits)), edits=tuple(edits))
