"""The figures of a batch run, and what is said of them at its end."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.model import Severity
from workbench.text.counting import counted

if TYPE_CHECKING:
    from workbench.batch.options import Reporter
    from workbench.model import StoredSegment

__all__ = ["Tally", "listed"]

_SHOWN = 20
"""Unresolved terms and the like that are listed one by one; the rest is counted."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """The figures of a run."""

    source_words: int = 0
    segments: int = 0
    decoded: int = 0
    """Segments an engine ran for."""
    drafted: int = 0
    """Segments that got a new draft, by an engine or without one."""
    source_tokens: int = 0
    target_tokens: int = 0
    seconds_decode: float = 0.0
    rungs: Counter[str] = field(default_factory=Counter)
    findings: Counter[Severity] = field(default_factory=Counter)
    unresolved: list[str] = field(default_factory=list)
    split: list[str] = field(default_factory=list)
    """Places of the segments that were cut because of their length."""
    worst: list[str] = field(default_factory=list)
    """Findings as severe as ``--fail-on`` asks, with their places."""

    def count(self, stored: StoredSegment, *, document: str, fail_on: Severity | None) -> None:
        """Count one segment of the run as it now stands in the project."""
        self.segments += 1
        self.source_words += len(stored.segment.source.split())
        rendering = stored.rendering
        if rendering is None:
            return
        place = f"{document}:{stored.segment.number}"
        for term in rendering.terms:
            self.rungs[str(term["rung"])] += 1
            if term["rung"] == "unresolved":
                self.unresolved.append(f"{place}: {term['source']} ({term['concept']})")
        for finding in rendering.findings:
            severity = Severity[str(finding["severity"]).upper()]
            self.findings[severity] += 1
            if fail_on is not None and severity >= fail_on:
                self.worst.append(f"{place}: {severity.label}: {finding['message']}")

    def stats(
        self, *, documents: int, seconds: float, engine: str, threads: int
    ) -> dict[str, object]:
        """Return the contract's statistics; ``seconds`` is the whole run's wall time."""
        speed = self.target_tokens / self.seconds_decode if self.seconds_decode else 0.0
        return {
            "documents": documents,
            "segments": self.segments,
            "source_words": self.source_words,
            "source_tokens": self.source_tokens,
            "target_tokens": self.target_tokens,
            "seconds_total": round(seconds, 3),
            "seconds_decode": round(self.seconds_decode, 3),
            "tokens_per_second": round(speed, 1),
            "segments_reused": self.segments - self.drafted,
            "segments_decoded": self.decoded,
            "terms_matched": sum(self.rungs.values()),
            "terms_by_rung": dict(sorted(self.rungs.items())),
            "peak_rss_bytes": _peak_rss_bytes(),
            "engine": engine,
            "threads": threads,
        }

    def report(self, reporter: Reporter, *, summary: bool) -> None:
        """Tell what a user should look at.

        Args:
            reporter: takes it.
            summary: whether there is a project to look into: one line about the whole is added;
                else findings alone are worth a line.
        """
        if self.split:
            what = counted(len(self.split), "segment is", plural="segments are")
            reporter.note(
                f"{what} too long for the model, or a list of terms, and translated in parts: "
                f"{listed(self.split)}"
            )
        for line in self.unresolved[:_SHOWN]:
            reporter.warning(f"{line}: unresolved, the English does not have the rendering")
        if len(self.unresolved) > _SHOWN:
            reporter.warning(f"{len(self.unresolved) - _SHOWN} more terms are unresolved")
        for line in self.worst[:_SHOWN]:
            reporter.warning(line)
        if len(self.worst) > _SHOWN:
            reporter.warning(f"{len(self.worst) - _SHOWN} more findings are as severe")
        if summary:
            reporter.note(self._summary())
        elif self.findings:
            reporter.note(f"findings: {self._counts()} (a run with `--project` keeps them)")

    def _summary(self) -> str:
        parts = [f"{counted(self.segments, 'segment')}, {self.drafted} of them translated now"]
        if self.findings:
            parts.append(f"findings: {self._counts()} (`workbench check` lists them)")
        return "; ".join(parts)

    def _counts(self) -> str:
        return ", ".join(
            f"{self.findings[severity]} {severity.label}"
            for severity in sorted(self.findings, reverse=True)
        )


def listed(places: list[str]) -> str:
    """Return places in one line, the first of them where they are many."""
    return ", ".join(places[:_SHOWN]) + (" …" if len(places) > _SHOWN else "")


def _peak_rss_bytes() -> int:
    """Return the largest resident size of this process so far."""
    import resource  # not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
