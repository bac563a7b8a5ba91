"""What training says while it runs, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from workbench.text.durations import duration

__all__ = ["Listener", "Look", "Scores"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """BLEU and chrF of a set of lines, with what is needed to obtain them again."""

    bleu: float
    chrf: float
    lines: int
    signatures: tuple[str, str]

    def __str__(self) -> str:
        """Return both figures as sacreBLEU rounds them."""
        return f"BLEU {self.bleu:.2f}, chrF {self.chrf:.2f} ({self.lines} lines)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A look at a run between two steps."""

    step: int
    steps: int
    loss: float
    """Mean cross-entropy of the steps since the last look, in nats a target piece."""
    dev_loss: float | None
    """Of the averaged weights, on the pairs held out."""
    scores: Scores | None
    """Of the averaged weights, on some dev lines, decoded greedily."""
    tokens_per_second: float
    """Target pieces, over the steps since the last look."""
    seconds_left: float
    rate: float
    """The learning rate."""

    def __str__(self) -> str:
        """Return everything in one line."""
        parts = [f"step {self.step} of {self.steps}", f"loss {self.loss:.3f}"]
        if self.dev_loss is not None:
            parts.append(f"dev loss {self.dev_loss:.4f}")
        if self.scores is not None:
            parts.append(f"dev {self.scores}")
        parts += [
            f"rate {self.rate:.1e}",
            f"{self.tokens_per_second:.0f} tokens/s",
            f"{duration(self.seconds_left)} left",
        ]
        return ", ".join(parts)


class Listener(Protocol):
    """Whoever trains: the command line, or a test."""

    def note(self, message: str) -> None:
        """Tell something in one line."""
        ...

    def look(self, look: Look) -> None:
        """Tell how a run is doing."""
        ...

    def progress(self, done: int, total: int) -> None:
        """Say how many steps are done; as often as convenient."""
        ...
