r"""A document's units and segments, with offsets that give the document back.

The public face of segmentation: which lines are units, what is white space, in which order and
with which numbers segments come. Where a sentence ends is decided in ``boundary``, what a line is
in ``kinds``.

A line ends at ``\n``, ``\r\n``, a lone ``\r``, and where Unicode requires a break: vertical tab,
form feed, U+0085, U+2028 and U+2029. White space is what ``str.isspace`` says, no-break and other
Unicode spaces included; zero-width characters, control characters and a stray byte-order mark are
text. A line of white space only is empty.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.model import Segment
from workbench.text.boundary import DutchSegmenter
from workbench.text.kinds import line_parts
from workbench.text.segmenters import Segmenter, SentencexSegmenter, trim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.text.kinds import Part

__all__ = [
    "DutchSegmenter",
    "Segmenter",
    "SentencexSegmenter",
    "looks_hard_wrapped",
    "segment_text",
]

BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
LINE = re.compile(rf"[^{BREAKS}]+")
LINE_END = re.compile(rf"\r\n|[{BREAKS}]")
BULLET = re.compile(r"(?:[-–—*•▪■●]|\d{1,2}[.)])\s")
SPACES = re.compile(r"\s+")
LONGEST = 100_000
"""Code points above which a segment is cut at white space: no sentence a person wrote is as long,
and whatever handles a segment as a whole stays in bounded memory."""
SAMPLE = 200_000
"""Code points looked at to see whether lines were wrapped by hand."""


def segment_text(text: str, *, unwrap: bool = False, explain: bool = False) -> Iterator[Segment]:
    """Yield the segments of a Dutch text in document order.

    Between segments there is only white space, so the slices and the gaps give the text back. Time
    grows linearly with the text; memory does not grow beyond the segment at hand.

    Args:
        text: the document's decoded text, byte-order mark removed.
        unwrap: take what stands between blank lines as the unit, not the line.
        explain: fill ``Segment.why`` with the rule behind each boundary made and refused.
    """
    segmenter = DutchSegmenter()
    number = 0
    units = _paragraphs(text) if unwrap else _lines(text)
    for unit, (start, end) in enumerate(units):
        position = 0
        for part in line_parts(text, start, end, first=unit == 0):
            pieces = _pieces(segmenter, text, part, end, explain=explain)
            for low, high, why in _cut(text, pieces, explain=explain):
                yield Segment(
                    number=number,
                    unit=unit,
                    segment=position,
                    kind=part.kind,
                    start=low,
                    end=high,
                    source=text[low:high],
                    why=why,
                )
                number += 1
                position += 1


def looks_hard_wrapped(text: str) -> bool:
    """Whether lines seem to have been broken at a fixed width, inside their sentences.

    True where among the lines directly followed by another (at least three) most are 40 to 120
    code points long, end without a mark, and the next one goes on with a small letter.
    """
    lines = LINE_END.split(text[:SAMPLE])
    joins = wrapped = 0
    for line, following in pairwise(map(str.strip, lines)):
        if not line or not following:
            continue
        joins += 1
        if 40 <= len(line) <= 120 and line[-1] not in '.!?…:”"' and not following[0].isupper():
            wrapped += following[0].islower() or line[-1] in ",;"
    return joins >= 3 and wrapped >= 3 and wrapped >= 0.4 * joins


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each line that is not empty, white space at its ends left out."""
    for found in LINE.finditer(text):
        lead = SPACES.match(text, found.start(), found.end())
        start = lead.end() if lead else found.start()
        if start < found.end():
            yield start, trim(text, start, found.end())


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each paragraph: lines up to an empty one or to an item of a list."""
    begin = last = -1
    listed = False
    for start, end in _lines(text):
        bullet = BULLET.match(text, start, end) is not None
        item = bullet and begin >= 0 and (listed or text[last - 1] in ".!?…:;")
        if begin >= 0 and not item and _one_line_end(text, last, start):
            last = end
            continue
        if begin >= 0:
            yield begin, last
        begin, last, listed = start, end, bullet
    if begin >= 0:
        yield begin, last


def _one_line_end(text: str, start: int, end: int) -> bool:
    """Whether the white space between two lines holds one line end only."""
    found = LINE_END.search(text, start, end)
    return found is None or LINE_END.search(text, found.end(), end) is None


def _cut(
    text: str, pieces: Iterator[tuple[int, int, tuple[str, ...]]], *, explain: bool
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the pieces, one longer than ``LONGEST`` as several."""
    for start, end, why in pieces:
        low = start
        while end - low > LONGEST:
            spaces = list(SPACES.finditer(text, low + LONGEST // 2, low + LONGEST))
            stop, follow = spaces[-1].span() if spaces else (low + LONGEST, low + LONGEST)
            yield low, stop, ((f"made: longer than {LONGEST:,} characters",) if explain else ())
            low = follow
        yield low, end, why


def _pieces(
    segmenter: DutchSegmenter, text: str, part: Part, unit_end: int, *, explain: bool
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield start, end and reasons of each segment of a part."""
    start = part.start
    why: list[str] = []
    last = "end of line" if part.end == unit_end else "before a credit"
    if part.whole:
        yield part.start, part.end, ((f"one segment: {part.rule}",) if explain else ())
        return
    for verdict in segmenter.verdicts(text, part.start, part.end):
        if explain:
            near = text[max(start, verdict.offset - 12) : verdict.offset]
            why.append(f"{'made' if verdict.made else 'refused'} after “{near}”: {verdict.rule}")
        if verdict.made:
            yield start, verdict.offset, tuple(why)
            why.clear()
            gap = SPACES.match(text, verdict.offset, part.end)
            start = gap.end() if gap else verdict.offset
    if explain:
        why.append(f"made: {last}")
    yield start, part.end, tuple(why)
