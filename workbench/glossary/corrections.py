"""What editors replaced in drafts, as far as it concerns names of the Dutch.

Holds a draft against what an editor made of it and pairs each replaced stretch with the Dutch name
it renders. Only counts; what follows from a correction is for ``suggest`` and for the editor.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from workbench.glossary.english import without_possessive
from workbench.glossary.romanise import romanise
from workbench.glossary.suggest import Correction
from workbench.glossary.surface import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Edited", "learn_corrections"]

_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]")
_LONGEST = 5
"""Words of a replacement that may still be a name's rendering."""
_ALIKE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A draft and what an editor made of it."""

    place: str
    source: str
    draft: str
    edited: str


def learn_corrections(edits: Iterable[Edited]) -> list[Correction]:
    """Return the corrections of names, the most frequent first."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for edit in edits:
        for dutch, english in _pairs(edit):
            places[dutch, english].append(edit.place)
    found = [
        Correction(dutch=dutch, english=english, count=len(where), places=tuple(where))
        for (dutch, english), where in places.items()
    ]
    return sorted(found, key=lambda one: (-one.count, one.dutch, one.english))


def _pairs(edit: Edited) -> Iterator[tuple[str, str]]:
    """Yield (Dutch name, new rendering) of every replaced name, each once."""
    old = _TOKEN.findall(plain(edit.draft))
    new = _TOKEN.findall(plain(edit.edited))
    names = {
        word for word in _TOKEN.findall(plain(edit.source)) if word[0].isupper() and len(word) > 1
    }
    seen: set[tuple[str, str]] = set()
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind != "replace" or max(old_end - old_start, new_end - new_start) > _LONGEST:
            continue
        before = without_possessive(" ".join(old[old_start:old_end]))
        after = without_possessive(" ".join(new[new_start:new_end]))
        if not after[:1].isupper() or before.lower() == after.lower():
            continue
        best = max(((_alike(name, before, after), name) for name in names), default=(0.0, ""))
        if best[0] >= _ALIKE:
            pair = (re.sub(r"(?:'s|s)$", "", best[1]) if _owned(best[1], names) else best[1], after)
            if pair not in seen:
                seen.add(pair)
                yield pair


def _owned(name: str, names: set[str]) -> bool:
    return re.sub(r"(?:'s|s)$", "", name) in names - {name}


def _alike(name: str, before: str, after: str) -> float:
    """Return how much a Dutch name looks like a rendering, 0 to 100."""
    spelt = romanise(name)
    likely = [name, spelt.english, *spelt.alternatives[:2]]
    return max(fuzz.ratio(one, text) for one in likely for text in (before, after))
