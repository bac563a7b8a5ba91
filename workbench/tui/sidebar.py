"""The sidebar: all there is to know about the current segment, section by section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from workbench.desk.difference import word_difference
from workbench.tui.signs import RUNGS, SEVERITIES, STATES, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.app import ComposeResult

    from workbench.memory import Match
    from workbench.model import Finding, Rendering, TermOutcome
    from workbench.store import NoteRecord
    from workbench.store.records import ActRecord, DraftText

__all__ = ["SegmentFacts", "Sidebar", "facts_content"]

_HISTORY = 8
"""Renderings shown, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentFacts:
    """What the sidebar shows."""

    text: str
    """As it stands in the editor."""
    source: str
    began: str = ""
    """The rendering that the editor began from."""
    stale_source: str = ""
    """The Dutch that the current rendering was made for, where that is another one."""
    terms: Sequence[TermOutcome] = ()
    findings: Sequence[Finding] = ()
    alternatives: Sequence[str] = ()
    matches: Sequence[Match] | None = None
    """None while the memory is being searched."""
    notes: Sequence[NoteRecord] = ()
    others: Sequence[DraftText] = ()
    history: Sequence[Rendering] = ()
    acts: Sequence[ActRecord] = ()
    current_id: int | None = None
    score: float | None = None


class Sidebar(VerticalScroll):
    """Shows facts; it scrolls and takes the focus, and acts on nothing."""

    HELP = (
        "You are in the sidebar. The arrows scroll it; F2 puts it away, Escape leads back to the "
        "editor."
    )

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(id="sidebar")
        self._body = Static("", id="facts", markup=False)

    def compose(self) -> ComposeResult:
        """One text is enough: it is drawn anew as a whole."""
        yield self._body

    def show(self, facts: SegmentFacts) -> None:
        """Show other facts."""
        self._body.update(facts_content(facts))


def facts_content(facts: SegmentFacts) -> Content:
    """Return everything as one text with styles."""
    lines: list[Content] = []
    for title, body in (
        ("the Dutch has changed", list(_stale(facts))),
        ("your changes", list(_changes(facts))),
        ("terms", list(_terms(facts.terms))),
        ("findings", list(_findings(facts.findings))),
        ("alternatives", list(_alternatives(facts))),
        ("memory", list(_matches(facts))),
        ("remarks", list(_notes(facts.notes))),
        ("being typed elsewhere", list(_others(facts.others))),
        ("history", list(_history(facts))),
    ):
        if not body:
            continue
        if lines:
            lines.append(Content(""))
        lines.append(_styled(title, "$secondary bold"))
        lines += body
    return Content("\n").join(lines) if lines else _styled("nothing to tell", "$dim")


def _styled(text: str, style: str = "") -> Content:
    """Return harmless text in a style."""
    return Content.styled(shown(text), style)


def _line(*parts: tuple[str, str]) -> Content:
    return Content("").join([_styled(text, style) for text, style in parts])


def _difference(old: str, new: str) -> Content:
    """Return ``new`` with what it has more underlined and what it lacks struck through."""
    styles = {"same": "", "old": "$error strike", "new": "$success underline"}
    return Content("").join(
        [_styled(text, styles[kind]) for kind, text in word_difference(old, new)]
    )


def _stale(facts: SegmentFacts) -> Iterator[Content]:
    if facts.stale_source:
        yield _difference(facts.stale_source, facts.source)


def _changes(facts: SegmentFacts) -> Iterator[Content]:
    if facts.began and facts.text != facts.began:
        yield _difference(facts.began, facts.text)


def _terms(terms: Sequence[TermOutcome]) -> Iterator[Content]:
    for term in terms:
        unmet = term.rung == "unresolved"
        wanted = term.rendering or (term.hit.renderings[0] if term.hit.renderings else "")
        sign = "✗" if unmet else ("✓" if term.rendering else "∙")
        yield _line(
            (f"{sign} ", "$error bold" if unmet else "$success"),
            (term.hit.source, "$accent"),
            (" → ", "$dim"),
            (wanted or "not as it is", "bold" if term.rendering else ""),
        )
        how = RUNGS.get(term.rung, ("", ""))[1]
        status = "" if term.hit.status == "preferred" else f", {term.hit.status}"
        yield _styled(f"  {term.rung}: {how}{status}", "$dim")
        if term.hit.note:
            yield _styled(f"  {term.hit.note}", "$secondary italic")


def _findings(findings: Sequence[Finding]) -> Iterator[Content]:
    styles = {1: "$secondary", 2: "$warning", 3: "$error"}
    for finding in findings:
        sign = SEVERITIES[int(finding.severity)][0]
        style = styles[int(finding.severity)]
        yield _line(
            (f"{sign} ", f"{style} bold"), (f"{finding.check}: ", style), (finding.message, "")
        )


def _alternatives(facts: SegmentFacts) -> Iterator[Content]:
    for number, text in enumerate(facts.alternatives, 1):
        yield _styled(f"{number} ", "$primary bold") + _difference(facts.text, text)


def _matches(facts: SegmentFacts) -> Iterator[Content]:
    if facts.matches is None:
        return
    for match in facts.matches:
        pair = match.pair
        yield _line(
            (f"{match.percent} % ", "$primary bold"),
            (f"{pair.document}:{pair.number}, {pair.author}", "$dim"),
        )
        if match.percent < 100:
            yield Content("  ") + _difference(pair.source, facts.source)
        yield _line(("  ", ""), (pair.target, ""))


def _notes(notes: Sequence[NoteRecord]) -> Iterator[Content]:
    for note in notes:
        yield _line((f"{note.author}, {_when(note.created)}: ", "$dim"), (note.text, ""))


def _others(others: Sequence[DraftText]) -> Iterator[Content]:
    for draft in others:
        yield _line((f"{draft.author}, {_when(draft.changed)}: ", "$dim"), (draft.text, ""))


def _history(facts: SegmentFacts) -> Iterator[Content]:
    done = {act.rendering_id: act for act in facts.acts if act.what != "unconfirm"}
    renderings = list(facts.history)
    for at in range(len(renderings) - 1, max(-1, len(renderings) - 1 - _HISTORY), -1):
        rendering = renderings[at]
        act = done.get(rendering.id)
        what = act.what if act else {"engine": "drafted"}.get(rendering.origin, rendering.origin)
        here = rendering.id == facts.current_id
        yield _line(
            ("● " if here else "  ", "$primary"),
            (f"{_when(rendering.created)}  {rendering.author}  {what}", "$dim"),
        )
        before = renderings[at - 1].target if at else None
        if before is not None and before != rendering.target:
            yield Content("  ") + _difference(before, rendering.target)
        elif before is None:
            yield _styled(f"  {rendering.target}", "$secondary")
    hidden = len(renderings) - _HISTORY
    if hidden > 0:
        yield _styled(f"  and {hidden} older", "$dim")
    if facts.score is not None:
        yield _styled(f"  score {facts.score:.4f}", "$dim")


def _when(created: str) -> str:
    return created[:16].replace("T", " ")


def legend() -> Content:
    """Return all signs of the gutter with their meaning."""
    rows = [
        *((sign, meaning) for sign, meaning in STATES.values()),
        ("↻", "the Dutch has changed since"),
        *((sign, meaning) for sign, meaning in SEVERITIES.values() if meaning),
        *((sign, f"term: {meaning}") for sign, meaning in RUNGS.values() if sign.strip()),
        ("”", "has a remark"),
    ]
    return Content("\n").join(
        [_line((f"  {sign}  ", "$primary bold"), (meaning, "")) for sign, meaning in rows]
    )
