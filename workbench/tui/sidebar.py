"""The sidebar: all there is to know about the current segment, section by section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from workbench.tui.differing import difference, hanging
from workbench.tui.help_data import HelpData
from workbench.tui.reading import Paragraph, reading_lines
from workbench.tui.signs import EDITED, RUNGS, SEVERITIES, STATES, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workbench.desk.fixing import Offered
    from workbench.desk.given import GivenWord
    from workbench.desk.waiving import Passed
    from workbench.memory import Match
    from workbench.model import Finding, Fix, Rendering, TermOutcome
    from workbench.store import NoteRecord
    from workbench.store.records import ActRecord, DraftText

__all__ = ["SegmentFacts", "Sidebar", "facts_content"]

_HISTORY = 8
"""Renderings shown, the newest first."""
_BRIEF = 400
"""Characters of a first draft that are shown; the list has all of it."""
_ROUTINE = frozenset({"annotated", "free", "whole", "human", "memory"})
"""Rungs that need no explanation: nothing was forced."""
_TALL = 30
"""Lines from which on a sidebar also shows how the English around reads."""
_LEAST_READING = 7
_HERE = "● "


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
    given: Sequence[GivenWord] = ()
    """Rare words that the decoder was given in English."""
    findings: Sequence[Finding] = ()
    passed: Sequence[Passed] = ()
    """Findings that somebody has let pass."""
    offered: Sequence[Offered] = ()
    """Fixes for the findings, in the order of the numbers under which they are taken."""
    fix_key: str = ""
    """The key that leads to them."""
    waive_key: str = ""
    """The key of the list that lets one pass."""
    alternatives: Sequence[str] = ()
    lacking: Sequence[Sequence[str]] = ()
    """For each of them the renderings of terms that it does not have."""
    matches: Sequence[Match] | None = None
    """None while the memory is being searched."""
    notes: Sequence[NoteRecord] = ()
    others: Sequence[DraftText] = ()
    history: Sequence[Rendering] = ()
    acts: Sequence[ActRecord] = ()
    current_id: int | None = None
    score: float | None = None
    sureness: str = ""
    """What the score says beside those of other drafts."""
    around: Sequence[Paragraph] = ()
    """The English around the segment, for a sidebar with room to spare."""
    drawn: bool = True
    """Whether signs and lines through words may be used; else everything is said in words."""


class Sidebar(VerticalScroll):
    """Shows facts; it scrolls and takes the focus, and acts on nothing."""

    ABOUT = HelpData(
        title="the sidebar",
        about="You are in the sidebar, which tells what is known about the current segment: terms "
        "and how they were satisfied, findings, other ways to put it, matches of the memory, "
        "remarks, history. What a text has more is underlined, what it lacks struck through.",
        keys=(
            ("↓ ↑, PgDn PgUp", "scroll it"),
            ("Escape", "leads back to the editor"),
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "app.edit", "Back to the editor")]

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(id="sidebar")
        self._body = Static("", id="facts", markup=False)
        self._facts: SegmentFacts | None = None

    def compose(self) -> ComposeResult:
        """One text is enough: it is drawn anew as a whole."""
        yield self._body

    def show(self, facts: SegmentFacts) -> None:
        """Show other facts."""
        self._facts = facts
        # A cell is left free before the scroll bar.
        width = max(1, self.scrollable_content_region.width - 1)
        content = facts_content(facts, width=width)
        if facts.drawn and facts.around:
            content = _with_reading(
                content, facts.around, width=width, height=self.scrollable_content_region.height
            )
        self._body.update(content)

    def on_resize(self) -> None:
        """Break the lines anew."""
        if self._facts is not None:
            self.show(self._facts)


def facts_content(facts: SegmentFacts, *, width: int = 0) -> Content:
    """Return everything as one text with styles.

    Args:
        facts: what to tell.
        width: cells of a line, so that what goes on in the next one stands under what it belongs
            to; 0 to leave that to whoever shows it.
    """
    lines: list[Content] = []
    for title, body in (
        ("the Dutch has changed", list(_stale(facts))),
        ("changes to the draft", list(_changes(facts))),
        ("terms", list(_terms(facts.terms, drawn=facts.drawn))),
        ("", list(_given(facts))),
        ("findings", [*_findings(facts), *_passed(facts)]),
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
        if title:
            waives = facts.waive_key if title == "findings" and facts.findings else ""
            lines.append(
                _line(
                    (title, "$secondary bold"),
                    (f"  {waives} in the list waives one" if waives else "", "$dim"),
                )
            )
        for line in body:
            lines += hanging(line, width)
    return Content("\n").join(lines) if lines else _styled("nothing to tell", "$dim")


def _with_reading(
    content: Content, around: Sequence[Paragraph], *, width: int, height: int
) -> Content:
    """Return what is told with the English around the segment at the bottom, where it has room."""
    taken = content.plain.count("\n") + 1
    # Always in the same place, unless what is told needs it.
    room = min(height * 2 // 5, height - taken - 1) - 1
    if height < _TALL or room < _LEAST_READING:
        return content
    lines = reading_lines(around, width=width, height=room)
    if not lines:
        return content
    blank = height - taken - len(lines) - 1
    return Content("\n").join(
        [content, *[Content("")] * blank, _styled("how it reads", "$secondary bold"), *lines]
    )


def _styled(text: str, style: str = "") -> Content:
    """Return harmless text in a style."""
    return Content.styled(shown(text), style)


def _line(*parts: tuple[str, str]) -> Content:
    return Content("").join([_styled(text, style) for text, style in parts])


def _difference(facts: SegmentFacts, old: str, new: str) -> Content:
    return difference(old, new, drawn=facts.drawn)


def _stale(facts: SegmentFacts) -> Iterator[Content]:
    if facts.stale_source:
        yield _difference(facts, facts.stale_source, facts.source)


def _changes(facts: SegmentFacts) -> Iterator[Content]:
    """Yield what the text has become of what the machine drafted, else of what was there."""
    drafts = (
        rendering.target
        for rendering in reversed(facts.history)
        if rendering.origin == "engine" and rendering.source == facts.source
    )
    draft = next(drafts, facts.began)
    if draft and facts.text != draft:
        yield _difference(facts, draft, facts.text)


def _terms(terms: Sequence[TermOutcome], *, drawn: bool) -> Iterator[Content]:
    for term in terms:
        unmet = term.rung == "unresolved"
        wanted = term.rendering or (term.hit.renderings[0] if term.hit.renderings else "")
        sign = "✗" if unmet else ("✓" if term.rendering else "∙")
        if not drawn:
            sign = "not met:" if unmet else ("met:" if term.rendering else "without English:")
        status = "" if term.hit.status == "preferred" else f", {term.hit.status}"
        routine = term.rung in _ROUTINE
        yield _line(
            (f"{sign} ", "$error bold" if unmet else "$success"),
            (term.hit.source, "$accent"),
            (" → " if drawn else " is ", "$dim"),
            (wanted or "not as it is", "bold" if term.rendering else ""),
            (f"  {term.rung}{status}" if routine else "", "$dim"),
        )
        if not routine:
            how = RUNGS.get(term.rung, ("", ""))[1]
            yield _styled(f"  {term.rung}: {how}{status}", "$dim")
        if term.hit.note:
            yield _styled(f"  {term.hit.note}", "$secondary italic")


def _given(facts: SegmentFacts) -> Iterator[Content]:
    """Yield the words that the model hardly knows: whoever doubts the English looks there first."""
    if not facts.given:
        return
    between = " → " if facts.drawn else " is "
    words = ", ".join(f"{dutch}{between}{english}" for dutch, english in facts.given)
    yield _line(("given in English  ", "$secondary bold"), (words, "$dim"))


def _findings(facts: SegmentFacts) -> Iterator[Content]:
    styles = {1: "$secondary", 2: "$warning", 3: "$error"}
    for finding in facts.findings:
        sign, meaning = SEVERITIES[int(finding.severity)]
        if not facts.drawn:
            sign = f"{meaning},"
        style = styles[int(finding.severity)]
        yield _line(
            (f"{sign} ", f"{style} bold"), (f"{finding.check}: ", style), (finding.message, "")
        )
        fixes = [(n, one.fix) for n, one in enumerate(facts.offered, 1) if one.finding == finding]
        if fixes:
            yield _line((f"  {facts.fix_key or 'fix'} ", "$success"), *_numbered(fixes, facts))


def _passed(facts: SegmentFacts) -> Iterator[Content]:
    """Yield what was found and waived: it is not open, and not forgotten either."""
    for one in facts.passed:
        waiver = one.waiver
        yield _line(
            ("w " if facts.drawn else "waived, ", "$dim bold"),
            (f"{waiver.check}: {waiver.message}", "$dim"),
        )
        yield _line(
            (f"  waived by {waiver.author}, {_when(waiver.created)}: ", "$dim"),
            (waiver.reason, "$secondary"),
        )


def _numbered(fixes: Sequence[tuple[int, Fix]], facts: SegmentFacts) -> Iterator[tuple[str, str]]:
    """Yield fixes with the numbers they have in the choice; the only one is taken without."""
    for at, (number, fix) in enumerate(fixes):
        if at:
            yield ("  ", "")
        if len(facts.offered) > 1:
            yield (f"{number} ", "$primary bold")
        yield (fix.message if at == 0 else f"“{fix.replacement}”", "$secondary")


def _alternatives(facts: SegmentFacts) -> Iterator[Content]:
    for number, text in enumerate(facts.alternatives, 1):
        shows = difference(facts.text, text, drawn=facts.drawn, choice=True)
        lacks = facts.lacking[number - 1] if number <= len(facts.lacking) else ()
        without = f"  lacks {', '.join(lacks)}" if lacks else ""
        yield _styled(f"{number} ", "$primary bold") + shows + _styled(without, "$error")


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
            yield Content("  ") + _difference(facts, pair.source, facts.source)
        yield _line(("  ", ""), (pair.target, ""))


def _notes(notes: Sequence[NoteRecord]) -> Iterator[Content]:
    for note in notes:
        yield _line((f"{note.author}, {_when(note.created)}: ", "$dim"), (note.text, ""))


def _others(others: Sequence[DraftText]) -> Iterator[Content]:
    for draft in others:
        yield _line((f"{draft.author}, {_when(draft.changed)}: ", "$dim"), (draft.text, ""))


def _history(facts: SegmentFacts) -> Iterator[Content]:
    done = {
        act.rendering_id: act
        for act in facts.acts
        # A split leaves the whole with the rendering it had; only its parts begin with one by it.
        if act.what != "unconfirm" and not act.finding and not (act.what == "split" and act.undone)
    }
    turned = [act for act in facts.acts if act.finding]
    renderings = list(facts.history)
    for at in range(len(renderings) - 1, max(-1, len(renderings) - 1 - _HISTORY), -1):
        rendering = renderings[at]
        act = done.get(rendering.id)
        what = act.what if act else {"engine": "drafted"}.get(rendering.origin, rendering.origin)
        if rendering.origin == "human" and rendering.signature:
            what = f"{what}, as drafted"
        # A finding that was let pass while this was the English.
        for one in reversed([act for act in turned if act.rendering_id == rendering.id]):
            undone = ", undone" if one.undone else ""
            yield _line(
                (f"  {_when(one.created)}  {one.author}  {one.what}{undone}  ", "$dim"),
                (f"{one.finding.partition(':')[0]}: {one.reason}", "$dim"),
            )
        here = rendering.id == facts.current_id
        yield _line(
            ((_HERE if facts.drawn else "now: ") if here else "  ", "$primary"),
            (f"{_when(rendering.created)}  {rendering.author}  {what}", "$dim"),
        )
        before = renderings[at - 1].target if at else None
        if before is not None and before != rendering.target:
            yield Content("  ") + _difference(facts, before, rendering.target)
        elif before is None:
            yield _styled(f"  {_brief(rendering.target)}", "$secondary")
    hidden = len(renderings) - _HISTORY
    if hidden > 0:
        yield _styled(f"  and {hidden} older", "$dim")
    if facts.score is not None:
        yield _styled(f"  score {facts.score:.4f}", "$dim")
    if facts.sureness:
        yield _styled(f"  sureness {facts.sureness}", "$dim")


def _brief(text: str) -> str:
    """Return the beginning of a text that is too long to be told of in passing."""
    return text if len(text) <= _BRIEF else text[:_BRIEF].rpartition(" ")[0][:_BRIEF] + " …"


def _when(created: str) -> str:
    return created[:16].replace("T", " ")


def legend() -> Content:
    """Return all signs of the gutter with their meaning."""
    rows = [
        *((sign, meaning) for sign, meaning in STATES.values()),
        ("↻", "the Dutch has changed since"),
        EDITED,
        *((sign, meaning) for sign, meaning in SEVERITIES.values() if meaning),
        *((sign, f"term: {meaning}") for sign, meaning in RUNGS.values() if sign.strip()),
        ("”", "has a remark, or a finding was waived"),
    ]
    return Content("\n").join(
        [_line((f"  {sign}  ", "$primary bold"), (meaning, "")) for sign, meaning in rows]
    )
