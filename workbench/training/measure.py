"""What a machine is good for, found out by trying: the number type, and how many steps fit in time.

Processors without bfloat16 units take twenty times as long in it as in float32, others half; no name
of a processor is trusted to tell which.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from workbench.training.network import loss_of

if TYPE_CHECKING:
    import torch
    from transformers import MarianMTModel

    from workbench.training.batches import Batch

__all__ = ["Precision", "faster_in_half"]

_MARGIN = 1.15
"""How much faster bfloat16 has to be: it is less exact, and a timing varies by some per cent."""

_ROWS = 8

Precision = tuple[bool, float, float]
"""Whether bfloat16 is taken, and seconds for the same sentences in float32 and in bfloat16."""


def faster_in_half(network: MarianMTModel, batch: Batch, *, device: torch.device) -> Precision:
    """Time a forward and backward pass in both number types, each after one that does not count.

    A type that is hopelessly slow is tried once only. Weights and generator stay as they are.
    """
    import torch

    state = torch.get_rng_state()
    # A GPU shows its speed on a full batch only, a processor on a few rows; a whole batch in the
    # wrong type would take it minutes.
    rows = _ROWS if device.type == "cpu" else len(batch.source)
    few = batch._replace(source=batch.source[:rows], target=batch.target[:rows])
    seconds: list[float] = []
    for half in (False, True):
        taken: list[float] = []
        for attempt in range(3):
            began = time.perf_counter()
            loss, _ = loss_of(network, few, device=device, half=half)
            loss.backward()  # type: ignore[no-untyped-call]
            if device.type == "cuda":
                torch.cuda.synchronize()
            taken.append(time.perf_counter() - began)
            if seconds and attempt == 0 and taken[0] > 4 * seconds[0]:
                break
        seconds.append(min(taken[1:] or taken))
    network.zero_grad(set_to_none=True)
    torch.set_rng_state(state)
    return seconds[1] * _MARGIN < seconds[0], seconds[0], seconds[1]
