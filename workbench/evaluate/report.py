"""An evaluation as one HTML page that needs nothing else: no network, no script from elsewhere.

A summary, tables by article and kind, plots, and every segment beside its reference with the
differing words marked, worst first, to be filtered, printed and read years later. The same figures
make the same page, so that two can be compared.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from workbench import __version__
from workbench.evaluate.markup import escape, number, table, text, word_differences
from workbench.evaluate.plots import Bar, Moment, Step, bars, columns, course, ladder
from workbench.evaluate.scores import segment_scores
from workbench.text.counting import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workbench.evaluate.effort import Effort
    from workbench.evaluate.job import Evaluation, Line, Part, System
    from workbench.evaluate.scores import Comparison, Score

__all__ = ["GENERATOR", "report_page"]

GENERATOR = '<meta name="generator" content="workbench evaluate">'
"""Marks a page as one that may be replaced."""

_MOST = 2000
"""Segments shown of each system, the worst; more would make the page unusable."""
_MOST_BARS = 40
"""Documents in a plot, the worst; the table has all."""
_BINS = 10
_LOWER_IS_BETTER = frozenset({"TER"})
_SHORT = {
    "BLEU": "runs of words in common",
    "chrF2": "runs of letters in common",
    "chrF2++": "runs of letters and words",
    "TER": "edits for each hundred words; lower is better",
}
_RUNGS = {
    "whole": "the segment is the term",
    "annotated": "the model took the hint",
    "free": "free decoding",
    "nbest": "from the n-best list",
    "constrained": "constrained decoding",
    "negative": "another wording banned",
    "substitution": "put in place",
    "memory": "translation memory",
    "human": "by a person",
    "waived": "waived",
    "unrecorded": "term newer than the text",
    "unresolved": "unresolved",
}


def report_page(
    found: Evaluation, *, terms: Sequence[tuple[str, str, str, str]] = (), made: str = ""
) -> str:
    """Return the whole page.

    Args:
        found: the evaluation.
        terms: (system, figure, value, explanation) of the term figures, ready to show.
        made: the day, as it is to be read; empty to leave it out.
    """
    parts = [_head(found, made=made), _summary(found)]
    plots = _plots(found)
    if plots:
        parts.append(_section("plots", "Plots", f'<div class="plots">{"".join(plots)}</div>'))
    tables = "".join(_groups(system, several=len(found.systems) > 1) for system in found.systems)
    if tables:
        parts.append(
            _section("articles", "By article and kind", f'<div class="tables">{tables}</div>')
        )
    if terms:
        parts.append(_section("terms", "Terms", _terms(terms)))
    if found.comparisons:
        parts.append(_section("significance", "Significance", _significance(found)))
    if found.effort is not None:
        parts.append(_section("effort", "Post-edit effort", _effort(found.effort)))
    for at, system in enumerate(found.systems):
        if system.lines:
            parts.append(_segments(at, system, several=len(found.systems) > 1))
    if found.partings:
        rows = [
            [text(f"{p.file}:{p.line}" if p.line else p.file), text(p.reason), text(p.text)]
            for p in found.partings
        ]
        parts.append(_section("parted", "Left out", table(["where", "why", "text"], rows)))
    parts.append(_section("signatures", "How to obtain these figures again", _signatures(found)))
    style, script = (_data(name) for name in ("report.css", "report.js"))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'{GENERATOR}<meta name="viewport" content="width=device-width">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">"
        f"<title>Evaluation</title><style>{style}</style></head><body>\n"
        + "\n".join(parts)
        + f"\n<script>{script}</script></body></html>\n"
    )


def _data(name: str) -> str:
    return (files("workbench.evaluate") / "data" / name).read_text(encoding="utf-8")


def _section(name: str, title: str, body: str) -> str:
    return f'<section id="{name}"><h2>{escape(title)}</h2>{body}</section>'


# What stands at the top


def _head(found: Evaluation, *, made: str) -> str:
    documents = {line.document for s in found.systems for line in s.lines if line.document}
    segments = max((system.segments for system in found.systems), default=0)
    told = [
        made,
        _count(len(documents), "article") if documents else "",
        _count(segments, "segment") if segments else "",
        f"workbench {__version__}",
    ]
    links = [
        ("plots", "Plots", bool(segments) or bool(found.effort and found.effort.periods)),
        ("articles", "By article", any(s.documents or s.kinds for s in found.systems)),
        ("effort", "Effort", found.effort is not None),
        ("segments-0", "Segments", any(system.lines for system in found.systems)),
        ("signatures", "Signatures", True),
    ]
    anchors = "".join(f'<a href="#{name}">{title}</a>' for name, title, there in links if there)
    return (
        f'<header><h1>Evaluation</h1><p class="dateline">{escape(" · ".join(filter(None, told)))}'
        f'</p><nav aria-label="on this page">{anchors}</nav></header>'
    )


def _summary(found: Evaluation) -> str:
    parts = [f'<p class="lead">{escape(_lead(found))}</p>']
    if len(found.systems) == 1 or not found.systems:
        parts.append(_cards(found))
    else:
        parts.append(_overview(found.systems))
    if found.warnings:
        told = "".join(f"<li>{escape(one)}" for one in found.warnings)
        parts.append(f'<ul class="warnings">{told}</ul>')
    return f'<section id="summary">{"".join(parts)}</section>'


def _lead(found: Evaluation) -> str:
    told: list[str] = []
    if len(found.systems) == 1:
        count = _count(found.systems[0].segments, "segment")
        told.append(f"{count} held against a translation made by people.")
    elif found.systems:
        told.append(
            f"{len(found.systems)} translations of {_count(found.systems[0].segments, 'segment')} "
            f"held against one made by people, and against {found.systems[0].name}."
        )
    terms = found.systems[0].terms if found.systems else None
    if terms is not None and terms.mentions:
        told.append(f"The Dutch mentions terms of the glossary {_count(terms.mentions, 'time')}.")
        if len(found.systems) == 1:
            share = "All" if terms.satisfied == terms.mentions else f"{terms.satisfied:,}"
            told.append(f"{share} of these mentions are rendered as it says.")
    effort = found.effort
    if effort is not None and effort.segments:
        told.append(
            f"People have confirmed or changed {_count(effort.segments, 'segment')}, "
            f"{effort.unchanged} of them without a change."
        )
    return " ".join(told)


def _cards(found: Evaluation) -> str:
    cards: list[tuple[str, str, str]] = []
    for system in found.systems:
        cards += [(s.metric, f"{s.value:.1f}", _SHORT.get(s.metric, "")) for s in system.scores]
        if system.terms is not None and system.terms.mention_recall is not None:
            share = f"{100 * system.terms.mention_recall:.1f} %"
            cards.append(("Term recall", share, "mentions rendered as the glossary says"))
    if found.effort is not None and found.effort.hter is not None:
        told = "edits people made for each hundred words"
        cards.append(("HTER", f"{found.effort.hter.value:.1f}", told))
    items = "".join(
        f"<li><span>{escape(name)}</span><b>{escape(value)}</b><small>{escape(told)}</small></li>"
        for name, value, told in cards
    )
    return f'<ul class="cards">{items}</ul>'


def _overview(systems: Sequence[System]) -> str:
    metrics = [score.metric for score in systems[0].scores]
    best = {metric: _best(metric, systems) for metric in metrics}
    rows = []
    for system in systems:
        values = {score.metric: score.value for score in system.scores}
        recall = None if system.terms is None else system.terms.mention_recall
        rows.append(
            [
                text(system.name),
                *(number(f"{values[m]:.2f}", best=values[m] == best[m]) for m in metrics),
                number("–" if recall is None else f"{100 * recall:.2f} %"),
            ]
        )
    head = ["system", *(f">{metric}" for metric in metrics), ">term recall"]
    return table(head, rows, caption="The best of each column is bold; for TER less is better")


def _best(metric: str, systems: Sequence[System]) -> float:
    values = [s.value for system in systems for s in system.scores if s.metric == metric]
    return min(values) if metric in _LOWER_IS_BETTER else max(values)


# Plots


def _plots(found: Evaluation) -> list[str]:
    drawn: list[str] = []
    for system in found.systems:
        name = f"{system.name}: " if len(found.systems) > 1 else ""
        if system.documents:
            drawn.append(_by_document(name, system))
        if system.lines:
            drawn.append(_distribution(name, [value for value, _ in _scored(system)]))
        if system.rungs:
            drawn.append(_ladder(name, system))
    if found.effort is not None and found.effort.periods:
        drawn += _over_time(found.effort)
    return drawn


def _by_document(name: str, system: System) -> str:
    values = [
        Bar(label=part.name, value=score.value)
        for part in system.documents
        for score in part.scores
        if score.metric == "chrF2"
    ]
    worst = sorted(values, key=lambda one: one.value)[:_MOST_BARS]
    whole = next((s.value for s in system.scores if s.metric == "chrF2"), None)
    more = f", the {_MOST_BARS} worst of {len(values)}" if len(values) > _MOST_BARS else ""
    mark = None if whole is None else ("all together", whole)
    return bars(f"{name}chrF2 by article, worst first{more}", worst, mark=mark)


def _distribution(name: str, values: Sequence[float]) -> str:
    counts = [0] * _BINS
    for value in values:
        counts[min(int(value * _BINS / 100), _BINS - 1)] += 1
    step = 100 // _BINS
    named = [Bar(label=f"{i * step}–{(i + 1) * step}", value=n) for i, n in enumerate(counts)]
    return columns(f"{name}Segments by chrF2", named)


def _ladder(name: str, system: System) -> str:
    total = sum(one.mentions for one in system.rungs)
    reached = sum(one.satisfied for one in system.rungs)
    steps: list[Step] = []
    so_far = 0
    for one in system.rungs:
        if one.satisfied:
            so_far += one.satisfied
            note = f"{one.satisfied}, in all {100 * so_far / total:.1f} %"
            label = _RUNGS.get(one.rung, one.rung)
            steps.append(Step(label=label, share=one.satisfied / total, note=note))
    if reached < total:
        note = f"{total - reached}, {100 * (total - reached) / total:.1f} %"
        steps.append(
            Step(label="not rendered", share=(total - reached) / total, note=note, lost=True)
        )
    return ladder(f"{name}Term recall by rung of the ladder, {total} mentions", steps)


def _over_time(effort: Effort) -> list[str]:
    each = "week" if effort.periods[0].days > 1 else "day"
    drawn: list[str] = []
    for title, unit, values in (
        ("Post-edit effort", "HTER", [one.hter for one in effort.periods]),
        ("Time of a segment", "seconds", [one.seconds for one in effort.periods]),
    ):
        moments = [
            Moment(label=f"{p.begins.day} {p.begins:%b}", value=value, weight=p.segments)
            for p, value in zip(effort.periods, values, strict=True)
            if value is not None
        ]
        if moments:
            drawn.append(course(f"{title} by {each}", moments, unit=unit, counted="segments"))
    return drawn


# Tables


def _groups(system: System, *, several: bool) -> str:
    parts: list[str] = []
    for title, groups in (("article", system.documents), ("kind", system.kinds)):
        if groups:
            name = f"{system.name}, by {title}" if several else f"By {title}"
            parts.append(_group_table(title, groups, caption=name))
    return "".join(parts)


def _group_table(title: str, groups: Sequence[Part], *, caption: str) -> str:
    metrics = list(dict.fromkeys(s.metric for part in groups for s in part.scores))
    rows = []
    for part in groups:
        values = {s.metric: f"{s.value:.2f}" for s in part.scores}
        cells = [number(values.get(metric, "–")) for metric in metrics]
        rows.append([text(part.name), number(str(part.segments)), *cells])
    return table([title, ">segments", *(f">{m}" for m in metrics)], rows, caption=caption)


def _terms(terms: Sequence[tuple[str, str, str, str]]) -> str:
    systems = list(dict.fromkeys(system for system, _, _, _ in terms))
    values = {(system, figure): value for system, figure, value, _ in terms}
    rows = [
        [text(told), *(number(values[s, figure]) for s in systems), text(figure, kind="code")]
        for figure, told in {figure: told for _, figure, _, told in terms}.items()
    ]
    heads = [f">{system}" for system in systems] if len(systems) > 1 else [">share"]
    return table(["what", *heads, "figure"], rows)


def _significance(found: Evaluation) -> str:
    rows = [_comparison_row(one) for one in found.comparisons]
    head = ["metric", "system", ">score", ">resampled", ">p"]
    first = found.systems[0].name
    caption = (
        f"Paired bootstrap against {first}; p is how likely so large a difference is by chance"
    )
    return table(head, rows, caption=caption)


def _comparison_row(one: Comparison) -> list[str]:
    return [
        text(one.metric),
        text(one.system),
        number(f"{one.value:.2f}"),
        number(f"{one.mean:.2f} ± {one.interval:.2f}"),
        number("" if one.p is None else f"{one.p:.4f}"),
    ]


def _effort(effort: Effort) -> str:
    rows = [
        [text("segments that people confirmed or changed"), number(str(effort.segments))],
        [text("of them left unchanged"), number(str(effort.unchanged))],
    ]
    if effort.hter is not None:
        rows.append(
            [text("HTER, edits for each hundred words"), number(f"{effort.hter.value:.2f}")]
        )
    pace = effort.recorded
    if pace.seconds_per_segment is not None and pace.words_per_hour is not None:
        timed = f"over the {_count(pace.timed, 'reviewed segment')} with a time"
        rows += [
            [text(f"seconds a segment, {timed}"), number(f"{pace.seconds_per_segment:.0f}")],
            [text(f"Dutch words an hour, {timed}"), number(f"{pace.words_per_hour:.0f}")],
        ]
    return table(["what", ">value"], rows)


def _signatures(found: Evaluation) -> str:
    rows = [
        [text(system.name), text(one.metric), f"<td><code>{escape(one.signature)}</code>"]
        for system in found.systems
        for one in system.scores
    ]
    rows += [
        [text(system.name), text("terms"), f"<td><code>{escape(system.terms.signature)}</code>"]
        for system in found.systems
        if system.terms is not None
    ]
    if found.effort is not None and found.effort.hter is not None:
        signature = found.effort.hter.signature
        rows.append([text("post-edits"), text("HTER"), f"<td><code>{escape(signature)}</code>"])
    rows += [
        [text("bootstrap"), text(metric), f"<td><code>{escape(signature)}</code>"]
        for metric, signature in {one.metric: one.signature for one in found.comparisons}.items()
    ]
    exact = _exact(score for system in found.systems for score in system.scores)
    return exact + table(["of", "figure", "signature"], rows)


def _exact(scores: Iterable[Score]) -> str:
    """Return the scores as sacreBLEU prints them."""
    told = "".join(f"<li><code>{escape(score.text)}</code>" for score in scores)
    return f"<ul>{told}</ul>" if told else ""


# Segments


def _scored(system: System) -> list[tuple[float, Line]]:
    return list(zip(segment_scores(system.lines), system.lines, strict=True))


def _segments(at: int, system: System, *, several: bool) -> str:
    ranked = sorted(enumerate(_scored(system)), key=lambda one: one[1][0])
    shown = ranked[:_MOST]
    name = f"segments-{at}"
    more = f"<p>The {_MOST} worst of {len(ranked)}.</p>" if len(ranked) > _MOST else ""
    title = f"{system.name}: segments, worst first" if several else "Segments, worst first"
    rows = "".join(_segment_rows(shown))
    return _section(
        name,
        title,
        f"{more}{_filters(name, [line for _, (_, line) in shown])}"
        f'<table class="segments" id="{name}-table"><thead><tr><th scope="col">chrF2'
        '<th scope="col">Dutch<th scope="col">English<th scope="col">reference</tr></thead>'
        f"<tbody>{rows}</tbody></table>",
    )


def _filters(name: str, lines: Sequence[Line]) -> str:
    fields = ['<label>Text <input type="search" name="text"></label>']
    for key, title, every in (("document", "Article", "all"), ("kind", "Kind", "all")):
        values = list(dict.fromkeys(getattr(line, key) for line in lines if getattr(line, key)))
        if len(values) > 1:
            choices = "".join(f"<option>{escape(one)}</option>" for one in sorted(values))
            fields.append(
                f'<label>{title} <select name="{key}"><option value="">{every}</option>{choices}'
                "</select></label>"
            )
    fields.append(
        '<label>chrF2 up to <input type="number" name="most" min="0" max="100" step="5"></label>'
    )
    if any(line.missing for line in lines):
        fields.append('<label><input type="checkbox" name="missing"> with a term missing</label>')
    fields.append(
        '<label>Order <select name="order"><option value="score">worst first</option>'
        '<option value="place">as they stand</option></select></label>'
    )
    return (
        f'<form class="filters" data-table="{name}-table">{"".join(fields)}<output></output></form>'
    )


def _segment_rows(ranked: Iterable[tuple[int, tuple[float, Line]]]) -> Iterator[str]:
    for place, (value, line) in ranked:
        target, reference = word_differences(line.target, line.reference)
        where = f"<small>{escape(line.place)}</small>" if line.place else ""
        kind = f"<small>{escape(line.kind)}</small>" if line.kind not in {"", "sentence"} else ""
        missing = (
            f'<small class="missing">missing: {escape(", ".join(line.missing))}</small>'
            if line.missing
            else ""
        )
        data = (
            f'data-document="{escape(line.document)}" data-kind="{escape(line.kind)}" '
            f'data-score="{value:.4f}" data-place="{place}"'
        )
        yield (
            f'<tr {data}{" data-missing" if line.missing else ""}><td class="score">'
            f'<b>{value:.1f}</b>{where}{kind}{missing}<td lang="nl">{escape(line.source)}'
            f"<td>{target or _NOTHING}<td>{reference}</tr>\n"
        )


_NOTHING = '<span class="empty">nothing</span>'


def _count(count: int, noun: str) -> str:
    return counted(count, noun, grouped=True)
