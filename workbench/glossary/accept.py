"""A suggestion that an editor accepts, as a concept in the glossary.

What was accepted is the rendering of the headword. Further forms of the cluster come out by rule, so
they are written down as proposed, which enforces nothing until somebody has looked at them; what
matches unlisted is not listed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.glossary.gazetteer import demonyms
from workbench.glossary.ids import concept_id
from workbench.glossary.romanise import romanise

if TYPE_CHECKING:
    from workbench.glossary.edit import Editor
    from workbench.glossary.suggest import Suggestion

__all__ = ["accept_suggestion"]


def accept_suggestion(editor: Editor, suggestion: Suggestion, english: str) -> str:
    """Add a concept to an editor's text, or give the one that has the name its new rendering.

    Returns:
        The concept's id.

    Raises:
        GlossaryErrors: the format refuses it.
    """
    if suggestion.concept:
        number = editor.number(suggestion.concept)
        form = next(
            one for one in editor.glossary.concepts[number].listed if one.nl == suggestion.dutch
        )
        editor.set_text(("concepts", number, *form.keys, "en"), english)
        return suggestion.concept
    name = concept_id(english, editor.glossary)
    forms = _forms(suggestion, english)
    fields: dict[str, object] = {"id": name, "type": suggestion.type, "nl": suggestion.dutch}
    fields["en"] = english
    if forms:
        fields["forms"] = forms
    if english != suggestion.dutch and suggestion.type != "term":
        fields["forbidden"] = [suggestion.dutch]
    editor.add_concept(fields)
    return name


def _forms(suggestion: Suggestion, english: str) -> list[dict[str, str]]:
    """Return the forms that do not match unlisted and whose rendering follows from the headword's."""
    result: list[dict[str, str]] = []
    dutch = suggestion.dutch
    for form, _ in suggestion.forms:
        if form != dutch and (people := demonyms().get(form)):
            result.append({"nl": form, "en": people.english, "status": "proposed"})
            continue
        if form == dutch or re.sub(r"(?:'s|s|')$", "", form) in {dutch, *_said(result)}:
            continue
        if form.startswith(f"{dutch}-"):
            continue
        rest = form.removesuffix(f" {dutch}")
        if rest != form:
            # A given name before a surname.
            given = romanise(rest).english
            result.append({"nl": form, "en": f"{given} {english}", "status": "proposed"})
        elif dutch.endswith(f" {form}"):
            result.append({"nl": form, "en": english.rpartition(" ")[2], "status": "proposed"})
        elif " " not in form and romanise(form).english == english:
            result.append({"nl": form, "en": english, "status": "proposed"})
    return result


def _said(forms: list[dict[str, str]]) -> set[str]:
    return {form["nl"] for form in forms}
