"""The report's plots as SVG: bars, columns, a ladder and a course over time.

Drawn here because nothing small that draws charts fits: what there is fixes the colours that ours
take from the page, which is read dark, light and on paper, or gives every chart a random identity,
so that a page is never the same twice (docs/adr/0007). Shapes carry classes; the page's style gives
them their looks. No text but numbers is measured: labels have a column.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.evaluate.markup import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Bar", "Moment", "Step", "bars", "columns", "course", "ladder"]

_WIDTH = 560
_LABEL = 196
"""Where a label ends and its bar begins."""
_ROOM = 48
"""Right of the longest bar, for its number."""
_LINE = 26
_LETTERS = 27
"""Of a label that fit; a title tells the rest."""
_HEIGHT = 200
_TOP, _BOTTOM, _SIDE = 22, 30, 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One named number."""

    label: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A part of a whole that is added to the parts before it."""

    label: str
    share: float
    """0 to 1."""
    note: str
    lost: bool = False
    """Whether it is what is missing from the whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point on a course."""

    label: str
    value: float
    weight: int
    """How many things the value stands for."""


def bars(
    title: str, values: Sequence[Bar], *, top: float = 100, mark: tuple[str, float] | None = None
) -> str:
    """Return horizontal bars, one a line.

    Args:
        title: of the figure.
        values: in the order in which they are drawn.
        top: the value at which a bar has its full length.
        mark: a named value that a line is drawn at.
    """
    room = _WIDTH - _LABEL - _ROOM
    foot = 20 if mark else 4
    height = len(values) * _LINE + foot
    drawn: list[str] = []
    if mark is not None:
        x = _LABEL + min(max(mark[1], 0.0), top) / top * room
        drawn.append(f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{height - 16}"/>')
        drawn.append(_text(x, height - 3, f"{mark[0]} {mark[1]:.1f}", anchor="middle", kind="note"))
    for i, one in enumerate(values):
        y = i * _LINE
        length = min(max(one.value, 0.0), top) / top * room
        drawn.append(_label(one.label, y))
        drawn.append(_rect("bar", _LABEL, y + 5, length, _LINE - 10))
        drawn.append(_text(_LABEL + length + 6, y + 17, f"{one.value:.1f}"))
    return _figure(title, height, drawn)


def columns(title: str, values: Sequence[Bar], *, axis: str = "") -> str:
    """Return upright columns of counts, side by side.

    Args:
        title: of the figure.
        values: whole numbers.
        axis: what the labels below count.
    """
    room = _WIDTH - 2 * _SIDE
    highest = max((one.value for one in values), default=0)
    drawn = list(_grid(highest))
    width = room / max(len(values), 1)
    for i, one in enumerate(values):
        x = _SIDE + i * width
        height = _up(one.value, highest)
        base = _HEIGHT - _BOTTOM
        drawn.append(_rect("bar", x + 3, base - height, width - 6, height))
        if one.value:
            drawn.append(
                _text(x + width / 2, base - height - 5, f"{one.value:.0f}", anchor="middle")
            )
        drawn.append(_text(x + width / 2, base + 15, one.label, anchor="middle", kind="note"))
    if axis:
        drawn.append(_text(_WIDTH - _SIDE, _HEIGHT - 1, axis, anchor="end", kind="note"))
    return _figure(title, _HEIGHT + 2, drawn)


def ladder(title: str, steps: Sequence[Step]) -> str:
    """Return parts of a whole, each beginning where the one before it ends."""
    room = _WIDTH - _LABEL - 132
    drawn: list[str] = []
    reached = 0.0
    for i, one in enumerate(steps):
        y = i * _LINE
        start, length = _LABEL + reached * room, one.share * room
        drawn.append(_label(one.label, y))
        drawn.append(_rect("lost" if one.lost else "bar", start, y + 5, max(length, 1), _LINE - 10))
        reached += one.share
        end = _LABEL + reached * room
        if i + 1 < len(steps):
            drawn.append(
                f'<line class="grid" x1="{end:.1f}" x2="{end:.1f}" '
                f'y1="{y + _LINE - 5}" y2="{y + _LINE + 5}"/>'
            )
        drawn.append(_text(end + 6, y + 17, one.note))
    return _figure(title, len(steps) * _LINE + 4, drawn)


def course(title: str, moments: Sequence[Moment], *, unit: str, counted: str) -> str:
    """Return values over time as points on a line, with a number at each and its weight below.

    Args:
        title: of the figure.
        moments: in order of time; a single one is a point.
        unit: of the values.
        counted: what the weights count.
    """
    room = _WIDTH - 2 * _SIDE
    highest = max((one.value for one in moments), default=0)
    drawn = list(_grid(highest))
    step = room / max(len(moments), 1)
    points = [
        (_SIDE + (i + 0.5) * step, _HEIGHT - _BOTTOM - _up(one.value, highest))
        for i, one in enumerate(moments)
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    drawn.append(f'<polyline class="line" points="{path}"/>')
    # Every label would be too many where there is less room than for one.
    every = max(1, math.ceil(len(moments) * 62 / room))
    for i, (one, (x, y)) in enumerate(zip(moments, points, strict=True)):
        told = f"{one.label}: {one.value:.1f} {unit}, {one.weight} {counted}"
        drawn.append(
            f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4"><title>{escape(told)}'
            "</title></circle>"
        )
        if i % every == 0:
            drawn.append(_text(x, y - 9, f"{one.value:.1f}", anchor="middle"))
            drawn.append(_text(x, _HEIGHT - 15, one.label, anchor="middle", kind="note"))
            drawn.append(_text(x, _HEIGHT - 1, f"{one.weight}", anchor="middle", kind="note"))
    drawn.append(_text(_SIDE - 8, _HEIGHT - 1, counted, anchor="end", kind="note"))
    return _figure(f"{title} ({unit})", _HEIGHT + 4, drawn, left=30)


def _up(value: float, highest: float) -> float:
    ticks = _ticks(highest)
    return max(0.0, value) / ticks[-1] * (_HEIGHT - _TOP - _BOTTOM)


def _ticks(highest: float) -> list[float]:
    """Return round numbers from 0 to at least ``highest``, three to six of them.

    >>> _ticks(35), _ticks(3), _ticks(0)
    ([0.0, 10.0, 20.0, 30.0, 40.0], [0.0, 1.0, 2.0, 3.0], [0.0, 1.0])
    """
    if highest <= 0:
        return [0.0, 1.0]
    rough = highest / 4
    power = 10 ** math.floor(math.log10(rough))
    step = max(next(m * power for m in (1.0, 2.0, 2.5, 5.0, 10.0) if m * power >= rough), 1.0)
    return [i * step for i in range(math.ceil(highest / step) + 1)]


def _grid(highest: float) -> Iterator[str]:
    for tick in _ticks(highest):
        y = _HEIGHT - _BOTTOM - _up(tick, highest)
        kind = "axis" if tick == 0 else "grid"
        yield (
            f'<line class="{kind}" x1="{_SIDE}" x2="{_WIDTH - _SIDE}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        yield _text(_SIDE - 8, y + 4, f"{tick:g}", anchor="end", kind="note")


def _label(label: str, y: float) -> str:
    # The end of a long file name tells more than its beginning.
    cut = label if len(label) <= _LETTERS else "…" + label[-(_LETTERS - 1) :]
    return (
        f'<text x="{_LABEL - 8}" y="{y + 17}" text-anchor="end"><title>{escape(label)}</title>'
        f"{escape(cut)}</text>"
    )


def _rect(kind: str, x: float, y: float, width: float, height: float) -> str:
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
    )


def _text(x: float, y: float, value: str, *, anchor: str = "start", kind: str = "") -> str:
    style = f' class="{kind}"' if kind else ""
    return f'<text{style} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(value)}</text>'


def _figure(title: str, height: float, drawn: Sequence[str], *, left: float = 0) -> str:
    name = escape(title)
    return (
        f'<figure><figcaption>{name}</figcaption><svg role="img" aria-label="{name}" '
        f'viewBox="{-left:g} 0 {_WIDTH + left:g} {height:g}">{"".join(drawn)}</svg></figure>'
    )
