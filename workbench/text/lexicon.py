"""What the Dutch rules know, read from ``data/nl.toml``.

The words live in a data file, because the people who find a missing abbreviation are editors; the
code holds grammar only. Read once, on first use: ``workbench --help`` must not pay for it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

__all__ = ["Lexicon", "dutch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Word lists; abbreviations stand without their last full stop, in lower case."""

    name: frozenset[str]
    """Stand before a name: dr, mevr, St."""
    number: frozenset[str]
    """Stand before a number: nr, art, blz."""
    inner: frozenset[str]
    """Stand inside a sentence: o.a, bijv."""
    ends: frozenset[str]
    """May end a sentence, before any capital: enz, e.d."""
    may: frozenset[str]
    """May end a sentence, before a word that opens one: jl, mln, jan."""
    ordinary: frozenset[str]
    """Words the base library takes for abbreviations."""
    lettered: frozenset[str]
    """Nouns with a letter for a name: vitamine, groep."""
    vowelless: frozenset[str]
    """Words without a vowel that are no abbreviations: tv, wk."""
    marked: frozenset[str]
    """Names with a mark of their own: Yahoo!"""
    openers: frozenset[str]
    """Words that open sentences and are no names."""
    particles: frozenset[str]
    """Words that open sentences and surnames alike: De, Van, In."""
    inside: frozenset[str]
    """Articles and prepositions inside a surname."""
    joining: frozenset[str]
    """Words that cannot stand before a credit at the end of a line."""
    months: frozenset[str]
    days: frozenset[str]
    """Short forms of the days of the week."""
    credit_sure: tuple[str, ...]
    credit_loose: tuple[str, ...]
    sources: tuple[str, ...]
    """Agencies, papers, broadcasters; longest first."""
    genres: tuple[str, ...]
    dated: tuple[str, ...]


@lru_cache(maxsize=1)
def dutch() -> Lexicon:
    """Return the Dutch word lists."""
    raw = tomllib.loads((files(__package__) / "data" / "nl.toml").read_text(encoding="utf-8"))
    short, words, openers = raw["abbreviations"], raw["words"], raw["openers"]
    sources = [name for line in raw["credits"]["sources"].split("\n") for name in line.split("|")]
    return Lexicon(
        name=frozenset(short["name"].split()),
        number=frozenset(short["number"].split()),
        inner=frozenset(short["inner"].split()),
        ends=frozenset(short["ends"].split()),
        may=frozenset(short["may"].split()),
        ordinary=frozenset(words["ordinary"].split()),
        lettered=frozenset(words["lettered"].split()),
        vowelless=frozenset(words["vowelless"].split()),
        marked=frozenset(words["marked"]),
        openers=frozenset(openers["words"].split()),
        particles=frozenset(openers["particles"].split()),
        inside=frozenset(openers["inside"].split()),
        joining=frozenset(raw["credits"]["joining"].split()),
        months=frozenset(raw["units"]["months"].split()),
        days=frozenset(raw["units"]["days"].split()),
        credit_sure=tuple(raw["credits"]["sure"]),
        credit_loose=tuple(raw["credits"]["loose"]),
        sources=tuple(sorted(filter(None, sources), key=lambda name: (-len(name), name))),
        genres=tuple(raw["labels"]["genres"]),
        dated=tuple(raw["labels"]["dated"]),
    )
