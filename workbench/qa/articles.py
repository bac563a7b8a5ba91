"""The check on ``a`` and ``an``, which a small model mixes up and a rule can set right."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from workbench.model import Severity
from workbench.qa.registry import Remark, Subject, check, repair
from workbench.text.articles import article_edits

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["article"]

_MOST = 20  # in one segment
_SHOWN = 30  # characters of what follows


@check("article", Severity.COSMETIC)
def article(subject: Subject) -> Iterator[Remark]:
    """There is an a before the sound of a vowel, or an an before that of a consonant."""
    for edit in islice(article_edits(subject.target, source=subject.source), _MOST):
        written = subject.target[edit.start : edit.end]
        word = subject.target[edit.end : edit.end + _SHOWN].split()[0]
        yield Remark(
            f"“{written} {word}” should be “{edit.replacement} {word}”",
            edit.start,
            edit.end,
            fix=repair(
                subject,
                edit.start,
                edit.end,
                edit.replacement,
                f"write “{edit.replacement}”",
                safe=True,
            ),
        )
