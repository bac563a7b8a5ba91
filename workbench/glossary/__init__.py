"""What the glossary asks for: reading its file, finding its terms, judging renderings.

Names are loaded on first use, so that a command without a glossary pays for none of it. Nothing
from an engine, a store or a front end may come in here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.glossary.concept import Concept, Form
    from workbench.glossary.file import EMPTY_GLOSSARY, Glossary, load_glossary, parse_glossary
    from workbench.glossary.forbidden import ForbiddenRenderings
    from workbench.glossary.match import Match, Matcher
    from workbench.glossary.satisfy import Verification, find_renderings, verify

__all__ = [
    "EMPTY_GLOSSARY",
    "Concept",
    "ForbiddenRenderings",
    "Form",
    "Glossary",
    "Match",
    "Matcher",
    "Verification",
    "find_renderings",
    "load_glossary",
    "parse_glossary",
    "verify",
]

_HOMES = {
    "Concept": "concept",
    "Form": "concept",
    "EMPTY_GLOSSARY": "file",
    "Glossary": "file",
    "load_glossary": "file",
    "parse_glossary": "file",
    "ForbiddenRenderings": "forbidden",
    "Match": "match",
    "Matcher": "match",
    "Verification": "satisfy",
    "find_renderings": "satisfy",
    "verify": "satisfy",
}


def __getattr__(name: str) -> object:
    """Load a public name from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
