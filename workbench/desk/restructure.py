"""Splitting a segment and joining two at the desk, with their English carried over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.desk.cutting import Cut, gap_at, gaps, matching_gap, natural_gap
from workbench.desk.outcome import Outcome
from workbench.desk.pending import Pending, finish
from workbench.desk.row_table import exchange
from workbench.desk.seat import DONE
from workbench.desk.sharing import Sharing
from workbench.glossary.satisfy import passed
from workbench.store.records import Base, Part

if TYPE_CHECKING:
    from workbench.desk.pending import Begun
    from workbench.desk.row_table import Exchanged
    from workbench.model import Rendering, Segment, State, StoredSegment
    from workbench.store import Project

__all__ = ["Restructuring"]


class Restructuring(Sharing):
    """A seat from which segments are cut and joined."""

    def propose_cut(
        self, *, source_at: int | None = None, target_at: int | None = None
    ) -> Cut | None:
        """Return where to cut the current segment; None where its Dutch is one word.

        What is not given follows from what is; with neither, the Dutch is cut where a sentence or
        a clause ends.

        Args:
            source_at: a cursor in the Dutch.
            target_at: a cursor in the English.
        """
        source, target = self.stored.segment.source, self.text
        if source_at is not None:
            gap = gap_at(source, source_at)
        else:
            english = None if target_at is None else gap_at(target, target_at)
            gap = (
                natural_gap(source)
                if english is None
                else matching_gap(target, english, other=source, anchors=self._anchors(swap=True))
            )
        if gap is None:
            return None
        if target_at is not None:
            return Cut(source=gap, target=gap_at(target, target_at))
        return Cut(
            source=gap, target=matching_gap(source, gap, other=target, anchors=self._anchors())
        )

    def _anchors(self, *, swap: bool = False) -> list[tuple[int, int]]:
        """Return the places of the terms that both texts have."""
        found = [
            (term.hit.start, term.target_start)
            for term in self.judgement().terms
            if term.target_start is not None
        ]
        return [(there, here) for here, there in found] if swap else found

    def split(self, cut: Cut) -> Outcome:
        """Make two segments of the current one; both wait for their confirmation."""
        return finish(self.begin_split(cut), self.project)

    def begin_split(self, cut: Cut) -> Begun:
        """Begin to make two segments of the current one."""
        if self.conflict is not None:
            return self._in_conflict()
        if cut.source not in gaps(self.stored.segment.source) or (
            cut.target is not None and cut.target not in gaps(self.text)
        ):
            return Outcome(kind="nothing", message="the text has changed meanwhile: cut it again")
        # What was typed becomes a rendering of its own first, so that undoing the split keeps it.
        outcome = self.leave()
        if not outcome.ok:
            return outcome
        stored, target = self.stored, self.text
        source = stored.segment.source
        sources = (source[: cut.source[0]], source[cut.source[1] :])
        targets: tuple[str | None, str | None] = (target.strip() and target, None)
        if cut.target is not None:
            targets = (target[: cut.target[0]], target[cut.target[1] :])
        first = replace(stored.segment, source=sources[0], end=stored.segment.start + cut.source[0])
        second = replace(
            stored.segment, source=sources[1], start=stored.segment.start + cut.source[1]
        )
        base, document_id, marker = self.base, self.document.id, self._marker
        parts = (
            self._part(first, targets[0] or None, like=stored),
            self._part(second, targets[1] or None, like=stored, shift=cut.source[1]),
        )

        def run(project: Project) -> Exchanged | None:
            def act() -> tuple[tuple[int, ...], tuple[int, ...]] | None:
                made = project.desk.split(base, cut=cut.source, parts=parts)
                return None if made is None else ((base.segment_id,), made)

            return exchange(project, document_id, marker, act)

        def take(made: Exchanged | None) -> Outcome:
            if made is None:
                self._set_conflict()
                return self._in_conflict()
            self._take_seats(made)
            return Outcome(kind="done", message="split in two; undo puts them together again")

        return Pending(saying="splitting", run=run, take=take)

    def join_next(self) -> Outcome:
        """Make one segment of the current one and the next one in its line."""
        return finish(self.begin_join(), self.project)

    def begin_join(self) -> Begun:
        """Begin to make one segment of the current one and the next one in its line."""
        if self.conflict is not None:
            return self._in_conflict()
        if self.index + 1 >= len(self.rows):
            return Outcome(kind="nothing", message="this is the last segment")
        if self.rows[self.index + 1].unit != self.row.unit:
            return Outcome(
                kind="nothing",
                message="the next segment stands in another line: only neighbours in one are joined",
            )
        outcome = self.leave()
        if not outcome.ok:
            return outcome
        left = self.stored
        right = self.project.segment(self.document.id, self.row.number + 1)
        typed = next((d for d in self.desk.drafts(right.id) if d.author == self.desk.author), None)
        if typed is not None and typed.text != (right.rendering.target if right.rendering else ""):
            return Outcome(
                kind="nothing",
                message="the next segment holds text of yours that is not entered yet: go there first",
            )
        part, bases = self._joined(left, right), (self.base, _base(right))
        document_id, marker = self.document.id, self._marker

        def run(project: Project) -> Exchanged | None:
            def act() -> tuple[tuple[int, ...], tuple[int, ...]] | None:
                whole = project.desk.join(*bases, part=part)
                return None if whole is None else (tuple(b.segment_id for b in bases), (whole,))

            return exchange(project, document_id, marker, act)

        def take(made: Exchanged | None) -> Outcome:
            if made is None:
                self.poll()
                return Outcome(
                    kind="nothing",
                    message="one of the two was changed elsewhere: look at them again",
                )
            self._take_seats(made)
            return Outcome(kind="done", message="joined with the next; undo takes them apart again")

        return Pending(saying="joining", run=run, take=take)

    def _joined(self, left: StoredSegment, right: StoredSegment) -> Part:
        """Return what the whole of two segments begins with: one text after the other."""
        gap = " " * max(0, right.segment.start - left.segment.end)
        segment = replace(
            left.segment,
            source=left.segment.source + gap + right.segment.source,
            end=right.segment.end,
        )
        texts = [s.rendering.target.strip() for s in (left, right) if s.rendering is not None]
        target = " ".join(text for text in texts if text) if texts else None
        like = left if left.rendering is not None else right
        part = self._part(segment, target, like=like)
        machine = all(_is_machine(s) for s in (left, right) if s.rendering is not None)
        state: State = part.state
        if left.state in DONE and right.state in DONE:
            state = "final" if left.state == right.state == "final" else "reviewed"
        omitted = state in DONE and not target
        return replace(
            part,
            state=state,
            terms=passed(part.terms) if omitted else part.terms,
            findings=() if omitted else part.findings,
            origin="engine" if machine and texts else "human",
            signature=part.signature if machine else "",
            # The English of one alone is not that of both.
            stale=left.overtaken or right.overtaken or len(texts) == 1,
        )

    def _part(
        self, segment: Segment, target: str | None, *, like: StoredSegment, shift: int = 0
    ) -> Part:
        """Return what a new segment begins with.

        Args:
            segment: the new one.
            target: its English, None where there is none.
            like: the one that the English comes from.
            shift: where its Dutch began in that one's.
        """
        rendering = like.rendering
        if target is None or rendering is None:
            return Part(target=None, state="initial")
        judged = self.judge(segment, target, current=_shifted(rendering, shift))
        machine = _is_machine(like)
        return Part(
            target=target,
            state="translated",
            origin=rendering.origin if machine else "human",
            signature=rendering.signature if machine else "",
            terms=judged.terms,
            findings=judged.findings,
            term_key=judged.term_key or "",
            stale=like.overtaken,
        )

    def _take_seats(self, exchanged: Exchanged) -> None:
        """Show new segments in the place of those they were made of, and go to the first."""
        self._enter(self._follow(exchanged))
        self._keep_shown()


def _base(stored: StoredSegment) -> Base:
    return Base(
        segment_id=stored.id,
        rendering_id=stored.rendering.id if stored.rendering else None,
        source=stored.segment.source,
    )


def _is_machine(stored: StoredSegment) -> bool:
    """Whether the English is a draft that a machine may still replace."""
    return (
        stored.rendering is not None
        and stored.rendering.origin == "engine"
        and stored.state not in DONE
    )


def _shifted(rendering: Rendering, shift: int) -> Rendering:
    """Return a rendering whose terms stand where they stand in the part that begins at ``shift``."""
    terms = tuple(
        {**term, "start": start - shift}
        for term in rendering.terms
        if isinstance(start := term.get("start"), int) and start >= shift
    )
    return replace(rendering, terms=terms)
