"""What both trainings share: learning rates, and checkpoints to go on from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import torch
from torch import nn


@dataclass(frozen=True)
class Rates:
    """Peak learning rates of the new layers and of the ImageNet ones, and the weight decay."""

    rate: float
    trunk_rate: float
    decay: float


@dataclass
class Descent:
    """An optimiser with its schedule."""

    optimiser: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.LambdaLR

    @classmethod
    def of(
        cls, model: nn.Module, trunk: tuple[str, ...], rates: Rates, steps: int, warm_up: int
    ) -> Self:
        """AdamW for a model; parameters whose names begin as in `trunk` come from ImageNet."""
        named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
        old = [p for n, p in named if n.startswith(trunk)]
        new = [p for n, p in named if not n.startswith(trunk)]
        optimiser = torch.optim.AdamW(
            [{"params": old, "lr": rates.trunk_rate}, {"params": new, "lr": rates.rate}],
            weight_decay=rates.decay,
        )
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: cosine(step, steps, warm_up)
        )
        return cls(optimiser, schedule)

    def step(self, model: nn.Module) -> None:
        """Follow the gradients, clipped."""
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        self.optimiser.step()
        self.schedule.step()


def cosine(step: int, steps: int, warm_up: int) -> float:
    """The share of the full learning rate at a step."""
    if step < warm_up:
        return (step + 1) / warm_up
    return 0.5 * (1 + math.cos(math.pi * (step - warm_up) / max(1, steps - warm_up)))


def save_atomically(state: object, path: Path) -> None:
    """A checkpoint that is whole or not there."""
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.replace(path)


def keep(parts: Mapping[str, Any], step: int, path: Path) -> None:
    """Write the states of all parts, and how many steps are done."""
    state = {name: part.state_dict() for name, part in parts.items()}
    save_atomically(state | {"step": step}, path)


def take_up(parts: Mapping[str, Any], path: Path) -> int:
    """Give the parts their kept states; the steps done, 0 where nothing was kept."""
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(state[name])
    return int(state["step"])
