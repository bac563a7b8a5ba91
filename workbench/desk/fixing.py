"""The fixes that findings offer for a text, one by one or all safe ones at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from workbench.model import Fix, apply_fix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from workbench.model import Finding

__all__ = ["Offered", "all_safe", "fixes", "offered", "only_removes_marks", "words_in_doubt"]

_QUOTES = frozenset("\"'“”‘’„‚«»‹›‟‛")


class Offered(NamedTuple):
    """A fix with the finding it settles."""

    finding: Finding
    fix: Fix

    @property
    def is_guess(self) -> bool:
        """Whether it says what a misspelt word may be meant for, a name among them."""
        return self.finding.check == "spelling" and not self.fix.safe

    @property
    def only_removes_marks(self) -> bool:
        """Whether all it does is to take away quotation marks that somebody has written."""
        return self.finding.check == "quotes" and only_removes_marks(self.fix)


def fixes(findings: Iterable[Finding], text: str) -> list[Fix]:
    """Return the fixes that would change a text, the safe ones first, each once."""
    return [one.fix for one in offered(findings, text)]


def offered(
    findings: Iterable[Finding],
    text: str,
    *,
    spellings: Mapping[str, Sequence[str]] | None = None,
) -> list[Offered]:
    """Return the fixes that would change a text with what they are for: safe ones, others, guesses.

    Args:
        findings: what the checks say of the text.
        text: the English.
        spellings: what misspelt words may be meant for, the likeliest first. Checks that have to be
            quick do not ask for it themselves.
    """
    found: dict[Fix, Finding] = {}
    for finding in findings:
        own = [] if finding.fix is None else [_careful(finding.fix, finding.check)]
        for fix in (*own, *_guessed(finding, text, spellings or {})):
            if apply_fix(text, fix) != text:
                found.setdefault(fix, finding)
    return sorted(
        (Offered(finding, fix) for fix, finding in found.items()),
        # A guess comes after what a rule knows.
        key=lambda one: (not one.fix.safe, one.is_guess, one.fix.start),
    )


def only_removes_marks(fix: Fix) -> bool:
    """Return whether a fix takes quotation marks away and does nothing else.

    >>> only_removes_marks(Fix(start=0, end=4, text="“so”", replacement="so", message="m"))
    True
    >>> only_removes_marks(Fix(start=0, end=4, text="„so”", replacement="“so”", message="m"))
    False
    """
    bare = "".join(mark for mark in fix.text if mark not in _QUOTES)
    return bare == fix.replacement and bare != fix.text


def _careful(fix: Fix, check: str) -> Fix:
    """Return a fix under the name of what it does; what removes a person's marks is not safe."""
    if check != "quotes" or not only_removes_marks(fix):
        return fix
    return replace(fix, message="remove the quotation marks", safe=False)


def words_in_doubt(findings: Iterable[Finding], text: str) -> list[str]:
    """Return the misspelt words of a text that no finding has a sure fix for, each once.

    A capital makes a name of an unknown word, and nobody guesses what a name is meant for.
    """
    places = (_in_doubt(finding, text) for finding in findings)
    return list(dict.fromkeys(text[slice(*place)] for place in places if place))


def _in_doubt(finding: Finding, text: str) -> tuple[int, int] | None:
    """Return where the word stands that a finding says is misspelt."""
    if finding.check != "spelling" or finding.start is None or finding.end is None:
        return None
    if finding.fix is not None and finding.fix.safe:
        return None
    place = finding.start, finding.end
    return place if text[place[0] : place[0] + 1].islower() else None


def _guessed(finding: Finding, text: str, spellings: Mapping[str, Sequence[str]]) -> Iterator[Fix]:
    """Yield a fix for each word that a misspelt one may be meant for."""
    place = _in_doubt(finding, text)
    if place is None:
        return
    word = text[slice(*place)]
    for guess in spellings.get(word, ()):
        yield Fix(
            start=place[0],
            end=place[1],
            text=word,
            replacement=guess,
            message=f"write “{guess}”",
        )


def all_safe(safe: Iterable[Fix], text: str) -> tuple[str, int]:
    """Return a text with every safe fix made, and how many were; of two in one place the first."""
    made = 0
    begin = len(text) + 1
    for fix in sorted((f for f in safe if f.safe), key=lambda f: (f.start, f.end), reverse=True):
        if fix.end > begin or (fix.end == begin == fix.start):
            continue
        changed = apply_fix(text, fix)
        if changed != text:
            text, begin = changed, fix.start
            made += 1
    return text, made
