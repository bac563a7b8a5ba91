"""From the file ``recipe.yaml`` to a recipe, or to one line that says what is wrong and where."""

from __future__ import annotations

import difflib
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from pydantic import BaseModel, ValidationError

from workbench.errors import ConfigError
from workbench.training.recipe import Recipe
from workbench.training.yaml_places import Places, read_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.errors import Location

__all__ = ["LoadedRecipe", "load_recipe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedRecipe:
    """A recipe, its file, and where its values stand."""

    recipe: Recipe
    path: Path
    places: Places
    data_folder: Path

    def resolve(self, name: str) -> Path:
        """Return a path that a recipe gives relative to itself."""
        return (self.path.parent / Path(name).expanduser()).resolve()

    def pair_file(self, name: str) -> Path:
        """Return where a data file lies: beside the recipe if it begins with ``./``."""
        return self.resolve(name) if name.startswith("./") else self.data_folder / name

    @property
    def fingerprint(self) -> str:
        """A hash of what the recipe says: training goes on only under the same."""
        content = json.dumps(self.recipe.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]


def load_recipe(
    path: Path,
    *,
    data: Path | None = None,
    direction: Literal["nl-en", "en-nl"] | None = None,
    shard_mb: float | None = None,
) -> LoadedRecipe:
    """Read a recipe.

    Args:
        path: the file.
        data: the folder of the pairs, where it is not the recipe's.
        direction: where it is not the recipe's; the model is then called ``ID-reversed``.
        shard_mb: size of the largest file of weights, where it is not the recipe's.

    Raises:
        ConfigError: the file cannot be read, or a key or value is wrong; its place is named.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "name a recipe, such as models/nl-en-news/recipe.yaml"
        raise ConfigError(reason, where=str(path), hint=hint) from error
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8", where=str(path), hint="save it as UTF-8") from error
    content, places = read_yaml(text, str(path))
    try:
        recipe = Recipe.model_validate(content)
    except ValidationError as error:
        raise _first_problem(error, places) from error
    if direction is not None and direction != recipe.direction:
        export = recipe.export.model_copy(update={"id": f"{recipe.export.id}-reversed"})
        recipe = recipe.model_copy(update={"direction": direction, "export": export})
    if shard_mb is not None:
        export = recipe.export.model_copy(update={"shard_mb": shard_mb})
        recipe = recipe.model_copy(update={"export": export})
    folder = data or path.parent / Path(recipe.data.folder).expanduser()
    return LoadedRecipe(recipe=recipe, path=path, places=places, data_folder=folder.resolve())


def _first_problem(error: ValidationError, places: Places) -> ConfigError:
    """Return the problem that stands first in the file; what is unknown explains what is missing."""

    def place_of(problem: Any) -> Location:  # noqa: ANN401 - pydantic's dictionary
        unknown = problem["type"] == "extra_forbidden"
        return places.key(problem["loc"]) if unknown else places.value(problem["loc"])

    problems = [(place_of(problem), problem) for problem in error.errors()]
    place, problem = min(
        problems,
        key=lambda pair: (pair[1]["type"] == "missing", pair[0].line, pair[0].column),
    )
    loc: Sequence[str | int] = problem["loc"]
    name = str(loc[-1]) if loc else "recipe"
    if problem["type"] == "extra_forbidden":
        known = _keys_at(loc[:-1])
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
        return ConfigError(f"unknown key {name}", where=place, hint=hint)
    if problem["type"] == "missing":
        return ConfigError(f"{name} is missing", where=place, hint=f"add `{name}:`")
    message = str(problem["msg"]).removeprefix("Value error, ")
    return ConfigError(f"{name}: {message}", where=place, hint="see docs/training.md")


def _keys_at(loc: Sequence[str | int]) -> list[str]:
    """Return the keys that may stand where ``loc`` leads."""
    model: type[BaseModel] = Recipe
    skip = False
    for part in loc:
        if isinstance(part, int) or skip:  # an item of a list, or a section's own name
            skip = False
            continue
        annotation = model.model_fields[part].annotation
        inner = [a for a in (annotation, *get_args(annotation)) if _is_model(a)]
        if not inner:
            return []
        model = inner[-1]
        skip = annotation is not model and "dict" in str(annotation)
    return sorted(model.model_fields)


def _is_model(annotation: Any) -> bool:  # noqa: ANN401 - what an annotation may be
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
