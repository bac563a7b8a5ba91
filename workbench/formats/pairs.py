"""Read pairs of Dutch and English from translation memories: TMX of any version, or JSON lines.

A memory may be larger than working memory, so pairs come one by one. Entities and external
documents are never resolved. What the pairs are for is decided elsewhere.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError, Location
from workbench.formats.refusals import unreadable
from workbench.model import TextPair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["PairFile"]

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
# What they hold is the code of another program's format, not text.
_CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})
_PREFERRED = "en-gb"


class PairFile:
    """The pairs in a file; iterate over it once, then ask what was passed over."""

    def __init__(self, path: Path) -> None:
        """Name the file; whether it can be read shows when it is."""
        self.path = path
        self.skipped = 0
        """Entries that had no Dutch or no English."""

    def __iter__(self) -> Iterator[TextPair]:
        """Yield the pairs in the order of the file.

        Raises:
            InputError: it cannot be read, or is neither TMX nor JSON lines with pairs.
        """
        try:
            if self.path.suffix.lower() == ".jsonl":
                yield from self._json_lines()
            else:
                yield from self._tmx()
        except OSError as error:
            raise unreadable(error, str(self.path)) from error

    def _json_lines(self) -> Iterator[TextPair]:
        with self.path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if not line.strip():
                    continue
                try:
                    value = json.loads(line)
                    pair = (value["source"], value["target"])
                except (ValueError, KeyError, TypeError, RecursionError) as error:
                    raise self._broken(
                        "is no JSON object with source and target", number
                    ) from error
                created = str(value.get("created") or "")
                yield from self._pair(
                    *pair,
                    author=str(value.get("author") or ""),
                    created=created if _ISO_DATE.fullmatch(created) else "",
                )

    def _tmx(self) -> Iterator[TextPair]:
        from lxml import etree  # 20 ms, for this format alone

        with self.path.open("rb") as stream:
            events = etree.iterparse(
                stream,
                events=("start", "end"),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                remove_comments=True,
                remove_pis=True,
            )
            root: str | None = None
            try:
                for event, element in events:
                    name = _local(element)
                    if root is None:
                        root = name
                        if name != "tmx":
                            raise self._broken(f"is no TMX file, it begins with <{name}>", 0)
                    if event == "end" and name == "tu":
                        yield from self._unit(element)
                        # All but the entry at hand is given back.
                        element.clear(keep_tail=False)
                        while element.getprevious() is not None:
                            del element.getparent()[0]
            except etree.XMLSyntaxError as error:
                reason = " ".join((error.msg or "no XML").split())
                raise self._broken(
                    f"is no TMX file ({reason})", error.lineno or 0, error.offset or 0
                ) from error

    def _unit(self, element: Any) -> Iterator[TextPair]:  # noqa: ANN401 - an element of lxml
        """Yield the pair of an entry, if it has one."""
        dutch: list[str] = []
        english: dict[str, str] = {}
        about = element
        for variant in element.iterchildren("{*}tuv"):
            language = str(variant.get(_LANG) or variant.get("lang") or "").lower()
            text = " ".join("".join(_texts(segment)) for segment in variant.iterchildren("{*}seg"))
            if language.partition("-")[0].partition("_")[0] == "nl":
                dutch.append(text)
            elif language.partition("-")[0].partition("_")[0] == "en":
                english.setdefault(language.replace("_", "-"), text)
                about = variant
        target = english.get(_PREFERRED) or next(iter(english.values()), "")
        yield from self._pair(
            dutch[0] if dutch else "",
            target,
            author=_either(about, element, "changeid", "creationid"),
            created=_iso(_either(about, element, "changedate", "creationdate")),
        )

    def _pair(
        self, source: object, target: object, *, author: str, created: str
    ) -> Iterator[TextPair]:
        if not isinstance(source, str) or not isinstance(target, str):
            source = target = ""
        # A segment is one line, whatever the file broke it at.
        source, target = " ".join(source.split()), " ".join(target.split())
        if not source or not target:
            self.skipped += 1
            return
        yield TextPair(source=source, target=target, author=author.strip(), created=created)

    def _broken(self, message: str, line: int, column: int = 0) -> InputError:
        return InputError(
            message,
            where=Location(str(self.path), line, column),
            hint="give a TMX file, or JSON lines as `workbench memory export` writes them",
        )


def _local(element: Any) -> str:  # noqa: ANN401 - an element of lxml
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _texts(element: Any) -> Iterator[str]:  # noqa: ANN401 - an element of lxml
    """Yield the text of an element without the codes in it."""
    yield element.text or ""
    for child in element:
        # Entities that are not resolved, comments and instructions have no name.
        if isinstance(child.tag, str) and _local(child) not in _CODES:
            yield from _texts(child)
        yield child.tail or ""


def _either(first: Any, second: Any, *names: str) -> str:  # noqa: ANN401 - elements of lxml
    for element in (first, second):
        for name in names:
            value = element.get(name)
            if value:
                return str(value)
    return ""


def _iso(date: str) -> str:
    """Return a date of TMX as the project has it; empty where it is none.

    >>> _iso("20260101T120000Z")
    '2026-01-01T12:00:00Z'
    """
    found = _DATE.fullmatch(date)
    return "{}-{}-{}T{}:{}:{}Z".format(*found.groups()) if found else ""
