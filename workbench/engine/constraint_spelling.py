"""How a text can be written in the pieces of a vocabulary: after a space, glued on, from the middle.

The constrained beam forces renderings piece by piece, so it has to know every way a model may cut
one. Nothing of constraints or hypotheses may come in; whether a way is used is the automaton's
business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.engine.constraint_text import Pieces

__all__ = ["FAR", "Speller"]

FAR = 1 << 20
"""More pieces than any rendering has: no way on from here."""


class Speller:
    """Writes texts in the pieces of one vocabulary; what was asked once is remembered."""

    def __init__(
        self,
        pieces: Pieces,
        *,
        encode: Callable[[str], Sequence[int] | None],
        suppress: Sequence[tuple[int, ...]] = (),
    ) -> None:
        """Keep the vocabulary.

        Args:
            pieces: the target vocabulary.
            encode: text to target ids as at the start of a sentence, None where a piece is unknown.
            suppress: sequences of ids that may not appear.
        """
        self.pieces = pieces
        self._encode = encode
        self._suppress = tuple(suppress)
        self._segmented: dict[str, tuple[int, ...] | None] = {}

    def ways(
        self, text: str, spelling: str
    ) -> tuple[tuple[int, ...] | None, tuple[int, ...] | None]:
        """Return the ids that write a text after a space, and glued to a sign such as ``(``."""
        spaced = self._encoded(spelling, text)
        glued = None
        for sign in "(-/":
            ids = self._encode(sign + spelling)
            if ids is None or not ids:
                continue
            for cut in range(1, len(ids)):
                if self.pieces.text(ids[:cut]) == sign:
                    if self._glued_text(ids[cut:]) == text:
                        glued = tuple(ids[cut:])
                    break
            if glued:
                break
        if spaced and not glued and self.pieces.surfaces[spaced[0]] == " ":
            glued = spaced[1:]
        return spaced, glued or self.segment(text)

    def _encoded(self, spelling: str, text: str) -> tuple[int, ...] | None:
        for attempt in dict.fromkeys((spelling, text)):
            ids = self._encode(attempt)
            if ids and self.pieces.text(ids) == text and self._opens_with_space(ids[0]):
                return tuple(ids)
        segmented = self.segment(text)
        space = self.pieces.tokens.get(" ")
        return (space, *segmented) if segmented and space is not None else None

    def _opens_with_space(self, token: int) -> bool:
        surface = self.pieces.surfaces[token]
        return isinstance(surface, str) and surface.startswith(" ")

    def _glued_text(self, ids: Sequence[int]) -> str:
        """Return the text of pieces, an opening space kept."""
        if not ids or self._opens_with_space(ids[0]):
            return ""
        return self.pieces.text(ids)

    def segment(self, text: str) -> tuple[int, ...] | None:
        """Cover a text with the fewest pieces.

        The way out for what the tokenizer does not offer: the rest of a rendering whose beginning
        the model cut in its own way.
        """
        if text in self._segmented:
            return self._segmented[text]
        tokens, longest = self.pieces.tokens, self.pieces.longest
        # For each place the fewest pieces to the end, and the piece and place that lead there.
        fewest = [FAR] * len(text) + [0]
        way: list[tuple[int, int]] = [(0, 0)] * len(text)
        for start in range(len(text) - 1, -1, -1):
            for end in range(start + 1, min(len(text), start + longest) + 1):
                if fewest[end] + 1 <= fewest[start]:
                    token = tokens.get(text[start:end])
                    if token is not None:
                        fewest[start] = fewest[end] + 1
                        way[start] = (token, end)
        path: list[int] = []
        at = 0
        while at < len(text) and fewest[0] < FAR:
            token, at = way[at]
            path.append(token)
        self._segmented[text] = tuple(path) or None
        return self._segmented[text]

    def suppressed(self, path: tuple[int, ...]) -> bool:
        """Whether a way holds a sequence that may not appear."""
        return any(
            path[start : start + len(banned)] == banned
            for banned in self._suppress
            if banned
            for start in range(len(path) - len(banned) + 1)
        )
