"""A session as the list sees it: its rows, and what is marked in their texts.

Rows carry no marks themselves, nor the rung of their terms: those of the rows on the screen are
read when they are drawn, and forgotten in time. Those of the current row follow what is being
written.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Literal

from workbench.tui.list_model import Mark, Marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set

    from workbench.desk import Session
    from workbench.desk.judge import Judgement
    from workbench.store import RowRecord

__all__ = ["SessionRows", "live_marks"]

_CACHED = 400
_RUNGS = ("unresolved", "substitution", "negative", "constrained", "nbest", "annotated")
"""The worst first; anything else shows no sign."""


class SessionRows:
    """Fulfils ``segment_list.Rows``."""

    def __init__(self, session: Session) -> None:
        """Show a session's document."""
        self._session = session
        self._marks: OrderedDict[int, tuple[RowRecord, Marks]] = OrderedDict()
        """By segment, with the row that they were read for: another one may say otherwise."""
        self.live: Marks = Marks()
        """Of the current row."""

    @property
    def rows(self) -> list[RowRecord]:
        """All rows of the document."""
        return self._session.rows

    @property
    def visible(self) -> list[int]:
        """Indexes of those that are shown, in order."""
        return self._session.visible

    @property
    def index(self) -> int:
        """Index of the current row."""
        return self._session.index

    @property
    def text(self) -> str:
        """What stands in the editor."""
        return self._session.text

    def marks(self, index: int) -> Marks:
        """Return the marks of a row."""
        if index == self._session.index:
            return self.live
        row = self._session.rows[index]
        if not row.termed and not row.severity:
            return Marks()
        found = self._marks.get(row.id)
        if found is None or found[0] is not row:
            found = row, self._read(row.number)
            self._marks[row.id] = found
            if len(self._marks) > _CACHED:
                self._marks.popitem(last=False)
        return found[1]

    def _read(self, number: int) -> Marks:
        stored = self._session.project.segment(self._session.document.id, number)
        rendering = stored.rendering
        if rendering is None:
            return Marks()
        source, target = _places(rendering.terms, rendering.findings)
        rung = _worst({str(term.get("rung")) for term in rendering.terms})
        return Marks(source=source, target=target, rung=rung)


def live_marks(judged: Judgement) -> Marks:
    """Return the marks of a text that is being written, with its signs."""
    source, target = _places(
        (
            {
                "rung": term.rung,
                "start": term.hit.start,
                "end": term.hit.end,
                "target_start": term.target_start,
                "target_end": term.target_end,
            }
            for term in judged.terms
        ),
        (
            {"check": finding.check, "start": finding.start, "end": finding.end}
            for finding in judged.findings
        ),
    )
    return Marks(
        source=source,
        target=target,
        severity=max((int(finding.severity) for finding in judged.findings), default=0),
        rung=_worst({term.rung for term in judged.terms}),
    )


def _worst(rungs: Set[str]) -> str:
    """Return the last resort that any of a text's terms needed, empty where it has no terms."""
    return next((rung for rung in _RUNGS if rung in rungs), "free" if rungs else "")


def _places(
    terms: Iterable[Mapping[str, object]], findings: Iterable[Mapping[str, object]]
) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    source: list[Mark] = []
    target: list[Mark] = []
    kind: Literal["term", "unmet", "finding", "spelling"]
    for finding in findings:
        start, end = finding.get("start"), finding.get("end")
        kind = "spelling" if finding.get("check") == "spelling" else "finding"
        if isinstance(start, int) and isinstance(end, int) and start < end:
            target.append(Mark(start, end, kind))
    for term in terms:
        kind = "unmet" if term.get("rung") == "unresolved" else "term"
        start, end = term.get("start"), term.get("end")
        if isinstance(start, int) and isinstance(end, int):
            source.append(Mark(start, end, kind))
        start, end = term.get("target_start"), term.get("target_end")
        if isinstance(start, int) and isinstance(end, int):
            target.append(Mark(start, end, kind))
    return tuple(source), tuple(target)
