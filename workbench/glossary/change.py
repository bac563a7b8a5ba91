"""Changes to concepts as they are written on a command line: ``kazakhstan.en=Kazakhstan``.

One grammar for editing a glossary and for asking what an edit would do. How a change gets into the
file is ``edit``'s part.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from workbench.errors import UsageError
from workbench.glossary.concept import Concept, Context, Decision, Form
from workbench.glossary.surface import plain

if TYPE_CHECKING:
    from workbench.glossary.check import Keys
    from workbench.glossary.edit import Editor

__all__ = ["GRAMMAR", "Change", "apply_change", "parse_change"]

GRAMMAR = "KEY=VALUE, KEY= to remove, LIST+=VALUE, LIST-=VALUE, forms+=DUTCH=ENGLISH"

_SYNTAX = re.compile(
    r"""(?P<key>[a-z_]+)(?:\[(?P<form>[^\]]+)\])?(?:\.(?P<inner>[a-z_]+))?
        \s*(?P<operator>\+=|-=|=)\s*(?P<value>.*)""",
    re.VERBOSE | re.DOTALL,
)
_LISTS = frozenset({"admitted", "forbidden", "examples"})
_FORM_LISTS = frozenset({"admitted", "forbidden"})
_INNER = {"context": tuple(Context.model_fields), "decided": tuple(Decision.model_fields)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of one concept."""

    concept: str
    key: str
    form: str = ""
    """The Dutch of the form that is changed, empty for the concept itself."""
    inner: str = ""
    """The key inside ``context`` or ``decided``."""
    operator: Literal["=", "+=", "-="] = "="
    value: str = ""


def parse_change(text: str, *, concept: str | None = None) -> Change:
    """Return the change that a text stands for.

    Args:
        text: such as ``en=Tokayev``, ``admitted+=the Mazhilis``, ``forms[Kazachse].en=Kazakh``.
        concept: what is changed; None where the text begins with it and a full stop.

    Raises:
        UsageError: it cannot be read, or names a key that there is not.

    >>> parse_change("kiev.admitted+=Kiev").value
    'Kiev'
    """
    rest = text
    if concept is None:
        concept, _, rest = text.partition(".")
    found = _SYNTAX.fullmatch(rest)
    if found is None or not concept:
        example = "en=Kyiv" if rest is text else "kyiv.en=Kyiv"
        raise UsageError(f'"{text}" is no change', hint=f"write {GRAMMAR}, such as {example}")
    key, form, inner = found["key"], found["form"] or "", found["inner"] or ""
    if form:
        if key != "forms":
            raise UsageError(f'"{text}": only forms have a name in brackets')
        key, inner = inner, ""
    known = tuple((Form if form else Concept).model_fields)
    _known(key, known, text)
    if inner or key in _INNER:
        _known(inner, _INNER.get(key, ()), text)
    change = Change(
        concept=concept,
        key=key,
        form=form,
        inner=inner,
        operator=cast('Literal["=", "+=", "-="]', found["operator"]),
        value=found["value"].strip(),
    )
    listing = key in _LISTS or key == "context" or (key == "forms" and not form)
    if listing and change.operator == "=" and change.value:
        raise UsageError(
            f'"{text}": {key} is a list', hint=f"{key}+=… adds to it, {key}-=… takes out"
        )
    if not listing and change.operator != "=":
        raise UsageError(f'"{text}": {key} is no list', hint=f"write {key}=…")
    if listing and change.operator != "=" and not change.value:
        raise UsageError(f'"{text}" names nothing', hint=f"write {GRAMMAR}")
    return change


def _known(key: str, known: tuple[str, ...], text: str) -> None:
    if key in known:
        return
    close = difflib.get_close_matches(key, known, n=1)
    hint = f'did you mean "{close[0]}"?' if close else f"known here: {', '.join(known) or 'none'}"
    raise UsageError(f'"{text}": unknown key "{key}"', hint=hint)


def apply_change(editor: Editor, change: Change) -> None:
    """Make a change in an editor's text.

    Raises:
        UsageError: there is no such concept, form or list item; the hint names the closest.
        GlossaryErrors: the format refuses what comes of it.
    """
    number = editor.number(change.concept)
    concept = editor.glossary.concepts[number]
    keys: Keys = ("concepts", number)
    if change.form:
        keys = (*keys, "forms", _form(concept, change.form))
    keys = (*keys, change.key, change.inner) if change.inner else (*keys, change.key)
    if change.operator == "=":
        if change.value:
            editor.set_text(keys, change.value)
        else:
            _keep_rendered(concept, change)
            _remove(editor, keys, change.key)
    elif change.operator == "+=":
        value: str | dict[str, str] = change.value
        if change.key == "forms":
            dutch, _, english = change.value.partition("=")
            value = {"nl": dutch.strip()} | ({"en": english.strip()} if english.strip() else {})
        editor.add_item(keys, value)
    elif change.key == "forms":
        editor.remove((*keys, _form(concept, change.value)))
    else:
        _take_out(editor, keys, change.value)


def _form(concept: Concept, wanted: str) -> int:
    for at, form in enumerate(concept.forms):
        if plain(form.nl) == plain(wanted):
            return at
    listed = ", ".join(form.nl for form in concept.forms) or "none"
    raise UsageError(f'"{concept.id}" has no form "{wanted}"', hint=f"its forms: {listed}")


def _keep_rendered(concept: Concept, change: Change) -> None:
    """Refuse to take out an English that the format asks for."""
    if change.key != "en" or change.inner or concept.policy == "keep":
        return
    if change.form:
        _form(concept, change.form)  # a form there is not comes first
    raise UsageError(
        f'"{change.form or concept.id}" needs an English rendering',
        hint="write en=ENGLISH, or set policy=keep once the English is as the Dutch; "
        "`workbench glossary remove` takes out the whole concept",
    )


def _remove(editor: Editor, keys: Keys, key: str) -> None:
    try:
        editor.remove(keys)
    except KeyError:
        raise UsageError(
            f'"{editor.glossary.concepts[int(keys[1])].id}" has no {key} to remove'
        ) from None


def _take_out(editor: Editor, keys: Keys, value: str) -> None:
    try:
        items = editor.find(keys).items
    except KeyError:
        items = []
    for at, node in enumerate(items):
        if plain(node.value) == plain(value):
            editor.remove((*keys, at))
            return
    listed = ", ".join(node.value for node in items) or "nothing"
    raise UsageError(f'"{value}" is not listed under {keys[-1]}', hint=f"there is: {listed}")
