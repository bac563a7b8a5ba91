"""Other ways the decoder would have put a segment, from the trace of its renderings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.glossary.satisfy import verify
from workbench.pipeline.finish import finish
from workbench.pipeline.prepare import Item, Job
from workbench.text.casing import lower_for_decoding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbench.model import Rendering, Segment, TermHit

__all__ = ["MOST", "alternatives", "kept_in_place", "lacking"]

MOST = 9
"""One for each digit key."""


def alternatives(
    segment: Segment,
    history: Sequence[Rendering],
    *,
    hits: tuple[TermHit, ...],
    quote_depth: int,
    current: str,
) -> list[str]:
    """Return texts to choose from, without what is there already.

    Those that say the terms of the glossary come first, then the likeliest.

    Hypotheses of the newest trace come first, finished as a draft is (marks, capitals, stops);
    after them earlier renderings of the same Dutch.

    Args:
        segment: the segment.
        history: all its renderings, the oldest first.
        hits: terms in its Dutch.
        quote_depth: quotations open where it begins.
        current: the text on the screen.
    """
    same = [rendering for rendering in reversed(history) if rendering.source == segment.source]
    job = Job(
        item=Item(segment=segment, hits=hits, quote_depth=quote_depth),
        capitals=lower_for_decoding(segment.source)[1],
    )
    found: dict[str, None] = {}
    for rendering in same:
        if rendering.trace is None:
            continue
        for text in _hypotheses(rendering.trace):
            # Names are left as decoded: which words the model knows is not known here.
            found.setdefault(finish(job, text, one_piece=lambda _: True).text)
        break
    for rendering in same:
        found.setdefault(rendering.target)
    others = [text for text in found if text.strip() and text != current]
    # What breaks the glossary is the last to be wanted.
    return sorted(others, key=lambda text: len(lacking(text, hits)))[:MOST]


def lacking(text: str, hits: Sequence[TermHit]) -> tuple[str, ...]:
    """Return the renderings of terms that a text would have to have and has not, each once."""
    if not hits:
        return ()
    missing = (hits[at] for at in verify(text, hits).missing)
    return tuple(
        dict.fromkeys(hit.renderings[0] for hit in missing if hit.enforced and hit.renderings)
    )


def kept_in_place(before: Sequence[str], now: Sequence[str]) -> list[str]:
    """Return the alternatives of now, those that were there before under the number they had.

    What has come takes the places of what has gone: after one was taken, its number leads back.

    >>> kept_in_place(["a", "b", "c"], ["draft", "a", "c"])
    ['a', 'draft', 'c']
    """
    new = iter([text for text in now if text not in before])
    placed = [text if text in now else next(new, None) for text in before]
    return [*(text for text in placed if text is not None), *new]


def _hypotheses(trace: Mapping[str, object]) -> Iterator[str]:
    """Yield whole targets, each with one piece of the chosen one put otherwise."""
    pieces = trace.get("pieces")
    if not isinstance(pieces, list) or not pieces:
        return
    finished = trace.get("finished")
    before = finished.get("before") if isinstance(finished, dict) else None
    for piece in pieces:
        attempts = piece.get("attempts", ())
        chosen = next((a["target"] for a in attempts if a.get("chosen")), None)
        if chosen is None:
            continue
        whole = before if isinstance(before, str) and chosen in before else chosen
        if len(pieces) > 1 and whole is chosen:
            continue  # where the rest of the segment goes is not known
        for other in (*attempts, *piece.get("alternatives", ())):
            text = other.get("target")
            if isinstance(text, str) and text != chosen:
                yield whole.replace(chosen, text, 1)
