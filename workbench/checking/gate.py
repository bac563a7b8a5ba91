"""The release gate of a glossary: is a project's English worse than the committed baseline?

The baseline is a file of numbers and holds no text: term recall, the scores of all referenced
segments, and each segment's own, which paired bootstrap resampling needs. What makes a score is
``evaluate``'s part, what is done about the verdict the caller's.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError
from workbench.evaluate.job import evaluate_project
from workbench.evaluate.terms import TermLine, term_scores

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from workbench.glossary.file import Glossary
    from workbench.store.repo import Project

__all__ = ["Measured", "Verdict", "compare_baseline", "measure", "read_baseline", "write_baseline"]

_SAMPLES = 1000
_SEED = 12345
_LEVEL = 0.05
"""How likely a loss may be by chance and still count as one."""
_METRICS = ("BLEU", "chrF2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The figures of a project now or when the baseline was made."""

    term_recall: float | None
    """Share of segments with terms that render them all; None where no term is mentioned."""
    term_segments: int
    critical: int | None = None
    """Critical findings that are open; None in a baseline made before they were counted."""
    references: str = ""
    """Hash of the references, 16 hexadecimal digits; empty without references."""
    scores: dict[str, float]
    """Of all referenced segments, by metric."""
    segments: dict[str, tuple[float, ...]]
    """Of each referenced segment, by metric, in order."""
    signatures: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One figure against its baseline."""

    figure: str
    before: float
    now: float
    p: float | None
    """How likely so large a loss is by chance; None where any loss fails: term recall, findings."""
    worse: bool


def measure(project: Project, glossary: Glossary, references: Path | None) -> Measured:
    """Return the figures of a project as it stands.

    Args:
        project: open for reading.
        glossary: whose terms count.
        references: a folder as for ``evaluate``; None for term recall alone, over all segments.

    Raises:
        InputError: the references cannot be used.
    """
    if references is None:
        lines = [
            TermLine(
                source=stored.segment.source,
                target=stored.rendering.target,
                document=document.name,
            )
            for document in project.documents()
            for stored in project.segments(document.id)
            if stored.rendering is not None
        ]
        terms = term_scores(lines, glossary)
        return Measured(
            term_recall=terms.recall,
            term_segments=terms.term_segments,
            critical=_critical(project),
            scores={},
            segments={},
            signatures={},
        )
    system = evaluate_project(project, references, glossary=glossary).systems[0]
    pairs = [(line.target, line.reference) for line in system.lines]
    kept = [score for score in system.scores if score.metric in _METRICS]
    text = "\n".join(reference for _, reference in pairs)
    return Measured(
        term_recall=None if system.terms is None else system.terms.recall,
        term_segments=0 if system.terms is None else system.terms.term_segments,
        critical=_critical(project),
        references=hashlib.sha256(text.encode()).hexdigest()[:16],
        scores={score.metric: score.value for score in kept},
        segments=_segment_scores(pairs),
        signatures={score.metric: score.signature for score in kept},
    )


def _critical(project: Project) -> int:
    return int(project.status().findings.get("critical", 0))


def _segment_scores(pairs: Sequence[tuple[str, str]]) -> dict[str, tuple[float, ...]]:
    from sacrebleu.metrics.bleu import BLEU  # 0.1 s and numpy, only where something is scored
    from sacrebleu.metrics.chrf import CHRF

    metrics: dict[str, Any] = {"BLEU": BLEU(effective_order=True), "chrF2": CHRF()}
    return {
        name: tuple(
            round(float(metric.sentence_score(target, [reference]).score), 3)
            for target, reference in pairs
        )
        for name, metric in metrics.items()
    }


def write_baseline(path: Path, measured: Measured) -> None:
    """Write figures as the baseline; numbers and hashes alone, no text."""
    content = {
        "version": 1,
        "term_recall": measured.term_recall,
        "term_segments": measured.term_segments,
        "critical": measured.critical,
        "references": measured.references,
        "scores": measured.scores,
        "segments": {name: list(values) for name, values in measured.segments.items()},
        "signatures": measured.signatures,
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def read_baseline(path: Path) -> Measured:
    """Return the figures of a baseline.

    Raises:
        InputError: it is not there or is none.
    """
    hint = "--update-baseline makes one of the project as it is now"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Measured(
            term_recall=content["term_recall"],
            term_segments=int(content["term_segments"]),
            critical=None if content.get("critical") is None else int(content["critical"]),
            references=str(content["references"]),
            scores={str(key): float(value) for key, value in content["scores"].items()},
            segments={
                str(key): tuple(map(float, values)) for key, values in content["segments"].items()
            },
            signatures={str(key): str(value) for key, value in content["signatures"].items()},
        )
    except FileNotFoundError:
        raise InputError("no such baseline", where=str(path), hint=hint) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"no baseline: {error!r}", where=str(path), hint=hint) from None


def compare_baseline(before: Measured, now: Measured) -> list[Verdict]:
    """Hold figures against a baseline; term recall first.

    Raises:
        InputError: the baseline was made with other references or another sacreBLEU.
    """
    if before.references != now.references or before.signatures != now.signatures:
        raise InputError(
            "the baseline was made for other references or by another sacreBLEU",
            hint="--update-baseline makes a new one, from a state that is known to be good",
        )
    verdicts: list[Verdict] = []
    if before.term_recall is not None and now.term_recall is not None:
        verdicts.append(
            Verdict(
                figure="term recall",
                before=before.term_recall,
                now=now.term_recall,
                p=None,
                worse=now.term_recall < before.term_recall,
            )
        )
    if before.critical is not None and now.critical is not None:
        verdicts.append(
            Verdict(
                figure="critical findings",
                before=before.critical,
                now=now.critical,
                p=None,
                worse=now.critical > before.critical,
            )
        )
    for name, value in now.scores.items():
        p = _chance(before.segments[name], now.segments[name])
        verdicts.append(
            Verdict(
                figure=name,
                before=before.scores[name],
                now=value,
                p=p,
                worse=value < before.scores[name] and p < _LEVEL,
            )
        )
    return verdicts


def _chance(before: Sequence[float], now: Sequence[float]) -> float:
    """Return how often a resample of the segments shows no loss, with a fixed seed."""
    import numpy as np

    difference = np.asarray(now) - np.asarray(before)
    if not difference.any():
        return 1.0
    draws = np.random.default_rng(_SEED).integers(0, len(difference), (_SAMPLES, len(difference)))
    means = difference[draws].mean(axis=1)
    return float((np.count_nonzero(means >= 0) + 1) / (_SAMPLES + 1))
