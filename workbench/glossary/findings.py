"""What a lint of the glossary is: its code, its place, and the repair that is safe.

Shared by the modules that look for something; what is wrong with a glossary is theirs to know.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from workbench.errors import Location
    from workbench.glossary.check import Keys
    from workbench.glossary.concept import Concept
    from workbench.glossary.file import Glossary
    from workbench.model import Severity

__all__ = ["CODES", "Lint", "Lints", "Repair"]

CODES: dict[str, str] = {
    "forbids-itself": "a concept forbids a rendering that it asks for or admits",
    "forbidden-elsewhere": "a rendering is forbidden by another concept",
    "forbidden-inside": "a longer rendering has what another concept forbids",
    "shadowed-form": "a form never counts, because another concept has it with a higher priority",
    "duplicate-form": "a form is listed twice in one concept",
    "capitals-only": "forms of two concepts differ by capitals alone",
    "same-headword": "two concepts have the same headword and rendering",
    "repeated": "a rendering is listed again under admitted or forbidden",
    "look-alike": "a Cyrillic or Greek letter stands in a Latin word",
    "foreign-script": "a rendering is not in Latin letters",
    "not-nfc": "letters and accents are stored apart (NFD)",
    "apostrophes": "straight and curly apostrophes are mixed",
    "spaces": "two spaces in a row, or a no-break space",
    "no-hit": "no article of the project holds any form of a concept",
    "missing-form": "the articles have an inflected form that is not covered",
    "not-encodable": "the model cannot write a rendering",
}
"""Every code with what it says in general."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A safe change: one that alters no rendering and no match, save for stray code points."""

    keys: Keys
    """The path to what is replaced or removed."""
    value: str | None
    """The new text; None removes what is there."""

    @property
    def description(self) -> str:
        """What the repair does, in words."""
        return "remove it" if self.value is None else f'write "{self.value}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Lint:
    """One finding about a glossary."""

    code: str
    severity: Severity
    message: str
    concept: str
    where: Location
    hint: str
    """What to do about it."""
    repair: Repair | None = None
    """What ``--fix`` does, where that is safe."""


class Lints:
    """Collects lints of one glossary; places are looked up when one is found."""

    def __init__(self, glossary: Glossary) -> None:
        self.glossary = glossary
        self.found: list[Lint] = []

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Where each concept stands in the list, by its id."""
        return {concept.id: number for number, concept in enumerate(self.glossary.concepts)}

    def add(
        self,
        code: str,
        severity: Severity,
        concept: Concept,
        keys: Keys,
        message: str,
        *,
        hint: str,
        value: str | Literal[False] | None = False,
    ) -> None:
        """Add one; ``value`` is the text to write, None to remove it, False for no safe repair."""
        repair = None
        if value is not False:
            repair = Repair(keys=("concepts", self.numbers[concept.id], *keys), value=value)
        self.found.append(
            Lint(
                code=code,
                severity=severity,
                message=message,
                concept=concept.id,
                where=self.glossary.location(concept.id, *keys),
                hint=hint,
                repair=repair,
            )
        )

    def in_order(self) -> list[Lint]:
        """Return them in file order."""
        return sorted(self.found, key=lambda one: (one.where.line, one.where.column, one.code))
