"""Muon for the matrices, AdamW for embeddings, norms and biases, under one learning rate.

Muon takes the momentum of a matrix and makes it orthogonal by a Newton-Schulz iteration, so that
every direction in it is learned at the same pace (Jordan 2024); on two cores that is worth more than
the sixth of the time it costs. AdamW is torch's.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.training.recipe import Optimiser

__all__ = ["Optimisers", "rate_at"]

_ITERATION = (3.4445, -4.7750, 2.0315)
"""Coefficients of the Newton-Schulz polynomial, from the same source."""
_ROUNDS = 5
_MATCH_ADAM = 0.2
"""Times the root of the longer side: an update then has the size AdamW's would have."""


def rate_at(step: int, *, steps: int, warmup: int, cooldown: float, floor: float) -> float:
    """Return the factor on the learning rate: a linear rise, a plateau, a linear fall.

    >>> [round(rate_at(s, steps=10, warmup=2, cooldown=0.5, floor=0.1), 2) for s in (0, 4, 7, 9)]
    [0.5, 1.0, 0.6, 0.2]
    """
    rise = (step + 1) / warmup if step + 1 < warmup else 1.0
    left = (steps - step) / max(1.0, steps * cooldown)
    return min(rise, max(floor, min(1.0, left)))


class Optimisers:
    """Both optimisers of one network."""

    def __init__(self, network: torch.nn.Module, settings: Optimiser, *, rate: float) -> None:
        """Sort the parameters; positions stay as they are.

        Args:
            network: a MarianMTModel.
            settings: of the recipe.
            rate: the highest learning rate.
        """
        self.settings = settings
        self.rate = rate
        self._matrices: list[tuple[torch.nn.Parameter, float]] = []
        vectors: dict[float, list[torch.nn.Parameter]] = {}
        for name, parameter in network.named_parameters():
            if "embed_positions" in name:
                parameter.requires_grad_(False)
                continue
            pretrained = name.startswith(("model.encoder.layers", "model.shared"))
            factor = settings.encoder_rate if pretrained else 1.0
            if parameter.ndim == 2 and "shared" not in name:
                self._matrices.append((parameter, factor))
            else:
                vectors.setdefault(factor, []).append(parameter)
        self._adam = torch.optim.AdamW(
            [{"params": rows, "factor": factor} for factor, rows in vectors.items()],
            lr=rate,
            betas=(0.9, 0.98),
            eps=1e-9,
            weight_decay=settings.weight_decay,
            fused=all(parameter.is_cuda for parameter in network.parameters()) or None,
        )
        self._momenta = [torch.zeros_like(parameter) for parameter, _ in self._matrices]

    def parameters(self) -> Iterable[torch.nn.Parameter]:
        """Yield everything that is trained."""
        yield from (parameter for parameter, _ in self._matrices)
        for group in self._adam.param_groups:
            yield from group["params"]

    def clip(self) -> torch.Tensor:
        """Bound the gradients' common length and return what it was, a scalar on the device."""
        return torch.nn.utils.clip_grad_norm_(list(self.parameters()), self.settings.clip)

    @torch.no_grad()
    def step(self, factor: float) -> None:
        """Move the weights along their gradients and forget those.

        Args:
            factor: on the learning rate.
        """
        rate, decay = self.rate * factor, self.settings.weight_decay
        for group in self._adam.param_groups:
            group["lr"] = rate * group["factor"]
        self._adam.step()
        ahead: list[torch.Tensor] = []
        moved: list[tuple[torch.nn.Parameter, float]] = []
        for (matrix, own), momentum in zip(self._matrices, self._momenta, strict=True):
            if matrix.grad is None:
                continue
            momentum.lerp_(matrix.grad, 1 - self.settings.momentum)
            ahead.append(matrix.grad.lerp(momentum, self.settings.momentum))  # Nesterov's
            moved.append((matrix, own))
        for (matrix, own), update in zip(moved, orthogonal_all(ahead), strict=True):
            size = _MATCH_ADAM * math.sqrt(max(matrix.shape))
            matrix.mul_(1 - rate * own * decay)
            matrix.add_(update, alpha=-rate * own * size)
        for parameter in self.parameters():
            parameter.grad = None

    def state(self) -> dict[str, Any]:
        """Return everything that ``restore`` needs."""
        return {"adam": self._adam.state_dict(), "momenta": self._momenta}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a state of the same network."""
        self._adam.load_state_dict(state["adam"])
        for own, kept in zip(self._momenta, state["momenta"], strict=True):
            own.copy_(kept)


def orthogonal_all(matrices: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """Return each matrix made orthogonal; on a GPU those of one shape at once.

    A GPU is through with a small product before the next one can be asked for, and a network has
    a hundred matrices of three shapes.
    """
    if not all(matrix.is_cuda for matrix in matrices):
        return [orthogonal(matrix) for matrix in matrices]
    return _by_shape(matrices)


def _by_shape(matrices: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    shapes: dict[torch.Size, list[int]] = {}
    for at, matrix in enumerate(matrices):
        shapes.setdefault(matrix.shape, []).append(at)
    found: dict[int, torch.Tensor] = {}
    for places in shapes.values():
        stacked = orthogonal(torch.stack([matrices[at] for at in places]))
        found.update(zip(places, stacked.unbind(), strict=True))
    return [found[at] for at in range(len(matrices))]


def orthogonal(matrix: torch.Tensor) -> torch.Tensor:
    """Return roughly the nearest matrix with orthonormal rows or columns.

    Args:
        matrix: of shape (rows, columns), any size, or several of shape (n, rows, columns).
    """
    first, third, fifth = _ITERATION
    # On a GPU half precision is enough, and much faster; on a processor it may be far slower.
    found = matrix.to(torch.bfloat16) if matrix.is_cuda else matrix
    found = found / (found.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    tall = found.shape[-2] > found.shape[-1]
    found = found.mT if tall else found
    for _ in range(_ROUNDS):
        square = found @ found.mT
        found = first * found + (third * square + fifth * square @ square) @ found
    result: torch.Tensor = (found.mT if tall else found).to(matrix.dtype)
    return result
