"""What a glossary says: concepts, their forms and the rules for writing them down.

The classes are pydantic models because ``glossary.yaml`` is an edge of the program; they are frozen
and used as they are inside. This module knows nothing of YAML, of places in files or of matching.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from functools import cached_property
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from workbench.glossary.surface import plain
from workbench.model import Policy, TermStatus

__all__ = [
    "MAX_RENDERING_WORDS",
    "Concept",
    "ConceptType",
    "Context",
    "Decision",
    "Form",
    "GlossaryFile",
    "ListedForm",
    "is_separated",
    "json_schema",
    "term_problem",
]

ConceptType = Literal["person", "place", "organisation", "demonym", "event", "title", "term"]
Case = Literal["sensitive", "insensitive"]

MAX_RENDERING_WORDS = 20
_MAX_CHARACTERS = 400
_MAX_EXPRESSION = 1000
_MARKUP = re.compile(r"</?[A-Za-z!][^<>]*>|&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z]+);")
_LETTER = re.compile(r"[^\W_]")
_SCALAR = ["string", "number", "boolean", "null"]


def _problem(message: str, hint: str, *keys: str | int) -> PydanticCustomError:
    """Return an error for a value, or for what stands at ``keys`` below a concept.

    Without keys the message goes on from the name of the key: "en" + "is empty".
    """
    return PydanticCustomError(
        "glossary", "{message}", {"message": message, "hint": hint, "keys": keys}
    )


def _visible(text: str) -> str:
    """Refuse what a terminal, a document or the model could act on instead of showing it."""
    if not text.isprintable():
        for char in text:
            if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
                name = unicodedata.name(char, "control character").lower()
                raise _problem(
                    f"holds the invisible character U+{ord(char):04X} ({name})",
                    "delete it or write the text on one line",
                )
    text = text.strip()
    if not _LETTER.search(text):
        raise _problem("holds no letter or digit", "write the text or remove the key")
    if len(text) > _MAX_CHARACTERS:
        raise _problem(f"is {len(text)} characters long", f"a term has at most {_MAX_CHARACTERS}")
    return text


def term_problem(text: str) -> tuple[str, str] | None:
    """Return what is wrong with a term and what to do about it, None where nothing is."""
    try:
        _visible(text)
    except PydanticCustomError as error:
        said = error.context or {}
        return str(said.get("message")), str(said.get("hint"))
    return None


def _rendering(text: str) -> str:
    text = _visible(text)
    if markup := _MARKUP.search(text):
        raise _problem(f'holds markup "{markup.group()}"', "write plain text")
    words = len(text.split())
    if words > MAX_RENDERING_WORDS:
        raise _problem(
            f"is {words} words long",
            f"a rendering has at most {MAX_RENDERING_WORDS}; sentences are no terms",
        )
    return text


def _expression(text: str) -> str:
    if not text:
        raise _problem("is empty and would match everywhere", "remove it")
    if len(text) > _MAX_EXPRESSION:
        raise _problem(f"is longer than {_MAX_EXPRESSION} characters", "make it shorter")
    return text


# YAML 1.2 tools read `en: No` as text but `nl: 1984` as a number; the workbench takes both as text.
_text_schema = WithJsonSchema({"type": _SCALAR})
Text = Annotated[str, _text_schema]
DutchText = Annotated[str, AfterValidator(_visible), _text_schema]
EnglishText = Annotated[str, AfterValidator(_rendering), _text_schema]
Expression = Annotated[str, AfterValidator(_expression), _text_schema]
Identifier = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9-]+$", max_length=100),
    WithJsonSchema({"type": ["string", "number"], "pattern": "^[a-z0-9-]+$"}),
]


class _Strict(BaseModel):
    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, ignored_types=(cached_property,)
    )


class Context(_Strict):
    """Regular expressions on the source segment that tell homographs apart."""

    require: tuple[Expression, ...] = Field(
        default=(), description="Every expression must be found in the source segment."
    )
    exclude: tuple[Expression, ...] = Field(
        default=(), description="No expression may be found in the source segment."
    )

    def __bool__(self) -> bool:
        """Whether there is any expression at all."""
        return bool(self.require or self.exclude)


class Decision(_Strict):
    """Who settled the rendering, when and why; for people only."""

    by: Text | None = None
    date: Text | None = None
    why: Text | None = None


class Form(_Strict):
    """A further Dutch surface form; what it lacks it takes from the concept, save renderings."""

    nl: DutchText = Field(description="The form as it stands in Dutch text.")
    en: EnglishText | None = Field(
        default=None, description="What this form becomes; may be left out with policy keep."
    )
    admitted: tuple[EnglishText, ...] = Field(
        default=(), description="Also satisfies this form, but is never forced."
    )
    forbidden: tuple[EnglishText, ...] | None = Field(
        default=None, description="Must not appear in the English."
    )
    case: Case | None = None
    context: Context | None = None
    status: TermStatus | None = None
    note: Text | None = None


class ListedForm(NamedTuple):
    """A headword or form as matching and enforcing see it."""

    keys: tuple[str | int, ...]
    """Where it stands in its concept, such as ``("forms", 0)``; empty for the headword."""
    nl: str
    """As written in the glossary."""
    text: str
    """In comparable spelling."""
    folded: str
    """``text`` in lower case."""
    en: str | None
    admitted: tuple[str, ...]
    forbidden: tuple[str, ...]
    sensitive: bool
    context: Context
    status: TermStatus
    note: str


class Concept(_Strict):
    """An idea with one English rendering and every Dutch form it takes."""

    id: Identifier = Field(description="Unique in the file.")
    type: ConceptType = "term"
    nl: DutchText = Field(description="The headword as it stands in Dutch text.")
    en: EnglishText | None = Field(
        default=None, description="The rendering to use; may be left out with policy keep."
    )
    forms: tuple[Form, ...] = Field(default=(), description="Further Dutch surface forms.")
    admitted: tuple[EnglishText, ...] = Field(
        default=(), description="Also satisfies the headword; only en is ever forced."
    )
    forbidden: tuple[EnglishText, ...] = Field(
        default=(), description="Must not appear in the English."
    )
    policy: Policy = "require"
    case: Case = "sensitive"
    context: Context = Context()
    priority: int = Field(default=0, description="The higher wins where forms overlap equally.")
    status: TermStatus = "preferred"
    definition: Text | None = None
    note: Text | None = None
    examples: tuple[Text, ...] = ()
    decided: Decision | None = None

    @model_validator(mode="after")
    def _renderings(self) -> Concept:
        for form in self.listed:
            if self.policy == "keep":
                if form.en is not None and plain(form.en) != form.text:
                    raise _problem(
                        f'"{form.en}" differs from the Dutch "{form.nl}", which policy keep copies',
                        "leave en out or choose another policy",
                        *form.keys,
                        "en",
                    )
            elif form.en is None:
                raise _problem('missing key "en"', "add `en:`", *form.keys, "en")
        return self

    @cached_property
    def listed(self) -> tuple[ListedForm, ...]:
        """The headword and the forms, each with all that it takes from the concept."""
        return (
            _listed((), self, self),
            *(_listed(("forms", at), form, self) for at, form in enumerate(self.forms)),
        )

    @property
    def fingerprint(self) -> str:
        """Hash of all that bears on renderings; 16 hexadecimal digits."""
        content = self.model_dump(exclude=_REMARKS)
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _listed(keys: tuple[str | int, ...], own: Form | Concept, concept: Concept) -> ListedForm:
    text = plain(own.nl)
    return ListedForm(
        keys=keys,
        nl=own.nl,
        text=text,
        folded=text.lower(),
        en=own.en,
        admitted=own.admitted,
        forbidden=concept.forbidden if own.forbidden is None else own.forbidden,
        sensitive=(own.case or concept.case) == "sensitive",
        context=concept.context if own.context is None else own.context,
        status=own.status or concept.status,
        note=own.note or concept.note or "",
    )


_REMARKS: Any = {
    "definition": True,
    "note": True,
    "examples": True,
    "decided": True,
    "forms": {"__all__": {"note"}},
}


def is_separated(concept: Concept, form: ListedForm, other: Concept, rival: ListedForm) -> bool:
    """Whether context or priority decides between two equal forms."""
    return concept.priority != other.priority or form.context != rival.context


class GlossaryFile(_Strict):
    """The whole of ``glossary.yaml``."""

    version: Literal[1] = 1
    source: Annotated[str, StringConstraints(pattern=r"^nl(-[A-Za-z0-9]+)*$")] = "nl"
    target: Annotated[str, StringConstraints(pattern=r"^en(-[A-Za-z0-9]+)*$")] = "en-GB"
    concepts: tuple[Concept, ...]


def json_schema() -> str:
    """Return the JSON Schema of ``glossary.yaml`` as text, ending in a newline."""
    schema = GlossaryFile.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "glossary.yaml of the workbench"
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
