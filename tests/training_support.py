"""A corpus of a few dozen pairs and a recipe for a network that is trained in a second."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from tests.tiny_marian import build_tiny_marian
from workbench.training.recipe_file import load_recipe

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.training.listener import Look
    from workbench.training.recipe_file import LoadedRecipe

__all__ = ["Heard", "corpus_pairs", "tiny_recipe", "write_pairs"]

_DAYS = (
    ("maandag", "Monday"),
    ("dinsdag", "Tuesday"),
    ("woensdag", "Wednesday"),
    ("zondag", "Sunday"),
)
_PEOPLE = (
    ("de minister", "the minister"),
    ("de burgemeester", "the mayor"),
    ("Tokajev", "Tokayev"),
    ("Navalny", "Navalny"),
)
_DEEDS = (
    ("naar Almaty is gereisd", "travelled to Almaty"),
    ("een boek heeft gekocht", "bought a book"),
    ("met 45 boeren heeft gesproken", "spoke with 45 farmers"),
)


def corpus_pairs() -> list[tuple[str, str]]:
    """Return 48 pairs that are all different."""
    return [
        (f"Het was op {day_nl} dat {who_nl} {deed_nl}.", f"It was on {day} that {who} {deed}.")
        for day_nl, day in _DAYS
        for who_nl, who in _PEOPLE
        for deed_nl, deed in _DEEDS
    ]


def write_pairs(path: Path, pairs: list[tuple[str, str]]) -> None:
    """Write pairs as TSV, packed where the name says so."""
    content = "".join(f"{source}\t{target}\n" for source, target in pairs).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


def tiny_recipe(folder: Path, **changes: object) -> LoadedRecipe:
    """Write a model, a corpus, a dev set and a recipe into ``folder``; read the recipe.

    Args:
        folder: an empty one.
        changes: sections of the recipe, or single values, in place of the usual ones.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "start").exists():
        build_tiny_marian(folder / "start")
    pairs = corpus_pairs()
    write_pairs(folder / "news.tsv.gz", pairs[4:36])
    write_pairs(folder / "other.tsv", pairs[36:])
    (folder / "dev.nl").write_text("".join(f"{nl}\n" for nl, _ in pairs[:4]), encoding="utf-8")
    (folder / "dev.en").write_text("".join(f"{en}\n" for _, en in pairs[:4]), encoding="utf-8")
    content: dict[str, object] = {
        "data": {
            "files": [
                {"file": "news.tsv.gz", "role": "news", "weight": 2, "hold_out": 4},
                {"file": "other.tsv"},
            ]
        },
        "model": {"start": "folder", "path": "start"},
        "sizes": {
            "cpu": {
                "precision": "fp32",
                "batch_tokens": 300,
                "accumulate": 2,
                "learning_rate": 0.002,
                "warmup_steps": 2,
                "dropout": 0.1,
                "part": 0.5,
            }
        },
        "evaluation": {"every": 5, "lines": 0},
        "export": {"id": "tiny-trained", "licence": "CC0-1.0"},
        "steps": 8,
        "seed": 3,
    }
    content |= changes
    path = folder / "recipe.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return load_recipe(path)


@dataclass(slots=True)
class Heard:
    """A listener that remembers."""

    notes: list[str] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    done: int = 0

    def note(self, message: str) -> None:
        self.notes.append(message)

    def look(self, look: Look) -> None:
        self.looks.append(look)

    def progress(self, done: int, total: int) -> None:
        self.done = done
