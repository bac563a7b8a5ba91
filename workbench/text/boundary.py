"""Where a Dutch sentence ends: the rules over the base library.

Every mark with white space behind it is a site, and the first rule with an opinion decides. Here
stand the rules about what surrounds a mark (quotes, brackets, what comes next); those about the
word before a full stop are in ``stops``, the words themselves in the lexicon. Policy, as the
command line promises it: a reporting clause stays with its quotation, sentences inside a longer
quotation are separate, colon and semicolon never end a segment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.text.segmenters import SentencexSegmenter, trim
from workbench.text.stops import FullStop

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DutchSegmenter", "Verdict"]

MARKS = ".!?…‥‽。！？"
EVENT = re.compile(rf"[{MARKS}]+|[\"„“”«»()\[\]]|(?<!\w)['‘’‚‹]|['’›](?!\w)")
UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""Soft hyphens, zero-width and direction marks: what surrounds them decides."""
CLOSING = re.compile(rf"[\"”“’'»›)\]{MARKS}{UNSEEN}]*+(?:\[\d{{1,3}}\]|[¹²³⁰⁴-⁹]{{1,3}})*+")
"""What belongs to a mark: quotes, brackets, more marks, and the number of a note."""
APART = re.compile(
    rf"\s{{1,3}}(?:[\"”»›)]+[{MARKS}]*|[\u2600-\u27bf\U0001f000-\U0001faff\u200d\ufe0f]+)(?=\s|\Z)"
)
SPACE = re.compile(r"\s+")
ELISION = re.compile(r"[„“\"‘«(]?\s?['’‘`´](?:ns|[stnkmr])[\s-]\s?[„“\"‘'«]?(?=\w)")
OPENING = re.compile(
    rf"[{UNSEEN}]*+"
    r"(?:[–—•·▪■●►*-]+\s+)?(?:[\[(](?:\.{2,3}|…)[\])]\s*)?(?:\.{3}|…)?(?:,,|``|''|‚‚)?[„“”\"‘’'«»‹›‚(\[{¿¡]*\s?"
)
RUN_ON = re.compile(r"(?<=\w)[’”»]\s[‘“„«](?=\w)")
"""Two quotations without anything between: a full stop went missing."""
WORD = re.compile(r"\w[\w'’-]{0,40}")
BRAND = re.compile(r"[a-z]{1,2}[A-Z]")
DOUBLE, SINGLE = frozenset('"„“”«»'), frozenset("‘’'‚‹›")
CLOSERS = {
    '"': '"”“',
    "„": '”“"',
    "“": '”"',
    "”": "”",
    "«": "»",
    "»": "«",
    "‘": "’'",
    "'": "'’",
    "’": "’",
    "‚": "‘’'",
    "‹": "›",
}
SIGNS = frozenset("€$£¥@&§©+#")
"""Signs a sentence may open with."""
TITLE = 90
"""Code points a quotation inside a sentence may have to count as one expression."""
ASIDE = 300
"""Code points a bracket inside a sentence may have to count as an aside."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule said about one site."""

    offset: int
    """One past the last character before the white space."""
    made: bool
    rule: str


class DutchSegmenter:
    """The house's segmenter: rules first, the base library where they are silent."""

    name = "dutch"

    def __init__(self, base: SentencexSegmenter | None = None) -> None:
        """Take the base library's adapter, or make one."""
        self._stop = FullStop(base or SentencexSegmenter())

    def breaks(self, text: str, start: int = 0, end: int | None = None) -> Iterator[int]:
        """Yield sentence ends, see ``Segmenter``."""
        end = len(text) if end is None else end
        last = start
        for verdict in self.verdicts(text, start, end):
            if verdict.made:
                last = verdict.offset
                yield last
        stop = trim(text, last, end)
        if stop > last:
            yield stop

    def verdicts(self, text: str, start: int, end: int) -> Iterator[Verdict]:
        """Yield a verdict for every site of ``text[start:end]`` but its very end, in order."""
        head = at = start
        double = single = -1
        brackets: list[int] = []
        for event in EVENT.finditer(text, start, end):
            place = event.start()
            if place < at:
                continue
            char = text[place]
            if char not in MARKS:
                if char in "([":
                    brackets.append(place)
                    del brackets[:-8]
                elif char in ")]":
                    del brackets[-1:]
                elif char in DOUBLE:
                    double = _quote(text, place, double, end)
                else:
                    single = _quote(text, place, single, end)
                if char in "’”»" and RUN_ON.match(text, place, end) and text[place + 3].isupper():
                    yield Verdict(place + 1, True, "one quotation after another")
                    head = place + 2
                continue
            at = event.end()
            closing = CLOSING.match(text, at, end)
            stop = closing.end() if closing else at
            gap = SPACE.match(text, stop, end)
            if gap and (apart := APART.match(text, stop, end)):
                stop = apart.end()
                gap = SPACE.match(text, stop, end)
            if stop > at:
                for sign in text[at : min(stop, at + 8)]:
                    if sign in ")]":
                        del brackets[-1:]
                    elif sign in DOUBLE:
                        double = -1
                    elif sign in SINGLE:
                        single = -1
            mark, at = event.group(), stop
            if gap is None or gap.end() >= end:
                continue
            made, rule = self._decide(text, place, mark, stop, gap.end(), head, end)
            if made and (
                (double > head and _titled(text, double, head, stop, end))
                or (single > head and _titled(text, single, head, stop, end))
            ):
                made, rule = False, "inside a quoted expression"
            if made and brackets and brackets[-1] > head and _closes(text, stop, end):
                made, rule = False, "inside brackets"
            yield Verdict(stop, made, rule)
            if made:
                head = gap.end()

    def _decide(
        self, text: str, place: int, mark: str, stop: int, after: int, head: int, end: int
    ) -> tuple[bool, str]:
        """Decide about one site.

        Args:
            text: the document.
            place: offset of the mark.
            mark: the mark, several signs where they follow each other.
            stop: one past what closes behind it.
            after: first character behind the white space.
            head: where the sentence began.
            end: end of the block.
        """
        elided = ELISION.match(text, after, end)
        if elided and text[elided.end()].isupper():
            if mark == "." and self._stop.needs_more(text, place, head):
                return False, "abbreviation before an elided word"
            return True, "mark before an elided word with a capital (’s Nachts)"
        opening = OPENING.match(text, after, end)
        begin = opening.end() if opening else after
        if begin >= end:
            return False, "only signs follow"
        opens = text[begin]
        word = WORD.match(text, begin, end)
        following = word.group() if word else opens
        if opens.islower():
            if BRAND.match(following):
                return True, "mark before a brand with a small letter"
            if mark == "." and stop == place + 1 and after == begin:
                return self._stop.sloppy(text, place, head, following)
            return False, "small letter follows"
        if not (opens.isalnum() or opens in SIGNS):
            return False, "sign follows"
        if place - head < 8 and not text[head:place].strip("\"„“”‘’'«»([– \u00a0"):
            return False, "nothing before the mark"
        if place > head and text[place - 1] in "([" and stop > place + len(mark):
            return False, "mark in brackets"
        if mark[0] in "…‥" or (len(mark) > 1 and not mark.strip(".")):
            if mark == ".." and not text[place - 1].isspace():
                return self._stop.decide(text, place, stop, head, end, following)
            return True, "ellipsis before a capital or number"
        if mark != ".":
            if self._stop.named_mark(text, place, following):
                return False, "name with a mark of its own"
            return True, "question or exclamation mark"
        return self._stop.decide(text, place, stop, head, end, following)


def _quote(text: str, place: int, opened: int, end: int) -> int:
    """Return where the quotation is open after the quote at ``place``, -1 for nowhere."""
    after = text[place + 1] if place + 1 < end else " "
    if opened >= 0 and text[place] in CLOSERS.get(text[opened], ""):
        return -1
    if after.isspace() or (place and text[place - 1].isalnum()):
        return opened  # an apostrophe or a stray closing quote
    return place


def _titled(text: str, opened: int, head: int, stop: int, end: int) -> bool:
    """Whether the open quotation is a short expression inside a sentence, such as a title."""
    before = text[max(head, opened - 3) : opened].rstrip()
    if not before or before[-1] in ":,;.!?…–—-":
        return False
    closers, openers = CLOSERS.get(text[opened], ""), DOUBLE if text[opened] in DOUBLE else SINGLE
    for at in range(stop, min(end, opened + TITLE)):
        if text[at] in closers and not (at + 1 < end and text[at + 1].isalnum()):
            rest = text[at + 1 : min(end, at + 4)].lstrip()
            if not rest:
                return text[at - 1] not in MARKS
            return rest[0].islower() or rest[0] in ".,;:!?)("
        if text[at] in openers and text[at - 1].isspace():
            return False  # the quotation was never closed, and here begins another
    return False


def _closes(text: str, stop: int, end: int) -> bool:
    """Whether an open bracket is closed soon, before another one opens."""
    close = text.find(")", stop, min(end, stop + ASIDE))
    return close >= 0 and text.find("(", stop, close) < 0
