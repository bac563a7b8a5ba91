"""Forbidden renderings in targets whose source does not hold their concept.

Where a concept matches, ``satisfy`` judges its forbidden renderings and the ladder acts on them;
elsewhere they are only reported, which is this module's part. It asks all of the glossary at once
and so has an automaton of its own. Nothing here is enforced.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import ahocorasick_rs

from workbench.glossary.renderings import capitals_fit, owner_end, rendering_key, stands_alone
from workbench.glossary.surface import plain, surface

if TYPE_CHECKING:
    from collections.abc import Collection

    from workbench.glossary.file import Glossary

__all__ = ["ForbiddenElsewhere", "ForbiddenRenderings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForbiddenElsewhere:
    """A forbidden rendering in a target, with the concept that forbids it."""

    concept: str
    rendering: str
    start: int
    """Half-open offsets in the target."""
    end: int
    text: str


class ForbiddenRenderings:
    """Finds what any concept in force forbids; built on first use."""

    def __init__(self, glossary: Glossary) -> None:
        """Keep the glossary."""
        self.glossary = glossary

    @cached_property
    def _entries(self) -> dict[str, tuple[str, str, str, bool]]:
        """(concept, rendering, comparable spelling, case sensitive) by folded spelling."""
        # What one concept forbids another may ask for: Kiev the city, chicken Kiev the dish.
        asked = {
            rendering_key(text)
            for concept in self.glossary
            if concept.policy != "forbid"
            for form in concept.listed
            for text in (form.en, *form.admitted)
            if text is not None
        }
        entries: dict[str, tuple[str, str, str, bool]] = {}
        for concept in self.glossary:
            for form in concept.listed:
                # Policy forbid bans a rendering of its own Dutch form only.
                if form.status != "preferred":
                    continue
                for rendering in form.forbidden:
                    text = plain(rendering)
                    if rendering_key(rendering) not in asked:
                        entries.setdefault(
                            text.lower(), (concept.id, rendering, text, form.sensitive)
                        )
        return entries

    @cached_property
    def _by_index(self) -> list[tuple[str, str, str, bool]]:
        return list(self._entries.values())

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        return ahocorasick_rs.AhoCorasick(self._entries, store_patterns=False)

    def find(self, target: str, *, matched: Collection[str] = ()) -> tuple[ForbiddenElsewhere, ...]:
        """Return the forbidden renderings in a target, without overlaps, the longest first.

        Args:
            target: the English text of one segment.
            matched: ids of the concepts that match its source; ``verify`` has judged theirs.
        """
        if not self._entries:
            return ()
        it = surface(target)
        found: list[tuple[int, int, str, str]] = []
        for index, start, end in self._automaton.find_matches_as_indexes(
            it.folded, overlapping=True
        ):
            concept, rendering, text, sensitive = self._by_index[index]
            if (
                concept not in matched
                and stands_alone(it.text, start, end)
                and (not sensitive or capitals_fit(it.text[start:end], text))
            ):
                found.append((start, -owner_end(it.text, start, end), concept, rendering))
        uses: list[ForbiddenElsewhere] = []
        reached = 0
        for start, minus_end, concept, rendering in sorted(found):
            if start < reached:
                continue
            reached = -minus_end
            raw_start, raw_end = it.span(start, reached)
            uses.append(
                ForbiddenElsewhere(
                    concept=concept,
                    rendering=rendering,
                    start=raw_start,
                    end=raw_end,
                    text=target[raw_start:raw_end],
                )
            )
        return tuple(uses)
