"""Concepts for other programs and back: which formats there are, and what each cannot carry.

How a kind of file is written and read is told by ``tables``, ``xlsx`` and ``tbx``; how rows get into
the glossary is ``merge``'s part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from workbench.glossary.rows import glossary_rows
from workbench.glossary.tables import LIST_SIGN, read_table, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.glossary.concept import Concept
    from workbench.glossary.file import Glossary
    from workbench.glossary.rows import Row

__all__ = [
    "ExchangeFormat",
    "guess_format",
    "losses",
    "read_rows",
    "says_format",
    "spreadsheet_formulas",
    "write_rows",
]

ExchangeFormat = Literal["csv", "xlsx", "omegat", "deepl", "weblate", "tbx"]
# What there is besides Dutch, English and id, and which of it each format has room for.
_ALL = frozenset(
    {
        "type", "admitted", "forbidden", "policy", "case", "priority", "status", "definition",
        "note", "context", "examples", "decided",
    }
)  # fmt: skip
_OWN = _ALL - {"context", "examples", "decided"}
_CARRIED: dict[ExchangeFormat, frozenset[str]] = {
    "csv": _OWN,
    "xlsx": _OWN,
    "omegat": frozenset({"definition", "note"}),
    "weblate": frozenset({"definition", "note"}),
    "deepl": frozenset(),
    "tbx": frozenset({"type", "admitted", "forbidden", "definition", "note"}),
}
_ENDINGS: dict[str, ExchangeFormat] = {
    ".tbx": "tbx",
    ".xlsx": "xlsx",
    ".tsv": "omegat",
    ".tab": "omegat",
    ".txt": "omegat",
    ".utf8": "omegat",
}


def guess_format(name: str) -> ExchangeFormat:
    """Return the format that a file's name stands for."""
    return next(
        (known for ending, known in _ENDINGS.items() if name.lower().endswith(ending)), "csv"
    )


def says_format(name: str) -> bool:
    """Whether a file's name stands for a format, so that nothing has to be guessed."""
    return name.lower().endswith((".csv", *_ENDINGS))


def write_rows(glossary: Glossary, format_: ExchangeFormat) -> bytes:
    """Return the glossary in one of the formats; the same glossary gives the same bytes."""
    rows = glossary_rows(glossary)
    if format_ == "xlsx":
        from workbench.glossary.xlsx import write_xlsx

        return write_xlsx(rows)
    if format_ == "tbx":
        from workbench.glossary.tbx import write_tbx

        return write_tbx(rows).encode()
    return write_table(rows, format_).encode()


def read_rows(
    data: bytes, *, name: str, format_: ExchangeFormat, encoding: str | None = None
) -> list[Row]:
    """Return the rows of a file.

    Args:
        data: the file.
        name: how messages call it.
        format_: what it is.
        encoding: of a table of text; None takes UTF-8, or UTF-16 where a byte-order mark says so.

    Raises:
        InputError: it is something else, or its columns are wrong; place and remedy are named.
    """
    if format_ == "xlsx":
        from workbench.glossary.xlsx import read_xlsx

        return read_xlsx(data, name=name)
    if format_ == "tbx":
        from workbench.glossary.tbx import read_tbx

        return read_tbx(data, name=name)
    return read_table(data, name=name, format_=format_, encoding=encoding)


def spreadsheet_formulas(glossary: Glossary) -> list[str]:
    """Return the texts that a spreadsheet, opening a table of text, would run as formulas."""
    return [
        text
        for row in glossary_rows(glossary)
        for text in (row.source, row.target, row.definition, row.note)
        if text.startswith(("=", "+", "-", "@"))
    ]


def losses(glossary: Glossary, format_: ExchangeFormat) -> dict[str, tuple[str, ...]]:
    """Return what a format cannot carry, as keys by the id of each concept that has them."""
    lacking = _ALL - _CARRIED[format_]
    result: dict[str, tuple[str, ...]] = {}
    for concept in glossary:
        said = concept.model_dump(exclude_defaults=True)
        held = lacking & said.keys()
        for form in said.get("forms", ()):
            held |= {f"forms.{name}" for name in lacking & form.keys()}
        held |= set(_unfit(concept, format_))
        if held:
            result[concept.id] = tuple(sorted(held))
    return result


def _unfit(concept: Concept, format_: ExchangeFormat) -> Iterator[str]:
    """Yield what a format carries in general and cannot carry of this concept."""
    if format_ in {"omegat", "weblate"} and concept.note and concept.definition:
        yield "definition"  # there is room for one remark
    if format_ == "omegat" and any(form.nl.startswith("#") for form in concept.listed):
        yield "a form that begins with #"  # such a line is a comment there
    if format_ == "csv" and any(LIST_SIGN in text for text in _listed(concept)):
        yield f"a text with {LIST_SIGN}"
    if format_ == "xlsx":
        from workbench.glossary.xlsx import LONGEST_CELL

        texts = [concept.nl, concept.en or "", concept.note or "", concept.definition or ""]
        texts += ["\n".join(concept.admitted), "\n".join(concept.forbidden)]
        if any(len(text) > LONGEST_CELL for text in texts):
            yield f"a text of more than {LONGEST_CELL:,} characters"


def _listed(concept: Concept) -> Iterator[str]:
    yield from (*concept.admitted, *concept.forbidden)
    for form in concept.forms:
        yield from (*form.admitted, *(form.forbidden or ()))
