"""Replacing a wording across an article: what it would change, then all of it as one act."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.desk.outcome import Outcome
from workbench.desk.row_table import read_rows
from workbench.desk.seat import DONE, Seat
from workbench.store.records import Base, Edited

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.desk.judge import Judge
    from workbench.model import StoredSegment
    from workbench.store import Project, RowRecord

__all__ = [
    "ReplacePreview",
    "Replaced",
    "Replacement",
    "Replacing",
    "Several",
    "apply_replacement",
    "replaced",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """What is to be put in the place of what."""

    find: str
    put: str
    match_case: bool = True
    """Without it a capital at the beginning of what is found is kept."""
    whole_words: bool = True
    reviewed: bool = False
    """Whether reviewed and final segments are changed too; their state stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A segment that would change."""

    segment_id: int
    number: int
    old: str
    new: str
    count: int
    """How often the wording stands in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacePreview:
    """What a replacement would do to an article."""

    replacement: Replacement
    places: tuple[Replaced, ...] = ()
    passed_over: int = 0
    """Reviewed segments that have the wording and stay as they are."""

    @property
    def count(self) -> int:
        """Return how often the wording would be replaced."""
        return sum(place.count for place in self.places)

    def __str__(self) -> str:
        """Return it as a sentence."""
        if not self.places:
            text = "nothing to replace"
        else:
            times = "once" if self.count == 1 else f"{self.count} times"
            where = "1 segment" if len(self.places) == 1 else f"{len(self.places)} segments"
            text = f"{times} in {where}"
        if self.passed_over:
            text += f"; {self.passed_over} reviewed passed over"
        return text


def replaced(text: str, wanted: Replacement) -> tuple[str, int]:
    """Return a text with a wording replaced, and how often it stood there.

    >>> replaced("The cat. Another cat.", Replacement(find="cat", put="dog"))
    ('The dog. Another dog.', 2)
    >>> replaced("The cats", Replacement(find="the", put="a", match_case=False))
    ('A cats', 1)
    >>> replaced("The very old, very.", Replacement(find="very", put=""))
    ('The old,.', 2)
    """
    if not wanted.find:
        return text, 0
    pattern = re.escape(wanted.find)
    if wanted.whole_words:
        # Only beside a letter or figure is there a word to be whole.
        pattern = (r"(?<!\w)" if re.match(r"\w", wanted.find) else "") + pattern
        pattern += r"(?!\w)" if re.search(r"\w\Z", wanted.find) else ""
    if not wanted.put and wanted.find == wanted.find.strip():
        # What is taken out takes a space along: two would be left, or one before a full stop.
        pattern = rf"(?<!\S){pattern}\s|\s{pattern}(?=[\s.,;:!?…)”’]|\Z)|{pattern}"

    def put(match: re.Match[str]) -> str:
        new = wanted.put
        if not wanted.match_case and match.group()[:1].isupper():
            new = new[:1].upper() + new[1:]
        return new

    return re.subn(pattern, put, text, flags=0 if wanted.match_case else re.IGNORECASE)


def apply_replacement(
    project: Project, judge: Judge, document_id: int, preview: ReplacePreview
) -> list[int]:
    """Do what was previewed as one act and return the segments it was done to.

    Whatever no longer reads as in the preview is left alone. Many segments take seconds, so a desk
    does this in a thread, with a project of that thread's own.
    """
    rows = {row.id: row for row in project.desk.rows(document_id)}
    edits: list[Edited] = []
    for place in preview.places:
        row = rows.get(place.segment_id)
        if row is None or (row.target or "") != place.old:
            continue
        stored = project.segment(document_id, row.number)
        judged = judge(stored.segment, place.new, current=stored.rendering)
        edits.append(
            Edited(
                base=Base(segment_id=row.id, rendering_id=row.rendering_id, source=row.source),
                target=place.new,
                state=row.state if row.state in DONE else "translated",
                terms=judged.terms,
                findings=judged.findings,
                term_key=judged.term_key,
            )
        )
    return project.desk.commit_all(edits, what="replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """An article after something was done to several of its segments."""

    rows: list[RowRecord]
    marker: tuple[object, ...]
    stored: tuple[StoredSegment, ...]
    """Those segments."""


def read_several(project: Project, document_id: int, segment_ids: Sequence[int]) -> Several:
    """Return an article, and some of its segments in full; not in a hurry."""
    rows, marker = read_rows(project, document_id)
    changed = set(segment_ids)
    stored = [project.segment(document_id, row.number) for row in rows if row.id in changed]
    return Several(rows=rows, marker=marker, stored=tuple(stored))


class Replacing(Seat):
    """A seat from which a wording is replaced across the article."""

    def preview_replace(self, wanted: Replacement) -> ReplacePreview:
        """Return what a replacement would do; nothing is changed."""
        places: list[Replaced] = []
        passed_over = 0
        for index, row in enumerate(self.rows):
            old = self.text if index == self.index else (row.target or "")
            new, count = replaced(old, wanted)
            if not count or new == old:
                continue
            if row.state in DONE and not wanted.reviewed:
                passed_over += 1
                continue
            places.append(
                Replaced(segment_id=row.id, number=row.number, old=old, new=new, count=count)
            )
        return ReplacePreview(replacement=wanted, places=tuple(places), passed_over=passed_over)

    def replace_all(self, preview: ReplacePreview) -> Outcome:
        """Do what was previewed, as one act; what was changed elsewhere meanwhile is left alone."""
        if self.conflict is not None:
            return self._in_conflict()
        outcome = self.leave()
        if not outcome.ok:
            return outcome
        done = apply_replacement(self.project, self.judge, self.document.id, preview)
        return self.after_replacing(
            preview, done, read_several(self.project, self.document.id, done)
        )

    def after_replacing(
        self, preview: ReplacePreview, done: Sequence[int], several: Several
    ) -> Outcome:
        """Show what a replacement came to, which may have been made elsewhere."""
        self._take_several(several)
        left = len(preview.places) - len(done)
        many = "1 segment" if len(done) == 1 else f"{len(done)} segments"
        message = f"replaced in {many}; undo takes it all back"
        if left:
            message += f"; {left} changed elsewhere meanwhile and left alone"
        return Outcome(kind="done" if done else "nothing", message=message)

    def _take_several(self, several: Several) -> None:
        """Show what became of several segments, and tell the memory."""
        current = self.stored.id
        self._adopt(several.rows, several.marker)
        at = self._at(current)
        self._enter(min(self.index, len(self.rows) - 1) if at is None else at)
        self._keep_shown()
        places = {row.id: index for index, row in enumerate(self.rows)}
        for stored in several.stored:
            if stored.id in places:
                self._remember(stored, index=places[stored.id])
