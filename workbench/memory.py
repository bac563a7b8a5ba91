"""The translation memory: reviewed pairs of texts, found again by how alike their Dutch is.

It holds nothing of its own. Pairs are handed in from a project, where every reviewed segment is
one, so the memory can never disagree with what was reviewed; correcting or taking back a segment
corrects the memory. Files and projects are not opened here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Protocol
from xml.sax.saxutils import escape, quoteattr

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["LEAST", "Match", "Memory", "Pair", "tmx"]

LEAST = 60
"""Per cent below which a match is more in the way than of help."""
_SPACE = re.compile(r"\s+")
_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# What XML 1.0 cannot hold, escaped or not.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Pair(Protocol):
    """A reviewed segment: its texts, where it stands, and who wrote the English when."""

    @property
    def source(self) -> str:
        """The Dutch."""
        ...

    @property
    def target(self) -> str:
        """The English."""
        ...

    @property
    def document(self) -> str:
        """The document's display name."""
        ...

    @property
    def number(self) -> int:
        """The segment's number in it."""
        ...

    @property
    def author(self) -> str:
        """Who wrote or confirmed it."""
        ...

    @property
    def created(self) -> str:
        """When, as UTC."""
        ...

    @property
    def before(self) -> str:
        """The Dutch of the segment before it, empty at the beginning of a document."""
        ...

    @property
    def after(self) -> str:
        """The Dutch of the segment after it."""
        ...

    @property
    def present(self) -> bool:
        """Whether its document still has it; only then do its neighbours count."""
        ...

    @property
    def segment_id(self) -> int:
        """Its number in the project; below 0 for a pair that was imported."""
        ...

    @property
    def signature(self) -> str:
        """Of the machine whose words were confirmed as they stood, empty where a person wrote."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A pair that is like a text."""

    pair: Pair
    percent: int
    """101 for the same text between the same neighbours, 100 for the same text, else 0 to 99."""


def _key(text: str) -> str:
    """Return a text as it is compared: composed, with single spaces."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


class Memory:
    """Pairs in memory, ready to be searched; 50,000 take some 60 MB."""

    def __init__(self, pairs: Iterable[Pair] = ()) -> None:
        """Take pairs, the oldest first; of the same texts the newest counts."""
        self._pairs: list[Pair | None] = []
        self._keys: list[str | None] = []
        self._by_key: dict[str, list[int]] = {}
        self._by_segment: dict[int, int] = {}
        # A desk searches in one thread and adds in another.
        self._lock = Lock()
        for pair in pairs:
            self.add(pair)

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self._by_segment)

    def __iter__(self) -> Iterator[Pair]:
        """Yield all pairs in the order they came in."""
        return (pair for pair in self._pairs if pair is not None)

    def add(self, pair: Pair) -> None:
        """Take in a pair; it takes the place of what its segment had before."""
        key = _key(pair.source)
        with self._lock:
            self._forget(pair.segment_id)
            self._add(pair, key)

    def _add(self, pair: Pair, key: str) -> None:
        index = len(self._pairs)
        self._pairs.append(pair)
        self._keys.append(key)
        self._by_key.setdefault(key, []).append(index)
        self._by_segment[pair.segment_id] = index

    def forget(self, segment_id: int) -> None:
        """Leave out what a segment gave, which is no longer reviewed; unknown ones are fine."""
        with self._lock:
            self._forget(segment_id)

    def _forget(self, segment_id: int) -> None:
        index = self._by_segment.pop(segment_id, None)
        if index is None:
            return
        key = self._keys[index]
        self._pairs[index] = self._keys[index] = None  # rapidfuzz passes over None
        if key is not None:
            self._by_key[key].remove(index)

    def search(
        self,
        text: str,
        *,
        before: str | None = None,
        after: str | None = None,
        limit: int = 5,
        least: int = LEAST,
        without: int | None = None,
    ) -> list[Match]:
        """Return the pairs most like a text, the best first, each English once.

        Args:
            text: Dutch.
            before: the Dutch before it, empty at the beginning of a document; None where that is
                not known, and then nothing is 101.
            after: the Dutch after it.
            limit: matches returned at most.
            least: per cent that a match has to have.
            without: the number of a segment to leave out: the one that asks.

        Source:
            Similarity is the normalised indel similarity of the two texts (``rapidfuzz.fuzz.ratio``).
        """
        key = _key(text)
        if not key:
            return []
        with self._lock:
            return self._search(key, (before, after), limit=limit, least=least, without=without)

    def _search(
        self,
        key: str,
        neighbours: tuple[str | None, str | None],
        *,
        limit: int,
        least: int,
        without: int | None,
    ) -> list[Match]:
        found = [
            (self._exact(index, *neighbours), index)
            for index in self._by_key.get(key, ())
            if least <= 100
        ]
        # One pair may hold the place of several with the same English: ask for some more.
        for _, ratio, index in process.extract(
            key, self._keys, scorer=fuzz.ratio, score_cutoff=least, limit=limit * 4
        ):
            if self._keys[index] != key:
                found.append((min(99, int(ratio)), index))
        found.sort(key=lambda item: (-item[0], -item[1]))
        matches: list[Match] = []
        seen: set[str] = set()
        for percent, index in found:
            pair = self._pairs[index]
            if pair is None or pair.segment_id == without or pair.target in seen:
                continue
            seen.add(pair.target)
            matches.append(Match(pair=pair, percent=percent))
            if len(matches) == limit:
                break
        return matches

    def holding(self, text: str, *, limit: int = 5) -> list[Pair]:
        """Return pairs whose Dutch holds a text as whole words, the newest first, each English once.

        Capitals make no difference. Behind those that hold the text as it is stand those that hold
        all of its words.
        """
        words = _WORDS.findall(_key(text).lower())
        if not words:
            return []
        phrase = f" {' '.join(words)} "
        whole: dict[str, Pair] = {}
        loose: dict[str, Pair] = {}
        with self._lock:
            pairs = list(self)
        for pair in reversed(pairs):
            source = _key(pair.source).lower()
            if not all(word in source for word in words):  # quick, and too many rather than too few
                continue
            there = _WORDS.findall(source)
            if phrase in f" {' '.join(there)} ":
                whole.setdefault(pair.target, pair)
            elif set(words) <= set(there):
                loose.setdefault(pair.target, pair)
        found = [*whole.values(), *(pair for said, pair in loose.items() if said not in whole)]
        return found[:limit]

    def _exact(self, index: int, before: str | None, after: str | None) -> int:
        pair = self._pairs[index]
        if pair is None or before is None or after is None or not pair.present:
            return 100
        same = _key(pair.before) == _key(before) and _key(pair.after) == _key(after)
        return 101 if same else 100

    def stats(self) -> dict[str, object]:
        """Return counts, JSON-ready: pairs, words, sources with several targets, authors."""
        targets: dict[str, set[str]] = {}
        for pair in self:
            targets.setdefault(_key(pair.source), set()).add(pair.target)
        return {
            "pairs": len(self),
            "sources": len(targets),
            "source_words": sum(len(pair.source.split()) for pair in self),
            "ambiguous_sources": sum(len(several) > 1 for several in targets.values()),
            "documents": len({pair.document for pair in self}),
            "imported": sum(pair.segment_id < 0 for pair in self),
            "authors": dict(Counter(pair.author for pair in self).most_common()),
        }


def tmx(pairs: Iterable[Pair], *, version: str) -> Iterator[str]:
    """Yield a TMX 1.4 file of level 1 (plain text) in parts.

    Characters that XML cannot hold become U+FFFD.

    Args:
        pairs: what it is to hold.
        version: of the program, for the header.

    Source:
        GALA, TMX 1.4b Specification, 2005-04-26.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
    yield (
        f'  <header creationtool="workbench" creationtoolversion={quoteattr(version)} '
        'segtype="sentence" o-tmf="workbench" adminlang="en" srclang="nl" datatype="plaintext"/>\n'
        "  <body>\n"
    )
    for pair in pairs:
        date = re.sub(r"[-:]|\.\d+", "", pair.created)
        yield (
            f"    <tu creationdate={quoteattr(date)} creationid={_attribute(pair.author)}>\n"
            f'      <prop type="x-document">{_text(f"{pair.document}:{pair.number}")}</prop>\n'
            f"{_made_by(pair)}"
            f'      <tuv xml:lang="nl"><seg>{_text(pair.source)}</seg></tuv>\n'
            f'      <tuv xml:lang="en-GB"><seg>{_text(pair.target)}</seg></tuv>\n'
            "    </tu>\n"
        )
    yield "  </body>\n</tmx>\n"


def _made_by(pair: Pair) -> str:
    """Return a line that tells a machine's words, which somebody only confirmed, from a person's."""
    if not pair.signature:
        return ""
    return f'      <prop type="x-machine">{_text(pair.signature)}</prop>\n'


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text))
