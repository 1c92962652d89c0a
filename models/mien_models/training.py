"""What both trainings share: learning rates, and checkpoints to go on from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Self

import torch
from torch import nn

from mien.errors import MienError

REMEDY = "delete it and train anew"


@dataclass(frozen=True)
class Rates:
    """Peak learning rates of new layers and of those trained before, and the weight decay."""

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
        """AdamW for a model; parameters whose names begin as in `trunk` were trained before.

        Only what multiplies features decays, not biases and normalisations.
        """
        named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
        groups = [
            {
                "params": [
                    p for n, p in named if n.startswith(trunk) == old and (p.ndim > 1) == decays
                ],
                "lr": rates.trunk_rate if old else rates.rate,
                "weight_decay": rates.decay if decays else 0.0,
            }
            for old in (True, False)
            for decays in (True, False)
        ]
        optimiser = torch.optim.AdamW(groups)
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


def usual_device() -> str:
    """The GPU where torch sees one, else the processor."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def hurry() -> None:
    """Let a GPU search for its fastest convolutions, and round the factors of float32 products."""
    torch.backends.cudnn.benchmark = True
    torch.backends.cudnn.allow_tf32 = True
    torch.backends.cuda.matmul.allow_tf32 = True


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
    """Give the parts their kept states; the steps done, 0 where nothing was kept.

    MienError where the checkpoint is of another network or cannot be read.
    """
    if not path.exists():
        return 0
    state = read_state(path)
    try:
        for name, part in parts.items():
            part.load_state_dict(state[name])
    except (KeyError, RuntimeError, ValueError) as error:
        raise MienError(f"{path} is a checkpoint of another network: {REMEDY}.") from error
    return int(state["step"])


def load_weights(model: nn.Module, path: Path) -> None:
    """Fill a model from a file that training left; MienError where that cannot be done."""
    if not path.exists():
        raise MienError(f"{path} is not there: train first.")
    state = read_state(path)
    try:
        model.load_state_dict(state["model"])
    except (KeyError, RuntimeError) as error:
        raise MienError(f"{path} holds weights of another network: {REMEDY}.") from error


def read_state(path: Path) -> dict[str, Any]:
    """A file of torch's; MienError where it is damaged."""
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, ValueError, EOFError, UnpicklingError) as error:
        raise MienError(f"{path} cannot be read: {REMEDY}.") from error
    if not isinstance(state, dict):
        raise MienError(f"{path} holds no weights of a network: {REMEDY}.")
    return state
