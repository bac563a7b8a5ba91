"""Word lists that the search for names and their spelling need, read from ``data/``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "eastern_names",
    "established_spellings",
    "given_names",
    "is_trade",
    "ukrainian_names",
    "western_words",
    "word_list",
]

_LONG_TRADE = 6
"""Letters of a trade that is told at the end of a compound: shorter ones end other words too."""


@cache
def _lists() -> dict[str, str]:
    return tomllib.loads(_read("words.toml"))


def _read(name: str) -> str:
    return (files(__package__) / "data" / name).read_text(encoding="utf-8")


@cache
def word_list(name: str) -> frozenset[str]:
    """Return one of the lists of the file, in lower case."""
    return frozenset(_lists()[name].split())


@cache
def is_trade(word: str) -> bool:
    """Whether a word in small letters is what stands before a person's name, or a compound of one.

    >>> is_trade("schrijver"), is_trade("oud-minister"), is_trade("misdaadschrijver"), is_trade("beheer")
    (True, True, True, False)
    """
    trades = word_list("before_person")
    if word in trades or word.rpartition("-")[2] in trades:
        return True
    return any(word[at:] in trades for at in range(3, len(word) - _LONG_TRADE + 1))


@cache
def eastern_names() -> frozenset[str]:
    """Return names from east of Poland as Dutch romanises them, in lower case."""
    lines = _read("eastern.txt").splitlines()
    known = {name for line in lines if not line.startswith("#") for name in line.split()}
    return frozenset(known | {name for name, _ in _names()})


@cache
def given_names() -> frozenset[str]:
    """Return given names of the Low Countries and their neighbours, with their capital."""
    lines = _read("given.txt").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


@cache
def western_words() -> frozenset[str]:
    """Return Dutch words and Western names whose letters look Eastern, in lower case."""
    lines = _read("western.txt").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


@cache
def ukrainian_names() -> frozenset[str]:
    """Return those of them that only Ukraine has."""
    return frozenset(name for name, mark in _names() if mark == "u")


@cache
def _names() -> tuple[tuple[str, str], ...]:
    lines = (line for line in _read("names.tsv").splitlines() if not line.startswith("#"))
    rows = (line.partition("\t") for line in lines)
    return tuple((name, mark) for name, _, mark in rows)


@cache
def established_spellings() -> Mapping[str, tuple[str, ...]]:
    """Return the English spellings of such names that usage has settled on, the usual one first."""
    rows = (line.split("\t") for line in _read("established.tsv").splitlines() if line)
    return {row[0]: tuple(row[1].split(",")) for row in rows if not row[0].startswith("#")}
