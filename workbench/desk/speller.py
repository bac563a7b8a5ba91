"""What misspelt words may be meant for, asked of a process beside the desk.

A suggestion takes a tenth of a second in which no thread of its process does anything else, so the
desk's own may not make one. Which words are misspelt the checks say.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from workbench.desk.beside import Beside, step_back

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection

__all__ = ["MOST_GUESSES", "Speller"]

MOST_GUESSES = 3
"""For a word; what comes after them is hardly ever meant."""
_PATIENCE_SECONDS = 20.0
_IDLE_SECONDS = 300.0


class Speller(Beside):
    """Knows what words may be meant for; may be asked by several threads."""

    def __init__(self) -> None:
        """Start nothing yet."""
        super().__init__(_serve, name="workbench-spelling")

    def guesses(self, words: Sequence[str], *, language: str) -> dict[str, tuple[str, ...]]:
        """Return for every word what it may be meant for, the likeliest first.

        Args:
            words: misspelt ones.
            language: which English, as the checks have it.
        """
        answer = self.ask((language, list(words)), seconds=_PATIENCE_SECONDS)
        known = answer if isinstance(answer, dict) else {}
        return {word: known.get(word, ()) for word in words}


def _serve(connection: Connection) -> None:
    """Answer until nobody asks any more; runs in the process."""
    step_back()
    from workbench.qa.dictionary import dictionary

    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while connection.poll(_IDLE_SECONDS):
            language, words = connection.recv()
            known = dictionary(language)
            connection.send({word: known.suggestions(word)[:MOST_GUESSES] for word in words})
