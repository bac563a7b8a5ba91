"""Which rare words of a segment the decoder was given in English, from the trace of its draft.

The draft remembers them, so nobody has to look into a model's word list, which is long and belongs to
the decoder's process. Nothing is decoded here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbench.model import Rendering

__all__ = ["GivenWord", "given_words"]


class GivenWord(NamedTuple):
    """A word of the Dutch and the English that the decoder found in its place."""

    dutch: str
    english: str


def given_words(
    history: Sequence[Rendering], *, source: str, current_id: int | None
) -> tuple[GivenWord, ...]:
    """Return the words behind the draft that a text goes back to, in order, each once.

    Args:
        history: renderings of the segment, the oldest first.
        source: its Dutch as it is now; a draft of other Dutch says nothing of it.
        current_id: the current rendering; where a person wrote it, the last draft before it counts.
    """
    for rendering in reversed(history):
        if current_id is not None and rendering.id > current_id:
            continue
        if rendering.trace is not None and rendering.source == source:
            return tuple(dict.fromkeys(_words(rendering.trace)))
    return ()


def _words(trace: Mapping[str, object]) -> Iterator[GivenWord]:
    """Yield what a trace tells of them; traces of older programs tell nothing."""
    pieces = trace.get("pieces")
    for piece in pieces if isinstance(pieces, list) else ():
        for pair in piece.get("words", ()) if isinstance(piece, dict) else ():
            match pair:
                case [str(dutch), str(english)]:
                    yield GivenWord(dutch, english)
