"""The check of a house's own rules: what is found in the English and how it is to be written.

Rules look at one segment's English only; what depends on the Dutch belongs to the glossary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.model import Fix, Severity
from workbench.qa.house_rules import compiled_rule
from workbench.qa.registry import Remark, Subject, check

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["house_style"]

LIMIT_SECONDS = 0.05
"""Longest time one rule may look at one segment."""
_MOST = 50  # uses of one rule in a segment


@check("house-style", Severity.COSMETIC)
def house_style(subject: Subject) -> Iterator[Remark]:
    """The target breaks a rule of the house's own file."""
    for rule in subject.guide.rules:
        compiled = compiled_rule(rule.find, sensitive=rule.sensitive)
        try:
            found = [
                match
                for match, _ in zip(
                    compiled.finditer(subject.target, timeout=LIMIT_SECONDS),
                    range(_MOST),
                    strict=False,
                )
                if match.end() > match.start()
            ]
        except TimeoutError:
            yield Remark(
                f"the rule at {rule.where} takes longer than "
                f"{round(LIMIT_SECONDS * 1000)} ms here and was passed over; make it simpler"
            )
            continue
        for match in found:
            text = match.group()
            fix = None
            if rule.replace is not None:
                new = match.expand(rule.replace)
                if new == text:
                    continue
                fix = Fix(
                    start=match.start(),
                    end=match.end(),
                    text=text,
                    replacement=new,
                    message=f"write “{new}”" if new else f"drop “{text.strip()}”",
                    safe=rule.safe,
                )
            yield Remark(
                f"“{text}”: {rule.message}", match.start(), match.end(), rule.severity, fix
            )
