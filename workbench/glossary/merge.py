"""Rows of another program's glossary into ours: what is new, what is the same, what contradicts.

A headword that some concept lists already is never added again. Where its rendering differs the
present one stays and the contradiction is reported, unless the caller asks for the new one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.errors import InputError, Location
from workbench.glossary.concept import term_problem
from workbench.glossary.ids import concept_id
from workbench.glossary.surface import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.glossary.edit import Editor
    from workbench.glossary.rows import Row

__all__ = ["Conflict", "Merged", "merge_rows"]

_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A row whose rendering is not ours."""

    concept: str
    source: str
    ours: str
    theirs: str
    line: int
    above: bool = False
    """Whether it is a row above, and not the glossary, that says something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What became of the rows."""

    added: tuple[str, ...]
    """Ids of new concepts."""
    same: int
    """Rows that say what the glossary says."""
    conflicts: tuple[Conflict, ...]
    replaced: int
    """Conflicts in which the new rendering was taken."""
    empty: tuple[int, ...] = ()
    """Lines of rows that have no English and were left out."""


def merge_rows(
    editor: Editor, rows: Sequence[Row], *, name: str, overwrite: bool = False, status: str = ""
) -> Merged:
    """Put rows into an editor's text; the caller saves.

    Args:
        editor: of the glossary.
        rows: as read.
        name: how messages call the file they come from.
        overwrite: whether a contradicting rendering replaces ours.
        status: of new concepts, where the row says none.

    Raises:
        InputError: a row is a form of a concept that there is not, or holds no term.
        GlossaryErrors: the format refuses a row.
    """
    listed: dict[str, tuple[int, tuple[str | int, ...], str]] = {}
    for number, concept in enumerate(editor.glossary):
        for form in concept.listed:
            listed.setdefault(form.text, (number, form.keys, form.en or form.nl))
    fresh: dict[str, dict[str, object]] = {}
    taken = set(editor.glossary.by_id)
    same = replaced = 0
    conflicts: list[Conflict] = []
    new_forms: dict[str, tuple[str, str]] = {}
    empty: list[int] = []
    forms: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        key = plain(row.source)
        english = row.target or row.source
        if not row.target and row.policy != "keep" and not row.form_of:
            # Not translated yet; nothing of ours is to become the Dutch for that.
            if key in listed and plain(listed[key][2]) == key:
                same += 1
            else:
                empty.append(row.line)
        elif key in listed:
            number, keys, ours = listed[key]
            if plain(ours) == plain(english):
                same += 1
                continue
            conflicts.append(
                Conflict(
                    concept=editor.glossary.concepts[number].id,
                    source=row.source,
                    ours=ours,
                    theirs=english,
                    line=row.line,
                )
            )
            if overwrite:
                editor.set_text(("concepts", number, *keys, "en"), english)
                replaced += 1
        elif key in new_forms:
            concept_name, first = new_forms[key]
            if plain(first) == plain(english):
                same += 1
                continue
            conflicts.append(
                Conflict(
                    concept=concept_name,
                    source=row.source,
                    ours=first,
                    theirs=english,
                    line=row.line,
                    above=True,
                )
            )
        elif row.form_of:
            if row.form_of not in fresh:
                raise InputError(
                    f'a form of "{row.form_of}", which no row above is',
                    where=Location(name, row.line),
                    hint="put the concept's own row before those of its forms",
                )
            _check(row, name)
            forms[row.form_of].append(_form(row))
            new_forms[key] = (str(fresh[row.form_of]["id"]), english)
        else:
            _check(row, name)
            wanted = row.id if row.id and row.id not in taken else ""
            identifier = wanted or concept_id(row.id or english, editor.glossary, taken=taken)
            taken.add(identifier)
            fresh[row.id or identifier] = _concept(row, identifier, status)
            new_forms[key] = (identifier, english)
    for name_, concept_fields in fresh.items():
        concept_fields["forms"] = forms[name_]
    editor.add_concepts(
        [{key: value for key, value in one.items() if value} for one in fresh.values()]
    )
    return Merged(
        added=tuple(str(one["id"]) for one in fresh.values()),
        same=same,
        conflicts=tuple(conflicts),
        replaced=replaced,
        empty=tuple(empty),
    )


def _check(row: Row, name: str) -> None:
    """Name the line of a text that is no term; the glossary would only know the concept."""
    for text in (row.source, row.target, *row.admitted, *row.forbidden):
        if text and (problem := term_problem(text)) is not None:
            message, hint = problem
            shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text[:_SHOWN])
            raise InputError(f'"{shown}" {message}', where=Location(name, row.line), hint=hint)


def _concept(row: Row, identifier: str, status: str) -> dict[str, object]:
    said: dict[str, object] = {
        "id": identifier,
        "type": row.type,
        "nl": row.source,
        "en": row.target or ("" if row.policy == "keep" else row.source),
        "forms": None,
        "admitted": list(row.admitted),
        "forbidden": list(row.forbidden),
        "policy": row.policy,
        "case": row.case,
        "priority": row.priority,
        "status": row.status or status,
        "definition": row.definition,
        "note": row.note,
    }
    return said


def _form(row: Row) -> dict[str, object]:
    said: dict[str, object] = {
        "nl": row.source,
        "en": row.target,
        "admitted": list(row.admitted),
        "forbidden": list(row.forbidden),
        "case": row.case,
        "status": row.status,
        "note": row.note,
    }
    return {key: value for key, value in said.items() if value}
