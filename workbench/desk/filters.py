"""Which segments a search asks for: ``state:``, ``check:``, ``term:``, ``is:`` and plain words."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from workbench.errors import UsageError

__all__ = ["Query", "parse_query"]

_PART = re.compile(r'(?:(\w+):)?(?:"([^"]*)"|(\S+))')
_STATES = ("initial", "translated", "reviewed", "final")
_IS = ("noted", "stale", "open")
KEYS = ("state", "check", "term", "is")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A search, ready to be held against rows."""

    text: str
    """As it was typed."""
    states: frozenset[str] = frozenset()
    checks: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    """``noted``: somebody left a remark; ``stale``: the Dutch has changed; ``open``: findings."""
    words: tuple[str, ...] = ()
    """Folded; every one of them has to occur in the Dutch or the English."""


def parse_query(text: str) -> Query:
    """Return what a search means; plain words and ``"quoted phrases"`` are looked for as text.

    Raises:
        UsageError: a key, a state or a flag that does not exist.
    """
    states: set[str] = set()
    checks: list[str] = []
    terms: list[str] = []
    flags: set[str] = set()
    words: list[str] = []
    for match in _PART.finditer(text):
        key, quoted, bare = match.groups()
        value = quoted if quoted is not None else bare
        if key == "state":
            states |= _choose(key, value, _STATES)
        elif key == "is":
            flags |= _choose(key, value, _IS)
        elif key == "check":
            checks.append(value)
        elif key == "term":
            terms.append(value)
        elif key is not None and key.isalpha() and not value.startswith("//"):
            # A time of day and an address are text, and so is a word with a colon behind it.
            raise _unknown(key, match.group())
        elif quoted is not None and key is None:
            words.append(quoted.casefold())
        else:
            words.append(match.group().casefold())
    return Query(
        text=text.strip(),
        states=frozenset(states),
        checks=tuple(checks),
        terms=tuple(terms),
        flags=frozenset(flags),
        words=tuple(word for word in words if word),
    )


def _unknown(key: str, part: str) -> UsageError:
    near = difflib.get_close_matches(key.lower(), KEYS, n=1)
    keys = ", ".join(f"{name}:" for name in KEYS)
    meant = f"did you mean {near[0]}:?" if near else f"use {keys}"
    plain = part.replace('"', "")
    return UsageError(f"there is no key {key}:", hint=f'{meant} As text it is "{plain}" in quotes')


def _choose(key: str, value: str, choices: tuple[str, ...]) -> set[str]:
    found = {choice for choice in choices if value and choice.startswith(value.lower())}
    if not found:
        raise UsageError(
            f"there is no {key}:{value}", hint=f"use {', '.join(f'{key}:{c}' for c in choices)}"
        )
    return found
