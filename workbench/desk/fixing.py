"""The fixes that findings offer for a text, one by one or all safe ones at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.model import apply_fix

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.model import Finding, Fix

__all__ = ["all_safe", "fixes"]


def fixes(findings: Iterable[Finding], text: str) -> list[Fix]:
    """Return the fixes that would change a text, the safe ones first, each once."""
    found: list[Fix] = []
    for finding in findings:
        fix = finding.fix
        if fix is not None and fix not in found and apply_fix(text, fix) != text:
            found.append(fix)
    return sorted(found, key=lambda fix: (not fix.safe, fix.start))


def all_safe(offered: Iterable[Fix], text: str) -> tuple[str, int]:
    """Return a text with every safe fix made, and how many were; of two in one place the first."""
    made = 0
    begin = len(text) + 1
    for fix in sorted((f for f in offered if f.safe), key=lambda f: (f.start, f.end), reverse=True):
        if fix.end > begin or (fix.end == begin == fix.start):
            continue
        changed = apply_fix(text, fix)
        if changed != text:
            text, begin = changed, fix.start
            made += 1
    return text, made
