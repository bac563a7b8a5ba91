"""Abbreviations in capitals that a draft has and its Dutch in no form: a party the model made up.

English writes short what Dutch writes in full or in small letters (``UK``, ``DVD``); those are
listed. What a glossary or a word list has is the caller's to say.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["invented_abbreviations"]

_LISTED = """
AC AD AFP AGM AI AIDS AM AP ATM AU BBC BC BCE BSE CCTV CD CE CEO CFO CIA CIS CO COO COVID CSTO CV
DC DDT DIY DJ DNA DVD EAEU EC ECB ECHR EEA EEC ESA EU EV FAO FBI FIFA FM FSB GDP GDR GM GMO GMT
GNP GP GPS HIV HQ HR IAEA ICC ICJ ICT ICU ID IDF ILO IMF IOC IPO IQ IS ISIL ISIS ISS IT ITV KGB
LGBT LGBTI LGBTQ LNG LPG MEP MEPS MP MPS MS NASA NATO NGO NGOS NHS OECD OK OPEC OSCE OTT PC PCS
PHD PIN PLO PM POW PR QC RAF RNA SARS SCO SIM SME SMES SMS SUV TV UAE UEFA UFO UK UN UNHCR US USA
USSR VAT VIP WC WHO WMO WTO WWF
"""
_ENGLISH = frozenset(_LISTED.split())
_SHORT = re.compile(r"(?<![\w@/.&'’-])[A-Z]{2,5}(?![\w@/&-]|\.\w)")
_ROMAN = re.compile(r"[IVXLCDM]+")
_WORD = re.compile(r"[^\W_]+")
_MOST = 20  # in one segment: above, it is a heading or a table
_SMALL = 3  # small letters for each capital abbreviation letter, below which all is in capitals


def invented_abbreviations(
    source: str, target: str, *, accepts: Callable[[str], bool]
) -> Iterator[re.Match[str]]:
    """Yield the abbreviations of an English text that answer nothing in its Dutch.

    Args:
        source: the Dutch.
        target: the English.
        accepts: whether an abbreviation is right for another reason.

    >>> texts = "Jansen (Verkeer, D66) kwam.", "Jansen (SP traffic, D66) came."
    >>> [m.group() for m in invented_abbreviations(*texts, accepts=lambda word: False)]
    ['SP']
    """
    found = list(islice(_SHORT.finditer(target), _MOST + 1))
    if not found or len(found) > _MOST:
        return
    if sum(map(str.islower, target)) < _SMALL * sum(len(match.group()) for match in found):
        return
    words = _WORD.findall(re.sub(r"(?<=\w)[.'’](?=\w)", "", source))
    small = {word.lower() for word in words}
    initials = "".join(word[0] if word[0].isupper() else " " for word in words)
    invented = [
        match
        for match in found
        if not (
            match.group() in _ENGLISH
            or _ROMAN.fullmatch(match.group())
            or match.group() in initials
            or accepts(match.group())
            or any(word.startswith(match.group().lower()) for word in small)
        )
    ]
    # What Dutch abbreviates otherwise (``OVSE``) may be what the English one stands for.
    kept = set(_WORD.findall(target))
    others = {w for w in words if len(w) > 1 and w.isupper() and w not in kept}
    if len(others) < len(invented):
        yield from invented
