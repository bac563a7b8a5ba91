"""The summary of post-edit effort: figures of the article beside the project's, with two plots.

Figures come from a job; the window is there at once and fills when they are known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Sparkline, Static

from workbench.text.durations import duration
from workbench.tui.help_data import HelpData
from workbench.tui.signs import shown
from workbench.tui.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workbench.desk.effort import ArticleEffort, EffortReport

__all__ = ["EffortScreen"]

_LABEL = 22
_COLUMN = 18
_BAR = 36
_BAND = 10
_MOST_ARTICLES = 12


class EffortScreen(Window[None]):
    """How much was changed of what the machine wrote, and how long it took."""

    ABOUT = HelpData(
        title="post-edit effort",
        about="HTER counts the edits that lead from the machine's text to the one that a person "
        "has confirmed or changed, for each hundred words of the latter: 0 is a draft that was "
        "left as it is. Time counts from key to key at the desk; a pause counts for a minute at "
        "the most.",
        keys=(("↓ ↑", "scroll"), ("Escape", "closes")),
    )
    BINDINGS: ClassVar[list[BindingType]] = [("escape,q,enter", "dismiss", "Close")]

    def __init__(self, *, drawn: bool = True) -> None:
        """Begin without figures; not ``drawn``, there are figures in the place of plots."""
        super().__init__()
        self._drawn = drawn
        self._head = Static("working it out …", markup=False)
        self._time = Static("", markup=False)
        self._plot = Sparkline([], summary_function=max)
        self._tail = Static("", markup=False)

    def compose(self) -> ComposeResult:
        """Figures, a plot of time, the articles."""
        with VerticalScroll(classes="window long") as window:
            window.border_title = "Post-edit effort"
            window.border_subtitle = "Escape closes"
            yield self._head
            yield self._time
            yield self._plot
            yield self._tail

    def on_mount(self) -> None:
        """Show no plot as long as there is nothing to plot."""
        self._plot.display = False

    def show(self, report: EffortReport) -> None:
        """Show figures."""
        self._head.update(Content("\n").join(list(_figures(report, drawn=self._drawn))))
        self._time.update(Content("\n").join(list(_times(report))))
        seconds = report.seconds
        self._plot.data = seconds
        self._plot.display = self._drawn and len(seconds) > 1
        self._tail.update(Content("\n").join(list(_articles(report.articles))))

    def fail(self, reason: str) -> None:
        """Say why there are none."""
        self._head.update(Content(shown(reason)))


def _figures(report: EffortReport, *, drawn: bool) -> Iterator[Content]:
    """Yield a table of two columns, then how the article's segments spread over bands."""
    yield Content.styled(
        f"{'':<{_LABEL}}{'this article':>{_COLUMN}}{'the project':>{_COLUMN}}", "$secondary bold"
    )
    rows: tuple[tuple[str, Callable[[ArticleEffort], str]], ...] = (
        ("reviewed", lambda one: f"{one.done} of {one.segments}"),
        ("drafts post-edited", lambda one: str(one.totals.edited)),
        ("of them unchanged", _unchanged),
        ("HTER of these", lambda one: _figure(one.totals.hter, "{:.1f}")),
        ("time at the desk", lambda one: _duration(one.totals.active_ms)),
        ("seconds a segment", lambda one: _figure(one.totals.seconds_per_segment, "{:.0f}")),
        ("words an hour", lambda one: _figure(one.totals.words_per_hour, "{:,.0f}")),
    )
    for label, figure in rows:
        values = [figure(one) for one in (report.article, report.project)]
        yield Content.styled(f"{label:<{_LABEL}}", "$secondary") + Content(
            "".join(f"{value:>{_COLUMN}}" for value in values)
        )
    yield Content.styled("post-edited: confirmed, or changed, by a person", "$dim")
    bands = report.bands
    most = max((count for _, count in bands), default=0)
    if not most:
        yield Content("")
        yield Content.styled("no machine draft of this article is post-edited yet", "$dim")
        return
    yield Content("")
    yield Content.styled("post-edited segments of this article by HTER", "$secondary bold")
    for name, count in bands:
        bar = "━" * max(round(_BAR * count / most), int(count > 0)) if drawn else ""
        yield (
            Content.styled(f"{name:<{_BAND}} ", "$secondary")
            + Content.styled(bar, "$primary")
            + Content(f"{' ' if bar else ''}{count}")
        )


def _times(report: EffortReport) -> Iterator[Content]:
    middle = report.median_seconds
    if middle is None:
        return
    longest = max(report.seconds)
    yield Content("")
    yield Content.styled("seconds a segment, from first to last", "$secondary bold")
    yield Content.styled(f"half took less than {middle:.0f}, the longest {longest:.0f}", "$dim")


def _articles(articles: Sequence[ArticleEffort]) -> Iterator[Content]:
    """Yield a line for each article with effort, where there is more than one."""
    worked = [one for one in articles if one.totals.edited or one.totals.active_ms]
    if len(articles) < 2 or not worked:
        return
    yield Content("")
    width = _LABEL + 8
    yield Content.styled(
        f"{'article':<{width}}{'reviewed':>10}{'HTER':>8}{'time':>10}", "$secondary bold"
    )
    for one in worked[:_MOST_ARTICLES]:
        name = shown(one.name)
        name = name if len(name) < width else name[: width - 2] + "…"
        hter = _figure(one.totals.hter, "{:.1f}")
        yield Content(
            f"{name:<{width}}{f'{one.done}/{one.segments}':>10}{hter:>8}"
            f"{_duration(one.totals.active_ms):>10}"
        )
    if len(worked) > _MOST_ARTICLES:
        yield Content.styled(
            f"and {len(worked) - _MOST_ARTICLES} more: `workbench status --json`", "$dim"
        )


def _unchanged(one: ArticleEffort) -> str:
    totals = one.totals
    if not totals.edited:
        return "–"
    return f"{totals.unchanged} ({100 * totals.unchanged / totals.edited:.0f} %)"


def _figure(value: float | None, form: str) -> str:
    return "–" if value is None else form.format(value)


def _duration(ms: int) -> str:
    """Return a time as people say it.

    >>> _duration(0), _duration(42_000), _duration(65 * 60_000)
    ('–', '42 s', '1 h 05 min')
    """
    return duration(ms / 1000) if ms else "–"
