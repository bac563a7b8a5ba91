"""What a run leaves beside its model: a line for every look, and a report at the end."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.training.listener import Listener, Look

__all__ = ["LOG", "REPORT", "Logged", "Trained"]

LOG = "log.jsonl"
REPORT = "report.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What came out of a run."""

    model: str
    """The folder."""
    parameters: int
    steps: int
    tokens: int
    """Target pieces seen."""
    minutes: float
    """Spent in steps."""
    shortened: tuple[tuple[int, int], ...]
    """Steps at which the run was made shorter to end in time, and the steps planned from then on."""
    precision: str
    size: str
    seed: int
    device: str
    direction: str
    bleu: float | None
    chrf: float | None
    signatures: tuple[str, ...]
    baseline_bleu: float | None
    """Of the model it has to beat, on the same lines; None where the recipe names none."""
    baseline_chrf: float | None
    accepted: bool
    """Whether it beats that model; True where there is none."""
    dropped: dict[str, int]
    overlaps: dict[str, int]

    def write(self, folder: Path) -> None:
        """Write everything as the report of a folder."""
        report = json.dumps(asdict(self), indent=2) + "\n"
        (folder / REPORT).write_text(report, encoding="utf-8")


class Logged:
    """A listener whose looks are also kept in a file, a JSON object a line."""

    def __init__(self, listener: Listener, path: Path) -> None:
        """Pass everything on to a listener."""
        self._listener, self._path = listener, path

    def note(self, message: str) -> None:
        """Tell something in one line."""
        self._listener.note(message)

    def progress(self, done: int, total: int) -> None:
        """Say how many steps are done."""
        self._listener.progress(done, total)

    def look(self, look: Look) -> None:
        """Tell how a run is doing, and write it down."""
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        line = json.dumps({"time": stamp, **asdict(look)})
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        self._listener.look(look)
