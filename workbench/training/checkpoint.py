"""What training needs to go on: written whole or not at all, and read with suspicion."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from workbench.errors import InputError, ModelError
from workbench.training.batches import Place

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["STATE", "Checkpoint", "load_checkpoint", "refuse_little_room", "save_checkpoint"]

STATE = "state.pt"
_VERSION = 1
_COPIES = 11
"""Of the weights in float32: two checkpoints of at most five (weights, their mean, momenta), as the
new one is whole before the old one goes, and the exported half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The state between two steps."""

    fingerprint: str
    """Of the recipe and of all that was decided at the start."""
    step: int
    """Steps done."""
    steps: int
    """Steps planned."""
    seed: int
    size: str
    half: bool
    """Whether computing in bfloat16 was found faster."""
    place: Place
    tokens: int
    """Target pieces seen."""
    seconds: float
    """Spent in steps so far."""
    network: dict[str, torch.Tensor]
    optimisers: dict[str, Any]
    average: dict[str, torch.Tensor]
    random_state: torch.Tensor
    device_random_state: torch.Tensor | None


def refuse_little_room(folder: Path, *, parameters: int) -> None:
    """See to it that checkpoints and export fit on the disk.

    Raises:
        InputError: they do not.
    """
    needed = parameters * 4 * _COPIES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise InputError(
            f"{free / 1e6:.0f} MB are free, training needs {needed / 1e6:.0f} MB",
            where=str(folder),
            hint="make room, or name another folder with --out",
        )


def save_checkpoint(folder: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint; the one before it stays until this one is whole.

    Raises:
        InputError: it cannot be written; the one before it is still there.
    """
    place = checkpoint.place
    content = {
        "version": _VERSION,
        "fingerprint": checkpoint.fingerprint,
        "step": checkpoint.step,
        "steps": checkpoint.steps,
        "seed": checkpoint.seed,
        "size": checkpoint.size,
        "half": checkpoint.half,
        "place": [place.phase, place.part, place.index],
        "tokens": checkpoint.tokens,
        "seconds": checkpoint.seconds,
        "network": checkpoint.network,
        "optimisers": checkpoint.optimisers,
        "average": checkpoint.average,
        "random_state": checkpoint.random_state,
        "device_random_state": checkpoint.device_random_state,
    }
    new = folder / f"{STATE}.new"
    try:
        with new.open("wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(folder / STATE)
    except (OSError, RuntimeError) as error:
        new.unlink(missing_ok=True)
        reason = error.strerror if isinstance(error, OSError) else None
        raise InputError(
            f"the checkpoint of step {checkpoint.step} cannot be written: "
            f"{(reason or ' '.join(str(error).split())).lower()}",
            where=str(folder),
            hint="make room and go on with --resume; the checkpoint before it is kept",
        ) from error


def load_checkpoint(folder: Path, *, device: torch.device) -> Checkpoint:
    """Read a folder's checkpoint.

    Raises:
        ModelError: there is none, or it is damaged or written by another version.
    """
    path = folder / STATE
    if not path.is_file():
        hint = "leave --resume out, or name the folder of the run with --out"
        raise ModelError("there is no checkpoint to go on from", where=str(folder), hint=hint)
    try:
        content = torch.load(path, map_location=device, weights_only=True)
        version = content.pop("version")
        phase, part, index = content.pop("place")
        place = Place(phase=phase, part=part, index=index)
        content["random_state"] = content["random_state"].cpu()
        if content["device_random_state"] is not None:
            content["device_random_state"] = content["device_random_state"].cpu()
        found = Checkpoint(place=place, **content) if version == _VERSION else None
    except Exception as error:  # torch raises whatever its unpickler met
        raise ModelError(
            "the checkpoint is damaged", where=str(path), hint="remove it and train anew"
        ) from error
    if found is None:
        raise ModelError(
            f"the checkpoint is of version {version}", where=str(path), hint="train anew"
        )
    return found
