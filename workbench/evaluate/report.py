"""An evaluation as one HTML page that needs nothing else: no network, no script from elsewhere.

Figures, tables, two plots as SVG and every segment beside its reference with the differing words
marked, worst first. The page is text made here by hand rather than with a template engine: it is
one page, and everything that comes from a document passes through one escaping function.
"""

from __future__ import annotations

import html
import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from workbench.evaluate.scores import segment_scores

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workbench.evaluate.job import Evaluation, Line, Part, System

__all__ = ["GENERATOR", "report_page", "word_differences"]

GENERATOR = '<meta name="generator" content="workbench evaluate">'
"""Marks a page as one that may be replaced."""

_MOST = 2000
"""Segments shown of each system, the worst; more would make the page unusable."""
_BINS = 10
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_STYLE = """
:root{color-scheme:light dark}body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:76rem;
padding:0 1rem}table{border-collapse:collapse;margin:.6rem 0 1.4rem}th,td{padding:.25rem .7rem;
text-align:left;vertical-align:top;border-bottom:1px solid #8884}td.n{text-align:right;
font-variant-numeric:tabular-nums}code{font-size:.8rem;color:#777}ins{background:#2a82;
text-decoration:none;border-bottom:2px solid #2a8}del{background:#c332;text-decoration:line-through}
.segments td{width:31%}.segments td.n{width:4rem}input,select{font:inherit;padding:.25rem;
margin-right:.6rem}svg{max-width:100%;height:auto}svg text{fill:currentColor;font-size:12px}
@media print{.filters{display:none}body{max-width:none;margin:0}tr{break-inside:avoid}}
"""
_SCRIPT = """
for(const box of document.querySelectorAll('.filters')){const rows=[...document.querySelectorAll(
'#'+box.dataset.table+' tbody tr')];const text=box.querySelector('input');
const part=box.querySelector('select');const show=()=>{const wanted=text.value.toLowerCase();
for(const row of rows)row.hidden=(part.value&&row.dataset.document!==part.value)||
!row.textContent.toLowerCase().includes(wanted)};text.addEventListener('input',show);
part.addEventListener('change',show)}
"""


def report_page(found: Evaluation, *, terms: Sequence[tuple[str, str, str, str]] = ()) -> str:
    """Return the whole page.

    Args:
        found: the evaluation.
        terms: (system, figure, value, explanation) of the term figures, ready to show.
    """
    body = [f"<h1>Evaluation</h1>{_summary(found.systems)}"]
    if terms:
        rows = [[_text(a), _text(b), _number(c), _text(d)] for a, b, c, d in terms]
        body.append("<h2>Terms</h2>" + _table(["system", "figure", "", ""], rows))
    if found.comparisons:
        rows = [
            [
                _text(one.metric),
                _text(one.system),
                _number(f"{one.value:.2f}"),
                _number(f"{one.mean:.2f} ± {one.interval:.2f}"),
                _number("" if one.p is None else f"{one.p:.4f}"),
            ]
            for one in found.comparisons
        ]
        head = ["metric", "system", "score", "resampled", "p"]
        body.append("<h2>Paired bootstrap</h2>" + _table(head, rows))
    for number, system in enumerate(found.systems):
        body.append(_system(number, system))
    if found.partings:
        rows = [
            [_text(f"{p.file}:{p.line}" if p.line else p.file), _text(p.reason), _text(p.text)]
            for p in found.partings
        ]
        body.append("<h2>Left out</h2>" + _table(["where", "why", "text"], rows))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'{GENERATOR}<meta name="viewport" content="width=device-width">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">"
        f"<title>Evaluation</title><style>{_STYLE}</style></head><body>\n"
        + "\n".join(body)
        + f"\n<script>{_SCRIPT}</script></body></html>\n"
    )


def word_differences(target: str, reference: str) -> tuple[str, str]:
    """Return both texts as HTML, with what only one of them has in ``del`` and ``ins``.

    >>> word_differences("a bad dog", "a good dog")
    ('a <del>bad</del> dog', 'a <ins>good</ins> dog')
    """
    mine, theirs = _WORD.findall(target), _WORD.findall(reference)
    left: list[str] = []
    right: list[str] = []
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        gone, come = _escape("".join(mine[a:b])), _escape("".join(theirs[c:d]))
        if kind == "equal":
            left.append(gone)
            right.append(come)
        else:
            left.append(f"<del>{gone}</del>" if gone else "")
            right.append(f"<ins>{come}</ins>" if come else "")
    return "".join(left), "".join(right)


def _summary(systems: Iterable[System]) -> str:
    parts: list[str] = []
    for system in systems:
        rows = [
            [_text(s.metric), _number(f"{s.value:.2f}"), f"<td><code>{_escape(s.signature)}</code>"]
            for s in system.scores
        ]
        parts.append(f"<h2>{_escape(system.name)}</h2><p>{system.segments} segments</p>")
        parts.append(_table(["metric", "score", "signature"], rows))
    return "".join(parts)


def _system(number: int, system: System) -> str:
    parts: list[str] = []
    for title, groups in (("document", system.documents), ("kind", system.kinds)):
        if groups:
            parts.append(f"<h2>{_escape(system.name)}, by {title}</h2>{_groups(title, groups)}")
    if system.documents:
        bars = [
            (part.name, next((s.value for s in part.scores if s.metric == "chrF2"), 0.0))
            for part in system.documents
        ]
        parts.append(_bars("chrF2 by document", bars))
    if system.lines:
        scored = list(zip(segment_scores(system.lines), system.lines, strict=True))
        parts.append(_histogram([value for value, _ in scored]))
        parts.append(_segments(f"segments-{number}", system.name, scored))
    return "".join(parts)


def _groups(title: str, groups: Sequence[Part]) -> str:
    metrics = list(dict.fromkeys(s.metric for part in groups for s in part.scores))
    rows = []
    for part in groups:
        values = {s.metric: f"{s.value:.2f}" for s in part.scores}
        cells = [_number(values.get(metric, "–")) for metric in metrics]
        rows.append([_text(part.name), _number(str(part.segments)), *cells])
    return _table([title, "segments", *metrics], rows)


def _segments(name: str, system: str, scored: Sequence[tuple[float, Line]]) -> str:
    worst = sorted(scored, key=lambda pair: pair[0])[:_MOST]
    documents = list(dict.fromkeys(line.document for _, line in scored if line.document))
    choices = "".join(f"<option>{_escape(one)}</option>" for one in documents)
    rows = list(_segment_rows(worst))
    more = f"<p>The {_MOST} worst of {len(scored)}.</p>" if len(scored) > _MOST else ""
    return (
        f"<h2>{_escape(system)}, worst first</h2>{more}"
        f'<p class="filters" data-table="{name}"><input type="search" placeholder="filter" '
        f'aria-label="filter"><select aria-label="document"><option value="">all documents'
        f"</option>{choices}</select></p>"
        f'<table class="segments" id="{name}"><thead><tr><th>chrF2<th>Dutch<th>English'
        f"<th>reference</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _segment_rows(scored: Iterable[tuple[float, Line]]) -> Iterator[str]:
    for value, line in scored:
        target, reference = word_differences(line.target, line.reference)
        place = f"<br><code>{_escape(line.place)}</code>" if line.place else ""
        yield (
            f'<tr data-document="{_escape(line.document)}"><td class="n">{value:.1f}{place}'
            f'<td lang="nl">{_escape(line.source)}<td>{target}<td>{reference}</tr>\n'
        )


def _histogram(values: Sequence[float]) -> str:
    counts = [0] * _BINS
    for value in values:
        counts[min(int(value * _BINS / 100), _BINS - 1)] += 1
    step = 100 // _BINS
    named = [(f"{i * step}–{(i + 1) * step}", float(count)) for i, count in enumerate(counts)]
    return _bars("Segments by chrF2", named, top=max(counts, default=1) or 1, digits=0)


def _bars(
    title: str, bars: Sequence[tuple[str, float]], *, top: float = 100, digits: int = 1
) -> str:
    height, width = 22, 420
    drawn = "".join(
        f'<text x="250" y="{i * height + 15}" text-anchor="end">{_escape(name[-36:])}</text>'
        f'<rect x="256" y="{i * height + 3}" width="{max(0.0, value) / top * width:.1f}" '
        f'height="{height - 6}" fill="#48c"/>'
        f'<text x="{262 + max(0.0, value) / top * width:.1f}" y="{i * height + 15}">'
        f"{value:.{digits}f}</text>"
        for i, (name, value) in enumerate(bars)
    )
    return (
        f'<h3>{_escape(title)}</h3><svg role="img" aria-label="{_escape(title)}" '
        f'viewBox="0 0 740 {len(bars) * height}" width="740">{drawn}</svg>'
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f"<th>{_escape(one)}" for one in head)
    body = "".join(f"<tr>{''.join(row)}</tr>\n" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _text(value: str) -> str:
    return f"<td>{_escape(value)}"


def _number(value: str) -> str:
    return f'<td class="n">{_escape(value)}'


def _escape(text: str) -> str:
    """Return text as HTML, with what no HTML may hold made visible."""
    safe = "".join(
        c if c in "\t\n" or (c >= " " and not "\x7f" <= c <= "\x9f" and not "\ud800" <= c <= "\udfff")
        else "\ufffd"
        for c in text
    )  # fmt: skip
    return html.escape(safe)
