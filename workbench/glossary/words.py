"""Word lists that the search for names needs, read from ``data/words.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

__all__ = ["word_list"]


@cache
def _lists() -> dict[str, str]:
    text = (files(__package__) / "data" / "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def word_list(name: str) -> frozenset[str]:
    """Return one of the lists of the file, in lower case."""
    return frozenset(_lists()[name].split())
