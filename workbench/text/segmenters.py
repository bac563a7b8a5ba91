"""What finds sentence ends: the protocol, and the adapter of the maintained base library.

``sentencex`` knows abbreviations and capitals, and it is fast; what it does not know about Dutch
newspapers is in ``boundary``, which asks it where no rule of its own decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Segmenter", "SentencexSegmenter", "trim"]

WINDOW = 1 << 16
"""Code points given to the library at once, so that memory stays bounded in a huge line."""
BEFORE = 120
"""Code points before a place that the library gets to see when it is asked about that place."""

QUOTES = str.maketrans(dict.fromkeys("\"'„“”«»‘’‚‹›()[]{}", " "))
"""sentencex keeps a quotation whole; the house splits it, so the library sees none."""


class Segmenter(Protocol):
    """Finds sentence ends in one block of text."""

    name: str

    def breaks(self, text: str, start: int = 0, end: int | None = None) -> Iterator[int]:
        """Yield the offset behind each sentence of ``text[start:end]``, in ascending order.

        An offset is one past the sentence's last character that is not white space. The last one
        is the end of the block's last such character; a block of white space yields nothing.
        Memory does not grow with the block, and time grows linearly.
        """
        ...


class SentencexSegmenter:
    """The base library as it is, its byte-exact offsets turned into ours."""

    name = "sentencex"

    def __init__(self) -> None:
        """Import the library: 3 ms, but only who segments pays them."""
        from sentencex import get_sentence_boundaries  # type: ignore[import-untyped]

        self._boundaries = get_sentence_boundaries

    def breaks(self, text: str, start: int = 0, end: int | None = None) -> Iterator[int]:
        """Yield the library's own sentence ends, window by window."""
        end = len(text) if end is None else end
        at = last = start
        while at < end:
            stop = min(at + WINDOW, end)
            found = [
                at + row["start_index"] + len(row["text"].rstrip())
                for row in self._boundaries("nl", text[at:stop])
                if row["text"].strip()
            ]
            # The last piece may go on in the next window.
            for offset in found[:-1]:
                last = offset
                yield offset
            at = last if stop < end and len(found) > 1 else stop
        stop = trim(text, last, end)
        if stop > last:
            yield stop

    def ends_at(self, text: str, offset: int, start: int, following: str) -> bool:
        """Whether the library ends a sentence at ``offset`` when ``following`` comes next.

        Args:
            text: the document.
            offset: one past a mark and what closes behind it.
            start: where the sentence began; nothing before it is looked at.
            following: the next word, without what opens before it, which would only confuse.
        """
        near = text[max(start, offset - BEFORE) : offset].translate(QUOTES).rstrip()
        rows = self._boundaries("nl", f"{near} {following}")
        return any(row["end_index"] in (len(near), len(near) + 1) for row in rows)


def trim(text: str, start: int, end: int) -> int:
    """Return the end of ``text[start:end]`` without its trailing white space."""
    while end > start:
        block = text[max(start, end - 4096) : end]
        kept = len(block.rstrip())
        if kept:
            return end - len(block) + kept
        end -= len(block)
    return start
